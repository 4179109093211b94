package billfold

// Change says what becomes of an optional field: the zero Change leaves it as it is, [Set] gives it
// a value, [Clear] takes its value away.
type Change[T any] struct {
	value T
	what  change
}

type change uint8

const (
	leave change = iota
	set
	clear
)

// Set gives a field this value. One that says nothing, such as no time at all or an empty list, is
// refused with [ErrValidation]: it would leave the field as it is. [Clear] takes a value away.
func Set[T any](value T) Change[T] { return Change[T]{value, set} }

// Clear takes a field's value away.
func Clear[T any]() Change[T] { return Change[T]{what: clear} }
