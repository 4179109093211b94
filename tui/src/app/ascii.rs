//! Terminals that can show nothing but ASCII.

use ratatui::buffer::Buffer;

use crate::app::model::Model;

/// Signs that stand in texts for people, and what stands for them.
const SIGNS: [(&str, &str); 14] = [
    ("…", "~"),
    ("→", ">"),
    ("←", "<"),
    ("↑", "^"),
    ("↓", "v"),
    ("›", ">"),
    ("‹", "<"),
    ("–", "-"),
    ("×", "x"),
    ("•", "*"),
    ("·", "."),
    ("▸", "+"),
    ("▾", "-"),
    ("⏎", "~"),
];

/// The names of keys in a hint, in words where the signs for them cannot be shown.
pub(crate) fn keys(model: &Model, hint: &str) -> String {
    if model.theme.has_unicode() {
        return hint.to_owned();
    }
    let words = [
        ("⏎", "Enter"),
        ("␣", "Space"),
        ("⌫", "Backspace"),
        ("↑↓", "Up Down"),
        ("←→", "Left Right"),
    ];
    words.into_iter().fold(hint.to_owned(), |hint, (sign, word)| hint.replace(sign, word))
}

/// Puts what the terminal can show in place of everything else; what has no like is `?`.
pub(crate) fn spell(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell.symbol().is_ascii() {
            continue;
        }
        let sign = SIGNS.iter().find(|(sign, _)| *sign == cell.symbol());
        let like = sign.map_or("?", |(_, like)| like);
        cell.set_symbol(like);
    }
}
