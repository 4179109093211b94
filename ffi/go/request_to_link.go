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

// RequestsToLink is what can be done with requests to link: the field of [Store] of that name.
type RequestsToLink struct{ store *Store }

// RequestToLinkStatus is how far a request to link has come. A number without a name here comes
// from a newer library.
type RequestToLinkStatus int32

// The values of RequestToLinkStatus.
const (
	// The user has not begun.
	RequestToLinkPending RequestToLinkStatus = C.BILLFOLD_REQUEST_TO_LINK_PENDING
	// The user has been sent to a link session.
	RequestToLinkInProgress RequestToLinkStatus = C.BILLFOLD_REQUEST_TO_LINK_IN_PROGRESS
	// The account is linked. Final.
	RequestToLinkCompleted RequestToLinkStatus = C.BILLFOLD_REQUEST_TO_LINK_COMPLETED
	// The request was called off. Final.
	RequestToLinkCancelled RequestToLinkStatus = C.BILLFOLD_REQUEST_TO_LINK_CANCELLED
	// The account was not linked in time. Final.
	RequestToLinkExpired RequestToLinkStatus = C.BILLFOLD_REQUEST_TO_LINK_EXPIRED
)

// String returns the word that stands for it in JSON.
func (s RequestToLinkStatus) String() string {
	switch s {
	case RequestToLinkPending:
		return "PENDING"
	case RequestToLinkInProgress:
		return "IN_PROGRESS"
	case RequestToLinkCompleted:
		return "COMPLETED"
	case RequestToLinkCancelled:
		return "CANCELLED"
	case RequestToLinkExpired:
		return "EXPIRED"
	}
	return unnamed("RequestToLinkStatus", int64(s))
}

// MarshalText returns what String returns.
func (s RequestToLinkStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *RequestToLinkStatus) UnmarshalText(word []byte) error { return named(s, word) }

// NewRequestToLink is what a new request to link is made of. The user is required, all else is
// optional.
type NewRequestToLink struct {
	// The whole input as JSON, the body that the service of that record takes, in place of all
	// the other fields.
	JSON json.RawMessage
	// An id of the caller's choice, 1 to 64 characters of [A-Za-z0-9_-]; otherwise one is
	// minted.
	ID string
	// Whose request it is. The owner must say; a client's need not.
	ClientID string
	// The client's own name for the user: 1 to 255 characters.
	ClientUserID string
	// Whom to link with; need not be known, and can be set later.
	BillerID string
	// The caller's own data: a JSON object of at most 50 keys and 16 KiB.
	Metadata json.RawMessage
	// How long until it expires, 1 second to ten years; otherwise the store's setting.
	ExpiresIn time.Duration
	// Whether it never expires. It excludes ExpiresIn.
	NeverExpires bool
}

func (in *NewRequestToLink) lend(c *call) *C.billfold_new_request_to_link {
	made := sized(&C.billfold_new_request_to_link{
		json:           c.json(in.JSON),
		id:             c.field(in.ID),
		client_id:      c.field(in.ClientID),
		client_user_id: c.field(in.ClientUserID),
		biller_id:      c.field(in.BillerID),
		metadata:       c.json(in.Metadata),
		expires_in:     c.seconds("expires_in", in.ExpiresIn),
		never_expires:  truth(in.NeverExpires),
	})
	return made
}

// RequestToLinkChanges is a status to set, and what to set beside it. The status is required;
// what is absent stays.
type RequestToLinkChanges struct {
	// The whole input as JSON, the body that the service of that record takes, in place of all
	// the other fields.
	JSON json.RawMessage
	// Any but [RequestToLinkExpired].
	Status RequestToLinkStatus
	// A biller in place of the present one.
	BillerID string
	// A link token in place of the present one: 1 to 255 characters.
	LinkTokenID Secret
}

func (in *RequestToLinkChanges) lend(c *call) *C.billfold_request_to_link_changes {
	made := sized(&C.billfold_request_to_link_changes{
		json:          c.json(in.JSON),
		status:        C.int32_t(in.Status),
		biller_id:     c.field(in.BillerID),
		link_token_id: c.field(in.LinkTokenID.Reveal()),
	})
	return made
}

// RequestToLink is a request to link: that a user link an account with a biller.
type RequestToLink struct {
	document

	// Names it: rtl_…, or what its creator chose.
	ID string
	// The client that created it.
	ClientID string
	// The client's own name for the user.
	ClientUserID string
	// Whom to link with. Empty if there is none.
	BillerID string
	// How far it has come by now: [RequestToLinkPending], [RequestToLinkInProgress],
	// [RequestToLinkCompleted], [RequestToLinkCancelled] or [RequestToLinkExpired].
	Status RequestToLinkStatus
	// The token of the newest link session, or what a caller set in its place; it opens the
	// session, so keep it out of logs. Empty if there is none.
	LinkTokenID Secret
	// Where the user links the account: a URL that holds the token. Empty if there is none:
	// absent once its session is revoked.
	SessionURL Secret
	// The caller's own data: a JSON object.
	Metadata json.RawMessage
	// When it was created.
	CreatedAt time.Time
	// When it last changed.
	UpdatedAt time.Time
	// From when on it is expired unless it is final by then. The zero time: it never expires.
	ExpiresAt time.Time
	// Why it was cancelled. Empty if there is none.
	CancelReason string
	// When it was completed. The zero time otherwise.
	CompletedAt time.Time
	// Grows by one with each change.
	Version int64
	// What the link session by whose token the request was found is good for by now:
	// [LinkSessionOpen], [LinkSessionUsed], [LinkSessionExpired] or [LinkSessionRevoked]. 0 but in
	// the answer of [LinkSessions.Find].
	SessionStatus LinkSessionStatus
	// From when on the token of that session is refused. The zero time otherwise.
	SessionExpiresAt time.Time
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showRequestToLink(
	page *C.billfold_page, index C.size_t, view *C.billfold_request_to_link, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_request_to_link(page, index, view, err)
}

func requestToLinkOf(r *reader, view *C.billfold_request_to_link) RequestToLink {
	return RequestToLink{
		document:      r.document("link_token_id", "session_url"),
		ID:            text(view.id),
		ClientID:      text(view.client_id),
		ClientUserID:  text(view.client_user_id),
		BillerID:      text(view.biller_id),
		Status:        RequestToLinkStatus(view.status),
		LinkTokenID:   NewSecret(text(view.link_token_id)),
		SessionURL:    NewSecret(text(view.session_url)),
		Metadata:      raw(view.metadata),
		CreatedAt:     clock(view.created_at),
		UpdatedAt:     clock(view.updated_at),
		ExpiresAt:     when(view.has&C.BILLFOLD_REQUEST_TO_LINK_HAS_EXPIRES_AT, view.expires_at),
		CancelReason:  text(view.cancel_reason),
		CompletedAt:   when(view.has&C.BILLFOLD_REQUEST_TO_LINK_HAS_COMPLETED_AT, view.completed_at),
		Version:       int64(view.version),
		SessionStatus: LinkSessionStatus(view.session_status),
		SessionExpiresAt: when(view.has&C.BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_EXPIRES_AT,
			view.session_expires_at),
		Replayed: r.replayed,
	}
}

// Create creates a request to link, pending. Answers with it.
//
// Errors: [ErrValidation] with every bad field, also the code card_number_refused; [ErrNotFound]
// for the client; [ErrConflict]: id_exists, client_inactive, client_revoked; [ErrForbidden] to
// others than the owner and a client, and for another client than the credential's.
func (s RequestsToLink) Create(ctx context.Context, input NewRequestToLink) (RequestToLink, error) {
	return one(ctx, s.store, showRequestToLink, requestToLinkOf, func(c *call) C.billfold_status {
		return C.billfold_request_to_link_create(c.store, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with the request to link of this id.
//
// Errors: [ErrNotFound], also for another client's; [ErrForbidden] to others than the owner and
// a client.
func (s RequestsToLink) Get(ctx context.Context, id string) (RequestToLink, error) {
	return one(ctx, s.store, showRequestToLink, requestToLinkOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_request_to_link_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// List goes through the requests to link that the caller sees, newest first unless the filter sorts
// them. It asks for page after page as the loop goes on; an error ends it.
//
// The filter's terms are id, status, user, client, biller, biller_id, reason, overdue, created,
// updated, completed, expires, meta.KEY; it sorts by created, updated, expires, status. A KEY is
// one of the metadata.
//
// Errors: [ErrValidation] for the filter, the page or its cursor; [ErrForbidden] to others than
// the owner and a client.
func (s RequestsToLink) List(
	ctx context.Context, options ListOptions,
) iter.Seq2[RequestToLink, error] {
	return every(options, func(options ListOptions) (Page[RequestToLink], error) {
		return s.ListPage(ctx, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s RequestsToLink) ListPage(
	ctx context.Context, options ListOptions,
) (Page[RequestToLink], error) {
	return page(ctx, s.store, showRequestToLink, requestToLinkOf, func(c *call) C.billfold_status {
		return C.billfold_request_to_link_list(c.store, options.lend(c), &c.page, &c.err)
	})
}

// SetStatus sets the status of a request to link, and its biller and link token if they are
// given. Back to pending, its link session is revoked and the token dropped; completed, the
// session is used up; cancelled, it is revoked. A token that is not the session's own takes its
// place: the session is revoked. Nothing happens if all is so already. Answers with the request.
//
// Errors: [ErrValidation] with every bad field, also for expired, which only time sets;
// [ErrNotFound]; [ErrConflict]: invalid_transition with the current status, version_changed;
// [ErrForbidden] to others than the owner and a client.
func (s RequestsToLink) SetStatus(
	ctx context.Context, id string, changes RequestToLinkChanges,
) (RequestToLink, error) {
	return one(ctx, s.store, showRequestToLink, requestToLinkOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_request_to_link_set_status(c.store, idText, idLength, changes.lend(c),
			&c.page, &c.err)
	})
}

// Cancel cancels a request to link that is pending or in progress, and revokes its link session.
// reason says why, at most 500 characters; it may be empty. Answers with the request.
//
// Errors: [ErrValidation] for the reason, also the code card_number_refused; [ErrNotFound];
// [ErrConflict]: invalid_transition with the current status, version_changed; [ErrForbidden] to
// others than the owner and a client.
func (s RequestsToLink) Cancel(
	ctx context.Context, id string, reason string,
) (RequestToLink, error) {
	return one(ctx, s.store, showRequestToLink, requestToLinkOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		reasonText, reasonLength := c.optional(reason)
		return C.billfold_request_to_link_cancel(c.store, idText, idLength, reasonText,
			reasonLength, &c.page, &c.err)
	})
}

// CancelJSON cancels a request to link as Cancel does, given the whole input as JSON, the body
// that the service of that record takes: {"reason": "…"}, in which the reason is optional. Answers
// with the request.
//
// Errors: those of Cancel; [ErrValidation] with every bad field of the body.
func (s RequestsToLink) CancelJSON(
	ctx context.Context, id string, body json.RawMessage,
) (RequestToLink, error) {
	return one(ctx, s.store, showRequestToLink, requestToLinkOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		bodyText, bodyLength := c.text(string(body))
		return C.billfold_request_to_link_cancel_json(c.store, idText, idLength, bodyText,
			bodyLength, &c.page, &c.err)
	})
}

// Proceed opens a link session for a request to link that is pending or in progress, which is in
// progress from now on. The session before it is revoked. Answers with the session, whose token
// is shown this once.
//
// Errors: [ErrNotFound]; [ErrConflict]: invalid_transition with the current status,
// version_changed; [ErrForbidden] to others than the owner and a client.
func (s RequestsToLink) Proceed(ctx context.Context, id string) (LinkSession, error) {
	return one(ctx, s.store, showLinkSession, linkSessionOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_request_to_link_proceed(c.store, idText, idLength, &c.page, &c.err)
	})
}
