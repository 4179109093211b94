//! Compilers, and the shared library as a program finds it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::RwLock;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub(crate) fn include() -> PathBuf {
    repository().join("include")
}

pub(crate) fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// An empty folder of this name below the target folder.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}

/// Who copies the shared library that cargo has built reads; who has it built writes.
pub(crate) static LIBRARY: RwLock<()> = RwLock::new(());

/// Puts the shared library into the folder under both its names: that for linking and that
/// for running. Cargo has built it beside this test.
pub(crate) fn install_library(folder: &Path) {
    let _unchanged = LIBRARY.read().unwrap();
    let built = std::env::current_exe().unwrap().with_file_name("libbillfold.so");
    fs::copy(&built, folder.join("libbillfold.so.0")).unwrap();
    std::os::unix::fs::symlink("libbillfold.so.0", folder.join("libbillfold.so")).unwrap();
}

/// Runs a program to its end; if it fails, tells the last that it printed, and its errors.
pub(crate) fn run(command: &mut Command) -> Output {
    // Cargo's would come before the program's own path, and may lead to a library of long ago.
    command.env_remove("LD_LIBRARY_PATH");
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().unwrap_or_else(|error| {
        panic!("{name} cannot be run ({error}): install it, or see .ci/run")
    });
    let text = String::from_utf8_lossy(&output.stdout);
    let last: String = text.lines().last().unwrap_or_default().chars().take(300).collect();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{last}\n{errors}", output.status);
    output
}

/// Whether there is such a program.
pub(crate) fn is_there(name: &str) -> bool {
    Command::new(name).arg("--version").output().is_ok()
}

/// What the compiler is to be told to use a library.
pub(crate) fn pkg_config(module: &str, package: &str) -> Vec<String> {
    let output = Command::new("pkg-config").args(["--cflags", "--libs", module]).output();
    let output = output.unwrap_or_else(|error| panic!("pkg-config cannot be run: {error}"));
    assert!(output.status.success(), "pkg-config knows no {module}: install {package}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().map(str::to_owned).collect()
}

/// A program in the making, that links the shared library from the folder it is put into.
pub(crate) struct Program<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) name: &'a str,
    pub(crate) source: PathBuf,
    pub(crate) compiler: &'a str,
    pub(crate) flags: Vec<String>,
}

pub(crate) const STRICT: [&str; 5] = ["-g", "-Wall", "-Wextra", "-pedantic", "-Werror"];

impl Program<'_> {
    pub(crate) fn build(self) -> PathBuf {
        let program = self.folder.join(self.name);
        let mut rpath = std::ffi::OsString::from("-Wl,-rpath,");
        rpath.push(self.folder);
        run(Command::new(self.compiler)
            .args(STRICT)
            .arg("-I")
            .arg(include())
            .arg("-I")
            .arg(self.folder)
            .arg("-o")
            .arg(&program)
            .arg(self.source)
            .arg("-L")
            .arg(self.folder)
            .arg(rpath)
            .arg("-lbillfold")
            .args(self.flags));
        program
    }
}
