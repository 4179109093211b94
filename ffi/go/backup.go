package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"time"
)

// CheckOutcome is what came of a check. A number without a name here comes from a newer library.
type CheckOutcome int32

// The values of CheckOutcome.
const (
	// Nothing is wrong.
	CheckOK CheckOutcome = C.BILLFOLD_CHECK_OK
	// Something is wrong.
	CheckFaults CheckOutcome = C.BILLFOLD_CHECK_FAULTS
	// It could not be checked here; the note says why.
	CheckLeftOut CheckOutcome = C.BILLFOLD_CHECK_LEFT_OUT
)

// String returns the word that stands for it in JSON.
func (s CheckOutcome) String() string {
	switch s {
	case CheckOK:
		return "ok"
	case CheckFaults:
		return "faults"
	case CheckLeftOut:
		return "left_out"
	}
	return unnamed("CheckOutcome", int64(s))
}

// MarshalText returns what String returns.
func (s CheckOutcome) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *CheckOutcome) UnmarshalText(word []byte) error { return named(s, word) }

// Backup is a backup.
type Backup struct {
	document

	// The new file's path.
	Path string
	// How large it is, in bytes.
	Bytes uint64
	// The moment whose state it holds.
	At time.Time
	// How many events its log has.
	EventCount int64
	// The hash of its log's last event, in 64 hexadecimal digits: [Events.Verify] proves by both
	// that the backup is whole.
	EventHash string
}

func showBackup(
	page *C.billfold_page, index C.size_t, view *C.billfold_backup, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_backup(page, index, view, err)
}

func backupOf(r *reader, view *C.billfold_backup) Backup {
	return Backup{
		document:   r.document(),
		Path:       text(view.path),
		Bytes:      uint64(view.bytes),
		At:         clock(view.at),
		EventCount: int64(view.event_count),
		EventHash:  text(view.event_hash),
	}
}

// CheckReport is what a check of the whole store has found.
type CheckReport struct {
	document

	// When it was begun.
	At time.Time
	// Whether no check found a fault.
	Sound bool
	// The checks that were done.
	Checks []Check
	// The first fault of all, for a person. Empty if there is none.
	FirstFault string
}

func showCheckReport(
	page *C.billfold_page, index C.size_t, view *C.billfold_check_report, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_check_report(page, index, view, err)
}

func showCheckReportCheck(
	page *C.billfold_page, index, part C.size_t, view *C.billfold_check, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_check_report_check(page, index, part, view, err)
}

func checkReportOf(r *reader, view *C.billfold_check_report) CheckReport {
	return CheckReport{
		document:   r.document(),
		At:         clock(view.at),
		Sound:      view.sound != 0,
		Checks:     parts(r, view.check_count, showCheckReportCheck, checkOf),
		FirstFault: text(view.first_fault),
	}
}

// Check is one check and what came of it.
type Check struct {
	// What was checked: storage, counters.
	Name string
	// What came of it: [CheckOK], [CheckFaults] or [CheckLeftOut].
	Outcome CheckOutcome
	// How many records, rows or events were looked at.
	Examined uint64
	// The first faults, for a person, at most a hundred; there is nothing personal in them.
	Faults []string
	// How many faults there are beyond those.
	MoreFaults uint64
	// What else there is to know, for a person. Empty if there is none.
	Note string
}

func checkOf(view *C.billfold_check) Check {
	return Check{
		Name:       text(view.name),
		Outcome:    CheckOutcome(view.outcome),
		Examined:   uint64(view.examined),
		Faults:     texts(view.faults, view.faults_count),
		MoreFaults: uint64(view.more_faults),
		Note:       text(view.note),
	}
}

// Compaction is what a compaction has done.
type Compaction struct {
	document

	// How large the file was, in bytes, its write-ahead log not counted.
	BytesBefore uint64
	// How large it is; of a dry run, about how large it would be.
	BytesAfter uint64
	// Whether the file has been cut to that size: not if readers were still at work on the old one,
	// and the next commit that finds none cuts it.
	Finished bool
}

func showCompaction(
	page *C.billfold_page, index C.size_t, view *C.billfold_compaction, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_compaction(page, index, view, err)
}

func compactionOf(r *reader, view *C.billfold_compaction) Compaction {
	return Compaction{
		document:    r.document(),
		BytesBefore: uint64(view.bytes_before),
		BytesAfter:  uint64(view.bytes_after),
		Finished:    view.finished != 0,
	}
}

// Backup copies the store into a new file, while others go on reading and writing. The copy holds
// everything that was acknowledged before the call, in one state, and opens by itself; it is gone
// through before it gets its name. How far it is, [Store.Progress] tells.
//
// Errors: [ErrConflict]: file_exists, for a backup replaces nothing, log_in_the_way if another
// database's log stands there, transaction_open; [ErrNotFound]: there is no such folder;
// [ErrStorage] for a symbolic link, a directory, no permission, disk_full; [ErrCorrupt]: the store
// is not sound, see [Store.Check]; [ErrForbidden] unless it is the owner's handle.
func (s *Store) Backup(ctx context.Context, path string) (Backup, error) {
	return one(ctx, s, showBackup, backupOf, func(c *call) C.billfold_status {
		s.handle.work(c)
		text, length := c.text(path)
		return C.billfold_store_backup(c.store, text, length, &c.page, &c.err)
	})
}

// Check goes through everything in the store and says what is wrong: pages, keys, counters, the
// event log, every record's own rules. Finding a fault is no failure of the call: the report is not
// Sound. How far it is, [Store.Progress] tells.
//
// Errors: [ErrForbidden] unless it is the owner's handle; [ErrConflict]: transaction_open.
func (s *Store) Check(ctx context.Context) (CheckReport, error) {
	return one(ctx, s, showCheckReport, checkReportOf, func(c *call) C.billfold_status {
		s.handle.work(c)
		return C.billfold_store_check(c.store, &c.page, &c.err)
	})
}

// Compact writes the file anew, without the room that nothing uses any more; nobody else can write
// meanwhile.
//
// Errors: [ErrForbidden] unless it is the owner's handle; [ErrConflict]: transaction_open;
// [ErrStorage]: disk_full; [ErrBusy].
func (s *Store) Compact(ctx context.Context) (Compaction, error) {
	return one(ctx, s, showCompaction, compactionOf, func(c *call) C.billfold_status {
		return C.billfold_store_compact(c.store, &c.page, &c.err)
	})
}
