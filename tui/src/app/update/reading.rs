//! Asking for what the screens show, and taking it.

use billfold_core::{Error, Result};

use crate::app::collection::Section;
use crate::app::list::Stretch;
use crate::app::model::Model;
use crate::app::msg::{Answer, Cmd, PlaceId, Question};
use crate::app::place::{Content, Place};
use crate::app::sheet::{Source, Telling};

impl Model {
    /// What has to be read for where one is; `again` also for what is there already.
    pub(crate) fn read_place(&mut self, again: bool) -> Vec<Cmd> {
        let telling = self.telling();
        if let Some(sections) = self.own_report() {
            if let Some(sheet) = self.place_mut().any_sheet_mut() {
                sheet.take_report(sections, telling);
            }
            return Vec::new();
        }
        let place = self.place_mut();
        let mut commands = Vec::new();
        if let Content::List(listing) = &mut place.content {
            if !listing.list.is_read() || listing.list.error.is_some() {
                commands.extend(ask_list(place, Stretch::First));
            } else if again {
                let stretch = listing.list.again();
                commands.extend(ask_list(place, stretch));
            }
        }
        commands.extend(ask_sheet(place, again, telling));
        commands
    }

    /// What the report where one is says, if it is about the screens themselves.
    fn own_report(&self) -> Option<Vec<Section>> {
        let Content::Sheet(sheet) = &self.place().content else { return None };
        let Source::Report(report) = &sheet.source else { return None };
        report.own.map(|own| own(self))
    }

    /// Reads the list where one is from its beginning, as after another filter.
    pub(crate) fn read_list_anew(&mut self) -> Vec<Cmd> {
        let place = self.place_mut();
        if let Some(listing) = place.listing_mut() {
            listing.list.total = None;
            listing.list.unmark();
        }
        ask_list(place, Stretch::First).into_iter().collect()
    }

    /// Asks for a stretch of the list where one is.
    pub(crate) fn read_stretch(&mut self, stretch: Option<Stretch>) -> Vec<Cmd> {
        let place = self.place_mut();
        stretch.and_then(|stretch| ask_list(place, stretch)).into_iter().collect()
    }

    /// Shows the record under the cursor in the details, and reads the rest about it.
    pub(crate) fn follow_cursor(&mut self) -> Vec<Cmd> {
        let telling = self.telling();
        let place = self.place_mut();
        let id = place.id;
        let Some(listing) = place.listing_mut() else { return Vec::new() };
        if !listing.show_details(telling) {
            return Vec::new();
        }
        let question = listing.details.as_ref().map(|sheet| sheet.question());
        question.map(|question| Cmd::Read(id, question)).into_iter().collect()
    }
}

/// Asks for a stretch of a place's list.
fn ask_list(place: &mut Place, stretch: Stretch) -> Option<Cmd> {
    let id = place.id;
    let list = &mut place.listing_mut()?.list;
    if list.awaited.as_ref() == Some(&stretch) {
        return None;
    }
    list.awaited = Some(stretch.clone());
    let question = list_question(list, stretch);
    Some(Cmd::Read(id, question))
}

/// The question for a stretch of a list.
pub(super) fn list_question(list: &crate::app::list::List, stretch: Stretch) -> Question {
    // Only the beginning and a second reading count anew.
    let total = match stretch {
        Stretch::After(_) | Stretch::Before(_) | Stretch::Last => list.total,
        Stretch::First | Stretch::Again(..) => None,
    };
    Question::List(list.collection, list.query.clone(), stretch, total)
}

fn ask_sheet(place: &mut Place, again: bool, telling: Telling) -> Option<Cmd> {
    let id = place.id;
    let is_new = place.listing_mut().is_some_and(|listing| listing.show_details(telling));
    let sheet = place.any_sheet_mut()?;
    let wanted = is_new || again || !sheet.is_read;
    wanted.then(|| Cmd::Read(id, sheet.question()))
}

/// Takes what was read, unless nobody waits for it any more.
pub(super) fn take(
    model: &mut Model,
    place: PlaceId,
    question: &Question,
    answer: Result<Answer>,
) -> Vec<Cmd> {
    if super::popups::waits(model, place) {
        return super::popups::take_read(model, place, answer);
    }
    let telling = model.telling();
    let is_here = model.place().id == place;
    let answer = match answer {
        Ok(answer) => {
            model.alarm = None;
            answer
        }
        Err(error) => return refuse(model, place, question, error),
    };
    let Some(found) = model.place_of(place) else { return Vec::new() };
    match answer {
        Answer::List(reading) => {
            let Some(listing) = found.listing_mut() else { return Vec::new() };
            let asked = matches!(question, Question::List(_, query, stretch, _)
                if *query == listing.list.query && listing.list.awaited.as_ref() == Some(stretch));
            if !asked {
                return Vec::new();
            }
            let more = listing.list.take(reading);
            let mut commands: Vec<_> =
                more.and_then(|stretch| ask_list(found, stretch)).into_iter().collect();
            if is_here {
                commands.extend(model.follow_cursor());
            }
            commands
        }
        Answer::Owner(owner) => {
            let Some(listing) = found.listing_mut() else { return Vec::new() };
            if listing.list.query.owner.is_some() {
                return Vec::new();
            }
            listing.list.awaited = None;
            listing.list.error = None;
            listing.list.query.owner = owner;
            let is_known = listing.list.query.owner.is_some();
            let stretch = is_known.then_some(Stretch::First);
            stretch.and_then(|stretch| ask_list(found, stretch)).into_iter().collect()
        }
        Answer::Record(whole) => {
            if let Some(sheet) = found.any_sheet_mut()
                && sheet.question() == *question
            {
                let entry = whole.entry.clone();
                sheet.take(whole, telling);
                if let Some(listing) = found.listing_mut() {
                    listing.list.update(&entry);
                }
            }
            Vec::new()
        }
        Answer::Report(sections) => {
            if let Some(sheet) = found.any_sheet_mut() {
                sheet.take_report(sections, telling);
            }
            Vec::new()
        }
    }
}

/// Tells why something could not be read, where it would have stood.
fn refuse(model: &mut Model, place: PlaceId, question: &Question, error: Error) -> Vec<Cmd> {
    let Some(found) = model.place_of(place) else { return Vec::new() };
    match question {
        Question::List(_, query, ..) => {
            if let Some(listing) = found.listing_mut()
                && listing.list.query == *query
            {
                listing.list.awaited = None;
                listing.list.error = Some(error);
            }
        }
        Question::Record(..) | Question::Report(_) => {
            if let Some(sheet) = found.any_sheet_mut()
                && sheet.question() == *question
            {
                sheet.error = Some(error);
            }
        }
    }
    Vec::new()
}
