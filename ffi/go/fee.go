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

// Fees is what can be done with fees: the field of [Store] of that name.
type Fees struct{ store *Store }

// FeeBearer is who bears a fee. A number without a name here comes from a newer library.
type FeeBearer int32

// The values of FeeBearer.
const (
	// The payer bears the fee: it comes on top of the amount.
	FeeBearerPayer FeeBearer = C.BILLFOLD_FEE_BEARER_PAYER
	// The recipient bears the fee: it goes off the amount.
	FeeBearerRecipient FeeBearer = C.BILLFOLD_FEE_BEARER_RECIPIENT
)

// String returns the word that stands for it in JSON.
func (s FeeBearer) String() string {
	switch s {
	case FeeBearerPayer:
		return "payer"
	case FeeBearerRecipient:
		return "recipient"
	}
	return unnamed("FeeBearer", int64(s))
}

// MarshalText returns what String returns.
func (s FeeBearer) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *FeeBearer) UnmarshalText(word []byte) error { return named(s, word) }

// FeeStatus is whether a fee applies. A number without a name here comes from a newer library.
type FeeStatus int32

// The values of FeeStatus.
const (
	// The fee applies to new payments.
	FeeActive FeeStatus = C.BILLFOLD_FEE_ACTIVE
	// The fee does not apply, as if it were not there; it can be enabled again.
	FeeDisabled FeeStatus = C.BILLFOLD_FEE_DISABLED
)

// String returns the word that stands for it in JSON.
func (s FeeStatus) String() string {
	switch s {
	case FeeActive:
		return "active"
	case FeeDisabled:
		return "disabled"
	}
	return unnamed("FeeStatus", int64(s))
}

// MarshalText returns what String returns.
func (s FeeStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *FeeStatus) UnmarshalText(word []byte) error { return named(s, word) }

// NewFee is what a new fee is made of. Rate and bearer are required.
type NewFee struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// Whose fee it is. The owner must say; an orchestrator's own handle need not.
	OrchestratorID string
	// The client it is for, linked to the orchestrator. Empty: the default for all of them.
	ClientID string
	// The rate in basis points, hundredths of a per cent: 0 to 10000.
	BPS int
	// Who bears it: [FeeBearerPayer] or [FeeBearerRecipient].
	FeeBearer FeeBearer
	// The most it comes to on one payment. Nil: there is no cap.
	Cap *Amount
}

func (in *NewFee) lend(c *call) *C.billfold_new_fee {
	made := sized(&C.billfold_new_fee{
		json:            c.json(in.JSON),
		orchestrator_id: c.field(in.OrchestratorID),
		client_id:       c.field(in.ClientID),
		fee_bearer:      C.int32_t(in.FeeBearer),
	})
	made.bps = C.int64_t(in.BPS)
	if in.JSON == nil {
		made.has |= C.BILLFOLD_NEW_FEE_HAS_BPS
	}
	made.cap_minor, made.cap_currency = c.optionalAmount("cap", in.Cap)
	return made
}

// FeeChanges is what to change of a fee. What is absent stays as it is.
type FeeChanges struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// The rate in basis points, hundredths of a per cent: 0 to 10000.
	BPS *int
	// The most it comes to on one payment; cleared, there is no cap.
	Cap Change[Amount]
}

func (in *FeeChanges) lend(c *call) *C.billfold_fee_changes {
	made := sized(&C.billfold_fee_changes{
		json: c.json(in.JSON),
	})
	if in.BPS != nil {
		made.bps = C.int64_t(*in.BPS)
		made.has |= C.BILLFOLD_FEE_CHANGES_HAS_BPS
	}
	switch in.Cap.what {
	case set:
		made.cap_minor, made.cap_currency = c.optionalAmount("cap", &in.Cap.value)
	case clear:
		made.has |= C.BILLFOLD_FEE_CHANGES_HAS_CAP
	}
	return made
}

// Fee is a fee of an orchestrator.
type Fee struct {
	document

	// Names the fee: fee_ and 32 hexadecimal digits.
	ID string
	// Whose fee it is.
	OrchestratorID string
	// The client it is for. Empty: it is the default, for every client without a fee of its
	// own.
	ClientID string
	// Who bears it: [FeeBearerPayer] or [FeeBearerRecipient].
	FeeBearer FeeBearer
	// The rate in basis points, hundredths of a per cent: 0 to 10000.
	BPS int
	// The most it comes to on one payment. Nil if there is none.
	Cap *Amount
	// Whether it applies: [FeeActive] or [FeeDisabled].
	Status FeeStatus
	// When it was created.
	CreatedAt time.Time
	// When it last changed.
	UpdatedAt time.Time
	// Grows by one with each change.
	Version int64
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showFee(
	page *C.billfold_page, index C.size_t, view *C.billfold_fee, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_fee(page, index, view, err)
}

func feeOf(r *reader, view *C.billfold_fee) Fee {
	return Fee{
		document:       r.document(),
		ID:             text(view.id),
		OrchestratorID: text(view.orchestrator_id),
		ClientID:       text(view.client_id),
		FeeBearer:      FeeBearer(view.fee_bearer),
		BPS:            int(view.bps),
		Cap:            optional(view.has&C.BILLFOLD_FEE_HAS_CAP, Amount{int64(view.cap_minor), text(view.cap_currency)}),
		Status:         FeeStatus(view.status),
		CreatedAt:      clock(view.created_at),
		UpdatedAt:      clock(view.updated_at),
		Version:        int64(view.version),
		Replayed:       r.replayed,
	}
}

// FeePlan is what the fees of a linked client come to on one payment.
type FeePlan struct {
	document

	// The orchestrator that the client is linked to, which earns the fees.
	OrchestratorID string
	// What the payer pays in all: the amount and the payer's fees.
	PayerTotal Amount
	// What the recipient gets: the amount without the recipient's fees.
	RecipientNet Amount
	// The fees that apply.
	FeeLines []FeeLine
}

func showFeePlan(
	page *C.billfold_page, index C.size_t, view *C.billfold_fee_plan, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_fee_plan(page, index, view, err)
}

func showFeePlanFeeLine(
	page *C.billfold_page, index, part C.size_t, view *C.billfold_fee_line, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_fee_plan_fee_line(page, index, part, view, err)
}

func feePlanOf(r *reader, view *C.billfold_fee_plan) FeePlan {
	return FeePlan{
		document:       r.document(),
		OrchestratorID: text(view.orchestrator_id),
		PayerTotal:     Amount{int64(view.payer_total_minor), text(view.currency)},
		RecipientNet:   Amount{int64(view.recipient_net_minor), text(view.currency)},
		FeeLines:       parts(r, view.fee_line_count, showFeePlanFeeLine, feeLineOf(text(view.currency))),
	}
}

// FeeLine is one fee of a fee plan.
type FeeLine struct {
	// The fee that applied.
	FeeID string
	// Who bears it: [FeeBearerPayer] or [FeeBearerRecipient].
	FeeBearer FeeBearer
	// Its rate at the time in basis points, hundredths of a per cent: 0 to 10000.
	BPS int
	// What it comes to after its cap.
	Amount Amount
}

func feeLineOf(currency string) func(*C.billfold_fee_line) FeeLine {
	return func(view *C.billfold_fee_line) FeeLine {
		return FeeLine{
			FeeID:     text(view.fee_id),
			FeeBearer: FeeBearer(view.fee_bearer),
			BPS:       int(view.bps),
			Amount:    Amount{int64(view.amount_minor), currency},
		}
	}
}

// Create creates a fee; it applies to payments created from now on. Answers with the fee.
//
// Errors: [ErrValidation] with every bad field, the currency of the cap must be one of the
// store's; [ErrNotFound] for the orchestrator, or a client that is not linked to it;
// [ErrConflict]: fee_exists with its id, if the orchestrator has a fee for this client, or a
// default, and this bearer, disabled or not; [ErrForbidden] to clients and API keys, and for
// another orchestrator's.
func (s Fees) Create(ctx context.Context, input NewFee) (Fee, error) {
	return one(ctx, s.store, showFee, feeOf, func(c *call) C.billfold_status {
		return C.billfold_fee_create(c.store, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with the fee of this id.
//
// Errors: [ErrNotFound], also for another orchestrator's; [ErrForbidden] to clients and API
// keys.
func (s Fees) Get(ctx context.Context, id string) (Fee, error) {
	return one(ctx, s.store, showFee, feeOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_fee_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// List goes through an orchestrator's fees, newest first. The owner names the orchestrator by
// orchestratorID; empty means the caller's own. Only those for the client of clientID, unless it
// is empty; only those of this status, [FeeActive], …, unless it is 0. This list has no other
// filter. It asks for page after page as the loop goes on; an error ends it.
//
// Errors: [ErrValidation] for the ids, the status, the page or its cursor; [ErrNotFound] for the
// orchestrator; [ErrForbidden] to clients and API keys, and for another orchestrator's.
func (s Fees) List(
	ctx context.Context, orchestratorID string, clientID string, status FeeStatus, options ListOptions,
) iter.Seq2[Fee, error] {
	return every(options, func(options ListOptions) (Page[Fee], error) {
		return s.ListPage(ctx, orchestratorID, clientID, status, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s Fees) ListPage(
	ctx context.Context, orchestratorID string, clientID string, status FeeStatus, options ListOptions,
) (Page[Fee], error) {
	return page(ctx, s.store, showFee, feeOf, func(c *call) C.billfold_status {
		orchestratorText, orchestratorLength := c.optional(orchestratorID)
		clientText, clientLength := c.optional(clientID)
		return C.billfold_fee_list(c.store, orchestratorText, orchestratorLength, clientText,
			clientLength, C.int32_t(status), options.lend(c), &c.page, &c.err)
	})
}

// Update changes a fee's rate or cap for the payments created from now on. Answers with the fee.
//
// Errors: [ErrValidation]; [ErrNotFound], also for another orchestrator's; [ErrConflict]:
// version_changed; [ErrForbidden] to clients and API keys.
func (s Fees) Update(ctx context.Context, id string, changes FeeChanges) (Fee, error) {
	return one(ctx, s.store, showFee, feeOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_fee_update(c.store, idText, idLength, changes.lend(c), &c.page, &c.err)
	})
}

// Disable disables a fee: payments created from now on go without it, as if it were not there.
// For a client's own fee that means the orchestrator's default. Answers with the fee.
//
// Errors: [ErrNotFound], also for another orchestrator's; [ErrConflict]: version_changed;
// [ErrForbidden] to clients and API keys.
func (s Fees) Disable(ctx context.Context, id string) (Fee, error) {
	return one(ctx, s.store, showFee, feeOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_fee_disable(c.store, idText, idLength, &c.page, &c.err)
	})
}

// Enable enables a fee that was disabled. Answers with the fee.
//
// Errors: [ErrNotFound], also for another orchestrator's; [ErrConflict]: version_changed;
// [ErrForbidden] to clients and API keys.
func (s Fees) Enable(ctx context.Context, id string) (Fee, error) {
	return one(ctx, s.store, showFee, feeOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_fee_enable(c.store, idText, idLength, &c.page, &c.err)
	})
}

// Preview works out the fee plan that a payment of this client would get if it were created now,
// of this amount; nothing is written. Answers with the plan, or with nil
// if the client is not linked to any orchestrator.
//
// Errors: [ErrValidation], also the codes currency_disabled, fee_cap_currency,
// fee_exceeds_amount, amount_too_large, with which the payment would be refused; [ErrNotFound]
// for the client, to an orchestrator also if it is not linked to it; [ErrForbidden] to clients
// and API keys for another client.
func (s Fees) Preview(ctx context.Context, clientID string, amount Amount) (*FeePlan, error) {
	return maybe(ctx, s.store, showFeePlan, feePlanOf, func(c *call) C.billfold_status {
		clientText, clientLength := c.text(clientID)
		currencyText, currencyLength := c.text(amount.Currency)
		return C.billfold_fee_preview(c.store, clientText, clientLength, currencyText,
			currencyLength, C.int64_t(amount.Minor), &c.page, &c.err)
	})
}
