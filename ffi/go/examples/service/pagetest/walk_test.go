package pagetest

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	browserdomain "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	billfold "github.com/billfold/billfold/ffi/go"
)

// eachWay walks with scripts and without, on a phone and on a desktop.
func eachWay(t *testing.T, walk func(t *testing.T, w *world, b *browser)) {
	w, b := newWorld(t), newBrowser(t)
	for _, scripts := range []bool{true, false} {
		for width := range widths {
			name := map[bool]string{true: "with scripts on a ", false: "without scripts on a "}[scripts] + width
			t.Run(name, func(t *testing.T) {
				b.size(t, width)
				b.do(t, order(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts}))
				walk(t, w, b)
				for _, each := range b.complained() {
					t.Error(each)
				}
			})
		}
	}
}

func TestPaying(t *testing.T) {
	eachWay(t, func(t *testing.T, w *world, b *browser) {
		payment := w.payment(t, w.linked(t, "Corner Shop", "Acme", calm, ours(150)), usd(10000), billfold.NewPayment{})
		b.do(t, chromedp.Navigate(payment.PaymentLink))
		b.click(t, "button.main")
		if at := b.at(t); at != w.shop.URL+"/success" {
			t.Fatalf("at %s", at)
		}
		visits := w.shop.visited()
		if referer := visits[len(visits)-1].Referer(); referer != "" {
			t.Errorf("the shop is told %s", referer)
		}
		paid := must(w.store.Payments.Get(ctx, payment.ID))(t)
		if paid.Status != billfold.PaymentCompleted || string(paid.PaymentMethod) != `{"type":"sandbox"}` {
			t.Errorf("%v %s", paid.Status, paid.PaymentMethod)
		}
		b.do(t, chromedp.Navigate(payment.PaymentLink))
		if text := b.text(t); !strings.Contains(text, "Paid to Corner Shop") || strings.Contains(text, "Good for") {
			t.Error(text)
		}
		b.click(t, "a.main")
		if at := b.at(t); at != w.shop.URL+"/success" {
			t.Errorf("at %s", at)
		}
	})
}

func TestFailingAndGivingUp(t *testing.T) {
	eachWay(t, func(t *testing.T, w *world, b *browser) {
		payment := w.payment(t, "", usd(10000), billfold.NewPayment{})
		b.do(t, chromedp.Navigate(payment.PaymentLink))
		b.click(t, ".back a")
		if at := b.at(t); at != w.shop.URL+"/cancel" {
			t.Fatalf("at %s", at)
		}
		if still := must(w.store.Payments.Get(ctx, payment.ID))(t); still.Status != billfold.PaymentPending {
			t.Errorf("giving up made it %v", still.Status)
		}
		b.do(t, chromedp.Navigate(payment.PaymentLink))
		b.click(t, ".sandbox button")
		if at := b.at(t); at != w.shop.URL+"/success" { // where the shop says what the outcome is
			t.Fatalf("at %s", at)
		}
		b.do(t, chromedp.Navigate(payment.PaymentLink))
		if text := b.text(t); !strings.Contains(text, "This payment failed") {
			t.Error(text)
		}
	})
}

// A shop may lead its payers on to another origin, and that one to a third.
func TestPayingWhereTheShopLeadsOn(t *testing.T) {
	eachWay(t, func(t *testing.T, w *world, b *browser) {
		_, port, _ := net.SplitHostPort(w.shop.Listener.Addr().String())
		end := "http://localhost:" + port + "/thanks"
		second := httptest.NewServer(http.RedirectHandler(end, http.StatusFound))
		defer second.Close()
		first := httptest.NewServer(http.RedirectHandler(strings.Replace(second.URL, "127.0.0.1", "localhost", 1), http.StatusSeeOther))
		defer first.Close()
		payment := must(w.store.Payments.Create(ctx, billfold.NewPayment{Amount: usd(10000), SuccessURL: first.URL}))(t)
		b.do(t, chromedp.Navigate(payment.PaymentLink), chromedp.Click(chromedp.CSS("button.main")))
		b.reaches(t, end)
		if paid := must(w.store.Payments.Get(ctx, payment.ID))(t); paid.Status != billfold.PaymentCompleted {
			t.Errorf("%v", paid.Status)
		}
	})
}

// A double click pays once, and leads to where a click leads.
func TestPayingTwicePaysOnce(t *testing.T) {
	eachWay(t, func(t *testing.T, w *world, b *browser) {
		payment := w.payment(t, "", usd(10000), billfold.NewPayment{})
		b.do(t, chromedp.Navigate(payment.PaymentLink), chromedp.DoubleClick(chromedp.CSS("button.main")))
		b.reaches(t, w.shop.URL+"/success")
		w.changedOnce(t, payment.ID, "payment.completed")
	})
	w := newWorld(t)
	payment := w.payment(t, "", usd(10000), billfold.NewPayment{})
	var sending sync.WaitGroup
	for range 12 {
		sending.Go(func() {
			client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			response, err := client.Post(payment.PaymentLink, "application/x-www-form-urlencoded", strings.NewReader("outcome=success"))
			if err != nil || response.StatusCode != 303 || response.Header.Get("Location") != w.shop.URL+"/success" {
				t.Errorf("%v %v", response, err)
				return
			}
			response.Body.Close()
		})
	}
	sending.Wait()
	w.changedOnce(t, payment.ID, "payment.completed")
}

// reaches waits until the browser is at a URL.
func (b *browser) reaches(t *testing.T, url string) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		at, err := chromedp.Run(b, chromedp.Location())
		if err == nil && at == url {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("at %s (%v), not %s", at, err, url)
		}
	}
}

// comesToSay waits until the page says something. While one page takes another's place there may be
// none to ask.
func (b *browser) comesToSay(t *testing.T, what string) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		text, err := chromedp.Run(b, chromedp.Evaluate[string]("document.readyState == 'complete' ? document.body.innerText : ''"))
		if err == nil && strings.Contains(text, what) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("it says %q (%v), not %q", text, err, what)
		}
	}
}

func (w *world) changedOnce(t *testing.T, id, kind string) {
	t.Helper()
	times := 0
	for event, err := range w.store.Events.List(ctx, billfold.ListOptions{Filter: "type:" + kind}) {
		if err != nil {
			t.Fatal(err)
		}
		if event.ObjectID == id {
			times++
		}
	}
	if times != 1 {
		t.Errorf("%s %d times", kind, times)
	}
}

// A page that is left open says by itself that its payment has expired.
func TestAnOpenPageExpires(t *testing.T) {
	eachWay(t, func(t *testing.T, w *world, b *browser) {
		payment := w.payment(t, "", usd(10000), billfold.NewPayment{ExpiresIn: 3 * time.Second})
		b.do(t, chromedp.Navigate(payment.PaymentLink))
		if text := b.text(t); !strings.Contains(text, "Good for another") {
			t.Fatal(text)
		}
		b.comesToSay(t, "This payment has expired")
	})
}

func TestOnboarding(t *testing.T) {
	eachWay(t, func(t *testing.T, w *world, b *browser) {
		orchestrator := must(w.store.Orchestrators.Create(ctx, billfold.NewOrchestrator{Name: "Acme"}))(t)
		must(w.store.Brandings.Put(ctx, orchestrator.ID, "", *calm))(t)
		intent, url := w.intent(t, orchestrator.ID, "Acme Store")
		b.do(t, chromedp.Navigate(url), chromedp.DoubleClick(chromedp.CSS("button.main")))
		b.comesToSay(t, "Your client ID is ready")
		b.see(t, "onboarding-redeemed", widthOf(t, b))
		id := must(chromedp.Run(b, chromedp.TextContent(chromedp.CSS("#client-id"))))(t)
		secret := must(chromedp.Run(b, chromedp.TextContent(chromedp.CSS("#client-secret"))))(t)
		must(w.store.ScopedClient(ctx, id, billfold.NewSecret(secret)))(t).Close()
		if link := must(w.store.ClientLinks.Get(ctx, id))(t); link == nil || link.OrchestratorID != orchestrator.ID {
			t.Errorf("linked: %v", link)
		}
		if used := must(w.store.LinkIntents.Get(ctx, intent.ID))(t); used.Status != billfold.LinkIntentUsed || used.ClientID != id {
			t.Errorf("%v %s", used.Status, used.ClientID)
		}
		b.do(t, chromedp.Navigate(url))
		if text := b.text(t); !strings.Contains(text, "This invitation has been used") || strings.Contains(text, secret) {
			t.Error(text)
		}
		b.see(t, "onboarding-used", widthOf(t, b))
	})
}

// With scripts, a button copies what is to be copied; without, there is none that does nothing.
func TestCopyingTheSecret(t *testing.T) {
	eachWay(t, func(t *testing.T, w *world, b *browser) {
		orchestrator := must(w.store.Orchestrators.Create(ctx, billfold.NewOrchestrator{Name: "Acme"}))(t)
		_, url := w.intent(t, orchestrator.ID, "Acme Store")
		b.do(t, chromedp.Navigate(url))
		b.click(t, "button.main")
		count := must(chromedp.Run(b, chromedp.Evaluate[int](`document.querySelectorAll(".copied button").length`)))(t)
		if strings.Contains(t.Name(), "without_scripts") {
			if count != 0 {
				t.Errorf("%d buttons", count)
			}
			return
		}
		if count != 2 {
			t.Fatalf("%d buttons", count)
		}
		must(chromedp.Run(b, order(browserdomain.SetPermission, browserdomain.SetPermissionParams{
			Permission: &browserdomain.PermissionDescriptor{Name: "clipboard-read"}, Setting: browserdomain.PermissionSettingGranted,
		})))(t)
		for _, id := range []string{"client-id", "client-secret"} {
			wanted := must(chromedp.Run(b, chromedp.TextContent(chromedp.CSS("#"+id))))(t)
			b.do(t, chromedp.Click(chromedp.CSS("#"+id+" + button")))
			b.comesToSay(t, "Copied")
			copied := must(chromedp.Run(b, chromedp.Evaluate[string]("navigator.clipboard.readText()", chromedp.EvalAwaitPromise)))(t)
			b.see(t, "onboarding-copied-"+id, widthOf(t, b))
			if copied != wanted || wanted == "" {
				t.Errorf("%s: %q is copied, not %q", id, copied, wanted)
			}
		}
	})
}

// A logo that does not load leaves no gap before the name.
func TestALogoThatDoesNotLoad(t *testing.T) {
	w, b := newWorld(t), newBrowser(t)
	branding := &billfold.NewBranding{DisplayName: "Example Pay", LogoURL: "/nowhere.svg"}
	payment := w.payment(t, w.linked(t, "Corner Shop", "Acme", branding), usd(100), billfold.NewPayment{})
	b.look(t, "payment-no-logo", payment.PaymentLink)
	gap := must(chromedp.Run(b, chromedp.Evaluate[float64](
		`document.querySelector("header .name").getBoundingClientRect().left - document.querySelector("header").getBoundingClientRect().left`)))(t)
	if gap != 0 {
		t.Errorf("the name is indented by %v", gap)
	}
}

func widthOf(t *testing.T, b *browser) string {
	t.Helper()
	if must(chromedp.Run(b, chromedp.Evaluate[int]("innerWidth")))(t) == int(widths["phone"][0]) {
		return "phone"
	}
	return "desktop"
}

func TestLinkingAnAccount(t *testing.T) {
	eachWay(t, func(t *testing.T, w *world, b *browser) {
		must(w.store.Billers.Put(ctx, billfold.NewBiller{ID: "water", Name: "Test Water Works"}))(t)
		must(w.store.Billers.Put(ctx, billfold.NewBiller{ID: "electric", Name: "Test Electric Company"}))(t)
		client := w.linked(t, "Household App", "Acme", calm)
		request, url := w.session(t, client, "")
		b.do(t, chromedp.Navigate(url))
		b.do(t, chromedp.SendKeys(chromedp.CSS("#search"), "zzz"))
		b.click(t, ".search button")
		b.click(t, ".all a") // all of them again
		b.do(t, chromedp.SendKeys(chromedp.CSS("#search"), "water"))
		b.click(t, ".search button")
		b.do(t, chromedp.Click(chromedp.CSS(`[name="biller"][value="water"]`)))
		b.click(t, "button.main")
		if text := b.text(t); !strings.Contains(text, "Your account is linked") || !strings.Contains(text, "Test Water Works") {
			t.Fatal(text)
		}
		b.see(t, "session-linked", widthOf(t, b))
		done := must(w.store.RequestsToLink.Get(ctx, request.ID))(t)
		if done.Status != billfold.RequestToLinkCompleted || done.BillerID != "water" {
			t.Errorf("%v %s", done.Status, done.BillerID)
		}
		b.do(t, chromedp.Navigate(url)) // also by the link alone
		if text := b.text(t); !strings.Contains(text, "Your account is linked") {
			t.Error(text)
		}

		request, url = w.session(t, client, "electric") // whom there is no choice about
		b.do(t, chromedp.Navigate(url))
		b.click(t, "button.main")
		if text := b.text(t); !strings.Contains(text, "Your account is linked") || !strings.Contains(text, "Test Electric Company") {
			t.Fatal(text)
		}
		if done := must(w.store.RequestsToLink.Get(ctx, request.ID))(t); done.Status != billfold.RequestToLinkCompleted || done.BillerID != "electric" {
			t.Errorf("%v %s", done.Status, done.BillerID)
		}

		request, url = w.session(t, client, "electric")
		b.do(t, chromedp.Navigate(url))
		b.click(t, `button[value="cancel"]`)
		if text := b.text(t); !strings.Contains(text, "Linking was cancelled") {
			t.Fatal(text)
		}
		b.see(t, "session-cancelled", widthOf(t, b))
		if gone := must(w.store.RequestsToLink.Get(ctx, request.ID))(t); gone.Status != billfold.RequestToLinkCancelled {
			t.Errorf("%v", gone.Status)
		}
	})
}

// A form of another site cannot act in a reader's place.
func TestOtherSitesAreRefused(t *testing.T) {
	eachWay(t, func(t *testing.T, w *world, b *browser) {
		payment := w.payment(t, "", usd(10000), billfold.NewPayment{})
		other := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
			answer.Header().Set("Content-Type", "text/html")
			answer.Write([]byte(`<form method="post" action="` + payment.PaymentLink + `"><button name="outcome" value="success">free money</button></form>`))
		}))
		defer other.Close()
		b.do(t, chromedp.Navigate(other.URL))
		b.click(t, "button")
		if text := b.text(t); !strings.Contains(text, "another site") {
			t.Error(text)
		}
		if still := must(w.store.Payments.Get(ctx, payment.ID))(t); still.Status != billfold.PaymentPending {
			t.Errorf("%v", still.Status)
		}
	})
}

// What people call themselves is text, whatever it looks like.
func TestNamesAreText(t *testing.T) {
	eachWay(t, func(t *testing.T, w *world, b *browser) {
		const name = `<script>alert(1)</script>`
		const description = `"><img src=x onerror=alert(2)> {{.}} </style>`
		branding := &billfold.NewBranding{DisplayName: `</title><svg onload=alert(3)>`, LogoURL: `/x.svg?onerror=alert(4)`}
		payment := w.payment(t, w.linked(t, name, name, branding), usd(100), billfold.NewPayment{Description: description})
		b.do(t, chromedp.Navigate(payment.PaymentLink))
		if text := b.text(t); !strings.Contains(text, "Pay "+name) || !strings.Contains(text, description) {
			t.Error(text)
		}
		if count := must(chromedp.Run(b, chromedp.Evaluate[int](`document.querySelectorAll("svg, main img, main script").length`)))(t); count != 0 {
			t.Errorf("%d of them became elements", count)
		}
	})
}

// With the keyboard alone, one sees where one is, and gets everywhere.
func TestTheKeyboardIsEnough(t *testing.T) {
	w, b := newWorld(t), newBrowser(t)
	b.size(t, "desktop")
	payment := w.payment(t, w.linked(t, "Corner Shop", "Acme", loud, ours(150)), usd(10000), billfold.NewPayment{})
	b.do(t, chromedp.Navigate(payment.PaymentLink), chromedp.KeyEvent(kb.Tab))
	seen := must(chromedp.Run(b, chromedp.Evaluate[[]string](`(() => { const e = document.activeElement, s = getComputedStyle(e); return [e.textContent, s.outlineStyle, s.outlineWidth]; })()`)))(t)
	if !strings.HasPrefix(seen[0], "Pay ") || seen[1] != "solid" || seen[2] != "3px" {
		t.Errorf("focus: %v", seen)
	}
	b.see(t, "payment-focus", "desktop")
	waiting, cancel := context.WithTimeout(b, 20*time.Second)
	defer cancel()
	must(chromedp.RunResponse(waiting, chromedp.KeyEvent(kb.Enter)))(t)
	b.reaches(t, w.shop.URL+"/success")
}
