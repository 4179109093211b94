package main

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode"

	billfold "github.com/billfold/billfold/ffi/go"
)

// blame has an error speak of the request that its caller sent. An id in the path that cannot be any
// record's is not there, like one that could be; and a field is named as the body spells it, which
// may be clientIdName where the library says client_id_name.
func (c *call) blame(err error) error {
	var refusal *billfold.Error
	if !errors.As(err, &refusal) || refusal.Kind != billfold.ErrValidation {
		return err
	}
	var body any
	_ = json.Unmarshal(c.body, &body) // what is no JSON has no fields
	for _, field := range refusal.Fields {
		if _, sent := spelling(body, field.Field); !sent && c.PathValue(camel(field.Field)) != "" {
			return &billfold.Error{
				Kind: billfold.ErrNotFound, Code: "not_found",
				Message: "there is no such record: " + field.Field + ": " + field.Reason,
			}
		}
	}
	return renamed(refusal, func(field billfold.FieldError) billfold.FieldError {
		field.Field = spelt(body, field.Field)
		return field
	})
}

// renamed is the error with other fields, in its message too; itself if they are the same.
func renamed(err *billfold.Error, name func(billfold.FieldError) billfold.FieldError) *billfold.Error {
	made := *err
	made.Fields = make([]billfold.FieldError, len(err.Fields))
	reasons := make([]string, len(err.Fields))
	for at, field := range err.Fields {
		made.Fields[at] = name(field)
		reasons[at] = made.Fields[at].Field + ": " + made.Fields[at].Reason
	}
	if slices.Equal(made.Fields, err.Fields) {
		return err
	}
	made.Message = "the input is not valid: " + strings.Join(reasons, "; ")
	return &made
}

// spelt is the path of a field as the body spells it.
func spelt(body any, path string) string {
	names := strings.Split(path, ".")
	for at, name := range names {
		names[at], _ = spelling(body, name)
		object, _ := body.(map[string]any)
		body = object[names[at]]
	}
	return strings.Join(names, ".")
}

// spelling is how an object spells a member, and whether it has it. One that it has not is spelt as
// the others are, if any tells.
func spelling(value any, name string) (spelt string, there bool) {
	object, _ := value.(map[string]any)
	other := camel(name)
	if _, there := object[name]; there {
		return name, true
	}
	if _, there := object[other]; there {
		return other, true
	}
	for each := range object {
		if strings.ContainsFunc(each, unicode.IsUpper) && !strings.Contains(each, "_") {
			return other, false
		}
	}
	return name, false
}

// camel is client_id as clientId.
func camel(name string) string {
	words := strings.Split(name, "_")
	for at, word := range words {
		if at > 0 && word != "" {
			words[at] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "")
}
