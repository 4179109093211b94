// Runner executes conformance steps through the public package, and through the declared functions
// what Go has no words for, and tells what each call answered with, one line of JSON a step. It
// judges nothing but itself: a method of the package that no step reaches fails it. README.md beside
// the steps has the form of both steps and lines.
//
//	runner FOLDER FILE...
//
// It is a module of its own, as any program is that uses the package.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	billfold "github.com/billfold/billfold/ffi/go"
	"github.com/billfold/billfold/ffi/go/conformance/declared"
)

// object is a JSON object.
type object = map[string]any

func die(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "runner: "+format+"\n", values...)
	os.Exit(2)
}

func read(text []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // no double holds all of them
	err = decoder.Decode(&value)
	return value, err
}

func print(report object) {
	line, err := json.Marshal(report)
	if err != nil {
		die("%v", err)
	}
	fmt.Println(string(line))
}

func text(of object, name string) string {
	found, _ := of[name].(string)
	return found
}

// How many steps were executed through the package, and how many beneath it.
var above, beneath int

func (r *run) step(step object) {
	report := object{"file": r.file, "texts": r.texts(), "name": step["name"]}
	if write, is := step["write"].(object); is {
		r.write(write)
	}
	if call := text(step, "call"); call != "" {
		function := declared.Functions[call]
		if function == nil {
			die("there is no function %s", call)
		}
		if r.say(step, function, report) {
			function.Called = true
			above++
		} else {
			r.execute(step, function, report)
			beneath++
		}
	}
	keep, _ := step["keep"].(object)
	for name, path := range keep {
		r.keepText(name, find(report, path.(string)))
	}
	print(report)
}

var firstStep = object{
	"name": "a store is opened", "call": "billfold_store_open", "as": "store",
	"with": object{"path": nil, "options": object{"mode": "BILLFOLD_OPEN_IN_MEMORY",
		"clock": "BILLFOLD_CLOCK_MANUAL", "time": json.Number("1775037600")}},
}

func runFile(path, folder string, number int, counted bool) {
	content, err := os.ReadFile(path)
	if err != nil {
		die("%v", err)
	}
	file, err := read(content)
	if err != nil {
		die("%s: %v", path, err)
	}
	r := &run{file: filepath.Base(path), counted: counted, kept: map[string]*kept{}}
	r.folder = filepath.Join(folder, strconv.Itoa(number)+"-"+r.texts())
	if err := os.Mkdir(r.folder, 0o700); err != nil {
		die("%v", err)
	}
	r.keepText("folder", r.folder)
	r.step(firstStep)
	for _, step := range file.(object)["steps"].([]any) {
		r.step(step.(object))
	}
	for _, each := range r.kept {
		r.free(each)
	}
	print(object{"file": r.file, "texts": r.texts(), "live": live()})
}

func live() int64 { return int64(must("billfold_debug_live", declared.Words{})) }

// told counts the errors that the log is told of.
type told struct {
	slog.Handler
	errors *atomic.Int64
}

func (t *told) Handle(_ context.Context, record slog.Record) error {
	target := false
	record.Attrs(func(each slog.Attr) bool {
		target = each.Key == "target" && each.Value.String() != ""
		return true
	})
	if record.Message == "" || !target {
		die("a message without content")
	}
	if record.Level == slog.LevelError {
		t.errors.Add(1)
	}
	return nil
}

// tellLog hooks the log, has a store panic, and takes the hook away. That the library has let go of
// the logger shows when that is collected.
func tellLog() {
	var errors, released atomic.Int64
	func() {
		handler := &told{slog.DiscardHandler, &errors}
		handler.Handler = slog.NewTextHandler(os.Stderr, nil)
		runtime.AddCleanup(handler, func(count *atomic.Int64) { count.Add(1) }, &released)
		if err := billfold.SetLogger(slog.New(handler)); err != nil {
			die("the log cannot be hooked: %v", err)
		}
	}()
	store, err := billfold.Open(context.Background(), "", billfold.InMemory())
	if err != nil {
		die("%v", err)
	}
	words := declared.Words{pointer(store), declared.Constants["BILLFOLD_PANIC"]}
	if declared.Functions["billfold_debug_fail"].Call(words) != declared.Constants["BILLFOLD_PANIC"] {
		die("there was no panic")
	}
	runtime.GC()
	if released.Load() != 0 {
		die("the logger was let go of too early")
	}
	if err := billfold.SetLogger(nil); err != nil {
		die("the log cannot be left: %v", err)
	}
	for tries := 0; released.Load() == 0 && tries < 1000; tries++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	store.Close()
	reached["SetLogger"] = true
	print(object{"call": "billfold_log_set_hook", "messages": errors.Load(), "destroyed": released.Load()})
}

func tellCalled() {
	names := []string{"billfold_log_set_hook"}
	for name, each := range declared.Functions {
		if each.Called {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	print(object{"called": names})
}

func main() {
	if len(os.Args) < 3 {
		die("usage: runner FOLDER FILE...")
	}
	for at, file := range os.Args[2:] {
		runFile(file, os.Args[1], at+1, false)
		runFile(file, os.Args[1], at+1, true)
	}
	tellLog()
	tellCalled()
	fmt.Fprintf(os.Stderr, "runner: %d steps through the package, %d beneath it\n", above, beneath)
	if missed := unreached(); len(missed) > 0 {
		die("no step reaches %v", missed)
	}
}
