package main

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"unicode/utf8"

	billfold "github.com/billfold/billfold/ffi/go"
)

// parameter is a parameter of a list's query, and the term of the library's filter language that it
// becomes.
type parameter struct{ name, term string }

// listed answers with the page of a list that the query asks for.
func listed[T any](
	c *call, parameters []parameter, list func(billfold.ListOptions) (billfold.Page[T], error),
) (answer, error) {
	query, err := url.ParseQuery(c.URL.RawQuery)
	if err != nil {
		return answer{}, invalid("query", "invalid", "is not well-formed")
	}
	if err := checkNames(query, parameters); err != nil {
		return answer{}, err
	}
	options, err := paging(query)
	if err != nil {
		return answer{}, err
	}
	var wanted filter
	for _, parameter := range parameters {
		if err := wanted.add(parameter, query.Get(parameter.name)); err != nil {
			return answer{}, err
		}
	}
	options.Filter = wanted.text
	page, err := list(options)
	return answer{value: page, next: next(query, page.NextCursor)}, wanted.blame(err)
}

// next is the same query for the page after, by its cursor: its cost does not grow with depth, and it
// misses and repeats nothing while records are added.
func next(query url.Values, cursor string) string {
	if cursor == "" {
		return ""
	}
	query.Del("page")
	query.Set("cursor", cursor)
	return query.Encode()
}

// checkNames refuses a parameter that is misspelt, which would otherwise quietly ask for everything,
// and one that is given twice.
func checkNames(query url.Values, parameters []parameter) error {
	known := []string{"page", "limit", "cursor"}
	for _, parameter := range parameters {
		known = append(known, parameter.name)
	}
	for name, values := range query {
		if !slices.Contains(known, name) {
			return invalid(name, "unknown_field", "is not a parameter of this list")
		}
		if len(values) > 1 {
			return invalid(name, "duplicate_key", "is given more than once")
		}
	}
	return nil
}

// paging reads which page is wanted: by number and size, as the services have it, or by the cursor
// that a page before it gave.
func paging(query url.Values) (options billfold.ListOptions, err error) {
	options.Cursor = query.Get("cursor")
	if options.Cursor == "" {
		options.Page = 1
	}
	for name, into := range map[string]*int{"page": &options.Page, "limit": &options.Limit} {
		text := query.Get(name)
		if text == "" {
			continue
		}
		// The library takes 0 for what is not said; here it was said.
		if *into, err = strconv.Atoi(text); err != nil || *into == 0 {
			return options, invalid(name, name, "is not a number from 1 on")
		}
	}
	return options, nil
}

// filter is a text in the filter language that remembers which parameter stands where in it.
type filter struct {
	text  string
	terms []term
}

type term struct {
	parameter  string
	start, end int // in characters, from 0
}

// add adds what a parameter asks for, whatever it holds: a value is quoted if need be.
func (f *filter) add(parameter parameter, value string) error {
	if value == "" {
		return nil
	}
	quoted, err := billfold.QuoteFilter(value)
	if err != nil {
		var refusal *billfold.Error
		if !errors.As(err, &refusal) {
			return err
		}
		return renamed(refusal, func(field billfold.FieldError) billfold.FieldError {
			field.Field = parameter.name
			return field
		})
	}
	if f.text != "" {
		f.text += " "
	}
	start := utf8.RuneCountInString(f.text)
	f.text += parameter.term + quoted
	f.terms = append(f.terms, term{parameter.name, start, utf8.RuneCountInString(f.text)})
	return nil
}

// blame has an error name the parameter, of which the caller knows, in place of the filter and the
// column in it, of which they do not.
func (f *filter) blame(err error) error {
	var refusal *billfold.Error
	if !errors.As(err, &refusal) || refusal.Field() != "filter" {
		return err
	}
	blamed := *renamed(refusal, func(field billfold.FieldError) billfold.FieldError {
		for _, term := range f.terms {
			if field.Field == "filter" && term.start < field.Column && field.Column <= term.end {
				return billfold.FieldError{Field: term.parameter, Reason: field.Reason}
			}
		}
		return field
	})
	blamed.Code = "invalid"
	return &blamed
}
