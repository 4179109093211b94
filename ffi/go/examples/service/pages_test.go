package main

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

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
	back := w.form(t, path, url.Values{"biller": {"nobody"}}) // to the choice
	if back.status != 303 || back.header.Get("Location") != path+"?refused=missed" {
		t.Errorf("%d to %q", back.status, back.header.Get("Location"))
	}
	w.send(t, "GET", path+"?refused=missed", "").says(t, 200, "Test Water Works", "That biller cannot be linked now")
	end(path, linking)
	w.send(t, "GET", path, "").says(t, 200, "Biller App", "Your account is linked", "<bdi>Test Water Works</bdi>")
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

// A request that names a biller is for that one: the page names them and offers no other, and a form that
// names another one is refused. One who is not offered cannot be linked, and leaves the choice.
func TestTheBillerOfTheRequestIsTheOneToLink(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	for id, name := range map[string]string{"water": "Test Water Works", "electric": "Test Electric Company"} {
		must(w.store.Billers.Put(ctx, billfold.NewBiller{ID: id, Name: name}))(t)
	}
	must(w.store.Billers.Put(ctx, billfold.NewBiller{ID: "closed", Name: "Closed Down", Active: new(false)}))(t)
	session := func(biller string) (id, path string) {
		request := must(w.store.RequestsToLink.Create(ctx, billfold.NewRequestToLink{
			ClientID: w.client.ClientID, ClientUserID: "user", BillerID: biller,
		}))(t)
		proceeding := must(w.store.RequestsToLink.Proceed(ctx, request.ID))(t)
		return request.ID, strings.TrimPrefix(proceeding.SessionURL.Reveal(), w.base)
	}
	send := func(path, biller, refused string) {
		t.Helper()
		got := w.form(t, path, url.Values{"biller": {biller}, "action": {"link"}})
		if refused != "" {
			refused = "?refused=" + refused
		}
		if got.status != 303 || got.header.Get("Location") != path+refused {
			t.Errorf("%q: %d to %q", biller, got.status, got.header.Get("Location"))
		}
	}
	id, path := session("electric")
	shown := w.send(t, "GET", path, "")
	shown.says(t, 200, "<bdi>Test Electric Company</bdi>", "Link this account", "Good for another")
	for _, other := range []string{"Test Water Works", "radio", "Find a biller", "Choose"} {
		if strings.Contains(shown.text, other) {
			t.Errorf("it says %q: %s", other, shown.text)
		}
	}
	send(path, "water", "other")
	send(path, "nobody", "other")
	send(path, "", "unchosen")
	w.send(t, "GET", path+"?refused=other", "").says(t, 200, "You were asked to link with another biller")
	if still := must(w.store.RequestsToLink.Get(ctx, id))(t); still.Status != billfold.RequestToLinkInProgress || still.BillerID != "electric" {
		t.Errorf("%v with %q", still.Status, still.BillerID)
	}
	send(path, "electric", "")
	w.send(t, "GET", path, "").says(t, 200, "Your account is linked", "<bdi>Test Electric Company</bdi>")

	for _, gone := range []string{"closed", "nobody_knows"} {
		id, path = session(gone)
		shown = w.send(t, "GET", path, "")
		shown.says(t, 200, "is not offered here", "Test Water Works", "Test Electric Company")
		if strings.Contains(shown.text, gone) || strings.Contains(shown.text, "Closed Down") {
			t.Errorf("%s: %s", gone, shown.text)
		}
		send(path, gone, "missed")
		send(path, "", "unchosen")
		w.send(t, "GET", path+"?refused=unchosen", "").says(t, 200, "Please choose a biller first.")
		send(path, "water", "")
		if done := must(w.store.RequestsToLink.Get(ctx, id))(t); done.Status != billfold.RequestToLinkCompleted || done.BillerID != "water" {
			t.Errorf("%v with %q", done.Status, done.BillerID)
		}
	}
	_, path = session("")
	w.send(t, "GET", path+"?search=zzz", "").says(t, 200, "No biller matches", `<a href="?">Show all billers</a>`)
	w.send(t, "GET", path+"?search=wa%00ter%ff", "").says(t, 200, "Test Water Works", `value="water"`)
	w.send(t, "GET", path, "").says(t, 200, "Good for another", " UTC</time>")
}

// What becomes of a payment is said in words that are true of it.
func TestPaymentsSayWhatHasBecomeOfThem(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	must(w.store.ClientLinks.Create(ctx, w.orchestrator.ID, w.client.ClientID))(t)
	must(w.store.Fees.Create(ctx, billfold.NewFee{OrchestratorID: w.orchestrator.ID, FeeBearer: billfold.FeeBearerPayer, BPS: 100}))(t)
	payment := func(input billfold.NewPayment) (billfold.Payment, string) {
		input.Amount = billfold.Amount{Minor: 10000, Currency: "USD"}
		made := must(w.store.Payments.Create(ctx, input))(t)
		return made, strings.TrimPrefix(made.PaymentLink, w.base)
	}
	lacks := func(shown reply, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if strings.Contains(shown.text, text) {
				t.Errorf("%q is in %s", text, shown.text)
			}
		}
	}
	made, path := payment(billfold.NewPayment{ClientID: w.client.ClientID})
	w.send(t, "GET", path, "").says(t, 200, "You pay<", "Good for another")
	must(w.store.Payments.Complete(ctx, made.ID, nil))(t)
	shown := w.send(t, "GET", path, "")
	shown.says(t, 200, "You paid<", "Paid to <bdi>Biller App</bdi>")
	lacks(shown, "You pay<")

	made, path = payment(billfold.NewPayment{ClientID: w.client.ClientID})
	must(w.store.Payments.Expire(ctx, made.ID))(t)
	shown = w.send(t, "GET", path, "")
	shown.says(t, 200, "This payment was withdrawn", "It was withdrawn on <time")
	lacks(shown, "good until", "expired")
	made, path = payment(billfold.NewPayment{ClientID: w.client.ClientID, ExpiresIn: time.Second})
	time.Sleep(time.Until(made.ExpiresAt.Add(100 * time.Millisecond)))
	for range 2 { // before anything has swept, and after
		shown = w.send(t, "GET", path, "")
		shown.says(t, 200, "This payment has expired", "It was good until <time")
		lacks(shown, "withdrawn")
		must(w.store.Sweep(ctx, false))(t)
	}

	for _, reason := range []string{"no such account", ""} {
		made, path = payment(billfold.NewPayment{})
		must(w.store.Payments.Fail(ctx, made.ID, "declined", reason))(t)
		shown = w.send(t, "GET", path, "")
		shown.says(t, 200, "This payment failed")
		lacks(shown, "was not completed", "<bdi></bdi>")
		if reason != "" {
			shown.says(t, 200, "<p><bdi>no such account</bdi></p>")
		}
	}

	// A payment of the store's own is nobody's in particular, and says so.
	made, path = payment(billfold.NewPayment{})
	w.send(t, "GET", path, "").says(t, 200, "It is paid to whoever sent you this link")
	must(w.store.Payments.Complete(ctx, made.ID, nil))(t)
	w.send(t, "GET", path, "").says(t, 200, "Paid to whoever sent you this link on")
}

// Whatever the outcome, the shop is who says it; without one the page does.
func TestBothOutcomesLeadToTheSuccessURL(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	for _, outcome := range []string{"success", "failure"} {
		for _, shop := range []string{"https://shop.example/done", ""} {
			made := must(w.store.Payments.Create(ctx, billfold.NewPayment{
				Amount: billfold.Amount{Minor: 1, Currency: "USD"}, SuccessURL: shop, CancelURL: "https://shop.example/cancel",
			}))(t)
			path := strings.TrimPrefix(made.PaymentLink, w.base)
			got := w.form(t, path, url.Values{"outcome": {outcome}})
			if got.status != 303 || got.header.Get("Location") != first(shop, path) {
				t.Errorf("%s: %d to %q", outcome, got.status, got.header.Get("Location"))
			}
			shown := w.send(t, "GET", path, "")
			if outcome == "failure" && !strings.Contains(shown.text, `href="`+first(shop, "https://shop.example/cancel")+`"`) {
				t.Errorf("it leads elsewhere: %s", shown.text)
			}
		}
	}
}

// What no page sends is refused in words, and a link that cannot be one leads nowhere.
func TestWhatNoPageSends(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	made := must(w.store.Payments.Create(ctx, billfold.NewPayment{Amount: billfold.Amount{Minor: 1, Currency: "USD"}}))(t)
	path := strings.TrimPrefix(made.PaymentLink, w.base)
	w.form(t, path, url.Values{"outcome": {strings.Repeat("x", largestBody)}}).says(t, 413, "more than can be sent")
	shown := w.form(t, path, url.Values{"outcome": {"x"}})
	shown.says(t, 422, "Please go back and try again")
	if strings.Contains(shown.text, "outcome") {
		t.Error(shown.text)
	}
	for _, link := range []string{
		"/session/%00", "/session/%ff", "/onboarding/%00", "/onboarding/%ff", "/payments/%00/collection", "/payments/%ff/collection",
	} {
		w.send(t, "GET", link, "").says(t, 404, "There is nothing here")
		w.form(t, link, url.Values{"outcome": {"success"}, "biller": {"water"}, "once": {"x"}}).says(t, 404, "There is nothing here")
	}
	// Where nothing is, a person reads a page, and a program JSON.
	for _, path := range []string{"/", "/nothing"} {
		shown := w.send(t, "GET", path, "", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
		shown.says(t, 404, "<h1>There is nothing here</h1>")
		if got := shown.header.Get("Content-Type"); !strings.HasPrefix(got, "text/html") || shown.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, shown.header)
		}
		w.send(t, "GET", path, "", "Accept", "*/*").expect(t, path, 404, "no_such_route")
	}
}

// A token that is the whole URL leads to its session, and back to where it was.
func TestAURLIsATokenToo(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	request := must(w.store.RequestsToLink.Create(ctx, billfold.NewRequestToLink{ClientID: w.client.ClientID, ClientUserID: "u"}))(t)
	proceeding := must(w.store.RequestsToLink.Proceed(ctx, request.ID))(t)
	path := "/session/" + url.PathEscape(proceeding.SessionURL.Reveal())
	w.send(t, "GET", path, "").says(t, 200, "Link an account")
	got := w.form(t, path, url.Values{"action": {"cancel"}})
	if got.status != 303 || got.header.Get("Location") != path {
		t.Fatalf("%d to %q", got.status, got.header.Get("Location"))
	}
	w.send(t, "GET", got.header.Get("Location"), "").says(t, 410, "Linking was cancelled")
}
