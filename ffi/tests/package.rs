//! What C and C++ users get: the command that installs it all, both libraries, pkg-config, CMake
//! and the examples, used as they would, in a prefix of these tests' own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// An SQLite older than the one inside Billfold, brought by a crate.
const OLDER_SQLITE: &str = "libsqlite3-sys = \"=0.25.2\"";
/// Its version, as it stands in the files that it writes.
const OLDER_NUMBER: u32 = 3_039_002;
const OLDER_VERSION: &str = "3.39.2";

const STRICT: [&str; 5] = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-pthread"];

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of these tests, which stays from run to run.
fn place(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("package").join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A folder of these tests, empty.
fn fresh(name: &str) -> PathBuf {
    fs::remove_dir_all(place(name)).unwrap();
    place(name)
}

/// Runs a command and returns what it came to.
fn output(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| {
        let packages = "Debian: build-essential, pkg-config, cmake, abigail-tools";
        panic!("{:?} is needed ({packages}): {error}", command.get_program())
    })
}

/// Runs a command that must succeed, and returns what it printed.
fn run(command: &mut Command) -> String {
    let output = output(command);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), output.stderr);
    let err = String::from_utf8_lossy(&err);
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    out
}

/// Where Billfold is installed for these tests, by the command that users are told of.
fn prefix() -> &'static Path {
    static PREFIX: OnceLock<PathBuf> = OnceLock::new();
    PREFIX.get_or_init(|| {
        // Always the same one: for another, cargo-c builds anew.
        let prefix = fresh("prefix");
        run(Command::new(package().join("install")).arg("--prefix").arg(&prefix));
        prefix
    })
}

/// The names in a list of symbols, as nm prints them.
fn names(options: &[&str], library: &Path) -> BTreeSet<String> {
    let listed = run(Command::new("nm").args(options).arg(library));
    listed.lines().filter_map(|line| line.split(' ').nth(2)).map(str::to_owned).collect()
}

/// The name by which programs that were linked with a shared library look for it.
fn soname(library: &Path) -> String {
    let listed = run(Command::new("readelf").arg("-d").arg(library));
    let line = listed.lines().find(|line| line.contains("(SONAME)")).unwrap();
    line.split(['[', ']']).nth(1).unwrap().to_owned()
}

#[test]
fn the_libraries_show_what_is_listed_and_nothing_else() {
    let listed = fs::read_to_string(package().join("abi/symbols.txt")).unwrap();
    let listed: BTreeSet<_> = listed.lines().map(str::to_owned).collect();
    let installed = prefix().join("lib/libbillfold.so");
    // Cargo puts beside a test what it was built with.
    let built = std::env::current_exe().unwrap().with_file_name("libbillfold.so");
    for shared in [&installed, &built] {
        assert_eq!(names(&["-D", "--defined-only"], shared), listed, "{}", shared.display());
        assert_eq!(soname(shared), "libbillfold.so.0", "{}", shared.display());
    }
    let archive = prefix().join("lib/libbillfold.a");
    assert_eq!(names(&["-g", "--defined-only"], &archive), listed);
    assert!(prefix().join("lib/libbillfold.so.0").exists());
}

/// What pkg-config says of a package of ours.
fn pkg_config(options: &[&str]) -> Vec<String> {
    let folder = prefix().join("lib/pkgconfig");
    let mut command = Command::new("pkg-config");
    let flags =
        run(command.args(["--cflags", "--libs"]).args(options).env("PKG_CONFIG_PATH", folder));
    flags.split_whitespace().map(str::to_owned).collect()
}

/// The package in Go links the static library without pkg-config.
#[test]
fn go_links_what_the_static_library_asks_for() {
    let source = fs::read_to_string(package().join("go/cgo_static.go")).unwrap();
    let flags = source.lines().find_map(|line| line.strip_prefix("#cgo linux LDFLAGS: ")).unwrap();
    let flags: BTreeSet<_> = flags.split(' ').map(str::to_owned).collect();
    let asked = pkg_config(&["--static", "billfold"]).into_iter();
    let asked = asked.filter(|flag| flag.starts_with("-l") && flag != "-lbillfold");
    let missing: Vec<_> = asked.filter(|flag| !flags.contains(flag)).collect();
    assert!(missing.is_empty(), "ffi/go/cgo_static.go has no {missing:?}");
}

/// A compiler at work on a source, with its language's standard.
fn compiler(source: &Path) -> Command {
    let plus = source.extension().is_some_and(|extension| extension == "cpp");
    let mut command = Command::new(if plus { "c++" } else { "cc" });
    command.arg(if plus { "-std=c++11" } else { "-std=c99" }).args(STRICT).arg(source);
    command
}

/// Programs find the shared libraries of these folders.
fn with_libraries(command: &mut Command, folders: &[&Path]) {
    for folder in folders {
        command.arg(format!("-Wl,-rpath,{}", folder.display()));
    }
}

/// A program that was built here, with the libraries that it was told of: cargo has its tests look
/// among those of the workspace first.
fn built(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_remove("LD_LIBRARY_PATH");
    command
}

/// An example and what it says.
struct Example {
    source: &'static str,
    arguments: &'static [&'static str],
    /// How each line of its output begins.
    says: &'static [&'static str],
    /// Whether it says the very same when it is run again.
    repeats: bool,
}

const PAYMENT: &[&str] = &["shop.db", "order-123", "500.00", "USD"];
const PAID: &[&str] = &["pay at https://", "completed: 50000 USD in minor units, version 2"];

const LINKED: &[&str] = &["invite with https://", "linked cli_", "cli_"];
const REQUESTED: &[&str] = &["rtl_", "send the user to https://", "rtl_"];
const HEARD: &[&str] = &["screen: 5 payments", "printer: 5 payments"];

const EXAMPLES: [Example; 5] = [
    Example { source: "take_a_payment.c", arguments: PAYMENT, says: PAID, repeats: true },
    Example { source: "take_a_payment.cpp", arguments: PAYMENT, says: PAID, repeats: true },
    Example {
        source: "link_a_client.c",
        arguments: &["shop.db", "Marketplace", "Corner Shop"],
        says: LINKED,
        repeats: false,
    },
    Example {
        source: "request_to_link.c",
        arguments: &["shop.db", "City Water", "user-42"],
        says: REQUESTED,
        repeats: false,
    },
    Example { source: "poll_changes.c", arguments: &["shop.db"], says: HEARD, repeats: true },
];

fn examples() -> PathBuf {
    package().join("c/examples")
}

impl Example {
    /// Runs its program on a fresh file, again on that file, and so that it fails.
    fn check(&self, program: &Path) {
        let folder = program.with_extension("files");
        fs::create_dir_all(&folder).unwrap();
        let run_once = || run(built(program).args(self.arguments).current_dir(&folder));
        let (first, second) = (run_once(), run_once());
        for told in [&first, &second] {
            let lines: Vec<_> = told.lines().collect();
            assert_eq!(lines.len(), self.says.len(), "{}: {told}", program.display());
            for (line, beginning) in lines.iter().zip(self.says) {
                assert!(line.starts_with(beginning), "{}: {line}", program.display());
            }
        }
        assert!(!self.repeats || first == second, "{} again: {second}", program.display());

        let mut command = built(program);
        let nowhere = Path::new("no-such-folder/shop.db");
        let told = output(command.arg(nowhere).args(self.arguments.iter().skip(1)));
        assert_eq!(told.status.code(), Some(1), "{}: {told:?}", program.display());
        let reason = String::from_utf8_lossy(&told.stderr);
        assert!(reason.contains("cannot be used"), "{}: {reason}", program.display());
    }
}

#[test]
fn every_example_is_tried() {
    let tried: BTreeSet<_> = EXAMPLES.iter().map(|example| example.source.to_owned()).collect();
    let there: BTreeSet<_> = fs::read_dir(examples())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "CMakeLists.txt")
        .collect();
    assert_eq!(tried, there);
}

#[test]
fn the_readme_shows_the_first_example() {
    let readme = fs::read_to_string(package().join("../README.md")).unwrap();
    let programs: Vec<_> = readme
        .split("\n```c\n")
        .skip(1)
        .map(|block| block.split_once("```\n").unwrap().0)
        .collect();
    let example = fs::read_to_string(examples().join("take_a_payment.c")).unwrap();
    assert_eq!(programs, [example]);
}

#[test]
fn the_examples_build_and_run_through_pkg_config() {
    let library = prefix().join("lib");
    for (way, options, inside) in [
        ("shared", &["billfold"][..], false),
        ("static", &["billfold-static"], true),
        ("wholly-static", &["--static", "billfold"], true),
    ] {
        let folder = fresh(&format!("pkg-config-{way}"));
        for example in &EXAMPLES {
            let program = folder.join(example.source.replace('.', "_"));
            let mut compiler = compiler(&examples().join(example.source));
            // With the C library inside, too.
            compiler
                .args((way == "wholly-static").then_some("-static"))
                .arg("-o")
                .arg(&program)
                .args(pkg_config(options));
            with_libraries(&mut compiler, &[&library]);
            run(&mut compiler);
            example.check(&program);
            assert_eq!(has_billfold_inside(&program), inside, "{}", program.display());
        }
    }
}

/// Whether a program does without the shared library.
fn has_billfold_inside(program: &Path) -> bool {
    !run(Command::new("readelf").arg("-d").arg(program)).contains("[libbillfold.so.0]")
}

#[test]
fn the_examples_build_and_run_through_cmake_wherever_the_prefix_was_moved() {
    let moved = fresh("moved");
    run(Command::new("cp").arg("-a").arg(prefix().join(".")).arg(&moved));
    for (prefix, target, inside) in [
        (prefix(), "billfold::shared", false),
        (prefix(), "billfold::static", true),
        (&moved, "billfold::shared", false),
        (&moved, "billfold::static", true),
    ] {
        let folder = fresh("cmake");
        let mut cmake = Command::new("cmake");
        cmake.arg("-S").arg(examples()).arg("-B").arg(&folder);
        cmake.arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display()));
        run(cmake.arg(format!("-DBILLFOLD={target}")));
        run(Command::new("cmake").arg("--build").arg(&folder));
        for example in &EXAMPLES {
            let program = folder.join(example.source.replace('.', "_"));
            example.check(&program);
            assert_eq!(has_billfold_inside(&program), inside, "{target}");
        }
    }
}

#[test]
fn cmake_takes_versions_of_one_abi_alone() {
    for (wanted, found) in [("", true), ("0.1", true), ("0.1.0 EXACT", true), ("0.99", false)]
        .into_iter()
        .chain([("1.0", false), ("0.0.9 EXACT", false)])
    {
        let folder = fresh("cmake-version");
        let project = format!(
            "cmake_minimum_required(VERSION 3.16)\nproject(wants LANGUAGES C)\n\
             find_package(billfold {wanted} REQUIRED)\n"
        );
        fs::write(folder.join("CMakeLists.txt"), project).unwrap();
        let mut cmake = Command::new("cmake");
        cmake.arg("-S").arg(&folder).arg("-B").arg(folder.join("build"));
        cmake.arg(format!("-DCMAKE_PREFIX_PATH={}", prefix().display()));
        let told = output(&mut cmake);
        assert_eq!(told.status.success(), found, "{wanted}: {told:?}");
    }
}

/// The older SQLite: where its header is, and it as an archive and as a shared library.
fn older_sqlite() -> (PathBuf, [PathBuf; 2]) {
    let folder = place("older-sqlite");
    let manifest = folder.join("Cargo.toml");
    let text = format!(
        "[package]\nname = \"older\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [lib]\npath = \"lib.rs\"\n[dependencies]\n{OLDER_SQLITE}\n[workspace]\n"
    );
    fs::write(&manifest, text).unwrap();
    fs::write(folder.join("lib.rs"), "").unwrap();
    let mut metadata = Command::new(env!("CARGO"));
    metadata.args(["metadata", "--format-version", "1", "--manifest-path"]).arg(&manifest);
    let metadata: serde_json::Value = serde_json::from_str(&run(&mut metadata)).unwrap();
    let packages = metadata.get("packages").unwrap().as_array().unwrap();
    let found = packages.iter().find(|package| package["name"] == "libsqlite3-sys").unwrap();
    let sources = Path::new(found["manifest_path"].as_str().unwrap()).with_file_name("sqlite3");

    let [object, archive, shared] = ["sqlite3.o", "libsqlite3.a", "libsqlite3.so"];
    let cc = |arguments: &[&str], input: &Path| {
        run(Command::new("cc").args(arguments).arg(input).current_dir(&folder))
    };
    cc(&["-fPIC", "-c", "-o", object], &sources.join("sqlite3.c"));
    let _ = fs::remove_file(folder.join(archive));
    run(Command::new("ar").args(["rcs", archive, object]).current_dir(&folder));
    cc(&["-shared", "-Wl,-soname,libsqlite3.so", "-o", shared], Path::new(object));
    (sources, [folder.join(archive), folder.join(shared)])
}

/// The version of the SQLite that last wrote a database.
fn last_written_by(file: &Path) -> u32 {
    let bytes = fs::read(file).unwrap();
    u32::from_be_bytes(*bytes.get(96..).unwrap().first_chunk().unwrap())
}

/// What an application with an SQLite of its own printed, having linked with both in this order;
/// none if it did not link.
fn own_sqlite(folder: &Path, sources: &Path, libraries: &[&str]) -> Option<Output> {
    let program = folder.join("own_sqlite");
    let mut compiler = compiler(&package().join("tests/package/own_sqlite.c"));
    compiler.arg("-I").arg(sources).arg("-o").arg(&program).args(libraries);
    with_libraries(&mut compiler, &[&prefix().join("lib"), &place("older-sqlite")]);
    let linked = output(&mut compiler).status.success();
    linked.then(|| output(built(&program).args(["app.db", "shop.db"]).current_dir(folder)))
}

#[test]
fn an_application_keeps_its_own_older_sqlite_and_billfold_the_one_inside() {
    let (sources, older) = older_sqlite();
    for package in ["billfold", "billfold-static"] {
        for older in &older {
            let (ours, older) = (pkg_config(&[package]), [older.to_str().unwrap().to_owned()]);
            for libraries in [[&ours[..], &older], [&older, &ours]] {
                let libraries: Vec<_> = libraries.concat();
                let libraries: Vec<_> = libraries.iter().map(String::as_str).collect();
                let folder = fresh("own-sqlite");
                let told = own_sqlite(&folder, &sources, &libraries).unwrap();
                let out = String::from_utf8_lossy(&told.stdout);
                let expected = format!("SQLite {OLDER_VERSION}: 40 notes, 20 payments\n");
                assert_eq!(out, expected, "{libraries:?}: {told:?}");
                assert_eq!(last_written_by(&folder.join("app.db")), OLDER_NUMBER);
                assert!(last_written_by(&folder.join("shop.db")) > OLDER_NUMBER);
            }
        }
    }
}

/// The archive as Rust makes it, where cargo-c built it.
fn unsealed() -> PathBuf {
    prefix();
    let about = run(Command::new("rustc").arg("-vV"));
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join(host).join("release/libbillfold.a")
}

#[test]
fn without_the_seal_one_sqlite_would_take_the_others_place() {
    let (sources, [archive, _]) = older_sqlite();
    let include = format!("-I{}", prefix().join("include").display());
    let unsealed = unsealed();
    let [own, ours] = [archive.to_str().unwrap(), unsealed.to_str().unwrap()];
    for libraries in [[&include, own, ours, "-lm"], [&include, ours, own, "-lm"]] {
        let told = own_sqlite(&fresh("unsealed"), &sources, &libraries);
        assert!(told.is_none_or(|told| !told.status.success()), "{libraries:?}");
    }
}

#[test]
fn another_rust_library_lives_beside_ours_and_each_catches_its_panics() {
    let folder = fresh("beside-rust");
    let sources = package().join("tests/package");
    let other = folder.join("libother.a");
    let mut rustc = Command::new("rustc");
    rustc.args(["--crate-type", "staticlib", "--edition", "2024", "-o"]).arg(&other);
    run(rustc.arg(sources.join("other.rs")));
    for package in ["billfold", "billfold-static"] {
        for other_first in [true, false] {
            let program = folder.join("beside_rust");
            let mut compiler = compiler(&sources.join("beside_rust.c"));
            compiler.arg("-o").arg(&program);
            compiler.args(other_first.then_some(&other)).args(pkg_config(&[package]));
            compiler.args((!other_first).then_some(&other)).args(["-lpthread", "-lm", "-ldl"]);
            with_libraries(&mut compiler, &[&prefix().join("lib")]);
            run(&mut compiler);
            let told = run(&mut built(&program));
            assert_eq!(told, "other 1, Billfold ok then panic, other 2\n", "{package}");
        }
    }
}

/// A copy of the sources, to change it and build it where nothing else is built, and in it the file
/// with the view of payments.
fn copy_of_the_sources() -> (PathBuf, PathBuf) {
    let copy = fresh("abi/sources");
    for name in ["Cargo.toml", "Cargo.lock", "core", "ffi", "tui", "include"] {
        run(Command::new("cp").arg("-a").arg(package().join("..").join(name)).arg(&copy));
    }
    let mut grep = Command::new("grep");
    grep.args(["-rl", "pub struct billfold_payment {"]).arg(copy.join("ffi/src"));
    let file = run(&mut grep).trim_end().into();
    (copy, file)
}

/// Builds the shared library of a copy, one of whose files says something else, and keeps it under
/// a name.
fn build_with(copy: &Path, file: &Path, text: &str, name: &str) -> PathBuf {
    fs::write(file, text).unwrap();
    let target = place("abi/target");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--locked", "-p", "billfold-ffi", "--target-dir"]).arg(&target);
    run(cargo.current_dir(copy).env("CARGO_PROFILE_DEV_DEBUG", "true"));
    let library = place("abi").join(name).with_extension("so");
    fs::copy(target.join("debug/libbillfold.so"), &library).unwrap();
    library
}

/// Puts one text in the place of another that is there once.
fn replace_once(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

#[test]
#[ignore = "builds the library four times: cargo test -p billfold-ffi --test package -- --ignored"]
fn abidiff_finds_views_that_grow_harmless_and_all_other_changes_not() {
    let (copy, file) = copy_of_the_sources();
    let payments = fs::read_to_string(&file).unwrap();
    let doc = "    /// Grows by one with each change.\n";
    let field = "    pub version: i64,\n";
    let value = "            version: self.version,\n";
    let change = |fields: &str, values: &str| {
        let changed = replace_once(&payments, &format!("{doc}{field}}}"), &format!("{fields}}}"));
        replace_once(&changed, value, values)
    };
    let other = "    /// Another.\n    pub other: i64,\n";
    let (both, other_value) =
        (format!("{doc}{field}{other}"), format!("{value}            other: 0,\n"));
    let before = format!("{other}{doc}{field}");
    let base = build_with(&copy, &file, &payments, "base");
    for (name, fields, values, compatible) in [
        ("appended", both.as_str(), other_value.as_str(), true),
        ("removed", "", "", false),
        ("inserted", &before, &other_value, false),
    ] {
        let changed = build_with(&copy, &file, &change(fields, values), name);
        let mut abidiff = Command::new("abidiff");
        abidiff.args(["--no-added-syms", "--suppressions"]).arg(package().join("abi/abidiff.ini"));
        let told = output(abidiff.arg(&base).arg(&changed));
        // 4 stands for a change, 1 and 2 for abidiff's own mistakes.
        let expected = if compatible { 0 } else { 4 };
        assert_eq!(told.status.code(), Some(expected), "{name}: {told:?}");
        let seen = String::from_utf8_lossy(&told.stdout).contains("billfold_page_payment");
        assert_eq!(seen, !compatible, "{name}: {told:?}");
    }
}
