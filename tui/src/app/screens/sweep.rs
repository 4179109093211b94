//! What makes permanent what time has done: offered wherever a report tells that it is due.

use billfold_core::{Result, Store};

use crate::app::collection::{Done, Fact, Field, FieldInput, Form, Section};
use crate::app::data::jobs::interrupted;
use crate::app::job::{GoesOn, Task};
use crate::output::{Record, grouped};

/// Sweeps, unless the clock is not believed.
pub(super) static SWEEP: Task = Task {
    name: "sweep",
    label: "Sweep",
    about: "Make permanent what is overdue, with its events",
    form: None,
    reads: false,
    run: |store, _, goes_on| sweep(store, false, goes_on),
};

/// Sweeps by a clock that has jumped.
pub(super) static BELIEVE_CLOCK: Task = Task {
    name: "believe-clock",
    label: "Believe the clock",
    about: "Say that a clock that has jumped ahead is right, and sweep",
    form: Some(|| Form {
        fields: vec![
            Field::new(
                "is_right",
                "The clock is right",
                "true: what its time has passed expires for good",
                FieldInput::Flag,
            )
            .with("false"),
        ],
        is_edit: false,
    }),
    reads: false,
    run: |store, body, goes_on| {
        if !goes_on(0, 0) {
            return Err(interrupted());
        }
        let is_right = Record::parse(body).unwrap_or_default().plain("is_right");
        if is_right.as_deref() != Some("true") {
            return Ok(Done::default().told("nothing was swept: nobody said that it is right"));
        }
        sweep(store, true, goes_on)
    },
};

fn sweep(store: &Store, force: bool, goes_on: &mut GoesOn<'_>) -> Result<Done> {
    if !goes_on(0, 0) {
        return Err(interrupted());
    }
    let swept = store.sweep(force)?;
    if swept.clock_jumped {
        let lines = vec![
            Fact::new("", "The clock has jumped ahead, and nothing was swept."),
            Fact::new("", "If it is right, say so by the action for that."),
        ];
        let answer = Section::new("The clock is not believed", lines);
        return Ok(Done::default().told("the clock has jumped; nothing was swept").answer(answer));
    }
    let (payments, requests) = (swept.payments_expired, swept.requests_to_link_expired);
    Ok(Done::default().told(format!(
        "{} payments and {} requests to link expired, {} idempotency keys forgotten",
        grouped(payments),
        grouped(requests),
        grouped(swept.idempotency_keys_forgotten)
    )))
}
