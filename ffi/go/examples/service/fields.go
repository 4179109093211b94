package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	billfold "github.com/billfold/billfold/ffi/go"
)

// texts reads a body that is an object of nothing but texts, for the two calls of the library that
// take no JSON themselves. It keeps the library's rules: a field may be named in either spelling,
// one that is unknown or given twice is refused, null is as if it were not there.
func texts(body []byte, fields map[string]*string) error {
	given := map[*string]bool{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if start, err := decoder.Token(); err != nil {
		return malformed(body, err)
	} else if start != json.Delim('{') {
		return invalid("body", "not_an_object", "is not an object")
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return malformed(body, err)
		}
		var value any
		if err := decoder.Decode(&value); err != nil {
			return malformed(body, err)
		}
		into, known := fields[name.(string)]
		text, isText := value.(string)
		switch {
		case !known:
			return invalid(name.(string), "unknown_field", "is not a field of this input")
		case given[into]:
			return invalid(name.(string), "duplicate_key", "is given more than once")
		case !isText && value != nil:
			return invalid(name.(string), "invalid", "is not a string")
		}
		given[into], *into = true, text
	}
	if _, err := decoder.Token(); err != nil {
		return malformed(body, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return malformed(body, errors.New("more follows after the object"))
	}
	return nil
}

// malformed is the refusal of what is not JSON. It names line and column, as the library does.
func malformed(body []byte, err error) *billfold.Error {
	offset := len(body)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = int(syntax.Offset)
	}
	read := body[:min(offset, len(body))]
	line := bytes.Count(read, []byte("\n")) + 1
	column := len(read) - bytes.LastIndexByte(read, '\n') - 1
	reason := err.Error()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		reason = "it ends too early"
	}
	return refused("malformed_json",
		fmt.Sprintf("the input is not JSON: %s at line %d column %d", reason, line, column))
}
