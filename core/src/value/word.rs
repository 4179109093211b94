//! Enums whose values are words: one spelling each, in JSON, in the file and in messages.

/// An enum whose values are words.
pub(crate) trait Word: Copy + PartialEq + 'static {
    /// Every value there is.
    fn all() -> Vec<Self>;
    /// The value as it is written.
    fn word(self) -> &'static str;
}

/// Defines such an enum. `"field"` is the input field that its errors name.
macro_rules! word_enum {
    (
        $(#[$docs:meta])*
        pub enum $name:ident ($field:literal) {
            $($(#[$value_docs:meta])* $value:ident = $word:literal,)+
        }
    ) => {
        $(#[$docs])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$value_docs])* $value,)+
        }

        impl $name {
            /// Every value there is.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$value),+];

            /// The value as it is written.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $word,)+
                }
            }

            /// The value of this spelling, as the file has it.
            pub(crate) fn parse(text: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.as_str() == text)
            }

            /// The value of this spelling, or why an input with it is refused.
            pub(crate) fn check(text: &str) -> Result<Self, $crate::error::Invalid> {
                Self::parse(text).ok_or_else(|| {
                    let words = [$($word),+].join(", ");
                    $crate::error::Invalid::new(format!("is none of {words}"))
                })
            }
        }

        impl $crate::value::word::Word for $name {
            fn all() -> Vec<Self> {
                Self::ALL.to_vec()
            }

            fn word(self) -> &'static str {
                self.as_str()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::Error;

            fn from_str(text: &str) -> $crate::error::Result<Self> {
                Self::check(text).map_err(|invalid| invalid.at($field))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::check(&text).map_err(|invalid| serde::de::Error::custom(invalid.reason))
            }
        }
    };
}

pub(crate) use word_enum;
