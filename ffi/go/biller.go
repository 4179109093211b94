package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// Billers is what can be done with billers: the field of [Store] of that name.
type Billers struct{ store *Store }

// NewBiller is a biller to create or to change. The name is required.
type NewBiller struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// Which one, 1 to 64 characters of [A-Za-z0-9_-]. Empty: a new one, whose id is minted.
	ID string
	// 1 to 100 characters.
	Name string
	// Whether it is offered for new requests to link. Nil: a new biller is, a known
	// one stays what it is.
	Active *bool
}

func (in *NewBiller) lend(c *call) *C.billfold_new_biller {
	made := sized(&C.billfold_new_biller{
		json: c.json(in.JSON),
		id:   c.field(in.ID),
		name: c.field(in.Name),
	})
	if in.Active != nil {
		made.active = truth(*in.Active)
		made.has |= C.BILLFOLD_NEW_BILLER_HAS_ACTIVE
	}
	return made
}

// Biller is a biller: whom users link their accounts with.
type Biller struct {
	document

	// Names it: bil_…, or what its creator chose.
	ID string
	// 1 to 100 characters.
	Name string
	// Whether it is offered for new requests to link; the store itself refuses none.
	Active bool
	// When it was created.
	CreatedAt time.Time
	// When it last changed.
	UpdatedAt time.Time
	// Grows by one with each change.
	Version int64
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showBiller(
	page *C.billfold_page, index C.size_t, view *C.billfold_biller, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_biller(page, index, view, err)
}

func billerOf(r *reader, view *C.billfold_biller) Biller {
	return Biller{
		document:  r.document(),
		ID:        text(view.id),
		Name:      text(view.name),
		Active:    view.active != 0,
		CreatedAt: clock(view.created_at),
		UpdatedAt: clock(view.updated_at),
		Version:   int64(view.version),
		Replayed:  r.replayed,
	}
}

// Put creates a biller, or changes the one of this id; nothing happens if it is so already.
// Through a handle of [Store.IfVersion], version 0 stands for one that is not there yet. Answers
// with the biller.
//
// Errors: [ErrValidation] with every bad field; [ErrConflict]: version_changed; [ErrForbidden]
// unless it is the owner's handle.
func (s Billers) Put(ctx context.Context, input NewBiller) (Biller, error) {
	return one(ctx, s.store, showBiller, billerOf, func(c *call) C.billfold_status {
		return C.billfold_biller_put(c.store, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with the biller of this id.
//
// Errors: [ErrNotFound]; [ErrForbidden] unless it is the owner's handle.
func (s Billers) Get(ctx context.Context, id string) (Biller, error) {
	return one(ctx, s.store, showBiller, billerOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_biller_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// List goes through the billers, newest first unless the filter sorts them. It asks for page after
// page as the loop goes on; an error ends it.
//
// The filter's terms are id, active, created, updated; it sorts by created, updated, name.
//
// Errors: [ErrValidation] for the filter, the page or its cursor; [ErrForbidden] unless it is
// the owner's handle.
func (s Billers) List(ctx context.Context, options ListOptions) iter.Seq2[Biller, error] {
	return every(options, func(options ListOptions) (Page[Biller], error) {
		return s.ListPage(ctx, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s Billers) ListPage(ctx context.Context, options ListOptions) (Page[Biller], error) {
	return page(ctx, s.store, showBiller, billerOf, func(c *call) C.billfold_status {
		return C.billfold_biller_list(c.store, options.lend(c), &c.page, &c.err)
	})
}
