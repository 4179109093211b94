package main

import (
	"net/http"

	billfold "github.com/billfold/billfold/ffi/go"
)

// Requests to link: that a user link an account with a biller, in a link session.

func listRequestsToLink(c *call) (answer, error) {
	parameters := []parameter{
		{"search", ""}, {"status", "status:"}, {"clientUserId", "user:"}, {"billerId", "biller_id:"},
	}
	return listed(c, parameters, func(options billfold.ListOptions) (billfold.Page[billfold.RequestToLink], error) {
		return c.store.RequestsToLink.ListPage(c.Context(), options)
	})
}

func getRequestToLink(c *call) (answer, error) {
	request, err := c.store.RequestsToLink.Get(c.Context(), c.PathValue("id"))
	return answer{value: request, version: request.Version}, err
}

func createRequestToLink(c *call) (answer, error) {
	request, err := c.store.RequestsToLink.Create(c.Context(), billfold.NewRequestToLink{JSON: c.input()})
	return answer{
		status: http.StatusCreated, value: request, version: request.Version, replayed: request.Replayed,
	}, err
}

func setRequestToLinkStatus(c *call) (answer, error) {
	request, err := c.store.RequestsToLink.SetStatus(c.Context(), c.PathValue("id"),
		billfold.RequestToLinkChanges{JSON: c.input()})
	return answer{value: request, version: request.Version, replayed: request.Replayed}, err
}

// cancelRequestToLink takes a body with a reason, or none at all.
func cancelRequestToLink(c *call) (answer, error) {
	body := c.body
	if len(body) == 0 {
		body = []byte("{}")
	}
	request, err := c.store.RequestsToLink.CancelJSON(c.Context(), c.PathValue("id"), body)
	return answer{value: request, version: request.Version, replayed: request.Replayed}, err
}

// proceedRequestToLink answers with where to send the user; in a replay, the token is gone.
func proceedRequestToLink(c *call) (answer, error) {
	session, err := c.store.RequestsToLink.Proceed(c.Context(), c.PathValue("id"))
	return answer{value: session, replayed: session.Replayed}, err
}
