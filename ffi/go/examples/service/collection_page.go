package main

import (
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
	Status      string // pending, completed, expired, failed, or late: money came after it had expired
	Total       string // what the payer pays in all
	Description string
	Recipient   string
	LongTotal   bool        // it needs a smaller type
	Rows        []amountRow // what makes up the total, if there is more to say
	TheirFees   []amountRow // what goes off for the recipient
	Receives    string      // and what is left for them
	Left        string      // how much time there is
	Until       moment
	SecondsLeft int64
	At          moment // when it was completed, or paid late
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
		return noSuchID(err)
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
	p := page{Title: "Payment", Brand: as, Content: shown, LeadsTo: []string{payment.SuccessURL, payment.CancelURL}}
	if shown.Status == "pending" && shown.SecondsLeft < 24*60*60 {
		p.RefreshIn = shown.SecondsLeft + 1 // then it says that it has expired
	}
	return s.render(w, http.StatusOK, collectionTemplate, p)
}

func newCollection(payment billfold.Payment, as brand, now time.Time) (collection, error) {
	left := payment.ExpiresAt.Sub(now)
	shown := collection{
		Status: payment.Status.String(), Description: payment.Description, Recipient: as.Holder,
		Left: span(left), Until: moment{payment.ExpiresAt}, SecondsLeft: int64(left / time.Second),
		At: moment{payment.CompletedAt}, Failure: payment.FailureMessage,
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
	c.Rows = append(c.Rows, amountRow{"You pay", c.Total})
	return nil
}

// collect does what the payer chose, and sends them on. This is where a service that moves money
// would hand over to whoever takes it; the sandbox asks what is to come of it.
//
// Sent twice, it pays once: a payment that is completed in the same way again is answered as it is,
// and one that has ended otherwise refuses.
func (s *service) collect(w http.ResponseWriter, r *http.Request, store *billfold.Store) error {
	id := r.PathValue("id")
	var payment billfold.Payment
	var err error
	switch r.PostFormValue("outcome") {
	case "success":
		payment, err = store.Payments.Complete(r.Context(), id, json.RawMessage(`{"type":"sandbox"}`))
	case "failure":
		payment, err = store.Payments.Fail(r.Context(), id, "sandbox_failure", "The payment was declined.")
	default:
		err = invalid("outcome", "required", "is success or failure")
	}
	back := payment.SuccessURL
	if payment.Status == billfold.PaymentFailed {
		back = payment.CancelURL
	}
	if errors.Is(err, billfold.ErrConflict) {
		err, back = nil, "" // it has ended meanwhile: its page says how
	}
	if err != nil {
		return noSuchID(err)
	}
	http.Redirect(w, r, first(back, "/payments/"+id+"/collection"), http.StatusSeeOther)
	return nil
}

// noSuchID takes an id that is not even well-formed for one that there is not: it is part of a link.
func noSuchID(err error) error {
	var refusal *billfold.Error
	if errors.As(err, &refusal) && refusal.Kind == billfold.ErrValidation && refusal.Field() == "id" {
		return &billfold.Error{Kind: billfold.ErrNotFound, Code: "not_found", Message: refusal.Message}
	}
	return err
}
