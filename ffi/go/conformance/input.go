package main

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
	"github.com/billfold/billfold/ffi/go/conformance/declared"
)

// input sets a struct of the package's to what a step gives for one of the library's.
func (r *run) input(of *declared.Struct, to reflect.Value, value any, mayBeAbsent bool) {
	given, is := value.(object)
	if !is {
		if value != nil || !mayBeAbsent {
			refuse()
		}
		return
	}
	has, known := uint64(r.number(given["has"])), uint64(0)
	for _, field := range of.Fields {
		known |= field.Has
	}
	if _, says := given["struct_size"]; says || has&^known != 0 {
		refuse()
	}
	amounts := r.amounts(of.Name, to, given, has)
	for _, field := range of.Fields {
		value, said := given[field.Name]
		switch {
		case amounts[field.Name], field.Name == "struct_size", field.Name == "has":
		case field.Name == "reserved" || strings.HasSuffix(field.Name, "s_count"):
			if said {
				refuse()
			}
		default:
			name, unit := inGo(field.Name)
			found := to.FieldByName(name)
			if !found.IsValid() {
				die("%s has no %s", to.Type(), name)
			}
			r.set(found, value, unit, field.Has != 0 && has&field.Has != 0)
		}
	}
}

// inGo is the name of a field in Go, and what its number counts if it is a time span.
func inGo(name string) (string, time.Duration) {
	if short, is := strings.CutSuffix(name, "_milliseconds"); is {
		return camel(short), time.Millisecond
	}
	return camel(strings.TrimSuffix(strings.TrimSuffix(name, "_seconds"), "_minor")), time.Second
}

// set sets a field; `zero` says that nought or nothing is meant where none is given.
func (r *run) set(field reflect.Value, value any, unit time.Duration, zero bool) {
	if r.setText(field, value, zero) || r.setNumber(field, value, unit, zero) {
		return
	}
	number := r.number(value)
	if zero && number == 0 {
		refuse()
	}
	setInt(field, number)
}

func (r *run) setText(field reflect.Value, value any, zero bool) bool {
	switch to := field.Addr().Interface().(type) {
	case *string:
		*to = words(r, value, true)
	case *json.RawMessage:
		if text := words(r, value, true); text != "" {
			*to = json.RawMessage(text)
		}
	case *billfold.Secret:
		*to = billfold.NewSecret(words(r, value, true))
	case *billfold.Change[string]:
		if value != nil {
			*to = billfold.Set(words(r, value, false))
		} else if zero {
			*to = billfold.Clear[string]()
		}
	case *[]string:
		*to = r.textList(value)
	case *billfold.Change[[]string]:
		if value != nil {
			*to = billfold.Set(r.textList(value))
		} else if zero {
			*to = billfold.Clear[[]string]()
		}
	default:
		return false
	}
	return true
}

func (r *run) setNumber(field reflect.Value, value any, unit time.Duration, zero bool) bool {
	number := func() int64 { return r.number(value) }
	given := func() bool { return number() != 0 || zero }
	switch to := field.Addr().Interface().(type) {
	case *time.Duration:
		*to = duration(number(), unit)
	case *billfold.Change[time.Duration]:
		if number() != 0 {
			*to = billfold.Set(duration(number(), unit))
		} else if zero {
			*to = billfold.Clear[time.Duration]()
		}
	case *time.Time:
		if number() != 0 {
			*to = time.Unix(number(), 0)
		}
	case *bool:
		*to = truth(number())
	case **bool:
		if given() {
			*to = new(truth(number()))
		}
	case **int:
		if given() {
			*to = new(int(number()))
		}
	case **int64:
		if given() {
			*to = new(number())
		}
	default:
		return false
	}
	return true
}

func (r *run) textList(value any) []string {
	if value == nil {
		return nil
	}
	made := []string{}
	for _, each := range value.([]any) {
		made = append(made, words(r, each, false))
	}
	return made
}

// amounts sets what an amount is made of, and says of which fields that is.
func (r *run) amounts(of string, to reflect.Value, given object, has uint64) map[string]bool {
	switch of {
	case "billfold_new_payment":
		to.FieldByName("Amount").Set(reflect.ValueOf(r.amount(given, "amount", "currency")))
		return map[string]bool{"amount": true, "amount_minor": true, "currency": true}
	case "billfold_new_fee":
		bps := r.number(given["bps"])
		if wants := given["json"] == nil; wants != (bps != 0 || has != 0) && bps == 0 {
			refuse()
		}
		setInt(to.FieldByName("BPS"), bps)
		if cap := r.amount(given, "cap", "cap_currency"); !cap.IsZero() {
			to.FieldByName("Cap").Set(reflect.ValueOf(&cap))
		}
		return map[string]bool{"cap": true, "cap_minor": true, "cap_currency": true, "bps": true}
	case "billfold_fee_changes":
		change := to.FieldByName("Cap").Addr().Interface().(*billfold.Change[billfold.Amount])
		if cap := r.amount(given, "cap", "cap_currency"); !cap.IsZero() {
			*change = billfold.Set(cap)
		} else if has&declared.Constants["BILLFOLD_FEE_CHANGES_HAS_CAP"] != 0 {
			*change = billfold.Clear[billfold.Amount]()
		}
		return map[string]bool{"cap": true, "cap_minor": true, "cap_currency": true}
	}
	return nil
}

// amount is an amount, in minor units or as text.
func (r *run) amount(given object, name, currencyName string) billfold.Amount {
	minor, currency := r.number(given[name+"_minor"]), words(r, given[currencyName], true)
	said := given[name]
	if said == nil {
		return billfold.Amount{Minor: minor, Currency: currency}
	}
	amount, err := billfold.ParseAmount(words(r, said, false), currency)
	if err != nil || amount.Minor == 0 || minor != 0 {
		refuse()
	}
	return amount
}
