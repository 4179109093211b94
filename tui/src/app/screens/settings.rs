//! What the store goes by.

use billfold_core::{Settings, SettingsUpdate};

use crate::app::collection::{
    Action, Cells, Collection, Done, Field, FieldInput, Form, On, Query, RelatedList,
};
use crate::app::entry::Entry;
use crate::app::screens::EVENTS;
use crate::output::{Column, number, text};

/// What the settings are found by: a store has one set of them.
pub(crate) const ID: &str = "settings";

const FACTS: &[Column] = &[
    text("payment_base_url"),
    text("onboarding_base_url"),
    text("session_base_url"),
    text("currencies"),
    text("url_schemes"),
    number("payment_lifetime_seconds"),
    number("link_intent_lifetime_seconds"),
    number("request_to_link_lifetime_seconds"),
    number("link_session_lifetime_seconds"),
    number("clock_jump_seconds"),
    number("idempotency_retention_seconds"),
    text("card_number_guard"),
    number("version"),
];

/// The settings, kept in the file and the same for everyone who opens it.
pub(crate) static SETTINGS: Collection = Collection {
    name: "settings",
    title: "Settings",
    noun: "settings",
    columns: &[Cells::growing("PAYMENT LINKS", text("payment_base_url"), 20)],
    facts: FACTS,
    labels: &[
        ("payment_base_url", "payment links"),
        ("onboarding_base_url", "onboarding URLs"),
        ("session_base_url", "session URLs"),
        ("url_schemes", "URL schemes"),
        ("payment_lifetime_seconds", "payments expire after"),
        ("link_intent_lifetime_seconds", "intents expire after"),
        ("request_to_link_lifetime_seconds", "requests expire after"),
        ("link_session_lifetime_seconds", "sessions expire after"),
        ("clock_jump_seconds", "clock may jump"),
        ("idempotency_retention_seconds", "keys remembered"),
        ("card_number_guard", "card guard"),
    ],
    lists: &[RelatedList {
        label: "Changes",
        to: &EVENTS,
        query: |_| Query::of("object:settings"),
    }],
    entry: |store, _| entry(&store.settings()?),
    actions: &[Action {
        name: "edit",
        label: "Edit",
        done: "changed",
        about: "Change the settings for everyone who opens the file; records keep what they have",
        key: 'e',
        on: On::One,
        form: Some(|settings| Form {
            fields: fields().into_iter().map(|field| field.of(settings)).collect(),
            is_edit: true,
        }),
        run: |store, _, body| {
            entry(&*store.update_settings(SettingsUpdate::from_json(body)?)?).map(Done::entry)
        },
        ..Action::USUAL
    }],
    history: None,
    ..Collection::USUAL
};

fn entry(settings: &Settings) -> billfold_core::Result<Entry> {
    Entry::new(ID, settings)
}

fn fields() -> Vec<Field> {
    let seconds = |path, label, hint| Field::new(path, label, hint, FieldInput::Seconds).required();
    let presets = "a URL, or sandbox or production";
    vec![
        Field::text("payment_base_url", "Payment links", presets).required(),
        Field::text("onboarding_base_url", "Onboarding URLs", presets).required(),
        Field::text("session_base_url", "Session URLs", "where session URLs lead").required(),
        Field::new("currencies", "Currencies", "all of them: USD, EUR", FieldInput::Currencies)
            .required(),
        Field::new("url_schemes", "URL schemes", "all of them: http, https", FieldInput::Words)
            .required(),
        seconds(
            "payment_lifetime_seconds",
            "Payments expire after",
            "30m, 2h, 1d or so many seconds",
        ),
        seconds(
            "link_intent_lifetime_seconds",
            "Intents expire after",
            "30m, 2h, 1d or so many seconds",
        ),
        Field::new(
            "request_to_link_lifetime_seconds",
            "Requests expire after",
            "30m, 2h, 1d or so many seconds; empty: never",
            FieldInput::Seconds,
        ),
        seconds(
            "link_session_lifetime_seconds",
            "Sessions expire after",
            "30m, 2h, 1d or so many seconds",
        ),
        seconds(
            "clock_jump_seconds",
            "Clock may jump",
            "a clock so far ahead is not believed: 30m, 2h, 1d or seconds",
        ),
        seconds(
            "idempotency_retention_seconds",
            "Keys remembered",
            "how long an idempotency key is remembered: 30m, 2h, 1d or seconds",
        ),
        Field::new(
            "card_number_guard",
            "Card guard",
            "whether card numbers are refused in free text",
            FieldInput::Flag,
        ),
    ]
}
