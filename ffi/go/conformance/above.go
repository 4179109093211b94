package main

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	billfold "github.com/billfold/billfold/ffi/go"
	"github.com/billfold/billfold/ffi/go/conformance/declared"
)

// ---- the package: what a step says, said in Go ----

// reached are the methods and functions of the package that steps have called.
var reached = map[string]bool{}

// unsayable is thrown where Go has no words for what a step says.
type unsayable struct{}

func refuse() { panic(unsayable{}) }

// say executes a step through the package, and tells of it; false if Go has no words for it, and
// nothing has happened.
func (r *run) say(step object, function *declared.Function, report object) (said bool) {
	defer func() {
		if thrown := recover(); thrown != nil {
			if _, is := thrown.(unsayable); !is {
				panic(thrown)
			}
			said = false
		}
	}()
	with, _ := step["with"].(object)
	if with == nil {
		with = object{}
	}
	gives := ""
	for _, of := range function.Parameters {
		_, named := with[of.Name]
		switch of.Kind {
		case declared.GivesHandle, declared.GivesError, declared.GivesView, declared.GivesText,
			declared.GivesI32, declared.GivesI64, declared.GivesSize:
			if named {
				return false
			}
			if of.Kind == declared.GivesHandle {
				gives = of.Of
			}
		}
	}
	if step["error_as"] != nil || step["as"] != nil && gives != "billfold_store" || without[function.Name] {
		return false
	}
	if alone := alone[function.Name]; alone != nil {
		alone(r, step, with, report)
		return true
	}
	if len(function.Parameters) == 0 || function.Parameters[0].Of != "billfold_store" {
		return false
	}
	service, name := methodOf(function.Name)
	target := r.handleNamed(step, function.Parameters[0], true)
	if name == "" || target == nil || target.store == nil {
		return false
	}
	on, path := reflect.ValueOf(target.store), "Store."+name
	if service != "" {
		on, path = on.Elem().FieldByName(service), service+"."+name
	}
	method := on.MethodByName(name)
	if !method.IsValid() {
		return false
	}
	r.call(step, function, with, method, report)
	reached[path] = true
	if name == "ListPage" {
		r.list(on.MethodByName("List"), function, with, report)
		reached[service+".List"] = true
	}
	if function.Name == "billfold_store_free" {
		for name, each := range r.kept {
			if each == target {
				delete(r.kept, name)
			}
		}
	}
	return true
}

// context is one that may be done at any time, or never.
func (r *run) context() (context.Context, context.CancelFunc) {
	if r.counted {
		return context.WithCancel(context.Background())
	}
	return context.Background(), func() {}
}

// call calls a method of a store or a service.
func (r *run) call(step object, function *declared.Function, with object, method reflect.Value, report object) {
	ctx, end := r.context()
	defer end()
	arguments := r.arguments(ctx, function, with, method.Type())
	if accessor := text(step, "show"); accessor != "" && accessor != accessorOf(method.Type()) {
		refuse()
	}
	results := method.Call(arguments)
	last := results[len(results)-1]
	err, _ := last.Interface().(error)
	if function.Returns == declared.Status {
		report["status"] = int64(0)
	}
	for _, of := range function.Parameters {
		if of.Kind == declared.GivesHandle {
			report["made"] = err == nil
		}
	}
	if err != nil {
		tellError(report, err)
		return
	}
	if len(results) > 1 {
		called(method.Type())
		r.tellResult(step, function, results[0], report)
	}
}

// called notes which accessors a method has read its answer with.
func called(method reflect.Type) {
	accessor := accessorOf(method)
	if accessor == "" {
		return
	}
	declared.Functions[accessor].Called = true
	for _, part := range partsOf(accessor) {
		declared.Functions[part].Called = true
	}
}

// arguments are a method's arguments, of the parameters that the step names.
func (r *run) arguments(ctx context.Context, function *declared.Function, with object, method reflect.Type) []reflect.Value {
	next := function.Parameters[1:]
	take := func(kinds ...declared.ParameterKind) declared.Parameter {
		for len(next) > 0 {
			of := next[0]
			next = next[1:]
			for _, kind := range kinds {
				if of.Kind == kind {
					return of
				}
			}
		}
		die("%s: no parameter is left for %v", function.Name, method)
		return declared.Parameter{}
	}
	words := func() string { // the next text
		of := take(declared.TakesText)
		return words(r, with[of.Name], absent[function.Name+"."+of.Name])
	}
	var made []reflect.Value
	for at := range method.NumIn() {
		in := method.In(at)
		value := reflect.New(in).Elem()
		switch to := value.Addr().Interface().(type) {
		case *context.Context:
			*to = ctx
		case *string:
			*to = words()
		case *json.RawMessage:
			if text := words(); text != "" {
				*to = json.RawMessage(text)
			}
		case *billfold.Secret:
			*to = billfold.NewSecret(words())
		case *billfold.Amount:
			*to = billfold.Amount{Currency: words(), Minor: r.number(with[take(declared.TakesNumber).Name])}
		case *billfold.LogHead:
			*to = billfold.LogHead{Hash: words(), Count: r.number(with[take(declared.TakesNumber).Name])}
		case *time.Time:
			*to = time.Unix(r.number(with[take(declared.TakesNumber).Name]), 0)
		case *time.Duration:
			*to = duration(r.number(with[take(declared.TakesNumber).Name]), time.Second)
		case *bool:
			*to = truth(r.number(with[take(declared.TakesNumber).Name]))
		default:
			if in.Kind() == reflect.Struct {
				of := take(declared.TakesInput)
				r.input(declared.Structs[of.Of], value, with[of.Name], of.Name == "options")
			} else {
				setInt(value, r.number(with[take(declared.TakesNumber).Name]))
			}
		}
		made = append(made, value)
	}
	return made
}

// words is a text as Go has it; an empty one stands for an absent one where that may be.
func words(r *run, value any, mayBeAbsent bool) string {
	said, is := value.(string)
	if is {
		said = r.expand(said)
	}
	if is == (mayBeAbsent && said == "") || !is && (value != nil || !mayBeAbsent) || !utf8.ValidString(said) {
		refuse()
	}
	return said
}

func truth(number int64) bool {
	if number != 0 && number != 1 {
		refuse()
	}
	return number == 1
}

func duration(number int64, unit time.Duration) time.Duration {
	if number > math.MaxInt64/int64(unit) || number < math.MinInt64/int64(unit) {
		refuse()
	}
	return time.Duration(number) * unit
}

func setInt(value reflect.Value, number int64) {
	if value.OverflowInt(number) {
		refuse()
	}
	value.SetInt(number)
}

// list goes through the list of which a page was asked for: its first records are the page's.
func (r *run) list(method reflect.Value, function *declared.Function, with object, report object) {
	ctx, end := r.context()
	defer end()
	sequence := method.Call(r.arguments(ctx, function, with, method.Type()))[0]
	wanted, _ := report["record_json"].([]any)
	failed, _ := report["error"].(object)
	at := 0
	for record, err := range sequence.Seq2() {
		if !err.IsNil() {
			var is *billfold.Error
			errors.As(err.Interface().(error), &is)
			if failed == nil || failed["code"] != is.Code {
				die("%s: the list fails: %v", function.Name, err)
			}
			return
		}
		if at == len(wanted) {
			break
		}
		if made := reveal(record.Interface()); made != wanted[at] {
			die("%s: the list holds %s, the page %s", function.Name, made, wanted[at])
		}
		at++
	}
	if at < len(wanted) || failed != nil {
		die("%s: the list ends after %d records", function.Name, at)
	}
}

// alone are the functions that need no store.
var alone = map[string]func(r *run, step, with, report object){
	"billfold_store_open": func(r *run, step, with, report object) {
		path, options := words(r, with["path"], true), r.options(with["options"])
		store, err := billfold.Open(context.Background(), path, options...)
		reached["Open"] = true
		report["status"], report["made"] = int64(0), err == nil
		if err != nil {
			tellError(report, err)
			return
		}
		r.keepStore(step, store)
	},
	"billfold_store_has_file": func(r *run, _, with, report object) {
		is, err := billfold.HasFile(words(r, with["store_path"], false), words(r, with["file"], false))
		tellValue(report, "HasFile", integer(reflect.ValueOf(is)), err)
	},
	"billfold_currency_decimals": func(r *run, _, with, report object) {
		decimals, err := billfold.CurrencyDecimals(words(r, with["currency"], false))
		tellValue(report, "CurrencyDecimals", int64(decimals), err)
	},
	"billfold_amount_parse": func(r *run, _, with, report object) {
		amount, err := billfold.ParseAmount(words(r, with["amount"], false), words(r, with["currency"], false))
		tellValue(report, "ParseAmount", amount.Minor, err)
	},
	"billfold_filter_quote": func(r *run, step, with, report object) {
		said := words(r, with["text"], false)
		tellText(step, report, "QuoteFilter", func() (string, error) { return billfold.QuoteFilter(said) })
	},
	"billfold_amount_format": func(r *run, step, with, report object) {
		amount := billfold.Amount{Currency: words(r, with["currency"], false), Minor: r.number(with["amount_minor"])}
		tellText(step, report, "Amount.Major", amount.Major)
	},
	"billfold_verify_signature": func(r *run, _, with, report object) {
		headers := http.Header{}
		for _, name := range []string{"id", "timestamp", "signature"} {
			headers.Set("webhook-"+name, words(r, with[name], false))
		}
		body, is := with["body"].(object)
		var content []byte
		if is {
			content = unhex(text(body, "bytes"))
		} else {
			content = []byte(words(r, with["body"], false))
		}
		secret := billfold.NewSecret(words(r, with["secret"], false))
		err := billfold.VerifySignature(secret, headers, content, time.Unix(r.number(with["now"]), 0))
		reached["VerifySignature"] = true
		report["status"] = int64(0)
		if err != nil {
			tellError(report, err)
		}
	},
	"billfold_version": func(_ *run, _, _, report object) {
		reached["Version"], report["value"] = true, billfold.Version()
	},
	"billfold_version_number": func(_ *run, _, _, report object) {
		reached["VersionNumber"], report["value"] = true, int64(billfold.VersionNumber())
	},
	"billfold_abi_version": func(_ *run, _, _, report object) {
		reached["ABIVersion"], report["value"] = true, int64(billfold.ABIVersion())
	},
	"billfold_status_name": func(r *run, _, with, report object) {
		name := billfold.Kind(r.number(with["status"])).String()
		if strings.HasPrefix(name, "Kind(") {
			name = "unknown" // which here keeps its number
		}
		report["value"] = name
	},
}

// options are the options of Open that a struct of them says.
func (r *run) options(value any) (made []billfold.Option) {
	given, _ := value.(object)
	has := uint64(r.number(given["has"]))
	number := func(name string) int64 { return r.number(given[name]) }
	modes := map[int64]func() billfold.Option{
		1: billfold.CreateNew, 2: billfold.MustExist, 3: billfold.ReadOnly, 4: billfold.InMemory,
	}
	for name := range given {
		switch name {
		case "mode", "durability", "patience_milliseconds", "lease_milliseconds", "clock", "time", "has":
		default:
			refuse()
		}
	}
	if mode := number("mode"); mode != 0 {
		if modes[mode] == nil {
			refuse()
		}
		made = append(made, modes[mode]())
	}
	if truth(number("durability")) {
		made = append(made, billfold.MayLoseLastCommitsOnPowerLoss())
	}
	if patience := number("patience_milliseconds"); patience != 0 || has&1 != 0 {
		made = append(made, billfold.Patience(duration(patience, time.Millisecond)))
	}
	if lease := number("lease_milliseconds"); lease != 0 || has&2 != 0 {
		made = append(made, billfold.Lease(duration(lease, time.Millisecond)))
	}
	if truth(number("clock")) {
		made = append(made, billfold.ManualClock(time.Unix(number("time"), 0)))
	} else if number("time") != 0 || has&^3 != 0 {
		refuse()
	}
	return made
}

// unreached are the methods of stores and services that no step reaches. Some are Go's own, made of
// others.
func unreached() (missed []string) {
	for own := range strings.FieldsSeq("Close Format LogValue String Transact WithoutJSON") {
		reached["Store."+own] = true
	}
	store := reflect.TypeFor[*billfold.Store]()
	for at := range store.NumMethod() {
		if name := "Store." + store.Method(at).Name; !reached[name] {
			missed = append(missed, name)
		}
	}
	for _, field := range reflect.VisibleFields(store.Elem()) {
		for at := range field.Type.NumMethod() {
			name := field.Name + "." + field.Type.Method(at).Name
			if field.IsExported() && !reached[name] {
				missed = append(missed, name)
			}
		}
	}
	for name := range strings.FieldsSeq("ABIVersion Amount.Major CurrencyDecimals HasFile Open " +
		"QuoteFilter SetLogger VerifySignature Version VersionNumber") {
		if !reached[name] {
			missed = append(missed, name)
		}
	}
	return missed
}
