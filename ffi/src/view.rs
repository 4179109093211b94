//! What every view of a record is made of.

/// The bits of what is there.
pub(crate) fn mask(parts: &[(bool, u64)]) -> u64 {
    parts.iter().filter(|(there, _)| *there).fold(0, |mask, (_, bit)| mask | bit)
}

/// Joins an enum of the core, whose values are words, to the numbers it has in the ABI. A value
/// that a newer core has and the ABI does not is 0.
macro_rules! numbered {
    ($($name:ident { $($value:ident = $number:ident,)+ })+) => {
        $(
            impl $crate::view::Numbered for billfold_core::$name {
                const NUMBERS: &'static [(Self, i32)] = &[$((Self::$value, $number)),+];
            }
        )+
    };
}
pub(crate) use numbered;

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
