//! Ranges and comparisons: `100..500`, `>=100`, `..500`.

use crate::error::Invalid;
use crate::filter::lexer::Raw;
use crate::filter::{Fault, Terms, Value};
use crate::store::query::Condition;

/// How a value is to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says what it is")]
pub enum Comparison {
    Below,
    AtMost,
    Above,
    AtLeast,
}

impl Comparison {
    const fn sign(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// Which values are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Range<T> {
    /// Any, as long as there is one: `*`.
    Present,
    /// This one.
    Is(T),
    /// Those that compare so with it.
    Compare(Comparison, T),
    /// Those from the first to the second, both included.
    Between(T, T),
}

impl<T> From<T> for Range<T> {
    fn from(value: T) -> Self {
        Self::Is(value)
    }
}

/// What can be ranged over.
pub(crate) trait Scalar: Sized {
    /// The value of a piece of text without signs.
    fn read(raw: &Raw) -> Result<Self, Fault>;

    /// The value as the text has it.
    fn write(&self) -> String;

    /// What its ranges look like.
    fn shape() -> String;

    /// Why the two are no range, if they are none.
    fn refuse_between(_from: &mut Self, _to: &mut Self) -> Option<Invalid> {
        None
    }

    /// Why a range cannot be open beside it, if it cannot.
    fn refuse_open(&self) -> Option<Invalid> {
        None
    }
}

impl<T: Scalar> Value for Range<T> {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        let text = raw.text();
        if let Some((from, to)) = raw.split_once("..") {
            return between(raw, &from, &to);
        }
        for (sign, plain, equal) in [
            ('<', Comparison::Below, Comparison::AtMost),
            ('>', Comparison::Above, Comparison::AtLeast),
        ] {
            if let Some(rest) = raw.without_first(sign) {
                let (comparison, rest) = match rest.without_first('=') {
                    Some(rest) => (equal, rest),
                    None => (plain, rest),
                };
                if rest.text().is_empty() {
                    let sign = comparison.sign();
                    return Err(Fault::new(rest.column, format!("has nothing after {sign}")));
                }
                return T::read(&rest).map(|value| Self::Compare(comparison, value));
            }
        }
        if text == "*" && raw.column_of('*').is_some() {
            return Ok(Self::Present);
        }
        T::read(raw).map(Self::Is)
    }

    fn write(&self) -> String {
        match self {
            Self::Present => "*".to_owned(),
            Self::Is(value) => value.write(),
            Self::Compare(comparison, value) => format!("{}{}", comparison.sign(), value.write()),
            Self::Between(from, to) => format!("{}..{}", from.write(), to.write()),
        }
    }

    fn shape() -> String {
        T::shape()
    }
}

/// `a..b`, `a..`, `..b`.
fn between<T: Scalar>(raw: &Raw, from: &Raw, to: &Raw) -> Result<Range<T>, Fault> {
    let given = |end: &Raw| if end.text().is_empty() { Ok(None) } else { T::read(end).map(Some) };
    let fault = |invalid: Invalid| Fault::of_value(raw.column, &raw.text(), &invalid);
    let (open, comparison) = match (given(from)?, given(to)?) {
        (None, None) => return Err(Fault::new(raw.column, "is a range without an end")),
        (Some(mut from), Some(mut to)) => {
            return match T::refuse_between(&mut from, &mut to) {
                Some(invalid) => Err(fault(invalid)),
                None => Ok(Range::Between(from, to)),
            };
        }
        (Some(from), None) => (from, Comparison::AtLeast),
        (None, Some(to)) => (to, Comparison::AtMost),
    };
    match open.refuse_open() {
        Some(invalid) => Err(fault(invalid)),
        None => Ok(Range::Compare(comparison, open)),
    }
}

/// A whole number.
impl Scalar for i64 {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        let text = raw.text();
        let refused = || Fault::of_value(raw.column, &text, &Invalid::new("is not a whole number"));
        text.parse().map_err(|_| refused())
    }

    fn write(&self) -> String {
        self.to_string()
    }

    fn shape() -> String {
        "7, 1..9, <10".to_owned()
    }

    fn refuse_between(from: &mut Self, to: &mut Self) -> Option<Invalid> {
        (from > to).then(|| Invalid::new("ends before it begins"))
    }
}

/// The first and the last whole number of a range, both included; none: it is open there.
pub(crate) type Span = (Option<i64>, Option<i64>);

/// That a column lies within a span. In two comparisons, and not by BETWEEN: of those SQLite can
/// leave one for that of a cursor, which leads nearer.
pub(crate) fn within(condition: &mut Condition, column: &str, span: Span) -> String {
    match span {
        (Some(first), Some(last)) => {
            let (first, last) = (condition.value(first), condition.value(last));
            format!("{column} >= {first} AND {column} <= {last}")
        }
        (Some(first), None) => format!("{column} >= {}", condition.value(first)),
        (None, Some(last)) => format!("{column} <= {}", condition.value(last)),
        (None, None) => format!("{column} IS NOT NULL"),
    }
}

impl Terms<Range<i64>> {
    /// That the number in this column is asked for.
    pub(crate) fn measure(&self, condition: &mut Condition, column: &str) {
        self.hold(condition, |range, condition| {
            let span = match range {
                Range::Present => (None, None),
                Range::Is(number) => (Some(*number), Some(*number)),
                Range::Between(from, to) => (Some(*from), Some(*to)),
                Range::Compare(Comparison::Below, number) => (None, number.checked_sub(1)),
                Range::Compare(Comparison::AtMost, number) => (None, Some(*number)),
                Range::Compare(Comparison::Above, number) => (number.checked_add(1), None),
                Range::Compare(Comparison::AtLeast, number) => (Some(*number), None),
            };
            within(condition, column, span)
        });
    }
}

impl<T> Terms<Range<T>> {
    /// Whether some term bounds the values, as an index can serve.
    pub(crate) fn leads(&self) -> bool {
        self.narrows(|range| !matches!(range, Range::Present))
    }
}
