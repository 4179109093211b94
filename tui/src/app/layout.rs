//! Which part of the terminal shows what. Pure, so that the update knows how many lines there are
//! before anything is drawn.

use ratatui::layout::Rect;

use crate::app::model::Model;
use crate::app::place::{Content, Focus};
use crate::app::popup::Popup;
use crate::app::screens::SCREENS;

/// The smallest terminal that the screens are drawn in.
pub(crate) const SMALLEST: (u16, u16) = (40, 10);
/// Columns from which list and details stand side by side.
const SIDE_BY_SIDE: u16 = 120;
/// Columns that details beside a list have, at the least.
const DETAILS: u16 = 60;
/// Columns from which they stand one above the other.
const STACKED: u16 = 80;

/// Columns from which the names of all screens have room.
const ALL_NAMES: u16 = 96;
/// Columns from which their beginnings have.
const SHORT_NAMES: u16 = 72;
/// Letters that a name begins with.
const SHORT: usize = 4;

/// Where what is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Areas {
    /// The frame around everything: screens above, keys below.
    pub(crate) frame: Rect,
    /// The lists of this screen, or the way to here.
    pub(crate) path: Rect,
    /// Filter, order and number of records.
    pub(crate) head: Rect,
    /// The table with its headings.
    pub(crate) table: Option<Rect>,
    /// The details, or the sheet.
    pub(crate) sheet: Option<Rect>,
    /// What was told, and what is under way.
    pub(crate) status: Rect,
}

/// The areas of a terminal of this size; `None` if it is too small for any.
pub(crate) fn areas(model: &Model) -> Option<Areas> {
    let (width, height) = model.size;
    if width < SMALLEST.0 || height < SMALLEST.1 {
        return None;
    }
    let frame = Rect::new(0, 0, width, height);
    let inner = Rect::new(1, 1, width.saturating_sub(2), height.saturating_sub(2));
    let row = |line: u16| Rect { y: inner.y.saturating_add(line), height: 1, ..inner };
    let body =
        Rect { y: inner.y.saturating_add(2), height: inner.height.saturating_sub(3), ..inner };
    let status = row(inner.height.saturating_sub(1));
    let (table, sheet) = split(model, body);
    Some(Areas { frame, path: row(0), head: row(1), table, sheet, status })
}

fn split(model: &Model, body: Rect) -> (Option<Rect>, Option<Rect>) {
    let listing = match &model.place().content {
        Content::Sheet(_) => return (None, Some(body)),
        Content::List(listing) => listing,
    };
    if model.size.0 >= SIDE_BY_SIDE {
        // Half of it, where a time and its name have no room in less.
        let half = body.width.saturating_sub(1).div_euclid(2);
        let narrow = half.min(body.width.saturating_mul(2).div_euclid(5).max(DETAILS));
        let wide = body.width.saturating_sub(narrow).saturating_sub(1);
        let table = Rect { width: wide, ..body };
        let x = body.x.saturating_add(wide).saturating_add(1);
        let sheet = Rect { x, width: narrow, ..body };
        return (Some(table), Some(sheet));
    }
    if model.size.0 >= STACKED && body.height >= 12 {
        let high = body.height.div_euclid(2);
        let table = Rect { height: high, ..body };
        let sheet = Rect {
            y: body.y.saturating_add(high).saturating_add(1),
            height: body.height.saturating_sub(high).saturating_sub(1),
            ..body
        };
        return (Some(table), Some(sheet));
    }
    match listing.focus {
        Focus::List => (Some(body), None),
        Focus::Details => (None, Some(body)),
    }
}

/// The columns of a sheet, with room between them.
pub(crate) fn sheet_columns(area: Rect, count: usize) -> Vec<Rect> {
    if count < 2 {
        return vec![area];
    }
    let width = area.width.saturating_sub(1).div_euclid(2);
    let right = area.x.saturating_add(width).saturating_add(1);
    let rest = area.right().saturating_sub(right);
    vec![Rect { width, ..area }, Rect { x: right, width: rest, ..area }]
}

/// The names of the screens as they stand in the top line; where there is no room for them, their
/// beginnings, but for the one that is shown.
pub(crate) fn tabs(model: &Model) -> Vec<String> {
    let screens = SCREENS.iter().enumerate();
    let names = screens.map(|(number, screen)| {
        let digit = number.saturating_add(1);
        let letters = match model.size.0 {
            ALL_NAMES.. => screen.title.len(),
            _ if number == model.screen => screen.title.len(),
            SHORT_NAMES.. => SHORT,
            _ => return format!("{digit} "),
        };
        format!("{digit} {} ", screen.title.get(..letters).unwrap_or(screen.title))
    });
    names.collect()
}

/// The rectangle of this size in the middle of the terminal, as far as there is room.
pub(crate) fn centred(size: (u16, u16), width: u16, height: u16) -> Rect {
    let width = width.min(size.0.saturating_sub(2));
    let height = height.min(size.1.saturating_sub(2));
    let x = size.0.saturating_sub(width).div_euclid(2);
    let y = size.1.saturating_sub(height).div_euclid(2);
    Rect::new(x, y, width, height)
}

/// Columns of a window of text: longer lines are hard to read.
pub(crate) const TEXT: u16 = 76;

/// Columns of a window of fields, values or lines to choose from: it grows with the terminal.
pub(crate) fn wide(size: (u16, u16)) -> u16 {
    size.0.saturating_mul(4).div_euclid(5).clamp(TEXT, 120)
}

/// Columns inside a window of so many, as far as there is room: without its frame, and a space at
/// either side.
pub(crate) fn columns_inside(size: (u16, u16), width: u16) -> usize {
    usize::from(centred(size, width, 3).width).saturating_sub(4)
}

/// Where a picker stands.
pub(crate) fn picker(size: (u16, u16)) -> Rect {
    centred(size, wide(size), size.1.saturating_sub(4))
}

impl Model {
    /// Tells lists and sheets how many lines they have.
    pub(crate) fn fit(&mut self) {
        let Some(areas) = areas(self) else { return };
        let (size, telling) = (self.size, self.telling());
        let lines = |area: Option<Rect>, less: u16| {
            area.map(|area| usize::from(area.height.saturating_sub(less)).max(1))
        };
        let (table, sheet) = (lines(areas.table, 1), lines(areas.sheet, 0));
        for popup in &mut self.popups {
            if let Popup::Picker(picker) = popup {
                // Frame, search and headings.
                picker.list.height =
                    usize::from(super::layout::picker(size).height.saturating_sub(5)).max(1);
                picker.list.settle();
            }
        }
        match &mut self.place_mut().content {
            Content::Sheet(own) => {
                own.fit(sheet.unwrap_or(own.height), telling);
            }
            Content::List(listing) => {
                listing.list.height = table.unwrap_or(listing.list.height);
                listing.list.settle();
                if let (Some(details), Some(height)) = (&mut listing.details, sheet) {
                    details.fit(height, telling);
                }
            }
        }
    }
}
