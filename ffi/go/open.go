package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"time"
)

// Option says how a store is to be opened. Options that contradict each other are refused.
type Option struct {
	name  string // as its caller writes it
	about string // of what it says something: two options say it in the same words, or contradict
	set   func(*C.billfold_open_options) *Error
}

// mode is the option that opens a file in this way.
func mode(name string, is C.int32_t) Option {
	return Option{name, "mode", func(options *C.billfold_open_options) *Error {
		options.mode = is
		return nil
	}}
}

// CreateNew creates a new store in the file, which must not exist.
func CreateNew() Option { return mode("CreateNew()", C.BILLFOLD_OPEN_CREATE) }

// MustExist opens the store in the file, which must exist.
func MustExist() Option { return mode("MustExist()", C.BILLFOLD_OPEN_EXISTING) }

// ReadOnly opens the store in the file, which must exist, to read only.
func ReadOnly() Option { return mode("ReadOnly()", C.BILLFOLD_OPEN_READ_ONLY) }

// InMemory opens a new store in memory, gone with its last handle; the path must be empty. While a
// begun transaction is open, even reads through other handles wait for its end, or answer
// [ErrBusy].
func InMemory() Option { return mode("InMemory()", C.BILLFOLD_OPEN_IN_MEMORY) }

// MayLoseLastCommitsOnPowerLoss makes changes safe from a power cut only soon after the call
// returned, not before. Faster, but power loss may take the last changes with it; a crash of the
// process alone takes nothing.
func MayLoseLastCommitsOnPowerLoss() Option {
	return Option{"MayLoseLastCommitsOnPowerLoss()", "durability", func(options *C.billfold_open_options) *Error {
		options.durability = C.BILLFOLD_DURABILITY_MAY_LOSE_LAST_COMMITS_ON_POWER_LOSS
		return nil
	}}
}

// Patience is how long a call waits for the writer before it gives up with [ErrBusy], in whole
// milliseconds; otherwise ten seconds.
func Patience(patience time.Duration) Option {
	return Option{"Patience(" + patience.String() + ")", "patience", func(options *C.billfold_open_options) (err *Error) {
		options.has |= C.BILLFOLD_OPEN_HAS_PATIENCE
		options.patience_milliseconds, err = milliseconds("patience", patience)
		return err
	}}
}

// Lease is how long a begun transaction may hold the writer before it is rolled back by itself, in
// whole milliseconds; otherwise thirty seconds.
func Lease(lease time.Duration) Option {
	return Option{"Lease(" + lease.String() + ")", "lease", func(options *C.billfold_open_options) (err *Error) {
		options.has |= C.BILLFOLD_OPEN_HAS_LEASE
		options.lease_milliseconds, err = milliseconds("lease", lease)
		return err
	}}
}

// milliseconds is a duration in whole milliseconds, which is all that the library knows here.
func milliseconds(field string, duration time.Duration) (C.int64_t, *Error) {
	if duration%time.Millisecond != 0 {
		return 0, invalid(field, "whole_milliseconds", "must be whole milliseconds")
	}
	return C.int64_t(duration.Milliseconds()), nil
}

// ManualClock has the time stand still, at this whole second, until [Store.SetTime]; for tests, and
// for devices whose time comes from elsewhere.
func ManualClock(now time.Time) Option {
	return Option{"ManualClock(" + now.UTC().Format(time.RFC3339) + ")", "clock", func(options *C.billfold_open_options) *Error {
		options.clock = C.BILLFOLD_CLOCK_MANUAL
		options.time = C.int64_t(now.Unix())
		return nil
	}}
}

// chosen is what the options say together.
func chosen(options []Option) (given C.billfold_open_options, err *Error) {
	names := map[string]string{}
	for _, option := range options {
		if option.set == nil {
			continue
		}
		if before, there := names[option.about]; there && before != option.name {
			return given, invalid(option.about, "contradiction", before+" and "+option.name+" contradict each other")
		}
		names[option.about] = option.name
		if err := option.set(&given); err != nil {
			return given, err
		}
	}
	return given, nil
}

// Open opens the store in the file at the path, and creates it if there is none; the options say
// otherwise. The handle may do everything. Opening a file twice in a process is fine: both share
// what is inside if they were opened in the same way. Close it when it is no longer needed.
//
// A path is a path: ":memory:" and "file:…" name files like others. A context that is done before
// the file is open stops nothing under way, for that is soon over.
//
// Errors: [ErrCorrupt] if the file is no store or damaged, it is left as it is; [ErrSchemaTooNew];
// [ErrReadOnly] if it cannot be written, or is to be read only and too old; [ErrNotFound];
// [ErrConflict]: file_exists; [ErrStorage] for a directory, a symbolic link, no permission, a
// network file system, a disk that fails; [ErrBusy] if another process is bringing the file up to
// date; [ErrValidation], also for options that contradict each other, and naming both.
func Open(ctx context.Context, path string, options ...Option) (*Store, error) {
	if err := done(ctx); err != nil {
		return nil, err
	}
	given, refused := chosen(options)
	if refused != nil {
		return nil, refused
	}
	var opened *C.billfold_store
	var c call
	if err := run(&c, func(c *call) C.billfold_status {
		text, length := c.optional(path)
		return C.billfold_store_open(text, length, sized(&given), &opened, &c.err)
	}); err != nil {
		return nil, err
	}
	return newStore(newHandle(opened), false), nil
}

// HasFile reports whether the file is the store at the path, or one that such a store keeps beside
// itself, by whatever name: whoever else writes there does away with it. Neither need exist.
//
// Errors: [ErrValidation].
func HasFile(storePath, file string) (bool, error) {
	var own C.int32_t
	var c call
	if err := run(&c, func(c *call) C.billfold_status {
		store, storeLength := c.text(storePath)
		text, length := c.text(file)
		return C.billfold_store_has_file(store, storeLength, text, length, &own, &c.err)
	}); err != nil {
		return false, err
	}
	return own != 0, nil
}
