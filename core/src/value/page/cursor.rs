//! Cursors: where a record stands in a list, as a text that only lists read.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::error::Invalid;
use crate::value::page::{Key, Order};

/// Cursors are opaque: a version, then the sequence of the last record of the page.
const CURSOR_VERSION: u8 = 1;
/// The version of those in another order than newest first: the position in JSON.
const SORTED_CURSOR_VERSION: u8 = 2;

/// Where a record stands in a list.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) order: String,
    pub(super) keys: Vec<Key>,
    pub(super) sequence: i64,
}

pub(super) fn encode_cursor(order: &Order, keys: &[Key], sequence: i64) -> String {
    let mut bytes = Vec::new();
    if order.is_plain() {
        bytes.push(CURSOR_VERSION);
        bytes.extend_from_slice(&sequence.to_be_bytes());
    } else {
        bytes.push(SORTED_CURSOR_VERSION);
        let position = Position { order: order.name.clone(), keys: keys.to_vec(), sequence };
        // Numbers and texts serialise.
        bytes.extend(serde_json::to_vec(&position).unwrap_or_default());
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn decode_cursor(text: &str) -> Result<Position, Invalid> {
    let refused = || Invalid::coded("cursor", "is not a cursor that a list gave");
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
    let position = match bytes.split_first() {
        Some((&CURSOR_VERSION, rest)) => {
            let sequence = i64::from_be_bytes(rest.try_into().map_err(|_| refused())?);
            Position { order: String::new(), keys: Vec::new(), sequence }
        }
        Some((&SORTED_CURSOR_VERSION, rest)) => {
            serde_json::from_slice(rest).map_err(|_| refused())?
        }
        _ => return Err(refused()),
    };
    if position.sequence < 1 { Err(refused()) } else { Ok(position) }
}
