package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"errors"
)

// Transact makes changes that happen all together or not at all: it begins a transaction, hands its
// handle to the function, and commits when that returns nil. If it returns an error or panics, all
// is rolled back, and Transact returns the error or panics on. The handle ends with it, and so do
// those that were derived from it: calls through them then answer [ErrClosed].
//
// The transaction holds the writer: changes through other handles wait, in this process and in
// others. The context governs waiting for the writer and the commit.
//
// Errors: the function's own; [ErrBusy] if the writer does not become free in time, or lease_lapsed
// if the function took longer than the store's lease; [ErrConflict]: transaction_open if this handle
// works in a transaction already; [ErrReadOnly]; [ErrOutcomeUnknown].
func (s *Store) Transact(ctx context.Context, work func(tx *Store) error) error {
	tx, err := s.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Close() // also when it panics or the commit is refused: that rolls back
	if err := work(tx); err != nil {
		if undone := tx.Rollback(); undone != nil && !over(undone) {
			return errors.Join(err, undone)
		}
		return err
	}
	return tx.Commit(ctx)
}

// over says that a transaction was not to be rolled back any more: the function has ended or closed
// it, or its lease has lapsed.
func over(undone error) bool {
	return errors.Is(undone, ErrBusy) || errors.Is(undone, ErrConflict) || errors.Is(undone, ErrClosed)
}

// Begin begins a transaction and derives the handle that works in it: end it with [Store.Commit] or
// [Store.Rollback], and close it. Handles that are derived from it work in the transaction, too; to
// close it rolls back what is not committed, and closes them. It holds the writer, so it has a lease,
// after which it is rolled back by itself; changes through other handles wait for its end.
// [Store.Transact] does all of that.
//
// Once it is committed or rolled back, calls through its handles answer [ErrConflict]:
// transaction_ended; once it is closed, [ErrClosed].
//
// Errors: [ErrBusy] if the writer does not become free in time; [ErrConflict]: transaction_open if
// this handle works in a transaction already; [ErrReadOnly].
func (s *Store) Begin(ctx context.Context) (*Store, error) {
	return s.deriveOrBegin(ctx, true, func(c *call, derived **C.billfold_store) C.billfold_status {
		return C.billfold_store_begin(c.store, derived, &c.err)
	})
}

// Commit makes durable, at once, all that was done through a handle of [Store.Begin].
//
// Errors: [ErrConflict]: no_transaction, transaction_ended; [ErrBusy]: lease_lapsed if it took too
// long and was rolled back; [ErrOutcomeUnknown].
func (s *Store) Commit(ctx context.Context) error {
	return s.ask(ctx, func(c *call) C.billfold_status {
		return C.billfold_store_commit(c.store, &c.err)
	}, nil)
}

// Rollback takes back all that was done through a handle of [Store.Begin].
//
// Errors: [ErrConflict]: no_transaction, transaction_ended; [ErrBusy]: lease_lapsed.
func (s *Store) Rollback() error {
	return s.peek(func(c *call) C.billfold_status {
		return C.billfold_store_rollback(c.store, &c.err)
	})
}
