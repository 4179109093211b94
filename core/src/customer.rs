//! Customers: the people who pay. Their name and e-mail stand here and nowhere else.

use rusqlite::named_params;
use serde::Serialize;

use crate::customer::words::Words;
use crate::error::{Error, Invalid, Problems, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::scope::Sight;
use crate::store::Store;
use crate::store::caller::Principal;
use crate::store::rewrite::Erasable;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{self, ClientId, CustomerId};
use crate::value::page::{Page, PageRequest};
use crate::value::text;
use crate::value::time::Timestamp;

mod list;
mod transfer;
mod words;

pub use list::{CustomerFilter, CustomerSort};
pub(crate) use transfer::row_for_restored_payment;
pub(crate) use words::{addressed, has_its_words, named};

/// A customer.
///
/// | field | constraints | set by | changes |
/// |---|---|---|---|
/// | `id` | a UUID | its creator, else minted | never |
/// | `client_id` | a client's id, or none | its creator | never |
/// | `name` | 1 to 100 characters, or none | the caller | until erased |
/// | `email` | the shape of an address, at most 254 bytes, or none | the caller | until erased |
/// | `erased_at` | a time, or none | erasing | once |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Customer {
    /// Names the customer.
    pub id: CustomerId,
    /// Whose customer it is; none: the store's own.
    pub client_id: Option<ClientId>,
    /// The customer's name; none if it was not given, or is erased.
    pub name: Option<String>,
    /// The customer's e-mail address; none if it was not given, or is erased.
    pub email: Option<String>,
    /// When the record was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When name and e-mail were erased.
    pub erased_at: Option<Timestamp>,
    /// Grows by one with each change.
    pub version: i64,
}

/// What it takes to create a customer: a name, an e-mail address, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewCustomer {
    /// A UUID of the caller's choice; otherwise one is minted.
    pub id: Option<CustomerId>,
    /// Whose customer it is; the owner may say, a credential's own client goes without saying.
    pub client_id: Option<ClientId>,
    /// 1 to 100 characters.
    pub name: Option<String>,
    /// The shape of an address, at most 254 bytes.
    pub email: Option<String>,
}

impl NewCustomer {
    /// A customer of this name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// The same customer with this e-mail address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Reads `{"name": "…", "email": "…", "id": "…", "clientId": "…"}`.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let new = Self {
            id: body.text_with("id", CustomerId::parse),
            client_id: body.text_with("client_id", ClientId::parse),
            name: body.text_with("name", text::name),
            email: body.text_with("email", text::email),
        };
        body.finish()?;
        Ok(new)
    }

    /// Checks name and e-mail, whose fields stand below `prefix`.
    pub(crate) fn check(&mut self, prefix: &str, problems: &mut Problems) {
        if self.name.is_none() && self.email.is_none() {
            let reason = "is required, unless there is an email";
            problems.add(format!("{prefix}name"), Invalid::coded("required", reason));
        }
        if let Some(name) = self.name.take() {
            self.name = problems.take(&format!("{prefix}name"), text::name(&name));
        }
        if let Some(email) = self.email.take() {
            self.email = problems.take(&format!("{prefix}email"), text::email(&email));
        }
    }
}

/// What to change of a customer; what is left out stays, `Some(None)` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CustomerUpdate {
    /// A new name, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Option<String>>,
    /// A new e-mail address, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Option<String>>,
}

impl CustomerUpdate {
    /// Reads `{"name": "…", "email": null}`, each of them optional; `null` clears.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let update = Self {
            name: body.nullable_with("name", text::name),
            email: body.nullable_with("email", text::email),
        };
        body.finish()?;
        Ok(update)
    }

    /// The same change with name and e-mail as they are kept, or what is wrong with them.
    fn checked(mut self) -> Result<Self> {
        let mut problems = Problems::default();
        if let Some(Some(name)) = &mut self.name {
            *name = problems.take("name", text::name(name)).unwrap_or_default();
        }
        if let Some(Some(email)) = &self.email {
            problems.take("email", text::email(email));
        }
        problems.finish()?;
        Ok(self)
    }
}

/// The tables that hold what is personal.
const PERSONAL: [Erasable; 2] = [
    Erasable { table: "customer", index: None },
    Erasable { table: "customer_word", index: Some("customer_word_index") },
];

/// A customer with what only the store needs to know.
struct Stored {
    row: i64,
    client: Option<i64>,
    customer: Customer,
}

impl Store {
    /// Creates a customer. Payments make their own; this is for keeping one's customers first.
    ///
    /// # Errors
    ///
    /// `validation`; `not_found` for the client; `conflict / id_exists`, `client_inactive` or
    /// `client_revoked`; `forbidden` for others than the owner and API keys, and for another
    /// client's.
    pub fn create_customer(&self, mut new: NewCustomer) -> Result<Outcome<Customer>> {
        let input = new.clone();
        let mut problems = Problems::default();
        new.check("", &mut problems);
        problems.finish()?;
        self.mutate("customer.create", &input, move |transaction| {
            require_keeper(transaction)?;
            let client = owning_client(transaction, new.client_id.as_ref())?;
            insert(transaction, client, &new).map(|(_, customer)| customer)
        })
    }

    /// The customer of this id.
    ///
    /// # Errors
    ///
    /// `not_found` (also outside the caller's scope); `forbidden` for others than the owner and
    /// API keys.
    pub fn customer(&self, id: CustomerId) -> Result<Customer> {
        self.read(|transaction| {
            require_keeper(transaction)?;
            find_visible(transaction, id).map(|stored| stored.customer)
        })
    }

    /// A page of the customers that the caller sees, newest first unless the filter sorts them.
    ///
    /// # Errors
    ///
    /// `validation` for the page, its cursor, or a filter of too many values; `forbidden` for
    /// others than the owner and API keys.
    pub fn list_customers(
        &self,
        filter: &CustomerFilter,
        page: &PageRequest,
    ) -> Result<Page<Customer>> {
        self.read(|transaction| {
            require_keeper(transaction)?;
            list::list(transaction, filter, page)
        })
    }

    /// Changes a customer's name or e-mail address, also as their payments show it.
    ///
    /// # Errors
    ///
    /// `validation`; `not_found`; `conflict / customer_erased`; `conflict / version_changed`;
    /// `forbidden` for others than the owner and API keys.
    pub fn update_customer(
        &self,
        id: CustomerId,
        update: CustomerUpdate,
    ) -> Result<Outcome<Customer>> {
        let input = (id, update.clone());
        let update = update.checked()?;
        self.mutate("customer.update", &input, move |transaction| {
            require_keeper(transaction)?;
            let before = find_visible(transaction, id)?;
            require_not_erased(&before.customer)?;
            transaction.check_version("customer", before.customer.version)?;
            let name = update.name.unwrap_or_else(|| before.customer.name.clone());
            let email = update.email.unwrap_or_else(|| before.customer.email.clone());
            if name.is_none() && email.is_none() {
                let reason = "neither a name nor an email would be left";
                return Err(Error::invalid("name", "required", reason));
            }
            if (&name, &email) == (&before.customer.name, &before.customer.email) {
                return Ok(before.customer);
            }
            store_change(transaction, before.row, name.as_deref(), email.as_deref())?;
            let customer = reload(transaction, id)?.customer;
            log(transaction, "customer.updated", &customer)?;
            Ok(customer)
        })
    }

    /// Erases a customer's name and e-mail address, those of before too: from the record, the
    /// search words that nobody else uses, the file's pages and the write-ahead log. Amounts stay.
    ///
    /// To leave no stale copy, the tables of customers are written anew before it is committed,
    /// which takes as long as there are customers: erase many at once with
    /// [`Store::atomically`]. While another program is in the midst of reading, the log keeps
    /// what it reads; the next commit, closing or opening by anyone finishes the erasure.
    ///
    /// A backup from before keeps what it has. What a caller wrote about a person into
    /// descriptions and metadata is the caller's matter.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / customer_erased`; `conflict / payments_pending` while a payment
    /// of theirs is pending, unless `force`; `conflict / version_changed`; `forbidden` for others
    /// than the owner and API keys.
    pub fn erase_customer(&self, id: CustomerId, force: bool) -> Result<Outcome<Customer>> {
        self.mutate("customer.erase", &(id, force), move |transaction| {
            require_keeper(transaction)?;
            let before = find_visible(transaction, id)?;
            require_not_erased(&before.customer)?;
            transaction.check_version("customer", before.customer.version)?;
            if !force {
                require_nothing_pending(transaction, before.row)?;
            }
            words::replace(transaction, before.row, &Words::default())?;
            transaction.change_one(
                "UPDATE customer SET name = NULL, email = NULL, erased_at = :now,
                    updated_at = :now, version = version + 1
                WHERE seq = :row",
                named_params! { ":row": before.row, ":now": transaction.now() },
            )?;
            transaction.note_erasure(&PERSONAL);
            let customer = reload(transaction, id)?.customer;
            log(transaction, "customer.erased", &customer)?;
            Ok(customer)
        })
    }
}

/// Refuses principals whose scope does not hold customers.
fn require_keeper(transaction: &ReadTransaction<'_>) -> Result<()> {
    match transaction.caller().principal {
        Principal::Owner | Principal::ApiKey(_) => Ok(()),
        _ => Err(Error::forbidden("customers are the owner's and API keys' to work with")),
    }
}

/// The client that a new customer belongs to: the key's own, or the one the owner names.
fn owning_client(
    transaction: &ReadTransaction<'_>,
    named: Option<&ClientId>,
) -> Result<Option<i64>> {
    let Some(client) = transaction.payment_client(named)? else { return Ok(None) };
    client.require_active()?;
    Ok(Some(client.row))
}

/// Makes a customer whose fields are known to be good, and answers its row too.
pub(crate) fn insert(
    transaction: &WriteTransaction<'_>,
    client: Option<i64>,
    new: &NewCustomer,
) -> Result<(i64, Customer)> {
    let id = match new.id {
        Some(id) => {
            require_free(transaction, id)?;
            id
        }
        None => CustomerId::from_uuid(id::mint(transaction.clock())),
    };
    let row = transaction.insert(
        "INSERT INTO customer (id, client, name, email, created_at, updated_at, version)
        VALUES (:id, :client, :name, :email, :now, :now, 1)",
        named_params! {
            ":id": id,
            ":client": client,
            ":name": new.name,
            ":email": new.email,
            ":now": transaction.now(),
        },
    )?;
    words::replace(transaction, row, &Words::of(new.name.as_deref(), new.email.as_deref()))?;
    let customer = reload(transaction, id)?.customer;
    log(transaction, "customer.created", &customer)?;
    Ok((row, customer))
}

fn require_free(transaction: &ReadTransaction<'_>, id: CustomerId) -> Result<()> {
    match find(transaction, id)? {
        Some(_) => Err(Error::id_exists("customer", id)),
        None => Ok(()),
    }
}

/// The row of a customer whom a payment of this client may name.
pub(crate) fn row_for_payment(
    transaction: &ReadTransaction<'_>,
    id: CustomerId,
    client: Option<i64>,
) -> Result<i64> {
    let found = find(transaction, id)?.filter(|stored| stored.client == client);
    let stored = found.ok_or_else(|| Error::not_found("customer", id))?;
    require_not_erased(&stored.customer)?;
    Ok(stored.row)
}

fn require_not_erased(customer: &Customer) -> Result<()> {
    match customer.erased_at {
        Some(_) => Err(Error::conflict("customer_erased", "the customer has been erased")),
        None => Ok(()),
    }
}

fn require_nothing_pending(transaction: &ReadTransaction<'_>, row: i64) -> Result<()> {
    let pending = transaction.number(
        "SELECT count(*) FROM payment
        WHERE customer = :row AND status = 'pending' AND expires_at > :now",
        named_params! { ":row": row, ":now": transaction.now() },
    )?;
    if pending == 0 {
        return Ok(());
    }
    Err(Error::conflict(
        "payments_pending",
        format!("the customer has pending payments ({pending}); erase with force to go ahead"),
    ))
}

fn store_change(
    transaction: &WriteTransaction<'_>,
    row: i64,
    name: Option<&str>,
    email: Option<&str>,
) -> Result<()> {
    transaction.change_one(
        "UPDATE customer SET name = :name, email = :email, updated_at = :now,
            version = version + 1
        WHERE seq = :row",
        named_params! { ":row": row, ":name": name, ":email": email, ":now": transaction.now() },
    )?;
    words::replace(transaction, row, &Words::of(name, email))
}

fn find_visible(transaction: &ReadTransaction<'_>, id: CustomerId) -> Result<Stored> {
    let visible = |stored: &Stored| match transaction.sight() {
        Sight::All => true,
        Sight::OfClient(row) => stored.client == Some(row),
        Sight::OfNoClient => stored.client.is_none(),
        Sight::OfOrchestrator(_) => false,
    };
    let found = find(transaction, id)?.filter(visible);
    found.ok_or_else(|| Error::not_found("customer", id))
}

fn find(transaction: &ReadTransaction<'_>, id: CustomerId) -> Result<Option<Stored>> {
    transaction.one(
        "SELECT customer.seq, customer.client, customer.id, client.id, customer.name, email,
            customer.created_at, customer.updated_at, erased_at, customer.version
        FROM customer LEFT JOIN client ON client.seq = customer.client
        WHERE customer.id = :id",
        named_params! { ":id": id },
        read_row,
    )
}

/// A customer that is there for sure, whoever asks.
fn reload(transaction: &ReadTransaction<'_>, id: CustomerId) -> Result<Stored> {
    let found = find(transaction, id)?;
    found.ok_or_else(|| Error::internal("a customer is gone in its own transaction"))
}

fn read_row(columns: &mut Columns<'_, '_>) -> Result<Stored> {
    Ok(Stored {
        row: columns.next()?,
        client: columns.next()?,
        customer: Customer {
            id: columns.next()?,
            client_id: columns.next()?,
            name: columns.next()?,
            email: columns.next()?,
            created_at: columns.next()?,
            updated_at: columns.next()?,
            erased_at: columns.next()?,
            version: columns.next()?,
        },
    })
}

/// A customer as the event log tells of it: without name and e-mail.
#[derive(Serialize)]
struct LoggedCustomer<'a> {
    id: CustomerId,
    client_id: Option<&'a ClientId>,
    created_at: Timestamp,
    updated_at: Timestamp,
    erased_at: Option<Timestamp>,
    version: i64,
}

fn log(transaction: &WriteTransaction<'_>, kind: &'static str, customer: &Customer) -> Result<()> {
    let logged = LoggedCustomer {
        id: customer.id,
        client_id: customer.client_id.as_ref(),
        created_at: customer.created_at,
        updated_at: customer.updated_at,
        erased_at: customer.erased_at,
        version: customer.version,
    };
    event::record(transaction, kind, customer.id, customer.version, None, &logged)
}

impl Replay for Customer {
    type Reference = CustomerId;

    fn reference(&self) -> CustomerId {
        self.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: CustomerId) -> Result<Self> {
        find_visible(transaction, id).map(|stored| stored.customer)
    }
}
