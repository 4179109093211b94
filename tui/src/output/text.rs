//! Text as people may see it.

/// The text with a dot in place of each character that could act on the terminal or mislead the
/// eye: control characters, line separators, and those that turn the direction of writing.
pub(crate) fn shown(text: &str) -> String {
    text.chars().map(|each| if is_unsafe(each) { '·' } else { each }).collect()
}

/// How many columns of a terminal the text takes.
pub(crate) fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_acts_on_a_terminal_is_a_dot() {
        assert_eq!(shown("a\u{1b}[2Jb\u{9b}c\u{202e}d\ne\u{7f}"), "a·[2Jb·c·d·e·");
        assert_eq!(shown("Žluťoučký 客户 👍"), "Žluťoučký 客户 👍");
    }
}
