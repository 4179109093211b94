//! The headers are what the sources say: `include/billfold.h` for compilers and
//! `include/billfold.cdef.h` for cffi; and so is what the tests make of them. `UPDATE_EXPECT=1`
//! writes them anew.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cbindgen::{Builder, Config};

#[expect(dead_code, reason = "the conformance suite uses all of it")]
#[path = "conformance/declarations.rs"]
mod declarations;
#[path = "conformance/rust_calls.rs"]
mod rust_calls;

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(name: &str) -> String {
    fs::read_to_string(package().join("header").join(name)).unwrap()
}

fn generate(config: Config) -> String {
    let bindings = Builder::new().with_crate(package()).with_config(config).generate().unwrap();
    let mut text = Vec::new();
    bindings.write(&mut text);
    // Some compilers read sources in an encoding of their own.
    let text = String::from_utf8(text).unwrap().replace('…', "...").replace('×', "*");
    assert!(text.is_ascii());
    text
}

fn config() -> Config {
    Config::from_file(package().join("header/cbindgen.toml")).unwrap()
}

/// The header for C and C++, with the rules at its beginning.
fn header() -> String {
    let mut config = config();
    config.header = Some(text("begin.h.txt").trim_end().to_owned());
    config.after_includes = Some(text("macros.h.txt").trim_end().to_owned());
    config.trailer = Some(text("end.h.txt").trim_end().to_owned());
    generate(config)
}

/// Declarations alone, for cffi, which runs no preprocessor.
fn cdef() -> String {
    let mut config = config();
    config.sys_includes = Vec::new();
    config.cpp_compat = false;
    config.documentation = false;
    config.after_includes = Some("#define BILLFOLD_NTS 18446744073709551615".to_owned());
    generate(config)
}

/// Every source file below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// The names of the functions that the sources export.
fn exports() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in sources(&package().join("src")) {
        let text = fs::read_to_string(path).unwrap();
        for export in text.split("#[unsafe(no_mangle)]").skip(1) {
            let name = export.split("extern \"C\" fn ").nth(1).unwrap();
            found.insert(name.split('(').next().unwrap().to_owned());
        }
    }
    found
}

/// Compares a file of the repository with what it should hold, or writes it.
fn check(path: &Path, expected: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, expected).unwrap();
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == expected,
        "{} is not what the sources say; UPDATE_EXPECT=1 cargo test -p billfold-ffi --test header \
         writes it anew",
        path.file_name().unwrap().to_string_lossy()
    );
}

#[test]
fn the_headers_are_what_the_sources_say() {
    let include = package().join("../include");
    check(&include.join("billfold.h"), &header());
    check(&include.join("billfold.cdef.h"), &cdef());
    let declarations = declarations::Declarations::read(&cdef(), &header());
    let calls = rust_calls::rust_calls(&declarations);
    check(&package().join("tests/conformance/calls.rs"), &calls);
}

/// cbindgen leaves out what it does not understand without a word.
#[test]
fn every_export_is_declared_and_listed() {
    let exports = exports();
    let listed: String = exports.iter().map(|name| format!("{name}\n")).collect();
    check(&package().join("abi/symbols.txt"), &listed);
    for text in [header(), cdef()] {
        let declared: BTreeSet<_> = text
            .split(|each: char| !each.is_ascii_alphanumeric() && each != '_')
            .map(str::to_owned)
            .collect();
        let missing: Vec<_> = exports.difference(&declared).collect();
        assert!(missing.is_empty(), "not declared: {missing:?}");
    }
}

/// What a comment of the header names is declared in it, or is a beginning of names.
#[test]
fn no_comment_names_what_is_not_there() {
    let (header, cdef) = (header(), cdef());
    let names = |text: &str| -> BTreeSet<String> {
        let words = text.split(|each: char| !each.is_ascii_alphanumeric() && each != '_');
        words
            .filter(|word| word.to_lowercase().starts_with("billfold_"))
            .map(str::to_owned)
            .collect()
    };
    let declared: BTreeSet<_> = names(&cdef)
        .into_iter()
        .chain(names(&text("macros.h.txt")))
        .chain(names(&text("end.h.txt")))
        .collect();
    let missing: Vec<_> = names(&header)
        .into_iter()
        .filter(|name| !declared.contains(name))
        .filter(|name| !name.ends_with('_'))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
