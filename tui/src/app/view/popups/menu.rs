//! A menu: a line for each choice, and below them all that is to be said of the one that is chosen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::app::ascii;
use crate::app::layout;
use crate::app::model::Model;
use crate::app::popup::{Item, Menu};
use crate::app::view::lay_cursor;
use crate::app::view::popups::{draw_hint, draw_input, rows, window};
use crate::app::widgets::text;
use crate::output::text::{shown, width};

/// Lines that are taken for what the chosen line says, at the most.
const MOST_SAID: usize = 3;

/// The widest name of a choice that pushes what stands behind all of them aside.
const WIDEST_LABEL: usize = 36;

/// Cells that keys and names take in every line of a menu.
struct Widths {
    keys: usize,
    labels: usize,
}

impl Widths {
    fn of(menu: &Menu, columns: usize) -> Self {
        let widest = |text: fn(&Item) -> &String| {
            menu.items.iter().map(|item| width(&shown(text(item)))).max().unwrap_or(0)
        };
        let labels = WIDEST_LABEL.min(columns.div_euclid(2));
        Self { keys: widest(|item| &item.key), labels: widest(|item| &item.label).min(labels) }
    }
}

/// Draws a menu.
pub(super) fn draw(model: &Model, menu: &Menu, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let matching = menu.matching();
    let search = u16::from(menu.search.is_some());
    let wide = layout::wide(model.size);
    let columns = layout::columns_inside(model.size, wide);
    let widths = Widths::of(menu, columns);
    let said = rows(most_said(menu, &widths, columns));
    let height = rows(menu.items.len()).saturating_add(4).saturating_add(search);
    let inner = window(model, &menu.title, wide, height.saturating_add(said), frame);
    // A line to choose comes before what is said of it.
    let said = said.min(inner.height.saturating_sub(3).saturating_sub(search).div_euclid(2));
    let below = said.saturating_add(2).min(inner.height);
    let mut body = Rect { height: inner.height.saturating_sub(below), ..inner };
    if let Some(input) = &menu.search {
        let line = Rect { height: 1, ..body };
        draw_input(input, line, theme.accent, true, frame);
        body = Rect { y: body.y.saturating_add(1), height: body.height.saturating_sub(1), ..body };
    }
    let lines = usize::from(body.height).max(1);
    let top = menu.chosen.saturating_sub(lines.saturating_sub(1));
    for (number, item) in matching.iter().enumerate().skip(top).take(lines) {
        let row = rows(number.saturating_sub(top));
        let line = Rect { y: body.y.saturating_add(row), height: 1, ..body };
        let words = text::line(item_spans(model, menu, item, &widths), columns);
        frame.render_widget(Paragraph::new(words), line);
        if number == menu.chosen {
            lay_cursor(theme.selected, line, frame);
        }
    }
    if matching.is_empty() {
        let words = "nothing is called so; ⌫ takes letters away";
        let words = Line::styled(ascii::keys(model, words), theme.dim);
        frame.render_widget(Paragraph::new(words), body);
    }
    let area = Rect { y: body.bottom(), height: said.saturating_add(1), ..inner };
    draw_said(model, menu, matching.get(menu.chosen).copied(), area, frame);
    draw_hint(model, menu_hint(menu), inner, frame);
}

/// Says why what was just chosen was refused, else all that there is to say of the line under the
/// cursor.
fn draw_said(model: &Model, menu: &Menu, item: Option<&Item>, area: Rect, frame: &mut Frame<'_>) {
    let (words, style) = match (&menu.trouble, item) {
        (Some(trouble), _) => (trouble.clone(), model.theme.error),
        (None, Some(item)) => (said(item).to_owned(), model.theme.text),
        (None, None) => return,
    };
    if menu.trouble.is_none() && area.height < 2 {
        // It stands whole beside its name.
        return;
    }
    let lines = text::wrap(&words, usize::from(area.width)).into_iter();
    let lines: Vec<_> = lines.map(|line| Line::styled(line, style)).collect();
    let height = rows(lines.len()).min(area.height);
    let place = Rect { y: area.bottom().saturating_sub(height), height, ..area };
    frame.render_widget(Paragraph::new(lines), place);
}

/// What is to be said of a line: what it does, or why it cannot be chosen.
fn said(item: &Item) -> &str {
    item.refusal.as_ref().unwrap_or(&item.about)
}

/// Lines that the longest of all that is said takes; none where all of it has room beside the
/// names.
fn most_said(menu: &Menu, widths: &Widths, columns: usize) -> usize {
    let room = columns.saturating_sub(lead(menu, widths));
    let is_cut = |item: &&Item| width(&shown(said(item))) > room;
    let lines = |item: &Item| text::wrap(said(item), columns).len();
    menu.items.iter().filter(is_cut).map(lines).max().unwrap_or(0).min(MOST_SAID)
}

/// Cells before what is said.
fn lead(menu: &Menu, widths: &Widths) -> usize {
    let is_marked = menu.is_checklist || menu.items.iter().any(|item| item.is_on.is_some());
    let mark = if is_marked { 4 } else { 0 };
    let keys = if widths.keys > 0 { widths.keys.saturating_add(1) } else { 0 };
    [keys, mark, widths.labels, 2].into_iter().fold(0, usize::saturating_add)
}

fn menu_hint(menu: &Menu) -> &'static str {
    if menu.is_checklist {
        "␣ on or off   Esc close"
    } else if menu.search.is_some() {
        "type to find   ↑↓ choose   ⏎ do it   Esc close"
    } else if menu.items.iter().any(|item| !item.key.is_empty()) {
        "↑↓ or its key   ⏎ do it   Esc close"
    } else {
        "↑↓ choose   ⏎ do it   Esc close"
    }
}

/// A line of a menu: its key, whether it is on, its name, and what it does or why it cannot be
/// chosen.
fn item_spans(model: &Model, menu: &Menu, item: &Item, widths: &Widths) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let mut key = text::left(&ascii::keys(model, &item.key), widths.keys);
    if widths.keys > 0 {
        key.push(' ');
    }
    let on = match item.is_on {
        Some(true) => "[x] ",
        Some(false) => "[ ] ",
        None if menu.is_checklist => "    ",
        None => "",
    };
    let label = text::left(&text::fit(&shown(&item.label), widths.labels), widths.labels);
    let style = if item.refusal.is_some() { theme.dim } else { theme.text };
    vec![
        Span::styled(key, theme.key),
        Span::styled(format!("{on}{label}  "), style),
        Span::styled(shown(said(item)), theme.dim),
    ]
}
