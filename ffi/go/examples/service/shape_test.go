package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// member is a member of a JSON object, in its order.
type member struct {
	name  string
	value any // []member of an object
}

// ordered reads a JSON value, objects with their members in order.
func ordered(text string) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	return orderedNext(decoder)
}

func orderedNext(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		members := []member{}
		for decoder.More() {
			name, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			value, err := orderedNext(decoder)
			if err != nil {
				return nil, err
			}
			members = append(members, member{name.(string), value})
		}
		_, err = decoder.Token()
		return members, err
	case json.Delim('['):
		list := []any{}
		for decoder.More() {
			value, err := orderedNext(decoder)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err = decoder.Token()
		return list, err
	}
	return token, nil
}

// forms are what texts of the examples are made like.
var forms = map[string]*regexp.Regexp{
	"time":    regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`),
	"uuid":    regexp.MustCompile(`^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$`),
	"amount":  regexp.MustCompile(`^\d+\.\d+$`),
	"request": regexp.MustCompile(`^rtl_[A-Za-z0-9_-]+$`),
	"token":   regexp.MustCompile(`^lt_[A-Za-z0-9_-]+$`),
	"payment": regexp.MustCompile(`^https?://[^/]+/payments/[0-9a-f-]{36}/collection$`),
	"session": regexp.MustCompile(`^https?://[^/]+/session/lt_[A-Za-z0-9_-]+$`),
	"status":  regexp.MustCompile(`^(pending|completed|expired|failed)$`),
	"STATUS":  regexp.MustCompile(`^(PENDING|IN_PROGRESS|COMPLETED|CANCELLED|EXPIRED)$`),
}

// differences says what an answer lacks of an example: each of its members, in its order, of its type
// and form. What the answer has beyond that is ours.
func differences(path string, example, answer any) (found []string) {
	switch example := example.(type) {
	case []member:
		answer, is := answer.([]member)
		if !is {
			return []string{path + " is no object"}
		}
		last := -1
		for _, wanted := range example {
			at := -1
			for index, given := range answer {
				if given.name == wanted.name {
					at = index
				}
			}
			switch {
			case at < 0:
				found = append(found, path+"."+wanted.name+" is missing")
				continue
			case at < last:
				found = append(found, path+"."+wanted.name+" stands too early")
			}
			last = at
			if wanted.name == "metadata" {
				continue // the caller's own: that it comes back as it was is tested beside
			}
			found = append(found, differences(path+"."+wanted.name, wanted.value, answer[at].value)...)
		}
	case string:
		text, is := answer.(string)
		if !is {
			return []string{fmt.Sprintf("%s is %v, no text", path, answer)}
		}
		for name, form := range forms {
			if form.MatchString(example) && !form.MatchString(text) {
				found = append(found, fmt.Sprintf("%s is %q, no %s like %q", path, text, name, example))
			}
		}
	default:
		if got, want := fmt.Sprintf("%T", answer), fmt.Sprintf("%T", example); got != want {
			return []string{fmt.Sprintf("%s is %s, not %s", path, got, want)}
		}
	}
	return found
}
