package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"iter"
	"time"
)

// Deliveries is what can be done with deliveries: the field of [Store] of that name.
type Deliveries struct{ store *Store }

// DeliveryStatus is where a delivery stands. A number without a name here comes from a newer
// library.
type DeliveryStatus int32

// The values of DeliveryStatus.
const (
	// The delivery is to be sent, or sent again.
	DeliveryPending DeliveryStatus = C.BILLFOLD_DELIVERY_PENDING
	// The delivery's receiver took it.
	DeliveryDelivered DeliveryStatus = C.BILLFOLD_DELIVERY_DELIVERED
	// The delivery was given up; it can be replayed.
	DeliveryAbandoned DeliveryStatus = C.BILLFOLD_DELIVERY_ABANDONED
)

// String returns the word that stands for it in JSON.
func (s DeliveryStatus) String() string {
	switch s {
	case DeliveryPending:
		return "pending"
	case DeliveryDelivered:
		return "delivered"
	case DeliveryAbandoned:
		return "abandoned"
	}
	return unnamed("DeliveryStatus", int64(s))
}

// MarshalText returns what String returns.
func (s DeliveryStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *DeliveryStatus) UnmarshalText(word []byte) error { return named(s, word) }

// AttemptOutcome is what came of an attempt to deliver. A number without a name here comes from
// a newer library.
type AttemptOutcome int32

// The values of AttemptOutcome.
const (
	// Nothing came of the attempt yet: whoever claimed it is sending.
	AttemptUnderWay AttemptOutcome = C.BILLFOLD_ATTEMPT_UNDER_WAY
	// The attempt had an HTTP answer, of any status.
	AttemptAnswered AttemptOutcome = C.BILLFOLD_ATTEMPT_ANSWERED
	// The attempt had no HTTP answer.
	AttemptUnanswered AttemptOutcome = C.BILLFOLD_ATTEMPT_UNANSWERED
	// No report of the attempt came before its lease ended; it may have arrived or not.
	AttemptLapsed AttemptOutcome = C.BILLFOLD_ATTEMPT_LAPSED
)

// String returns the word that stands for it in JSON.
func (s AttemptOutcome) String() string {
	switch s {
	case AttemptUnderWay:
		return "under_way"
	case AttemptAnswered:
		return "answered"
	case AttemptUnanswered:
		return "unanswered"
	case AttemptLapsed:
		return "lapsed"
	}
	return unnamed("AttemptOutcome", int64(s))
}

// MarshalText returns what String returns.
func (s AttemptOutcome) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *AttemptOutcome) UnmarshalText(word []byte) error { return named(s, word) }

// AttemptReport is what came of an attempt: an HTTP answer, or none. Either Status or Error is
// required.
type AttemptReport struct {
	// The attempt's number, as its claim has it.
	Attempt int64
	// The HTTP status of the answer, 100 to 999; 200 to 299 is success. Redirects are not to be
	// followed. An answer with any other number is none of HTTP: report it as an error. It
	// excludes Error.
	Status int
	// The answer's Retry-After header as it came, seconds or a date; what is neither is ignored,
	// also if it is no text at all.
	RetryAfter string
	// Why there was no answer, for a person. Of a URL in it the host alone is kept, and no more
	// than 200 characters in all; what is not UTF-8 in it is replaced. It excludes Status and
	// RetryAfter.
	Error string
	// How long the attempt took, kept in whole milliseconds, at least one; 0: nobody knows.
	Duration time.Duration
}

func (in *AttemptReport) lend(c *call) *C.billfold_attempt_report {
	made := sized(&C.billfold_attempt_report{
		attempt:               C.int64_t(in.Attempt),
		status:                c.number("status", in.Status),
		retry_after:           c.field(in.RetryAfter),
		error:                 c.field(in.Error),
		duration_milliseconds: c.milliseconds(in.Duration),
	})
	return made
}

// DeliveryClaim is a delivery to be sent: POST the body to the URL with these headers, follow no
// redirects, and report what came of it with [Deliveries.Report] before the lease ends.
type DeliveryClaim struct {
	document

	// The delivery; report it.
	DeliveryID string
	// The attempt's number; report it too.
	Attempt int64
	// The endpoint.
	EndpointID string
	// The type of the event, or webhook_endpoint.test.
	EventType string
	// Where to send it.
	URL string
	// The headers to be sent with it.
	Headers []Header
	// The body, JSON: exactly these bytes are signed.
	Body string
	// When the lease ends: from then on it is due again.
	LeaseEndsAt time.Time
}

func showDeliveryClaim(
	page *C.billfold_page, index C.size_t, view *C.billfold_delivery_claim, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_delivery_claim(page, index, view, err)
}

func showDeliveryClaimHeader(
	page *C.billfold_page, index, part C.size_t, view *C.billfold_header, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_delivery_claim_header(page, index, part, view, err)
}

func deliveryClaimOf(r *reader, view *C.billfold_delivery_claim) DeliveryClaim {
	return DeliveryClaim{
		document:    r.document(),
		DeliveryID:  text(view.delivery_id),
		Attempt:     int64(view.attempt),
		EndpointID:  text(view.endpoint_id),
		EventType:   text(view.event_type),
		URL:         text(view.url),
		Headers:     parts(r, view.header_count, showDeliveryClaimHeader, headerOf),
		Body:        text(view.body),
		LeaseEndsAt: clock(view.lease_ends_at),
	}
}

// Header is a header of an HTTP request.
type Header struct {
	// Its name, in small letters: content-type, user-agent, webhook-id, webhook-timestamp,
	// webhook-signature.
	Name string
	// Its value.
	Value string
}

func headerOf(view *C.billfold_header) Header {
	return Header{
		Name:  text(view.name),
		Value: text(view.value),
	}
}

// Delivery is a delivery: one event on its way to one webhook endpoint.
type Delivery struct {
	document

	// Names it: dlv_….
	ID string
	// Where it goes.
	EndpointID string
	// The event that it tells of, and its webhook-id. Empty if there is none: absent of a test.
	EventID string
	// The event's place in the log. Nil if it tells of no event, as a test does.
	EventSeq *int64
	// The type of the event, or webhook_endpoint.test.
	EventType string
	// What sort of record the event is about. Empty if there is no event.
	Object string
	// Which record. Empty if there is no event.
	ObjectID string
	// Where it stands: [DeliveryPending], [DeliveryDelivered] or [DeliveryAbandoned].
	Status DeliveryStatus
	// The HTTP status of the last attempt that has ended. 0 if there is none.
	LastStatusCode int
	// How often it was claimed.
	Attempts int64
	// How many answers refused it since it was made or replayed; with the tenth it is given up.
	AnsweredFailures int64
	// When it is tried next. The zero time otherwise: there while it is pending and its
	// endpoint active.
	NextAttemptAt time.Time
	// Until when someone who claimed it may report. The zero time otherwise.
	ClaimedUntil time.Time
	// Why the last attempt that has ended had no answer. Empty if there is none.
	LastError string
	// When it was made.
	CreatedAt time.Time
	// When it last changed.
	UpdatedAt time.Time
	// When its receiver took it. The zero time otherwise.
	DeliveredAt time.Time
	// The attempts that can be read: none unless [Deliveries.Get] answered with
	// it.
	AttemptsMade []DeliveryAttempt
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showDelivery(
	page *C.billfold_page, index C.size_t, view *C.billfold_delivery, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_delivery(page, index, view, err)
}

func showDeliveryAttempt(
	page *C.billfold_page, index, part C.size_t, view *C.billfold_delivery_attempt, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_delivery_attempt(page, index, part, view, err)
}

func deliveryOf(r *reader, view *C.billfold_delivery) Delivery {
	return Delivery{
		document:         r.document(),
		ID:               text(view.id),
		EndpointID:       text(view.endpoint_id),
		EventID:          text(view.event_id),
		EventSeq:         optional(view.has&C.BILLFOLD_DELIVERY_HAS_EVENT, int64(view.event_seq)),
		EventType:        text(view.event_type),
		Object:           text(view.object),
		ObjectID:         text(view.object_id),
		Status:           DeliveryStatus(view.status),
		LastStatusCode:   int(view.last_status_code),
		Attempts:         int64(view.attempts),
		AnsweredFailures: int64(view.answered_failures),
		NextAttemptAt:    when(view.has&C.BILLFOLD_DELIVERY_HAS_NEXT_ATTEMPT_AT, view.next_attempt_at),
		ClaimedUntil:     when(view.has&C.BILLFOLD_DELIVERY_HAS_CLAIMED_UNTIL, view.claimed_until),
		LastError:        text(view.last_error),
		CreatedAt:        clock(view.created_at),
		UpdatedAt:        clock(view.updated_at),
		DeliveredAt:      when(view.has&C.BILLFOLD_DELIVERY_HAS_DELIVERED_AT, view.delivered_at),
		AttemptsMade:     parts(r, view.attempt_count, showDeliveryAttempt, deliveryAttemptOf),
		Replayed:         r.replayed,
	}
}

// DeliveryAttempt is one attempt to deliver.
type DeliveryAttempt struct {
	// The attempt's number, from 1.
	Number int64
	// What came of it: [AttemptUnderWay], [AttemptAnswered], [AttemptUnanswered] or
	// [AttemptLapsed].
	Outcome AttemptOutcome
	// The HTTP status of the answer. 0 if there is none.
	StatusCode int
	// When it was claimed.
	StartedAt time.Time
	// Why there was no answer. Empty if there is none.
	Error string
	// How long it took, as its sender says. Nil if there is none.
	Duration *time.Duration
}

func deliveryAttemptOf(view *C.billfold_delivery_attempt) DeliveryAttempt {
	return DeliveryAttempt{
		Number:     int64(view.number),
		Outcome:    AttemptOutcome(view.outcome),
		StatusCode: int(view.status_code),
		StartedAt:  clock(view.started_at),
		Error:      text(view.error),
		Duration:   optional(view.has&C.BILLFOLD_DELIVERY_ATTEMPT_HAS_DURATION_MILLISECONDS, span(view.duration_milliseconds, time.Millisecond)),
	}
}

// DeliveriesDue is how much there is to send.
type DeliveriesDue struct {
	document

	// How many deliveries could be claimed now.
	Due int64
	// How many are pending: due or not yet, claimed by someone, or of an endpoint that is
	// disabled.
	Pending int64
	// When the next one can be claimed, unless another is made before; now or earlier if one can
	// be already. The zero time otherwise: absent if nothing is on its way.
	NextDueAt time.Time
}

func showDeliveriesDue(
	page *C.billfold_page, index C.size_t, view *C.billfold_deliveries_due, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_deliveries_due(page, index, view, err)
}

func deliveriesDueOf(r *reader, view *C.billfold_deliveries_due) DeliveriesDue {
	return DeliveriesDue{
		document:  r.document(),
		Due:       int64(view.due),
		Pending:   int64(view.pending),
		NextDueAt: when(view.has&C.BILLFOLD_DELIVERIES_DUE_HAS_NEXT_DUE_AT, view.next_due_at),
	}
}

// ClaimDue claims deliveries that are due, at most limit of them, 1 to 100, to be sent by the
// caller alone and reported within the lease, one second to an hour: give a few seconds more than the sending of
// all of them can take. All endpoints have their turn, whatever is queued for each. Answers with
// the claims.
//
// Made in a transaction of [Store.Begin], claims hold once it is committed: send them after
// that. To know whether it is worth the call, ask [Deliveries.Due], which writes nothing.
//
// Errors: [ErrValidation] for the limit or the lease; [ErrUnsupported] in a dry run, whose
// claims would be nobody's to send; [ErrForbidden] unless it is the owner's handle.
func (s Deliveries) ClaimDue(
	ctx context.Context, limit int, lease time.Duration,
) ([]DeliveryClaim, error) {
	return all(ctx, s.store, showDeliveryClaim, deliveryClaimOf, func(c *call) C.billfold_status {
		seconds := c.seconds("lease_seconds", lease)
		return C.billfold_delivery_claim_due(c.store, C.int64_t(limit), seconds, &c.page, &c.err)
	})
}

// ClaimOne claims the delivery of this id, before its time if need be, and even if its endpoint
// is being left alone: for tests, and for whoever wants it sent now. The lease is as for
// [Deliveries.ClaimDue]. Answers with the claim.
//
// Errors: [ErrValidation] for the lease; [ErrNotFound]; [ErrConflict]: delivery_claimed while
// someone else has it, invalid_transition unless it is pending, endpoint_disabled;
// [ErrUnsupported] in a dry run; [ErrForbidden] unless it is the owner's handle.
func (s Deliveries) ClaimOne(
	ctx context.Context, id string, lease time.Duration,
) (DeliveryClaim, error) {
	return one(ctx, s.store, showDeliveryClaim, deliveryClaimOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		seconds := c.seconds("lease_seconds", lease)
		return C.billfold_delivery_claim_one(c.store, idText, idLength, seconds, &c.page, &c.err)
	})
}

// Get answers with the delivery of this id and its attempts.
//
// Errors: [ErrNotFound]; [ErrForbidden] unless it is the owner's handle.
func (s Deliveries) Get(ctx context.Context, id string) (Delivery, error) {
	return one(ctx, s.store, showDelivery, deliveryOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_delivery_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// List goes through the deliveries, newest first unless the filter sorts them. It asks for page
// after page as the loop goes on; an error ends it.
//
// The filter's terms are id, endpoint, endpoint_status, status, due, type, object_id, event, code,
// attempts, created, delivered; it sorts by created.
//
// Errors: [ErrValidation] for the filter, the page or its cursor; [ErrForbidden] unless it is
// the owner's handle.
func (s Deliveries) List(ctx context.Context, options ListOptions) iter.Seq2[Delivery, error] {
	return every(options, func(options ListOptions) (Page[Delivery], error) {
		return s.ListPage(ctx, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s Deliveries) ListPage(ctx context.Context, options ListOptions) (Page[Delivery], error) {
	return page(ctx, s.store, showDelivery, deliveryOf, func(c *call) C.billfold_status {
		return C.billfold_delivery_list(c.store, options.lend(c), &c.page, &c.err)
	})
}

// Due answers with how many deliveries could be claimed now, how many are on their way, and when
// the next one is due, which is what a sender needs to know before it sleeps.
//
// Errors: [ErrForbidden] unless it is the owner's handle.
func (s Deliveries) Due(ctx context.Context) (DeliveriesDue, error) {
	return one(ctx, s.store, showDeliveriesDue, deliveriesDueOf, func(c *call) C.billfold_status {
		return C.billfold_delivery_due(c.store, &c.page, &c.err)
	})
}

// Report records what came of an attempt of the delivery of this id, which was claimed. Answers
// with the delivery as it then stands, delivered, due again later, or abandoned.
//
// A success counts even if the lease had ended. Reporting an attempt again, or one of a delivery
// that has arrived meanwhile, changes nothing.
//
// Errors: [ErrValidation] for the report; [ErrNotFound] for the delivery or the attempt;
// [ErrConflict]: claim_lapsed for a failure whose lease had ended, if the delivery is another's
// to send by now; [ErrForbidden] unless it is the owner's handle.
func (s Deliveries) Report(ctx context.Context, id string, report AttemptReport) (Delivery, error) {
	return one(ctx, s.store, showDelivery, deliveryOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_delivery_report(c.store, idText, idLength, report.lend(c), &c.page,
			&c.err)
	})
}

// Replay queues a delivery again, whatever came of it before: due at once, its failures counted
// anew. It keeps its webhook-id. Whoever has claimed it may still report. Answers with the
// delivery.
//
// Errors: [ErrNotFound]; [ErrConflict]: endpoint_deleted; [ErrForbidden] unless it is the
// owner's handle.
func (s Deliveries) Replay(ctx context.Context, id string) (Delivery, error) {
	return one(ctx, s.store, showDelivery, deliveryOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_delivery_replay(c.store, idText, idLength, &c.page, &c.err)
	})
}

// ReplayMatching queues again, as [Deliveries.Replay] does, all deliveries that the filter
// holds, in the filter language: status:abandoned created:24h. An empty one holds them all, but
// for those of endpoints that were removed. Returns how many. It works in short
// transactions, so that others need not wait.
//
// Errors: [ErrValidation] for the filter; [ErrUnsupported] through a handle of [Store.Once] or
// [Store.IfVersion], which guard one record; [ErrForbidden] unless it is the owner's handle.
// What was queued before an error stays queued.
func (s Deliveries) ReplayMatching(ctx context.Context, filter string) (replayed int64, err error) {
	var count C.int64_t
	err = s.store.ask(ctx, func(c *call) C.billfold_status {
		filterText, filterLength := c.text(filter)
		return C.billfold_delivery_replay_matching(c.store, filterText, filterLength, &count,
			&c.err)
	}, nil)
	return int64(count), err
}

// EndWaits ends the waits of all endpoints that gave no answer, and of what was not answered:
// for an operator who knows that the network is back. Each endpoint is tried with one delivery,
// as after any wait. What an answer refused keeps its own time.
//
// Errors: [ErrForbidden] unless it is the owner's handle.
func (s Deliveries) EndWaits(ctx context.Context) error {
	return s.store.ask(ctx, func(c *call) C.billfold_status {
		return C.billfold_delivery_end_waits(c.store, &c.err)
	}, nil)
}
