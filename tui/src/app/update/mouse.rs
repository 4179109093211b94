//! The mouse: the wheel moves, a click chooses, a second click opens.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::app::layout;
use crate::app::model::Model;
use crate::app::msg::Cmd;
use crate::app::place::{Content, Focus};
use crate::app::update::moves;

/// Lines that one notch of the wheel moves.
const NOTCH: isize = 3;

/// Takes what the mouse did.
pub(super) fn take(model: &mut Model, event: MouseEvent) -> Vec<Cmd> {
    if !model.mouse || !model.popups.is_empty() {
        return Vec::new();
    }
    match event.kind {
        MouseEventKind::ScrollDown => moves::step(model, NOTCH),
        MouseEventKind::ScrollUp => moves::step(model, NOTCH.saturating_neg()),
        MouseEventKind::Down(MouseButton::Left) => {
            click(model, Position::new(event.column, event.row))
        }
        _ => Vec::new(),
    }
}

fn click(model: &mut Model, at: Position) -> Vec<Cmd> {
    let Some(areas) = layout::areas(model) else { return Vec::new() };
    if at.y == areas.frame.y {
        return screen_at(model, at.x)
            .map(|screen| moves::go(model, screen, None))
            .unwrap_or_default();
    }
    if let Some(table) = areas.table.filter(|table| table.contains(at)) {
        let Some(line) = line_in(table, at).and_then(|line| line.checked_sub(1)) else {
            return Vec::new();
        };
        let Some(listing) = model.place_mut().listing_mut() else { return Vec::new() };
        listing.focus = Focus::List;
        let was = listing.list.selected().map(|entry| entry.id.clone());
        if !listing.list.select_line(line) {
            return Vec::new();
        }
        let is_same = listing.list.selected().map(|entry| entry.id.clone()) == was;
        return if is_same { moves::open(model) } else { model.follow_cursor() };
    }
    if let Some(area) = areas.sheet.filter(|sheet| sheet.contains(at)) {
        let Some(line) = line_in(area, at) else { return Vec::new() };
        let columns = model.place_mut().any_sheet_mut().map_or(1, |sheet| sheet.columns());
        let columns = layout::sheet_columns(area, columns);
        let column = columns.iter().rposition(|column| column.x <= at.x).unwrap_or_default();
        if let Content::List(listing) = &mut model.place_mut().content {
            listing.focus = Focus::Details;
        }
        let Some(sheet) = model.place_mut().focused_sheet_mut() else { return Vec::new() };
        let before = sheet.cursor();
        let chose = sheet.select_line(line, column);
        let is_same = sheet.cursor() == before;
        return if chose && is_same { moves::open(model) } else { Vec::new() };
    }
    Vec::new()
}

fn line_in(area: Rect, at: Position) -> Option<usize> {
    at.y.checked_sub(area.y).map(usize::from)
}

/// The screen whose name stands in this column of the top line.
fn screen_at(model: &Model, column: u16) -> Option<usize> {
    // The corner and a space.
    let mut end = 2_usize;
    layout::tabs(model).iter().position(|name| {
        let start = end;
        end = end.saturating_add(name.len());
        (start..end).contains(&usize::from(column))
    })
}
