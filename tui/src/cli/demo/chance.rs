//! Chance that is the same again for the same seed.

use fastrand::Rng;

/// What draws are for. Each has chances of its own, so that a draw more for one of them leaves
/// the others' as they were.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Day = 1,
    Moment,
    Record,
    Customer,
    Delivery,
}

/// A source of draws.
pub(super) struct Chance(Rng);

impl Chance {
    /// The chances of one thing: the same for the same seed, stream and number.
    pub(super) fn of(seed: u64, stream: Stream, number: u64) -> Self {
        let mixed = mix(mix(mix(seed) ^ stream as u64) ^ number);
        Self(Rng::with_seed(mixed))
    }

    /// A number below this one; 0 if there is none.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0.u64(..limit.max(1))
    }

    /// A number of this range, both ends included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.i64(least..=most.max(least))
    }

    /// Whether something happens that does so many times in a thousand.
    pub(super) fn happens(&mut self, in_a_thousand: u64) -> bool {
        self.below(1000) < in_a_thousand
    }

    /// One of these texts.
    pub(super) fn pick(&mut self, texts: &[&'static str]) -> &'static str {
        let place = self.place(texts.len());
        texts.get(place).copied().unwrap_or_default()
    }

    /// A place in a list of this length.
    pub(super) fn place(&mut self, length: usize) -> usize {
        self.0.usize(..length.max(1))
    }

    /// The place of a weight, each as likely as it is heavy.
    pub(super) fn weighed(&mut self, weights: impl Iterator<Item = u64> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (place, weight) in weights.enumerate() {
            match left.checked_sub(weight) {
                Some(rest) => left = rest,
                None => return place,
            }
        }
        0
    }

    /// Bits for an identifier.
    pub(super) fn bits(&mut self) -> u128 {
        self.0.u128(..)
    }
}

/// The finalizer of SplitMix64: neighbouring numbers come out far apart.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_the_same_again_and_others_for_others() {
        let draws = |seed, stream, number| {
            let mut chance = Chance::of(seed, stream, number);
            [chance.below(1 << 40), chance.below(1 << 40)]
        };
        assert_eq!(draws(1, Stream::Record, 7), draws(1, Stream::Record, 7));
        assert_ne!(draws(1, Stream::Record, 7), draws(2, Stream::Record, 7));
        assert_ne!(draws(1, Stream::Record, 7), draws(1, Stream::Customer, 7));
        assert_ne!(draws(1, Stream::Record, 7), draws(1, Stream::Record, 8));
    }

    #[test]
    fn what_weighs_more_comes_more_often_and_what_weighs_nothing_never() {
        let mut chance = Chance::of(1, Stream::Record, 1);
        let mut counts = [0; 3];
        for _ in 0..10_000 {
            counts[chance.weighed([1, 0, 3].into_iter())] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((2200..2800).contains(&counts[0]), "{counts:?}");
        assert_eq!(chance.weighed([].into_iter()), 0);
    }
}
