//! Requests to link: asked for, proceeded with, completed, cancelled.

use std::collections::BTreeMap;

use billfold_core::filter::quoted;
use billfold_core::{
    BillerId, Cancellation, ErrorKind, NewRequestToLink, RecordKind, RequestToLink,
    RequestToLinkFilter, RequestToLinkId, Result, Secret, StatusChange, Store,
};

use crate::app::collection::{
    Action, Cells, Collection, Done, Fact, Field, FieldInput, Form, On, Query, RelatedList,
    Relation, Section, Target,
};
use crate::app::data;
use crate::app::entry::Entry;
use crate::app::screens::{BILLERS, CLIENTS, DELIVERIES};
use crate::output::{Record, number, text, time, token};

/// Requests to link, newest first.
pub(crate) static REQUESTS: Collection = Collection {
    name: "rtls",
    title: "Requests",
    noun: "request to link",
    columns: &[
        Cells::id("ID", text("id")),
        Cells::status(text("status"), 13),
        Cells::growing("USER", text("client_user_id"), 8),
        Cells::growing("BILLER", text("biller_id"), 8).of_ids(),
        Cells::fixed("CREATED", time("created_at"), 11),
        Cells::fixed("EXPIRES", time("expires_at"), 11),
        Cells::id("CLIENT", text("client_id")),
        Cells::fixed("LINK TOKEN", token("link_token_id"), 10),
        Cells::fixed("UPDATED", time("updated_at"), 11),
    ],
    facts: &[
        text("status"),
        text("client_user_id"),
        text("biller_id"),
        time("created_at"),
        time("expires_at"),
        time("completed_at"),
        text("cancel_reason"),
        text("client_id"),
        token("link_token_id"),
        token("session_url"),
        time("updated_at"),
        number("version"),
        text("id"),
    ],
    labels: &[
        ("client_user_id", "user"),
        ("biller_id", "biller"),
        ("client_id", "client"),
        ("link_token_id", "link token"),
        ("session_url", "session URL"),
    ],
    trees: &["metadata"],
    relations: &[
        Relation { path: "biller_id", to: &BILLERS },
        Relation { path: "client_id", to: &CLIENTS },
    ],
    lists: &[RelatedList {
        label: "Deliveries",
        to: &DELIVERIES,
        query: |request| Query::of(format!("object_id:{}", quoted(&request.id))),
    }],
    terms: RequestToLinkFilter::terms,
    check: |text| RequestToLinkFilter::parse(text).map(|_| Vec::new()),
    page: |store, query, request| {
        let filter: RequestToLinkFilter = data::filter(query)?;
        let page = store.list_requests_to_link(&filter, request)?;
        let mut names = BTreeMap::new();
        page.try_map(|found| named(store, &found, &mut names))
    },
    entry: |store, id| named(store, &store.request_to_link(&id.parse()?)?, &mut BTreeMap::new()),
    extra,
    actions: ACTIONS,
    url: |request| request.text("session_url"),
    spent: |request| if_final(request).map(|reason| format!("{reason}: its session has ended")),
    export: Some(RecordKind::RequestToLink),
    known: |request| format!("of {}", request.told(text("client_user_id"))),
    empty: "No request to link was made yet: n makes one.",
    ..Collection::USUAL
};

fn entry(request: &RequestToLink) -> Result<Entry> {
    Entry::new(&request.id, request)
}

fn done(request: &RequestToLink) -> Result<Done> {
    entry(request).map(Done::entry)
}

/// A request with its biller's name beside it, where the catalogue has one.
fn named(
    store: &Store,
    request: &RequestToLink,
    names: &mut BTreeMap<BillerId, Option<String>>,
) -> Result<Entry> {
    let entry = entry(request)?;
    let Some(id) = &request.biller_id else { return Ok(entry) };
    if !names.contains_key(id) {
        names.insert(id.clone(), name_of(store, id)?);
    }
    Ok(match names.get(id).cloned().flatten() {
        Some(name) => entry.beside("biller_id", &name),
        None => entry,
    })
}

fn name_of(store: &Store, id: &BillerId) -> Result<Option<String>> {
    match store.biller(id) {
        Ok(biller) => Ok(Some(biller.name)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The biller's name, which the catalogue may not have.
fn extra(store: &Store, request: &Entry) -> Result<Vec<Section>> {
    let Some(id) = request.text("biller_id") else { return Ok(Vec::new()) };
    let fact = match name_of(store, &id.parse()?)? {
        Some(name) => Fact::new("name", text::shown(&name)).to(Target::Record(&BILLERS, id)),
        None => Fact::new("name", "unknown: the catalogue has no such biller"),
    };
    Ok(vec![Section::new("Biller", vec![fact])])
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        done: "made",
        about: "Ask that a user link an account with a biller",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| new_form()),
        run: |store, _, body| {
            done(&*store.create_request_to_link(store.input::<NewRequestToLink>(body)?)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "proceed",
        label: "Proceed",
        about: "Begin a link session: the token of the one before is good for nothing then",
        key: 'p',
        on: On::One,
        refusal: if_final,
        confirm: true,
        run: |store, subject, _| proceed(store, &subject.id.parse()?),
        ..Action::USUAL
    },
    Action {
        name: "session",
        label: "Show the link session",
        done: "showed the link session of",
        about: "The link token and the session's URL in full: whoever has them can complete it",
        key: 'v',
        on: On::One,
        refusal: |request| {
            let token = request.text("link_token_id");
            token.is_none().then(|| "it has no link token".to_owned())
        },
        confirm: true,
        reads: true,
        run: |store, subject, _| {
            let found = store.request_to_link(&subject.id.parse()?)?;
            let again = "Whoever has it can complete the request. It can be shown again.";
            Ok(done(&found)?
                .once("link token", found.link_token_id.clone().map(Secret::new))
                .once("session URL", found.session_url.clone().map(Secret::new))
                .again(again))
        },
        ..Action::USUAL
    },
    Action {
        name: "complete",
        label: "Complete a session",
        done: "completed",
        about: "The user has finished the link session of a token, which is good for that once",
        key: 'c',
        on: On::Nothing,
        form: Some(|_| Form {
            fields: vec![
                Field::new("link_token", "Link token", "it, or its whole URL", FieldInput::Secret)
                    .required(),
            ],
            is_edit: false,
        }),
        confirm: true,
        run: |store, _, body| {
            let token = Record::parse(body).unwrap_or_default().plain("link_token");
            done(&*store.complete_link_session(token.unwrap_or_default().trim())?)
        },
        ..Action::USUAL
    },
    Action {
        name: "status",
        label: "Set status",
        done: "set the status of",
        about: "Set how far it has come; back to PENDING its session is revoked",
        key: 's',
        on: On::Many,
        refusal: if_final,
        form: Some(status_form),
        confirm: true,
        run: |store, subject, body| {
            let (id, change) = (subject.id.parse()?, StatusChange::from_json(body)?);
            done(&*store.set_request_to_link_status(&id, change)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "biller",
        label: "Set biller",
        done: "set the biller of",
        about: "Choose whom to link with; the status stays",
        key: 'b',
        on: On::One,
        refusal: if_final,
        form: Some(|request| Form {
            fields: vec![biller_field().of(request).required()],
            is_edit: false,
        }),
        run: |store, subject, body| {
            let id = subject.id.parse()?;
            // The version that was seen guards the status that is repeated here.
            let status = store.request_to_link(&id)?.status;
            let change =
                StatusChange::from_json(&data::body::with(body, "status", status.as_str())?)?;
            done(&*store.set_request_to_link_status(&id, change)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "cancel",
        label: "Cancel",
        done: "cancelled",
        about: "Call it off; its link session is revoked",
        key: 'x',
        on: On::Many,
        refusal: if_final,
        form: Some(|_| Form {
            fields: vec![Field::text("reason", "Reason", "why, up to 500 characters")],
            is_edit: false,
        }),
        confirm: true,
        run: |store, subject, body| {
            let (id, reason) = (subject.id.parse()?, store.input::<Cancellation>(body)?.reason);
            done(&*store.cancel_request_to_link(&id, reason)?)
        },
        ..Action::USUAL
    },
];

/// Why nothing can become of it any more.
fn if_final(request: &Entry) -> Option<String> {
    let now = request.text("status").unwrap_or_default();
    (!matches!(now.as_str(), "PENDING" | "IN_PROGRESS")).then(|| format!("it is {now}"))
}

fn proceed(store: &Store, id: &RequestToLinkId) -> Result<Done> {
    let session = store.proceed_request_to_link(id)?;
    Ok(done(&store.request_to_link(id)?)?
        .once("link token", session.link_token.clone())
        .once("session URL", session.session_url.clone().map(Secret::new))
        .again("Whoever has it can complete the request. Show the link session shows it again.")
        .told("the link session ends at")
        .until(session.expires_at))
}

fn biller_field() -> Field {
    let hint = "picked or typed; it need not be in the catalogue";
    Field::new("biller_id", "Biller", hint, FieldInput::Pick(&BILLERS))
}

fn new_form() -> Form {
    let lifetime = "30m, 2h, 1d, seconds, or never; seven days unless given";
    Form {
        fields: vec![
            Field::new("client_id", "Client", "whose request it is", FieldInput::Pick(&CLIENTS))
                .required(),
            Field::text("client_user_id", "User", "the user, as the client names them").required(),
            biller_field(),
            Field::new("expires_in", "Expires in", lifetime, FieldInput::SecondsOrWord),
            Field::new("metadata", "Metadata", "a JSON object of your own", FieldInput::Json),
            Field::text("id", "Id", "an id of your choice; empty: one is made"),
        ],
        is_edit: false,
    }
}

/// What a request in this status may be set to; of many, each is judged when its turn comes.
fn status_form(request: Option<&Entry>) -> Form {
    let words: &[&str] = match request.and_then(|request| request.text("status")).as_deref() {
        Some("PENDING") => &["IN_PROGRESS", "CANCELLED", "PENDING"],
        Some("IN_PROGRESS") => &["COMPLETED", "PENDING", "CANCELLED", "IN_PROGRESS"],
        _ => &["PENDING", "IN_PROGRESS", "COMPLETED", "CANCELLED"],
    };
    let token = "one of your own in place of the present one; its session is revoked";
    Form {
        fields: vec![
            Field::new("status", "Status", "what it is from now on", FieldInput::Choice(words))
                .required(),
            biller_field(),
            Field::new("link_token_id", "Link token", token, FieldInput::Secret),
        ],
        is_edit: false,
    }
}
