//! What a call through the C ABI costs beyond the core's own call, and what it costs to read a
//! record of a page.
//!
//! Both sides do the same in turns, in one process, on the same rows; the figure of a side is the
//! median of its rounds.
//!
//! `cargo bench -p billfold-ffi` runs it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::undocumented_unsafe_blocks,
    missing_docs,
    reason = "a benchmark prints its figures, and stops when something is wrong"
)]

use std::ffi::{CString, c_char};
use std::hint::black_box;
use std::mem::zeroed;
use std::path::Path;
use std::ptr::{null, null_mut};
use std::time::{Duration, Instant};

use billfold::*;
use billfold_core::{NewPayment, PageRequest, PaymentFilter, PaymentId, Store};

/// Payments in the store.
const ROWS: usize = 2000;
/// Calls a round.
const CALLS: usize = 500;
/// Rounds of each side.
const ROUNDS: usize = 41;
/// Records of the page that is read.
const PAGE: usize = 100;

fn main() {
    // Both read the very same rows: opened twice in a process, a file has one store inside.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("calls.db");
    let core = Store::open(&path).unwrap();
    let store = open(Some(&path));
    let transaction = core.begin().unwrap();
    let ids: Vec<PaymentId> =
        (0..ROWS).map(|_| transaction.create_payment(new()).unwrap().id).collect();
    transaction.commit().unwrap();
    let named: Vec<CString> = ids.iter().map(|id| CString::new(id.to_string()).unwrap()).collect();
    println!("the call's own cost: median of {ROUNDS} rounds of {CALLS} calls, in turns");
    compare(
        "get one payment",
        |call| drop(black_box(core.payment(ids[call % ROWS]).unwrap())),
        |call| free(get(store, &named[call % ROWS])),
    );
    compare(
        "list 100 payments",
        |_| {
            let request = PageRequest::first().limit(100);
            drop(black_box(core.list_payments(&PaymentFilter::default(), &request).unwrap()));
        },
        |_| free(list(store)),
    );
    records(store);
    unsafe { billfold_store_free(store) };
    // In memory, so that no disk hides the difference.
    let (core, store) = (Store::in_memory().unwrap(), open(None));
    println!("and of a change: in memory");
    compare(
        "create a payment",
        |_| drop(black_box(core.create_payment(new()).unwrap())),
        |_| free(create(store)),
    );
    compare(
        "create, from a body",
        |_| {
            let body = r#"{"amount": 500, "currency": "USD", "description": "Order 4711",
                "success_url": "https://example.com/paid"}"#;
            drop(black_box(core.create_payment(NewPayment::from_json(body).unwrap()).unwrap()));
        },
        |_| free(create(store)),
    );
    unsafe { billfold_store_free(store) };
    assert_eq!(billfold_debug_live(), 0);
}

fn new() -> NewPayment {
    let mut new = NewPayment::new("500.00", "USD").unwrap();
    new.description = Some("Order 4711".to_owned());
    new.success_url = Some("https://example.com/paid".to_owned());
    new
}

fn open(path: Option<&Path>) -> *mut billfold_store {
    let mut store = null_mut();
    let mut options: billfold_open_options = unsafe { zeroed() };
    options.struct_size = size_of::<billfold_open_options>();
    options.mode = if path.is_some() { BILLFOLD_OPEN } else { BILLFOLD_OPEN_IN_MEMORY };
    let path = path.map(|path| CString::new(path.to_str().unwrap()).unwrap());
    let path = path.as_ref().map_or(null(), |path| path.as_ptr());
    let (options, store_out) = (&raw const options, &raw mut store);
    let status = unsafe { billfold_store_open(path, usize::MAX, options, store_out, null_mut()) };
    assert_eq!(status, BILLFOLD_OK);
    store
}

fn text(text: &'static std::ffi::CStr) -> billfold_str {
    billfold_str { ptr: text.as_ptr(), len: usize::MAX }
}

fn create(store: *const billfold_store) -> *mut billfold_page {
    let mut input: billfold_new_payment = unsafe { zeroed() };
    input.struct_size = size_of::<billfold_new_payment>();
    input.amount_minor = 50_000;
    input.currency = text(c"USD");
    input.description = text(c"Order 4711");
    input.success_url = text(c"https://example.com/paid");
    let mut page = null_mut();
    let status =
        unsafe { billfold_payment_create(store, &raw const input, &raw mut page, null_mut()) };
    assert_eq!(status, BILLFOLD_OK);
    page
}

fn get(store: *const billfold_store, id: &CString) -> *mut billfold_page {
    let (mut page, id): (_, *const c_char) = (null_mut(), id.as_ptr());
    let status = unsafe { billfold_payment_get(store, id, usize::MAX, &raw mut page, null_mut()) };
    assert_eq!(status, BILLFOLD_OK);
    page
}

fn list(store: *const billfold_store) -> *mut billfold_page {
    let mut options: billfold_list_options = unsafe { zeroed() };
    options.struct_size = size_of::<billfold_list_options>();
    options.limit = i64::try_from(PAGE).unwrap();
    let mut page = null_mut();
    let status =
        unsafe { billfold_payment_list(store, &raw const options, &raw mut page, null_mut()) };
    assert_eq!(status, BILLFOLD_OK);
    page
}

/// A view to read into, again and again, as programs do.
fn view() -> billfold_payment {
    let mut view: billfold_payment = unsafe { zeroed() };
    view.struct_size = size_of::<billfold_payment>();
    view
}

fn read(page: *const billfold_page, index: usize, view: &mut billfold_payment) {
    let status = unsafe { billfold_page_payment(page, index, view, null_mut()) };
    assert_eq!(status, BILLFOLD_OK);
    assert_ne!(black_box(view).version, 0);
}

fn free(page: *mut billfold_page) {
    unsafe { billfold_page_free(page) };
}

fn round(mut call: impl FnMut(usize), calls: usize) -> Duration {
    let start = Instant::now();
    (0..calls).for_each(&mut call);
    start.elapsed() / u32::try_from(calls).unwrap()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn compare(name: &str, mut core: impl FnMut(usize), mut ffi: impl FnMut(usize)) {
    let (mut of_core, mut of_ffi) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_core.push(round(&mut core, CALLS));
        of_ffi.push(round(&mut ffi, CALLS));
    }
    let (core, ffi) = (median(of_core), median(of_ffi));
    let more = ffi.as_nanos() as f64 - core.as_nanos() as f64;
    println!("  {name:<20} core {core:>9.2?}   C ABI {ffi:>9.2?}   more by {more:>6.0} ns");
}

fn records(store: *const billfold_store) {
    println!("reading the records of a page of {PAGE}: median of {ROUNDS} rounds, a record");
    let (mut first, mut again, mut json) = (Vec::new(), Vec::new(), Vec::new());
    let mut view = view();
    for _ in 0..ROUNDS {
        let page = list(store);
        first.push(round(|index| read(page, index, &mut view), PAGE));
        again.push(round(|index| read(page, index, &mut view), PAGE));
        let mut text = billfold_str { ptr: null(), len: 0 };
        json.push(round(
            |index| {
                let out = &raw mut text;
                let status = unsafe { billfold_page_record_json(page, index, out, null_mut()) };
                assert_eq!(status, BILLFOLD_OK);
            },
            PAGE,
        ));
        free(page);
    }
    println!("  for the first time   {:>8.0?}", median(first));
    println!("  again                {:>8.0?}", median(again));
    println!("  as JSON              {:>8.0?}", median(json));
}
