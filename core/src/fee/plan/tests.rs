#![expect(clippy::arithmetic_side_effects, reason = "the bounds keep it in range")]

use proptest::prelude::*;
use uuid::Uuid;

use super::FeeBearer::{Payer, Recipient};
use super::*;
use crate::error::ErrorKind;

const USD: Currency = Currency::USD;

fn rate(fee_bearer: FeeBearer, bps: u32, cap: Option<i64>) -> FeeRate {
    let fee_id = FeeId::from_uuid(Uuid::nil());
    FeeRate { fee_id, fee_bearer, bps, cap: cap.map(|minor| (minor, USD)) }
}

fn plan(minor: i64, rates: &[FeeRate]) -> Result<FeePlan> {
    let amount = Money::from_minor(minor, USD).unwrap();
    FeePlan::new(OrchestratorId::from_uuid(Uuid::nil()), amount, rates)
}

/// The lines' amounts, the payer's total and the recipient's net.
fn sums(plan: &FeePlan) -> (Vec<i64>, i64, i64) {
    let lines = plan.lines.iter().map(|line| line.amount_minor).collect();
    (lines, plan.payer_total_minor, plan.recipient_net_minor)
}

#[test]
fn each_bearer_bears_its_own() {
    let table = [
        (10_000, vec![], (vec![], 10_000, 10_000)),
        (10_000, vec![rate(Payer, 250, None)], (vec![250], 10_250, 10_000)),
        (10_000, vec![rate(Recipient, 250, None)], (vec![250], 10_000, 9_750)),
        (
            10_000,
            vec![rate(Payer, 100, None), rate(Recipient, 200, None)],
            (vec![100, 200], 10_100, 9_800),
        ),
        (10_000, vec![rate(Payer, 0, None)], (vec![0], 10_000, 10_000)),
        (10_000, vec![rate(Recipient, 10_000, None)], (vec![10_000], 10_000, 0)),
        (MAX_MINOR, vec![rate(Recipient, 10_000, None)], (vec![MAX_MINOR], MAX_MINOR, 0)),
        (MAX_MINOR - 1, vec![rate(Payer, 10_000, Some(1))], (vec![1], MAX_MINOR, MAX_MINOR - 1)),
    ];
    for (minor, rates, expected) in table {
        assert_eq!(sums(&plan(minor, &rates).unwrap()), expected, "{minor} {rates:?}");
    }
}

#[test]
fn half_a_minor_unit_rounds_up_and_then_the_cap_holds() {
    let table = [
        (1, 4_999, None, 0),
        (1, 5_000, None, 1),
        (199, 250, None, 5),
        (197, 250, None, 5),
        (180, 250, None, 5),
        (179, 250, None, 4),
        (20, 250, None, 1),
        (19, 250, None, 0),
        (3, 5_000, None, 2),
        (10_000, 250, Some(250), 250),
        (10_000, 250, Some(249), 249),
        (10_000, 250, Some(251), 250),
        (180, 250, Some(4), 4),
        (MAX_MINOR, 10_000, Some(500), 500),
        (MAX_MINOR, 1, None, 900_719_925_474),
    ];
    for (minor, bps, cap, fee) in table {
        let (lines, _, net) = sums(&plan(minor, &[rate(Recipient, bps, cap)]).unwrap());
        assert_eq!((lines, net), (vec![fee], minor - fee), "{minor} {bps} {cap:?}");
    }
}

#[test]
fn what_cannot_be_charged_is_refused() {
    let cases = [
        (MAX_MINOR, vec![rate(Payer, 1, None)], "amount", "amount_too_large"),
        (100, vec![rate(Payer, 10_051, None)], "amount", "fee_exceeds_amount"),
        (100, vec![rate(Recipient, 10_051, None)], "amount", "fee_exceeds_amount"),
        (
            100,
            vec![rate(Recipient, 5_000, None), rate(Recipient, 5_100, None)],
            "amount",
            "fee_exceeds_amount",
        ),
        (
            100,
            vec![FeeRate { cap: Some((500, Currency::EUR)), ..rate(Payer, 0, None) }],
            "currency",
            "fee_cap_currency",
        ),
    ];
    for (minor, rates, field, code) in cases {
        let error = plan(minor, &rates).unwrap_err();
        let refusal = (error.kind(), error.code(), error.fields()[0].field.as_str());
        assert_eq!(refusal, (ErrorKind::Validation, code, field), "{minor} {rates:?}");
    }
}

#[test]
fn amounts_are_written_in_the_currencys_major_units() {
    let yen: Currency = "JPY".parse().unwrap();
    let amount = Money::from_minor(1_000, yen).unwrap();
    let plan = FeePlan::new(
        OrchestratorId::from_uuid(Uuid::nil()),
        amount,
        &[rate(Payer, 250, None), rate(Recipient, 100, None)],
    )
    .unwrap();
    let written = (&*plan.lines[0].amount, &*plan.payer_total, &*plan.recipient_net);
    assert_eq!(written, ("25.0", "1025.0", "990.0"));
}

#[test]
fn a_stored_plan_reads_back_as_it_was() {
    let plan = plan(10_050, &[rate(Payer, 250, None), rate(Recipient, 100, Some(50))]).unwrap();
    let stored = serde_json::to_string(&plan).unwrap();
    let none = "00000000000000000000000000000000";
    assert_eq!(
        stored,
        format!(
            "{{\"orchestrator_id\":\"org_{none}\",\"lines\":[\
            {{\"fee_id\":\"fee_{none}\",\"fee_bearer\":\"payer\",\"bps\":250,\
            \"amount\":\"2.51\",\"amount_minor\":251}},\
            {{\"fee_id\":\"fee_{none}\",\"fee_bearer\":\"recipient\",\"bps\":100,\
            \"amount\":\"0.5\",\"amount_minor\":50}}],\
            \"payer_total\":\"103.01\",\"payer_total_minor\":10301,\
            \"recipient_net\":\"100.0\",\"recipient_net_minor\":10000,\"currency\":\"USD\"}}"
        )
    );
    assert_eq!(serde_json::from_str::<FeePlan>(&stored).unwrap(), plan);
}

fn any_rates() -> impl Strategy<Value = Vec<FeeRate>> {
    let any_rate = |bearer| {
        (0..=10_000_u32, prop::option::of(1..=MAX_MINOR))
            .prop_map(move |(bps, cap)| rate(bearer, bps, cap))
    };
    (prop::option::of(any_rate(Payer)), prop::option::of(any_rate(Recipient)))
        .prop_map(|(payer, recipient)| payer.into_iter().chain(recipient).collect())
}

proptest! {
    #[test]
    fn lines_sum_up_stay_below_the_amount_and_keep_their_caps(
        minor in 1..=MAX_MINOR / 2,
        rates in any_rates(),
    ) {
        let plan = plan(minor, &rates).unwrap();
        let payer = borne_by(Payer, &plan.lines);
        let recipient = borne_by(Recipient, &plan.lines);
        prop_assert_eq!(plan.payer_total_minor, minor + payer);
        prop_assert_eq!(plan.recipient_net_minor, minor - recipient);
        prop_assert_eq!(plan.lines.len(), rates.len());
        for (line, rate) in plan.lines.iter().zip(&rates) {
            prop_assert!((0..=minor).contains(&line.amount_minor));
            if let Some((cap, _)) = rate.cap {
                prop_assert!(line.amount_minor <= cap);
            }
        }
    }

    #[test]
    fn an_uncapped_fee_is_within_half_a_unit_of_the_exact_one(
        minor in 1..=MAX_MINOR / 2,
        bps in 0..=10_000_u32,
    ) {
        let plan = plan(minor, &[rate(Payer, bps, None)]).unwrap();
        let exact = i128::from(minor) * i128::from(bps);
        let error = i128::from(plan.lines[0].amount_minor) * 10_000 - exact;
        prop_assert!(-5_000 < error && error <= 5_000);
    }

    #[test]
    fn more_money_never_means_a_smaller_fee(
        smaller in 1..=MAX_MINOR / 2,
        larger in 1..=MAX_MINOR / 2,
        rates in any_rates(),
    ) {
        let (smaller, larger) = (smaller.min(larger), smaller.max(larger));
        let (less, more) = (plan(smaller, &rates).unwrap(), plan(larger, &rates).unwrap());
        for (below, above) in less.lines.iter().zip(&more.lines) {
            prop_assert!(below.amount_minor <= above.amount_minor);
        }
        prop_assert!(less.payer_total_minor <= more.payer_total_minor);
        prop_assert!(less.recipient_net_minor <= more.recipient_net_minor);
    }
}
