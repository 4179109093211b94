//! Backups hold everything that was acknowledged before them, whoever writes meanwhile, and
//! leave nothing behind when they fail.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use billfold_core::{
    Completion, Credential, ErrorKind, NewApiKey, PaymentId, Progress, Result, Store,
};
use common::files::{
    beside, check_log, check_totals, child, lines, names_beside, payments, place, plain, role,
    ten_euros,
};
use common::refusal;

fn on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A store that takes a few megabytes.
fn filled(path: &Path, payments: usize) -> Store {
    let store = Store::create(path).unwrap();
    for _ in 0..payments / 100 {
        let made: Result<()> = store.atomically(|store| {
            for number in 0..100 {
                let id = store.create_payment(ten_euros())?.id;
                if number % 3 == 0 {
                    store.complete_payment(id, Completion::new())?;
                }
            }
            Ok(())
        });
        made.unwrap();
    }
    store
}

fn check_sound(path: &Path) {
    let store = Store::open_read_only(path).unwrap();
    let report = store.check(on).unwrap();
    assert!(report.sound, "{report:#?}");
    check_log(&store);
    check_totals(&store);
}

/// A finished copy: whole, its owner's alone, and with nothing beside it.
fn check_copy(copy: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(copy).unwrap().permissions().mode() & 0o777, 0o600);
    }
    for suffix in ["-wal", "-shm", "-journal"] {
        assert!(!beside(copy, suffix).exists(), "{suffix} was left");
    }
    assert!(!names_beside(copy).iter().any(|name| name.ends_with(".tmp")));
    let alone = tempfile::tempdir().unwrap();
    let moved = alone.path().join("restored.db");
    fs::copy(copy, &moved).unwrap();
    let mode = |sql| plain(&moved).query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(mode("PRAGMA journal_mode"), "wal");
    assert_eq!(mode("PRAGMA integrity_check"), "ok");
    check_sound(&moved);
}

#[test]
fn a_copy_is_a_store_of_its_own_with_all_that_was_there() {
    let (_folder, path) = place();
    let store = filled(&path, 300);
    let paid = store.create_payment(ten_euros()).unwrap();
    let copies = path.with_file_name("copies");
    fs::create_dir(&copies).unwrap();
    let mut steps = BTreeSet::new();
    let copy = copies.join("copy.db");
    let made = store.backup(&copy, |progress| {
        assert!(progress.total == 0 || progress.done <= progress.total, "{progress:?}");
        steps.insert(progress.step);
        ControlFlow::Continue(())
    });
    let made = made.unwrap();
    assert!(steps.contains("copy") || steps.contains("event_log"), "{steps:?}");
    assert_eq!(names_beside(&copy), ["copy.db"]);
    assert_eq!((made.path.as_path(), made.bytes), (&*copy, fs::metadata(&copy).unwrap().len()));
    assert_eq!(made.head, store.log_head().unwrap());
    check_copy(&copy);
    // Restoring is opening. The copy goes its own way, the original too.
    let restored = Store::open(&copy).unwrap();
    assert_eq!(restored.payment(paid.id).unwrap(), store.payment(paid.id).unwrap());
    assert!(restored.verify(Some(&made.head)).unwrap().intact);
    restored.complete_payment(paid.id, Completion::new()).unwrap();
    assert_eq!(store.payment(paid.id).unwrap().status.as_str(), "pending");
    assert_eq!(payments(&restored), 301);
}

#[test]
fn stores_in_memory_and_read_only_ones_are_copied_too() {
    let (_folder, path) = place();
    let memory = Store::in_memory().unwrap();
    memory.create_payment(ten_euros()).unwrap();
    memory.backup(&path, on).unwrap();
    check_copy(&path);
    let reader = Store::open_read_only(&path).unwrap();
    let second = path.with_file_name("second.db");
    reader.backup(&second, on).unwrap();
    check_copy(&second);
    let elsewhere = tempfile::tempdir_in("/dev/shm");
    if let Ok(elsewhere) = elsewhere {
        let third = elsewhere.path().join("third.db");
        reader.backup(&third, on).unwrap();
        check_copy(&third);
    }
    assert_eq!(payments(&Store::open(&second).unwrap()), 1);
}

#[test]
fn a_target_that_cannot_be_is_refused_and_nothing_is_left() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    store.create_payment(ten_euros()).unwrap();
    let at = |name: &str| path.with_file_name(name);
    fs::write(at("taken.db"), "something").unwrap();
    fs::write(at("stale.db-wal"), "somebody's").unwrap();
    fs::create_dir(at("folder")).unwrap();
    let mut table = vec![
        (path.clone(), "conflict/file_exists"),
        (at("./shop.db"), "conflict/file_exists"),
        (at("taken.db"), "conflict/file_exists"),
        (at("shop.db-wal"), "conflict/file_exists"),
        (at("shop.db-journal"), "storage/name_in_use"),
        (at("stale.db"), "conflict/log_in_the_way"),
        (at("folder"), "storage/is_a_directory"),
        (at("nowhere/copy.db"), "not_found/not_found"),
        (PathBuf::from("/"), "not_found/not_found"),
        (PathBuf::new(), "not_found/not_found"),
        (at("taken.db/copy.db"), "storage/cannot_open"),
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(at("shop.db"), at("link.db")).unwrap();
        std::os::unix::fs::symlink(at("gone.db"), at("dangling.db")).unwrap();
        table.push((at("link.db"), "storage/is_a_symlink"));
        table.push((at("dangling.db"), "storage/is_a_symlink"));
    }
    let before = names_beside(&path);
    for (target, expected) in table {
        let refused = store.backup(&target, on).unwrap_err();
        assert_eq!(refusal(&refused), expected, "{}: {refused}", target.display());
        assert_eq!(names_beside(&path), before);
    }
    assert_eq!(fs::read(at("taken.db")).unwrap(), b"something");
    let transaction = store.begin().unwrap();
    let refused = transaction.backup(at("copy.db"), on).unwrap_err();
    assert_eq!(refusal(&refused), "conflict/transaction_open");
    drop(transaction);
    let key = store.create_api_key(NewApiKey::new()).unwrap().into_record().key.unwrap();
    let scoped = store.scoped(&Credential::from_key(key.expose()).unwrap()).unwrap();
    for refused in [
        scoped.backup(at("copy.db"), on).map(drop),
        scoped.check(on).map(drop),
        scoped.compact().map(drop),
    ] {
        assert_eq!(refusal(&refused.unwrap_err()), "forbidden/forbidden");
    }
    store.dry_run().backup(at("copy.db"), on).unwrap();
    assert_eq!(names_beside(&path), before);
}

#[test]
fn a_backup_that_is_called_off_leaves_nothing_and_the_store_is_as_before() {
    let (_folder, path) = place();
    let store = filled(&path, 2000);
    let before = names_beside(&path);
    for stop_at in ["begin", "copy", "storage", "event_log"] {
        let copy = path.with_file_name("copy.db");
        let called_off = store.backup(&copy, |progress| {
            if progress.step == stop_at { ControlFlow::Break(()) } else { on(progress) }
        });
        // Fast as it is, the work may have been over before it was asked how far it is.
        match called_off {
            Err(error) => {
                assert_eq!(refusal(&error), "interrupted/cancelled");
                assert_eq!(names_beside(&path), before, "called off at {stop_at}");
            }
            Ok(_) => {
                check_copy(&copy);
                fs::remove_file(&copy).unwrap();
            }
        }
    }
    let called_off = store.backup(path.with_file_name("copy.db"), |_| ControlFlow::Break(()));
    assert_eq!(refusal(&called_off.unwrap_err()), "interrupted/cancelled");
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.backup(path.with_file_name("copy.db"), |_| panic!("the caller's own"))
    }));
    assert!(panicked.is_err());
    assert_eq!(names_beside(&path), before);
    let called_off = store.check(|_| ControlFlow::Break(()));
    assert_eq!(refusal(&called_off.unwrap_err()), "interrupted/cancelled");
    store.create_payment(ten_euros()).unwrap();
    check_sound(&path);
}

/// Writes payments from two threads and says which were acknowledged, until it is told to stop.
fn write_until_told(path: &Path) {
    let store = Store::open(path).unwrap();
    let go = path.with_file_name("go");
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while go.exists() {
                    let id = store.create_payment(ten_euros()).unwrap().id;
                    let line = format!("created {id}\n");
                    std::io::Write::write_all(&mut std::io::stdout().lock(), line.as_bytes())
                        .unwrap();
                }
            });
        }
    });
}

/// Tells the writers to stop, also when the test fails.
struct StopOnDrop<'a>(&'a AtomicBool, PathBuf);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
        let _ = fs::remove_file(&self.1);
    }
}

#[test]
fn while_two_processes_write_a_copy_holds_all_that_was_acknowledged_before_it() {
    if let Some((_, path)) = role() {
        return write_until_told(&path);
    }
    let name = "while_two_processes_write_a_copy_holds_all_that_was_acknowledged_before_it";
    let (_folder, path) = place();
    let store = filled(&path, 3000);
    fs::write(path.with_file_name("go"), "").unwrap();
    let mut other = child(name, "writer", &path).spawn().unwrap();
    let acknowledged = std::sync::Mutex::new(Vec::<PaymentId>::new());
    let stop = AtomicBool::new(false);
    let mut copies = Vec::new();
    std::thread::scope(|scope| {
        let others = lines(&mut other);
        scope.spawn(|| {
            for line in others {
                let line = line.unwrap();
                if let Some(Ok(id)) = line.strip_prefix("created ").map(str::parse) {
                    acknowledged.lock().unwrap().push(id);
                }
            }
        });
        for _ in 0..2 {
            scope.spawn(|| {
                while !stop.load(Ordering::SeqCst) {
                    let id = store.create_payment(ten_euros()).unwrap().id;
                    acknowledged.lock().unwrap().push(id);
                }
            });
        }
        let _done = StopOnDrop(&stop, path.with_file_name("go"));
        let begun = Instant::now();
        while acknowledged.lock().unwrap().len() < 50 {
            assert!(begun.elapsed() < Duration::from_secs(20), "nobody writes");
        }
        for number in 0..6 {
            let before = acknowledged.lock().unwrap().clone();
            let copy = path.with_file_name(format!("copy{number}.db"));
            store.backup(&copy, on).unwrap();
            copies.push((copy, before));
        }
    });
    common::files::finish(&mut other);
    let mut known = 0;
    for (copy, before) in copies {
        assert!(before.len() > known, "nobody wrote during the backup");
        known = before.len();
        check_copy(&copy);
        let copy = Store::open_read_only(&copy).unwrap();
        before.into_iter().for_each(|id| drop(copy.payment(id).unwrap()));
    }
    drop(store);
    check_sound(&path);
}

#[cfg(unix)]
#[test]
fn a_full_disk_and_a_kill_leave_no_copy_and_the_store_as_it_was() {
    let name = "a_full_disk_and_a_kill_leave_no_copy_and_the_store_as_it_was";
    if let Some((role, path)) = role() {
        let store = Store::open_read_only(&path).unwrap();
        let copy = path.with_file_name("copy.db");
        if role == "full" {
            // A limit on the size of files stands in for a disk without room.
            let limit = nix::libc::rlimit { rlim_cur: 1 << 20, rlim_max: 1 << 20 };
            // SAFETY: both calls only change how the kernel treats this process.
            unsafe {
                nix::libc::signal(nix::libc::SIGXFSZ, nix::libc::SIG_IGN);
                assert_eq!(nix::libc::setrlimit(nix::libc::RLIMIT_FSIZE, &raw const limit), 0);
            }
            let refused = store.backup(&copy, on).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Storage, "{refused:?}");
            return;
        }
        loop {
            println!("again");
            store.backup(&copy, on).unwrap();
            fs::remove_file(&copy).unwrap();
        }
    }
    let (_folder, path) = place();
    drop(filled(&path, 3000));
    assert!(fs::metadata(&path).unwrap().len() > 2 << 20);
    let before = names_beside(&path);
    common::files::finish(&mut child(name, "full", &path).spawn().unwrap());
    let mut left = names_beside(&path);
    left.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    assert_eq!(left, before);
    for round in 0..10 {
        let mut killed = child(name, "killed", &path).spawn().unwrap();
        let mut said = lines(&mut killed);
        while said.next().unwrap().unwrap() != "again" {}
        std::thread::sleep(Duration::from_millis(round * 7));
        killed.kill().unwrap();
        killed.wait().unwrap();
        // What has the name is whole; what was being made has another.
        let copy = path.with_file_name("copy.db");
        if copy.exists() {
            check_copy_but_for_drafts(&copy);
            fs::remove_file(&copy).unwrap();
        }
    }
    check_sound(&path);
}

#[cfg(unix)]
fn check_copy_but_for_drafts(copy: &Path) {
    for draft in names_beside(copy).iter().filter(|name| name.starts_with(".billfold-")) {
        fs::remove_file(copy.with_file_name(draft)).unwrap();
    }
    check_copy(copy);
}

#[test]
fn a_damaged_store_is_not_copied() {
    let (_folder, path) = place();
    drop(filled(&path, 300));
    plain(&path)
        .execute_batch(
            "DROP TRIGGER event_never_changes; UPDATE event SET actor = 'nobody' WHERE seq = 7",
        )
        .unwrap();
    let store = Store::open(&path).unwrap();
    let refused = store.backup(path.with_file_name("copy.db"), on).unwrap_err();
    assert_eq!(refusal(&refused), "corrupt/damaged");
    assert!(refused.message().contains("event 7"), "{refused}");
    assert!(!path.with_file_name("copy.db").exists());
}
