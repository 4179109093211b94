//! Runs a written session and holds what comes back against what is written.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The binary, in this folder, with nothing of our own environment.
pub(crate) fn billfold(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_billfold"));
    command.current_dir(folder).env_clear().env("HOME", folder).env("BILLFOLD_DB", "shop.db");
    command
}

/// The subcommands that `--help` lists after these words.
pub(crate) fn subcommands(words: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let help = billfold(folder.path()).args(words).arg("-h").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let Some((_, list)) = help.split_once("Commands:\n") else { return Vec::new() };
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter(|line| !line.starts_with("    "));
    let names = names.filter_map(|line| line.split_whitespace().next().map(str::to_owned));
    names.filter(|name| name != "help").collect()
}

/// The seeds' own bodies.
const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/tests/seeds");

/// Runs the session in this file; the difference if there is one.
pub(crate) fn check(path: &Path) -> Result<(), String> {
    let written = fs::read_to_string(path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut names = Names::default();
    let mut found = String::new();
    for line in written.lines() {
        if line.starts_with('#') {
            found += &format!("{}{line}\n", if found.is_empty() { "" } else { "\n" });
        } else if let Some(typed) = line.strip_prefix("$ ") {
            found += &format!("\n{line}\n");
            let typed = names.real(typed).replace("<dir>", folder.path().to_str().unwrap());
            let typed = typed.replace("<seeds>", SEEDS);
            found += &names.told(&run(&typed, folder.path()), folder.path());
        }
    }
    // A remark stands right above its command.
    let found = keep_remarks_close(&found);
    if found == written {
        return Ok(());
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, found).unwrap();
        return Ok(());
    }
    Err(difference(path, &written, &found))
}

fn keep_remarks_close(text: &str) -> String {
    let mut close = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        close += line;
        close.push('\n');
        if line.starts_with('#') && lines.peek().is_some_and(|next| next.is_empty()) {
            lines.next();
        }
    }
    close.trim_start().to_owned()
}

fn difference(path: &Path, written: &str, found: &str) -> String {
    let (mut old, mut new) = (written.lines(), found.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (one, other) = (old.next(), new.next());
        if one != other {
            let rest: Vec<_> = new.take(12).collect();
            let (one, other) = (one.unwrap_or("(end)"), other.unwrap_or("(end)"));
            let rest = rest.join("\n");
            let path = path.display();
            return format!("{path}:{number}\n- {one}\n+ {other}\n{rest}\n");
        }
    }
}

/// Runs one typed line: `NAME=value billfold … <<< input`, `write FILE CONTENT` or `ls`.
fn run(typed: &str, folder: &Path) -> String {
    let mut words = split(typed);
    let mut environment = Vec::new();
    while let Some((name, value)) = words.first().and_then(|word| word.split_once('=')) {
        environment.push((name.to_owned(), value.to_owned()));
        words.remove(0);
    }
    match words.remove(0).as_str() {
        "billfold" => tell(&run_billfold(words, environment, folder)),
        "write" => {
            fs::write(folder.join(&words[0]), &words[1]).unwrap();
            String::new()
        }
        "ls" => list(&folder.join(words.first().map_or(".", String::as_str))),
        other => panic!("{other} is not known here"),
    }
}

fn run_billfold(
    mut words: Vec<String>,
    environment: Vec<(String, String)>,
    folder: &Path,
) -> Output {
    let mut input = String::new();
    if let Some(place) = words.iter().position(|word| word == "<<<") {
        input = words.remove(place + 1);
        words.truncate(place);
    }
    let mut command = billfold(folder);
    for (name, value) in environment {
        if value.is_empty() {
            command.env_remove(name)
        } else {
            command.env(name, value)
        };
    }
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that does not read its input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn list(folder: &Path) -> String {
    let mut names: Vec<_> = fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()))
        .unwrap()
        .collect();
    names.sort();
    names.iter().fold(String::new(), |list, name| list + name + "\n")
}

fn tell(output: &Output) -> String {
    // Written down as it is, it would turn the line around for whoever reviews it.
    let mut told = String::from_utf8(output.stdout.clone()).unwrap().replace('\u{202e}', "\\u202e");
    if !told.is_empty() && !told.ends_with('\n') {
        told.push('\n');
    }
    for line in String::from_utf8(output.stderr.clone()).unwrap().lines() {
        let _ = writeln!(told, "{}", format!("! {line}").trim_end());
    }
    match output.status.code() {
        Some(0) => {}
        code => writeln!(told, "? {}", code.unwrap()).unwrap(),
    }
    told
}

/// Words as a shell has them: '…' as it is, $'…' with \n, \t and \e in it.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut begun) = (Vec::new(), String::new(), false);
    let mut characters = line.chars();
    while let Some(each) = characters.next() {
        begun |= each != ' ';
        match each {
            '\'' => {
                let escaped = word.ends_with('$') && word.pop().is_some();
                let quoted: String = characters.by_ref().take_while(|next| *next != '\'').collect();
                word += &if escaped { unescaped(&quoted) } else { quoted };
            }
            ' ' if begun => {
                words.push(std::mem::take(&mut word));
                begun = false;
            }
            ' ' => {}
            _ => word.push(each),
        }
    }
    if begun {
        words.push(word);
    }
    words
}

fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\e", "\u{1b}")
        .replace("\\r", "\r")
        .replace("\\u202e", "\u{202e}")
}

/// What stands in place of everything that differs from run to run.
#[derive(Default)]
struct Names {
    names: HashMap<String, String>,
    counts: HashMap<String, usize>,
    hints: Vec<String>,
}

impl Names {
    /// The line as it must be typed in this run.
    fn real(&self, typed: &str) -> String {
        let mut real = typed.to_owned();
        for (value, name) in &self.names {
            real = real.replace(name, value);
        }
        real
    }

    /// What came back, as it is written down.
    fn told(&mut self, output: &str, folder: &Path) -> String {
        let output = output.replace(folder.to_str().unwrap(), "<dir>");
        let output = without_webhook_secrets(&without_times(&output));
        for word in words(&output) {
            self.note(word);
        }
        let mut told = String::new();
        let mut rest = output.as_str();
        while let Some(start) = rest.find(is_word) {
            let (before, from) = rest.split_at(start);
            let end = from.find(|each| !is_word(each)).unwrap_or(from.len());
            let (word, after) = from.split_at(end);
            let guard = before.ends_with('\'') && self.is_hint(word);
            told += if guard { &before[..before.len() - 1] } else { before };
            told += &self.name(word, before.ends_with('…'));
            rest = after;
        }
        told + rest
    }

    fn note(&mut self, word: &str) {
        let Some(kind) = kind(word) else { return };
        if word.len() >= 43 && kind != "hash" {
            self.hints.push(word[word.len() - 4..].to_owned());
        }
        if !self.names.contains_key(word) {
            let count = self.counts.entry(kind.to_owned()).or_default();
            *count += 1;
            self.names.insert(word.to_owned(), format!("<{kind}_{count}>"));
        }
    }

    fn name(&self, word: &str, masked: bool) -> String {
        if let Some(name) = self.names.get(word) {
            return name.clone();
        }
        if masked || self.is_hint(word) { "<hint>".to_owned() } else { word.to_owned() }
    }

    fn is_hint(&self, word: &str) -> bool {
        self.hints.iter().any(|hint| hint == word)
    }
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '-'
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|each| !is_word(each)).filter(|word| !word.is_empty())
}

/// What sort of id or secret a word is.
fn kind(word: &str) -> Option<&str> {
    let hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let dashes: Vec<_> = word.match_indices('-').map(|(place, _)| place).collect();
    match word.split_once('_') {
        Some((prefix, rest)) if prefix.len() == 3 && rest.len() == 32 && hex(rest) => Some(prefix),
        Some((prefix @ ("orc" | "key" | "sec" | "lt"), rest)) if rest.len() == 43 => Some(prefix),
        _ if word.len() == 36 && dashes == [8, 13, 18, 23] => Some("uuid"),
        _ if word.len() == 64 && hex(word) => Some("hash"),
        _ if word.len() == 43 => Some("token"),
        _ => None,
    }
}

/// Webhook secrets that were made in this run; their base64 is not of one word.
fn without_webhook_secrets(text: &str) -> String {
    let mut parts = text.split("whsec_");
    let mut told = parts.next().unwrap().to_owned();
    for part in parts {
        let is_base64 = |each: char| each.is_ascii_alphanumeric() || "+/=".contains(each);
        let end = part.find(|each| !is_base64(each)).unwrap_or(part.len());
        let made = end == 44;
        told += if made { "<whsec>" } else { "whsec_" };
        told += if made { &part[end..] } else { part };
    }
    told
}

fn without_times(text: &str) -> String {
    const SHAPE: &[u8] = b"0000-00-00.00:00:00Z";
    let mut told = String::new();
    let mut rest = text;
    while let Some(each) = rest.chars().next() {
        let is_time = rest.len() >= SHAPE.len()
            && rest.bytes().zip(SHAPE).all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                b'.' => byte == b'T' || byte == b' ',
                _ => byte == *shape,
            });
        let length = if is_time { SHAPE.len() } else { each.len_utf8() };
        told += if is_time { "<time>" } else { &rest[..length] };
        rest = &rest[length..];
    }
    told
}
