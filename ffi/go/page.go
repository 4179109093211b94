package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"log/slog"
	"strconv"
)

// Page is one page of a list.
type Page[T any] struct {
	// Items are the page's records.
	Items []T
	// Total is how many records the whole list has; at the least, if the page is Uncounted.
	Total int64
	// Uncounted says that the total was not waited for, as [ListOptions.Uncounted] asks; it is null
	// in JSON then.
	Uncounted bool
	// Number is the number of this page from 1; 0 if it was asked for by a cursor or as the last.
	Number int64
	// Limit is how many records a page holds at most.
	Limit int64
	// NextCursor is what to ask for the next page with, as [ListOptions.Cursor]; empty on the last.
	NextCursor string
	// StartCursor is the page's first record, to ask for the page before it with, as
	// [ListOptions.Before], or for this one anew, as [ListOptions.StartingAt]; empty if the page is,
	// or all there is.
	StartCursor string
}

// MarshalJSON returns the page as the services write it: {"items", "total", "page", "limit"}, but for
// secrets: … stands in their place. See [RevealJSON].
func (p Page[T]) MarshalJSON() ([]byte, error) {
	return p.written(func(item T) ([]byte, error) { return marshal(item) })
}

func (p Page[T]) revealJSON() ([]byte, error) {
	return p.written(func(item T) ([]byte, error) {
		if record, is := any(item).(Record); is {
			return record.revealJSON()
		}
		return marshal(item)
	})
}

// written is the page with its records as that writes them.
func (p Page[T]) written(write func(T) ([]byte, error)) ([]byte, error) {
	out := bytes.NewBufferString(`{"items":[`)
	for at, item := range p.Items {
		if at > 0 {
			out.WriteByte(',')
		}
		made, err := write(item)
		if err != nil {
			return nil, err
		}
		out.Write(made)
	}
	total := "null"
	if !p.Uncounted {
		total = strconv.FormatInt(p.Total, 10)
	}
	out.WriteString(`],"total":` + total)
	switch {
	case p.Number != 0:
		out.WriteString(`,"page":` + strconv.FormatInt(p.Number, 10))
	case p.NextCursor != "":
		out.WriteString(`,"next_cursor":` + strconv.Quote(p.NextCursor))
	default:
		out.WriteString(`,"next_cursor":null`)
	}
	out.WriteString(`,"limit":` + strconv.FormatInt(p.Limit, 10) + `}`)
	return out.Bytes(), nil
}

// UnmarshalJSON refuses, as of the records in it.
func (p *Page[T]) UnmarshalJSON([]byte) error { return (*document)(nil).UnmarshalJSON(nil) }

// String returns how much the page has, and its records as they show themselves:
// Page(1 of 7: [Payment(0198f2a0-… pending 500.50 USD)]).
func (p Page[T]) String() string {
	return fmt.Sprintf("Page(%d of %d: %v)", len(p.Items), p.Total, p.Items)
}

// Format writes what String returns, whatever the verb, as wide as it is to be.
func (p Page[T]) Format(state fmt.State, _ rune) { formatted(state, p) }

// LogValue returns how much the page has: records, total.
func (p Page[T]) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("records", len(p.Items)), slog.Int64("total", p.Total))
}

// page makes a call that answers with a page of a list.
func page[V, T any](ctx context.Context, s *Store, show shows[V], read func(*reader, *V) T,
	make func(*call) C.billfold_status,
) (page Page[T], err error) {
	err = s.ask(ctx, make, func(c *call) error {
		records, info, err := readAll(s, c.page, show, read)
		if err != nil {
			return err
		}
		page = Page[T]{
			Items: records, Total: int64(info.total), Uncounted: info.uncounted != 0, Number: int64(info.page), Limit: int64(info.limit),
			NextCursor: text(info.next_cursor), StartCursor: text(info.start_cursor),
		}
		return nil
	})
	return page, err
}

// every goes through the records of all pages from the one that the options name. Of a list that is
// asked for without a limit it takes the largest pages there are, and none waits for a total, which
// nobody sees.
func every[T any](options ListOptions, ask func(ListOptions) (Page[T], error)) iter.Seq2[T, error] {
	if options.Limit == 0 {
		options.Limit = 100
	}
	options.Uncounted = true
	return func(yield func(T, error) bool) {
		options := options
		for {
			page, err := ask(options)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if page.NextCursor == "" {
				return
			}
			options = ListOptions{
				Filter: options.Filter, Limit: options.Limit, Cursor: page.NextCursor, KnownTotal: &page.Total,
			}
		}
	}
}
