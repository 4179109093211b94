//! Exports: every record in full, in short reads, in the order of their making.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

use serde::Serialize;

use crate::biller::{Biller, BillerFilter};
use crate::branding::Branding;
use crate::client::{Client, ClientFilter};
use crate::client_link::ClientLink;
use crate::customer::{Customer, CustomerFilter};
use crate::error::{Error, ErrorKind, Result};
use crate::fee::Fee;
use crate::link_intent::{LinkIntentFilter, LinkIntentRecord};
use crate::orchestrator::{OrchestratorFilter, OrchestratorRecord};
use crate::payment::{Payment, PaymentFilter};
use crate::record::{Statuses, Stretch, Transfer};
use crate::request_to_link::{RequestToLink, RequestToLinkFilter};
use crate::store::Store;
use crate::store::medium::{Draft, free_name};
use crate::store::transaction::ReadTransaction;
use crate::transfer::kind::RecordKind;
use crate::webhook::WebhookEndpointRecord;

/// The first line of an export.
pub const EXPORT_HEADER: &str = r#"{"kind":"export","format":1}"#;

/// Records that one read transaction of an export goes through.
const STEP: i64 = 500;

/// What to export; the default is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportOptions {
    /// Only these kinds; none named: all of them. They come in the order of [`RecordKind`].
    pub kinds: Vec<RecordKind>,
    /// Which orchestrators.
    pub orchestrators: OrchestratorFilter,
    /// Which link intents.
    pub link_intents: LinkIntentFilter,
    /// Which clients.
    pub clients: ClientFilter,
    /// Which billers.
    pub billers: BillerFilter,
    /// Which customers.
    pub customers: CustomerFilter,
    /// Which payments.
    pub payments: PaymentFilter,
    /// Which requests to link.
    pub requests_to_link: RequestToLinkFilter,
    statuses: Statuses,
}

impl ExportOptions {
    /// Only these kinds.
    #[must_use]
    pub fn of_kinds(kinds: impl Into<Vec<RecordKind>>) -> Self {
        Self { kinds: kinds.into(), ..Self::default() }
    }

    /// Only the records of this kind that a text of the [filter language](crate::filter)
    /// describes. A `sort:` in it means nothing here: records come in the order of their making.
    ///
    /// # Errors
    ///
    /// `validation / filter` with every mistake; `validation / misplaced` for a kind whose
    /// records have no filter.
    pub fn filtered(kind: RecordKind, filter: &str) -> Result<Self> {
        let mut options = Self::of_kinds([kind]);
        match kind {
            RecordKind::Orchestrator => options.orchestrators = filter.parse()?,
            RecordKind::Client => options.clients = filter.parse()?,
            RecordKind::LinkIntent => options.link_intents = filter.parse()?,
            RecordKind::Biller => options.billers = filter.parse()?,
            RecordKind::Customer => options.customers = filter.parse()?,
            RecordKind::Payment => options.payments = filter.parse()?,
            RecordKind::RequestToLink => options.requests_to_link = filter.parse()?,
            _ => {
                let reason = format!("is {kind}, whose records have no filter");
                return Err(Error::invalid("kind", "misplaced", reason));
            }
        }
        Ok(options)
    }

    /// The same records with the statuses that reads give: what has expired says so, swept or
    /// not. For people and spreadsheets; put back, such a record would be expired for good.
    #[must_use]
    pub fn as_read(mut self) -> Self {
        self.statuses = Statuses::Effective;
        self
    }

    fn holds(&self, kind: RecordKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

/// What an export held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExportReport {
    /// How many records in all.
    pub records: u64,
    /// How many of each kind.
    pub kinds: BTreeMap<&'static str, u64>,
}

/// A record on its way out; `Display` writes its line.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ExportedRecord<'a> {
    /// What it is.
    pub kind: RecordKind,
    /// Its JSON.
    pub json: &'a str,
    /// How far the export is, in the unit of `total`.
    pub done: u64,
    /// How far it goes: at the least as many as there are records.
    pub total: u64,
}

impl fmt::Display for ExportedRecord<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, r#"{{"kind":"{}","record":{}}}"#, self.kind, self.json)
    }
}

impl Store {
    /// Writes an export: the header, then a line a record. `progress` is told how far it is, and
    /// of how much, every few hundred records; it may break the export off.
    ///
    /// It reads in short transactions, so that nobody need wait for it. It holds the records that
    /// were there when it began, each as it stood when it was read: what they refer to stands
    /// before them.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use billfold_core::{ExportOptions, ImportOptions, NewPayment, SilentImport, Store};
    ///
    /// let shop = Store::in_memory()?;
    /// let payment = shop.create_payment(NewPayment::new("10.00", "EUR")?)?.into_record();
    /// let mut file = std::io::Cursor::new(Vec::new());
    /// shop.export(&ExportOptions::default(), &mut file, |_, _| ControlFlow::Continue(()))?;
    ///
    /// let other = Store::in_memory()?;
    /// let report = other.import(&mut file, &ImportOptions::default(), &mut SilentImport)?;
    /// assert_eq!((report.tally.all.created, report.tally.all.refused), (1, 0));
    /// assert_eq!(other.payment(payment.id)?, payment);
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `forbidden` unless it is the owner's handle; `validation` and `not_found` for a filter;
    /// `storage / output_failed`; `interrupted` if it was broken off: what was written so far is
    /// no export.
    pub fn export(
        &self,
        options: &ExportOptions,
        out: &mut (impl Write + ?Sized),
        mut progress: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<ExportReport> {
        let unwritten = |error: std::io::Error| {
            Error::new(ErrorKind::Storage, "output_failed", format!("cannot write: {error}"))
        };
        writeln!(out, "{EXPORT_HEADER}").map_err(unwritten)?;
        let mut told = 0;
        let report = self.export_records(options, |record| {
            if record.done >= told {
                told = record.done.saturating_add(STEP.unsigned_abs());
                if progress(record.done, record.total).is_break() {
                    return Err(interrupted());
                }
            }
            writeln!(out, "{record}").map_err(unwritten)
        })?;
        out.flush().map_err(unwritten)?;
        Ok(report)
    }

    /// Writes an export into a new file, which is there whole or not at all, durable when the call
    /// returns, and readable by its owner only. Of a dry run, nothing is left.
    ///
    /// # Errors
    ///
    /// * `conflict / file_exists`: an export replaces nothing; `not_found`: there is no such
    ///   folder; `storage`: a symbolic link, a directory, a name that the store itself uses, no
    ///   permission, `disk_full`.
    /// * Those of [`Store::export`].
    pub fn export_to(
        &self,
        options: &ExportOptions,
        target: impl AsRef<Path>,
        progress: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<ExportReport> {
        let target = free_name(target.as_ref(), self.path())?;
        let draft = Draft::beside(&target)?;
        let report = self.export(options, &mut BufWriter::new(draft.file()), progress)?;
        if !self.caller.dry_run {
            draft.put_in_place(&target)?;
        }
        Ok(report)
    }

    /// Hands out the records of an export one by one, without the header: for other forms than
    /// lines of JSON. See [`Store::export`].
    ///
    /// # Errors
    ///
    /// The caller's own, and those of [`Store::export`].
    pub fn export_records<E: From<Error>>(
        &self,
        options: &ExportOptions,
        take: impl FnMut(ExportedRecord<'_>) -> Result<(), E>,
    ) -> Result<ExportReport, E> {
        let bounds = self.read(|transaction| {
            transaction.require_owner()?;
            Bounds::read(transaction)
        })?;
        let total = RecordKind::ALL.into_iter().filter(|kind| options.holds(*kind));
        let total = total.fold(0_u64, |total, kind| total.saturating_add(bounds.length(kind)));
        let mut export = Export {
            store: self,
            options,
            bounds,
            take,
            before: 0,
            total,
            report: ExportReport::default(),
        };
        for kind in RecordKind::ALL.into_iter().filter(|kind| options.holds(*kind)) {
            export.export(kind)?;
        }
        Ok(export.report)
    }
}

fn interrupted() -> Error {
    Error::new(ErrorKind::Interrupted, "interrupted", "the export was broken off")
}

/// The highest sequence of each kind, taken in one snapshot. What a record refers to is older
/// than the record, so that within these bounds every reference leads to a record.
struct Bounds([i64; RecordKind::ALL.len()]);

impl Bounds {
    fn read(transaction: &ReadTransaction<'_>) -> Result<Self> {
        let found = transaction.one(
            "SELECT 1, (SELECT max(seq) FROM orchestrator), (SELECT max(seq) FROM client),
                (SELECT max(seq) FROM client_link), (SELECT max(seq) FROM link_intent),
                (SELECT max(seq) FROM fee), (SELECT max(seq) FROM branding),
                (SELECT max(seq) FROM biller), (SELECT max(seq) FROM customer),
                (SELECT max(seq) FROM payment), (SELECT max(seq) FROM request_to_link),
                (SELECT max(seq) FROM webhook_endpoint)",
            [],
            |columns| {
                let mut bounds = [0; RecordKind::ALL.len()];
                for bound in &mut bounds {
                    *bound = columns.next::<Option<i64>>()?.unwrap_or(0);
                }
                Ok(Self(bounds))
            },
        )?;
        found.ok_or_else(|| Error::internal("a statement that must have a row has none"))
    }

    fn of(&self, kind: RecordKind) -> i64 {
        let found = RecordKind::ALL.into_iter().zip(self.0).find(|(each, _)| *each == kind);
        found.map_or(0, |(_, bound)| bound)
    }

    fn length(&self, kind: RecordKind) -> u64 {
        u64::try_from(self.of(kind)).unwrap_or(0)
    }
}

/// An export under way.
struct Export<'a, F> {
    store: &'a Store,
    options: &'a ExportOptions,
    bounds: Bounds,
    take: F,
    /// How far the kinds before this one went.
    before: u64,
    total: u64,
    report: ExportReport,
}

impl<F, E: From<Error>> Export<'_, F>
where
    F: FnMut(ExportedRecord<'_>) -> Result<(), E>,
{
    /// A record of a new kind is written from here.
    fn export(&mut self, kind: RecordKind) -> Result<(), E> {
        let options = self.options;
        match kind {
            RecordKind::Settings => self.settings()?,
            RecordKind::Orchestrator => {
                self.walk::<OrchestratorRecord>(kind, &options.orchestrators)?;
            }
            RecordKind::Client => self.walk::<Client>(kind, &options.clients)?,
            RecordKind::ClientLink => self.walk::<ClientLink>(kind, &())?,
            RecordKind::LinkIntent => {
                self.walk::<LinkIntentRecord>(kind, &options.link_intents)?;
            }
            RecordKind::Fee => self.walk::<Fee>(kind, &())?,
            RecordKind::Branding => self.walk::<Branding>(kind, &())?,
            RecordKind::Biller => self.walk::<Biller>(kind, &options.billers)?,
            RecordKind::Customer => self.walk::<Customer>(kind, &options.customers)?,
            RecordKind::Payment => self.walk::<Payment>(kind, &options.payments)?,
            RecordKind::RequestToLink => {
                self.walk::<RequestToLink>(kind, &options.requests_to_link)?;
            }
            RecordKind::WebhookEndpoint => self.walk::<WebhookEndpointRecord>(kind, &())?,
        }
        self.before = self.before.saturating_add(self.bounds.length(kind));
        Ok(())
    }

    fn settings(&mut self) -> Result<(), E> {
        let settings = self.store.settings()?;
        self.hand_out(RecordKind::Settings, 1, &settings)
    }

    /// Goes through a kind in stretches, each in a transaction of its own.
    fn walk<T: Transfer>(&mut self, kind: RecordKind, filter: &T::Filter) -> Result<(), E> {
        let mut stretch = Stretch {
            after: 0,
            last: self.bounds.of(kind),
            last_client: self.bounds.of(RecordKind::Client),
            limit: STEP,
            statuses: self.options.statuses,
        };
        loop {
            let records = self.store.read(|transaction| {
                transaction.require_owner()?;
                T::export(transaction, &stretch, filter)
            })?;
            let Some((last, _)) = records.last() else { return Ok(()) };
            stretch.after = *last;
            for (sequence, record) in &records {
                self.hand_out(kind, *sequence, record)?;
            }
        }
    }

    fn hand_out(
        &mut self,
        kind: RecordKind,
        sequence: i64,
        record: &impl Serialize,
    ) -> Result<(), E> {
        let json =
            serde_json::to_string(record).map_err(|error| Error::internal(error.to_string()))?;
        let done = self.before.saturating_add(u64::try_from(sequence).unwrap_or(0));
        (self.take)(ExportedRecord { kind, json: &json, done, total: self.total })?;
        self.report.records = self.report.records.saturating_add(1);
        let count = self.report.kinds.entry(kind.as_str()).or_default();
        *count = count.saturating_add(1);
        Ok(())
    }
}
