package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// Changes is what can be done with the feed of changes: the field of [Store] of that name.
type Changes struct{ store *Store }

// Events is what can be done with the event log: the field of [Store] of that name.
type Events struct{ store *Store }

// Event is one entry of the event log.
type Event struct {
	document

	// Its place in the log, from 1, without a gap.
	Seq int64
	// Names the event: evt_….
	ID string
	// What happened: payment.completed.
	EventType string
	// What sort of record it happened to: payment.
	Object string
	// Which record.
	ObjectID string
	// The record's version after it.
	ObjectVersion int64
	// The record's status before it, as JSON has it. Empty if there is none: absent unless it
	// changed.
	PreviousStatus string
	// Who did it: owner, client:cli_…, …, or an operator's name.
	Actor string
	// When.
	At time.Time
	// The record after it: a JSON object without a customer's name and e-mail, and without
	// secrets.
	Data json.RawMessage
}

func showEvent(
	page *C.billfold_page, index C.size_t, view *C.billfold_event, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_event(page, index, view, err)
}

func eventOf(r *reader, view *C.billfold_event) Event {
	return Event{
		document:       r.document(),
		Seq:            int64(view.seq),
		ID:             text(view.id),
		EventType:      text(view.event_type),
		Object:         text(view.object),
		ObjectID:       text(view.object_id),
		ObjectVersion:  int64(view.object_version),
		PreviousStatus: text(view.previous_status),
		Actor:          text(view.actor),
		At:             clock(view.at),
		Data:           raw(view.data),
	}
}

// LogHead is the newest state of a log; keep it elsewhere to prove later that nothing was cut
// off or rewritten.
type LogHead struct {
	document

	// How many events there are: the last one's place.
	Count int64
	// The last event's hash: 64 hexadecimal digits.
	Hash string
}

func showLogHead(
	page *C.billfold_page, index C.size_t, view *C.billfold_log_head, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_log_head(page, index, view, err)
}

func logHeadOf(r *reader, view *C.billfold_log_head) LogHead {
	return LogHead{
		document: r.document(),
		Count:    int64(view.count),
		Hash:     text(view.hash),
	}
}

// Verification is what going through the log has found.
type Verification struct {
	document

	// Whether every event is there, in order, as it was written.
	Intact bool
	// How many events were good.
	Verified int64
	// How many events there are, as the file notes.
	HeadCount int64
	// The last event's hash, as the file notes: 64 hexadecimal digits.
	HeadHash string
	// The place of the first fault. Nil if there is none.
	FaultSeq *int64
	// What is wrong there, for a person. Empty if there is none.
	FaultReason string
}

func showVerification(
	page *C.billfold_page, index C.size_t, view *C.billfold_verification, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_verification(page, index, view, err)
}

func verificationOf(r *reader, view *C.billfold_verification) Verification {
	return Verification{
		document:    r.document(),
		Intact:      view.intact != 0,
		Verified:    int64(view.verified),
		HeadCount:   int64(view.head_count),
		HeadHash:    text(view.head_hash),
		FaultSeq:    optional(view.has&C.BILLFOLD_VERIFICATION_HAS_FAULT, int64(view.fault_seq)),
		FaultReason: text(view.fault_reason),
	}
}

// Since answers with the events after the place after in the log, oldest first, at most limit of
// them, 1 to 1000. That is how a program learns what changed, whoever changed it, in this
// process or another: start at 0, or at the count of [Events.LogHead], and go on with the last
// event's seq.
//
// Errors: [ErrValidation] for after below 0 or the limit; [ErrForbidden] unless it is the
// owner's handle.
func (s Changes) Since(ctx context.Context, after int64, limit int) ([]Event, error) {
	return all(ctx, s.store, showEvent, eventOf, func(c *call) C.billfold_status {
		return C.billfold_changes_since(c.store, C.int64_t(after), C.int64_t(limit), &c.page,
			&c.err)
	})
}

// List goes through the log, newest event first unless the filter sorts them. It asks for page
// after page as the loop goes on; an error ends it.
//
// The filter's terms are id, seq, type, object, object_id, previous, actor, at; it sorts by seq.
//
// Errors: [ErrValidation] for the filter, the page or its cursor; [ErrForbidden] unless it is
// the owner's handle.
func (s Events) List(ctx context.Context, options ListOptions) iter.Seq2[Event, error] {
	return every(options, func(options ListOptions) (Page[Event], error) {
		return s.ListPage(ctx, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s Events) ListPage(ctx context.Context, options ListOptions) (Page[Event], error) {
	return page(ctx, s.store, showEvent, eventOf, func(c *call) C.billfold_status {
		return C.billfold_event_list(c.store, options.lend(c), &c.page, &c.err)
	})
}

// History answers with everything that happened to the record of this id, oldest first.
//
// Errors: [ErrNotFound] if nothing is known of such a record; [ErrForbidden] unless it is the
// owner's handle.
func (s Events) History(ctx context.Context, objectID string) ([]Event, error) {
	return all(ctx, s.store, showEvent, eventOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(objectID)
		return C.billfold_event_history(c.store, idText, idLength, &c.page, &c.err)
	})
}

// LogHead answers with the newest state of the log. Keep it outside the file, and hand it to
// [Events.Verify] later.
//
// Errors: [ErrForbidden] unless it is the owner's handle.
func (s Events) LogHead(ctx context.Context) (LogHead, error) {
	return one(ctx, s.store, showLogHead, logHeadOf, func(c *call) C.billfold_status {
		return C.billfold_event_log_head(c.store, &c.page, &c.err)
	})
}

// Verify goes through the whole log and answers with what it found. A broken log is no error but
// an answer. The head is one that was noted elsewhere, which the log must still hold; the zero
// LogHead if there is none. The chain of hashes is not keyed: who rewrites the whole log is
// found out only by such a head.
//
// Errors: [ErrValidation] for the head; [ErrForbidden] unless it is the owner's handle.
func (s Events) Verify(ctx context.Context, head LogHead) (Verification, error) {
	return one(ctx, s.store, showVerification, verificationOf, func(c *call) C.billfold_status {
		hashText, hashLength := c.optional(head.Hash)
		return C.billfold_event_verify(c.store, hashText, hashLength, C.int64_t(head.Count),
			&c.page, &c.err)
	})
}
