package main

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

// Whatever colours a branding asks for, everything on a page can be read.
func TestEveryThemeCanBeRead(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	any := func() string {
		switch random.IntN(4) {
		case 0:
			return []string{"", "#fff", "#000", "#ff0", "#0ff", "#777", "#767676", "no colour", "#ffff"}[random.IntN(9)]
		default:
			return fmt.Sprintf("#%06x", random.IntN(1<<24))
		}
	}
	for range 20_000 {
		given := []string{any(), any(), any(), any(), any()}
		made := newTheme(given[0], given[1], given[2], given[3], given[4])
		for _, pair := range []struct {
			what       string
			on, behind colour
			least      float64
		}{
			{"the name on the canvas", made.onCanvas, made.canvas, textContrast},
			{"text", made.text, white, textContrast}, {"text on the panel", made.text, made.panel, textContrast},
			{"quiet text", made.quiet, white, textContrast}, {"quiet text on the panel", made.quiet, made.panel, textContrast},
			{"a link", made.link, white, textContrast}, {"the button's text", made.onButton, made.button, textContrast},
			{"the button's edge", made.buttonBorder, white, edgeContrast}, {"an edge", made.edge, white, edgeContrast},
		} {
			if got := contrast(pair.on, pair.behind); got < pair.least {
				t.Fatalf("%s of %q has a contrast of %.2f", pair.what, given, got)
			}
		}
	}
	// What can be read as it is stays as it is.
	if kept := newTheme("#0b5d4e", "", "#0b5d4e", "#eef3f1", "#14211d"); kept.button != (colour{0x0b, 0x5d, 0x4e}) ||
		kept.link != kept.button || kept.text != (colour{0x14, 0x21, 0x1d}) || kept.onButton != white {
		t.Errorf("%+v", kept)
	}
}

func TestContrastIsTheGuidelines(t *testing.T) {
	for _, each := range []struct {
		one, other string
		want       string
	}{{"#000", "#fff", "21.00"}, {"#777", "#fff", "4.48"}, {"#767676", "#fff", "4.54"}, {"#f00", "#fff", "4.00"}} {
		if got := fmt.Sprintf("%.2f", contrast(parseColour(each.one, black), parseColour(each.other, black))); got != each.want {
			t.Errorf("%s on %s: %s, not %s", each.one, each.other, got, each.want)
		}
	}
}

func TestWords(t *testing.T) {
	for amount, want := range map[billfold.Amount]string{
		{Minor: 50050, Currency: "USD"}: "500.50\u00a0USD", {Minor: 123456789, Currency: "EUR"}: "1,234,567.89\u00a0EUR",
		{Minor: 5, Currency: "USD"}: "0.05\u00a0USD", {Minor: 100000, Currency: "JPY"}: "100,000\u00a0JPY", {Minor: 1000, Currency: "KWD"}: "1.000\u00a0KWD",
	} {
		if got := must(money(amount))(t); got != want {
			t.Errorf("%v: %s", amount, got)
		}
	}
	for points, want := range map[int]string{0: "0%", 5: "0.05%", 150: "1.5%", 200: "2%", 1000: "10%", 10000: "100%"} {
		if got := rate(points); got != want {
			t.Errorf("%d: %s", points, got)
		}
	}
	for of, want := range map[time.Duration]string{
		0: "0 seconds", time.Second: "1 second", 59 * time.Second: "59 seconds", time.Minute: "1 minute", time.Hour: "60 minutes",
		3 * time.Hour: "3 hours", 47 * time.Hour: "47 hours", 49 * time.Hour: "2 days",
	} {
		if got := span(of); got != want {
			t.Errorf("%v: %s", of, got)
		}
	}
	for text, want := range map[string]string{
		"https://shop.example/a;b?c": "https://shop.example", "myapp://paid": "myapp:", "/logo.svg": "", "": "", "://": "",
	} {
		if got := origin(text); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}
