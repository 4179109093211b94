//! Text as people may see it.

use ratatui::buffer::CellWidth as _;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What stands in the place of a character that is not shown.
const DOT: char = '·';

/// Combining marks that one character may carry; no script needs more, and a pile of them covers
/// the lines above and below.
const MOST_MARKS: usize = 4;

/// The text with a dot in place of each character that could act on the terminal or mislead the
/// eye: control characters, line separators, what turns the direction of writing, what nobody can
/// see (joiners, fillers, variation selectors, tags, byte order marks), what no two terminals draw
/// alike (private, unassigned, skin tones, halves of flags), and combining marks without a
/// character to stand on or piled up.
///
/// What is left takes as many columns in a terminal that measures character by character as in one
/// that measures whole clusters, so that nothing beside it is pushed aside.
pub(crate) fn shown(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let visible = visible(text);
    let mut shown = String::with_capacity(visible.len());
    for cluster in visible.graphemes(true) {
        push_even(&mut shown, cluster);
    }
    shown
}

/// How many columns of a terminal the text takes, if it is [`shown`] text.
pub(crate) fn width(text: &str) -> usize {
    text.graphemes(true).map(|cluster| usize::from(cluster.cell_width())).sum()
}

/// Characters judged one by one.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    let mut before = None;
    let mut marks = 0_usize;
    for character in text.chars() {
        let is_mark = is_mark(character);
        let stands_alone = visible.is_empty() || visible.ends_with(' ');
        let piled = is_mark && (stands_alone || marks >= MOST_MARKS);
        if chooses_how_emoji_look(before, character) {
            // The same character, which is all that a terminal can be relied on to draw.
            before = None;
        } else if is_unsafe(character) || piled {
            visible.push(DOT);
            (before, marks) = (None, 0);
        } else {
            visible.push(character);
            before = Some(character);
            marks = if is_mark { marks.saturating_add(1) } else { 0 };
        }
    }
    visible
}

/// Adds a cluster that is as wide as its characters are together, or what is seen of it.
fn push_even(shown: &mut String, cluster: &str) {
    let alone: usize = cluster.chars().filter_map(char::width).sum();
    let together = usize::from(cluster.cell_width());
    let half_a_flag = cluster.chars().all(is_regional) && cluster.chars().count() == 1;
    if together >= alone.max(1) && !half_a_flag {
        shown.push_str(cluster);
        return;
    }
    let joins = |character: char| character.width().unwrap_or_default() == 0;
    let none_joins = !cluster.chars().any(joins);
    let seen = |each: char| if none_joins || joins(each) { DOT } else { each };
    shown.extend(cluster.chars().map(seen));
}

/// Whether a character only says if the one before is drawn as text or in colours.
fn chooses_how_emoji_look(before: Option<char>, character: char) -> bool {
    let Some(before) = before else { return false };
    matches!(character, '\u{FE0E}' | '\u{FE0F}')
        && String::from_iter([before, '\u{FE0F}']).width() == 2
}

fn is_unsafe(character: char) -> bool {
    use GeneralCategory as Is;
    let category = character.general_category();
    let unseen = matches!(
        category,
        Is::Control
            | Is::Format
            | Is::LineSeparator
            | Is::ParagraphSeparator
            | Is::PrivateUse
            | Is::Surrogate
            | Is::Unassigned
    );
    let is_letter = matches!(category, Is::OtherLetter | Is::ModifierLetter);
    let takes_no_room = is_letter && !is_vowel_of_hangul(character) && character.width() == Some(0);
    let is_odd = is_blank(character) || is_skin_tone(character) || is_uneven(character);
    unseen || takes_no_room || is_odd
}

/// What Unicode lets be ignored in drawing and does not count among the format characters.
fn is_blank(character: char) -> bool {
    matches!(
        character,
        '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}' | '\u{E0100}'..='\u{E01EF}'
    )
}

/// Vowels of Kirat Rai, which libraries join and measure each in its own way.
fn is_uneven(character: char) -> bool {
    matches!(character, '\u{16D63}' | '\u{16D67}'..='\u{16D6A}')
}

fn is_skin_tone(character: char) -> bool {
    matches!(character, '\u{1F3FB}'..='\u{1F3FF}')
}

fn is_regional(character: char) -> bool {
    matches!(character, '\u{1F1E6}'..='\u{1F1FF}')
}

/// The middle and the end of a syllable that is written in pieces.
fn is_vowel_of_hangul(character: char) -> bool {
    matches!(character, '\u{1161}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FB}')
}

fn is_mark(character: char) -> bool {
    use GeneralCategory as Is;
    matches!(character.general_category(), Is::NonspacingMark | Is::EnclosingMark)
}

#[cfg(test)]
mod tests {
    use super::{shown, width};

    #[test]
    fn what_acts_on_a_terminal_is_a_dot() {
        assert_eq!(shown("a\u{1b}[2Jb\u{9b}c\u{202e}d\ne\u{7f}"), "a·[2Jb·c·d·e·");
        assert_eq!(shown("Žluťoučký 客户 👍"), "Žluťoučký 客户 👍");
    }

    #[test]
    fn a_letter_that_nobody_measures_alike_is_a_dot() {
        assert_eq!(shown("\u{16D69}x"), "·x");
        assert_eq!(shown("\u{16D69}"), "·");
    }

    #[test]
    fn what_nobody_can_see_is_a_dot() {
        for hidden in [
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{180e}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{2060}',
            '\u{2066}',
            '\u{3164}',
            '\u{e000}',
            '\u{fe00}',
            '\u{feff}',
            '\u{fff9}',
            '\u{378}',
            '\u{ffff}',
            '\u{e0041}',
            '\u{e0100}',
            '\u{10fffd}',
            '\u{d4e}',
        ] {
            assert_eq!(shown(&format!("a{hidden}b")), "a·b", "{hidden:?}");
        }
    }

    #[test]
    fn clusters_are_as_wide_as_their_characters() {
        for (text, expected, columns) in [
            ("👨\u{200d}👩\u{200d}👧", "👨·👩·👧", 8),
            ("👍🏽", "👍·", 3),
            ("❤\u{fe0f} ☎\u{fe0e}", "❤ ☎", 3),
            ("❤\u{fe0f}\u{fe0f}", "❤·", 2),
            ("a\u{fe0f}", "a·", 2),
            ("🇨🇿", "🇨🇿", 2),
            ("🇨", "·", 1),
            ("\u{301}a \u{301}", "·a ·", 4),
            ("e\u{301}", "e\u{301}", 1),
            (
                "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
                "e\u{301}\u{301}\u{301}\u{301}·\u{301}",
                2,
            ),
            ("ក\u{17d2}ក", "ក·ក", 3),
            ("क्ष", "क्ष", 2),
            ("\u{1112}\u{1161}\u{11ab}", "\u{1112}\u{1161}\u{11ab}", 2),
            ("\u{1161}", "·", 1),
            ("שלום", "שלום", 4),
            ("لا", "لا", 2),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
            assert_eq!(width(expected), columns, "{expected:?}");
        }
    }
}
