//! Clients in exports: as reads give them. Their secrets stay behind.

use rusqlite::named_params;

use crate::client::{Client, ClientFilter, ClientStatus, list, load, read_row};
use crate::error::Result;
use crate::filter;
use crate::record::{self, Restored, Stretch, Transfer};
use crate::store::query::Listing;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::ClientId;
use crate::value::page::Order;
use crate::value::secret::SecretHash;
use crate::value::text;

impl Transfer for Client {
    type Filter = ClientFilter;

    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        filter: &ClientFilter,
    ) -> Result<Vec<(i64, Self)>> {
        filter::check(filter)?;
        let order = Order::newest_first();
        Listing::of("client", list::condition(transaction, filter), &order).stretch(
            transaction,
            stretch.bounds(),
            ("client.seq, id, name, status, created_at, updated_at, version", ""),
            |columns| Ok((columns.next()?, read_row(columns)?)),
        )
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        let inserted = transaction.change(
            "INSERT INTO client (id, name, status, secret_hash, secret_hint, created_at,
                updated_at, version)
            VALUES (:id, :name, :status, :hash, '', :created_at, :updated_at, :version)
            ON CONFLICT (id) DO NOTHING",
            named_params! {
                ":id": self.client_id,
                ":name": self.name,
                ":status": self.status.as_str(),
                ":hash": SecretHash::of_no_secret()?,
                ":created_at": self.created_at,
                ":updated_at": self.updated_at,
                ":version": self.version,
            },
        )?;
        if inserted == 1 {
            return Ok(Restored::Created);
        }
        let stored = load(transaction, &self.client_id)?;
        record::settle("client", &self.client_id, &stored, &self)
    }
}

fn read(body: &mut Body) -> Option<Client> {
    let client_id = body.required_with("client_id", ClientId::parse);
    let name = body.required_with("name", text::name);
    let status = body.required_with("status", ClientStatus::check);
    let stamps = record::take_stamps(body)?;
    Some(Client {
        client_id: client_id?,
        name: name?,
        status: status?,
        created_at: stamps.created_at,
        updated_at: stamps.updated_at,
        version: stamps.version,
    })
}
