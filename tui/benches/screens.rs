//! The screens at scale: the real binary in a pseudo-terminal, on a file of millions of payments.
//!
//! Measured is what its user sees: from a key sent to the whole frame that shows what came of it.
//! The file is made once by `billfold demo --records` and kept under the target directory.
//!
//! `cargo bench -p billfold-tui` runs it; `-- --records 1000000` takes a smaller file.

#![allow(
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    clippy::panic,
    clippy::print_stdout,
    dead_code,
    missing_docs,
    reason = "a benchmark prints its figures, and stops when something is wrong"
)]

#[path = "../tests/terminal/keys.rs"]
mod keys;
#[path = "../tests/terminal/screen.rs"]
mod screen;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use screen::{PATIENCE, Screen};

/// Records in the file unless asked otherwise.
const RECORDS: u64 = 10_000_000;
/// How often the screens are opened.
const OPENINGS: usize = 20;
/// How many keys are measured.
const KEYS: usize = 1000;
/// How many pages.
const PAGES: usize = 500;
/// How long nothing happens.
const IDLE: Duration = Duration::from_secs(10);

fn main() {
    let records = records_asked();
    let file = store(records);
    println!("{records} records, {:.1} GB", gigabytes(&file));
    openings(&file);
    let screen = open(&file);
    steps(&screen);
    pages(&screen);
    edges(&screen);
    filters(&screen);
    cancelling(&screen);
    idle(&screen);
    memory(&screen);
}

fn records_asked() -> u64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--records");
    arguments.nth(1).map_or(RECORDS, |text| text.parse().unwrap())
}

/// The file of so many records, made if it is not there yet.
fn store(records: u64) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("screens-{records}.db"));
    if path.exists() {
        return path;
    }
    // Under another name until it is whole.
    let growing = path.with_extension("growing");
    let _ = std::fs::remove_file(&growing);
    let started = Instant::now();
    let made = Command::new(env!("CARGO_BIN_EXE_billfold"))
        .args(["demo", "--records", &records.to_string(), "--db"])
        .arg(&growing)
        .status()
        .unwrap();
    assert!(made.success());
    std::fs::rename(&growing, &path).unwrap();
    println!("made in {:.0} s", started.elapsed().as_secs_f64());
    path
}

fn gigabytes(file: &Path) -> f64 {
    std::fs::metadata(file).unwrap().len() as f64 / 1e9
}

/// The screens on this file, showing nothing yet.
fn start(file: &Path) -> Screen {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("home");
    std::fs::create_dir_all(&home).unwrap();
    let command = screen::command(env!("CARGO_BIN_EXE_billfold")).arg("--db").arg(file);
    Screen::start(command.env("HOME", home).env_remove("XDG_STATE_HOME"), 120, 40)
}

/// The screens on this file, with the payments before them.
fn open(file: &Path) -> Screen {
    let screen = start(file);
    screen.wait_until("a frame", |_, seen| seen.frames > 0);
    screen.keys("2");
    screen.wait_for("1 of ");
    screen
}

fn openings(file: &Path) {
    let (mut first, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..OPENINGS {
        let started = Instant::now();
        let screen = start(file);
        screen.wait_until("a frame", |_, seen| seen.frames > 0);
        first.push(started.elapsed());
        screen.wait_until("numbers", |screen, _| !screen.contents().contains("reading…"));
        whole.push(started.elapsed());
    }
    tell("first frame", &mut first, "50 ms");
    tell("dashboard with its numbers", &mut whole, "");
}

/// Sends a key and waits for what it is to show.
fn timed(screen: &Screen, key: &str, shows: impl Fn(&str) -> bool) -> Duration {
    let frames = screen.seen().frames;
    let started = Instant::now();
    screen.keys(key);
    screen.wait_until(key, |terminal, seen| seen.frames > frames && shows(&terminal.contents()));
    started.elapsed()
}

fn steps(screen: &Screen) {
    let mut times: Vec<_> = (0..KEYS)
        .map(|step| {
            let place = format!(" {} of ", grouped(step + 2));
            timed(screen, "<Down>", |text| text.contains(&place))
        })
        .collect();
    tell("key to frame", &mut times, "p99 5 ms");
    timed(screen, "g", |text| text.contains(" 1 of "));
}

fn pages(screen: &Screen) {
    let rows = page_rows(screen);
    let mut place = 1;
    let mut times = Vec::new();
    for _ in 0..PAGES {
        place += rows;
        let shown = format!(" {} of ", grouped(place));
        times.push(timed(screen, "<PageDown>", |text| text.contains(&shown)));
    }
    tell("page down", &mut times, "p99 16 ms");
    let mut times = Vec::new();
    for _ in 0..PAGES {
        place -= rows;
        let shown = format!(" {} of ", grouped(place));
        times.push(timed(screen, "<PageUp>", |text| text.contains(&shown)));
    }
    tell("page up", &mut times, "p99 16 ms");
}

/// How many rows a page goes on.
fn page_rows(screen: &Screen) -> usize {
    timed(screen, "<PageDown>", |text| !text.contains(" 1 of "));
    let text = screen.text();
    let place = text.split(" of ").next().unwrap().split_whitespace().last().unwrap();
    let place: usize = place.replace(',', "").parse().unwrap();
    timed(screen, "g", |text| text.contains(" 1 of "));
    place - 1
}

fn edges(screen: &Screen) {
    let (mut last, mut first) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        last.push(timed(screen, "G", |text| !text.contains(" 1 of ")));
        first.push(timed(screen, "g", |text| text.contains(" 1 of ")));
    }
    tell("to the last record", &mut last, "");
    tell("to the first record", &mut first, "");
}

fn filters(screen: &Screen) {
    for filter in [
        "status:failed",
        "created:24h",
        "amount:100..500EUR",
        "customer:ana",
        "status:pending sort:-amount",
    ] {
        let mut times = Vec::new();
        for _ in 0..5 {
            screen.keys("/");
            screen.keys("<C-u>");
            screen.paste(filter);
            let shown = format!("/ {}", filter.split(" sort:").next().unwrap());
            times.push(timed(screen, "<CR>", |text| {
                text.contains(&shown) && !text.contains("reading…") && text.contains(" 1 of ")
            }));
            if filter.contains("sort:") {
                // Esc leaves the order.
                screen.keys("s<Up><Up><Up><Up><CR>");
                screen.wait_for("newest first");
            }
            timed(screen, "<Esc>", |text| !text.contains(&shown) && text.contains(" 1 of "));
        }
        tell(&format!("filter {filter}"), &mut times, "");
    }
}

/// A filter that has to look at every record is given up for the list without it.
fn cancelling(screen: &Screen) {
    let mut times = Vec::new();
    for _ in 0..10 {
        screen.keys("/");
        screen.paste("meta.nothing:\"has this value\"");
        screen.keys("<CR>");
        screen.wait_for("reading…");
        thread::sleep(Duration::from_millis(200));
        times.push(timed(screen, "<Esc>", |text| {
            !text.contains("reading…") && text.contains(" 1 of ")
        }));
    }
    tell("query given up, and the list read again", &mut times, "10 ms");
}

fn idle(screen: &Screen) {
    let before = screen.processor_time();
    thread::sleep(IDLE);
    let spent = screen.processor_time() - before;
    let share = spent.as_secs_f64() / IDLE.as_secs_f64() * 100.0;
    println!("{:<44} {share:.2} % of a processor (budget 0.5 %)", "idle");
}

fn memory(screen: &Screen) {
    let status = format!("/proc/{}/status", screen.pid().as_raw_pid());
    let status = std::fs::read_to_string(status).unwrap();
    for line in ["VmRSS:", "RssAnon:", "RssFile:", "VmHWM:"] {
        let found = status.lines().find(|each| each.starts_with(line)).unwrap();
        println!(
            "{:<44} {} (budget 60 MB)",
            "memory",
            found.split_whitespace().collect::<Vec<_>>().join(" ")
        );
    }
}

fn tell(what: &str, times: &mut [Duration], budget: &str) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    let budget = if budget.is_empty() { String::new() } else { format!(" (budget {budget})") };
    assert!(*times.last().unwrap() < PATIENCE);
    let (median, p99, worst) = (at(50), at(99), at(100));
    println!("{what:<44} median {median:>9.2?}  p99 {p99:>9.2?}  worst {worst:>9.2?}{budget}");
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let start = digits.len() % 3;
    let (first, rest) = digits.split_at(start);
    let mut parts: Vec<_> =
        rest.as_bytes().chunks(3).map(|part| String::from_utf8_lossy(part)).collect();
    if !first.is_empty() {
        parts.insert(0, first.into());
    }
    parts.join(",")
}
