package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	billfold "github.com/billfold/billfold/ffi/go"
)

func TestAFailedStartLeavesNoFile(t *testing.T) {
	defer billfold.SetLogger(nil)
	taken := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	defer taken.Close()
	path := filepath.Join(t.TempDir(), "shop.db")
	for _, flags := range [][]string{
		{"-listen", taken.Addr().String()},
		{"-listen", "127.0.0.1:0", "-base-url", "nowhere"},
		{"-listen", "127.0.0.1:0", "-base-url", "ftp://pay.example"},
		{"-listen", "127.0.0.1:0", "more"},
	} {
		if err := run(append([]string{"-db", path}, flags...)); err == nil {
			t.Errorf("%v: it started", flags)
		}
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Fatalf("%v: a file is left: %v", flags, err)
		}
	}
}

func TestHelpNamesBootstrap(t *testing.T) {
	told := must(os.Create(filepath.Join(t.TempDir(), "told")))(t)
	defer told.Close()
	before := os.Stderr
	os.Stderr = told
	err := run([]string{"-h"})
	os.Stderr = before
	if err == nil {
		t.Error("no help")
	}
	text := string(must(os.ReadFile(told.Name()))(t))
	for _, word := range []string{"service bootstrap", "-listen", "-base-url", "-db", "-again"} {
		if !strings.Contains(text, word) {
			t.Errorf("no %s in %s", word, text)
		}
	}
}

func TestASecondSetIsMadeOnDemandOnly(t *testing.T) {
	ctx := context.Background()
	store := must(billfold.Open(ctx, "", billfold.InMemory()))(t)
	defer store.Close()
	var out bytes.Buffer
	if err := bootstrap(ctx, store, false, &out); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if err := bootstrap(ctx, store, false, &out); err == nil || !strings.Contains(err.Error(), "-again") || out.Len() != 0 {
		t.Errorf("%v %s", err, &out)
	}
	if err := bootstrap(ctx, store, true, &out); err != nil || !strings.Contains(out.String(), "CLIENT_SECRET=sec_") {
		t.Error(err)
	}
	if page := must(store.Clients.ListPage(ctx, billfold.ListOptions{}))(t); page.Total != 2 {
		t.Errorf("%d clients", page.Total)
	}
}
