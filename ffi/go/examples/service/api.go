package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	billfold "github.com/billfold/billfold/ffi/go"
)

// routes are the endpoints of the three services, each with the credential that it asks for.
var routes = []route{
	{"GET /v2/orchestrators/client-ids", orchestratorKey, listLinkedClients},
	{"POST /v2/orchestrators/client-ids", orchestratorKey, linkClient},
	{"DELETE /v2/orchestrators/client-ids/{clientId}", orchestratorKey, unlinkClient},
	{"GET /v2/orchestrators/client-id-link-intents", orchestratorKey, listLinkIntents},
	{"POST /v2/orchestrators/client-id-link-intents", orchestratorKey, createLinkIntent},
	{"DELETE /v2/orchestrators/client-id-link-intents/{id}", orchestratorKey, revokeLinkIntent},

	{"GET /api/v1/payments", bearer, listPayments},
	{"POST /api/v1/payments", bearer, createPayment},
	{"GET /api/v1/payments/{id}", bearer, getPayment},

	{"GET /link/request-to-link", clientSecret, listRequestsToLink},
	{"POST /link/request-to-link/create", clientSecret, createRequestToLink},
	{"GET /link/request-to-link/{id}", clientSecret, getRequestToLink},
	{"PATCH /link/request-to-link/{id}/status", clientSecret, setRequestToLinkStatus},
	{"POST /link/request-to-link/{id}/cancel", clientSecret, cancelRequestToLink},
	{"POST /link/request-to-link/{id}/proceed", clientSecret, proceedRequestToLink},
}

type route struct {
	pattern    string
	credential credential
	endpoint   endpoint
}

// endpoint does what a request asks for, through the handle that its credential opened.
type endpoint func(*call) (answer, error)

// call is a request whose credential was good.
type call struct {
	*http.Request
	store *billfold.Store
	body  []byte
}

// answer is what an endpoint answers with; the status is 200 if there is none.
type answer struct {
	status   int
	value    any
	version  int64 // the record's, if it has one
	replayed bool
	next     string // the query of the page after, of a list
}

// api answers requests to one endpoint.
func (s *service) api(to route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		given, err := s.call(w, r.WithContext(ctx), to)
		if err != nil {
			if errors.Is(err, billfold.ErrAuthentication) {
				w.Header().Set("WWW-Authenticate", to.credential.challenge)
			}
			s.refuse(w, r, err)
			return
		}
		if given.version != 0 {
			w.Header().Set("ETag", `"`+strconv.FormatInt(given.version, 10)+`"`)
		}
		if given.next != "" {
			w.Header().Set("Link", "<?"+given.next+`>; rel="next"`)
		}
		if given.replayed {
			w.Header().Set("Idempotent-Replayed", "true")
		}
		if given.status == 0 {
			given.status = http.StatusOK
		}
		s.write(w, given.status, given.value)
	})
}

// call opens what the credential opens, does what the endpoint does, and closes it again.
func (s *service) call(w http.ResponseWriter, r *http.Request, to route) (answer, error) {
	store, err := to.credential.open(r.Context(), s.store, r.Header)
	if err != nil {
		return answer{}, to.credential.missing(err, r.Header)
	}
	if store, err = guard(store, r.Header); err != nil {
		return answer{}, err
	}
	defer store.Close()
	body, err := read(w, r)
	if err != nil {
		return answer{}, err
	}
	c := &call{Request: r, store: store, body: body}
	given, err := to.endpoint(c)
	return given, c.blame(err)
}

// guard derives what two headers ask for. Idempotency-Key has a change happen once, however often
// the request is sent; If-Match, with the ETag of a record, has it happen only if nobody has changed
// the record since. The handle that it is given is closed when another one takes its place.
func guard(store *billfold.Store, header http.Header) (*billfold.Store, error) {
	for _, name := range []string{"Idempotency-Key", "If-Match"} {
		// Who sends one wants protection: without a value, or with two, they would have none.
		if values, sent := header[name]; sent && (len(values) > 1 || strings.TrimSpace(values[0]) == "") {
			store.Close()
			return nil, invalid(name, "invalid", "must be given once, with a value")
		}
	}
	if key := header.Get("Idempotency-Key"); key != "" {
		once, err := store.Once(key)
		if store.Close(); err != nil {
			return nil, err
		}
		store = once
	}
	if tag := header.Get("If-Match"); tag != "" && tag != "*" {
		version, err := strconv.ParseInt(strings.Trim(tag, `"`), 10, 64)
		if err != nil {
			store.Close()
			return nil, invalid("If-Match", "invalid", "is not the ETag of a record")
		}
		seen, err := store.IfVersion(version)
		if store.Close(); err != nil {
			return nil, err
		}
		store = seen
	}
	return store, nil
}

// read reads the request's body, whatever its content type says: what follows is JSON or refused,
// and curl calls everything a form that was given with -d.
func read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, refused("body_too_large", "the body is larger than "+strconv.Itoa(largestBody)+" bytes")
	case err != nil:
		return nil, refused("body_not_read", "the body could not be read to its end")
	}
	return body, nil
}
