//! A sheet: facts, JSON, counts by hour, line by line.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line as TextLine, Span};
use ratatui::widgets::{Paragraph, Sparkline};

use crate::app::collection::Fact;
use crate::app::model::Model;
use crate::app::sheet::{Line, Sheet};
use crate::app::widgets::text;

/// Cells that the names of facts take, at the most.
const WIDEST_LABEL: usize = 34;

/// Draws a sheet.
pub(super) fn draw(
    model: &Model,
    sheet: &Sheet,
    frame: &mut Frame<'_>,
    area: Rect,
    is_focused: bool,
) {
    let theme = &model.theme;
    let columns = usize::from(area.width);
    if let Some(error) = &sheet.error {
        let lines = text::wrap(error.message(), columns.saturating_sub(2));
        let lines: Vec<_> = lines
            .into_iter()
            .map(|line| TextLine::styled(format!(" {line}"), theme.error))
            .collect();
        frame.render_widget(Paragraph::new(lines), area);
        return;
    }
    if sheet.len() == 0 {
        let words = if sheet.is_read { "" } else { " reading…" };
        frame.render_widget(Paragraph::new(words), area);
        return;
    }
    let labels = label_width(sheet, columns);
    for (number, (line, is_under_cursor)) in sheet.visible().enumerate() {
        let row = u16::try_from(number).unwrap_or(u16::MAX);
        let place = Rect { y: area.y.saturating_add(row), height: 1, ..area };
        if let Line::Hours(hours) = line {
            let line = Rect {
                x: place.x.saturating_add(1),
                width: place.width.saturating_sub(2),
                ..place
            };
            let bars = Sparkline::default()
                .data(hours)
                .bar_set(theme.glyphs.bar.clone())
                .style(theme.accent);
            frame.render_widget(bars, line);
            continue;
        }
        let mut shown = text_line(model, line, labels, columns);
        if is_under_cursor {
            let style = if is_focused { theme.selected } else { Style::new() };
            shown = shown.patch_style(style);
            frame.buffer_mut().set_style(place, style);
        }
        frame.render_widget(Paragraph::new(shown), place);
    }
}

/// Cells that the names of this sheet's facts take.
fn label_width(sheet: &Sheet, columns: usize) -> usize {
    let widths = sheet.visible().map(|(line, _)| match line {
        Line::Fact(fact) => crate::output::text::width(&fact.label),
        _ => 0,
    });
    widths.max().unwrap_or(0).min(WIDEST_LABEL).min(columns.div_euclid(2))
}

fn text_line(model: &Model, line: &Line, labels: usize, columns: usize) -> TextLine<'static> {
    let theme = &model.theme;
    match line {
        Line::Gap | Line::Hours(_) => TextLine::raw(""),
        Line::Heading(words) => {
            TextLine::styled(text::fit(&format!(" {words}"), columns), theme.header)
        }
        Line::Tree(_, line) => {
            let mut spans = vec![Span::raw("  ")];
            spans.extend(line.line.spans.clone());
            text::line(spans, columns)
        }
        Line::Fact(fact) => fact_line(model, fact, labels, columns),
    }
}

fn fact_line(model: &Model, fact: &Fact, labels: usize, columns: usize) -> TextLine<'static> {
    let theme = &model.theme;
    let label = text::left(&text::fit(&fact.label, labels), labels);
    let mut spans = vec![Span::styled(format!("  {label}  "), theme.dim)];
    if let Some(colour) = fact.swatch.as_deref().and_then(colour) {
        spans.push(Span::styled("  ", Style::new().bg(colour)));
        spans.push(Span::raw(" "));
    }
    let value = match &fact.target {
        Some(_) if fact.is_status => theme.accent,
        Some(_) => theme.accent,
        None => theme.text,
    };
    if fact.is_status {
        let mark = theme.status(&fact.value);
        spans.push(Span::styled(format!("{} {}", mark.glyph, fact.value), mark.style));
    } else {
        spans.push(Span::styled(fact.value.clone(), value));
    }
    if fact.target.is_some() {
        spans.push(Span::styled(" ›", theme.dim));
    }
    text::line(spans, columns)
}

/// The colour of `#0a6` or `#00aa66`.
fn colour(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#')?;
    let value = |part: &str| u8::from_str_radix(part, 16).ok();
    let pair = |at: usize| value(digits.get(at..at.checked_add(2)?)?);
    let single = |at: usize| {
        let digit = value(digits.get(at..at.checked_add(1)?)?)?;
        digit.checked_mul(17)
    };
    match digits.len() {
        3 => Some(Color::Rgb(single(0)?, single(1)?, single(2)?)),
        6 => Some(Color::Rgb(pair(0)?, pair(2)?, pair(4)?)),
        _ => None,
    }
}
