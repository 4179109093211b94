//! Customers: the people who pay.

use billfold_core::{
    Customer, CustomerFilter, CustomerUpdate, NewCustomer, Outcome, RecordKind, Result, Store,
};

use crate::app::collection::{
    Action, Cells, Collection, Done, Fact, Field, FieldInput, Form, On, Query, RelatedList,
    Relation, Section,
};
use crate::app::entry::Entry;
use crate::app::screens::{CLIENTS, PAYMENTS};
use crate::app::{data, page};
use crate::output::{Record, number, text, time};

/// Customers, newest first.
pub(crate) static CUSTOMERS: Collection = Collection {
    name: "customers",
    title: "Customers",
    noun: "customer",
    columns: &[
        Cells::id("ID", text("id")),
        Cells::growing("NAME", text("name"), 14),
        Cells::growing("E-MAIL", text("email"), 16),
        Cells::fixed("CREATED", time("created_at"), 11),
        Cells::fixed("ERASED", time("erased_at"), 11),
        Cells::id("CLIENT", text("client_id")),
        Cells::fixed("UPDATED", time("updated_at"), 11),
    ],
    facts: &[
        text("name"),
        text("email"),
        time("erased_at"),
        text("client_id"),
        time("created_at"),
        time("updated_at"),
        number("version"),
        text("id"),
    ],
    labels: &[("email", "e-mail"), ("client_id", "client")],
    called: "name",
    relations: &[Relation { path: "client_id", to: &CLIENTS }],
    lists: &[RelatedList {
        label: "Payments",
        to: &PAYMENTS,
        query: |customer| Query::of(format!("customer:{}", customer.id)),
    }],
    terms: CustomerFilter::terms,
    check: |text| CustomerFilter::parse(text).map(|_| Vec::new()),
    page: |store, query, request| {
        let filter: CustomerFilter = data::filter(query)?;
        page::of(store.list_customers(&filter, request)?, |customer| customer.id.to_string())
    },
    entry: |store, id| entry(&store.customer(id.parse()?)?),
    extra,
    actions: ACTIONS,
    export: Some(RecordKind::Customer),
    empty: "No customer is known yet: n makes one, and so does a payment with a name.",
    ..Collection::USUAL
};

fn entry(customer: &Customer) -> Result<Entry> {
    Entry::new(&customer.id, customer)
}

fn done(customer: &Outcome<Customer>) -> Result<Done> {
    entry(customer).map(Done::entry)
}

/// Says of those who were erased why they have no name.
#[expect(clippy::unnecessary_wraps, reason = "the form of those that can fail")]
fn extra(_: &Store, customer: &Entry) -> Result<Vec<Section>> {
    let erased = customer.text("erased_at").map(|_| {
        let gone = Fact::new("erased", "name and e-mail address are gone for good; amounts stay");
        Section::new("Erased", vec![gone])
    });
    Ok(erased.into_iter().collect())
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        done: "made",
        about: "Create a customer; a name or an e-mail address is enough",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| new_form()),
        run: |store, _, body| done(&store.create_customer(NewCustomer::from_json(body)?)?),
        ..Action::USUAL
    },
    Action {
        name: "edit",
        label: "Edit",
        done: "changed",
        about: "Change the name or the e-mail address, also as their payments show it",
        key: 'e',
        on: On::One,
        refusal: if_erased,
        form: Some(|customer| Form {
            fields: shared_fields().into_iter().map(|field| field.of(customer)).collect(),
            is_edit: true,
        }),
        run: |store, subject, body| {
            done(&store.update_customer(subject.id.parse()?, CustomerUpdate::from_json(body)?)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "erase",
        label: "Erase",
        done: "erased",
        about: "Erase name and e-mail address, down to the file's free pages; amounts stay",
        key: 'x',
        on: On::One,
        refusal: if_erased,
        form: Some(|_| erasure_form()),
        confirm: true,
        run: |store, subject, body| {
            let force = Record::parse(body).unwrap_or_default().plain("force");
            let force = force.as_deref() == Some("true");
            done(&store.erase_customer(subject.id.parse()?, force)?)
        },
        ..Action::USUAL
    },
];

/// Nothing is done to those who were erased.
fn if_erased(customer: &Entry) -> Option<String> {
    customer.text("erased_at").map(|_| "the customer was erased".to_owned())
}

fn new_form() -> Form {
    let mut fields = shared_fields();
    fields.extend([
        Field::new(
            "client_id",
            "Client",
            "whose customer it is; empty: the store's own",
            FieldInput::Pick(&CLIENTS),
        ),
        Field::text("id", "Id", "a UUID of your choice; empty: one is made"),
    ]);
    Form { fields, is_edit: false }
}

/// What a new customer and an edit share.
fn shared_fields() -> Vec<Field> {
    vec![
        Field::text("name", "Name", "1 to 100 characters"),
        Field::text("email", "E-mail", "up to 254 characters"),
    ]
}

fn erasure_form() -> Form {
    let hint = "true: even while a payment of theirs is pending";
    let force = Field::new("force", "Force", hint, FieldInput::Flag);
    Form { fields: vec![force.with("false")], is_edit: false }
}
