//! Long work beside the screen: how it begins, what comes of it, and the window that tells of it.

use billfold_core::{Error, ErrorKind};
use crossterm::event::{KeyCode, KeyEvent};

use crate::app::collection::Done;
use crate::app::form::FormState;
use crate::app::job::{self, Job, JobId, JobNews, JobState};
use crate::app::model::Model;
use crate::app::msg::Cmd;
use crate::app::popup::Popup;
use crate::app::update::{actions, forms, popups, written};

/// Whether the file has gone from its place: what is written to it then would be lost with it.
/// Says so, in the form if there is one.
pub(super) fn is_gone(model: &mut Model) -> bool {
    let Some(alarm) = &model.alarm else { return false };
    let words = format!("nothing was changed: {alarm}");
    match forms::form(model) {
        Some(form) => (form.trouble, form.is_busy) = (Some(words), false),
        None => model.warn(words),
    }
    true
}

/// Begins long work. The form in which it was asked for stays until the work is seen to be
/// possible.
pub(super) fn start(model: &mut Model, label: String, job: Job) -> Vec<Cmd> {
    // It may have gone since the work was asked for.
    if !matches!(job, Job::Export(..)) && is_gone(model) {
        return Vec::new();
    }
    let id = model.job_id();
    let mut state = JobState::new(id, label, &job);
    let place = model.place().id;
    if let Some(form) = forms::form(model) {
        (form.job, form.is_busy) = (Some(id), true);
        state.marked_in = Some(place);
    } else {
        model.tell(format!("{} has begun", state.label));
        unmark(model, &job);
    }
    job::forget_ended(&mut model.jobs);
    model.jobs.push(state);
    vec![Cmd::Job(id, Box::new(job))]
}

/// What was marked has served its purpose.
fn unmark(model: &mut Model, job: &Job) {
    if let (Job::Bulk(_), Some(listing)) = (job, model.place_mut().listing_mut()) {
        listing.list.unmark();
    }
}

/// Takes what there is to tell of long work.
pub(super) fn take(model: &mut Model, id: JobId, news: JobNews) -> Vec<Cmd> {
    if let Some(at) = model.popups.iter().position(|popup| is_count_of(popup, id)) {
        take_tally(model, at, news);
        return Vec::new();
    }
    let Some(job) = model.jobs.iter_mut().find(|job| job.id == id) else { return Vec::new() };
    let was_under_way = job.is_under_way;
    let done = job.take(news);
    let (is_under_way, end) = (job.is_under_way, job.end.clone());
    if is_under_way && !was_under_way {
        go_on_without_form(model, id);
    }
    match end {
        None => return Vec::new(),
        Some(Err(error)) if !is_under_way && give_back(model, id, &error) => return Vec::new(),
        Some(end) => tell_end(model, id, end),
    }
    if let Some(done) = done {
        keep(model, id, &done);
        if model.popups.is_empty() {
            let label = label_of(model, id);
            written::show(model, &label, done);
        }
    }
    model.read_place(true)
}

fn is_count_of(popup: &Popup, id: JobId) -> bool {
    matches!(popup, Popup::Count(count) if count.rehearsal == id)
}

/// Takes what a change of many would come to, where its number is asked for; what is wrong with the
/// form below is for the form.
fn take_tally(model: &mut Model, at: usize, news: JobNews) {
    let below = at.checked_sub(1).and_then(|below| model.popups.get_mut(below));
    if let (Some(Popup::Form(form)), JobNews::Ended(Err(error))) = (below, &news)
        && error.kind() == ErrorKind::Validation
    {
        form.refuse(error);
        model.popups.remove(at);
        return;
    }
    let Some(Popup::Count(count)) = model.popups.get_mut(at) else { return };
    match news {
        JobNews::Tally(tally) => count.tally = tally,
        JobNews::Ended(end) => {
            count.looked = Some(end.map(drop).map_err(|error| error.message().to_owned()));
        }
        JobNews::Progress(..) | JobNews::Row(..) => {}
    }
}

/// The form in which the work was asked for, wherever it is among what is open.
fn form_of(model: &mut Model, id: JobId) -> Option<&mut FormState> {
    model.popups.iter_mut().find_map(|popup| match popup {
        Popup::Form(form) if form.job == Some(id) => Some(&mut **form),
        _ => None,
    })
}

fn label_of(model: &Model, id: JobId) -> String {
    let job = model.jobs.iter().find(|job| job.id == id);
    job.map(|job| job.label.clone()).unwrap_or_default()
}

/// The work is under way: the form has served its purpose, and so have the marks.
fn go_on_without_form(model: &mut Model, id: JobId) {
    if form_of(model, id).is_none() {
        return;
    }
    model.popups.retain(|popup| !matches!(popup, Popup::Form(form) if form.job == Some(id)));
    let job = model.jobs.iter_mut().find(|job| job.id == id);
    let place = job.and_then(|job| job.marked_in.take());
    if let Some(listing) = place.and_then(|id| model.place_of(id)?.listing_mut()) {
        listing.list.unmark();
    }
    let label = label_of(model, id);
    model.tell(format!("{label} has begun"));
}

/// Shows in its form why the work is not possible, as if it had never begun; says whether the form
/// is still there.
fn give_back(model: &mut Model, id: JobId, error: &Error) -> bool {
    let Some(form) = form_of(model, id) else { return false };
    form.job = None;
    form.refuse(error);
    model.jobs.retain(|job| job.id != id);
    true
}

/// Tells what came of it.
fn tell_end(model: &mut Model, id: JobId, end: Result<String, Error>) {
    let Some(job) = model.jobs.iter().find(|job| job.id == id) else { return };
    let (label, refusals, words) = (job.label.clone(), job.refusals, job.words());
    match end {
        Ok(_) if refusals == 0 => model.tell(words),
        Ok(_) => {
            model.warn(words);
            // What is being typed must not go there.
            if model.popups.is_empty() {
                model.open(Popup::Jobs(0));
            }
        }
        Err(error) if error.kind() == ErrorKind::Interrupted || !model.popups.is_empty() => {
            model.warn(words);
        }
        Err(error) => {
            model.warn(words);
            actions::tell_error(model, &label, &error);
        }
    }
}

/// Keeps what work has found out, so that it can be looked at again, or later: what is being typed
/// must not go there.
fn keep(model: &mut Model, id: JobId, done: &Done) {
    let telling = model.telling();
    if let Some(job) = model.jobs.iter_mut().find(|job| job.id == id) {
        let answer = done.answer.as_ref().map(|section| written::lines_of(section, telling));
        job.answer = answer.unwrap_or_default();
    }
}

/// Takes a key for the window that tells of work.
pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    if popups::scrolls(model, key) {
        return Vec::new();
    }
    if key.code == KeyCode::Char('x') {
        let running = model.jobs.iter().rev().find(|job| job.end.is_none());
        return running.map(|job| Cmd::Cancel(job.id)).into_iter().collect();
    }
    if !popups::closes(model, key) {
        return Vec::new();
    }
    model.popups.pop();
    for job in &mut model.jobs {
        job.was_seen = job.end.is_some();
    }
    Vec::new()
}
