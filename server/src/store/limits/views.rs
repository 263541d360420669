//! Pages with a widget that were opened, by month.

use crate::store::engine::{Read, params, statements};
use crate::store::{Error, Result, Workspace, jobs};
use jiff::{Timestamp, tz::TimeZone};
use std::sync::atomic::Ordering;

/// The month of a moment in a time zone, as `2026-11`.
pub(super) fn month(now: i64, zone: &str) -> Result<String> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(now).map_err(Error::internal)?;
    Ok(at.to_zoned(zone).strftime("%Y-%m").to_string())
}

/// How many were written down this month, in a time zone.
pub(super) fn of_this_month(events: &Read<'_>, zone: &str) -> Result<u64> {
    let month = month(events.now(), zone)?;
    let count = events.first(VIEWS, params![&month], |row| row.get::<i64>(0))?;
    Ok(count.unwrap_or(0).max(0) as u64)
}

impl Workspace {
    /// Writes down the pages that were opened since the last call. Blocks. What a crash loses is at most what was opened
    /// since.
    pub(in crate::store) fn note_views(&self) -> Result<()> {
        let views = self.limits.0.views.swap(0, Ordering::Relaxed);
        if views == 0 {
            return Ok(());
        }
        let zone = self.main.read_blocking(jobs::time_zone)?;
        let views = i64::try_from(views).unwrap_or(i64::MAX);
        self.events.write_blocking(move |tx| {
            let month = month(tx.now(), &zone)?;
            tx.execute(ADD_VIEWS, params![&month, views])?;
            Ok(())
        })
    }
}

statements! {
    ADD_VIEWS = "INSERT INTO page_view (month, count) VALUES ($1, $2)
        ON CONFLICT (month) DO UPDATE SET count = page_view.count + excluded.count";
    VIEWS = "SELECT count FROM page_view WHERE month = $1";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_in_the_workspaces_time_zone() {
        let at = "2026-11-30T15:00:00Z"
            .parse::<Timestamp>()
            .unwrap()
            .as_millisecond();
        assert_eq!(month(at, "Asia/Tokyo").unwrap(), "2026-12");
        assert_eq!(month(at, "UTC").unwrap(), "2026-11");
    }
}
