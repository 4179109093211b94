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

// Customers is what can be done with customers: the field of [Store] of that name.
type Customers struct{ store *Store }

// NewCustomer is what a new customer is made of. A name or an e-mail address is required, or
// both.
type NewCustomer struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// A UUID of the caller's choice; otherwise one is minted.
	ID string
	// Whose customer it is. The owner may say; an API key's client goes without saying.
	ClientID string
	// 1 to 100 characters.
	Name string
	// The shape of an address, at most 254 bytes.
	Email string
}

func (in *NewCustomer) lend(c *call) *C.billfold_new_customer {
	made := sized(&C.billfold_new_customer{
		json:      c.json(in.JSON),
		id:        c.field(in.ID),
		client_id: c.field(in.ClientID),
		name:      c.field(in.Name),
		email:     c.field(in.Email),
	})
	return made
}

// CustomerChanges is what to change of a customer. What is absent stays as it is; one of the two
// must be left.
type CustomerChanges struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// 1 to 100 characters.
	Name Change[string]
	// The shape of an address, at most 254 bytes.
	Email Change[string]
}

func (in *CustomerChanges) lend(c *call) *C.billfold_customer_changes {
	made := sized(&C.billfold_customer_changes{
		json: c.json(in.JSON),
	})
	made.name = c.changed(in.Name, &made.has, C.BILLFOLD_CUSTOMER_CHANGES_HAS_NAME)
	made.email = c.changed(in.Email, &made.has, C.BILLFOLD_CUSTOMER_CHANGES_HAS_EMAIL)
	return made
}

// Customer is a customer: someone who pays.
type Customer struct {
	document

	// Names the customer: a UUID.
	ID string
	// Whose customer it is. Empty: it is the store's own.
	ClientID string
	// The customer's name, 1 to 100 characters. Empty if there is none; gone once they are
	// erased.
	Name string
	// The customer's e-mail address. Empty if there is none; gone once they are erased.
	Email string
	// When the record was created.
	CreatedAt time.Time
	// When it last changed.
	UpdatedAt time.Time
	// When name and e-mail address were erased. The zero time otherwise.
	ErasedAt time.Time
	// Grows by one with each change.
	Version int64
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showCustomer(
	page *C.billfold_page, index C.size_t, view *C.billfold_customer, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_customer(page, index, view, err)
}

func customerOf(r *reader, view *C.billfold_customer) Customer {
	return Customer{
		document:  r.document(),
		ID:        text(view.id),
		ClientID:  text(view.client_id),
		Name:      text(view.name),
		Email:     text(view.email),
		CreatedAt: clock(view.created_at),
		UpdatedAt: clock(view.updated_at),
		ErasedAt:  when(view.has&C.BILLFOLD_CUSTOMER_HAS_ERASED_AT, view.erased_at),
		Version:   int64(view.version),
		Replayed:  r.replayed,
	}
}

// Create creates a customer. Payments make their own; this is for keeping one's customers first.
// Answers with the customer.
//
// Errors: [ErrValidation] with every bad field; [ErrNotFound] for the client; [ErrConflict]:
// id_exists, client_inactive, client_revoked; [ErrForbidden] to clients and orchestrators, and
// for another client than the API key's.
func (s Customers) Create(ctx context.Context, input NewCustomer) (Customer, error) {
	return one(ctx, s.store, showCustomer, customerOf, func(c *call) C.billfold_status {
		return C.billfold_customer_create(c.store, input.lend(c), &c.page, &c.err)
	})
}

// Get answers with the customer of this id.
//
// Errors: [ErrNotFound], also outside the caller's scope; [ErrForbidden] to clients and
// orchestrators.
func (s Customers) Get(ctx context.Context, id string) (Customer, error) {
	return one(ctx, s.store, showCustomer, customerOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_customer_get(c.store, idText, idLength, &c.page, &c.err)
	})
}

// List goes through the customers that the caller sees, newest first unless the filter sorts them.
// It asks for page after page as the loop goes on; an error ends it.
//
// The filter's terms are id, client, email, created, updated, erased; it sorts by created, updated.
//
// Errors: [ErrValidation] for the filter, the page or its cursor; [ErrForbidden] to clients and
// orchestrators.
func (s Customers) List(ctx context.Context, options ListOptions) iter.Seq2[Customer, error] {
	return every(options, func(options ListOptions) (Page[Customer], error) {
		return s.ListPage(ctx, options)
	})
}

// ListPage answers with one page of what List goes through.
func (s Customers) ListPage(ctx context.Context, options ListOptions) (Page[Customer], error) {
	return page(ctx, s.store, showCustomer, customerOf, func(c *call) C.billfold_status {
		return C.billfold_customer_list(c.store, options.lend(c), &c.page, &c.err)
	})
}

// Update changes a customer's name or e-mail address, also as their payments show it. Answers
// with the customer.
//
// Errors: [ErrValidation]; [ErrNotFound]; [ErrConflict]: customer_erased, version_changed;
// [ErrForbidden] to clients and orchestrators.
func (s Customers) Update(
	ctx context.Context, id string, changes CustomerChanges,
) (Customer, error) {
	return one(ctx, s.store, showCustomer, customerOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_customer_update(c.store, idText, idLength, changes.lend(c), &c.page,
			&c.err)
	})
}

// Erase erases a customer's name and e-mail address for good, those of before too: from the
// record, the words that search finds, the file's pages and its write-ahead log. Payments and
// their amounts stay. With force it goes ahead while a payment of theirs is pending, otherwise
// not. A backup from before keeps what it has. It takes as long as there are customers: erase
// many at once in a transaction of [Store.Begin]. Answers with the customer.
//
// Errors: [ErrNotFound]; [ErrConflict]: customer_erased, payments_pending unless it is forced,
// version_changed; [ErrForbidden] to clients and orchestrators.
func (s Customers) Erase(ctx context.Context, id string, force bool) (Customer, error) {
	return one(ctx, s.store, showCustomer, customerOf, func(c *call) C.billfold_status {
		idText, idLength := c.text(id)
		return C.billfold_customer_erase(c.store, idText, idLength, truth(force), &c.page, &c.err)
	})
}
