package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"fmt"
	"time"
)

// StatsService is what can be done with statistics: the field Stats of [Store].
type StatsService struct{ store *Store }

// StatsTable is which table of the statistics a line is of. A number without a name here comes
// from a newer library.
type StatsTable int32

// The values of StatsTable.
const (
	// A line of payments by status and currency.
	StatsPayments StatsTable = C.BILLFOLD_STATS_PAYMENTS
	// A line of payments that were paid after they had expired, by currency; they are among the
	// expired.
	StatsLatePayments StatsTable = C.BILLFOLD_STATS_LATE_PAYMENTS
	// A line of what was completed on each day in UTC, by currency; days without any are left
	// out.
	StatsTakings StatsTable = C.BILLFOLD_STATS_TAKINGS
	// A line of requests to link by status.
	StatsRequestsToLink StatsTable = C.BILLFOLD_STATS_REQUESTS_TO_LINK
	// A line of link intents by status.
	StatsLinkIntents StatsTable = C.BILLFOLD_STATS_LINK_INTENTS
	// A line of clients by status.
	StatsClients StatsTable = C.BILLFOLD_STATS_CLIENTS
	// A line of orchestrators by status.
	StatsOrchestrators StatsTable = C.BILLFOLD_STATS_ORCHESTRATORS
)

// String returns the word that stands for it in JSON.
func (s StatsTable) String() string {
	switch s {
	case StatsPayments:
		return "payments"
	case StatsLatePayments:
		return "late_payments"
	case StatsTakings:
		return "takings"
	case StatsRequestsToLink:
		return "requests_to_link"
	case StatsLinkIntents:
		return "link_intents"
	case StatsClients:
		return "clients"
	case StatsOrchestrators:
		return "orchestrators"
	}
	return unnamed("StatsTable", int64(s))
}

// MarshalText returns what String returns.
func (s StatsTable) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *StatsTable) UnmarshalText(word []byte) error { return named(s, word) }

// StatsOptions is which statistics are wanted. All zeros: all that the caller sees,
// with the takings of the last thirty days.
type StatsOptions struct {
	// Only what is of this client.
	ClientID string
	// Only what is of this orchestrator: payments whose fee plan names it, its link intents, the
	// clients that are linked to it.
	OrchestratorID string
	// Only payments in this currency.
	Currency string
	// The first day of the takings, in UTC: 2026-04-01. Empty: thirty days back.
	Since string
	// The last day of the takings. Empty: today. At most 3660 days in all.
	Until string
}

func (in *StatsOptions) lend(c *call) *C.billfold_stats_options {
	made := sized(&C.billfold_stats_options{
		client_id:       c.field(in.ClientID),
		orchestrator_id: c.field(in.OrchestratorID),
		currency:        c.field(in.Currency),
		since:           c.field(in.Since),
		until:           c.field(in.Until),
	})
	return made
}

// Stats is how much there is of everything, at one moment. What the caller's scope or the
// options leave out is absent, which is not nought.
type Stats struct {
	document

	// The moment.
	At time.Time
	// The first day of the takings, in UTC: 2026-04-01.
	TakingsSince string
	// The last day of the takings.
	TakingsUntil string
	// The lines of all tables.
	Lines []StatsLine
	// How many requests to link there are. Nil if there is none.
	RequestsToLink *int64
	// How many link intents there are. Nil if there is none.
	LinkIntents *int64
	// How many clients there are; of an orchestrator, those that are linked to it now. Nil if
	// there is none.
	Clients *int64
	// How many orchestrators there are. Nil if there is none.
	Orchestrators *int64
	// How many customers there are, those who were erased included. Nil if there is none.
	Customers *int64
	// How many events the log has. Nil if there is none.
	Events *int64
	// What needs an operator: payments that are expired and not yet swept.
	PaymentsOverdue int64
	// Requests to link that are expired and not yet swept. Nil if there is none.
	RequestsToLinkOverdue *int64
	// Open link intents that expire within 24 hours. Nil if there is none.
	LinkIntentsExpiring *int64
	// Webhook endpoints that were disabled: they are told of nothing new. Nil if there is none.
	WebhookEndpointsDisabled *int64
	// Active webhook endpoints whose last attempt had no answer. Nil if there is none.
	WebhookEndpointsUnanswered *int64
	// Deliveries that were given up; they can be replayed. Nil if there is none.
	DeliveriesAbandoned *int64
	// The clock, if it is too far ahead to be believed; see [Store.Sweep]. The zero time if
	// there is none.
	ClockJumpedTo time.Time
}

func showStats(
	page *C.billfold_page, index C.size_t, view *C.billfold_stats, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_stats(page, index, view, err)
}

func showStatsLine(
	page *C.billfold_page, index, part C.size_t, view *C.billfold_stats_line, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_stats_line(page, index, part, view, err)
}

func statsOf(r *reader, view *C.billfold_stats) Stats {
	return Stats{
		document:                   r.document(),
		At:                         clock(view.at),
		TakingsSince:               text(view.takings_since),
		TakingsUntil:               text(view.takings_until),
		Lines:                      parts(r, view.line_count, showStatsLine, statsLineOf),
		RequestsToLink:             optional(view.has&C.BILLFOLD_STATS_HAS_REQUESTS_TO_LINK, int64(view.requests_to_link)),
		LinkIntents:                optional(view.has&C.BILLFOLD_STATS_HAS_LINK_INTENTS, int64(view.link_intents)),
		Clients:                    optional(view.has&C.BILLFOLD_STATS_HAS_CLIENTS, int64(view.clients)),
		Orchestrators:              optional(view.has&C.BILLFOLD_STATS_HAS_ORCHESTRATORS, int64(view.orchestrators)),
		Customers:                  optional(view.has&C.BILLFOLD_STATS_HAS_CUSTOMERS, int64(view.customers)),
		Events:                     optional(view.has&C.BILLFOLD_STATS_HAS_EVENTS, int64(view.events)),
		PaymentsOverdue:            int64(view.payments_overdue),
		RequestsToLinkOverdue:      optional(view.has&C.BILLFOLD_STATS_HAS_REQUESTS_TO_LINK_OVERDUE, int64(view.requests_to_link_overdue)),
		LinkIntentsExpiring:        optional(view.has&C.BILLFOLD_STATS_HAS_LINK_INTENTS_EXPIRING, int64(view.link_intents_expiring)),
		WebhookEndpointsDisabled:   optional(view.has&C.BILLFOLD_STATS_HAS_WEBHOOK_ENDPOINTS_DISABLED, int64(view.webhook_endpoints_disabled)),
		WebhookEndpointsUnanswered: optional(view.has&C.BILLFOLD_STATS_HAS_WEBHOOK_ENDPOINTS_UNANSWERED, int64(view.webhook_endpoints_unanswered)),
		DeliveriesAbandoned:        optional(view.has&C.BILLFOLD_STATS_HAS_DELIVERIES_ABANDONED, int64(view.deliveries_abandoned)),
		ClockJumpedTo:              when(view.has&C.BILLFOLD_STATS_HAS_CLOCK_JUMPED_TO, view.clock_jumped_to),
	}
}

// StatsLine is a line of one of the tables, which follow one another in the order of their
// numbers.
type StatsLine struct {
	// Which table it is of: [StatsPayments], [StatsLatePayments], [StatsTakings],
	// [StatsRequestsToLink], [StatsLinkIntents], [StatsClients] or [StatsOrchestrators].
	Table StatsTable
	// The status of what is counted, of the type that its kind has, to be compared with ==:
	// [PaymentPending], [ClientActive]. Nil where they are counted whatever theirs.
	Status fmt.Stringer
	// The currency of what is counted. Empty but of payments and takings.
	Currency string
	// The day in UTC: 2026-04-01. Empty but of takings.
	Day string
	// How many.
	Count int64
	// What they come to. Nil without a currency.
	Sum *Amount
}

func statsLineOf(view *C.billfold_stats_line) StatsLine {
	made := StatsLine{
		Table:    StatsTable(view.table),
		Currency: text(view.currency),
		Day:      text(view.day),
		Count:    int64(view.count),
		Sum:      optional(view.has&C.BILLFOLD_STATS_LINE_HAS_SUM, Amount{int64(view.sum_minor), text(view.currency)}),
	}
	if view.has&C.BILLFOLD_STATS_LINE_HAS_STATUS != 0 {
		made.Status = made.Table.status(int32(view.status))
	}
	return made
}

// status is the status of this number among those of what the table counts.
func (s StatsTable) status(number int32) fmt.Stringer {
	switch s {
	case StatsPayments:
		return PaymentStatus(number)
	case StatsRequestsToLink:
		return RequestToLinkStatus(number)
	case StatsLinkIntents:
		return LinkIntentStatus(number)
	case StatsClients:
		return ClientStatus(number)
	case StatsOrchestrators:
		return OrchestratorStatus(number)
	}
	return newerStatus(number)
}

// newerStatus is a status in a table that this version does not know.
type newerStatus int32

func (s newerStatus) String() string { return unnamed("Status", int64(s)) }

// MarshalText returns what String returns, as the other statuses do.
func (s newerStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Get answers with how much there is of everything that the caller sees, at this moment, and its
// tables line by line. It costs the same however many payments there are.
//
// Errors: [ErrValidation] for the options, also if the days run backwards or are more than 3660;
// [ErrNotFound] for the client or the orchestrator; [ErrForbidden] for others than the
// credential's own; [ErrUnsupported]: sum_too_large if a sum is more than an int64 holds.
func (s StatsService) Get(ctx context.Context, options StatsOptions) (Stats, error) {
	return one(ctx, s.store, showStats, statsOf, func(c *call) C.billfold_status {
		return C.billfold_stats_get(c.store, options.lend(c), &c.page, &c.err)
	})
}
