package main

import (
	"encoding/json"
	"testing"
)

// A body is called malformed exactly if it is no JSON, and what is read is what stands there.
func FuzzTexts(f *testing.F) {
	for _, body := range []string{
		``, `{}`, `{"reason":"x"}`, `{"reason":null}`, `{"reason":"a","reason":"b"}`, `[]`, `"x"`, `{"reason":1}`, `{"why":"x"}`,
		`{"reason":"a"} {}`, `{"reason":"\u00e9\ud83d\ude00"}`, "{\n\"reason\" 1}", `{"reason":{"a":[1,2]}}`, "\xff", `{"reason":"a",}`, `nul`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var reason string
		err := texts(body, map[string]*string{"reason": &reason})
		if json.Valid(body) == (code(err) == "malformed_json") {
			t.Errorf("%q: %v", body, err)
		}
		var given struct {
			Reason string `json:"reason"`
		}
		if err == nil && (json.Unmarshal(body, &given) != nil || given.Reason != reason) {
			t.Errorf("%q: %q, not %q", body, reason, given.Reason)
		}
	})
}
