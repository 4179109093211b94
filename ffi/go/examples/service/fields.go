package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	billfold "github.com/billfold/billfold/ffi/go"
)

// texts reads a body that is an object of nothing but texts, for the two calls of the library that
// take no JSON themselves. It keeps the library's rules: a field may be named in either spelling,
// one that is unknown or given twice is refused, null is as if it were not there.
func texts(body []byte, fields map[string]*string) error {
	var members map[string]any
	var syntax *json.SyntaxError
	if err := json.Unmarshal(body, &members); errors.As(err, &syntax) {
		return malformed(body, syntax)
	} else if err != nil || members == nil {
		return invalid("body", "not_an_object", "is not an object")
	}
	given := map[*string]bool{}
	// Again, one by one: of a field that is given twice the map has the last one alone.
	decoder := json.NewDecoder(bytes.NewReader(body))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		name := token.(string)
		var value any
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		into, known := fields[name]
		text, isText := value.(string)
		switch {
		case !known:
			return invalid(name, "unknown_field", "is not a field of this input")
		case given[into]:
			return invalid(name, "duplicate_key", "is given more than once")
		case !isText && value != nil:
			return invalid(name, "invalid", "is not a string")
		}
		given[into], *into = true, text
	}
	return nil
}

// malformed is the refusal of what is not JSON. It names line and column, as the library does.
func malformed(body []byte, err *json.SyntaxError) *billfold.Error {
	read := body[:min(int(err.Offset), len(body))]
	line := bytes.Count(read, []byte("\n")) + 1
	column := len(read) - bytes.LastIndexByte(read, '\n') - 1
	return refused("malformed_json",
		fmt.Sprintf("the input is not JSON: %v at line %d column %d", err, line, column))
}
