package main

import (
	"net/http"

	billfold "github.com/billfold/billfold/ffi/go"
)

// The payments service: a payment is created, and shared as a link that leads to its page.

// createPayment hands the body to the library as it came: it reads the amount from its text, never
// through a binary float, and keeps the metadata's own spelling.
func createPayment(c *call) (answer, error) {
	payment, err := c.store.Payments.Create(c.Context(), billfold.NewPayment{JSON: c.input()})
	return answer{
		status: http.StatusCreated, value: payment, version: payment.Version, replayed: payment.Replayed,
	}, err
}

func getPayment(c *call) (answer, error) {
	payment, err := c.store.Payments.Get(c.Context(), c.PathValue("id"))
	return answer{value: payment, version: payment.Version}, err
}

func listPayments(c *call) (answer, error) {
	return listed(c, []parameter{{"status", "status:"}, {"search", ""}},
		func(options billfold.ListOptions) (billfold.Page[billfold.Payment], error) {
			return c.store.Payments.ListPage(c.Context(), options)
		})
}
