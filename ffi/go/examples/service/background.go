package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

const (
	sweepEvery = 30 * time.Second
	lookEvery  = time.Second
	// batch deliveries are sent at a time, each within answerWithin; the lease is longer than both
	// sending and reporting take, so that nobody else sends the same ones meanwhile.
	batch        = 16
	answerWithin = 10 * time.Second
	lease        = 30 * time.Second
)

// every works at once and then at each tick, until the context is done. What is under way then is
// broken off by the context only if the work hands it on.
func every(ctx context.Context, interval time.Duration, work func()) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for ctx.Err() == nil {
		work()
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}

// keepSwept makes what is overdue expired for good. Readers see it expired anyway; sweeping writes
// the events down, by which webhooks hear of it.
func keepSwept(ctx context.Context, store *billfold.Store, log *slog.Logger) {
	every(ctx, sweepEvery, func() {
		swept, err := store.Sweep(ctx, false)
		switch {
		case errors.Is(err, billfold.ErrInterrupted):
		case err != nil:
			log.Error("sweep", "error", err)
		case swept.ClockJumped:
			log.Warn("the clock has jumped too far to be believed; a sweep with force confirms it")
		}
	})
}

// keepDelivering sends webhooks as they become due.
func keepDelivering(ctx context.Context, store *billfold.Store, log *slog.Logger) {
	client := &http.Client{
		Timeout: answerWithin,
		// Redirects are an answer like another: a webhook goes where its endpoint says, or nowhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	every(ctx, lookEvery, func() {
		for ctx.Err() == nil {
			sent, err := deliver(ctx, store, client, log)
			if err != nil && !errors.Is(err, billfold.ErrInterrupted) {
				log.Error("webhooks", "error", err)
			}
			if err != nil || sent == 0 {
				return
			}
		}
	})
}

// deliver sends a batch of what is due, and says how many that were. What it has claimed it sends
// and reports to the end, also if the context is done meanwhile.
func deliver(
	ctx context.Context, store *billfold.Store, client *http.Client, log *slog.Logger,
) (int, error) {
	due, err := store.Deliveries.Due(ctx) // reads only: an idle service writes nothing
	if err != nil || due.Due == 0 {
		return 0, err
	}
	claims, err := store.Deliveries.ClaimDue(ctx, batch, lease)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lease)
	defer cancel()
	var sending sync.WaitGroup
	for _, claim := range claims {
		sending.Go(func() {
			report := send(ctx, client, claim)
			logFailure(log, claim, report)
			if _, err := store.Deliveries.Report(ctx, claim.DeliveryID, report); err != nil {
				log.Error("webhook not reported", "delivery", claim.DeliveryID, "error", err)
			}
		})
	}
	sending.Wait()
	return len(claims), nil
}

// logFailure writes a line for an attempt that failed. It names the endpoint, not its URL, and nothing of
// what was sent: those may hold secrets.
func logFailure(log *slog.Logger, claim billfold.DeliveryClaim, report billfold.AttemptReport) {
	about := []any{"delivery", claim.DeliveryID, "endpoint", claim.EndpointID, "attempt", claim.Attempt}
	switch {
	case report.Error != "":
		log.Warn("webhook failed", append(about, "error", report.Error)...)
	case report.Status < 200 || report.Status > 299:
		log.Warn("webhook failed", append(about, "status", report.Status)...)
	}
}

// send makes one attempt and says what came of it.
func send(
	ctx context.Context, client *http.Client, claim billfold.DeliveryClaim,
) (report billfold.AttemptReport) {
	report.Attempt = claim.Attempt
	started := time.Now()
	defer func() { report.Duration = time.Since(started) }()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, claim.URL, strings.NewReader(claim.Body))
	if err != nil {
		report.Error = why(err)
		return report
	}
	for _, header := range claim.Headers {
		request.Header.Set(header.Name, header.Value)
	}
	response, err := client.Do(request)
	if err != nil {
		report.Error = why(err)
		return report
	}
	defer response.Body.Close()
	// A connection whose answer is read to its end can be used again; a long answer is not worth it.
	_, _ = io.CopyN(io.Discard, response.Body, 4<<10)
	if response.StatusCode < 100 {
		// What Go lets through is still no answer of HTTP's, and must count as a failure all the same.
		report.Error = fmt.Sprintf("the answer's status is %03d, which is none", response.StatusCode)
		return report
	}
	report.Status, report.RetryAfter = response.StatusCode, response.Header.Get("Retry-After")
	return report
}

// why is what went wrong, without the URL that Go says before it, which may hold a secret.
func why(err error) string {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err.Error()
	}
	return err.Error()
}
