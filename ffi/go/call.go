package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"encoding/json"
	"runtime"
	"time"
	"unsafe"
)

// call is one call of the library: what is lent to it, and what it gives.
type call struct {
	store *C.billfold_store
	own   *own // what store is, if the call can be broken off
	page  *C.billfold_page
	err   *C.billfold_error
	// What the library reads while the call is under way and has copied when it returns.
	lent runtime.Pinner
	// Why an input cannot be said to the library at all; the call is then not made. See refuse.
	refused *Error
}

// ask makes a call of the library on this store. It is the one way down: it keeps the handle from
// being freed meanwhile, breaks the call off when the context is done, and turns a status into an
// error. What `made` is told of is gone when ask returns.
func (s *Store) ask(
	ctx context.Context, make func(*call) C.billfold_status, made func(*call) error,
) error {
	if err := done(ctx); err != nil {
		return err
	}
	if err := s.handle.enter(); err != nil {
		return err
	}
	defer s.handle.leave()
	defer runtime.KeepAlive(s)
	c := call{store: s.handle.pointer}
	end, err := c.heed(ctx)
	if err != nil {
		return err
	}
	defer end()
	if err := run(&c, make); err != nil {
		if err.Kind == ErrInterrupted && ctx.Err() != nil {
			err.causes = []error{ctx.Err(), context.Cause(ctx)}
		}
		return err
	}
	defer C.billfold_page_free(c.page)
	if made == nil {
		return nil
	}
	return made(&c)
}

// run makes a call that needs no store, or has it; or answers why it refused an input.
func run(c *call, make func(*call) C.billfold_status) (failed *Error) {
	defer c.lent.Unpin()
	defer func() {
		if c.refused != nil {
			_ = recover() // what refuse has thrown
			failed = c.refused
		}
	}()
	return taken(make(c), c.err)
}

// refuse ends a call while its inputs are lent: this one cannot be said to the library, which would
// take it for another, or for none. It does not return: nobody goes on to make the call.
func (c *call) refuse(field, code, reason string) {
	c.refused = invalid(field, code, reason)
	panic(c.refused)
}

// refuseIf refuses what the library would take for not given, though it is.
func (c *call) refuseIf(absent bool, field, reason string) {
	if absent {
		c.refuse(field, "validation", reason)
	}
}

// heed has the call broken off, and nothing else, when the context is done: through a handle of its
// own. The function that it returns ends that.
func (c *call) heed(ctx context.Context) (end func(), err error) {
	if ctx.Done() == nil {
		return func() {}, nil
	}
	var made *C.billfold_store
	var failed *C.billfold_error
	if err := taken(C.billfold_store_interruptible(c.store, &made, &failed), failed); err != nil {
		return nil, err
	}
	c.store, c.own = made, &own{pointer: made}
	c.own.holders.Store(1)
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		C.billfold_store_interrupt(made, nil)
		close(done)
	})
	return func() {
		if !stop() {
			<-done
		}
		c.own.release()
	}, nil
}

// nothing is where an empty text stands, which is not an absent one.
var nothing = [1]byte{}

// text lends a text that may be empty.
func (c *call) text(text string) (*C.char, C.size_t) {
	start := unsafe.StringData(text)
	if len(text) == 0 {
		start = &nothing[0]
	}
	c.lent.Pin(start)
	return (*C.char)(unsafe.Pointer(start)), C.size_t(len(text))
}

// optional lends a text that is absent if it is empty.
func (c *call) optional(text string) (*C.char, C.size_t) {
	if text == "" {
		return nil, 0
	}
	return c.text(text)
}

// field lends a field of an input that is absent if it is empty.
func (c *call) field(text string) C.billfold_str {
	start, length := c.optional(text)
	return C.billfold_str{ptr: start, len: length}
}

// json lends a field of an input that is JSON, absent if it is nil. What is there and empty is given:
// the library says that it is no JSON.
func (c *call) json(raw json.RawMessage) C.billfold_str {
	start, length := c.optionalJSON(raw)
	return C.billfold_str{ptr: start, len: length}
}

// optionalJSON is as json, for an argument.
func (c *call) optionalJSON(raw json.RawMessage) (*C.char, C.size_t) {
	if raw == nil {
		return nil, 0
	}
	return c.text(string(raw))
}

// fields lends texts side by side, and says how many there are; none at all if the list is nil.
func (c *call) fields(field string, texts []string) (*C.billfold_str, C.size_t) {
	if texts == nil {
		return nil, 0
	}
	c.refuseIf(len(texts) == 0, field, "must name one at least: nil leaves it out")
	list := make([]C.billfold_str, len(texts), len(texts)+1)
	for at, each := range texts {
		start, length := c.text(each)
		list[at] = C.billfold_str{ptr: start, len: length}
	}
	first := unsafe.SliceData(list)
	c.lent.Pin(first)
	return first, C.size_t(len(texts))
}

// changed lends a field that may be cleared, and sets its bit if it is to be.
func (c *call) changed(change Change[string], has *C.uint64_t, bit C.uint64_t) C.billfold_str {
	switch change.what {
	case set:
		start, length := c.text(change.value)
		return C.billfold_str{ptr: start, len: length}
	case clear:
		*has |= bit
	}
	return C.billfold_str{}
}

// changedFields is as changed, for texts side by side.
func (c *call) changedFields(
	field string, change Change[[]string], has *C.uint64_t, bit C.uint64_t,
) (*C.billfold_str, C.size_t) {
	switch change.what {
	case set:
		c.refuseIf(len(change.value) == 0, field, "must name one at least: Clear takes all of it away")
		return c.fields(field, change.value)
	case clear:
		*has |= bit
	}
	return nil, 0
}

// changedSeconds is as changed, for a duration in whole seconds.
func (c *call) changedSeconds(
	field string, change Change[time.Duration], has *C.uint64_t, bit C.uint64_t,
) C.int64_t {
	switch change.what {
	case set:
		c.refuseIf(change.value == 0, field, "must not be zero: Clear takes it away")
		return c.seconds(field, change.value)
	case clear:
		*has |= bit
	}
	return 0
}

// optionalAmount lends an amount that is absent if it is nil.
func (c *call) optionalAmount(field string, amount *Amount) (C.int64_t, C.billfold_str) {
	if amount == nil {
		return 0, C.billfold_str{}
	}
	c.refuseIf(amount.IsZero(), field, "must not be zero of no currency: nil or Clear is for none")
	return C.int64_t(amount.Minor), c.field(amount.Currency)
}

// seconds is a duration in whole seconds, which is all that the library knows.
func (c *call) seconds(field string, duration time.Duration) C.int64_t {
	if duration%time.Second != 0 {
		c.refuse(field, "whole_seconds", "must be whole seconds")
	}
	return C.int64_t(duration / time.Second)
}

// milliseconds is how long something took, in whole milliseconds; 0 if nobody says. What a coarse
// clock could not measure took some time still.
func (c *call) milliseconds(duration time.Duration) C.int64_t {
	whole := C.int64_t(duration / time.Millisecond)
	switch {
	case whole == 0 && duration > 0:
		return 1
	case whole == 0 && duration < 0:
		return -1 // which the library refuses
	}
	return whole
}

// number is a number in 32 bits.
func (c *call) number(field string, number int) C.int32_t {
	if int64(int32(number)) != int64(number) {
		c.refuse(field, "validation", "is more than 32 bits hold")
	}
	return C.int32_t(number)
}

// unix is a time in whole seconds; 0 for the zero time.
func (c *call) unix(field string, at time.Time) C.int64_t {
	if at.IsZero() {
		return 0
	}
	c.refuseIf(at.Unix() == 0, field, "must not be the first second of 1970: the zero time leaves it out")
	return C.int64_t(at.Unix())
}

func truth(is bool) C.int32_t {
	if is {
		return 1
	}
	return 0
}

// sized begins a struct of the library's with its size.
func sized[S any](made *S) *S {
	*(*C.size_t)(unsafe.Pointer(made)) = C.size_t(unsafe.Sizeof(*made))
	return made
}
