//! What came of an action.

use std::fmt;

use billfold_core::{Secret, Timestamp};

use crate::app::collection::Section;
use crate::app::entry::Entry;
use crate::app::zone::Zone;

/// What came of an action.
#[derive(Default)]
pub(crate) struct Done {
    /// The record as it stands now.
    pub(crate) entry: Option<Entry>,
    /// What to tell, besides that it is done.
    pub(crate) told: Option<String>,
    /// The time that what is told ends with.
    pub(crate) until: Option<Timestamp>,
    /// What is shown this once, under its name.
    pub(crate) secrets: Vec<(&'static str, Secret)>,
    /// What was found out, for actions that are questions.
    pub(crate) answer: Option<Section>,
    /// What to say of the secrets, where they can be had again; otherwise they cannot.
    pub(crate) note: Option<&'static str>,
    /// Of a rehearsal: the body that holds the change proper to what was seen.
    pub(crate) bound: Option<String>,
}

/// Never what it tells: that may name people, and URLs may hold tokens.
impl fmt::Debug for Done {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Done")
            .field("entry", &self.entry)
            .field("secrets", &self.secrets)
            .field("answer", &self.answer)
            .finish_non_exhaustive()
    }
}

impl Done {
    /// The record as it stands now, and nothing to add.
    pub(crate) fn entry(entry: Entry) -> Self {
        Self { entry: Some(entry), ..Self::default() }
    }

    /// The same with a time at the end of what is told.
    pub(crate) fn until(mut self, time: Timestamp) -> Self {
        self.until = Some(time);
        self
    }

    /// What to tell, its time as people here read it.
    pub(crate) fn words(&self, zone: Zone, now: Timestamp) -> Option<String> {
        let told = self.told.as_ref()?;
        Some(
            self.until
                .map_or_else(|| told.clone(), |time| format!("{told} {}", zone.long(time, now))),
        )
    }

    /// The same, and if it is a rehearsal, the change proper is made with this body.
    pub(crate) fn bound(mut self, body: String) -> Self {
        self.bound = Some(body);
        self
    }

    /// The same with something that is shown this once, unless it was taken out.
    pub(crate) fn once(mut self, name: &'static str, secret: Option<Secret>) -> Self {
        self.secrets.extend(secret.map(|secret| (name, secret)));
        self
    }

    /// The same, and its secrets can be had again, in this way.
    pub(crate) fn again(mut self, how: &'static str) -> Self {
        self.note = Some(how);
        self
    }

    /// The same with what was found out.
    pub(crate) fn answer(mut self, section: Section) -> Self {
        self.answer = Some(section);
        self
    }

    /// The same with something to tell.
    pub(crate) fn told(mut self, what: impl Into<String>) -> Self {
        self.told = Some(what.into());
        self
    }
}
