//! What narrows and arranges a list.

use tui_input::Input;

use crate::app::collection::{Collection, Query};
use crate::app::command::Command;
use crate::app::list::Stretch;
use crate::app::model::Model;
use crate::app::msg::{Cmd, Remember};
use crate::app::place::Listing;
use crate::app::popup::{Choice, FilterPrompt, Item, Menu, NamePrompt, Picker, Popup};
use crate::app::update::{actions, moves, palette};

/// Does it, if it is about the list or the palette.
pub(super) fn run(model: &mut Model, command: Command) -> Option<Vec<Cmd>> {
    if command == Command::Palette {
        model.open(Popup::Menu(palette::all(model)));
        return Some(Vec::new());
    }
    let is_of_list = matches!(
        command,
        Command::Filter
            | Command::Sort
            | Command::ReverseSort
            | Command::Columns
            | Command::SavedFilters
            | Command::SaveFilter
            | Command::Owner
            | Command::Mark
            | Command::MarkAll
            | Command::Unmark
    );
    if !is_of_list {
        return None;
    }
    if model.place().listing().is_none() {
        model.tell("that is for lists");
        return Some(Vec::new());
    }
    Some(run_on_list(model, command))
}

/// Marks all that match, or if they are marked, nothing.
fn mark_all(model: &mut Model) {
    let mut is_uncounted = false;
    with_listing(model, |listing| {
        let was = listing.list.marks_all;
        listing.list.unmark();
        // Their number is asked for before anything is done to them.
        is_uncounted = listing.list.total.is_none();
        listing.list.marks_all = !was && !is_uncounted;
    });
    if is_uncounted {
        model.warn("they are still being counted");
    }
}

fn run_on_list(model: &mut Model, command: Command) -> Vec<Cmd> {
    match command {
        Command::Mark | Command::MarkAll if !model.offers(command) => {
            if let Some((collection, _)) = list_of(model) {
                let many = collection.many();
                model.tell(if collection.takes_marks() {
                    format!("there are no {many} here to mark")
                } else {
                    format!("nothing can be done to many {many} at once: none was marked")
                });
            }
        }
        Command::Mark => {
            with_listing(model, |listing| listing.list.mark());
            return moves::step(model, 1);
        }
        Command::MarkAll => mark_all(model),
        Command::Unmark => with_listing(model, |listing| {
            listing.list.unmark();
        }),
        Command::Filter => open_filter(model),
        Command::Sort => open_sorts(model),
        Command::ReverseSort => return reverse(model),
        Command::Columns => open_columns(model),
        Command::SavedFilters => open_saved(model),
        Command::SaveFilter => {
            if list_of(model).is_some_and(|(_, query)| !query.text().is_empty()) {
                model.open(Popup::SaveFilter(NamePrompt::default()));
            } else {
                model.tell("there is no filter to save; / makes one");
            }
        }
        Command::Owner => return open_owner(model),
        _ => {}
    }
    Vec::new()
}

fn with_listing(model: &mut Model, work: impl FnOnce(&mut Listing)) {
    if let Some(listing) = model.place_mut().listing_mut() {
        work(listing);
    }
}

/// The list's collection, and what of it is shown.
fn list_of(model: &Model) -> Option<(&'static Collection, &Query)> {
    let list = &model.place().listing()?.list;
    Some((list.collection, &list.query))
}

fn open_filter(model: &mut Model) {
    let Some((collection, query)) = list_of(model) else { return };
    if (collection.terms)().is_empty() {
        model.tell(format!("{} have no filters", collection.title));
        return;
    }
    let input = Input::new(query.filter.clone());
    model.open(Popup::Filter(FilterPrompt { input, ..FilterPrompt::default() }));
}

/// Shows what the filter leaves, in the order that it names; if it names none, in that which was
/// chosen.
pub(super) fn use_filter(model: &mut Model, text: &str) -> Vec<Cmd> {
    with_listing(model, |listing| {
        let text = text.trim_start().to_owned();
        let Query { filter, sort, .. } = Query::of(&text);
        listing.past_filters.retain(|past| *past != text);
        listing.past_filters.push(text);
        listing.list.query.filter = filter;
        if sort.is_some() {
            listing.list.query.sort = sort;
        }
    });
    if let Some((collection, query)) = list_of(model) {
        for note in (collection.check)(&query.filter).unwrap_or_default() {
            model.tell(note);
        }
    }
    model.read_list_anew()
}

fn open_sorts(model: &mut Model) {
    let Some((collection, query)) = list_of(model) else { return };
    let sorts = collection.sorts();
    if sorts.is_empty() {
        model.tell(format!("{} stand newest first", collection.title));
        return;
    }
    let mut items = vec![Item::new("newest first", "the usual order", Choice::Sort(None))];
    for key in sorts {
        let (up, down) = (key.to_owned(), format!("-{key}"));
        items.push(Item::new(
            format!("{key} ↑"),
            "the smallest or earliest first",
            Choice::Sort(Some(up)),
        ));
        items.push(Item::new(
            format!("{key} ↓"),
            "the largest or latest first",
            Choice::Sort(Some(down)),
        ));
    }
    let is_now = |item: &Item| matches!(&item.choice, Choice::Sort(sort) if *sort == query.sort);
    for item in &mut items {
        item.is_on = Some(is_now(item));
    }
    let mut menu = Menu::new("Sort by", items);
    menu.chosen = menu.items.iter().position(is_now).unwrap_or(0);
    model.open(Popup::Menu(menu));
}

/// Sorts the list by a key, or newest first.
pub(super) fn sort(model: &mut Model, key: Option<&str>) -> Vec<Cmd> {
    with_listing(model, |listing| listing.list.query.sort = key.map(str::to_owned));
    model.read_list_anew()
}

fn reverse(model: &mut Model) -> Vec<Cmd> {
    let Some((collection, query)) = list_of(model) else { return Vec::new() };
    let Some(first) = collection.sorts().first().copied() else {
        model.tell(format!("{} stand newest first", collection.title));
        return Vec::new();
    };
    let other = match &query.sort {
        // Newest first is the first key, the largest first.
        None => first.to_owned(),
        Some(key) => key.strip_prefix('-').map_or_else(|| format!("-{key}"), str::to_owned),
    };
    sort(model, Some(&other))
}

fn open_columns(model: &mut Model) {
    let Some(items) = model.place().listing().map(column_items) else { return };
    let mut menu = Menu::new("Columns", items);
    menu.is_checklist = true;
    model.open(Popup::Menu(menu));
}

/// Each column with whether it is shown, and the way back to the usual ones.
fn column_items(listing: &Listing) -> Vec<Item> {
    let columns = listing.list.collection.columns.iter().enumerate();
    let items = columns.map(|(number, cells)| {
        let about = listing.list.collection.label(cells.column.path);
        let mut item = Item::new(cells.heading, about, Choice::Column(number));
        item.is_on = Some(listing.columns.contains(&number));
        item
    });
    let usual = Item::new("usual columns", "show them as if none was chosen", Choice::UsualColumns);
    items.chain([usual]).collect()
}

/// Shows or hides a column; the last one stays.
fn turn_column(model: &mut Model, number: usize) -> Vec<Cmd> {
    let Some(listing) = model.place().listing() else { return Vec::new() };
    let collection = listing.list.collection;
    let mut columns = listing.columns.clone();
    match columns.iter().position(|each| *each == number) {
        Some(_) if columns.len() < 2 => {}
        Some(at) => drop(columns.remove(at)),
        None => {
            columns.push(number);
            columns.sort_unstable();
        }
    }
    let names = columns.iter().filter_map(|number| collection.columns.get(*number));
    let names: Vec<_> = names.map(|cells| cells.column.path.to_owned()).collect();
    model.saved.columns.insert(collection.name.to_owned(), names.clone());
    show_columns(model, collection);
    model.remember(Remember::Columns(collection.name, names))
}

/// Shows the columns as if none was chosen here.
fn use_usual_columns(model: &mut Model) -> Vec<Cmd> {
    let Some((collection, _)) = list_of(model) else { return Vec::new() };
    model.saved.use_usual_columns(collection.name);
    show_columns(model, collection);
    model.remember(Remember::NoColumns(collection.name))
}

/// Shows other columns, in the lists and in the menu.
fn show_columns(model: &mut Model, collection: &'static Collection) {
    model.choose_columns_everywhere(collection);
    let items = model.place().listing().map(column_items);
    if let (Some(Popup::Menu(menu)), Some(items)) = (model.popups.last_mut(), items) {
        menu.items = items;
    }
    let is_named = model.saved.named.columns.contains_key(collection.name);
    if let Some(why) = model.fleeting(is_named) {
        model.tell(format!("the choice lasts for this run only: {why}"));
    }
}

fn open_saved(model: &mut Model) {
    let Some((collection, _)) = list_of(model) else { return };
    let Some(saved) = model.saved.filters.get(collection.name).filter(|saved| !saved.is_empty())
    else {
        let key = model.keys.shown(Command::SaveFilter);
        model.tell(format!("no filter is saved here yet; {key} saves the one that stands there"));
        return;
    };
    let mut items = Vec::new();
    for (name, filter) in saved {
        items.push(Item::new(name, filter, Choice::UseFilter(filter.clone())));
    }
    for name in saved.keys() {
        let label = format!("remove {name}");
        let mut item = Item::new(label, "", Choice::RemoveFilter(name.clone()));
        if model.saved.names_filter(collection.name, name) {
            let settings = model.settings();
            item.refusal = Some(format!("{settings} names it: it can only be removed there"));
        }
        items.push(item);
    }
    let mut menu = Menu::new("Saved filters", items);
    menu.search = Some(Input::default());
    model.open(Popup::Menu(menu));
}

/// Saves the list's filter and order under a name.
pub(super) fn save_filter(model: &mut Model, name: &str) -> Vec<Cmd> {
    let Some((collection, query)) = list_of(model) else { return Vec::new() };
    let filter = query.text();
    let saved = model.saved.filters.entry(collection.name.to_owned()).or_default();
    saved.insert(name.to_owned(), filter.clone());
    let told = match model.fleeting(false) {
        None => format!("saved the filter as {name}"),
        Some(why) => format!("the filter {name} lasts for this run only: {why}"),
    };
    model.tell(told);
    model.remember(Remember::Filter(collection.name, name.to_owned(), filter))
}

/// Forgets a saved filter.
pub(super) fn remove_filter(model: &mut Model, name: &str) -> Vec<Cmd> {
    let Some((collection, _)) = list_of(model) else { return Vec::new() };
    if let Some(saved) = model.saved.filters.get_mut(collection.name) {
        saved.remove(name);
    }
    model.tell(format!("removed the filter {name}"));
    model.remember(Remember::NoFilter(collection.name, name.to_owned()))
}

fn open_owner(model: &mut Model) -> Vec<Cmd> {
    let Some((collection, _)) = list_of(model) else { return Vec::new() };
    let Some(owner) = collection.owner else {
        model.tell(format!("{} are not listed by owner", collection.title));
        return Vec::new();
    };
    open_picker(model, owner, true)
}

/// Opens a list to pick a record from.
pub(crate) fn open_picker(
    model: &mut Model,
    collection: &'static Collection,
    is_for_owner: bool,
) -> Vec<Cmd> {
    let place = model.place_id();
    let list = crate::app::list::List::new(collection, Default::default());
    let search = Input::default();
    let mut picker =
        Picker { place, list, search, trouble: None, is_for_owner, takes: false, asked: 0 };
    let command = picker.ask(Stretch::First);
    model.open(Popup::Picker(Box::new(picker)));
    vec![command]
}

/// Does what a line of a menu stands for.
pub(super) fn choose(model: &mut Model, choice: Choice) -> Vec<Cmd> {
    match choice {
        Choice::Act(action, aim) => actions::begin(model, action, *aim),
        Choice::Task(task) => actions::begin_task(model, task),
        Choice::Command(command) => model.run(command),
        Choice::Go(screen, root) => moves::go(model, screen, Some(root)),
        Choice::Make(action, screen, root) => {
            let mut commands = moves::go(model, screen, Some(root));
            commands.extend(actions::begin_here(model, action));
            commands
        }
        Choice::Sort(key) => sort(model, key.as_deref()),
        Choice::Column(number) => turn_column(model, number),
        Choice::UsualColumns => use_usual_columns(model),
        Choice::UseFilter(filter) => use_filter(model, &filter),
        Choice::RemoveFilter(name) => remove_filter(model, &name),
    }
}
