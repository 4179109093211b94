package billfold_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

// A whole program: it takes a payment. The file is made if it is not there.
func Example() {
	folder, err := os.MkdirTemp("", "billfold")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)

	ctx := context.Background()
	store, err := billfold.Open(ctx, filepath.Join(folder, "shop.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	payment, err := store.Payments.Create(ctx, billfold.NewPayment{
		Amount:      billfold.Amount{Minor: 50000, Currency: "USD"},
		Description: "Order 123",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(payment.Status, payment.Amount) // and pay at payment.PaymentLink

	payment, err = store.Payments.Complete(ctx, payment.ID, json.RawMessage(`{"type": "cash"}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(payment.Status)
	// Output:
	// pending 500.00 USD
	// completed
}

func inMemory() *billfold.Store {
	store, err := billfold.Open(context.Background(), "", billfold.InMemory())
	if err != nil {
		log.Fatal(err)
	}
	return store
}

func take(store *billfold.Store, minor int64) billfold.Payment {
	payment, err := store.Payments.Create(context.Background(),
		billfold.NewPayment{Amount: billfold.Amount{Minor: minor, Currency: "EUR"}})
	if err != nil {
		log.Fatal(err)
	}
	return payment
}

func ExamplePayments_List() {
	ctx, store := context.Background(), inMemory()
	defer store.Close()
	for minor := range int64(300) {
		take(store, minor+1)
	}
	sum := int64(0)
	for payment, err := range store.Payments.List(ctx, billfold.ListOptions{Filter: "status:pending amount:2.00.."}) {
		if err != nil {
			log.Fatal(err)
		}
		sum += payment.Amount.Minor
	}
	fmt.Println(billfold.Amount{Minor: sum, Currency: "EUR"})
	// Output: 252.50 EUR
}

func ExampleStore_Once() {
	ctx, store := context.Background(), inMemory()
	defer store.Close()
	till, err := store.Once("order-123")
	if err != nil {
		log.Fatal(err)
	}
	defer till.Close()
	for range 2 { // after a crash, or out of doubt, just do it again
		payment, err := till.Payments.Create(ctx,
			billfold.NewPayment{Amount: billfold.Amount{Minor: 500, Currency: "EUR"}})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(payment.Amount, payment.Replayed)
	}
	// Output:
	// 5.00 EUR false
	// 5.00 EUR true
}

func ExampleStore_Transact() {
	ctx, store := context.Background(), inMemory()
	defer store.Close()
	err := store.Transact(ctx, func(tx *billfold.Store) error {
		take(tx, 100)
		return errors.New("changed my mind")
	})
	page, _ := store.Payments.ListPage(ctx, billfold.ListOptions{})
	fmt.Println(err, page.Total)
	// Output: changed my mind 0
}

func ExampleError() {
	ctx, store := context.Background(), inMemory()
	defer store.Close()
	_, err := store.Payments.Create(ctx, billfold.NewPayment{
		Amount: billfold.Amount{Minor: -500, Currency: "EUR"}, CustomerEmail: "nobody",
	})
	var failed *billfold.Error
	switch {
	case errors.Is(err, billfold.ErrBusy):
		fmt.Println("again, later")
	case errors.As(err, &failed):
		for _, field := range failed.Fields {
			fmt.Println(field.Field)
		}
	}
	// Output:
	// amount
	// customer.email
}

func ExampleStore_IfVersion() {
	ctx, store := context.Background(), inMemory()
	defer store.Close()
	seen := take(store, 100)
	guarded, err := store.IfVersion(seen.Version)
	if err != nil {
		log.Fatal(err)
	}
	defer guarded.Close()
	changes := billfold.PaymentChanges{Description: billfold.Set("Order 123")}
	for range 2 { // the second time the record is no longer what was seen
		_, err = guarded.Payments.Update(ctx, seen.ID, changes)
		fmt.Println(err == nil, errors.Is(err, billfold.ErrConflict))
	}
	// Output:
	// true false
	// false true
}

func ExampleLinkIntents_Redeem() {
	ctx, store := context.Background(), inMemory()
	defer store.Close()
	orchestrator, err := store.Orchestrators.Create(ctx, billfold.NewOrchestrator{Name: "Acme Payments"})
	if err != nil {
		log.Fatal(err)
	}
	theirs, err := store.Scoped(ctx, orchestrator.Key) // what the holder of the key may do
	if err != nil {
		log.Fatal(err)
	}
	defer theirs.Close()
	intent, err := theirs.LinkIntents.Create(ctx, billfold.NewLinkIntent{ClientIDName: "Acme Store"})
	if err != nil {
		log.Fatal(err)
	}
	// intent.URL.Reveal() goes to the recipient, who redeems it.
	made, err := store.LinkIntents.Redeem(ctx, intent.URL)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Name, made.LinkStatus, made.ClientSecret)
	// Output: Acme Store active …
}

func ExampleRequestsToLink_Proceed() {
	ctx, store := context.Background(), inMemory()
	defer store.Close()
	client, err := store.Clients.Create(ctx, billfold.NewClient{Name: "Shop"})
	if err != nil {
		log.Fatal(err)
	}
	request, err := store.RequestsToLink.Create(ctx, billfold.NewRequestToLink{
		ClientID: client.ClientID, ClientUserID: "user_456", BillerID: "test_electric_company",
	})
	if err != nil {
		log.Fatal(err)
	}
	session, err := store.RequestsToLink.Proceed(ctx, request.ID)
	if err != nil {
		log.Fatal(err)
	}
	// The user is sent to session.SessionURL.Reveal(), and comes back with the token.
	request, err = store.LinkSessions.Complete(ctx, session.LinkToken)
	fmt.Println(request.Status, err)
	// Output: COMPLETED <nil>
}

func ExampleChanges_Since() {
	ctx, store := context.Background(), inMemory()
	defer store.Close()
	take(store, 100)
	seen := int64(0) // kept by the program, as far as it has come
	events, err := store.Changes.Since(ctx, seen, 100)
	if err != nil {
		log.Fatal(err)
	}
	for _, event := range events {
		fmt.Println(event.EventType, "by", event.Actor)
		seen = event.Seq
	}
	// Output: payment.created by owner
}

func ExampleDeliveries_ClaimDue() {
	ctx, store := context.Background(), inMemory()
	defer store.Close()
	endpoint, err := store.WebhookEndpoints.Create(ctx, billfold.NewWebhookEndpoint{
		URL: "https://shop.example/hooks", EventTypes: []string{"payment.*"},
	})
	if err != nil {
		log.Fatal(err)
	}
	take(store, 100)
	claims, err := store.Deliveries.ClaimDue(ctx, 10, time.Minute)
	if err != nil {
		log.Fatal(err)
	}
	for _, claim := range claims {
		headers := http.Header{} // POST claim.Body to claim.URL with them
		for _, header := range claim.Headers {
			headers.Set(header.Name, header.Value)
		}
		// What the receiver does:
		fmt.Println(billfold.VerifySignature(endpoint.Secret, headers, []byte(claim.Body), time.Now()))
		delivery, err := store.Deliveries.Report(ctx, claim.DeliveryID,
			billfold.AttemptReport{Attempt: claim.Attempt, Status: http.StatusOK})
		fmt.Println(delivery.Status, err)
	}
	// Output:
	// <nil>
	// delivered <nil>
}

func ExampleSecret() {
	ctx, store := context.Background(), inMemory()
	defer store.Close()
	client, err := store.Clients.Create(ctx, billfold.NewClient{Name: "Shop"})
	if err != nil {
		log.Fatal(err)
	}
	shown, _ := json.Marshal(client.ClientSecret)
	fmt.Println(client.ClientSecret, string(shown), client.ClientSecret.Reveal()[:4])
	// Output: … "…" sec_
}

func ExampleParseAmount() {
	amount, err := billfold.ParseAmount("500.5", "USD")
	fmt.Println(amount.Minor, amount, err)
	// Output: 50050 500.50 USD <nil>
}

// Time is the test's own: nothing has to be waited for.
func ExampleManualClock() {
	ctx := context.Background()
	store, err := billfold.Open(ctx, "", billfold.InMemory(),
		billfold.ManualClock(time.Date(2026, 4, 1, 10, 0, 0, 0, time.UTC)))
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	payment := take(store, 50000)
	if err := store.SetTime(payment.ExpiresAt); err != nil {
		log.Fatal(err)
	}
	payment, err = store.Payments.Get(ctx, payment.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(payment.Status)
	// Output: expired
}
