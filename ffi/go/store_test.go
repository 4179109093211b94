package billfold

import (
	"context"
	"encoding/json"
	"errors"
	"net/textproto"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var ctx = context.Background()

func TestAPaymentIsCreatedFoundAndCompleted(t *testing.T) {
	store, path := opened(t, ManualClock(time.Unix(1775037600, 0)))
	made, err := store.Payments.Create(ctx, NewPayment{
		Amount: Amount{50050, "USD"}, Description: "Order <1> & \"2\"", MCC: 6012,
		CustomerName: "Ana", CustomerEmail: "ana@example.com", ExpiresIn: time.Hour,
		Metadata: json.RawMessage(`{"order_id":"order-123"}`),
	})
	must(t, err)
	is(t, made.Status, PaymentPending)
	is(t, made.Amount, Amount{50050, "USD"})
	is(t, made.ExpiresAt, time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
	is(t, made.CompletedAt.IsZero(), true)
	is(t, string(made.Metadata), `{"order_id":"order-123"}`)
	done, err := store.Payments.Complete(ctx, made.ID, json.RawMessage(`{"type":"cash"}`))
	must(t, err)
	is(t, done.Status, PaymentCompleted)
	is(t, done.CompletedAt, time.Date(2026, 4, 1, 10, 0, 0, 0, time.UTC))
	found, err := store.Payments.Get(ctx, made.ID)
	must(t, err)
	is(t, found.CustomerEmail, "ana@example.com")
	written, err := marshal(found)
	must(t, err)
	start := `{"id":"` + made.ID + `","status":"completed","description":"Order <1> & \"2\"",` +
		`"metadata":{"order_id":"order-123"},"currency":"USD","amount":"500.5",`
	is(t, strings.HasPrefix(string(written), start), true)
	info, err := store.Describe()
	must(t, err)
	is(t, filepath.Base(info.Path), filepath.Base(path))
}

func TestListsGoThroughAllPages(t *testing.T) {
	store, _ := opened(t, MayLoseLastCommitsOnPowerLoss())
	must(t, store.Transact(ctx, func(tx *Store) error {
		for minor := range int64(250) {
			if _, err := tx.Payments.Create(ctx, dollars(minor+1)); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, limit := range []int{0, 1, 7, 100} {
		sum, count := int64(0), 0
		for payment, err := range store.Payments.List(ctx, ListOptions{Filter: "amount:1.01..", Limit: limit}) {
			must(t, err)
			sum, count = sum+payment.Amount.Minor, count+1
			if limit == 1 && count == 5 {
				break
			}
		}
		if limit != 1 {
			is(t, count, 150)
			is(t, sum, int64((101+250)*150/2))
		}
	}
	sequence := store.Payments.List(ctx, ListOptions{Limit: 100})
	for range 2 { // a sequence may be gone through again
		count := 0
		for _, err := range sequence {
			must(t, err)
			count++
		}
		is(t, count, 250)
	}
	for _, err := range store.Payments.List(ctx, ListOptions{Filter: "stat:"}) {
		e := fails(t, err, ErrValidation)
		is(t, e.Field(), "filter")
	}
	page, err := store.Payments.ListPage(ctx, ListOptions{Limit: 2})
	must(t, err)
	is(t, page.Total, 250)
	written, err := marshal(page)
	must(t, err)
	is(t, strings.HasSuffix(string(written), `],"total":250,"page":1,"limit":2}`), true)
	page, err = store.Payments.ListPage(ctx, ListOptions{Filter: "amount:1.01..", Limit: 2, Uncounted: true})
	must(t, err)
	is(t, page.Uncounted, true)
	is(t, page.Total, 2) // there are so many at the least
	written, err = marshal(page)
	must(t, err)
	is(t, strings.HasSuffix(string(written), `],"total":null,"page":1,"limit":2}`), true)
	before, err := store.Payments.ListPage(ctx, ListOptions{Limit: 2, Last: true})
	must(t, err)
	is(t, before.Items[1].Amount.Minor, 1)
}

func TestErrorsSayWhatIsWrong(t *testing.T) {
	store, _ := opened(t)
	_, err := store.Payments.Create(ctx, NewPayment{Amount: Amount{-5, "USD"}, CustomerEmail: "x"})
	e := fails(t, err, ErrValidation)
	fields := []string{}
	for _, each := range e.Fields {
		fields = append(fields, each.Field)
	}
	is(t, slices.Contains(fields, "amount") && slices.Contains(fields, "customer.email"), true)
	is(t, errors.Is(err, ErrNotFound), false)
	_, err = store.Clients.Create(ctx, NewClient{Name: "One", ClientID: "one"})
	must(t, err)
	_, err = store.Clients.Create(ctx, NewClient{Name: "Two", ClientID: "one"})
	e = fails(t, err, ErrConflict)
	is(t, e.ExistingID, "one")
	is(t, e.Code, "id_exists")
	written, err := json.Marshal(e)
	must(t, err)
	is(t, strings.HasPrefix(string(written), `{"kind":"conflict","code":"id_exists","message":`), true)
	_, err = store.Payments.Get(ctx, "cbbbc264-1248-49aa-ae2d-1aa05cf79bc8")
	fails(t, err, ErrNotFound)
	_, err = store.Payments.Create(ctx, NewPayment{Amount: Amount{1, "USD"}, ExpiresIn: 1500 * time.Millisecond})
	is(t, fails(t, err, ErrValidation).Field(), "expires_in")
	for _, kind := range []Kind{ErrStorage, ErrOutcomeUnknown, ErrBusy, ErrPanic} {
		is(t, fails(t, store.fail(kind), kind).Kind, kind)
	}
	is(t, ErrOutcomeUnknown.Error(), "billfold: outcome_unknown")
	is(t, Kind(4999).String(), "Kind(4999)")
	is(t, Kind(4999).Error(), "billfold: Kind(4999)")
	is(t, PaymentStatus(99).String(), "PaymentStatus(99)")
}

func TestHandlesAreDerived(t *testing.T) {
	store, _ := opened(t)
	till, err := store.Once("order-123")
	must(t, err)
	first, err := till.Payments.Create(ctx, dollars(100))
	must(t, err)
	again, err := till.Payments.Create(ctx, dollars(100))
	must(t, err)
	is(t, again.ID, first.ID)
	is(t, first.Replayed, false)
	is(t, again.Replayed, true)
	_, err = till.Payments.Create(ctx, dollars(200))
	fails(t, err, ErrIdempotencyMismatch)
	must(t, till.Close())

	dry, err := store.DryRun()
	must(t, err)
	_, err = dry.Payments.Create(ctx, dollars(300))
	must(t, err)
	is(t, total(t, store), 1)

	late, err := store.IfVersion(7)
	must(t, err)
	_, err = late.Payments.Update(ctx, first.ID, PaymentChanges{Description: Set("new")})
	is(t, *fails(t, err, ErrConflict).CurrentVersion, 1)
	changed, err := store.Payments.Update(ctx, first.ID, PaymentChanges{Description: Set("new")})
	must(t, err)
	is(t, changed.Description, "new")
	changed, err = store.Payments.Update(ctx, first.ID, PaymentChanges{SuccessURL: Set("https://a.example")})
	must(t, err)
	is(t, changed.Description, "new")
	changed, err = store.Payments.Update(ctx, first.ID, PaymentChanges{Description: Clear[string]()})
	must(t, err)
	is(t, changed.Description, "")

	ana, err := store.OperatedBy("Ana")
	must(t, err)
	paid(t, ana, 100)
	events, err := store.Changes.Since(ctx, 0, 100)
	must(t, err)
	is(t, events[len(events)-1].Actor, "Ana")

	client, err := store.Clients.Create(ctx, NewClient{Name: "Shop"})
	must(t, err)
	scoped, err := store.ScopedClient(ctx, client.ClientID, client.ClientSecret)
	must(t, err)
	is(t, total(t, scoped), 0)
	_, err = scoped.Settings.Get(ctx)
	fails(t, err, ErrForbidden)
	_, err = store.ScopedClient(ctx, client.ClientID, NewSecret("sec_wrong"))
	fails(t, err, ErrAuthentication)
}

// The store around a transaction waits for it, as the README says.
func TestTheStoreAroundATransactionWaitsForIt(t *testing.T) {
	store, _ := opened(t, Patience(50*time.Millisecond))
	must(t, store.Transact(ctx, func(tx *Store) error {
		_, err := store.Payments.Create(ctx, dollars(1))
		fails(t, err, ErrBusy)
		paid(t, tx, 2)
		return nil
	}))
	is(t, total(t, store), 1)
}

func TestTransactionsAreAllOrNothing(t *testing.T) {
	store, _ := opened(t)
	must(t, store.Transact(ctx, func(tx *Store) error {
		paid(t, tx, 1)
		paid(t, tx, 2)
		fails(t, tx.Transact(ctx, func(*Store) error { return nil }), ErrConflict)
		return nil
	}))
	is(t, total(t, store), 2)
	mine := errors.New("mine")
	is(t, store.Transact(ctx, func(tx *Store) error { paid(t, tx, 3); return mine }), mine)
	is(t, total(t, store), 2)
	func() {
		defer func() { is(t, recover(), any("mine too")) }()
		_ = store.Transact(ctx, func(tx *Store) error { paid(t, tx, 4); panic("mine too") })
	}()
	is(t, total(t, store), 2)
	var kept *Store
	must(t, store.Transact(ctx, func(tx *Store) error { kept = tx; return nil }))
	_, err := kept.Payments.Create(ctx, dollars(1))
	fails(t, err, ErrClosed)
	tx, err := store.Begin(ctx)
	must(t, err)
	paid(t, tx, 5)
	must(t, tx.Rollback())
	is(t, total(t, store), 2)
	fails(t, tx.Commit(ctx), ErrConflict)
	fails(t, store.Commit(ctx), ErrConflict)
	// Each call within has its own context, whose end ends that call alone.
	within, cancel := context.WithCancel(ctx)
	must(t, store.Transact(within, func(tx *Store) error {
		paid(t, tx, 6)
		gone, end := context.WithCancel(ctx)
		end()
		_, err := tx.Payments.Create(gone, dollars(7))
		fails(t, err, ErrInterrupted)
		_, err = tx.Payments.Create(within, dollars(8))
		return err
	}))
	is(t, total(t, store), 4)
	err = store.Transact(within, func(tx *Store) error { paid(t, tx, 9); cancel(); return nil })
	is(t, errors.Is(err, context.Canceled), true)
	is(t, total(t, store), 4)
}

// Whatever was derived in a transaction and not closed ends with it: it holds up nobody.
func TestTransactionsEndWithWhatIsDerivedInThem(t *testing.T) {
	store, _ := opened(t, Patience(time.Second))
	var kept []*Store
	work := func(tx *Store) {
		till, err := tx.Once("a")
		must(t, err)
		deeper, err := till.OperatedBy("Ana")
		must(t, err)
		paid(t, deeper, 1)
		kept = append(kept, till, deeper)
	}
	func() {
		defer func() { is(t, recover(), any("mine")) }()
		_ = store.Transact(ctx, func(tx *Store) error { work(tx); panic("mine") })
	}()
	is(t, total(t, store), 0)
	paid(t, store, 1)
	within, cancel := context.WithCancel(ctx)
	err := store.Transact(within, func(tx *Store) error { work(tx); cancel(); return nil })
	is(t, errors.Is(err, context.Canceled), true)
	paid(t, store, 2)
	tx, err := store.Begin(ctx)
	must(t, err)
	work(tx)
	must(t, tx.Close())
	paid(t, store, 3)
	is(t, total(t, store), 3)
	for _, gone := range kept {
		_, err := gone.Payments.Create(ctx, dollars(1))
		fails(t, err, ErrClosed)
		fails(t, gone.Commit(ctx), ErrClosed)
	}
	// And what is committed stays.
	tx, err = store.Begin(ctx)
	must(t, err)
	work(tx)
	must(t, kept[len(kept)-1].Commit(ctx))
	must(t, tx.Close())
	is(t, total(t, store), 4)
}

func TestALapsedLeaseIsRolledBack(t *testing.T) {
	store, _ := opened(t, Lease(20*time.Millisecond))
	err := store.Transact(ctx, func(tx *Store) error {
		paid(t, tx, 1)
		time.Sleep(200 * time.Millisecond)
		return nil
	})
	is(t, fails(t, err, ErrBusy).Code, "lease_lapsed")
	is(t, total(t, store), 0)
	mine := errors.New("mine")
	is(t, store.Transact(ctx, func(*Store) error { time.Sleep(200 * time.Millisecond); return mine }), mine)
	is(t, store.Transact(ctx, func(tx *Store) error { must(t, tx.Close()); return mine }), mine)
	fails(t, store.Transact(ctx, func(tx *Store) error { return tx.Close() }), ErrClosed)
}

func TestRecordsWithoutJSON(t *testing.T) {
	store, _ := opened(t)
	paid(t, store, 1)
	bare, err := store.WithoutJSON()
	must(t, err)
	page, err := bare.Payments.ListPage(ctx, ListOptions{})
	must(t, err)
	is(t, page.Items[0].Amount.Minor, 1)
	_, err = json.Marshal(page)
	is(t, err != nil && strings.Contains(err.Error(), "WithoutJSON"), true)
	_, err = json.Marshal(Payment{})
	is(t, err != nil, true)
}

func TestWebhooksAreClaimedAndVerified(t *testing.T) {
	store, _ := opened(t)
	endpoint, err := store.WebhookEndpoints.Create(ctx, NewWebhookEndpoint{
		URL: "https://shop.example/hooks", EventTypes: []string{"payment.*"},
	})
	must(t, err)
	paid(t, store, 100)
	claims, err := store.Deliveries.ClaimDue(ctx, 10, time.Minute)
	must(t, err)
	is(t, len(claims), 1)
	headers := map[string][]string{}
	for _, each := range claims[0].Headers {
		headers[textproto.CanonicalMIMEHeaderKey(each.Name)] = []string{each.Value}
	}
	body := []byte(claims[0].Body)
	must(t, VerifySignature(endpoint.Secret, headers, body, time.Now()))
	is(t, fails(t, VerifySignature(endpoint.Secret, headers, append(body, ' '), time.Now()),
		ErrAuthentication).Code, "signature_mismatch")
	delivery, err := store.Deliveries.Report(ctx, claims[0].DeliveryID,
		AttemptReport{Attempt: claims[0].Attempt, Status: 200, Duration: 5 * time.Millisecond})
	must(t, err)
	is(t, delivery.Status, DeliveryDelivered)
	delivery, err = store.Deliveries.Get(ctx, delivery.ID)
	must(t, err)
	is(t, *delivery.AttemptsMade[0].Duration, 5*time.Millisecond)
	changed, err := store.WebhookEndpoints.Update(ctx, endpoint.ID,
		WebhookEndpointChanges{EventTypes: Clear[[]string]()})
	must(t, err)
	is(t, changed.EventTypes == nil, true)
}

func TestStatsCountByStatusesOfTheirKind(t *testing.T) {
	store, _ := opened(t)
	payment := paid(t, store, 1)
	paid(t, store, 2)
	_, err := store.Payments.Complete(ctx, payment.ID, nil)
	must(t, err)
	_, err = store.Clients.Create(ctx, NewClient{Name: "Shop"})
	must(t, err)
	_, err = store.Orchestrators.Create(ctx, NewOrchestrator{Name: "Acme"})
	must(t, err)
	stats, err := store.Stats.Get(ctx, StatsOptions{})
	must(t, err)
	counted := map[any]int64{}
	for _, line := range stats.Lines {
		if line.Status == PaymentCompleted {
			is(t, *line.Sum, Amount{1, "USD"})
		}
		counted[line.Status] += line.Count
	}
	is(t, counted[PaymentPending], 1)
	is(t, counted[PaymentCompleted], 1)
	is(t, counted[ClientActive], 1)
	is(t, counted[OrchestratorActive], 1)
	is(t, counted[nil], 1) // the takings
	is(t, StatsTable(99).status(3).String(), "Status(3)")
}

func TestAmounts(t *testing.T) {
	atEnd(t)
	for _, each := range []struct {
		text, currency string
		minor          int64
	}{
		{"500", "USD", 50000}, {"500.5", "USD", 50050}, {"0.01", "EUR", 1}, {"-0.05", "EUR", -5},
		{"500", "JPY", 500}, {"500.0", "JPY", 500}, {"-92233720368547758.08", "USD", -1 << 63}, {"1.234", "KWD", 1234}, {"92233720368547758.07", "USD", 1<<63 - 1},
	} {
		found, err := ParseAmount(each.text, each.currency)
		must(t, err)
		is(t, found, Amount{each.minor, each.currency})
	}
	for _, bad := range []string{"", ".5", "5.", "1.234", "1,5", "1e3", " 1", "+1", "--1", "-", "٣",
		"92233720368547758.08", "999999999999999999999"} {
		_, err := ParseAmount(bad, "USD")
		is(t, fails(t, err, ErrValidation).Field(), "amount")
	}
	_, err := ParseAmount("1", "XXZ")
	is(t, fails(t, err, ErrValidation).Field(), "currency")
	is(t, Amount{50050, "USD"}.String(), "500.50 USD")
	is(t, Amount{-1 << 63, "JPY"}.String(), "-9223372036854775808 JPY")
	is(t, Amount{5, "none"}.String(), "none(5)")
	is(t, Amount{}.IsZero(), true)
}
