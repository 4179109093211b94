package billfold

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
)

func TestSecretsAreShownOnDemandOnly(t *testing.T) {
	store, _ := opened(t)
	orchestrator, err := store.Orchestrators.Create(ctx, NewOrchestrator{Name: "O"})
	must(t, err)
	client, err := store.Clients.Create(ctx, NewClient{Name: "C"})
	must(t, err)
	key, err := store.APIKeys.Create(ctx, NewAPIKey{ClientID: client.ClientID})
	must(t, err)
	intent, err := store.LinkIntents.Create(ctx, NewLinkIntent{ClientIDName: "N", OrchestratorID: orchestrator.ID})
	must(t, err)
	redemption, err := store.LinkIntents.Redeem(ctx, intent.URL)
	must(t, err)
	endpoint, err := store.WebhookEndpoints.Create(ctx, NewWebhookEndpoint{URL: "https://a.example"})
	must(t, err)
	request, err := store.RequestsToLink.Create(ctx, NewRequestToLink{ClientID: client.ClientID, ClientUserID: "u"})
	must(t, err)
	session, err := store.RequestsToLink.Proceed(ctx, request.ID)
	must(t, err)
	request, err = store.RequestsToLink.Get(ctx, request.ID)
	must(t, err)
	page, err := store.RequestsToLink.ListPage(ctx, ListOptions{})
	must(t, err)
	for _, each := range []struct {
		secret Secret
		record Record
	}{
		{orchestrator.Key, orchestrator}, {client.ClientSecret, client},
		{key.Key, key}, {intent.URL, intent}, {redemption.ClientSecret, redemption},
		{endpoint.Secret, endpoint}, {session.LinkToken, session},
		{session.SessionURL, session}, {request.SessionURL, request},
		{request.LinkTokenID, request}, {request.SessionURL, page},
	} {
		text := each.secret.Reveal()
		is(t, len(text) > 8, true)
		shown := printed(t, each.secret) + printed(t, []Secret{each.secret}) + printed(t, map[string]any{"a": &each.secret}) +
			printed(t, struct{ s Secret }{each.secret}) + printed(t, NewWebhookEndpoint{Secret: each.secret})
		shown += printed(t, each.record)
		if strings.Contains(shown, text[len(text)-12:]) {
			t.Errorf("%T is shown: %s", each.record, shown)
		}
		whole, err := RevealJSON(each.record)
		must(t, err)
		is(t, strings.Contains(string(whole), text), true)
	}
	is(t, NewSecret("").IsZero(), true)
	is(t, Secret{}.Reveal()+Secret{}.String(), "")
	is(t, fmt.Sprintf("%s|%q|%x|%#v|%d", key.Key, key.Key, key.Key, key.Key, key.Key), "…|…|…|…|…")
	found, err := store.APIKeys.Get(ctx, key.ID)
	must(t, err)
	is(t, found.Key.IsZero(), true)
	told, err := store.WebhookEndpoints.Secret(ctx, endpoint.ID)
	must(t, err)
	is(t, told.Reveal(), endpoint.Secret.Reveal())
}

// printed is all that can be made of a value without asking for a secret.
func printed(t *testing.T, value any) string {
	t.Helper()
	var out bytes.Buffer
	fmt.Fprintf(&out, "%v %+v %#v %s %q %x %d", value, value, value, value, value, value, value)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "value", value)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", value)
	written, err := json.Marshal(value)
	must(t, err)
	out.Write(written)
	return out.String()
}

type counting struct {
	slog.Handler
	level    slog.Level
	messages *atomic.Int64
}

func (c *counting) Enabled(_ context.Context, level slog.Level) bool { return level >= c.level }

func (c *counting) Handle(_ context.Context, record slog.Record) error {
	c.messages.Add(1)
	if record.Level == slog.LevelError {
		panic("a logger that fails")
	}
	return nil
}

// What is masked is the secret and nothing else, whatever it is called.
func TestMaskedRecordsStayWhatTheyAre(t *testing.T) {
	store, _ := opened(t)
	client, err := store.Clients.Create(ctx, NewClient{Name: "C"})
	must(t, err)
	request, err := store.RequestsToLink.Create(ctx, NewRequestToLink{
		ClientID: client.ClientID, ClientUserID: "id", Metadata: json.RawMessage(`{"id":["id",{"a":1e3}],"b":"<id>"}`),
	})
	must(t, err)
	for _, token := range []string{"id", `"`, "IN_PROGRESS", `a\",`} {
		request, err = store.RequestsToLink.SetStatus(ctx, request.ID,
			RequestToLinkChanges{Status: RequestToLinkInProgress, LinkTokenID: NewSecret(token)})
		must(t, err)
		whole, err := RevealJSON(request)
		must(t, err)
		quoted, err := marshal(token)
		must(t, err)
		masked, err := request.MarshalJSON()
		must(t, err)
		is(t, string(masked), strings.Replace(string(whole), `"link_token_id":`+string(quoted), `"link_token_id":"…"`, 1))
		is(t, strings.Contains(string(masked), `"b":"<id>"`), true)
	}
}

// And nothing deeper: what a caller calls so is theirs.
func TestOnlyTheRecordItselfIsMasked(t *testing.T) {
	store, _ := opened(t)
	metadata := `{"session_url":"mine","link_token_id":"","x":{"link_token_id":"z","y":[{"session_url":"<&>"}]}}`
	client, err := store.Clients.Create(ctx, NewClient{Name: "C"})
	must(t, err)
	request, err := store.RequestsToLink.Create(ctx, NewRequestToLink{
		ClientID: client.ClientID, ClientUserID: "u", Metadata: json.RawMessage(metadata),
	})
	must(t, err)
	_, err = store.RequestsToLink.Proceed(ctx, request.ID)
	must(t, err)
	request, err = store.RequestsToLink.Get(ctx, request.ID)
	must(t, err)
	whole, err := RevealJSON(request)
	must(t, err)
	masked, err := request.MarshalJSON()
	must(t, err)
	is(t, strings.Contains(string(masked), `"metadata":`+metadata), true)
	is(t, strings.Contains(string(whole), `"metadata":`+metadata), true)
	expected := strings.Replace(string(whole), `"`+request.LinkTokenID.Reveal()+`"`, `"…"`, 1)
	is(t, string(masked), strings.Replace(expected, `"`+request.SessionURL.Reveal()+`"`, `"…"`, 1))
}

func TestSecretsAreCompared(t *testing.T) {
	is(t, NewSecret("a").Equal(NewSecret("a")), true)
	is(t, NewSecret("a").Equal(NewSecret("b")) || NewSecret("a").Equal(NewSecret("aa")), false)
	is(t, NewSecret("a").Equal(Secret{}) || Secret{}.Equal(NewSecret("a")), false)
	is(t, Secret{}.Equal(NewSecret("")), true)
}

func TestTheLoggerIsTold(t *testing.T) {
	atEnd(t)
	var messages, released atomic.Int64
	hook := func(level slog.Level) {
		handler := &counting{slog.DiscardHandler, level, &messages}
		runtime.AddCleanup(handler, func(*int) { released.Add(1) }, new(0))
		must(t, SetLogger(slog.New(handler)))
	}
	hook(slog.LevelInfo)
	path := filepath.Join(t.TempDir(), "shop.db")
	store, err := Open(ctx, path)
	must(t, err)
	is(t, messages.Load() > 0, true)
	hook(slog.LevelError) // in place of the first
	eventually(t, "the first logger is kept", func() bool { return released.Load() == 1 })
	messages.Store(0)
	must(t, store.Close())
	is(t, messages.Load(), 0)
	store, err = Open(ctx, path)
	must(t, err)
	fails(t, store.fail(ErrPanic), ErrPanic)
	is(t, messages.Load(), 1)
	must(t, store.Close())
	must(t, SetLogger(nil))
	eventually(t, "the second logger is kept", func() bool { return released.Load() == 2 })
	must(t, SetLogger(slog.New(slog.DiscardHandler)))
	must(t, SetLogger(nil))
}
