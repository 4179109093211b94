//! Values: what records are made of. No I/O, no store.

pub mod day;
pub mod id;
pub mod json;
pub mod money;
pub mod page;
pub mod secret;
pub mod text;
pub mod time;

pub(crate) mod body;
pub(crate) mod card;
pub(crate) mod word;
