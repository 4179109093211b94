package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// Payments is what can be done with payments: the field of [Store] of that name.
type Payments struct{ store *Store }

// PaymentStatus is where a payment stands. A number without a name here comes from a newer
// library.
type PaymentStatus int32

// The values of PaymentStatus.
const (
	// The payment waits for its money.
	PaymentPending PaymentStatus = C.BILLFOLD_PAYMENT_PENDING
	// The money came in time.
	PaymentCompleted PaymentStatus = C.BILLFOLD_PAYMENT_COMPLETED
	// The payment's time has passed; money that came later is noted on it.
	PaymentExpired PaymentStatus = C.BILLFOLD_PAYMENT_EXPIRED
	// The payment failed.
	PaymentFailed PaymentStatus = C.BILLFOLD_PAYMENT_FAILED
)

// String returns the word that stands for it in JSON.
func (s PaymentStatus) String() string {
	switch s {
	case PaymentPending:
		return "pending"
	case PaymentCompleted:
		return "completed"
	case PaymentExpired:
		return "expired"
	case PaymentFailed:
		return "failed"
	}
	return unnamed("PaymentStatus", int64(s))
}

// MarshalText returns what String returns.
func (s PaymentStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *PaymentStatus) UnmarshalText(word []byte) error { return named(s, word) }

// NewPayment is what a new payment is made of. Amount and currency are required, all else is
// optional.
type NewPayment struct {
	// The whole input as JSON, the body that the service of that record takes, in place of all
	// the other fields.
	JSON json.RawMessage
	// The amount, above nought: whole minor units of its currency.
	Amount Amount
	// A UUID of the caller's choice; otherwise one is minted.
	ID string
	// Whose payment it is. The owner may say, an orchestrator must; a client's need not.
	ClientID string
	// A customer who is known. It excludes CustomerName and CustomerEmail.
	CustomerID string
	// The name of a new customer, at most 100 characters.
	CustomerName string
	// The e-mail address of a new customer.
	CustomerEmail string
	// What it is for, at most 500 characters.
	Description string
	// Where the customer goes after paying: an absolute URL.
	SuccessURL string
	// Where the customer goes after giving up: an absolute URL.
	CancelURL string
	// The caller's own data: a JSON object of at most 50 keys and 16 KiB.
	Metadata json.RawMessage
	// The merchant category code, 1 to 9999.
	MCC int
	// How long until it expires, 1 second to 70 days; otherwise the store's setting.
	ExpiresIn time.Duration
}

func (in *NewPayment) lend(c *call) *C.billfold_new_payment {
	made := sized(&C.billfold_new_payment{
		json:           c.json(in.JSON),
		id:             c.field(in.ID),
		client_id:      c.field(in.ClientID),
		customer_id:    c.field(in.CustomerID),
		customer_name:  c.field(in.CustomerName),
		customer_email: c.field(in.CustomerEmail),
		description:    c.field(in.Description),
		success_url:    c.field(in.SuccessURL),
		cancel_url:     c.field(in.CancelURL),
		metadata:       c.json(in.Metadata),
		mcc:            C.int64_t(in.MCC),
		expires_in:     c.seconds("expires_in", in.ExpiresIn),
	})
	made.amount_minor, made.currency = C.int64_t(in.Amount.Minor), c.field(in.Amount.Currency)
	return made
}

// PaymentChanges is what to change of a pending payment. What is absent stays as it is.
type PaymentChanges struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// What it is for, at most 500 characters.
	Description Change[string]
	// Where the customer goes after paying: an absolute URL.
	SuccessURL Change[string]
	// Where the customer goes after giving up: an absolute URL.
	CancelURL Change[string]
	// The caller's own data, whole: a JSON object.
	Metadata json.RawMessage
}

func (in *PaymentChanges) lend(c *call) *C.billfold_payment_changes {
	made := sized(&C.billfold_payment_changes{
		json:     c.json(in.JSON),
		metadata: c.json(in.Metadata),
	})
	made.description = c.changed(in.Description, &made.has, C.BILLFOLD_PAYMENT_CHANGES_HAS_DESCRIPTION)
	made.success_url = c.changed(in.SuccessURL, &made.has, C.BILLFOLD_PAYMENT_CHANGES_HAS_SUCCESS_URL)
	made.cancel_url = c.changed(in.CancelURL, &made.has, C.BILLFOLD_PAYMENT_CHANGES_HAS_CANCEL_URL)
	return made
}

// Payment is a payment.
type Payment struct {
	document

	// Names the payment: a UUID.
	ID string
	// Where it stands now: [PaymentPending], [PaymentCompleted], [PaymentExpired] or
	// [PaymentFailed].
	Status PaymentStatus
	// The merchant category code, 1 to 9999. 0 if there is none.
	MCC int
	// The amount.
	Amount Amount
	// What it is for. Empty if there is none.
	Description string
	// The caller's own data: a JSON object.
	Metadata json.RawMessage
	// Where the customer pays: a URL.
	PaymentLink string
	// How it was paid: a JSON object with a type. Nil if there is none.
	PaymentMethod json.RawMessage
	// Who pays. Empty if there is none.
	CustomerID string
	// The customer's name. Empty if there is none; gone once they are erased.
	CustomerName string
	// The customer's e-mail address. Empty if there is none; gone once they are erased.
	CustomerEmail string
	// Where the customer goes after paying: a URL. Empty if there is none.
	SuccessURL string
	// Where the customer goes after giving up: a URL. Empty if there is none.
	CancelURL string
	// Whose payment it is. Empty: it is the store's own.
	ClientID string
	// When it was created.
	CreatedAt time.Time
	// When it last changed.
	UpdatedAt time.Time
	// From when on it is expired, unless completed or failed before.
	ExpiresAt time.Time
	// When it was completed. The zero time otherwise.
	CompletedAt time.Time
	// The orchestrator whose link was in force on creation. Empty if there was none; there is then
	// no fee plan.
	OrchestratorID string
	// What the payer pays in all, by the fee plan. The zero Amount if there is none.
	PayerTotal Amount
	// What the recipient gets, by the fee plan. The zero Amount if there is none.
	RecipientNet Amount
	// The fees that apply.
	FeeLines []FeeLine
	// Why it failed, for programs. Empty if there is none.
	FailureCode string
	// Why it failed, for people. Empty if there is none.
	FailureMessage string
	// When money that came after it had expired was recorded. The zero time otherwise.
	LatePaymentAt time.Time
	// How that money was paid: a JSON object with a type. Nil if there is none.
	LatePaymentMethod json.RawMessage
	// Grows by one with each change.
	Version int64
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showPayment(
	page *C.billfold_page, index C.size_t, view *C.billfold_payment, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_payment(page, index, view, err)
}

func showPaymentFeeLine(
	page *C.billfold_page, index, part C.size_t, view *C.billfold_fee_line, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_payment_fee_line(page, index, part, view, err)
}

func paymentOf(r *reader, view *C.billfold_payment) Payment {
	return Payment{
		document:          r.document(),
		ID:                text(view.id),
		Status:            PaymentStatus(view.status),
		MCC:               int(view.mcc),
		Amount:            Amount{int64(view.amount_minor), text(view.currency)},
		Description:       text(view.description),
		Metadata:          raw(view.metadata),
		PaymentLink:       text(view.payment_link),
		PaymentMethod:     raw(view.payment_method),
		CustomerID:        text(view.customer_id),
		CustomerName:      text(view.customer_name),
		CustomerEmail:     text(view.customer_email),
		SuccessURL:        text(view.success_url),
		CancelURL:         text(view.cancel_url),
		ClientID:          text(view.client_id),
		CreatedAt:         clock(view.created_at),
		UpdatedAt:         clock(view.updated_at),
		ExpiresAt:         clock(view.expires_at),
		CompletedAt:       when(view.has&C.BILLFOLD_PAYMENT_HAS_COMPLETED_AT, view.completed_at),
		OrchestratorID:    text(view.orchestrator_id),
		PayerTotal:        amount(view.has&C.BILLFOLD_PAYMENT_HAS_FEE_PLAN, view.payer_total_minor, view.currency),
		RecipientNet:      amount(view.has&C.BILLFOLD_PAYMENT_HAS_FEE_PLAN, view.recipient_net_minor, view.currency),
		FeeLines:          parts(r, view.fee_line_count, showPaymentFeeLine, feeLineOf(text(view.currency))),
		FailureCode:       text(view.failure_code),
		FailureMessage:    text(view.failure_message),
		LatePaymentAt:     when(view.has&C.BILLFOLD_PAYMENT_HAS_LATE_PAYMENT, view.late_payment_at),
		LatePaymentMethod: raw(view.late_payment_method),
		Version:           int64(view.version),
		Replayed:          r.replayed,
	}
}

// Create creates a payment, pending. If its client is linked to an orchestrator, that one's fees
// are resolved and kept with it. Answers with the payment.
//
// Errors: [ErrValidation] with every bad field, also the codes currency_disabled,
// card_number_refused, fee_cap_currency, fee_exceeds_amount; [ErrNotFound] for the client or the
// customer; [ErrConflict]: id_exists, client_inactive, customer_erased; [ErrForbidden] for
// another client than the credential's.
func (s Payments) Create(ctx context.Context, input NewPayment) (Payment, error) {
	return one(ctx, s.store, showPayment, paymentOf, func(c *call) C.billfold_status {
		return C.billfold_payment_create(c.store, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with the payment of this id.
//
// Errors: [ErrNotFound], also outside the caller's scope.
func (s Payments) Get(ctx context.Context, id string) (Payment, error) {
	return one(ctx, s.store, showPayment, paymentOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_payment_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// List goes through the payments that the caller sees, newest first unless the filter sorts them.
// It asks for page after page as the loop goes on; an error ends it.
//
// The filter's terms are id, status, amount, currency, client, orchestrator, customer, email,
// description, mcc, method, late, overdue, created, updated, completed, expires, meta.KEY; it sorts
// by created, amount, expires, updated, status. A KEY is one of the metadata.
//
// Errors: [ErrValidation] for the filter, the page or its cursor.
func (s Payments) List(ctx context.Context, options ListOptions) iter.Seq2[Payment, error] {
	return every(options, func(options ListOptions) (Page[Payment], error) {
		return s.ListPage(ctx, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s Payments) ListPage(ctx context.Context, options ListOptions) (Page[Payment], error) {
	return page(ctx, s.store, showPayment, paymentOf, func(c *call) C.billfold_status {
		return C.billfold_payment_list(c.store, options.lend(c), &c.page, &c.err)
	})
}

// Update changes description, URLs or metadata of a pending payment. Answers with the payment.
//
// Errors: [ErrValidation]; [ErrNotFound]; [ErrConflict]: invalid_transition unless it is
// pending, version_changed; [ErrForbidden] to orchestrators.
func (s Payments) Update(ctx context.Context, id string, changes PaymentChanges) (Payment, error) {
	return one(ctx, s.store, showPayment, paymentOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_payment_update(c.store, idText, idLength, changes.lend(c), &c.page,
			&c.err)
	})
}

// Complete completes a pending payment: its money came in time. paymentMethod says how: a JSON
// object with a type, such as {"type": "cash"}; it may be nil. The same completion again
// answers with the payment as it is.
//
// Errors: [ErrValidation] for the payment method; [ErrNotFound]; [ErrConflict]:
// invalid_transition if it is expired, failed, or completed otherwise, version_changed;
// [ErrForbidden] to orchestrators.
func (s Payments) Complete(
	ctx context.Context, id string, paymentMethod json.RawMessage,
) (Payment, error) {
	return one(ctx, s.store, showPayment, paymentOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		methodText, methodLength := c.optionalJSON(paymentMethod)
		return C.billfold_payment_complete(c.store, idText, idLength, methodText, methodLength,
			&c.page, &c.err)
	})
}

// Fail fails a pending payment for the reason code, 1 to 64 characters of [A-Za-z0-9_-], and in
// words message, at most 500 characters, which may be empty. The same failure again answers with
// the payment as it is.
//
// Errors: [ErrValidation] for code or message; [ErrNotFound]; [ErrConflict]: invalid_transition,
// version_changed; [ErrForbidden] to orchestrators.
func (s Payments) Fail(
	ctx context.Context, id string, code string, message string,
) (Payment, error) {
	return one(ctx, s.store, showPayment, paymentOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		codeText, codeLength := c.text(code)
		messageText, messageLength := c.optional(message)
		return C.billfold_payment_fail(c.store, idText, idLength, codeText, codeLength, messageText,
			messageLength, &c.page, &c.err)
	})
}

// Expire expires a payment: one whose time has passed for good, a pending one before its time.
// Expiring it again answers with the payment as it is.
//
// Errors: [ErrNotFound]; [ErrConflict]: invalid_transition if it is completed or failed,
// version_changed; [ErrForbidden] to orchestrators.
func (s Payments) Expire(ctx context.Context, id string) (Payment, error) {
	return one(ctx, s.store, showPayment, paymentOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_payment_expire(c.store, idText, idLength, &c.page, &c.err)
	})
}

// RecordLate notes that money came after a payment had expired, and how, as for
// [Payments.Complete]. The payment stays expired; the money is on it. Answers with the payment.
//
// Errors: [ErrValidation] for the payment method; [ErrNotFound]; [ErrConflict]:
// invalid_transition unless it is expired, late_payment_recorded, clock_jumped while the clock
// by which it would be expired is not believed, version_changed; [ErrForbidden] to
// orchestrators.
func (s Payments) RecordLate(
	ctx context.Context, id string, paymentMethod json.RawMessage,
) (Payment, error) {
	return one(ctx, s.store, showPayment, paymentOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		methodText, methodLength := c.optionalJSON(paymentMethod)
		return C.billfold_payment_record_late(c.store, idText, idLength, methodText, methodLength,
			&c.page, &c.err)
	})
}
