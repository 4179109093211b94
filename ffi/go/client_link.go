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

// ClientLinks is what can be done with client links: the field of [Store] of that name.
type ClientLinks struct{ store *Store }

// LinkedClients is what can be done with the clients that are linked to an orchestrator: the
// field of [Store] of that name.
type LinkedClients struct{ store *Store }

// ClientLinkStatus is whether a client link is in force. A number without a name here comes from
// a newer library.
type ClientLinkStatus int32

// The values of ClientLinkStatus.
const (
	// The client link is in force.
	ClientLinkActive ClientLinkStatus = C.BILLFOLD_CLIENT_LINK_ACTIVE
	// The client link has ended; it is kept for the history.
	ClientLinkRevoked ClientLinkStatus = C.BILLFOLD_CLIENT_LINK_REVOKED
)

// String returns the word that stands for it in JSON.
func (s ClientLinkStatus) String() string {
	switch s {
	case ClientLinkActive:
		return "active"
	case ClientLinkRevoked:
		return "revoked"
	}
	return unnamed("ClientLinkStatus", int64(s))
}

// MarshalText returns what String returns.
func (s ClientLinkStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ClientLink is a client link: that an orchestrator's fees and branding apply to a client.
type ClientLink struct {
	document

	// Names the client link: lnk_ and 32 hexadecimal digits.
	ID string
	// Whose fees and branding apply.
	OrchestratorID string
	// To whom they apply.
	ClientID string
	// Whether it is in force: [ClientLinkActive].
	Status ClientLinkStatus
	// Whether the same orchestrator had linked the client before, so that nothing was to be
	// done. False but in the answer of [ClientLinks.Create].
	AlreadyLinked bool
	// When it was made.
	LinkedAt time.Time
	// When it ended. The zero time if there is none.
	UnlinkedAt time.Time
	// Grows by one with each change.
	Version int64
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showClientLink(
	page *C.billfold_page, index C.size_t, view *C.billfold_client_link, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_client_link(page, index, view, err)
}

func clientLinkOf(r *reader, view *C.billfold_client_link) ClientLink {
	return ClientLink{
		document:       r.document(),
		ID:             text(view.id),
		OrchestratorID: text(view.orchestrator_id),
		ClientID:       text(view.client_id),
		Status:         ClientLinkStatus(view.status),
		AlreadyLinked:  view.already_linked != 0,
		LinkedAt:       clock(view.linked_at),
		UnlinkedAt:     when(view.has&C.BILLFOLD_CLIENT_LINK_HAS_UNLINKED_AT, view.unlinked_at),
		Version:        int64(view.version),
		Replayed:       r.replayed,
	}
}

// LinkedClient is a client as the orchestrator that is linked to it lists it.
type LinkedClient struct {
	document

	// The client.
	ClientID string
	// Its name.
	Name string
	// What it may do: [ClientActive].
	Status ClientStatus
	// When it was linked.
	LinkedAt time.Time
}

func showLinkedClient(
	page *C.billfold_page, index C.size_t, view *C.billfold_linked_client, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_linked_client(page, index, view, err)
}

func linkedClientOf(r *reader, view *C.billfold_linked_client) LinkedClient {
	return LinkedClient{
		document: r.document(),
		ClientID: text(view.client_id),
		Name:     text(view.name),
		Status:   ClientStatus(view.status),
		LinkedAt: clock(view.linked_at),
	}
}

// Create links a client to an orchestrator, which the owner names by orchestratorID; empty means
// the caller's own. Doing so again changes nothing, and AlreadyLinked says so. Answers with the
// link; its JSON is {"link", "already_linked"}.
//
// Errors: [ErrValidation] for the ids; [ErrNotFound] for the orchestrator or the client;
// [ErrConflict]: linked_elsewhere, which does not say where, client_revoked; [ErrForbidden] to
// clients and API keys, and for another orchestrator's.
func (s ClientLinks) Create(
	ctx context.Context, orchestratorID string, clientID string,
) (ClientLink, error) {
	return one(ctx, s.store, showClientLink, clientLinkOf, func(c *call) C.billfold_status {
		orchestratorText, orchestratorLength := c.optional(orchestratorID)
		clientText, clientLength := c.text(clientID)
		return C.billfold_client_link_create(c.store, orchestratorText, orchestratorLength,
			clientText, clientLength, &c.page, &c.err)
	})
}

// CreateJSON links a client to an orchestrator as Create does, given the whole input as JSON, the
// body that the service of that record takes: {"clientId": "…"}, with orchestratorId beside it
// where the owner names one. Answers with the link.
//
// Errors: those of Create; [ErrValidation] with every bad field of the body.
func (s ClientLinks) CreateJSON(ctx context.Context, body json.RawMessage) (ClientLink, error) {
	return one(ctx, s.store, showClientLink, clientLinkOf, func(c *call) C.billfold_status {
		bodyText, bodyLength := c.text(string(body))
		return C.billfold_client_link_create_json(c.store, bodyText, bodyLength, &c.page, &c.err)
	})
}

// Revoke ends the link between an orchestrator, which the owner names by orchestratorID, empty
// meaning the caller's own, and a client. The client goes on working without the orchestrator's
// fees and branding, and anyone may link it again. Answers with the link.
//
// Errors: [ErrValidation] for the ids; [ErrNotFound] if the client is not linked to this
// orchestrator; [ErrConflict]: version_changed; [ErrForbidden] to clients and API keys, and for
// another orchestrator's.
func (s ClientLinks) Revoke(
	ctx context.Context, orchestratorID string, clientID string,
) (ClientLink, error) {
	return one(ctx, s.store, showClientLink, clientLinkOf, func(c *call) C.billfold_status {
		orchestratorText, orchestratorLength := c.optional(orchestratorID)
		clientText, clientLength := c.text(clientID)
		return C.billfold_client_link_revoke(c.store, orchestratorText, orchestratorLength,
			clientText, clientLength, &c.page, &c.err)
	})
}

// Get answers with a client's link in force, or with nil if the client is not linked to any
// orchestrator.
//
// Errors: [ErrValidation] for the id; [ErrNotFound] for the client, to an orchestrator also if
// it is not linked to it; [ErrForbidden] to clients and API keys for another client.
func (s ClientLinks) Get(ctx context.Context, clientID string) (*ClientLink, error) {
	return maybe(ctx, s.store, showClientLink, clientLinkOf, func(c *call) C.billfold_status {
		clientText, clientLength := c.text(clientID)
		return C.billfold_client_link_get(c.store, clientText, clientLength, &c.page, &c.err)
	})
}

// List goes through the clients that are linked to an orchestrator, newest link first. The owner
// names it by orchestratorID; empty means the caller's own. This list has no filter. It asks for
// page after page as the loop goes on; an error ends it.
//
// Errors: [ErrValidation] for the id, the page or its cursor; [ErrNotFound] for the
// orchestrator; [ErrForbidden] to clients and API keys, and for another orchestrator's.
func (s LinkedClients) List(
	ctx context.Context, orchestratorID string, options ListOptions,
) iter.Seq2[LinkedClient, error] {
	return every(options, func(options ListOptions) (Page[LinkedClient], error) {
		return s.ListPage(ctx, orchestratorID, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s LinkedClients) ListPage(
	ctx context.Context, orchestratorID string, options ListOptions,
) (Page[LinkedClient], error) {
	return page(ctx, s.store, showLinkedClient, linkedClientOf, func(c *call) C.billfold_status {
		orchestratorText, orchestratorLength := c.optional(orchestratorID)
		return C.billfold_linked_client_list(c.store, orchestratorText, orchestratorLength,
			options.lend(c), &c.page, &c.err)
	})
}
