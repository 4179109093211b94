package billfold

/*
#include "billfold.h"
*/
import "C"

import (
	"context"
	"encoding/json"
	"time"
)

// SettingsService is what can be done with settings: the field Settings of [Store].
type SettingsService struct{ store *Store }

// SettingsChanges is which settings to change. What is absent stays as it is.
type SettingsChanges struct {
	// The whole input as a JSON object, in place of all the other fields.
	JSON json.RawMessage
	// Where payment links lead: an absolute http or https URL, or the presets sandbox and
	// production.
	PaymentBaseURL string
	// Where onboarding URLs lead: an absolute http or https URL, or the same presets.
	OnboardingBaseURL string
	// Where session URLs lead: an absolute http or https URL.
	SessionBaseURL string
	// The currencies that payments may be in, all of them side by side: ISO 4217 codes. Nil: as
	// before.
	Currencies []string
	// The schemes that success, cancel and branding URLs may have, all of them side by side, in
	// lower case. Nil: as before.
	URLSchemes []string
	// How long until a payment expires: 1 second to 70 days.
	PaymentLifetime time.Duration
	// How long until a link intent expires: 1 second to 70 days.
	LinkIntentLifetime time.Duration
	// How long until a request to link expires: 1 second to ten years; cleared, it
	// never does.
	RequestToLinkLifetime Change[time.Duration]
	// How long until a link session expires: 1 second to 70 days.
	LinkSessionLifetime time.Duration
	// How far ahead a clock may jump and be believed, a minute to ten years.
	ClockJump time.Duration
	// For how long an idempotency key is remembered at the least: a day to ten years.
	IdempotencyRetention time.Duration
	// Whether card numbers are refused in free text. Nil: as before.
	CardNumberGuard *bool
}

func (in *SettingsChanges) lend(c *call) *C.billfold_settings_changes {
	made := sized(&C.billfold_settings_changes{
		json:                          c.json(in.JSON),
		payment_base_url:              c.field(in.PaymentBaseURL),
		onboarding_base_url:           c.field(in.OnboardingBaseURL),
		session_base_url:              c.field(in.SessionBaseURL),
		payment_lifetime_seconds:      c.seconds("payment_lifetime_seconds", in.PaymentLifetime),
		link_intent_lifetime_seconds:  c.seconds("link_intent_lifetime_seconds", in.LinkIntentLifetime),
		link_session_lifetime_seconds: c.seconds("link_session_lifetime_seconds", in.LinkSessionLifetime),
		clock_jump_seconds:            c.seconds("clock_jump_seconds", in.ClockJump),
		idempotency_retention_seconds: c.seconds("idempotency_retention_seconds", in.IdempotencyRetention),
	})
	made.currencies, made.currencies_count = c.fields("currencies", in.Currencies)
	made.url_schemes, made.url_schemes_count = c.fields("url_schemes", in.URLSchemes)
	made.request_to_link_lifetime_seconds = c.changedSeconds("request_to_link_lifetime_seconds",
		in.RequestToLinkLifetime, &made.has, C.BILLFOLD_SETTINGS_CHANGES_HAS_REQUEST_TO_LINK_LIFETIME_SECONDS)
	if in.CardNumberGuard != nil {
		made.card_number_guard = truth(*in.CardNumberGuard)
		made.has |= C.BILLFOLD_SETTINGS_CHANGES_HAS_CARD_NUMBER_GUARD
	}
	return made
}

// Settings is what a store goes by; kept in the file, the same for every process that opens it.
type Settings struct {
	document

	// Where payment links lead: they are {payment_base_url}/payments/{id}/collection.
	PaymentBaseURL string
	// Where onboarding URLs lead: they are {onboarding_base_url}/onboarding/{token}.
	OnboardingBaseURL string
	// Where session URLs lead: they are {session_base_url}/session/{token}.
	SessionBaseURL string
	// The currencies that payments may be in, side by side: USD.
	Currencies []string
	// The schemes that success, cancel and branding URLs may have, side by side: https.
	URLSchemes []string
	// How long until a payment expires, unless its creator says.
	PaymentLifetime time.Duration
	// How long until a link intent expires, unless its creator says.
	LinkIntentLifetime time.Duration
	// How long until a request to link expires, unless its creator says. 0: never, which
	// [SettingsChanges] has as Clear.
	RequestToLinkLifetime time.Duration
	// How long until a link session expires.
	LinkSessionLifetime time.Duration
	// A clock that is further ahead than this is not believed until someone
	// confirms it.
	ClockJump time.Duration
	// For how long an idempotency key is remembered at the least.
	IdempotencyRetention time.Duration
	// Whether card numbers are refused in free text.
	CardNumberGuard bool
	// Grows by one with each change.
	Version int64
	// Whether an idempotency key found the change done before; secrets are then absent.
	Replayed bool
}

func showSettings(
	page *C.billfold_page, index C.size_t, view *C.billfold_settings, err **C.billfold_error,
) C.billfold_status {
	return C.billfold_page_settings(page, index, view, err)
}

func settingsOf(r *reader, view *C.billfold_settings) Settings {
	return Settings{
		document:              r.document(),
		PaymentBaseURL:        text(view.payment_base_url),
		OnboardingBaseURL:     text(view.onboarding_base_url),
		SessionBaseURL:        text(view.session_base_url),
		Currencies:            texts(view.currencies, view.currencies_count),
		URLSchemes:            texts(view.url_schemes, view.url_schemes_count),
		PaymentLifetime:       span(view.payment_lifetime_seconds, time.Second),
		LinkIntentLifetime:    span(view.link_intent_lifetime_seconds, time.Second),
		RequestToLinkLifetime: span(view.request_to_link_lifetime_seconds, time.Second),
		LinkSessionLifetime:   span(view.link_session_lifetime_seconds, time.Second),
		ClockJump:             span(view.clock_jump_seconds, time.Second),
		IdempotencyRetention:  span(view.idempotency_retention_seconds, time.Second),
		CardNumberGuard:       view.card_number_guard != 0,
		Version:               int64(view.version),
		Replayed:              r.replayed,
	}
}

// Get answers with the settings that the store goes by.
//
// Errors: [ErrForbidden] unless it is the owner's handle.
func (s SettingsService) Get(ctx context.Context) (Settings, error) {
	return one(ctx, s.store, showSettings, settingsOf, func(c *call) C.billfold_status {
		return C.billfold_settings_get(c.store, &c.page, &c.err)
	})
}

// Update changes settings, for every process that has the file open, from now on. Records that
// were made before keep the times they were given. Answers with all the settings.
//
// Errors: [ErrValidation] with every bad field; [ErrConflict]: version_changed; [ErrForbidden]
// unless it is the owner's handle.
func (s SettingsService) Update(ctx context.Context, changes SettingsChanges) (Settings, error) {
	return one(ctx, s.store, showSettings, settingsOf, func(c *call) C.billfold_status {
		return C.billfold_settings_update(c.store, changes.lend(c), &c.page, &c.err)
	})
}
