//! Requests to link in exports. A token of one of our own link sessions stays behind, as the
//! sessions do: proceeding again issues a new one. What a caller set in its place is kept.

use rusqlite::named_params;

use crate::error::{Problems, Result};
use crate::record::{self, Restored, Stretch, Transfer};
use crate::request_to_link::record::{Stored, client_user, not_found, read_row};
use crate::request_to_link::{RequestToLink, RequestToLinkFilter, RequestToLinkStatus, list};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::card;
use crate::value::id::{BillerId, ClientId, RequestToLinkId};
use crate::value::json::JsonObject;
use crate::value::text;
use crate::value::time::Timestamp;

/// What [`read_row`] reads, without a session's token and URL.
const COLUMNS: &str = "request_to_link.seq, request_to_link.client, request_to_link.id, client.id,
    client_user.client_user_id, request_to_link.biller_id, request_to_link.status,
    iif(EXISTS (SELECT 1 FROM link_session
        WHERE link_session.token = request_to_link.link_token_id),
        NULL, request_to_link.link_token_id), NULL,
    request_to_link.metadata, request_to_link.created_at, request_to_link.updated_at,
    request_to_link.expires_at, request_to_link.cancel_reason, request_to_link.completed_at,
    request_to_link.version";
const JOINS: &str = "JOIN client ON client.seq = request_to_link.client
    JOIN client_user ON client_user.seq = request_to_link.client_user";

impl Transfer for RequestToLink {
    type Filter = RequestToLinkFilter;

    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        filter: &RequestToLinkFilter,
    ) -> Result<Vec<(i64, Self)>> {
        let found = list::stretch(transaction, filter, stretch.bounds(), (COLUMNS, JOINS))?;
        let choose = |stored: Stored| {
            let status = stretch.statuses.choose(stored.status, stored.request.status);
            (stored.row, Self { status, ..stored.request })
        };
        Ok(found.into_iter().map(choose).collect())
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        refuse_card_numbers(&self, transaction.settings().card_number_guard)?;
        let client = transaction.find_client(&self.client_id)?.row;
        let inserted = transaction.change(
            "INSERT INTO request_to_link (id, client, client_user, biller_id, status,
                link_token_id, metadata, cancel_reason, created_at, updated_at, expires_at,
                completed_at, version)
            VALUES (:id, :client, :client_user, :biller_id, :status, :link_token_id, :metadata,
                :cancel_reason, :created_at, :updated_at, :expires_at, :completed_at, :version)
            ON CONFLICT (id) DO NOTHING",
            named_params! {
                ":id": self.id,
                ":client": client,
                ":client_user": client_user(transaction, &self.client_user_id)?,
                ":biller_id": self.biller_id,
                ":status": self.status.as_str(),
                ":link_token_id": self.link_token_id,
                ":metadata": self.metadata.as_str(),
                ":cancel_reason": self.cancel_reason,
                ":created_at": self.created_at,
                ":updated_at": self.updated_at,
                ":expires_at": self.expires_at,
                ":completed_at": self.completed_at,
                ":version": self.version,
            },
        )?;
        if inserted == 1 {
            return Ok(Restored::Created);
        }
        let stored = load(transaction, &self.id)?;
        record::settle("request to link", &self.id, &stored, &self)
    }
}

/// The request as an export has it.
fn load(transaction: &ReadTransaction<'_>, id: &RequestToLinkId) -> Result<RequestToLink> {
    let found: Option<Stored> = transaction.one(
        &format!("SELECT {COLUMNS} FROM request_to_link {JOINS} WHERE request_to_link.id = :id"),
        named_params! { ":id": id },
        |columns| read_row(columns, transaction.now()),
    )?;
    let stored = found.ok_or_else(|| not_found(id))?;
    Ok(RequestToLink { status: stored.status, ..stored.request })
}

fn refuse_card_numbers(request: &RequestToLink, guard: bool) -> Result<()> {
    let mut problems = Problems::default();
    problems.check("metadata", card::refuse_in_json(guard, &request.metadata));
    let reason = request.cancel_reason.as_deref().unwrap_or_default();
    problems.check("cancel_reason", card::refuse_in_text(guard, reason));
    problems.finish()
}

fn read(body: &mut Body) -> Option<RequestToLink> {
    let id = body.required_with("id", RequestToLinkId::parse);
    let client_id = body.required_with("client_id", ClientId::parse);
    let client_user_id = body.required_with("client_user_id", text::user_reference);
    let biller_id = body.text_with("biller_id", BillerId::parse);
    let status = body.required_with("status", RequestToLinkStatus::check);
    let link_token_id = body.text_with("link_token_id", text::user_reference);
    // Derived from a session, and with it left behind.
    body.text("session_url");
    body.required("metadata");
    let metadata = body.json_with("metadata", JsonObject::parse_metadata);
    let stamps = record::take_stamps(body);
    let created_at = stamps.map(|stamps| stamps.created_at);
    let expires_at = body.text_with("expires_at", Timestamp::parse);
    record::not_before(body, "expires_at", expires_at, "created_at", created_at);
    let cancel_reason = body.text_with("cancel_reason", text::reason);
    let completed_at = body.text_with("completed_at", Timestamp::parse);
    let is = |wanted| status == Some(wanted);
    let completed = is(RequestToLinkStatus::Completed);
    let when = "status is COMPLETED";
    record::go_together(body, "completed_at", completed_at.is_some(), when, completed);
    if completed_at.zip(expires_at).is_some_and(|(completed, expires)| completed >= expires) {
        record::impossible(body, "completed_at", "is not before expires_at");
    }
    if cancel_reason.is_some() && !is(RequestToLinkStatus::Cancelled) {
        record::go_together(body, "cancel_reason", true, "status is CANCELLED", false);
    }
    if is(RequestToLinkStatus::Expired) && expires_at.is_none() {
        record::impossible(body, "status", "is EXPIRED, but expires_at is null: never");
    }
    let stamps = stamps?;
    Some(RequestToLink {
        id: id?,
        client_id: client_id?,
        client_user_id: client_user_id?,
        biller_id,
        status: status?,
        link_token_id,
        session_url: None,
        metadata: metadata?,
        created_at: stamps.created_at,
        updated_at: stamps.updated_at,
        expires_at,
        cancel_reason,
        completed_at,
        version: stamps.version,
    })
}
