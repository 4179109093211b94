package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
	"github.com/billfold/billfold/ffi/go/examples/service/internal/live"
)

// world is a service that runs on loopback over a new file, and who there is in it: the names of the
// services' own examples.
type world struct {
	base  string
	store *billfold.Store // the owner's
	log   *record
	stop  func() error

	orchestrator billfold.Orchestrator
	client       billfold.Client // client_xyz
	apiKey       billfold.Secret // the payments of cli_PLATFORM_CLIENT_ID
}

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx := context.Background()
	store := must(billfold.Open(ctx, filepath.Join(t.TempDir(), "service.db")))(t)
	w := &world{store: store, log: &record{}}
	w.orchestrator = must(store.Orchestrators.Create(ctx, billfold.NewOrchestrator{Name: "Acme"}))(t)
	w.client = must(store.Clients.Create(ctx, billfold.NewClient{Name: "Biller App", ClientID: "client_xyz"}))(t)
	platform := must(store.Clients.Create(ctx, billfold.NewClient{Name: "Platform", ClientID: "cli_PLATFORM_CLIENT_ID"}))(t)
	w.apiKey = must(store.APIKeys.Create(ctx, billfold.NewAPIKey{ClientID: platform.ClientID}))(t).Key

	listener := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	w.base = "http://" + listener.Addr().String()
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	running, signal := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- serve(running, store, listener, w.base, log)
	}()
	w.stop = sync.OnceValue(func() error {
		signal()
		return <-ended
	})
	t.Cleanup(func() {
		if err := w.stop(); err != nil {
			t.Errorf("serve: %v", err)
		}
		store.Close()
		runtime.GC()
		if left := live.Count(); left != 0 {
			t.Errorf("%d handles are left", left)
		}
	})
	w.send(t, "GET", "/assets/icon.svg", "") // it is up once this is answered
	return w
}

// reply is what was answered to a request.
type reply struct {
	status int
	header http.Header
	text   string
}

func (r reply) json(t *testing.T) map[string]any {
	t.Helper()
	var value map[string]any
	if err := json.Unmarshal([]byte(r.text), &value); err != nil {
		t.Fatalf("%v in %q", err, r.text)
	}
	return value
}

// send sends a request with headers in pairs. It is for the goroutine of the test alone.
func (w *world) send(t *testing.T, method, path, body string, headers ...string) reply {
	t.Helper()
	return must(w.try(method, path, body, headers...))(t)
}

// try is send for any goroutine.
func (w *world) try(method, path, body string, headers ...string) (reply, error) {
	request, err := http.NewRequest(method, w.base+path, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	for at := 0; at+1 < len(headers); at += 2 {
		request.Header.Set(headers[at], headers[at+1])
	}
	request.Close = true // a connection for each
	client := &http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer client.CloseIdleConnections()
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, string(text)}, err
}

func (w *world) asOrchestrator() []string {
	return []string{"x-orchestrator-key", w.orchestrator.Key.Reveal()}
}

func (w *world) asPlatform() []string {
	return []string{"Authorization", "Bearer " + w.apiKey.Reveal()}
}

func (w *world) asClient() []string {
	return []string{"X-Client-ID", w.client.ClientID, "X-Client-Secret", w.client.ClientSecret.Reveal()}
}

func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// begun returns how many requests the service is answering or has answered. Only of those it is
// certain that they are answered although it is told to stop.
func (w *world) begun() int { return strings.Count(w.log.String(), "msg=begun") }

// eventually waits until it is so, for some seconds.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Error(what)
			return
		}
	}
}

// record is a log that can be read while it is written.
type record struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(line []byte) (int, error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	return r.text.Write(line)
}

func (r *record) String() string {
	r.lock.Lock()
	defer r.lock.Unlock()
	return r.text.String()
}
