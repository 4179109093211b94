#![expect(clippy::arithmetic_side_effects, reason = "small numbers of a test")]

use super::*;
use crate::app::theme::Surroundings;
use crate::config::ThemeChoice;

fn theme(has_unicode: bool) -> Theme {
    let surroundings = Surroundings { has_colours: true, is_light: false, has_unicode };
    Theme::new(ThemeChoice::Dark, surroundings)
}

fn rows(widget: impl Widget, columns: u16, height: u16) -> Vec<String> {
    // Drawn inside something larger, of which nothing else may change.
    let whole = Rect::new(0, 0, columns + 4, height + 2);
    let mut buffer = Buffer::empty(whole);
    widget.render(Rect::new(2, 1, columns, height), &mut buffer);
    let width = usize::from(whole.width);
    let rows: Vec<String> = buffer
        .content
        .chunks(width)
        .map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>())
        .collect();
    let (first, last) = (&rows[0], &rows[rows.len() - 1]);
    assert!(first.trim().is_empty() && last.trim().is_empty(), "drawn outside");
    let inner: Vec<String> = rows[1..rows.len() - 1]
        .iter()
        .map(|row| {
            let cells: Vec<char> = row.chars().collect();
            let edges = [&cells[..2], &cells[cells.len() - 2..]].concat();
            assert!(edges.iter().all(|cell| *cell == ' '), "drawn outside: {row:?}");
            cells[2..cells.len() - 2].iter().collect::<String>().trim_end().to_owned()
        })
        .collect();
    inner
}

fn counts() -> [u64; HOURS] {
    let mut counts = [0; HOURS];
    counts[0] = 8;
    counts[6] = 1;
    counts[22] = 4;
    counts[23] = 2;
    counts
}

#[test]
fn hours_are_counted_and_labelled() {
    let theme = theme(true);
    let chart = Hourly { what: "completed", counts: counts(), last_hour: 15, theme: &theme };
    let expected = [
        "completed: 15 in 24 h, most 8 at 16:00",
        "██          ▁▁                              ▄▄▂▂",
        "16          22          04          10        15",
    ];
    assert_eq!(rows(&chart, 50, 3), expected);
    assert_eq!(
        rows(&chart, 50, 4)[1..3],
        ["██", "██          ▂▂                              ██▄▄"]
    );
    assert_eq!(rows(&chart, 24, 3)[1..], ["█     ▁               ▄▂", "16    22    04    10   1"]);
    assert_eq!(rows(&chart, 10, 3)[2], "    10   1");
    assert_eq!(rows(&chart, 50, 2).len(), 2);
    assert_eq!(rows(&chart, 50, 1), ["completed: 15 in 24 h, most 8 at 16:00"]);
    assert_eq!(rows(&chart, 24, 1), ["completed: 15 in 24 h"]);
    assert_eq!(rows(&chart, 20, 1), ["15"]);
    let none = Hourly { counts: [0; HOURS], ..chart };
    assert_eq!(rows(&none, 50, 3)[..2], ["completed: none in 24 h", ""]);
    let most = Hourly { counts: [u64::MAX; HOURS], ..none };
    assert_eq!(rows(&most, 24, 2)[1], "█".repeat(24));
}

fn bars(theme: &Theme) -> Bars<'_> {
    let bar = |word: &str, numbers: [&str; 2], value| NamedBar {
        glyph: theme.status(word).glyph,
        name: word.to_owned(),
        numbers: numbers.map(str::to_owned).to_vec(),
        value,
        style: theme.status(word).style,
    };
    let bars = vec![
        bar("completed", ["1,200", "60,000.00 USD"], 1_200),
        bar("pending", ["600", "5.00 USD"], 600),
        bar("failed", ["0", "0.00 USD"], 0),
    ];
    Bars { bars, theme }
}

#[test]
fn bars_stand_beside_their_numbers() {
    let unicode = theme(true);
    let expected = [
        "✓ completed  1,200  60,000.00 USD ████████████████",
        "○ pending      600       5.00 USD ████████",
        "✗ failed         0       0.00 USD",
    ];
    assert_eq!(rows(&bars(&unicode), 50, 3), expected);
    assert_eq!(rows(&bars(&unicode), 50, 2), expected[..2]);
    let plain = theme(false);
    let expected = "+ completed  1,200  60,000.00 USD ################";
    assert_eq!(rows(&bars(&plain), 50, 3)[0], expected);
    assert_eq!(rows(&bars(&unicode), 20, 3)[0], "✓ completed  1,200 █");
    assert_eq!(rows(&bars(&unicode), 15, 3)[0], "✓ completed ███");
    assert_eq!(rows(&bars(&unicode), 8, 3)[0], "✓ compl…");
    assert_eq!(rows(&Bars { bars: Vec::new(), theme: &unicode }, 9, 2), ["", ""]);
}

#[test]
fn charts_are_drawn_at_every_size() {
    let theme = theme(true);
    for columns in 0..60 {
        for height in 0..6 {
            let counts = counts();
            rows(
                &Hourly { what: "completed", counts, last_hour: 0, theme: &theme },
                columns,
                height,
            );
            rows(&bars(&theme), columns, height);
        }
    }
}
