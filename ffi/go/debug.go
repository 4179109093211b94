package billfold

/*
#include "billfold.h"
*/
import "C"

// live is how many stores, pages and errors of the library there are in this process: for tests,
// which cannot ask themselves.
func live() int64 { return int64(C.billfold_debug_live()) }

// fail has the library fail with this kind of error, by a panic inside it if it is [ErrPanic].
func (s *Store) fail(kind Kind) error {
	return s.peek(func(c *call) C.billfold_status {
		return C.billfold_debug_fail(c.store, C.billfold_status(kind), &c.err)
	})
}
