//! The package for Python: the steps through it, its own tests, its types, its wheel.
//!
//! What it takes, an environment with the pinned packages of `ffi/python/requirements.txt`, is made
//! below the target folder, and kept as long as that file stays as it is.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::calls::LAYOUTS;
use crate::toolchain::{LIBRARY, folder, include, install_library, package};
use crate::{Told, declarations, faults, reports, steps, workshop};

fn sources() -> PathBuf {
    package().join("python")
}

/// A program without what cargo has set for this test alone, and without a Python of somebody's.
fn program(path: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(path);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        // A cargo in it must find all as the one that runs this did, or it builds anew; cargo's own
        // path to libraries would lead to one of long ago.
        let of_test = text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_");
        let of_python = text.starts_with("PYTHON") || text == "VIRTUAL_ENV";
        if of_test || of_python || text == "LD_LIBRARY_PATH" {
            command.env_remove(&name);
        }
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONNOUSERSITE", "1");
    command.env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    command
}

/// Runs a program to its end; if it fails, tells all that it printed.
fn run(command: &mut Command) -> Output {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().unwrap_or_else(|error| {
        panic!("{name} cannot be run ({error}): install Python 3 with venv, or see .ci/run")
    });
    let [printed, errors] =
        [&output.stdout, &output.stderr].map(|each| String::from_utf8_lossy(each));
    assert!(output.status.success(), "{command:?}: {}\n{printed}\n{errors}", output.status);
    output
}

/// Makes an empty environment in the folder, and says where its programs are.
fn venv(at: &Path) -> PathBuf {
    let version = "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 is needed')";
    run(program("python3").args(["-c", version]));
    run(program("python3").args(["-m", "venv", "--clear"]).arg(at));
    at.join("bin")
}

/// Where the programs of the environment with all that the tests take are.
fn environment() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
        let (requirements, stamp) = (sources().join("requirements.txt"), at.join("requirements"));
        let wanted = fs::read(&requirements).unwrap();
        if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
            let pip = venv(&at).join("pip");
            run(program(pip).args(["install", "--quiet", "--no-deps", "-r"]).arg(requirements));
            fs::write(stamp, wanted).unwrap();
        }
        at.join("bin")
    })
}

/// How the package calls the library: through declarations that it believes, or through some that
/// the C compiler has held against `billfold.h`.
#[derive(Clone, Copy)]
enum Mode {
    Abi,
    Api,
}

/// A folder with the package as a wheel holds it, but for the library, which is the one that cargo
/// has built beside this test.
fn site(folder: &Path, mode: Mode) -> PathBuf {
    let (libraries, site) = (folder.join("library"), folder.join("site"));
    fs::create_dir(&libraries).unwrap();
    install_library(&libraries);
    let mode = match mode {
        Mode::Abi => "abi",
        Mode::Api => "api",
    };
    let mut make = program(environment().join("python"));
    make.arg(sources().join("tests/native.py")).arg(mode).arg(&site);
    make.arg(include().join("billfold.cdef.h")).arg(libraries.join("libbillfold.so"));
    run(make.arg(include()));
    site
}

/// Python, with the package of this site.
fn python(site: &Path) -> Command {
    let mut command = program(environment().join("python"));
    command.env("PYTHONPATH", site);
    command
}

/// Has the runner execute the steps, and takes what it tells.
fn tell(language: &'static str, workshop: &Path, mut python: Command) -> Told {
    let folder = workshop.join(language);
    fs::create_dir(&folder).unwrap();
    python.args(["-X", "dev"]).arg(sources().join("conformance/runner.py"));
    python.arg(workshop.with_file_name("declarations.json")).arg(&folder).args(steps());
    reports(language, folder, &mut python)
}

/// What the runner tells in either mode.
pub(crate) fn tell_in_both_modes(workshop: &Path) -> [Told; 2] {
    [("python", Mode::Abi), ("python-api", Mode::Api)].map(|(language, mode)| {
        let site = site(&folder(&format!("site-{language}")), mode);
        let told = tell(language, workshop, python(&site));
        let last = told.reports.last().unwrap();
        let [public, declared] = ["public", "declared"].map(|how| last[how].as_u64().unwrap());
        // Every step is executed twice, once by the declared functions alone.
        assert!(public * 10 > declared * 7, "{public} steps by the package, {declared} beneath it");
        told
    })
}

/// Where cffi has each struct's fields: what it was told of is only their order.
const LAID_OUT: &str = "
import json, sys
from billfold._library import ffi
told = {}
for name in sys.argv[1:]:
    fields = {field: of.offset for field, of in ffi.typeof(name).fields}
    told[name] = {'size': ffi.sizeof(name), 'fields': fields}
print(json.dumps(told))
";

#[test]
fn structs_are_laid_out_in_python_as_in_rust() {
    let site = site(&folder("python-layout"), Mode::Abi);
    let names = LAYOUTS.iter().map(|layout| layout.name);
    let told = run(python(&site).args(["-c", LAID_OUT]).args(names)).stdout;
    let told: Value = serde_json::from_slice(&told).unwrap();
    for layout in LAYOUTS {
        let fields: Map<_, _> =
            layout.fields.iter().map(|(name, at)| ((*name).to_owned(), json!(at))).collect();
        let expected = json!({"size": layout.size, "fields": fields});
        assert_eq!(told[layout.name], expected, "{}", layout.name);
    }
}

#[test]
fn the_package_for_python_passes_its_tests() {
    for (name, mode) in [("pytest-abi", Mode::Abi), ("pytest-api", Mode::Api)] {
        let folder = folder(name);
        let mut pytest = python(&site(&folder, mode));
        pytest.args(["-X", "dev", "-m", "pytest", "-q", "-p", "no:cacheprovider"]);
        pytest.arg("--config-file").arg(sources().join("pyproject.toml"));
        pytest.arg("--basetemp").arg(folder.join("temporary"));
        run(pytest.arg(sources().join("tests")).current_dir(&folder));
    }
}

#[test]
fn the_package_for_python_is_typed_and_in_shape() {
    let folder = folder("python-types");
    let site = site(&folder, Mode::Abi);
    let settings = sources().join("pyproject.toml");
    let tool = |name: &str| {
        let mut tool = program(environment().join(name));
        tool.current_dir(&folder).env("MYPYPATH", &site);
        tool
    };
    let files = ["conformance", "tests", "examples", "benches"].map(|each| sources().join(each));
    let mypy = || {
        let mut mypy = tool("mypy");
        mypy.arg("--config-file").arg(&settings).arg("--cache-dir").arg(folder.join("cache"));
        mypy
    };
    // The package itself from the site: what is installed is what is typed.
    run(mypy().args(["-p", "billfold"]));
    run(mypy().args(&files));
    let mut stubtest = tool("stubtest");
    stubtest.env("PYTHONPATH", &site).arg("--mypy-config-file").arg(&settings);
    run(stubtest.arg("--allowlist").arg(sources().join("tests/stubtest.txt")).arg("billfold"));
    for arguments in [&["check"][..], &["format", "--check"]] {
        run(tool("ruff").args(arguments).arg("--no-cache").arg(sources()));
    }
}

/// The wheel, as `pip wheel` makes it. Cargo's own folder and profile: what is built is built.
fn wheel(folder: &Path) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(environment().to_owned()).chain(std::env::split_paths(&path));
    let mut pip = program(environment().join("pip"));
    pip.args(["wheel", "--quiet", "--no-build-isolation", "--no-deps", "--wheel-dir"]);
    pip.arg(folder).arg(sources()).env("PATH", std::env::join_paths(paths).unwrap());
    pip.env("CARGO", env!("CARGO")).env("CARGO_TARGET_DIR", target);
    // It may write the shared library anew that other tests copy.
    let _alone = LIBRARY.write().unwrap();
    run(pip.env("MATURIN_PEP517_ARGS", "--profile dev --locked"));
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.find(|file| file.extension().is_some_and(|extension| extension == "whl")).unwrap()
}

#[test]
fn the_wheel_in_an_empty_environment_answers_as_the_steps_say() {
    let declarations = declarations();
    let workshop = workshop("python-wheel", &declarations);
    let folder = folder("wheel");
    let wheel = wheel(&folder);
    let name = wheel.file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.contains("-py3-none-linux_"), "{name}");
    let empty = venv(&workshop.join("empty"));
    run(program(empty.join("pip")).args(["install", "--quiet"]).arg(wheel));
    let told = tell("wheel", &workshop, program(empty.join("python")));
    let faults = faults(&declarations, &told);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // What the README shows a newcomer, with nothing else installed.
    let mut readme = program(empty.join("python"));
    readme.arg(sources().join("tests/readme.py")).arg(sources().join("README.md"));
    run(readme.current_dir(&workshop));
    let mut version = program(empty.join("python"));
    version.args(["-c", "import billfold; print(billfold.version())"]).current_dir(&workshop);
    let printed = String::from_utf8(run(&mut version).stdout).unwrap();
    assert_eq!(printed.trim(), env!("CARGO_PKG_VERSION"));
    assert!(name.starts_with(&format!("billfold-{}-", env!("CARGO_PKG_VERSION"))), "{name}");
}
