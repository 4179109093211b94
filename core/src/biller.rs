//! Billers: the catalogue of whom users link their accounts with.
//!
//! The catalogue is optional: a request to link may name a biller that is not in it. It gives
//! billers the names by which requests are searched.

use rusqlite::named_params;
use serde::Serialize;

use crate::error::{Error, Invalid, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::store::Store;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::BillerId;
use crate::value::page::{Page, PageRequest};
use crate::value::text;
use crate::value::time::Timestamp;

mod list;
mod transfer;

pub use list::{BillerFilter, BillerSort};

/// A biller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Biller {
    /// Names it: `bil_…`, or what its creator chose.
    pub id: BillerId,
    /// 1 to 100 characters.
    pub name: String,
    /// Whether it is offered for new requests; the store itself refuses none.
    pub active: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Grows by one with each change.
    pub version: i64,
}

/// A biller to create or to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewBiller {
    /// Which one; without an id a new biller is created under a minted one.
    pub id: Option<BillerId>,
    /// 1 to 100 characters.
    pub name: String,
    /// Whether it is active; if left out, a new biller is, and a known one stays what it is.
    pub active: Option<bool>,
}

impl NewBiller {
    /// A biller of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { id: None, name: name.into(), active: None }
    }

    /// The same biller under this id, which may be a known one's.
    #[must_use]
    pub fn with_id(mut self, id: BillerId) -> Self {
        self.id = Some(id);
        self
    }

    /// The same biller, said to be active or not.
    #[must_use]
    pub const fn with_active(mut self, active: bool) -> Self {
        self.active = Some(active);
        self
    }

    /// Reads `{"id": "…", "name": "…", "active": true}`, of which only the name is required.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let id = body.text_with("id", BillerId::parse);
        let name = body.required_with("name", text::name);
        let active = body.boolean("active");
        body.finish()?;
        Ok(Self { id, name: name.unwrap_or_default(), active })
    }

    /// The same biller with its name as it is kept.
    fn checked(&self) -> Result<Self, Invalid> {
        Ok(Self { id: self.id.clone(), name: text::name(&self.name)?, active: self.active })
    }
}

/// What putting a biller came to.
pub(crate) enum Put {
    Created(Biller),
    Updated(Biller),
    Unchanged(Biller),
}

impl Store {
    /// Creates a biller, or changes the one of this id; nothing happens if it is so already.
    ///
    /// A handle of [`Store::if_version`] changes only a biller of that version; version 0 stands
    /// for one that does not exist yet.
    ///
    /// ```
    /// use billfold_core::{NewBiller, Store};
    ///
    /// let store = Store::in_memory()?;
    /// let id = "test_electric_company".parse()?;
    /// let biller = store.put_biller(NewBiller::new("Test Electric Company").with_id(id))?;
    /// assert!(biller.active);
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `validation` for the name; `conflict / version_changed`; `forbidden` unless it is the
    /// owner's handle.
    pub fn put_biller(&self, new: NewBiller) -> Result<Outcome<Biller>> {
        let checked = new.checked().map_err(|invalid| invalid.at("name"))?;
        self.mutate("biller.put", &new, move |transaction| {
            transaction.require_owner()?;
            let (Put::Created(biller) | Put::Updated(biller) | Put::Unchanged(biller)) =
                put(transaction, checked)?;
            Ok(biller)
        })
    }

    /// The biller of this id.
    ///
    /// # Errors
    ///
    /// `not_found`; `forbidden` unless it is the owner's handle.
    pub fn biller(&self, id: &BillerId) -> Result<Biller> {
        self.read(|transaction| {
            transaction.require_owner()?;
            load(transaction, id)
        })
    }

    /// A page of the catalogue, newest biller first unless the filter sorts them.
    ///
    /// # Errors
    ///
    /// `validation` for the page, its cursor, or a filter of too many values; `forbidden` unless
    /// it is the owner's handle.
    pub fn list_billers(&self, filter: &BillerFilter, page: &PageRequest) -> Result<Page<Biller>> {
        self.read(|transaction| {
            transaction.require_owner()?;
            list::list(transaction, filter, page)
        })
    }
}

/// Creates a biller whose name is known to be good, or changes the one of its id.
pub(crate) fn put(transaction: &WriteTransaction<'_>, biller: NewBiller) -> Result<Put> {
    let known = match &biller.id {
        Some(id) => find(transaction, id)?,
        None => None,
    };
    transaction.check_version("biller", known.as_ref().map_or(0, |known| known.version))?;
    let Some(known) = known else { return insert(transaction, biller).map(Put::Created) };
    let active = biller.active.unwrap_or(known.active);
    if (&biller.name, active) == (&known.name, known.active) {
        return Ok(Put::Unchanged(known));
    }
    update(transaction, &known.id, &biller.name, active).map(Put::Updated)
}

fn insert(transaction: &WriteTransaction<'_>, new: NewBiller) -> Result<Biller> {
    let id = new.id.unwrap_or_else(|| BillerId::mint(transaction.clock()));
    transaction.insert(
        "INSERT INTO biller (id, name, folded, active, created_at, updated_at, version)
        VALUES (:id, :name, :folded, :active, :now, :now, 1)",
        named_params! {
            ":id": id,
            ":name": new.name,
            ":folded": text::fold(&new.name),
            ":active": new.active.unwrap_or(true),
            ":now": transaction.now(),
        },
    )?;
    load_and_log(transaction, &id)
}

fn update(
    transaction: &WriteTransaction<'_>,
    id: &BillerId,
    name: &str,
    active: bool,
) -> Result<Biller> {
    transaction.change_one(
        "UPDATE biller SET name = :name, folded = :folded, active = :active, updated_at = :now,
            version = version + 1
        WHERE id = :id",
        named_params! {
            ":id": id,
            ":name": name,
            ":folded": text::fold(name),
            ":active": active,
            ":now": transaction.now(),
        },
    )?;
    load_and_log(transaction, id)
}

fn load_and_log(transaction: &WriteTransaction<'_>, id: &BillerId) -> Result<Biller> {
    let biller = load(transaction, id)?;
    event::record(transaction, "biller.updated", id, biller.version, None, &biller)?;
    Ok(biller)
}

fn load(transaction: &ReadTransaction<'_>, id: &BillerId) -> Result<Biller> {
    find(transaction, id)?.ok_or_else(|| Error::not_found("biller", id))
}

fn find(transaction: &ReadTransaction<'_>, id: &BillerId) -> Result<Option<Biller>> {
    transaction.one(
        "SELECT id, name, active, created_at, updated_at, version FROM biller WHERE id = :id",
        named_params! { ":id": id },
        read_row,
    )
}

fn read_row(columns: &mut Columns<'_, '_>) -> Result<Biller> {
    Ok(Biller {
        id: columns.next()?,
        name: columns.next()?,
        active: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
        version: columns.next()?,
    })
}

impl Replay for Biller {
    type Reference = BillerId;

    fn reference(&self) -> BillerId {
        self.id.clone()
    }

    fn replay(transaction: &ReadTransaction<'_>, id: BillerId) -> Result<Self> {
        load(transaction, &id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_needs_a_name_and_knows_no_other_field() {
        let biller = NewBiller::from_json(r#"{"id":"b_1","name":" B ","active":false}"#).unwrap();
        let known = NewBiller::new("B").with_id("b_1".parse().unwrap()).with_active(false);
        assert_eq!(biller, known);
        let error = NewBiller::from_json(r#"{"id":"b 1","active":1,"nom":""}"#).unwrap_err();
        let fields: Vec<_> = error.fields().iter().map(|bad| bad.field.as_str()).collect();
        assert_eq!(fields, ["id", "name", "active", "nom"]);
    }
}
