// Package live counts what the library has given out and not got back, for tests.
package live

// #include <stdint.h>
// int64_t billfold_debug_live(void);
import "C"

import _ "github.com/billfold/billfold/ffi/go" // which the count is linked from

// Count returns how many stores, pages and errors of the library's are alive in this process.
func Count() int64 { return int64(C.billfold_debug_live()) }
