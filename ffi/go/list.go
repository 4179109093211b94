package billfold

/*
#include "billfold.h"
*/
import "C"

// ListOptions is which part of a list is wanted. All zeros: the first
// twenty records, newest first.
type ListOptions struct {
	// Which records, in the filter language: status:pending amount:100..500 created:24h. A value
	// from elsewhere goes through [QuoteFilter] first. Empty: all of them. The few lists
	// that have no filter say so, and refuse one.
	Filter string
	// The number of the page, from 1. It excludes Cursor, Before, StartingAt and Last.
	Page int
	// How many records a page holds, 1 to 100; 0: 20 on a page that
	// is asked for, as many as there may be where a list is gone through.
	Limit int
	// The [Page] NextCursor of the page before, with the same filter; its cost does not grow with
	// depth. It excludes Page, Before, StartingAt and Last.
	Cursor string
	// The list's total, if the caller knows it from an earlier page and it need not be counted
	// anew.
	KnownTotal *int64
	// The StartCursor of the page after, with the same filter: the page before that one, in the
	// list's order; fewer records than the limit are those with which the list begins. Its cost
	// does not grow with depth. It excludes Page, Cursor, StartingAt and Last.
	Before string
	// A StartCursor, with the same filter: the page that starts with that record, or, if the
	// list has it no longer, with the first one after its place. Its cost does not grow with
	// depth. It excludes Page, Cursor, Before and Last.
	StartingAt string
	// The page that ends with the list's last record; its cost does not grow with depth.
	// It excludes Page, Cursor, Before and StartingAt.
	Last bool
	// The page does not wait for a total that only counting row by row would give; its Uncounted
	// says whether it has none. For who shows the page first, and asks for the total after it.
	Uncounted bool
}

func (in *ListOptions) lend(c *call) *C.billfold_list_options {
	made := sized(&C.billfold_list_options{
		filter:      c.field(in.Filter),
		page:        C.int64_t(in.Page),
		limit:       C.int64_t(in.Limit),
		cursor:      c.field(in.Cursor),
		before:      c.field(in.Before),
		starting_at: c.field(in.StartingAt),
		last:        truth(in.Last),
		uncounted:   truth(in.Uncounted),
	})
	if in.KnownTotal != nil {
		made.known_total = C.int64_t(*in.KnownTotal)
		made.has |= C.BILLFOLD_LIST_HAS_KNOWN_TOTAL
	}
	return made
}
