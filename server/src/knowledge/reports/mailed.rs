//! The report that is due by mail.

use crate::store::{Result, engine::Read, jobs};
use jiff::{ToSpan, civil::Date};
use kotae_shared::api::reports::{Every, ReportQuery};

/// The last week or month that is over by the workspace's clock, as a report asks for it; `None`: none is wanted.
pub fn due(read: &Read<'_>, every: Every) -> Result<Option<ReportQuery>> {
    let today: Date = jobs::today(read)?
        .parse()
        .map_err(|_| crate::store::Error::Corrupt("a day".into()))?;
    Ok(last(every, today).map(|(from, until)| ReportQuery {
        from: from.to_string(),
        until: until.to_string(),
        ..ReportQuery::default()
    }))
}

/// The name by which it is kept that the report of a query was mailed.
pub fn key(query: &ReportQuery) -> String {
    format!("{} {}", query.from, query.until)
}

/// Its first and its last day.
fn last(every: Every, today: Date) -> Option<(Date, Date)> {
    match every {
        Every::Never => None,
        Every::Week => {
            let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
            Some((monday.saturating_sub(7.days()), monday.saturating_sub(1.days())))
        }
        Every::Month => {
            let until = today.first_of_month().saturating_sub(1.days());
            Some((until.first_of_month(), until))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_week_and_month_are_those_that_are_over() {
        let of = |every, today: &str| {
            let (from, until) = last(every, today.parse().unwrap()).unwrap();
            (from.to_string(), until.to_string())
        };
        let week = ("2026-11-23".to_owned(), "2026-11-29".to_owned());
        assert_eq!(of(Every::Week, "2026-11-30"), week, "a Monday");
        assert_eq!(of(Every::Week, "2026-12-06"), week, "the Sunday after it");
        assert_eq!(
            of(Every::Month, "2027-03-01"),
            ("2027-02-01".to_owned(), "2027-02-28".to_owned())
        );
        assert!(last(Every::Never, "2026-11-30".parse().unwrap()).is_none());
    }
}
