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

// LinkIntents is what can be done with link intents: the field of [Store] of that name.
type LinkIntents struct{ store *Store }

// LinkIntentStatus is where a link intent stands. A number without a name here comes from a
// newer library.
type LinkIntentStatus int32

// The values of LinkIntentStatus.
const (
	// The link intent can be redeemed.
	LinkIntentOpen LinkIntentStatus = C.BILLFOLD_LINK_INTENT_OPEN
	// The link intent has been redeemed.
	LinkIntentUsed LinkIntentStatus = C.BILLFOLD_LINK_INTENT_USED
	// The link intent's time has passed.
	LinkIntentExpired LinkIntentStatus = C.BILLFOLD_LINK_INTENT_EXPIRED
	// The link intent was taken back.
	LinkIntentRevoked LinkIntentStatus = C.BILLFOLD_LINK_INTENT_REVOKED
)

// String returns the word that stands for it in JSON.
func (s LinkIntentStatus) String() string {
	switch s {
	case LinkIntentOpen:
		return "open"
	case LinkIntentUsed:
		return "used"
	case LinkIntentExpired:
		return "expired"
	case LinkIntentRevoked:
		return "revoked"
	}
	return unnamed("LinkIntentStatus", int64(s))
}

// MarshalText returns what String returns.
func (s LinkIntentStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *LinkIntentStatus) UnmarshalText(word []byte) error { return named(s, word) }

// NewLinkIntent is what a new link intent is made of. The name is required.
type NewLinkIntent struct {
	// The whole input as JSON, the body that the service of that record takes, in place of all
	// the other fields.
	JSON json.RawMessage
	// The name that the client will have, 1 to 100 characters.
	ClientIDName string
	// Who invites. The owner must say; an orchestrator's own handle need not.
	OrchestratorID string
	// How long until it expires, 1 second to 70 days; otherwise the store's setting.
	ExpiresIn time.Duration
}

func (in *NewLinkIntent) lend(c *call) *C.billfold_new_link_intent {
	made := sized(&C.billfold_new_link_intent{
		json:            c.json(in.JSON),
		client_id_name:  c.field(in.ClientIDName),
		orchestrator_id: c.field(in.OrchestratorID),
		expires_in:      c.seconds("expires_in", in.ExpiresIn),
	})
	return made
}

// LinkIntent is a link intent: a single-use invitation to make a client and link it.
type LinkIntent struct {
	document

	// Names the link intent: int_ and 32 hexadecimal digits.
	ID string
	// Who invites.
	OrchestratorID string
	// The name that the client will have.
	ClientIDName string
	// Where it stands now: [LinkIntentOpen], [LinkIntentUsed], [LinkIntentExpired] or
	// [LinkIntentRevoked].
	Status LinkIntentStatus
	// The last four characters of its token.
	TokenHint string
	// The client that it made. Empty if there is none.
	ClientID string
	// When it was created.
	CreatedAt time.Time
	// From when on it is expired, unless used or taken back before.
	ExpiresAt time.Time
	// When it was redeemed. The zero time otherwise.
	UsedAt time.Time
	// When it was taken back. The zero time otherwise.
	RevokedAt time.Time
	// Grows by one with each change.
	Version int64
	// What to hand to the recipient: a URL with the token, as secret as that. Empty if there is
	// none: shown by the call that made it, and never again.
	URL Secret
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showLinkIntent(
	page *C.billfold_page, index C.size_t, view *C.billfold_link_intent, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_link_intent(page, index, view, err)
}

func linkIntentOf(r *reader, view *C.billfold_link_intent) LinkIntent {
	made := LinkIntent{
		ID:             text(view.id),
		OrchestratorID: text(view.orchestrator_id),
		ClientIDName:   text(view.client_id_name),
		Status:         LinkIntentStatus(view.status),
		TokenHint:      text(view.token_hint),
		ClientID:       text(view.client_id),
		CreatedAt:      clock(view.created_at),
		ExpiresAt:      clock(view.expires_at),
		UsedAt:         when(view.has&C.BILLFOLD_LINK_INTENT_HAS_USED_AT, view.used_at),
		RevokedAt:      when(view.has&C.BILLFOLD_LINK_INTENT_HAS_REVOKED_AT, view.revoked_at),
		Version:        int64(view.version),
		URL:            NewSecret(text(view.url)),
		Replayed:       r.replayed,
	}
	made.document = r.document("url")
	return made
}

// Redemption is what redeeming a link intent made: a client, its secret, and its link.
type Redemption struct {
	document

	// Names the new client: cli_….
	ClientID string
	// Its name, from the link intent.
	Name string
	// What it may do: [ClientActive], [ClientInactive] or [ClientRevoked].
	Status ClientStatus
	// Whether its link is in force: [ClientLinkActive] or [ClientLinkRevoked].
	LinkStatus ClientLinkStatus
	// When the client was created.
	CreatedAt time.Time
	// When the client last changed.
	UpdatedAt time.Time
	// The client's version: grows by one with each change.
	Version int64
	// Its secret, sec_…, for [Store.ScopedClient]. Empty if there is none: shown by the call
	// that made it, and never again.
	ClientSecret Secret
	// Names the client link: lnk_ and 32 hexadecimal digits.
	LinkID string
	// The orchestrator that invited, whose fees and branding apply.
	OrchestratorID string
	// When the client was linked.
	LinkedAt time.Time
	// When that link ended, where a repeat finds it ended. The zero time otherwise.
	UnlinkedAt time.Time
	// The client link's version: grows by one with each change.
	LinkVersion int64
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showRedemption(
	page *C.billfold_page, index C.size_t, view *C.billfold_redemption, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_redemption(page, index, view, err)
}

func redemptionOf(r *reader, view *C.billfold_redemption) Redemption {
	made := Redemption{
		ClientID:       text(view.client_id),
		Name:           text(view.name),
		Status:         ClientStatus(view.status),
		LinkStatus:     ClientLinkStatus(view.link_status),
		CreatedAt:      clock(view.created_at),
		UpdatedAt:      clock(view.updated_at),
		Version:        int64(view.version),
		ClientSecret:   NewSecret(text(view.client_secret)),
		LinkID:         text(view.link_id),
		OrchestratorID: text(view.orchestrator_id),
		LinkedAt:       clock(view.linked_at),
		UnlinkedAt:     when(view.has&C.BILLFOLD_REDEMPTION_HAS_UNLINKED_AT, view.unlinked_at),
		LinkVersion:    int64(view.link_version),
		Replayed:       r.replayed,
	}
	made.document = r.document("client_secret")
	return made
}

// Create creates a link intent, open, and the URL to hand to the recipient, which is shown this
// once. Answers with the intent and its URL.
//
// Errors: [ErrValidation] with every bad field; [ErrNotFound] for the orchestrator;
// [ErrForbidden] to clients and API keys, and for another orchestrator's.
func (s LinkIntents) Create(ctx context.Context, input NewLinkIntent) (LinkIntent, error) {
	return one(ctx, s.store, showLinkIntent, linkIntentOf, func(c *call) C.billfold_status {
		return C.billfold_link_intent_create(c.store, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with the link intent of this id.
//
// Errors: [ErrNotFound], also for another orchestrator's; [ErrForbidden] to clients and API
// keys.
func (s LinkIntents) Get(ctx context.Context, id string) (LinkIntent, error) {
	return one(ctx, s.store, showLinkIntent, linkIntentOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_link_intent_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// Find answers with the link intent of this token or whole URL, open, used, expired or taken
// back, for the page that the URL leads to; nothing is used up. The token is the authority,
// whichever handle it comes through.
//
// Errors: [ErrNotFound] if there is no intent of this token.
func (s LinkIntents) Find(ctx context.Context, tokenOrURL Secret) (LinkIntent, error) {
	return one(ctx, s.store, showLinkIntent, linkIntentOf, func(c *call) C.billfold_status {
		tokenText, tokenLength := c.text(tokenOrURL.Reveal())
		return C.billfold_link_intent_find(c.store, tokenText, tokenLength, &c.page, &c.err)
	})
}

// List goes through an orchestrator's own link intents, or for the owner of all of them, newest
// first unless the filter sorts them. It asks for page after page as the loop goes on; an error
// ends it.
//
// The filter's terms are id, status, orchestrator, client, created, expires, used, revoked; it
// sorts by created, expires.
//
// Errors: [ErrValidation] for the filter, the page or its cursor; [ErrForbidden] to clients and
// API keys.
func (s LinkIntents) List(ctx context.Context, options ListOptions) iter.Seq2[LinkIntent, error] {
	return every(options, func(options ListOptions) (Page[LinkIntent], error) {
		return s.ListPage(ctx, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s LinkIntents) ListPage(ctx context.Context, options ListOptions) (Page[LinkIntent], error) {
	return page(ctx, s.store, showLinkIntent, linkIntentOf, func(c *call) C.billfold_status {
		return C.billfold_link_intent_list(c.store, options.lend(c), &c.page, &c.err)
	})
}

// Redeem redeems a link intent, given its token or the whole URL: makes a client under the
// chosen name, links it to the orchestrator that invited, and uses the intent up, all at once.
// The token is the authority, whichever handle it comes through. Answers with what was made, the
// client's secret shown this once.
//
// Errors: [ErrNotFound] if there is no intent of this token; [ErrConflict]: intent_used,
// intent_revoked; [ErrExpired]: intent_expired.
func (s LinkIntents) Redeem(ctx context.Context, tokenOrURL Secret) (Redemption, error) {
	return one(ctx, s.store, showRedemption, redemptionOf, func(c *call) C.billfold_status {
		tokenText, tokenLength := c.text(tokenOrURL.Reveal())
		return C.billfold_link_intent_redeem(c.store, tokenText, tokenLength, &c.page, &c.err)
	})
}

// Revoke takes back a link intent that is open or expired. Answers with the intent.
//
// Errors: [ErrNotFound], also for another orchestrator's; [ErrConflict]: intent_used,
// intent_revoked, version_changed; [ErrForbidden] to clients and API keys.
func (s LinkIntents) Revoke(ctx context.Context, id string) (LinkIntent, error) {
	return one(ctx, s.store, showLinkIntent, linkIntentOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_link_intent_revoke(c.store, idText, idLength, &c.page, &c.err)
	})
}
