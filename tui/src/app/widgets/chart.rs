//! Charts of the dashboard: ratatui's own, with their numbers in text beside them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Direction, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Bar, BarChart, BarGroup, Sparkline, Widget};

use super::text;
use crate::app::theme::Theme;
use crate::output::text::width;

/// Hours that the sparkline shows.
pub(crate) const HOURS: usize = 24;

/// Hours between two labels under the sparkline.
const LABEL_HOURS: usize = 6;

/// Columns of a glyph and the space behind it.
const GLYPH: usize = 2;

/// Between the columns of a bar's text.
const GAP: &str = "  ";

/// What happened in each of the last 24 hours: a line of text, bars, and the hours below them.
pub(crate) struct Hourly<'a> {
    /// What is counted: `completed`.
    pub(crate) what: &'a str,
    /// The counts, the oldest hour first.
    pub(crate) counts: [u64; HOURS],
    /// The hour of the day that the last count is of, 0–23, in the zone that is shown.
    pub(crate) last_hour: u8,
    pub(crate) theme: &'a Theme,
}

/// How much there is of each of several things: their names and numbers, and bars beside them.
pub(crate) struct Bars<'a> {
    pub(crate) bars: Vec<NamedBar>,
    pub(crate) theme: &'a Theme,
}

/// One of several things.
#[derive(Debug, Clone)]
pub(crate) struct NamedBar {
    /// Stands before its name, in the same style as the bar.
    pub(crate) glyph: &'static str,
    pub(crate) name: String,
    /// Its numbers as text: a count, a sum, each in a column that is set to the right.
    pub(crate) numbers: Vec<String>,
    /// What the bar's length stands for.
    pub(crate) value: u64,
    pub(crate) style: Style,
}

impl Hourly<'_> {
    /// The hour of the day that a count is of.
    fn hour(&self, at: usize) -> usize {
        let back = HOURS.saturating_sub(1).saturating_sub(at);
        usize::from(self.last_hour).saturating_add(HOURS).saturating_sub(back).rem_euclid(HOURS)
    }

    /// What the bars tell, in as many words as fit: a number is never cut.
    fn summary(&self, room: usize) -> String {
        let sum = self.counts.iter().copied().fold(0, u64::saturating_add);
        let most = self.counts.iter().copied().enumerate().max_by_key(|(_, count)| *count);
        let told = match most {
            Some((at, most)) if most > 0 => {
                let short = format!("{}: {sum} in {HOURS} h", self.what);
                [format!("{short}, most {most} at {:02}:00", self.hour(at)), short, sum.to_string()]
            }
            _ => [format!("{}: none in {HOURS} h", self.what), "none".to_owned(), "0".to_owned()],
        };
        told.into_iter().find(|told| width(told) <= room).unwrap_or_default()
    }

    /// The hours below the bars, each where its bar begins.
    fn labels(&self, columns: usize) -> String {
        let mut labels = String::new();
        for at in (0..HOURS).step_by(LABEL_HOURS).chain([HOURS.saturating_sub(1)]) {
            let start = at.saturating_mul(columns);
            let gap = start.saturating_sub(labels.len());
            if at == 0 || gap > 0 {
                labels.push_str(&" ".repeat(gap));
                labels.push_str(&format!("{:02}", self.hour(at)));
            }
        }
        labels
    }
}

impl Widget for &Hourly<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let room = usize::from(area.width);
        let columns = room.div_euclid(HOURS).max(1);
        // Too narrow for all, the latest hours matter.
        let hidden = columns.saturating_mul(HOURS).saturating_sub(room);
        // On one line the words alone tell; the hours go before the bars do.
        let mut rows = area.rows();
        if let Some(top) = rows.next() {
            Line::styled(self.summary(room), self.theme.text).render(top, buffer);
        }
        if area.height >= 3
            && let Some(bottom) = rows.next_back()
        {
            let labels: String = self.labels(columns).chars().skip(hidden).collect();
            Line::styled(labels, self.theme.dim).render(bottom, buffer);
        }
        let Some(first) = rows.next() else { return };
        let height = rows.fold(1_u16, |height, _| height.saturating_add(1));
        let data = self.counts.iter().flat_map(|count| std::iter::repeat_n(*count, columns));
        let spark = Sparkline::default()
            .data(data.skip(hidden).collect::<Vec<_>>())
            .bar_set(self.theme.glyphs.bar.clone())
            .style(self.theme.good);
        spark.render(Rect { height, ..first }, buffer);
    }
}

impl Bars<'_> {
    /// The name and numbers of each, in columns; a number that does not fit is left out whole.
    fn labels(&self, room: usize) -> Vec<Line<'static>> {
        let widest = |texts: &mut dyn Iterator<Item = &String>| {
            texts.map(|text| width(text)).max().unwrap_or_default()
        };
        let name = widest(&mut self.bars.iter().map(|bar| &bar.name));
        let most_numbers = self.bars.iter().map(|bar| bar.numbers.len()).max().unwrap_or_default();
        let mut taken = name.saturating_add(GLYPH);
        let columns: Vec<usize> = (0..most_numbers)
            .map(|at| widest(&mut self.bars.iter().filter_map(|bar| bar.numbers.get(at))))
            .take_while(|columns| {
                taken = taken.saturating_add(GAP.len()).saturating_add(*columns);
                taken <= room
            })
            .collect();
        let label = |bar: &NamedBar| {
            let head = format!("{} {}", bar.glyph, text::left(&bar.name, name));
            let mut spans = vec![Span::styled(head, bar.style)];
            for (number, columns) in bar.numbers.iter().zip(&columns) {
                let number = format!("{GAP}{}", text::right(number, *columns));
                spans.push(Span::styled(number, self.theme.text));
            }
            text::line(spans, room)
        };
        self.bars.iter().map(label).collect()
    }
}

/// Draws as many as there are rows; names and numbers come before any bar.
impl Widget for &Bars<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let labels = self.labels(usize::from(area.width));
        let bars = self.bars.iter().zip(labels);
        let bars: Vec<Bar<'_>> = bars
            .map(|(bar, label)| {
                Bar::new(bar.value).label(label).style(bar.style).text_value(String::new())
            })
            .collect();
        if bars.is_empty() {
            return;
        }
        BarChart::default()
            .data(BarGroup::new(bars))
            .direction(Direction::Horizontal)
            .bar_set(self.theme.glyphs.bar.clone())
            .bar_width(1)
            .bar_gap(0)
            .render(area, buffer);
    }
}

#[cfg(test)]
mod tests;
