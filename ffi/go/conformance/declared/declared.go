// Package declared is the library as its header declares it: functions, structs and constants by
// their names, from tables that the harness makes of the declarations. Memory that calls use is C's.
package declared

/*
#include <stdlib.h>
#cgo CFLAGS: -I${SRCDIR}/../..
#include "tables.h"

static void invoke(const struct function *function, const union word *words, union word *result) {
  function->call(words, result);
}

static const struct constant *constant_at(size_t at) { return constants + at; }
static const struct structure *structure_at(size_t at) { return structures + at; }
static const struct function *function_at(size_t at) { return functions + at; }
static const struct field *field_at(const struct structure *of, size_t at) { return of->fields + at; }

static const struct parameter *parameter_at(const struct function *of, size_t at) {
  return of->parameters + at;
}

static void init(const struct structure *of, void *at) { of->init(at); }
*/
import "C"

import "unsafe"

// FieldKind is what a field is.
type FieldKind int

// The kinds of fields.
const (
	I32    FieldKind = C.IS_I32
	I64    FieldKind = C.IS_I64
	U64    FieldKind = C.IS_U64
	Size   FieldKind = C.IS_SIZE
	Double FieldKind = C.IS_DOUBLE
	Text   FieldKind = C.IS_TEXT
	Texts  FieldKind = C.IS_TEXTS
)

// ParameterKind is the shape of a parameter.
type ParameterKind int

// The shapes of parameters.
const (
	TakesHandle ParameterKind = C.TAKES_HANDLE
	TakesFreed  ParameterKind = C.TAKES_FREED
	TakesText   ParameterKind = C.TAKES_TEXT
	TakesLength ParameterKind = C.TAKES_LENGTH
	TakesNumber ParameterKind = C.TAKES_NUMBER
	TakesDouble ParameterKind = C.TAKES_DOUBLE
	TakesInput  ParameterKind = C.TAKES_INPUT
	GivesView   ParameterKind = C.GIVES_VIEW
	GivesHandle ParameterKind = C.GIVES_HANDLE
	GivesError  ParameterKind = C.GIVES_ERROR
	GivesText   ParameterKind = C.GIVES_TEXT
	GivesI32    ParameterKind = C.GIVES_I32
	GivesI64    ParameterKind = C.GIVES_I64
	GivesSize   ParameterKind = C.GIVES_SIZE
)

// Returns is what a function returns.
type Returns int

// What functions return.
const (
	Status  Returns = C.RETURNS_STATUS
	Nothing Returns = C.RETURNS_NOTHING
	Number  Returns = C.RETURNS_NUMBER
	String  Returns = C.RETURNS_TEXT
)

// Field is a field of a struct.
type Field struct {
	Name   string
	Kind   FieldKind
	Offset uintptr
	Has    uint64  // the bit that says whether it is there; 0: it always is
	Count  uintptr // of Texts: where it stands how many there are
}

// Bytes is how much room the field takes.
func (f Field) Bytes() uintptr {
	switch f.Kind {
	case I32:
		return 4
	case Text:
		return 16
	}
	return 8
}

// Struct is a struct that says its own size.
type Struct struct {
	Name   string
	Size   uintptr
	Fields []Field
	c      *C.struct_structure
}

// Init begins a struct as programs do.
func (s *Struct) Init(at unsafe.Pointer) { C.init(s.c, at) }

// Parameter is a parameter of a function.
type Parameter struct {
	Name string
	Kind ParameterKind
	Of   string // the handle or struct that it points to
}

// Function is an exported function.
type Function struct {
	Name       string
	Returns    Returns
	Parameters []Parameter
	Called     bool
	c          *C.struct_function
}

// Call calls the function.
func (f *Function) Call(words [C.MOST_PARAMETERS]uint64) uint64 {
	f.Called = true
	given := (*[C.MOST_PARAMETERS]uint64)(C.malloc(C.MOST_PARAMETERS * 8))
	defer C.free(unsafe.Pointer(given))
	*given = words
	var result C.union_word
	C.invoke(f.c, (*C.union_word)(unsafe.Pointer(given)), &result)
	return *(*uint64)(unsafe.Pointer(&result))
}

// The declarations, by their names.
var (
	Constants = map[string]uint64{}
	Structs   = map[string]*Struct{}
	Functions = map[string]*Function{}
)

func init() {
	for at := C.size_t(0); C.constant_at(at).name != nil; at++ {
		each := C.constant_at(at)
		Constants[C.GoString(each.name)] = uint64(each.value)
	}
	for at := C.size_t(0); C.structure_at(at).name != nil; at++ {
		each := C.structure_at(at)
		made := &Struct{Name: C.GoString(each.name), Size: uintptr(each.size), c: each}
		for at := C.size_t(0); C.field_at(each, at).name != nil; at++ {
			field := C.field_at(each, at)
			made.Fields = append(made.Fields, Field{C.GoString(field.name), FieldKind(field.kind),
				uintptr(field.offset), uint64(field.has), uintptr(field.count_offset)})
		}
		Structs[made.Name] = made
	}
	for at := C.size_t(0); C.function_at(at).name != nil; at++ {
		each := C.function_at(at)
		made := &Function{Name: C.GoString(each.name), Returns: Returns(each.returns), c: each}
		for at := C.size_t(0); C.parameter_at(each, at).name != nil; at++ {
			of := C.parameter_at(each, at)
			parameter := Parameter{Name: C.GoString(of.name), Kind: ParameterKind(of.kind)}
			if of.of != nil {
				parameter.Of = C.GoString(of.of)
			}
			made.Parameters = append(made.Parameters, parameter)
		}
		Functions[made.Name] = made
	}
}

// Words are the parameters of a call.
type Words = [C.MOST_PARAMETERS]uint64

// Lent is memory that is lent to one call.
type Lent struct{ blocks [][]byte }

// Room is a block of so many bytes, all zero, at least one.
func (l *Lent) Room(size uintptr) unsafe.Pointer {
	at := C.calloc(1, C.size_t(size)+1)
	l.blocks = append(l.blocks, unsafe.Slice((*byte)(at), size))
	return at
}

// TakeBack overwrites and frees what was lent: a call must have copied it when it has returned.
func (l *Lent) TakeBack() {
	for _, block := range l.blocks {
		for at := range block {
			block[at] = 0xa5
		}
		C.free(unsafe.Pointer(unsafe.SliceData(block)))
	}
	l.blocks = nil
}

// TextAt reads a text that a pointer and a length tell, at this place.
func TextAt(at unsafe.Pointer) (text string, there bool) {
	lent := (*C.billfold_str)(at)
	if lent.ptr == nil {
		return "", false
	}
	return C.GoStringN(lent.ptr, C.int(lent.len)), true
}

// NTS is the text that a NUL ends.
func NTS(at uint64) string { return C.GoString((*C.char)(Pointer(at))) }

// Pointer is a word that is a pointer of C.
func Pointer(word uint64) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&word)) }
