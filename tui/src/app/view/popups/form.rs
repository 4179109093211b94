//! A form: a field a line, and what is wrong with it below.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;
use tui_input::Input;

use crate::app::collection::FieldInput;
use crate::app::form::{FieldState, FormState};
use crate::app::layout;
use crate::app::model::Model;
use crate::app::view::popups::{draw_hint, draw_input, rows, window};
use crate::app::widgets::text;
use crate::output::text::{shown, width};

/// Lines of a field: its text, and what is wrong with it.
const FIELD_LINES: u16 = 2;

/// Draws a form.
pub(super) fn draw(model: &Model, form: &FormState, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let height = rows(form.fields.len()).saturating_mul(FIELD_LINES).saturating_add(6);
    let inner = window(model, &form.title, layout::wide(model.size), height, frame);
    let columns = usize::from(inner.width);
    let about = Rect { height: 1, ..inner };
    let said = text::fit(form.about, columns);
    frame.render_widget(Paragraph::new(Line::styled(said, theme.dim)), about);
    let body =
        Rect { y: inner.y.saturating_add(2), height: inner.height.saturating_sub(4), ..inner };
    let fit = usize::from(body.height.div_euclid(FIELD_LINES)).max(1);
    let top = form.chosen.saturating_sub(fit.saturating_sub(1));
    draw_fields(model, form, body, top..top.saturating_add(fit), frame);
    let trouble = Rect { y: inner.bottom().saturating_sub(2), height: 1, ..inner };
    if let Some(words) = &form.trouble {
        let words = text::fit(&shown(words), columns);
        frame.render_widget(Paragraph::new(Line::styled(words, theme.error)), trouble);
    }
    let above = Rect { y: inner.y.saturating_add(1), height: 1, ..inner };
    let below = form.fields.len().saturating_sub(top.saturating_add(fit));
    draw_more(model, "↑", top, above, frame);
    draw_more(model, "↓", below, trouble, frame);
    draw_hint(model, &form_hint(form), inner, frame);
}

/// Tells at the end of a line of so many fields that there is no room for.
fn draw_more(model: &Model, sign: &str, count: usize, line: Rect, frame: &mut Frame<'_>) {
    if count == 0 {
        return;
    }
    let words = format!(" {sign} {count} more");
    let columns = rows(width(&words)).min(line.width);
    let area = Rect { x: line.right().saturating_sub(columns), width: columns, ..line };
    frame.render_widget(Paragraph::new(Line::styled(words, model.theme.accent)), area);
}

/// Draws these fields, each with what is wanted or wrong below it.
fn draw_fields(
    model: &Model,
    form: &FormState,
    body: Rect,
    numbers: Range<usize>,
    frame: &mut Frame<'_>,
) {
    let theme = &model.theme;
    let labels =
        form.fields.iter().map(|state| width(state.field.label)).max().unwrap_or(0).min(24);
    let fields = form.fields.iter().enumerate().skip(numbers.start).take(numbers.len());
    for (row, (number, state)) in fields.enumerate() {
        let row = rows(row).saturating_mul(FIELD_LINES);
        let line = Rect { y: body.y.saturating_add(row), height: 1, ..body };
        let is_here = number == form.chosen;
        let star = if state.field.is_required { " *" } else { "" };
        let label = format!("{}{star}", text::fit(state.field.label, labels));
        let label = text::left(&label, labels.saturating_add(3));
        let style = if is_here { theme.accent } else { theme.text };
        let label = Line::styled(label, style);
        frame.render_widget(Paragraph::new(label), line);
        let indent = rows(labels).saturating_add(3);
        let field = Rect {
            x: line.x.saturating_add(indent),
            width: line.width.saturating_sub(indent),
            ..line
        };
        draw_field(model, state, field, is_here && !form.is_busy, frame);
        let below = Rect { y: field.y.saturating_add(1), ..field };
        if below.y < body.bottom() {
            let (words, style) = match &state.error {
                Some(error) => (error.as_str(), theme.error),
                None if is_here => (state.field.hint, theme.dim),
                None => ("", theme.dim),
            };
            let words = text::fit(&shown(words), usize::from(below.width));
            frame.render_widget(Paragraph::new(Line::styled(words, style)), below);
        }
    }
}

fn form_hint(form: &FormState) -> String {
    if form.is_busy {
        return match form.job {
            Some(_) => "looking whether it can be done…   Esc leave it to go on".to_owned(),
            None => "saving…".to_owned(),
        };
    }
    let own = match form.fields.get(form.chosen).map(|state| &state.field.input) {
        Some(FieldInput::Pick(_)) => "^O pick from a list   ",
        Some(FieldInput::Json) => "^E in the editor   ",
        Some(FieldInput::Choice(_) | FieldInput::Flag) => "␣ another   ⌫ none   ",
        _ => "",
    };
    let does = form.does();
    let is_last = form.chosen >= form.fields.len().saturating_sub(1);
    let on = if is_last { format!("⏎ or ^S {does}") } else { format!("⏎ next   ^S {does}") };
    format!("{own}{on}   Esc leave")
}

fn draw_field(model: &Model, state: &FieldState, area: Rect, is_here: bool, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    // Where text can go is underlined, so that an empty field is one too.
    let style = theme.text.add_modifier(Modifier::UNDERLINED);
    match &state.field.input {
        FieldInput::Secret => {
            let dots = "•".repeat(state.input.value().chars().count());
            let dots = Input::new(dots).with_cursor(state.input.cursor());
            draw_input(&dots, area, style, is_here, frame);
        }
        FieldInput::Choice(_) | FieldInput::Flag => {
            let value = state.input.value();
            let value = if value.is_empty() { "–" } else { value };
            let value = if is_here { format!("‹ {value} ›") } else { value.to_owned() };
            frame.render_widget(Paragraph::new(Line::styled(value, theme.text)), area);
        }
        _ => draw_input(&state.input, area, style, is_here, frame),
    }
}
