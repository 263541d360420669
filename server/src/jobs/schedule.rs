//! When a schedule is due.

use croner::Cron;
use jiff::{Timestamp, tz::TimeZone};

/// The wait where a schedule has no next time, in milliseconds: a day.
const FALL_BACK_MS: i64 = 24 * 3_600_000;

/// The first time after `after_ms` (both in epoch milliseconds) at which a cron expression is due by the clocks of a time
/// zone. A time that daylight saving leaves out is due when the clocks have jumped; one that comes twice is due once.
pub(super) fn next(expression: &str, zone: &str, after_ms: i64) -> i64 {
    find(expression, zone, after_ms).unwrap_or(after_ms + FALL_BACK_MS)
}

fn find(expression: &str, zone: &str, after_ms: i64) -> Option<i64> {
    let cron: Cron = expression.parse().ok()?;
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let after = Timestamp::from_millisecond(after_ms).ok()?.to_zoned(zone);
    let next = cron.find_next_occurrence(&after, false).ok()?;
    Some(next.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(expression: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
        let mut at: Timestamp = after.parse().unwrap();
        (0..count)
            .map(|_| {
                let ms = find(expression, zone, at.as_millisecond()).unwrap();
                at = Timestamp::from_millisecond(ms).unwrap();
                at.to_string()
            })
            .collect()
    }

    #[test]
    fn schedules_follow_the_clocks_of_the_zone() {
        assert_eq!(
            times("20 3 * * *", "Asia/Tokyo", "2026-11-22T18:19:00Z", 2),
            ["2026-11-22T18:20:00Z", "2026-11-23T18:20:00Z"]
        );
        // Half past two does not exist in Berlin on 29 March 2026.
        assert_eq!(
            times("30 2 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z", 3),
            [
                "2026-03-28T01:30:00Z",
                "2026-03-29T01:00:00Z",
                "2026-03-30T00:30:00Z"
            ]
        );
        // It exists twice on 25 October 2026.
        assert_eq!(
            times("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2),
            ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
        );
        assert_eq!(next("rubbish", "Asia/Tokyo", 5), 5 + FALL_BACK_MS);
    }
}
