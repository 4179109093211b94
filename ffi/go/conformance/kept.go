package main

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strconv"

	billfold "github.com/billfold/billfold/ffi/go"
	"github.com/billfold/billfold/ffi/go/conformance/declared"
)

// run is one execution of one file.
type run struct {
	file    string
	folder  string
	counted bool // texts go with their length, else with a NUL
	kept    map[string]*kept
}

// kept is something that a step gave a name: a text, a handle of the library's, or a store of the
// package's.
type kept struct {
	of     string // the handle's type; empty: it is a text
	handle uint64
	store  *billfold.Store
	text   string
}

func (r *run) texts() string {
	if r.counted {
		return "counted"
	}
	return "terminated"
}

func (r *run) keepText(name string, value any) {
	if before := r.kept[name]; before != nil && before.of != "" {
		die("%s is kept already", name)
	}
	switch value := value.(type) {
	case string:
		r.kept[name] = &kept{text: value}
	case json.Number:
		r.kept[name] = &kept{text: value.String()}
	case int64:
		r.kept[name] = &kept{text: strconv.FormatInt(value, 10)}
	default:
		die("what is to be kept under %s is neither text nor number: %v", name, value)
	}
}

func (r *run) keepHandle(name string, made *kept) {
	if r.kept[name] != nil {
		die("%s is kept already", name)
	}
	r.kept[name] = made
}

// pointer is the library's handle in a store of the package's, which has no name for it.
func pointer(store *billfold.Store) uint64 {
	handle := reflect.ValueOf(store).Elem().FieldByName("handle").Elem()
	return uint64(handle.FieldByName("pointer").Pointer())
}

func (k *kept) pointer() uint64 {
	if k.store != nil {
		return pointer(k.store)
	}
	return k.handle
}

func (r *run) free(each *kept) {
	switch {
	case each.store != nil:
		if err := each.store.Close(); err != nil {
			die("%v", err)
		}
	case each.of != "":
		must(each.of+"_free", declared.Words{each.handle})
	}
}

// handleNamed is the handle that a step names by the parameter's name, or by on if it is the first.
func (r *run) handleNamed(step object, of declared.Parameter, first bool) *kept {
	with, _ := step["with"].(object)
	named, is := with[of.Name]
	name, _ := named.(string)
	if is && name == "" {
		return nil
	}
	if !is && first {
		name = text(step, "on")
	}
	if name == "" {
		name = "store"
	}
	found := r.kept[name]
	if found == nil || found.of != of.Of {
		die("%s is no %s", name, of.Of)
	}
	return found
}

var names = regexp.MustCompile(`\$[a-z0-9_]+`)

// expand is the text with each $name replaced by what was kept under it.
func (r *run) expand(text string) string {
	return names.ReplaceAllStringFunc(text, func(name string) string {
		found := r.kept[name[1:]]
		if found == nil || found.of != "" {
			die("nothing is kept under %s", name)
		}
		return found.text
	})
}

// number is a number, a constant's name, several of them, or a kept text of digits.
func (r *run) number(value any) int64 {
	switch value := value.(type) {
	case nil:
		return 0
	case bool:
		if value {
			return 1
		}
		return 0
	case json.Number:
		return number(value.String())
	case string:
		text := r.expand(value)
		if text[0] == '-' || text[0] >= '0' && text[0] <= '9' {
			return number(text)
		}
		found, is := declared.Constants[text]
		if !is {
			die("there is no constant %s", text)
		}
		return int64(found)
	case []any:
		var all int64
		for _, each := range value {
			all |= r.number(each)
		}
		return all
	}
	die("%v is no number", value)
	return 0
}

func number(text string) int64 {
	made, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		die("%v", err)
	}
	return made
}

// find is what stands in a report under a path such as records.0.id.
func find(report any, path string) any {
	found := report
	for _, part := range regexp.MustCompile(`[^.]+`).FindAllString(path, -1) {
		if text, is := found.(string); is {
			found, _ = read([]byte(text))
		}
		switch within := found.(type) {
		case object:
			found = within[part]
		case []any:
			found = within[number(part)]
		case []object:
			found = within[number(part)]
		case []string:
			found = within[number(part)]
		default:
			die("the report has no %s", path)
		}
	}
	return found
}

func (r *run) write(write object) {
	path := r.expand(text(write, "file"))
	content := []byte(r.expand(text(write, "text")))
	if digits := text(write, "bytes"); digits != "" {
		content = unhex(digits)
	}
	flags := os.O_RDWR | os.O_CREATE | os.O_TRUNC
	at, over := write["at"]
	if over {
		flags = os.O_RDWR
	}
	file, err := os.OpenFile(path, flags, 0o644)
	if err == nil {
		if over {
			_, err = file.Seek(r.number(at), 0)
		}
		if err == nil {
			_, err = file.Write(content)
		}
		file.Close()
	}
	if err != nil {
		die("%v", err)
	}
}

func unhex(digits string) []byte {
	content, err := hex.DecodeString(digits)
	if err != nil {
		die("%v", err)
	}
	return content
}
