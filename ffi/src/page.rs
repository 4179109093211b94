//! Pages: what a call answers with.

use std::any::Any;
use std::ffi::CStr;
use std::sync::OnceLock;

use billfold_core::{Error, Outcome, Page, Result};
use serde::Serialize;

use crate::arena::Arena;
use crate::debug::Live;
use crate::error::{billfold_error, billfold_status};
use crate::guard;
use crate::tagged::{Tagged, fill, tagged};
use crate::text::{billfold_str, lendable, unwritable};
use crate::view::mask;

/// A record of the core with its form in the ABI. Two of the core's may have one form: a client,
/// and a client with the secret that is shown once.
pub(crate) trait Record: Serialize + Send + Sync + 'static {
    /// What errors call records of this kind.
    const NAME: &'static str;
    /// The struct that shows one.
    type View: Tagged;
    /// What it has any number of, shown one by one; `()` if nothing.
    type Part: Copy + 'static;

    /// The record's view; its texts are lent from the arena.
    fn view(&self, arena: &Arena) -> Self::View;

    /// The record's parts; their texts are lent from the arena.
    fn parts(&self, _arena: &Arena) -> Vec<Self::Part> {
        Vec::new()
    }
}

/// What a call answers with: records, and what is to be said of them together.
pub(crate) trait Answer {
    type Record: Record;
    fn into_parts(self) -> (Vec<Self::Record>, About);
}

/// What is to be said of records together.
pub(crate) struct About {
    /// Whether the records are a list; else the answer is one record.
    is_list: bool,
    total: i64,
    /// Whether that is only how many there are at the least.
    uncounted: bool,
    page: Option<i64>,
    limit: i64,
    start_cursor: Option<Box<CStr>>,
    next_cursor: Option<Box<CStr>>,
    replayed: bool,
}

impl About {
    fn one(replayed: bool) -> Self {
        Self {
            is_list: false,
            total: 1,
            uncounted: false,
            page: None,
            limit: 1,
            start_cursor: None,
            next_cursor: None,
            replayed,
        }
    }
}

/// One record that is not the outcome of a mutation.
pub(crate) struct One<T>(pub(crate) T);

impl<T: Record> Answer for One<T> {
    type Record = T;

    fn into_parts(self) -> (Vec<T>, About) {
        (vec![self.0], About::one(false))
    }
}

/// One record, or none: a page of as many.
impl<T: Record> Answer for Option<T> {
    type Record = T;

    fn into_parts(self) -> (Vec<T>, About) {
        let total = i64::from(self.is_some());
        (self.into_iter().collect(), About { total, ..About::one(false) })
    }
}

impl<T: Record> Answer for Outcome<T> {
    type Record = T;

    fn into_parts(self) -> (Vec<T>, About) {
        let about = About::one(self.replayed);
        (vec![self.into_record()], about)
    }
}

impl<T: Record> Answer for Page<T> {
    type Record = T;

    fn into_parts(self) -> (Vec<T>, About) {
        let about = About {
            is_list: true,
            total: self.total,
            uncounted: !self.is_counted,
            page: self.page,
            limit: self.limit,
            start_cursor: self.start_cursor.map(lendable),
            next_cursor: self.next_cursor.map(lendable),
            replayed: false,
        };
        (self.items, about)
    }
}

/// All there is, in one answer.
impl<T: Record> Answer for Vec<T> {
    type Record = T;

    fn into_parts(self) -> (Vec<T>, About) {
        let count = i64::try_from(self.len()).unwrap_or(i64::MAX);
        let about = About {
            is_list: true,
            total: count,
            uncounted: false,
            page: Some(1),
            limit: count,
            start_cursor: None,
            next_cursor: None,
            replayed: false,
        };
        (self, about)
    }
}

/// Records that a call answered with: those of a list, or just one. It never changes, and may be
/// read from any number of threads at once. It is the caller's: free it once with
/// billfold_page_free; no order among pages and stores is needed.
pub struct billfold_page {
    records: Box<dyn Records>,
    about: About,
    json: OnceLock<Box<CStr>>,
    _live: Live,
}

/// Records of a kind that only their accessors know.
trait Records: Any + Send + Sync {
    fn name(&self) -> &'static str;
    fn len(&self) -> usize;
    fn json(&self, index: usize) -> Result<&CStr>;
    /// What is lent of a record: a [`Lent`] of its view and part.
    fn lent(&self, index: usize) -> Result<&dyn Any>;
}

/// What has been lent of a record so far. It is small, so that a list costs no more than its
/// records until one of them is read.
struct Slot<T: Record> {
    lent: OnceLock<Box<Lent<T::View, T::Part>>>,
    json: OnceLock<Box<CStr>>,
}

impl<T: Record> Slot<T> {
    const fn new() -> Self {
        Self { lent: OnceLock::new(), json: OnceLock::new() }
    }
}

/// A view with what its pointers point to.
struct Lent<V, P> {
    view: V,
    parts: Vec<P>,
    _arena: Arena,
}

// SAFETY: its pointers point into its own arena, which nobody allocates from any more: there is
// nothing left in it that changes.
unsafe impl<V: Tagged, P: Copy> Send for Lent<V, P> {}
// SAFETY: as above.
unsafe impl<V: Tagged, P: Copy> Sync for Lent<V, P> {}

/// Records, and a slot for each.
struct Kept<T: Record> {
    records: Vec<T>,
    slots: Vec<Slot<T>>,
}

impl<T: Record> Kept<T> {
    fn new(records: Vec<T>) -> Self {
        let slots = records.iter().map(|_| Slot::new()).collect();
        Self { records, slots }
    }

    fn record(&self, index: usize) -> Result<(&T, &Slot<T>)> {
        self.records.get(index).zip(self.slots.get(index)).ok_or_else(|| {
            let count = self.records.len();
            Error::invalid("index", "index", format!("is {index}; the page has {count} records"))
        })
    }
}

impl<T: Record> Records for Kept<T> {
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn len(&self) -> usize {
        self.records.len()
    }

    fn json(&self, index: usize) -> Result<&CStr> {
        let (record, slot) = self.record(index)?;
        written(&slot.json, || serde_json::to_string(record))
    }

    fn lent(&self, index: usize) -> Result<&dyn Any> {
        let (record, slot) = self.record(index)?;
        let lent = slot.lent.get_or_init(|| {
            let arena = Arena::new();
            let (view, parts) = (record.view(&arena), record.parts(&arena));
            Box::new(Lent { view, parts, _arena: arena })
        });
        Ok(&**lent)
    }
}

/// The text in the lock, written there if nobody has.
fn written(
    lock: &OnceLock<Box<CStr>>,
    write: impl FnOnce() -> serde_json::Result<String>,
) -> Result<&CStr> {
    if let Some(text) = lock.get() {
        return Ok(text);
    }
    let text = lendable(write().map_err(|error| unwritable(&error))?);
    Ok(lock.get_or_init(|| text))
}

impl billfold_page {
    pub(crate) fn new(answer: impl Answer) -> *mut Self {
        let (records, about) = answer.into_parts();
        let records = Box::new(Kept::new(records));
        let page = Self { records, about, json: OnceLock::new(), _live: Live::new() };
        Box::into_raw(Box::new(page))
    }

    /// What is lent of the record at `index`.
    fn lent<T: Record>(&self, index: usize) -> Result<&Lent<T::View, T::Part>> {
        self.records.lent(index)?.downcast_ref().ok_or_else(|| {
            let found = self.records.name();
            Error::invalid("page", "kind", format!("is of another kind: {found}, not {}", T::NAME))
        })
    }

    /// The part at `part` of the record at `index`; `name` is what the caller calls its place.
    fn part<T: Record>(&self, index: usize, part: usize, name: &str) -> Result<&T::Part> {
        let parts = &self.lent::<T>(index)?.parts;
        parts.get(part).ok_or_else(|| {
            let count = parts.len();
            Error::invalid(name, "index", format!("is {part}; the record has {count} of them"))
        })
    }

    fn describe(&self) -> billfold_page_info {
        let about = &self.about;
        let has = [
            (about.page.is_some(), BILLFOLD_PAGE_HAS_PAGE),
            (about.next_cursor.is_some(), BILLFOLD_PAGE_HAS_NEXT_CURSOR),
            (about.start_cursor.is_some(), BILLFOLD_PAGE_HAS_START_CURSOR),
        ];
        let lent = |cursor: &Option<Box<CStr>>| {
            cursor.as_deref().map_or(billfold_str::NONE, billfold_str::of)
        };
        billfold_page_info {
            struct_size: size_of::<billfold_page_info>(),
            has: mask(&has),
            count: self.records.len(),
            total: about.total,
            page: about.page.unwrap_or_default(),
            limit: about.limit,
            next_cursor: lent(&about.next_cursor),
            is_list: i32::from(about.is_list),
            replayed: i32::from(about.replayed),
            start_cursor: lent(&about.start_cursor),
            uncounted: i32::from(about.uncounted),
            reserved: 0,
        }
    }

    fn json(&self) -> Result<&CStr> {
        if !self.about.is_list && !self.about.replayed {
            return if self.records.len() == 0 { Ok(c"null") } else { self.records.json(0) };
        }
        if self.json.get().is_none() {
            let _ = self.json.set(lendable(self.write_json()?));
        }
        Ok(self.json.get().map_or(c"", |text| text))
    }

    /// The seeds' form of a list; of a replayed record, with `replayed` at its end.
    fn write_json(&self) -> Result<String> {
        let record = |index| -> Result<String> {
            Ok(self.records.json(index)?.to_string_lossy().into_owned())
        };
        if !self.about.is_list {
            let record = record(0)?;
            let open = record.strip_suffix('}').unwrap_or(&record);
            return Ok(format!(r#"{open},"replayed":true}}"#));
        }
        let items = (0..self.records.len()).map(record).collect::<Result<Vec<_>>>()?.join(",");
        let about = &self.about;
        let place = match (about.page, &about.next_cursor) {
            (Some(page), _) => format!(r#""page":{page}"#),
            (None, Some(cursor)) => format!(r#""next_cursor":"{}""#, cursor.to_string_lossy()),
            (None, None) => r#""next_cursor":null"#.to_owned(),
        };
        let total = if about.uncounted { "null".to_owned() } else { about.total.to_string() };
        Ok(format!(r#"{{"items":[{items}],"total":{total},{place},"limit":{}}}"#, about.limit))
    }
}

/// Fills the caller's struct with the view of a record.
///
/// # Safety
///
/// The header's rules for these pointers.
pub(crate) unsafe fn show<T: Record>(
    page: *const billfold_page,
    index: usize,
    view: *mut T::View,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller's promise.
    unsafe {
        guard::run(err, || fill(&guard::given(page, "page")?.lent::<T>(index)?.view, view, "view"))
    }
}

/// Fills the caller's struct with a part of a record; `name` is what the caller's parameter for
/// its place is called.
///
/// # Safety
///
/// The header's rules for these pointers.
pub(crate) unsafe fn show_part<T: Record<Part: Tagged>>(
    page: *const billfold_page,
    index: usize,
    part: usize,
    name: &str,
    view: *mut T::Part,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller's promise.
    unsafe {
        guard::run(err, || {
            fill(guard::given(page, "page")?.part::<T>(index, part, name)?, view, "view")
        })
    }
}

/// In billfold_page_info: page is there.
pub const BILLFOLD_PAGE_HAS_PAGE: u64 = 0x1;
/// In billfold_page_info: next_cursor is there, and so are further records.
pub const BILLFOLD_PAGE_HAS_NEXT_CURSOR: u64 = 0x2;
/// In billfold_page_info: start_cursor is there.
pub const BILLFOLD_PAGE_HAS_START_CURSOR: u64 = 0x4;

/// What a page is of. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_page_info {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_PAGE_HAS_….
    pub has: u64,
    /// How many records the page holds.
    pub count: usize,
    /// How many records the whole list has; at the least, if uncounted.
    pub total: i64,
    /// The number of this page from 1, unless it was asked for by a cursor or as the last.
    /// Optional.
    pub page: i64,
    /// How many records a page holds at most.
    pub limit: i64,
    /// What to ask for the next page with, as cursor in billfold_list_options. Optional: absent on
    /// the last.
    pub next_cursor: billfold_str,
    /// 1 if the page is of a list, 0 if it holds the one record that a call answered with, or none
    /// where there was none to answer with.
    pub is_list: i32,
    /// 1 if an idempotency key found the change done before; secrets are then absent. Else 0.
    pub replayed: i32,
    /// The page's first record, to ask for the page before it with, as before in
    /// billfold_list_options, or for this one anew, as starting_at. Optional: of a page of a list,
    /// unless it is empty or all there is.
    pub start_cursor: billfold_str,
    /// 1 if the total was not counted, as uncounted in billfold_list_options allows: it is then how
    /// many records there are at the least, and null in JSON. Else 0.
    pub uncounted: i32,
    /// Always 0.
    pub reserved: i32,
}

tagged!(billfold_page_info);

/// How many records a page holds; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_count(page: *const billfold_page) -> usize {
    // SAFETY: the caller keeps the header's rules.
    unsafe { page.as_ref() }.map_or(0, |page| page.records.len())
}

/// Fills `info` with what a page is of: its count, the list's total, the next page's cursor.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL or struct_size is wrong.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_describe(
    page: *const billfold_page,
    info: *mut billfold_page_info,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { guard::run(err, || fill(&guard::given(page, "page")?.describe(), info, "info")) }
}

/// Sets `json` to all of a page as JSON: of a list `{"items", "total", "page", "limit"}`, with
/// "next_cursor" in place of "page" if it was asked for by cursor; else the one record, with
/// `"replayed": true` at its end if it is one; or null if there is none. A total that was not counted
/// is null. It lives as long as the page.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_json(
    page: *const billfold_page,
    json: *mut billfold_str,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        guard::run(err, || {
            let text = guard::given(page, "page")?.json()?;
            guard::put(json, billfold_str::of(text), "json")
        })
    }
}

/// Sets `json` to the record at `index`, from 0, as JSON. It lives as long as the page.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL or there is no such record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_record_json(
    page: *const billfold_page,
    index: usize,
    json: *mut billfold_str,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        guard::run(err, || {
            let text = guard::given(page, "page")?.records.json(index)?;
            guard::put(json, billfold_str::of(text), "json")
        })
    }
}

/// Frees a page, and with it every text that was read from it. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_free(page: *mut billfold_page) {
    if !page.is_null() {
        // SAFETY: it came from `billfold_page::new`, and the caller frees it once.
        drop(unsafe { Box::from_raw(page) });
    }
}
