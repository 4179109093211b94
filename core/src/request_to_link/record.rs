//! A request's row: how it is kept, found and changed.

use rusqlite::named_params;

use crate::error::{Error, Result};
use crate::request_to_link::{NewRequestToLink, RequestToLink, RequestToLinkStatus};
use crate::store::caller::Principal;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::id::{BillerId, RequestToLinkId};
use crate::value::json::JsonObject;
use crate::value::text;
use crate::value::time::Timestamp;

/// A request with what only the store knows of it.
pub(super) struct Stored {
    pub(super) row: i64,
    pub(super) client: i64,
    /// The status in the file, which time may have overtaken.
    pub(super) status: RequestToLinkStatus,
    /// The record as it stands now.
    pub(super) request: RequestToLink,
}

impl Stored {
    /// Refuses a caller that saw another version, and a status that cannot be set now.
    pub(super) fn require(
        &self,
        transaction: &ReadTransaction<'_>,
        to: RequestToLinkStatus,
    ) -> Result<()> {
        transaction.check_version("request to link", self.request.version)?;
        let from = self.request.status;
        if from.may_be_set(to) {
            return Ok(());
        }
        let message = format!("a request to link that is {from} cannot become {to}");
        Err(Error::conflict("invalid_transition", message).with_current_status(from.as_str()))
    }
}

/// What a change leaves in a request's row.
pub(super) struct Change<'a> {
    pub(super) status: RequestToLinkStatus,
    /// A new biller; without one the old one stays.
    pub(super) biller_id: Option<&'a BillerId>,
    pub(super) link_token_id: Option<&'a str>,
    pub(super) cancel_reason: Option<&'a str>,
}

impl Change<'_> {
    pub(super) fn store(
        &self,
        transaction: &WriteTransaction<'_>,
        before: &Stored,
    ) -> Result<RequestToLink> {
        let completed = self.status == RequestToLinkStatus::Completed;
        transaction.change_one(
            "UPDATE request_to_link
            SET status = :status, biller_id = coalesce(:biller_id, biller_id),
                link_token_id = :link_token_id, cancel_reason = :cancel_reason,
                completed_at = :completed_at, updated_at = :now, version = version + 1
            WHERE seq = :row",
            named_params! {
                ":row": before.row,
                ":status": self.status.as_str(),
                ":biller_id": self.biller_id,
                ":link_token_id": self.link_token_id,
                ":cancel_reason": self.cancel_reason,
                ":completed_at": completed.then(|| transaction.now()),
                ":now": transaction.now(),
            },
        )?;
        find(transaction, &before.request.id).map(|stored| stored.request)
    }
}

/// Keeps a new request.
pub(super) fn insert(
    transaction: &WriteTransaction<'_>,
    client: i64,
    new: &NewRequestToLink,
) -> Result<RequestToLink> {
    let id = match &new.id {
        Some(id) => {
            require_free(transaction, id)?;
            id.clone()
        }
        None => RequestToLinkId::mint(transaction.clock()),
    };
    let lifetime = new.lifetime.seconds(transaction.settings());
    transaction.insert(
        "INSERT INTO request_to_link (id, client, client_user, biller_id, status, metadata,
            created_at, updated_at, expires_at, version)
        VALUES (:id, :client, :client_user, :biller_id, 'PENDING', :metadata, :now, :now,
            :expires_at, 1)",
        named_params! {
            ":id": id,
            ":client": client,
            ":client_user": client_user(transaction, &new.client_user_id)?,
            ":biller_id": new.biller_id,
            ":metadata": new.metadata.as_str(),
            ":now": transaction.now(),
            ":expires_at": lifetime.map(|seconds| transaction.now().plus_seconds(seconds)),
        },
    )?;
    find(transaction, &id).map(|stored| stored.request)
}

fn require_free(transaction: &ReadTransaction<'_>, id: &RequestToLinkId) -> Result<()> {
    let taken = transaction.number(
        "SELECT EXISTS (SELECT 1 FROM request_to_link WHERE id = :id)",
        named_params! { ":id": id },
    )?;
    if taken == 0 { Ok(()) } else { Err(Error::id_exists("request to link", id)) }
}

/// The dictionary's row for a user, which is added if it is not there.
pub(super) fn client_user(transaction: &WriteTransaction<'_>, client_user_id: &str) -> Result<i64> {
    let known = transaction.one(
        "SELECT seq FROM client_user WHERE client_user_id = :client_user_id",
        named_params! { ":client_user_id": client_user_id },
        |columns| columns.next(),
    )?;
    if let Some(row) = known {
        return Ok(row);
    }
    transaction.insert(
        "INSERT INTO client_user (client_user_id, folded) VALUES (:client_user_id, :folded)",
        named_params! {
            ":client_user_id": client_user_id,
            ":folded": text::fold(client_user_id),
        },
    )
}

/// Whose requests the caller sees: every client's if `None`.
pub(super) fn visible_client(transaction: &ReadTransaction<'_>) -> Result<Option<i64>> {
    match &transaction.caller().principal {
        Principal::Owner => Ok(None),
        _ => transaction.client(None).map(|client| Some(client.row)),
    }
}

/// The request, if the caller sees it.
pub(super) fn load(transaction: &ReadTransaction<'_>, id: &RequestToLinkId) -> Result<Stored> {
    let client = visible_client(transaction)?;
    let stored = find(transaction, id)?;
    match client {
        Some(client) if client != stored.client => Err(not_found(id)),
        _ => Ok(stored),
    }
}

pub(super) fn not_found(id: &RequestToLinkId) -> Error {
    Error::not_found("request to link", id)
}

/// The request, whoever asks.
pub(super) fn find(transaction: &ReadTransaction<'_>, id: &RequestToLinkId) -> Result<Stored> {
    let found = transaction.one(
        "SELECT request_to_link.seq, request_to_link.client, request_to_link.id, client.id,
            client_user.client_user_id, request_to_link.biller_id, request_to_link.status,
            request_to_link.link_token_id, link_session.url, request_to_link.metadata,
            request_to_link.created_at, request_to_link.updated_at, request_to_link.expires_at,
            request_to_link.cancel_reason, request_to_link.completed_at, request_to_link.version
        FROM request_to_link
        JOIN client ON client.seq = request_to_link.client
        JOIN client_user ON client_user.seq = request_to_link.client_user
        LEFT JOIN link_session ON link_session.token = request_to_link.link_token_id
            AND link_session.request_to_link = request_to_link.seq
            AND link_session.status <> 'revoked'
        WHERE request_to_link.id = :id",
        named_params! { ":id": id },
        |columns| read_row(columns, transaction.now()),
    )?;
    found.ok_or_else(|| not_found(id))
}

pub(super) fn read_row(columns: &mut Columns<'_, '_>, now: Timestamp) -> Result<Stored> {
    let (row, client) = (columns.next()?, columns.next()?);
    let mut request = RequestToLink {
        id: columns.next()?,
        client_id: columns.next()?,
        client_user_id: columns.next()?,
        biller_id: columns.next()?,
        status: columns.next_with(RequestToLinkStatus::parse)?,
        link_token_id: columns.next()?,
        session_url: columns.next()?,
        metadata: JsonObject::from_stored(columns.next()?),
        created_at: columns.next()?,
        updated_at: columns.next()?,
        expires_at: columns.next()?,
        cancel_reason: columns.next()?,
        completed_at: columns.next()?,
        version: columns.next()?,
    };
    let status = request.status;
    request.status = status.at(now, request.expires_at);
    if request.status == RequestToLinkStatus::Expired {
        // Expiry revokes the session, even before a sweep has noted it.
        request.session_url = None;
    }
    Ok(Stored { row, client, status, request })
}
