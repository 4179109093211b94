package billfold

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestRecordsAreShownBriefly(t *testing.T) {
	store, _ := opened(t)
	payment, err := store.Payments.Create(ctx, NewPayment{
		Amount: Amount{50050, "USD"}, CustomerName: "Ana Prados", CustomerEmail: "ana@example.com",
		Description: "Order 123", Metadata: json.RawMessage(`{"a":"b"}`),
	})
	must(t, err)
	_, err = store.Settings.Update(ctx, SettingsChanges{Currencies: []string{"USD", "JPY"}})
	must(t, err)
	yen, err := store.Payments.Create(ctx, NewPayment{Amount: Amount{500, "JPY"}})
	must(t, err)
	is(t, fmt.Sprint(yen), "Payment("+yen.ID+" pending 500 JPY)")
	client, err := store.Clients.Create(ctx, NewClient{Name: "Shop", ClientID: "cli_shop"})
	must(t, err)
	settings, err := store.Settings.Get(ctx)
	must(t, err)
	is(t, fmt.Sprint(payment), "Payment("+payment.ID+" pending 500.50 USD)")
	is(t, fmt.Sprintf("%v %+v %s", &payment, []Payment{payment}, payment),
		fmt.Sprintf("%[1]s [%[1]s] %[1]s", payment.String()))
	is(t, fmt.Sprint(client), "Client(cli_shop active)")
	is(t, fmt.Sprint(settings), "Settings")
	is(t, fmt.Sprint(Payment{}), "a record that was not read")
	for verb := range strings.SplitSeq("%v %+v %#v %s %q %x %X %d %t %e %c %U %T", " ") {
		shown := fmt.Sprintf(verb, payment) + fmt.Sprintf(verb, &payment) + fmt.Sprintf(verb, []Payment{payment}) +
			fmt.Sprintf(verb, map[string]any{"a": payment}) + fmt.Sprintf(verb, struct{ Is Payment }{payment}) +
			fmt.Sprintf(verb, Page[Payment]{Items: []Payment{payment}})
		is(t, strings.Count(shown, payment.String()) == 6 || verb == "%T", true)
		for _, hidden := range []string{"Ana", "ana@", "Order", fmt.Sprintf("%x", "Ana"), fmt.Sprintf("%d", []byte("Ana"))} {
			is(t, strings.Contains(shown, strings.Trim(hidden, "[]")), false)
		}
	}
	is(t, fmt.Sprintf("%60s|%-60v|", client, &client), fmt.Sprintf("%60s|%-60s|", client.String(), client.String()))
	bare, err := store.WithoutJSON()
	must(t, err)
	found, err := bare.Payments.Get(ctx, payment.ID)
	must(t, err)
	is(t, fmt.Sprint(found), "Payment")
	page, err := store.Payments.ListPage(ctx, ListOptions{})
	must(t, err)
	is(t, fmt.Sprint(page), "Page(2 of 2: ["+yen.String()+" "+payment.String()+"])")
	for _, shown := range []any{payment, client, page} {
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "is", shown)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "is", shown)
		for _, hidden := range []string{"Ana", "ana@", "Order", "Shop", "metadata"} {
			is(t, strings.Contains(out.String(), hidden), false)
		}
		is(t, strings.Contains(out.String(), "is.status=") || strings.Contains(out.String(), "is.records=2"), true)
	}
}

// What has no id says how much there was.
func TestReportsAreShownWithTheirCounts(t *testing.T) {
	store, _ := opened(t, ManualClock(time.Unix(1775037600, 0)))
	folder := t.TempDir()
	endpoint, err := store.WebhookEndpoints.Create(ctx, NewWebhookEndpoint{URL: "https://a.example"})
	must(t, err)
	payment := paid(t, store, 1)
	backup, err := store.Backup(ctx, folder+"/backup.db")
	must(t, err)
	exported, err := store.Export(ctx, folder+"/all.jsonl", ExportOptions{Kind: "payment"})
	must(t, err)
	must(t, os.WriteFile(folder+"/bad.jsonl", []byte("{}\n{}\n"), 0o600))
	imported, err := store.Import(ctx, folder+"/bad.jsonl", ImportOptions{})
	must(t, err)
	checked, err := store.Check(ctx)
	must(t, err)
	swept, err := store.Sweep(ctx, false)
	must(t, err)
	head, err := store.Events.LogHead(ctx)
	must(t, err)
	verified, err := store.Events.Verify(ctx, head)
	must(t, err)
	due, err := store.Deliveries.Due(ctx)
	must(t, err)
	claims, err := store.Deliveries.ClaimDue(ctx, 1, time.Minute)
	must(t, err)
	history, err := store.Events.History(ctx, payment.ID)
	must(t, err)
	orchestrator, err := store.Orchestrators.Create(ctx, NewOrchestrator{Name: "Acme"})
	must(t, err)
	client, err := store.Clients.Create(ctx, NewClient{Name: "Shop"})
	must(t, err)
	link, err := store.ClientLinks.Create(ctx, orchestrator.ID, client.ClientID)
	must(t, err)
	for shown, record := range map[string]Record{
		fmt.Sprintf("Backup(bytes=%d events=%d)", backup.Bytes, backup.EventCount): backup,
		"ExportReport(records=1)": exported,
		"ImportReport(lines=2 lines_done_before=0 created=0 updated=0 unchanged=0 refused=2)": imported,
		"CheckReport(sound=true)": checked,
		"Sweep(payments_expired=0 requests_to_link_expired=0 idempotency_keys_forgotten=0 clock_jumped=false)": swept,
		fmt.Sprintf("LogHead(count=%d)", head.Count):                                                           head,
		fmt.Sprintf("Verification(intact=true verified=%d)", head.Count):                                       verified,
		fmt.Sprintf("DeliveriesDue(due=%d pending=%d)", due.Due, due.Pending):                                  due,
		"DeliveryClaim(delivery_id=" + claims[0].DeliveryID + " attempt=1 type=" + claims[0].EventType + ")":   claims[0],
		"Event(" + history[0].ID + " seq=2 type=payment.created)":                                              history[0],
		"ClientLink(" + link.ID + " active already_linked=false)":                                              link,
		"WebhookEndpoint(" + endpoint.ID + " active)":                                                          endpoint,
	} {
		is(t, fmt.Sprintf("%+v", record), shown)
	}
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "is", imported)
	is(t, strings.Contains(out.String(), "is.record=ImportReport is.lines=2"), true)
}

func TestRecordsMadeByHandSaySo(t *testing.T) {
	_, err := json.Marshal(Payment{ID: "x"})
	is(t, fails(t, err, ErrUnsupported).Code, "record_without_json")
	is(t, strings.Contains(err.Error(), "made by hand"), true)
	store, _ := opened(t)
	line, err := marshal(struct {
		Payment Payment `json:"payment"`
		Note    string  `json:"note"`
	}{paid(t, store, 1), "mine"})
	must(t, err)
	is(t, strings.HasPrefix(string(line), `{"payment":{"id":`) && strings.HasSuffix(string(line), `,"note":"mine"}`), true)
}

func TestAStoreSaysWhereItIs(t *testing.T) {
	store, path := opened(t)
	path, err := filepath.EvalSymlinks(path)
	must(t, err)
	is(t, fmt.Sprintf("%v %+v %#v %s", store, store, store, []any{store}), strings.Replace("A A A [A]", "A", "Store("+path+")", 4))
	memory := reopened(t, "", InMemory())
	is(t, fmt.Sprint(memory), "Store(in memory)")
	must(t, memory.Close())
	is(t, fmt.Sprint(memory), "Store(closed)")
}

func TestWordsAreRead(t *testing.T) {
	var read struct {
		Payment PaymentStatus
		Request RequestToLinkStatus
		Table   StatsTable
		Newer   FeeBearer
	}
	text := `{"Payment":"expired","Request":"IN_PROGRESS","Table":"takings","Newer":"FeeBearer(17)"}`
	must(t, json.Unmarshal([]byte(text), &read))
	is(t, read.Payment, PaymentExpired)
	is(t, read.Request, RequestToLinkInProgress)
	is(t, read.Table, StatsTakings)
	is(t, read.Newer, FeeBearer(17))
	written, err := json.Marshal(read)
	must(t, err)
	is(t, string(written), text)
	for _, word := range []string{"", "paid", "PENDING", "4"} {
		err := read.Payment.UnmarshalText([]byte(word))
		is(t, fails(t, err, ErrValidation).Field(), "PaymentStatus")
		is(t, read.Payment, PaymentExpired)
	}
}

func TestRecordsAreNotMadeOfJSON(t *testing.T) {
	store, _ := opened(t)
	payment := paid(t, store, 1)
	written, err := json.Marshal(payment)
	must(t, err)
	again := Payment{ID: "before"}
	fails(t, json.Unmarshal(written, &again), ErrUnsupported)
	is(t, reflect.DeepEqual(again, Payment{ID: "before"}), true)
	var page Page[Payment]
	fails(t, json.Unmarshal([]byte(`{"items":[],"total":0}`), &page), ErrUnsupported)
	// And what is assigned to a record is not in its JSON.
	payment.Description = "assigned"
	after, err := json.Marshal(payment)
	must(t, err)
	is(t, string(after), string(written))
}

func TestOptionsThatContradictAreRefused(t *testing.T) {
	path := t.TempDir() + "/new.db"
	for _, each := range []struct {
		options []Option
		field   string
		names   []string
	}{
		{[]Option{ReadOnly(), CreateNew()}, "mode", []string{"ReadOnly()", "CreateNew()"}},
		{[]Option{MustExist(), Patience(time.Second), ReadOnly()}, "mode", []string{"MustExist()", "ReadOnly()"}},
		{[]Option{Lease(time.Second), Lease(time.Minute)}, "lease", []string{"Lease(1s)", "Lease(1m0s)"}},
		{[]Option{ManualClock(time.Unix(1, 0)), ManualClock(time.Unix(2, 0))}, "clock", []string{"00:00:01", "00:00:02"}},
		{[]Option{Lease(1500 * time.Microsecond)}, "lease", []string{"whole milliseconds"}},
		{[]Option{Patience(time.Nanosecond)}, "patience", []string{"whole milliseconds"}},
	} {
		_, err := Open(ctx, path, each.options...)
		is(t, fails(t, err, ErrValidation).Field(), each.field)
		for _, name := range each.names {
			is(t, strings.Contains(err.Error(), name), true)
		}
		_, err = os.Stat(path)
		is(t, errors.Is(err, os.ErrNotExist), true)
	}
	store := reopened(t, path, CreateNew(), Option{}, CreateNew(), Lease(time.Second), Lease(1000*time.Millisecond))
	paid(t, store, 1)
}

func TestANilContextIsRefused(t *testing.T) {
	var none context.Context
	store, path := opened(t)
	_, err := Open(none, path)
	is(t, fails(t, err, ErrValidation).Field(), "ctx")
	_, err = store.Payments.Get(none, "x")
	is(t, fails(t, err, ErrValidation).Field(), "ctx")
	for _, err := range store.Payments.List(none, ListOptions{}) {
		is(t, fails(t, err, ErrValidation).Field(), "ctx")
	}
	_, err = store.Begin(none)
	is(t, fails(t, err, ErrValidation).Field(), "ctx")
}

func TestAnEndedTransactionSaysSo(t *testing.T) {
	store, _ := opened(t)
	tx, err := store.Begin(ctx)
	must(t, err)
	must(t, tx.Commit(ctx))
	for _, err := range []error{tx.Commit(ctx), tx.Rollback()} {
		is(t, fails(t, err, ErrConflict).Code, "transaction_ended")
	}
	_, err = tx.Payments.Create(ctx, dollars(1))
	is(t, fails(t, err, ErrConflict).Code, "transaction_ended")
	_, err = tx.Payments.ListPage(ctx, ListOptions{})
	is(t, fails(t, err, ErrConflict).Code, "transaction_ended")
	must(t, tx.Close())
	_, err = tx.Payments.Create(ctx, dollars(1))
	fails(t, err, ErrClosed)
	must(t, store.Transact(ctx, func(given *Store) error { tx = given; return nil }))
	_, err = tx.Payments.Create(ctx, dollars(1))
	fails(t, err, ErrClosed)
}

func TestAnInterruptedCallMayBeRepeated(t *testing.T) {
	store, path := opened(t, Patience(time.Minute))
	before, cancel := context.WithCancel(ctx)
	cancel()
	_, err := store.Payments.Create(before, dollars(1))
	is(t, fails(t, err, ErrInterrupted).Retryable, true)
	tx, err := reopened(t, path, Patience(time.Minute)).Begin(ctx)
	must(t, err)
	defer tx.Close()
	under, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	_, err = store.Payments.Create(under, dollars(1))
	is(t, fails(t, err, ErrInterrupted).Retryable, true)
}
