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

// Clients is what can be done with clients: the field of [Store] of that name.
type Clients struct{ store *Store }

// ClientStatus is what a client may do. A number without a name here comes from a newer library.
type ClientStatus int32

// The values of ClientStatus.
const (
	// The client may do everything that is a client's.
	ClientActive ClientStatus = C.BILLFOLD_CLIENT_ACTIVE
	// The client may read, but create nothing; its link stays.
	ClientInactive ClientStatus = C.BILLFOLD_CLIENT_INACTIVE
	// The client may do nothing, for good: its secret and its API keys are refused.
	ClientRevoked ClientStatus = C.BILLFOLD_CLIENT_REVOKED
)

// String returns the word that stands for it in JSON.
func (s ClientStatus) String() string {
	switch s {
	case ClientActive:
		return "active"
	case ClientInactive:
		return "inactive"
	case ClientRevoked:
		return "revoked"
	}
	return unnamed("ClientStatus", int64(s))
}

// MarshalText returns what String returns.
func (s ClientStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *ClientStatus) UnmarshalText(word []byte) error { return named(s, word) }

// NewClient is what a new client is made of. The name is required.
type NewClient struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// 1 to 100 characters.
	Name string
	// An id of the caller's choice, 1 to 64 characters of [A-Za-z0-9_-]; otherwise one is
	// minted.
	ClientID string
}

func (in *NewClient) lend(c *call) *C.billfold_new_client {
	made := sized(&C.billfold_new_client{
		json:      c.json(in.JSON),
		name:      c.field(in.Name),
		client_id: c.field(in.ClientID),
	})
	return made
}

// ClientChanges is what to change of a client. What is absent stays as it is.
type ClientChanges struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// 1 to 100 characters.
	Name string
	// [ClientActive] or [ClientInactive]; [Clients.Revoke] revokes. The owner's to change.
	Status ClientStatus
}

func (in *ClientChanges) lend(c *call) *C.billfold_client_changes {
	made := sized(&C.billfold_client_changes{
		json:   c.json(in.JSON),
		name:   c.field(in.Name),
		status: C.int32_t(in.Status),
	})
	return made
}

// Client is a client: a platform that owns payments and requests to link.
type Client struct {
	document

	// Names the client: cli_…, or what its creator chose.
	ClientID string
	// 1 to 100 characters.
	Name string
	// What it may do: [ClientActive], [ClientInactive] or [ClientRevoked].
	Status ClientStatus
	// When it was created.
	CreatedAt time.Time
	// When it last changed.
	UpdatedAt time.Time
	// Grows by one with each change.
	Version int64
	// Its secret, sec_…, for [Store.ScopedClient]. Empty if there is none: shown by the call
	// that made it, and never again.
	ClientSecret Secret
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showClient(
	page *C.billfold_page, index C.size_t, view *C.billfold_client, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_client(page, index, view, err)
}

func clientOf(r *reader, view *C.billfold_client) Client {
	made := Client{
		ClientID:     text(view.client_id),
		Name:         text(view.name),
		Status:       ClientStatus(view.status),
		CreatedAt:    clock(view.created_at),
		UpdatedAt:    clock(view.updated_at),
		Version:      int64(view.version),
		ClientSecret: NewSecret(text(view.client_secret)),
		Replayed:     r.replayed,
	}
	made.document = r.document("client_secret")
	return made
}

// Create creates a client, active, and its secret, which is shown this once. Answers with the
// client and its secret.
//
// Errors: [ErrValidation] with every bad field; [ErrConflict]: id_exists; [ErrForbidden] unless
// it is the owner's handle.
func (s Clients) Create(ctx context.Context, input NewClient) (Client, error) {
	return one(ctx, s.store, showClient, clientOf, func(c *call) C.billfold_status {
		return C.billfold_client_create(c.store, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with the client of this id. An orchestrator sees the clients that are linked to
// it, a client itself.
//
// Errors: [ErrNotFound], also outside the caller's scope; [ErrForbidden] to API keys.
func (s Clients) Get(ctx context.Context, id string) (Client, error) {
	return one(ctx, s.store, showClient, clientOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_client_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// List goes through all clients, newest first unless the filter sorts them. For those that are
// linked to an orchestrator see [LinkedClients.List]. It asks for page after page as the loop goes
// on; an error ends it.
//
// The filter's terms are id, status, orchestrator, created, updated; it sorts by created, updated,
// name.
//
// Errors: [ErrValidation] for the filter, the page or its cursor; [ErrForbidden] unless it is
// the owner's handle.
func (s Clients) List(ctx context.Context, options ListOptions) iter.Seq2[Client, error] {
	return every(options, func(options ListOptions) (Page[Client], error) {
		return s.ListPage(ctx, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s Clients) ListPage(ctx context.Context, options ListOptions) (Page[Client], error) {
	return page(ctx, s.store, showClient, clientOf, func(c *call) C.billfold_status {
		return C.billfold_client_list(c.store, options.lend(c), &c.page, &c.err)
	})
}

// Update renames a client, or makes it active or inactive. A client may rename itself. Answers
// with the client.
//
// Errors: [ErrValidation]; [ErrNotFound]; [ErrConflict]: invalid_transition of a revoked client,
// version_changed; [ErrForbidden] where it is not the caller's to change.
func (s Clients) Update(ctx context.Context, id string, changes ClientChanges) (Client, error) {
	return one(ctx, s.store, showClient, clientOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_client_update(c.store, idText, idLength, changes.lend(c), &c.page, &c.err)
	})
}

// RotateSecret gives a client a new secret, shown this once; the old one and the handles that it
// opened are good for nothing from then on. Answers with the client and its secret.
//
// Errors: [ErrNotFound]; [ErrConflict]: invalid_transition of a revoked client, version_changed;
// [ErrForbidden] to others than the owner and the client.
func (s Clients) RotateSecret(ctx context.Context, id string) (Client, error) {
	return one(ctx, s.store, showClient, clientOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_client_rotate_secret(c.store, idText, idLength, &c.page, &c.err)
	})
}

// Revoke revokes a client for good, and its active link with it. Answers with the client.
//
// Errors: [ErrNotFound]; [ErrConflict]: invalid_transition if it is revoked, version_changed;
// [ErrForbidden] unless it is the owner's handle.
func (s Clients) Revoke(ctx context.Context, id string) (Client, error) {
	return one(ctx, s.store, showClient, clientOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_client_revoke(c.store, idText, idLength, &c.page, &c.err)
	})
}
