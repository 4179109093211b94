package billfold

/*
#include "billfold.h"

// Has the hook tell Go; the handle goes with it as a number, for C keeps no pointer of Go's.
billfold_status billfold_go_hook(uintptr_t handle, int32_t level, billfold_error **err);
billfold_status billfold_go_unhook(billfold_error **err);
*/
import "C"

import (
	"context"
	"log/slog"
	"runtime/cgo"
)

// SetLogger has the logger told what Billfold has to say, for all stores of the process, in place of
// the one before; nil: nobody is told any more. How much is told is the logger's to say, when it is
// set: info is what happens to stores, warn what to look at, error what nobody can put right.
// Messages hold no names, amounts, tokens or keys, but may hold the paths of stores; each has a
// "target", the part of Billfold that it is from. The logger must not use a store.
//
// Errors: [ErrUnsupported]: logger_taken in a program that has Billfold twice.
func SetLogger(logger *slog.Logger) error {
	var c call
	if logger == nil {
		return untyped(run(&c, func(c *call) C.billfold_status { return C.billfold_go_unhook(&c.err) }))
	}
	own := cgo.NewHandle(logger)
	err := run(&c, func(c *call) C.billfold_status {
		return C.billfold_go_hook(C.uintptr_t(own), wanted(logger), &c.err)
	})
	if err != nil {
		own.Delete() // the hook took it not
	}
	return untyped(err)
}

// wanted is how much the logger wants to be told.
func wanted(logger *slog.Logger) C.int32_t {
	for _, each := range []struct {
		level slog.Level
		own   C.int32_t
	}{
		{slog.LevelInfo, C.BILLFOLD_LOG_INFO},
		{slog.LevelWarn, C.BILLFOLD_LOG_WARN},
		{slog.LevelError, C.BILLFOLD_LOG_ERROR},
	} {
		if logger.Enabled(context.Background(), each.level) {
			return each.own
		}
	}
	return C.BILLFOLD_LOG_OFF
}

//export billfoldGoTell
func billfoldGoTell(handle C.uintptr_t, level C.int32_t, target, message *C.char) {
	// A logger that panics must not take the library with it.
	defer func() { _ = recover() }()
	levels := map[C.int32_t]slog.Level{
		C.BILLFOLD_LOG_ERROR: slog.LevelError, C.BILLFOLD_LOG_WARN: slog.LevelWarn,
	}
	logger, is := cgo.Handle(handle).Value().(*slog.Logger)
	if is {
		logger.LogAttrs(context.Background(), levels[level], C.GoString(message),
			slog.String("target", C.GoString(target)))
	}
}

//export billfoldGoRelease
func billfoldGoRelease(handle C.uintptr_t) { cgo.Handle(handle).Delete() }
