package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"

	billfold "github.com/billfold/billfold/ffi/go"
)

var sessionTemplate = pageTemplate("session.html")

// session is the page of a link session that can be completed.
type session struct {
	Client  string
	Billers []billerChoice
	Search  string
	More    int64 // how many others match the search
	// Unmatched says that nothing but the biller whom the request names stands here.
	Unmatched bool
	// Gone says that the biller whom the request names is not offered any more.
	Gone bool
}

type billerChoice struct {
	ID, Name string
	Chosen   bool
}

// errNotOffered is the refusal of a biller whom the page does not offer.
var errNotOffered = invalid("biller", "biller_not_offered", "is not one of those that can be linked now")

// showSession shows the choice of billers, or in words what has become of the session.
func (s *service) showSession(w http.ResponseWriter, r *http.Request, store *billfold.Store) error {
	token := billfold.NewSecret(r.PathValue("token"))
	request, err := rehearsed(r.Context(), store, token)
	if err != nil {
		return s.saySession(w, r, store, err)
	}
	as, err := clientBrand(r.Context(), store, request.ClientID)
	if err != nil {
		return err
	}
	shown, err := newSession(r.Context(), store, request, strings.TrimSpace(r.URL.Query().Get("search")))
	if err != nil {
		return err
	}
	shown.Client = as.Holder
	return s.render(w, http.StatusOK, sessionTemplate, page{Title: "Link an account", Brand: as, Content: shown})
}

// rehearsed is the request that a session's token would complete. A dry run completes it and takes
// that back.
func rehearsed(
	ctx context.Context, store *billfold.Store, token billfold.Secret,
) (billfold.RequestToLink, error) {
	rehearsal, err := store.DryRun()
	if err != nil {
		return billfold.RequestToLink{}, err
	}
	defer rehearsal.Close()
	return rehearsal.LinkSessions.Complete(ctx, token)
}

// newSession gathers the billers to choose from: the one whom the request names, and those that match
// the search, in the order of their names.
func newSession(
	ctx context.Context, store *billfold.Store, request billfold.RequestToLink, search string,
) (session, error) {
	shown := session{Search: search}
	preset, err := offered(ctx, store, request.BillerID, request)
	switch {
	case err == nil:
		shown.Billers = append(shown.Billers, billerChoice{preset.ID, preset.Name, true})
	case errors.Is(err, errNotOffered):
		shown.Gone = request.BillerID != ""
	default:
		return shown, err
	}
	filter := "active:true sort:name"
	if search != "" {
		quoted, err := billfold.QuoteFilter(search)
		if err != nil {
			return shown, err
		}
		filter += " " + quoted
	}
	found, err := store.Billers.ListPage(ctx, billfold.ListOptions{Filter: filter})
	if err != nil {
		return shown, err
	}
	for _, biller := range found.Items {
		if biller.ID != preset.ID {
			shown.Billers = append(shown.Billers, billerChoice{biller.ID, biller.Name, false})
		}
	}
	shown.Unmatched = search != "" && found.Total == 0
	shown.More = found.Total - int64(len(found.Items))
	return shown, nil
}

// offered is the biller of this id, if it may be linked: an active one of the catalogue. One that the
// request itself names need not be in the catalogue, which is optional.
func offered(
	ctx context.Context, store *billfold.Store, id string, request billfold.RequestToLink,
) (billfold.Biller, error) {
	if id == "" {
		return billfold.Biller{}, errNotOffered
	}
	biller, err := store.Billers.Get(ctx, id)
	switch {
	case errors.Is(err, billfold.ErrNotFound) && id == request.BillerID:
		return billfold.Biller{ID: id, Name: id, Active: true}, nil
	case errors.Is(err, billfold.ErrNotFound), errors.Is(err, billfold.ErrValidation), err == nil && !biller.Active:
		return billfold.Biller{}, errNotOffered
	}
	return biller, err
}

// endSession links the account, or cancels the request. What a service in earnest does between the
// two, letting the user log in with the biller, is nobody's business here.
func (s *service) endSession(w http.ResponseWriter, r *http.Request, store *billfold.Store) error {
	token := billfold.NewSecret(r.PathValue("token"))
	if err := r.ParseForm(); err != nil {
		return refused("body_not_read", "the form could not be read")
	}
	var id string
	err := store.Transact(r.Context(), func(tx *billfold.Store) error {
		request, err := rehearsed(r.Context(), tx, token)
		if err != nil {
			return err
		}
		id = request.ID
		if r.PostForm.Get("action") == "cancel" {
			_, err = tx.RequestsToLink.Cancel(r.Context(), id, "cancelled by the user")
			return err
		}
		return link(r.Context(), tx, token, request, r.PostForm.Get("biller"))
	})
	switch {
	case errors.Is(err, errNotOffered):
		// Back to the choice: the biller has gone since the page was shown, or none was chosen.
		http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
	case err != nil:
		return s.saySession(w, r, store, err)
	default:
		// Shown by a GET of its own, so that asking for the page again sends nothing again. The
		// request's id lets that find what the token alone no longer opens.
		http.Redirect(w, r, r.URL.Path+"?request="+url.QueryEscape(id), http.StatusSeeOther)
	}
	return nil
}

// link notes the biller whom the user has chosen and completes the session.
func link(
	ctx context.Context, tx *billfold.Store, token billfold.Secret, request billfold.RequestToLink, chosen string,
) error {
	biller, err := offered(ctx, tx, chosen, request)
	if err != nil {
		return err
	}
	if biller.ID != request.BillerID {
		if _, err := tx.RequestsToLink.SetStatus(ctx, request.ID, billfold.RequestToLinkChanges{
			Status: billfold.RequestToLinkInProgress, BillerID: biller.ID,
		}); err != nil {
			return err
		}
	}
	_, err = tx.LinkSessions.Complete(ctx, token)
	return err
}

// saySession says in words why a session cannot be completed, or that it has been.
func (s *service) saySession(w http.ResponseWriter, r *http.Request, store *billfold.Store, err error) error {
	var refusal *billfold.Error
	if !errors.As(err, &refusal) {
		return err
	}
	as, branded := plainBrand(""), error(nil)
	if request, found := ended(r, store); found {
		as, branded = clientBrand(r.Context(), store, request.ClientID)
	}
	if branded != nil {
		return branded
	}
	var said message
	status := http.StatusGone
	switch {
	case refusal.CurrentStatus == billfold.RequestToLinkCompleted.String():
		said, status = message{"Your account is linked", "You may close this page.", good}, http.StatusOK
	case refusal.CurrentStatus == billfold.RequestToLinkCancelled.String():
		said = message{"Linking was cancelled", "Nothing was linked. You may close this page.", closed}
	case refusal.CurrentStatus == billfold.RequestToLinkExpired.String():
		said = message{"This request has expired", "Ask whoever sent you here for a new link.", expired}
	case refusal.Code == "session_expired":
		said = message{"This session has expired", "Nothing was linked. Go back to where you came from and begin again.", expired}
	case refusal.Code == "session_revoked", refusal.Code == "session_used":
		said = message{"This link is no longer good", "A newer one has taken its place. Go back to where you came from and begin again.", closed}
	default:
		return err
	}
	s.say(w, status, as, said)
	return nil
}

// ended is the request whose session was just ended here, for whoever holds that session's token.
func ended(r *http.Request, store *billfold.Store) (billfold.RequestToLink, bool) {
	id := r.URL.Query().Get("request")
	if id == "" {
		return billfold.RequestToLink{}, false
	}
	request, err := store.RequestsToLink.Get(r.Context(), id)
	token, theirs := r.PathValue("token"), request.LinkTokenID.Reveal()
	return request, err == nil && subtle.ConstantTimeCompare([]byte(token), []byte(theirs)) == 1
}
