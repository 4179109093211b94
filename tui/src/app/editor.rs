//! Texts in the editor that the user is used to.

use std::env;
use std::fmt;
use std::fs::{File, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// Bytes of a text that are taken back at most.
const MOST_BYTES: usize = 1024 * 1024;

/// How often the editor is asked whether it has ended.
const LOOK: Duration = Duration::from_millis(20);

/// How long an editor has to save what it wants to when the process must end.
const PATIENCE: Duration = Duration::from_secs(1);

/// What came of an editor.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Edited {
    /// The new text.
    Changed(String),
    /// It left the text as it was.
    Unchanged,
    /// It gave up, or had to; the reason is for people.
    Cancelled(String),
}

/// Never the text: it may be a customer's.
impl fmt::Debug for Edited {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Changed(_) => "Changed",
            Self::Unchanged => "Unchanged",
            Self::Cancelled(_) => "Cancelled",
        })
    }
}

/// Lets the user change the text in `$VISUAL`, else `$EDITOR`, else `vi`, and waits until they
/// have. The file ends with `suffix` (`.json`), by which editors know its language; only the user
/// can read it and it is gone afterwards. `is_ending` tells when there is no more time.
///
/// The terminal must have been given back and the input be paused.
///
/// # Errors
///
/// If the editor cannot be started, or left no text: one that is no UTF-8, is longer than 1 MiB,
/// or is not there.
pub(crate) fn edit(text: &str, suffix: &str, is_ending: impl Fn() -> bool) -> io::Result<Edited> {
    let words = words(env::var("VISUAL").ok(), env::var("EDITOR").ok())?;
    edit_in(&words, text, suffix, is_ending)
}

/// The editor's command in words, split as a shell does but run without one.
fn words(visual: Option<String>, editor: Option<String>) -> io::Result<Vec<String>> {
    let named = [("VISUAL", visual), ("EDITOR", editor)].into_iter().find_map(|(name, value)| {
        value.filter(|value| !value.trim().is_empty()).map(|value| (name, value))
    });
    let Some((name, command)) = named else { return Ok(vec!["vi".to_owned()]) };
    let words = shlex::split(&command).filter(|words| !words.is_empty());
    words.ok_or_else(|| invalid(format!("${name} has a quote that is not closed: {command}")))
}

fn edit_in(
    words: &[String],
    text: &str,
    suffix: &str,
    is_ending: impl Fn() -> bool,
) -> io::Result<Edited> {
    let folder = private_folder()?;
    let path = folder.path().join(format!("text{suffix}"));
    // Editors end each line and would change a text that does not.
    let adds_end = !text.ends_with('\n');
    let given = if adds_end { format!("{text}\n") } else { text.to_owned() };
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(&path)?;
    file.write_all(given.as_bytes())?;
    drop(file);

    let (program, arguments) =
        words.split_first().ok_or_else(|| invalid("no editor".to_owned()))?;
    let mut child = Command::new(program).args(arguments).arg(&path).spawn().map_err(|error| {
        io::Error::new(error.kind(), format!("cannot start the editor {program:?}: {error}"))
    })?;
    let Some(status) = wait(&mut child, is_ending)? else {
        return Ok(Edited::Cancelled("the editor was ended: the process must end".to_owned()));
    };
    if !status.success() {
        let message = format!("the editor {program:?} gave up ({status}): nothing was taken over");
        return Ok(Edited::Cancelled(message));
    }
    let mut edited = read(&path)?;
    if edited == given {
        return Ok(Edited::Unchanged);
    }
    if adds_end && edited.ends_with('\n') {
        edited.pop();
    }
    Ok(if edited == text { Edited::Unchanged } else { Edited::Changed(edited) })
}

/// A folder that nobody else can look into: editors put copies and swap files beside the text.
fn private_folder() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("billfold-").permissions(Permissions::from_mode(0o700));
    builder.tempdir()
}

/// How it ended; `None` if it was ended because there is no more time.
fn wait(child: &mut Child, is_ending: impl Fn() -> bool) -> io::Result<Option<ExitStatus>> {
    while !is_ending() {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(LOOK);
    }
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // One that has ended by itself meanwhile is not asked any more.
        let _ = kill_process(pid, Signal::TERM);
    }
    let asked = Instant::now();
    while child.try_wait()?.is_none() {
        if asked.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            break;
        }
        thread::sleep(LOOK);
    }
    Ok(None)
}

fn read(path: &Path) -> io::Result<String> {
    let file = File::open(path).map_err(|error| {
        io::Error::new(error.kind(), format!("the editor left no text: {error}"))
    })?;
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    if bytes.len() > MOST_BYTES {
        return Err(invalid("the text has become longer than 1 MiB".to_owned()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        invalid(format!("the text is no UTF-8: the byte at {place} begins no character"))
    })
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Edits `{"a":1}` in an editor that is this shell script; `$1` is the file.
    fn edit_by(script: &str) -> io::Result<Edited> {
        let words = ["sh", "-euc", script, "sh"].map(str::to_owned);
        edit_in(&words, "{\"a\":1}", ".json", || false)
    }

    #[test]
    fn what_the_editor_writes_comes_back() {
        let changed = |text: &str| Edited::Changed(text.to_owned());
        assert_eq!(edit_by("printf '{}\\n' > \"$1\"").unwrap(), changed("{}"));
        assert_eq!(edit_by("printf '{}' > \"$1\"").unwrap(), changed("{}"));
        assert_eq!(edit_by(": > \"$1\"").unwrap(), changed(""));
        // Some editors write another file and give it the name.
        let renames = "printf '{}\\n' > \"$1.new\"; mv \"$1.new\" \"$1\"";
        assert_eq!(edit_by(renames).unwrap(), changed("{}"));
    }

    #[test]
    fn a_text_that_was_left_as_it_was_is_unchanged() {
        assert_eq!(edit_by(":").unwrap(), Edited::Unchanged);
        assert_eq!(edit_by("printf '{\"a\":1}\\n' > \"$1\"").unwrap(), Edited::Unchanged);
        assert_eq!(edit_by("printf '{\"a\":1}' > \"$1\"").unwrap(), Edited::Unchanged);
    }

    #[test]
    fn an_editor_that_gives_up_changes_nothing() {
        let Edited::Cancelled(reason) = edit_by("printf '{}' > \"$1\"; exit 3").unwrap() else {
            panic!("it was taken over");
        };
        assert_eq!(reason, "the editor \"sh\" gave up (exit status: 3): nothing was taken over");
    }

    #[test]
    fn what_is_no_text_is_refused_in_words() {
        let refused = |script| edit_by(script).unwrap_err().to_string();
        let expected = "the text is no UTF-8: the byte at 1 begins no character";
        assert_eq!(refused("printf 'a\\377' > \"$1\""), expected);
        let long = "head -c 1048577 /dev/zero > \"$1\"";
        assert_eq!(refused(long), "the text has become longer than 1 MiB");
        let gone = refused("rm \"$1\"");
        assert!(gone.starts_with("the editor left no text: "), "{gone}");

        let nowhere = ["no such editor".to_owned()];
        let refused = edit_in(&nowhere, "", ".json", || false).unwrap_err().to_string();
        assert!(refused.starts_with("cannot start the editor \"no such editor\": "), "{refused}");
    }

    #[test]
    fn the_file_is_private_and_gone_afterwards() {
        let seen = tempfile::NamedTempFile::new().unwrap();
        let (list, out) = ("ls -ld \"$1\" \"${1%/*}\"", seen.path().display());
        for end in [":", "exit 1", "printf '\\377' > \"$1\""] {
            let _ = edit_by(&format!("{list} > '{out}'; touch \"$1~\"; {end}"));
            let seen = fs::read_to_string(seen.path()).unwrap();
            let [folder, file] = seen.lines().collect::<Vec<_>>()[..] else { panic!("{seen}") };
            assert!(file.starts_with("-rw-------") && folder.starts_with("drwx------"), "{seen}");
            let name = |line: &str| line.rsplit(' ').next().unwrap().to_owned();
            let (folder, file) = (name(folder), name(file));
            assert!(file.ends_with(".json"), "{file}");
            assert!(!Path::new(&folder).exists(), "{end} left {folder}");
        }
    }

    #[test]
    fn an_editor_has_to_end_with_the_process() {
        let started = Instant::now();
        let words = ["sh", "-c", "exec sleep 100", "sh"].map(str::to_owned);
        let edited = edit_in(&words, "", ".json", || started.elapsed() > LOOK).unwrap();
        let expected = "the editor was ended: the process must end";
        assert_eq!(edited, Edited::Cancelled(expected.to_owned()));
        assert!(started.elapsed() < Duration::from_secs(50));
    }

    #[test]
    fn the_editor_is_chosen_and_split_as_a_shell_would() {
        let words = |visual: &str, editor: &str| {
            let given = |text: &str| Some(text.to_owned()).filter(|text| text != "unset");
            words(given(visual), given(editor))
        };
        assert_eq!(words("unset", "unset").unwrap(), ["vi"]);
        assert_eq!(words("", " ").unwrap(), ["vi"]);
        assert_eq!(words("unset", "nano").unwrap(), ["nano"]);
        assert_eq!(words("code --wait", "nano").unwrap(), ["code", "--wait"]);
        let quoted = words("'/opt/my editor' -c \"set ft=json\" a\\ b", "unset").unwrap();
        assert_eq!(quoted, ["/opt/my editor", "-c", "set ft=json", "a b"]);
        let refused = words("vi 'x", "unset").unwrap_err().to_string();
        assert_eq!(refused, "$VISUAL has a quote that is not closed: vi 'x");
    }
}
