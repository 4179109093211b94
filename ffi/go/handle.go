package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"sync"
	"sync/atomic"
)

// handle is a handle of the library's, freed once: when nothing is under way through it any more.
type handle struct {
	pointer *C.billfold_store
	group   *group

	using  sync.RWMutex // held to read while a call is under way, to write while it is freed
	closed bool
	root   bool
	begun  bool // it works in a transaction; guarded by the group's lock

	lock   sync.Mutex
	newest *own // through which the newest long work goes; nil: through the handle itself
}

// own is a handle of one call alone, freed when nobody holds it any more.
type own struct {
	pointer *C.billfold_store
	holders atomic.Int32
}

func (o *own) release() {
	if o != nil && o.holders.Add(-1) == 0 {
		C.billfold_store_free(o.pointer)
	}
}

// work notes that the call is long work, whose progress is asked for from now on.
func (h *handle) work(c *call) {
	if c.own != nil {
		c.own.holders.Add(1)
	}
	h.lock.Lock()
	before := h.newest
	h.newest = c.own
	h.lock.Unlock()
	before.release()
}

// working holds the handle through which the newest long work goes.
func (h *handle) working() *own {
	h.lock.Lock()
	defer h.lock.Unlock()
	if h.newest != nil {
		h.newest.holders.Add(1)
	}
	return h.newest
}

// group is what one Open began: its handle, and all that were derived from it.
type group struct {
	lock    sync.Mutex
	handles map[*handle]struct{}
	closed  bool
}

func newHandle(pointer *C.billfold_store, in *group) *handle {
	made := &handle{pointer: pointer, group: in}
	if in == nil {
		made.group = &group{handles: map[*handle]struct{}{}}
		made.root = true
	}
	made.group.lock.Lock()
	late := made.group.closed
	made.group.handles[made] = struct{}{}
	made.group.lock.Unlock()
	if late {
		made.free() // the store was closed while it was derived
	}
	return made
}

// enter notes that a call is under way, until leave.
func (h *handle) enter() error {
	h.using.RLock()
	if h.closed {
		h.using.RUnlock()
		return closed()
	}
	return nil
}

func (h *handle) leave() { h.using.RUnlock() }

// close frees the handle, and if it is the one that was opened also those derived from it.
func (h *handle) close() {
	if !h.root {
		h.free()
		return
	}
	var begun, others []*handle
	h.group.lock.Lock()
	h.group.closed = true
	for each := range h.group.handles {
		if each.begun {
			begun = append(begun, each)
		} else {
			others = append(others, each)
		}
	}
	h.group.lock.Unlock()
	// Transactions first: calls through the others may be waiting for their end.
	for _, each := range append(begun, others...) {
		each.free()
	}
}

// begin notes that the handle works in a transaction.
func (h *handle) begin() {
	h.group.lock.Lock()
	defer h.group.lock.Unlock()
	h.begun = true
}

func (h *handle) free() {
	h.using.Lock()
	defer h.using.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	h.newest.release()
	C.billfold_store_free(h.pointer)
	h.group.lock.Lock()
	delete(h.group.handles, h)
	h.group.lock.Unlock()
}
