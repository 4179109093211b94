//! Branding: how the payments of an orchestrator's clients look.

use billfold_core::{
    Branding, BrandingValues, ClientId, Error, ErrorKind, OrchestratorId, RecordKind, Result, Store,
};

use crate::app::collection::{
    Action, Cells, Collection, Done, Fact, Field, FieldInput, Form, On, Subject,
};
use crate::app::data::body;
use crate::app::entry::Entry;
use crate::app::page;
use crate::app::screens::{CLIENTS, ORCHESTRATORS, orchestrators};
use crate::output::{number, text, time};

/// An orchestrator's branding and those for its clients, newest first. An entry goes by
/// `org_…`, or `org_…/cli_…` for a client's, as in the event log.
pub(crate) static BRANDING: Collection = Collection {
    name: "branding",
    title: "Branding",
    noun: "branding",
    columns: &[
        Cells::growing("NAME", text("display_name"), 14),
        Cells::growing("CLIENT", text("client_id"), 11).of_ids(),
        Cells::fixed("PRIMARY", text("primary_color"), 7),
        Cells::fixed("ACCENT", text("accent_color"), 7),
        Cells::fixed("UPDATED", time("updated_at"), 11),
    ],
    facts: &[
        text("display_name"),
        text("client_id"),
        text("orchestrator_id"),
        text("primary_color"),
        text("secondary_color"),
        text("accent_color"),
        text("background_color"),
        text("text_color"),
        text("logo_url"),
        text("terms_url"),
        text("privacy_url"),
        time("created_at"),
        time("updated_at"),
        number("version"),
    ],
    labels: &[
        ("display_name", "name"),
        ("client_id", "client"),
        ("orchestrator_id", "orchestrator"),
        ("primary_color", "primary colour"),
        ("secondary_color", "secondary colour"),
        ("accent_color", "accent colour"),
        ("background_color", "background"),
        ("text_color", "text colour"),
        ("logo_url", "logo"),
        ("terms_url", "terms"),
        ("privacy_url", "privacy"),
    ],
    relations: &orchestrators::RELATIONS,
    page: |store, query, request| {
        let owner = orchestrators::owner(query)?;
        page::of(store.list_branding(owner, request)?, |branding| branding.target.to_string())
    },
    entry: |store, id| {
        let (orchestrator, client) = target(id)?;
        entry(&store.branding(Some(orchestrator), client.as_ref())?)
    },
    extra: |_, branding| Ok(vec![orchestrators::scope(branding)]),
    actions: ACTIONS,
    export: Some(RecordKind::Branding),
    owner: Some(&ORCHESTRATORS),
    empty: "No branding was set yet: n sets the orchestrator's own, or one for a client of it.",
    known: |branding| {
        let name = branding.told(text("display_name"));
        if name.is_empty() { format!("of {}", branding.id) } else { name }
    },
    ..Collection::USUAL
};

fn entry(branding: &Branding) -> Result<Entry> {
    Entry::new(&branding.target, branding)
}

/// What an entry's id names.
fn target(id: &str) -> Result<(OrchestratorId, Option<ClientId>)> {
    match id.split_once('/') {
        Some((orchestrator, client)) => Ok((orchestrator.parse()?, Some(client.parse()?))),
        None => Ok((id.parse()?, None)),
    }
}

/// What a branding is made of, line by line; what is left out is left to whoever shows it.
pub(super) fn facts(values: &BrandingValues) -> Vec<Fact> {
    let named = [
        ("display_name", &values.display_name),
        ("primary_color", &values.primary_color),
        ("secondary_color", &values.secondary_color),
        ("accent_color", &values.accent_color),
        ("background_color", &values.background_color),
        ("text_color", &values.text_color),
        ("logo_url", &values.logo_url),
        ("terms_url", &values.terms_url),
        ("privacy_url", &values.privacy_url),
    ];
    let lines = named.into_iter().filter_map(|(path, value)| {
        let value = value.as_ref()?;
        let mut fact = Fact::new(BRANDING.label(path), text::shown(value));
        fact.raw = Some(value.clone());
        fact.swatch = path.ends_with("_color").then(|| value.clone());
        Some(fact)
    });
    lines.collect()
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "Set",
        done: "set",
        about: "Set the orchestrator's own branding, or one for a client of it",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| {
            let hint = "for this one only; empty: the orchestrator's own";
            let pick = FieldInput::Pick(&CLIENTS);
            let mut fields = vec![Field::new("client_id", "Client", hint, pick)];
            fields.extend(value_fields(None));
            Form { fields, is_edit: false }
        }),
        run: set,
        ..Action::USUAL
    },
    Action {
        name: "edit",
        label: "Edit",
        done: "changed",
        about: "Set it as a whole: what is empty is left to whoever shows the payment",
        key: 'e',
        on: On::One,
        // Not as an edit of what was changed alone: it is put as a whole.
        form: Some(|branding| Form { fields: value_fields(branding), is_edit: false }),
        run: |store, subject, body| {
            let (orchestrator, client) = target(subject.id)?;
            put(store, orchestrator, client.as_ref(), body)
        },
        ..Action::USUAL
    },
    Action {
        name: "delete",
        label: "Delete",
        about: "Take it away; payments look as the orchestrator's own branding says, or as none",
        key: 'x',
        on: On::Many,
        confirm: true,
        run: |store, subject, _| {
            let (orchestrator, client) = target(subject.id)?;
            let deleted = store.delete_branding(Some(orchestrator), client.as_ref())?;
            Ok(Done::default().told(format!("Delete: the branding of {}", *deleted)))
        },
        ..Action::USUAL
    },
];

fn value_fields(branding: Option<&Entry>) -> Vec<Field> {
    let (colour, place) = ("three or six hexadecimal digits after a #", "a URL or a path");
    let fields = vec![
        Field::text("display_name", "Name", "the name that payers see"),
        Field::text("primary_color", "Primary colour", colour),
        Field::text("secondary_color", "Secondary colour", colour),
        Field::text("accent_color", "Accent colour", colour),
        Field::text("background_color", "Background", colour),
        Field::text("text_color", "Text colour", colour),
        Field::text("logo_url", "Logo", place),
        Field::text("terms_url", "Terms", place),
        Field::text("privacy_url", "Privacy", place),
    ];
    fields.into_iter().map(|field| field.of(branding)).collect()
}

fn put(
    store: &Store,
    orchestrator: OrchestratorId,
    client: Option<&ClientId>,
    body: &str,
) -> Result<Done> {
    let values = store.input::<BrandingValues>(body)?;
    let put = store.put_branding(Some(orchestrator), client, values)?;
    entry(&put).map(Done::entry)
}

fn set(store: &Store, subject: Subject<'_>, body: &str) -> Result<Done> {
    let orchestrator = subject.owner.unwrap_or_default().parse()?;
    let (client, values) = body::without(body, "client_id")?;
    let client: Option<ClientId> = client.as_deref().map(str::parse).transpose()?;
    // Setting would otherwise replace, unseen, what is there.
    let store = store.if_version(0);
    put(&store, orchestrator, client.as_ref(), &values).map_err(|error| {
        if error.code() == "version_changed" {
            let message = "it has a branding already, which can be edited";
            return Error::new(ErrorKind::Conflict, "branding_exists", message);
        }
        error
    })
}
