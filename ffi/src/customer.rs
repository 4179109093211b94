//! Customers.

use std::ffi::c_char;

use billfold_core::{Customer, CustomerUpdate, NewCustomer, Result};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::{Body, Input, body, inputs};
use crate::list::{self, billfold_list_options};
use crate::page::{One, Record, billfold_page, show};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, required};
use crate::view::mask;

/// In billfold_customer: client_id is there.
pub const BILLFOLD_CUSTOMER_HAS_CLIENT_ID: u64 = 0x1;
/// In billfold_customer: name is there.
pub const BILLFOLD_CUSTOMER_HAS_NAME: u64 = 0x2;
/// In billfold_customer: email is there.
pub const BILLFOLD_CUSTOMER_HAS_EMAIL: u64 = 0x4;
/// In billfold_customer: erased_at is there.
pub const BILLFOLD_CUSTOMER_HAS_ERASED_AT: u64 = 0x8;

/// A customer: someone who pays. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_customer {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_CUSTOMER_HAS_….
    pub has: u64,
    /// Names the customer: a UUID.
    pub id: billfold_str,
    /// Whose customer it is. Optional: absent, it is the store's own.
    pub client_id: billfold_str,
    /// The customer's name, 1 to 100 characters. Optional; gone once they are erased.
    pub name: billfold_str,
    /// The customer's e-mail address. Optional; gone once they are erased.
    pub email: billfold_str,
    /// When the record was created, in Unix seconds.
    pub created_at: i64,
    /// When it last changed, in Unix seconds.
    pub updated_at: i64,
    /// When name and e-mail address were erased, in Unix seconds. Optional.
    pub erased_at: i64,
    /// Grows by one with each change.
    pub version: i64,
}

impl Record for Customer {
    const NAME: &'static str = "customer";
    type View = billfold_customer;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_customer {
        billfold_customer {
            struct_size: size_of::<billfold_customer>(),
            has: mask(&[
                (self.client_id.is_some(), BILLFOLD_CUSTOMER_HAS_CLIENT_ID),
                (self.name.is_some(), BILLFOLD_CUSTOMER_HAS_NAME),
                (self.email.is_some(), BILLFOLD_CUSTOMER_HAS_EMAIL),
                (self.erased_at.is_some(), BILLFOLD_CUSTOMER_HAS_ERASED_AT),
            ]),
            id: arena.display(self.id),
            client_id: arena.optional(self.client_id.as_ref().map(|id| id.as_str())),
            name: arena.optional(self.name.as_ref()),
            email: arena.optional(self.email.as_ref()),
            created_at: self.created_at.unix_seconds(),
            updated_at: self.updated_at.unix_seconds(),
            erased_at: self.erased_at.map_or(0, |at| at.unix_seconds()),
            version: self.version,
        }
    }
}

/// What a new customer is made of. A name or an e-mail address is required, or both.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_customer {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// A UUID of the caller's choice; otherwise one is minted.
    pub id: billfold_str,
    /// Whose customer it is. The owner may say; an API key's client goes without saying.
    pub client_id: billfold_str,
    /// 1 to 100 characters.
    pub name: billfold_str,
    /// The shape of an address, at most 254 bytes.
    pub email: billfold_str,
}

impl Input for billfold_new_customer {
    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe {
            body.text("id", self.id)?;
            body.text("client_id", self.client_id)?;
            body.text("name", self.name)?;
            body.text("email", self.email)
        }
    }
}

/// In billfold_customer_changes: name is given, even if it is NULL, which clears it.
pub const BILLFOLD_CUSTOMER_CHANGES_HAS_NAME: u64 = 0x1;
/// In billfold_customer_changes: email is given, even if it is NULL, which clears it.
pub const BILLFOLD_CUSTOMER_CHANGES_HAS_EMAIL: u64 = 0x2;

/// What to change of a customer. What is absent stays as it is; one of the two must be left.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_customer_changes {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// What is given as NULL: BILLFOLD_CUSTOMER_CHANGES_HAS_….
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// 1 to 100 characters.
    pub name: billfold_str,
    /// The shape of an address, at most 254 bytes.
    pub email: billfold_str,
}

impl Input for billfold_customer_changes {
    const KNOWN: u64 = BILLFOLD_CUSTOMER_CHANGES_HAS_NAME | BILLFOLD_CUSTOMER_CHANGES_HAS_EMAIL;

    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        let has = |bit| self.has & bit != 0;
        // SAFETY: the caller's promise.
        unsafe {
            body.nullable_text("name", self.name, has(BILLFOLD_CUSTOMER_CHANGES_HAS_NAME))?;
            body.nullable_text("email", self.email, has(BILLFOLD_CUSTOMER_CHANGES_HAS_EMAIL))
        }
    }
}

tagged!(billfold_customer);
inputs!(billfold_new_customer, billfold_customer_changes);

/// Creates a customer. Payments make their own; this is for keeping one's customers first.
/// Answers with the customer: billfold_page_customer.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_NOT_FOUND for the client;
/// BILLFOLD_CONFLICT: id_exists, client_inactive, client_revoked; BILLFOLD_FORBIDDEN to clients
/// and orchestrators, and for another client than the API key's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_customer_create(
    store: *const billfold_store,
    input: *const billfold_new_customer,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.create_customer(NewCustomer::from_json(&body(input, "input")?)?)
        })
    }
}

/// Answers with the customer of this id: billfold_page_customer.
///
/// Statuses: BILLFOLD_NOT_FOUND, also outside the caller's scope; BILLFOLD_FORBIDDEN to clients
/// and orchestrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_customer_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.customer(required(id, id_len, "id")?.parse()?).map(One)
        })
    }
}

/// Answers with a page of the customers that the caller sees, newest first unless the filter
/// sorts them: billfold_page_customer. `options` may be NULL.
///
/// Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN to
/// clients and orchestrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_customer_list(
    store: *const billfold_store,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let (filter, request) = list::options(options)?;
            store.list_customers(&filter.parse()?, &request)
        })
    }
}

/// Changes a customer's name or e-mail address, also as their payments show it. Answers with the
/// customer: billfold_page_customer.
///
/// Statuses: BILLFOLD_VALIDATION; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: customer_erased,
/// version_changed; BILLFOLD_FORBIDDEN to clients and orchestrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_customer_update(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    changes: *const billfold_customer_changes,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            store.update_customer(id, CustomerUpdate::from_json(&body(changes, "changes")?)?)
        })
    }
}

/// Erases a customer's name and e-mail address for good, those of before too: from the record,
/// the words that search finds, the file's pages and its write-ahead log. Payments and their
/// amounts stay. `force` 1 goes ahead while a payment of theirs is pending, 0 does not. A backup
/// from before keeps what it has. It takes as long as there are customers: erase many at once in
/// a transaction of billfold_store_begin. Answers with the customer: billfold_page_customer.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: customer_erased, payments_pending unless it is
/// forced, version_changed; BILLFOLD_FORBIDDEN to clients and orchestrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_customer_erase(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    force: i32,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.erase_customer(required(id, id_len, "id")?.parse()?, force != 0)
        })
    }
}

/// Fills `view` with the customer at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than customers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_customer(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_customer,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Customer>(page, index, view, err) }
}
