//go:build !cgo

package billfold

// The package calls a library in C. Go leaves that out if CGO_ENABLED is 0, as it is where no C
// compiler is found and when another system is built for; the compiler then says the name below.
var _ = billfold_needs_cgo__set_CGO_ENABLED_to_1_and_have_a_C_compiler
