//! Copying to the clipboard of whoever sits at the terminal, over SSH too.

use std::env;
use std::io;

use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;

/// Bytes of text that are copied at most: with them encoded, the sequence stays below the 100,000
/// bytes at which terminals cut it off.
const MOST_BYTES: usize = 74_991;

/// Bytes of one sequence that GNU screen hands on; it drops those of more than 768.
const SCREEN_BYTES: usize = 512;

/// What may be told of a copy: whether the terminal took it, it does not say.
pub(crate) const SENT: &str = "to the terminal's clipboard";

/// What stands between us and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    Tmux,
    Screen,
}

/// The sequence that puts this text into the terminal's clipboard, for
/// [`Guard::send`](super::terminal::Guard::send). The text may hold anything: it goes encoded.
///
/// # Errors
///
/// If it is empty, which would clear the clipboard, or too long, of which terminals would keep a
/// part or nothing.
pub(crate) fn copy(text: &str) -> io::Result<Vec<u8>> {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let between = match (is_set("TMUX"), is_set("STY")) {
        (true, _) => Between::Tmux,
        (false, true) => Between::Screen,
        (false, false) => Between::Nothing,
    };
    sequence(text, between)
}

fn sequence(text: &str, between: Between) -> io::Result<Vec<u8>> {
    let refused = |message: String| Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    if text.is_empty() {
        return refused("there is nothing to copy".to_owned());
    }
    if text.len() > MOST_BYTES {
        let (long, most) = (text.len(), MOST_BYTES);
        return refused(format!("{long} bytes are too many for a clipboard: it takes {most}"));
    }
    let mut plain = String::new();
    CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain).map_err(io::Error::other)?;
    Ok(match between {
        Between::Nothing => plain.into_bytes(),
        // tmux takes the sequence itself where `set-clipboard` is on, and hands on what is wrapped
        // where `allow-passthrough` is. Neither is so from the start and one cannot ask, so it gets
        // both: what it does not take it drops, and twice the same text is no harm.
        Between::Tmux => {
            let wrapped = plain.replace('\x1b', "\x1b\x1b");
            format!("{plain}\x1bPtmux;{wrapped}\x1b\\").into_bytes()
        }
        Between::Screen => in_pieces(&plain),
    })
}

/// The sequence in pieces that GNU screen hands on one by one.
fn in_pieces(plain: &str) -> Vec<u8> {
    // The usual end of the sequence would end the first piece: a bell ends it as well.
    let bell = plain.trim_end_matches("\x1b\\").to_owned() + "\x07";
    let mut bytes = Vec::new();
    for piece in bell.as_bytes().chunks(SCREEN_BYTES) {
        bytes.extend_from_slice(b"\x1bP");
        bytes.extend_from_slice(piece);
        bytes.extend_from_slice(b"\x1b\\");
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, between: Between) -> String {
        String::from_utf8(sequence(text, between).unwrap()).unwrap()
    }

    #[test]
    fn the_text_goes_encoded() {
        assert_eq!(written("a\u{1b}b", Between::Nothing), "\x1b]52;c;YRti\x1b\\");
    }

    #[test]
    fn tmux_gets_it_plain_and_wrapped() {
        let expected = "\x1b]52;c;YQ==\x1b\\\x1bPtmux;\x1b\x1b]52;c;YQ==\x1b\x1b\\\x1b\\";
        assert_eq!(written("a", Between::Tmux), expected);
    }

    #[test]
    fn screen_gets_pieces_that_make_the_whole() {
        let text = "0123456789".repeat(200);
        let pieces = written(&text, Between::Screen);
        assert!(pieces.split("\x1b\\").all(|piece| piece.len() <= SCREEN_BYTES + 2));
        let whole = pieces.replace("\x1b\\", "").replace("\x1bP", "");
        let plain = written(&text, Between::Nothing);
        assert_eq!(whole, plain.replace("\x1b\\", "\x07"));
    }

    #[test]
    fn nothing_is_cut() {
        assert!(sequence(&"x".repeat(MOST_BYTES), Between::Nothing).unwrap().len() < 100_000);
        let refused = sequence(&"x".repeat(MOST_BYTES + 1), Between::Nothing).unwrap_err();
        let expected = "74992 bytes are too many for a clipboard: it takes 74991";
        assert_eq!(refused.to_string(), expected);
        let refused = sequence("", Between::Nothing).unwrap_err();
        assert_eq!(refused.to_string(), "there is nothing to copy");
    }
}
