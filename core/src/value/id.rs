//! Identifiers: what they look like and how they are stored.
//!
//! Identifiers that Billfold mints are UUIDv7, kept as 16 bytes; those that a caller may choose
//! freely are kept as text.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::Value;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{NoContext, Timestamp as UuidTime, Uuid};

use crate::error::{Error, Invalid, Result};
use crate::value::text;
use crate::value::time::Clock;

/// A new UUIDv7 of the store's time.
pub(crate) fn mint(clock: &dyn Clock) -> Uuid {
    let milliseconds = clock.unix_milliseconds().max(0).unsigned_abs();
    let seconds = milliseconds.checked_div(1000).unwrap_or_default();
    let rest = milliseconds.checked_rem(1000).unwrap_or_default();
    let nanoseconds = u32::try_from(rest).unwrap_or_default().saturating_mul(1_000_000);
    Uuid::new_v7(UuidTime::from_unix(NoContext, seconds, nanoseconds))
}

/// What every identifier has in common where lists look for it.
pub(crate) trait Identifier: Sized {
    /// The first and the last stored value, both included, that the identifiers with this
    /// beginning can have.
    fn span(beginning: &str) -> Result<(Value, Value), Invalid>;
    /// The identifier of this text.
    fn read(text: &str) -> Result<Self, Invalid>;
}

/// Text forms that every identifier has in common.
macro_rules! text_forms {
    ($name:ident, $field:literal) => {
        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self> {
                Self::parse(text).map_err(|invalid| invalid.at($field))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, formatter)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(|invalid| serde::de::Error::custom(invalid.reason))
            }
        }
    };
}

/// An identifier that is a UUID, with or without a prefix before its digits.
macro_rules! uuid_id {
    ($(#[$docs:meta])* $name:ident, $prefix:literal, $field:literal) => {
        $(#[$docs])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The identifier of this UUID.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            #[must_use]
            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }

            pub(crate) fn parse(text: &str) -> Result<Self, Invalid> {
                parse_uuid(text, $prefix).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                if $prefix.is_empty() {
                    fmt::Display::fmt(self.0.as_hyphenated(), formatter)
                } else {
                    write!(formatter, "{}{}", $prefix, self.0.as_simple())
                }
            }
        }

        impl Identifier for $name {
            fn span(beginning: &str) -> Result<(Value, Value), Invalid> {
                uuid_span(beginning, $prefix)
            }

            fn read(text: &str) -> Result<Self, Invalid> {
                Self::parse(text)
            }
        }

        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.0.as_bytes().as_slice().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(
                value: rusqlite::types::ValueRef<'_>,
            ) -> rusqlite::types::FromSqlResult<Self> {
                <[u8; 16]>::column_result(value).map(|bytes| Self(Uuid::from_bytes(bytes)))
            }
        }

        text_forms!($name, $field);
    };
}

/// An identifier that a caller may choose: opaque text.
macro_rules! opaque_id {
    ($(#[$docs:meta])* $name:ident, $prefix:literal, $field:literal) => {
        $(#[$docs])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A new identifier of our own making.
            pub(crate) fn mint(clock: &dyn Clock) -> Self {
                Self(format!("{}{}", $prefix, mint(clock).as_simple()))
            }

            pub(crate) fn parse(text: &str) -> Result<Self, Invalid> {
                text::opaque_id(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl Identifier for $name {
            fn span(beginning: &str) -> Result<(Value, Value), Invalid> {
                let first = text::opaque_id(beginning)?;
                // No character of an id comes after this one.
                let last = format!("{first}\u{7f}");
                Ok((Value::Text(first), Value::Text(last)))
            }

            fn read(text: &str) -> Result<Self, Invalid> {
                Self::parse(text)
            }
        }

        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.0.as_str().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(
                value: rusqlite::types::ValueRef<'_>,
            ) -> rusqlite::types::FromSqlResult<Self> {
                String::column_result(value).map(Self)
            }
        }

        text_forms!($name, $field);
    };
}

fn parse_uuid(text: &str, prefix: &str) -> Result<Uuid, Invalid> {
    let Some(digits) = text.strip_prefix(prefix) else {
        return Err(Invalid::coded("id", format!("does not begin with {prefix}")));
    };
    let length = if prefix.is_empty() { 36 } else { 32 };
    match Uuid::try_parse(digits) {
        Ok(uuid) if digits.len() == length => Ok(uuid),
        _ if prefix.is_empty() => Err(Invalid::coded("id", "is not a hyphenated UUID")),
        _ => Err(Invalid::coded("id", format!("is not {prefix} and 32 hexadecimal digits"))),
    }
}

/// The span of the UUIDs whose text, after the prefix, begins so.
fn uuid_span(beginning: &str, prefix: &str) -> Result<(Value, Value), Invalid> {
    let refused = || Invalid::coded("id", format!("is not how {} begins", shape(prefix)));
    let digits = match beginning.strip_prefix(prefix) {
        Some(digits) => digits,
        None if prefix.starts_with(beginning) => "",
        None => return Err(refused()),
    };
    let mut kept = String::new();
    for (place, each) in digits.chars().enumerate() {
        let hyphen = prefix.is_empty() && matches!(place, 8 | 13 | 18 | 23);
        match each {
            '-' if hyphen => {}
            each if each.is_ascii_hexdigit() && !hyphen => kept.push(each),
            _ => return Err(refused()),
        }
    }
    let filled = |digit: &str| {
        let rest = 32_usize.saturating_sub(kept.len());
        let uuid = Uuid::try_parse(&format!("{kept}{}", digit.repeat(rest)));
        uuid.map(|uuid| Value::Blob(uuid.as_bytes().to_vec())).map_err(|_| refused())
    };
    Ok((filled("0")?, filled("f")?))
}

fn shape(prefix: &str) -> String {
    if prefix.is_empty() {
        "a hyphenated UUID".to_owned()
    } else {
        format!("{prefix} and 32 hexadecimal digits")
    }
}

uuid_id!(
    /// Names a payment: a hyphenated UUID.
    PaymentId, "", "id"
);
uuid_id!(
    /// Names a customer: a hyphenated UUID.
    CustomerId, "", "customer.id"
);
uuid_id!(
    /// Names an orchestrator: `org_` and 32 hexadecimal digits.
    OrchestratorId, "org_", "orchestrator_id"
);
uuid_id!(
    /// Names an API key (it is not the key): `apk_` and 32 hexadecimal digits.
    ApiKeyId, "apk_", "id"
);
uuid_id!(
    /// Names a client link: `lnk_` and 32 hexadecimal digits.
    ClientLinkId, "lnk_", "id"
);
uuid_id!(
    /// Names a link intent: `int_` and 32 hexadecimal digits.
    LinkIntentId, "int_", "id"
);
uuid_id!(
    /// Names a fee configuration: `fee_` and 32 hexadecimal digits.
    FeeId, "fee_", "id"
);
uuid_id!(
    /// Names an event: `evt_` and 32 hexadecimal digits.
    EventId, "evt_", "id"
);
uuid_id!(
    /// Names a webhook endpoint: `whe_` and 32 hexadecimal digits.
    WebhookEndpointId, "whe_", "endpoint_id"
);
uuid_id!(
    /// Names a delivery to a webhook endpoint: `dlv_` and 32 hexadecimal digits.
    DeliveryId, "dlv_", "id"
);
opaque_id!(
    /// Names a client: `cli_` and 32 hexadecimal digits, or what its creator chose.
    ClientId, "cli_", "client_id"
);
opaque_id!(
    /// Names a request to link: `rtl_` and 32 hexadecimal digits, or what its creator chose.
    RequestToLinkId, "rtl_", "id"
);
opaque_id!(
    /// Names a biller: `bil_` and 32 hexadecimal digits, or what its creator chose.
    BillerId, "bil_", "biller_id"
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::time::{ManualClock, Timestamp};

    #[test]
    fn identifiers_keep_their_spelling() {
        let payment = "cbbbc264-1248-49aa-ae2d-1aa05cf79bc8";
        assert_eq!(payment.parse::<PaymentId>().unwrap().to_string(), payment);
        let fee = "fee_cbbbc264124849aaae2d1aa05cf79bc8";
        assert_eq!(fee.parse::<FeeId>().unwrap().to_string(), fee);
        for opaque in
            ["rtl_abc123", "client_xyz", "test_electric_company", "cli_PLATFORM_CLIENT_ID"]
        {
            assert_eq!(opaque.parse::<ClientId>().unwrap().as_str(), opaque);
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in
            ["", "cbbbc264124849aaae2d1aa05cf79bc8", "{cbbbc264-1248-49aa-ae2d-1aa05cf79bc8}"]
        {
            assert!(text.parse::<PaymentId>().is_err(), "{text}");
        }
        for text in [
            "",
            "fee_",
            "org_cbbbc264124849aaae2d1aa05cf79bc8",
            "fee_cbbbc264-1248-49aa-ae2d-1aa05cf79bc8",
        ] {
            assert!(text.parse::<FeeId>().is_err(), "{text}");
        }
        for text in ["", "a b", "ä", &"x".repeat(65)] {
            assert!(text.parse::<ClientId>().is_err(), "{text}");
        }
    }

    #[test]
    fn minted_identifiers_carry_the_clocks_time() {
        let clock = ManualClock::new(Timestamp::from_unix_seconds(1_775_037_600));
        let (seconds, _) = mint(&clock).get_timestamp().unwrap().to_unix();
        assert_eq!(seconds, 1_775_037_600);
    }
}
