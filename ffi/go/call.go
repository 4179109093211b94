package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
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
	// Why an input cannot be said to the library at all; the call is then not made.
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

// run makes a call that needs no store, or has it.
func run(c *call, make func(*call) C.billfold_status) *Error {
	defer c.lent.Unpin()
	status := make(c)
	if c.refused != nil {
		return c.refused
	}
	return taken(status, c.err)
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

// fields lends texts side by side, and says how many there are; none at all if the list is nil.
func (c *call) fields(texts []string) (*C.billfold_str, C.size_t) {
	if texts == nil {
		return nil, 0
	}
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

// seconds is a duration in whole seconds, which is all that the library knows.
func (c *call) seconds(field string, duration time.Duration) C.int64_t {
	if duration%time.Second != 0 && c.refused == nil {
		c.refused = invalid(field, "whole_seconds", "must be whole seconds")
	}
	return C.int64_t(duration / time.Second)
}

// unix is a time in whole seconds; 0 for the zero time.
func unix(at time.Time) C.int64_t {
	if at.IsZero() {
		return 0
	}
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
