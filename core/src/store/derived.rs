//! Handles that a handle gives: the same store, with something added to each call.

use crate::error::{Error, ErrorKind, Result};
use crate::store::Store;
use crate::store::interrupt::Token;
use crate::value::text;

impl Store {
    /// A handle whose mutations are done once for this key, however often they are repeated.
    ///
    /// A repeat with the same input returns the records as they stand now, `replayed`, without
    /// their secrets; with another input it is refused with `idempotency_mismatch`. A key is
    /// remembered per principal and operation, until it is pruned, 24 hours at the least.
    ///
    /// # Errors
    ///
    /// `validation` if the key is not 1 to 255 bytes of printable text.
    pub fn once(&self, key: impl Into<String>) -> Result<Self> {
        let key = key.into();
        text::idempotency_key(&key).map_err(|invalid| invalid.at("idempotency_key"))?;
        let mut derived = self.clone();
        derived.caller.idempotency_key = Some(key.into());
        Ok(derived)
    }

    /// A handle whose mutations are checked and answered in full, then taken back.
    #[must_use]
    pub fn dry_run(&self) -> Self {
        let mut derived = self.clone();
        derived.caller.dry_run = true;
        derived
    }

    /// A handle whose mutations are refused with `conflict / version_changed` unless the record
    /// they change is at this version.
    #[must_use]
    pub fn if_version(&self, version: i64) -> Self {
        let mut derived = self.clone();
        derived.caller.expected_version = Some(version);
        derived
    }

    /// A handle that writes this person's name into the event log, in place of `owner`.
    ///
    /// # Errors
    ///
    /// `validation` if the name is empty, longer than 100 characters, or reads like one of the
    /// log's own actors (`owner`, or `client`, `api_key` or `orchestrator`, alone or before a
    /// colon).
    pub fn operated_by(&self, name: &str) -> Result<Self> {
        let name = text::operator(name).map_err(|invalid| invalid.at("operator"))?;
        let mut derived = self.clone();
        derived.caller.operator = Some(name.into());
        Ok(derived)
    }

    /// A handle whose calls [`Store::interrupt`] can break off, from any thread. It has a token
    /// of its own, which handles derived from it share; a further `interruptible` gives another
    /// one, that also trips with this one.
    ///
    /// ```
    /// use billfold_core::{ErrorKind, NewPayment, Store};
    ///
    /// let store = Store::in_memory()?;
    /// let request = store.interruptible();
    /// let token = request.clone(); // for another thread: a watcher, a cancel button
    /// token.interrupt()?;
    /// let refused = request.create_payment(NewPayment::new("10.00", "EUR")?).unwrap_err();
    /// assert_eq!(refused.kind(), ErrorKind::Interrupted);
    /// store.create_payment(NewPayment::new("10.00", "EUR")?)?; // not touched by it
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    #[must_use]
    pub fn interruptible(&self) -> Self {
        let mut derived = self.clone();
        derived.caller.token = Some(Token::under(self.caller.token()));
        derived
    }

    /// Breaks off every call under way through this handle, its clones and those derived from it,
    /// once and for good: each later call through them answers `interrupted`, too. So it does not
    /// matter whether a call had begun. It returns at once; repeated, it changes nothing.
    ///
    /// A call that answers `interrupted` has changed nothing, but for those that work in several
    /// steps ([`Store::sweep`], [`Store::import`], …), whose finished steps stay. A call whose
    /// commit is under way is not broken off any more, and answers what became of it. Others
    /// notice nothing. What waits (for the writer, for another process) leaves within hundredths
    /// of a second; what reads ends at its next row or so.
    ///
    /// In a begun transaction, [`Store::commit`] answers `interrupted` and keeps nothing;
    /// [`Store::rollback`] and [`Store::close`] still work. Through another of the transaction's
    /// handles that is not interrupted, it goes on without what was broken off.
    ///
    /// # Errors
    ///
    /// `unsupported / not_interruptible` if the handle comes from no [`Store::interruptible`].
    pub fn interrupt(&self) -> Result<()> {
        let token = self.caller.token().ok_or_else(|| {
            let message = "the handle was not made by interruptible: nothing can interrupt it";
            Error::new(ErrorKind::Unsupported, "not_interruptible", message)
        })?;
        token.trip();
        Ok(())
    }
}
