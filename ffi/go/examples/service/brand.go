package main

import (
	"context"
	"errors"

	billfold "github.com/billfold/billfold/ffi/go"
)

// brand is how a page looks, and in whose name it speaks.
type brand struct {
	Name string
	// Holder is whose page it is, whatever name it is shown under: the client, or the orchestrator.
	Holder                        string
	LogoURL, TermsURL, PrivacyURL string
	theme                         theme
}

// plainBrand is a page's look where there is no branding.
func plainBrand(name string) brand {
	return brand{Name: name, Holder: name, theme: newTheme("", "", "", "", "")}
}

// clientBrand is the look of a client's pages: as the orchestrator wants it that the client is linked
// to, if it is. A record of no client speaks in nobody's name.
func clientBrand(ctx context.Context, store *billfold.Store, clientID string) (brand, error) {
	if clientID == "" {
		return plainBrand(""), nil
	}
	client, err := store.Clients.Get(ctx, clientID)
	if err != nil {
		return brand{}, err
	}
	branding, err := store.Brandings.Resolve(ctx, clientID)
	if err != nil {
		return brand{}, err
	}
	return brand{
		Name: first(branding.DisplayName, client.Name), Holder: client.Name,
		LogoURL: branding.LogoURL, TermsURL: branding.TermsURL, PrivacyURL: branding.PrivacyURL,
		theme: newTheme(branding.PrimaryColor, branding.SecondaryColor, branding.AccentColor,
			branding.BackgroundColor, branding.TextColor),
	}, nil
}

// orchestratorBrand is an orchestrator's own look, for the clients that it invites.
func orchestratorBrand(ctx context.Context, store *billfold.Store, orchestratorID string) (brand, error) {
	orchestrator, err := store.Orchestrators.Get(ctx, orchestratorID)
	if err != nil {
		return brand{}, err
	}
	branding, err := store.Brandings.Get(ctx, orchestratorID, "")
	if errors.Is(err, billfold.ErrNotFound) {
		return plainBrand(orchestrator.Name), nil
	}
	return brand{
		Name: first(branding.DisplayName, orchestrator.Name), Holder: orchestrator.Name,
		LogoURL: branding.LogoURL, TermsURL: branding.TermsURL, PrivacyURL: branding.PrivacyURL,
		theme: newTheme(branding.PrimaryColor, branding.SecondaryColor, branding.AccentColor,
			branding.BackgroundColor, branding.TextColor),
	}, err
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
