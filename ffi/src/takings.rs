//! What was completed in each hour.

use billfold_core::{HourTakings, Result, TakingsByHour, TakingsFilter, Timestamp};
use serde::Serialize;

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::check_bits;
use crate::page::{One, Record, billfold_page, show, show_part};
use crate::stats::checked_sum;
use crate::store::billfold_store;
use crate::tagged::{read, tagged};
use crate::text::{billfold_str, optional_id};

/// Which takings by the hour are wanted. NULL in its place, or all zeros: all that the caller sees
/// of the last twenty-four hours, the present one included.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_takings_options {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// Only what is of this client.
    pub client_id: billfold_str,
    /// Only payments whose fee plan names this orchestrator.
    pub orchestrator_id: billfold_str,
    /// Only payments in this currency.
    pub currency: billfold_str,
    /// A second of the first hour, in Unix seconds; 0: twenty-three hours before the last.
    pub since: i64,
    /// A second of the last hour, in Unix seconds; 0: now. At most 744 hours in all.
    pub until: i64,
}

/// What was completed in each hour of some, at one moment.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_takings {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The moment, in Unix seconds.
    pub at: i64,
    /// The first second of the first hour, in Unix seconds.
    pub since: i64,
    /// The first second of the last hour, in Unix seconds.
    pub until: i64,
    /// How many lines there are; see billfold_page_takings_hour.
    pub hour_count: usize,
}

/// What was completed in one hour in one currency. Its text lives as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_takings_hour {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The first second of the hour, in Unix seconds.
    pub hour: i64,
    /// The currency.
    pub currency: billfold_str,
    /// How many payments.
    pub count: i64,
    /// What they come to, in minor units.
    pub sum_minor: i64,
}

tagged!(billfold_takings_options, billfold_takings, billfold_takings_hour);

/// Takings with their sums as the ABI can say them, one for each line.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Taken {
    takings: TakingsByHour,
    #[serde(skip)]
    sums: Vec<i64>,
}

impl Taken {
    fn new(takings: TakingsByHour) -> Result<Self> {
        let totals = takings.takings.iter().map(|line| &line.total);
        let sums = totals.map(|total| checked_sum(total.currency, total.sum_minor));
        let sums = sums.collect::<Result<Vec<i64>>>()?;
        Ok(Self { takings, sums })
    }
}

impl Record for Taken {
    const NAME: &'static str = "takings";
    type View = billfold_takings;
    type Part = billfold_takings_hour;

    fn view(&self, _: &Arena) -> billfold_takings {
        billfold_takings {
            struct_size: size_of::<billfold_takings>(),
            has: 0,
            at: self.takings.at.unix_seconds(),
            since: self.takings.since.unix_seconds(),
            until: self.takings.until.unix_seconds(),
            hour_count: self.sums.len(),
        }
    }

    fn parts(&self, arena: &Arena) -> Vec<billfold_takings_hour> {
        let line = |(line, sum_minor): (&HourTakings, &i64)| billfold_takings_hour {
            struct_size: size_of::<billfold_takings_hour>(),
            has: 0,
            hour: line.hour.unix_seconds(),
            currency: arena.display(line.total.currency),
            count: line.total.count,
            sum_minor: *sum_minor,
        };
        self.takings.takings.iter().zip(&self.sums).map(line).collect()
    }
}

/// The core's filter.
///
/// # Safety
///
/// The header's rules for `options` and its texts.
unsafe fn filter(options: *const billfold_takings_options) -> Result<TakingsFilter> {
    let given = |time: i64| Some(time).filter(|it| *it != 0).map(Timestamp::from_unix_seconds);
    let mut filter = TakingsFilter::default();
    // SAFETY: the caller's promise.
    unsafe {
        let options = read(options, "options")?;
        check_bits(options.has, 0)?;
        let (client, orchestrator) = (options.client_id, options.orchestrator_id);
        filter.client_id = optional_id(client.ptr, client.len, "client_id")?;
        filter.orchestrator_id =
            optional_id(orchestrator.ptr, orchestrator.len, "orchestrator_id")?;
        filter.currency = optional_id(options.currency.ptr, options.currency.len, "currency")?;
        (filter.since, filter.until) = (given(options.since), given(options.until));
    }
    Ok(filter)
}

/// Answers with what was completed in each hour in UTC, of all that the caller sees:
/// billfold_page_takings, and line by line, billfold_page_takings_hour. It reads what was
/// completed in those hours, and nothing else. `options` may be NULL.
///
/// Statuses: BILLFOLD_VALIDATION for the options, also if the hours run backwards or are more than
/// 744; BILLFOLD_NOT_FOUND for the client or the orchestrator; BILLFOLD_FORBIDDEN for others than
/// the credential's own; BILLFOLD_UNSUPPORTED: sum_too_large if a sum is more than an int64_t
/// holds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_takings_get(
    store: *const billfold_store,
    options: *const billfold_takings_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            Taken::new(store.takings_by_hour(&filter(options)?)?).map(One)
        })
    }
}

/// Fills `view` with the takings, from a page at `index` 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than takings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_takings(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_takings,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Taken>(page, index, view, err) }
}

/// Fills `view` with what was completed in one hour in one currency, from a page at `index` 0: the
/// line at `hour`, from 0, the earliest first. Hours without any are left out.
///
/// Statuses: those of billfold_page_takings; BILLFOLD_VALIDATION also if there is no such line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_takings_hour(
    page: *const billfold_page,
    index: usize,
    hour: usize,
    view: *mut billfold_takings_hour,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show_part::<Taken>(page, index, hour, "hour", view, err) }
}
