//! What a screen looks like, as text that a person can compare: its cells, then the runs of cells
//! that have a style, line by line.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Color;

/// Holds a screen against what it looked like; `UPDATE_EXPECT=1` takes it as it is.
#[track_caller]
pub(crate) fn hold(name: &str, buffer: &Buffer) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/app/tests/snapshots");
    let path = Path::new(folder).join(format!("{name}.txt"));
    let found = described(buffer);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::create_dir_all(folder).unwrap();
        fs::write(&path, &found).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if found != expected {
        let lines = expected.lines().zip(found.lines()).enumerate();
        let differing = lines.filter(|(_, (expected, found))| expected != found).take(8);
        let mut told = String::new();
        for (number, (expected, found)) in differing {
            let _ = writeln!(told, "{}\n- {expected}\n+ {found}", number + 1);
        }
        panic!("{name} looks different (UPDATE_EXPECT=1 takes it):\n{told}\n{found}");
    }
}

/// The text of the cells, one line each row.
pub(crate) fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut covered = 0_usize;
        for x in 0..buffer.area.width {
            // What a wide character covers is no cell of its own.
            if covered > 0 {
                covered -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            covered = crate::output::text::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn described(buffer: &Buffer) -> String {
    let mut text = text(buffer);
    text.push_str("---\n");
    for y in 0..buffer.area.height {
        let mut runs: Vec<(u16, u16, String)> = Vec::new();
        for x in 0..buffer.area.width {
            let style = style(&buffer[(x, y)]);
            match runs.last_mut() {
                Some((_, length, last)) if *last == style => *length += 1,
                _ => runs.push((x, 1, style)),
            }
        }
        runs.retain(|(_, _, style)| !style.is_empty());
        if !runs.is_empty() {
            let runs =
                runs.iter().map(|(start, length, style)| format!("{start}+{length} {style}"));
            let _ = writeln!(text, "{y:>3}: {}", runs.collect::<Vec<_>>().join(" | "));
        }
    }
    text
}

/// The style of a cell; nothing is how the terminal has it.
fn style(cell: &Cell) -> String {
    let mut words = Vec::new();
    if cell.fg != Color::Reset {
        words.push(cell.fg.to_string().to_lowercase());
    }
    if cell.bg != Color::Reset {
        words.push(format!("on {}", cell.bg.to_string().to_lowercase()));
    }
    words.extend(cell.modifier.iter_names().map(|(name, _)| name.to_lowercase()));
    words.join(" ")
}
