//! The package in Go: its formatting, its own tests, and its runner, a module of its own. All of it
//! works on a copy of the module beside nothing else of the repository, as Go would fetch it, with
//! the static library that Cargo has built beside this test, sealed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::toolchain::{folder, include, install_library, package, run};

/// The copy of the module; made once for all tests.
static MODULE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go");
    let module = folder.join("module");
    let _ = fs::remove_dir_all(&module);
    copy(&package().join("go"), &module);
    let system = run(go(&package().join("go")).args(["env", "GOOS", "GOARCH"])).stdout;
    let system = String::from_utf8(system).unwrap().trim().replace('\n', "_");
    let library = module.join("lib").join(system);
    fs::create_dir_all(&library).unwrap();
    let stamp = seal(&folder, &library.join("libbillfold.a"));
    // Go does not look into a library to see whether a program must be linked again.
    fs::write(module.join("library.h"), format!("/* {stamp} */\n")).unwrap();
    module
});

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name();
        if name == "lib" || name == "library.h" {
            continue; // what someone has built there for themselves
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

/// Seals the static library that Cargo has built beside this test, unless that was done; answers
/// with what tells it from others.
fn seal(folder: &Path, to: &Path) -> String {
    let built = std::env::current_exe().unwrap().with_file_name("libbillfold.a");
    let told = fs::metadata(&built).unwrap();
    let stamp = format!("{} {:?}", told.len(), told.modified().unwrap());
    let (sealed, stamped) = (folder.join("libbillfold.a"), folder.join("libbillfold.stamp"));
    if fs::read_to_string(&stamped).ok().as_ref() != Some(&stamp) {
        run(Command::new(package().join("seal")).arg(&built).arg(&sealed));
        fs::write(stamped, &stamp).unwrap();
    }
    let _ = fs::remove_file(to);
    fs::hard_link(sealed, to).unwrap();
    stamp
}

/// Go in this folder, without a network: the module needs none.
fn go(folder: &Path) -> Command {
    let mut command = go_with_network(folder);
    command.env("GOPROXY", "off");
    command
}

/// Go in the folder of a module that depends on others, of versions that its sums name.
fn go_with_network(folder: &Path) -> Command {
    let mut command = Command::new("go");
    command.current_dir(folder).env("GOFLAGS", "-mod=readonly").env("GOTOOLCHAIN", "local");
    command.env("CGO_ENABLED", "1").env_remove("GOEXPERIMENT");
    command
}

/// Runs tests, which say on their output what is wrong.
fn test(command: &mut Command) {
    let output = command.env_remove("LD_LIBRARY_PATH").output();
    let output = output.unwrap_or_else(|error| panic!("go cannot be run ({error}): install it"));
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{text}\n{errors}", output.status);
}

/// The runner of the steps, built as any program that uses the package.
pub(crate) fn runner(workshop: &Path) -> PathBuf {
    let (module, program) = (MODULE.join("conformance"), workshop.join("runner-go"));
    let tables = package().join("c/conformance/tables.h");
    for table in [tables, workshop.join("generated.h")] {
        fs::copy(&table, module.join("declared").join(table.file_name().unwrap())).unwrap();
    }
    run(go(&module).args(["vet", "./..."]));
    run(go(&module).args(["build", "-o"]).arg(&program).arg("."));
    program
}

#[test]
fn the_module_has_the_header() {
    let (ours, theirs) = (include().join("billfold.h"), package().join("go/billfold.h"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::copy(&ours, &theirs).unwrap();
    }
    let same = fs::read(ours).unwrap() == fs::read(theirs).unwrap();
    assert!(same, "ffi/go/billfold.h is not include/billfold.h: run this with UPDATE_EXPECT=1");
}

#[test]
fn what_lacks_an_export_is_not_sealed() {
    let folder = folder("go-seal");
    let (source, built) = (folder.join("lacking.c"), folder.join("lacking.o"));
    fs::write(&source, "int billfold_abi_version(void) { return 0; }\n").unwrap();
    run(Command::new("cc").arg("-c").arg(source).arg("-o").arg(&built));
    let (from, to) = (folder.join("lacking.a"), folder.join("sealed.a"));
    run(Command::new("ar").arg("rcs").arg(&from).arg(built));
    let told = Command::new(package().join("seal")).arg(from).arg(&to).output().unwrap();
    let errors = String::from_utf8_lossy(&told.stderr);
    assert!(!told.status.success() && errors.contains("billfold_store_open"), "{errors}");
    assert!(!errors.contains("billfold_abi_version") && !to.exists(), "{errors}");
}

#[test]
fn go_is_formatted_and_vetted() {
    let listed = run(Command::new("gofmt").arg("-l").arg(package().join("go"))).stdout;
    let listed = String::from_utf8(listed).unwrap();
    assert!(listed.is_empty(), "gofmt -w {listed}");
    test(go(&MODULE).args(["vet", "./..."]));
    let checked = ["tool", "-modfile=tools/go.mod", "staticcheck", "./..."];
    test(go_with_network(&MODULE).args(checked));
}

#[test]
fn files_and_functions_are_short() {
    for file in sources(&package().join("go")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.lines().count() <= 500, "{} has more than 500 lines", file.display());
        for function in text.split("\nfunc ").skip(1) {
            let lines = function.split("\n}\n").next().unwrap().lines().count();
            let name = function.lines().next().unwrap();
            assert!(lines < 70, "{}: {name} has more than 70 lines", file.display());
        }
    }
}

/// The sources in Go below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                return sources(&path);
            }
            let is_go = path.extension().is_some_and(|extension| extension == "go");
            if is_go { vec![path] } else { Vec::new() }
        })
        .collect()
}

#[test]
fn the_package_passes_its_tests_under_the_race_detector() {
    test(go(&MODULE).args(["test", "-race", "./..."]));
}

#[test]
fn the_package_keeps_the_rules_for_pointers() {
    // With the collector always at work, too.
    let mut command = go(&MODULE);
    test(command.args(["test", "./..."]).env("GOEXPERIMENT", "cgocheck2").env("GOGC", "1"));
}

#[test]
fn the_package_links_the_shared_library_that_pkg_config_names() {
    let folder = folder("go-shared");
    install_library(&folder);
    let (include, library) = (include(), folder.clone());
    let text = format!(
        "Name: Billfold\nDescription: the library beside this test\nVersion: 0\n\
         Cflags: -I{}\nLibs: -L{library} -lbillfold -Wl,-rpath,{library}\n",
        include.display(),
        library = library.display()
    );
    fs::write(folder.join("billfold.pc"), text).unwrap();
    let mut command = go(&MODULE);
    command.args(["test", "-tags", "billfold_system", "./..."]).env("PKG_CONFIG_PATH", &folder);
    test(&mut command);
}

/// Beside another SQLite in the same program, which reads what Billfold wrote.
#[test]
fn the_benchmark_compares_what_is_the_same() {
    test(go_with_network(&MODULE.join("benches")).args(["test", "./..."]));
}

/// The three services' own lines, by curl, against the example; it has no other modules.
#[test]
fn the_example_service_answers_as_the_three_services_do() {
    run(Command::new("curl").arg("--version"));
    let service = MODULE.join("examples/service");
    test(go(&service).args(["vet", "./..."]));
    test(go(&service).args(["test", "-race", "./..."]));
}

/// At the widths of a phone and of a desktop, with scripts and without.
#[test]
#[ignore = "needs Chromium"]
fn the_example_services_pages_are_walked_through_in_a_browser() {
    let pages = MODULE.join("examples/service/pagetest");
    test(go_with_network(&pages).args(["vet", "./..."]));
    // Go would take an older outcome: it does not see that the service is another one.
    test(go_with_network(&pages).args(["test", "-count=1", "./..."]));
}
