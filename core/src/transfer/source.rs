//! The input of an import: what it is, and its lines, in bounded memory.

use std::io::{BufRead as _, BufReader, Read, Seek, SeekFrom};

use sha2::{Digest as _, Sha256};

use crate::error::{Error, ErrorKind, Result};
use crate::transfer::line::MAX_LINE_BYTES;

/// Bytes that are read at once.
const BUFFER_BYTES: usize = 256 * 1024;

/// What one reading of the whole input tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint {
    pub(super) hash: [u8; 32],
    pub(super) lines: u64,
    pub(super) bytes: u64,
}

/// Reads the input through; `reading` says how it is to be understood, where that is not in it;
/// `go_on` ends it by an error.
pub(super) fn fingerprint(
    source: &mut (impl Read + Seek),
    reading: &str,
    go_on: impl Fn() -> Result<()>,
) -> Result<Fingerprint> {
    source.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut digest = Sha256::new();
    let (mut lines, mut bytes, mut last) = (0_u64, 0_u64, b'\n');
    loop {
        go_on()?;
        let read = match source.read(&mut buffer) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            read => read.map_err(|error| unreadable(&error))?,
        };
        let piece = buffer.get(..read).unwrap_or_default();
        let Some(end) = piece.last() else { break };
        last = *end;
        digest.update(piece);
        let breaks = piece.iter().filter(|byte| **byte == b'\n').count();
        lines = lines.saturating_add(u64::try_from(breaks).unwrap_or(0));
        bytes = bytes.saturating_add(u64::try_from(read).unwrap_or(0));
    }
    if last != b'\n' {
        lines = lines.saturating_add(1);
    }
    digest.update(reading);
    Ok(Fingerprint { hash: digest.finalize().into(), lines, bytes })
}

/// One line of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawLine {
    /// Which, from 1.
    pub(super) number: u64,
    /// Without its end.
    pub(super) bytes: Vec<u8>,
    /// Whether it was cut off, being longer than lines may be.
    pub(super) too_long: bool,
}

/// The lines of the input, as far as they were there when it was read through.
pub(super) struct Lines<R> {
    reader: BufReader<std::io::Take<R>>,
    number: u64,
}

impl<R: Read + Seek> Lines<R> {
    pub(super) fn new(mut source: R, bytes: u64) -> Result<Self> {
        source.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
        Ok(Self { reader: BufReader::with_capacity(BUFFER_BYTES, source.take(bytes)), number: 0 })
    }

    /// Passes over lines up to this one.
    pub(super) fn skip_to(&mut self, line: u64) -> Result<()> {
        while self.number < line {
            if self.reader.skip_until(b'\n').map_err(|error| unreadable(&error))? == 0 {
                break;
            }
            self.number = self.number.saturating_add(1);
        }
        Ok(())
    }

    /// The next line, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<RawLine>> {
        let mut bytes = Vec::new();
        let most = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX).saturating_add(2);
        let mut bounded = self.reader.by_ref().take(most);
        let read = bounded.read_until(b'\n', &mut bytes).map_err(|error| unreadable(&error))?;
        if read == 0 {
            return Ok(None);
        }
        let ended = bytes.pop_if(|byte| *byte == b'\n').is_some();
        bytes.pop_if(|byte| *byte == b'\r');
        if !ended && u64::try_from(read).unwrap_or(0) == most {
            self.reader.skip_until(b'\n').map_err(|error| unreadable(&error))?;
        }
        let too_long = bytes.len() > MAX_LINE_BYTES;
        self.number = self.number.saturating_add(1);
        if self.number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        Ok(Some(RawLine { number: self.number, bytes, too_long }))
    }
}

fn unreadable(error: &std::io::Error) -> Error {
    let message = format!("the input cannot be read: {error}");
    Error::new(ErrorKind::Storage, "input_unreadable", message)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn lines(input: &[u8]) -> Vec<(Vec<u8>, bool)> {
        let mut source = Cursor::new(input.to_vec());
        let print = fingerprint(&mut source, "", || Ok(())).unwrap();
        let mut lines = Lines::new(&mut source, print.bytes).unwrap();
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push((line.bytes, line.too_long));
            assert_eq!(line.number, found.len() as u64);
        }
        assert_eq!(print.lines, found.len() as u64, "both readings count alike");
        found
    }

    fn texts(input: &[u8]) -> Vec<Vec<u8>> {
        lines(input).into_iter().map(|(bytes, _)| bytes).collect()
    }

    #[test]
    fn lines_end_as_they_may() {
        assert!(texts(b"").is_empty());
        assert_eq!(texts(b"a"), [b"a"]);
        assert_eq!(texts(b"a\r\nb\n"), [b"a", b"b"]);
        assert_eq!(texts(b"\n\nc"), [b"".as_slice(), b"", b"c"]);
        assert_eq!(texts(b"\xef\xbb\xbfa\n\xef\xbb\xbfb"), [b"a".as_slice(), b"\xef\xbb\xbfb"]);
        assert_eq!(texts(b"\xff\n"), [b"\xff"]);
    }

    #[test]
    fn a_line_that_is_too_long_does_not_take_the_next_one_along() {
        for (length, too_long) in [
            (MAX_LINE_BYTES, false),
            (MAX_LINE_BYTES + 1, true),
            (MAX_LINE_BYTES + 2, true),
            (MAX_LINE_BYTES + 3, true),
            (3 * MAX_LINE_BYTES, true),
        ] {
            for end in ["\n", "\r\n"] {
                let input = format!("{}{end}b\n", "a".repeat(length));
                let found = lines(input.as_bytes());
                assert_eq!(found.len(), 2, "{length}");
                assert_eq!(found[0].1, too_long, "{length}");
                assert_eq!(found[1], (b"b".to_vec(), false), "{length}");
                assert!(found[0].0.len() <= MAX_LINE_BYTES + 2);
            }
        }
    }

    #[test]
    fn the_hash_is_of_the_bytes_and_of_how_they_are_read() {
        let hash = |input: &[u8], reading| {
            let mut source = Cursor::new(input.to_vec());
            source.set_position(1);
            fingerprint(&mut source, reading, || Ok(())).unwrap().hash
        };
        let plain: [u8; 32] = Sha256::digest(b"abc").into();
        assert_eq!(hash(b"abc", ""), plain);
        assert_ne!(hash(b"abc", ""), hash(b"abc", "kind=payment"));
    }
}
