//! Billfold keeps payments, client links and requests to link in one SQLite file, inside the
//! program that takes them, with or without a network.
//!
//! A [`Store`] is a file. What you tell it is durable when the call returns, told once, and
//! written down in a log that proves itself. It is synchronous, and safe to use from any number
//! of threads and processes at once.
//!
//! ```
//! use billfold_core::{
//!     Completion, NewClient, NewFee, NewOrchestrator, NewPayment, PaymentStatus, Store,
//! };
//!
//! let store = Store::in_memory()?; // or Store::open("shop.db")
//!
//! // An orchestrator links a platform's client and earns one per cent of its payments.
//! let orchestrator = store.create_orchestrator(NewOrchestrator::new("Acme Payments"))?;
//! let client = store.create_client(NewClient::new("Corner Shop"))?;
//! let client_id = client.client.client_id.clone();
//! store.link_client(Some(orchestrator.orchestrator.id), &client_id)?;
//! let fee = NewFee::from_json(&format!(
//!     r#"{{"orchestrator_id": "{}", "bps": 100, "fee_bearer": "payer"}}"#,
//!     orchestrator.orchestrator.id
//! ))?;
//! store.create_fee(fee)?;
//!
//! // The shop takes a payment: once, however often the call is repeated.
//! let till = store.once("order-123")?;
//! let mut new = NewPayment::new("500.00", "USD")?;
//! new.client_id = Some(client_id);
//! let payment = till.create_payment(new.clone())?;
//! assert_eq!(till.create_payment(new)?.id, payment.id);
//! assert_eq!(payment.fee_plan.as_ref().map(|plan| plan.payer_total.as_str()), Some("505.0"));
//!
//! let paid = store.complete_payment(payment.id, Completion::by(r#"{"type": "cash"}"#)?)?;
//! assert_eq!(paid.status, PaymentStatus::Completed);
//! assert!(store.verify(None)?.intact);
//! # Ok::<(), billfold_core::Error>(())
//! ```
//!
//! # Reading order
//!
//! Each layer uses only those before it. [`error`] and [`value`] come first: what goes wrong, and
//! what records are made of. The store itself (`store`, private) opens files and commits; it
//! knows no entity. Every mutation passes through `scope` (who may), `idempotency` (once) and
//! [`event`] (what happened); lists are narrowed by [`mod@filter`], and what exports share is
//! `record`. Then the entities, a file each: [`orchestrator`], [`client`], [`api_key`],
//! [`client_link`], [`link_intent`], [`fee`], [`branding`]; [`customer`], [`payment`]; [`biller`],
//! [`request_to_link`]; [`webhook`]. Last what spans them: [`settings`], [`mod@sweep`],
//! [`mod@stats`], [`mod@backup`], [`transfer`].
//!
//! # Breaking off
//!
//! A call waits and works in its caller's thread. [`Store::interruptible`] derives a handle whose
//! calls another thread can break off: with a cancel button, a deadline, a request whose client
//! has gone.
//!
//! # Logging
//!
//! Through the [`log`] crate, if the program has set a logger, under `billfold::store` (opened,
//! created, brought up to date, closed; a clock that is not believed; damage), `billfold::writer`
//! (lost patience, a lapsed lease, a commit of unknown outcome, an erasure that readers hold up),
//! `billfold::sweep` and `billfold::check`. Messages hold paths, numbers and codes, never what a
//! record holds. They are told when the call has let go of everything, so a logger may open, use
//! and drop any store, which may have messages of its own.
//!
//! # Names
//!
//! The word *link* has five meanings here, so it never stands alone: a **client link** joins a
//! client to an orchestrator, a **link intent** invites to make one, a **payment link** is where
//! a customer pays, a **request to link** asks a user to link a biller account, a **link
//! session** is where they do.

#![forbid(unsafe_code)]

pub mod error;
pub mod value;

mod store;

pub mod event;
pub mod filter;
mod idempotency;
mod input;
mod record;
mod scope;

pub mod api_key;
pub mod branding;
pub mod client;
pub mod client_link;
pub mod fee;
pub mod link_intent;
pub mod orchestrator;

pub mod customer;
pub mod payment;

pub mod biller;
pub mod request_to_link;

pub mod webhook;

pub mod backup;
pub mod settings;
pub mod stats;
pub mod sweep;
pub mod transfer;

pub use api_key::*;
pub use backup::*;
pub use biller::*;
pub use branding::*;
pub use client::*;
pub use client_link::*;
pub use customer::*;
pub use error::{Error, ErrorKind, FieldError, Result};
pub use event::*;
pub use fee::*;
pub use filter::{
    Amount, Comparison, IdPattern, KnownTerm, Moment, Phrase, Range, Sort, Terms, TextPattern,
    Wording,
};
pub use idempotency::Outcome;
pub use input::FromBody;
pub use link_intent::*;
pub use orchestrator::*;
pub use payment::*;
pub use request_to_link::*;
pub use scope::Credential;
pub use settings::SettingsUpdate;
pub use stats::*;
pub use store::Store;
#[doc(hidden)]
pub use store::notice::tell_of_sqlite;
pub use store::options::{Durability, OpenOptions};
pub use store::settings::{PRODUCTION_PAYMENT_BASE_URL, SANDBOX_PAYMENT_BASE_URL, Settings};
pub use store::watch::ChangeWatch;
pub use sweep::Sweep;
pub use transfer::*;
pub use value::day::Day;
pub use value::id::*;
pub use value::json::JsonObject;
pub use value::money::{Currency, Money};
pub use value::page::{DEFAULT_LIMIT, MAX_LIMIT, Page, PageOptions, PageRequest};
pub use value::secret::{Secret, mask_token};
pub use value::time::{Clock, ManualClock, SystemClock, Timestamp};
pub use webhook::*;

/// The README's program is compiled with the tests, so that it stays true.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
