package billfold

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// What a test starts as a process of its own is this program again, with its part in a variable.
const part = "BILLFOLD_TEST_PART"

var plays = map[string]func(path string) error{
	"create without end": createWithoutEnd,
	"hold the writer":    holdTheWriter,
}

func TestMain(m *testing.M) {
	if play := plays[os.Getenv(part)]; play != nil {
		if err := play(os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func process(t *testing.T, play, path string) *exec.Cmd {
	t.Helper()
	command := exec.Command(os.Args[0], path)
	command.Env = append(os.Environ(), part+"="+play)
	command.Stderr = os.Stderr
	return command
}

// atEnd fails the test if it leaves handles of the library's behind.
func atEnd(t *testing.T) {
	t.Helper()
	before := live()
	t.Cleanup(func() {
		if left := live(); left != before {
			t.Errorf("%d handles were left behind", left-before)
		}
	})
}

// opened opens a store in a new file, which is closed at the test's end.
func opened(t *testing.T, options ...Option) (*Store, string) {
	t.Helper()
	atEnd(t)
	path := filepath.Join(t.TempDir(), "shop.db")
	store := reopened(t, path, options...)
	return store, path
}

func reopened(t *testing.T, path string, options ...Option) *Store {
	t.Helper()
	store, err := Open(context.Background(), path, options...)
	must(t, err)
	t.Cleanup(func() { must(t, store.Close()) })
	return store
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fails is the error, which must be of this kind.
func fails(t *testing.T, err error, kind Kind) *Error {
	t.Helper()
	var e *Error
	if !errors.Is(err, kind) || !errors.As(err, &e) {
		t.Fatalf("%v is not %v", err, kind)
	}
	return e
}

// is fails the test unless both are the same.
func is[T comparable](t *testing.T, found, expected T) {
	t.Helper()
	if found != expected {
		t.Fatalf("%v is not %v", found, expected)
	}
}

func dollars(minor int64) NewPayment { return NewPayment{Amount: Amount{minor, "USD"}} }

func paid(t *testing.T, store *Store, minor int64) Payment {
	t.Helper()
	payment, err := store.Payments.Create(context.Background(), dollars(minor))
	must(t, err)
	return payment
}

func total(t *testing.T, store *Store) int64 {
	t.Helper()
	page, err := store.Payments.ListPage(context.Background(), ListOptions{})
	must(t, err)
	return page.Total
}

// eventually waits until it is so, for some seconds, collecting garbage meanwhile.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(what)
		}
		runtime.GC()
	}
}
