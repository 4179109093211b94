//! How the file is, and what keeps it sound.

use std::ffi::OsString;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use billfold_core::{Attention, CheckReport, Progress, Result, StatsFilter, Store};

use crate::app::collection::{Collection, Done, Fact, Field, Form, Query, Report, Section, Target};
use crate::app::data::files;
use crate::app::data::jobs::interrupted;
use crate::app::job::{GoesOn, Task};
use crate::app::screens::dashboard::{ABANDONED, UNANSWERED};
use crate::app::screens::sweep::{BELIEVE_CLOCK, SWEEP};
use crate::app::screens::{DELIVERIES, ENDPOINTS, EVENTS, PAYMENTS, REQUESTS};
use crate::output::grouped;

/// The state of the file, and what can be done for it.
pub(crate) static HEALTH: Report = Report {
    name: "health",
    title: "Health",
    read: |store| {
        let attention = store.stats(&StatsFilter::default())?.attention;
        let (sending, sweep) = (sending(store, &attention)?, sweep(store, &attention)?);
        Ok(vec![file(store), log(store)?, sending, sweep])
    },
    own: None,
    tasks: TASKS,
};

fn file(store: &Store) -> Section {
    let mode = if store.is_read_only() { "to look only" } else { "to write" };
    let mut lines = vec![Fact::new("opened", mode)];
    match store.path() {
        None => lines.push(Fact::new("path", "in memory: gone when it is closed")),
        Some(path) => {
            let shown = crate::output::text::shown(&path.display().to_string());
            lines.insert(0, Fact::new("path", shown));
            lines.extend(bytes(path).map(|bytes| Fact::new("size", bytes)));
            let mut log = OsString::from(path);
            log.push("-wal");
            let log = bytes(&PathBuf::from(log));
            lines.extend(log.map(|bytes| Fact::new("write-ahead log", bytes)));
        }
    }
    lines.push(Fact::new("schema", Store::schema().to_string()));
    lines.push(Fact::new("program", format!("Billfold {}", env!("CARGO_PKG_VERSION"))));
    Section::new("File", lines)
}

fn bytes(path: &Path) -> Option<String> {
    fs::metadata(path).ok().map(|found| size(found.len()))
}

/// Bytes as people read them: `6.8 MB`, in units of a thousand.
fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} bytes"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes.div_euclid(unit / 10);
    format!("{}.{} {name}", grouped(tenths.div_euclid(10)), tenths.rem_euclid(10))
}

fn log(store: &Store) -> Result<Section> {
    let head = store.log_head()?;
    let events = Target::List(&EVENTS, Query::default());
    let lines = vec![
        Fact::new("events", grouped(head.count)).to(events),
        Fact::new("head", head.hash.to_string()),
    ];
    Ok(Section::new("Event log", lines))
}

/// The list of such records that match.
fn list(collection: &'static Collection, filter: &str) -> Target {
    Target::List(collection, Query::of(filter))
}

fn sending(store: &Store, attention: &Attention) -> Result<Section> {
    let due = store.deliveries_due()?;
    let mut lines = vec![
        Fact::new("due now", grouped(due.due)).to(list(&DELIVERIES, "due:yes")),
        Fact::new("pending", grouped(due.pending)).to(list(&DELIVERIES, "status:pending")),
    ];
    lines.extend(due.next_due_at.map(|at| Fact::at("next due", at)));
    let known = [
        ("abandoned", attention.deliveries_abandoned, list(&DELIVERIES, ABANDONED)),
        (
            "endpoints disabled",
            attention.webhook_endpoints_disabled,
            list(&ENDPOINTS, "status:disabled"),
        ),
        (
            "endpoints unanswered",
            attention.webhook_endpoints_unanswered,
            list(&ENDPOINTS, UNANSWERED),
        ),
    ];
    for (label, count, target) in known {
        lines.extend(count.map(|count| Fact::new(label, grouped(count)).to(target)));
    }
    Ok(Section::new("Deliveries", lines))
}

fn sweep(store: &Store, attention: &Attention) -> Result<Section> {
    let counts = [
        ("payments overdue", Some(attention.payments_overdue), list(&PAYMENTS, "overdue:yes")),
        ("requests overdue", attention.requests_to_link_overdue, list(&REQUESTS, "overdue:yes")),
    ];
    let known = counts.into_iter().filter_map(|(label, count, target)| {
        count.map(|count| Fact::new(label, grouped(count)).to(target))
    });
    let mut lines: Vec<_> = known.collect();
    // By the clock of the store.
    lines.push(Fact::at("as of", store.now()?));
    lines.extend(attention.clock_jumped_to.map(|at| Fact::at("clock jumped to", at)));
    Ok(Section::new("To sweep", lines))
}

static TASKS: &[&Task] = &[
    &Task {
        name: "check",
        label: "Check the file",
        about: "Go through the whole store for anything that is not as it must be",
        form: None,
        reads: true,
        run: |store, _, goes_on| {
            store.check(|progress| tell(progress, goes_on)).map(|report| checked(&report))
        },
    },
    &Task {
        name: "verify",
        label: "Verify the event log",
        about: "Go through the whole log and find the first event that is not as it was written",
        form: None,
        reads: true,
        run: |store, _, goes_on| {
            // Between its steps the log is left by an interruption of the handle.
            let count = u64::try_from(store.log_head()?.count).unwrap_or_default();
            if goes_on(0, count) { verify(store) } else { Err(interrupted()) }
        },
    },
    &Task {
        name: "backup",
        label: "Back up",
        about: "Copy the store into a new file, whoever else is using it",
        form: Some(|| Form {
            fields: vec![
                Field::text("file", "File", "a new file; a backup replaces nothing").required(),
            ],
            is_edit: false,
        }),
        reads: true,
        run: backup,
    },
    &Task {
        name: "compact",
        label: "Compact the file",
        about: "Write the file anew without unused room; others wait to write meanwhile",
        form: None,
        reads: false,
        run: |store, _, goes_on| {
            if !goes_on(0, 0) {
                return Err(interrupted());
            }
            let done = store.compact()?;
            let (before, after) = (size(done.bytes_before), size(done.bytes_after));
            let later = "; readers are at work on the old file, the next change after them cuts it";
            let later = if done.finished { "" } else { later };
            Ok(Done::default().told(format!("from {before} to {after}{later}")))
        },
    },
    &SWEEP,
    &BELIEVE_CLOCK,
];

fn tell(progress: Progress, goes_on: &mut GoesOn<'_>) -> ControlFlow<()> {
    if goes_on(progress.done, progress.total) {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}

/// Each check with what came of it, and each fault.
fn checked(report: &CheckReport) -> Done {
    let mut lines = Vec::new();
    for check in &report.checks {
        let examined = grouped(check.examined);
        lines.push(Fact::new(
            crate::app::sheet::name(check.name),
            format!("{} ({examined} looked at)", check.outcome.as_str()),
        ));
        lines.extend(check.note.iter().map(|note| Fact::new("", note.clone())));
        lines.extend(check.faults.iter().map(|fault| Fact::new("fault:", fault.clone())));
        if check.more_faults > 0 {
            lines.push(Fact::new("", format!("and {} more faults", grouped(check.more_faults))));
        }
    }
    let told = if report.sound { "the file is sound" } else { "the file has faults" };
    let title = if report.sound { "The file is sound" } else { "The file has faults" };
    Done::default().told(told).answer(Section::new(title, lines))
}

fn verify(store: &Store) -> Result<Done> {
    let found = store.verify(None)?;
    let mut lines = vec![
        Fact::new("verified", grouped(found.verified)),
        Fact::new("head", format!("{} events", grouped(found.head.count))),
        Fact::new("hash", found.head.hash.to_string()),
    ];
    let title = match &found.fault {
        None => "The event log is intact".to_owned(),
        Some(fault) => {
            lines.push(Fact::new("fault:", fault.reason.clone()));
            format!("The event log is broken at {}", fault.seq)
        }
    };
    let told = if found.intact { "the log is intact" } else { "the log is broken" };
    Ok(Done::default().told(told).answer(Section::new(title, lines)))
}

fn backup(store: &Store, body: &str, goes_on: &mut GoesOn<'_>) -> Result<Done> {
    let made = store.backup(files::named(body)?, |progress| tell(progress, goes_on))?;
    let path = made.path.display().to_string();
    let lines = vec![
        Fact::new("file", path.clone()),
        Fact::new("size", size(made.bytes)),
        Fact::new("events", grouped(made.head.count)),
        Fact::new("hash", made.head.hash.to_string()),
        Fact::new("", "Keep the head elsewhere: it proves later that the copy is whole."),
    ];
    Ok(Done::default().told(path).answer(Section::new("Backed up", lines)))
}
