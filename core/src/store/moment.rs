//! The effective time: what the clock says, held against what the store has seen.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::value::time::Timestamp;

/// The highest time that this process has believed, beside the one in the file.
#[derive(Debug)]
pub(crate) struct HighestSeen(AtomicI64);

/// One reading of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// What the clock says.
    pub(crate) wall: Timestamp,
    /// The later of the clock and the highest time seen: every stamp, guard and read uses it.
    pub(crate) now: Timestamp,
    /// The highest time after this reading; a jump does not raise it.
    pub(crate) highest: Timestamp,
    /// Whether the clock is too far ahead to be believed.
    pub(crate) jumped: bool,
}

impl HighestSeen {
    pub(crate) const fn new() -> Self {
        Self(AtomicI64::new(0))
    }

    /// Judges the clock by the highest time in the file and in this process.
    pub(crate) fn judge(
        &self,
        wall_milliseconds: i64,
        in_file: Timestamp,
        jump_seconds: i64,
    ) -> Moment {
        let wall = Timestamp::from_unix_seconds(wall_milliseconds.div_euclid(1000));
        let highest = in_file.max(self.time());
        let jumped = wall.seconds_since(highest) > jump_seconds;
        let now = wall.max(highest);
        if jumped {
            return Moment { wall, now, highest, jumped };
        }
        self.0.fetch_max(now.unix_seconds(), Ordering::SeqCst);
        Moment { wall, now, highest: now, jumped }
    }

    /// The highest time that this process has believed.
    pub(crate) fn time(&self) -> Timestamp {
        Timestamp::from_unix_seconds(self.0.load(Ordering::SeqCst))
    }

    /// Believes this time from now on.
    pub(crate) fn believe(&self, time: Timestamp) {
        self.0.fetch_max(time.unix_seconds(), Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_never_runs_back_and_a_jump_is_not_believed() {
        let at = Timestamp::from_unix_seconds;
        let seen = HighestSeen::new();
        let check = |wall: i64, file: i64, now: i64, highest: i64, jumped: bool| {
            let moment = seen.judge(wall * 1000, at(file), 100);
            assert_eq!(
                (moment.now, moment.highest, moment.jumped),
                (at(now), at(highest), jumped),
                "wall {wall}, file {file}"
            );
        };
        check(1000, 950, 1000, 1000, false);
        check(900, 950, 1000, 1000, false);
        check(1101, 950, 1101, 1000, true);
        check(1100, 950, 1100, 1100, false);
        check(1000, 1150, 1150, 1150, false);
    }
}
