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

// Brandings is what can be done with brandings: the field of [Store] of that name.
type Brandings struct{ store *Store }

// BrandingSource is where the values of a resolved branding come from. A number without a name
// here comes from a newer library.
type BrandingSource int32

// The values of BrandingSource.
const (
	// The values are of the branding for this very client.
	BrandingFromClient BrandingSource = C.BILLFOLD_BRANDING_SOURCE_CLIENT
	// The values are of the orchestrator's own branding.
	BrandingFromOrchestrator BrandingSource = C.BILLFOLD_BRANDING_SOURCE_ORCHESTRATOR
	// There is no branding, and none of the values.
	BrandingFromDefault BrandingSource = C.BILLFOLD_BRANDING_SOURCE_DEFAULT
)

// String returns the word that stands for it in JSON.
func (s BrandingSource) String() string {
	switch s {
	case BrandingFromClient:
		return "client"
	case BrandingFromOrchestrator:
		return "orchestrator"
	case BrandingFromDefault:
		return "default"
	}
	return unnamed("BrandingSource", int64(s))
}

// MarshalText returns what String returns.
func (s BrandingSource) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *BrandingSource) UnmarshalText(word []byte) error { return named(s, word) }

// NewBranding is what a new branding is made of; all of it is optional.
type NewBranding struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// Under which name the payment is shown, 1 to 100 characters.
	DisplayName string
	// The main colour: #1a2b3c or #abc.
	PrimaryColor string
	// The second colour.
	SecondaryColor string
	// The colour of what must catch the eye.
	AccentColor string
	// The colour behind everything.
	BackgroundColor string
	// The colour of text.
	TextColor string
	// Where the logo is: a URL, or a path from a single slash.
	LogoURL string
	// Where the terms of service are: a URL or a path.
	TermsURL string
	// Where the privacy notice is: a URL or a path.
	PrivacyURL string
}

func (in *NewBranding) lend(c *call) *C.billfold_new_branding {
	made := sized(&C.billfold_new_branding{
		json:             c.json(in.JSON),
		display_name:     c.field(in.DisplayName),
		primary_color:    c.field(in.PrimaryColor),
		secondary_color:  c.field(in.SecondaryColor),
		accent_color:     c.field(in.AccentColor),
		background_color: c.field(in.BackgroundColor),
		text_color:       c.field(in.TextColor),
		logo_url:         c.field(in.LogoURL),
		terms_url:        c.field(in.TermsURL),
		privacy_url:      c.field(in.PrivacyURL),
	})
	return made
}

// Branding is a branding of an orchestrator, or of one of its clients: how payments look. What
// is absent is left to whoever shows the payment.
type Branding struct {
	document

	// Whose branding it is.
	OrchestratorID string
	// The client it is for. Empty: it is for every client without a branding of its own.
	ClientID string
	// Under which name the payment is shown. Empty if there is none.
	DisplayName string
	// The main colour: #1a2b3c or #abc. Empty if there is none.
	PrimaryColor string
	// The second colour. Empty if there is none.
	SecondaryColor string
	// The colour of what must catch the eye. Empty if there is none.
	AccentColor string
	// The colour behind everything. Empty if there is none.
	BackgroundColor string
	// The colour of text. Empty if there is none.
	TextColor string
	// Where the logo is: a URL, or a path from a single slash. Empty if there is none.
	LogoURL string
	// Where the terms of service are: a URL or a path. Empty if there is none.
	TermsURL string
	// Where the privacy notice is: a URL or a path. Empty if there is none.
	PrivacyURL string
	// When it was first put.
	CreatedAt time.Time
	// When it last changed.
	UpdatedAt time.Time
	// Grows by one with each change.
	Version int64
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showBranding(
	page *C.billfold_page, index C.size_t, view *C.billfold_branding, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_branding(page, index, view, err)
}

func brandingOf(r *reader, view *C.billfold_branding) Branding {
	return Branding{
		document:        r.document(),
		OrchestratorID:  text(view.orchestrator_id),
		ClientID:        text(view.client_id),
		DisplayName:     text(view.display_name),
		PrimaryColor:    text(view.primary_color),
		SecondaryColor:  text(view.secondary_color),
		AccentColor:     text(view.accent_color),
		BackgroundColor: text(view.background_color),
		TextColor:       text(view.text_color),
		LogoURL:         text(view.logo_url),
		TermsURL:        text(view.terms_url),
		PrivacyURL:      text(view.privacy_url),
		CreatedAt:       clock(view.created_at),
		UpdatedAt:       clock(view.updated_at),
		Version:         int64(view.version),
		Replayed:        r.replayed,
	}
}

// BrandingTarget is what a branding was of: an orchestrator, or one of its clients.
type BrandingTarget struct {
	document

	// Whose branding it was.
	OrchestratorID string
	// The client it was for. Empty: it was for every client without a branding of its own.
	ClientID string
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showBrandingTarget(
	page *C.billfold_page, index C.size_t, view *C.billfold_branding_target, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_branding_target(page, index, view, err)
}

func brandingTargetOf(r *reader, view *C.billfold_branding_target) BrandingTarget {
	return BrandingTarget{
		document:       r.document(),
		OrchestratorID: text(view.orchestrator_id),
		ClientID:       text(view.client_id),
		Replayed:       r.replayed,
	}
}

// ResolvedBranding is how a client's payments look now. What is absent is left to whoever shows
// the payment.
type ResolvedBranding struct {
	document

	// Where the values come from: [BrandingFromClient], [BrandingFromOrchestrator] or
	// [BrandingFromDefault].
	Source BrandingSource
	// The orchestrator that the client is linked to. Empty if there is none: absent if it is not
	// linked.
	OrchestratorID string
	// Under which name the payment is shown. Empty if there is none.
	DisplayName string
	// The main colour: #1a2b3c or #abc. Empty if there is none.
	PrimaryColor string
	// The second colour. Empty if there is none.
	SecondaryColor string
	// The colour of what must catch the eye. Empty if there is none.
	AccentColor string
	// The colour behind everything. Empty if there is none.
	BackgroundColor string
	// The colour of text. Empty if there is none.
	TextColor string
	// Where the logo is: a URL, or a path from a single slash. Empty if there is none.
	LogoURL string
	// Where the terms of service are: a URL or a path. Empty if there is none.
	TermsURL string
	// Where the privacy notice is: a URL or a path. Empty if there is none.
	PrivacyURL string
}

func showResolvedBranding(
	page *C.billfold_page, index C.size_t, view *C.billfold_resolved_branding, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_resolved_branding(page, index, view, err)
}

func resolvedBrandingOf(r *reader, view *C.billfold_resolved_branding) ResolvedBranding {
	return ResolvedBranding{
		document:        r.document(),
		Source:          BrandingSource(view.source),
		OrchestratorID:  text(view.orchestrator_id),
		DisplayName:     text(view.display_name),
		PrimaryColor:    text(view.primary_color),
		SecondaryColor:  text(view.secondary_color),
		AccentColor:     text(view.accent_color),
		BackgroundColor: text(view.background_color),
		TextColor:       text(view.text_color),
		LogoURL:         text(view.logo_url),
		TermsURL:        text(view.terms_url),
		PrivacyURL:      text(view.privacy_url),
	}
}

// Put puts the branding of an orchestrator, or of the client of clientID linked to it if that is
// not empty, in place of the one before, if any: what the input leaves out is gone. The owner
// names the orchestrator by orchestratorID; empty means the caller's own. Answers with the
// branding.
//
// A branding that is not there yet counts as version 0 to [Store.IfVersion].
//
// Errors: [ErrValidation] with every bad field; [ErrNotFound] for the orchestrator, or a client
// that is not linked to it; [ErrConflict]: version_changed; [ErrForbidden] to clients and API
// keys, and for another orchestrator's.
func (s Brandings) Put(
	ctx context.Context, orchestratorID string, clientID string, input NewBranding,
) (Branding, error) {
	return one(ctx, s.store, showBranding, brandingOf, func(c *call) C.billfold_status {
		orchestratorText, orchestratorLength := c.optional(orchestratorID)
		clientText, clientLength := c.optional(clientID)
		return C.billfold_branding_put(c.store, orchestratorText, orchestratorLength, clientText,
			clientLength, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with the branding that was put for an orchestrator, or for the client of clientID
// if that is not empty. The owner names the orchestrator by orchestratorID; empty means the
// caller's own. For what a client's payments look like see [Brandings.Resolve].
//
// Errors: [ErrValidation] for the ids; [ErrNotFound] if none was put for just this;
// [ErrForbidden] to clients and API keys, and for another orchestrator's.
func (s Brandings) Get(
	ctx context.Context, orchestratorID string, clientID string,
) (Branding, error) {
	return one(ctx, s.store, showBranding, brandingOf, func(c *call) C.billfold_status {
		orchestratorText, orchestratorLength := c.optional(orchestratorID)
		clientText, clientLength := c.optional(clientID)
		return C.billfold_branding_get(c.store, orchestratorText, orchestratorLength, clientText,
			clientLength, &c.page, &c.err)
	})
}

// Delete deletes the branding of an orchestrator, or of the client of clientID if that is not
// empty, linked or not. The owner names the orchestrator by orchestratorID; empty means the
// caller's own. Answers with what it was of.
//
// Errors: [ErrValidation] for the ids; [ErrNotFound] if none was put for just this;
// [ErrConflict]: version_changed; [ErrForbidden] to clients and API keys, and for another
// orchestrator's.
func (s Brandings) Delete(
	ctx context.Context, orchestratorID string, clientID string,
) (BrandingTarget, error) {
	return one(ctx, s.store, showBrandingTarget, brandingTargetOf, func(c *call) C.billfold_status {
		orchestratorText, orchestratorLength := c.optional(orchestratorID)
		clientText, clientLength := c.optional(clientID)
		return C.billfold_branding_delete(c.store, orchestratorText, orchestratorLength, clientText,
			clientLength, &c.page, &c.err)
	})
}

// List goes through an orchestrator's brandings, its own and those for its clients, newest
// first. The owner names it by orchestratorID; empty means the caller's own. This list has no
// filter. It asks for page after page as the loop goes on; an error ends it.
//
// Errors: [ErrValidation] for the id, the page or its cursor; [ErrNotFound] for the
// orchestrator; [ErrForbidden] to clients and API keys, and for another orchestrator's.
func (s Brandings) List(
	ctx context.Context, orchestratorID string, options ListOptions,
) iter.Seq2[Branding, error] {
	return every(options, func(options ListOptions) (Page[Branding], error) {
		return s.ListPage(ctx, orchestratorID, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s Brandings) ListPage(
	ctx context.Context, orchestratorID string, options ListOptions,
) (Page[Branding], error) {
	return page(ctx, s.store, showBranding, brandingOf, func(c *call) C.billfold_status {
		orchestratorText, orchestratorLength := c.optional(orchestratorID)
		return C.billfold_branding_list(c.store, orchestratorText, orchestratorLength,
			options.lend(c), &c.page, &c.err)
	})
}

// Resolve answers with how a client's payments look now: the branding for this client, else its
// orchestrator's own, else none; each taken whole. A client that is not linked has none.
//
// Errors: [ErrValidation] for the id; [ErrNotFound] for the client, to an orchestrator also if
// it is not linked to it; [ErrForbidden] to clients and API keys for another client.
func (s Brandings) Resolve(ctx context.Context, clientID string) (ResolvedBranding, error) {
	return one(ctx, s.store, showResolvedBranding, resolvedBrandingOf, func(c *call) C.billfold_status {
		clientText, clientLength := c.text(clientID)
		return C.billfold_branding_resolve(c.store, clientText, clientLength, &c.page, &c.err)
	})
}
