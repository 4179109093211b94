package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"encoding/json"
	"log/slog"
	"reflect"
	"strconv"
)

// Kind is why a call failed, and itself an error, so that errors.Is tells it:
//
//	if errors.Is(err, billfold.ErrNotFound) { … }
//
// A number without a name here comes from a newer library.
type Kind int32

// The kinds of errors.
const (
	// ErrValidation: an input is not as it must be; [Error.Fields] says which and why.
	ErrValidation Kind = C.BILLFOLD_VALIDATION
	// ErrAuthentication: a credential is malformed, wrong, or worth nothing any more.
	ErrAuthentication Kind = C.BILLFOLD_AUTHENTICATION
	// ErrForbidden: the holder of the credential may not do this.
	ErrForbidden Kind = C.BILLFOLD_FORBIDDEN
	// ErrNotFound: there is no such record, or none that the caller sees.
	ErrNotFound Kind = C.BILLFOLD_NOT_FOUND
	// ErrConflict: the state of a record is in the way; [Error.Code] says which.
	ErrConflict Kind = C.BILLFOLD_CONFLICT
	// ErrExpired: the time for it has passed.
	ErrExpired Kind = C.BILLFOLD_EXPIRED
	// ErrIdempotencyMismatch: the idempotency key was used with another input.
	ErrIdempotencyMismatch Kind = C.BILLFOLD_IDEMPOTENCY_MISMATCH
	// ErrBusy: someone else was writing for longer than the store's patience.
	ErrBusy Kind = C.BILLFOLD_BUSY
	// ErrStorage: the disk or the file system refused; [Error.StorageCode] may say more.
	ErrStorage Kind = C.BILLFOLD_STORAGE
	// ErrOutcomeUnknown: the disk failed at the moment of the commit. Look, or repeat the call
	// under the same idempotency key.
	ErrOutcomeUnknown Kind = C.BILLFOLD_OUTCOME_UNKNOWN
	// ErrCorrupt: the file is damaged, or is no store.
	ErrCorrupt Kind = C.BILLFOLD_CORRUPT
	// ErrSchemaTooNew: the file was written by a newer Billfold.
	ErrSchemaTooNew Kind = C.BILLFOLD_SCHEMA_TOO_NEW
	// ErrReadOnly: the store is open to read only.
	ErrReadOnly Kind = C.BILLFOLD_READ_ONLY
	// ErrInterrupted: the call's context was done; errors.Is also tells its cause.
	ErrInterrupted Kind = C.BILLFOLD_INTERRUPTED
	// ErrUnsupported: this cannot be done here.
	ErrUnsupported Kind = C.BILLFOLD_UNSUPPORTED
	// ErrClosed: the store is closed.
	ErrClosed Kind = C.BILLFOLD_CLOSED
	// ErrForked: the store was opened before a fork.
	ErrForked Kind = C.BILLFOLD_FORKED
	// ErrPanic: a mistake of Billfold's; the store must be opened anew.
	ErrPanic Kind = C.BILLFOLD_PANIC
	// ErrInternal: a mistake of Billfold's.
	ErrInternal Kind = C.BILLFOLD_INTERNAL
)

// String returns the kind in words: validation, not_found, …; one without a name here keeps its
// number.
func (k Kind) String() string {
	name := C.GoString(C.billfold_status_name(C.billfold_status(k)))
	if name == "unknown" {
		return unnamed("Kind", int64(k))
	}
	return name
}

// Error returns the kind in words.
func (k Kind) Error() string { return "billfold: " + k.String() }

// Error says why a call failed. A call that failed has changed nothing, but for
// [ErrOutcomeUnknown], and for the few long ones that say so. Act on the kind, with errors.Is, and
// where that is too coarse on the code; the message is for people.
type Error struct {
	// Kind is why the call failed.
	Kind Kind
	// Code is the fine reason, stable across versions: invalid_transition, intent_used, ….
	Code string
	// Message is what happened, for a person, with every bad field.
	Message string
	// Fields are the bad fields of the input, if it is that.
	Fields []FieldError
	// CurrentStatus is the status that the record is in, where that is in the way.
	CurrentStatus string
	// ExistingID is the id of the record that is in the way, if one is.
	ExistingID string
	// CurrentVersion is the version that the record has, where the caller stated another.
	CurrentVersion *int64
	// StorageCode is SQLite's extended result code, where SQLite refused.
	StorageCode *int
	// Retryable says that the same call may succeed later without a change: of an interrupted one,
	// in a context that is not done.
	Retryable bool

	causes []error
}

// FieldError is one bad field of an input.
type FieldError struct {
	// Field is where it stands in the input's JSON, as a path: customer.email.
	Field string `json:"field"`
	// Column is where in the field's text the mistake stands, in characters from 1; 0 if that is
	// not known.
	Column int `json:"column,omitempty"`
	// Reason is what is wrong with it, for a person.
	Reason string `json:"reason"`
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Is reports whether the target is the error's kind.
func (e *Error) Is(target error) bool { return target == error(e.Kind) }

// Unwrap returns why the context of an interrupted call was done: its error and its cause.
func (e *Error) Unwrap() []error { return e.causes }

// Field returns the path of the first bad field, such as customer.email, or an empty text.
func (e *Error) Field() string {
	if len(e.Fields) == 0 {
		return ""
	}
	return e.Fields[0].Field
}

// MarshalJSON returns the error as other interfaces of Billfold print it.
func (e *Error) MarshalJSON() ([]byte, error) {
	return marshal(struct {
		Kind           string       `json:"kind"`
		Code           string       `json:"code"`
		Message        string       `json:"message"`
		Fields         []FieldError `json:"fields,omitempty"`
		CurrentStatus  string       `json:"current_status,omitempty"`
		CurrentVersion *int64       `json:"current_version,omitempty"`
		ExistingID     string       `json:"existing_id,omitempty"`
		Retryable      bool         `json:"retryable"`
	}{e.Kind.String(), e.Code, e.Message, e.Fields, e.CurrentStatus, e.CurrentVersion, e.ExistingID,
		e.Retryable})
}

// LogValue returns what a log is to hold of the error: kind, code and message.
func (e *Error) LogValue() slog.Value {
	return slog.GroupValue(slog.String("kind", e.Kind.String()), slog.String("code", e.Code),
		slog.String("message", e.Message))
}

// taken turns a status and an error of the library's into an error, and frees that; nil for success.
func taken(status C.billfold_status, failed *C.billfold_error) *Error {
	if status == C.BILLFOLD_OK {
		return nil
	}
	defer C.billfold_error_free(failed)
	var info C.billfold_error_info
	if C.billfold_error_describe(failed, sized(&info)) != C.BILLFOLD_OK {
		return plain(Kind(status), "", "the library gave no reason")
	}
	e := plain(Kind(status), text(info.code), C.GoString(C.billfold_error_message(failed)))
	e.Retryable = info.retryable != 0
	e.CurrentStatus = text(info.current_status)
	e.ExistingID = text(info.existing_id)
	if info.has&C.BILLFOLD_ERROR_HAS_CURRENT_VERSION != 0 {
		e.CurrentVersion = new(int64(info.current_version))
	}
	if info.has&C.BILLFOLD_ERROR_HAS_STORAGE_CODE != 0 {
		e.StorageCode = new(int(info.storage_code))
	}
	for at := range info.field_count {
		var field C.billfold_field_error
		if C.billfold_error_field(failed, at, sized(&field)) == C.BILLFOLD_OK {
			e.Fields = append(e.Fields,
				FieldError{text(field.field), int(field.column), text(field.reason)})
		}
	}
	return e
}

// untyped is the error as callers compare it with nil.
func untyped(err *Error) error {
	if err == nil {
		return nil
	}
	return err
}

func plain(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// invalid is the refusal of a field that cannot be said to the library.
func invalid(field, code, reason string) *Error {
	e := plain(ErrValidation, code, "the input is not valid: "+field+": "+reason)
	e.Fields = []FieldError{{Field: field, Reason: reason}}
	return e
}

// interrupted is the answer to a call whose context is done before it is made.
func interrupted(ctx context.Context) *Error {
	e := plain(ErrInterrupted, "interrupted", "the call was not made: "+ctx.Err().Error())
	e.causes = []error{ctx.Err(), context.Cause(ctx)}
	e.Retryable = true // as when it is broken off under way
	return e
}

// done is why no call is to be made in this context, and nil if one may be.
func done(ctx context.Context) error {
	if ctx == nil {
		return invalid("ctx", "required", "is nil: context.Background() if there is none to heed")
	}
	if ctx.Err() != nil {
		return interrupted(ctx)
	}
	return nil
}

func closed() *Error { return plain(ErrClosed, "closed", "the store is closed") }

// unnamed is a number that this version has no name for.
func unnamed(of string, number int64) string {
	return of + "(" + strconv.FormatInt(number, 10) + ")"
}

// named reads the word that stands for a value, or the number that stands for one without a name.
func named[E interface {
	~int32
	String() string
}](into *E, word []byte) error {
	for number := range int32(100) {
		if E(number).String() == string(word) {
			*into = E(number)
			return nil
		}
	}
	kind := reflect.TypeFor[E]().Name()
	return invalid(kind, "invalid", strconv.Quote(string(word))+" is no "+kind)
}

// marshal writes JSON as the library does, which leaves <, > and & as they are.
func marshal(value any) ([]byte, error) {
	var out buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return out[:len(out)-1], nil
}

type buffer []byte

func (b *buffer) Write(more []byte) (int, error) {
	*b = append(*b, more...)
	return len(more), nil
}
