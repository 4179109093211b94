//! Customers in exports, erased ones too.

use rusqlite::named_params;

use crate::customer::words::{self, Words};
use crate::customer::{Customer, CustomerFilter, list, read_row, reload};
use crate::error::{Error, Result};
use crate::filter;
use crate::record::{self, Restored, Stretch, Transfer};
use crate::store::query::Listing;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{ClientId, CustomerId};
use crate::value::page::Order;
use crate::value::text;
use crate::value::time::Timestamp;

impl Transfer for Customer {
    type Filter = CustomerFilter;

    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        filter: &CustomerFilter,
    ) -> Result<Vec<(i64, Self)>> {
        filter::check(filter)?;
        let order = Order::newest_first();
        Listing::of("customer", list::condition(transaction, filter), &order).stretch(
            transaction,
            stretch.bounds(),
            (
                "customer.seq, customer.client, customer.id, client.id, customer.name, email,
                customer.created_at, customer.updated_at, erased_at, customer.version",
                "LEFT JOIN client ON client.seq = customer.client",
            ),
            |columns| read_row(columns).map(|stored| (stored.row, stored.customer)),
        )
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        let client = self.client_id.as_ref().map(|id| transaction.find_client(id)).transpose()?;
        let inserted = transaction.change(
            "INSERT INTO customer (id, client, name, email, created_at, updated_at, erased_at,
                version)
            VALUES (:id, :client, :name, :email, :created_at, :updated_at, :erased_at, :version)
            ON CONFLICT (id) DO NOTHING",
            named_params! {
                ":id": self.id,
                ":client": client.map(|client| client.row),
                ":name": self.name,
                ":email": self.email,
                ":created_at": self.created_at,
                ":updated_at": self.updated_at,
                ":erased_at": self.erased_at,
                ":version": self.version,
            },
        )?;
        if inserted == 1 {
            let row = transaction.last_inserted();
            let words = Words::of(self.name.as_deref(), self.email.as_deref());
            words::replace(transaction, row, &words)?;
            return Ok(Restored::Created);
        }
        let stored = reload(transaction, self.id)?.customer;
        record::settle("customer", self.id, &stored, &self)
    }
}

fn read(body: &mut Body) -> Option<Customer> {
    let id = body.required_with("id", CustomerId::parse);
    let client_id = body.text_with("client_id", ClientId::parse);
    let name = body.text_with("name", text::name);
    let email = body.text_with("email", text::email);
    let erased_at = body.text_with("erased_at", Timestamp::parse);
    if erased_at.is_some() {
        for (field, is_given) in [("name", name.is_some()), ("email", email.is_some())] {
            record::go_together(body, field, is_given, "erased_at is null", false);
        }
    } else if name.is_none() && email.is_none() {
        record::impossible(body, "name", "is as absent as email, but nothing was erased");
    }
    let stamps = record::take_stamps(body)?;
    Some(Customer {
        id: id?,
        client_id,
        name,
        email,
        created_at: stamps.created_at,
        updated_at: stamps.updated_at,
        erased_at,
        version: stamps.version,
    })
}

/// The row of the customer of a payment that is put back, who may be erased by now.
pub(crate) fn row_for_restored_payment(
    transaction: &ReadTransaction<'_>,
    id: CustomerId,
    client: Option<i64>,
) -> Result<i64> {
    let found = transaction.one(
        "SELECT seq FROM customer WHERE id = :id AND client IS :client",
        named_params! { ":id": id, ":client": client },
        |columns| columns.next(),
    )?;
    found.ok_or_else(|| Error::not_found("customer", id))
}
