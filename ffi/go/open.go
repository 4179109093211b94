package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"time"
)

// Option says how a store is to be opened.
type Option struct {
	set func(*C.billfold_open_options)
}

// CreateNew creates a new store in the file, which must not exist.
func CreateNew() Option {
	return Option{func(options *C.billfold_open_options) { options.mode = C.BILLFOLD_OPEN_CREATE }}
}

// MustExist opens the store in the file, which must exist.
func MustExist() Option {
	return Option{func(options *C.billfold_open_options) { options.mode = C.BILLFOLD_OPEN_EXISTING }}
}

// ReadOnly opens the store in the file, which must exist, to read only.
func ReadOnly() Option {
	return Option{func(options *C.billfold_open_options) { options.mode = C.BILLFOLD_OPEN_READ_ONLY }}
}

// InMemory opens a new store in memory, gone with its last handle; the path must be empty. While a
// begun transaction is open, even reads through other handles wait for its end, or answer
// [ErrBusy].
func InMemory() Option {
	return Option{func(options *C.billfold_open_options) { options.mode = C.BILLFOLD_OPEN_IN_MEMORY }}
}

// MayLoseLastCommitsOnPowerLoss makes changes safe from a power cut only soon after the call
// returned, not before. Faster, but power loss may take the last changes with it; a crash of the
// process alone takes nothing.
func MayLoseLastCommitsOnPowerLoss() Option {
	return Option{func(options *C.billfold_open_options) {
		options.durability = C.BILLFOLD_DURABILITY_MAY_LOSE_LAST_COMMITS_ON_POWER_LOSS
	}}
}

// Patience is how long a call waits for the writer before it gives up with [ErrBusy], in whole
// milliseconds; otherwise ten seconds.
func Patience(patience time.Duration) Option {
	return Option{func(options *C.billfold_open_options) {
		options.patience_milliseconds = C.int64_t(patience.Milliseconds())
		options.has |= C.BILLFOLD_OPEN_HAS_PATIENCE
	}}
}

// Lease is how long a begun transaction may hold the writer before it is rolled back by itself, in
// whole milliseconds; otherwise thirty seconds.
func Lease(lease time.Duration) Option {
	return Option{func(options *C.billfold_open_options) {
		options.lease_milliseconds = C.int64_t(lease.Milliseconds())
		options.has |= C.BILLFOLD_OPEN_HAS_LEASE
	}}
}

// ManualClock has the time stand still until [Store.SetTime]; for tests, and for devices whose time
// comes from elsewhere.
func ManualClock(now time.Time) Option {
	return Option{func(options *C.billfold_open_options) {
		options.clock = C.BILLFOLD_CLOCK_MANUAL
		options.time = C.int64_t(now.Unix())
	}}
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
// date; [ErrValidation].
func Open(ctx context.Context, path string, options ...Option) (*Store, error) {
	if ctx.Err() != nil {
		return nil, interrupted(ctx)
	}
	var given C.billfold_open_options
	for _, option := range options {
		if option.set != nil {
			option.set(&given)
		}
	}
	var opened *C.billfold_store
	var c call
	err := run(&c, func(c *call) C.billfold_status {
		text, length := c.optional(path)
		return C.billfold_store_open(text, length, sized(&given), &opened, &c.err)
	})
	if err != nil {
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
