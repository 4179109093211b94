package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	billfold "github.com/billfold/billfold/ffi/go"
)

// blame has an error speak of the request that its caller sent. An id in the path that cannot be any
// record's is not there, like one that could be; a body that is no text is no JSON; and a field is named
// as the body spells it, or as its service does: clientIdName where the library says client_id_name.
func (c *call) blame(err error) error {
	var refusal *billfold.Error
	if !errors.As(err, &refusal) || refusal.Kind != billfold.ErrValidation {
		return err
	}
	if refusal.Field() == "json" && !utf8.Valid(c.body) {
		return notText(c.body)
	}
	var body any
	_ = json.Unmarshal(c.body, &body) // what is no JSON has no fields
	for _, field := range refusal.Fields {
		if _, sent := c.spelling(body, field.Field); !sent && c.PathValue(camel(field.Field)) != "" {
			return &billfold.Error{
				Kind: billfold.ErrNotFound, Code: "not_found",
				Message: "there is no such record: " + field.Field + ": " + field.Reason,
			}
		}
	}
	return renamed(refusal, func(field billfold.FieldError) billfold.FieldError {
		field.Field = c.spelt(body, field.Field)
		return field
	})
}

// notText is the refusal of a body that is not UTF-8, which says where, as that of other bodies that are
// no JSON does: line and column from 1, in bytes.
func notText(body []byte) *billfold.Error {
	at := 0
	for at < len(body) {
		sign, size := utf8.DecodeRune(body[at:])
		if sign == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	line := 1 + bytes.Count(body[:at], []byte("\n"))
	column := at - bytes.LastIndexByte(body[:at], '\n')
	return refused("malformed_json", fmt.Sprintf("the input is not JSON: it is not UTF-8 at line %d column %d", line, column))
}

// blameKey has the refusal of an idempotency key name the header that it stood in.
func blameKey(err error) error {
	var refusal *billfold.Error
	if !errors.As(err, &refusal) {
		return err
	}
	return renamed(refusal, func(field billfold.FieldError) billfold.FieldError {
		field.Field = "Idempotency-Key"
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
func (c *call) spelt(body any, path string) string {
	names := strings.Split(path, ".")
	for at, name := range names {
		names[at], _ = c.spelling(body, name)
		object, _ := body.(map[string]any)
		body = object[names[at]]
	}
	return strings.Join(names, ".")
}

// spelling is how an object spells a member, and whether it has it. One that it has not is spelt as the
// service's own examples do.
func (c *call) spelling(value any, name string) (spelt string, there bool) {
	object, _ := value.(map[string]any)
	other := camel(name)
	if _, there := object[name]; there {
		return name, true
	}
	if _, there := object[other]; there {
		return other, true
	}
	if c.camelCase {
		return other, false
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
