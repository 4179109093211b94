//! Export and import: every kind of record as lines of JSON.
//!
//! An export is a header and a line a record, in an order in which references come first:
//!
//! ```json
//! {"kind":"export","format":1}
//! {"kind":"client","record":{"client_id":"cli_1","name":"Corner Shop", …}}
//! {"kind":"payment","record":{"id":"018f…","status":"pending", …}}
//! ```
//!
//! A record stands there in the JSON that reads give, and an import puts it back as it was: ids,
//! times and versions too. Two stores with the same records export the same bytes.
//!
//! | what | in an export |
//! |---|---|
//! | credentials | never, nor their hashes and hints; API keys are left out wholly |
//! | webhook endpoints | without secret and deliveries; put back, one has a new secret, and is told of what happens from then on |
//! | link sessions | left out; a request's `link_token_id` that is a session's token is `null` |
//! | the event log, idempotency keys | left out: they are the file's own |
//! | `status` | as it stands in the file: what has expired unswept is still `pending` there |
//! | a payment's `payment_link`, its customer's name and e-mail | as reads give them; ignored on import |
//!
//! A line may hold a request's body instead of a record. Such a line creates, by the ordinary
//! operation, with its rules and its events:
//!
//! ```json
//! {"kind":"payment","body":{"amount":"10.00","currency":"EUR"},"idempotency_key":"order-123"}
//! {"kind":"client_link","body":{"clientId":"cli_1"},"orchestrator_id":"org_…"}
//! ```
//!
//! | beside the body | with |
//! |---|---|
//! | `orchestrator_id` | `client_link`, `link_intent`, `fee`, `branding`, unless it is in the body |
//! | `client_id` | `branding`: the client that it is for |
//! | `idempotency_key` | all but `biller` and `branding`, which are put: again is the same as once |
//!
//! Settings have no body. A body's secrets go to the [`ImportObserver`], if it keeps them.

mod batch;
mod create;
mod export;
mod import;
mod kind;
mod line;
mod progress;
mod secrets;
mod source;

pub use export::{EXPORT_HEADER, ExportOptions, ExportReport, ExportedRecord};
pub use import::{
    ImportObserver, ImportOptions, ImportReport, IssuedSecret, RefusedLine, SilentImport,
};
pub use kind::RecordKind;
pub use line::MAX_LINE_BYTES;
pub use progress::{ImportCounts, ImportTally};
pub use secrets::SecretsFile;
