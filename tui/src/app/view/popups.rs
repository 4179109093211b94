//! What is open above the screen.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};
use tui_input::Input;

use crate::app::ascii;
use crate::app::layout;
use crate::app::model::Model;
use crate::app::popup::{self, FilterPrompt, NamePrompt, Once, Picker, Popup};
use crate::app::texts;
use crate::app::view::table;
use crate::app::widgets::qr::Qr;
use crate::app::widgets::text;
use crate::output::text::{shown, width};

mod changes;
mod form;
mod menu;

/// Draws a popup.
pub(super) fn draw(model: &Model, popup: &Popup, frame: &mut Frame<'_>) {
    match popup {
        Popup::Help(scroll) => {
            draw_text(model, popup, "Help", *scroll, "↑↓ PgDn scroll   Esc close", frame);
        }
        Popup::Menu(menu) => menu::draw(model, menu, frame),
        Popup::Form(form) => form::draw(model, form, frame),
        Popup::Confirm(confirm) => changes::draw_confirm(model, confirm, frame),
        Popup::Count(count) => changes::draw_count(model, count, frame),
        Popup::Filter(prompt) => draw_filter(model, prompt, frame),
        Popup::SaveFilter(prompt) => draw_save_filter(model, prompt, frame),
        Popup::Notice(notice) => {
            draw_text(model, popup, &notice.title, notice.scroll, "Esc close", frame);
        }
        Popup::Once(once) => draw_once(model, once, frame),
        Popup::Qr(link) => draw_qr(model, link, frame),
        Popup::Picker(picker) => draw_picker(model, picker, frame),
        Popup::Conflict(conflict) => changes::draw_conflict(model, conflict, frame),
        Popup::Jobs(scroll) => {
            let hint = "x end what is under way   ↑↓ scroll   Esc close";
            draw_text(model, popup, "Work", *scroll, hint, frame);
        }
        Popup::Messages(scroll) => {
            draw_text(model, popup, "Messages", *scroll, "↑↓ scroll   Esc close", frame);
        }
        Popup::Leave => draw_leave(model, frame),
    }
}

/// An empty window of this size in the middle; answers what is inside.
fn window(model: &Model, title: &str, width: u16, height: u16, frame: &mut Frame<'_>) -> Rect {
    window_at(model, title, layout::centred(model.size, width, height), frame)
}

fn window_at(model: &Model, title: &str, area: Rect, frame: &mut Frame<'_>) -> Rect {
    let theme = &model.theme;
    let title = text::fit(&format!(" {title} "), usize::from(area.width).saturating_sub(2));
    let block = Block::bordered()
        .border_set(theme.glyphs.border)
        .border_style(theme.border_focused)
        .title_top(Line::styled(title, theme.title));
    let inner = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    // A space at either side.
    Rect { x: inner.x.saturating_add(1), width: inner.width.saturating_sub(2), ..inner }
}

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// What is only text, from the line that it is scrolled to.
fn draw_text(
    model: &Model,
    popup: &Popup,
    title: &str,
    scroll: usize,
    hint: &str,
    frame: &mut Frame<'_>,
) {
    draw_lines(model, title, texts::lines(model, popup), scroll, hint, frame);
}

/// Lines of text in a window that is as high as they are, scrolled.
fn draw_lines(
    model: &Model,
    title: &str,
    lines: Vec<Line<'static>>,
    scroll: usize,
    hint: &str,
    frame: &mut Frame<'_>,
) {
    let height = rows(lines.len()).saturating_add(4);
    let inner = window(model, title, layout::TEXT, height, frame);
    let body = Rect { height: inner.height.saturating_sub(2), ..inner };
    let most = lines.len().saturating_sub(usize::from(body.height));
    let lines: Vec<_> = lines.into_iter().skip(scroll.min(most)).collect();
    frame.render_widget(Paragraph::new(lines), body);
    draw_hint(model, hint, inner, frame);
}

/// The last line of a window: which keys there are.
fn draw_hint(model: &Model, hint: &str, inner: Rect, frame: &mut Frame<'_>) {
    let line = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
    let hint = text::fit(&ascii::keys(model, hint), usize::from(inner.width));
    frame.render_widget(Paragraph::new(Line::styled(hint, model.theme.dim)), line);
}

/// A text that is typed, with the cursor in it.
fn draw_input(input: &Input, area: Rect, style: Style, has_cursor: bool, frame: &mut Frame<'_>) {
    let columns = usize::from(area.width).max(1);
    let before: String = input.value().chars().take(input.cursor()).collect();
    let before = width(&shown(&before));
    let scroll = before.saturating_sub(columns.saturating_sub(1));
    // What is cut at its beginning says so.
    let (mark, scroll, columns_left) = match scroll {
        0 => ("", 0, columns),
        _ => ("…", scroll.saturating_add(1), columns.saturating_sub(1)),
    };
    let mut skipped = 0_usize;
    let visible: String = shown(input.value())
        .chars()
        .skip_while(|each| {
            let is_before = skipped < scroll;
            skipped = skipped.saturating_add(width(&each.to_string()));
            is_before
        })
        .collect();
    let text = text::left(&text::fit(&visible, columns_left), columns_left);
    let text = format!("{mark}{text}");
    frame.render_widget(Paragraph::new(Line::styled(text, style)), area);
    if has_cursor {
        let offset = before.saturating_sub(scroll).saturating_add(width(mark));
        let offset = u16::try_from(offset).unwrap_or(0);
        let x = area.x.saturating_add(offset).min(area.right().saturating_sub(1));
        frame.set_cursor_position(Position::new(x, area.y));
    }
}

/// The filter is typed where it stands, with what is wrong with it below.
fn draw_filter(model: &Model, prompt: &FilterPrompt, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let Some(areas) = layout::areas(model) else { return };
    let below = filter_lines(model, prompt, usize::from(areas.head.width));
    // The details are covered only by what has no room beside them.
    let widest = rows(below.iter().map(Line::width).max().unwrap_or(0)).saturating_add(1);
    let widest = widest.max(areas.table.map_or(0, |table| table.width));
    let line = Rect { height: 1, ..areas.head };
    frame.render_widget(Clear, line);
    let sign = Rect { width: 3, height: 1, ..line };
    frame.render_widget(Paragraph::new(Line::styled(" / ", theme.key)), sign);
    let field = Rect {
        x: line.x.saturating_add(3),
        width: line.width.saturating_sub(3),
        height: 1,
        ..line
    };
    draw_input(&prompt.input, field, theme.accent, true, frame);
    let width = widest.min(line.width);
    let rest = Rect { y: line.bottom(), height: rows(below.len()), width, ..line };
    frame.render_widget(Clear, rest);
    frame.render_widget(Paragraph::new(below), rest);
}

/// Lines that what is wrong with a filter takes at the most.
const FAULT_LINES: usize = 3;

/// The keys of the line in which a filter is typed.
pub(super) fn filter_hint(prompt: &FilterPrompt) -> &'static str {
    if prompt.completing.is_some() {
        "Tab the next word   ⏎ filter   F1 the language   Esc leave"
    } else {
        "⏎ filter   Tab complete   ↑ earlier ones   F1 the language   Esc leave"
    }
}

/// What stands below a filter that is typed: what is wrong with it, and where, or what its last
/// word can be completed to.
fn filter_lines(model: &Model, prompt: &FilterPrompt, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let Some((column, reason)) = &prompt.fault else {
        let Some(completing) = &prompt.completing else { return Vec::new() };
        let words = completing.words.iter().enumerate().map(|(number, word)| {
            let style = if number == completing.at { theme.selected } else { theme.text };
            [Span::raw(" "), Span::styled(shown(word), style), Span::raw(" ")]
        });
        let words: Vec<_> = words.collect();
        // The word that is taken has room.
        let start = words.len().min(completing.at.saturating_sub(3));
        let spans = std::iter::once(Span::raw("  "));
        let spans = spans.chain(words.into_iter().skip(start).flatten());
        return vec![text::line(spans, columns)];
    };
    let before: String = prompt.input.value().chars().take(column.saturating_sub(1)).collect();
    let indent = width(&shown(&before)).saturating_add(3);
    let caret = format!("{}^", " ".repeat(indent));
    let reason = shown(reason);
    if indent.saturating_add(width(&reason)).saturating_add(2) <= columns {
        return vec![Line::styled(format!("{caret} {reason}"), theme.error)];
    }
    // Where there is no room beside the caret, the reason stands below it.
    let reason = text::wrap(&reason, columns.saturating_sub(4)).into_iter().take(FAULT_LINES);
    let lines = std::iter::once(caret).chain(reason.map(|line| format!("   {line}")));
    lines.map(|line| Line::styled(text::fit(&line, columns), theme.error)).collect()
}

fn draw_save_filter(model: &Model, prompt: &NamePrompt, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let filter = model.place().listing().map(|listing| listing.list.query.text());
    let inner = window(model, "Save the filter as", layout::TEXT, 8, frame);
    let line = |row: u16| Rect { y: inner.y.saturating_add(row), height: 1, ..inner };
    let say = |words: &str, style: Style, row: u16, frame: &mut Frame<'_>| {
        let words = text::fit(&shown(words), usize::from(inner.width));
        frame.render_widget(Paragraph::new(Line::styled(words, style)), line(row));
    };
    say(&filter.unwrap_or_default(), theme.dim, 0, frame);
    draw_input(&prompt.input, line(1), theme.accent, prompt.asks.is_none(), frame);
    if let Some(other) = &prompt.asks {
        say("This name has another filter, which would be lost:", theme.warning, 2, frame);
        say(other, theme.text, 3, frame);
        draw_hint(model, "y replace it   ⏎ or Esc keep it", inner, frame);
        return;
    }
    if let Some(trouble) = &prompt.trouble {
        say(trouble, theme.error, 2, frame);
    }
    draw_hint(model, "⏎ save   Esc leave", inner, frame);
}

/// Secrets: dots until they are revealed.
fn draw_once(model: &Model, once: &Once, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let columns = layout::columns_inside(model.size, layout::wide(model.size));
    let mut lines = vec![Line::styled(text::fit(once.note, columns), theme.warning), Line::raw("")];
    for (number, (name, secret)) in once.secrets.iter().enumerate() {
        let is_here = number == once.chosen;
        lines.push(Line::styled(
            format!("{name}:"),
            if is_here { theme.accent } else { theme.text },
        ));
        let text = if once.is_revealed {
            secret.expose().to_owned()
        } else {
            billfold_core::mask_token(secret.expose())
        };
        for part in text::wrap(&text, columns.saturating_sub(2)) {
            lines.push(Line::raw(format!("  {part}")));
        }
    }
    if once.asks_again {
        lines.push(Line::raw(""));
        lines.push(Line::styled(
            "Neither seen nor copied yet. Esc once more leaves it for good.",
            theme.error,
        ));
    }
    let height = rows(lines.len()).saturating_add(4);
    let inner = window(model, &once.title, layout::wide(model.size), height, frame);
    let body = Rect { height: inner.height.saturating_sub(1), ..inner };
    // In a small terminal the secrets come before what is said of them.
    let spare = lines.len().saturating_sub(usize::from(body.height)).min(2);
    let lines: Vec<_> = lines.into_iter().skip(spare).collect();
    frame.render_widget(Paragraph::new(lines), body);
    let hint = match once.link() {
        Some(_) => "r reveal   y copy   Q QR code   Esc close",
        None => "r reveal   y copy   Esc close",
    };
    draw_hint(model, hint, inner, frame);
}

/// A QR code over the whole screen, below whose it is; the text itself where there is no room for
/// the code.
fn draw_qr(model: &Model, link: &popup::Link, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let all = frame.area();
    frame.render_widget(Clear, all);
    let columns = usize::from(all.width).saturating_sub(1);
    let about = link.about.iter().map(|about| text::fit(&format!(" {about}"), columns));
    let about = about.map(|about| Line::styled(about, theme.title));
    let spent = link.spent.iter().map(|spent| Line::styled(format!(" {spent}"), theme.error));
    let above: Vec<_> = about.chain(spent).collect();
    let hint = Rect { y: all.bottom().saturating_sub(1), height: 1, ..all };
    let room = Rect { height: all.height.saturating_sub(1), ..all };
    let head = Rect { height: rows(above.len()).min(room.height), ..room };
    let below = Rect { y: head.bottom(), height: room.height.saturating_sub(head.height), ..room };
    let fitting = |room: Rect| {
        Qr::fitting(link.expose(), room.into(), theme.is_light).map(|code| (code, room))
    };
    let (code, has_head) = match (fitting(below), fitting(room)) {
        (None, Some(code)) => (Some(code), false),
        (code, _) => (code, true),
    };
    let copied = if code.is_some() { "y copy" } else { "y copy the whole link" };
    let keys = format!("{copied}   any other key closes");
    let (words, style) = if has_head {
        frame.render_widget(Paragraph::new(above), head);
        (keys, theme.dim)
    } else {
        // Where the code takes all there is, what matters of it stands beside the keys.
        let said = link.spent.iter().chain(&link.about).chain([&keys]);
        let style = if link.spent.is_some() { theme.error } else { theme.dim };
        (said.cloned().collect::<Vec<_>>().join("   "), style)
    };
    match code {
        Some((code, room)) => {
            let size = code.size();
            let x = room.width.saturating_sub(size.width).div_euclid(2);
            let y = room.height.saturating_sub(size.height).div_euclid(2);
            let place = Rect::new(x, room.y.saturating_add(y), size.width, size.height);
            frame.render_widget(&code, place);
        }
        None => {
            let small = Line::styled(" The terminal is too small for a QR code:", theme.dim);
            let lines = [vec![small, Line::raw("")], written_out(link, below)].concat();
            frame.render_widget(Paragraph::new(lines), below);
        }
    }
    let (words, style) = match model.telling_now() {
        Some(told) => (told.text.clone(), theme.good),
        None => (words, style),
    };
    let words = text::fit(&format!(" {words}"), usize::from(hint.width));
    frame.render_widget(Paragraph::new(Line::styled(words, style)), hint);
}

/// The link as text, below two other lines; what has no room is told by a mark.
fn written_out(link: &popup::Link, room: Rect) -> Vec<Line<'static>> {
    let lines = text::wrap(&shown(&link.shown()), usize::from(room.width).saturating_sub(2));
    let mut lines: Vec<_> = lines.into_iter().map(|line| Line::raw(format!(" {line}"))).collect();
    let rows = usize::from(room.height).saturating_sub(2);
    if lines.len() > rows {
        lines.truncate(rows.saturating_sub(1));
        lines.push(Line::raw(" …"));
    }
    lines
}

fn draw_picker(model: &Model, picker: &Picker, frame: &mut Frame<'_>) {
    let title = format!("Pick from {}", picker.list.collection.title);
    let inner = window_at(model, &title, layout::picker(model.size), frame);
    let search = Rect { height: 1, ..inner };
    draw_input(&picker.search, search, model.theme.accent, true, frame);
    let body =
        Rect { y: inner.y.saturating_add(1), height: inner.height.saturating_sub(2), ..inner };
    if let Some(trouble) = &picker.trouble {
        let words = text::fit(&shown(trouble), usize::from(body.width));
        frame.render_widget(Paragraph::new(Line::styled(words, model.theme.error)), body);
    } else if let Some(words) = nothing_to_pick(picker) {
        let words = text::wrap(&words, usize::from(body.width)).into_iter();
        let words: Vec<_> = words.map(|line| Line::styled(line, model.theme.dim)).collect();
        frame.render_widget(Paragraph::new(words), body);
    } else {
        let columns: Vec<_> = (0..picker.list.collection.columns.len()).collect();
        table::draw_list(model, &picker.list, &columns, frame, body, true);
    }
    draw_hint(model, "type to find   ↑↓ choose   ⏎ take it   Esc leave", inner, frame);
}

/// What stands in place of the records to pick from, where there are none.
fn nothing_to_pick(picker: &Picker) -> Option<String> {
    let list = &picker.list;
    let noun = list.collection.noun;
    match (list.len(), list.is_read(), list.query.filter.is_empty()) {
        (0, true, true) => Some(format!("There is no {noun} yet that could be picked.")),
        (0, true, false) => Some(format!("No {noun} has what is typed; ⌫ takes letters away.")),
        _ => None,
    }
}

fn draw_leave(model: &Model, frame: &mut Frame<'_>) {
    let words = "Work is still under way. Changes that were asked for are finished first; long \
                 work is ended where it stands, and what it has done stays done.";
    let lines = text::wrap(words, texts::columns(model)).into_iter().map(Line::raw);
    draw_lines(model, "Leave?", lines.collect(), 0, "y leave   Esc stay", frame);
}
