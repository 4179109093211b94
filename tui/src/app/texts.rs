//! Texts that open above a screen, line by line. Pure, so that the update knows how far they can be
//! scrolled before anything is drawn.

use ratatui::text::{Line, Span};

use crate::app::layout;
use crate::app::model::Model;
use crate::app::popup::{Notice, Popup};
use crate::app::widgets::text;
use crate::output::text::{shown, width};

mod help;

/// All that it says; of what is no text, nothing.
pub(crate) fn lines(model: &Model, popup: &Popup) -> Vec<Line<'static>> {
    match popup {
        Popup::Help(_) => help::lines(model),
        Popup::Notice(notice) => notice_lines(model, notice),
        Popup::Jobs(_) => job_lines(model),
        Popup::Messages(_) => message_lines(model),
        _ => Vec::new(),
    }
}

/// The line of the help from which it tells of filters.
pub(crate) fn filters_at(model: &Model) -> usize {
    help::filters_at(model)
}

/// How far it can be scrolled.
pub(crate) fn last_scroll(model: &Model, popup: &Popup) -> usize {
    let count = lines(model, popup).len();
    // A frame of two lines, and the hint with a gap above it.
    let wanted = u16::try_from(count).unwrap_or(u16::MAX).saturating_add(4);
    let height = layout::centred(model.size, layout::TEXT, wanted).height;
    count.saturating_sub(usize::from(height.saturating_sub(4)))
}

/// Columns that a text has in its window.
pub(crate) fn columns(model: &Model) -> usize {
    layout::columns_inside(model.size, layout::TEXT)
}

fn notice_lines(model: &Model, notice: &Notice) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let style = if notice.is_error { theme.error } else { theme.text };
    let room = columns(model);
    let lines = notice.lines.iter().flat_map(|line| text::wrap(&shown(line), room));
    lines.map(|line| Line::styled(line, style)).collect()
}

fn job_lines(model: &Model) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let room = columns(model);
    let mut lines = Vec::new();
    for job in model.jobs.iter().rev() {
        let style = match &job.end {
            None => theme.accent,
            Some(Ok(_)) => theme.good,
            Some(Err(_)) => theme.error,
        };
        let words = text::wrap(&shown(&job.words()), room).into_iter();
        lines.extend(words.map(|line| Line::styled(line, style)));
        let found = job.answer.iter().flat_map(|line| text::wrap(line, room.saturating_sub(2)));
        lines.extend(found.map(|line| Line::raw(format!("  {line}"))));
        for (id, error) in &job.refused {
            lines.push(Line::raw(format!("  {}", shown(id))));
            let reason = text::wrap(&shown(error.message()), room.saturating_sub(4));
            lines.extend(reason.into_iter().map(|line| Line::raw(format!("    {line}"))));
        }
        let told = u64::try_from(job.refused.len()).unwrap_or(0);
        if job.refusals > told {
            lines.push(Line::raw(format!("  and {} more", job.refusals.saturating_sub(told))));
        }
    }
    if lines.is_empty() {
        lines.push(Line::raw("No work was begun."));
    }
    lines
}

fn message_lines(model: &Model) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut lines = Vec::new();
    for told in model.told.iter().rev() {
        let style = if told.is_error { theme.error } else { theme.text };
        let mut at = format!("{}  ", model.zone.short(told.at, model.now));
        let room = columns(model).saturating_sub(width(&at));
        for line in text::wrap(&shown(&told.text), room) {
            let rest = " ".repeat(width(&at));
            let at = Span::styled(std::mem::replace(&mut at, rest), theme.dim);
            lines.push(Line::from(vec![at, Span::styled(line, style)]));
        }
    }
    if lines.is_empty() {
        lines.push(Line::raw("Nothing was told yet."));
    }
    lines
}
