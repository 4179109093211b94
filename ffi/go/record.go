package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"reflect"
	"slices"
	"time"
	"unsafe"
)

// shows is the library's accessor of a kind of records.
type shows[V any] func(*C.billfold_page, C.size_t, *V, **C.billfold_error) C.billfold_status

// showsPart is the library's accessor of what a record has any number of.
type showsPart[V any] func(*C.billfold_page, C.size_t, C.size_t, *V, **C.billfold_error) C.billfold_status

// reader reads one record after the other from a page.
type reader struct {
	page     *C.billfold_page
	index    C.size_t
	kind     string // of the records: Payment
	replayed bool
	bare     bool // the records' JSON is not wanted
	failed   error
}

// all makes a call and reads all the records of its answer.
func all[V, T any](ctx context.Context, s *Store, show shows[V], read func(*reader, *V) T,
	make func(*call) C.billfold_status,
) (records []T, err error) {
	err = s.ask(ctx, make, func(c *call) error {
		records, _, err = readAll(s, c.page, show, read)
		return err
	})
	return records, err
}

// one is as all, for a call that answers with one record.
func one[V, T any](ctx context.Context, s *Store, show shows[V], read func(*reader, *V) T,
	make func(*call) C.billfold_status,
) (record T, err error) {
	found, err := maybe(ctx, s, show, read, make)
	if found != nil {
		record = *found
	}
	return record, err
}

// maybe is as all, for a call that answers with one record or none.
func maybe[V, T any](ctx context.Context, s *Store, show shows[V], read func(*reader, *V) T,
	make func(*call) C.billfold_status,
) (*T, error) {
	records, err := all(ctx, s, show, read, make)
	if err != nil || len(records) == 0 {
		return nil, err
	}
	return &records[0], nil
}

// readAll reads the records of a page.
func readAll[V, T any](s *Store, page *C.billfold_page, show shows[V], read func(*reader, *V) T,
) ([]T, *C.billfold_page_info, error) {
	var info C.billfold_page_info
	var failed *C.billfold_error
	if err := taken(C.billfold_page_describe(page, sized(&info), &failed), failed); err != nil {
		return nil, nil, err
	}
	r := reader{page: page, replayed: info.replayed != 0, bare: s.bare, kind: reflect.TypeFor[T]().Name()}
	records := make([]T, 0, info.count)
	view := sized(new(V))
	for r.index = range info.count {
		if err := taken(show(page, r.index, view, &failed), failed); err != nil {
			return nil, nil, err
		}
		records = append(records, read(&r, view))
	}
	return records, &info, r.failed
}

// parts reads what a record has any number of.
func parts[V, T any](r *reader, count C.size_t, show showsPart[V], read func(*V) T) []T {
	if count == 0 {
		return nil
	}
	list := make([]T, 0, count)
	view := sized(new(V))
	for at := range count {
		var failed *C.billfold_error
		if err := taken(show(r.page, r.index, at, view, &failed), failed); err != nil {
			r.failed = err
			return nil
		}
		list = append(list, read(view))
	}
	return list
}

// document is what a record remembers of itself beside its fields: what it is, and its JSON as the
// library has it.
type document struct {
	kind string
	// Behind a pointer to a text, of which fmt prints the address whatever the verb: there may be
	// secrets in it.
	json    *string
	secrets []string // the members of the JSON that hold some
}

// document reads the record's JSON, unless nobody wants it; its secrets are in these members.
func (r *reader) document(secrets ...string) document {
	if r.bare {
		return document{kind: r.kind}
	}
	var read C.billfold_str
	var failed *C.billfold_error
	status := C.billfold_page_record_json(r.page, r.index, &read, &failed)
	if err := taken(status, failed); err != nil {
		r.failed = err
		return document{}
	}
	return document{r.kind, new(text(read)), secrets}
}

// MarshalJSON returns the record as the services write it, byte for byte, but for secrets: … stands
// in their place. [json.Marshal] then writes <, > and & as escapes, as it does with all that it is
// given; a [json.Encoder] with SetEscapeHTML(false) does not. See [Record] and [RevealJSON].
func (d document) MarshalJSON() ([]byte, error) {
	made, err := d.revealJSON()
	if err != nil || len(d.secrets) == 0 {
		return made, err
	}
	return masked(made, d.secrets)
}

// masked writes … in place of the texts of these members of a record, of itself alone: what stands
// deeper is its caller's own, such as metadata, whatever it is called.
func masked(record []byte, members []string) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(record))
	decoder.UseNumber()
	made, copied := make([]byte, 0, len(record)), int64(0)
	var open []bool // of each object or array around: whether it is an object
	isName, secret := false, false
	for {
		start := decoder.InputOffset()
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return append(made, record[copied:]...), nil
		}
		if err != nil {
			return nil, err
		}
		delimiter, isDelimiter := token.(json.Delim)
		value, isText := token.(string)
		switch {
		case isDelimiter && (delimiter == '{' || delimiter == '['):
			open, isName, secret = append(open, delimiter == '{'), delimiter == '{', false
			continue
		case isDelimiter:
			open = open[:len(open)-1]
		case isName:
			isName, secret = false, len(open) == 1 && slices.Contains(members, value)
			continue
		case isText && secret:
			start += int64(bytes.IndexByte(record[start:], '"'))
			made = append(append(made, record[copied:start]...), '"')
			made = append(append(made, hidden...), '"')
			copied = decoder.InputOffset()
		}
		isName, secret = len(open) > 0 && open[len(open)-1], false
	}
}

func (d document) revealJSON() ([]byte, error) {
	switch {
	case d.json != nil:
		return []byte(*d.json), nil
	case d.kind == "":
		return nil, plain(ErrUnsupported, "record_without_json",
			"a record that was made by hand has no JSON, which is the library's: read one from a store, such as "+
				"one of InMemory, or marshal a struct of your own")
	}
	return nil, plain(ErrUnsupported, "record_without_json",
		"the "+d.kind+" has no JSON: it was read through Store.WithoutJSON")
}

// UnmarshalJSON refuses: a record is read from a store, by Get and the like. A struct for what comes
// from elsewhere is the reader's own.
func (d *document) UnmarshalJSON([]byte) error {
	return plain(ErrUnsupported, "read_only_record",
		"a record is not made of JSON: read it from a store, by Get and the like")
}

// Record is a record that a call answered with, or a [Page] of them. What all of them share:
//
// json.Marshal writes a record as it was read: what is assigned to its fields afterwards is not in it,
// and a record that was made by hand, as for a test, has no JSON ([ErrUnsupported]). Change records
// through their services, and marshal what those answer with. Nothing is unmarshalled into a record.
//
// fmt, by whatever verb, and slog show of a record what it is, its id, its status, its amount and its
// counts, as far as it has them; not the names, addresses and metadata in it. Two ways lead around that,
// both of Go's own: a slog.JSONHandler marshals what stands inside something else, such as a slice of
// records, and so writes all of them, though without secrets; and fmt asks nothing in an unexported
// field of a struct for how it is to be shown, and prints what is in it, though no secrets.
//
// A struct that embeds a record is marshalled and shown as that record alone, without its other fields,
// as with any type that has methods for it: give the record a name there.
//
//	type Line struct {
//		Payment billfold.Payment `json:"payment"`
//		Note    string           `json:"note"`
//	}
type Record interface {
	json.Marshaler
	fmt.Formatter
	fmt.Stringer
	slog.LogValuer
	revealJSON() ([]byte, error)
}

// RevealJSON returns the record, or the page of records, as the services write it, byte for byte and
// with its secrets.
func RevealJSON(record Record) ([]byte, error) { return record.revealJSON() }

// text copies a text of the library's.
func text(lent C.billfold_str) string { return string(lentBytes(lent)) }

// lentBytes are a text's bytes where they are, however many: they are the library's.
func lentBytes(lent C.billfold_str) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(lent.ptr)), lent.len)
}

// raw copies a text that is JSON; nil if there is none.
func raw(lent C.billfold_str) json.RawMessage {
	if lent.len == 0 {
		return nil
	}
	return bytes.Clone(lentBytes(lent))
}

// texts copies texts that stand side by side; nil if there are none.
func texts(first *C.billfold_str, count C.size_t) []string {
	if count == 0 {
		return nil
	}
	list := make([]string, 0, count)
	for _, each := range unsafe.Slice(first, count) {
		list = append(list, text(each))
	}
	return list
}

// clock is a time of the library's.
func clock(seconds C.int64_t) time.Time { return time.Unix(int64(seconds), 0).UTC() }

// when is a time that may be absent.
func when(has C.uint64_t, seconds C.int64_t) time.Time {
	if has == 0 {
		return time.Time{}
	}
	return clock(seconds)
}

// span is a time span of the library's; the longest there is, if Go has none as long.
func span(count C.int64_t, unit time.Duration) time.Duration {
	if most := math.MaxInt64 / int64(unit); int64(count) > most {
		return math.MaxInt64
	}
	return time.Duration(count) * unit
}

// amount is an amount that may be absent.
func amount(has C.uint64_t, minor C.int64_t, currency C.billfold_str) Amount {
	if has == 0 {
		return Amount{}
	}
	return Amount{int64(minor), text(currency)}
}

// optional is a value that may be absent.
func optional[T any](has C.uint64_t, value T) *T {
	if has == 0 {
		return nil
	}
	return &value
}

func showText(
	page *C.billfold_page, index C.size_t, view *C.billfold_text_view, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_text(page, index, view, err)
}

func secretOf(_ *reader, view *C.billfold_text_view) Secret { return NewSecret(text(view.text)) }
