//! Asking for what the screens show, and taking it.

use billfold_core::{Error, Result};

use crate::app::collection::Section;
use crate::app::list::{Reading, Stretch};
use crate::app::model::Model;
use crate::app::msg::{Answer, Asked, Cmd, PlaceId, Question, Whole};
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
            listing.list.begin_anew();
        }
        let forgotten = place.forget_count();
        forgotten.into_iter().chain(ask_list(place, Stretch::First)).collect()
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
        let Some(listing) = place.listing_mut() else { return Vec::new() };
        if !listing.show_details(telling) {
            return Vec::new();
        }
        let question = listing.details.as_ref().map(|sheet| sheet.question());
        question.and_then(|question| place.ask(question)).into_iter().collect()
    }
}

/// Asks for a stretch of a place's list.
fn ask_list(place: &mut Place, stretch: Stretch) -> Option<Cmd> {
    let list = &mut place.listing_mut()?.list;
    if matches!(stretch, Stretch::Again(..)) && list.is_jumping() {
        // Who is on the way to the beginning or the end gets there; what has changed is read then.
        place.outdate(Question::LIST);
        return None;
    }
    list.awaited = Some(stretch.clone());
    let question = list.question(stretch);
    place.ask(question)
}

fn ask_sheet(place: &mut Place, again: bool, telling: Telling) -> Option<Cmd> {
    let is_new = place.listing_mut().is_some_and(|listing| listing.show_details(telling));
    let sheet = place.any_sheet_mut()?;
    let wanted = is_new || again || !sheet.is_read;
    let question = wanted.then(|| sheet.question());
    question.and_then(|question| place.ask(question))
}

/// Takes what was read, unless nobody waits for it any more.
pub(super) fn take(
    model: &mut Model,
    place: PlaceId,
    asked: &Asked,
    answer: Result<Answer>,
) -> Vec<Cmd> {
    if super::popups::waits(model, place) {
        return super::popups::take_read(model, place, asked, answer);
    }
    let telling = model.telling();
    let is_here = model.place().id == place;
    let Some(found) = model.place_of(place) else { return Vec::new() };
    // What was asked before the newest question must not replace what is newer.
    let Some(is_outdated) = found.answered(asked) else { return Vec::new() };
    let mut commands = match answer {
        Ok(Answer::List(reading)) => take_list(found, reading),
        Ok(Answer::Count(total)) => {
            take_total(found, &asked.question, total);
            None
        }
        Ok(Answer::Currency(only)) => {
            // One that was used meanwhile comes first.
            model.currency = model.currency.take().or(only);
            return Vec::new();
        }
        Ok(Answer::Record(whole)) => {
            take_record(found, whole, telling);
            None
        }
        Ok(Answer::Owner(owner)) => take_owner(found, owner),
        Ok(Answer::Report(sections)) => {
            if let Some(sheet) = found.any_sheet_mut() {
                sheet.take_report(sections, telling);
            }
            None
        }
        Err(error) => {
            refuse(found, &asked.question, error);
            return if is_outdated { again(found, asked) } else { Vec::new() };
        }
    }
    .into_iter()
    .collect::<Vec<_>>();
    let count = found.listing_mut().and_then(|listing| listing.list.count());
    commands.extend(count.and_then(|question| found.ask(question)));
    if is_outdated && commands.is_empty() {
        commands = again(found, asked);
    } else if is_outdated {
        found.outdate(asked.question.sort());
    }
    if is_here && matches!(asked.question, Question::List(..)) {
        commands.extend(model.follow_cursor());
    }
    commands
}

/// Asks once more for what has changed while it was being read.
fn again(place: &mut Place, asked: &Asked) -> Vec<Cmd> {
    let command = if let Question::List(..) = asked.question {
        let stretch = place.listing().map(|listing| listing.list.again());
        stretch.and_then(|stretch| ask_list(place, stretch))
    } else {
        place.ask(asked.question.clone())
    };
    command.into_iter().collect()
}

/// Takes a stretch of a list; asks for more of it if the cursor wants more.
fn take_list(place: &mut Place, reading: Reading) -> Option<Cmd> {
    let stretch = place.listing_mut()?.list.take(reading)?;
    ask_list(place, stretch)
}

/// Takes how many records the list has, if it still is that list.
fn take_total(place: &mut Place, question: &Question, total: i64) {
    if let (Question::Count(_, query), Some(listing)) = (question, place.listing_mut()) {
        listing.list.take_total(query, total);
    }
}

/// Takes whose records the list is to show, unless somebody has said so meanwhile.
fn take_owner(place: &mut Place, owner: Option<(String, String)>) -> Option<Cmd> {
    let list = &mut place.listing_mut()?.list;
    if list.query.owner.is_some() {
        return None;
    }
    list.awaited = None;
    list.error = None;
    (list.query.owner, list.query.whose) = owner.unzip();
    list.query.owner.as_ref()?;
    ask_list(place, Stretch::First)
}

/// Takes all about a record, if the sheet still is about that.
fn take_record(place: &mut Place, whole: Whole, telling: Telling) {
    let entry = whole.entry.clone();
    let Some(sheet) = place.any_sheet_mut() else { return };
    sheet.take(whole, telling);
    if let Some(listing) = place.listing_mut() {
        listing.list.update(&entry);
    }
}

/// Tells why something could not be read, where it would have stood.
fn refuse(place: &mut Place, question: &Question, error: Error) {
    if matches!(question, Question::List(..)) {
        if let Some(listing) = place.listing_mut() {
            listing.list.fail(error);
        }
    } else if question.is_beside() {
        // It stays unknown until it is asked for again: what troubles it shows elsewhere, too.
    } else if let Some(sheet) = place.any_sheet_mut() {
        sheet.error = Some(error);
    }
}
