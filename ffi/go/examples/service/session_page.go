package main

import (
	"context"
	"errors"
	"net/http"
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

// showSession shows the choice of billers, or says in words what has become of the session.
func (s *service) showSession(w http.ResponseWriter, r *http.Request, store *billfold.Store) error {
	request, err := store.LinkSessions.Find(r.Context(), billfold.NewSecret(r.PathValue("token")))
	if err != nil {
		return err
	}
	as, err := clientBrand(r.Context(), store, request.ClientID)
	if err != nil {
		return err
	}
	if request.SessionStatus != billfold.LinkSessionOpen {
		status, said := sessionOver(request)
		s.say(w, status, as, said)
		return nil
	}
	shown, err := newSession(r.Context(), store, request, strings.TrimSpace(r.URL.Query().Get("search")))
	if err != nil {
		return err
	}
	shown.Client = as.Holder
	return s.render(w, http.StatusOK, sessionTemplate, page{Title: "Link an account", Brand: as, Content: shown})
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
	err := store.Transact(r.Context(), func(tx *billfold.Store) error {
		request, err := tx.LinkSessions.Find(r.Context(), token)
		if err != nil || request.SessionStatus != billfold.LinkSessionOpen {
			return err
		}
		if r.PostForm.Get("action") == "cancel" {
			_, err = tx.RequestsToLink.Cancel(r.Context(), request.ID, "cancelled by the user")
			return err
		}
		return link(r.Context(), tx, token, request, r.PostForm.Get("biller"))
	})
	switch {
	case err == nil, errors.Is(err, errNotOffered), errors.Is(err, billfold.ErrConflict),
		errors.Is(err, billfold.ErrExpired):
		// What came of it is shown by a GET of its own, so that asking for the page again sends
		// nothing again; or the choice once more, if the biller has gone since the page was shown.
		http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
		return nil
	}
	return err
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

// sessionOver says in words what has become of a session, and how to answer: the request's own end
// counts before the session's.
func sessionOver(request billfold.RequestToLink) (int, message) {
	switch {
	case request.Status == billfold.RequestToLinkCompleted:
		return http.StatusOK, message{"Your account is linked", "You may close this page.", good}
	case request.Status == billfold.RequestToLinkCancelled:
		return http.StatusGone, message{"Linking was cancelled", "Nothing was linked. You may close this page.", closed}
	case request.Status == billfold.RequestToLinkExpired:
		return http.StatusGone, message{"This request has expired", "Ask whoever sent you here for a new link.", expired}
	case request.SessionStatus == billfold.LinkSessionExpired:
		return http.StatusGone, message{"This session has expired", "Nothing was linked. Go back to where you came from and begin again.", expired}
	}
	return http.StatusGone, message{"This link is no longer good", "A newer one has taken its place. Go back to where you came from and begin again.", closed}
}
