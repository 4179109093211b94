//! Billers.

use std::ffi::c_char;

use billfold_core::{Biller, NewBiller, Result};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::{Body, Input, body, inputs};
use crate::list::{self, billfold_list_options};
use crate::page::{One, Record, billfold_page, show};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, required};

/// A biller: whom users link their accounts with. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_biller {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// Names it: `bil_…`, or what its creator chose.
    pub id: billfold_str,
    /// 1 to 100 characters.
    pub name: billfold_str,
    /// 1 if it is offered for new requests to link, else 0; the store itself refuses none.
    pub active: i32,
    /// Always 0.
    pub reserved: i32,
    /// When it was created, in Unix seconds.
    pub created_at: i64,
    /// When it last changed, in Unix seconds.
    pub updated_at: i64,
    /// Grows by one with each change.
    pub version: i64,
}

impl Record for Biller {
    const NAME: &'static str = "biller";
    type View = billfold_biller;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_biller {
        billfold_biller {
            struct_size: size_of::<billfold_biller>(),
            has: 0,
            id: arena.text(self.id.as_str()),
            name: arena.text(&self.name),
            active: i32::from(self.active),
            reserved: 0,
            created_at: self.created_at.unix_seconds(),
            updated_at: self.updated_at.unix_seconds(),
            version: self.version,
        }
    }
}

/// In billfold_new_biller: active is given, even if it is 0.
pub const BILLFOLD_NEW_BILLER_HAS_ACTIVE: u64 = 0x1;

/// A biller to create or to change. The name is required.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_biller {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// What is given as zero: BILLFOLD_NEW_BILLER_HAS_….
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// Which one, 1 to 64 characters of `[A-Za-z0-9_-]`. Absent: a new one, whose id is minted.
    pub id: billfold_str,
    /// 1 to 100 characters.
    pub name: billfold_str,
    /// 1 if it is offered for new requests to link, 0 if not. Absent: a new biller is, a known one
    /// stays what it is.
    pub active: i32,
    /// Always 0.
    pub reserved: i32,
}

impl Input for billfold_new_biller {
    const KNOWN: u64 = BILLFOLD_NEW_BILLER_HAS_ACTIVE;

    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe {
            body.text("id", self.id)?;
            body.text("name", self.name)?;
        }
        body.boolean("active", self.active, self.has & BILLFOLD_NEW_BILLER_HAS_ACTIVE != 0)?;
        body.reserved(self.reserved)
    }
}

tagged!(billfold_biller);
inputs!(billfold_new_biller);

/// Creates a biller, or changes the one of this id; nothing happens if it is so already. Through
/// a handle of billfold_store_if_version, version 0 stands for one that is not there yet. Answers
/// with the biller: billfold_page_biller.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_CONFLICT: version_changed;
/// BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_biller_put(
    store: *const billfold_store,
    input: *const billfold_new_biller,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.put_biller(NewBiller::from_json(&body(input, "input")?)?)
        })
    }
}

/// Answers with the biller of this id: billfold_page_biller.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_biller_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.biller(&required(id, id_len, "id")?.parse()?).map(One)
        })
    }
}

/// Answers with a page of the billers, newest first unless the filter sorts them:
/// billfold_page_biller. `options` may be NULL.
///
/// Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN unless
/// it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_biller_list(
    store: *const billfold_store,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let (filter, request) = list::options(options)?;
            store.list_billers(&filter.parse()?, &request)
        })
    }
}

/// Fills `view` with the biller at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than billers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_biller(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_biller,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Biller>(page, index, view, err) }
}
