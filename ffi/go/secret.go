package billfold

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"log/slog"
)

// hidden stands where a secret is not shown.
const hidden = "…"

// Secret is a text that opens something: a key, a client's secret, a link's token. Neither fmt nor
// slog nor encoding/json shows it, in whatever it stands; [Secret.Reveal] gives it. The zero Secret
// is none.
type Secret struct {
	// Behind a pointer, so that who prints the memory of a struct prints an address.
	text *string
}

// NewSecret returns the secret that is this text; of an empty one, none.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal returns the secret's text; it is empty if there is none.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.text == nil }

// Equal reports whether both are the same text, in a time that tells nothing of it but its length.
// Two that are none are the same. (== compares where the texts are, not what.)
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns … in place of the secret, and an empty text if there is none.
func (s Secret) String() string {
	if s.text == nil {
		return ""
	}
	return hidden
}

// Format writes what String returns, whatever the verb.
func (s Secret) Format(state fmt.State, _ rune) { fmt.Fprint(state, s.String()) }

// LogValue returns what String returns.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON returns what String returns as a JSON string, and null if there is no secret.
func (s Secret) MarshalJSON() ([]byte, error) {
	if s.text == nil {
		return []byte("null"), nil
	}
	return json.Marshal(hidden)
}
