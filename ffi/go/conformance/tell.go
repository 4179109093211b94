package main

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
	"github.com/billfold/billfold/ffi/go/conformance/declared"
)

// ---- what the package answers with, told as the library would tell it ----

// recordType is the type of the records that a method answers with; nil if it does not.
func recordType(method reflect.Type) reflect.Type {
	of := method.Out(0)
	if of.Kind() == reflect.Struct && strings.HasPrefix(of.Name(), "Page[") {
		items, _ := of.FieldByName("Items")
		of = items.Type
	}
	if of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	return of
}

// accessorOf is the accessor by which the library shows what a method answers with.
func accessorOf(method reflect.Type) string {
	of := recordType(method)
	if of == reflect.TypeFor[billfold.Secret]() {
		return "billfold_page_text"
	}
	if !of.Implements(reflect.TypeFor[billfold.Record]()) {
		return ""
	}
	return strings.Replace(structNamed(of.Name()).Name, "billfold_", "billfold_page_", 1)
}

func (r *run) keepStore(step object, store *billfold.Store) {
	if as := text(step, "as"); as != "" {
		r.keepHandle(as, &kept{of: "billfold_store", store: store})
		return
	}
	store.Close()
}

func (r *run) tellResult(step object, function *declared.Function, result reflect.Value, report object) {
	switch given := result.Interface().(type) {
	case *billfold.Store:
		r.keepStore(step, given)
		return
	case billfold.Secret:
		tellRecords(step, report, oneOf(1), []any{textView(given.Reveal())}, []string{quoted(given.Reveal())})
		return
	case time.Time:
		report["value"] = given.Unix()
		return
	case int64:
		report["value"] = given
		return
	case billfold.StoreInfo:
		report["view"] = view(declared.Structs["billfold_store_info"], result, function.Name)
		return
	case billfold.Progress:
		report["view"] = view(declared.Structs["billfold_progress"], result, function.Name)
		return
	}
	page, items := pageOf(result)
	views, jsons := []any{}, []string{}
	for _, item := range items {
		views = append(views, view(structNamed(item.Type().Name()), item, function.Name))
		jsons = append(jsons, reveal(item.Interface()))
		if replayed := item.FieldByName("Replayed"); replayed.IsValid() {
			page["replayed"] = integer(replayed)
		}
	}
	tellRecords(step, report, page, views, jsons)
	if marshaler, is := result.Interface().(json.Marshaler); is && strings.HasPrefix(result.Type().Name(), "Page[") {
		made, err := marshaler.MarshalJSON()
		if err != nil {
			die("%v", err)
		}
		report["json"] = string(made)
	}
}

// pageOf is what the library says of a page, and its records.
func pageOf(result reflect.Value) (page object, items []reflect.Value) {
	switch {
	case result.Kind() == reflect.Pointer:
		if !result.IsNil() {
			items = append(items, result.Elem())
		}
		return oneOf(len(items)), items
	case result.Kind() == reflect.Slice:
		for at := range result.Len() {
			items = append(items, result.Index(at))
		}
		page = oneOf(len(items))
		page["is_list"], page["page"], page["limit"] = int64(1), int64(1), int64(len(items))
		page["has"] = int64(declared.Constants["BILLFOLD_PAGE_HAS_PAGE"])
	case strings.HasPrefix(result.Type().Name(), "Page["):
		list := result.FieldByName("Items")
		for at := range list.Len() {
			items = append(items, list.Index(at))
		}
		page = view(declared.Structs["billfold_page_info"], result, "")
		page["is_list"], page["count"] = int64(1), int64(len(items))
	default:
		return oneOf(1), []reflect.Value{result}
	}
	return page, items
}

// oneOf is what the library says of a page of one record, or of none.
func oneOf(count int) object {
	return object{
		"struct_size": int64(declared.Structs["billfold_page_info"].Size), "has": int64(0),
		"count": int64(count), "total": int64(count), "page": nil, "limit": int64(1), "next_cursor": nil,
		"is_list": int64(0), "replayed": int64(0), "start_cursor": nil,
		"uncounted": int64(0), "reserved": int64(0),
	}
}

func tellRecords(step, report, page object, views []any, jsons []string) {
	report["count"], report["page"] = int64(len(views)), page
	list := []any{}
	for _, each := range jsons {
		list = append(list, each)
	}
	report["record_json"] = list
	if text(step, "show") != "" {
		report["records"] = views
	}
	switch {
	case page["is_list"] == int64(1):
		report["json"] = `{"items":[` + strings.Join(jsons, ",") + `],"total":` + itoa(len(jsons)) +
			`,"page":1,"limit":` + itoa(len(jsons)) + `}`
	case len(jsons) == 0:
		report["json"] = "null"
	case page["replayed"] == int64(1):
		report["json"] = strings.TrimSuffix(jsons[0], "}") + `,"replayed":true}`
	default:
		report["json"] = jsons[0]
	}
}

func itoa(number int) string {
	made, _ := json.Marshal(number)
	return string(made)
}

func reveal(record any) string {
	made, err := billfold.RevealJSON(record.(billfold.Record))
	if err != nil {
		die("%v", err)
	}
	return string(made)
}

func quoted(text string) string {
	made, _ := json.Marshal(text)
	return string(made)
}

func textView(text string) object {
	return object{"struct_size": int64(declared.Structs["billfold_text_view"].Size), "has": int64(0), "text": text}
}

func tellText(step, report object, name string, call func() (string, error)) {
	if accessor := text(step, "show"); accessor != "" && accessor != "billfold_page_text" {
		refuse()
	}
	said, err := call()
	reached[name] = true
	report["status"], report["made"] = int64(0), err == nil
	if err != nil {
		tellError(report, err)
		return
	}
	tellRecords(step, report, oneOf(1), []any{textView(said)}, []string{quoted(said)})
}

func tellValue(report object, name string, value any, err error) {
	reached[name] = true
	report["status"] = int64(0)
	if err != nil {
		tellError(report, err)
		return
	}
	report["value"] = value
}

// tellError tells of an error by what is public of it.
func tellError(report object, err error) {
	var e *billfold.Error
	if !errors.As(err, &e) || !errors.Is(err, e.Kind) || err.Error() != e.Message {
		die("%v is no error of the package's", err)
	}
	status := int64(e.Kind)
	report["status"] = status
	made, problem := e.MarshalJSON()
	if problem != nil {
		die("%v", problem)
	}
	fields := []any{}
	for _, each := range e.Fields {
		fields = append(fields, view(declared.Structs["billfold_field_error"], reflect.ValueOf(each), ""))
	}
	told := view(declared.Structs["billfold_error_info"], reflect.ValueOf(struct {
		billfold.Error
		Status        billfold.Kind
		Kind          string
		FieldCount    int
		Field, Reason string
	}{*e, e.Kind, e.Kind.String(), len(e.Fields), e.Field(), reason(e)}), "")
	told["fields"], told["text"], told["json"] = fields, e.Error(), string(made)
	report["error"] = told
}

func reason(e *billfold.Error) string {
	if len(e.Fields) == 0 {
		return ""
	}
	return e.Fields[0].Reason
}

// view is a record as the library's struct shows it.
func view(of *declared.Struct, record reflect.Value, call string) object {
	shown := object{}
	var has uint64
	for _, field := range of.Fields {
		value, there := shownField(of, record, field, call)
		shown[field.Name] = value
		if there {
			has |= field.Has
		}
	}
	for _, field := range of.Fields {
		if field.Has != 0 && has&field.Has == 0 {
			shown[field.Name] = nil
		}
	}
	shown["struct_size"], shown["has"] = int64(of.Size), int64(has)
	accessor := strings.Replace(of.Name, "billfold_", "billfold_page_", 1)
	for part := range partsOf(accessor) {
		if _, is := shown[part+"_count"]; !is {
			continue
		}
		list, items := []any{}, record.FieldByName(plurals[part])
		for at := range items.Len() {
			item := items.Index(at)
			list = append(list, view(structNamed(item.Type().Name()), item, call))
		}
		shown[part] = list
	}
	return shown
}

// shownField is a field as the library's struct has it, and whether there is anything in it.
func shownField(of *declared.Struct, record reflect.Value, field declared.Field, call string) (any, bool) {
	switch field.Name {
	case "struct_size", "has", "reserved":
		return int64(0), false
	case "already_linked": // false means something where a link is made
		return integer(record.FieldByName("AlreadyLinked")), strings.HasPrefix(call, "billfold_client_link_create")
	case "page":
		return goValue(record.FieldByName("Number"), 0)
	}
	if count, is := strings.CutSuffix(field.Name, "_count"); is {
		list := record.FieldByName(camel(count))
		if plural := plurals[count]; plural != "" {
			list = record.FieldByName(plural)
		}
		if list.IsValid() && list.Kind() == reflect.Slice {
			return int64(list.Len()), list.Len() > 0
		}
	}
	if amount := currencies[of.Name+"."+field.Name]; amount != "" {
		return goValue(part(record.FieldByName(amount), "Currency"), 0)
	}
	name, unit := inGo(field.Name)
	found := record.FieldByName(name)
	if strings.HasSuffix(field.Name, "_minor") {
		minor, _ := goValue(part(found, "Minor"), 0)
		return minor, part(found, "Currency").String() != ""
	}
	if !found.IsValid() {
		if of.Name == "billfold_page_info" {
			return int64(0), false
		}
		die("%s has no %s", record.Type(), name)
	}
	return goValue(found, unit)
}

// part is a field of an amount, which may be behind a pointer.
func part(amount reflect.Value, name string) reflect.Value {
	if amount.Kind() == reflect.Pointer {
		if amount.IsNil() {
			return reflect.Zero(reflect.TypeFor[billfold.Amount]()).FieldByName(name)
		}
		amount = amount.Elem()
	}
	return amount.FieldByName(name)
}

// goValue is a value of Go's as JSON tells one of C's, and whether it is not nothing.
func goValue(value reflect.Value, unit time.Duration) (any, bool) {
	switch given := value.Interface().(type) {
	case json.RawMessage:
		return string(given), given != nil
	case billfold.Secret:
		return given.Reveal(), !given.IsZero()
	case time.Time:
		if given.IsZero() {
			return int64(0), false
		}
		return given.Unix(), true
	case time.Duration:
		return int64(given / unit), given != 0
	case []string:
		list := []any{}
		for _, each := range given {
			list = append(list, each)
		}
		return list, given != nil
	}
	if value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
		if value.IsNil() {
			return int64(0), false
		}
		made, _ := goValue(value.Elem(), unit)
		return made, true
	}
	if value.Kind() == reflect.String {
		return value.String(), value.String() != ""
	}
	return integer(value), !value.IsZero()
}

// integer is a number or a truth as C has it.
func integer(value reflect.Value) int64 {
	switch {
	case value.Kind() == reflect.Bool && value.Bool():
		return 1
	case value.Kind() == reflect.Bool:
		return 0
	case value.CanUint():
		return int64(value.Uint())
	}
	return value.Int()
}
