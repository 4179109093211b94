//! House rules: who may import whom, how long files and functions may be, what must agree.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

/// Lines that a source file may have without its tests.
const LONGEST_FILE: usize = 500;
/// Lines that a function may have.
const LONGEST_FUNCTION: usize = 70;

/// The layers, lowest first; a module imports from its own layer or a lower one. Entities are
/// held apart further by [`BETWEEN_ENTITIES`].
const LAYERS: [&[&str]; 6] = [
    &["error"],
    &["value"],
    &["store"],
    &["scope", "idempotency", "input", "event", "record", "filter"],
    &[
        "orchestrator",
        "client",
        "api_key",
        "client_link",
        "link_intent",
        "fee",
        "branding",
        "customer",
        "payment",
        "biller",
        "request_to_link",
        "webhook",
    ],
    &["settings", "sweep", "stats", "transfer", "backup"],
];
const ENTITIES: usize = 4;

/// Where a rule spans entities, and which may therefore import which.
const BETWEEN_ENTITIES: [(&str, &[&str]); 6] = [
    ("client", &["client_link"]),
    ("client_link", &["client"]),
    ("link_intent", &["client", "client_link"]),
    ("fee", &["client_link"]),
    ("payment", &["fee", "customer"]),
    ("request_to_link", &["biller"]),
];

/// The stores of earlier schemas that tests open.
const FROZEN: &str = "core/tests/frozen";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every Rust file below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The module at the crate's root that a file belongs to.
fn module_of(file: &Path, root: &Path) -> String {
    let first = file.strip_prefix(root).unwrap().components().next().unwrap();
    first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// A file without its tests.
fn without_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\n").map_or(text, |(code, _)| code)
}

/// The crate's modules that some code imports: `use crate::a`, `use crate::{a, b::c}`.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for import in code.split("use crate::").skip(1) {
        let import = import.split(';').next().unwrap();
        let Some(group) = import.strip_prefix('{') else {
            found.push(first_word(import));
            continue;
        };
        let mut depth = 0_usize;
        let mut start = true;
        for (at, letter) in group.char_indices() {
            if start && depth == 0 && letter.is_alphabetic() {
                found.push(first_word(group.get(at..).unwrap()));
                start = false;
            }
            match letter {
                '{' => depth = depth.saturating_add(1),
                '}' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => start = true,
                _ => {}
            }
        }
    }
    found
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// Why a module may not import another, if it may not.
fn forbidden(module: &str, imported: &str) -> Option<String> {
    let (Some(own), Some(other)) = (layer_of(module), layer_of(imported)) else {
        return Some(format!("{module} or {imported} has no layer: give it one"));
    };
    let same = module == imported;
    let allowed =
        BETWEEN_ENTITIES.iter().any(|(from, to)| *from == module && to.contains(&imported));
    let between = own == ENTITIES && other == ENTITIES && !same && !allowed;
    (other > own || between).then(|| format!("{module} imports {imported}"))
}

#[test]
fn imports_lead_one_way_down() {
    let root = repository().join("core/src");
    let mut faults = Vec::new();
    for file in sources(&root) {
        let module = module_of(&file, &root);
        if module == "lib" || file.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for imported in imports(without_tests(&text)) {
            let fault = forbidden(&module, &imported);
            faults.extend(fault.map(|fault| format!("{}: {fault}", file.display())));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_rule_of_imports_can_tell() {
    let code = "use crate::error::{Error, Result};\nuse crate::{event, fee::{A, b}, payment};\n";
    assert_eq!(imports(code), ["error", "event", "fee", "payment"]);
    for (module, imported, fine) in [
        ("error", "error", true),
        ("error", "value", false),
        ("value", "store", false),
        ("store", "payment", false),
        ("store", "event", false),
        ("event", "scope", true),
        ("payment", "fee", true),
        ("fee", "payment", false),
        ("payment", "biller", false),
        ("payment", "settings", false),
        ("sweep", "payment", true),
        ("unheard_of", "error", false),
    ] {
        assert_eq!(forbidden(module, imported).is_none(), fine, "{module} imports {imported}");
    }
}

/// What parts of the terminal app may not know of, though it stands in the same crate: the screens
/// do without the command line, what they do about what happens without how it is drawn.
const APART: [(&str, &[&str]); 9] = [
    ("output", &["app", "cli", "deliver", "config"]),
    ("deliver", &["app", "cli"]),
    ("config", &["app", "cli", "deliver"]),
    ("app", &["cli"]),
    ("app/update", &["app::view", "app::data", "app::terminal", "app::event_loop"]),
    ("app/view", &["app::update", "app::data", "app::terminal", "app::event_loop"]),
    ("app/texts", &["app::update", "app::view", "app::data"]),
    ("app/data", &["app::update", "app::view", "app::terminal", "app::event_loop"]),
    ("app/screens", &["app::update", "app::view", "app::terminal", "app::event_loop"]),
];

/// What they may know all the same: the columns of each kind's table are those of the command line.
const TOGETHER: [(&str, &str); 1] = [("app/data", "cli::kinds")];

/// What a part's code names that it may not know of.
fn known_too_well(part: &str, code: &str) -> Vec<String> {
    let apart = APART.iter().filter(|(each, _)| Path::new(part).starts_with(each));
    let apart: Vec<_> = apart.flat_map(|(_, apart)| *apart).collect();
    let named = code.split("crate::").skip(1).map(|path| {
        let letters =
            path.chars().take_while(|letter| letter.is_alphanumeric() || "_:".contains(*letter));
        letters.collect::<String>()
    });
    let within = |path: &str, part: &str| {
        path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let is_fault = |path: &String| {
        let together = TOGETHER.iter().any(|(each, fine)| part == *each && within(path, fine));
        !together && apart.iter().any(|apart| within(path, apart))
    };
    named.filter(is_fault).collect()
}

#[test]
fn parts_of_the_terminal_app_know_no_more_than_they_must() {
    let root = repository().join("tui/src");
    let mut faults = Vec::new();
    for file in sources(&root) {
        let name = file.strip_prefix(&root).unwrap().with_extension("");
        if name.ends_with("tests") || name.starts_with("app/tests") {
            continue;
        }
        let depth = if name.starts_with("app") { 2 } else { 1 };
        let part: PathBuf = name.components().take(depth).collect();
        let text = fs::read_to_string(&file).unwrap();
        let found = known_too_well(part.to_str().unwrap(), without_tests(&text));
        faults.extend(found.iter().map(|path| format!("{}: {path}", file.display())));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_rule_of_parts_can_tell() {
    for (part, code, fine) in [
        ("app/update", "use crate::app::view::view;", false),
        ("app/update", "use crate::app::viewer;", true),
        ("app/view", "crate::app::data::read(store)", false),
        ("app/screens", "use crate::cli::deliver;", false),
        ("app/data", "use crate::cli::kinds;", true),
        ("app/data", "use crate::cli::session::Session;", false),
        ("output", "use crate::app::entry::Entry;", false),
        ("cli", "use crate::app;", true),
    ] {
        assert_eq!(known_too_well(part, code).is_empty(), fine, "{part}: {code}");
    }
}

#[test]
fn no_file_and_no_function_is_too_long() {
    let mut faults = Vec::new();
    for package in ["core", "tui", "ffi"] {
        let root = repository().join(package).join("src");
        for file in if root.is_dir() { sources(&root) } else { Vec::new() } {
            let text = fs::read_to_string(&file).unwrap();
            let lines = without_tests(&text).lines().count();
            if lines > LONGEST_FILE && !file.ends_with("tests.rs") {
                faults.push(format!("{}: {lines} lines", file.display()));
            }
            for (name, lines) in functions(&text) {
                if lines > LONGEST_FUNCTION {
                    faults.push(format!("{}: {name} has {lines} lines", file.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Each function's name and lines. Formatted code closes a function where it opened it.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let Some((before, rest)) = code.split_once("fn ") else { continue };
        let words = ["pub", "pub(crate)", "pub(super)", "const", "async", "unsafe", "extern"];
        // A trait's method without a body is no length of code.
        if code.ends_with(';')
            || !before.split_whitespace().all(|word| words.contains(&word) || word.starts_with('"'))
        {
            continue;
        }
        let indent = line.len().saturating_sub(code.len());
        let end = format!("{}}}", " ".repeat(indent));
        let body = lines.iter().skip(at).position(|line| *line == end);
        found.extend(body.map(|length| (first_word(rest), length.saturating_add(1))));
    }
    found
}

#[test]
fn the_measure_of_functions_can_tell() {
    let text = "fn one() {\n    1;\n}\n\nimpl X {\n    pub(crate) const fn two(\n        a: u8,\n    ) {\n        a;\n    }\n}\n";
    let expected = [("one".to_owned(), 3), ("two".to_owned(), 5)];
    assert_eq!(functions(text), expected);
}

#[test]
fn every_package_has_the_workspaces_version_and_lints() {
    let root = repository();
    let workspace = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert!(workspace.contains(&format!("[workspace.package]\nversion = \"{version}\"")));
    for line in workspace.lines().filter(|line| line.contains("path = ")) {
        assert!(line.contains(&format!("version = \"{version}\"")), "{line}");
    }
    let (_, members) = workspace.split_once("members = [").unwrap();
    for member in members.split(']').next().unwrap().split(',') {
        let member = member.trim().trim_matches('"');
        let manifest = fs::read_to_string(root.join(member).join("Cargo.toml")).unwrap();
        for line in ["version.workspace = true", "[lints]\nworkspace = true"] {
            assert!(manifest.contains(line), "{member}/Cargo.toml lacks {line:?}");
        }
    }
}

#[test]
fn the_changelog_tells_of_what_is_promised() {
    let changelog = fs::read_to_string(repository().join("CHANGELOG.md")).unwrap();
    let (_, unreleased) = changelog.split_once("## Unreleased").unwrap();
    let unreleased = unreleased.split("\n## ").next().unwrap();
    for heading in ["### File format", "### C ABI"] {
        assert!(unreleased.contains(heading), "CHANGELOG.md lacks {heading:?} under Unreleased");
    }
}

#[test]
fn the_core_has_no_unsafe_code_and_one_reader_of_the_clock() {
    let root = repository().join("core/src");
    assert!(fs::read_to_string(root.join("lib.rs")).unwrap().contains("#![forbid(unsafe_code)]"));
    for file in sources(&root) {
        let text = fs::read_to_string(&file).unwrap();
        let clock = file.ends_with("value/time.rs");
        assert!(clock || !text.contains("Utc::now"), "{} reads the clock", file.display());
        assert!(!text.contains("SystemTime::now"), "{} reads the clock", file.display());
    }
}

#[test]
fn no_stray_files_stand_beside_the_sources() {
    let known = ["rs", "sql", "toml", "json", "md", "txt", "billfold"];
    let mut folders = vec![repository().join("core")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let extension = path.extension().and_then(|extension| extension.to_str());
            let regression = name.ends_with(".proptest-regressions");
            let fine = extension.is_some_and(|extension| known.contains(&extension));
            assert!(fine || regression, "{} is a stray file", path.display());
        }
    }
}

/// A store that a test made where it was called from; `*.db` is what a person made, and git ignores it.
#[test]
fn no_store_stands_among_the_sources() {
    let mut folders = vec![repository()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.extend((name != "target" && name != ".git").then_some(path));
            } else if !name.contains(".db") && path.parent() != Some(&repository().join(FROZEN)) {
                let store = fs::read(&path).unwrap().starts_with(b"SQLite format 3\0");
                let beside = name.ends_with("-gate") || name.ends_with("-turn");
                assert!(!store && !beside, "{} is a stray store", path.display());
            }
        }
    }
}
