package main

import (
	"slices"
	"strings"
	"testing"
)

func TestFieldsAreNamedAsTheyWereSent(t *testing.T) {
	w := newWorld(t)
	const intents = "/v2/orchestrators/client-id-link-intents"
	const requests = "/link/request-to-link/create"
	const clients, payments = "/v2/orchestrators/client-ids", "/api/v1/payments"
	for _, each := range []struct{ path, body, field, other string }{
		{intents, `{"clientIdName":""}`, "clientIdName", "client_id_name"},
		{intents, `{"client_id_name":""}`, "client_id_name", "clientIdName"},
		{requests, `{"clientId":"client_xyz"}`, "clientUserId", "client_user_id"},
		{requests, `{"client_id":"client_xyz"}`, "clientUserId", "client_user_id"},
		{requests, `{}`, "clientUserId", "client_user_id"},
		{requests, `{"client_user_id":""}`, "client_user_id", "clientUserId"},
		{requests, `{"clientUserId":"u","expiresIn":-1}`, "expiresIn", "expires_in"},
		{requests, `{"clientUserId":"u","expires_in":-1}`, "expires_in", "expiresIn"},
		{intents, `{}`, "clientIdName", "client_id_name"},
		{clients, `{}`, "clientId", "client_id"},
		{clients, `{"client_id":" "}`, "client_id", "clientId"},
		{payments, `{"amount":1,"currency":"USD","success_url":"x"}`, "success_url", "successUrl"},
		{payments, `{"amount":1,"currency":"USD","successUrl":"x"}`, "successUrl", "success_url"},
	} {
		headers := slices.Concat(w.asClient(), w.asOrchestrator(), w.asPlatform())
		got := w.send(t, "POST", each.path, each.body, headers...)
		if got.status != 422 || !strings.Contains(got.text, `"field":"`+each.field+`"`) ||
			!strings.Contains(got.text, each.field+": ") || strings.Contains(got.text, each.other) {
			t.Errorf("%s: %d %s", each.body, got.status, got.text)
		}
	}
}

func TestAnIDThatCannotBeIsNotThere(t *testing.T) {
	w := newWorld(t)
	const requests = "/link/request-to-link/"
	for _, each := range []struct {
		method, path, body string
		headers            []string
	}{
		{"GET", "/api/v1/payments/x", "", w.asPlatform()},
		{"GET", "/api/v1/payments/%00", "", w.asPlatform()},
		{"GET", requests + "rtl_%20", "", w.asClient()},
		{"PATCH", requests + "rtl_%20/status", `{"status":"CANCELLED"}`, w.asClient()},
		{"POST", requests + "rtl_%20/cancel", "", w.asClient()},
		{"POST", requests + "rtl_%20/proceed", "", w.asClient()},
		{"DELETE", "/v2/orchestrators/client-ids/a%20b", "", w.asOrchestrator()},
		{"DELETE", "/v2/orchestrators/client-id-link-intents/zz", "", w.asOrchestrator()},
	} {
		w.send(t, each.method, each.path, each.body, each.headers...).expect(t, each.path, 404, "not_found")
	}
	// A field of the body of that name is the body's.
	w.send(t, "POST", requests+"rtl_x/cancel", `{"id":"x"}`, w.asClient()...).
		expect(t, "an id in the body", 422, "unknown_field", `"field":"id"`)
	w.send(t, "POST", "/api/v1/payments", `{"id":"x","amount":1,"currency":"USD"}`, w.asPlatform()...).
		expect(t, "a new payment's", 422, "id", `"field":"id"`)
}

func TestACallerWithoutACredentialIsToldWhereItGoes(t *testing.T) {
	w := newWorld(t)
	const requests = "/link/request-to-link"
	for _, each := range []struct {
		path    string
		headers []string
		wanted  string
	}{
		{"/v2/orchestrators/client-ids", nil, "send the header x-orchestrator-key: orc_…"},
		{"/api/v1/payments", nil, "send the header Authorization: Bearer key_…"},
		{requests, nil, "send the header X-Client-ID: cli_…"},
		{requests, []string{"X-Client-ID", "client_xyz"}, "send the header X-Client-Secret: sec_…"},
	} {
		w.send(t, "GET", each.path, "", each.headers...).expect(t, each.path, 401, "credential_refused", each.wanted)
	}
	// Of one that is no good, nothing more is told.
	got := w.send(t, "GET", "/api/v1/payments", "", "Authorization", "Bearer key_x")
	if strings.Contains(got.text, "send the header") {
		t.Error(got.text)
	}
}

// A header that asks for protection and says nothing is refused: the change would go unprotected.
func TestEmptyGuardsAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"Idempotency-Key", "If-Match"} {
		for _, value := range []string{"", " "} {
			got := w.send(t, "POST", "/api/v1/payments", `{"amount":1,"currency":"USD"}`, append(w.asPlatform(), name, value)...)
			if got.status != 422 {
				t.Errorf("%s %q: %d %s", name, value, got.status, got.text)
			}
			if !strings.Contains(got.text, `"field":"`+name+`"`) {
				t.Errorf("%s %q: %s", name, value, got.text)
			}
		}
	}
	for _, value := range []string{strings.Repeat("k", 256), "\xff"} {
		got := w.send(t, "POST", "/api/v1/payments", `{"amount":1,"currency":"USD"}`, append(w.asPlatform(), "Idempotency-Key", value)...)
		if got.status != 422 || !strings.Contains(got.text, `"field":"Idempotency-Key"`) || strings.Contains(got.text, "idempotency_key:") {
			t.Errorf("%q: %d %s", value, got.status, got.text)
		}
	}
	if list := w.send(t, "GET", "/api/v1/payments", "", w.asPlatform()...); list.json(t)["total"] != 0.0 {
		t.Errorf("a payment was made: %s", list.text)
	}
}

// A body that is no text is no JSON either, and is told where.
func TestBodiesAreText(t *testing.T) {
	w := newWorld(t)
	headers := slices.Concat(w.asClient(), w.asOrchestrator(), w.asPlatform())
	for _, path := range []string{
		"/v2/orchestrators/client-ids", "/v2/orchestrators/client-id-link-intents", "/api/v1/payments",
		"/link/request-to-link/create", "/link/request-to-link/rtl_x/cancel",
	} {
		w.send(t, "POST", path, "{\n\"\xff\":1}", headers...).expect(t, path, 400, "malformed_json", "line 2 column 2")
	}
	w.send(t, "PATCH", "/link/request-to-link/rtl_x/status", "\xff", headers...).
		expect(t, "status", 400, "malformed_json", "line 1 column 1")
}
