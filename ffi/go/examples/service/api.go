package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
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

// changesOne says whether what the route does is done to one record, whose version If-Match can name.
func (r route) changesOne() bool {
	return strings.Contains(r.pattern, "{") && !strings.HasPrefix(r.pattern, "GET ")
}

// endpoint does what a request asks for, through the handle that its credential opened.
type endpoint func(*call) (answer, error)

// call is a request whose credential was good.
type call struct {
	*http.Request
	store *billfold.Store
	body  []byte
	// camelCase says that the bodies of this service spell names like clientId, and not like client_id.
	camelCase bool
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
		return answer{}, to.credential.refused(err, r.Header)
	}
	defer store.Close()
	if err := guarded(r.Header); err != nil {
		return answer{}, err
	}
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		// The change happens once, however often the request is sent.
		if store, err = store.Once(key); err != nil {
			return answer{}, blameKey(err)
		}
		defer store.Close()
	}
	versions, err := matched(r.Header)
	if err != nil {
		return answer{}, err
	}
	if r.Header["If-Match"] != nil && !to.changesOne() {
		return answer{}, invalid("If-Match", "invalid", "says nothing here: no record is changed that has a version")
	}
	body, err := read(w, r)
	if err != nil {
		return answer{}, err
	}
	given := &call{Request: r, store: store, body: body, camelCase: to.credential.camelCase}
	var made answer
	if versions == nil {
		made, err = to.endpoint(given)
	} else {
		made, err = ifMatched(given, to.endpoint, versions)
	}
	return made, given.blame(err)
}

// guarded refuses a header that asks for protection without saying which: there would be none.
func guarded(header http.Header) error {
	for _, name := range []string{"Idempotency-Key", "If-Match"} {
		values, sent := header[name]
		if sent && strings.TrimSpace(strings.Join(values, "")) == "" || name == "Idempotency-Key" && len(values) > 1 {
			return invalid(name, "invalid", "must be given once, with a value")
		}
	}
	return nil
}

// ifMatched has the endpoint do what it does if the record is at one of these versions. A call that is
// refused for its version has changed nothing, so the next one can be tried. So has one that is refused
// for its idempotency key: the version is part of what the key stands for, and of a repeat it is another
// one of these that the key was used with.
func ifMatched(given *call, to endpoint, versions []int64) (made answer, err error) {
	for _, version := range versions {
		var seen *billfold.Store
		if seen, err = given.store.IfVersion(version); err != nil {
			return answer{}, err
		}
		guarded := *given
		guarded.store = seen
		made, err = to(&guarded)
		seen.Close()
		var refusal *billfold.Error
		if !errors.As(err, &refusal) || refusal.Code != "version_changed" && refusal.Code != "idempotency_mismatch" {
			return made, err
		}
	}
	return made, err
}

var (
	entityTag  = regexp.MustCompile(`^(W/)?"([\x21\x23-\x7e\x80-\xff]*)"$`)
	versionTag = regexp.MustCompile(`^[1-9][0-9]{0,17}$`)
)

// mostTags is how many tags one may name.
const mostTags = 16

// matched are the versions whose ETags If-Match names; nil if any will do. A weak tag matches none,
// nor does one that is not ours: of such alone comes version 0, at which no record ever is.
func matched(header http.Header) ([]int64, error) {
	tags := strings.Join(header.Values("If-Match"), ",")
	if strings.TrimSpace(tags) == "" || strings.TrimSpace(tags) == "*" {
		return nil, nil
	}
	list := strings.Split(tags, ",") // our own tags have no comma; one of another's matches nothing either way
	if len(list) > mostTags {
		return nil, invalid("If-Match", "invalid", "names more than "+strconv.Itoa(mostTags)+" ETags")
	}
	versions := []int64{}
	for _, each := range list {
		tag := entityTag.FindStringSubmatch(strings.Trim(each, " \t"))
		if tag == nil {
			return nil, invalid("If-Match", "invalid", "is no list of ETags")
		}
		if tag[1] == "" && versionTag.MatchString(tag[2]) {
			version, err := strconv.ParseInt(tag[2], 10, 64)
			if err != nil {
				return nil, err
			}
			versions = append(versions, version)
		}
	}
	if len(versions) == 0 {
		versions = append(versions, 0)
	}
	return versions, nil
}

// input is the body as an input: of an empty one, which is none, the library says what it lacks.
func (c *call) input() []byte {
	if len(c.body) == 0 {
		return nil
	}
	return c.body
}

// read reads the request's body, whatever its content type says: what follows is JSON or refused,
// and curl calls everything a form that was given with -d.
func read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestBody))
	if err != nil {
		return nil, notRead(err)
	}
	return body, nil
}

// notRead is the refusal of a body, or a form, that was not read to its end.
func notRead(err error) *billfold.Error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return refused("body_too_large", "the body is larger than "+strconv.Itoa(largestBody)+" bytes")
	}
	return refused("body_not_read", "the body could not be read to its end")
}
