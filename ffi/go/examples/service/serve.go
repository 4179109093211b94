package main

import (
	"context"
	"errors"
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
func serve(
	ctx context.Context, store *billfold.Store, listener net.Listener, base string, log *slog.Logger,
) error {
	if err := leadHere(ctx, store, base); err != nil {
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

	var err error
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

// leadHere has payment links, onboarding URLs and session URLs lead to this service's own pages.
// The settings stand in the file; nothing is written if they say so already.
func leadHere(ctx context.Context, store *billfold.Store, base string) error {
	_, err := store.Settings.Update(ctx, billfold.SettingsChanges{
		PaymentBaseURL: base, OnboardingBaseURL: base, SessionBaseURL: base,
	})
	return err
}

// hint tells whoever starts a new file how to go on.
func hint(ctx context.Context, store *billfold.Store, log *slog.Logger) error {
	page, err := store.Clients.ListPage(ctx, billfold.ListOptions{Limit: 1})
	if err == nil && page.Total == 0 {
		log.Info("there are no credentials yet: service bootstrap makes some, even while this runs")
	}
	return err
}
