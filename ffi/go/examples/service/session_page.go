package main

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	billfold "github.com/billfold/billfold/ffi/go"
)

var sessionTemplate = pageTemplate("session.html")

// session is the page of a link session that can be completed.
type session struct {
	Client string
	// Asked is the biller whom the request names; there is then nothing to choose.
	Asked   string
	AskedID string
	Billers []billfold.Biller
	Search  string
	More    int64 // how many others match the search
	// Gone says that the request names a biller who is not offered, or not any more.
	Gone bool
	// Refused is why the form that was just sent came to nothing.
	Refused string
	Good    deadline
}

// Refusals of a form: the choice is shown once more, with the words that refusedWords has for them.
var (
	errNotOffered = invalid("biller", "biller_not_offered", "is not one of those that can be linked now")
	errNotAsked   = invalid("biller", "biller_not_asked", "is another one than the request names")
	errUnchosen   = invalid("biller", "required", "must be chosen")
)

// refusedWords are by what a URL says of a refusal.
var refusedWords = map[string]string{
	"missed":   "That biller cannot be linked now. Please choose another one.",
	"other":    "You were asked to link with another biller: the one that stands here.",
	"unchosen": "Please choose a biller first.",
}

// showSession shows the choice of billers, or says in words what has become of the session.
func (s *service) showSession(w http.ResponseWriter, r *http.Request, store *billfold.Store) error {
	request, err := store.LinkSessions.Find(r.Context(), billfold.NewSecret(r.PathValue("token")))
	if err != nil {
		return noSuchLink(err)
	}
	as, err := clientBrand(r.Context(), store, request.ClientID)
	if err != nil {
		return err
	}
	if request.SessionStatus != billfold.LinkSessionOpen {
		linked, err := billerName(r.Context(), store, request.BillerID)
		if err != nil {
			return err
		}
		status, said := sessionOver(request, linked)
		s.say(w, status, as, said)
		return nil
	}
	query := r.URL.Query()
	shown, err := newSession(r.Context(), store, request, searchable(query.Get("search")))
	if err != nil {
		return err
	}
	now, err := store.Now(r.Context())
	if err != nil {
		return err
	}
	shown.Client, shown.Refused = as.Holder, refusedWords[query.Get("refused")]
	until := request.SessionExpiresAt
	if end := request.ExpiresAt; !end.IsZero() && end.Before(until) {
		until = end
	}
	shown.Good = newDeadline(until, now)
	return s.render(w, http.StatusOK, sessionTemplate, page{
		Title: "Link an account", Brand: as, RefreshIn: shown.Good.refreshIn(), Content: shown,
	})
}

// searchable is what was typed without what nobody types, which no name has either.
func searchable(typed string) string {
	return strings.TrimSpace(strings.Map(func(sign rune) rune {
		if unicode.IsControl(sign) || sign == utf8.RuneError {
			return -1
		}
		return sign
	}, typed))
}

// newSession gathers whom to link with: the biller whom the request names, or if it names none who is
// offered, those to choose from that match the search, in the order of their names.
func newSession(
	ctx context.Context, store *billfold.Store, request billfold.RequestToLink, search string,
) (session, error) {
	shown := session{Search: search}
	asked, err := offered(ctx, store, request.BillerID)
	if err == nil {
		shown.Asked, shown.AskedID = asked.Name, asked.ID
		return shown, nil
	}
	if !errors.Is(err, errNotOffered) {
		return shown, err
	}
	shown.Gone = request.BillerID != ""
	filter := "active:true sort:name"
	if search != "" {
		quoted, err := billfold.QuoteFilter(search)
		if err != nil {
			return shown, err
		}
		filter += " " + quoted
	}
	found, err := store.Billers.ListPage(ctx, billfold.ListOptions{Filter: filter})
	shown.Billers, shown.More = found.Items, found.Total-int64(len(found.Items))
	return shown, err
}

// offered is the biller of this id, if they may be linked: an active one of the catalogue.
func offered(ctx context.Context, store *billfold.Store, id string) (billfold.Biller, error) {
	if id == "" {
		return billfold.Biller{}, errNotOffered
	}
	biller, err := store.Billers.Get(ctx, id)
	if errors.Is(err, billfold.ErrNotFound) || errors.Is(err, billfold.ErrValidation) || err == nil && !biller.Active {
		return billfold.Biller{}, errNotOffered
	}
	return biller, err
}

// billerName is what the biller of this id is called; the id itself of one who is in no catalogue.
func billerName(ctx context.Context, store *billfold.Store, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	biller, err := store.Billers.Get(ctx, id)
	if errors.Is(err, billfold.ErrNotFound) {
		return id, nil
	}
	return biller.Name, err
}

// endSession links the account, or cancels the request. What a service in earnest does between the
// two, letting the user log in with the biller, is nobody's business here.
func (s *service) endSession(w http.ResponseWriter, r *http.Request, store *billfold.Store) error {
	token := billfold.NewSecret(r.PathValue("token"))
	err := store.Transact(r.Context(), func(tx *billfold.Store) error {
		request, err := tx.LinkSessions.Find(r.Context(), token)
		if err != nil {
			return noSuchLink(err)
		}
		if request.SessionStatus != billfold.LinkSessionOpen {
			return nil
		}
		if r.PostForm.Get("action") == "cancel" {
			_, err = tx.RequestsToLink.Cancel(r.Context(), request.ID, "cancelled by the user")
			return err
		}
		return link(r.Context(), tx, token, request, r.PostForm.Get("biller"))
	})
	// What came of it is shown by a GET of its own, so that asking for the page again sends nothing again.
	to := r.URL.EscapedPath()
	switch {
	case errors.Is(err, errUnchosen):
		to += "?refused=unchosen"
	case errors.Is(err, errNotAsked):
		to += "?refused=other"
	case errors.Is(err, errNotOffered): // the biller has gone since the page was shown
		to += "?refused=missed"
	case err != nil && !errors.Is(err, billfold.ErrConflict) && !errors.Is(err, billfold.ErrExpired):
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// link completes the session with the biller whom the request names, and no other; if it names none who
// is offered, with the one whom the user has chosen.
func link(
	ctx context.Context, tx *billfold.Store, token billfold.Secret, request billfold.RequestToLink, chosen string,
) error {
	if chosen == "" {
		return errUnchosen
	}
	if chosen != request.BillerID {
		_, err := offered(ctx, tx, request.BillerID)
		if err == nil {
			return errNotAsked
		}
		if !errors.Is(err, errNotOffered) {
			return err
		}
	}
	biller, err := offered(ctx, tx, chosen)
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
// counts before the session's. linked is the biller's name.
func sessionOver(request billfold.RequestToLink, linked string) (int, message) {
	switch {
	case request.Status == billfold.RequestToLinkCompleted:
		return http.StatusOK, message{"Your account is linked", linked, "You may close this page.", good}
	case request.Status == billfold.RequestToLinkCancelled:
		return http.StatusGone, message{"Linking was cancelled", "", "Nothing was linked. You may close this page.", closed}
	case request.Status == billfold.RequestToLinkExpired:
		return http.StatusGone, message{"This request has expired", "", "Ask whoever sent you here for a new link.", expired}
	case request.SessionStatus == billfold.LinkSessionExpired:
		return http.StatusGone, message{"This session has expired", "", "Nothing was linked. Go back to where you came from and begin again.", expired}
	}
	return http.StatusGone, message{"This link is no longer good", "", "A newer one has taken its place. Go back to where you came from and begin again.", closed}
}
