//! A batch of lines, and what becomes of each.

use std::io::{Read, Seek};

use crate::biller::Biller;
use crate::branding::Branding;
use crate::client::Client;
use crate::client_link::ClientLink;
use crate::customer::Customer;
use crate::error::{Error, ErrorKind, Result};
use crate::fee::Fee;
use crate::link_intent::LinkIntentRecord;
use crate::orchestrator::OrchestratorRecord;
use crate::payment::Payment;
use crate::record::{Restored, Transfer};
use crate::request_to_link::RequestToLink;
use crate::settings::transfer as settings;
use crate::store::Store;
use crate::transfer::create::{self, Made};
use crate::transfer::import::{ImportOptions, IssuedSecret};
use crate::transfer::kind::RecordKind;
use crate::transfer::line::{self, Line, RequestBody};
use crate::transfer::progress::Effect;
use crate::transfer::source::{Lines, RawLine};
use crate::webhook::WebhookEndpointRecord;

/// Lines that one transaction takes in at the most …
const MOST_LINES: usize = 500;
/// … and bytes, but for the last line's.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What SQLite answers where a rule of the schema is broken.
const SQLITE_CONSTRAINT: i32 = 19;

/// Some lines of the input.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) lines: Vec<RawLine>,
    /// The last line that was read for it, wanted or not; 0 if there was none.
    pub(super) up_to: u64,
}

impl Batch {
    /// The next lines that are wanted.
    pub(super) fn read<R: Read + Seek>(
        lines: &mut Lines<R>,
        wanted: impl Fn(u64) -> bool,
    ) -> Result<Self> {
        Self::read_to(lines, u64::MAX, wanted)
    }

    /// The next lines that are wanted, up to this one.
    pub(super) fn read_to<R: Read + Seek>(
        lines: &mut Lines<R>,
        last: u64,
        wanted: impl Fn(u64) -> bool,
    ) -> Result<Self> {
        let mut batch = Self::default();
        let mut bytes = 0_usize;
        while batch.lines.len() < MOST_LINES && bytes < MOST_BYTES && batch.up_to < last {
            let Some(line) = lines.next()? else { break };
            batch.up_to = line.number;
            if wanted(line.number) {
                bytes = bytes.saturating_add(line.bytes.len());
                batch.lines.push(line);
            }
        }
        Ok(batch)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.up_to == 0
    }
}

/// What became of a line.
pub(super) struct Taken {
    pub(super) number: u64,
    /// What it is about, as far as that could be read.
    pub(super) kind: Option<RecordKind>,
    pub(super) outcome: Result<Done>,
}

/// What a good line came to.
#[derive(Default)]
pub(super) struct Done {
    /// None: there was nothing to do.
    pub(super) effect: Option<Effect>,
    pub(super) note: Option<String>,
    pub(super) secret: Option<IssuedSecret>,
}

impl Taken {
    /// How the line counts, if it does.
    pub(super) fn effect(&self) -> Option<Effect> {
        match &self.outcome {
            Ok(done) => done.effect,
            Err(_) => Some(Effect::Refused),
        }
    }
}

/// Does what a line says. Only what is wrong with the line itself is its outcome; other failures
/// end the import.
pub(super) fn take(
    store: &Store,
    raw: &RawLine,
    options: &ImportOptions,
    takes_secrets: bool,
) -> Result<Taken> {
    let mut kind = None;
    let outcome = do_line(store, raw, options, takes_secrets, &mut kind);
    let outcome = match outcome {
        Err(error) => Err(blame(error)?),
        Ok(done) => Ok(done),
    };
    Ok(Taken { number: raw.number, kind, outcome })
}

fn do_line(
    store: &Store,
    raw: &RawLine,
    options: &ImportOptions,
    takes_secrets: bool,
    seen: &mut Option<RecordKind>,
) -> Result<Done> {
    let Some(text) = line::text(raw)? else { return Ok(Done::default()) };
    match line::parse(text, options)? {
        Line::Header => Ok(Done::default()),
        Line::Record(kind, json) => {
            *seen = Some(kind);
            put_back(store, kind, json).map(|restored| done(kind, restored))
        }
        Line::Body(kind, body) => {
            *seen = Some(kind);
            make(store, raw.number, kind, body, takes_secrets)
        }
    }
}

fn done(kind: RecordKind, restored: Restored) -> Done {
    let (effect, note) = match restored {
        Restored::Created if kind == RecordKind::Settings => (Effect::Updated, None),
        Restored::Created => (Effect::Created, None),
        Restored::Unchanged => (Effect::Unchanged, None),
        Restored::Kept(why) => (Effect::Unchanged, Some(why)),
    };
    Done { effect: Some(effect), note, secret: None }
}

fn make(
    store: &Store,
    line: u64,
    kind: RecordKind,
    body: RequestBody<'_>,
    takes_secrets: bool,
) -> Result<Done> {
    let Made { effect, secret } = create::create(store, kind, body, takes_secrets)?;
    let secret = secret.map(|(id, field, secret)| IssuedSecret { line, kind, id, field, secret });
    Ok(Done { effect: Some(effect), note: None, secret })
}

/// Puts a record back. A record of a new kind is read from here.
fn put_back(store: &Store, kind: RecordKind, json: &str) -> Result<Restored> {
    match kind {
        RecordKind::Settings => {
            let parsed = settings::parse(json)?;
            store.write(move |transaction| settings::restore(transaction, parsed))
        }
        RecordKind::Orchestrator => restore::<OrchestratorRecord>(store, json),
        RecordKind::Client => restore::<Client>(store, json),
        RecordKind::ClientLink => restore::<ClientLink>(store, json),
        RecordKind::LinkIntent => restore::<LinkIntentRecord>(store, json),
        RecordKind::Fee => restore::<Fee>(store, json),
        RecordKind::Branding => restore::<Branding>(store, json),
        RecordKind::Biller => restore::<Biller>(store, json),
        RecordKind::Customer => restore::<Customer>(store, json),
        RecordKind::Payment => restore::<Payment>(store, json),
        RecordKind::RequestToLink => restore::<RequestToLink>(store, json),
        RecordKind::WebhookEndpoint => restore::<WebhookEndpointRecord>(store, json),
    }
}

fn restore<T: Transfer>(store: &Store, json: &str) -> Result<Restored> {
    let record = T::parse(json)?;
    store.write(move |transaction| record.restore(transaction))
}

/// The error, if the line is to blame for it; else it goes on.
fn blame(error: Error) -> Result<Error> {
    let breaks_the_schema =
        error.storage_code().is_some_and(|code| code & 0xFF == SQLITE_CONSTRAINT);
    if breaks_the_schema {
        let message = "the line makes a record that breaks a rule of the store's schema";
        return Ok(Error::new(ErrorKind::Validation, "impossible_record", message));
    }
    match error.kind() {
        ErrorKind::Validation
        | ErrorKind::NotFound
        | ErrorKind::Conflict
        | ErrorKind::Expired
        | ErrorKind::IdempotencyMismatch => Ok(error),
        _ => Err(error),
    }
}
