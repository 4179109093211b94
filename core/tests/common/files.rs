//! Stores in files, and processes of one's own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use billfold_core::{NewPayment, OpenOptions, PageRequest, PaymentFilter, Store, SystemClock};
use rusqlite::Connection;
use tempfile::TempDir;

/// Tells a test that it runs in a child process, and as what.
const ROLE: &str = "BILLFOLD_TEST_ROLE";
/// The store that a child process works on.
const PATH: &str = "BILLFOLD_TEST_PATH";

/// An empty folder, gone with its handle, and the path of a store to be made in it.
pub(crate) fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    (folder, path)
}

/// Options with a clock of their own, so that what they open is not shared with anyone.
pub(crate) fn separate() -> OpenOptions {
    OpenOptions::new().clock(Arc::new(SystemClock))
}

/// Ten euros.
pub(crate) fn ten_euros() -> NewPayment {
    NewPayment::new("10.00", "EUR").unwrap()
}

/// How many payments a store lists.
pub(crate) fn payments(store: &Store) -> i64 {
    store.list_payments(&PaymentFilter::default(), &PageRequest::first()).unwrap().total
}

/// The names in the folder of a store, in order.
pub(crate) fn names_beside(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path.parent().unwrap()).unwrap();
    let name = |entry: std::fs::DirEntry| entry.file_name().into_string().unwrap();
    let mut names: Vec<_> = entries.map(|entry| name(entry.unwrap())).collect();
    names.sort();
    names
}

/// The path with this at its end.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The log is whole, and as long as its head says.
pub(crate) fn check_log(store: &Store) {
    let verification = store.verify(None).unwrap();
    assert!(verification.intact, "{:?}", verification.fault);
    assert_eq!(verification.verified, verification.head.count);
}

/// Every total equals what walking all pages finds.
pub(crate) fn check_totals(store: &Store) {
    use billfold_core::PaymentStatus::{Completed, Expired, Failed, Pending};
    for status in [None, Some(Pending), Some(Completed), Some(Expired), Some(Failed)] {
        let mut filter = PaymentFilter::default();
        filter.status.add_given(status);
        let mut page = store.list_payments(&filter, &PageRequest::first().limit(100)).unwrap();
        let total = page.total;
        let mut found = i64::try_from(page.items.len()).unwrap();
        while let Some(cursor) = page.next_cursor {
            let next = PageRequest::after(cursor).limit(100);
            page = store.list_payments(&filter, &next).unwrap();
            found = found.saturating_add(i64::try_from(page.items.len()).unwrap());
        }
        assert_eq!(total, found, "payments of status {status:?}");
    }
}

/// The file as plain SQLite sees it.
pub(crate) fn plain(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

/// This test program again, in a process of its own, running one test in a role.
pub(crate) fn child(test: &str, role: &str, path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads", "1"]);
    command.env(ROLE, role).env(PATH, path).stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// The role and the store's path, in a child process.
pub(crate) fn role() -> Option<(String, PathBuf)> {
    Some((std::env::var(ROLE).ok()?, std::env::var_os(PATH)?.into()))
}

/// What a child writes, line by line.
pub(crate) fn lines(child: &mut Child) -> std::io::Lines<BufReader<ChildStdout>> {
    BufReader::new(child.stdout.take().unwrap()).lines()
}

/// Waits for a child that must have gone well.
pub(crate) fn finish(child: &mut Child) {
    let status = child.wait().unwrap();
    assert!(status.success(), "the child ended with {status}");
}
