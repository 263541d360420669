//! Checks lists of addresses and a widget's hours.

use super::Faults;
use crate::{auth::invite, config::Network, hours};
use kotae_shared::{
    api::problem::Fault,
    settings::{Access, DAY, HOLIDAYS, Hours, RANGES, limits},
};

/// Ranges of addresses as they are stored: in one way of writing, each once, without empty lines.
pub fn ranges(field: &str, given: &[String], faults: &mut Faults) -> Vec<String> {
    let mut ranges: Vec<String> = Vec::new();
    for (index, text) in given
        .iter()
        .enumerate()
        .filter(|(_, text)| !text.trim().is_empty())
    {
        match text.parse::<Network>().map(|range| range.to_string()) {
            Ok(range) if ranges.contains(&range) => {}
            Ok(range) => ranges.push(range),
            Err(_) => faults.push((format!("{field}.{index}"), Fault::NotRange)),
        }
    }
    if ranges.len() > RANGES {
        faults.push((field.to_owned(), Fault::TooLong(RANGES as u32)));
    }
    ranges
}

pub(super) fn access(access: &mut Access, faults: &mut Faults) {
    access.addresses = ranges("access.addresses", &access.addresses, faults);
    week(&mut access.hours, faults);
}

fn week(hours: &mut Hours, faults: &mut Faults) {
    for (index, day) in hours.week.iter_mut().enumerate() {
        let spans = Some(&*day).filter(|day| day.chars().count() <= DAY);
        match spans.and_then(|day| hours::spans(day)) {
            Some(spans) => *day = hours::write(&spans),
            None => faults.push((format!("access.hours.week.{index}"), Fault::NotHours)),
        }
    }
    if invite::check_time_zone(&hours.time_zone).is_err() {
        faults.push(("access.hours.time_zone".to_owned(), Fault::Unknown));
    }
    let mut days = Vec::new();
    for (index, text) in hours
        .holidays
        .iter()
        .enumerate()
        .filter(|(_, text)| !text.trim().is_empty())
    {
        match hours::date(text) {
            Some(day) => days.push(day),
            None => faults.push((format!("access.hours.holidays.{index}"), Fault::NotDate)),
        }
    }
    days.sort_unstable();
    days.dedup();
    if days.len() > HOLIDAYS {
        faults.push((
            "access.hours.holidays".to_owned(),
            Fault::TooLong(HOLIDAYS as u32),
        ));
    }
    hours.holidays = days;
    for (lang, text) in [("ja", &mut hours.message.ja), ("en", &mut hours.message.en)] {
        *text = text.trim().replace("\r\n", "\n");
        super::text(
            &format!("access.hours.message.{lang}"),
            text,
            limits::TEXT,
            faults,
        );
    }
}
