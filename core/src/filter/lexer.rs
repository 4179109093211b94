//! A filter's text taken apart: terms, their names and values, each with its column.

use crate::filter::Fault;

/// One character, with what its place in the text makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Letter {
    value: char,
    reads: Reads,
    column: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// As written: it may be a sign of the language.
    Plain,
    /// Quoted or escaped: it has no meaning but itself.
    Literal,
    /// A quotation mark, which is no part of the text, but makes an empty one a text.
    Mark,
}

impl Letter {
    fn is_sign(self, sign: char) -> bool {
        self.value == sign && self.reads == Reads::Plain
    }
}

/// A piece of text as it was written: a name, or a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raw {
    letters: Vec<Letter>,
    /// Where it begins, from 1.
    pub(crate) column: usize,
}

/// A term: `-name:value,value`, or words to search for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) column: usize,
    pub(crate) negated: bool,
    pub(crate) name: Option<Raw>,
    /// One at the least.
    pub(crate) values: Vec<Raw>,
}

/// The terms of a text.
pub(crate) fn terms(text: &str) -> Result<Vec<Term>, Fault> {
    chunks(text)?.into_iter().map(term).collect()
}

/// What stands between spaces that are not quoted.
fn chunks(text: &str) -> Result<Vec<Raw>, Fault> {
    let mut chunks = Vec::new();
    let mut chunk: Option<Raw> = None;
    let mut quote: Option<usize> = None;
    let mut letters = (1..).zip(text.chars());
    while let Some((column, value)) = letters.next() {
        if quote.is_none() && value.is_whitespace() {
            chunks.extend(chunk.take());
            continue;
        }
        let current = chunk.get_or_insert_with(|| Raw::empty(column));
        match value {
            '"' => {
                current.letters.push(Letter { value, reads: Reads::Mark, column });
                quote = if quote.is_some() { None } else { Some(column) };
            }
            '\\' => {
                let kept = letters.next().map(|(_, kept)| kept);
                let kept = kept.ok_or_else(|| {
                    Fault::new(column, "ends in a \\, which keeps the sign after it")
                })?;
                current.letters.push(Letter { value: kept, reads: Reads::Literal, column });
            }
            value => {
                let reads = if quote.is_some() { Reads::Literal } else { Reads::Plain };
                current.letters.push(Letter { value, reads, column });
            }
        }
    }
    if let Some(column) = quote {
        return Err(Fault::new(column, "opens a quotation that nothing closes; add a \""));
    }
    chunks.extend(chunk);
    Ok(chunks)
}

fn term(chunk: Raw) -> Result<Term, Fault> {
    let column = chunk.column;
    let (negated, rest) = match chunk.without_first('-') {
        Some(rest) => (true, rest),
        None => (false, chunk),
    };
    if rest.is_nothing() {
        return Err(Fault::new(column, "is a - with nothing after it"));
    }
    let (name, values) = match rest.split_once(":") {
        Some((name, _)) if name.is_nothing() => {
            return Err(Fault::new(rest.column, "has no name before the colon"));
        }
        Some((name, values)) => (Some(name), values),
        None => (None, rest),
    };
    let values = values.split_all(",");
    if let Some(empty) = values.iter().find(|value| value.is_nothing()) {
        let reason = "has no value here; lists are written without spaces: a,b";
        return Err(Fault::new(empty.column, reason));
    }
    Ok(Term { column, negated, name, values })
}

impl Raw {
    fn empty(column: usize) -> Self {
        Self { letters: Vec::new(), column }
    }

    fn of(letters: &[Letter], column: usize) -> Self {
        let column = letters.first().map_or(column, |first| first.column);
        Self { letters: letters.to_vec(), column }
    }

    /// The text itself.
    pub(crate) fn text(&self) -> String {
        let letters = self.letters.iter().filter(|letter| letter.reads != Reads::Mark);
        letters.map(|letter| letter.value).collect()
    }

    /// Whether nothing at all was written, not even quotes.
    fn is_nothing(&self) -> bool {
        self.letters.is_empty()
    }

    /// The column at which a sign stands with its own meaning.
    pub(crate) fn column_of(&self, sign: char) -> Option<usize> {
        let found = self.letters.iter().find(|letter| letter.is_sign(sign));
        found.map(|letter| letter.column)
    }

    /// Whether it has the signs of a range, where only a text is taken.
    pub(crate) fn looks_like_a_range(&self) -> bool {
        "<>".chars().any(|sign| self.without_first(sign).is_some())
            || self.split_once("..").is_some()
    }

    /// What stands before and after the first sign by which others compare, and that sign.
    pub(crate) fn split_at_comparison(&self) -> Option<(Self, char, Self)> {
        let sign =
            self.letters.iter().find(|letter| "=<>".chars().any(|sign| letter.is_sign(sign)))?;
        let (before, after) = self.split_once(&sign.value.to_string())?;
        Some((before, sign.value, after))
    }

    /// Whether it is a word by which others join terms, and this language does not.
    pub(crate) fn is_joiner(&self) -> bool {
        let is_plain = self.letters.iter().all(|letter| letter.reads == Reads::Plain);
        is_plain && is_joiner(&self.text())
    }

    /// What follows a sign with its own meaning at the beginning.
    pub(crate) fn without_first(&self, sign: char) -> Option<Self> {
        let (first, rest) = self.letters.split_first()?;
        let next = first.column.saturating_add(1);
        first.is_sign(sign).then(|| Self::of(rest, next))
    }

    /// What stands before a sign with its own meaning at the end.
    pub(crate) fn without_last(&self, sign: char) -> Option<Self> {
        let (last, rest) = self.letters.split_last()?;
        last.is_sign(sign).then(|| Self::of(rest, self.column))
    }

    /// What stands before and after the first of these signs with their own meaning.
    pub(crate) fn split_once(&self, signs: &str) -> Option<(Self, Self)> {
        let length = signs.chars().count();
        let at = self.letters.windows(length).position(|window| {
            window.iter().zip(signs.chars()).all(|(letter, sign)| letter.is_sign(sign))
        })?;
        let after = at.saturating_add(length);
        let next = self.letters.get(at)?.column.saturating_add(length);
        let (before, after) = (self.letters.get(..at)?, self.letters.get(after..)?);
        Some((Self::of(before, self.column), Self::of(after, next)))
    }

    fn split_all(&self, signs: &str) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut rest = self.clone();
        while let Some((piece, after)) = rest.split_once(signs) {
            pieces.push(piece);
            rest = after;
        }
        pieces.push(rest);
        pieces
    }
}

fn is_joiner(text: &str) -> bool {
    ["and", "or", "not"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The text as a value that is read as itself in a filter: as it is, or in quotes. For texts from
/// elsewhere, such as what a user typed.
///
/// ```
/// use billfold_core::filter::quoted;
///
/// assert_eq!(quoted("ada@example.com"), "ada@example.com");
/// assert_eq!(quoted("a b or c"), "\"a b or c\"");
/// ```
#[must_use]
pub fn quoted(text: &str) -> String {
    let plain =
        |each: char| each.is_alphanumeric() || matches!(each, '_' | '-' | '@' | '.' | '/' | '+');
    let bare = !text.is_empty()
        && text.chars().all(plain)
        && !text.starts_with('-')
        && !text.contains("..")
        && !is_joiner(text);
    if bare {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for each in text.chars() {
        if matches!(each, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(each);
    }
    quoted.push('"');
    quoted
}

/// The text without its `sort:` term, and what that sorts by: for those who keep what narrows a
/// list apart from what arranges it. All else stays as it is spelled. What parsing would refuse in
/// any list, such as a second `sort:`, is left for it to refuse.
///
/// ```
/// use billfold_core::filter::split_sort;
///
/// let (filter, sort) = split_sort("status:expired sort:-amount \"of sort:created\"");
/// assert_eq!(filter, "status:expired \"of sort:created\"");
/// assert_eq!(sort.as_deref(), Some("-amount"));
/// ```
#[must_use]
pub fn split_sort(text: &str) -> (String, Option<String>) {
    cut_sort(text).map_or_else(|| (text.to_owned(), None), |(rest, sort)| (rest, Some(sort)))
}

fn cut_sort(text: &str) -> Option<(String, String)> {
    let terms = terms(text).ok()?;
    let is_sort = |term: &Term| {
        term.name.as_ref().is_some_and(|name| name.text().eq_ignore_ascii_case("sort"))
    };
    let mut sorts = terms.iter().zip(terms.iter().skip(1).map(Some).chain([None]));
    let (sort, next) = sorts.find(|(term, _)| is_sort(term))?;
    let ([key], false, false) =
        (sort.values.as_slice(), sort.negated, sorts.any(|(term, _)| is_sort(term)))
    else {
        return None;
    };
    let place = |column: usize| {
        let (place, _) = text.char_indices().nth(column.checked_sub(1)?)?;
        Some(place)
    };
    let start = place(sort.column)?;
    let mut rest = text.get(..start)?.to_owned();
    match next {
        Some(next) => rest.push_str(text.get(place(next.column)?..)?),
        // The one space that parts it from the term before; more may belong to that, escaped.
        None => {
            rest.pop();
        }
    }
    Some((rest, key.text()))
}
