//! What every view of a record is made of.

use billfold_core::{Error, Result};

/// The bits of what is there.
pub(crate) fn mask(parts: &[(bool, u64)]) -> u64 {
    parts.iter().filter(|(there, _)| *there).fold(0, |mask, (_, bit)| mask | bit)
}

/// Joins an enum of the core, whose values are words, to the numbers it has in the ABI. A value
/// that a newer core has and the ABI does not is 0; a test of each file with such enums finds it.
macro_rules! numbered {
    ($($name:ident { $($value:ident = $number:ident,)+ })+) => {
        #[cfg(test)]
        #[test]
        fn every_value_has_its_number() {
            $($crate::view::tests::check_numbers(&billfold_core::$name::ALL);)+
        }

        $(
            impl $crate::view::Numbered for billfold_core::$name {
                const NUMBERS: &'static [(Self, i32)] = &[$((Self::$value, $number)),+];
            }
        )+
    };
}
pub(crate) use numbered;

/// The value that a caller gave by its number; none for 0.
pub(crate) fn given_number<T: Numbered>(name: &str, number: i32) -> Result<Option<T>> {
    if number == 0 {
        return Ok(None);
    }
    let found = T::from_number(number);
    found
        .map(Some)
        .ok_or_else(|| Error::invalid(name, "invalid", format!("is {number}, none of its values")))
}

/// An enum that crosses the border as a number.
pub(crate) trait Numbered: Copy + PartialEq + 'static {
    /// Each value with its number.
    const NUMBERS: &'static [(Self, i32)];

    /// The value's number.
    fn number(self) -> i32 {
        let found = Self::NUMBERS.iter().find(|(value, _)| *value == self);
        found.map_or(0, |(_, number)| *number)
    }

    /// The value of this number.
    fn from_number(number: i32) -> Option<Self> {
        let found = Self::NUMBERS.iter().find(|(_, known)| *known == number);
        found.map(|(value, _)| *value)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::fmt::Debug;

    use super::Numbered;

    /// Every value has its number, from 1 on in the core's order, and is found by it.
    pub(crate) fn check_numbers<T: Numbered + Debug>(all: &[T]) {
        assert_eq!(T::NUMBERS.len(), all.len());
        for (number, value) in (1..).zip(all) {
            assert_eq!(value.number(), number, "{value:?}");
            assert_eq!(T::from_number(number), Some(*value));
        }
        let beyond = i32::try_from(all.len()).unwrap().saturating_add(1);
        for number in [i32::MIN, -1, 0, beyond, i32::MAX] {
            assert_eq!(T::from_number(number), None);
        }
    }
}
