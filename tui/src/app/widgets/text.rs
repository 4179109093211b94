//! Text on a screen of cells: cut, set left or right, broken into lines.
//!
//! Everything here takes raw text and gives [`shown`] text: what reaches a cell has been made safe
//! by the one rule that there is. Columns are counted as ratatui counts them, a cluster at a time.
//!
//! Some terminals turn the direction of a whole row where they meet a right-to-left letter, so that
//! a name would change places with the amount beside it. A field with such letters therefore ends
//! with a blank that is written from left to right, and what follows it stays where it is.

use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::output::text::{shown, width};

/// Stands for what was cut.
const ELLIPSIS: char = '…';

/// Looks like a space and is written from left to right: the braille pattern without dots.
const LEFT_TO_RIGHT_BLANK: char = '\u{2800}';

/// The text, cut with `…` if it takes more columns than `columns`.
pub(crate) fn fit(text: &str, columns: usize) -> String {
    closed(&shown(text), columns, cut)
}

/// The text in exactly this many columns, set to the left.
pub(crate) fn left(text: &str, columns: usize) -> String {
    let fitted = fit(text, columns);
    let rest = columns.saturating_sub(width(&fitted));
    fitted + &" ".repeat(rest)
}

/// The text in exactly this many columns, set to the right.
pub(crate) fn right(text: &str, columns: usize) -> String {
    let fitted = fit(text, columns);
    let rest = columns.saturating_sub(width(&fitted));
    " ".repeat(rest) + &fitted
}

/// The text, cut in its middle if it takes more columns: identifiers and URLs differ at their ends.
pub(crate) fn middle(text: &str, columns: usize) -> String {
    closed(&shown(text), columns, cut_in_the_middle)
}

/// The identifier, cut to what tells it apart: those that are generated begin with a prefix and the
/// time, which many share, and end by chance. `rtl_…f5f7dc`.
pub(crate) fn id(text: &str, columns: usize) -> String {
    let text = shown(text);
    let Some((prefix, rest)) = generated(&text) else { return middle(&text, columns) };
    let room = columns.saturating_sub(width(prefix)).saturating_sub(1);
    if width(&text) <= columns || room == 0 {
        return middle(&text, columns);
    }
    format!("{prefix}{ELLIPSIS}{}", last(rest, room))
}

/// Who did something, as the event log tells it; whom an identifier names, by its end:
/// `api_key:apk_…807517`.
pub(crate) fn actor(text: &str) -> String {
    let text = shown(text);
    match generated(&text) {
        Some((prefix, rest)) => format!("{prefix}{ELLIPSIS}{}", last(rest, 6)),
        None => text,
    }
}

/// The prefix and the digits of an identifier, if it is one that is generated.
fn generated(text: &str) -> Option<(&str, &str)> {
    let begins = text.rfind('_').map_or(0, |end| end.saturating_add(1));
    let (prefix, rest) = text.split_at(begins);
    let is_digit = |each: char| each.is_ascii_hexdigit() || each == '-';
    let digits = rest.chars().filter(|each| *each != '-').count();
    (digits == 32 && rest.chars().all(is_digit)).then_some((prefix, rest))
}

/// The text in lines of at most so many columns, broken between words, or within a word that is
/// longer than a line. Lines that the text has itself are kept.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    if columns == 0 {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let safe = shown(paragraph);
        let room = if is_closed(&safe) { columns.saturating_sub(1).max(1) } else { columns };
        let broken = broken(&safe, room);
        lines.extend(broken.iter().map(|line| closed(line, columns, cut)));
    }
    lines
}

/// The spans side by side, cut with `…` where the columns end.
pub(crate) fn line<'a>(spans: impl IntoIterator<Item = Span<'a>>, columns: usize) -> Line<'static> {
    let spans: Vec<Span<'static>> = spans
        .into_iter()
        .map(|span| {
            let safe = shown(&span.content);
            let room = width(&safe).saturating_add(1);
            Span::styled(closed(&safe, room, cut), span.style)
        })
        .collect();
    let whole = spans.iter().map(|span| width(&span.content)).fold(0, usize::saturating_add);
    if whole <= columns {
        return Line::from(spans);
    }
    let mut kept = Vec::new();
    let mut room = columns;
    for span in spans {
        let taken = width(&span.content);
        if taken >= room {
            // What follows does not fit, so that this one ends with the mark, if need be in
            // place of its last letter.
            let cut = cut_for_more(&span.content, room);
            kept.push(Span::styled(closed(&cut, room, cut_for_more), span.style));
            break;
        }
        room = room.saturating_sub(taken);
        kept.push(span);
    }
    Line::from(kept)
}

/// The text cut, with a blank at its end that keeps what follows in its place, if need be.
fn closed(text: &str, columns: usize, cut: fn(&str, usize) -> String) -> String {
    if !is_closed(text) {
        return cut(text, columns);
    }
    let mut fitted = cut(text, columns.saturating_sub(1));
    if is_closed(&fitted) && !fitted.ends_with(LEFT_TO_RIGHT_BLANK) {
        fitted.push(LEFT_TO_RIGHT_BLANK);
    } else if fitted.is_empty() {
        fitted = cut(text, columns.min(1)).chars().filter(|each| *each == ELLIPSIS).collect();
    }
    fitted
}

/// Safe text, cut.
fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns { text.to_owned() } else { cut_for_more(text, columns) }
}

/// Safe text that goes on, cut.
fn cut_for_more(text: &str, columns: usize) -> String {
    let Some(room) = columns.checked_sub(1) else { return String::new() };
    let (mut kept, _) = first(text, room);
    kept.push(ELLIPSIS);
    kept
}

fn cut_in_the_middle(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let Some(room) = columns.checked_sub(1) else { return String::new() };
    let end = room.div_euclid(2);
    let (mut kept, taken) = first(text, room.saturating_sub(end));
    kept.push(ELLIPSIS);
    kept + last(text, room.saturating_sub(taken))
}

/// The clusters from the front that fit, and how many columns they take.
fn first(text: &str, columns: usize) -> (String, usize) {
    let mut kept = String::new();
    let mut taken = 0_usize;
    for cluster in text.graphemes(true) {
        let with_it = taken.saturating_add(width(cluster));
        if with_it > columns {
            break;
        }
        kept.push_str(cluster);
        taken = with_it;
    }
    (kept, taken)
}

/// The clusters from the end that fit.
fn last(text: &str, columns: usize) -> &str {
    let mut start = text.len();
    let mut taken = 0_usize;
    for (at, cluster) in text.grapheme_indices(true).rev() {
        taken = taken.saturating_add(width(cluster));
        if taken > columns {
            break;
        }
        start = at;
    }
    text.get(start..).unwrap_or_default()
}

/// Safe text of one line, broken into several.
fn broken(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_inclusive(' ') {
        let room = columns.saturating_sub(width(&line));
        if width(word.trim_end()) <= room {
            line.push_str(word);
            continue;
        }
        // A word that fits no line begins where it stands.
        if width(word.trim_end()) <= columns && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            line.push_str(word);
            continue;
        }
        for cluster in word.graphemes(true) {
            if width(&line).saturating_add(width(cluster)) > columns
                && cluster != " "
                && !line.is_empty()
            {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(cluster);
        }
    }
    lines.push(line);
    lines.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
    lines
}

/// Whether the text has letters that are written from right to left.
fn is_closed(text: &str) -> bool {
    text.chars().any(|letter| {
        matches!(
            letter,
            '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
                | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}'
        )
    })
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers of a test")]
mod tests {
    use proptest::prelude::*;
    use ratatui::buffer::{Buffer, CellWidth as _};
    use ratatui::layout::Rect;
    use ratatui::style::{Style, Stylize as _};
    use ratatui::widgets::Widget as _;
    use unicode_properties::{GeneralCategory as Is, UnicodeGeneralCategory as _};
    use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

    use super::*;

    #[test]
    fn text_is_cut_between_clusters() {
        for (text, columns, expected) in [
            ("abc", 3, "abc"),
            ("abcd", 3, "ab…"),
            ("abcd", 1, "…"),
            ("abcd", 0, ""),
            ("", 4, ""),
            ("客户名", 6, "客户名"),
            ("客户名", 5, "客户…"),
            ("客户名", 4, "客…"),
            ("ae\u{301}b", 2, "a…"),
            ("ae\u{301}bc", 3, "ae\u{301}…"),
            ("👨\u{200d}👩\u{200d}👧 shop", 6, "👨·👩…"),
            ("a\u{1b}[31mb", 9, "a·[31mb"),
            ("שלום", 5, "שלום\u{2800}"),
            ("שלום", 4, "של…\u{2800}"),
            ("שלום", 1, "…"),
            ("שלום", 0, ""),
            ("ab שלום", 4, "ab…"),
        ] {
            assert_eq!(fit(text, columns), expected, "{text:?} in {columns}");
        }
    }

    #[test]
    fn text_is_set_left_and_right_and_cut_in_its_middle() {
        assert_eq!(left("客户", 6), "客户  ");
        assert_eq!(left("客户名", 4), "客… ");
        assert_eq!(right("10.00", 8), "   10.00");
        assert_eq!(right("שלום", 7), "  שלום\u{2800}");
        assert_eq!(middle("https://x.example/payments/1", 11), "https…nts/1");
        assert_eq!(middle("abcdef", 4), "ab…f");
        assert_eq!(middle("abcdef", 6), "abcdef");
        assert_eq!(middle("客户名字", 5), "客…字");
        assert_eq!(middle("abcdef", 1), "…");
    }

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        assert_eq!(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"]);
        assert_eq!(wrap("see https://x.example/a", 8), ["see http", "s://x.ex", "ample/a"]);
        assert_eq!(wrap("客户名字", 5), ["客户", "名字"]);
        assert_eq!(wrap("客", 1), ["…"]);
        assert_eq!(wrap("שלום עולם", 6), ["שלום\u{2800}", "עולם\u{2800}"]);
        assert_eq!(wrap("", 3), [""; 0]);
        assert_eq!(wrap("abc", 0), [""; 0]);
    }

    #[test]
    fn spans_keep_their_styles_and_say_that_they_go_on() {
        let spans = || ["ab".red(), "cd".blue(), "ef".red()];
        let texts = |columns| {
            let line = line(spans(), columns);
            line.spans.iter().map(|span| span.content.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(texts(6), ["ab", "cd", "ef"]);
        assert_eq!(texts(5), ["ab", "cd", "…"]);
        assert_eq!(texts(4), ["ab", "c…"]);
        assert_eq!(texts(2), ["a…"]);
        assert_eq!(line(spans(), 4).spans[1].style, Style::new().blue());
        let hebrew = line(["שלום".red(), "500.00".into()], 20);
        assert_eq!(hebrew.to_string(), "שלום\u{2800}500.00");
    }

    /// Text of what breaks screens, between ordinary letters.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            "[a-z ]{1,5}",
            prop::sample::select(vec![
                "客",
                "户",
                "e\u{301}",
                "\u{301}",
                "\u{200d}",
                "\u{200b}",
                "\u{feff}",
                "\u{ad}",
                "👨\u{200d}👩\u{200d}👧",
                "👍🏽",
                "❤\u{fe0f}",
                "1\u{fe0f}\u{20e3}",
                "🇨",
                "🇿",
                "ﾊﾟ",
                "\u{ff9e}",
                "\u{1b}[2J",
                "\u{9b}",
                "\u{7f}",
                "\r\n",
                "\t",
                "\u{202e}",
                "\u{2067}",
                "שלום",
                "لا",
                "١٢",
                "ក\u{17d2}ក",
                "क्ष",
                "நா",
                "\u{1112}",
                "\u{1161}",
                "\u{11ab}",
                "\u{16d63}",
                "\u{16d67}",
                "\u{e0041}",
                "\u{e0101}",
                "\u{e000}",
                "\u{2d7f}",
                "ⵏ",
                "\u{a4f8}",
                "\u{a4fc}",
                "\u{d4e}",
                "\u{2800}",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    fn is_harmless(text: &str) -> bool {
        let joined = text.chars().zip(text.chars().skip(1));
        let selected = joined.filter(|(_, next)| matches!(next, '\u{FE00}'..='\u{FE0F}'));
        selected.count() == 0
            && !text.chars().any(|each| {
                matches!(
                    each.general_category(),
                    Is::Control
                        | Is::Format
                        | Is::LineSeparator
                        | Is::ParagraphSeparator
                        | Is::PrivateUse
                        | Is::Unassigned
                )
            })
    }

    /// What a buffer holds after drawing, the cells behind wide ones left out.
    fn drawn(buffer: &Buffer) -> String {
        let mut drawn = String::new();
        let mut hidden = 0_u16;
        for cell in &buffer.content {
            if hidden == 0 {
                drawn.push_str(cell.symbol());
                hidden = cell.cell_width();
            }
            hidden = hidden.saturating_sub(1);
        }
        drawn
    }

    /// Whether both ways of drawing take exactly the columns that we claim.
    fn agrees(text: &str) -> Result<(), TestCaseError> {
        let columns = width(text);
        let alone: usize = text.chars().filter_map(char::width).sum();
        prop_assert!(text.width() <= columns, "{text:?}");
        prop_assert!(alone <= columns, "{text:?} is {alone} by characters and {columns} by cells");
        let area = Rect::new(0, 0, u16::try_from(columns).unwrap() + 3, 1);
        let expected = format!("{text}   ");
        let mut buffer = Buffer::empty(area);
        let (end, _) = buffer.set_stringn(0, 0, text, usize::MAX, Style::new());
        prop_assert_eq!(usize::from(end), columns);
        prop_assert_eq!(&drawn(&buffer), &expected);
        let mut buffer = Buffer::empty(area);
        Line::from(text).render(area, &mut buffer);
        prop_assert_eq!(&drawn(&buffer), &expected);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn fitted_text_fits_and_is_safe(text in hostile(), columns in 0_usize..24) {
            for fitted in [fit(&text, columns), middle(&text, columns)] {
                prop_assert!(width(&fitted) <= columns, "{fitted:?} is too wide for {columns}");
                prop_assert!(is_harmless(&fitted), "{fitted:?}");
                agrees(&fitted)?;
            }
            for set in [left(&text, columns), right(&text, columns)] {
                prop_assert_eq!(width(&set), columns, "{:?}", set);
                agrees(&set)?;
            }
        }

        #[test]
        fn wrapped_text_fits_and_loses_nothing(text in hostile(), columns in 4_usize..24) {
            let lines = wrap(&text, columns);
            for line in &lines {
                prop_assert!(width(line) <= columns, "{line:?} is too wide for {columns}");
                prop_assert!(is_harmless(line), "{line:?}");
                agrees(line)?;
            }
            let solid = |text: &str| -> String {
                text.chars().filter(|each| !each.is_whitespace() && *each != LEFT_TO_RIGHT_BLANK).collect()
            };
            if columns > 12 {
                let safe: Vec<String> = text.lines().map(shown).collect();
                prop_assert_eq!(solid(&lines.concat()), solid(&safe.concat()));
            }
        }

        #[test]
        fn lines_of_spans_fit(texts in prop::collection::vec(hostile(), 0..4), columns in 0_usize..24) {
            let line = line(texts.iter().map(Span::raw), columns);
            let text = line.to_string();
            prop_assert!(width(&text) <= columns, "{text:?} is too wide for {columns}");
            prop_assert!(is_harmless(&text), "{text:?}");
        }
    }
}
