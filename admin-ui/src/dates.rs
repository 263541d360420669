//! Times as people write them, in the reader's own time zone.

use crate::lang;
use kotae_shared::Lang;
use wasm_bindgen::JsValue;

/// A time of day on a calendar.
#[derive(Clone, Copy)]
struct Moment {
    year: u32,
    /// 1 to 12.
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `2026/11/22 14:05`, or `22 Nov 2026 14:05` in English; from epoch milliseconds.
pub(crate) fn full(at: i64) -> String {
    write(local(at), lang::current())
}

/// The day alone, in a reader's language; from epoch milliseconds.
pub(crate) fn day_in(at: i64, lang: Lang) -> String {
    let written = write(local(at), lang);
    let day = written.rsplit_once(' ').map(|(day, _)| day.to_owned());
    day.unwrap_or(written)
}

/// `14:05`; from epoch milliseconds.
pub(crate) fn time(at: i64) -> String {
    let Moment { hour, minute, .. } = local(at);
    format!("{hour:02}:{minute:02}")
}

/// The time as a machine reads it, for the `datetime` attribute.
pub(crate) fn machine(at: i64) -> String {
    js_sys::Date::new(&JsValue::from_f64(at as f64))
        .to_iso_string()
        .into()
}

/// The time as an input of type `datetime-local` has it, `2026-11-22T14:05`.
pub(crate) fn input(at: i64) -> String {
    let Moment {
        year,
        month,
        day,
        hour,
        minute,
    } = local(at);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
}

/// The epoch milliseconds of what such an input holds; `None` when it is not a time.
pub(crate) fn from_input(text: &str) -> Option<i64> {
    let [year, month, day, hour, minute] = parts(text)?;
    let date = js_sys::Date::new_with_year_month_day_hr_min(
        year,
        month as i32 - 1,
        day as i32,
        hour as i32,
        minute as i32,
    );
    let at = date.get_time();
    at.is_finite().then_some(at as i64)
}

/// The moment at which a day such as `2026-11-22` begins here.
pub(crate) fn start_of(day: &str) -> Option<i64> {
    from_input(&format!("{day}T00:00"))
}

/// The moment at which the next day begins: a day of 23 or 25 hours has its own end.
pub(crate) fn end_of(day: &str) -> Option<i64> {
    let [year, month, day, ..] = parts(&format!("{day}T00:00"))?;
    let next = js_sys::Date::new_with_year_month_day(year, month as i32 - 1, day as i32 + 1);
    let at = next.get_time();
    at.is_finite().then_some(at as i64)
}

/// Year, month, day, hour and minute of `2026-11-22T14:05`; seconds may follow.
fn parts(text: &str) -> Option<[u32; 5]> {
    let (day, time) = text.trim().split_once('T')?;
    let mut numbers = day.splitn(3, '-').chain(time.split(':').take(2));
    let mut all = [0; 5];
    for (place, least, most) in [(0, 1_900, 9_999), (1, 1, 12), (2, 1, 31), (3, 0, 23), (4, 0, 59)] {
        let number = numbers.next()?.parse().ok()?;
        if !(least..=most).contains(&number) {
            return None;
        }
        all[place] = number;
    }
    Some(all)
}

/// Today as `2026-11-22`, for the names of files.
pub(crate) fn today() -> String {
    let Moment { year, month, day, .. } = local(js_sys::Date::now() as i64);
    format!("{year}-{month:02}-{day:02}")
}

fn local(at: i64) -> Moment {
    let date = js_sys::Date::new(&JsValue::from_f64(at as f64));
    Moment {
        year: date.get_full_year(),
        month: date.get_month() + 1,
        day: date.get_date(),
        hour: date.get_hours(),
        minute: date.get_minutes(),
    }
}

fn write(moment: Moment, lang: Lang) -> String {
    let Moment {
        year,
        month,
        day,
        hour,
        minute,
    } = moment;
    match lang {
        Lang::Ja => format!("{year}/{month:02}/{day:02} {hour:02}:{minute:02}"),
        Lang::En => {
            let month = MONTHS.get(month as usize - 1).unwrap_or(&"");
            format!("{day} {month} {year} {hour:02}:{minute:02}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_an_input_holds() {
        assert_eq!(parts("2026-11-22T14:05"), Some([2026, 11, 22, 14, 5]));
        assert_eq!(parts("2026-11-22T14:05:30"), Some([2026, 11, 22, 14, 5]));
        for bad in [
            "",
            "2026-11-22",
            "2026-13-01T00:00",
            "2026-11-22T24:00",
            "x-1-1T1:1",
            "2026-11T1:1",
        ] {
            assert_eq!(parts(bad), None, "{bad}");
        }
    }

    #[test]
    fn writes_both_languages() {
        let moment = Moment {
            year: 2026,
            month: 11,
            day: 2,
            hour: 14,
            minute: 5,
        };
        assert_eq!(write(moment, Lang::Ja), "2026/11/02 14:05");
        assert_eq!(write(moment, Lang::En), "2 Nov 2026 14:05");
    }
}
