//! Billers in exports.

use rusqlite::named_params;

use crate::biller::{Biller, BillerFilter, list, load, read_row};
use crate::error::Result;
use crate::filter;
use crate::record::{self, Restored, Stretch, Transfer};
use crate::store::query::Listing;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::BillerId;
use crate::value::page::Order;
use crate::value::text;

impl Transfer for Biller {
    type Filter = BillerFilter;

    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        filter: &BillerFilter,
    ) -> Result<Vec<(i64, Self)>> {
        filter::check(filter)?;
        let order = Order::newest_first();
        Listing::of("biller", list::condition(transaction, filter), &order).stretch(
            transaction,
            stretch.bounds(),
            ("biller.seq, id, name, active, created_at, updated_at, version", ""),
            |columns| Ok((columns.next()?, read_row(columns)?)),
        )
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        let inserted = transaction.change(
            "INSERT INTO biller (id, name, folded, active, created_at, updated_at, version)
            VALUES (:id, :name, :folded, :active, :created_at, :updated_at, :version)
            ON CONFLICT (id) DO NOTHING",
            named_params! {
                ":id": self.id,
                ":name": self.name,
                ":folded": text::fold(&self.name),
                ":active": self.active,
                ":created_at": self.created_at,
                ":updated_at": self.updated_at,
                ":version": self.version,
            },
        )?;
        if inserted == 1 {
            return Ok(Restored::Created);
        }
        record::settle("biller", &self.id, &load(transaction, &self.id)?, &self)
    }
}

fn read(body: &mut Body) -> Option<Biller> {
    let id = body.required_with("id", BillerId::parse);
    let name = body.required_with("name", text::name);
    body.required("active");
    let active = body.boolean("active");
    let stamps = record::take_stamps(body)?;
    Some(Biller {
        id: id?,
        name: name?,
        active: active?,
        created_at: stamps.created_at,
        updated_at: stamps.updated_at,
        version: stamps.version,
    })
}
