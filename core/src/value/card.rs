//! The guard against payment card numbers: they must never land in the file.
//!
//! A card number is a whole token of 13 to 19 digits that passes the Luhn check and begins as
//! some issuer's numbers of that length do. Its digits may stand in groups with one space or one
//! dash between them, and an expiry date or a check code may follow it.
//!
//! Whole tokens only: identifiers and times are not cut into pieces until one of them looks like
//! a card. That leaves two neighbours which cannot be told apart by their digits and may be
//! refused: 16-digit IMEISV numbers, and microsecond timestamps from the year 2039 on.

use crate::error::{Invalid, Result};
use crate::value::json::JsonObject;

/// How many digits the longest card number has; so many always fit in a `u64`.
const MAX_DIGITS: u32 = 19;

/// The first six digits of issuers' numbers, from–to, and how long the whole numbers are.
const ISSUERS: &[(u64, u64, &[u32])] = &[
    // Visa.
    (400_000, 499_999, &[13, 16, 19]),
    // Mastercard.
    (510_000, 559_999, &[16]),
    (222_100, 272_099, &[16]),
    // American Express.
    (340_000, 349_999, &[15]),
    (370_000, 379_999, &[15]),
    // Diners Club.
    (300_000, 305_999, &[14, 16, 17, 18, 19]),
    (309_500, 309_599, &[14, 16, 17, 18, 19]),
    (360_000, 369_999, &[14, 16, 17, 18, 19]),
    (380_000, 399_999, &[14, 16, 17, 18, 19]),
    // Discover.
    (601_100, 601_199, &[16, 17, 18, 19]),
    (644_000, 649_999, &[16, 17, 18, 19]),
    (650_000, 659_999, &[16, 17, 18, 19]),
    // JCB.
    (352_800, 358_999, &[16, 17, 18, 19]),
    // UnionPay.
    (620_000, 629_999, &[16, 17, 18, 19]),
    (810_000, 819_999, &[16, 17, 18, 19]),
    // Maestro. 15 digits are left out: that is an IMEI's length.
    (501_800, 501_899, &[13, 16, 17, 18, 19]),
    (502_000, 502_099, &[13, 16, 17, 18, 19]),
    (503_800, 503_899, &[13, 16, 17, 18, 19]),
    (589_300, 589_399, &[13, 16, 17, 18, 19]),
    (500_000, 500_999, &[16, 18, 19]),
    (560_000, 589_999, &[16, 18, 19]),
    (630_400, 630_499, &[13, 16, 17, 18, 19]),
    (639_000, 639_099, &[16, 18, 19]),
    (670_000, 679_999, &[13, 16, 17, 18, 19]),
    // Mir.
    (220_000, 220_499, &[16, 17, 18, 19]),
    // Dankort.
    (501_900, 501_999, &[16]),
    // RuPay.
    (508_500, 508_999, &[16]),
    (606_985, 607_984, &[16]),
    (608_001, 608_500, &[16]),
    (820_000, 829_999, &[16]),
    // Hipercard.
    (606_282, 606_282, &[16, 19]),
    (637_095, 637_095, &[16]),
    // Elo.
    (506_699, 506_778, &[16]),
    (509_000, 509_999, &[16]),
    (627_780, 627_780, &[16]),
    (636_297, 636_297, &[16]),
    (636_368, 636_368, &[16]),
    // Verve.
    (506_099, 506_198, &[16, 18, 19]),
    // Troy.
    (979_200, 979_289, &[16]),
    // UzCard and Humo.
    (860_000, 860_099, &[16]),
    (986_000, 986_099, &[16]),
];

/// How many digits the groups of a printed card number have.
const PRINTED_GROUPS: &[&[u32]] =
    &[&[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4], &[4, 4, 4, 4, 3], &[4, 4, 4, 1], &[6, 13], &[8, 8]];

/// Refuses a text that holds a card number, unless the store's settings let it.
pub(crate) fn refuse_in_text(guard: bool, text: &str) -> Result<(), Invalid> {
    if guard && contains_card_number(text) { Err(refusal()) } else { Ok(()) }
}

/// Refuses a JSON object that holds a card number, unless the store's settings let it.
pub(crate) fn refuse_in_json(guard: bool, object: &JsonObject) -> Result<(), Invalid> {
    if guard && object.contains_card_number() { Err(refusal()) } else { Ok(()) }
}

fn refusal() -> Invalid {
    Invalid::coded("card_number_refused", "holds what looks like a card number")
}

/// Whether a payment card number stands in the text. Allocates nothing.
pub(crate) fn contains_card_number(text: &str) -> bool {
    let mut inside = false;
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let digit = byte.is_ascii_digit();
        // No issuer's numbers begin with 0 or 1; most timestamps do.
        if digit && !inside && *byte > b'1' && card_starts_at(text, rest.len()) {
            return true;
        }
        inside = digit;
        rest = after;
    }
    false
}

/// Whether a card number begins with the group of digits so many bytes before the text's end.
fn card_starts_at(text: &str, from_end: usize) -> bool {
    let position = text.len().saturating_sub(from_end);
    let Some((before, after)) = text.split_at_checked(position) else { return false };
    let left = Edge::left(before);
    left.clean && card_follows(after, !left.run_continues)
}

/// Whether the digits at the front are a card number: either in groups as cards are printed, or,
/// where `run_start`, in whatever groups as long as they are all there is.
fn card_follows(text: &str, run_start: bool) -> bool {
    let mut candidate = Candidate::EMPTY;
    let mut rest = text;
    while let Some(after) = candidate.take_group(rest) {
        let right = Edge::right(after);
        let whole_run = run_start && !right.run_continues;
        if right.clean && (whole_run || candidate.is_grouped_as_printed()) && candidate.is_card() {
            return true;
        }
        if !right.run_continues {
            return false;
        }
        let mut following = after.chars();
        following.next();
        rest = following.as_str();
    }
    false
}

/// What stands beside a group of digits.
struct Edge {
    /// The group is not a part of some longer word there.
    clean: bool,
    /// A single space or dash leads to another group.
    run_continues: bool,
}

impl Edge {
    fn left(before: &str) -> Self {
        let (nearest, next) = last_two(before);
        let digit = next.is_some_and(|each| each.is_ascii_digit());
        match nearest {
            Some(each) if is_space(each) => Self { clean: true, run_continues: digit },
            Some(each) if is_dash(each) => {
                Self { clean: !next.is_some_and(is_word), run_continues: digit }
            }
            // "card:4111…" and "No.4111…" are labels, "10:4111…" and "1.4111…" are numbers.
            Some('.' | ':') => Self { clean: !digit, run_continues: false },
            _ => Self { clean: !nearest.is_some_and(is_word), run_continues: false },
        }
    }

    fn right(after: &str) -> Self {
        let (nearest, next) = first_two(after);
        let digit = next.is_some_and(|each| each.is_ascii_digit());
        let joined = next.is_some_and(is_word);
        match nearest {
            Some(each) if is_space(each) => Self { clean: true, run_continues: digit },
            Some(each) if is_dash(each) => Self { clean: !joined, run_continues: digit },
            Some('.' | ':') => Self { clean: !joined, run_continues: false },
            _ => Self { clean: !nearest.is_some_and(is_word), run_continues: false },
        }
    }
}

/// The last character of a text and the one before it; quick where both are ASCII.
fn last_two(text: &str) -> (Option<char>, Option<char>) {
    match text.as_bytes() {
        [] => (None, None),
        [.., next @ ..0x80, last @ ..0x80] => (Some(char::from(*last)), Some(char::from(*next))),
        _ => {
            let mut backwards = text.chars().rev();
            (backwards.next(), backwards.next())
        }
    }
}

/// The first two characters of a text; quick where both are ASCII.
fn first_two(text: &str) -> (Option<char>, Option<char>) {
    match text.as_bytes() {
        [] => (None, None),
        [first @ ..0x80, next @ ..0x80, ..] => (Some(char::from(*first)), Some(char::from(*next))),
        _ => {
            let mut characters = text.chars();
            (characters.next(), characters.next())
        }
    }
}

/// Spaces as keyboards, web pages and word processors write them.
fn is_space(each: char) -> bool {
    matches!(each, ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}')
}

fn is_dash(each: char) -> bool {
    matches!(each, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether a character makes one word with a digit beside it.
///
/// Scripts further on write without spaces between words, so their letters are borders.
fn is_word(each: char) -> bool {
    match each {
        '0'..='9' | 'a'..='z' | 'A'..='Z' | '_' => true,
        ..'\u{590}' => each.is_alphanumeric(),
        _ => false,
    }
}

/// The digits read so far and the groups they stood in.
struct Candidate {
    number: u64,
    count: u32,
    group_sizes: [u32; MAX_DIGITS as usize],
    groups: usize,
}

impl Candidate {
    const EMPTY: Self =
        Self { number: 0, count: 0, group_sizes: [0; MAX_DIGITS as usize], groups: 0 };

    /// Takes the digits at the front of the text as one more group and answers with what
    /// follows them, or with nothing if there are too many now.
    fn take_group<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let mut rest = text.as_bytes();
        let before = self.count;
        while let [digit @ b'0'..=b'9', after @ ..] = rest {
            if self.count == MAX_DIGITS {
                return None;
            }
            let digit = u64::from(digit.wrapping_sub(b'0'));
            self.number = self.number.wrapping_mul(10).wrapping_add(digit);
            self.count = self.count.wrapping_add(1);
            rest = after;
        }
        *self.group_sizes.get_mut(self.groups)? = self.count.wrapping_sub(before);
        self.groups = self.groups.wrapping_add(1);
        text.get(text.len().saturating_sub(rest.len())..)
    }

    fn is_grouped_as_printed(&self) -> bool {
        let sizes = self.group_sizes.get(..self.groups).unwrap_or_default();
        sizes.len() == 1 || PRINTED_GROUPS.contains(&sizes)
    }

    fn is_card(&self) -> bool {
        self.count >= 13 && self.has_issuer() && self.passes_luhn()
    }

    fn passes_luhn(&self) -> bool {
        let (mut rest, mut sum) = (self.number, 0_u64);
        while rest > 0 {
            let twice = (rest / 10 % 10).wrapping_mul(2);
            let doubled = if twice > 9 { twice.wrapping_sub(9) } else { twice };
            sum = sum.wrapping_add(rest % 10).wrapping_add(doubled);
            rest /= 100;
        }
        sum % 10 == 0
    }

    fn has_issuer(&self) -> bool {
        let after_six = 10_u64.saturating_pow(self.count.saturating_sub(6));
        let beginning = self.number.checked_div(after_six).unwrap_or_default();
        let mut rest = ISSUERS;
        while let [(from, to, lengths), after @ ..] = rest {
            if *from <= beginning && beginning <= *to && lengths.contains(&self.count) {
                return true;
            }
            rest = after;
        }
        false
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the generators compute with small numbers")]
mod tests {
    use super::*;

    /// Published test numbers of the networks and of payment processors.
    const CARDS: &[&str] = &[
        "4111111111111111", // Visa
        "4012888888881881",
        "4242424242424242",
        "4000056655665556",
        "4222222222222",       // Visa, 13 digits
        "4000000000000000006", // Visa, 19 digits
        "5555555555554444",    // Mastercard
        "5105105105105100",
        "5200828282828210",
        "2221000000000009",
        "2223003122003222",
        "2720990000000007",
        "378282246310005", // American Express
        "371449635398431",
        "343434343434343",
        "30569309025904", // Diners Club
        "38520000023237",
        "36227206271667",
        "3056930009020004",
        "6011111111111117", // Discover
        "6011000990139424",
        "6445644564456445",
        "6500000000000002",
        "3530111333300000", // JCB
        "3566002020360505",
        "6200000000000005", // UnionPay
        "6205500000000000004",
        "8171999927660000",
        "6759649826438453", // Maestro
        "6799990100000000019",
        "6771798021000008",
        "5000550000000029",
        "2200000000000004", // Mir
        "5019717010103742", // Dankort
        "6062828888666688", // Hipercard
        "6362970000457013", // Elo
        "5066991111111118",
        "9792030394440796", // Troy
    ];

    /// The number in the groups that cards print, or in fours.
    fn grouped(card: &str, separator: &str) -> String {
        let sizes: &[usize] = match card.len() {
            14 => &[4, 6, 4],
            15 => &[4, 6, 5],
            _ => &[4, 4, 4, 4, 4],
        };
        let mut rest = card;
        let mut groups = Vec::new();
        for size in sizes {
            let (group, after) = rest.split_at((*size).min(rest.len()));
            groups.push(group);
            rest = after;
        }
        groups.retain(|group| !group.is_empty());
        groups.join(separator)
    }

    #[test]
    fn test_cards_are_found_in_every_spelling() {
        let surroundings = [
            ("", ""),
            ("paid with ", " yesterday"),
            ("Card: ", "."),
            ("card:", ", thanks"),
            ("No.", ""),
            ("(", ")"),
            ("\"", "\""),
            ("#", "!"),
            ("card=", "&x=1"),
            ("/", "/"),
            ("\n", "\n"),
            ("", " 12/27"),
            ("", " 2027"),
            ("", " 123"),
            ("", " 12/27 123"),
            ("12/27 ", ""),
            ("2027 ", " 123"),
            ("- ", " -"),
            ("卡号", "已付"),
            ("№", "…"),
        ];
        for card in CARDS {
            for separator in ["", " ", "-", "\u{a0}", "\u{2011}", "\u{2013}"] {
                let card = grouped(card, separator);
                for (before, after) in surroundings {
                    let text = format!("{before}{card}{after}");
                    assert!(contains_card_number(&text), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn odd_groups_are_found_where_they_are_all_there_is() {
        for text in ["41 1111 1111 1111 11", "4111-1111 1111-1111", "4 111111111111111"] {
            assert!(contains_card_number(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not_cards() {
        let table = [
            "",
            "4111111111111112",       // Luhn fails
            "411111111111116",        // Visa has no 15 digits
            "1234567890123452",       // Luhn passes, no issuer
            "79927398713",            // too short
            "41111111111111111111",   // too long
            "4111  1111  1111  1111", // two spaces
            "4111,1111,1111,1111",
            "4111 1111 1111",
            "x4111111111111111",
            "4111111111111111x",
            "ü4111111111111111",
            "_4111111111111111",
            "4111111111111111_",
            "INV-4111111111111111",
            "4111111111111111-a",
            "1.4111111111111111",
            "4111111111111111.5",
            "4111111111111111.pdf",
            "10:4111111111111111",
            "1234-4111-1111-1111-1111",
            "4111-1111-1111-1111-1111",
            "a-4111 1111 1111 1111",
            "2026-04-01T10:00:00Z",
            "2026-04-01 10:00:00",
            "order_id 212121212",
            "cbbbc264-1248-49aa-ae2d-1aa05cf79bc8",
            "41111111-1111-4111-8111-111111111111",
            "+49 170 1234567 +49 171 7654321",
            "DE89 3704 0044 0532 0130 00",
        ];
        for text in table {
            assert!(!contains_card_number(text), "{text:?}");
        }
    }

    #[test]
    fn issuers_have_six_digits_and_no_length_of_equipment_identities() {
        for (from, to, lengths) in ISSUERS {
            assert!((200_000..1_000_000).contains(from) && (*from..1_000_000).contains(to));
            assert!(lengths.iter().all(|length| (13..=MAX_DIGITS).contains(length)));
            assert!(!lengths.contains(&15) || matches!(from, 340_000 | 370_000));
        }
    }

    const MILLION: usize = 1_000_000;

    /// A small deterministic generator (Marsaglia's xorshift64).
    struct Random(u64);

    impl Random {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0
        }

        fn below(&mut self, limit: u64) -> u64 {
            self.next() % limit
        }
    }

    /// Writes the lowest decimal digits of a number over the whole buffer.
    fn write_digits(buffer: &mut [u8], mut number: u64) {
        // Plain loops: iterators would take most of a debug build's time here.
        let mut at = buffer.len();
        while at > 0 {
            at -= 1;
            buffer[at] = b'0' + (number % 10) as u8;
            number /= 10;
        }
    }

    /// Writes the lowest hexadecimal digits of a number over a part of the buffer.
    fn write_hex(buffer: &mut [u8; 36], from: usize, to: usize, mut number: u64) {
        let mut at = to;
        while at > from {
            at -= 1;
            buffer[at] = b"0123456789abcdef"[(number & 0xf) as usize];
            number >>= 4;
        }
    }

    fn assert_never_found(buffer: &[u8]) {
        let text = std::str::from_utf8(buffer).unwrap();
        assert!(!contains_card_number(text), "{text}");
    }

    /// A million UUIDs whose high half comes from `high`.
    fn uuids(seed: u64, version: u64, high: impl Fn(&mut Random) -> u64) {
        let mut random = Random(seed);
        let mut buffer = [b'-'; 36];
        for _ in 0..MILLION {
            let (high, low) = (high(&mut random), random.next());
            write_hex(&mut buffer, 0, 8, high >> 32);
            write_hex(&mut buffer, 9, 13, high >> 16);
            write_hex(&mut buffer, 14, 18, (high & 0xfff) | (version << 12));
            write_hex(&mut buffer, 19, 23, ((low >> 48) & 0x3fff) | 0x8000);
            write_hex(&mut buffer, 24, 36, low);
            assert_never_found(&buffer);
        }
    }

    #[test]
    fn a_million_random_uuids() {
        uuids(0x9e37_79b9_7f4a_7c15, 4, Random::next);
    }

    #[test]
    fn a_million_time_ordered_uuids() {
        // Milliseconds from 2020 to 2038 above twelve random bits.
        uuids(0xd1b5_4a32_d192_ed03, 7, |random| {
            ((1_577_836_800_000 + random.below(570_000_000_000)) << 16) | random.below(1 << 16)
        });
    }

    #[test]
    fn a_million_timestamps_of_each_unit() {
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        for _ in 0..MILLION {
            // Nanoseconds from 2001 to 2038; the coarser units are its leading digits.
            let nanoseconds = 1_000_000_000_000_000_000 + random.below(1_150_000_000_000_000_000);
            let mut buffer = [0; 19];
            write_digits(&mut buffer, nanoseconds);
            for length in [10, 13, 16, 19] {
                assert_never_found(&buffer[..length]);
            }
        }
    }

    #[test]
    fn a_million_compact_times() {
        let mut random = Random(0x6c62_272e_07bb_0142);
        let parts = [
            (2000, 100, 4),
            (1, 12, 2),
            (1, 31, 2),
            (0, 24, 2),
            (0, 60, 2),
            (0, 60, 2),
            (0, 1000, 3),
        ];
        let mut buffer = [0; 17];
        for _ in 0..MILLION {
            let mut at = 0;
            for (first, choices, width) in parts {
                write_digits(&mut buffer[at..at + width], first + random.below(choices));
                at += width;
            }
            let with_milliseconds = random.below(2) == 1;
            assert_never_found(if with_milliseconds { &buffer } else { &buffer[..14] });
        }
    }

    #[test]
    fn a_million_equipment_identities() {
        let mut random = Random(0x517c_c1b7_2722_0a95);
        let bodies = [1, 10, 30, 33, 35, 44, 45, 49, 50, 51, 52, 53, 54, 86, 91, 98, 99];
        let mut buffer = [0; 15];
        for _ in 0..MILLION {
            let body = bodies[random.below(bodies.len() as u64) as usize];
            write_digits(&mut buffer[..2], body);
            write_digits(&mut buffer[2..14], random.below(1_000_000_000_000));
            let (mut sum, mut at) = (0, 0);
            while at < 14 {
                let digit = buffer[at] - b'0';
                let twice = digit * 2;
                sum += if at % 2 == 0 { digit } else { twice / 10 + twice % 10 };
                at += 1;
            }
            buffer[14] = b'0' + (10 - sum % 10) % 10;
            assert_never_found(&buffer);
        }
    }

    #[test]
    fn many_spelled_times() {
        let mut random = Random(0x0123_4567_89ab_cdef);
        for _ in 0..20_000 {
            let [month, day, hour, minute, second] = [(1, 12), (1, 28), (0, 24), (0, 60), (0, 60)]
                .map(|(first, choices)| first + random.below(choices));
            let (year, fraction) = (2000 + random.below(100), random.below(1_000_000));
            let time = format!(
                "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:06}Z"
            );
            assert_never_found(time.as_bytes());
            assert_never_found(time.replace('T', " ").trim_end_matches('Z').as_bytes());
            assert_never_found(time.replace(['-', ':'], "").as_bytes());
        }
    }
}
