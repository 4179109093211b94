//! Webhooks: endpoints, what is on its way to them, and signatures.

mod claim;
mod delivery;
mod endpoint;
mod record;
mod signature;

pub use claim::*;
pub use delivery::*;
pub use endpoint::*;
pub use record::*;
pub use signature::*;
