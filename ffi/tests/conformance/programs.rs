//! What is compiled and run in C and C++ besides the steps: the header by itself, the layout of
//! its structs, calls as nobody should make them, threads, forks.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::calls::LAYOUTS;
use crate::toolchain::{Program, STRICT, folder, include, is_there, package, run};
use crate::{declarations, faults, tell, workshop};

const SANITIZED: [&str; 2] = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

#[test]
fn the_header_stands_alone_in_every_standard() {
    let folder = folder("header");
    let text = "#include <billfold.h>\n#include <billfold.h>\n\
                billfold_new_payment made(void);\n\
                billfold_new_payment made(void) {\n\
                \x20 billfold_new_payment input = BILLFOLD_INIT(billfold_new_payment);\n\
                \x20 input.currency = billfold_text(\"USD\");\n  return input;\n}\n";
    let (c, cpp) = (folder.join("alone.c"), folder.join("alone.cpp"));
    fs::write(&c, text).unwrap();
    fs::write(&cpp, text).unwrap();
    for (compilers, source, standards) in [
        (["gcc", "clang"], &c, ["c99", "c11", "c17"]),
        (["g++", "clang++"], &cpp, ["c++11", "c++17", "c++20"]),
    ] {
        // The compiler that makes the library must be there; the other is a second opinion.
        for (at, compiler) in compilers.into_iter().enumerate() {
            for standard in standards {
                if at == 0 || is_there(compiler) {
                    compile(compiler, source, &format!("-std={standard}"));
                }
            }
        }
    }
}

fn compile(compiler: &str, source: &Path, standard: &str) {
    let mut command = Command::new(compiler);
    command.args(STRICT).args([standard, "-fsyntax-only", "-I"]).arg(include());
    run(command.arg(source));
}

#[test]
fn structs_are_laid_out_in_c_as_in_rust() {
    let folder = folder("layout");
    let mut text = "#include <stddef.h>\n#include <billfold.h>\n".to_owned();
    for layout in LAYOUTS {
        let (name, size) = (layout.name, layout.size);
        writeln!(text, "typedef char size_of__{name}[sizeof({name}) == {size} ? 1 : -1];").unwrap();
        for (field, offset) in layout.fields {
            writeln!(
                text,
                "typedef char offset_of__{name}__{field}[offsetof({name}, {field}) == {offset} ? 1 \
                 : -1];"
            )
            .unwrap();
        }
    }
    for (compiler, name, standard) in
        [("cc", "layout.c", "-std=c99"), ("c++", "layout.cpp", "-std=c++11")]
    {
        let source = folder.join(name);
        fs::write(&source, &text).unwrap();
        compile(compiler, &source, standard);
    }
}

/// Builds one of the programs in C.
fn program(folder: &Path, name: &str, flags: &[&str]) -> PathBuf {
    let source = package().join("c/conformance").join(format!("{name}.c"));
    let mut all = vec!["-std=c99".to_owned(), "-D_POSIX_C_SOURCE=200809L".to_owned()];
    all.push("-pthread".to_owned());
    all.extend(flags.iter().map(|flag| (*flag).to_owned()));
    Program { folder, name, source, compiler: "cc", flags: all }.build()
}

#[test]
fn calls_that_nobody_should_make_are_refused() {
    let folder = workshop("hostile", &declarations());
    run(Command::new(program(&folder, "hostile", &[])).current_dir(&folder));
}

#[test]
fn many_threads_use_one_store_one_page_and_one_error() {
    let folder = workshop("threads", &declarations());
    run(Command::new(program(&folder, "threads", &[])).arg(folder.join("threads.db")));
}

#[test]
fn a_forked_child_is_told_so_and_the_parent_goes_on() {
    let folder = workshop("fork", &declarations());
    run(Command::new(program(&folder, "fork", &[])).arg(folder.join("fork.db")));
}

/// How many sequences of calls are tried: BILLFOLD_SEQUENCES, or so many.
fn sequences(otherwise: &str) -> String {
    std::env::var("BILLFOLD_SEQUENCES").unwrap_or_else(|_| otherwise.to_owned())
}

#[test]
fn calls_in_any_sequence_leave_nothing_behind() {
    let folder = workshop("sequences", &declarations());
    let program = program(&folder, "sequences", &SANITIZED);
    run(Command::new(program).args(["1", &sequences("100")]).current_dir(&folder));
}

/// What the thread sanitizer sees of a program in C beside a library that is not compiled with it:
/// every access of the program's own to what Billfold lends, gives and takes back.
#[test]
fn the_thread_sanitizer_finds_nothing() {
    let folder = workshop("thread-sanitizer", &declarations());
    let program = program(&folder, "threads", &["-fsanitize=thread"]);
    let mut command = Command::new(program);
    command.env("TSAN_OPTIONS", "ignore_noninstrumented_modules=1");
    run(command.arg(folder.join("threads.db")));
}

/// Memory of the caller's that is read beyond its end or used after the call, and memory of ours
/// that is not freed.
#[test]
fn sanitizers_find_nothing() {
    let declarations = declarations();
    let folder = workshop("sanitizers", &declarations);
    let told = tell("c", &crate::c_runner(&folder, &SANITIZED));
    let faults = faults(&declarations, &told);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    run(Command::new(program(&folder, "hostile", &SANITIZED)).current_dir(&folder));
    run(Command::new(program(&folder, "threads", &SANITIZED)).arg(folder.join("threads.db")));
}

/// What the sanitizers do not see in the library itself, which is not compiled with them: reads of
/// memory that was freed or never written.
#[test]
#[ignore = "takes minutes, and needs valgrind"]
fn valgrind_finds_nothing() {
    let declarations = declarations();
    let folder = workshop("valgrind", &declarations);
    let valgrind = |program: &Path| {
        let mut command = Command::new("valgrind");
        command.args(["--quiet", "--error-exitcode=9", "--leak-check=full"]);
        // What is only possibly lost is what the maps of the standard library hold: they keep
        // pointers to the middle of their memory.
        command.args(["--show-leak-kinds=definite,indirect", "--fair-sched=yes"]);
        command.arg("--errors-for-leak-kinds=definite,indirect");
        // A panic's trace keeps what it has read of the symbols for the next one.
        command.env("RUST_BACKTRACE", "0").current_dir(&folder).arg(program);
        command
    };
    let steps_folder = folder.join("steps");
    fs::create_dir(&steps_folder).unwrap();
    run(valgrind(&crate::c_runner(&folder, &[])).arg(steps_folder).args(crate::steps()));
    run(&mut valgrind(&program(&folder, "hostile", &[])));
    run(valgrind(&program(&folder, "threads", &[])).arg(folder.join("threads.db")));
    run(valgrind(&program(&folder, "sequences", &[])).args(["1", &sequences("20")]));
}

/// As calls_in_any_sequence_leave_nothing_behind, with sequences that libFuzzer makes of those that
/// led somewhere new, for BILLFOLD_FUZZ_SECONDS, or a minute.
#[test]
#[ignore = "takes as long as it is given, and needs clang"]
fn the_fuzzer_finds_nothing() {
    let folder = workshop("fuzzer", &declarations());
    let source = package().join("c/conformance/sequences.c");
    let flags = ["-DFUZZER", "-O1", "-fsanitize=fuzzer,address,undefined"].map(str::to_owned);
    let flags = flags.to_vec();
    let program = Program { folder: &folder, name: "fuzzer", source, compiler: "clang", flags };
    let corpus = folder.join("corpus");
    fs::create_dir(&corpus).unwrap();
    let seconds = std::env::var("BILLFOLD_FUZZ_SECONDS").unwrap_or_else(|_| "60".to_owned());
    let mut command = Command::new(program.build());
    command.args(["-max_len=8192", "-len_control=0", "-seed=1", "-print_final_stats=1"]);
    command.arg(format!("-max_total_time={seconds}")).arg(corpus).current_dir(&folder);
    let told = run(&mut command);
    let text = String::from_utf8_lossy(&told.stderr);
    let count = text.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let count: u64 = count.unwrap().trim().parse().unwrap();
    assert!(count > 0, "{text}");
}
