package main

import (
	"context"
	"net/url"
	"strings"
	"testing"

	billfold "github.com/billfold/billfold/ffi/go"
)

// form sends a page's form.
func (w *world) form(t *testing.T, path string, fields url.Values) reply {
	t.Helper()
	return w.send(t, "POST", path, fields.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

// says checks a page's status, and that each of these texts stands on it.
func (r reply) says(t *testing.T, status int, texts ...string) {
	t.Helper()
	if r.status != status {
		t.Errorf("%d, not %d: %s", r.status, status, r.text)
	}
	for _, text := range texts {
		if !strings.Contains(r.text, text) {
			t.Errorf("%q is not in %s", text, r.text)
		}
	}
}

// An invitation's page is its orchestrator's, whatever has become of the invitation; and to look at
// it changes nothing.
func TestInvitationsKeepTheirBrand(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	must(w.store.Brandings.Put(ctx, w.orchestrator.ID, "", billfold.NewBranding{DisplayName: "Acme Pay"}))(t)
	intent := func() (id, path string) {
		made := must(w.store.LinkIntents.Create(ctx, billfold.NewLinkIntent{
			ClientIDName: "Corner Shop", OrchestratorID: w.orchestrator.ID,
		}))(t)
		return made.ID, strings.TrimPrefix(made.URL.Reveal(), w.base)
	}
	before := must(w.store.Events.LogHead(ctx))(t)
	id, path := intent()
	w.send(t, "GET", path, "").says(t, 200, "Acme Pay", "Corner Shop", "Accept")
	if left := must(w.store.LinkIntents.Get(ctx, id))(t); left.Status != billfold.LinkIntentOpen {
		t.Errorf("a look has left it %v", left.Status)
	}
	if after := must(w.store.Events.LogHead(ctx))(t); after.Count != before.Count+1 {
		t.Errorf("%d events, not the one of its creation", after.Count-before.Count)
	}
	w.form(t, path, nil).says(t, 200, "Acme Pay", "Your client ID is ready")
	w.send(t, "GET", path, "").says(t, 410, "Acme Pay", "This invitation has been used")
	w.form(t, path, nil).says(t, 410, "Acme Pay", "This invitation has been used")

	id, path = intent()
	must(w.store.LinkIntents.Revoke(ctx, id))(t)
	w.send(t, "GET", path, "").says(t, 410, "Acme Pay", "This invitation was withdrawn")
	w.form(t, path, nil).says(t, 410, "Acme Pay", "This invitation was withdrawn")
	w.send(t, "GET", path+"x", "").says(t, 404, "There is nothing here")
}

// A session's page is its client's, and says what has become of it to whoever has the link alone.
func TestSessionsSayWhatHasBecomeOfThem(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	must(w.store.Billers.Put(ctx, billfold.NewBiller{ID: "water", Name: "Test Water Works"}))(t)
	session := func() (id, path string) {
		request := must(w.store.RequestsToLink.Create(ctx, billfold.NewRequestToLink{
			ClientID: w.client.ClientID, ClientUserID: "user",
		}))(t)
		proceeding := must(w.store.RequestsToLink.Proceed(ctx, request.ID))(t)
		return request.ID, strings.TrimPrefix(proceeding.SessionURL.Reveal(), w.base)
	}
	end := func(path string, fields url.Values) {
		t.Helper()
		if got := w.form(t, path, fields); got.status != 303 || got.header.Get("Location") != path {
			t.Errorf("%d to %q", got.status, got.header.Get("Location"))
		}
	}
	linking := url.Values{"biller": {"water"}}

	id, path := session()
	w.send(t, "GET", path, "").says(t, 200, "Biller App", "Test Water Works")
	end(path, url.Values{"biller": {"nobody"}}) // back to the choice
	w.send(t, "GET", path, "").says(t, 200, "Test Water Works")
	end(path, linking)
	w.send(t, "GET", path, "").says(t, 200, "Biller App", "Your account is linked")
	end(path, url.Values{"action": {"cancel"}}) // too late
	done := must(w.store.RequestsToLink.Get(ctx, id))(t)
	if done.Status != billfold.RequestToLinkCompleted || done.BillerID != "water" {
		t.Errorf("%v with %q", done.Status, done.BillerID)
	}

	id, path = session()
	end(path, url.Values{"action": {"cancel"}})
	w.send(t, "GET", path, "").says(t, 410, "Biller App", "Linking was cancelled")
	if gone := must(w.store.RequestsToLink.Get(ctx, id))(t); gone.Status != billfold.RequestToLinkCancelled {
		t.Errorf("%v", gone.Status)
	}

	id, path = session()
	newer := must(w.store.RequestsToLink.Proceed(ctx, id))(t)
	w.send(t, "GET", path, "").says(t, 410, "Biller App", "This link is no longer good")
	end(path, linking) // nothing comes of that
	w.send(t, "GET", strings.TrimPrefix(newer.SessionURL.Reveal(), w.base), "").says(t, 200, "Test Water Works")
	w.send(t, "GET", path+"x", "").says(t, 404, "There is nothing here")
}
