package billfold

/*
#include "billfold.h"
*/
import "C"

// Version returns the version of the library as text: 0.1.0.
func Version() string { return C.GoString(C.billfold_version()) }

// VersionNumber returns the version of the library as a number: major * 1000000 + minor * 1000 +
// patch.
func VersionNumber() int { return int(C.billfold_version_number()) }

// ABIVersion returns the version of the ABI that the library has.
func ABIVersion() int { return int(C.billfold_abi_version()) }
