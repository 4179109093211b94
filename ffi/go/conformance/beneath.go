package main

import (
	"math"
	"strings"
	"unsafe"

	"encoding/json"

	"github.com/billfold/billfold/ffi/go/conformance/declared"
)

// ---- what lies beneath the package: calls of the declared functions ----

const notSet = 0x5a5a5a5a5a5a5a5a

// call is a call in the making, and what it answers with.
type call struct {
	run      *run
	function *declared.Function
	words    declared.Words
	lent     declared.Lent   // what a call must have copied when it returns
	given    declared.Lent   // where it puts what it gives
	sizes    map[int]uintptr // how long the structs are that it fills
	freed    *kept
}

// must makes a call that shows something that is there.
func must(name string, words declared.Words) uint64 {
	function := declared.Functions[name]
	result := function.Call(words)
	if function.Returns == declared.Status && int32(result) != 0 {
		die("%s answered %d", name, int32(result))
	}
	return result
}

func at[T any](where unsafe.Pointer, offset uintptr) *T { return (*T)(unsafe.Add(where, offset)) }

func word(at unsafe.Pointer) uint64 { return uint64(uintptr(at)) }

// text lends a text; -1, or 0 if texts are counted, is the length of one that is absent.
func (c *call) text(value any) (start, length uint64) {
	if value == nil {
		if c.run.counted {
			return 0, 0
		}
		return 0, math.MaxUint64
	}
	var content []byte
	bytes, isBytes := value.(object)
	if isBytes {
		content = unhex(text(bytes, "bytes"))
	} else {
		content = []byte(c.run.expand(value.(string)))
	}
	room := uintptr(len(content))
	length = uint64(room)
	if !isBytes && !c.run.counted {
		room, length = room+1, math.MaxUint64
	}
	start_ := c.lent.Room(room)
	copy(unsafe.Slice((*byte)(start_), room), content)
	return word(start_), length
}

func (c *call) setField(whole unsafe.Pointer, field declared.Field, value any) {
	switch field.Kind {
	case declared.I32:
		*at[int32](whole, field.Offset) = int32(c.run.number(value))
	case declared.I64, declared.U64, declared.Size:
		*at[int64](whole, field.Offset) = c.run.number(value)
	case declared.Double:
		real, _ := value.(json.Number).Float64()
		*at[float64](whole, field.Offset) = real
	case declared.Text:
		*at[uint64](whole, field.Offset), *at[uint64](whole, field.Offset+8) = c.text(value)
	case declared.Texts:
		list := value.([]any)
		texts := c.lent.Room(uintptr(len(list)) * 16)
		for index, each := range list {
			place := unsafe.Add(texts, index*16)
			*at[uint64](place, 0), *at[uint64](place, 8) = c.text(each)
		}
		*at[uint64](whole, field.Offset) = word(texts)
		*at[uint64](whole, field.Count) = uint64(len(list))
	}
}

// size is what a struct says its size is, how many bytes of it there are, and what stands in those
// beyond its own.
func (c *call) size(of *declared.Struct, said any) (size, there uintptr, tail byte) {
	size = of.Size
	if object, is := said.(object); is {
		if before := text(object, "before"); before != "" {
			size = fieldOf(of, before).Offset
		} else {
			size += uintptr(c.run.number(object["more"]))
			tail = byte(c.run.number(object["tail"]))
		}
	} else if said != nil {
		size = uintptr(c.run.number(said))
	}
	there = max(size, 8)
	if size > of.Size+4096 {
		there = of.Size
	}
	return size, there, tail
}

func fieldOf(of *declared.Struct, name string) declared.Field {
	for _, each := range of.Fields {
		if each.Name == name {
			return each
		}
	}
	die("%s has no %s", of.Name, name)
	return declared.Field{}
}

// structOf lends a struct with the fields that a step gives.
func (c *call) structOf(of *declared.Struct, value any) (unsafe.Pointer, uintptr) {
	given, _ := value.(object)
	size, there, tail := c.size(of, given["struct_size"])
	room := max(there, of.Size)
	var own declared.Lent
	whole := own.Room(room)
	content := unsafe.Slice((*byte)(whole), room)
	for index := range content {
		content[index] = tail
	}
	of.Init(whole)
	for name, each := range given {
		if name != "struct_size" {
			c.setField(whole, fieldOf(of, name), each)
		}
	}
	*at[uintptr](whole, 0) = size
	lent := c.lent.Room(there)
	copy(unsafe.Slice((*byte)(lent), there), content)
	own.TakeBack()
	return lent, there
}

func (c *call) prepare(step object, index int) {
	of := c.function.Parameters[index]
	with, _ := step["with"].(object)
	value, named := with[of.Name]
	switch of.Kind {
	case declared.TakesHandle, declared.TakesFreed:
		if found := c.run.handleNamed(step, of, index == 0); found != nil {
			c.words[index] = found.pointer()
			if of.Kind == declared.TakesFreed {
				c.freed = found
			}
		}
		return
	case declared.TakesText:
		c.words[index], c.words[index+1] = c.text(value)
		return
	case declared.TakesLength: // came with its text
		return
	case declared.TakesNumber:
		c.words[index] = uint64(c.run.number(value))
		return
	case declared.TakesInput:
		if value != nil {
			lent, _ := c.structOf(declared.Structs[of.Of], value)
			c.words[index] = word(lent)
		}
		return
	case declared.GivesView:
		lent, size := c.structOf(declared.Structs[of.Of], value)
		c.words[index], c.sizes[index] = word(lent), size
	default:
		// What is not set must be seen not to be.
		place := c.given.Room(16)
		*at[uint64](place, 0), *at[uint64](place, 8) = notSet, 0
		c.words[index] = word(place)
	}
	if named && value == nil {
		c.words[index] = 0
	}
}

// execute makes a step's call by the declared function.
func (r *run) execute(step object, function *declared.Function, report object) {
	with, _ := step["with"].(object)
	for name := range with {
		known := false
		for _, each := range function.Parameters {
			known = known || each.Name == name
		}
		if !known {
			die("%s has no parameter %s", function.Name, name)
		}
	}
	c := call{run: r, function: function, sizes: map[int]uintptr{}}
	for index := range function.Parameters {
		c.prepare(step, index)
	}
	result := function.Call(c.words)
	done := function.Returns != declared.Status || int32(result) == 0
	switch function.Returns {
	case declared.Status:
		report["status"] = int64(int32(result))
	case declared.Number:
		report["value"] = numberOf(function.Name, result)
	case declared.String:
		report["value"] = declared.NTS(result)
	}
	for index, of := range function.Parameters {
		if of.Kind == declared.GivesView && c.words[index] != 0 && done {
			view := declared.Pointer(c.words[index])
			report["view"] = show(declared.Structs[of.Of], view, c.sizes[index])
		}
	}
	c.lent.TakeBack()
	for index, of := range function.Parameters {
		if c.words[index] != 0 {
			c.tell(step, of, declared.Pointer(c.words[index]), done, report)
		}
	}
	c.given.TakeBack()
	if c.freed != nil {
		for name, each := range r.kept {
			if each == c.freed {
				delete(r.kept, name)
			}
		}
	}
}

// numberOf is a number that a function returned, which may be narrower than a word.
func numberOf(name string, result uint64) int64 {
	if strings.HasSuffix(name, "_version") || strings.HasSuffix(name, "_number") {
		return int64(int32(result))
	}
	return int64(result)
}

// tell tells of one parameter what came out of it.
func (c *call) tell(step object, of declared.Parameter, place unsafe.Pointer, done bool, report object) {
	switch of.Kind {
	case declared.GivesHandle:
		handle := *at[uint64](place, 0)
		report["made"] = handle != 0
		if handle == 0 {
			return
		}
		if of.Of == "billfold_page" {
			tellPage(report, handle, text(step, "show"))
		}
		c.release(text(step, "as"), of.Of, handle)
	case declared.GivesError:
		if handle := *at[uint64](place, 0); handle != 0 {
			report["error"] = shownError(handle)
			c.release(text(step, "error_as"), "billfold_error", handle)
		}
	case declared.GivesText:
		if done {
			report["value"], _ = declared.TextAt(place)
		}
	case declared.GivesI32:
		if done {
			report["value"] = int64(*at[int32](place, 0))
		}
	case declared.GivesI64, declared.GivesSize:
		if done {
			report["value"] = *at[int64](place, 0)
		}
	}
}

func (c *call) release(as, of string, handle uint64) {
	if as != "" {
		c.run.keepHandle(as, &kept{of: of, handle: handle})
		return
	}
	must(of+"_free", declared.Words{handle})
}

// show is the fields of a struct that stand within so many bytes; an optional one that is not there
// is null.
func show(of *declared.Struct, view unsafe.Pointer, size uintptr) object {
	shown := object{}
	var has uint64
	for _, each := range of.Fields {
		if each.Offset+each.Bytes() > size {
			break
		}
		if each.Name == "has" {
			has = *at[uint64](view, each.Offset)
		}
		shown[each.Name] = nil
		if each.Has == 0 || has&each.Has != 0 {
			shown[each.Name] = field(view, each)
		}
	}
	return shown
}

func field(view unsafe.Pointer, of declared.Field) any {
	switch of.Kind {
	case declared.I32:
		return int64(*at[int32](view, of.Offset))
	case declared.Double:
		return *at[float64](view, of.Offset)
	case declared.Text:
		text, there := declared.TextAt(unsafe.Add(view, of.Offset))
		if !there {
			die("a text of Billfold's is NULL")
		}
		return text
	case declared.Texts:
		texts := []any{}
		first := *at[unsafe.Pointer](view, of.Offset)
		for index := range *at[uintptr](view, of.Count) {
			text, _ := declared.TextAt(unsafe.Add(first, index*16))
			texts = append(texts, text)
		}
		return texts
	}
	return *at[int64](view, of.Offset)
}

// shown is what a function of the shape (handle, [index, [part,]] view[, err]) shows.
func shown(name string, handle uint64, indexes ...uint64) object {
	function := declared.Functions[name]
	var own declared.Lent
	defer own.TakeBack()
	words := declared.Words{handle}
	for index, of := range function.Parameters {
		switch of.Kind {
		case declared.TakesNumber:
			words[index], indexes = indexes[0], indexes[1:]
		case declared.GivesView:
			structure := declared.Structs[of.Of]
			view := own.Room(structure.Size)
			structure.Init(view)
			words[index] = word(view)
		}
	}
	must(name, words)
	for index, of := range function.Parameters {
		if of.Kind == declared.GivesView {
			structure := declared.Structs[of.Of]
			return show(structure, declared.Pointer(words[index]), structure.Size)
		}
	}
	return nil
}

func jsonOf(name string, words declared.Words, place int) string {
	var own declared.Lent
	defer own.TakeBack()
	room := own.Room(16)
	words[place] = word(room)
	must(name, words)
	text, _ := declared.TextAt(room)
	return text
}

func tellPage(report object, page uint64, accessor string) {
	count := must("billfold_page_count", declared.Words{page})
	report["count"] = int64(count)
	report["page"] = shown("billfold_page_describe", page)
	report["json"] = jsonOf("billfold_page_json", declared.Words{page}, 1)
	jsons := []any{}
	for index := range count {
		jsons = append(jsons, jsonOf("billfold_page_record_json", declared.Words{page, index}, 2))
	}
	report["record_json"] = jsons
	if accessor == "" {
		return
	}
	records := []any{}
	for index := range count {
		record := shown(accessor, page, index)
		for name, part := range partsOf(accessor) {
			count, there := record[name+"_count"]
			if !there {
				continue
			}
			list := []any{}
			if count, is := count.(int64); is {
				for at := range uint64(count) {
					list = append(list, shown(part, page, index, at))
				}
			}
			record[name] = list
		}
		records = append(records, record)
	}
	report["records"] = records
}

// partsOf are the accessors of what a record has any number of, by the name of that.
func partsOf(accessor string) map[string]string {
	found := map[string]string{}
	for name, each := range declared.Functions {
		part, is := strings.CutPrefix(name, accessor+"_")
		if is && len(each.Parameters) > 2 && each.Parameters[2].Kind == declared.TakesNumber {
			found[part] = name
		}
	}
	return found
}

func shownError(handle uint64) object {
	told := shown("billfold_error_describe", handle)
	fields := []any{}
	for index := range uint64(told["field_count"].(int64)) {
		fields = append(fields, shown("billfold_error_field", handle, index))
	}
	told["fields"] = fields
	told["text"] = declared.NTS(must("billfold_error_message", declared.Words{handle}))
	told["json"] = jsonOf("billfold_error_json", declared.Words{handle}, 1)
	return told
}
