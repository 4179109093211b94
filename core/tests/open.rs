//! Opening, creating, refusing, sharing, closing and bringing up to date.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::time::Duration;

use billfold_core::{ErrorKind, OpenOptions, Result, Store};
use common::files::{
    beside, check_log, child, finish, names_beside, payments, place, plain, role, separate,
    ten_euros,
};
use common::{outcome, refusal};

type Opener = fn(&Path) -> Result<Store>;

const OPEN: Opener = |path| Store::open(path);
const EXISTING: Opener = |path| Store::open_existing(path);
const READ_ONLY: Opener = |path| Store::open_read_only(path);
const CREATE: Opener = |path| Store::create(path);
const ALL: &[Opener] = &[OPEN, EXISTING, READ_ONLY];

/// Every file in a folder with its bytes.
fn contents(path: &Path) -> Vec<(String, Vec<u8>)> {
    let folder = path.parent().unwrap();
    let read = |name: String| {
        let bytes = fs::read(folder.join(&name)).unwrap_or_default();
        (name, bytes)
    };
    names_beside(path).into_iter().map(read).collect()
}

/// Each opener refuses what `make` has made, so, and leaves every byte of it as it is.
fn check(case: &str, expected: &str, openers: &[Opener], make: impl Fn(&Path)) {
    for open in openers {
        let (_folder, path) = place();
        make(&path);
        let before = contents(&path);
        assert_eq!(outcome(open(&path), |_| "opened".to_owned()), expected, "{case}");
        let after = contents(&path);
        for file in &before {
            assert!(after.contains(file), "{case}: {} was touched", file.0);
        }
        let added = |name: &str| !before.iter().any(|(known, _)| known == name);
        let ours = ["shop.db-wal", "shop.db-shm", "shop.db-gate", "shop.db-turn"];
        for (name, bytes) in after.iter().filter(|(name, _)| added(name)) {
            let harmless = ours.contains(&name.as_str()) && !name.ends_with("-wal");
            assert!(harmless || bytes.is_empty(), "{case}: {name} was left behind");
        }
    }
}

/// A store with a payment in it, closed.
fn make_store(path: &Path) {
    let store = Store::create(path).unwrap();
    store.create_payment(ten_euros()).unwrap();
}

/// Changes a store's file by SQL, past its triggers, and leaves no log behind.
fn edit(path: &Path, sql: &str) {
    make_store(path);
    plain(path).execute_batch(sql).unwrap();
}

/// Writes bytes over a store's file.
fn overwrite(path: &Path, at: usize, bytes: &[u8]) {
    make_store(path);
    let mut file = fs::read(path).unwrap();
    file[at..at.saturating_add(bytes.len())].copy_from_slice(bytes);
    fs::write(path, file).unwrap();
}

#[test]
fn what_is_no_store_is_refused_and_left_as_it_is() {
    let not_a_database = "corrupt/not_a_database";
    let somebody_elses = "corrupt/not_a_billfold_store";
    check("random bytes", not_a_database, ALL, |path| {
        let mut bytes = [0_u8; 8192];
        getrandom::fill(&mut bytes).unwrap();
        fs::write(path, bytes).unwrap();
    });
    check("a text", not_a_database, ALL, |path| fs::write(path, "amount,currency\n").unwrap());
    check("a long text", not_a_database, ALL, |path| {
        fs::write(path, "amount,currency\n".repeat(1000)).unwrap();
    });
    check("nothing", not_a_database, ALL, |path| fs::write(path, "").unwrap());
    check("another program's database", somebody_elses, ALL, |path| {
        plain(path).execute_batch("CREATE TABLE note (text); PRAGMA user_version = 3").unwrap();
    });
    check("another program's database, left in mid-work", somebody_elses, ALL, |path| {
        let source = path.with_file_name("source");
        let other = plain(&source);
        other.pragma_update(None, "journal_mode", "WAL").unwrap();
        other.execute_batch("CREATE TABLE note (text); INSERT INTO note VALUES (1)").unwrap();
        for suffix in ["", "-wal", "-shm"] {
            fs::copy(beside(&source, suffix), beside(path, suffix)).unwrap();
        }
        drop(other);
        fs::remove_file(source).unwrap();
    });
}

#[test]
fn a_newer_or_damaged_store_is_refused_and_left_as_it_is() {
    let too_new = "schema_too_new/schema_too_new";
    let damaged = "corrupt/damaged";
    check("a newer schema", too_new, ALL, |path| edit(path, "PRAGMA user_version = 1000"));
    check("a page size of nought", "corrupt/not_a_database", ALL, |path| {
        overwrite(path, 16, &[0, 0]);
    });
    check("no magic", "corrupt/not_a_database", ALL, |path| overwrite(path, 0, b"SQLitf"));
    check("a damaged first page", damaged, ALL, |path| overwrite(path, 100, &[0xFF; 900]));
    check("a file cut in half", damaged, ALL, |path| {
        make_store(path);
        let half = fs::metadata(path).unwrap().len() / 2;
        fs::OpenOptions::new().write(true).open(path).unwrap().set_len(half).unwrap();
    });
    for damage in [
        "UPDATE refinery_schema_history SET checksum = 'none' WHERE version = 2",
        "UPDATE refinery_schema_history SET checksum = NULL WHERE version = 2",
        "UPDATE refinery_schema_history SET name = 'other' WHERE version = 1",
        "UPDATE refinery_schema_history SET version = 99 WHERE version = 1",
        "DELETE FROM refinery_schema_history WHERE version = 2",
        "DELETE FROM refinery_schema_history",
        "DROP TABLE refinery_schema_history",
    ] {
        check(damage, damaged, ALL, |path| edit(path, damage));
    }
}

#[test]
fn a_damaged_page_further_in_is_an_error_when_it_is_read_and_not_an_empty_list() {
    let (_folder, path) = place();
    make_store(&path);
    let page = plain(&path)
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'payment'", [], |row| {
            row.get::<_, i64>(0)
        })
        .unwrap();
    let at = usize::try_from(page).unwrap().saturating_sub(1).saturating_mul(4096);
    let mut bytes = fs::read(&path).unwrap();
    bytes[at..at.saturating_add(4096)].fill(0xA5);
    fs::write(&path, bytes).unwrap();
    let store = Store::open(&path).unwrap();
    let listed = store.list_payments(&Default::default(), &billfold_core::PageRequest::first());
    assert_eq!(refusal(&listed.unwrap_err()), "corrupt/damaged");
    assert_eq!(refusal(&store.create_payment(ten_euros()).unwrap_err()), "corrupt/damaged");
}

#[test]
fn what_is_no_plain_file_of_ones_own_is_refused() {
    check("a directory", "storage/is_a_directory", ALL, |path| fs::create_dir(path).unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        check("a symbolic link", "storage/is_a_symlink", ALL, |path| {
            let target = path.with_file_name("target");
            make_store(&target);
            symlink(&target, path).unwrap();
        });
        check("a link to nothing", "storage/is_a_symlink", ALL, |path| {
            symlink("/nowhere/at/all", path).unwrap();
        });
        check("a file for all to write", "storage/world_writable", ALL, |path| {
            make_store(path);
            fs::set_permissions(path, fs::Permissions::from_mode(0o606)).unwrap();
        });
        check("a socket", "storage/not_a_file", ALL, |path| {
            drop(std::os::unix::net::UnixListener::bind(path).unwrap());
        });
    }
    let (folder, _) = place();
    let lost = folder.path().join("none").join("shop.db");
    for open in [OPEN, CREATE, EXISTING, READ_ONLY] {
        assert_eq!(refusal(&open(&lost).unwrap_err()), "not_found/not_found");
    }
}

/// The superuser may write what nobody may: for it there is nothing to refuse, and this test
/// does nothing.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_can_only_be_read() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let (folder, path) = place();
    if fs::metadata(folder.path()).unwrap().uid() == 0 {
        return;
    }
    make_store(&path);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    for open in [OPEN, EXISTING] {
        assert_eq!(refusal(&open(&path).unwrap_err()), "storage/permission_denied");
    }
    assert_eq!(payments(&Store::open_read_only(&path).unwrap()), 1);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    for open in [OPEN, EXISTING, READ_ONLY] {
        assert_eq!(refusal(&open(&path).unwrap_err()), "storage/permission_denied");
    }
}

#[test]
fn a_missing_file_is_created_only_when_that_was_asked() {
    check("no file", "not_found/not_found", &[EXISTING, READ_ONLY], |_| {});
    check("a file", "conflict/file_exists", &[CREATE], make_store);
    check("any file", "conflict/file_exists", &[CREATE], |path| fs::write(path, "x").unwrap());
}

#[test]
fn a_new_store_leaves_nothing_over_and_is_its_owners_alone() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    store.create_payment(ten_euros()).unwrap();
    let open = ["shop.db", "shop.db-gate", "shop.db-shm", "shop.db-turn", "shop.db-wal"];
    assert_eq!(names_beside(&path), open);
    #[cfg(unix)]
    for name in open {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path.with_file_name(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    drop(store);
    assert_eq!(names_beside(&path), ["shop.db", "shop.db-gate", "shop.db-turn"]);
    assert!(Store::create(&path).is_err());
    assert_eq!(names_beside(&path), ["shop.db", "shop.db-gate", "shop.db-turn"]);
}

#[test]
fn the_last_handle_closes_the_file_even_if_it_is_a_transactions() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    store.create_payment(ten_euros()).unwrap();
    let transaction = store.begin().unwrap();
    transaction.create_payment(ten_euros()).unwrap();
    drop(store);
    drop(transaction);
    assert_eq!(names_beside(&path), ["shop.db", "shop.db-gate", "shop.db-turn"]);
    assert_eq!(payments(&Store::open(&path).unwrap()), 1);
}

#[test]
fn threads_that_open_a_fresh_path_at_once_all_succeed() {
    for _ in 0..30 {
        let (_folder, path) = place();
        let barrier = std::sync::Barrier::new(6);
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    barrier.wait();
                    let store = separate().open(&path).unwrap();
                    store.create_payment(ten_euros()).unwrap();
                });
            }
        });
        let store = Store::open(&path).unwrap();
        assert_eq!(payments(&store), 6);
        check_log(&store);
        let names = names_beside(&path);
        assert!(names.iter().all(|name| !name.ends_with(".tmp")), "{names:?}");
    }
}

#[test]
fn processes_that_open_a_fresh_path_at_once_all_succeed() {
    if let Some((role, path)) = role() {
        assert_eq!(role, "opener");
        while !beside(&path, "-go").exists() {
            std::hint::spin_loop();
        }
        Store::open(&path).unwrap().create_payment(ten_euros()).unwrap();
        return;
    }
    for _ in 0..10 {
        let (_folder, path) = place();
        let name = "processes_that_open_a_fresh_path_at_once_all_succeed";
        let start = |_| child(name, "opener", &path).spawn().unwrap();
        let mut children: Vec<_> = (0..6).map(start).collect();
        std::thread::sleep(Duration::from_millis(30));
        fs::write(beside(&path, "-go"), "").unwrap();
        children.iter_mut().for_each(finish);
        let store = Store::open(&path).unwrap();
        assert_eq!(payments(&store), 6);
        check_log(&store);
    }
}

#[test]
fn opening_a_file_twice_shares_the_store_unless_the_options_differ() {
    let (_folder, path) = place();
    let one = Store::open(&path).unwrap();
    let same = Store::open_existing(&path).unwrap();
    let other = separate().open(&path).unwrap();
    let patient = OpenOptions::new().patience(Duration::from_secs(5)).open(&path).unwrap();
    let reader = Store::open_read_only(&path).unwrap();
    one.close().unwrap();
    assert_eq!(refusal(&same.create_payment(ten_euros()).unwrap_err()), "closed/closed");
    other.create_payment(ten_euros()).unwrap();
    patient.create_payment(ten_euros()).unwrap();
    assert_eq!(payments(&reader), 2);
}

#[test]
fn a_closed_store_answers_closed_and_the_file_can_be_opened_again() {
    let (_folder, path) = place();
    let store = Store::open(&path).unwrap();
    let kept = store.clone();
    let made = store.create_payment(ten_euros()).unwrap();
    store.close().unwrap();
    assert_eq!(names_beside(&path), ["shop.db", "shop.db-gate", "shop.db-turn"]);
    let refusals = [
        kept.payment(made.id).map(drop),
        kept.create_payment(ten_euros()).map(drop),
        kept.begin().map(drop),
        kept.now().map(drop),
        kept.clone().close(),
    ];
    for refused in refusals {
        assert_eq!(refusal(&refused.unwrap_err()), "closed/closed");
    }
    let again = Store::open(&path).unwrap();
    again.create_payment(ten_euros()).unwrap();
    drop(kept);
    again.create_payment(ten_euros()).unwrap();
    assert_eq!(payments(&again), 3);
    check_log(&again);
}

#[test]
fn closing_while_others_read_and_write_harms_nobody() {
    for _ in 0..20 {
        let (_folder, path) = place();
        let store = Store::open(&path).unwrap();
        let made = std::sync::atomic::AtomicI64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let (store, made) = (store.clone(), &made);
                scope.spawn(move || {
                    loop {
                        let done = store.create_payment(ten_euros()).and_then(|payment| {
                            made.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                            store.payment(payment.id)
                        });
                        match done {
                            Ok(_) => {}
                            Err(error) => return assert_eq!(error.kind(), ErrorKind::Closed),
                        }
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(5));
            store.close().unwrap();
        });
        let store = Store::open(&path).unwrap();
        assert_eq!(payments(&store), made.into_inner());
        check_log(&store);
    }
}

#[test]
fn a_patience_beyond_measure_is_taken() {
    let (_folder, path) = place();
    let options = OpenOptions::new().patience(Duration::MAX).lease(Duration::MAX);
    for store in [options.open(&path).unwrap(), options.in_memory().unwrap()] {
        store.atomically(|store| store.create_payment(ten_euros())).unwrap();
        assert_eq!(payments(&store), 1);
    }
}

#[cfg(unix)]
#[test]
fn a_forked_child_is_told_so_and_may_open_the_file_again() {
    // It forks in a process that runs no other test: a fork copies locks that other threads hold.
    let Some((_, path)) = role() else {
        let (_folder, path) = place();
        let name = "a_forked_child_is_told_so_and_may_open_the_file_again";
        return finish(&mut child(name, "parent", &path).spawn().unwrap());
    };
    let store = Store::open(&path).unwrap();
    store.create_payment(ten_euros()).unwrap();
    let mut watch = store.watch().unwrap();
    fork(|| {
        assert_eq!(refusal(&watch.changed().unwrap_err()), "forked/forked");
        in_forked_child(&store, &path);
    });
    assert!(watch.changed().unwrap());
    store.create_payment(ten_euros()).unwrap();
    assert_eq!(payments(&store), 3);
    check_log(&store);
}

/// Does something in a forked child, and waits for its end, which must be a good one.
#[cfg(unix)]
fn fork(child: impl FnOnce()) {
    // SAFETY: fork has no preconditions of its own. The child runs on a copy of this thread's
    // stack, and ends by `_exit` whatever happens. It allocates, which glibc and musl allow in
    // the child even of a process with several threads.
    let process = unsafe { nix::libc::fork() };
    if process == 0 {
        let good = std::panic::catch_unwind(AssertUnwindSafe(child));
        // SAFETY: it only ends the process, without running what the parent will run.
        unsafe { nix::libc::_exit(i32::from(good.is_err())) }
    }
    let mut status = 0;
    // SAFETY: `status` outlives the call, and the process is a child of ours.
    let waited = unsafe { nix::libc::waitpid(process, &raw mut status, 0) };
    assert_eq!((waited, status), (process, 0));
}

#[cfg(unix)]
fn in_forked_child(inherited: &Store, path: &Path) {
    let inherited = inherited.clone();
    for refused in [inherited.now().map(drop), inherited.begin().map(drop)] {
        assert_eq!(refusal(&refused.unwrap_err()), "forked/forked");
    }
    assert_eq!(refusal(&inherited.clone().close().unwrap_err()), "forked/forked");
    drop(inherited);
    let own = Store::open(path).unwrap();
    own.create_payment(ten_euros()).unwrap();
    assert_eq!(payments(&own), 2);
    check_log(&own);
    own.close().unwrap();
}

#[cfg(unix)]
#[test]
fn a_forked_child_leaves_its_parent_s_transaction_alone() {
    let Some((_, path)) = role() else {
        let (_folder, path) = place();
        let name = "a_forked_child_leaves_its_parent_s_transaction_alone";
        return finish(&mut child(name, "parent", &path).spawn().unwrap());
    };
    let store = Store::open(&path).unwrap();
    let mut work = Some(store.begin().unwrap());
    work.as_ref().unwrap().create_payment(ten_euros()).unwrap();
    fork(|| {
        let inherited = work.take().unwrap();
        assert_eq!(refusal(&inherited.commit().unwrap_err()), "forked/forked");
        drop(inherited);
        let turn = fs::File::open(beside(&path, "-turn")).unwrap();
        assert!(turn.try_lock().is_err(), "the parent's turn to write was given away");
    });
    let work = work.unwrap();
    work.create_payment(ten_euros()).unwrap();
    work.commit().unwrap();
    assert_eq!(payments(&store), 2);
    check_log(&store);
}

#[test]
fn a_log_that_someone_switched_off_is_switched_on_again() {
    let (_folder, path) = place();
    edit(&path, "PRAGMA journal_mode = DELETE");
    let reader = Store::open_read_only(&path).unwrap();
    assert_eq!(payments(&reader), 1);
    drop(reader);
    let store = Store::open(&path).unwrap();
    store.create_payment(ten_euros()).unwrap();
    drop(store);
    let mode: String = plain(&path).query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    assert_eq!(payments(&Store::open(&path).unwrap()), 2);
}

#[test]
fn a_read_only_handle_reads_what_another_process_writes_and_changes_nothing() {
    if let Some((role, path)) = role() {
        assert_eq!(role, "writer");
        let store = Store::open(&path).unwrap();
        (0..50).for_each(|_| drop(store.create_payment(ten_euros()).unwrap()));
        return;
    }
    let (_folder, path) = place();
    make_store(&path);
    let reader = Store::open_read_only(&path).unwrap();
    assert!(reader.is_read_only());
    let name = "a_read_only_handle_reads_what_another_process_writes_and_changes_nothing";
    let mut writer = child(name, "writer", &path).spawn().unwrap();
    let mut seen = 0;
    while seen < 51 {
        let now = payments(&reader);
        assert!(now >= seen, "{seen} payments became {now}");
        check_log(&reader);
        seen = now;
    }
    finish(&mut writer);
    for refused in [
        reader.create_payment(ten_euros()).map(drop),
        reader.dry_run().create_payment(ten_euros()).map(drop),
        reader.begin().map(drop),
        reader.sweep(false).map(drop),
    ] {
        assert_eq!(refusal(&refused.unwrap_err()), "read_only/read_only");
    }
    assert_eq!(payments(&reader), 51);
    reader.close().unwrap();
}

/// The migrations as they stand in the repository: version, name, SQL.
fn migrations() -> Vec<(i64, String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let (version, name) = stem.split_once("__").unwrap();
        let version = version.strip_prefix('V').unwrap().parse().unwrap();
        (version, name.to_owned(), fs::read_to_string(path).unwrap())
    };
    let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(read).collect();
    found.sort();
    found
}

#[test]
fn each_migration_ends_by_noting_its_number() {
    for (place, (version, name, sql)) in (1..).zip(migrations()) {
        assert_eq!(version, place, "{name}");
        assert!(
            sql.trim_end().ends_with(&format!("\nPRAGMA user_version = {version};")),
            "V{version}__{name}.sql"
        );
    }
}

/// A store as the library before the newest migration would have made it.
fn make_old_store(path: &Path) -> i64 {
    let donor = path.with_file_name("donor");
    make_store(&donor);
    let old = plain(path);
    let mut steps = migrations();
    let (newest, _, _) = steps.pop().unwrap();
    old.execute_batch("PRAGMA application_id = 0x42464C44; PRAGMA journal_mode = WAL").unwrap();
    steps.iter().for_each(|(_, _, sql)| old.execute_batch(sql).unwrap());
    old.execute("ATTACH ? AS donor", [donor.to_str().unwrap()]).unwrap();
    old.execute_batch(&format!(
        "CREATE TABLE refinery_schema_history
            (version INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255),
            checksum VARCHAR(255));
        INSERT INTO refinery_schema_history
            SELECT * FROM donor.refinery_schema_history WHERE version < {newest};
        INSERT INTO site SELECT * FROM donor.site;
        INSERT INTO meta SELECT * FROM donor.meta;
        UPDATE meta SET event_count = 0, event_hash = zeroblob(32);
        DETACH donor"
    ))
    .unwrap();
    drop(old);
    for name in names_beside(&donor).iter().filter(|name| name.starts_with("donor")) {
        fs::remove_file(donor.with_file_name(name)).unwrap();
    }
    newest
}

/// Everything that a schema consists of, and what the file says of its version.
fn schema(path: &Path) -> (Vec<String>, i64, i64) {
    let file = plain(path);
    let number = |sql| file.query_row(sql, [], |row| row.get(0)).unwrap();
    let mut statement =
        file.prepare("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name").unwrap();
    let parts = statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>();
    let version = number("PRAGMA user_version");
    (parts.unwrap(), version, number("SELECT count(*) FROM refinery_schema_history"))
}

#[test]
fn an_older_schema_is_brought_up_to_date_by_whoever_may_write() {
    let (_folder, path) = place();
    let newest = make_old_store(&path);
    let refused = Store::open_read_only(&path).unwrap_err();
    assert_eq!(refusal(&refused), "read_only/schema_too_old");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| separate().open(&path).unwrap().create_payment(ten_euros()).unwrap());
        }
    });
    assert_eq!(payments(&Store::open_read_only(&path).unwrap()), 4);
    check_log(&Store::open(&path).unwrap());
    let (_folder, fresh) = place();
    make_store(&fresh);
    let (mut parts, version, history) = schema(&path);
    let (mut expected, ..) = schema(&fresh);
    for list in [&mut parts, &mut expected] {
        list.retain(|part| !part.contains("refinery_schema_history"));
    }
    assert_eq!(parts, expected);
    assert_eq!((version, history), (newest, newest));
}

#[test]
fn a_migration_that_fails_leaves_the_file_as_it_was() {
    let (_folder, path) = place();
    make_old_store(&path);
    let (_, _, sql) = migrations().pop().unwrap();
    let (_, rest) = sql.split_once("CREATE TABLE ").unwrap();
    let in_the_way = rest.split_whitespace().next().unwrap();
    plain(&path).execute_batch(&format!("CREATE TABLE {in_the_way} (none)")).unwrap();
    let (before, bytes) = (schema(&path), fs::read(&path).unwrap());
    for _ in 0..2 {
        let refused = Store::open(&path).unwrap_err();
        assert_eq!(refusal(&refused), "storage/migration_failed");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    assert_eq!(schema(&path), before);
    plain(&path).execute_batch(&format!("DROP TABLE {in_the_way}")).unwrap();
    Store::open(&path).unwrap().create_payment(ten_euros()).unwrap();
}

/// What `core/schema.sql` says at its top.
const SCHEMA_HEADER: &str = "\
-- The whole schema as the migrations build it, to read. It is never run, and never edited:
-- `UPDATE_EXPECT=1 cargo test -p billfold-core --test open` writes it anew.
";

#[test]
fn the_reading_copy_of_the_schema_is_what_the_migrations_build() {
    let (_folder, path) = place();
    make_store(&path);
    let file = plain(&path);
    let mut statement = file
        .prepare(
            "SELECT sql FROM sqlite_schema
            WHERE sql IS NOT NULL AND name <> 'refinery_schema_history'
                AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
            ORDER BY rowid",
        )
        .unwrap();
    let parts = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut built = SCHEMA_HEADER.to_owned();
    for part in parts {
        built.push_str(&format!("\n{};\n", part.unwrap()));
    }
    let copy = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema.sql");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&copy, &built).unwrap();
    }
    assert_eq!(fs::read_to_string(&copy).unwrap_or_default(), built, "run with UPDATE_EXPECT=1");
}
