package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

var (
	onboardingTemplate = pageTemplate("onboarding.html")
	redeemedTemplate   = pageTemplate("redeemed.html")
)

// onboarding is the page of a link intent that can be redeemed.
type onboarding struct {
	Orchestrator, ClientName string
	Good                     deadline
	// Once names this showing of the form: what it makes can be shown again to the same form.
	Once string
}

// redeemed is the page of what redeeming made.
type redeemed struct{ Orchestrator, ClientName, ClientID, ClientSecret string }

// showOnboarding shows an invitation, or says in words what has become of it. To look at it uses
// nothing up.
func (s *service) showOnboarding(w http.ResponseWriter, r *http.Request, store *billfold.Store) error {
	intent, err := store.LinkIntents.Find(r.Context(), billfold.NewSecret(r.PathValue("token")))
	if err != nil {
		return noSuchLink(err)
	}
	as, err := orchestratorBrand(r.Context(), store, intent.OrchestratorID)
	if err != nil {
		return err
	}
	if said, over := overOf[intent.Status]; over {
		s.say(w, http.StatusGone, as, said)
		return nil
	}
	now, err := store.Now(r.Context())
	if err != nil {
		return err
	}
	shown := onboarding{as.Holder, intent.ClientIDName, newDeadline(intent.ExpiresAt, now), rand.Text()}
	return s.render(w, http.StatusOK, onboardingTemplate, page{
		Title: "Invitation", Brand: as, RefreshIn: shown.Good.refreshIn(), Content: shown,
	})
}

// onboard redeems an invitation and shows the client's secret, this once.
func (s *service) onboard(w http.ResponseWriter, r *http.Request, store *billfold.Store) error {
	token, form := r.PathValue("token"), ""
	if once := r.PostForm.Get("once"); once != "" {
		form = token + "/" + once
	}
	made, err := s.redeemed.do(r.Context(), form, func() (billfold.Redemption, error) {
		// A browser that goes away meanwhile may be the first half of a double click.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), patience)
		defer cancel()
		return store.LinkIntents.Redeem(ctx, billfold.NewSecret(token))
	})
	if errors.Is(err, billfold.ErrConflict) || errors.Is(err, billfold.ErrExpired) {
		return s.showOnboarding(w, r, store) // which says why
	}
	if err != nil {
		return noSuchLink(err)
	}
	as, err := orchestratorBrand(r.Context(), store, made.OrchestratorID)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, redeemedTemplate, page{
		Title: "Your client ID", Brand: as,
		Content: redeemed{as.Holder, made.Name, made.ClientID, made.ClientSecret.Reveal()},
	})
}

// overOf says in words why an invitation cannot be redeemed.
var overOf = map[billfold.LinkIntentStatus]message{
	billfold.LinkIntentUsed: {
		"This invitation has been used", "",
		"It made a client ID, whose secret was shown then. If that was not you, tell whoever invited you.",
		closed,
	},
	billfold.LinkIntentExpired: {
		"This invitation has expired", "",
		"Ask whoever invited you for a new one.",
		expired,
	},
	billfold.LinkIntentRevoked: {
		"This invitation was withdrawn", "",
		"Ask whoever invited you if you think that this is a mistake.",
		closed,
	},
}

// redemptions remembers for a short while what redeeming made. A secret is shown once; but a form
// that is sent twice, by a double click or because the answer was lost on its way, is still one
// showing, and its reader must not be left without the secret. Only the same form finds it.
type redemptions struct {
	// turn holds what is remembered, for one at a time: whoever waits for it may give up.
	turn chan map[string]billfold.Redemption
}

func newRedemptions() redemptions {
	turn := make(chan map[string]billfold.Redemption, 1)
	turn <- map[string]billfold.Redemption{}
	return redemptions{turn}
}

// rememberedFor is for how long a form can be sent again.
const rememberedFor = time.Minute

// do redeems, or finds what came of it. One at a time: it is rare, and the store has one writer.
func (r redemptions) do(
	ctx context.Context, form string, redeem func() (billfold.Redemption, error),
) (billfold.Redemption, error) {
	var known map[string]billfold.Redemption
	select {
	case known = <-r.turn:
	case <-ctx.Done():
		return billfold.Redemption{}, &billfold.Error{
			Kind: billfold.ErrInterrupted, Code: "interrupted", Retryable: true,
			Message: "another redemption is under way: " + context.Cause(ctx).Error(),
		}
	}
	defer func() { r.turn <- known }()
	if made, found := known[form]; found {
		return made, nil
	}
	made, err := redeem()
	if err != nil || form == "" {
		return made, err
	}
	known[form] = made
	time.AfterFunc(rememberedFor, func() {
		known := <-r.turn
		delete(known, form)
		r.turn <- known
	})
	return made, nil
}
