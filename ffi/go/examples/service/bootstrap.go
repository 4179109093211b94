package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	billfold "github.com/billfold/billfold/ffi/go"
)

// bootstrap makes what the services' own dashboards make, and prints the credentials, which are
// shown this once. All of it is one transaction: there is everything, or nothing. Where there are
// credentials, it makes more of them only if it is told to.
func bootstrap(ctx context.Context, store *billfold.Store, again bool, out io.Writer) error {
	var made credentials
	if err := store.Transact(ctx, func(tx *billfold.Store) (err error) {
		if page, err := tx.Clients.ListPage(ctx, billfold.ListOptions{Limit: 1}); err != nil {
			return err
		} else if len(page.Items) > 0 && !again {
			return errors.New("there are credentials already; bootstrap -again makes a second set beside them")
		}
		made, err = makeCredentials(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, `# Shown this once: keep them in a safe place.
export ORCHESTRATOR_KEY=%s
export CLIENT_ID=%s
export CLIENT_SECRET=%s
export ORCHESTRATE_API_KEY=%s
`, made.orchestratorKey.Reveal(), made.clientID, made.clientSecret.Reveal(), made.apiKey.Reveal())
	return err
}

type credentials struct {
	orchestratorKey, clientSecret, apiKey billfold.Secret
	clientID                              string
}

func makeCredentials(ctx context.Context, tx *billfold.Store) (made credentials, err error) {
	orchestrator, err := tx.Orchestrators.Create(ctx, billfold.NewOrchestrator{Name: "Example Orchestrator"})
	if err != nil {
		return made, err
	}
	// What payments of linked clients look like, and what they cost the payer: 1.5 per cent.
	if _, err := tx.Brandings.Put(ctx, orchestrator.ID, "", billfold.NewBranding{
		DisplayName: "Example Pay", PrimaryColor: "#0b5d4e", SecondaryColor: "#7fb8a4",
		BackgroundColor: "#eef3f1", TextColor: "#14211d", LogoURL: "/assets/example-logo.svg",
	}); err != nil {
		return made, err
	}
	if _, err := tx.Fees.Create(ctx, billfold.NewFee{
		OrchestratorID: orchestrator.ID, FeeBearer: billfold.FeeBearerPayer, BPS: 150,
	}); err != nil {
		return made, err
	}
	client, err := tx.Clients.Create(ctx, billfold.NewClient{Name: "Example Shop"})
	if err != nil {
		return made, err
	}
	key, err := tx.APIKeys.Create(ctx, billfold.NewAPIKey{Name: "service", ClientID: client.ClientID})
	if err != nil {
		return made, err
	}
	for id, name := range map[string]string{
		"test_electric_company": "Test Electric Company",
		"test_water_works":      "Test Water Works",
		"test_gas_and_heat":     "Test Gas and Heat",
	} {
		if _, err := tx.Billers.Put(ctx, billfold.NewBiller{ID: id, Name: name}); err != nil {
			return made, err
		}
	}
	return credentials{orchestrator.Key, client.ClientSecret, key.Key, client.ClientID}, nil
}
