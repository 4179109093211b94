//go:build !billfold_system

package billfold

// What the sealed library asks of the system beside the C library; a test holds it against what
// the installation tells pkg-config.

/*
#cgo CFLAGS: -I${SRCDIR}
#cgo linux,amd64 LDFLAGS: ${SRCDIR}/lib/linux_amd64/libbillfold.a
#cgo linux,arm64 LDFLAGS: ${SRCDIR}/lib/linux_arm64/libbillfold.a
#cgo linux LDFLAGS: -lgcc_s -lutil -lrt -lpthread -lm -ldl
*/
import "C"
