//! A list as the screen holds it: a stretch of some pages around the cursor, however long it is.
//!
//! Pages come by cursor from either end, so that a page costs the same wherever it stands. The
//! cursor, the marks and what is under them are known by the records' ids, never by their place.

mod reading;
mod total;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use billfold_core::{Error, Page, Timestamp};

use crate::app::collection::{Collection, Query};
use crate::app::entry::Entry;
use crate::app::msg::Question;
pub(crate) use reading::{PAGE, Reading, Stretch, read};
use total::Counting;

/// Pages that are held, at the least.
const PAGES: usize = 3;

/// A page that is held.
#[derive(Debug)]
struct Chunk {
    rows: Vec<Entry>,
    /// Names its first record.
    start: Option<String>,
    /// Leads on to what follows it.
    next: Option<String>,
    /// When the time of its records is up, of those that have one.
    expiries: Vec<Timestamp>,
}

impl From<Page<Entry>> for Chunk {
    fn from(page: Page<Entry>) -> Self {
        let expiries = page.items.iter().filter_map(Entry::expiry).collect();
        Self { start: page.start_cursor, next: page.next_cursor, rows: page.items, expiries }
    }
}

/// A list and where one stands in it.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) collection: &'static Collection,
    pub(crate) query: Query,
    chunks: VecDeque<Chunk>,
    at_start: bool,
    at_end: bool,
    /// The record under the cursor.
    selected: Option<Entry>,
    /// The line of the window that the cursor is on.
    line: usize,
    /// The first line of the window that is drawn.
    top: usize,
    /// Lines that are drawn; the view says so.
    pub(crate) height: usize,
    pub(crate) marks: BTreeSet<String>,
    /// Whether all that match are marked.
    pub(crate) marks_all: bool,
    /// How many records it has, once that is known.
    pub(crate) total: Option<i64>,
    /// How far the total is from being known.
    counting: Counting,
    is_read: bool,
    /// Records before the window, where that is known.
    offset: Option<i64>,
    /// Records that came in above the window since it was read.
    pub(crate) new_above: usize,
    /// Records that came in within the window, until they have been on the screen.
    unseen: BTreeSet<Arc<str>>,
    /// Lines that the cursor is still to go, once the pages are there.
    owed: isize,
    /// The stretch that is being read.
    pub(crate) awaited: Option<Stretch>,
    /// Why the list could not be read.
    pub(crate) error: Option<Error>,
}

impl List {
    /// Whether nothing can be listed before somebody says whose.
    pub(crate) const fn wants_owner(&self) -> bool {
        self.collection.owner.is_some() && self.query.owner.is_none()
    }

    /// A list of which nothing is read yet.
    pub(crate) fn new(collection: &'static Collection, query: Query) -> Self {
        Self {
            collection,
            query,
            chunks: VecDeque::new(),
            at_start: false,
            at_end: false,
            selected: None,
            line: 0,
            top: 0,
            height: 20,
            marks: BTreeSet::new(),
            marks_all: false,
            total: None,
            counting: Counting::Wanted,
            is_read: false,
            offset: None,
            new_above: 0,
            unseen: BTreeSet::new(),
            owed: 0,
            awaited: None,
            error: None,
        }
    }

    /// Forgets what does not outlive another filter; the rows stay until there are others.
    pub(crate) fn begin_anew(&mut self) {
        self.total = None;
        self.counting = Counting::Wanted;
        self.is_read = false;
        self.owed = 0;
        self.unmark();
    }

    /// It could not be read.
    pub(crate) fn fail(&mut self, error: Error) {
        self.awaited = None;
        self.owed = 0;
        self.error = Some(error);
    }

    /// Whether anything was read.
    pub(crate) const fn is_read(&self) -> bool {
        self.is_read
    }

    /// Records that are held.
    pub(crate) fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.rows.len()).sum()
    }

    fn rows(&self) -> impl Iterator<Item = &Entry> {
        self.chunks.iter().flat_map(|chunk| &chunk.rows)
    }

    /// The records to draw, each with whether the cursor is on it.
    pub(crate) fn visible(&self) -> impl Iterator<Item = (&Entry, bool)> {
        let rows = self.rows().enumerate().skip(self.top).take(self.height);
        rows.map(|(line, entry)| (entry, line == self.line))
    }

    /// Whether the time of a record that is held, on the screen or not, was up in between.
    pub(crate) fn has_expired(&self, before: Timestamp, now: Timestamp) -> bool {
        let mut expiries = self.chunks.iter().flat_map(|chunk| &chunk.expiries);
        expiries.any(|at| before < *at && *at <= now)
    }

    /// The record under the cursor.
    pub(crate) fn selected(&self) -> Option<&Entry> {
        self.selected.as_ref()
    }

    /// The record under the cursor, unless another stretch is being gone to: what is there now is
    /// not what its user means.
    pub(crate) fn settled(&self) -> Option<&Entry> {
        self.selected().filter(|_| !self.is_jumping())
    }

    /// Whether its beginning or end is being gone to.
    pub(crate) fn is_jumping(&self) -> bool {
        matches!(self.awaited, Some(Stretch::First | Stretch::Last))
    }

    /// The place of the cursor in the whole list, from 1, where that is known and there is
    /// one.
    pub(crate) fn place(&self) -> Option<i64> {
        self.selected.as_ref()?;
        let line = i64::try_from(self.line).ok()?;
        self.offset?.checked_add(line)?.checked_add(1)
    }

    /// Puts the cursor on the line of the screen, from 0.
    pub(crate) fn select_line(&mut self, line: usize) -> bool {
        let line = self.top.saturating_add(line);
        if line >= self.len() {
            return false;
        }
        self.line = line;
        self.settle();
        true
    }

    /// Marks or unmarks what is under the cursor.
    pub(crate) fn mark(&mut self) {
        self.marks_all = false;
        if let Some(id) = self.settled().map(|entry| entry.id.to_string())
            && !self.marks.remove(&id)
        {
            self.marks.insert(id);
        }
    }

    /// Takes all marks away; says whether there were any.
    pub(crate) fn unmark(&mut self) -> bool {
        let had = self.marks_all || !self.marks.is_empty();
        self.marks_all = false;
        self.marks.clear();
        had
    }

    /// The first record that is marked, of those that are held.
    pub(crate) fn marked(&self) -> Option<&Entry> {
        self.rows().find(|entry| self.is_marked(entry))
    }

    /// Whether this record is marked.
    pub(crate) fn is_marked(&self, entry: &Entry) -> bool {
        self.marks_all || self.marks.contains(&*entry.id)
    }

    /// Moves the cursor; what is not held yet is owed until it comes. The stretch to read, if one
    /// is wanted.
    pub(crate) fn step(&mut self, lines: isize) -> Option<Stretch> {
        if self.is_jumping() {
            // It goes on from there, once that is known.
            self.owed = self.owed.saturating_add(lines);
            return None;
        }
        let held = self.len();
        let aim = self.line.saturating_add_signed(lines).min(held.saturating_sub(1));
        let moved = isize::try_from(aim).ok()?.checked_sub(isize::try_from(self.line).ok()?)?;
        let missing = lines.saturating_sub(moved);
        self.owed = match missing.cmp(&0) {
            Ordering::Equal => self.owed,
            Ordering::Greater if !self.at_end => self.owed.saturating_add(missing),
            Ordering::Less if !self.at_start => self.owed.saturating_add(missing),
            _ => 0,
        };
        self.line = aim;
        self.settle();
        self.wanted()
    }

    /// Puts the cursor on the first record of the list.
    pub(crate) fn first(&mut self) -> Option<Stretch> {
        self.owed = 0;
        if self.at_start && self.new_above == 0 {
            self.line = 0;
            self.settle();
            return None;
        }
        Some(Stretch::First)
    }

    /// Puts the cursor on the last record of the list.
    pub(crate) fn last(&mut self) -> Option<Stretch> {
        self.owed = 0;
        if self.at_end {
            self.line = self.len().saturating_sub(1);
            self.settle();
            return None;
        }
        Some(Stretch::Last)
    }

    /// The question for a stretch.
    pub(crate) fn question(&self, stretch: Stretch) -> Question {
        // Only the beginning and a second reading count anew.
        let total = match stretch {
            Stretch::First | Stretch::Again(..) => None,
            _ => self.total.filter(|_| self.counting == Counting::Done),
        };
        Question::List(self.collection, self.query.clone(), stretch, total)
    }

    /// The stretch that reads all of it anew where it stands.
    pub(crate) fn again(&self) -> Stretch {
        match self.chunks.front().and_then(|chunk| chunk.start.clone()) {
            Some(start) => Stretch::Again(start, self.chunks.len()),
            None => Stretch::First,
        }
    }

    /// Lines that are to be there before and after the cursor.
    const fn ahead(&self) -> usize {
        self.height.saturating_mul(2)
    }

    /// The page that the cursor is coming close to the edge of.
    fn wanted(&self) -> Option<Stretch> {
        let ahead = self.ahead();
        let left = self.len().saturating_sub(self.line);
        if !self.at_end && (left <= ahead || self.owed > 0) {
            let next = self.chunks.back()?.next.clone()?;
            return Some(Stretch::After(next));
        }
        if !self.at_start && (self.line < ahead || self.owed < 0) {
            let start = self.chunks.front()?.start.clone()?;
            return Some(Stretch::Before(start));
        }
        None
    }

    /// Takes what was read; answers what to read next, if the cursor wants more.
    pub(crate) fn take(&mut self, reading: Reading) -> Option<Stretch> {
        self.awaited = None;
        self.error = None;
        self.is_read = true;
        self.take_total_of(&reading);
        let chunks = reading.pages.into_iter().map(Chunk::from);
        match reading.stretch {
            Stretch::First => self.begin(chunks.collect(), true),
            Stretch::Last => self.begin(chunks.collect(), false),
            Stretch::Again(..) => self.replace(chunks.collect(), reading.new_before),
            Stretch::After(_) => self.grow_down(chunks),
            Stretch::Before(_) => self.grow_up(chunks),
        }
        if self.len() == 0 && self.new_above > 0 {
            // All that it showed has gone, and what there is stands before it.
            return Some(Stretch::First);
        }
        if self.owed == 0 {
            self.settle();
            return self.wanted();
        }
        let owed = std::mem::take(&mut self.owed);
        self.step(owed)
    }

    fn begin(&mut self, chunks: VecDeque<Chunk>, is_start: bool) {
        self.chunks = chunks;
        let held = self.len();
        let is_whole = i64::try_from(held).ok() == self.total;
        self.at_start = is_start || is_whole;
        self.at_end = !is_start || self.chunks.back().is_none_or(|chunk| chunk.next.is_none());
        self.line = if is_start { 0 } else { held.saturating_sub(1) };
        self.offset = if is_start {
            Some(0)
        } else {
            self.total.and_then(|total| total.checked_sub(i64::try_from(held).ok()?))
        };
        self.top = 0;
        self.new_above = 0;
        self.unseen.clear();
    }

    /// The same stretch as it is now: the cursor stays on its record and on its line.
    fn replace(&mut self, chunks: VecDeque<Chunk>, before: usize) {
        let on_screen = self.line.saturating_sub(self.top);
        // Where its record has gone, the cursor goes to the next one that is still there.
        let (above, below): (Vec<_>, Vec<_>) = self
            .rows()
            .map(|entry| entry.id.clone())
            .enumerate()
            .partition(|(line, _)| *line < self.line);
        let was_whole = self.at_end;
        self.chunks = chunks;
        self.at_end = self.chunks.back().is_none_or(|chunk| chunk.next.is_none());
        self.find_unseen(above.iter().chain(&below).map(|(_, id)| id).collect(), was_whole);
        if self.at_start {
            self.new_above = before;
        }
        let is_page = |count: &i64| *count < PAGE || self.at_start;
        let all_before = i64::try_from(before).ok().filter(is_page);
        let lines: BTreeMap<_, _> =
            self.rows().enumerate().map(|(line, entry)| (entry.id.clone(), line)).collect();
        let mut nearest = below.iter().chain(above.iter().rev());
        if let Some(line) = nearest.find_map(|(_, id)| lines.get(id)) {
            self.line = *line;
            self.top = line.saturating_sub(on_screen);
        }
        if self.len() == 0 {
            self.new_above = before;
        }
        self.offset = all_before.or(self.offset_at_end()).or(self.offset);
    }

    /// Finds what came in among the records that were known; beyond the last of them, only if the
    /// window reached to the end.
    fn find_unseen(&mut self, known: BTreeSet<&Arc<str>>, was_whole: bool) {
        let ids: Vec<_> = self.rows().map(|entry| Arc::clone(&entry.id)).collect();
        let last = ids.iter().rposition(|id| known.contains(id));
        let end = if was_whole { ids.len() } else { last.unwrap_or(0) };
        let is_unseen = |id: &Arc<str>| !known.contains(id) || self.unseen.contains(id);
        let found = ids.into_iter().take(end).filter(is_unseen);
        self.unseen = if known.is_empty() { BTreeSet::new() } else { found.collect() };
    }

    /// How many records came in within the window, above and below what the screen shows.
    pub(crate) fn new_within(&self) -> (usize, usize) {
        if self.unseen.is_empty() {
            return (0, 0);
        }
        let lines = self.rows().enumerate().filter(|(_, entry)| self.unseen.contains(&entry.id));
        let (above, below): (Vec<_>, Vec<_>) = lines.partition(|(line, _)| *line < self.top);
        (above.len(), below.len())
    }

    /// Records before the window, where it reaches to the end of the list.
    fn offset_at_end(&self) -> Option<i64> {
        let held = i64::try_from(self.len()).ok()?;
        self.total?.checked_sub(held).filter(|_| self.at_end && !self.at_start)
    }

    fn grow_down(&mut self, chunks: impl Iterator<Item = Chunk>) {
        self.chunks.extend(chunks.filter(|chunk| !chunk.rows.is_empty()));
        self.at_end = self.chunks.back().is_none_or(|chunk| chunk.next.is_none());
        // Only what is far off: else it would be wanted at once, and what it came for dropped.
        let far = |list: &Self| {
            let first = list.chunks.front().map_or(0, |chunk| chunk.rows.len());
            list.line >= first.saturating_add(list.ahead())
        };
        while self.chunks.len() > self.most() && far(self) {
            let Some(gone) = self.chunks.pop_front() else { break };
            let count = gone.rows.len();
            self.line = self.line.saturating_sub(count);
            self.top = self.top.saturating_sub(count);
            self.offset = self.offset.and_then(|it| it.checked_add(i64::try_from(count).ok()?));
            self.at_start = false;
            // Whoever goes up again comes to what is new by itself.
            self.new_above = 0;
        }
    }

    fn grow_up(&mut self, chunks: impl Iterator<Item = Chunk>) {
        for chunk in chunks {
            let count = chunk.rows.len();
            self.at_start = i64::try_from(count).is_ok_and(|count| count < PAGE);
            self.line = self.line.saturating_add(count);
            self.top = self.top.saturating_add(count);
            let moved = |it: i64| it.checked_sub(i64::try_from(count).ok()?);
            self.offset = self.offset.and_then(moved).map(|offset| offset.max(0));
            if count > 0 {
                self.chunks.push_front(chunk);
            }
        }
        if self.at_start {
            self.offset = Some(0);
        }
        let far = |list: &Self| {
            let last = list.chunks.back().map_or(0, |chunk| chunk.rows.len());
            list.len().saturating_sub(last).saturating_sub(list.line) > list.ahead()
        };
        while self.chunks.len() > self.most() && far(self) {
            self.chunks.pop_back();
            self.at_end = false;
        }
    }

    /// Pages that are held at the most: three, or what the screen has room for.
    fn most(&self) -> usize {
        let page = usize::try_from(PAGE).unwrap_or(1);
        PAGES.max(self.height.div_euclid(page).saturating_add(2))
    }

    /// Keeps the cursor within what is held and on the screen.
    pub(crate) fn settle(&mut self) {
        let held = self.len();
        self.line = self.line.min(held.saturating_sub(1));
        let selected = self.rows().nth(self.line).cloned();
        self.selected = selected;
        let height = self.height.max(1);
        self.top = self.top.min(self.line).min(held.saturating_sub(1));
        if self.line >= self.top.saturating_add(height) {
            self.top = self.line.saturating_sub(height.saturating_sub(1));
        }
        // No empty lines at the bottom while there is something above.
        self.top = self.top.min(held.saturating_sub(height.min(held)));
        if !self.unseen.is_empty() {
            let seen: Vec<_> = self.visible().map(|(entry, _)| Arc::clone(&entry.id)).collect();
            self.unseen.retain(|id| !seen.contains(id));
        }
    }

    /// Takes a record as a change left it, without waiting for the list to be read.
    pub(crate) fn update(&mut self, entry: &Entry) {
        for row in self.chunks.iter_mut().flat_map(|chunk| &mut chunk.rows) {
            if row.id == entry.id {
                *row = entry.clone().still_beside(row);
            }
        }
        self.settle();
    }
}
