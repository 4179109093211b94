package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

func TestRepeatsHappenOnce(t *testing.T) {
	w := newWorld(t)
	keyed := append(w.asPlatform(), "Idempotency-Key", "order-123")
	const body = `{"amount":"500.00","currency":"USD"}`
	first := w.send(t, "POST", "/api/v1/payments", body, keyed...)
	again := w.send(t, "POST", "/api/v1/payments", body, keyed...)
	if first.status != 201 || again.status != 201 || first.text != again.text {
		t.Errorf("%s, then %s", first.text, again.text)
	}
	if first.header.Get("Idempotent-Replayed") != "" || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("replayed: %v, then %v", first.header, again.header)
	}
	w.send(t, "POST", "/api/v1/payments", `{"amount":"500.01","currency":"USD"}`, keyed...).
		expect(t, "another input", 422, "idempotency_mismatch")
	w.send(t, "POST", "/api/v1/payments", body, append(w.asPlatform(), "Idempotency-Key", strings.Repeat("k", 256))...).
		expect(t, "a long key", 422, "idempotency_key")

	// A secret that was shown once is not shown again by a repeat.
	intent := append(w.asOrchestrator(), "Idempotency-Key", "acme")
	shown := w.send(t, "POST", "/v2/orchestrators/client-id-link-intents", `{"clientIdName":"Acme"}`, intent...).json(t)
	hidden := w.send(t, "POST", "/v2/orchestrators/client-id-link-intents", `{"clientIdName":"Acme"}`, intent...).json(t)
	if shown["url"] == nil || hidden["url"] != nil || shown["id"] != hidden["id"] {
		t.Errorf("%v, then %v", shown, hidden)
	}

	// Many at once make one, too.
	var sending sync.WaitGroup
	answers := make([]string, 16)
	for at := range answers {
		sending.Go(func() {
			answers[at] = w.send(t, "POST", "/api/v1/payments", body, append(w.asPlatform(), "Idempotency-Key", "race")...).text
		})
	}
	sending.Wait()
	for _, answer := range answers {
		if answer != answers[0] {
			t.Errorf("%s and %s", answers[0], answer)
		}
	}
	if list := w.send(t, "GET", "/api/v1/payments", "", w.asPlatform()...); list.json(t)["total"] != 2.0 {
		t.Errorf("payments: %s", list.text)
	}
}

func TestStaleVersionsAreRefused(t *testing.T) {
	w := newWorld(t)
	created := w.send(t, "POST", "/link/request-to-link/create", `{"clientUserId":"u"}`, w.asClient()...)
	path := "/link/request-to-link/" + created.json(t)["id"].(string) + "/status"
	seen := append(w.asClient(), "If-Match", created.header.Get("ETag"))
	if moved := w.send(t, "PATCH", path, `{"status":"IN_PROGRESS"}`, seen...); moved.status != 200 || moved.header.Get("ETag") != `"2"` {
		t.Errorf("%d %s", moved.status, moved.text)
	}
	w.send(t, "PATCH", path, `{"status":"PENDING"}`, seen...).
		expect(t, "stale", 412, "version_changed", `"current_version":2`)
	for _, tags := range []string{`W/"2"`, `"1", W/"2"`, `"02"`, `"-2"`, `"+2"`, `"abc"`, `""`, `"99999999999999999999"`} {
		w.send(t, "PATCH", path, `{"status":"PENDING"}`, append(w.asClient(), "If-Match", tags)...).
			expect(t, tags, 412, "version_changed", `"current_version":2`)
	}
	for _, tags := range []string{`2`, `"2`, `"2" "3"`, `"2",x`, strings.Repeat(`"1",`, 16) + `"2"`} {
		w.send(t, "PATCH", path, `{"status":"PENDING"}`, append(w.asClient(), "If-Match", tags)...).
			expect(t, tags, 422, "invalid", `"field":"If-Match"`)
	}
	for at, tags := range []string{`"1" , "2"`, `"3","9",W/"1"`, `*`} {
		status := []string{"PENDING", "IN_PROGRESS"}[at%2]
		moved := w.send(t, "PATCH", path, `{"status":"`+status+`"}`, append(w.asClient(), "If-Match", tags)...)
		if moved.status != 200 {
			t.Errorf("%s: %d %s", tags, moved.status, moved.text)
		}
	}
}

// A repeat is one whichever of several ETags was the record's; another input is none, as ever.
func TestARepeatMayNameSeveralVersions(t *testing.T) {
	w := newWorld(t)
	created := w.send(t, "POST", "/link/request-to-link/create", `{"clientUserId":"u"}`, w.asClient()...)
	path := "/link/request-to-link/" + created.json(t)["id"].(string) + "/status"
	w.send(t, "PATCH", path, `{"status":"IN_PROGRESS"}`, w.asClient()...) // version 2
	guarded := append(w.asClient(), "If-Match", `"1", "2"`, "Idempotency-Key", "k")
	first := w.send(t, "PATCH", path, `{"status":"PENDING"}`, guarded...)
	again := w.send(t, "PATCH", path, `{"status":"PENDING"}`, guarded...)
	if first.status != 200 || again.status != 200 || again.header.Get("Idempotent-Replayed") != "true" ||
		again.header.Get("ETag") != `"3"` {
		t.Errorf("%d %s, then %d %s", first.status, first.text, again.status, again.text)
	}
	w.send(t, "PATCH", path, `{"status":"CANCELLED"}`, guarded...).expect(t, "another input", 422, "idempotency_mismatch")
	w.send(t, "PATCH", path, `{"status":"CANCELLED"}`, append(w.asClient(), "If-Match", `"1", "2"`, "Idempotency-Key", "l")...).
		expect(t, "stale", 412, "version_changed", `"current_version":3`)
}

// Where no record is changed that has a version, If-Match would guard nothing; so it is refused.
func TestIfMatchGuardsOrIsRefused(t *testing.T) {
	w := newWorld(t)
	headers := slices.Concat(w.asPlatform(), w.asClient(), w.asOrchestrator(), []string{"If-Match", `"1"`})
	for _, route := range routes {
		method, path := fill(route.pattern)
		got := w.send(t, method, path, `{"amount":1,"currency":"USD","clientUserId":"u"}`, headers...)
		if refused := strings.Contains(got.text, `"field":"If-Match"`); refused == route.changesOne() {
			t.Errorf("%s: %d %s", route.pattern, got.status, got.text)
		}
	}
	w.send(t, "POST", "/api/v1/payments", `{"amount":1,"currency":"USD"}`, append(w.asPlatform(), "If-Match", "*")...).
		expect(t, "any version of none", 422, "invalid", `"field":"If-Match"`)
	if list := w.send(t, "GET", "/api/v1/payments", "", w.asPlatform()...); list.json(t)["total"] != 0.0 {
		t.Errorf("a payment was made: %s", list.text)
	}
}

// A request that waits for the writer ends when its caller gives up, and has changed nothing.
func TestCallersMayGiveUp(t *testing.T) {
	w := newWorld(t)
	other := must(w.store.Begin(context.Background()))(t)
	ctx, giveUp := context.WithCancel(context.Background())
	before := w.begun()
	go func() {
		defer giveUp()
		eventually(t, "it is not taken", func() bool { return w.begun() > before })
	}()
	request := must(http.NewRequestWithContext(ctx, "POST", w.base+"/api/v1/payments", strings.NewReader(`{"amount":1,"currency":"USD"}`)))(t)
	request.Header.Set("Authorization", "Bearer "+w.apiKey.Reveal())
	request.Close = true
	if _, err := http.DefaultClient.Do(request); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	deadline := time.Now().Add(5 * time.Second)
	for !strings.Contains(w.log.String(), `route="POST /api/v1/payments" status=503`) && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	if !time.Now().Before(deadline) {
		t.Errorf("the call goes on: %s", w.log)
	}
	if err := other.Rollback(); err != nil {
		t.Error(err)
	}
	other.Close()
	if list := w.send(t, "GET", "/api/v1/payments", "", w.asPlatform()...); list.json(t)["total"] != 0.0 {
		t.Errorf("payments: %s", list.text)
	}
}

// On a signal, requests under way are answered, new ones are not taken, and serve returns.
func TestStopsInOrder(t *testing.T) {
	w := newWorld(t)
	other := must(w.store.Begin(context.Background()))(t) // so that what follows is under way for a while
	answers := make(chan reply, 8)
	before := w.begun()
	for range cap(answers) {
		go func() {
			answer, err := w.try("POST", "/api/v1/payments", `{"amount":1,"currency":"USD"}`, w.asPlatform()...)
			if err != nil {
				t.Error(err)
			}
			answers <- answer
		}()
	}
	eventually(t, "they are not taken", func() bool { return w.begun() == before+cap(answers) })
	stopped := make(chan error, 1)
	go func() { stopped <- w.stop() }()
	deadline := time.Now().Add(5 * time.Second)
	for {
		connection, err := net.Dial("tcp", strings.TrimPrefix(w.base, "http://"))
		if err != nil {
			break // nobody listens any more
		}
		connection.Close()
		if time.Now().After(deadline) {
			t.Fatal("it goes on listening")
		}
	}
	select {
	case err := <-stopped:
		t.Fatalf("stopped with requests under way: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	if err := other.Commit(context.Background()); err != nil {
		t.Error(err)
	}
	other.Close()
	for range cap(answers) {
		if answer := <-answers; answer.status != 201 {
			t.Errorf("%d %s", answer.status, answer.text)
		}
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if page := must(w.store.Payments.ListPage(context.Background(), billfold.ListOptions{}))(t); page.Total != int64(cap(answers)) {
		t.Errorf("%d payments", page.Total)
	}
}

func TestWebhooksAreDelivered(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	type hook struct {
		header http.Header
		body   []byte
	}
	hooks := make(chan hook, 16)
	var refusals atomic.Int64
	receiver := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if refusals.Add(1) == 1 {
			http.Redirect(answer, r, "/elsewhere", http.StatusFound) // which is not to be followed
			return
		}
		hooks <- hook{r.Header, body}
	}))
	defer receiver.Close()
	endpoint := must(w.store.WebhookEndpoints.Create(ctx, billfold.NewWebhookEndpoint{
		URL: receiver.URL, EventTypes: []string{"payment.*"},
	}))(t)
	created := w.send(t, "POST", "/api/v1/payments", `{"amount":1,"currency":"USD","customer":{"name":"Ana"}}`, w.asPlatform()...).json(t)
	id := created["id"].(string)
	if paid := w.send(t, "POST", "/payments/"+id+"/collection", "outcome=success", "Content-Type", "application/x-www-form-urlencoded"); paid.status != 303 {
		t.Fatalf("%d %s", paid.status, paid.text)
	}
	told := map[string]bool{}
	for len(told) < 2 {
		select {
		case got := <-hooks:
			if err := billfold.VerifySignature(endpoint.Secret, got.header, got.body, time.Now()); err != nil {
				t.Error(err)
			}
			if !bytes.Contains(got.body, []byte(id)) || bytes.Contains(got.body, []byte("Ana")) {
				t.Errorf("body: %s", got.body)
			}
			for _, kind := range []string{"payment.created", "payment.completed"} {
				if bytes.Contains(got.body, []byte(kind)) {
					told[kind] = true
				}
			}
		case <-time.After(20 * time.Second): // the first one is tried again after five seconds
			t.Fatalf("told only of %v: %s", told, w.log)
		}
	}
	deadline := time.Now().Add(5 * time.Second)
	for time.Now().Before(deadline) {
		if page := must(w.store.Deliveries.ListPage(ctx, billfold.ListOptions{Filter: "status:delivered"}))(t); page.Total == 2 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the deliveries are not reported")
}

// What is being sent when the signal comes is sent and reported, and nobody sends it again.
func TestWebhooksUnderWayAreReported(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	arrived, answer := make(chan struct{}, 1), make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		arrived <- struct{}{}
		<-answer
	}))
	defer receiver.Close()
	must(w.store.WebhookEndpoints.Create(ctx, billfold.NewWebhookEndpoint{URL: receiver.URL, EventTypes: []string{"payment.created"}}))(t)
	w.send(t, "POST", "/api/v1/payments", `{"amount":1,"currency":"USD"}`, w.asPlatform()...)
	<-arrived
	stopped := make(chan error, 1)
	go func() { stopped <- w.stop() }()
	select {
	case err := <-stopped:
		t.Errorf("stopped while it was sending: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	close(answer)
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	page := must(w.store.Deliveries.ListPage(ctx, billfold.ListOptions{}))(t)
	if len(page.Items) != 1 || page.Items[0].Status != billfold.DeliveryDelivered || page.Items[0].Attempts != 1 {
		t.Errorf("%+v", page.Items)
	}
}

// Nothing that opens anything, and nobody's name, is in the log.
func TestTheLogTellsNoSecrets(t *testing.T) {
	w := newWorld(t)
	intent := w.send(t, "POST", "/v2/orchestrators/client-id-link-intents", `{"clientIdName":"Acme"}`, w.asOrchestrator()...).json(t)
	onboarding := strings.TrimPrefix(intent["url"].(string), w.base)
	w.send(t, "GET", onboarding, "")
	w.send(t, "POST", onboarding, "")
	w.send(t, "GET", onboarding, "")
	request := w.send(t, "POST", "/link/request-to-link/create", `{"clientUserId":"u"}`, w.asClient()...).json(t)
	session := w.send(t, "POST", "/link/request-to-link/"+request["id"].(string)+"/proceed", "", w.asClient()...).json(t)
	w.send(t, "GET", "/session/"+session["link_token"].(string), "")
	w.send(t, "GET", "/session/"+session["link_token"].(string)+"x", "")
	w.send(t, "PUT", "/session/"+session["link_token"].(string), "")
	w.send(t, "POST", "/api/v1/payments", `{"amount":1,"currency":"USD","customer":{"name":"Ana Lovelace"}}`, w.asPlatform()...)
	log := w.log.String()
	for what, secret := range map[string]string{
		"orchestrator key": w.orchestrator.Key.Reveal(), "API key": w.apiKey.Reveal(),
		"client secret": w.client.ClientSecret.Reveal(), "intent token": strings.TrimPrefix(onboarding, "/onboarding/"),
		"link token": session["link_token"].(string), "name": "Lovelace",
	} {
		if secret == "" || strings.Contains(log, secret) {
			t.Errorf("the %s is in the log", what)
		}
	}
	if !strings.Contains(log, `route="GET /session/{token}"`) {
		t.Errorf("no lines: %s", log)
	}
}

func TestBootstrapMakesGoodCredentials(t *testing.T) {
	ctx := context.Background()
	store := must(billfold.Open(ctx, filepath.Join(t.TempDir(), "service.db")))(t)
	defer store.Close()
	for round := range 2 { // a second time makes others, if it is told to
		var out bytes.Buffer
		if err := bootstrap(ctx, store, round > 0, &out); err != nil {
			t.Fatal(err)
		}
		given := map[string]string{}
		for line := range strings.Lines(out.String()) {
			name, value, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "export ")), "=")
			given[name] = value
		}
		for _, key := range []string{"ORCHESTRATOR_KEY", "ORCHESTRATE_API_KEY"} {
			must(store.Scoped(ctx, billfold.NewSecret(given[key])))(t).Close()
		}
		must(store.ScopedClient(ctx, given["CLIENT_ID"], billfold.NewSecret(given["CLIENT_SECRET"])))(t).Close()
	}
}
