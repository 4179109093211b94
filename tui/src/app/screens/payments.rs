//! Payments: taken, completed, failed, expired, paid late.

use billfold_core::{
    Completion, FeePlan, Money, NewPayment, Outcome, Payment, PaymentFailure, PaymentFilter,
    PaymentSort, PaymentUpdate, RecordKind, Result, Sort, Store,
};

use crate::app::collection::{
    Action, Cells, Collection, Done, Fact, Field, FieldInput, Form, On, Query, Relation, Section,
    Target,
};
use crate::app::entry::Entry;
use crate::app::screens::{CLIENTS, CUSTOMERS, ORCHESTRATORS, fees};
use crate::app::{data, page};
use crate::output::{amount, number, text, time};

/// Payments, newest first.
pub(crate) static PAYMENTS: Collection = Collection {
    name: "payments",
    title: "Payments",
    noun: "payment",
    columns: &[
        Cells::id("ID", text("id")),
        Cells::status(text("status"), 11),
        Cells::fixed("AMOUNT", amount("amount", "currency"), 12),
        Cells::fixed("CUR", text("currency"), 3),
        Cells::growing("CUSTOMER", text("customer.name"), 10),
        Cells::fixed("CREATED", time("created_at"), 11),
        Cells::growing("DESCRIPTION", text("description"), 14),
        Cells::fixed("EXPIRES", time("expires_at"), 11),
        Cells::id("CLIENT", text("client_id")),
    ],
    facts: &[
        text("status"),
        amount("amount", "currency"),
        text("customer.name"),
        text("description"),
        time("created_at"),
        time("expires_at"),
        time("completed_at"),
        text("failure.code"),
        text("failure.message"),
        time("late_payment.recorded_at"),
        text("payment_link"),
        text("customer.email"),
        text("customer.id"),
        text("client_id"),
        number("mcc"),
        text("fee_plan.orchestrator_id"),
        text("success_url"),
        text("cancel_url"),
        time("updated_at"),
        number("version"),
        text("id"),
    ],
    labels: &[
        ("late_payment.recorded_at", "paid late at"),
        ("late_payment.payment_method", "late payment method"),
        ("payment_link", "payment link"),
        ("customer.email", "customer e-mail"),
        ("client_id", "client"),
        ("mcc", "MCC"),
        ("fee_plan.orchestrator_id", "orchestrator"),
        ("success_url", "success URL"),
        ("cancel_url", "cancel URL"),
    ],
    trees: &["metadata", "payment_method", "late_payment.payment_method"],
    relations: &[
        Relation { path: "customer.id", to: &CUSTOMERS },
        Relation { path: "client_id", to: &CLIENTS },
        Relation { path: "fee_plan.orchestrator_id", to: &ORCHESTRATORS },
    ],
    terms: PaymentFilter::terms,
    check: |text| PaymentFilter::parse(text).map(|filter| filter.notes()),
    page: |store, query, request| {
        let mut filter: PaymentFilter = data::filter(query)?;
        if filter.sort.is_none() && !filter.created.is_empty() {
            // The same order, in which nothing has to be walked past to come to these.
            filter.sort = Some(Sort::descending(PaymentSort::Created));
        }
        page::of(store.list_payments(&filter, request)?, |payment| payment.id.to_string())
    },
    entry: |store, id| entry(&store.payment(id.parse()?)?),
    extra,
    actions: ACTIONS,
    url: |payment| payment.text("payment_link"),
    spent: |payment| {
        unless(payment, "pending").map(|reason| format!("{reason}: it can no longer be paid"))
    },
    export: Some(RecordKind::Payment),
    empty: "No payment was taken yet: n takes one.",
    known: |payment| {
        let [sum, customer] = [amount("amount", "currency"), text("customer.name")];
        let (sum, customer) = (payment.told(sum), payment.told(customer));
        let by = if customer.is_empty() { String::new() } else { format!(" by {customer}") };
        format!("of {sum} {}{by}", payment.told(text("currency")))
    },
    standing: |payment| payment.text("late_payment.recorded_at").map(|_| "paid late"),
    ..Collection::USUAL
};

fn entry(payment: &Payment) -> Result<Entry> {
    Entry::new(&payment.id, payment)
}

fn done(payment: &Outcome<Payment>) -> Result<Done> {
    entry(payment).map(Done::entry)
}

/// What the payment's fees come to, and what else belongs to it.
#[expect(clippy::unnecessary_wraps, reason = "the form of those that can fail")]
fn extra(_: &Store, payment: &Entry) -> Result<Vec<Section>> {
    let plan = payment.record().field("fee_plan").map(|json| json.get());
    let plan = plan.and_then(|json| serde_json::from_str::<FeePlan>(json).ok());
    let others = payment.text("customer.id").map(|id| {
        let query = Query::of(format!("customer:{id}"));
        let fact = Fact::new("Payments", "of this customer").to(Target::List(&PAYMENTS, query));
        Section::new("Related", vec![fact])
    });
    Ok(plan.as_ref().map(fees_of).into_iter().chain(others).collect())
}

/// A fee plan as people read it.
fn fees_of(plan: &FeePlan) -> Section {
    let money = |label: &str, minor: i64| {
        Fact::money(label, &Money::format_in_full(minor, plan.currency), plan.currency)
    };
    let mut lines = Vec::new();
    for line in &plan.lines {
        let fact = money(&format!("{} bears", line.fee_bearer), line.amount_minor);
        lines.push(fact.note(format!("at {}", fees::per_cent(line.bps))));
    }
    if lines.is_empty() {
        lines.push(Fact::new("fees", "none were in force"));
    }
    lines.push(money("payer pays", plan.payer_total_minor));
    lines.push(money("recipient keeps", plan.recipient_net_minor));
    Section::new("Fees", lines)
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        done: "took",
        about: "Take a payment; it waits for its money until it expires",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| new_form()),
        run: |store, _, body| done(&store.create_payment(store.input::<NewPayment>(body)?)?),
        ..Action::USUAL
    },
    Action {
        name: "complete",
        label: "Complete",
        done: "completed",
        about: "The money has come",
        key: 'c',
        on: On::Many,
        refusal: |payment| unless(payment, "pending"),
        form: Some(|_| method_form()),
        confirm: true,
        run: |store, subject, body| {
            done(&store.complete_payment(subject.id.parse()?, store.input::<Completion>(body)?)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "fail",
        label: "Fail",
        done: "failed",
        about: "The payment will not be paid",
        key: 'f',
        on: On::Many,
        refusal: |payment| unless(payment, "pending"),
        form: Some(|_| Form {
            fields: vec![
                Field::text("code", "Code", "why, as a word: card_declined").required(),
                Field::text("message", "Message", "why, for a person"),
            ],
            is_edit: false,
        }),
        confirm: true,
        run: |store, subject, body| {
            done(&store.fail_payment(subject.id.parse()?, store.input::<PaymentFailure>(body)?)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "expire",
        label: "Expire",
        done: "expired",
        about: "End the payment before its time",
        key: 'x',
        on: On::Many,
        refusal: |payment| unless(payment, "pending"),
        confirm: true,
        run: |store, subject, _| done(&store.expire_payment(subject.id.parse()?)?),
        ..Action::USUAL
    },
    Action {
        name: "late",
        label: "Record late payment",
        done: "recorded late money for",
        about: "Money has come after the payment expired; it stays expired",
        key: 'l',
        on: On::One,
        refusal: |payment| {
            unless(payment, "expired").or_else(|| {
                let paid = payment.text("late_payment.recorded_at");
                paid.map(|_| "a late payment is recorded already".to_owned())
            })
        },
        form: Some(|_| method_form()),
        confirm: true,
        run: |store, subject, body| {
            done(
                &store
                    .record_late_payment(subject.id.parse()?, store.input::<Completion>(body)?)?,
            )
        },
        ..Action::USUAL
    },
    Action {
        name: "edit",
        label: "Edit",
        done: "changed",
        about: "Change the description, URLs or metadata of a pending payment",
        key: 'e',
        on: On::One,
        refusal: |payment| unless(payment, "pending"),
        form: Some(|payment| Form {
            fields: shared_fields().into_iter().map(|field| field.of(payment)).collect(),
            is_edit: true,
        }),
        run: |store, subject, body| {
            done(&store.update_payment(subject.id.parse()?, store.input::<PaymentUpdate>(body)?)?)
        },
        ..Action::USUAL
    },
];

/// Why something that wants this status cannot be done.
fn unless(payment: &Entry, status: &str) -> Option<String> {
    let now = payment.text("status").unwrap_or_default();
    (now != status).then(|| format!("it is {now}"))
}

fn new_form() -> Form {
    let mut fields = vec![
        Field::amount("amount", "Amount", "in major units, such as 500.00").required(),
        Field::currency("currency", "Currency").required(),
        Field::text("customer.name", "Customer name", "a new customer's name"),
        Field::text("customer.email", "Customer e-mail", "a new customer's address"),
        Field::new(
            "customer.id",
            "Customer id",
            "one that exists, in place of name and e-mail",
            FieldInput::Pick(&CUSTOMERS),
        ),
    ];
    fields.extend(shared_fields());
    fields.extend([
        Field::new(
            "client_id",
            "Client",
            "whose payment it is; empty: the store's own",
            FieldInput::Pick(&CLIENTS),
        ),
        Field::new("mcc", "MCC", "merchant category code, 1 to 9999", FieldInput::Number),
        Field::new(
            "expires_in",
            "Expires in",
            "30m, 2h, 1d or seconds; an hour unless given",
            FieldInput::Seconds,
        ),
        Field::text("id", "Id", "a UUID of your choice; empty: one is made"),
    ]);
    Form { fields, is_edit: false }
}

/// What a new payment and an edit share.
fn shared_fields() -> Vec<Field> {
    vec![
        Field::text("description", "Description", "up to 500 characters"),
        Field::text("success_url", "Success URL", "where the customer goes after paying"),
        Field::text("cancel_url", "Cancel URL", "where the customer goes instead"),
        Field::new("metadata", "Metadata", "a JSON object of your own", FieldInput::Json),
    ]
}

fn method_form() -> Form {
    let hint = "a word such as cash, or a JSON object with a type";
    let method = Field::new("payment_method", "Payment method", hint, FieldInput::Method);
    Form { fields: vec![method.with("cash")], is_edit: false }
}
