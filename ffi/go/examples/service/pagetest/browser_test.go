package pagetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// browser is one tab of a Chromium of our own.
type browser struct {
	context.Context
	folder string

	lock       sync.Mutex
	complaints []string
}

var widths = map[string][2]int64{"phone": {390, 844}, "desktop": {1280, 800}}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("lang", "en"))
	if path := os.Getenv("CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	tab, endTab := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		endTab()
		endAllocator()
	})
	if err := chromedp.Do(tab); err != nil { // it lives as long as the context of the first call
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(tab, 4*time.Minute)
	t.Cleanup(cancel)
	b := &browser{Context: limited, folder: os.Getenv("BILLFOLD_SCREENSHOTS")}
	if b.folder == "" {
		b.folder = t.TempDir()
	}
	if err := chromedp.Listen(limited, b.listen); err != nil {
		t.Fatal(err)
	}
	b.do(t, order(log.Enable, cdp.Empty{}))
	return b
}

// order is a command of the browser's protocol.
func order[P, R any](command cdp.Command[P, R], parameters P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, command, parameters)
		return err
	})
}

// listen keeps what the browser complains of: a policy that forbids what a page needs, a file that is
// not there.
func (b *browser) listen(event any) {
	switch event := event.(type) {
	case *log.EventEntryAdded:
		if event.Entry.Level != log.EntryLevelError {
			return
		}
		// An answer that is an error on purpose is told by a test that looks for it.
		if event.Entry.Source == log.EntrySourceNetwork && !strings.Contains(event.Entry.URL, "/assets/") {
			return
		}
		b.lock.Lock()
		b.complaints = append(b.complaints, event.Entry.Text+" "+event.Entry.URL)
		b.lock.Unlock()
	case *page.EventJavascriptDialogOpening:
		b.lock.Lock()
		b.complaints = append(b.complaints, "a script ran: "+event.Message)
		b.lock.Unlock()
	}
}

func (b *browser) complained() []string {
	b.lock.Lock()
	defer b.lock.Unlock()
	said := b.complaints
	b.complaints = nil
	return said
}

func (b *browser) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b, steps...); err != nil {
		t.Fatal(err)
	}
}

func (b *browser) size(t *testing.T, width string) {
	t.Helper()
	size := widths[width]
	if width == "phone" {
		b.do(t, chromedp.EmulateViewport(size[0], size[1], chromedp.EmulateMobile, chromedp.EmulateTouch))
	} else {
		b.do(t, chromedp.EmulateViewport(size[0], size[1]))
	}
}

// text is what the page's main part says.
func (b *browser) text(t *testing.T) string {
	t.Helper()
	return must(chromedp.Run(b, chromedp.Text(chromedp.CSS("main"))))(t)
}

func (b *browser) at(t *testing.T) string {
	t.Helper()
	return must(chromedp.Run(b, chromedp.Location()))(t)
}

// click presses a button and waits until the page that follows is there.
func (b *browser) click(t *testing.T, selector string) {
	t.Helper()
	waiting, cancel := context.WithTimeout(b, 20*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(waiting, chromedp.Click(chromedp.CSS(selector))); err != nil {
		t.Fatalf("click %s: %v", selector, err)
	}
}

// inspect is what is wrong with a page, as a reader would find: text without contrast, something that
// is cut off, a control without a name or too small for a finger.
const inspect = `(() => {
  const wrong = [];
  const channels = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => { const f = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126*f(r) + 0.7152*f(g) + 0.0722*f(b); };
  const behind = (element) => { for (; element; element = element.parentElement) { const c = channels(getComputedStyle(element).backgroundColor); if (c.length < 4 || c[3] === 1) return c; } return [255,255,255]; };
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (style.display === "none" || box.width === 0) continue;
    const own = element.matches("input:not([type=radio]):not([type=hidden])") || [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (own) {
      const a = luminance(channels(style.color)), b = luminance(behind(element));
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < 4.5) wrong.push("contrast " + ratio.toFixed(2) + " of " + element.outerHTML.slice(0, 80));
    }
    if (box.right > innerWidth + 1 || box.left < -1) wrong.push("cut off: " + element.outerHTML.slice(0, 80));
    if (element.matches("button, a.main, input[type=search], label.choice") && box.height < 44) wrong.push("small: " + element.outerHTML.slice(0, 80));
    if (element.matches("input:not([type=hidden])") && !(element.labels && element.labels.length && element.labels[0].textContent.trim())) wrong.push("no label: " + element.outerHTML.slice(0, 80));
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("wider than the window: " + document.documentElement.scrollWidth);
  if (document.querySelectorAll("h1").length !== 1) wrong.push("headings: " + document.querySelectorAll("h1").length);
  if (document.querySelectorAll("main").length !== 1) wrong.push("no main part");
  if (!document.documentElement.lang) wrong.push("no language");
  return wrong;
})()`

// look visits a page at both widths, inspects it and takes its picture.
func (b *browser) look(t *testing.T, name, url string) {
	t.Helper()
	for width := range widths {
		b.size(t, width)
		b.do(t, chromedp.Navigate(url))
		b.see(t, name, width)
	}
}

// see inspects the page that is open, and takes its picture.
func (b *browser) see(t *testing.T, name, width string) {
	t.Helper()
	wrong := must(chromedp.Run(b, chromedp.Evaluate[[]string](inspect)))(t)
	picture := must(chromedp.Run(b, chromedp.FullScreenshot(100)))(t)
	for _, each := range append(wrong, b.complained()...) {
		t.Errorf("%s, %s: %s", name, width, each)
	}
	path := filepath.Join(b.folder, fmt.Sprintf("%s-%s.png", name, width))
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		t.Error(err)
	}
}
