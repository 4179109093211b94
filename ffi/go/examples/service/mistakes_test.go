package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

// A form is taken from the page's own site, also of browsers that tell no more than an origin.
func TestFormsComeFromTheirOwnSite(t *testing.T) {
	w := newWorld(t)
	id := w.send(t, "POST", "/api/v1/payments", `{"amount":1,"currency":"USD"}`, w.asPlatform()...).json(t)["id"].(string)
	path := "/payments/" + id + "/collection"
	if policy := w.send(t, "GET", path, "").header.Get("Referrer-Policy"); policy != "same-origin" {
		t.Errorf("the form would come from nowhere: %s", policy)
	}
	send := func(origin string) int {
		return w.send(t, "POST", path, "outcome=success", "Content-Type", "application/x-www-form-urlencoded", "Origin", origin).status
	}
	for _, origin := range []string{"null", "http://elsewhere.example", w.base + "0"} {
		if status := send(origin); status != 403 {
			t.Errorf("%s: %d", origin, status)
		}
	}
	if status := send(w.base); status != 303 {
		t.Errorf("its own: %d", status)
	}
}

// A form stays with this service, unless what it leads to is a shop, which may lead on to anywhere.
func TestPoliciesOfForms(t *testing.T) {
	if made := policy(page{}); !strings.Contains(made, "; form-action 'self';") {
		t.Error(made)
	}
	if made := policy(page{LeadsAway: true}); strings.Contains(made, "form-action") {
		t.Error(made)
	}
	made := policy(page{Brand: brand{LogoURL: "https://cdn.example/a;b.svg"}})
	if !strings.Contains(made, "img-src 'self' https://cdn.example;") {
		t.Error(made)
	}
}

// A mistake in here is answered, and logged as what it is.
func TestPanicsAreAnsweredAndLogged(t *testing.T) {
	log := &record{}
	s := newService(nil, slog.New(slog.NewTextHandler(log, nil)))
	answer := httptest.NewRecorder()
	s.logged(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("mine") })).
		ServeHTTP(answer, httptest.NewRequest("GET", "/", nil))
	if answer.Code != 500 || !strings.Contains(answer.Body.String(), `"code":"internal"`) || strings.Contains(answer.Body.String(), "mine") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	if !strings.Contains(log.String(), "status=500") || !strings.Contains(log.String(), "mistake=mine") {
		t.Error(log)
	}
}

// Links that were handed out go on leading where they led, unless somebody says otherwise.
func TestTheFilesBaseIsKept(t *testing.T) {
	ctx := context.Background()
	store := must(billfold.Open(ctx, filepath.Join(t.TempDir(), "service.db")))(t)
	defer store.Close()
	log := &record{}
	for _, each := range []struct{ given, here, base, warned string }{
		{"", "http://localhost:1", "http://localhost:1", ""},
		{"https://shop.example", "http://localhost:1", "https://shop.example", ""},
		{"", "http://localhost:2", "https://shop.example", "-base-url"},
	} {
		base, err := leadHere(ctx, store, each.given, each.here, slog.New(slog.NewTextHandler(log, nil)))
		kept := must(store.Settings.Get(ctx))(t)
		if err != nil || base != each.base || kept.SessionBaseURL != each.base || !strings.Contains(log.String(), each.warned) ||
			(log.String() == "") != (each.warned == "") {
			t.Errorf("%v: %s, %v, %s", each, base, err, log)
		}
	}
	if _, err := leadHere(ctx, store, "here", "", slog.New(slog.DiscardHandler)); err == nil || !strings.HasPrefix(err.Error(), `-base-url "here": `) ||
		strings.Contains(err.Error(), "_base_url") || strings.Contains(err.Error(), ";") {
		t.Errorf("a base that is none: %v", err)
	}
	for address, dialled := range map[string]string{
		"[::]:8080": "localhost:8080", "0.0.0.0:80": "localhost:80", "127.0.0.1:80": "127.0.0.1:80", "[::1]:80": "[::1]:80",
	} {
		if dialable(address) != dialled {
			t.Errorf("%s: %s", address, dialable(address))
		}
	}
}

// Whoever waits for another redemption may give up; what was under way goes on and is remembered.
func TestARedemptionIsNotWaitedForForEver(t *testing.T) {
	made := newRedemptions()
	begun, end, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := made.do(context.Background(), "a", func() (billfold.Redemption, error) {
			close(begun)
			<-end
			return billfold.Redemption{ClientID: "cli_a"}, nil
		})
		ended <- err
	}()
	<-begun
	never := func() (billfold.Redemption, error) { panic("it is not its turn") }
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := made.do(ctx, "a", never); !errors.Is(err, billfold.ErrInterrupted) {
		t.Errorf("%v", err)
	}
	close(end)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if again, err := made.do(context.Background(), "a", never); err != nil || again.ClientID != "cli_a" {
		t.Errorf("%v %v", again.ClientID, err)
	}
}

// A webhook that is delivered is no news; one that nobody can be reached for is, without its URL.
func TestTheLogTellsOfWebhooksThatFail(t *testing.T) {
	ctx := context.Background()
	store := must(billfold.Open(ctx, "", billfold.InMemory()))(t)
	defer store.Close()
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	must(store.WebhookEndpoints.Create(ctx, billfold.NewWebhookEndpoint{
		URL: receiver.URL + "/hook?token=hush", EventTypes: []string{"payment.created"},
	}))(t)
	for _, failing := range []bool{false, true} {
		if failing {
			receiver.Close()
		}
		log := &record{}
		must(store.Payments.Create(ctx, billfold.NewPayment{Amount: billfold.Amount{Minor: 1, Currency: "USD"}}))(t)
		if sent, err := deliver(ctx, store, receiver.Client(), slog.New(slog.NewTextHandler(log, nil))); err != nil || sent != 1 {
			t.Errorf("%d %v", sent, err)
		}
		if told := log.String(); strings.Contains(told, "refused") != failing || (told != "") != failing || strings.Contains(told, "hush") {
			t.Errorf("failing %v: %s", failing, told)
		}
	}
}

// A receiver that answers no HTTP has still failed, and is left alone for a while.
func TestStrangeAnswersAreFailures(t *testing.T) {
	ctx := context.Background()
	store := must(billfold.Open(ctx, filepath.Join(t.TempDir(), "service.db")))(t)
	defer store.Close()
	for _, strange := range []string{
		"HTTP/1.1 503 x\r\nRetry-After: \xff\xfe\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 042 x\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 000 x\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 x\r\n\xff\xfe\r\n\r\n", "\xff\x00\r\n\r\n",
	} {
		receiver := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
			connection, _, err := http.NewResponseController(answer).Hijack()
			if err == nil {
				connection.Write([]byte(strange))
				connection.Close()
			}
		}))
		endpoint := must(store.WebhookEndpoints.Create(ctx, billfold.NewWebhookEndpoint{
			URL: receiver.URL + "/hook?token=hush", EventTypes: []string{"payment.created"},
		}))(t)
		must(store.Payments.Create(ctx, billfold.NewPayment{Amount: billfold.Amount{Minor: 1, Currency: "USD"}}))(t)
		log := &record{}
		sent, err := deliver(ctx, store, receiver.Client(), slog.New(slog.NewTextHandler(log, nil)))
		found := must(store.Deliveries.ListPage(ctx, billfold.ListOptions{}))(t).Items[0]
		if err != nil || sent != 1 || strings.Count(log.String(), "\n") != 1 || found.Status != billfold.DeliveryPending ||
			!found.NextAttemptAt.After(time.Now()) {
			t.Errorf("%q: %d %v %s %+v", strange, sent, err, log, found)
		}
		for _, told := range []string{
			"level=WARN", "delivery=" + found.ID, "endpoint=" + endpoint.ID, "attempt=1",
		} {
			if !strings.Contains(log.String(), told) {
				t.Errorf("%q: no %s in %s", strange, told, log)
			}
		}
		if !strings.Contains(log.String(), "error=") && !strings.Contains(log.String(), "status=503") {
			t.Errorf("%q: the log does not say what failed: %s", strange, log)
		}
		for _, secret := range []string{"hush", receiver.URL, "payment.created"} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("%q: %s is in the log: %s", strange, secret, log)
			}
		}
		must(store.WebhookEndpoints.Update(ctx, endpoint.ID, billfold.WebhookEndpointChanges{EventTypes: billfold.Set([]string{"biller.updated"})}))(t)
		receiver.Close()
	}
}
