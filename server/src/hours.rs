//! Hours of service: reading them, and whether it is within them.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kotae_shared::settings::Hours;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// From a minute of the day up to another one.
type Span = (u16, u16);

/// A day's spans, ascending; `None` for what is no list of spans or has some that overlap.
pub fn spans(text: &str) -> Option<Vec<Span>> {
    let mut spans = Vec::new();
    let plain = text
        .replace(['、', '，'], ",")
        .replace(['～', '〜', '–', '−'], "-")
        .replace('：', ":");
    for part in plain.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once('-')?;
        let span = (minute(from)?, minute(to)?);
        if span.0 >= span.1 {
            return None;
        }
        spans.push(span);
    }
    spans.sort_unstable();
    let apart = spans.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    apart.then_some(spans)
}

/// Spans as they are stored: `09:00-12:00, 13:00-17:30`.
pub fn write(spans: &[Span]) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let all: Vec<String> = spans
        .iter()
        .map(|(from, to)| format!("{}-{}", clock(*from), clock(*to)))
        .collect();
    all.join(", ")
}

/// A date as it is stored: `2027-01-01`. Slashes are read too.
pub fn date(text: &str) -> Option<String> {
    let plain = text.trim().replace('/', "-");
    let mut parts = plain.split('-');
    let mut next = |digits: usize| {
        parts
            .next()
            .filter(|part| (1..=digits).contains(&part.len()))?
            .parse()
            .ok()
    };
    let (year, month, day): (i16, i16, i16) = (next(4)?, next(2)?, next(2)?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (parts.next().is_none() && year >= 1970).then(|| date.to_string())
}

/// Whether the hours, which were checked, have this moment. Without hours it is always within them; a time zone that is no
/// longer known counts as UTC.
pub fn are_open(hours: &Hours, now_ms: i64) -> bool {
    if !hours.on {
        return true;
    }
    let zone = TimeZone::get(&hours.time_zone).unwrap_or(TimeZone::UTC);
    let Ok(now) = Timestamp::from_millisecond(now_ms) else {
        return true;
    };
    let here = now.to_zoned(zone);
    if hours.holidays.contains(&here.date().to_string()) {
        return false;
    }
    let day = usize::try_from(here.weekday().to_monday_zero_offset()).unwrap_or(0);
    let minute = here.hour() as u16 * 60 + here.minute() as u16;
    let spans = spans(&hours.week[day]).unwrap_or_default();
    spans.iter().any(|(from, to)| (*from..*to).contains(&minute))
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |text: &str| {
        let plain = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= DAY).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_are_read_and_written_in_one_way() {
        for (text, written) in [
            ("9:00-12:00,13:00-17:30", "09:00-12:00, 13:00-17:30"),
            (" 13：00～17：30、 9:00 - 12:00 ", "09:00-12:00, 13:00-17:30"),
            ("0:00-24:00", "00:00-24:00"),
            ("", ""),
        ] {
            assert_eq!(
                spans(text).map(|spans| write(&spans)).as_deref(),
                Some(written),
                "{text}"
            );
        }
        for bad in [
            "9-17",
            "9:00",
            "17:00-9:00",
            "9:00-9:00",
            "9:60-10:00",
            "0:00-24:01",
            "9:00-12:00, 11:00-13:00",
            "x",
        ] {
            assert_eq!(spans(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_are_read() {
        assert_eq!(date(" 2027/1/1 ").as_deref(), Some("2027-01-01"));
        for bad in [
            "2027-02-29",
            "2027-1",
            "1/1",
            "2027-01-01-01",
            "+027-01-01",
            "-1-1-1",
            "99999-1-1",
        ] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }

    #[test]
    fn it_is_open_on_weekdays_of_the_zone_and_not_on_holidays() {
        let mut hours = Hours {
            on: true,
            ..Hours::default()
        };
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        // 2026-11-23 is a Monday, and a holiday in Japan.
        for (time, open) in [
            ("2026-11-23T00:00:00Z", true), // 9:00 in Tokyo
            ("2026-11-22T23:59:59Z", false),
            ("2026-11-23T08:59:59Z", true),
            ("2026-11-23T09:00:00Z", false), // 18:00
            ("2026-11-22T03:00:00Z", false), // Sunday
            ("2026-11-27T03:00:00Z", true),
        ] {
            assert_eq!(are_open(&hours, at(time)), open, "{time}");
        }
        hours.holidays = vec!["2026-11-23".into()];
        assert!(!are_open(&hours, at("2026-11-23T03:00:00Z")));
        assert!(are_open(&hours, at("2026-11-24T03:00:00Z")));
        hours.on = false;
        assert!(are_open(&hours, at("2026-11-23T03:00:00Z")));
        // The last Sunday of March: clocks in Berlin go forward at 2:00.
        let night = Hours {
            on: true,
            time_zone: "Europe/Berlin".into(),
            week: std::array::from_fn(|_| "03:00-04:00".to_owned()),
            ..Hours::default()
        };
        assert!(
            are_open(&night, at("2027-03-28T01:30:00Z")) && !are_open(&night, at("2027-03-28T00:30:00Z"))
        );
    }

    proptest! {
        #[test]
        fn any_text_is_a_day_or_refused(text in "[0-9:,～ -]{0,40}") {
            if let Some(found) = spans(&text) {
                prop_assert_eq!(spans(&write(&found)), Some(found));
            }
        }
    }
}
