//! The palette: everything that can be done, by its name.

use tui_input::Input;

use crate::app::collection::{Action, Collection, On};
use crate::app::command::{BINDINGS, Command, Context};
use crate::app::model::Model;
use crate::app::popup::{Aim, Choice, Item, Menu};
use crate::app::screens::{Root, SCREENS};
use crate::app::sheet::name;
use crate::app::update::actions;

/// Everything that can be done from here: to this record, on other screens, by a key.
pub(super) fn all(model: &Model) -> Menu {
    let aim = Aim::of(model);
    let here = aim.as_ref().map(|aim| aim.collection);
    let mut items = aim.map(|aim| aim.items()).unwrap_or_default();
    for item in &mut items {
        if let (Choice::Act(action, _), Some(here)) = (&item.choice, here) {
            item.label = made(action, here);
        }
    }
    items.extend(places());
    items.extend(elsewhere(model, here));
    items.extend(commands(model));
    let mut menu = Menu::new("Do anything", items);
    menu.search = Some(Input::default());
    menu
}

/// What each screen begins with: its number, its name, and the place on it.
fn roots() -> impl Iterator<Item = (usize, usize, &'static str, &'static Root)> {
    SCREENS.iter().enumerate().flat_map(|(number, screen)| {
        let roots = screen.roots.iter().enumerate();
        roots.map(move |(root, each)| (number, root, screen.title, each))
    })
}

fn places() -> impl Iterator<Item = Item> {
    roots().map(|(number, root, screen, each)| {
        let digit = number.saturating_add(1);
        let about = match each {
            Root::List(collection) => format!("every {}; screen {digit} {screen}", collection.noun),
            Root::Record(..) | Root::Report(_) => format!("screen {digit} {screen}"),
        };
        Item::new(format!("Go to {}", each.title()), about, Choice::Go(number, root))
    })
}

/// What other lists make, and what reports begin.
fn elsewhere(model: &Model, here: Option<&Collection>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (number, root, _, each) in roots() {
        match each {
            Root::List(collection) if Some(*collection) != here => {
                let makes = collection.actions.iter().filter(|action| action.on == On::Nothing);
                items.extend(makes.map(|action| {
                    let about = format!("{}: {}", collection.title, action.about);
                    let choice = Choice::Make(action, number, root);
                    let refusal = actions::unchanging(model.is_read_only, action.reads);
                    Item::new(made(action, collection), about, choice).refused(refusal)
                }));
            }
            Root::Report(report) => {
                for task in report.tasks {
                    // Some are offered by more than one report.
                    if !items.iter().any(|item| item.label == task.label) {
                        items.push(actions::task_item(model, task));
                    }
                }
            }
            _ => {}
        }
    }
    items
}

/// `New payment`; what is called otherwise says itself what it does.
fn made(action: &Action, collection: &Collection) -> String {
    if action.name == "new" {
        format!("{} {}", action.label, collection.noun)
    } else {
        action.label.to_owned()
    }
}

fn commands(model: &Model) -> impl Iterator<Item = Item> {
    let contexts = model.contexts();
    let bindings = BINDINGS.iter().filter(move |row| {
        let is_move = matches!(row.command, Command::Screen(_) | Command::Palette);
        !is_move && (contexts.contains(&row.context) || row.context == Context::Anywhere)
    });
    bindings.filter(|row| model.offers(row.command)).map(|row| {
        let item =
            Item::new(name(&row.name.replace('-', " ")), row.about, Choice::Command(row.command));
        item.key(model.keys.shown(row.command))
    })
}
