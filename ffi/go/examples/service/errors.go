package main

import (
	"net/http"

	billfold "github.com/billfold/billfold/ffi/go"
)

// What the errors are in HTTP: by the fine code where that says more, otherwise by the kind.
var (
	statusOfCode = map[string]int{
		"malformed_json":     http.StatusBadRequest,
		"no_such_route":      http.StatusNotFound,
		"method_not_allowed": http.StatusMethodNotAllowed,
		"version_changed":    http.StatusPreconditionFailed, // the version was stated by If-Match
		"body_too_large":     http.StatusRequestEntityTooLarge,
		"body_not_read":      http.StatusBadRequest,
		"cross_origin":       http.StatusForbidden,
	}
	statusOfKind = map[billfold.Kind]int{
		billfold.ErrValidation:          http.StatusUnprocessableEntity,
		billfold.ErrAuthentication:      http.StatusUnauthorized,
		billfold.ErrForbidden:           http.StatusForbidden,
		billfold.ErrNotFound:            http.StatusNotFound,
		billfold.ErrConflict:            http.StatusConflict,
		billfold.ErrExpired:             http.StatusGone,
		billfold.ErrIdempotencyMismatch: http.StatusUnprocessableEntity,
		billfold.ErrBusy:                http.StatusServiceUnavailable,
		billfold.ErrStorage:             http.StatusInternalServerError,
		billfold.ErrOutcomeUnknown:      http.StatusInternalServerError,
		billfold.ErrCorrupt:             http.StatusInternalServerError,
		billfold.ErrSchemaTooNew:        http.StatusInternalServerError,
		billfold.ErrReadOnly:            http.StatusServiceUnavailable,
		billfold.ErrInterrupted:         http.StatusServiceUnavailable,
		billfold.ErrUnsupported:         http.StatusNotImplemented,
		billfold.ErrClosed:              http.StatusServiceUnavailable,
		billfold.ErrForked:              http.StatusInternalServerError,
		billfold.ErrPanic:               http.StatusInternalServerError,
		billfold.ErrInternal:            http.StatusInternalServerError,
	}
)

// statusOf is the HTTP status of an error.
func statusOf(err *billfold.Error) int {
	if status, known := statusOfCode[err.Code]; known {
		return status
	}
	if status, known := statusOfKind[err.Kind]; known {
		return status
	}
	return http.StatusInternalServerError
}

// refused is a refusal of this service's own, told like the library's.
func refused(code, message string) *billfold.Error {
	kind := billfold.ErrValidation
	if code == "no_such_route" {
		kind = billfold.ErrNotFound
	}
	if code == "cross_origin" {
		kind = billfold.ErrForbidden
	}
	return &billfold.Error{Kind: kind, Code: code, Message: message}
}

// invalid is the refusal of one field.
func invalid(field, code, reason string) *billfold.Error {
	return &billfold.Error{
		Kind: billfold.ErrValidation, Code: code, Message: "the input is not valid: " + field + ": " + reason,
		Fields: []billfold.FieldError{{Field: field, Reason: reason}},
	}
}
