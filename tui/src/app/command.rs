//! What keys do: one table for the hints, the help, the palette, the settings and the manual.

use std::collections::BTreeMap;

use crokey::{KeyCombination, OneToThree};
use crossterm::event::{KeyCode, KeyModifiers};

/// Something that a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Command {
    Down,
    Up,
    PageDown,
    PageUp,
    First,
    Last,
    Open,
    Back,
    Close,
    Filter,
    Sort,
    ReverseSort,
    Columns,
    SavedFilters,
    SaveFilter,
    Owner,
    Mark,
    MarkAll,
    Unmark,
    New,
    Edit,
    Actions,
    Qr,
    Copy,
    CopyRecord,
    Export,
    Details,
    List,
    Screen(usize),
    NextList,
    PreviousList,
    Palette,
    Help,
    Jobs,
    Messages,
    Refresh,
    Mouse,
    Theme,
    Suspend,
    Quit,
}

/// Where a key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Context {
    /// Wherever no text is typed.
    Anywhere,
    /// In a list.
    List,
    /// In the details of a record.
    Details,
    /// Wherever there is a record under the cursor.
    Record,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Binding {
    pub(crate) command: Command,
    /// Its name in the settings: `page-down`.
    pub(crate) name: &'static str,
    /// The keys it has unless the settings say otherwise.
    pub(crate) keys: &'static [&'static str],
    pub(crate) context: Context,
    /// A word or two for the bottom line; empty: not shown there.
    pub(crate) hint: &'static str,
    /// A sentence for the help, without a full stop.
    pub(crate) about: &'static str,
}

const fn row(
    command: Command,
    name: &'static str,
    keys: &'static [&'static str],
    context: Context,
    hint: &'static str,
    about: &'static str,
) -> Binding {
    Binding { command, name, keys, context, hint, about }
}

/// Every key, in the order of the help.
pub(crate) const BINDINGS: &[Binding] = {
    use Command as C;
    use Context::{Anywhere, Details, List, Record};
    &[
        row(C::Open, "open", &["enter"], Anywhere, "open", "Open what the cursor is on"),
        row(
            C::Close,
            "close",
            &["esc"],
            Anywhere,
            "",
            "Close what is open, then clear marks, then the filter",
        ),
        row(
            C::Back,
            "back",
            &["[", "backspace"],
            Anywhere,
            "back",
            "Go back to where you came from",
        ),
        row(C::Down, "down", &["down", "j"], Anywhere, "", "One line down"),
        row(C::Up, "up", &["up", "k"], Anywhere, "", "One line up"),
        row(C::PageDown, "page-down", &["pagedown", "ctrl-d"], Anywhere, "", "One page down"),
        row(C::PageUp, "page-up", &["pageup", "ctrl-u"], Anywhere, "", "One page up"),
        row(
            C::First,
            "first",
            &["home", "g"],
            Anywhere,
            "",
            "To the first line, and to what is new",
        ),
        row(C::Last, "last", &["end", "shift-g"], Anywhere, "", "To the last line"),
        row(C::Filter, "filter", &["/"], List, "filter", "Filter the list"),
        row(C::Sort, "sort", &["s"], List, "sort", "Choose what the list is sorted by"),
        row(
            C::ReverseSort,
            "reverse-sort",
            &["shift-s"],
            List,
            "",
            "Turn the order of the list round",
        ),
        row(C::Columns, "columns", &["c"], List, "", "Choose the columns"),
        row(C::SavedFilters, "saved-filters", &["f"], List, "", "Use or remove a saved filter"),
        row(C::SaveFilter, "save-filter", &["shift-f"], List, "", "Save this filter under a name"),
        row(C::Owner, "owner", &["o"], List, "whose", "Choose whose records the list shows"),
        row(C::Mark, "mark", &["space"], List, "mark", "Mark or unmark the record"),
        row(
            C::MarkAll,
            "mark-all",
            &["*"],
            List,
            "",
            "Mark all that match, also those not on the screen",
        ),
        row(C::Unmark, "unmark", &["shift-u"], List, "", "Unmark everything"),
        row(C::New, "new", &["n"], List, "new", "Make a new record"),
        row(C::Edit, "edit", &["e"], Record, "edit", "Edit the record"),
        row(
            C::Actions,
            "actions",
            &["a"],
            Record,
            "actions",
            "What can be done to the record, or to all marked",
        ),
        row(
            C::Copy,
            "copy",
            &["y"],
            Record,
            "copy",
            "Copy the id, or in details the value under the cursor",
        ),
        row(C::CopyRecord, "copy-record", &["shift-y"], Record, "", "Copy the record as JSON"),
        row(C::Qr, "qr", &["shift-q"], Record, "", "Show the record's link as a QR code"),
        row(C::Export, "export", &["x"], List, "", "Export all that match to a file"),
        row(
            C::Details,
            "details",
            &["right", "l"],
            Anywhere,
            "",
            "Into the details, or the right column",
        ),
        row(
            C::List,
            "list",
            &["left", "h"],
            Details,
            "list",
            "Back to the list, or the left column",
        ),
        row(C::NextList, "next-list", &["tab"], Anywhere, "", "The next list of this screen"),
        row(C::PreviousList, "previous-list", &["shift-backtab"], Anywhere, "", "The list before"),
        row(C::Screen(0), "dashboard", &["1"], Anywhere, "", "Dashboard"),
        row(C::Screen(1), "payments", &["2"], Anywhere, "", "Payments"),
        row(C::Screen(2), "clients", &["3"], Anywhere, "", "Clients"),
        row(C::Screen(3), "requests", &["4"], Anywhere, "", "Requests"),
        row(C::Screen(4), "billers", &["5"], Anywhere, "", "Billers"),
        row(C::Screen(5), "events", &["6"], Anywhere, "", "Events"),
        row(C::Screen(6), "settings", &["7"], Anywhere, "", "Settings"),
        row(
            C::Palette,
            "palette",
            &[":", "ctrl-p"],
            Anywhere,
            "palette",
            "Find anything that can be done, by its name",
        ),
        row(
            C::Help,
            "help",
            &["?", "f1"],
            Anywhere,
            "help",
            "All keys, and what filters understand",
        ),
        row(C::Jobs, "jobs", &["shift-j"], Anywhere, "", "Work under way and what came of it"),
        row(
            C::Messages,
            "messages",
            &["shift-m"],
            Anywhere,
            "",
            "What was told at the bottom, once more",
        ),
        row(C::Refresh, "refresh", &["ctrl-r", "f5"], Anywhere, "", "Read again and draw again"),
        row(C::Mouse, "mouse", &["%"], Anywhere, "", "Turn the mouse on or off"),
        row(
            C::Theme,
            "theme",
            &["t"],
            Anywhere,
            "",
            "The next theme: dark, light, or what the terminal tells",
        ),
        row(C::Suspend, "suspend", &["ctrl-z"], Anywhere, "", "Stop here and go to the shell"),
        row(C::Quit, "quit", &["q", "ctrl-c"], Anywhere, "", "Leave"),
    ]
};

/// Which keys do what, after the settings.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    by_key: BTreeMap<String, Vec<Command>>,
    of: Vec<(Command, Vec<KeyCombination>)>,
}

/// How a key is spelled in the table and the settings, whatever a terminal makes of it.
fn spelled(key: KeyCombination) -> String {
    let mut key = key.normalized();
    // Some terminals tell of the Shift that a sign such as `?` was typed with, others do not.
    if let OneToThree::One(KeyCode::Char(sign)) = key.codes
        && !sign.is_alphabetic()
    {
        key.modifiers.remove(KeyModifiers::SHIFT);
    }
    if key.codes == OneToThree::One(KeyCode::BackTab) {
        key.modifiers.insert(KeyModifiers::SHIFT);
    }
    key.to_string().to_lowercase()
}

impl Keys {
    /// The table's keys, but for commands that the settings name.
    pub(crate) fn new(own: &BTreeMap<String, Vec<KeyCombination>>) -> Self {
        let mut keys = Self { by_key: BTreeMap::new(), of: Vec::new() };
        for binding in BINDINGS {
            let usual = || binding.keys.iter().filter_map(|key| crokey::parse(key).ok()).collect();
            let combinations = own.get(binding.name).cloned().unwrap_or_else(usual);
            for key in &combinations {
                keys.by_key.entry(spelled(*key)).or_default().push(binding.command);
            }
            keys.of.push((binding.command, combinations));
        }
        keys
    }

    /// What the key does where these contexts hold, the nearest one first.
    pub(crate) fn command(&self, key: KeyCombination, contexts: &[Context]) -> Option<Command> {
        let commands = self.by_key.get(&spelled(key))?;
        let in_context = |context: &Context| {
            let mut commands = commands.iter().copied();
            commands.find(|it| binding(*it).is_some_and(|row| row.context == *context))
        };
        contexts.iter().find_map(in_context)
    }

    /// The first key of a command as people read it; empty if it has none.
    pub(crate) fn shown(&self, command: Command) -> String {
        let keys = self.of.iter().find(|(of, _)| *of == command).map(|(_, keys)| keys.as_slice());
        keys.and_then(<[KeyCombination]>::first).map_or_else(String::new, |key| readable(*key))
    }

    /// All keys of a command as people read them.
    pub(crate) fn all_shown(&self, command: Command) -> String {
        let keys = self.of.iter().find(|(of, _)| *of == command).map(|(_, keys)| keys.as_slice());
        let keys = keys.unwrap_or_default().iter().map(|key| readable(*key));
        keys.collect::<Vec<_>>().join(" ")
    }
}

/// Whether there is a place where both hold.
fn hold_together(one: Context, other: Context) -> bool {
    !matches!((one, other), (Context::List, Context::Details) | (Context::Details, Context::List))
}

/// What cannot be of the settings' keys: the name of a command of theirs, and why.
pub(crate) fn unfit(own: &BTreeMap<String, Vec<KeyCombination>>) -> Option<(&str, String)> {
    let keys = Keys::new(own);
    let of = |command| keys.of.iter().find(|(of, _)| *of == command);
    for (name, combinations) in own {
        let Some(row) = BINDINGS.iter().find(|row| row.name == name) else { continue };
        if row.command == Command::Quit && combinations.is_empty() {
            return Some((name, "`quit` must keep a key".to_owned()));
        }
        for key in combinations {
            let others = BINDINGS.iter().filter(|other| {
                other.command != row.command && hold_together(row.context, other.context)
            });
            let mut taken = others.filter(|other| {
                let theirs = of(other.command).map(|(_, theirs)| theirs.as_slice());
                theirs.unwrap_or_default().iter().any(|their| spelled(*their) == spelled(*key))
            });
            if let Some(other) = taken.next() {
                let key = spelled(*key);
                return Some((name, format!("`{key}` is the key of `{}` too", other.name)));
            }
        }
    }
    None
}

/// The table's row of a command; every command has one.
pub(crate) fn binding(command: Command) -> Option<&'static Binding> {
    BINDINGS.iter().find(|binding| binding.command == command)
}

/// `⏎`, `␣`, `^R`, `S`, `PgDn`.
pub(crate) fn readable(key: KeyCombination) -> String {
    let name = key.normalized().to_string();
    let lower = name.to_lowercase();
    let (modifiers, last) = match lower.rsplit_once('-') {
        Some((modifiers, last)) if !last.is_empty() => (modifiers, last),
        _ => ("", lower.as_str()),
    };
    let last = match last {
        "enter" => "⏎".to_owned(),
        "space" => "␣".to_owned(),
        "esc" => "Esc".to_owned(),
        "pagedown" => "PgDn".to_owned(),
        "pageup" => "PgUp".to_owned(),
        "up" => "↑".to_owned(),
        "down" => "↓".to_owned(),
        "left" => "←".to_owned(),
        "right" => "→".to_owned(),
        "hyphen" => "-".to_owned(),
        "backtab" => "⇧Tab".to_owned(),
        other if other.chars().count() > 1 => {
            let mut letters = other.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        }
        other => other.to_owned(),
    };
    match modifiers {
        "" => last,
        "shift" if last.chars().count() == 1 => last.to_uppercase(),
        "shift" if last.starts_with('⇧') => last,
        "ctrl" => format!("^{}", last.to_uppercase()),
        other => format!("{other}-{last}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crossterm::event::KeyEvent;

    use super::*;

    #[test]
    fn every_key_of_the_table_is_one_and_does_one_thing_where_it_works() {
        let keys = Keys::new(&BTreeMap::new());
        let mut names = BTreeSet::new();
        let mut taken = BTreeSet::new();
        for row in BINDINGS {
            assert!(names.insert(row.name), "{} stands twice", row.name);
            assert_eq!(binding(row.command).map(|row| row.name), Some(row.name));
            for key in row.keys {
                let key = crokey::parse(key).unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(keys.command(key, &[row.context]), Some(row.command), "{}", row.name);
                // What works anywhere must not be hidden by what works in a list.
                assert!(taken.insert(spelled(key)), "{} has two meanings", spelled(key));
            }
        }
    }

    #[test]
    fn a_key_is_known_however_the_terminal_tells_it() {
        let keys = Keys::new(&BTreeMap::new());
        let press = |code, modifiers| {
            let key = KeyCombination::from(KeyEvent::new(code, modifiers));
            keys.command(key, &[Context::List, Context::Record, Context::Anywhere])
        };
        let (none, shift) = (KeyModifiers::NONE, KeyModifiers::SHIFT);
        assert_eq!(press(KeyCode::Char('G'), none), Some(Command::Last));
        assert_eq!(press(KeyCode::Char('G'), shift), Some(Command::Last));
        assert_eq!(press(KeyCode::Char('g'), none), Some(Command::First));
        for modifiers in [none, shift] {
            assert_eq!(press(KeyCode::Char('?'), modifiers), Some(Command::Help));
            assert_eq!(press(KeyCode::Char(':'), modifiers), Some(Command::Palette));
            assert_eq!(press(KeyCode::Char('*'), modifiers), Some(Command::MarkAll));
            assert_eq!(press(KeyCode::BackTab, modifiers), Some(Command::PreviousList));
        }
        assert_eq!(press(KeyCode::Char('r'), KeyModifiers::CONTROL), Some(Command::Refresh));
    }

    #[test]
    fn keys_are_shown_as_people_read_them() {
        let keys = Keys::new(&BTreeMap::new());
        for (command, shown) in [
            (Command::Open, "⏎"),
            (Command::Mark, "␣"),
            (Command::Last, "End G"),
            (Command::Refresh, "^R F5"),
            (Command::PageDown, "PgDn ^D"),
            (Command::Details, "→ l"),
            (Command::Palette, ": ^P"),
        ] {
            let all = keys.all_shown(command);
            assert!(all == shown || keys.shown(command) == shown, "{all}");
        }
    }

    #[test]
    fn a_key_of_the_settings_does_one_thing_and_quit_keeps_one() {
        let keys = |own: &[(&str, &[&str])]| -> BTreeMap<String, Vec<KeyCombination>> {
            let parse =
                |keys: &[&str]| keys.iter().map(|key| crokey::parse(key).unwrap()).collect();
            own.iter().map(|(name, keys)| ((*name).to_owned(), parse(keys))).collect()
        };
        for (own, expected) in [
            (keys(&[("quit", &["a"])]), Some(("quit", "`a` is the key of `actions` too"))),
            (keys(&[("quit", &[])]), Some(("quit", "`quit` must keep a key"))),
            (
                keys(&[("columns", &["z"]), ("sort", &["z"])]),
                Some(("columns", "`z` is the key of `sort` too")),
            ),
            (keys(&[("qr", &["?"])]), Some(("qr", "`?` is the key of `help` too"))),
            // What was given up is free, and where no list is, its keys are.
            (keys(&[("quit", &["a"]), ("actions", &["z"])]), None),
            (keys(&[("list", &["s"])]), None),
            (keys(&[("help", &[]), ("quit", &["q", "f10", "q"])]), None),
        ] {
            let told = unfit(&own);
            assert_eq!(told.as_ref().map(|(name, why)| (*name, why.as_str())), expected);
        }
        assert_eq!(unfit(&BTreeMap::new()), None);
    }

    #[test]
    fn the_settings_replace_a_commands_keys() {
        let own = BTreeMap::from([("quit".to_owned(), vec![crokey::parse("ctrl-q").unwrap()])]);
        let keys = Keys::new(&own);
        let command = |key| keys.command(crokey::parse(key).unwrap(), &[Context::Anywhere]);
        assert_eq!(command("ctrl-q"), Some(Command::Quit));
        assert_eq!(command("q"), None);
    }
}
