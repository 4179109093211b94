package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	billfold "github.com/billfold/billfold/ffi/go"
)

//go:embed templates
var templateFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// layout is what all pages share; each adds its own content to a copy.
var layout = template.Must(template.ParseFS(templateFiles, "templates/layout.html"))

func pageTemplate(name string) *template.Template {
	return template.Must(template.Must(layout.Clone()).ParseFS(templateFiles, "templates/"+name))
}

// page is what a template is filled with.
type page struct {
	Title string
	Brand brand
	// RefreshIn is after how many seconds the page is to be asked for anew; 0: never.
	RefreshIn int64
	// Content is what the page's own template shows.
	Content any
	// LeadsAway says that its form leads on to a site that is not this service's.
	LeadsAway bool
	// Nonce is this answer's own; its style block carries it, and a form that must work once.
	Nonce string
}

// Theme is the style block's content.
func (p page) Theme() template.CSS { return p.Brand.theme.css() }

// pages registers the pages that the links of the three services lead to.
func (s *service) pages(mux *http.ServeMux) {
	for pattern, show := range map[string]func(http.ResponseWriter, *http.Request, *billfold.Store) error{
		"GET /payments/{id}/collection":  s.showCollection,
		"POST /payments/{id}/collection": s.collect,
		"GET /onboarding/{token}":        s.showOnboarding,
		"POST /onboarding/{token}":       s.onboard,
		"GET /session/{token}":           s.showSession,
		"POST /session/{token}":          s.endSession,
	} {
		mux.Handle(pattern, s.page(show))
	}
	files := http.FileServerFS(assetFiles)
	mux.HandleFunc("GET /assets/{name}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=300")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		files.ServeHTTP(w, r)
	})
}

// page answers requests to one page. Pages go through the owner's handle, under a name that the event
// log tells apart: what opens a page is its link. Forms of other sites are refused, which browsers
// tell by themselves: no token is needed.
func (s *service) page(show func(http.ResponseWriter, *http.Request, *billfold.Store) error) http.Handler {
	guarded := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		private(w.Header())
		err := guarded.Check(r)
		if err != nil {
			err = refused("cross_origin", "the form was sent from another site")
		} else {
			err = s.shown(show, w, r.WithContext(ctx))
		}
		if err != nil {
			s.tell(w, r, err)
		}
	})
}

// private sets what every page's answer has: it is for its reader alone.
func private(header http.Header) {
	header.Set("Cache-Control", "no-store") // a page shows what only its reader may know
	// Its URL is a key to it, which no other origin may be told. That of this one must be: with
	// no-referrer browsers would say of the page's own form that it came from nowhere.
	header.Set("Referrer-Policy", "same-origin")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Robots-Tag", "noindex, nofollow")
}

func (s *service) shown(
	show func(http.ResponseWriter, *http.Request, *billfold.Store) error,
	w http.ResponseWriter, r *http.Request,
) error {
	// A form holds little; what is larger is not ours.
	r.Body = http.MaxBytesReader(w, r.Body, largestBody)
	if r.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			return notRead(err)
		}
	}
	store, err := s.store.OperatedBy("page")
	if err != nil {
		return err
	}
	defer store.Close()
	return show(w, r, store)
}

// render answers with a page. It is made whole before anything is sent, so that an error on the way
// is an error and not half a page.
func (s *service) render(w http.ResponseWriter, status int, with *template.Template, p page) error {
	p.Nonce = rand.Text()
	var made bytes.Buffer
	if err := with.ExecuteTemplate(&made, "layout.html", p); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", policy(p))
	w.WriteHeader(status)
	_, err := made.WriteTo(w)
	if err != nil {
		s.log.Debug("page not written", "error", err)
	}
	return nil
}

// policy allows a page what it needs and nothing else. No script or style in the page itself runs,
// but for the block with this answer's nonce.
//
// Browsers hold every redirect that follows a form to form-action, also those of the sites that it leads
// to, and stop where the next one is not named; nobody here knows where a shop leads its payers next. So a
// page whose form leads away does without: that form has no input, so that there is nothing in it that
// could be sent elsewhere.
func policy(p page) string {
	images, forms := "'self'", "; form-action 'self'"
	if origin := origin(p.Brand.LogoURL); origin != "" {
		images += " " + origin
	}
	if p.LeadsAway {
		forms = ""
	}
	return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + p.Nonce + "'; img-src " + images +
		forms + "; base-uri 'none'; frame-ancestors 'none'"
}

// origin is the part of a URL that a policy names: its scheme and host, or the scheme alone of one
// that leads into an application. It is empty for a path.
func origin(text string) string {
	parsed, err := url.Parse(text)
	if err != nil || parsed.Scheme == "" || strings.ContainsAny(parsed.Host, "; ,'\"") {
		return ""
	}
	if parsed.Scheme != "http" && parsed.Scheme != "https" {
		return parsed.Scheme + ":"
	}
	return parsed.Scheme + "://" + parsed.Host
}

var messageTemplate = pageTemplate("message.html")

// message is a page that says what there is to say.
type message struct {
	Heading string
	With    string // the biller whom it is about, if it is about one
	Text    string
	Sign    sign
}

// sign is the picture above a heading, which says nothing that the words do not.
type sign string

const (
	good    sign = "good"
	expired sign = "expired"
	closed  sign = "closed"
)

// textOfCode is what people are told of an error, in place of the message for who calls the API.
var textOfCode = map[string]string{
	"cross_origin":   "The form was sent from another site.",
	"body_too_large": "That is more than can be sent here.",
}

// tell answers with an error in words.
func (s *service) tell(w http.ResponseWriter, r *http.Request, err error) {
	refusal := s.refusal(r, err)
	said := message{Heading: "This did not work", Sign: closed}
	switch text, known := textOfCode[refusal.Code]; {
	case known:
		said.Text = text
	case refusal.Kind == billfold.ErrNotFound:
		said.Heading = "There is nothing here"
		said.Text = "Please check that the link is complete, or ask whoever sent it for another one."
	case statusOf(refusal) < http.StatusInternalServerError:
		said.Text = "What was sent is not what this page sends. Please go back and try again."
	default:
		said.Text = "Something went wrong on our side. Please try again in a moment."
	}
	s.say(w, statusOf(refusal), brand{theme: newTheme("", "", "", "", "")}, said)
}

// say answers with a page of words.
func (s *service) say(w http.ResponseWriter, status int, as brand, said message) {
	if err := s.render(w, status, messageTemplate, page{Title: said.Heading, Brand: as, Content: said}); err != nil {
		s.log.Error("page not made", "error", err)
		http.Error(w, "Something went wrong.", http.StatusInternalServerError)
	}
}

// noSuchLink takes a link that cannot be one, such as one whose token is no text, for one that leads
// nowhere.
func noSuchLink(err error) error {
	var refusal *billfold.Error
	if errors.As(err, &refusal) && refusal.Kind == billfold.ErrValidation {
		return &billfold.Error{Kind: billfold.ErrNotFound, Code: "not_found", Message: refusal.Message}
	}
	return err
}
