package billfold

/*
#include "billfold.h"
*/
import "C"

import "context"

// derive makes a handle of this one.
func (s *Store) derive(
	ctx context.Context, make func(c *call, derived **C.billfold_store) C.billfold_status,
) (*Store, error) {
	return s.deriveOrBegin(ctx, false, make)
}

// deriveOrBegin is as derive, for a handle that may begin a transaction.
func (s *Store) deriveOrBegin(
	ctx context.Context, begins bool, make func(c *call, derived **C.billfold_store) C.billfold_status,
) (*Store, error) {
	var derived *C.billfold_store
	err := s.ask(ctx, func(c *call) C.billfold_status { return make(c, &derived) }, nil)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		// What broke the call off would break off every call of the handle that it made, too.
		C.billfold_store_free(derived)
		return nil, interrupted(ctx)
	}
	return newStore(s.handle.derived(derived, begins), s.bare), nil
}

// Scoped derives a handle that may do what the holder of this key may: an orchestrator's key
// orc_… or an API key key_….
//
// Errors: [ErrAuthentication] if it is malformed, wrong, revoked, or its holder disabled.
func (s *Store) Scoped(ctx context.Context, key Secret) (*Store, error) {
	return s.derive(ctx, func(c *call, derived **C.billfold_store) C.billfold_status {
		text, length := c.text(key.Reveal())
		return C.billfold_store_scoped(c.store, text, length, derived, &c.err)
	})
}

// ScopedClient derives a handle that may do what this client may, whose id and secret prove it.
//
// Errors: [ErrAuthentication] if they are malformed, wrong, or the client is revoked.
func (s *Store) ScopedClient(ctx context.Context, clientID string, secret Secret) (*Store, error) {
	return s.derive(ctx, func(c *call, derived **C.billfold_store) C.billfold_status {
		id, idLength := c.text(clientID)
		text, length := c.text(secret.Reveal())
		return C.billfold_store_scoped_client(c.store, id, idLength, text, length, derived, &c.err)
	})
}

// Once derives a handle whose changes are done once for this key of 1 to 255 bytes, however often
// they are repeated: a repeat with the same input answers with the records as they stand now,
// Replayed, without their secrets. A key counts for each operation and each credential apart: one
// handle may create a payment and complete it.
//
// Errors: [ErrValidation] for the key. Its calls may also answer [ErrIdempotencyMismatch] if the key
// was used before with another input.
func (s *Store) Once(key string) (*Store, error) {
	return s.derive(context.Background(), func(c *call, derived **C.billfold_store) C.billfold_status {
		text, length := c.text(key)
		return C.billfold_store_once(c.store, text, length, derived, &c.err)
	})
}

// DryRun derives a handle whose changes are checked and answered in full, then taken back.
func (s *Store) DryRun() (*Store, error) {
	return s.derive(context.Background(), func(c *call, derived **C.billfold_store) C.billfold_status {
		return C.billfold_store_dry_run(c.store, derived, &c.err)
	})
}

// IfVersion derives a handle whose changes are refused with [ErrConflict], version_changed, unless
// the record that they change is at this version.
func (s *Store) IfVersion(version int64) (*Store, error) {
	return s.derive(context.Background(), func(c *call, derived **C.billfold_store) C.billfold_status {
		return C.billfold_store_if_version(c.store, C.int64_t(version), derived, &c.err)
	})
}

// OperatedBy derives a handle that writes this person's name into the event log, in place of owner.
//
// Errors: [ErrValidation] if the name is empty, longer than 100 characters, or reads like one of the
// log's own actors.
func (s *Store) OperatedBy(name string) (*Store, error) {
	return s.derive(context.Background(), func(c *call, derived **C.billfold_store) C.billfold_status {
		text, length := c.text(name)
		return C.billfold_store_operated_by(c.store, text, length, derived, &c.err)
	})
}

// WithoutJSON derives a handle whose records do not remember their JSON: for programs that read many
// and write none as JSON. [json.Marshal] refuses such records, and fmt and slog show no more of them
// than what they are.
func (s *Store) WithoutJSON() (*Store, error) {
	derived, err := s.derive(context.Background(), func(c *call, derived **C.billfold_store) C.billfold_status {
		return C.billfold_store_interruptible(c.store, derived, &c.err)
	})
	if err == nil {
		derived.bare = true
	}
	return derived, err
}
