//! One suite for every language: the steps in `ffi/conformance/` go through runners in Rust, C, C++,
//! Python and Go, made from the declarations, and all must answer as the steps say, and alike.

#![cfg(target_os = "linux")]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use billfold_core::ErrorKind;
use serde_json::Value;

mod c_tables;
#[rustfmt::skip]
mod calls;
mod declarations;
mod go;
mod judge;
mod programs;
mod python;
mod runner;
mod toolchain;

use declarations::Declarations;
use toolchain::{Program, folder, install_library, package, pkg_config};

fn declarations() -> Declarations {
    let read = |name: &str| fs::read_to_string(toolchain::include().join(name)).unwrap();
    Declarations::read(&read("billfold.cdef.h"), &read("billfold.h"))
}

/// The files of steps.
fn steps() -> Vec<PathBuf> {
    let entries = fs::read_dir(package().join("conformance")).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

/// A folder with the shared library and the tables in C.
fn workshop(name: &str, declarations: &Declarations) -> PathBuf {
    let folder = folder(name);
    install_library(&folder);
    let json = serde_json::to_string_pretty(declarations).unwrap();
    fs::write(folder.with_file_name("declarations.json"), json).unwrap();
    fs::write(folder.join("generated.h"), c_tables::c_tables(declarations)).unwrap();
    folder
}

fn c_runner(folder: &Path, flags: &[&str]) -> PathBuf {
    let mut flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
    flags.extend(pkg_config("libcjson", "libcjson-dev"));
    flags.push("-std=c99".to_owned());
    let source = package().join("c/conformance/runner.c");
    Program { folder, name: "runner-c", source, compiler: "cc", flags }.build()
}

fn cpp_runner(folder: &Path) -> PathBuf {
    let mut flags = pkg_config("nlohmann_json", "nlohmann-json3-dev");
    flags.push("-std=c++17".to_owned());
    let source = package().join("c/conformance/runner.cpp");
    Program { folder, name: "runner-cpp", source, compiler: "c++", flags }.build()
}

/// What a runner tells, and the folder that it was given.
struct Told {
    language: &'static str,
    reports: Vec<Value>,
    folder: PathBuf,
}

fn tell(language: &'static str, program: &Path) -> Told {
    let folder = program.with_file_name(language);
    fs::create_dir(&folder).unwrap();
    let mut command = Command::new(program);
    command.arg(&folder).args(steps());
    reports(language, folder, &mut command)
}

/// Runs a runner, which was given this folder, and takes what it tells.
fn reports(language: &'static str, folder: PathBuf, runner: &mut Command) -> Told {
    let output = toolchain::run(runner);
    let text = String::from_utf8(output.stdout).unwrap();
    fs::write(folder.with_extension("jsonl"), &text).unwrap();
    let reports = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    Told { language, reports, folder }
}

fn tell_in_rust(declarations: &Declarations, workshop: &Path) -> Told {
    let folder = workshop.join("rust");
    fs::create_dir(&folder).unwrap();
    let reports = runner::run(declarations, &folder, &steps());
    Told { language: "rust", reports, folder }
}

/// The reports of each file in each form.
fn runs(told: &Told) -> BTreeMap<(String, String), Vec<Value>> {
    let mut runs: BTreeMap<_, Vec<Value>> = BTreeMap::new();
    for report in &told.reports {
        if let (Some(file), Some(form)) = (report["file"].as_str(), report["texts"].as_str()) {
            runs.entry((file.to_owned(), form.to_owned())).or_default().push(report.clone());
        }
    }
    runs
}

/// All that is wrong with what a runner told.
fn faults(declarations: &Declarations, told: &Told) -> Vec<String> {
    let mut faults = Vec::new();
    let runs = runs(told);
    let names: Vec<_> =
        steps().iter().map(|file| file.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(runs.len(), steps().len() * 2);
    for ((name, form), reports) in runs {
        let file = fs::read_to_string(package().join("conformance").join(&name)).unwrap();
        let file: Value = serde_json::from_str(&file).unwrap();
        let number = names.iter().position(|each| *each == name).unwrap().saturating_add(1);
        let folder = told.folder.join(format!("{number}-{form}"));
        let steps = file["steps"].as_array().unwrap();
        let found = judge::judge(declarations, steps, &reports, folder.to_str().unwrap());
        let language = told.language;
        faults.extend(found.iter().map(|fault| format!("{language}, {name}, {form}: {fault}")));
    }
    let hook = &told.reports[told.reports.len() - 2];
    if hook["destroyed"] != 1 || hook["messages"] != 1 {
        faults.push(format!("{}: {hook}", told.language));
    }
    faults.extend(never_called(told));
    faults.extend(never_seen(declarations, told));
    faults
}

/// Every export must be called by every runner.
fn never_called(told: &Told) -> Vec<String> {
    let exports = fs::read_to_string(package().join("abi/symbols.txt")).unwrap();
    let called = told.reports.last().unwrap()["called"].as_array().unwrap();
    let called: BTreeSet<_> = called.iter().map(|name| name.as_str().unwrap()).collect();
    let never = exports.lines().filter(|name| !called.contains(name));
    never.map(|name| format!("{}: {name} is never called", told.language)).collect()
}

/// Every status must appear, under its name in the header.
fn never_seen(declarations: &Declarations, told: &Told) -> Vec<String> {
    let seen: BTreeSet<_> =
        told.reports.iter().filter_map(|each| each["status"].as_i64()).collect();
    let statuses = declarations.statuses();
    assert_eq!(statuses.len(), ErrorKind::ALL.len() + 1);
    let never = statuses.into_iter().filter(|(_, number)| !seen.contains(number));
    never.map(|(name, _)| format!("{}: {name} never appears", told.language)).collect()
}

#[test]
fn every_language_answers_as_the_steps_say_and_alike() {
    let declarations = declarations();
    let workshop = workshop("runners", &declarations);
    let mut told = vec![
        tell_in_rust(&declarations, &workshop),
        tell("c", &c_runner(&workshop, &[])),
        tell("cpp", &cpp_runner(&workshop)),
        tell("go", &go::runner(&workshop)),
    ];
    told.extend(python::tell_in_both_modes(&workshop));
    let mut all: Vec<_> = told.iter().flat_map(|told| faults(&declarations, told)).collect();
    let canonical = |told: &Told| {
        let (_called, reports) = told.reports.split_last().unwrap();
        judge::canonical(reports, told.folder.to_str().unwrap())
    };
    let first = canonical(&told[0]);
    for other in &told[1..] {
        let difference = judge::difference(&first, &canonical(other));
        all.extend(difference.map(|text| format!("rust and {} differ:\n{text}", other.language)));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}
