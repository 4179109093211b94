package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	billfold "github.com/billfold/billfold/ffi/go"
)

// The services' own command lines, as they stand in their documentation, run by the real curl. Only
// base URLs and credentials are put in their place.

// curl runs a command line of testdata/curl, with these texts in place of others.
func (w *world) curl(t *testing.T, name string, instead ...string) reply {
	t.Helper()
	line := string(must(os.ReadFile(filepath.Join("testdata", "curl", name+".sh")))(t))
	return w.shell(t, strings.NewReplacer(append([]string{
		"https://api.request.network", w.base,
		"https://sandbox.api.billerapi.com", w.base,
		"orc_YOUR_ORCHESTRATOR_KEY", w.orchestrator.Key.Reveal(),
		"your_client_id", w.client.ClientID,
		"your_client_secret", w.client.ClientSecret.Reveal(),
	}, instead...)...).Replace(line))
}

func (w *world) shell(t *testing.T, line string) reply {
	t.Helper()
	home := t.TempDir()
	// What is asked of curl beside the line stands in its configuration, so that the line is as it is.
	config := "silent\nshow-error\nnoproxy = *\nwrite-out = \"\\n%{http_code} %{content_type}\"\n"
	if err := os.WriteFile(filepath.Join(home, ".curlrc"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("sh", "-c", line)
	command.Env = append(os.Environ(), "CURL_HOME="+home,
		"ORCHESTRATE_BASE_URL="+w.base, "ORCHESTRATE_API_KEY="+w.apiKey.Reveal())
	command.Stderr = os.Stderr
	output := must(command.Output())(t)
	body, told, _ := strings.Cut(string(output), "\n\n")
	if told == "" { // no body
		told = body
	}
	code, contentType, _ := strings.Cut(strings.TrimSpace(told), " ")
	if contentType != "application/json" {
		t.Errorf("content type %q of %s", contentType, line)
	}
	return reply{status: must(strconv.Atoi(code))(t), text: body}
}

// like holds an answer against an example of the documentation.
func (r reply) like(t *testing.T, status int, example string) {
	t.Helper()
	if r.status != status {
		t.Fatalf("status %d, not %d: %s", r.status, status, r.text)
	}
	text := string(must(os.ReadFile(filepath.Join("testdata", "answers", example+".json")))(t))
	for _, each := range differences("", must(ordered(text))(t), must(ordered(r.text))(t)) {
		t.Errorf("%s: %s\n%s", example, each, r.text)
	}
}

func TestLinkingBySeedLines(t *testing.T) {
	w := newWorld(t)
	linked := w.curl(t, "link")
	if linked.status != 201 || linked.json(t)["already_linked"] != false {
		t.Errorf("link: %d %s", linked.status, linked.text)
	}
	again := w.curl(t, "link")
	if again.status != 200 || again.json(t)["already_linked"] != true {
		t.Errorf("link again: %d %s", again.status, again.text)
	}
	list := w.curl(t, "list-linked")
	list.like(t, 200, "list")
	first := list.json(t)["items"].([]any)[0].(map[string]any)
	if first["client_id"] != "cli_PLATFORM_CLIENT_ID" || first["name"] != "Platform" || first["status"] != "active" {
		t.Errorf("linked: %v", first)
	}

	intent := w.curl(t, "create-intent")
	url, _ := intent.json(t)["url"].(string)
	if intent.status != 201 || !strings.HasPrefix(url, w.base+"/onboarding/") {
		t.Fatalf("intent: %d %s", intent.status, intent.text)
	}
	redeemed := w.send(t, "POST", strings.TrimPrefix(url, w.base), "")
	if redeemed.status != 200 || !strings.Contains(redeemed.text, `>sec_`) {
		t.Errorf("redeemed: %d %s", redeemed.status, redeemed.text)
	}
	if list = w.curl(t, "list-linked"); list.json(t)["total"] != 2.0 {
		t.Errorf("the new client is not linked: %s", list.text)
	}

	if ended := w.curl(t, "unlink"); ended.status != 200 || ended.json(t)["status"] != "revoked" {
		t.Errorf("unlink: %d %s", ended.status, ended.text)
	}
	if again := w.curl(t, "unlink"); again.status != 404 {
		t.Errorf("unlink again: %d %s", again.status, again.text)
	}
	if list = w.curl(t, "list-linked"); list.json(t)["total"] != 1.0 {
		t.Errorf("still linked: %s", list.text)
	}
}

func TestPaymentsBySeedLines(t *testing.T) {
	w := newWorld(t)
	// The documentation's own line lacks a comma, after line 14 of its body.
	broken := w.curl(t, "create-payment")
	message, _ := broken.json(t)["message"].(string)
	if broken.status != 400 || !strings.Contains(message, "line 15 column 7") {
		t.Errorf("broken: %d %s", broken.status, broken.text)
	}

	created := w.curl(t, "create-payment", `"prod-456"`, `"prod-456",`)
	created.like(t, 201, "payment")
	payment := created.json(t)
	if payment["amount"] != "100.0" || payment["mcc"] != 6012.0 || payment["status"] != "pending" ||
		payment["payment_link"] != w.base+"/payments/"+payment["id"].(string)+"/collection" {
		t.Errorf("created: %s", created.text)
	}
	// Metadata is kept as it came, in its order.
	if want := `"metadata":{"order_id":"order-123","product_id":"prod-456","other":"metadata"}`; !strings.Contains(created.text, want) {
		t.Errorf("no %s in %s", want, created.text)
	}

	// The example object: the same fields with the same values give the same bytes.
	must(w.store.Payments.Create(context.Background(), billfold.NewPayment{
		ID: "cbbbc264-1248-49aa-ae2d-1aa05cf79bc8", ClientID: "cli_PLATFORM_CLIENT_ID",
		Amount: billfold.Amount{Minor: 50000, Currency: "USD"}, Description: "Payment for services",
		CustomerName: "Foobar", CustomerEmail: "foobar@example.com",
		Metadata:   json.RawMessage(`{"order_id": 212121212}`),
		SuccessURL: "https://example.com/orders/order-123/payment-success",
		CancelURL:  "https://example.com/orders/order-123/payment-cancel",
	}))(t)
	got := w.curl(t, "get-payment")
	got.like(t, 200, "payment")
	if !strings.Contains(got.text, `"metadata":{"order_id":212121212},"currency":"USD","amount":"500.0"`) {
		t.Errorf("got: %s", got.text)
	}
	must(w.store.Payments.Complete(context.Background(), "cbbbc264-1248-49aa-ae2d-1aa05cf79bc8", nil))(t)
	if got = w.curl(t, "get-payment"); got.json(t)["status"] != "completed" {
		t.Errorf("not completed: %s", got.text)
	}

	list := w.send(t, "GET", "/api/v1/payments?status=completed", "", w.asPlatform()...)
	list.like(t, 200, "list")
	if list.json(t)["total"] != 1.0 {
		t.Errorf("list: %s", list.text)
	}
}

func TestRequestsToLinkBySeedLines(t *testing.T) {
	w := newWorld(t)
	created := w.curl(t, "create-request")
	created.like(t, 201, "request-created")
	created.like(t, 201, "request")
	must(w.store.RequestsToLink.Create(context.Background(), billfold.NewRequestToLink{
		ID: "rtl_abc123", ClientID: "client_xyz", ClientUserID: "user_456", BillerID: "test_electric_company",
		Metadata: json.RawMessage(`{"source": "onboarding"}`),
	}))(t)
	got := w.curl(t, "get-request")
	got.like(t, 200, "request")
	list := w.curl(t, "list-requests")
	list.like(t, 200, "list")
	ids := []any{}
	for _, each := range list.json(t)["items"].([]any) {
		ids = append(ids, each.(map[string]any)["id"])
	}
	if !slices.Equal(ids, []any{"rtl_abc123", created.json(t)["id"]}) { // newest first
		t.Errorf("list: %v", ids)
	}

	moved := w.curl(t, "set-status")
	if now := moved.json(t); moved.status != 200 || now["status"] != "IN_PROGRESS" ||
		now["biller_id"] != "test_electric_company" || now["link_token_id"] != "lt_token123" || now["session_url"] != nil {
		t.Errorf("status: %d %s", moved.status, moved.text)
	}
	session := w.curl(t, "proceed")
	session.like(t, 200, "session")
	if now := w.curl(t, "get-request").json(t); now["session_url"] != session.json(t)["session_url"] ||
		now["link_token_id"] != session.json(t)["link_token"] {
		t.Errorf("the request does not tell of its session: %v", now)
	}
	cancelled := w.curl(t, "cancel")
	if now := cancelled.json(t); cancelled.status != 200 || now["status"] != "CANCELLED" ||
		now["cancel_reason"] != "User changed their mind" {
		t.Errorf("cancel: %d %s", cancelled.status, cancelled.text)
	}
	if again := w.curl(t, "cancel"); again.status != 200 || again.text != cancelled.text {
		t.Errorf("cancel again: %d %s", again.status, again.text)
	}
	path := "/link/request-to-link/" + cancelled.json(t)["id"].(string) + "/cancel"
	other := w.send(t, "POST", path, `{"reason":"for another reason"}`, w.asClient()...)
	if now := other.json(t); other.status != 409 || now["code"] != "invalid_transition" || now["current_status"] != "CANCELLED" {
		t.Errorf("cancel for another reason: %d %s", other.status, other.text)
	}
	if after := w.curl(t, "proceed"); after.status != 409 {
		t.Errorf("proceed after cancel: %d %s", after.status, after.text)
	}
}
