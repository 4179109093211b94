//! Fees: what an orchestrator earns on the payments of its clients.

use billfold_core::{Fee, FeeFilter, FeeUpdate, NewFee, Outcome, RecordKind, Result, Store};
use serde::{Deserialize, Serialize};

use crate::app::collection::{
    Action, Cells, Collection, Done, Field, FieldInput, Form, On, Subject,
};
use crate::app::data::body;
use crate::app::entry::Entry;
use crate::app::screens::{CLIENTS, ORCHESTRATORS, orchestrators};
use crate::output::{Column, amount, number, text, time};

const CAP: Column = amount("cap", "cap_currency");

/// An orchestrator's fees, newest first; those without a client are its defaults.
pub(crate) static FEES: Collection = Collection {
    name: "fees",
    title: "Fees",
    noun: "fee",
    columns: &[
        Cells::id("ID", text("id")),
        Cells::status(text("status"), 10),
        Cells::fixed("BEARER", text("fee_bearer"), 9),
        Cells::fixed("RATE", number("bps"), 7),
        Cells::fixed("CAP", CAP, 12),
        Cells::fixed("CUR", text("cap_currency"), 3),
        Cells::growing("CLIENT", text("client_id"), 11).of_ids(),
        Cells::fixed("UPDATED", time("updated_at"), 11),
    ],
    facts: &[
        text("status"),
        text("fee_bearer"),
        number("bps"),
        CAP,
        text("client_id"),
        text("orchestrator_id"),
        time("created_at"),
        time("updated_at"),
        number("version"),
        text("id"),
    ],
    labels: &[
        ("fee_bearer", "bearer"),
        ("bps", "rate"),
        ("client_id", "client"),
        ("orchestrator_id", "orchestrator"),
    ],
    relations: &orchestrators::RELATIONS,
    page: |store, query, request| {
        let owner = orchestrators::owner(query)?;
        store.list_fees(owner, &FeeFilter::default(), request)?.try_map(|fee| entry(&fee))
    },
    entry: |store, id| entry(&store.fee(id.parse()?)?),
    extra: |_, fee| Ok(vec![orchestrators::scope(fee)]),
    actions: ACTIONS,
    export: Some(RecordKind::Fee),
    owner: Some(&ORCHESTRATORS),
    empty: "The orchestrator has no fee yet: n makes one, for a client or the default for all.",
    known: |fee| {
        let [bps, bearer] = [number("bps"), text("fee_bearer")].map(|path| fee.told(path));
        format!("of {bps} bps that the {bearer} bears")
    },
    ..Collection::USUAL
};

fn entry(fee: &Fee) -> Result<Entry> {
    Entry::new(&fee.id, fee).map(|entry| entry.beside("bps", &per_cent(fee.bps)))
}

/// Basis points as people read them: `1 %`, `2.5 %`, `0.05 %`.
pub(super) fn per_cent(bps: u32) -> String {
    let (whole, rest) = (bps.div_euclid(100), bps.rem_euclid(100));
    let digits = format!("{whole}.{rest:02}");
    format!("{} %", digits.trim_end_matches('0').trim_end_matches('.'))
}

fn done(fee: &Outcome<Fee>) -> Result<Done> {
    entry(fee).map(Done::entry)
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        done: "made",
        about: "Create a fee: for one client, or the default for all that are linked",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| {
            let bearers = FieldInput::Choice(&["payer", "recipient"]);
            let pick = FieldInput::Pick(&CLIENTS);
            let mut fields = vec![
                Field::new("fee_bearer", "Bearer", "who bears it", bearers).required(),
                Field::new("client_id", "Client", "for this one only; empty: the default", pick),
            ];
            fields.extend(rate_fields(None));
            Form { fields, is_edit: false }
        }),
        run: |store, subject, body| {
            let body = body::with(body, "orchestrator_id", subject.owner.unwrap_or_default())?;
            done(&store.create_fee(store.input::<NewFee>(&body)?)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "edit",
        label: "Edit",
        done: "changed",
        about: "Change the rate or the cap; payments that exist keep theirs",
        key: 'e',
        on: On::One,
        form: Some(|fee| Form { fields: rate_fields(fee), is_edit: true }),
        run: edit,
        ..Action::USUAL
    },
    Action {
        name: "disable",
        label: "Disable",
        done: "disabled",
        about: "Leave it out of new payments",
        key: 'd',
        on: On::Many,
        refusal: |fee| is(fee, "disabled"),
        confirm: true,
        run: |store, subject, _| done(&store.disable_fee(subject.id.parse()?)?),
        ..Action::USUAL
    },
    Action {
        name: "enable",
        label: "Enable",
        done: "enabled",
        about: "Apply it to new payments again",
        key: 'E',
        on: On::Many,
        refusal: |fee| is(fee, "active"),
        confirm: true,
        run: |store, subject, _| done(&store.enable_fee(subject.id.parse()?)?),
        ..Action::USUAL
    },
];

/// Why there is nothing to do: it stands there already.
fn is(fee: &Entry, status: &str) -> Option<String> {
    fee.is("status", status).then(|| format!("it is {status}"))
}

/// What a new fee and an edit share.
fn rate_fields(fee: Option<&Entry>) -> Vec<Field> {
    let bps = "basis points, hundredths of a per cent: 0 to 10000";
    let cap = "the most on one payment, in major units; other currencies are then refused";
    let cap_of = |column: Column| fee.map(|fee| fee.cell(column)).unwrap_or_default();
    vec![
        Field::new("bps", "Rate", bps, FieldInput::Number).of(fee).required(),
        Field::text("cap.amount", "Cap", cap).with(cap_of(CAP)),
        Field::currency("cap.currency", "Cap currency").with(cap_of(text("cap_currency"))),
    ]
}

/// The body of an edit, as the form makes it: of the cap, only what was changed.
#[derive(Deserialize)]
struct Edit {
    bps: Option<i64>,
    cap: Option<EditedCap>,
}

#[derive(Deserialize)]
struct EditedCap {
    #[serde(default, deserialize_with = "said")]
    amount: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    currency: Option<Option<String>>,
}

/// A text that was said, or said to be nothing.
fn said<'de, D>(deserializer: D) -> std::result::Result<Option<Option<String>>, D::Error>
where
    D: serde::Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// What the store is told: a cap is changed as a whole, and taken away with its amount.
#[derive(Serialize)]
struct Change {
    #[serde(skip_serializing_if = "Option::is_none")]
    bps: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cap: Option<Option<WholeCap>>,
}

#[derive(Serialize)]
struct WholeCap {
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
}

impl Edit {
    /// The change of this fee.
    fn of(self, fee: &Fee) -> Change {
        let cap = self.cap.map(|cap| {
            let amount = cap.amount.unwrap_or_else(|| fee.cap.clone());
            let before = || fee.cap_currency.map(|currency| currency.to_string());
            let currency = cap.currency.unwrap_or_else(before);
            let is_taken_away = amount.is_none() && fee.cap.is_some();
            (!is_taken_away).then_some(WholeCap { amount, currency })
        });
        Change { bps: self.bps, cap }
    }
}

fn edit(store: &Store, subject: Subject<'_>, body: &str) -> Result<Done> {
    let id = subject.id.parse()?;
    let edit: Edit = body::parsed(body)?;
    let change = edit.of(&store.fee(id)?);
    done(&store.update_fee(id, store.input::<FeeUpdate>(&body::of(&change)?)?)?)
}

#[cfg(test)]
mod tests {
    use super::per_cent;

    #[test]
    fn basis_points_are_told_as_per_cent() {
        for (bps, told) in [
            (0, "0 %"),
            (5, "0.05 %"),
            (100, "1 %"),
            (125, "1.25 %"),
            (250, "2.5 %"),
            (1000, "10 %"),
            (10_000, "100 %"),
        ] {
            assert_eq!(per_cent(bps), told);
        }
    }
}
