package main

import (
	"context"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

var collectionTemplate = pageTemplate("collection.html")

// collection is the page of a payment, which its payment link leads to.
type collection struct {
	// Status is pending, completed, expired, failed; late: money came after it had expired; or
	// withdrawn: it was expired before its time.
	Status      string
	Total       string // what the payer pays in all
	Description string
	Recipient   string
	LongTotal   bool        // it needs a smaller type
	Rows        []amountRow // what makes up the total, if there is more to say
	TheirFees   []amountRow // what goes off for the recipient
	Receives    string      // and what is left for them
	Good        deadline
	At          moment // when it was completed, paid late, or withdrawn
	Failure     string
	SuccessURL  template.URL
	CancelURL   template.URL
}

// amountRow is a line of what makes up the total.
type amountRow struct{ Label, Amount string }

// showCollection shows a payment, whatever has become of it.
func (s *service) showCollection(w http.ResponseWriter, r *http.Request, store *billfold.Store) error {
	payment, err := store.Payments.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		return noSuchLink(err)
	}
	as, err := clientBrand(r.Context(), store, payment.ClientID)
	if err != nil {
		return err
	}
	// The store's time: the one by which the payment expires, whatever this machine's clock says.
	now, err := store.Now(r.Context())
	if err != nil {
		return err
	}
	shown, err := newCollection(payment, as, now)
	if err != nil {
		return err
	}
	if shown.Status == billfold.PaymentExpired.String() {
		if err := shown.askWhy(r.Context(), store, payment); err != nil {
			return err
		}
	}
	p := page{Title: "Payment", Brand: as, Content: shown, LeadsAway: payment.SuccessURL != ""}
	if shown.Status == billfold.PaymentPending.String() {
		p.RefreshIn = shown.Good.refreshIn()
	}
	return s.render(w, http.StatusOK, collectionTemplate, p)
}

func newCollection(payment billfold.Payment, as brand, now time.Time) (collection, error) {
	shown := collection{
		Status: payment.Status.String(), Description: payment.Description, Recipient: as.Holder,
		Good: newDeadline(payment.ExpiresAt, now), At: moment{payment.CompletedAt}, Failure: payment.FailureMessage,
		SuccessURL: external(payment.SuccessURL), CancelURL: external(payment.CancelURL),
	}
	if !payment.LatePaymentAt.IsZero() {
		shown.Status, shown.At = "late", moment{payment.LatePaymentAt}
	}
	total := payment.Amount
	if payment.OrchestratorID != "" {
		total = payment.PayerTotal
	}
	var err error
	if shown.Total, err = money(total); err != nil {
		return collection{}, err
	}
	shown.LongTotal = len(shown.Total) > len("1,000,000.00 USD")
	return shown, shown.explain(payment)
}

// askWhy tells a payment whose time has passed from one that was withdrawn before: the event log knows
// when it was expired.
func (c *collection) askWhy(ctx context.Context, store *billfold.Store, payment billfold.Payment) error {
	history, err := store.Events.History(ctx, payment.ID)
	if err != nil {
		return err
	}
	for _, event := range history {
		if event.EventType == "payment.expired" && event.At.Before(payment.ExpiresAt) {
			c.Status, c.At = "withdrawn", moment{event.At}
		}
	}
	return nil
}

// explain says who pays what, where a fee plan has fees.
func (c *collection) explain(payment billfold.Payment) error {
	if len(payment.FeeLines) == 0 {
		return nil
	}
	amount, err := money(payment.Amount)
	if err != nil {
		return err
	}
	if c.Receives, err = money(payment.RecipientNet); err != nil {
		return err
	}
	c.Rows = append(c.Rows, amountRow{"Amount", amount})
	for _, line := range payment.FeeLines {
		fee, err := money(line.Amount)
		if err != nil {
			return err
		}
		if line.FeeBearer == billfold.FeeBearerPayer {
			c.Rows = append(c.Rows, amountRow{"Your fee (" + rate(line.BPS) + ")", fee})
		} else {
			c.TheirFees = append(c.TheirFees, amountRow{rate(line.BPS), fee})
		}
	}
	all := "You pay"
	if payment.Status == billfold.PaymentCompleted || c.Status == "late" {
		all = "You paid"
	}
	c.Rows = append(c.Rows, amountRow{all, c.Total})
	return nil
}

// collect does what the payer chose, and sends them on. This is where a service that moves money
// would hand over to whoever takes it; the sandbox asks what is to come of it.
//
// Whatever came of it, they are sent to the success URL if there is one: the shop says there what the
// outcome is. Otherwise the payment's own page says it.
//
// Sent twice, it pays once: a payment that is completed in the same way again is answered as it is,
// and one that has ended otherwise refuses.
func (s *service) collect(w http.ResponseWriter, r *http.Request, store *billfold.Store) error {
	id := r.PathValue("id")
	var payment billfold.Payment
	var err error
	switch r.PostForm.Get("outcome") {
	case "success":
		payment, err = store.Payments.Complete(r.Context(), id, json.RawMessage(`{"type":"sandbox"}`))
	case "failure":
		payment, err = store.Payments.Fail(r.Context(), id, "sandbox_failure", "The payment was declined.")
	default:
		return invalid("outcome", "required", "is success or failure")
	}
	if err != nil && !errors.Is(err, billfold.ErrConflict) { // of one that has ended meanwhile, its page says how
		return noSuchLink(err)
	}
	http.Redirect(w, r, first(payment.SuccessURL, r.URL.EscapedPath()), http.StatusSeeOther)
	return nil
}
