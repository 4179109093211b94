package pagetest

import (
	"context"
	"testing"

	billfold "github.com/billfold/billfold/ffi/go"
)

var ctx = context.Background()

// linked makes a client of this name that is linked to an orchestrator of that branding.
func (w *world) linked(t *testing.T, name, orchestrator string, branding *billfold.NewBranding, fees ...billfold.NewFee) string {
	t.Helper()
	made := must(w.store.Orchestrators.Create(ctx, billfold.NewOrchestrator{Name: orchestrator}))(t)
	if branding != nil {
		must(w.store.Brandings.Put(ctx, made.ID, "", *branding))(t)
	}
	for _, fee := range fees {
		fee.OrchestratorID = made.ID
		must(w.store.Fees.Create(ctx, fee))(t)
	}
	client := must(w.store.Clients.Create(ctx, billfold.NewClient{Name: name}))(t)
	must(w.store.ClientLinks.Create(ctx, made.ID, client.ClientID))(t)
	return client.ClientID
}

// payment makes a payment with ways back to the shop.
func (w *world) payment(t *testing.T, clientID string, amount billfold.Amount, input billfold.NewPayment) billfold.Payment {
	t.Helper()
	input.ClientID, input.Amount = clientID, amount
	input.SuccessURL, input.CancelURL = w.shop.URL+"/success", w.shop.URL+"/cancel"
	return must(w.store.Payments.Create(ctx, input))(t)
}

// intent makes an invitation of an orchestrator's and returns its URL.
func (w *world) intent(t *testing.T, orchestratorID, name string) (billfold.LinkIntent, string) {
	t.Helper()
	made := must(w.store.LinkIntents.Create(ctx, billfold.NewLinkIntent{OrchestratorID: orchestratorID, ClientIDName: name}))(t)
	return made, made.URL.Reveal()
}

// session opens a session for a request of this client's, for a biller or none, and returns its URL.
func (w *world) session(t *testing.T, clientID, biller string) (billfold.RequestToLink, string) {
	t.Helper()
	request := must(w.store.RequestsToLink.Create(ctx, billfold.NewRequestToLink{
		ClientID: clientID, ClientUserID: "user_456", BillerID: biller,
	}))(t)
	session := must(w.store.RequestsToLink.Proceed(ctx, request.ID))(t)
	return request, session.SessionURL.Reveal()
}

func (w *world) billers(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		must(w.store.Billers.Put(ctx, billfold.NewBiller{Name: name}))(t)
	}
}

var (
	calm = &billfold.NewBranding{
		DisplayName: "Example Pay", PrimaryColor: "#0b5d4e", SecondaryColor: "#7fb8a4", BackgroundColor: "#eef3f1",
		TextColor: "#14211d", LogoURL: "/assets/example-logo.svg", TermsURL: "/terms", PrivacyURL: "https://example.com/privacy",
	}
	loud = &billfold.NewBranding{
		DisplayName: "LOUD!", PrimaryColor: "#ffee00", SecondaryColor: "#00ffcc", AccentColor: "#ff66ff",
		BackgroundColor: "#ff00aa", TextColor: "#aaff00", LogoURL: "/assets/example-logo.svg", TermsURL: "/terms",
	}
	dark = &billfold.NewBranding{
		DisplayName: "Night Market", PrimaryColor: "#ffffff", SecondaryColor: "#333333", BackgroundColor: "#111318", TextColor: "#ffffff",
	}
	rightToLeft = &billfold.NewBranding{DisplayName: "متجر السعادة للدفع", PrimaryColor: "#5b2a86", BackgroundColor: "#f6f1fa"}
)

const longName = "Donaudampfschifffahrtsgesellschaftskapitänswitwenversicherungsverein a. G. zu Regensburg und Passau"
