//! Texts: the rules that names, descriptions, addresses and references keep.
//!
//! Each rule takes a text and answers with the value to keep or with the reason for refusing it.
//! A reason is a sentence without its subject, "is longer than 100 characters", so that the
//! field's name can stand before it.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::error::{Invalid, Result};

/// How many characters a name can have.
pub const MAX_NAME_CHARACTERS: usize = 100;
/// How many characters a description can have.
pub const MAX_DESCRIPTION_CHARACTERS: usize = 500;
/// How many characters a reason can have.
pub const MAX_REASON_CHARACTERS: usize = 500;
/// How many bytes an e-mail address can have.
pub const MAX_EMAIL_BYTES: usize = 254;
/// How many bytes a URL can have.
pub const MAX_URL_BYTES: usize = 2048;
/// How many characters an identifier that a caller chose can have.
pub const MAX_OPAQUE_ID_CHARACTERS: usize = 64;
/// How many characters a caller's reference to a user can have.
pub const MAX_USER_REFERENCE_CHARACTERS: usize = 255;

/// Schemes that run what stands behind them, which no link may.
pub(crate) const HARMFUL_SCHEMES: [&str; 3] = ["javascript", "data", "vbscript"];

/// A name: 1 to 100 characters once trimmed, no control characters.
pub(crate) fn name(text: &str) -> Result<String, Invalid> {
    let trimmed = text.trim();
    require_something(trimmed)?;
    require_at_most(trimmed, MAX_NAME_CHARACTERS)?;
    require_no_control(trimmed)?;
    Ok(trimmed.to_owned())
}

/// A description: at most 500 characters; of the control characters only line feeds and tabs.
pub(crate) fn description(text: &str) -> Result<String, Invalid> {
    prose(text, MAX_DESCRIPTION_CHARACTERS)
}

/// A reason for a change: at most 500 characters, in several lines if need be.
pub(crate) fn reason(text: &str) -> Result<String, Invalid> {
    prose(text, MAX_REASON_CHARACTERS)
}

fn prose(text: &str, most: usize) -> Result<String, Invalid> {
    require_at_most(text, most)?;
    if text.chars().any(|each| each.is_control() && !matches!(each, '\n' | '\t')) {
        return Err(Invalid::new("holds control characters other than line feeds and tabs"));
    }
    Ok(text.to_owned())
}

/// An e-mail address that has the shape of one, at most 254 bytes, kept as given.
pub(crate) fn email(text: &str) -> Result<String, Invalid> {
    if text.len() > MAX_EMAIL_BYTES {
        return Err(bad_email(format!("is longer than {MAX_EMAIL_BYTES} bytes")));
    }
    let Some((local, domain)) = text.split_once('@') else {
        return Err(bad_email("has no @"));
    };
    if domain.contains('@') {
        return Err(bad_email("has more than one @"));
    }
    if local.is_empty() || local.len() > 64 || local.chars().any(is_outside_local_part) {
        return Err(bad_email("is not an e-mail address before the @"));
    }
    if !domain.contains('.') || !domain.split('.').all(is_domain_label) {
        return Err(bad_email("is not an e-mail address after the @"));
    }
    Ok(text.to_owned())
}

fn bad_email(reason: impl Into<String>) -> Invalid {
    Invalid::coded("email", reason)
}

/// What the part before the @ cannot hold unless it is quoted, which ours cannot be.
fn is_outside_local_part(each: char) -> bool {
    each.is_whitespace()
        || is_hidden(each)
        || matches!(each, '<' | '>' | '"' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '\\')
}

fn is_domain_label(label: &str) -> bool {
    let fits = (1..=63).contains(&label.len());
    // Vowel signs of Indic scripts are marks, not letters.
    let letters =
        label.chars().all(|each| each.is_alphanumeric() || each == '-' || is_combining_mark(each));
    fits && letters && !label.starts_with('-') && !label.ends_with('-')
}

/// An absolute URL of one of these schemes, at most 2048 bytes, kept as given.
///
/// Whitespace, quotes, angle brackets, backslashes, control and direction characters are
/// refused; `http` and `https` need a host.
pub(crate) fn url(text: &str, schemes: &[String]) -> Result<String, Invalid> {
    let rest = after_scheme(text, |scheme| {
        schemes.iter().any(|allowed| allowed.eq_ignore_ascii_case(scheme))
    });
    let Some((scheme, rest)) = rest else {
        return Err(bad_url(format!("does not begin with {}:", schemes.join(": or "))));
    };
    require_url_characters(text)?;
    let hierarchical = ["http", "https"].iter().any(|known| known.eq_ignore_ascii_case(scheme));
    if hierarchical && !has_host(rest) {
        return Err(bad_url("has no valid host"));
    }
    if rest.is_empty() {
        return Err(bad_url("has nothing after its scheme"));
    }
    Ok(text.to_owned())
}

/// What is wrong with a URL whatever schemes a store takes; whether it takes this one is left to
/// [`url`].
pub(crate) fn any_url(text: &str) -> Result<(), Invalid> {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    if !scheme.starts_with(|each: char| each.is_ascii_alphabetic()) {
        return Err(bad_url("is not an absolute URL"));
    }
    url(text, &[scheme.to_owned()]).map(drop)
}

/// A URL as some store has kept it: of whatever scheme, but none that runs what it leads to.
pub(crate) fn kept_url(text: &str) -> Result<String, Invalid> {
    any_url(text)?;
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    match HARMFUL_SCHEMES.iter().find(|harmful| harmful.eq_ignore_ascii_case(scheme)) {
        Some(harmful) => Err(bad_url(format!("is a {harmful}: URL, which runs what it leads to"))),
        None => Ok(text.to_owned()),
    }
}

/// As [`kept_url`], or a path of the host.
pub(crate) fn kept_url_or_path(text: &str) -> Result<String, Invalid> {
    if text.starts_with('/') { url_or_path(text, &[]) } else { kept_url(text) }
}

/// A URL as [`url`] takes it, or a path of the host: it begins with a single slash.
pub(crate) fn url_or_path(text: &str, schemes: &[String]) -> Result<String, Invalid> {
    if !text.starts_with('/') {
        return url(text, schemes);
    }
    if text.starts_with("//") {
        return Err(bad_url("begins with two slashes, so it is neither a URL nor a path"));
    }
    require_url_characters(text)?;
    Ok(text.to_owned())
}

/// An `http` or `https` URL to which paths are added: no query, no fragment; slashes at its end
/// are dropped.
pub(crate) fn base_url(text: &str) -> Result<String, Invalid> {
    let kept = url(text, &["https".to_owned(), "http".to_owned()])?;
    if kept.contains(['?', '#']) {
        return Err(bad_url("has a query or a fragment"));
    }
    Ok(kept.trim_end_matches('/').to_owned())
}

fn bad_url(reason: impl Into<String>) -> Invalid {
    Invalid::coded("url", reason)
}

/// The scheme and what follows its colon, if the scheme is allowed.
fn after_scheme(text: &str, allowed: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    text.split_once(':').filter(|(scheme, _)| !scheme.is_empty() && allowed(scheme))
}

fn require_url_characters(text: &str) -> Result<(), Invalid> {
    if text.len() > MAX_URL_BYTES {
        return Err(bad_url(format!("is longer than {MAX_URL_BYTES} bytes")));
    }
    // Browsers read a backslash as a slash, which would move the border of the host.
    let refused = |each: char| {
        each.is_whitespace()
            || is_hidden(each)
            || matches!(each, '"' | '\'' | '`' | '<' | '>' | '\\')
            || matches!(each, '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›')
    };
    if text.chars().any(refused) {
        return Err(bad_url("holds whitespace, quotes, angle brackets or hidden characters"));
    }
    Ok(())
}

/// Whether what follows `http:` names a host, with a numeric port if any.
fn has_host(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("//") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let address = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match address.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((host, after)) => (host, after.strip_prefix(':').unwrap_or(after)),
        None => address.split_once(':').unwrap_or((address, "")),
    };
    let port_is_number = port.is_empty() || port.parse::<u16>().is_ok();
    host.chars().any(char::is_alphanumeric) && !host.starts_with('.') && port_is_number
}

/// A colour as `#rgb` or `#rrggbb` in hexadecimal digits, kept as given.
pub(crate) fn colour(text: &str) -> Result<String, Invalid> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hexadecimal && matches!(digits.len(), 3 | 6) {
        Ok(text.to_owned())
    } else {
        Err(Invalid::coded("colour", "is not a colour such as #1a2b3c or #abc"))
    }
}

/// A merchant category code: a number from 1 to 9999, or `quoted` a string of four digits.
pub(crate) fn mcc(text: &str, quoted: bool) -> Result<u16, Invalid> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let length_fits = if quoted { text.len() == 4 } else { (1..=4).contains(&text.len()) };
    match text.parse() {
        Ok(code @ 1..=9999) if digits && length_fits => Ok(code),
        _ => Err(Invalid::coded("mcc", "is neither a number from 1 to 9999 nor four digits")),
    }
}

/// An identifier that a caller chose: 1 to 64 of `A–Z a–z 0–9 _ -`.
pub(crate) fn opaque_id(text: &str) -> Result<String, Invalid> {
    require_something(text)?;
    require_at_most(text, MAX_OPAQUE_ID_CHARACTERS)?;
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        Ok(text.to_owned())
    } else {
        Err(Invalid::new("holds characters other than A-Z, a-z, 0-9, _ and -"))
    }
}

/// An idempotency key: 1 to 255 bytes of printable text.
pub(crate) fn idempotency_key(text: &str) -> Result<(), Invalid> {
    if text.is_empty() || text.len() > 255 {
        return Err(Invalid::coded("idempotency_key", "is not 1 to 255 bytes long"));
    }
    if text.chars().any(char::is_control) {
        return Err(Invalid::coded("idempotency_key", "holds a control character"));
    }
    Ok(())
}

/// An operator's name for the event log, which must not read like one of the log's own actors.
pub(crate) fn operator(text: &str) -> Result<String, Invalid> {
    let name = name(text)?;
    let actors = ["owner", "orchestrator", "client", "api_key"];
    let before_colon = name.split(':').next().unwrap_or_default().trim();
    if actors.iter().any(|actor| before_colon.eq_ignore_ascii_case(actor)) {
        return Err(Invalid::new("reads like one of the event log's own actors"));
    }
    Ok(name)
}

/// A caller's own name for a user: 1 to 255 characters, no control characters, kept as given.
pub(crate) fn user_reference(text: &str) -> Result<String, Invalid> {
    require_something(text)?;
    require_at_most(text, MAX_USER_REFERENCE_CHARACTERS)?;
    require_no_control(text)?;
    Ok(text.to_owned())
}

/// A search text as dictionaries are searched for it, [folded](fold): at most 255 characters, no
/// control characters. Nothing for an empty text, which is found everywhere.
pub(crate) fn search(text: &str) -> Result<Option<String>, Invalid> {
    if text.is_empty() {
        return Ok(None);
    }
    user_reference(text).map(|kept| Some(fold(&kept)))
}

/// The text in a form in which texts that differ only in case or in composition are the same.
///
/// `Ü`, `ü` and `u` + `¨` agree, so do `ß` and `SS`; a search is a substring test between two
/// such forms. Accents count: `u` is not found in `ü`.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Upper case spells out ß, ligatures and the two small sigmas; the capital ẞ has to be
    // made small before.
    let small = text.nfd().flat_map(char::to_lowercase);
    small.flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

/// A caller's text as a message may repeat it: its first characters, the hidden ones escaped.
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for (index, each) in text.chars().enumerate() {
        if index == most {
            shown.push('…');
            break;
        }
        if is_hidden(each) {
            shown.extend(each.escape_unicode());
        } else {
            shown.push(each);
        }
    }
    shown
}

/// Whether a character shows nothing itself but changes how others are shown or read.
fn is_hidden(each: char) -> bool {
    each.is_control()
        || matches!(
            each,
            '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

fn require_something(text: &str) -> Result<(), Invalid> {
    if text.is_empty() { Err(Invalid::new("is empty")) } else { Ok(()) }
}

fn require_at_most(text: &str, most: usize) -> Result<(), Invalid> {
    if text.chars().nth(most).is_some() {
        Err(Invalid::coded("too_long", format!("is longer than {most} characters")))
    } else {
        Ok(())
    }
}

fn require_no_control(text: &str) -> Result<(), Invalid> {
    if text.chars().any(char::is_control) {
        Err(Invalid::new("holds control characters"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn web() -> Vec<String> {
        vec!["https".to_owned(), "http".to_owned()]
    }

    /// Every good text is kept as it is, every bad one refused.
    fn check(rule: impl Fn(&str) -> Result<String, Invalid>, good: &[&str], bad: &[&str]) {
        for text in good {
            assert_eq!(rule(text).as_deref(), Ok(*text), "{text:?}");
        }
        for text in bad {
            assert!(rule(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn names_are_trimmed_and_bounded() {
        let full = "ü".repeat(100);
        let over = "ü".repeat(101);
        check(name, &["A", "Acme Store", "李", &full], &["", "  ", "a\nb", "a\u{0}", &over]);
        assert_eq!(name("  Acme Store\n").as_deref(), Ok("Acme Store"));
        assert_eq!(name(&over).unwrap_err().reason, "is longer than 100 characters");
    }

    #[test]
    fn search_texts_are_folded_and_bounded() {
        assert_eq!(search(""), Ok(None));
        assert_eq!(search("STRASSE"), Ok(Some(fold("Straße"))));
        assert!(search(&"x".repeat(256)).is_err() && search("a\u{0}").is_err());
    }

    #[test]
    fn prose_may_have_lines() {
        let full = "é".repeat(500);
        let over = "é".repeat(501);
        for rule in [description, reason] {
            check(rule, &["", "a\n\tb", " a ", &full], &["a\rb", "a\u{1b}[31m", "\u{85}", &over]);
        }
    }

    #[test]
    fn emails_have_the_shape_of_one() {
        let good = [
            "john@example.com",
            "foobar@example.com",
            "o'brien+tag@mail.example.co.uk",
            "müller@bücher.example",
            "用户@例子.中国",
            "संपर्क@डाटामेल.भारत",
            "a..b@docomo.ne.jp",
        ];
        let long = format!("{}@example.com", "a".repeat(243));
        let wide = format!("{}@example.com", "a".repeat(65));
        let bad = [
            "",
            "@",
            "john",
            "john@",
            "@example.com",
            "a@b@c.com",
            "a@localhost",
            "a@.com",
            "a@b..com",
            "a@b.com.",
            "a@-b.com",
            "a@b-.com",
            "a b@c.com",
            "a@b c.com",
            "<a@b.com>",
            "\"a\"@b.com",
            "a@b.com\n",
            "a,b@c.com",
            "a\u{202e}@b.com",
            "a@exa_mple.com",
            "a@b.c/om",
            &long,
            &wide,
        ];
        check(email, &good, &bad);
    }

    #[test]
    fn urls_are_absolute_and_clean() {
        let good = [
            "https://example.com",
            "https://example.com/orders/order-123/payment-success?x=1&y=%20#z",
            "HTTP://EXAMPLE.COM:8080/",
            "http://[::1]:3000/x",
            "http://localhost",
            "https://bücher.example/ü",
            "https://user@example.com/a:b@c",
        ];
        let long = format!("https://example.com/{}", "a".repeat(2048));
        let bad = [
            "",
            "example.com",
            "/path",
            "//example.com",
            "https:",
            "https:/x",
            "https://",
            "https:///x",
            "https://:80/",
            "https://./",
            "https://?x",
            "https://user@/",
            "https://example.com:port/",
            "https://example.com:99999/",
            "ftp://example.com",
            "javascript:alert(1)",
            " https://example.com",
            "https://exam ple.com",
            "https://example.com/\"",
            "https://example.com/'",
            "https://example.com/<x>",
            "https://example.com/\n",
            "https://example.com/\u{202e}",
            "https://example.com\\@x",
            "https://example.com/\u{a0}",
            "https://example.com/\u{201c}",
            &long,
        ];
        check(|text| url(text, &web()), &good, &bad);
        let desktop = ["shop".to_owned()];
        check(
            |text| url(text, &desktop),
            &["shop://done", "Shop:done"],
            &["shop:", "shop", "https://x.example", "shop://a b"],
        );
        assert_eq!(
            url("ftp://x", &web()).unwrap_err().reason,
            "does not begin with https: or http:"
        );
    }

    #[test]
    fn paths_begin_with_a_single_slash() {
        check(
            |text| url_or_path(text, &web()),
            &["/", "/terms", "/a?b#c", "https://example.com/terms"],
            &["", "terms", "//example.com", "/\\example.com", "/a b", "/<a>", "ftp://x"],
        );
    }

    #[test]
    fn base_urls_lose_their_last_slash() {
        let table = [
            ("https://example.com", "https://example.com"),
            ("https://example.com/", "https://example.com"),
            ("http://127.0.0.1:8080/pay//", "http://127.0.0.1:8080/pay"),
        ];
        for (given, kept) in table {
            assert_eq!(base_url(given).as_deref(), Ok(kept));
        }
        check(
            base_url,
            &[],
            &["https://e.example?a", "https://e.example/#a", "shop://x", "/x", ""],
        );
    }

    #[test]
    fn colours_codes_and_references() {
        check(
            colour,
            &["#fff", "#FFAA00", "#1a2b3c"],
            &["", "#", "fff", "#ffff", "#ggg", "#12345", "#1234567", "red", "#ff\u{e9}"],
        );
        check(
            opaque_id,
            &[
                "rtl_abc123",
                "test_electric_company",
                "cli_PLATFORM_CLIENT_ID",
                "-",
                &"a".repeat(64),
            ],
            &["", "a b", "a.b", "ä", "a/b", "a\n", &"a".repeat(65)],
        );
        check(
            user_reference,
            &["user_456", "ü 1", &"ü".repeat(255)],
            &["", "a\tb", "a\u{7f}", &"ü".repeat(256)],
        );
    }

    #[test]
    fn category_codes_are_numbers_or_four_digits() {
        for (text, quoted, code) in
            [("6012", false, 6012), ("1", false, 1), ("9999", false, 9999), ("0742", true, 742)]
        {
            assert_eq!(mcc(text, quoted), Ok(code));
        }
        let bad = [
            ("0", false),
            ("10000", false),
            ("-1", false),
            ("1.5", false),
            ("1e3", false),
            ("", false),
            ("0000", true),
            ("742", true),
            ("07420", true),
            ("+742", true),
            ("", true),
            ("abcd", true),
            ("٠٧٤٢", true),
        ];
        for (text, quoted) in bad {
            assert!(mcc(text, quoted).is_err(), "{text:?}");
        }
    }

    #[test]
    fn folding_makes_spellings_agree() {
        let same = [
            ("Müller", "MÜLLER"),
            ("u\u{308}ber", "Über"),
            ("Straße", "STRASSE"),
            ("ẞ", "ß"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("\u{212b}", "å"),
            ("ﬁn", "FIN"),
            ("ACME", "acme"),
        ];
        for (left, right) in same {
            assert_eq!(fold(left), fold(right), "{left} {right}");
        }
        for (needle, text) in [("GRÜN", "Immergrün AG"), ("ss", "Straße"), ("user_4", "USER_456")]
        {
            assert!(fold(text).contains(&fold(needle)), "{needle} {text}");
        }
        assert!(!fold("Müller").contains(&fold("Mu")));
    }

    #[test]
    fn repeated_texts_are_short_and_visible() {
        assert_eq!(shown("abc", 3), "abc");
        assert_eq!(shown("abcd", 3), "abc…");
        assert_eq!(shown("a\u{1b}\u{202e}", 9), "a\\u{1b}\\u{202e}");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_ignores_composition_and_case(text in "\\PC*") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(fold(&text), fold(&decomposed));
            prop_assert_eq!(fold(&text), fold(&text.to_lowercase()));
        }
    }
}
