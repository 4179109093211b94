//! Every key, and how things look: what the screens know of themselves.

use crate::app::collection::{Fact, Report, Section};
use crate::app::command::{BINDINGS, Binding, Command, Context};
use crate::app::model::Model;

/// The keys as they are now, the theme, and where both are set.
pub(crate) static KEYS: Report = Report {
    name: "keys",
    title: "Keys & theme",
    read: |_| Ok(Vec::new()),
    own: Some(|model| {
        let parts = [
            ("Keys wherever no text is typed", Context::Anywhere),
            ("In a list", Context::List),
            ("In details", Context::Details),
            ("Wherever there is a record", Context::Record),
        ];
        let keys = parts.iter().map(|(title, context)| keys(model, title, *context));
        std::iter::once(theme(model)).chain(keys).collect()
    }),
    tasks: &[],
};

fn theme(model: &Model) -> Section {
    let key = model.keys.shown(Command::Theme);
    let path = model.config.as_ref().map(|path| path.display().to_string());
    let path = path.map_or_else(
        || "this platform tells no folder for it".to_owned(),
        |path| crate::output::text::shown(&path),
    );
    let lines = vec![
        Fact::new("theme", model.chosen_theme.name()),
        Fact::new("another", format!("{key} goes on to the next, and it is kept")),
        Fact::new("settings", path),
        Fact::new("keys there", "[keys] with lines such as copy = [\"y\", \"ctrl-y\"]"),
    ];
    Section::new("Theme and settings", lines)
}

fn keys(model: &Model, title: &str, context: Context) -> Section {
    let here = BINDINGS.iter().filter(|binding| binding.context == context);
    Section::new(title, here.map(|binding| key(model, binding)).collect())
}

fn key(model: &Model, binding: &Binding) -> Fact {
    let keys = model.keys.all_shown(binding.command);
    let keys = if keys.is_empty() { "no key".to_owned() } else { keys };
    let padding = 12_usize.saturating_sub(crate::output::text::width(&keys));
    let value = format!("{keys}{} {}", " ".repeat(padding), binding.about);
    Fact { raw: Some(keys), ..Fact::new(binding.name, value) }
}
