//! Client links.

use std::ffi::c_char;

use billfold_core::{ClientLink, LinkedClient, Linking, NewClientLink};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::list::{self, billfold_list_options};
use crate::page::{Record, billfold_page, show};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, optional_id, required};
use crate::view::{Numbered as _, mask, numbered};

/// The client link is in force.
pub const BILLFOLD_CLIENT_LINK_ACTIVE: i32 = 1;
/// The client link has ended; it is kept for the history.
pub const BILLFOLD_CLIENT_LINK_REVOKED: i32 = 2;

numbered! {
    ClientLinkStatus {
        Active = BILLFOLD_CLIENT_LINK_ACTIVE,
        Revoked = BILLFOLD_CLIENT_LINK_REVOKED,
    }
}

/// In billfold_client_link: unlinked_at is there.
pub const BILLFOLD_CLIENT_LINK_HAS_UNLINKED_AT: u64 = 0x1;
/// In billfold_client_link: already_linked is there.
pub const BILLFOLD_CLIENT_LINK_HAS_ALREADY_LINKED: u64 = 0x2;

/// A client link: that an orchestrator's fees and branding apply to a client. Its texts live as
/// long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_client_link {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_CLIENT_LINK_HAS_….
    pub has: u64,
    /// Names the client link: `lnk_` and 32 hexadecimal digits.
    pub id: billfold_str,
    /// Whose fees and branding apply.
    pub orchestrator_id: billfold_str,
    /// To whom they apply.
    pub client_id: billfold_str,
    /// Whether it is in force: BILLFOLD_CLIENT_LINK_ACTIVE, ….
    pub status: i32,
    /// 1 if the same orchestrator had linked the client before, so that nothing was to be done,
    /// else 0. Optional: there in the answer of billfold_client_link_create.
    pub already_linked: i32,
    /// When it was made, in Unix seconds.
    pub linked_at: i64,
    /// When it ended, in Unix seconds. Optional.
    pub unlinked_at: i64,
    /// Grows by one with each change.
    pub version: i64,
}

impl billfold_client_link {
    fn of(link: &ClientLink, already_linked: Option<bool>, arena: &Arena) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            has: mask(&[
                (link.unlinked_at.is_some(), BILLFOLD_CLIENT_LINK_HAS_UNLINKED_AT),
                (already_linked.is_some(), BILLFOLD_CLIENT_LINK_HAS_ALREADY_LINKED),
            ]),
            id: arena.display(link.id),
            orchestrator_id: arena.display(link.orchestrator_id),
            client_id: arena.text(link.client_id.as_str()),
            status: link.status.number(),
            already_linked: already_linked.map_or(0, i32::from),
            linked_at: link.linked_at.unix_seconds(),
            unlinked_at: link.unlinked_at.map_or(0, |at| at.unix_seconds()),
            version: link.version,
        }
    }
}

impl Record for ClientLink {
    const NAME: &'static str = "client link";
    type View = billfold_client_link;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_client_link {
        billfold_client_link::of(self, None, arena)
    }
}

impl Record for Linking {
    const NAME: &'static str = ClientLink::NAME;
    type View = billfold_client_link;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_client_link {
        billfold_client_link::of(&self.link, Some(self.already_linked), arena)
    }
}

/// A client as the orchestrator that is linked to it lists it. Its texts live as long as the
/// page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_linked_client {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The client.
    pub client_id: billfold_str,
    /// Its name.
    pub name: billfold_str,
    /// What it may do: BILLFOLD_CLIENT_ACTIVE, ….
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
    /// When it was linked, in Unix seconds.
    pub linked_at: i64,
}

impl Record for LinkedClient {
    const NAME: &'static str = "linked client";
    type View = billfold_linked_client;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_linked_client {
        billfold_linked_client {
            struct_size: size_of::<billfold_linked_client>(),
            has: 0,
            client_id: arena.text(self.client_id.as_str()),
            name: arena.text(&self.name),
            status: self.status.number(),
            reserved: 0,
            linked_at: self.linked_at.unix_seconds(),
        }
    }
}

tagged!(billfold_client_link, billfold_linked_client);

/// Links a client to an orchestrator, which the owner names by `orchestrator_id`; NULL means the
/// caller's own. Doing so again changes nothing, and already_linked says so. Answers with the
/// link: billfold_page_client_link; its JSON is `{"link", "already_linked"}`.
///
/// Statuses: BILLFOLD_VALIDATION for the ids; BILLFOLD_NOT_FOUND for the orchestrator or the
/// client; BILLFOLD_CONFLICT: linked_elsewhere, which does not say where, client_revoked;
/// BILLFOLD_FORBIDDEN to clients and API keys, and for another orchestrator's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_client_link_create(
    store: *const billfold_store,
    orchestrator_id: *const c_char,
    orchestrator_id_len: usize,
    client_id: *const c_char,
    client_id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let orchestrator =
                optional_id(orchestrator_id, orchestrator_id_len, "orchestrator_id")?;
            let client = required(client_id, client_id_len, "client_id")?.parse()?;
            store.link_client(orchestrator, &client)
        })
    }
}

/// Links a client to an orchestrator as billfold_client_link_create does, given the whole input as
/// JSON, the body that the service of that record takes: `{"clientId": "..."}`, with orchestratorId
/// beside it where the owner names one. Answers with the link: billfold_page_client_link.
///
/// Statuses: those of billfold_client_link_create; BILLFOLD_VALIDATION with every bad field of the
/// body.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_client_link_create_json(
    store: *const billfold_store,
    json: *const c_char,
    json_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let new = NewClientLink::from_json(required(json, json_len, "json")?)?;
            store.link_client(new.orchestrator_id, &new.client_id)
        })
    }
}

/// Ends the link between an orchestrator, which the owner names by `orchestrator_id`, NULL
/// meaning the caller's own, and a client. The client goes on working without the orchestrator's
/// fees and branding, and anyone may link it again. Answers with the link:
/// billfold_page_client_link.
///
/// Statuses: BILLFOLD_VALIDATION for the ids; BILLFOLD_NOT_FOUND if the client is not linked to
/// this orchestrator; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN to clients and API
/// keys, and for another orchestrator's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_client_link_revoke(
    store: *const billfold_store,
    orchestrator_id: *const c_char,
    orchestrator_id_len: usize,
    client_id: *const c_char,
    client_id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let orchestrator =
                optional_id(orchestrator_id, orchestrator_id_len, "orchestrator_id")?;
            let client = required(client_id, client_id_len, "client_id")?.parse()?;
            store.unlink_client(orchestrator, &client)
        })
    }
}

/// Answers with a client's link in force, billfold_page_client_link, or with a page of no records
/// if the client is not linked to any orchestrator: see billfold_page_count.
///
/// Statuses: BILLFOLD_VALIDATION for the id; BILLFOLD_NOT_FOUND for the client, to an
/// orchestrator also if it is not linked to it; BILLFOLD_FORBIDDEN to clients and API keys for
/// another client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_client_link_get(
    store: *const billfold_store,
    client_id: *const c_char,
    client_id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.client_link(&required(client_id, client_id_len, "client_id")?.parse()?)
        })
    }
}

/// Answers with a page of the clients that are linked to an orchestrator, newest link first:
/// billfold_page_linked_client. The owner names it by `orchestrator_id`; NULL means the caller's
/// own. `options` may be NULL; this list has no filter.
///
/// Statuses: BILLFOLD_VALIDATION for the id, the page or its cursor; BILLFOLD_NOT_FOUND for the
/// orchestrator; BILLFOLD_FORBIDDEN to clients and API keys, and for another orchestrator's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_linked_client_list(
    store: *const billfold_store,
    orchestrator_id: *const c_char,
    orchestrator_id_len: usize,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let orchestrator =
                optional_id(orchestrator_id, orchestrator_id_len, "orchestrator_id")?;
            store.list_linked_clients(orchestrator, &list::page_alone(options)?)
        })
    }
}

/// Fills `view` with the client link at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than client links.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_client_link(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_client_link,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<ClientLink>(page, index, view, err) }
}

/// Fills `view` with the linked client at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than linked clients.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_linked_client(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_linked_client,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<LinkedClient>(page, index, view, err) }
}
