package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"
)

// Store is a handle on a store: what may be done through it stands in its fields, a service for
// each kind of record. It may be used from any number of goroutines at once.
//
// Handles that [Store.Once], [Store.DryRun] and the like derive are Stores too; all of them end
// with the Close of the one that was opened.
type Store struct {
	APIKeys          APIKeys
	Billers          Billers
	Brandings        Brandings
	Changes          Changes
	ClientLinks      ClientLinks
	Clients          Clients
	Customers        Customers
	Deliveries       Deliveries
	Events           Events
	Fees             Fees
	LinkedClients    LinkedClients
	LinkIntents      LinkIntents
	LinkSessions     LinkSessions
	Orchestrators    Orchestrators
	Payments         Payments
	RequestsToLink   RequestsToLink
	Settings         SettingsService
	Stats            StatsService
	Takings          TakingsService
	WebhookEndpoints WebhookEndpoints

	handle *handle
	bare   bool
}

func newStore(own *handle, bare bool) *Store {
	s := &Store{handle: own, bare: bare}
	s.APIKeys = APIKeys{s}
	s.Billers = Billers{s}
	s.Brandings = Brandings{s}
	s.Changes = Changes{s}
	s.ClientLinks = ClientLinks{s}
	s.Clients = Clients{s}
	s.Customers = Customers{s}
	s.Deliveries = Deliveries{s}
	s.Events = Events{s}
	s.Fees = Fees{s}
	s.LinkedClients = LinkedClients{s}
	s.LinkIntents = LinkIntents{s}
	s.LinkSessions = LinkSessions{s}
	s.Orchestrators = Orchestrators{s}
	s.Payments = Payments{s}
	s.RequestsToLink = RequestsToLink{s}
	s.Settings = SettingsService{s}
	s.Stats = StatsService{s}
	s.Takings = TakingsService{s}
	s.WebhookEndpoints = WebhookEndpoints{s}
	// Only a net, for handles that nobody closed.
	runtime.AddCleanup(s, (*handle).free, own)
	return s
}

// Close ends this handle once the calls under way through it have ended, and if it is one that [Open]
// or [Store.Begin] gave also all that were derived from it; what goes on elsewhere in the process with
// the same file is left alone. Transactions that were begun and not committed are rolled back. Calls
// through a handle that is closed, or being closed, answer [ErrClosed] at once; closing it again does
// nothing. The error is always nil: it is there for [io.Closer].
func (s *Store) Close() error {
	s.handle.close()
	return nil
}

// CloseEverywhere closes the store in this whole process: also for whoever else opened the same file
// in the same way. Whatever is under way ends first; from then on all that reads or changes the
// store answers [ErrClosed]. The handle itself is still to be closed.
//
// Errors: [ErrBusy] if a begun transaction does not end in time, the store then stays open;
// [ErrClosed] if it was closed before.
func (s *Store) CloseEverywhere(ctx context.Context) error {
	return s.ask(ctx, func(c *call) C.billfold_status {
		return C.billfold_store_close(c.store, &c.err)
	}, nil)
}

// StoreInfo is what a store is.
type StoreInfo struct {
	// Path is the file's path, links resolved; empty of a store in memory.
	Path string
	// ReadOnly says that every change will be refused with [ErrReadOnly].
	ReadOnly bool
}

// Describe returns what the store is.
func (s *Store) Describe() (info StoreInfo, err error) {
	err = s.peek(func(c *call) C.billfold_status {
		var view C.billfold_store_info
		status := C.billfold_store_describe(c.store, sized(&view), &c.err)
		if status == C.BILLFOLD_OK {
			info = StoreInfo{text(view.path), view.read_only != 0}
		}
		return status
	})
	return info, err
}

// String returns where the store is, or why that cannot be said: Store(/srv/shop.db),
// Store(in memory), Store(closed).
func (s *Store) String() string {
	info, err := s.Describe()
	var failed *Error
	switch {
	case errors.As(err, &failed):
		return "Store(" + failed.Kind.String() + ")"
	case info.Path == "":
		return "Store(in memory)"
	}
	return "Store(" + info.Path + ")"
}

// Format writes what String returns, whatever the verb, as wide as it is to be.
func (s *Store) Format(state fmt.State, _ rune) { formatted(state, s) }

// LogValue returns what String returns.
func (s *Store) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Progress is how far long work is.
type Progress struct {
	// Step is what is being done: copy, event_log, export, import, …; empty if there was no long
	// work yet.
	Step string
	// Done is how much of it is done: pages, rows, events, records or lines.
	Done uint64
	// Total is how much there is to do; 0 where that is not known.
	Total uint64
}

// Progress returns how far the newest long work through this handle is, a backup, a check, an export
// or an import: to be asked from another goroutine while that call is under way. To break it off,
// cancel its context.
func (s *Store) Progress() (progress Progress, err error) {
	err = s.peek(func(c *call) C.billfold_status {
		var view C.billfold_progress
		working := s.handle.working()
		defer working.release()
		if working != nil {
			c.store = working.pointer
		}
		status := C.billfold_store_progress(c.store, sized(&view), &c.err)
		if status == C.BILLFOLD_OK {
			progress = Progress{text(view.step), uint64(view.done), uint64(view.total)}
		}
		return status
	})
	return progress, err
}

// Now returns the effective time: the later of the clock and the highest time that the store has
// seen.
//
// Errors: [ErrCorrupt], [ErrStorage].
func (s *Store) Now(ctx context.Context) (time.Time, error) {
	var now C.int64_t
	err := s.ask(ctx, func(c *call) C.billfold_status {
		return C.billfold_store_now(c.store, &now, &c.err)
	}, nil)
	if err != nil {
		return time.Time{}, err
	}
	return clock(now), nil
}

// SetTime sets the clock of a store that was opened with [ManualClock], forward or back, in whole
// seconds.
//
// Errors: [ErrUnsupported]: system_clock if the store has the system's clock.
func (s *Store) SetTime(now time.Time) error {
	return s.peek(func(c *call) C.billfold_status {
		return C.billfold_store_set_time(c.store, C.int64_t(now.Unix()), &c.err)
	})
}

// peek makes a call that waits for nobody and needs no context.
func (s *Store) peek(make func(*call) C.billfold_status) error {
	return s.ask(context.Background(), make, nil)
}
