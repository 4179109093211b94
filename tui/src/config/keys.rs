//! Keys as they are written: `ctrl-r`, `g`, `G`, `?`, `f5`, `alt-enter`.

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyModifiers};

/// The key that is written so, or why there is none, in the form in which the terminal tells of it.
///
/// A single letter is itself, so that `G` is not `g`: the notation's own reading ignores case.
pub(super) fn key(text: &str) -> Result<KeyCombination, String> {
    let mut letters = text.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && !letter.is_control()
    {
        let shift = if letter.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        return Ok(KeyCombination::one_key(KeyCode::Char(letter), shift).normalized());
    }
    let parsed = crokey::parse(text).ok().filter(|_| !text.contains(char::is_control));
    let key = parsed.ok_or_else(|| {
        format!(
            "`{text}` is no key; keys are letters and signs, f1 to f24, enter, esc, tab, space, \
             backspace, delete, insert, home, end, pageup, pagedown, up, down, left, right, with \
             ctrl-, alt- or shift- before them"
        )
    })?;
    // Only few terminals tell of keys that are held together.
    if !key.is_ansi_compatible() {
        return Err(format!("`{text}` is more than one key; give a list for a choice of keys"));
    }
    Ok(key.normalized())
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyEvent;

    use super::*;

    #[test]
    fn keys_are_what_the_terminal_tells_of() {
        for (text, code, modifiers) in [
            ("g", KeyCode::Char('g'), KeyModifiers::NONE),
            ("G", KeyCode::Char('G'), KeyModifiers::SHIFT),
            ("shift-g", KeyCode::Char('G'), KeyModifiers::SHIFT),
            ("Č", KeyCode::Char('Č'), KeyModifiers::SHIFT),
            ("?", KeyCode::Char('?'), KeyModifiers::NONE),
            ("-", KeyCode::Char('-'), KeyModifiers::NONE),
            (" ", KeyCode::Char(' '), KeyModifiers::NONE),
            ("space", KeyCode::Char(' '), KeyModifiers::NONE),
            ("ctrl-r", KeyCode::Char('r'), KeyModifiers::CONTROL),
            ("Ctrl-R", KeyCode::Char('r'), KeyModifiers::CONTROL),
            ("alt-enter", KeyCode::Enter, KeyModifiers::ALT),
            ("f5", KeyCode::F(5), KeyModifiers::NONE),
            ("backtab", KeyCode::BackTab, KeyModifiers::SHIFT),
        ] {
            let typed = KeyCombination::from(KeyEvent::new(code, modifiers));
            assert_eq!(key(text).as_ref(), Ok(&typed), "{text}");
        }
        for text in ["", "ctrl-", "escape", "ctrl+r", "é́", "\t", "f99"] {
            assert!(key(text).unwrap_err().contains("is no key"), "{text}");
        }
        assert!(key("g-g").unwrap_err().contains("more than one key"));
    }
}
