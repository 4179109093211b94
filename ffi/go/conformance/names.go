package main

import (
	"strings"

	"github.com/billfold/billfold/ffi/go/conformance/declared"
)

// ---- the names of things in C, and in Go ----

// services are the fields of a store, by what begins the names of the functions.
var services = map[string]string{
	"api_key": "APIKeys", "biller": "Billers", "branding": "Brandings", "changes": "Changes",
	"client": "Clients", "client_link": "ClientLinks", "customer": "Customers",
	"delivery": "Deliveries", "event": "Events", "fee": "Fees", "link_intent": "LinkIntents",
	"link_session": "LinkSessions", "linked_client": "LinkedClients",
	"orchestrator": "Orchestrators", "payment": "Payments", "request_to_link": "RequestsToLink",
	"settings": "Settings", "stats": "Stats", "takings": "Takings",
	"webhook_endpoint": "WebhookEndpoints",
}

// otherwise are the methods whose names are not those of the functions.
var otherwise = map[string]string{"billfold_store_close": "CloseEverywhere", "billfold_store_free": "Close"}

// without are the functions that Go has something else for: contexts that are done.
var without = map[string]bool{"billfold_store_interruptible": true, "billfold_store_interrupt": true}

// absent are the parameters that an empty text in Go leaves out; all others it gives.
var absent = map[string]bool{
	"billfold_api_key_list.client_id":             true,
	"billfold_branding_put.orchestrator_id":       true,
	"billfold_branding_put.client_id":             true,
	"billfold_branding_get.orchestrator_id":       true,
	"billfold_branding_get.client_id":             true,
	"billfold_branding_delete.orchestrator_id":    true,
	"billfold_branding_delete.client_id":          true,
	"billfold_branding_list.orchestrator_id":      true,
	"billfold_client_link_create.orchestrator_id": true,
	"billfold_client_link_revoke.orchestrator_id": true,
	"billfold_linked_client_list.orchestrator_id": true,
	"billfold_fee_list.orchestrator_id":           true,
	"billfold_fee_list.client_id":                 true,
	"billfold_payment_complete.payment_method":    true,
	"billfold_payment_record_late.payment_method": true,
	"billfold_payment_fail.message":               true,
	"billfold_request_to_link_cancel.reason":      true,
	"billfold_event_verify.hash":                  true,
	"billfold_store_open.path":                    true,
}

// plurals are the fields of records that they have any number of.
var plurals = map[string]string{
	"fee_line": "FeeLines", "header": "Headers", "attempt": "AttemptsMade", "check": "Checks",
	"line": "Lines", "hour": "Hours", "kind": "Kinds", "refusal": "Refusals",
}

// currencies are the amounts in which a record's currency stands.
var currencies = map[string]string{
	"billfold_payment.currency": "Amount", "billfold_fee_plan.currency": "PayerTotal",
	"billfold_fee.cap_currency": "Cap", "billfold_takings_hour.currency": "Sum",
}

var initials = map[string]string{
	"id": "ID", "url": "URL", "mcc": "MCC", "bps": "BPS", "json": "JSON", "api": "API",
}

// camel is a name of C in Go: customer_id, CustomerID.
func camel(name string) string {
	var made strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		if short, is := initials[part]; is {
			part = short
		}
		made.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return made.String()
}

// structNamed is the struct of a type of the package's.
func structNamed(of string) *declared.Struct {
	for name, each := range declared.Structs {
		if camel(strings.TrimPrefix(name, "billfold_")) == of {
			return each
		}
	}
	die("there is no struct of %s", of)
	return nil
}

// methodOf is where the method stands that a function is in Go, and its name: the name of a service,
// or of none if it is a method of a store.
func methodOf(function string) (service, method string) {
	if name, is := otherwise[function]; is {
		return "", name
	}
	name := strings.TrimPrefix(function, "billfold_")
	if method, is := strings.CutPrefix(name, "store_"); is {
		return "", camel(method)
	}
	found := ""
	for prefix := range services {
		if strings.HasPrefix(name, prefix+"_") && len(prefix) > len(found) {
			found = prefix
		}
	}
	if found == "" {
		return "", ""
	}
	method = camel(name[len(found)+1:])
	if method == "List" {
		method = "ListPage" // List is tried beside it
	}
	return services[found], method
}
