//! Fees in exports, and the proof of fee plans that come with payments.

use rusqlite::named_params;

use crate::error::{Invalid, Result};
use crate::fee::input::check_bps;
use crate::fee::{Fee, FeeBearer, FeePlan, FeeStatus, find, read_row, require_none};
use crate::record::{self, Restored, Stretch, Transfer};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{ClientId, FeeId, OrchestratorId};
use crate::value::money::{Currency, Money};

impl Transfer for Fee {
    type Filter = ();

    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        (): &(),
    ) -> Result<Vec<(i64, Self)>> {
        transaction.all(
            "SELECT fee.seq, fee.id, orchestrator.id, client.id, bps, fee_bearer, fee.status,
                fee.created_at, fee.updated_at, fee.version, cap_minor, cap_currency
            FROM fee
                JOIN orchestrator ON orchestrator.seq = fee.orchestrator
                LEFT JOIN client ON client.seq = fee.client
            WHERE fee.seq > :after AND fee.seq <= :last ORDER BY fee.seq LIMIT :limit",
            named_params! {
                ":after": stretch.after,
                ":last": stretch.last,
                ":limit": stretch.limit,
            },
            |columns| Ok((columns.next()?, read_row(columns)?)),
        )
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        let orchestrator = transaction.orchestrator(Some(self.orchestrator_id))?;
        let client = self.client_id.as_ref().map(|id| transaction.find_client(id)).transpose()?;
        let client = client.map(|client| client.row);
        if let Some(stored) = find(transaction, self.id)? {
            return record::settle("fee", self.id, &stored, &self);
        }
        require_none(transaction, orchestrator, client, self.fee_bearer)?;
        transaction.change_one(
            "INSERT INTO fee (id, orchestrator, client, fee_bearer, bps, cap_minor, cap_currency,
                status, created_at, updated_at, version)
            VALUES (:id, :orchestrator, :client, :fee_bearer, :bps, :cap_minor, :cap_currency,
                :status, :created_at, :updated_at, :version)",
            named_params! {
                ":id": self.id,
                ":orchestrator": orchestrator.row,
                ":client": client,
                ":fee_bearer": self.fee_bearer.as_str(),
                ":bps": self.bps,
                ":cap_minor": self.cap_minor,
                ":cap_currency": self.cap_currency.as_ref().map(Currency::code),
                ":status": self.status.as_str(),
                ":created_at": self.created_at,
                ":updated_at": self.updated_at,
                ":version": self.version,
            },
        )?;
        Ok(Restored::Created)
    }
}

fn read(body: &mut Body) -> Option<Fee> {
    let id = body.required_with("id", FeeId::parse);
    let orchestrator_id = body.required_with("orchestrator_id", OrchestratorId::parse);
    let client_id = body.text_with("client_id", ClientId::parse);
    let bps = body.required_integer("bps").and_then(|bps| body.check("bps", check_bps(bps)));
    let fee_bearer = body.required_with("fee_bearer", FeeBearer::check);
    let cap = read_cap(body);
    let status = body.required_with("status", FeeStatus::check);
    let stamps = record::take_stamps(body)?;
    let mut fee = Fee {
        id: id?,
        orchestrator_id: orchestrator_id?,
        client_id,
        bps: bps?,
        fee_bearer: fee_bearer?,
        cap_minor: None,
        cap_currency: None,
        cap: None,
        status: status?,
        created_at: stamps.created_at,
        updated_at: stamps.updated_at,
        version: stamps.version,
    };
    fee.set_cap(cap);
    Some(fee)
}

/// Reads the cap, which stands there in three fields or not at all.
fn read_cap(body: &mut Body) -> Option<(i64, Currency)> {
    let minor = body.integer("cap_minor");
    let currency = body.text_with("cap_currency", Currency::parse);
    let cap = body.amount_text("cap");
    let has_minor = minor.is_some();
    record::go_together(
        body,
        "cap_currency",
        currency.is_some(),
        "there is a cap_minor",
        has_minor,
    );
    record::go_together(body, "cap", cap.is_some(), "there is a cap_minor", has_minor);
    let (minor, currency) = minor.zip(currency)?;
    let money = Money::of_text(&cap?, currency);
    let money = body.check("cap", money)?;
    if money.minor() != minor {
        record::impossible(body, "cap_minor", "is not as much as cap says");
    }
    Some((minor, currency))
}

impl FeePlan {
    /// The plan of this JSON, if it is one that fees could have come to on this amount.
    pub(crate) fn read_proven(json: &str, amount: Option<Money>) -> Result<Self, Invalid> {
        let plan: Self = serde_json::from_str(json).map_err(|error| {
            // The place is one within the plan, of no use to whoever sees the whole line.
            let told = error.to_string();
            let told = told.split(" at line ").next().unwrap_or_default();
            Invalid::new(format!("is no fee plan: {told}"))
        })?;
        match amount.and_then(|amount| plan.fault(amount)) {
            Some(fault) => Err(Invalid::coded("impossible_record", fault)),
            None => Ok(plan),
        }
    }
}
