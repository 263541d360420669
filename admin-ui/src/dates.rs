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

/// The time as a machine reads it, for the `datetime` attribute.
pub(crate) fn machine(at: i64) -> String {
    js_sys::Date::new(&JsValue::from_f64(at as f64))
        .to_iso_string()
        .into()
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
