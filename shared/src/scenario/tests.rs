use super::{
    Choice, Kind, Scenario, Step,
    check::{Finding, Known, check, faults},
    limits,
};
use crate::{
    api::problem::Fault,
    lang::{Lang, Localised},
};
use proptest::prelude::*;
use std::collections::HashSet;

fn ja(text: &str) -> Localised {
    Localised::new(text, "")
}

fn step(id: &str, kind: Kind, next: &str) -> Step {
    Step {
        id: id.into(),
        kind,
        text: ja("文"),
        next: next.into(),
        ..Step::default()
    }
}

fn choices(id: &str, targets: &[&str]) -> Step {
    let choice = |target: &&str| Choice {
        label: ja("選ぶ"),
        target: (*target).into(),
    };
    Step {
        choices: targets.iter().map(choice).collect(),
        ..step(id, Kind::Choices, "")
    }
}

fn scenario(steps: Vec<Step>) -> Scenario {
    Scenario {
        name: ja("名前"),
        start: "a".into(),
        steps,
    }
}

fn found(scenario: &Scenario) -> Vec<Finding> {
    check(scenario, Lang::Ja, |_| Known::Published, |form| !form.is_nil())
}

fn places(scenario: &Scenario) -> Vec<(String, Fault, bool)> {
    let found = found(scenario).into_iter();
    found
        .map(|finding| (finding.field, finding.fault, finding.warning))
        .collect()
}

#[test]
fn a_scenario_that_ends_is_good() {
    let mut link = step("d", Kind::Link, "e");
    link.url = "https://intra.example.co.jp/".into();
    link.label = ja("開く");
    let good = scenario(vec![
        step("a", Kind::Text, "b"),
        choices("b", &["c", "d", "b"]),
        step("c", Kind::Question, "b"),
        link,
        step("e", Kind::End, ""),
    ]);
    assert_eq!(found(&good), []);
    let json = serde_json::to_string(&good).unwrap();
    assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), good);
    assert!(json.contains(r#""kind":"choices""#), "{json}");
}

#[test]
fn what_is_missing_is_named() {
    let mut bad = scenario(vec![choices("b", &["nowhere", "e"]), step("e", Kind::End, "")]);
    bad.start = "x".into();
    assert_eq!(
        places(&bad),
        [
            ("start".to_owned(), Fault::NoStep, false),
            ("steps.0.choices.0.target".to_owned(), Fault::NoStep, false),
        ]
    );
    let found = found(&bad);
    assert_eq!(
        (found[1].step.as_str(), found[1].about.as_str()),
        ("b", "nowhere")
    );
    assert!(found[1].message.contains("「b」") && found[1].message.contains("「nowhere」"));
    assert_eq!(faults(&found).len(), 2);
}

#[test]
fn dead_ends_loops_and_lonely_steps() {
    let dead = scenario(vec![step("a", Kind::Text, ""), choices("b", &[])]);
    assert_eq!(
        places(&dead),
        [
            ("steps.0.next".to_owned(), Fault::DeadEnd, false),
            ("steps.1.choices".to_owned(), Fault::DeadEnd, false),
            ("steps.1.id".to_owned(), Fault::Unreachable, true),
        ]
    );
    let loop_ = scenario(vec![
        choices("a", &["b", "e"]),
        step("b", Kind::Text, "c"),
        step("c", Kind::Text, "b"),
        step("e", Kind::End, ""),
    ]);
    assert_eq!(places(&loop_), [("steps.1.id".to_owned(), Fault::NoExit, false)]);
    let own = scenario(vec![step("a", Kind::Text, "a")]);
    assert_eq!(places(&own), [("steps.0.id".to_owned(), Fault::NoExit, false)]);
}

#[test]
fn what_a_kind_needs_and_what_does_not_belong() {
    let mut entry = step("a", Kind::Entry, "f");
    entry.text = Localised::default();
    let mut form = step("f", Kind::Form, "l");
    form.form = Some(uuid::Uuid::nil());
    let mut link = step("l", Kind::Link, "e");
    link.url = "javascript:alert(1)".into();
    let mut end = step("e", Kind::End, "a");
    end.url = "https://a/".into();
    end.text.ja = "長".repeat(limits::TEXT + 1);
    let bad = scenario(vec![entry.clone(), form, link, end, step("e", Kind::End, "")]);
    assert_eq!(
        places(&bad),
        [
            ("steps.0.entry".to_owned(), Fault::Required, false),
            ("steps.1.form".to_owned(), Fault::NoForm, false),
            ("steps.2.label".to_owned(), Fault::Required, false),
            ("steps.2.url".to_owned(), Fault::NotUrl, false),
            ("steps.3.text.ja".to_owned(), Fault::TooLong(2_000), false),
            ("steps.3.url".to_owned(), Fault::NotHere, false),
            ("steps.3.next".to_owned(), Fault::NotHere, false),
            ("steps.4.id".to_owned(), Fault::Taken, false),
            ("steps.4.id".to_owned(), Fault::Unreachable, true),
        ]
    );
    entry.entry = Some(uuid::Uuid::nil());
    let leads = scenario(vec![entry, step("f", Kind::End, "")]);
    let with = |known| check(&leads, Lang::En, |_| known, |_| true);
    assert_eq!(with(Known::Missing)[0].fault, Fault::NoEntry);
    assert!(with(Known::Hidden)[0].warning);
    assert_eq!(with(Known::Published), []);
}

#[test]
fn sizes_are_limited() {
    let many = (0..=limits::STEPS)
        .map(|n| step(&n.to_string(), Kind::End, ""))
        .collect();
    assert_eq!(
        places(&scenario(many)),
        [("steps".to_owned(), Fault::TooLong(500), false)]
    );
    assert_eq!(
        places(&scenario(Vec::new())),
        [("steps".to_owned(), Fault::Required, false)]
    );
    let wide = scenario(vec![choices("a", &["e"; 21]), step("e", Kind::End, "")]);
    assert_eq!(
        places(&wide),
        [("steps.0.choices".to_owned(), Fault::TooLong(20), false)]
    );
    let mut long = scenario((0..120).map(|n| step(&n.to_string(), Kind::End, "")).collect());
    long.start = "0".into();
    for step in &mut long.steps {
        step.text.ja = "長".repeat(limits::TEXT);
    }
    assert_eq!(
        faults(&found(&long)),
        [("steps".to_owned(), Fault::TooLong(200_000))]
    );
}

#[test]
fn a_scenario_is_tidied() {
    let mut untidy = scenario(vec![step(" a ", Kind::Text, " e "), step("e", Kind::End, "")]);
    untidy.steps[0].text.ja = " 一\r\n二 ".into();
    let tidy = untidy.tidy();
    assert_eq!(
        (tidy.steps[0].id.as_str(), tidy.steps[0].next.as_str()),
        ("a", "e")
    );
    assert_eq!(tidy.steps[0].text.ja, "一\n二");
    assert_eq!(tidy.clone().tidy(), tidy);
}

/// Any graph of up to eight steps, with ways that lead nowhere among them.
fn graphs() -> impl Strategy<Value = Scenario> {
    let ways = prop::collection::vec((0_u8..4, prop::collection::vec(0_usize..9, 0..3)), 1..8);
    ways.prop_map(|list| {
        let steps = list.iter().enumerate().map(|(index, (kind, to))| {
            let id = index.to_string();
            let names: Vec<String> = to.iter().map(ToString::to_string).collect();
            match kind {
                0 => step(&id, Kind::End, ""),
                1 => step(&id, Kind::Text, names.first().map_or("", String::as_str)),
                2 => step(&id, Kind::Question, names.first().map_or("", String::as_str)),
                _ => choices(&id, &names.iter().map(String::as_str).collect::<Vec<_>>()),
            }
        });
        Scenario {
            start: "0".into(),
            ..scenario(steps.collect())
        }
    })
}

/// Whether an end can be reached, by trying all ways.
fn ends(scenario: &Scenario, at: &str, seen: &mut HashSet<String>) -> bool {
    let Some(step) = scenario.steps.iter().find(|step| step.id == at) else {
        return false;
    };
    seen.insert(at.to_owned())
        && (step.kind == Kind::End || step.onward().any(|to| ends(scenario, to, &mut seen.clone())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn without_a_fault_every_way_can_end(graph in graphs()) {
        let found = found(&graph);
        let mut reached = HashSet::new();
        let mut next = vec!["0".to_owned()];
        while let Some(at) = next.pop() {
            if let Some(step) = graph.steps.iter().find(|step| step.id == at)
                && reached.insert(at)
            {
                next.extend(step.onward().map(str::to_owned));
            }
        }
        let all_end = reached.iter().all(|at| ends(&graph, at, &mut HashSet::new()));
        let has_fault = !faults(&found).is_empty();
        prop_assert!(has_fault || all_end, "{graph:?}");
        // And nothing is found in what is good.
        let whole = graph.steps.iter().all(|step| match step.kind {
            Kind::End => true,
            Kind::Choices => !step.choices.is_empty(),
            _ => !step.next.is_empty(),
        });
        let known = graph.steps.iter().flat_map(Step::onward).all(|to| graph.steps.iter().any(|step| step.id == to));
        if whole && known && all_end {
            prop_assert!(!has_fault, "{found:?}");
        }
        let lonely = found.iter().filter(|finding| finding.fault == Fault::Unreachable).count();
        prop_assert_eq!(lonely, graph.steps.len() - reached.len());
    }

    #[test]
    fn any_texts_are_checked(id in ".{0,50}", text in ".{0,30}", url in ".{0,20}", start in ".{0,5}") {
        let mut any = scenario(vec![step(&id, Kind::Link, &start), step("e", Kind::End, "")]);
        any.start = start;
        any.steps[0].text.ja = text;
        any.steps[0].url = url;
        let tidy = any.tidy();
        found(&tidy);
        prop_assert_eq!(tidy.clone().tidy(), tidy);
    }
}
