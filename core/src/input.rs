//! Inputs that are read from a body in JSON, and judged by a store's settings.

use crate::error::Result;
use crate::store::Store;
use crate::store::settings::Settings;

/// An input some of whose fields a store's settings may refuse: currencies that it does not take,
/// schemes of URLs, card numbers. [`Store::input`] reads it.
pub trait FromBody: Sized {
    /// Reads the body as `from_json` does; with settings, of a bad body also what they refuse.
    ///
    /// # Errors
    ///
    /// `validation`.
    #[doc(hidden)]
    fn from_body(json: &str, settings: Option<&Settings>) -> Result<Self>;
}

impl Store {
    /// The input that this body holds, as its `from_json` reads it. Where the body is bad, what
    /// this store's settings refuse in the fields that can be read is named as well, so that one
    /// call tells of every bad field; of a good one the operation itself tells.
    ///
    /// What needs a field that cannot be read is not judged: beside a bad currency, how many
    /// decimals an amount has and whether it is too large in minor units. Nor is anything looked up
    /// before the body is good: whether the records exist that it names.
    ///
    /// ```
    /// use billfold_core::{NewPayment, Store};
    ///
    /// let store = Store::in_memory()?;
    /// let body = r#"{"amount": -1, "currency": "JPY", "success_url": "javascript:alert(1)"}"#;
    /// let error = store.input::<NewPayment>(body).unwrap_err();
    /// let fields: Vec<_> = error.fields().iter().map(|bad| bad.field.as_str()).collect();
    /// assert_eq!(fields, ["amount", "currency", "success_url"]);
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `validation`: `malformed_json` with line and column, or every bad field.
    pub fn input<I: FromBody>(&self, json: &str) -> Result<I> {
        let read = I::from_body(json, None);
        match &read {
            Err(error) if !error.fields().is_empty() => {
                match self.read(|transaction| Ok(transaction.settings().clone())) {
                    Ok(settings) => I::from_body(json, Some(&settings)),
                    // What is wrong with the body is so whatever the settings are.
                    Err(_) => read,
                }
            }
            _ => read,
        }
    }
}
