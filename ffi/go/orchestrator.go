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

// Orchestrators is what can be done with orchestrators: the field of [Store] of that name.
type Orchestrators struct{ store *Store }

// OrchestratorStatus is whether an orchestrator's key is good. A number without a name here
// comes from a newer library.
type OrchestratorStatus int32

// The values of OrchestratorStatus.
const (
	// The orchestrator's key is good.
	OrchestratorActive OrchestratorStatus = C.BILLFOLD_ORCHESTRATOR_ACTIVE
	// The orchestrator's key is refused; its links, fees and branding stay as they are.
	OrchestratorDisabled OrchestratorStatus = C.BILLFOLD_ORCHESTRATOR_DISABLED
)

// String returns the word that stands for it in JSON.
func (s OrchestratorStatus) String() string {
	switch s {
	case OrchestratorActive:
		return "active"
	case OrchestratorDisabled:
		return "disabled"
	}
	return unnamed("OrchestratorStatus", int64(s))
}

// MarshalText returns what String returns.
func (s OrchestratorStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *OrchestratorStatus) UnmarshalText(word []byte) error { return named(s, word) }

// NewOrchestrator is what a new orchestrator is made of.
type NewOrchestrator struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// 1 to 100 characters. Required.
	Name string
}

func (in *NewOrchestrator) lend(c *call) *C.billfold_new_orchestrator {
	made := sized(&C.billfold_new_orchestrator{
		json: c.json(in.JSON),
		name: c.field(in.Name),
	})
	return made
}

// Orchestrator is an orchestrator: who links clients, earns fees on their payments and lends
// them its branding.
type Orchestrator struct {
	document

	// Names the orchestrator: org_ and 32 hexadecimal digits.
	ID string
	// 1 to 100 characters.
	Name string
	// Whether its key is good: [OrchestratorActive] or [OrchestratorDisabled].
	Status OrchestratorStatus
	// The last four characters of its key.
	KeyHint string
	// When it was created.
	CreatedAt time.Time
	// When it last changed.
	UpdatedAt time.Time
	// Grows by one with each change.
	Version int64
	// Its key, orc_…, for [Store.Scoped]. Empty if there is none: shown by the call that made
	// it, and never again.
	Key Secret
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showOrchestrator(
	page *C.billfold_page, index C.size_t, view *C.billfold_orchestrator, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_orchestrator(page, index, view, err)
}

func orchestratorOf(r *reader, view *C.billfold_orchestrator) Orchestrator {
	made := Orchestrator{
		ID:        text(view.id),
		Name:      text(view.name),
		Status:    OrchestratorStatus(view.status),
		KeyHint:   text(view.key_hint),
		CreatedAt: clock(view.created_at),
		UpdatedAt: clock(view.updated_at),
		Version:   int64(view.version),
		Key:       NewSecret(text(view.key)),
		Replayed:  r.replayed,
	}
	made.document = r.document("key")
	return made
}

// Create creates an orchestrator, active, and its key, which is shown this once. Answers with
// the orchestrator and its key.
//
// Errors: [ErrValidation] for the name; [ErrForbidden] unless it is the owner's handle.
func (s Orchestrators) Create(ctx context.Context, input NewOrchestrator) (Orchestrator, error) {
	return one(ctx, s.store, showOrchestrator, orchestratorOf, func(c *call) C.billfold_status {
		return C.billfold_orchestrator_create(c.store, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with the orchestrator of this id.
//
// Errors: [ErrNotFound]; [ErrForbidden] to others than the owner and the orchestrator itself.
func (s Orchestrators) Get(ctx context.Context, id string) (Orchestrator, error) {
	return one(ctx, s.store, showOrchestrator, orchestratorOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_orchestrator_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// List goes through all orchestrators, newest first unless the filter sorts them. It asks for page
// after page as the loop goes on; an error ends it.
//
// The filter's terms are id, status, created, updated; it sorts by created, updated, name.
//
// Errors: [ErrValidation] for the filter, the page or its cursor; [ErrForbidden] unless it is
// the owner's handle.
func (s Orchestrators) List(
	ctx context.Context, options ListOptions,
) iter.Seq2[Orchestrator, error] {
	return every(options, func(options ListOptions) (Page[Orchestrator], error) {
		return s.ListPage(ctx, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s Orchestrators) ListPage(
	ctx context.Context, options ListOptions,
) (Page[Orchestrator], error) {
	return page(ctx, s.store, showOrchestrator, orchestratorOf, func(c *call) C.billfold_status {
		return C.billfold_orchestrator_list(c.store, options.lend(c), &c.page, &c.err)
	})
}

// RotateKey gives an orchestrator a new key, shown this once; the old one and the handles that
// it opened are good for nothing from then on. Answers with the orchestrator and its key.
//
// Errors: [ErrNotFound]; [ErrConflict]: version_changed; [ErrForbidden] unless it is the owner's
// handle.
func (s Orchestrators) RotateKey(ctx context.Context, id string) (Orchestrator, error) {
	return one(ctx, s.store, showOrchestrator, orchestratorOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_orchestrator_rotate_key(c.store, idText, idLength, &c.page, &c.err)
	})
}

// Disable disables an orchestrator: its key is refused until it is enabled again. What it has,
// links, fees and branding, stays and goes on applying. Disabling it again changes nothing.
// Answers with the orchestrator.
//
// Errors: [ErrNotFound]; [ErrConflict]: version_changed; [ErrForbidden] unless it is the owner's
// handle.
func (s Orchestrators) Disable(ctx context.Context, id string) (Orchestrator, error) {
	return one(ctx, s.store, showOrchestrator, orchestratorOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_orchestrator_disable(c.store, idText, idLength, &c.page, &c.err)
	})
}

// Enable enables an orchestrator that was disabled; one that is active stays as it is. Answers
// with the orchestrator.
//
// Errors: [ErrNotFound]; [ErrConflict]: version_changed; [ErrForbidden] unless it is the owner's
// handle.
func (s Orchestrators) Enable(ctx context.Context, id string) (Orchestrator, error) {
	return one(ctx, s.store, showOrchestrator, orchestratorOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_orchestrator_enable(c.store, idText, idLength, &c.page, &c.err)
	})
}
