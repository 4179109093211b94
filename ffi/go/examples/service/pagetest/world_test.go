package pagetest

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
)

// world is a service that runs as a process of its own, and the file that it works on, open here too.
type world struct {
	base  string
	store *billfold.Store
	shop  *shop

	process *exec.Cmd
	log     *strings.Builder
	logged  chan struct{}
}

// shop is where payers are sent back to.
type shop struct {
	*httptest.Server
	lock   sync.Mutex
	visits []*http.Request
}

func newShop(t *testing.T) *shop {
	s := &shop{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/favicon.ico" {
			http.NotFound(w, r)
			return
		}
		s.lock.Lock()
		s.visits = append(s.visits, r)
		s.lock.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte("<!doctype html><title>shop</title><h1>The shop</h1>"))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *shop) visited() []*http.Request {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.visits
}

var program = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "billfold-service")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "service")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Dir = ".."
	build.Stderr = os.Stderr
	return path, build.Run()
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

var listening = regexp.MustCompile(`base_url=(\S+)`)

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{shop: newShop(t), log: &strings.Builder{}, logged: make(chan struct{})}
	path := filepath.Join(t.TempDir(), "service.db")
	w.process = exec.Command(must(program())(t), "-db", path, "-listen", "127.0.0.1:0")
	lines := must(w.process.StderrPipe())(t)
	if err := w.process.Start(); err != nil {
		t.Fatal(err)
	}
	up := make(chan string, 1)
	go func() {
		defer close(w.logged)
		scanner := bufio.NewScanner(lines)
		for scanner.Scan() {
			w.log.WriteString(scanner.Text() + "\n")
			if found := listening.FindStringSubmatch(scanner.Text()); found != nil {
				up <- found[1]
			}
		}
	}()
	t.Cleanup(func() { w.end(t) })
	select {
	case w.base = <-up:
	case <-time.After(20 * time.Second):
		t.Fatal("the service does not start")
	}
	w.store = must(billfold.Open(context.Background(), path, billfold.MustExist()))(t)
	t.Cleanup(func() { w.store.Close() })
	return w
}

// end stops the service as a supervisor does, and it must end well.
func (w *world) end(t *testing.T) {
	if err := w.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	<-w.logged
	if err := w.process.Wait(); err != nil {
		t.Errorf("the service ended with %v: %s", err, w.log)
	}
	if !strings.Contains(w.log.String(), "msg=stopped") {
		t.Errorf("it did not end in order: %s", w.log)
	}
	if t.Failed() {
		t.Log(w.log)
	}
}

func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
