package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"time"
)

// TakingsService is what can be done with takings by the hour: the field Takings of [Store].
type TakingsService struct{ store *Store }

// TakingsOptions is which takings by the hour are wanted. All zeros: all that the caller
// sees of the last twenty-four hours, the present one included.
type TakingsOptions struct {
	// Only what is of this client.
	ClientID string
	// Only payments whose fee plan names this orchestrator.
	OrchestratorID string
	// Only payments in this currency.
	Currency string
	// A second of the first hour; the zero time: twenty-three hours before the last.
	Since time.Time
	// A second of the last hour; the zero time: now. At most 744 hours in all.
	Until time.Time
}

func (in *TakingsOptions) lend(c *call) *C.billfold_takings_options {
	made := sized(&C.billfold_takings_options{
		client_id:       c.field(in.ClientID),
		orchestrator_id: c.field(in.OrchestratorID),
		currency:        c.field(in.Currency),
		since:           c.unix("since", in.Since),
		until:           c.unix("until", in.Until),
	})
	return made
}

// Takings is what was completed in each hour of some, at one moment.
type Takings struct {
	document

	// The moment.
	At time.Time
	// The first second of the first hour.
	Since time.Time
	// The first second of the last hour.
	Until time.Time
	// What was completed in each hour and currency, the earliest first; hours without
	// any are left out.
	Hours []TakingsHour
}

func showTakings(
	page *C.billfold_page, index C.size_t, view *C.billfold_takings, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_takings(page, index, view, err)
}

func showTakingsHour(
	page *C.billfold_page, index, part C.size_t, view *C.billfold_takings_hour, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_takings_hour(page, index, part, view, err)
}

func takingsOf(r *reader, view *C.billfold_takings) Takings {
	return Takings{
		document: r.document(),
		At:       clock(view.at),
		Since:    clock(view.since),
		Until:    clock(view.until),
		Hours:    parts(r, view.hour_count, showTakingsHour, takingsHourOf),
	}
}

// TakingsHour is what was completed in one hour in one currency.
type TakingsHour struct {
	// The first second of the hour.
	Hour time.Time
	// How many payments.
	Count int64
	// What they come to.
	Sum Amount
}

func takingsHourOf(view *C.billfold_takings_hour) TakingsHour {
	return TakingsHour{
		Hour:  clock(view.hour),
		Count: int64(view.count),
		Sum:   Amount{int64(view.sum_minor), text(view.currency)},
	}
}

// Get answers with what was completed in each hour in UTC, of all that the caller sees, and line
// by line. It reads what was completed in those hours, and nothing else.
//
// Errors: [ErrValidation] for the options, also if the hours run backwards or are more than 744;
// [ErrNotFound] for the client or the orchestrator; [ErrForbidden] for others than the
// credential's own; [ErrUnsupported]: sum_too_large if a sum is more than an int64 holds.
func (s TakingsService) Get(ctx context.Context, options TakingsOptions) (Takings, error) {
	return one(ctx, s.store, showTakings, takingsOf, func(c *call) C.billfold_status {
		return C.billfold_takings_get(c.store, options.lend(c), &c.page, &c.err)
	})
}
