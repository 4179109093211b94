package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

const (
	// grace is how long requests that are under way may take to end after a signal.
	grace = 20 * time.Second
	// patience is how long one request may work; then its context breaks the store's call off.
	patience = 15 * time.Second
	// largestBody is how many bytes a request's body may have: metadata is 16 KiB at the most.
	largestBody = 64 << 10
)

// serve answers requests until the context is done, and then ends in order: no new requests, those
// under way finish, what goes on in the background finishes. The store is then the caller's to close.
// base is the URL by which others reach the service; empty: what the file says, or the address.
func serve(
	ctx context.Context, store *billfold.Store, listener net.Listener, base string, log *slog.Logger,
) error {
	base, err := leadHere(ctx, store, base, "http://"+dialable(listener.Addr().String()), log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := hint(ctx, store, log); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{
		Handler:           newService(store, log).handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      patience + 5*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	// The work has a context of its own: it goes on until the last request has been answered.
	work, endWork := context.WithCancel(context.Background())
	var workers sync.WaitGroup
	workers.Go(func() { keepSwept(work, store, log) })
	workers.Go(func() { keepDelivering(work, store, log) })

	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	log.Info("listening", "address", listener.Addr().String(), "base_url", base)

	select {
	case err = <-ended:
	case <-ctx.Done():
		log.Info("stopping: requests under way may finish")
		err = drain(server)
	}
	endWork()
	workers.Wait()
	log.Info("stopped")
	return err
}

// drain takes no new requests and waits for those under way, though not for ever.
func drain(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}

// leadHere has payment links, onboarding URLs and session URLs lead to this service's own pages, and
// says where that is. The settings stand in the file, and links that were handed out were made from
// them: they change only if the base is given, or if nobody has ever set them.
func leadHere(ctx context.Context, store *billfold.Store, base, here string, log *slog.Logger) (string, error) {
	before, err := store.Settings.Get(ctx)
	if err != nil {
		return "", err
	}
	if base == "" && before.Version > firstVersion {
		for _, stored := range []string{before.PaymentBaseURL, before.OnboardingBaseURL, before.SessionBaseURL} {
			if stored != here {
				log.Warn("links lead elsewhere, as the file says; -base-url changes that", "to", stored, "here", here)
			}
		}
		return before.PaymentBaseURL, nil
	}
	base = first(base, here)
	if _, err = store.Settings.Update(ctx, billfold.SettingsChanges{
		PaymentBaseURL: base, OnboardingBaseURL: base, SessionBaseURL: base,
	}); err != nil {
		return "", baseRefused(base, err)
	}
	return base, nil
}

// baseRefused says what is wrong with a base URL: once, though three settings are made of it.
func baseRefused(base string, err error) error {
	var refusal *billfold.Error
	if errors.As(err, &refusal) && len(refusal.Fields) > 0 {
		return fmt.Errorf("-base-url %q: %s", base, refusal.Fields[0].Reason)
	}
	return fmt.Errorf("-base-url %q: %w", base, err)
}

// firstVersion is that of settings which nobody has changed.
const firstVersion = 1

// dialable is an address at which a listener can be reached from this machine: of one that listens at
// all of them, localhost.
func dialable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return address
}

// hint tells whoever starts a new file how to go on.
func hint(ctx context.Context, store *billfold.Store, log *slog.Logger) error {
	page, err := store.Clients.ListPage(ctx, billfold.ListOptions{Limit: 1})
	if err == nil && page.Total == 0 {
		log.Info("there are no credentials yet: service bootstrap makes some, even while this runs")
	}
	return err
}
