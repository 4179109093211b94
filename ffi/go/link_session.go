package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"time"
)

// LinkSessions is what can be done with link sessions: the field of [Store] of that name.
type LinkSessions struct{ store *Store }

// LinkSessionStatus is what a link session is good for. A number without a name here comes from a
// newer library.
type LinkSessionStatus int32

// The values of LinkSessionStatus.
const (
	// The link session can be completed.
	LinkSessionOpen LinkSessionStatus = C.BILLFOLD_LINK_SESSION_OPEN
	// The link session was completed, and with it the request to link.
	LinkSessionUsed LinkSessionStatus = C.BILLFOLD_LINK_SESSION_USED
	// The link session's time has passed; the request to link can proceed again.
	LinkSessionExpired LinkSessionStatus = C.BILLFOLD_LINK_SESSION_EXPIRED
	// Another link session has taken its place, or the request to link has ended otherwise.
	LinkSessionRevoked LinkSessionStatus = C.BILLFOLD_LINK_SESSION_REVOKED
)

// String returns the word that stands for it in JSON.
func (s LinkSessionStatus) String() string {
	switch s {
	case LinkSessionOpen:
		return "open"
	case LinkSessionUsed:
		return "used"
	case LinkSessionExpired:
		return "expired"
	case LinkSessionRevoked:
		return "revoked"
	}
	return unnamed("LinkSessionStatus", int64(s))
}

// MarshalText returns what String returns.
func (s LinkSessionStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LinkSession is a link session to send a user to.
type LinkSession struct {
	document

	// Completes the session, once: lt_…. Empty if there is none: absent in a replay and in a dry
	// run.
	LinkToken Secret
	// Where the user links the account: a URL that holds the token. Optional, with the token.
	SessionURL Secret
	// From when on the token is refused. The request itself may go on.
	ExpiresAt time.Time
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showLinkSession(
	page *C.billfold_page, index C.size_t, view *C.billfold_link_session, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_link_session(page, index, view, err)
}

func linkSessionOf(r *reader, view *C.billfold_link_session) LinkSession {
	made := LinkSession{
		LinkToken:  NewSecret(text(view.link_token)),
		SessionURL: NewSecret(text(view.session_url)),
		ExpiresAt:  clock(view.expires_at),
		Replayed:   r.replayed,
	}
	made.document = r.document(made.LinkToken, made.SessionURL)
	return made
}

// Find answers with the request to link of a link session, found by the session's token or its
// whole URL, and in SessionStatus what has become of the session, for the page that the URL leads
// to; nothing is completed. Its LinkTokenID and SessionURL are those of its newest session, which
// may be another one.
//
// Errors: [ErrNotFound] if no session of the caller's has this token; [ErrForbidden] to others
// than the owner and a client.
func (s LinkSessions) Find(ctx context.Context, linkToken Secret) (RequestToLink, error) {
	return one(ctx, s.store, showRequestToLink, requestToLinkOf, func(c *call) C.billfold_status {
		tokenText, tokenLength := c.text(linkToken.Reveal())
		return C.billfold_link_session_find(c.store, tokenText, tokenLength, &c.page, &c.err)
	})
}

// Complete completes a link session by its token, or its whole URL, and with it the request to
// link. Works once. Answers with the request.
//
// Errors: [ErrNotFound] if no session of the caller's has this token; [ErrConflict]:
// session_used, session_revoked, invalid_transition if the request has expired, all with the
// request's current status, version_changed; [ErrExpired]: session_expired, the request can
// proceed again; [ErrForbidden] to others than the owner and a client.
func (s LinkSessions) Complete(ctx context.Context, linkToken Secret) (RequestToLink, error) {
	return one(ctx, s.store, showRequestToLink, requestToLinkOf, func(c *call) C.billfold_status {
		tokenText, tokenLength := c.text(linkToken.Reveal())
		return C.billfold_link_session_complete(c.store, tokenText, tokenLength, &c.page, &c.err)
	})
}
