package main

import (
	"context"
	"errors"
	"net/http"
	"strings"

	billfold "github.com/billfold/billfold/ffi/go"
)

// credential is how the callers of an endpoint prove who they are.
type credential struct {
	// open derives the handle that may do what the holder may. A credential that is not there is
	// refused by the store like any other that is not good.
	open func(context.Context, *billfold.Store, http.Header) (*billfold.Store, error)
	// challenge is what a refused caller is told to bring.
	challenge string
	// headers are those that hold it, and what in them.
	headers []header
	// camelCase says how the service whose credential it is spells the names in its bodies.
	camelCase bool
}

type header struct{ name, holds string }

// refused has the refusal of a caller without the credential say which header is wanted. Headers that
// hold what no credential can be, such as bytes that are no text, hold none that is good: the fields that
// the store names are its own and say nothing to the caller.
func (c credential) refused(err error, given http.Header) error {
	var refusal *billfold.Error
	if !errors.As(err, &refusal) {
		return err
	}
	switch refusal.Kind {
	case billfold.ErrAuthentication:
	case billfold.ErrValidation:
		return &billfold.Error{
			Kind: billfold.ErrAuthentication, Code: "credential_refused", Message: "the credential is not good",
		}
	default:
		return err
	}
	for _, wanted := range c.headers {
		if given.Get(wanted.name) == "" {
			told := *refusal
			told.Message = "there is no credential: send the header " + wanted.name + ": " + wanted.holds
			return &told
		}
	}
	return err
}

var (
	// orchestratorKey is the linking service's: x-orchestrator-key: orc_….
	orchestratorKey = credential{
		func(ctx context.Context, store *billfold.Store, header http.Header) (*billfold.Store, error) {
			return store.Scoped(ctx, startingWith("orc_", header.Get("x-orchestrator-key")))
		},
		`ApiKey header="x-orchestrator-key"`,
		[]header{{"x-orchestrator-key", "orc_…"}},
		true,
	}
	// bearer is the payments service's: Authorization: Bearer key_….
	bearer = credential{
		func(ctx context.Context, store *billfold.Store, header http.Header) (*billfold.Store, error) {
			scheme, key, _ := strings.Cut(header.Get("Authorization"), " ")
			if !strings.EqualFold(scheme, "Bearer") {
				key = ""
			}
			return store.Scoped(ctx, startingWith("key_", strings.TrimSpace(key)))
		},
		`Bearer realm="payments"`,
		[]header{{"Authorization", "Bearer key_…"}},
		false,
	}
	// clientSecret is the linking of billers' accounts: X-Client-ID: cli_…, X-Client-Secret: sec_….
	clientSecret = credential{
		func(ctx context.Context, store *billfold.Store, header http.Header) (*billfold.Store, error) {
			secret := billfold.NewSecret(header.Get("X-Client-Secret"))
			return store.ScopedClient(ctx, header.Get("X-Client-ID"), secret)
		},
		`ApiKey header="X-Client-ID, X-Client-Secret"`,
		[]header{{"X-Client-ID", "cli_…"}, {"X-Client-Secret", "sec_…"}},
		true,
	}
)

// startingWith is a key if it is of the kind that an endpoint asks for: one of another kind, however
// good elsewhere, is none here.
func startingWith(prefix, key string) billfold.Secret {
	if !strings.HasPrefix(key, prefix) {
		return billfold.Secret{}
	}
	return billfold.NewSecret(key)
}
