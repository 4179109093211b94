package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
)

// Sweep is what a sweep has done.
type Sweep struct {
	document

	// Payments that are now expired for good.
	PaymentsExpired uint64
	// Requests to link that are now expired for good.
	RequestsToLinkExpired uint64
	// Idempotency keys that were old enough to be forgotten.
	IdempotencyKeysForgotten uint64
	// Whether nothing was swept because the clock has jumped too far ahead to be believed.
	ClockJumped bool
}

func showSweep(
	page *C.billfold_page, index C.size_t, view *C.billfold_sweep, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_sweep(page, index, view, err)
}

func sweepOf(r *reader, view *C.billfold_sweep) Sweep {
	return Sweep{
		document:                 r.document(),
		PaymentsExpired:          uint64(view.payments_expired),
		RequestsToLinkExpired:    uint64(view.requests_to_link_expired),
		IdempotencyKeysForgotten: uint64(view.idempotency_keys_forgotten),
		ClockJumped:              view.clock_jumped != 0,
	}
}

// Sweep makes overdue payments and requests to link expired for good, with their events, each
// exactly once whoever else is sweeping; and forgets old idempotency keys. It works in short
// transactions, so that others need not wait.
//
// If the clock has jumped ahead by more than the store's settings believe, nothing is swept and the
// answer says so; with force the caller confirms that the clock is right.
//
// Errors: [ErrForbidden] unless it is the owner's handle. What was swept before an error stays
// swept.
func (s *Store) Sweep(ctx context.Context, force bool) (Sweep, error) {
	return one(ctx, s, showSweep, sweepOf, func(c *call) C.billfold_status {
		return C.billfold_store_sweep(c.store, truth(force), &c.page, &c.err)
	})
}
