//! The results against a plain recomputation.

use super::{Period, Steps, tally::Tally};
use jiff::{Timestamp, tz::TimeZone};
use kotae_shared::{
    api::results::{By, Found},
    form::{
        Form,
        answers::{Answer, Value},
    },
};
use proptest::{collection::vec, prelude::*, sample::select};
use std::collections::BTreeMap;

fn form() -> Form {
    let json = serde_json::json!({ "name": { "ja": "満足度" }, "pages": [{ "fields": [
        { "key": "one", "kind": "choice", "label": { "ja": "一つ" }, "other": true, "choices": [
            { "value": "a", "label": { "ja": "あ" } }, { "value": "b", "label": { "ja": "い" } }] },
        { "key": "many", "kind": "choices", "label": { "ja": "いくつか" }, "choices": [
            { "value": "a", "label": { "ja": "あ" } }, { "value": "b", "label": { "ja": "い" } },
            { "value": "c", "label": { "ja": "う" } }] },
        { "key": "nps", "kind": "nps", "label": { "ja": "勧めるか" } },
        { "key": "stars", "kind": "stars", "label": { "ja": "星" } },
        { "key": "number", "kind": "number", "label": { "ja": "数" }, "decimals": 2 },
        { "key": "yes", "kind": "yes_no", "label": { "ja": "はいか" } },
        { "key": "text", "kind": "long_text", "label": { "ja": "ひとこと" } },
    ] }] });
    serde_json::from_value(json).unwrap()
}

fn submission() -> impl Strategy<Value = Vec<Answer>> {
    let choice = select(vec!["a", "b", "ほか"]).prop_map(|text| Value::Text(text.into()));
    let many = proptest::sample::subsequence(vec!["a", "b", "c"], 1..=3)
        .prop_map(|values| Value::Choices(values.into_iter().map(str::to_owned).collect()));
    let number = (-99_999_i64..99_999).prop_map(|hundredths| {
        let sign = if hundredths < 0 { "-" } else { "" };
        let size = hundredths.abs();
        Value::Text(format!("{sign}{}.{:02}", size / 100, size % 100))
    });
    let answer = |key: &'static str, value: BoxedStrategy<Value>| {
        proptest::option::of(value).prop_map(move |value| {
            value.map(|value| Answer {
                key: key.to_owned(),
                value,
            })
        })
    };
    (
        answer("one", choice.boxed()),
        answer("many", many.boxed()),
        answer("nps", (0_u8..=10).prop_map(Value::Scale).boxed()),
        answer("stars", (1_u8..=5).prop_map(Value::Scale).boxed()),
        answer("number", number.boxed()),
        answer("yes", any::<bool>().prop_map(Value::Yes).boxed()),
        answer("text", "[あ-ん]{1,5}".prop_map(Value::Text).boxed()),
    )
        .prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g].into_iter().flatten().collect())
}

fn answers<'a>(all: &'a [Vec<Answer>], key: &str) -> Vec<&'a Value> {
    let of = all.iter().flatten().filter(|answer| answer.key == key);
    of.map(|answer| &answer.value).collect()
}

fn near(got: Option<f64>, wanted: &[f64]) -> bool {
    match (got, wanted.is_empty()) {
        (None, true) => true,
        (Some(got), false) => {
            let mean = wanted.iter().sum::<f64>() / wanted.len() as f64;
            (got - mean).abs() < 1e-6
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn counts_as_one_would_by_hand(all in vec(submission(), 0..60)) {
        let form = form();
        let mut tally = Tally::of(&form, std::slice::from_ref(&form));
        for one in &all {
            tally.count(one);
        }
        prop_assert_eq!(tally.total() as usize, all.len());
        for question in tally.questions() {
            let given = answers(&all, &question.key);
            prop_assert_eq!(question.answered as usize, given.len());
            let texts: Vec<&str> = given.iter().flat_map(|value| match value {
                Value::Text(text) => vec![text.as_str()],
                Value::Choices(values) => values.iter().map(String::as_str).collect(),
                _ => Vec::new(),
            }).collect();
            let places: Vec<f64> = given.iter().filter_map(|value| match value {
                Value::Scale(place) => Some(f64::from(*place)),
                _ => None,
            }).collect();
            match &question.found {
                Found::Choices { rows, other } => {
                    for row in rows {
                        let wanted = texts.iter().filter(|text| **text == row.value).count();
                        prop_assert_eq!(row.count as usize, wanted);
                    }
                    prop_assert_eq!(*other as usize, texts.iter().filter(|text| **text == "ほか").count());
                }
                Found::YesNo { yes, no } => {
                    prop_assert_eq!((yes + no) as usize, given.len());
                    prop_assert_eq!(*yes as usize, given.iter().filter(|value| ***value == Value::Yes(true)).count());
                }
                Found::Scale { low, counts, average, nps } => {
                    for (place, count) in (*low..).zip(counts) {
                        let wanted = given.iter().filter(|value| ***value == Value::Scale(place)).count();
                        prop_assert_eq!(*count as usize, wanted);
                    }
                    prop_assert!(near(*average, &places));
                    if let Some(nps) = nps {
                        let share = |test: fn(f64) -> bool| places.iter().filter(|one| test(**one)).count() as f64;
                        let (up, down) = (share(|place| place >= 9.0), share(|place| place <= 6.0));
                        let wanted = (!places.is_empty()).then(|| (up - down) / places.len() as f64 * 100.0);
                        prop_assert_eq!(nps.score.is_some(), wanted.is_some());
                        prop_assert!((nps.score.unwrap_or(0.0) - wanted.unwrap_or(0.0)).abs() < 1e-9);
                    }
                }
                Found::Numbers { average, least, most } => {
                    let numbers: Vec<f64> = texts.iter().map(|text| text.parse().unwrap()).collect();
                    prop_assert!(near(*average, &numbers));
                    let fold = |pick: fn(f64, f64) -> f64| numbers.iter().copied().reduce(pick);
                    prop_assert_eq!(*least, fold(f64::min));
                    prop_assert_eq!(*most, fold(f64::max));
                }
                Found::Files { .. } => prop_assert!(false),
                Found::Texts => {}
            }
        }
    }

    #[test]
    fn each_falls_into_its_part_of_the_time(
        mut times in vec(1_735_000_000_000_i64..1_800_000_000_000, 1..80),
        by in select(vec![None, Some(By::Day), Some(By::Week), Some(By::Month)]),
    ) {
        let zone = TimeZone::get("America/New_York").unwrap();
        times.sort_unstable();
        let mut steps = Steps::new(&zone);
        for at in &times {
            steps.count(*at).unwrap();
        }
        let period = Period::of("", "", &zone).unwrap();
        let (by, steps) = steps.divided(by, &period);
        prop_assert_eq!(steps.iter().map(|(_, count)| *count as usize).sum::<usize>(), times.len());
        let mut wanted: BTreeMap<String, u32> = BTreeMap::new();
        for at in &times {
            let day = Timestamp::from_millisecond(*at).unwrap().to_zoned(zone.clone()).date();
            let begin = match by {
                By::Day => day.to_string(),
                By::Week => {
                    let mut monday = day;
                    while monday.weekday() != jiff::civil::Weekday::Monday {
                        monday = monday.yesterday().unwrap();
                    }
                    monday.to_string()
                }
                By::Month => format!("{}-01", &day.to_string()[..7]),
            };
            *wanted.entry(begin).or_default() += 1;
        }
        let filled: BTreeMap<String, u32> = steps.iter().filter(|(_, count)| *count > 0).cloned().collect();
        prop_assert_eq!(filled, wanted);
        prop_assert!(steps.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}

#[test]
fn days_are_those_of_the_zone_and_what_is_none_is_named() {
    let zone = TimeZone::get("Asia/Tokyo").unwrap();
    let period = Period::of("2026-04-01", "2026-04-01", &zone).unwrap();
    let hours = |ms: i64| ms / 3_600_000;
    assert_eq!(hours(period.times.end - period.times.start), 24);
    assert_eq!(period.times.start % 86_400_000, 15 * 3_600_000);
    for (from, until) in [
        ("x", ""),
        ("", "2026-02-30"),
        ("2026-04-02", "2026-04-01"),
        ("9999-12-31", ""),
    ] {
        assert!(Period::of(from, until, &zone).is_err(), "{from} {until}");
    }
}
