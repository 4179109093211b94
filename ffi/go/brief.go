package billfold

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
)

// told is what is shown of the kinds of records that have more to tell than an id and a status, or
// have neither: members of their JSON, or of what stands in those, and by which names.
var told = map[string][]string{
	"Backup":           {"bytes", "events=head.count"},
	"Branding":         {"orchestrator_id"},
	"BrandingTarget":   {"orchestrator_id"},
	"CheckReport":      {"sound"},
	"ClientLink":       {"id=link.id", "status=link.status", "already_linked"},
	"Compaction":       {"bytes_before", "bytes_after", "finished"},
	"DeliveriesDue":    {"due", "pending"},
	"DeliveryClaim":    {"delivery_id", "attempt", "type"},
	"Event":            {"seq", "type"},
	"ExportReport":     {"records"},
	"FeePlan":          {"orchestrator_id"},
	"ImportReport":     {"lines", "lines_done_before", "created", "updated", "unchanged", "refused"},
	"LogHead":          {"count"},
	"ResolvedBranding": {"source"},
	"Sweep": {
		"payments_expired", "requests_to_link_expired", "idempotency_keys_forgotten", "clock_jumped",
	},
	"Verification": {"intact", "verified", "fault_seq=fault.seq"},
}

// brief is what a log may have of a record: no name, no address, no metadata, no secret.
func (d document) brief() (parts []slog.Attr) {
	if d.kind == "" {
		return nil
	}
	parts = append(parts, slog.String("record", d.kind))
	if d.json == nil {
		return parts
	}
	var whole map[string]json.RawMessage
	if json.Unmarshal([]byte(*d.json), &whole) != nil {
		return parts
	}
	show := func(name, value string) {
		if value != "" {
			parts = append(parts, slog.String(name, value))
		}
	}
	id := word(whole, "id")
	if id == "" {
		show("client_id", word(whole, "client_id"))
	}
	show("id", id)
	show("status", word(whole, "status"))
	if amount, err := ParseAmount(word(whole, "amount"), word(whole, "currency")); err == nil {
		show("amount", amount.String())
	}
	for _, each := range told[d.kind] {
		name, path, renamed := strings.Cut(each, "=")
		if !renamed {
			path = name
		}
		show(name, word(whole, path))
	}
	return parts
}

// word is a member that is a text, a number or a truth, as text; empty if it is anything else.
func word(whole map[string]json.RawMessage, path string) (word string) {
	outer, rest, deeper := strings.Cut(path, ".")
	raw := whole[outer]
	if deeper {
		var inner map[string]json.RawMessage
		if json.Unmarshal(raw, &inner) != nil {
			return ""
		}
		raw = inner[rest]
	}
	if len(raw) > 0 && strings.IndexByte("-0123456789tf", raw[0]) >= 0 {
		return string(raw)
	}
	if json.Unmarshal(raw, &word) != nil {
		return ""
	}
	return word
}

// String returns what the record is, and its id, status and amount as far as it has them, or what it
// counts: Payment(0198f2a0-… pending 500.50 USD), ExportReport(records=12). Of a record of
// [Store.WithoutJSON], what it is alone.
func (d document) String() string {
	var shown []string
	for _, part := range d.brief() {
		switch value := part.Value.String(); part.Key {
		case "record", "id", "client_id", "status", "amount":
			shown = append(shown, value)
		default:
			shown = append(shown, part.Key+"="+value)
		}
	}
	switch len(shown) {
	case 0:
		return "a record that was not read"
	case 1:
		return shown[0]
	}
	return shown[0] + "(" + strings.Join(shown[1:], " ") + ")"
}

// Format writes what String returns, whatever the verb, as wide as it is to be.
func (d document) Format(state fmt.State, _ rune) { formatted(state, d) }

// LogValue returns what String returns, as attributes: record, id, status, amount, and counts.
func (d document) LogValue() slog.Value { return slog.GroupValue(d.brief()...) }

// formatted writes what something's String returns, whatever the verb.
func formatted(state fmt.State, shown fmt.Stringer) {
	_, _ = fmt.Fprintf(state, fmt.FormatString(state, 's'), shown.String())
}
