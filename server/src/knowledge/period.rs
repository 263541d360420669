//! From when until when, and what came in each part of it.

use crate::store::{Error, Result};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use kotae_shared::api::{
    problem::Fault,
    results::{By, limits::STEPS},
};
use std::ops::{AddAssign, Range};

/// Divided by days up to so many of them, by weeks up to so many; else by months.
const DAYS: usize = 62;
const WEEKS: usize = 7 * 60;

/// What time counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// In epoch milliseconds.
    pub(super) times: Range<i64>,
    from: Option<Date>,
    until: Option<Date>,
}

/// A day that cannot be.
fn no_day(field: &str) -> Error {
    Error::field(field, Fault::NotDate)
}

/// A day as a query names it; `None`: it names none. A fault of the field when it is no day, or one beyond what can be.
pub(super) fn read_day(field: &str, text: &str) -> Result<Option<Date>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day: Date = text.parse().map_err(|_| no_day(field))?;
    // Beyond these nothing can be, and a day more still is one.
    let is_near = (1970..=9990).contains(&day.year());
    is_near.then_some(Some(day)).ok_or_else(|| no_day(field))
}

impl Period {
    /// Of two days, each of which may be empty.
    pub(super) fn of(from: &str, until: &str, zone: &TimeZone) -> Result<Self> {
        let (from, until) = (read_day("from", from)?, read_day("until", until)?);
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            return Err(Error::field("until", Fault::EndsTooSoon));
        }
        let begin = from.map_or(Ok(0), |day| begins(day, zone))?;
        let end = until.map_or(Ok(i64::MAX), |day| begins(next(day), zone))?;
        Ok(Self {
            times: begin..end,
            from,
            until,
        })
    }
}

/// When a day begins, in epoch milliseconds.
pub(super) fn begins(day: Date, zone: &TimeZone) -> Result<i64> {
    let begin = day.to_zoned(zone.clone()).map_err(|_| no_day("from"))?;
    Ok(begin.timestamp().as_millisecond())
}

pub(super) fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

/// Counts by day, of times that rise.
pub(super) struct Steps<'z> {
    zone: &'z TimeZone,
    days: Vec<(Date, u32)>,
    /// When the last day ends, so that the calendar is asked once a day and not once a submission.
    end: i64,
}

impl<'z> Steps<'z> {
    pub(super) fn new(zone: &'z TimeZone) -> Self {
        Self {
            zone,
            days: Vec::new(),
            end: i64::MIN,
        }
    }

    /// Counts one that came then.
    pub(super) fn count(&mut self, at: i64) -> Result<()> {
        if at >= self.end {
            let moment = Timestamp::from_millisecond(at).map_err(|_| Error::Corrupt("a time".into()))?;
            let day = moment.to_zoned(self.zone.clone()).date();
            self.days.push((day, 0));
            self.end = begins(next(day), self.zone)?;
        }
        if let Some((_, count)) = self.days.last_mut() {
            *count += 1;
        }
        Ok(())
    }

    /// The counts by parts of the time, without gaps.
    pub(super) fn divided(self, wanted: Option<By>, period: &Period) -> (By, Vec<(String, u32)>) {
        let (Some((first, _)), Some((last, _))) = (self.days.first(), self.days.last()) else {
            return (wanted.unwrap_or_default(), Vec::new());
        };
        let (first, last) = (period.from.unwrap_or(*first), period.until.unwrap_or(*last));
        divide(self.days, wanted, first, last)
    }
}

/// What came on days, by parts of the time from one day to another, without gaps: the first day of each part.
pub(super) fn divide<T: Clone + Default + AddAssign>(
    of_days: Vec<(Date, T)>,
    wanted: Option<By>,
    first: Date,
    last: Date,
) -> (By, Vec<(String, T)>) {
    let days = (last - first).get_days().max(0) as usize + 1;
    let fitting = match days {
        0..=DAYS => By::Day,
        days if days <= WEEKS => By::Week,
        _ => By::Month,
    };
    let by = match wanted.unwrap_or(fitting) {
        By::Day if days > STEPS => fitting,
        By::Week if days > STEPS * 7 => By::Month,
        wanted => wanted,
    };
    let mut steps: Vec<(Date, T)> = Vec::new();
    let mut step = begin(first, by);
    while step <= last && steps.len() < STEPS {
        steps.push((step, T::default()));
        step = after(step, by);
    }
    for (day, sum) in of_days {
        let at = begin(day, by);
        match steps.binary_search_by_key(&at, |(step, _)| *step) {
            Ok(index) => steps[index].1 += sum,
            // More months than steps: what is left over stands by itself.
            Err(index) => steps.insert(index, (at, sum)),
        }
    }
    let named = steps.into_iter().map(|(step, sum)| (step.to_string(), sum));
    (by, named.collect())
}

/// The first day of the part in which a day lies.
fn begin(day: Date, by: By) -> Date {
    match by {
        By::Day => day,
        By::Week => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
        By::Month => day.first_of_month(),
    }
}

fn after(step: Date, by: By) -> Date {
    match by {
        By::Day => next(step),
        By::Week => step.saturating_add(7.days()),
        By::Month => step.saturating_add(1.month()),
    }
}
