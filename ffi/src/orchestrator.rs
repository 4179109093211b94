//! Orchestrators.

use std::ffi::c_char;

use billfold_core::{NewOrchestrator, Orchestrator, OrchestratorWithKey, Result, Secret};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::{Body, Input, body, inputs};
use crate::list::{self, billfold_list_options};
use crate::page::{One, Record, billfold_page, show};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, required};
use crate::view::{Numbered as _, mask, numbered};

/// The orchestrator's key is good.
pub const BILLFOLD_ORCHESTRATOR_ACTIVE: i32 = 1;
/// The orchestrator's key is refused; its links, fees and branding stay as they are.
pub const BILLFOLD_ORCHESTRATOR_DISABLED: i32 = 2;

numbered! {
    OrchestratorStatus {
        Active = BILLFOLD_ORCHESTRATOR_ACTIVE,
        Disabled = BILLFOLD_ORCHESTRATOR_DISABLED,
    }
}

/// In billfold_orchestrator: key is there.
pub const BILLFOLD_ORCHESTRATOR_HAS_KEY: u64 = 0x1;

/// An orchestrator: who links clients, earns fees on their payments and lends them its branding.
/// Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_orchestrator {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_ORCHESTRATOR_HAS_….
    pub has: u64,
    /// Names the orchestrator: `org_` and 32 hexadecimal digits.
    pub id: billfold_str,
    /// 1 to 100 characters.
    pub name: billfold_str,
    /// Whether its key is good: BILLFOLD_ORCHESTRATOR_ACTIVE, ….
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
    /// The last four characters of its key.
    pub key_hint: billfold_str,
    /// When it was created, in Unix seconds.
    pub created_at: i64,
    /// When it last changed, in Unix seconds.
    pub updated_at: i64,
    /// Grows by one with each change.
    pub version: i64,
    /// Its key, `orc_…`, for billfold_store_scoped. Optional: shown by the call that made it, and
    /// never again.
    pub key: billfold_str,
}

impl billfold_orchestrator {
    fn of(orchestrator: &Orchestrator, key: Option<&Secret>, arena: &Arena) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            has: mask(&[(key.is_some(), BILLFOLD_ORCHESTRATOR_HAS_KEY)]),
            id: arena.display(orchestrator.id),
            name: arena.text(&orchestrator.name),
            status: orchestrator.status.number(),
            reserved: 0,
            key_hint: arena.text(&orchestrator.key_hint),
            created_at: orchestrator.created_at.unix_seconds(),
            updated_at: orchestrator.updated_at.unix_seconds(),
            version: orchestrator.version,
            key: arena.optional(key.map(Secret::expose)),
        }
    }
}

impl Record for Orchestrator {
    const NAME: &'static str = "orchestrator";
    type View = billfold_orchestrator;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_orchestrator {
        billfold_orchestrator::of(self, None, arena)
    }
}

impl Record for OrchestratorWithKey {
    const NAME: &'static str = Orchestrator::NAME;
    type View = billfold_orchestrator;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_orchestrator {
        billfold_orchestrator::of(&self.orchestrator, self.key.as_ref(), arena)
    }
}

/// What a new orchestrator is made of.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_orchestrator {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// 1 to 100 characters. Required.
    pub name: billfold_str,
}

impl Input for billfold_new_orchestrator {
    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe { body.text("name", self.name) }
    }
}

tagged!(billfold_orchestrator);
inputs!(billfold_new_orchestrator);

/// Creates an orchestrator, active, and its key, which is shown this once. Answers with the
/// orchestrator and its key: billfold_page_orchestrator.
///
/// Statuses: BILLFOLD_VALIDATION for the name; BILLFOLD_FORBIDDEN unless it is the owner's
/// handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_orchestrator_create(
    store: *const billfold_store,
    input: *const billfold_new_orchestrator,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.create_orchestrator(NewOrchestrator::from_json(&body(input, "input")?)?)
        })
    }
}

/// Answers with the orchestrator of this id: billfold_page_orchestrator.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_FORBIDDEN to others than the owner and the orchestrator
/// itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_orchestrator_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.orchestrator(required(id, id_len, "id")?.parse()?).map(One)
        })
    }
}

/// Answers with a page of all orchestrators, newest first unless the filter sorts them:
/// billfold_page_orchestrator. `options` may be NULL.
///
/// Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN
/// unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_orchestrator_list(
    store: *const billfold_store,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let (filter, request) = list::options(options)?;
            store.list_orchestrators(&filter.parse()?, &request)
        })
    }
}

/// Gives an orchestrator a new key, shown this once; the old one and the handles that it opened
/// are good for nothing from then on. Answers with the orchestrator and its key:
/// billfold_page_orchestrator.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN unless it
/// is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_orchestrator_rotate_key(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.rotate_orchestrator_key(required(id, id_len, "id")?.parse()?)
        })
    }
}

/// Disables an orchestrator: its key is refused until it is enabled again. What it has, links,
/// fees and branding, stays and goes on applying. Disabling it again changes nothing. Answers
/// with the orchestrator: billfold_page_orchestrator.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN unless it
/// is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_orchestrator_disable(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.disable_orchestrator(required(id, id_len, "id")?.parse()?)
        })
    }
}

/// Enables an orchestrator that was disabled; one that is active stays as it is. Answers with the
/// orchestrator: billfold_page_orchestrator.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN unless it
/// is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_orchestrator_enable(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.enable_orchestrator(required(id, id_len, "id")?.parse()?)
        })
    }
}

/// Fills `view` with the orchestrator at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than orchestrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_orchestrator(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_orchestrator,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Orchestrator>(page, index, view, err) }
}
