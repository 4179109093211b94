//! Keys as they are written in tests, and as a terminal sends them.

/// The bytes of keys such as `/status:failed<CR>`, `<Esc>`, `<C-z>`, `<S-Tab>`, `<PageDown>` and
/// `<lt>`, in pieces: what follows an Esc must come later, or it would be a key with Alt.
pub(crate) fn bytes(keys: &str) -> Vec<Vec<u8>> {
    let mut pieces = vec![Vec::new()];
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let end = rest.find('>').filter(|_| first == '<');
        let (bytes, length) = match end {
            Some(end) => (named(&rest[1..end]), end + 1),
            None => (first.to_string().into_bytes(), first.len_utf8()),
        };
        rest = &rest[length..];
        let is_escape = bytes == b"\x1b";
        pieces.last_mut().unwrap().extend(bytes);
        if is_escape && !rest.is_empty() {
            pieces.push(Vec::new());
        }
    }
    pieces
}

fn named(name: &str) -> Vec<u8> {
    if let Some(key) = name.strip_prefix("A-") {
        let plain = if key.chars().count() == 1 { key.as_bytes().to_vec() } else { named(key) };
        return [b"\x1b".to_vec(), plain].concat();
    }
    let (control, key) = name.strip_prefix("C-").map_or((false, name), |key| (true, key));
    let (shift, key) = key.strip_prefix("S-").map_or((false, key), |key| (true, key));
    let modifier = 1 + u8::from(shift) + 4 * u8::from(control);
    let letter = |last: &str| match modifier {
        1 => format!("\x1b[{last}"),
        _ => format!("\x1b[1;{modifier}{last}"),
    };
    let number = |number: u8| match modifier {
        1 => format!("\x1b[{number}~"),
        _ => format!("\x1b[{number};{modifier}~"),
    };
    let text = match key {
        "Tab" if shift => "\x1b[Z".to_owned(),
        "CR" => "\r".to_owned(),
        "Tab" => "\t".to_owned(),
        "Esc" => "\x1b".to_owned(),
        "BS" => "\x7f".to_owned(),
        "Space" if control => "\0".to_owned(),
        "Space" => " ".to_owned(),
        "lt" => "<".to_owned(),
        "Up" => letter("A"),
        "Down" => letter("B"),
        "Right" => letter("C"),
        "Left" => letter("D"),
        "Home" => letter("H"),
        "End" => letter("F"),
        "Insert" => number(2),
        "Delete" => number(3),
        "PageUp" => number(5),
        "PageDown" => number(6),
        "F1" => "\x1bOP".to_owned(),
        "F2" => "\x1bOQ".to_owned(),
        "F3" => "\x1bOR".to_owned(),
        "F4" => "\x1bOS".to_owned(),
        "F5" => number(15),
        other if control && other.len() == 1 => {
            char::from(other.as_bytes()[0].to_ascii_lowercase() & 0x1f).to_string()
        }
        other => panic!("no key is called <{other}>"),
    };
    text.into_bytes()
}

#[test]
fn keys_are_what_a_terminal_sends() {
    let whole = |keys| String::from_utf8(bytes(keys).concat()).unwrap();
    assert_eq!(whole("/a b:é<CR>"), "/a b:é\r");
    assert_eq!(whole("<C-z><S-Tab><BS><lt><A-x>"), "\x1a\x1b[Z\x7f<\x1bx");
    assert_eq!(whole("<Up><PageDown><C-Right><S-Delete>"), "\x1b[A\x1b[6~\x1b[1;5C\x1b[3;2~");
    assert_eq!(whole("a < b"), "a < b");
    assert_eq!(bytes("<Esc>q"), [b"\x1b".to_vec(), b"q".to_vec()]);
}
