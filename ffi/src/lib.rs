//! The C ABI of Billfold: what `include/billfold.h` declares.
//!
//! Every export runs through `guard`: pointers checked, panics caught, errors handed over. What
//! a call answers with is a `page` of records, whose views are filled on request; what it takes
//! are structs that say their own size (`tagged`), turned into the bodies that the core reads
//! (`input`). The header is generated from this source by `tests/header.rs`, docs and all:
//! exports, structs and constants are written by hand, for cbindgen passes over those that macros
//! make.
//!
//! A file for each entity, under the name that it has in the core.

#![expect(non_camel_case_types, reason = "the names that C sees")]
#![expect(clippy::missing_safety_doc, reason = "the header states the rules once, for all")]

mod arena;
mod debug;
mod guard;
mod input;
mod list;
mod log;
mod tagged;
mod text;
mod version;
mod view;

mod error;
mod page;
mod store;

mod filter;
mod money;

mod api_key;
mod branding;
mod client;
mod client_link;
mod fee;
mod link_intent;
mod orchestrator;

mod customer;
mod payment;

mod biller;
mod request_to_link;

mod webhook;

mod backup;
mod event;
mod settings;
mod stats;
mod sweep;
mod takings;
mod transfer;

pub use api_key::*;
pub use backup::*;
pub use biller::*;
pub use branding::*;
pub use client::*;
pub use client_link::*;
pub use customer::*;
pub use debug::*;
pub use error::*;
pub use event::*;
pub use fee::*;
pub use filter::*;
pub use link_intent::*;
pub use list::*;
pub use log::*;
pub use money::*;
pub use orchestrator::*;
pub use page::*;
pub use payment::*;
pub use request_to_link::*;
pub use settings::*;
pub use stats::*;
pub use store::*;
pub use sweep::*;
pub use takings::*;
pub use text::billfold_str;
pub use transfer::*;
pub use version::*;
pub use webhook::*;
