//! Inputs: structs of the caller's, turned into the bodies that the core reads, so that what is
//! wrong with one is said in the same words whichever way it came.

use std::borrow::Cow;
use std::ptr;

use billfold_core::{Currency, Error, Money, Result};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::tagged::{Tagged, read};
use crate::text::{billfold_str, optional, required, unwritable};
use crate::view::{Numbered, given_number};

/// Bytes that most bodies need no more than.
const USUAL_BODY: usize = 512;

/// What every input begins with behind its size.
pub(crate) trait Head: Tagged {
    /// Its `has`.
    fn has(&self) -> u64;

    /// Its `json`: the whole body, in place of the fields.
    fn json(&self) -> billfold_str;
}

/// Implements [`Head`], and what it takes, for structs that are inputs.
macro_rules! inputs {
    ($($name:ident),+ $(,)?) => {
        $crate::tagged::tagged!($($name),+);
        $(
            impl $crate::input::Head for $name {
                fn has(&self) -> u64 {
                    self.has
                }

                fn json(&self) -> $crate::text::billfold_str {
                    self.json
                }
            }
        )+
    };
}
pub(crate) use inputs;

/// A struct that is an operation's input.
pub(crate) trait Input: Head {
    /// The bits of `has` that it knows.
    const KNOWN: u64 = 0;

    /// Writes each field that is given into the body.
    ///
    /// # Safety
    ///
    /// Its texts are as the header's rules have them.
    unsafe fn write(&self, body: &mut Body) -> Result<()>;
}

/// The body that a caller's struct describes; `name` is what the caller's parameter is called.
///
/// # Safety
///
/// The header's rules for `input` and its texts.
pub(crate) unsafe fn body<I: Input>(input: *const I, name: &str) -> Result<String> {
    if input.is_null() {
        return Err(Error::invalid(name, "null_pointer", "is NULL"));
    }
    // SAFETY: the caller's promise.
    let (input, whole) = unsafe {
        let input = read(input, name)?;
        (input, optional(input.json().ptr, input.json().len, "json")?)
    };
    check_bits(input.has(), I::KNOWN)?;
    let mut body = Body::new(String::new());
    // SAFETY: the caller's promise.
    unsafe { input.write(&mut body)? };
    match whole {
        None => Ok(body.finish()),
        Some(whole) if body.is_empty() => Ok(whole.to_owned()),
        Some(_) => Err(Error::invalid("json", "ambiguous_field", "stands beside other fields")),
    }
}

/// Refuses bits of `has` that mean nothing yet: one day they may.
pub(crate) fn check_bits(has: u64, known: u64) -> Result<()> {
    let unknown = has & !known;
    if unknown == 0 {
        return Ok(());
    }
    let reason = format!("has the bits {unknown:#x}, which mean nothing here");
    Err(Error::invalid("has", "unknown_field", reason))
}

/// Refuses what is set where nothing means anything yet: one day it may. `name` is what errors
/// call the field.
pub(crate) fn check_reserved(reserved: i32, name: &str) -> Result<()> {
    if reserved == 0 {
        return Ok(());
    }
    let reason = format!("is {reserved}, which means nothing here");
    Err(Error::invalid(name, "unknown_field", reason))
}

/// The JSON value of this text, which errors call `name`.
pub(crate) fn json_value<'a>(text: &'a str, name: &str) -> Result<&'a RawValue> {
    serde_json::from_str(text)
        .map_err(|error| Error::invalid(name, "malformed_json", format!("is not JSON: {error}")))
}

/// A JSON object in the making.
///
/// A field counts as given if it is not zero or NULL, or if its bit in `has` is set: that is how
/// zero, false and null are given.
pub(crate) struct Body {
    json: String,
    /// The dotted path of the object itself with a dot at its end, empty for the outermost.
    prefix: String,
}

impl Body {
    fn new(prefix: String) -> Self {
        let mut json = String::with_capacity(USUAL_BODY);
        json.push('{');
        Self { json, prefix }
    }

    /// The field's path, as errors name it.
    fn path<'n>(&self, name: &'n str) -> Cow<'n, str> {
        if self.prefix.is_empty() { name.into() } else { format!("{}{name}", self.prefix).into() }
    }

    fn is_empty(&self) -> bool {
        self.json.len() == 1
    }

    fn finish(mut self) -> String {
        self.json.push('}');
        self.json
    }

    fn name(&mut self, name: &str) {
        if !self.json.ends_with('{') {
            self.json.push(',');
        }
        self.json.push('"');
        self.json.push_str(name);
        self.json.push_str("\":");
    }

    /// A field of any value.
    pub(crate) fn value(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Result<()> {
        self.name(name);
        // SAFETY: JSON is UTF-8.
        let bytes = unsafe { self.json.as_mut_vec() };
        serde_json::to_writer(bytes, value).map_err(|error| unwritable(&error))
    }

    /// A text.
    ///
    /// # Safety
    ///
    /// It is as the header's rules have texts.
    pub(crate) unsafe fn text(&mut self, name: &str, text: billfold_str) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe { self.nullable_text(name, text, false) }
    }

    /// A text, or null if it is given and NULL.
    ///
    /// # Safety
    ///
    /// It is as the header's rules have texts.
    pub(crate) unsafe fn nullable_text(
        &mut self,
        name: &str,
        text: billfold_str,
        given: bool,
    ) -> Result<()> {
        // SAFETY: the caller's promise.
        match unsafe { optional(text.ptr, text.len, &self.path(name))? } {
            Some(text) => self.value(name, text),
            None if given => self.value(name, &()),
            None => Ok(()),
        }
    }

    /// A JSON value's own text.
    ///
    /// # Safety
    ///
    /// It is as the header's rules have texts.
    pub(crate) unsafe fn json(&mut self, name: &str, json: billfold_str) -> Result<()> {
        // SAFETY: the caller's promise.
        let json = unsafe { optional(json.ptr, json.len, &self.path(name))? };
        let Some(json) = json else { return Ok(()) };
        let value = json_value(json, &self.path(name))?;
        self.value(name, value)
    }

    /// A whole number.
    pub(crate) fn number(&mut self, name: &str, number: i64, given: bool) -> Result<()> {
        if number != 0 || given { self.value(name, &number) } else { Ok(()) }
    }

    /// A whole number, or null if it is given and 0.
    pub(crate) fn nullable_number(&mut self, name: &str, number: i64, given: bool) -> Result<()> {
        match number {
            0 if given => self.value(name, &()),
            number => self.number(name, number, false),
        }
    }

    /// True or false: any number but 0, or 0.
    pub(crate) fn boolean(&mut self, name: &str, value: i32, given: bool) -> Result<()> {
        if value != 0 || given { self.value(name, &(value != 0)) } else { Ok(()) }
    }

    /// A word by its number.
    pub(crate) fn word<T: Numbered + Serialize>(&mut self, name: &str, number: i32) -> Result<()> {
        match given_number::<T>(&self.path(name), number)? {
            Some(word) => self.value(name, &word),
            None => Ok(()),
        }
    }

    /// Texts side by side; none at all if they are given and there are none.
    ///
    /// # Safety
    ///
    /// `texts` is NULL or points to so many texts, each as the header's rules have texts.
    pub(crate) unsafe fn texts(
        &mut self,
        name: &str,
        texts: *const billfold_str,
        count: usize,
        given: bool,
    ) -> Result<()> {
        if count == 0 && !given {
            return Ok(());
        }
        if texts.is_null() && count > 0 {
            let reason = "is NULL, but its count is not 0";
            return Err(Error::invalid(self.path(name), "null_pointer", reason));
        }
        if isize::try_from(count.saturating_mul(size_of::<billfold_str>())).is_err() {
            return Err(Error::invalid(self.path(name), "length", "is longer than memory can be"));
        }
        let mut read = Vec::new();
        for at in 0..count {
            // SAFETY: the caller's promise.
            let text = unsafe { ptr::read(texts.add(at)) };
            // SAFETY: the caller's promise.
            read.push(unsafe {
                required(text.ptr, text.len, &format!("{}[{at}]", self.path(name)))?
            });
        }
        self.value(name, &read)
    }

    /// An amount: in minor units, or as text in major units. What is wrong with it or with its
    /// currency, the core finds.
    ///
    /// # Safety
    ///
    /// Its texts are as the header's rules have them.
    pub(crate) unsafe fn amount(
        &mut self,
        name: &str,
        minor: i64,
        text: billfold_str,
        currency: billfold_str,
    ) -> Result<()> {
        // SAFETY: the caller's promise.
        let (text, currency) = unsafe {
            let text = optional(text.ptr, text.len, &self.path(name))?;
            (text, optional(currency.ptr, currency.len, &self.path("currency"))?)
        };
        match (minor, text) {
            (0, None) => Ok(()),
            (0, Some(text)) => self.value(name, text),
            (_, Some(_)) => {
                let (path, reason) =
                    (self.path(name), format!("stands beside {}", self.path(name)));
                Err(Error::invalid(format!("{path}_minor"), "ambiguous_field", reason))
            }
            (minor, None) => match currency.map(str::parse::<Currency>) {
                Some(Ok(currency)) => self.value(name, &Money::format_minor(minor, currency)),
                _ => self.value(name, &minor),
            },
        }
    }

    /// As [`check_reserved`], of this object's own field.
    pub(crate) fn reserved(&self, reserved: i32) -> Result<()> {
        check_reserved(reserved, &self.path("reserved"))
    }

    /// An object of its own, if any of its fields is given.
    pub(crate) fn object(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.nullable_object(name, false, write)
    }

    /// As [`Body::object`], or null if it is given and none of its fields is.
    pub(crate) fn nullable_object(
        &mut self,
        name: &str,
        given: bool,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let mut object = Self::new(format!("{}.", self.path(name)));
        write(&mut object)?;
        if object.is_empty() {
            return if given { self.value(name, &()) } else { Ok(()) };
        }
        self.name(name);
        self.json.push_str(&object.finish());
        Ok(())
    }
}
