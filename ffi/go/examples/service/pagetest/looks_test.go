package pagetest

import (
	"strings"
	"testing"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

func usd(minor int64) billfold.Amount { return billfold.Amount{Minor: minor, Currency: "USD"} }

func ours(basisPoints int) billfold.NewFee {
	return billfold.NewFee{BPS: basisPoints, FeeBearer: billfold.FeeBearerPayer}
}

func theirs(basisPoints int) billfold.NewFee {
	return billfold.NewFee{BPS: basisPoints, FeeBearer: billfold.FeeBearerRecipient}
}

func TestPaymentPagesInAllStates(t *testing.T) {
	w, b := newWorld(t), newBrowser(t)
	shop := w.linked(t, "Corner Shop", "Acme", calm, ours(150), theirs(50))
	order := billfold.NewPayment{Description: "Payment for order #123"}
	short := order
	short.ExpiresIn = time.Second
	expired := w.payment(t, shop, usd(10000), short)
	late := w.payment(t, shop, usd(10000), short)

	pending := w.payment(t, shop, usd(10000), order)
	b.look(t, "payment-pending", pending.PaymentLink)
	completed := w.payment(t, shop, usd(10000), order)
	must(w.store.Payments.Complete(ctx, completed.ID, []byte(`{"type":"card"}`)))(t)
	b.look(t, "payment-completed", completed.PaymentLink)
	failed := w.payment(t, shop, usd(10000), order)
	must(w.store.Payments.Fail(ctx, failed.ID, "declined", "The bank declined it."))(t)
	b.look(t, "payment-failed", failed.PaymentLink)

	without := w.payment(t, shop, usd(10000), order)
	must(w.store.Payments.Fail(ctx, without.ID, "declined", ""))(t)
	b.look(t, "payment-failed-without-a-reason", without.PaymentLink)
	withdrawn := w.payment(t, shop, usd(10000), order)
	must(w.store.Payments.Expire(ctx, withdrawn.ID))(t)
	b.look(t, "payment-withdrawn", withdrawn.PaymentLink)

	plain := must(w.store.Payments.Create(ctx, billfold.NewPayment{Amount: usd(1050)}))(t)
	b.look(t, "payment-no-branding", plain.PaymentLink)
	must(w.store.Payments.Complete(ctx, plain.ID, nil))(t)
	b.look(t, "payment-no-branding-completed", plain.PaymentLink)
	unlinked := must(w.store.Clients.Create(ctx, billfold.NewClient{Name: "Unlinked Shop"}))(t)
	b.look(t, "payment-unlinked", w.payment(t, unlinked.ClientID, usd(1050), order).PaymentLink)
	b.look(t, "payment-loud", w.payment(t, w.linked(t, "Loud Shop", "Loud", loud, ours(250), theirs(1)), usd(199), order).PaymentLink)
	b.look(t, "payment-dark", w.payment(t, w.linked(t, "Stall 7", "Night", dark, ours(250)), usd(199), order).PaymentLink)
	long := billfold.NewPayment{Description: strings.Repeat("A very long description of what this is for. ", 9)}
	b.look(t, "payment-long", w.payment(t, w.linked(t, longName, longName,
		&billfold.NewBranding{DisplayName: longName, LogoURL: "/assets/example-logo.svg"}, ours(333), theirs(333)), usd(9_007_199_254_740_99), long).PaymentLink)
	arabic := billfold.NewPayment{Description: "دفع الطلب رقم 123 (Order A-7)"}
	b.look(t, "payment-rtl", w.payment(t, w.linked(t, "متجر السعادة", "אורקסטרטור", rightToLeft, ours(100), theirs(100)), usd(50000), arabic).PaymentLink)

	time.Sleep(time.Until(expired.ExpiresAt.Add(1100 * time.Millisecond)))
	b.look(t, "payment-expired", expired.PaymentLink)
	must(w.store.Payments.RecordLate(ctx, late.ID, []byte(`{"type":"cash"}`)))(t)
	b.look(t, "payment-late", late.PaymentLink)
	b.look(t, "nothing", w.base)
	b.look(t, "payment-unknown", w.base+"/payments/0198f2a0-0000-7000-8000-000000000000/collection")
}

func TestOnboardingPagesInAllStates(t *testing.T) {
	w, b := newWorld(t), newBrowser(t)
	for name, each := range map[string]struct {
		orchestrator, client string
		branding             *billfold.NewBranding
	}{
		"calm":  {"Acme Orchestration", "Acme Store", calm},
		"plain": {"Acme Orchestration", "Acme Store", nil},
		"loud":  {"Loud", "Acme Store", loud},
		"long":  {longName, longName, nil},
		"rtl":   {"متجر السعادة", "חנות השמחה", rightToLeft},
	} {
		made := must(w.store.Orchestrators.Create(ctx, billfold.NewOrchestrator{Name: each.orchestrator}))(t)
		if each.branding != nil {
			must(w.store.Brandings.Put(ctx, made.ID, "", *each.branding))(t)
		}
		intent, url := w.intent(t, made.ID, each.client)
		b.look(t, "onboarding-"+name, url)
		if name == "calm" {
			must(w.store.LinkIntents.Revoke(ctx, intent.ID))(t)
			b.look(t, "onboarding-revoked", url)
		}
	}
}

func TestSessionPagesInAllStates(t *testing.T) {
	w, b := newWorld(t), newBrowser(t)
	w.billers(t, "Test Electric Company", "Test Water Works", "Test Gas and Heat", "شركة الكهرباء", longName)
	must(w.store.Billers.Put(ctx, billfold.NewBiller{ID: "gone", Name: "Gone Company", Active: new(false)}))(t)
	must(w.store.Billers.Put(ctx, billfold.NewBiller{ID: "test_electric_company", Name: "Preset Electric"}))(t)
	client := w.linked(t, "Household App", "Acme", calm)
	_, url := w.session(t, client, "test_electric_company")
	b.look(t, "session-preset", url)
	_, url = w.session(t, client, "")
	b.look(t, "session-found", url+"?search=water")
	b.look(t, "session-not-found", url+"?search=zzz")
	b.look(t, "session-unchosen", url+"?refused=unchosen")
	b.look(t, "session-choice", url)
	_, url = w.session(t, client, "gone")
	b.look(t, "session-gone", url)
	_, url = w.session(t, w.linked(t, "Loud App", "Loud", loud), "test_electric_company")
	b.look(t, "session-loud", url)
	request, old := w.session(t, client, "")
	must(w.store.RequestsToLink.Proceed(ctx, request.ID))(t)
	b.look(t, "session-replaced", old)

	must(w.store.Settings.Update(ctx, billfold.SettingsChanges{LinkSessionLifetime: time.Second}))(t)
	_, url = w.session(t, client, "")
	time.Sleep(2100 * time.Millisecond)
	b.look(t, "session-expired", url)
	for at := range 30 {
		w.billers(t, "Biller "+string(rune('A'+at%26))+" of many")
	}
	must(w.store.Settings.Update(ctx, billfold.SettingsChanges{LinkSessionLifetime: time.Hour}))(t)
	_, url = w.session(t, client, "")
	b.look(t, "session-many", url)
}
