//! Which keys do something where one is: the others are neither hinted at nor found.

use crate::app::collection::Collection;
use crate::app::command::Command;
use crate::app::list::List;
use crate::app::model::Model;
use crate::app::place::Content;
use crate::app::popup::Link;
use crate::app::sheet::Source;

impl Model {
    /// Whether the command does something here and now.
    pub(crate) fn offers(&self, command: Command) -> bool {
        let place = self.place();
        let collection = place.collection();
        let list = place.listing().map(|listing| &listing.list);
        let of = |holds: fn(&Collection) -> bool| collection.is_some_and(holds);
        match command {
            Command::New => list.is_some_and(|list| !list.wants_owner()) && self.changes_by("new"),
            Command::Edit => place.entry().is_some() && self.changes_by("edit"),
            Command::Actions => !list.is_some_and(List::wants_owner) && self.has_actions(),
            Command::Mark | Command::MarkAll => {
                list.is_some_and(|list| list.len() > 0) && of(Collection::takes_marks)
            }
            Command::Filter => of(|each| !(each.terms)().is_empty()),
            Command::Sort | Command::ReverseSort => of(|each| !each.sorts().is_empty()),
            Command::Owner => of(|each| each.owner.is_some()),
            Command::Back => !self.current().trail.is_empty(),
            Command::List => place.listing().is_some(),
            Command::Export => of(|each| each.export.is_some()),
            Command::Open => match place.focused_sheet() {
                Some(sheet) => sheet.target().is_some() || sheet.can_fold(),
                None => place.entry().is_some(),
            },
            Command::Copy => match place.focused_sheet() {
                Some(sheet) => sheet.value().is_some_and(|value| !value.is_empty()),
                None => place.entry().is_some(),
            },
            Command::CopyRecord => place.entry().is_some(),
            Command::Qr => {
                let link = collection.and_then(|each| Link::of(each, place.entry()?));
                link.is_some()
            }
            _ => true,
        }
    }

    /// Whether records here can be changed by the action of this name.
    fn changes_by(&self, name: &str) -> bool {
        let action = self.place().collection().and_then(|each| each.action(name));
        action.is_some_and(|action| action.reads || !self.is_read_only)
    }

    /// Whether the menu of actions has lines.
    fn has_actions(&self) -> bool {
        let place = self.place();
        let has_tasks = match &place.content {
            Content::Sheet(sheet) => {
                matches!(&sheet.source, Source::Report(report) if !report.tasks.is_empty())
            }
            Content::List(_) => false,
        };
        has_tasks || place.collection().is_some_and(|each| !each.actions.is_empty())
    }
}
