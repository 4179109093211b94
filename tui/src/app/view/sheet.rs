//! A sheet: facts, JSON, charts, row by row, in one column or two.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line as TextLine, Span};
use ratatui::widgets::{Paragraph, Widget};

use crate::app::collection::{Bar, Fact, Hours};
use crate::app::command::Command;
use crate::app::layout;
use crate::app::model::Model;
use crate::app::sheet::aligned::{self, indent};
use crate::app::sheet::{HOUR_ROWS, Line, Sheet};
use crate::app::view::lay_cursor;
use crate::app::widgets::chart::{Bars, Hourly, NamedBar};
use crate::app::widgets::text;
use crate::app::zone::distance;
use crate::output::text::width;

/// Cells before and behind a chart.
const INDENT: u16 = 2;

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
        let said = error.fields().iter().map(ToString::to_string);
        let said: Vec<_> = std::iter::once(error.message().to_owned()).chain(said).collect();
        let lines: Vec<_> = said
            .iter()
            .flat_map(|words| text::wrap(words, columns.saturating_sub(2)))
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
    for (number, area) in layout::sheet_columns(area, sheet.columns()).into_iter().enumerate() {
        draw_column(model, sheet, number, frame, area, is_focused);
    }
}

fn draw_column(
    model: &Model,
    sheet: &Sheet,
    column: usize,
    frame: &mut Frame<'_>,
    area: Rect,
    is_focused: bool,
) {
    let columns = usize::from(area.width);
    let mut chart = Chart::default();
    for (number, (line, is_under_cursor)) in sheet.visible(column).enumerate() {
        let row = u16::try_from(number).unwrap_or(u16::MAX);
        let place = Rect { y: area.y.saturating_add(row), height: 1, ..area };
        match line {
            Line::Hours(hours, row) => chart.draw_hours(model, hours, *row, place, frame),
            Line::Bar(bars, row) => chart.draw_bars(model, bars, *row, place, frame),
            _ => {
                let shown = text_line(model, line, columns);
                frame.render_widget(Paragraph::new(shown), place);
            }
        }
        if is_under_cursor && is_focused {
            lay_cursor(model.theme.selected, place, frame);
        }
    }
}

/// The chart that was drawn last: a sheet scrolls by rows, and a chart has several.
#[derive(Default)]
struct Chart {
    /// What it is of, by where that lies.
    of: usize,
    rows: Buffer,
}

impl Chart {
    fn draw_hours(
        &mut self,
        model: &Model,
        hours: &Arc<Hours>,
        row: usize,
        place: Rect,
        frame: &mut Frame<'_>,
    ) {
        let widget = Hourly {
            what: hours.what,
            counts: hours.counts,
            last_hour: model.zone.hour(hours.last),
            theme: &model.theme,
        };
        let of = Arc::as_ptr(hours).addr();
        self.draw(of, HOUR_ROWS, row, place, frame, &widget);
    }

    fn draw_bars(
        &mut self,
        model: &Model,
        bars: &Arc<[Bar]>,
        row: usize,
        place: Rect,
        frame: &mut Frame<'_>,
    ) {
        let named = bars.iter().map(|bar| {
            let mark = model.theme.status(bar.status);
            NamedBar {
                glyph: mark.glyph,
                name: bar.name.clone(),
                numbers: bar.numbers.clone(),
                value: bar.value,
                style: mark.style,
            }
        });
        let widget = Bars { bars: named.collect(), theme: &model.theme };
        let of = Arc::as_ptr(bars).addr();
        self.draw(of, bars.len(), row, place, frame, &widget);
    }

    /// Draws a row of a chart that has so many.
    fn draw(
        &mut self,
        of: usize,
        rows: usize,
        row: usize,
        place: Rect,
        frame: &mut Frame<'_>,
        chart: impl Widget,
    ) {
        let height = u16::try_from(rows).unwrap_or(u16::MAX);
        let whole = Rect::new(0, 0, place.width.saturating_sub(INDENT.saturating_mul(2)), height);
        if self.of != of {
            (self.of, self.rows) = (of, Buffer::empty(whole));
            chart.render(whole, &mut self.rows);
        }
        let row = u16::try_from(row).unwrap_or(u16::MAX);
        for column in 0..whole.width {
            let x = place.x.saturating_add(INDENT).saturating_add(column);
            if let Some(from) = self.rows.cell((column, row))
                && let Some(to) = frame.buffer_mut().cell_mut((x, place.y))
            {
                *to = from.clone();
            }
        }
    }
}

fn text_line(model: &Model, line: &Line, columns: usize) -> TextLine<'static> {
    let theme = &model.theme;
    match line {
        Line::Gap | Line::Hours(..) | Line::Bar(..) => TextLine::raw(""),
        Line::Heading(words) => {
            TextLine::styled(text::fit(&format!(" {words}"), columns), theme.header)
        }
        Line::Tree(_, line) => {
            let mut spans = vec![Span::raw("  ")];
            spans.extend(line.line.spans.clone());
            text::line(spans, columns)
        }
        Line::Fact(fact, labels) => fact_line(model, fact, *labels, columns),
        Line::More(words, labels) => {
            let before = Span::raw(" ".repeat(indent(*labels)));
            text::line([before, Span::styled(words.clone(), theme.text)], columns)
        }
    }
}

fn fact_line(model: &Model, fact: &Fact, labels: usize, columns: usize) -> TextLine<'static> {
    let theme = &model.theme;
    let label = text::left(&text::fit(&fact.label, labels), labels);
    let mut spans = vec![Span::styled(format!("  {label}  "), theme.dim)];
    if let Some(colour) = fact.swatch.as_deref().and_then(colour) {
        // In brackets: one like the background is one too.
        spans.push(Span::styled("[", theme.dim));
        spans.push(Span::styled("  ", Style::new().bg(colour)));
        spans.push(Span::styled("] ", theme.dim));
    }
    let value = if fact.target.is_some() { theme.accent } else { theme.text };
    let note = if fact.is_url { url_note(model) } else { fact.note.clone() };
    if fact.is_status {
        let mark = theme.status(&fact.value);
        spans.push(Span::styled(format!("{} {}", mark.glyph, fact.value), mark.style));
    } else {
        let room = aligned::room(fact, &note, labels, columns);
        let first = aligned::lines_of(fact, labels, columns).into_iter().next();
        let shown = first.unwrap_or_else(|| fitting(model, fact, room));
        spans.push(Span::styled(shown, value));
    }
    if !note.is_empty() && !fact.value.is_empty() {
        spans.push(Span::raw("  "));
    }
    if !note.is_empty() {
        spans.push(Span::styled(note, theme.dim));
    }
    if fact.target.is_some() {
        spans.push(Span::styled(" ›", theme.dim));
    }
    text::line(spans, columns)
}

/// A fact's value in so many cells: what matters most of it stays.
fn fitting(model: &Model, fact: &Fact, room: usize) -> String {
    match fact.time {
        // How long ago it was says more than its seconds.
        Some(time) if width(&fact.value) > room => {
            let (short, now) = (model.zone.short(time, model.now), model.now);
            format!("{short}, {}", distance(time, now))
        }
        // URLs and identifiers differ at both ends; what stands behind them stays.
        _ => text::middle(&fact.value, room),
    }
}

/// How the link of the record is taken along: wherever the cursor is.
fn url_note(model: &Model) -> String {
    match model.keys.shown(Command::Qr) {
        key if key.is_empty() => key,
        key => format!("{key} QR code"),
    }
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
