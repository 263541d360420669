//! Visitor events and the log of questions.

use super::knowledge::edit;
use super::*;
use kotae_shared::Lang;
use kotae_shared::api::admin::{QuestionFilter, QuestionPage, QuestionQuery};
use kotae_shared::api::problem::Fault;
use kotae_shared::api::widget::{Candidate, Event, EventKind, Outcome, Question, Visit};

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

const TALK: u128 = 900;

fn visit(n: u128) -> Visit {
    Visit {
        id: id(n),
        visitor: id(1),
        page: format!("https://intra.example/{n}"),
        lang: Lang::Ja,
        claims: Vec::new(),
    }
}

fn event(n: u128, seq: u32, kind: EventKind) -> Event {
    Event {
        id: id(n),
        conversation: id(TALK),
        seq,
        kind,
    }
}

fn question(text: &str, outcome: Outcome, candidates: &[Uuid]) -> EventKind {
    let candidates = candidates.iter().map(|entry| Candidate {
        entry: *entry,
        score: 700,
    });
    EventKind::Question(Question {
        text: text.into(),
        pack: "hash".into(),
        outcome,
        candidates: candidates.collect(),
    })
}

fn answer(question: u128, entry: Uuid) -> EventKind {
    EventKind::Answer {
        question: Some(id(question)),
        entry,
    }
}

fn feedback(question: u128, solved: bool) -> EventKind {
    EventKind::Feedback {
        question: Some(id(question)),
        entry: id(5),
        solved,
    }
}

impl World {
    fn record(&self, visit: Visit, events: Vec<Event>) -> u32 {
        self.workspace()
            .events()
            .write_blocking(move |tx| events::record(tx, "demo", &visit, &events))
            .unwrap()
    }

    fn log(&self, query: &QuestionQuery) -> QuestionPage {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime
            .block_on(questions::page(&self.workspace(), query))
            .unwrap()
    }
}

#[test]
fn an_event_counts_once_and_in_any_order() {
    let world = world();
    let entry = world.create(edit("VPN")).unwrap();
    let ask = event(
        10,
        0,
        question("ＶＰＮ？", Outcome::Candidates, &[entry.id, id(77)]),
    );
    let choose = event(
        11,
        1,
        EventKind::Choice {
            question: id(10),
            entry: entry.id,
        },
    );
    let read = event(12, 2, answer(10, entry.id));
    let no = event(13, 3, feedback(10, false));
    let yes = event(14, 4, feedback(10, true));
    // What came last is known by the order in the visit, not of arrival.
    assert_eq!(world.record(visit(2), vec![yes.clone(), read.clone()]), 2);
    assert_eq!(world.log(&QuestionQuery::default()).items.len(), 0);
    assert_eq!(world.record(visit(2), vec![ask.clone(), choose.clone()]), 2);
    assert_eq!(world.record(visit(2), vec![no.clone()]), 1);
    for _ in 0..3 {
        let again = vec![ask.clone(), choose.clone(), read.clone(), no.clone(), yes.clone()];
        assert_eq!(world.record(visit(2), again), 0);
    }
    let log = world.log(&QuestionQuery::default());
    assert_eq!(log.counts, [1, 0, 0, 1]);
    let row = &log.items[0];
    assert_eq!((row.id, row.at, row.text.as_str()), (id(10), START, "ＶＰＮ？"));
    assert_eq!((row.solved, row.outcome), (Some(true), Outcome::Candidates));
    assert_eq!(row.read.as_ref().unwrap().title, "VPN");
    assert_eq!(row.candidates[0].entry.code, "FAQ-0001");
    assert_eq!(
        (row.candidates[1].entry.code.as_str(), row.candidates[1].score),
        ("", 700)
    );
    assert_eq!(
        (row.widget.as_str(), row.page.as_str()),
        ("demo", "https://intra.example/2")
    );

    // Another page load of the same conversation comes later, whatever its numbers.
    world.clock.advance(1_000);
    world.record(visit(3), vec![event(15, 0, feedback(10, false))]);
    assert_eq!(world.log(&QuestionQuery::default()).counts, [1, 0, 1, 0]);
    // Somebody else's conversation has no say.
    let mut foreign = event(16, 9, feedback(10, true));
    foreign.conversation = id(901);
    world.clock.advance(1_000);
    world.record(visit(4), vec![foreign]);
    assert_eq!(world.log(&QuestionQuery::default()).counts, [1, 0, 1, 0]);
}

#[test]
fn the_log_filters_searches_and_pages() {
    let world = world();
    for n in 0..10_u32 {
        let outcome = if n % 3 == 0 {
            Outcome::NotFound
        } else {
            Outcome::Answer
        };
        let number = u128::from(n) + 10;
        let mut events = vec![event(
            number,
            n,
            question(&format!("質問 {n} プリンター"), outcome, &[]),
        )];
        if n % 2 == 0 {
            events.push(event(number + 100, n + 1, feedback(number, n % 4 == 0)));
        }
        world.record(visit(2), events);
        // Two of them come in the same millisecond.
        world.clock.advance(i64::from(n != 4));
    }
    let texts = |query: &QuestionQuery| -> Vec<String> {
        let log = world.log(query);
        let digit = |text: String| text.chars().filter(char::is_ascii_digit).collect();
        log.items.into_iter().map(|row| digit(row.text)).collect()
    };
    let query = QuestionQuery::default;
    let by = |filter| QuestionQuery { filter, ..query() };
    assert_eq!(texts(&query()).len(), 10);
    assert_eq!(texts(&by(QuestionFilter::NotFound)), ["9", "6", "3", "0"]);
    assert_eq!(texts(&by(QuestionFilter::NotSolved)), ["6", "2"]);
    assert_eq!(texts(&by(QuestionFilter::Solved)), ["8", "4", "0"]);
    assert_eq!(world.log(&query()).counts, [10, 4, 2, 3]);
    let search = QuestionQuery {
        q: "ﾌﾟﾘﾝﾀ 7".into(),
        ..query()
    };
    assert_eq!(texts(&search), ["7"]);

    let mut all = Vec::new();
    let mut before = None;
    loop {
        let query = QuestionQuery {
            before,
            limit: 3,
            ..query()
        };
        all.extend(texts(&query));
        before = world.log(&query).next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(all, ["9", "8", "7", "6", "5", "4", "3", "2", "1", "0"]);

    let runtime = tokio::runtime::Runtime::new().unwrap();
    for wrong in ["", "x", "1-", "1-zz"] {
        let query = QuestionQuery {
            before: Some(wrong.into()),
            ..query()
        };
        let result = runtime.block_on(questions::page(&world.workspace(), &query));
        assert!(
            matches!(result, Err(Error::Invalid(faults)) if faults == [("before".into(), Fault::Unknown)])
        );
    }
}

#[test]
fn a_reason_finds_its_question_in_any_order() {
    let world = world();
    let reason = |n: u128, seq: u32, text: &str| {
        let kind = EventKind::Reason {
            question: Some(id(10)),
            entry: id(5),
            text: text.into(),
        };
        event(n, seq, kind)
    };
    let asked = || world.log(&QuestionQuery::default()).items[0].clone();
    assert_eq!(world.record(visit(2), vec![reason(12, 2, "古い")]), 1);
    assert_eq!(
        world.record(
            visit(2),
            vec![event(10, 0, question("VPN", Outcome::Answer, &[]))]
        ),
        1
    );
    assert_eq!(asked().reason, "古い");
    world.record(visit(2), vec![reason(13, 3, "説明が足りない")]);
    assert_eq!(asked().reason, "説明が足りない");
    // A reason is no answer that was read.
    world.record(visit(2), vec![event(14, 4, feedback(10, false))]);
    let row = asked();
    assert_eq!((row.read, row.solved), (None, Some(false)));
}
