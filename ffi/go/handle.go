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

	using   sync.RWMutex // held to read while a call is under way, to write while it is freed
	closed  bool
	closing atomic.Bool // it takes no calls any more
	root    bool
	// The handle that began the transaction in which this one works, maybe itself; nil: none.
	transaction *handle

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

// newHandle holds what Open gave.
func newHandle(pointer *C.billfold_store) *handle {
	made := &handle{pointer: pointer, root: true, group: &group{handles: map[*handle]struct{}{}}}
	made.group.handles[made] = struct{}{}
	return made
}

// derived holds what was derived from this handle, and begins a transaction if it does.
func (h *handle) derived(pointer *C.billfold_store, begins bool) *handle {
	made := &handle{pointer: pointer, group: h.group, transaction: h.transaction}
	if begins {
		made.transaction = made
	}
	h.group.lock.Lock()
	late := h.group.closed || made.transaction != nil && made.transaction.closing.Load()
	h.group.handles[made] = struct{}{}
	h.group.lock.Unlock()
	if late {
		made.free() // what it would end with was closed while it was derived
	}
	return made
}

// enter notes that a call is under way, until leave. It does not wait: who comes while the handle is
// being closed would otherwise wait for the calls under way, deaf to its context.
func (h *handle) enter() error {
	if h.closing.Load() || !h.using.TryRLock() { // which fails only where free has the lock or waits for it
		return closed()
	}
	if h.closed {
		h.using.RUnlock()
		return closed()
	}
	return nil
}

func (h *handle) leave() { h.using.RUnlock() }

// close frees the handle and those that end with it: of the one that was opened all that were derived
// from it, of one that began a transaction those that work in it.
func (h *handle) close() {
	ending := h.ending()
	// Transactions first: calls through the others may be waiting for their end. To free one is not
	// to end it, for it lives as long as any handle that works in it.
	for _, each := range ending {
		if each.transaction == each {
			each.rollBack()
		}
	}
	for _, each := range ending {
		each.free()
	}
}

// ending is what ends with this handle. None of it takes calls any more.
func (h *handle) ending() []*handle {
	h.group.lock.Lock()
	defer h.group.lock.Unlock()
	ending := []*handle{h}
	h.group.closed = h.group.closed || h.root
	for each := range h.group.handles {
		if each != h && (h.root || h == each.transaction) {
			ending = append(ending, each)
		}
	}
	for _, each := range ending {
		each.closing.Store(true)
	}
	return ending
}

// rollBack ends the transaction that the handle has begun, unless it has ended.
func (h *handle) rollBack() {
	h.using.RLock()
	defer h.using.RUnlock()
	if !h.closed {
		C.billfold_store_rollback(h.pointer, nil)
	}
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
