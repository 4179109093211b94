//go:build !billfold_system

package billfold

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The compiler says what is missing, where the linker or a list of undefined names would.
func TestTheCompilerSaysWhatIsMissing(t *testing.T) {
	build := exec.Command("go", "build", ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	told, err := build.CombinedOutput()
	is(t, err != nil, true)
	if !strings.Contains(string(told), "needs_cgo") {
		t.Errorf("%s", told)
	}
	folder := t.TempDir()
	must(t, os.CopyFS(folder, os.DirFS(".")))
	must(t, os.RemoveAll(folder+"/lib"))
	build = exec.Command("go", "build", ".")
	build.Dir = folder
	told, err = build.CombinedOutput()
	is(t, err != nil, true)
	if !strings.Contains(string(told), "run go generate") || strings.Count(string(told), "\n") > 20 {
		t.Errorf("%s", told)
	}
}
