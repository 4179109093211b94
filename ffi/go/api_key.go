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

// APIKeys is what can be done with API keys: the field of [Store] of that name.
type APIKeys struct{ store *Store }

// APIKeyStatus is whether an API key is good. A number without a name here comes from a newer
// library.
type APIKeyStatus int32

// The values of APIKeyStatus.
const (
	// The API key is good, unless its client has been revoked.
	APIKeyActive APIKeyStatus = C.BILLFOLD_API_KEY_ACTIVE
	// The API key is refused, for good.
	APIKeyRevoked APIKeyStatus = C.BILLFOLD_API_KEY_REVOKED
)

// String returns the word that stands for it in JSON.
func (s APIKeyStatus) String() string {
	switch s {
	case APIKeyActive:
		return "active"
	case APIKeyRevoked:
		return "revoked"
	}
	return unnamed("APIKeyStatus", int64(s))
}

// MarshalText returns what String returns.
func (s APIKeyStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *APIKeyStatus) UnmarshalText(word []byte) error { return named(s, word) }

// NewAPIKey is what a new API key is made of; all of it is optional.
type NewAPIKey struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// What it is for, 1 to 100 characters.
	Name string
	// Whose payments it opens. Empty: through a client's own handle that client's, through
	// the owner's those of no client.
	ClientID string
}

func (in *NewAPIKey) lend(c *call) *C.billfold_new_api_key {
	made := sized(&C.billfold_new_api_key{
		json:      c.json(in.JSON),
		name:      c.field(in.Name),
		client_id: c.field(in.ClientID),
	})
	return made
}

// APIKey is what is known of an API key, which opens payments and customers.
type APIKey struct {
	document

	// Names the API key, and is not the key: apk_ and 32 hexadecimal digits.
	ID string
	// Whose payments it opens. Empty: those of no client.
	ClientID string
	// What it is for. Empty if there is none.
	Name string
	// Whether it is good: [APIKeyActive] or [APIKeyRevoked].
	Status APIKeyStatus
	// Its last four characters.
	KeyHint string
	// When it was created.
	CreatedAt time.Time
	// When it was revoked. The zero time otherwise.
	RevokedAt time.Time
	// Grows by one with each change.
	Version int64
	// The key, key_…, for [Store.Scoped]. Empty if there is none: shown by the call that made
	// it, and never again.
	Key Secret
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showAPIKey(
	page *C.billfold_page, index C.size_t, view *C.billfold_api_key, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_api_key(page, index, view, err)
}

func apiKeyOf(r *reader, view *C.billfold_api_key) APIKey {
	made := APIKey{
		ID:        text(view.id),
		ClientID:  text(view.client_id),
		Name:      text(view.name),
		Status:    APIKeyStatus(view.status),
		KeyHint:   text(view.key_hint),
		CreatedAt: clock(view.created_at),
		RevokedAt: when(view.has&C.BILLFOLD_API_KEY_HAS_REVOKED_AT, view.revoked_at),
		Version:   int64(view.version),
		Key:       NewSecret(text(view.key)),
		Replayed:  r.replayed,
	}
	made.document = r.document("key")
	return made
}

// Create creates an API key, which is shown this once. Answers with it.
//
// Errors: [ErrValidation] with every bad field; [ErrNotFound] for the client; [ErrConflict]:
// client_inactive, client_revoked; [ErrForbidden] to others than the owner and the client.
func (s APIKeys) Create(ctx context.Context, input NewAPIKey) (APIKey, error) {
	return one(ctx, s.store, showAPIKey, apiKeyOf, func(c *call) C.billfold_status {
		return C.billfold_api_key_create(c.store, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with what is known of the API key of this id.
//
// Errors: [ErrNotFound], to a client also for another's; [ErrForbidden] to orchestrators and API
// keys.
func (s APIKeys) Get(ctx context.Context, id string) (APIKey, error) {
	return one(ctx, s.store, showAPIKey, apiKeyOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_api_key_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// List goes through the API keys of a client, newest first. Without clientID: through a client's
// own handle that client's, through the owner's all there are. This list has no filter. It asks
// for page after page as the loop goes on; an error ends it.
//
// Errors: [ErrValidation] for the page or its cursor; [ErrNotFound] for the client;
// [ErrForbidden] to others than the owner and the client.
func (s APIKeys) List(
	ctx context.Context, clientID string, options ListOptions,
) iter.Seq2[APIKey, error] {
	return every(options, func(options ListOptions) (Page[APIKey], error) {
		return s.ListPage(ctx, clientID, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s APIKeys) ListPage(
	ctx context.Context, clientID string, options ListOptions,
) (Page[APIKey], error) {
	return page(ctx, s.store, showAPIKey, apiKeyOf, func(c *call) C.billfold_status {
		clientText, clientLength := c.optional(clientID)
		return C.billfold_api_key_list(c.store, clientText, clientLength, options.lend(c), &c.page,
			&c.err)
	})
}

// Revoke revokes an API key for good; the handles that it opened are worth nothing from then on.
// Answers with it.
//
// Errors: [ErrNotFound]; [ErrConflict]: invalid_transition if it is revoked, version_changed;
// [ErrForbidden] to orchestrators and API keys.
func (s APIKeys) Revoke(ctx context.Context, id string) (APIKey, error) {
	return one(ctx, s.store, showAPIKey, apiKeyOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_api_key_revoke(c.store, idText, idLength, &c.page, &c.err)
	})
}
