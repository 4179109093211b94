package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	billfold "github.com/billfold/billfold/ffi/go"
)

// expect holds a reply against a status, the error's code, and what else must stand in it.
func (r reply) expect(t *testing.T, about string, status int, code string, more ...string) {
	t.Helper()
	told := r.json(t)
	if r.status != status || told["code"] != code {
		t.Errorf("%s: %d %s, not %d %s", about, r.status, r.text, status, code)
	}
	for _, text := range more {
		if !strings.Contains(r.text, text) {
			t.Errorf("%s: no %s in %s", about, text, r.text)
		}
	}
	for _, name := range []string{"kind", "code", "message", "retryable"} {
		if _, there := told[name]; !there {
			t.Errorf("%s: an error without %s: %s", about, name, r.text)
		}
	}
}

// fill gives a route's pattern ids that lead nowhere.
func fill(pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	return method, strings.NewReplacer("{clientId}", "cli_x", "{id}", "0198f2a0-0000-7000-8000-000000000000").Replace(path)
}

func TestEveryRouteAsksForItsCredential(t *testing.T) {
	w := newWorld(t)
	wrong := map[string][]string{
		"none":                    nil,
		"a wrong key":             {"x-orchestrator-key", "orc_" + strings.Repeat("A", 43), "Authorization", "Bearer key_" + strings.Repeat("A", 43), "X-Client-ID", "client_xyz", "X-Client-Secret", "sec_" + strings.Repeat("A", 43)},
		"another scheme":          {"Authorization", "Basic " + w.apiKey.Reveal()},
		"no id beside the secret": {"X-Client-Secret", w.client.ClientSecret.Reveal()},
		"bytes that are no text":  {"x-orchestrator-key", "orc_\xff", "Authorization", "Bearer key_\xff", "X-Client-ID", "client_xyz", "X-Client-Secret", "sec_\xff"},
		"an id that is no text":   {"X-Client-ID", "\xff", "X-Client-Secret", "sec_" + strings.Repeat("A", 43)},
		"an id that cannot be":    {"X-Client-ID", "a b", "X-Client-Secret", w.client.ClientSecret.Reveal()},
		"another client's secret": {"X-Client-ID", "cli_PLATFORM_CLIENT_ID", "X-Client-Secret", w.client.ClientSecret.Reveal()},
	}
	for _, route := range routes {
		method, path := fill(route.pattern)
		for what, headers := range wrong {
			got := w.send(t, method, path, "{}", headers...)
			got.expect(t, route.pattern+" with "+what, 401, "credential_refused")
			if got.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: no challenge", route.pattern)
			}
		}
	}
	// What has been taken back is worth nothing any more.
	page := must(w.store.APIKeys.ListPage(context.Background(), "cli_PLATFORM_CLIENT_ID", billfold.ListOptions{}))(t)
	must(w.store.APIKeys.Revoke(context.Background(), page.Items[0].ID))(t)
	w.send(t, "GET", "/api/v1/payments", "", w.asPlatform()...).expect(t, "revoked", 401, "credential_refused")
}

func TestOthersRecordsAreNotThere(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	other := must(w.store.Clients.Create(ctx, billfold.NewClient{Name: "Other"}))(t)
	request := must(w.store.RequestsToLink.Create(ctx, billfold.NewRequestToLink{ClientID: other.ClientID, ClientUserID: "u"}))(t)
	payment := must(w.store.Payments.Create(ctx, billfold.NewPayment{
		ClientID: other.ClientID, Amount: billfold.Amount{Minor: 1, Currency: "USD"},
	}))(t)
	rival := must(w.store.Orchestrators.Create(ctx, billfold.NewOrchestrator{Name: "Rival"}))(t)
	must(w.store.ClientLinks.Create(ctx, rival.ID, other.ClientID))(t)
	intent := must(w.store.LinkIntents.Create(ctx, billfold.NewLinkIntent{ClientIDName: "x", OrchestratorID: rival.ID}))(t)

	for _, each := range []struct{ method, path, body string }{
		{"GET", "/link/request-to-link/" + request.ID, ""},
		{"PATCH", "/link/request-to-link/" + request.ID + "/status", `{"status":"CANCELLED"}`},
		{"POST", "/link/request-to-link/" + request.ID + "/cancel", ""},
		{"POST", "/link/request-to-link/" + request.ID + "/proceed", ""},
	} {
		w.send(t, each.method, each.path, each.body, w.asClient()...).expect(t, each.path, 404, "not_found")
	}
	w.send(t, "GET", "/api/v1/payments/"+payment.ID, "", w.asPlatform()...).expect(t, "payment", 404, "not_found")
	w.send(t, "DELETE", "/v2/orchestrators/client-ids/"+other.ClientID, "", w.asOrchestrator()...).expect(t, "unlink", 404, "not_found")
	w.send(t, "DELETE", "/v2/orchestrators/client-id-link-intents/"+intent.ID, "", w.asOrchestrator()...).expect(t, "intent", 404, "not_found")
	for path, headers := range map[string][]string{
		"/link/request-to-link": w.asClient(), "/api/v1/payments": w.asPlatform(),
		"/v2/orchestrators/client-ids": w.asOrchestrator(), "/v2/orchestrators/client-id-link-intents": w.asOrchestrator(),
	} {
		if list := w.send(t, "GET", path, "", headers...); list.status != 200 || list.json(t)["total"] != 0.0 {
			t.Errorf("%s: %d %s", path, list.status, list.text)
		}
	}
	w.send(t, "POST", "/link/request-to-link/create", `{"clientId":"`+other.ClientID+`","clientUserId":"u"}`, w.asClient()...).
		expect(t, "for another client", 403, "forbidden")
	taken := w.send(t, "POST", "/v2/orchestrators/client-ids", `{"clientId":"`+other.ClientID+`"}`, w.asOrchestrator()...)
	taken.expect(t, "linked elsewhere", 409, "linked_elsewhere")
	if strings.Contains(taken.text, rival.ID) {
		t.Errorf("it tells by whom: %s", taken.text)
	}
	// A good credential of another service is none here.
	for _, method := range []string{"GET", "POST"} {
		w.send(t, method, "/api/v1/payments", `{"amount":1,"currency":"USD"}`, "Authorization", "Bearer "+w.orchestrator.Key.Reveal()).
			expect(t, "an orchestrator's key", 401, "credential_refused")
		w.send(t, method, "/v2/orchestrators/client-ids", `{"clientId":"client_xyz"}`, "x-orchestrator-key", w.apiKey.Reveal()).
			expect(t, "an API key", 401, "credential_refused")
	}
}

func TestBadInputIsNamed(t *testing.T) {
	w := newWorld(t)
	post := func(path, body string, headers []string) reply { return w.send(t, "POST", path, body, headers...) }
	const payments, requests = "/api/v1/payments", "/link/request-to-link"
	for _, each := range []struct {
		about  string
		got    reply
		status int
		code   string
		more   string
	}{
		{"every bad field", post(payments, `{"amount":"1.005","curency":"USD","customer":{"email":"x"}}`, w.asPlatform()), 422, "required", `"field":"customer.email"`},
		{"an exponent", post(payments, `{"amount":1e2,"currency":"USD"}`, w.asPlatform()), 422, "amount", `"field":"amount"`},
		{"a currency that is off", post(payments, `{"amount":1,"currency":"JPY"}`, w.asPlatform()), 422, "currency_disabled", `"field":"currency"`},
		{"a card number", post(payments, `{"amount":1,"currency":"USD","description":"4111 1111 1111 1111"}`, w.asPlatform()), 422, "card_number_refused", `"field":"description"`},
		{"no body", post(payments, ``, w.asPlatform()), 422, "required", `"field":"amount"`},
		{"a customer who is not there", post(payments, `{"amount":1,"currency":"USD","customer":{"id":"698adc6c-bb99-44cb-9715-c3599d587148"}}`, w.asPlatform()), 404, "not_found", ""},
		{"no user", post(requests+"/create", `{"clientId":"client_xyz"}`, w.asClient()), 422, "required", `"field":"clientUserId"`},
		{"two spellings", post(requests+"/create", `{"clientUserId":"a","client_user_id":"b"}`, w.asClient()), 422, "ambiguous_field", ""},
		{"expired by hand", w.send(t, "PATCH", requests+"/rtl_x/status", `{"status":"EXPIRED"}`, w.asClient()...), 422, "invalid", `"field":"status"`},
		{"an unknown reason", post(requests+"/rtl_x/cancel", `{"why":"x"}`, w.asClient()), 422, "unknown_field", `"field":"why"`},
		{"a broken reason", post(requests+"/rtl_x/cancel", "{\n\"reason\": oh}", w.asClient()), 400, "malformed_json", "line 2 column"},
		{"no client", post("/v2/orchestrators/client-ids", `{}`, w.asOrchestrator()), 422, "required", `"field":"clientId"`},
		{"a client twice", post("/v2/orchestrators/client-ids", `{"clientId":"a","client_id":"b"}`, w.asOrchestrator()), 422, "ambiguous_field", ""},
		{"a client that is not there", post("/v2/orchestrators/client-ids", `{"clientId":"cli_nix"}`, w.asOrchestrator()), 404, "not_found", ""},
		{"no name", post("/v2/orchestrators/client-id-link-intents", `{"clientIdName":""}`, w.asOrchestrator()), 422, "invalid", `"field":"clientIdName"`},
		{"an unknown status", w.send(t, "GET", requests+"?search=a%20b&status=BOGUS", "", w.asClient()...), 422, "invalid", `"field":"status"`},
		{"page 0", w.send(t, "GET", requests+"?page=0", "", w.asClient()...), 422, "page", `"field":"page"`},
		{"limit 101", w.send(t, "GET", requests+"?limit=101", "", w.asClient()...), 422, "limit", `"field":"limit"`},
		{"limit x", w.send(t, "GET", requests+"?limit=x", "", w.asClient()...), 422, "limit", `"field":"limit"`},
		{"a misspelt parameter", w.send(t, "GET", requests+"?clientUserID=x", "", w.asClient()...), 422, "unknown_field", `"field":"clientUserID"`},
		{"a search for no text", w.send(t, "GET", requests+"?search=%00", "", w.asClient()...), 422, "nul", `"field":"search"`},
		{"a biller of no text", w.send(t, "GET", requests+"?search=a&billerId=%ff", "", w.asClient()...), 422, "utf8", `"field":"billerId"`},
		{"too much", post(payments, `{"description":"`+strings.Repeat("x", largestBody)+`"}`, w.asPlatform()), 413, "body_too_large", ""},
		{"a version that is none", w.send(t, "POST", requests+"/rtl_x/cancel", "", append(w.asClient(), "If-Match", "abc")...), 422, "invalid", `"field":"If-Match"`},
		{"no such route", w.send(t, "GET", "/api/v1/nothing", ""), 404, "no_such_route", ""},
		{"no such method", w.send(t, "DELETE", "/api/v1/payments", ""), 405, "method_not_allowed", "POST"},
	} {
		each.got.expect(t, each.about, each.status, each.code, each.more)
	}
}

func TestTakenIDsAreToldWhich(t *testing.T) {
	w := newWorld(t)
	body := `{"id":"cbbbc264-1248-49aa-ae2d-1aa05cf79bc8","amount":1,"currency":"USD"}`
	if first := w.send(t, "POST", "/api/v1/payments", body, w.asPlatform()...); first.status != 201 {
		t.Fatalf("%d %s", first.status, first.text)
	}
	w.send(t, "POST", "/api/v1/payments", body, w.asPlatform()...).
		expect(t, "the id again", 409, "id_exists", `"existing_id":"cbbbc264-1248-49aa-ae2d-1aa05cf79bc8"`)
}

func TestRequestsAreFound(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	must(w.store.Billers.Put(ctx, billfold.NewBiller{ID: "test_electric_company", Name: "Electric, Company"}))(t)
	for at, user := range []string{"user_1", "user 2 status:x", "-user", "user_456"} {
		biller := []string{"test_electric_company", "water"}[at%2]
		must(w.store.RequestsToLink.Create(ctx, billfold.NewRequestToLink{ClientID: "client_xyz", ClientUserID: user, BillerID: biller}))(t)
	}
	for query, total := range map[string]float64{
		"":                               4,
		"?search=USER_":                  2,
		"?search=electric,%20c":          2,
		"?search=status:x":               1,
		"?clientUserId=user_":            0,
		"?clientUserId=user_456":         1,
		"?clientUserId=-user":            1,
		"?billerId=water":                2,
		"?billerId=wat*":                 0,
		"?billerId=water&search=456":     1,
		"?status=PENDING&page=2&limit=3": 4,
		"?status=COMPLETED":              0,
		"?search=&status=":               4,
	} {
		got := w.send(t, "GET", "/link/request-to-link"+query, "", w.asClient()...)
		if got.status == 422 && strings.Contains(query, "*") {
			continue // an id has no such character
		}
		if got.status != 200 || got.json(t)["total"] != total {
			t.Errorf("%s: %d %s, not %v", query, got.status, got.text, total)
		}
	}
	second := w.send(t, "GET", "/link/request-to-link?page=2&limit=3", "", w.asClient()...).json(t)
	if second["page"] != 2.0 || second["limit"] != 3.0 || len(second["items"].([]any)) != 1 {
		t.Errorf("the second page: %v", second)
	}
}

// Whatever a user is called, a query finds them and nobody else.
func TestAnyNameIsFound(t *testing.T) {
	w := newWorld(t)
	random := rand.New(rand.NewPCG(3, 4))
	const signs = `ab*:"\\,-.. <>()'%_#&=+ÄÖ狐م` + "\u00a0"
	runes := []rune(signs)
	for range 150 {
		name := make([]rune, 1+random.IntN(8))
		for at := range name {
			name[at] = runes[random.IntN(len(runes))]
		}
		user := string(name)
		body := string(must(json.Marshal(map[string]string{"clientUserId": user}))(t))
		created := w.send(t, "POST", "/link/request-to-link/create", body, w.asClient()...)
		if created.status == 422 {
			continue // no name at all, such as a space alone
		}
		kept := created.json(t)["client_user_id"].(string)
		id := created.json(t)["id"]
		found := w.send(t, "GET", "/link/request-to-link?clientUserId="+url.QueryEscape(kept), "", w.asClient()...)
		if found.status != 200 {
			t.Fatalf("%q: %d %s", kept, found.status, found.text)
		}
		there := false
		for _, item := range found.json(t)["items"].([]any) {
			there = there || item.(map[string]any)["id"] == id
			if got := item.(map[string]any)["client_user_id"].(string); got != kept {
				t.Errorf("%q finds %q", kept, got)
			}
		}
		if !there {
			t.Errorf("%q is not found: %s", kept, found.text)
		}
		if search := w.send(t, "GET", "/link/request-to-link?search="+url.QueryEscape(kept), "", w.asClient()...); search.status != 200 || search.json(t)["total"] == 0.0 {
			t.Errorf("search %q: %d %s", kept, search.status, search.text)
		}
	}
}

// A list is walked by the links from page to page.
func TestListsLeadOn(t *testing.T) {
	w := newWorld(t)
	for at := range 7 {
		must(w.store.RequestsToLink.Create(context.Background(), billfold.NewRequestToLink{
			ClientID: "client_xyz", ClientUserID: "user " + strconv.Itoa(at),
		}))(t)
	}
	var users []string
	query := "?search=user&limit=3"
	for range 3 {
		got := w.send(t, "GET", "/link/request-to-link"+query, "", w.asClient()...)
		for _, item := range got.json(t)["items"].([]any) {
			users = append(users, item.(map[string]any)["client_user_id"].(string))
		}
		query, _, _ = strings.Cut(strings.TrimPrefix(got.header.Get("Link"), "<"), ">")
	}
	if query != "" || strings.Join(users, ",") != "user 6,user 5,user 4,user 3,user 2,user 1,user 0" {
		t.Errorf("%v, then %q", users, query)
	}
}

func TestEveryKindHasAStatus(t *testing.T) {
	for kind := billfold.Kind(1); kind < 10000; kind++ {
		if strings.HasPrefix(kind.String(), "Kind(") || kind.String() == "ok" {
			continue
		}
		if _, known := statusOfKind[kind]; !known {
			t.Errorf("%v has no status", kind)
		}
	}
	if len(statusOfKind) < 19 {
		t.Errorf("%d kinds", len(statusOfKind))
	}
	if status := statusOf(&billfold.Error{Kind: billfold.ErrIdempotencyMismatch}); status != http.StatusUnprocessableEntity {
		t.Error(status)
	}
}

func TestMalformedBodiesAreToldWhere(t *testing.T) {
	w := newWorld(t)
	cancel := "/link/request-to-link/rtl_x/cancel"
	for body, where := range map[string]string{
		"{":                   "line 1 column 1",
		"{\n \"reason\" 1}":   "line 2 column 11",
		`{"reason":"a"} more`: "line 1 column 16",
	} {
		w.send(t, "POST", cancel, body, w.asClient()...).expect(t, body, 400, "malformed_json", where)
	}
	w.send(t, "POST", "/v2/orchestrators/client-ids", "", w.asOrchestrator()...).
		expect(t, "nothing", 400, "malformed_json", "line 1 column 0")
	for _, body := range []string{`[]`, `"x"`, `{"reason":1}`, `{"reason":{}}`} {
		got := w.send(t, "POST", cancel, body, w.asClient()...)
		if got.status != 422 {
			t.Errorf("%s: %d %s", body, got.status, got.text)
		}
	}
	w.send(t, "POST", cancel, "", w.asClient()...).expect(t, "no reason", 404, "not_found", "")
}
