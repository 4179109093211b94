package main

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

// service is what requests are answered with. The store's handle is the owner's, which may do
// everything: no request of the API goes through it, only through what a credential derives of it.
type service struct {
	store *billfold.Store
	log   *slog.Logger
	// redeemed is what is shown once, for as long as its page may be on its way.
	redeemed redemptions
}

func newService(store *billfold.Store, log *slog.Logger) *service {
	return &service{store: store, log: log, redeemed: newRedemptions()}
}

// handler is the whole service.
func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range routes {
		mux.Handle(route.pattern, s.api(route))
	}
	s.pages(mux)
	return s.logged(s.known(mux))
}

// known answers what no route matches as the API answers all else, and a browser with a page.
func (s *service) known(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refusal, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		// The refusal knows which methods there are, or where a path that is not clean should lead.
		told := unwritten{header: http.Header{}}
		refusal.ServeHTTP(&told, r)
		switch told.status {
		case http.StatusMethodNotAllowed:
			w.Header().Set("Allow", told.header.Get("Allow"))
			s.refuse(w, r, refused("method_not_allowed", "this cannot be done here: "+told.header.Get("Allow")+" can"))
		default:
			nothing := refused("no_such_route", "there is nothing here")
			if strings.Contains(r.Header.Get("Accept"), "text/html") { // a browser, so a person reads it
				private(w.Header())
				s.tell(w, r, nothing)
				return
			}
			s.refuse(w, r, nothing)
		}
	})
}

// unwritten is an answer of which only status and headers are kept.
type unwritten struct {
	header http.Header
	status int
}

func (u *unwritten) Header() http.Header            { return u.header }
func (u *unwritten) Write(text []byte) (int, error) { return len(text), nil }
func (u *unwritten) WriteHeader(status int)         { u.status = status }

// logged writes a line for each request, and one where it begins for whoever debugs. It names the route, not the path, and no header: paths
// hold tokens, headers keys.
func (s *service) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		s.log.Debug("begun", "method", r.Method) // which route it takes is not known yet
		answered := &status{ResponseWriter: w, code: http.StatusOK}
		defer func() {
			if mistake := recover(); mistake != nil {
				s.log.Error("panic", "route", r.Pattern, "mistake", mistake, "stack", string(debug.Stack()))
				if answered.begun {
					answered.code = http.StatusInternalServerError
					defer panic(http.ErrAbortHandler) // whoever reads it must not take it for whole
				} else {
					s.refuse(answered, r, &billfold.Error{
						Kind: billfold.ErrInternal, Code: "internal", Message: "the service cannot do this now",
					})
				}
			}
			s.log.Info("request", "method", r.Method, "route", r.Pattern, "status", answered.code,
				"milliseconds", time.Since(started).Milliseconds())
		}()
		next.ServeHTTP(answered, r)
	})
}

// status remembers how a request was answered.
type status struct {
	http.ResponseWriter
	code  int
	begun bool
}

func (s *status) WriteHeader(code int) {
	s.code, s.begun = code, true
	s.ResponseWriter.WriteHeader(code)
}

func (s *status) Write(text []byte) (int, error) {
	s.begun = true
	return s.ResponseWriter.Write(text)
}

// Unwrap lets http.ResponseController find the writer beneath.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// refuse answers with an error, in the library's own form.
func (s *service) refuse(w http.ResponseWriter, r *http.Request, err error) {
	refusal := s.refusal(r, err)
	if refusal.Retryable {
		w.Header().Set("Retry-After", "1")
	}
	s.write(w, statusOf(refusal), refusal)
}

// refusal is what a caller is told of an error. Of what went wrong in here the log has more.
func (s *service) refusal(r *http.Request, err error) *billfold.Error {
	var refusal *billfold.Error
	if !errors.As(err, &refusal) {
		refusal = &billfold.Error{Kind: billfold.ErrInternal, Code: "internal"}
	}
	if statusOf(refusal) < http.StatusInternalServerError || refusal.Kind == billfold.ErrInterrupted {
		return refusal
	}
	s.log.Error("request failed", "method", r.Method, "route", r.Pattern, "error", err)
	return &billfold.Error{
		Kind: refusal.Kind, Code: refusal.Code, Retryable: refusal.Retryable,
		Message: "the service cannot do this now",
	}
}

// write answers with JSON. Records go out as the library has them, with the secrets that are shown
// once.
func (s *service) write(w http.ResponseWriter, status int, value any) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	var err error
	if record, is := value.(billfold.Record); is {
		var text []byte
		if text, err = billfold.RevealJSON(record); err == nil {
			_, err = w.Write(append(text, '\n'))
		}
	} else {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(value)
	}
	if err != nil {
		s.log.Debug("answer not written", "error", err)
	}
}
