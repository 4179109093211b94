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

// WebhookEndpoints is what can be done with webhook endpoints: the field of [Store] of that
// name.
type WebhookEndpoints struct{ store *Store }

// WebhookEndpointStatus is whether a webhook endpoint is told of events. A number without a name
// here comes from a newer library.
type WebhookEndpointStatus int32

// The values of WebhookEndpointStatus.
const (
	// The webhook endpoint is told of events.
	WebhookEndpointActive WebhookEndpointStatus = C.BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE
	// The webhook endpoint is told of none; what was queued before waits.
	WebhookEndpointDisabled WebhookEndpointStatus = C.BILLFOLD_WEBHOOK_ENDPOINT_DISABLED
	// The webhook endpoint was removed, for good; only its deliveries still tell of it.
	WebhookEndpointDeleted WebhookEndpointStatus = C.BILLFOLD_WEBHOOK_ENDPOINT_DELETED
)

// String returns the word that stands for it in JSON.
func (s WebhookEndpointStatus) String() string {
	switch s {
	case WebhookEndpointActive:
		return "active"
	case WebhookEndpointDisabled:
		return "disabled"
	case WebhookEndpointDeleted:
		return "deleted"
	}
	return unnamed("WebhookEndpointStatus", int64(s))
}

// MarshalText returns what String returns.
func (s WebhookEndpointStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *WebhookEndpointStatus) UnmarshalText(word []byte) error { return named(s, word) }

// NewWebhookEndpoint is what a new webhook endpoint is made of. The URL is required, all else is
// optional.
type NewWebhookEndpoint struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// Where deliveries go: an absolute http or https URL without credentials.
	URL string
	// What it is for, at most 500 characters.
	Description string
	// Which events it is told: exact types such as payment.completed, or all of an object:
	// payment.*. Nil: every type.
	EventTypes []string
	// A secret that its receiver has already: whsec_ and the base64 of 24 to 64 bytes; otherwise
	// one is made.
	Secret Secret
}

func (in *NewWebhookEndpoint) lend(c *call) *C.billfold_new_webhook_endpoint {
	made := sized(&C.billfold_new_webhook_endpoint{
		json:        c.json(in.JSON),
		url:         c.field(in.URL),
		description: c.field(in.Description),
		secret:      c.field(in.Secret.Reveal()),
	})
	made.event_types, made.event_types_count = c.fields("event_types", in.EventTypes)
	return made
}

// WebhookEndpointChanges is what to change of a webhook endpoint. What is absent stays as it is.
type WebhookEndpointChanges struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// Where deliveries go: an absolute http or https URL without credentials.
	URL string
	// What it is for, at most 500 characters.
	Description Change[string]
	// Which events it is told, all of them: payment.completed, payment.*; cleared, every type.
	EventTypes Change[[]string]
	// [WebhookEndpointActive] or [WebhookEndpointDisabled]; [WebhookEndpoints.Remove] deletes.
	Status WebhookEndpointStatus
}

func (in *WebhookEndpointChanges) lend(c *call) *C.billfold_webhook_endpoint_changes {
	made := sized(&C.billfold_webhook_endpoint_changes{
		json:   c.json(in.JSON),
		url:    c.field(in.URL),
		status: C.int32_t(in.Status),
	})
	made.description = c.changed(in.Description, &made.has, C.BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_DESCRIPTION)
	made.event_types, made.event_types_count = c.changedFields("event_types", in.EventTypes, &made.has,
		C.BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_EVENT_TYPES)
	return made
}

// WebhookEndpoint is a webhook endpoint: who is told of which events.
type WebhookEndpoint struct {
	document

	// Names it: whe_….
	ID string
	// Where deliveries go.
	URL string
	// What it is for. Empty if there is none.
	Description string
	// Which events it is told: payment.completed, payment.*. Nil: every type.
	EventTypes []string
	// Whether it is told of them: [WebhookEndpointActive], [WebhookEndpointDisabled] or
	// [WebhookEndpointDeleted].
	Status WebhookEndpointStatus
	// How often in a row it was found not to answer; 0: it answers.
	Unanswered int64
	// When it is tried again. The zero time otherwise: there while it does not answer.
	RetryAt time.Time
	// How many deliveries are on their way to it.
	Pending int64
	// How many deliveries to it were given up.
	Abandoned int64
	// When it was created.
	CreatedAt time.Time
	// When it last changed.
	UpdatedAt time.Time
	// Grows by one with each change, not with each attempt.
	Version int64
	// Its secret: whsec_…. Empty if there is none: shown by the call that made it; ask for it
	// later with [WebhookEndpoints.Secret].
	Secret Secret
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showWebhookEndpoint(
	page *C.billfold_page, index C.size_t, view *C.billfold_webhook_endpoint, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_webhook_endpoint(page, index, view, err)
}

func webhookEndpointOf(r *reader, view *C.billfold_webhook_endpoint) WebhookEndpoint {
	made := WebhookEndpoint{
		ID:          text(view.id),
		URL:         text(view.url),
		Description: text(view.description),
		EventTypes:  texts(view.event_types, view.event_types_count),
		Status:      WebhookEndpointStatus(view.status),
		Unanswered:  int64(view.unanswered),
		RetryAt:     when(view.has&C.BILLFOLD_WEBHOOK_ENDPOINT_HAS_RETRY_AT, view.retry_at),
		Pending:     int64(view.pending),
		Abandoned:   int64(view.abandoned),
		CreatedAt:   clock(view.created_at),
		UpdatedAt:   clock(view.updated_at),
		Version:     int64(view.version),
		Secret:      NewSecret(text(view.secret)),
		Replayed:    r.replayed,
	}
	made.document = r.document("secret")
	return made
}

// Create creates a webhook endpoint, active, and its secret. It is told of what happens from now
// on. Answers with the endpoint and its secret.
//
// Errors: [ErrValidation] with every bad field; [ErrForbidden] unless it is the owner's handle.
func (s WebhookEndpoints) Create(
	ctx context.Context, input NewWebhookEndpoint,
) (WebhookEndpoint, error) {
	return one(ctx, s.store, showWebhookEndpoint, webhookEndpointOf, func(c *call) C.billfold_status {
		return C.billfold_webhook_endpoint_create(c.store, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with the webhook endpoint of this id.
//
// Errors: [ErrNotFound], also once it was removed; [ErrForbidden] unless it is the owner's
// handle.
func (s WebhookEndpoints) Get(ctx context.Context, id string) (WebhookEndpoint, error) {
	return one(ctx, s.store, showWebhookEndpoint, webhookEndpointOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_webhook_endpoint_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// List goes through the webhook endpoints, newest first unless the filter sorts them, without those
// that were removed. status narrows it to [WebhookEndpointActive] or [WebhookEndpointDisabled],
// otherwise not. It asks for page after page as the loop goes on; an error ends it.
//
// The filter's terms are id, status, answering, created; it sorts by created. answering is yes or
// no: whether it was found to answer when last tried. A word alone is looked for in the URL and the
// description.
//
// Errors: [ErrValidation] for the status, the filter, the page or its cursor; [ErrForbidden]
// unless it is the owner's handle.
func (s WebhookEndpoints) List(
	ctx context.Context, status WebhookEndpointStatus, options ListOptions,
) iter.Seq2[WebhookEndpoint, error] {
	return every(options, func(options ListOptions) (Page[WebhookEndpoint], error) {
		return s.ListPage(ctx, status, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s WebhookEndpoints) ListPage(
	ctx context.Context, status WebhookEndpointStatus, options ListOptions,
) (Page[WebhookEndpoint], error) {
	return page(ctx, s.store, showWebhookEndpoint, webhookEndpointOf, func(c *call) C.billfold_status {
		return C.billfold_webhook_endpoint_list(c.store, C.int32_t(status), options.lend(c),
			&c.page, &c.err)
	})
}

// Update changes a webhook endpoint, or disables or enables it. Once it is enabled, or has
// another URL, it is tried again at once, whatever came before. Answers with the endpoint.
//
// Errors: [ErrValidation] with every bad field; [ErrNotFound]; [ErrConflict]: version_changed;
// [ErrForbidden] unless it is the owner's handle.
func (s WebhookEndpoints) Update(
	ctx context.Context, id string, changes WebhookEndpointChanges,
) (WebhookEndpoint, error) {
	return one(ctx, s.store, showWebhookEndpoint, webhookEndpointOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_webhook_endpoint_update(c.store, idText, idLength, changes.lend(c),
			&c.page, &c.err)
	})
}

// RotateSecret gives a webhook endpoint a new secret. Both sign for a day, so that its receiver
// has time to take the new one; then the old one is good for nothing. Answers with the endpoint
// and its secret.
//
// Errors: [ErrNotFound]; [ErrConflict]: version_changed; [ErrForbidden] unless it is the owner's
// handle.
func (s WebhookEndpoints) RotateSecret(ctx context.Context, id string) (WebhookEndpoint, error) {
	return one(ctx, s.store, showWebhookEndpoint, webhookEndpointOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_webhook_endpoint_rotate_secret(c.store, idText, idLength, &c.page, &c.err)
	})
}

// Secret answers with the secret by which a webhook endpoint's deliveries are signed.
//
// Errors: [ErrNotFound]; [ErrForbidden] unless it is the owner's handle.
func (s WebhookEndpoints) Secret(ctx context.Context, id string) (Secret, error) {
	return one(ctx, s.store, showText, secretOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_webhook_endpoint_secret(c.store, idText, idLength, &c.page, &c.err)
	})
}

// Remove removes a webhook endpoint for good: what was pending is abandoned, its secrets are
// gone from the file. Its deliveries can still be looked at. Answers with the endpoint.
//
// Errors: [ErrNotFound]; [ErrConflict]: version_changed; [ErrForbidden] unless it is the owner's
// handle.
func (s WebhookEndpoints) Remove(ctx context.Context, id string) (WebhookEndpoint, error) {
	return one(ctx, s.store, showWebhookEndpoint, webhookEndpointOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_webhook_endpoint_remove(c.store, idText, idLength, &c.page, &c.err)
	})
}

// Test queues a test for a webhook endpoint: a delivery of the type webhook_endpoint.test that
// tells of no event. It is signed and tried like any other. Answers with the delivery.
//
// Errors: [ErrNotFound]; [ErrConflict]: endpoint_disabled; [ErrForbidden] unless it is the
// owner's handle.
func (s WebhookEndpoints) Test(ctx context.Context, id string) (Delivery, error) {
	return one(ctx, s.store, showDelivery, deliveryOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_webhook_endpoint_test(c.store, idText, idLength, &c.page, &c.err)
	})
}
