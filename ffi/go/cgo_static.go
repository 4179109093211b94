//go:build !billfold_system

package billfold

// What the sealed library asks of the system beside the C library; a test holds it against what
// the installation tells pkg-config.

/*
// Whoever has not built it is told so, and not by the linker.
#if !defined(__linux__) || !(defined(__x86_64__) || defined(__aarch64__))
#error "billfold: no static library is built for this system; install the shared one and build with -tags billfold_system"
#elif defined(__x86_64__) && !__has_include("lib/linux_amd64/libbillfold.a") || \
    defined(__aarch64__) && !__has_include("lib/linux_arm64/libbillfold.a")
#error "billfold: libbillfold.a is not in lib/linux_amd64 or lib/linux_arm64; run go generate in this package's folder, or build with -tags billfold_system"
#endif
#cgo CFLAGS: -I${SRCDIR}
#cgo linux,amd64 LDFLAGS: ${SRCDIR}/lib/linux_amd64/libbillfold.a
#cgo linux,arm64 LDFLAGS: ${SRCDIR}/lib/linux_arm64/libbillfold.a
#cgo linux LDFLAGS: -lgcc_s -lutil -lrt -lpthread -lm -ldl
*/
import "C"
