package billfold

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// input is a kind of input that the library is lent.
type input struct {
	of reflect.Type
	// lent is what the library sees of one, which this sets; or why it is refused.
	lent func(set func(reflect.Value)) ([]byte, *Error)
}

func lending[T, L any](lend func(*T, *call) *L) input {
	return input{reflect.TypeFor[T](), func(set func(reflect.Value)) (memory []byte, refused *Error) {
		var in T
		var c call
		defer c.lent.Unpin()
		defer func() {
			if c.refused != nil {
				_ = recover()
				refused = c.refused
			}
		}()
		set(reflect.ValueOf(&in).Elem())
		made := lend(&in, &c)
		return bytes.Clone(unsafe.Slice((*byte)(unsafe.Pointer(made)), unsafe.Sizeof(*made))), nil
	}}
}

func inputs() map[string]input {
	found := map[string]input{}
	for _, each := range []input{
		lending((*AttemptReport).lend), lending((*ClientChanges).lend), lending((*CustomerChanges).lend),
		lending((*ExportOptions).lend), lending((*FeeChanges).lend), lending((*ImportOptions).lend),
		lending((*ListOptions).lend), lending((*NewAPIKey).lend), lending((*NewBiller).lend),
		lending((*NewBranding).lend), lending((*NewClient).lend), lending((*NewCustomer).lend),
		lending((*NewFee).lend), lending((*NewLinkIntent).lend), lending((*NewOrchestrator).lend),
		lending((*NewPayment).lend), lending((*NewRequestToLink).lend), lending((*NewWebhookEndpoint).lend),
		lending((*PaymentChanges).lend), lending((*RequestToLinkChanges).lend), lending((*SettingsChanges).lend),
		lending((*StatsOptions).lend), lending((*TakingsOptions).lend), lending((*WebhookEndpointChanges).lend),
	} {
		found[each.of.Name()] = each
	}
	return found
}

// explicit are the values that say something and look like nothing, for a field of this type.
func explicit(t *testing.T, field reflect.Value) (values []any) {
	switch field.Interface().(type) {
	case Change[string]:
		return []any{Set(""), Clear[string]()}
	case Change[[]string]:
		return []any{Set([]string{}), Set[[]string](nil), Clear[[]string]()}
	case Change[time.Duration]:
		return []any{Set(time.Duration(0)), Set(time.Nanosecond), Clear[time.Duration]()}
	case Change[Amount]:
		return []any{Set(Amount{}), Set(Amount{0, "USD"}), Set(Amount{1, ""}), Clear[Amount]()}
	case time.Duration:
		return []any{time.Nanosecond, -time.Nanosecond, 300 * time.Microsecond}
	case time.Time:
		return []any{time.Unix(0, 0), time.Unix(0, 1), time.Unix(-1, 0)}
	case int:
		return []any{1 << 32, -1 << 32}
	}
	switch of := field.Type(); of.Kind() {
	case reflect.Pointer:
		return []any{reflect.New(of.Elem()).Interface()}
	case reflect.Slice:
		return []any{reflect.MakeSlice(of, 0, 0).Interface()}
	case reflect.String, reflect.Bool, reflect.Int32, reflect.Int64:
	default:
		if field.Type() != reflect.TypeFor[Amount]() && field.Type() != reflect.TypeFor[Secret]() {
			t.Fatalf("say what is explicit of %v", of)
		}
	}
	return nil
}

// Whatever is given in an input is told to the library, or refused by its name: it is never taken
// for what was not given.
func TestWhatIsGivenIsToldOrRefused(t *testing.T) {
	var lent []string
	for _, function := range functions(t) {
		if function.Name.Name == "lend" {
			lent = append(lent, function.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name)
		}
	}
	slices.Sort(lent)
	known := inputs()
	is(t, strings.Join(lent, " "), strings.Join(slices.Sorted(maps.Keys(known)), " "))
	said := 0
	for _, name := range lent {
		input := known[name]
		nothing, refused := input.lent(func(reflect.Value) {})
		is(t, refused, nil)
		for at := range input.of.NumField() {
			field := input.of.Field(at)
			for _, value := range explicit(t, reflect.New(field.Type).Elem()) {
				memory, refused := input.lent(func(in reflect.Value) { in.Field(at).Set(reflect.ValueOf(value)) })
				said++
				if refused == nil && bytes.Equal(memory, nothing) {
					t.Errorf("%s.%s: %#v is taken for nothing", name, field.Name, value)
				}
				if refused != nil && !strings.HasPrefix(strings.ReplaceAll(refused.Field(), "_", ""), strings.ToLower(field.Name)) {
					t.Errorf("%s.%s: %#v is refused as %s", name, field.Name, value, refused.Field())
				}
			}
		}
	}
	is(t, said > 80, true)
}

func TestARefusedCallIsNotMade(t *testing.T) {
	store, _ := opened(t)
	orchestrator, err := store.Orchestrators.Create(ctx, NewOrchestrator{Name: "O"})
	must(t, err)
	fee, err := store.Fees.Create(ctx, NewFee{
		OrchestratorID: orchestrator.ID, FeeBearer: FeeBearerPayer, BPS: 10, Cap: &Amount{5, "USD"},
	})
	must(t, err)
	endpoint, err := store.WebhookEndpoints.Create(ctx, NewWebhookEndpoint{URL: "https://a.example"})
	must(t, err)
	head, err := store.Events.LogHead(ctx)
	must(t, err)
	bps := 20
	for field, made := range map[string]func() error{
		"request_to_link_lifetime_seconds": func() error {
			_, err := store.Settings.Update(ctx, SettingsChanges{
				SessionBaseURL: "https://b.example", RequestToLinkLifetime: Set(time.Duration(0))})
			return err
		},
		"url_schemes": func() error {
			_, err := store.Settings.Update(ctx, SettingsChanges{SessionBaseURL: "https://b.example", URLSchemes: []string{}})
			return err
		},
		"cap": func() error {
			_, err := store.Fees.Update(ctx, fee.ID, FeeChanges{BPS: &bps, Cap: Set(Amount{})})
			return err
		},
		"event_types": func() error {
			_, err := store.WebhookEndpoints.Update(ctx, endpoint.ID,
				WebhookEndpointChanges{URL: "https://b.example", EventTypes: Set([]string{})})
			return err
		},
		"since": func() error {
			_, err := store.Takings.Get(ctx, TakingsOptions{Since: time.Unix(0, 0)})
			return err
		},
		"lease_seconds": func() error {
			_, err := store.Deliveries.ClaimDue(ctx, 1, 1500*time.Millisecond)
			return err
		},
	} {
		is(t, fails(t, made(), ErrValidation).Field(), field)
	}
	_, err = store.Fees.Create(ctx, NewFee{OrchestratorID: orchestrator.ID, FeeBearer: FeeBearerRecipient, Cap: &Amount{}})
	is(t, fails(t, err, ErrValidation).Field(), "cap")
	_, err = store.WebhookEndpoints.Create(ctx, NewWebhookEndpoint{URL: "https://b.example", EventTypes: []string{}})
	is(t, fails(t, err, ErrValidation).Field(), "event_types")
	after, err := store.Events.LogHead(ctx)
	must(t, err)
	is(t, after.Count, head.Count)
}

// An orchestrator and a client in each other's place are nobody's.
func TestSwappedIDsAreRefused(t *testing.T) {
	store, _ := opened(t)
	orchestrator, err := store.Orchestrators.Create(ctx, NewOrchestrator{Name: "O"})
	must(t, err)
	client, err := store.Clients.Create(ctx, NewClient{Name: "C"})
	must(t, err)
	_, linked := store.ClientLinks.Create(ctx, client.ClientID, orchestrator.ID)
	_, put := store.Brandings.Put(ctx, client.ClientID, orchestrator.ID, NewBranding{DisplayName: "x"})
	_, listed := store.Fees.ListPage(ctx, client.ClientID, orchestrator.ID, 0, ListOptions{})
	for _, err := range []error{linked, put, listed} {
		is(t, fails(t, err, ErrValidation).Field(), "orchestrator_id")
	}
}

// What is there and empty is no JSON, which is not the same as nothing.
func TestEmptyJSONIsNoJSON(t *testing.T) {
	store, _ := opened(t)
	edited, completed := paid(t, store, 1), paid(t, store, 2)
	for name, made := range map[string]func(json.RawMessage) error{
		"api key": func(raw json.RawMessage) error { _, err := store.APIKeys.Create(ctx, NewAPIKey{JSON: raw}); return err },
		"metadata": func(raw json.RawMessage) error {
			_, err := store.Payments.Update(ctx, edited.ID, PaymentChanges{Description: Set("x"), Metadata: raw})
			return err
		},
		"method": func(raw json.RawMessage) error { _, err := store.Payments.Complete(ctx, completed.ID, raw); return err },
	} {
		t.Run(name, func(t *testing.T) {
			fails(t, made(json.RawMessage("")), ErrValidation)
			must(t, made(nil))
		})
	}
}

func TestAReportSaysWhatItsSenderSaid(t *testing.T) {
	store, _ := opened(t)
	_, err := store.WebhookEndpoints.Create(ctx, NewWebhookEndpoint{URL: "https://a.example"})
	must(t, err)
	paid(t, store, 1)
	claims, err := store.Deliveries.ClaimDue(ctx, 1, time.Minute)
	must(t, err)
	report := AttemptReport{Attempt: claims[0].Attempt, Status: 1<<32 + 200, Duration: 300 * time.Microsecond}
	_, err = store.Deliveries.Report(ctx, claims[0].DeliveryID, report)
	is(t, fails(t, err, ErrValidation).Field(), "status")
	report.Status, report.Duration = 200, -300*time.Microsecond
	_, err = store.Deliveries.Report(ctx, claims[0].DeliveryID, report)
	fails(t, err, ErrValidation)
	report.Duration = 300 * time.Microsecond
	_, err = store.Deliveries.Report(ctx, claims[0].DeliveryID, report)
	must(t, err)
	delivery, err := store.Deliveries.Get(ctx, claims[0].DeliveryID)
	must(t, err)
	is(t, delivery.Status, DeliveryDelivered)
	is(t, *delivery.AttemptsMade[0].Duration, time.Millisecond)
}

// functions are all that the package's own sources declare, with what they say of it.
func functions(t *testing.T) (found []*ast.FuncDecl) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		must(t, err)
		for _, each := range parsed.Decls {
			if function, is := each.(*ast.FuncDecl); is {
				found = append(found, function)
			}
		}
	}
	return found
}
