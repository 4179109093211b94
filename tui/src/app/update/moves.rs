//! Going about: lines, pages, lists, screens, records and back.

use crate::app::collection::Target;
use crate::app::command::Command;
use crate::app::list::Stretch;
use crate::app::model::Model;
use crate::app::msg::Cmd;
use crate::app::place::{Content, Focus, Place};

/// Does it, if it is a move.
pub(super) fn run(model: &mut Model, command: Command) -> Option<Vec<Cmd>> {
    let page = |model: &Model| isize::try_from(page_height(model)).unwrap_or(1);
    Some(match command {
        Command::Down => step(model, 1),
        Command::Up => step(model, -1),
        Command::PageDown => {
            let lines = page(model);
            step(model, lines)
        }
        Command::PageUp => {
            let lines = page(model).saturating_neg();
            step(model, lines)
        }
        Command::First => edge(model, true),
        Command::Last => edge(model, false),
        Command::Open => open(model),
        Command::Close => close(model),
        Command::Back => back(model),
        Command::Details => into_details(model),
        Command::List => {
            match &mut model.place_mut().content {
                Content::List(listing) => listing.focus = Focus::List,
                Content::Sheet(sheet) => sheet.go_to_column(0),
            }
            Vec::new()
        }
        Command::Screen(number) => go(model, number, None),
        Command::NextList => turn(model, 1),
        Command::PreviousList => turn(model, -1),
        _ => return None,
    })
}

/// Lines of a page: all but one that stays in sight.
fn page_height(model: &Model) -> usize {
    let height = match (&model.place().content, model.place().focused_sheet()) {
        (_, Some(sheet)) => sheet.height,
        (Content::List(listing), None) => listing.list.height,
        (Content::Sheet(sheet), None) => sheet.height,
    };
    height.saturating_sub(1).max(1)
}

/// Moves the cursor by lines.
pub(super) fn step(model: &mut Model, lines: isize) -> Vec<Cmd> {
    if let Some(sheet) = model.place_mut().focused_sheet_mut() {
        sheet.step(lines);
        return Vec::new();
    }
    let stretch = model.place_mut().listing_mut().and_then(|listing| listing.list.step(lines));
    let mut commands = model.read_stretch(stretch);
    commands.extend(model.follow_cursor());
    commands
}

fn edge(model: &mut Model, is_first: bool) -> Vec<Cmd> {
    if let Some(sheet) = model.place_mut().focused_sheet_mut() {
        if is_first {
            sheet.first()
        } else {
            sheet.last()
        }
        return Vec::new();
    }
    let stretch: Option<Stretch> = model
        .place_mut()
        .listing_mut()
        .and_then(|listing| if is_first { listing.list.first() } else { listing.list.last() });
    let mut commands = model.read_stretch(stretch);
    commands.extend(model.follow_cursor());
    commands
}

/// Into the details, or where the line under the cursor leads.
pub(super) fn open(model: &mut Model) -> Vec<Cmd> {
    let telling = model.telling();
    let Some(sheet) = model.place_mut().focused_sheet_mut() else { return into_details(model) };
    if sheet.fold(telling) {
        return Vec::new();
    }
    match sheet.target().cloned() {
        Some(target) => follow(model, target),
        None => Vec::new(),
    }
}

/// Into the details; on a report in two columns, into the second.
fn into_details(model: &mut Model) -> Vec<Cmd> {
    if let Content::Sheet(sheet) = &mut model.place_mut().content {
        sheet.go_to_column(1);
        return Vec::new();
    }
    if let Some(listing) = model.place_mut().listing_mut()
        && listing.list.selected().is_some()
    {
        listing.focus = Focus::Details;
    }
    model.fit();
    model.follow_cursor()
}

/// Goes to a record or a list, from where `back` leads here again.
pub(super) fn follow(model: &mut Model, target: Target) -> Vec<Cmd> {
    let id = model.place_id();
    let mut place = match target {
        Target::Record(collection, record) => Place::record(id, collection, record),
        Target::List(collection, query) => Place::list(id, collection, query),
    };
    model.choose_columns(&mut place);
    model.current_mut().trail.push(place);
    model.fit();
    model.read_place(false)
}

/// Closes what is open: details, marks, the filter, the place.
fn close(model: &mut Model) -> Vec<Cmd> {
    let is_followed = !model.current().trail.is_empty();
    let Some(listing) = model.place_mut().listing_mut() else { return back(model) };
    if listing.focus == Focus::Details {
        listing.focus = Focus::List;
        return Vec::new();
    }
    if listing.list.unmark() {
        return Vec::new();
    }
    if is_followed {
        return back(model);
    }
    if listing.list.query.filter.is_empty() {
        return Vec::new();
    }
    listing.list.query.filter.clear();
    model.read_list_anew()
}

fn back(model: &mut Model) -> Vec<Cmd> {
    if model.current_mut().trail.pop().is_none() {
        return Vec::new();
    }
    model.fit();
    model.read_place(true)
}

/// To the screen of this number, and a list of it.
pub(super) fn go(model: &mut Model, screen: usize, root: Option<usize>) -> Vec<Cmd> {
    if screen >= model.screens.len() {
        return Vec::new();
    }
    let was_here = model.screen == screen;
    model.screen = screen;
    let current = model.current_mut();
    if was_here || root.is_some() {
        // The key of the screen one is on leads back to where it begins.
        current.trail.clear();
    }
    if let Some(root) = root {
        current.root = root.min(current.roots.len().saturating_sub(1));
    }
    model.fit();
    model.read_place(true)
}

fn turn(model: &mut Model, lists: isize) -> Vec<Cmd> {
    let screen = model.current();
    let count = isize::try_from(screen.roots.len()).unwrap_or(1).max(1);
    let root = isize::try_from(screen.root).unwrap_or(0).saturating_add(lists).rem_euclid(count);
    go(model, model.screen, usize::try_from(root).ok())
}
