package pagetest

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	billfold "github.com/billfold/billfold/ffi/go"
)

// get asks for a page and reads it as a browser does.
func get(t *testing.T, url string) (*html.Node, *http.Response) {
	t.Helper()
	response := must(http.Get(url))(t)
	defer response.Body.Close()
	body := must(io.ReadAll(response.Body))(t)
	return must(html.Parse(strings.NewReader(string(body))))(t), response
}

// all are the elements of these names.
func all(root *html.Node, names ...string) (found []*html.Node) {
	for node := range root.Descendants() {
		if node.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, node.Data)) {
			found = append(found, node)
		}
	}
	return found
}

func attribute(node *html.Node, name string) string {
	for _, each := range node.Attr {
		if each.Key == name {
			return each.Val
		}
	}
	return ""
}

func textOf(node *html.Node) string {
	var out strings.Builder
	for each := range node.Descendants() {
		if each.Type == html.TextNode {
			out.WriteString(each.Data)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// wellMade holds a page against what every page must be.
func wellMade(t *testing.T, name string, root *html.Node, response *http.Response) {
	t.Helper()
	policy := response.Header.Get("Content-Security-Policy")
	for header, want := range map[string]string{
		"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
		"Content-Type": "text/html; charset=utf-8",
	} {
		if got := response.Header.Get(header); got != want {
			t.Errorf("%s: %s is %q", name, header, got)
		}
	}
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, part) || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", name, policy)
		}
	}
	for _, name := range []string{"html", "title", "main", "h1"} {
		if found := all(root, name); len(found) != 1 || textOf(found[0]) == "" {
			t.Errorf("%d of %s", len(found), name)
		}
	}
	labelled := map[string]bool{}
	for _, label := range all(root, "label") {
		labelled[attribute(label, "for")] = textOf(label) != ""
	}
	for _, node := range all(root) {
		for _, each := range node.Attr {
			if strings.HasPrefix(each.Key, "on") || each.Key == "style" {
				t.Errorf("%s: %s of %s", name, each.Key, node.Data)
			}
		}
		switch node.Data {
		case "script":
			if attribute(node, "src") == "" || textOf(node) != "" {
				t.Errorf("%s: a script in the page", name)
			}
		case "style":
			if nonce := attribute(node, "nonce"); nonce == "" || !strings.Contains(policy, "'nonce-"+nonce+"'") {
				t.Errorf("%s: a style without its nonce", name)
			}
		case "input":
			inLabel := node.Parent.Data == "label" && textOf(node.Parent) != ""
			if attribute(node, "type") != "hidden" && !inLabel && !labelled[attribute(node, "id")] {
				t.Errorf("%s: no label for %s", name, attribute(node, "name"))
			}
		case "button":
			if textOf(node) == "" {
				t.Errorf("%s: a button without a name", name)
			}
		case "form":
			if attribute(node, "action") != "" {
				t.Errorf("%s: a form that leads to %s", name, attribute(node, "action"))
			}
		case "img":
			if !slices.ContainsFunc(node.Attr, func(each html.Attribute) bool { return each.Key == "alt" }) {
				t.Errorf("%s: an image without a text", name)
			}
		}
	}
}

func TestPagesAreWellMade(t *testing.T) {
	w := newWorld(t)
	client := w.linked(t, "Corner Shop", "Acme", calm, ours(150), theirs(50))
	pending := w.payment(t, client, usd(10000), billfold.NewPayment{Description: "Order 123"})
	completed := w.payment(t, client, usd(10000), billfold.NewPayment{})
	must(w.store.Payments.Complete(ctx, completed.ID, nil))(t)
	w.billers(t, "Test Water Works")
	_, session := w.session(t, client, "")
	orchestrator := must(w.store.Orchestrators.Create(ctx, billfold.NewOrchestrator{Name: "Acme"}))(t)
	_, onboarding := w.intent(t, orchestrator.ID, "Acme Store")

	for name, each := range map[string]struct {
		url     string
		status  int
		heading string
	}{
		"pending":    {pending.PaymentLink, 200, "Pay Corner Shop"},
		"completed":  {completed.PaymentLink, 200, "Paid"},
		"session":    {session, 200, "Link an account"},
		"onboarding": {onboarding, 200, "Acme invites you"},
		"no payment": {w.base + "/payments/nothing/collection", 404, "There is nothing here"},
		"no intent":  {w.base + "/onboarding/nothing", 404, "There is nothing here"},
		"no session": {w.base + "/session/lt_nothing", 404, "There is nothing here"},
	} {
		root, response := get(t, each.url)
		wellMade(t, name, root, response)
		if heading := textOf(all(root, "h1")[0]); response.StatusCode != each.status || heading != each.heading {
			t.Errorf("%s: %d %s", name, response.StatusCode, heading)
		}
	}

	// Who pays what stands there, to the cent.
	root, _ := get(t, pending.PaymentLink)
	rows := map[string]string{}
	for _, label := range all(root, "dt") {
		rows[textOf(label)] = textOf(label.NextSibling)
	}
	if len(rows) != 3 || rows["Amount"] != "100.00 USD" || rows["Your fee (1.5%)"] != "1.50 USD" || rows["You pay"] != "101.50 USD" {
		t.Errorf("rows: %q", rows)
	}
	if text := textOf(all(root, "main")[0]); !strings.Contains(text, "Corner Shop pays a fee of 0.50 USD (0.5%) and receives 99.50 USD.") {
		t.Error(text)
	}
}

// A form that leads to a shop is not held to an origin; it holds nothing that could be sent to another.
func TestFormsMayLeadBack(t *testing.T) {
	w := newWorld(t)
	must(w.store.Settings.Update(ctx, billfold.SettingsChanges{URLSchemes: []string{"http", "https", "shopapp"}}))(t)
	payment := must(w.store.Payments.Create(ctx, billfold.NewPayment{
		Amount: usd(1), SuccessURL: "shopapp://paid", CancelURL: "https://shop.example/c;script-src",
	}))(t)
	root, response := get(t, payment.PaymentLink)
	if policy := response.Header.Get("Content-Security-Policy"); strings.Contains(policy, "form-action") || strings.Contains(policy, "shop") {
		t.Error(policy)
	}
	if inputs := all(root, "input", "textarea", "select"); len(inputs) != 0 {
		t.Errorf("%d inputs", len(inputs))
	}
	if links := all(root, "a"); len(links) != 1 || attribute(links[0], "href") != "https://shop.example/c;script-src" {
		t.Errorf("%v", links)
	}
	plain := must(w.store.Payments.Create(ctx, billfold.NewPayment{Amount: usd(1)}))(t)
	if _, response = get(t, plain.PaymentLink); !strings.Contains(response.Header.Get("Content-Security-Policy"), "form-action 'self';") {
		t.Error(response.Header)
	}
}
