package main

import (
	"net/http"

	billfold "github.com/billfold/billfold/ffi/go"
)

// The linking service: orchestrators link clients' IDs, directly or by a single-use invitation.

func listLinkedClients(c *call) (answer, error) {
	return listed(c, nil, func(options billfold.ListOptions) (billfold.Page[billfold.LinkedClient], error) {
		return c.store.LinkedClients.ListPage(c.Context(), "", options)
	})
}

// linkClient answers 201 with a new link, and 200 with the one that was there before.
func linkClient(c *call) (answer, error) {
	link, err := c.store.ClientLinks.CreateJSON(c.Context(), c.body)
	status := http.StatusCreated
	if link.AlreadyLinked {
		status = http.StatusOK
	}
	return answer{status: status, value: link, version: link.Version, replayed: link.Replayed}, err
}

// unlinkClient answers with the link that has ended; the client goes on working.
func unlinkClient(c *call) (answer, error) {
	link, err := c.store.ClientLinks.Revoke(c.Context(), "", c.PathValue("clientId"))
	return answer{value: link, version: link.Version, replayed: link.Replayed}, err
}

func listLinkIntents(c *call) (answer, error) {
	return listed(c, []parameter{{"status", "status:"}},
		func(options billfold.ListOptions) (billfold.Page[billfold.LinkIntent], error) {
			return c.store.LinkIntents.ListPage(c.Context(), options)
		})
}

// createLinkIntent answers with the URL to hand to the recipient, which is shown this once.
func createLinkIntent(c *call) (answer, error) {
	intent, err := c.store.LinkIntents.Create(c.Context(), billfold.NewLinkIntent{JSON: c.input()})
	return answer{
		status: http.StatusCreated, value: intent, version: intent.Version, replayed: intent.Replayed,
	}, err
}

func revokeLinkIntent(c *call) (answer, error) {
	intent, err := c.store.LinkIntents.Revoke(c.Context(), c.PathValue("id"))
	return answer{value: intent, version: intent.Version, replayed: intent.Replayed}, err
}
