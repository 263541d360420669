//! Days as forms have them: `2027-01-31`, counted without a time zone.

/// A day of the calendar (Gregorian, also before it was), as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

impl Day {
    /// Of `2027-01-31`; also `2027/1/31`, as Japanese keyboards write it. Years from 1900 to 2199.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(['-', '/']);
        let mut next = |longest: usize| {
            let part = parts.next()?;
            let digits =
                !part.is_empty() && part.len() <= longest && part.bytes().all(|b| b.is_ascii_digit());
            if digits { part.parse::<i64>().ok() } else { None }
        };
        let day = (next(4)?, next(2)?, next(2)?);
        if parts.next().is_some() {
            return None;
        }
        Self::of(day.0, day.1, day.2)
    }

    /// Of a year, a month and a day that exist.
    pub fn of(year: i64, month: i64, day: i64) -> Option<Self> {
        if !(1900..2200).contains(&year) || !(1..=12).contains(&month) || day < 1 {
            return None;
        }
        let found = Self(days(year, month, day));
        (found.parts() == (year, month, day)).then_some(found)
    }

    /// Year, month and day. By Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    pub fn parts(self) -> (i64, i64, i64) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// The day of a limit: as the number 20270131, or below 100,000 in size as days from `today`.
    pub fn bound(bound: Bound, today: Self) -> Option<Self> {
        if bound.abs() < RELATIVE {
            return Some(Self(today.0 + bound));
        }
        Self::of(bound / 10_000, bound / 100 % 100, bound % 100)
    }
}

impl Day {
    /// As `2027-01-31`. By hand, since the formatting of numbers is more than all of this, and ships to visitors.
    pub fn text(self) -> String {
        let (year, month, day) = self.parts();
        let mut text = String::new();
        for (number, digits) in [(year, 4), (month, 2), (day, 2)] {
            if !text.is_empty() {
                text.push('-');
            }
            let number = number.to_string();
            for _ in number.len()..digits {
                text.push('0');
            }
            text.push_str(&number);
        }
        text
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

/// A limit of days: 20270131 is a day, 0 is the day on which the form is filled in, 7 a week later, -30 thirty days before.
pub type Bound = i64;

/// Limits smaller than this are days from today.
const RELATIVE: i64 = 100_000;

fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}
