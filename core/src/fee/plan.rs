//! What fees come to on one amount: the arithmetic alone, without the store.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::fee::input::check_bps;
use crate::value::id::{FeeId, OrchestratorId};
use crate::value::money::{Currency, MAX_MINOR, Money, apply_bps};
use crate::value::word::word_enum;

word_enum! {
    /// Who bears a fee.
    pub enum FeeBearer ("fee_bearer") {
        /// The payer: the fee comes on top of the amount.
        Payer = "payer",
        /// The recipient: the fee goes off the amount.
        Recipient = "recipient",
    }
}

/// What the fees of a linked client come to on one payment; stored on the payment when it is
/// created, and never changed by what happens to the fees later.
///
/// The payer is charged `payer_total`; of that the recipient keeps `recipient_net`, and the
/// orchestrator earns the lines. A linked client without any fee has a plan without lines, which
/// still names its orchestrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FeePlan {
    /// The orchestrator that the client was linked to.
    pub orchestrator_id: OrchestratorId,
    /// The fees that applied, at most one a bearer, the payer's before the recipient's.
    pub lines: Vec<FeeLine>,
    /// The amount and the payer's fees, in major units: `102.5`.
    pub payer_total: String,
    /// The amount and the payer's fees, in minor units: from the amount to 2^53 − 1.
    pub payer_total_minor: i64,
    /// The amount without the recipient's fees, in major units: `97.5`.
    pub recipient_net: String,
    /// The amount without the recipient's fees, in minor units: from 0 to the amount.
    pub recipient_net_minor: i64,
    /// The currency of the payment and of every amount here.
    pub currency: Currency,
}

/// One fee of a [`FeePlan`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FeeLine {
    /// The fee that applied.
    pub fee_id: FeeId,
    /// Who bears it.
    pub fee_bearer: FeeBearer,
    /// Its rate at the time in basis points, hundredths of a per cent: 0 to 10 000.
    pub bps: u32,
    /// What it comes to after its cap, in major units: `2.5`.
    pub amount: String,
    /// What it comes to after its cap, in minor units: from 0 to the payment's amount.
    pub amount_minor: i64,
}

/// As much of a fee as its arithmetic needs.
#[derive(Debug, Clone)]
pub(super) struct FeeRate {
    pub(super) fee_id: FeeId,
    pub(super) fee_bearer: FeeBearer,
    pub(super) bps: u32,
    /// The most that it comes to, in minor units of a currency.
    pub(super) cap: Option<(i64, Currency)>,
}

impl FeeRate {
    fn line(&self, amount: Money) -> Result<FeeLine> {
        let uncapped = apply_bps(amount.minor(), self.bps);
        let amount_minor = match self.cap {
            Some((_, currency)) if currency != amount.currency() => {
                return Err(self.cap_in_another_currency(currency));
            }
            Some((cap, _)) => uncapped.min(cap),
            None => uncapped,
        };
        if amount_minor > amount.minor() {
            return Err(exceeds_amount());
        }
        Ok(FeeLine {
            fee_id: self.fee_id,
            fee_bearer: self.fee_bearer,
            bps: self.bps,
            amount: Money::format_minor(amount_minor, amount.currency()),
            amount_minor,
        })
    }

    fn cap_in_another_currency(&self, currency: Currency) -> Error {
        let reason = format!("is not {currency}, in which {} has its cap", self.fee_id);
        Error::invalid("currency", "fee_cap_currency", reason)
    }
}

impl FeePlan {
    /// What these fees come to on an amount: `amount × bps / 10000`, half up, then the cap.
    ///
    /// Fails with `validation`: `fee_cap_currency` if a cap is in another currency than the
    /// amount, `fee_exceeds_amount` if a fee, or the recipient's together, is above the amount,
    /// `amount_too_large` if the payer's total is above [`MAX_MINOR`].
    pub(super) fn new(
        orchestrator_id: OrchestratorId,
        amount: Money,
        rates: &[FeeRate],
    ) -> Result<Self> {
        let lines = rates.iter().map(|rate| rate.line(amount)).collect::<Result<Vec<_>>>()?;
        let payer_total_minor = amount.minor().saturating_add(borne_by(FeeBearer::Payer, &lines));
        if payer_total_minor > MAX_MINOR {
            let reason = format!("is with the payer's fees more than {MAX_MINOR} minor units");
            return Err(Error::invalid("amount", "amount_too_large", reason));
        }
        let recipient_net_minor =
            amount.minor().saturating_sub(borne_by(FeeBearer::Recipient, &lines));
        if recipient_net_minor < 0 {
            return Err(exceeds_amount());
        }
        let currency = amount.currency();
        Ok(Self {
            orchestrator_id,
            lines,
            payer_total: Money::format_minor(payer_total_minor, currency),
            payer_total_minor,
            recipient_net: Money::format_minor(recipient_net_minor, currency),
            recipient_net_minor,
            currency,
        })
    }
}

impl FeePlan {
    /// What is wrong with a plan that was kept for a payment of this amount, if anything is.
    pub(crate) fn fault(&self, amount: Money) -> Option<&'static str> {
        let currency = amount.currency();
        let written = |text: &str, minor: i64| text == Money::format_minor(minor, currency);
        let fine = |line: &FeeLine| {
            check_bps(i64::from(line.bps)).is_ok()
                && (0..=apply_bps(amount.minor(), line.bps)).contains(&line.amount_minor)
                && line.amount_minor <= amount.minor()
                && written(&line.amount, line.amount_minor)
        };
        let in_order = match self.lines.as_slice() {
            [] | [_] => true,
            [one, other] => {
                one.fee_bearer == FeeBearer::Payer && other.fee_bearer == FeeBearer::Recipient
            }
            _ => false,
        };
        let payer = amount.minor().saturating_add(borne_by(FeeBearer::Payer, &self.lines));
        let recipient = amount.minor().saturating_sub(borne_by(FeeBearer::Recipient, &self.lines));
        if self.currency != currency {
            Some("is in another currency than its payment")
        } else if !in_order {
            Some("has lines other than one of the payer and then one of the recipient")
        } else if !self.lines.iter().all(fine) {
            Some("has a line that is not what its rate comes to, or less")
        } else if self.payer_total_minor != payer
            || payer > MAX_MINOR
            || !written(&self.payer_total, payer)
        {
            Some("has a payer's total that is not the amount and the payer's lines")
        } else if self.recipient_net_minor != recipient
            || recipient < 0
            || !written(&self.recipient_net, recipient)
        {
            Some("has a recipient's net that is not the amount without the recipient's lines")
        } else {
            None
        }
    }
}

fn exceeds_amount() -> Error {
    Error::invalid("amount", "fee_exceeds_amount", "is less than the fees on it")
}

pub(super) fn borne_by(bearer: FeeBearer, lines: &[FeeLine]) -> i64 {
    let borne = lines.iter().filter(|line| line.fee_bearer == bearer);
    borne.fold(0, |sum, line| sum.saturating_add(line.amount_minor))
}

#[cfg(test)]
mod tests;
