//go:build billfold_system

package billfold

/*
#cgo pkg-config: billfold
*/
import "C"
