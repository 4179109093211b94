//! Billfold core.
pub mod error;
pub mod event;
mod idempotency;
pub mod orchestrator;
mod scope;
mod store;
pub mod value;
pub use error::{Error, ErrorKind, FieldError, Result};
pub use store::Store;
pub use store::options::{Durability, OpenOptions};
pub use value::id::*;
pub use value::page::*;
pub use value::secret::*;
pub use value::time::*;
