//! Reports over HTTP, against numbers counted by hand on a small log.

use crate::harness::{Reply, Server, SignedIn};
use crate::improve::send;
use crate::smtp::Smtp;
use axum::http::{Method, StatusCode, header};
use jiff::Timestamp;
use kotae::{jobs::Scheduler, outbox::Worker};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{Category, Entry, EntryEdit, Status},
        conversations::{Conversation, What},
        improve::Person,
        problem::{Fault, Problem},
        reports::{
            Assumption, EntryReport, Every, Figure, Overview, QuestionReport, ReportMail, ScenarioReport,
            Usage,
        },
        results::By,
        widget::{Candidate, Event, EventBatch, EventKind, Outcome, Question, Visit},
    },
    codec,
};
use mail_parser::MessageParser;
use serde_json::json;
use std::time::Duration;

const YEAR: Duration = Duration::from_hours(400 * 24);

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

async fn server() -> (Server, SignedIn) {
    let server = Server::with(|config| {
        config.sessions.idle = YEAR;
        config.sessions.absolute = YEAR;
    })
    .await;
    let who = server.administrator("default").await;
    let call = server.request(Method::PUT, &who.api("jobs")).by(&who);
    let reply = call.json(&json!({ "time_zone": "Europe/Berlin" })).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    (server, who)
}

fn at(server: &Server, moment: &str) {
    let moment: Timestamp = moment.parse().unwrap();
    server.clock.set(moment.as_millisecond());
}

/// Events of one post: a visit, a conversation, and what was done.
async fn tells(server: &Server, key: &str, of: (u128, u128), events: Vec<(u128, EventKind)>) {
    let numbered = (0..).zip(events).map(|(seq, (event, kind))| (seq, event, kind));
    tells_in(server, key, of, numbered.collect()).await;
}

/// The same, each with its number in the visit.
async fn tells_in(
    server: &Server,
    key: &str,
    (visit, talk): (u128, u128),
    events: Vec<(u32, u128, EventKind)>,
) {
    let batch = EventBatch {
        visit: Visit {
            id: id(visit),
            visitor: id(2),
            page: String::new(),
            lang: Lang::Ja,
            claims: Vec::new(),
        },
        events: events
            .into_iter()
            .map(|(seq, event, kind)| Event {
                id: id(event),
                conversation: id(talk),
                seq,
                kind,
            })
            .collect(),
    };
    let call = server.post(&format!("w/{key}/events"));
    let reply = call.body(codec::encode(&batch)).send().await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
}

fn asks(text: &str, outcome: Outcome, offered: &[Uuid]) -> EventKind {
    EventKind::Question(Question {
        text: text.into(),
        pack: "0".repeat(64),
        outcome,
        candidates: offered
            .iter()
            .map(|entry| Candidate {
                entry: *entry,
                score: 900,
            })
            .collect(),
    })
}

fn reads(question: u128, entry: Uuid) -> EventKind {
    EventKind::Answer {
        question: Some(id(question)),
        entry,
    }
}

fn says(question: u128, entry: Uuid, solved: bool) -> EventKind {
    EventKind::Feedback {
        question: Some(id(question)),
        entry,
        solved,
    }
}

async fn get(server: &Server, who: &SignedIn, path: &str) -> Reply {
    server.get(&who.api(path)).by(who).send().await
}

async fn entry(server: &Server, who: &SignedIn, title: &str, category: Option<Uuid>) -> Uuid {
    let edit = EntryEdit {
        title: title.into(),
        answer: "回答です。".into(),
        category,
        status: Status::Published,
        ..EntryEdit::default()
    };
    let reply = send(server, who, Method::POST, "entries", &edit).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json::<Entry>().id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_log_is_added_up_as_by_hand() {
    let (server, who) = server().await;
    let key = server.widget_key("default").await;
    let category: Category = send(
        &server,
        &who,
        Method::POST,
        "categories",
        &json!({ "name": "IT" }),
    )
    .await
    .json();
    let vpn = entry(&server, &who, "VPN に接続できない", Some(category.id)).await;
    let badge = entry(&server, &who, "入館カードの再発行", None).await;

    // One in the period before.
    at(&server, "2025-10-20T10:00:00Z");
    tells(
        &server,
        &key,
        (12, 22),
        vec![(120, asks("昔の質問", Outcome::NotFound, &[]))],
    )
    .await;

    // The night in which daylight saving ends, 25 to 26 October: half past two comes twice, and midnight is at 22:00Z.
    at(&server, "2025-10-25T21:59:00Z");
    tells(
        &server,
        &key,
        (10, 20),
        vec![
            (100, asks("VPN", Outcome::Answer, &[vpn])),
            (101, reads(100, vpn)),
            (102, says(100, vpn, true)),
        ],
    )
    .await;
    at(&server, "2025-10-26T00:30:00Z");
    tells(
        &server,
        &key,
        (11, 21),
        vec![
            (110, asks("ｖｐｎ", Outcome::Candidates, &[vpn, badge])),
            (111, reads(110, badge)),
            (112, says(110, badge, false)),
        ],
    )
    .await;
    at(&server, "2025-10-26T01:30:00Z");
    tells(
        &server,
        &key,
        (11, 21),
        vec![(113, asks("領収書", Outcome::NotFound, &[]))],
    )
    .await;
    at(&server, "2025-10-27T12:00:00Z");

    let query = "from=2025-10-25&until=2025-10-27";
    let report: Overview = get(&server, &who, &format!("reports/overview?{query}"))
        .await
        .json();
    assert_eq!(
        (
            report.days.from.as_str(),
            report.days_before.from.as_str(),
            report.days_before.until.as_str()
        ),
        ("2025-10-25", "2025-10-22", "2025-10-24")
    );
    let all = Usage {
        visits: 2,
        conversations: 2,
        questions: 3,
        answers: 1,
        candidates: 1,
        not_found: 1,
        read: 2,
        self_served: 1,
        solved: 1,
        not_solved: 1,
    };
    assert_eq!((report.now, report.before), (all, Usage::default()));
    assert_eq!(report.by, By::Day);
    let steps: Vec<(&str, i64)> = report
        .steps
        .iter()
        .map(|(day, usage)| (day.as_str(), usage.questions))
        .collect();
    assert_eq!(steps, [("2025-10-25", 1), ("2025-10-26", 2), ("2025-10-27", 0)]);
    let hours = report.hours.unwrap();
    // Saturday 23:59; Sunday in the hour from two, twice.
    assert_eq!((hours[5][23], hours[6][2]), (1, 2));
    assert_eq!(hours.iter().flatten().sum::<i64>(), 3);
    assert_eq!(Figure::SelfServiceRate.of(&report.now), Some(1.0 / 3.0));
    let of: Vec<(&[String], i64)> = report
        .categories
        .iter()
        .map(|row| (row.path.as_slice(), row.usage.questions))
        .collect();
    assert_eq!(of, [(&[][..], 1), (&["IT".to_owned()][..], 1)]);

    // The same, as long, a day later, has the period before.
    let report: Overview = get(&server, &who, "reports/overview?until=2025-10-27&days=4&by=month")
        .await
        .json();
    assert_eq!((report.now.questions, report.before.questions), (3, 1));
    assert_eq!((report.by, report.steps.len()), (By::Month, 1));

    // Of a category: what is about its entries, and no visits.
    let path = format!("reports/overview?{query}&category={}", category.id);
    let report: Overview = get(&server, &who, &path).await.json();
    let expected = Usage {
        questions: 1,
        read: 1,
        self_served: 1,
        solved: 1,
        ..Usage::default()
    };
    assert_eq!((report.now, report.hours), (expected, None));
    // Of a widget that has none of it.
    let report: Overview = get(&server, &who, &format!("reports/overview?{query}&widget=nowhere"))
        .await
        .json();
    assert_eq!(report.now, Usage::default());

    let report: EntryReport = get(&server, &who, &format!("reports/entries?{query}"))
        .await
        .json();
    let rows: Vec<_> = report
        .rows
        .iter()
        .map(|row| {
            (
                row.entry.id,
                row.shown,
                row.read,
                row.solved,
                row.not_solved,
                row.last.as_str(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [(vpn, 2, 1, 1, 0, "2025-10-26"), (badge, 1, 1, 0, 1, "2025-10-26")]
    );
    assert_eq!(
        (report.total, report.rows[0].category.as_slice()),
        (2, &["IT".to_owned()][..])
    );

    let report: QuestionReport = get(&server, &who, &format!("reports/questions?{query}"))
        .await
        .json();
    let asked: Vec<_> = report
        .asked
        .iter()
        .map(|row| (row.text.as_str(), row.count))
        .collect();
    assert_eq!(asked, [("ｖｐｎ", 2), ("領収書", 1)]);
    assert_eq!((report.asked[0].solved, report.asked[0].not_solved), (1, 1));
    assert_eq!(
        (report.not_found.len(), report.looked_at, report.more),
        (1, 3, false)
    );
    assert_eq!(report.terms, [("vpn".to_owned(), 2), ("領収書".to_owned(), 1)]);

    // What somebody says a day later counts under the day of the question.
    tells(&server, &key, (11, 21), vec![(114, says(110, badge, true))]).await;
    let report: Overview = get(&server, &who, "reports/overview?from=2025-10-27&until=2025-10-27")
        .await
        .json();
    assert_eq!(report.now, Usage::default(), "no visit begins, no question comes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_visitors_leave_a_scenario_is_counted() {
    let (server, who) = server().await;
    let key = server.widget_key("default").await;
    let scenario = json!({ "name": { "ja": "申請", "en": "Requests" }, "start": "a", "steps": [
        { "id": "a", "kind": "choices", "text": { "ja": "どれですか", "en": "Which one?" }, "choices": [
            { "label": { "ja": "休暇", "en": "Leave" }, "target": "b" }] },
        { "id": "b", "kind": "end", "text": { "ja": "総務へ", "en": "To general affairs" } },
    ] });
    let reply = send(
        &server,
        &who,
        Method::POST,
        "scenarios",
        &json!({ "scenario": scenario, "version": 0 }),
    )
    .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let made = reply.json::<serde_json::Value>();
    let scenario: Uuid = made["id"].as_str().unwrap().parse().unwrap();
    let step = |step: &str| EventKind::Scenario {
        scenario,
        step: step.into(),
    };
    tells(&server, &key, (1, 1), vec![(10, step("a")), (11, step("b"))]).await;
    server.clock.advance(1_000);
    tells(&server, &key, (2, 2), vec![(20, step("a"))]).await;

    let report: ScenarioReport = get(&server, &who, "reports/scenarios").await.json();
    let [found] = report.scenarios.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!((found.begun, found.ended, found.name.ja.as_str()), (2, 1, "申請"));
    let steps: Vec<_> = found
        .steps
        .iter()
        .map(|step| (step.step.as_str(), step.seen, step.last, step.is_end))
        .collect();
    assert_eq!(steps, [("a", 2, 1, false), ("b", 1, 1, true)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_period_is_a_report_and_a_wrong_one_a_fault() {
    let (server, who) = server().await;
    for report in ["overview", "entries", "questions", "scenarios"] {
        let reply = get(
            &server,
            &who,
            &format!("reports/{report}?from=2020-01-01&until=2020-12-31"),
        )
        .await;
        assert_eq!(reply.status, StatusCode::OK, "{report}: {}", reply.text());
        for (query, field, fault) in [
            ("from=tomorrow", "from", Fault::NotDate),
            ("until=2025-02-30", "until", Fault::NotDate),
            ("from=2025-02-02&until=2025-02-01", "until", Fault::EndsTooSoon),
            (
                "from=1990-01-01&until=2025-02-01",
                "from",
                Fault::OutOfRange(1, 3_660),
            ),
            ("days=4000", "days", Fault::OutOfRange(1, 3_660)),
        ] {
            let reply = get(&server, &who, &format!("reports/{report}?{query}")).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{report} {query}");
            let fields = reply.json::<Problem>().fields;
            assert_eq!(
                (fields[0].field.as_str(), &fields[0].fault),
                (field, &fault),
                "{report} {query}"
            );
        }
    }
    let reply = get(&server, &who, &format!("reports/overview?category={}", id(7))).await;
    assert_eq!(reply.json::<Problem>().fields[0].field, "category");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_assumption_is_kept_and_files_are_noted() {
    let (server, who) = server().await;
    let key = server.widget_key("default").await;
    let usual: Assumption = get(&server, &who, "reports/assumption").await.json();
    assert_eq!(usual, Assumption::default());
    for (percent, minutes, field) in [(101, 10, "percent"), (50, 0, "minutes"), (50, 481, "minutes")] {
        let wrong = Assumption { percent, minutes };
        let reply = send(&server, &who, Method::PUT, "reports/assumption", &wrong).await;
        assert_eq!(reply.json::<Problem>().fields[0].field, field);
    }
    let new = Assumption {
        percent: 30,
        minutes: 15,
    };
    send(&server, &who, Method::PUT, "reports/assumption", &new).await;
    let report: Overview = get(&server, &who, "reports/overview").await.json();
    assert_eq!(report.assumption, new);

    // What a visitor typed is no formula in a file.
    tells(
        &server,
        &key,
        (1, 1),
        vec![(10, asks("=HYPERLINK(\"http://x\")", Outcome::NotFound, &[]))],
    )
    .await;
    for report in [
        "overview",
        "entries",
        "questions",
        "not_found",
        "terms",
        "scenarios",
    ] {
        for ending in ["csv", "xlsx"] {
            let reply = get(&server, &who, &format!("export/report.{ending}?report={report}")).await;
            assert_eq!(
                reply.status,
                StatusCode::OK,
                "{report}.{ending}: {}",
                reply.text()
            );
            assert!(reply.header(header::CONTENT_DISPOSITION).contains(ending));
            if (report, ending) == ("questions", "csv") {
                assert!(reply.text().contains("\"'=HYPERLINK("), "{}", reply.text());
            }
        }
    }
    let unknown = get(&server, &who, "export/report.csv?report=everything").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST, "{}", unknown.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_shown_as_the_visitor_had_it_and_who_looked_is_noted() {
    let (server, who) = server().await;
    let key = server.widget_key("default").await;
    let vpn = entry(&server, &who, "VPN に接続できない", None).await;
    // An answer is asked for at once, and comes before what led to it.
    let chosen = EventKind::Choice {
        question: id(10),
        entry: vpn,
    };
    let all = vec![
        (0, 10, asks("VPN", Outcome::Candidates, &[vpn, id(999)])),
        (1, 11, chosen),
        (2, 12, reads(10, vpn)),
        (3, 13, says(10, vpn, false)),
    ];
    let (early, late): (Vec<_>, Vec<_>) = all.into_iter().partition(|(seq, ..)| *seq == 2);
    tells_in(&server, &key, (1, 40), early).await;
    server.clock.advance(1_000);
    tells_in(&server, &key, (1, 40), late).await;
    // Another one, which is not in it.
    tells(
        &server,
        &key,
        (2, 41),
        vec![(20, asks("有給", Outcome::NotFound, &[]))],
    )
    .await;

    let path = format!("conversations/{}", id(40));
    let found: Conversation = get(&server, &who, &path).await.json();
    assert_eq!(
        (found.widget.as_str(), found.visits.len(), found.more),
        (key.as_str(), 1, false)
    );
    let [asked, chosen, read, said] = found.turns.as_slice() else {
        panic!("{:?}", found.turns)
    };
    let What::Question {
        text,
        outcome,
        candidates,
        ..
    } = &asked.what
    else {
        panic!("{asked:?}")
    };
    assert_eq!(
        (text.as_str(), *outcome, candidates.len()),
        ("VPN", Outcome::Candidates, 2)
    );
    assert_eq!(candidates[0].entry.title, "VPN に接続できない");
    assert!(candidates[1].entry.code.is_empty(), "it is gone");
    assert!(matches!(&chosen.what, What::Chosen { entry } if entry.id == vpn));
    assert!(matches!(&read.what, What::Answer { entry } if entry.id == vpn));
    assert!(matches!(&said.what, What::Said { solved: false, .. }));

    get(&server, &who, &path).await;
    let main =
        rusqlite::Connection::open(server.data.path().join("kotae-data/workspaces/default/main.db")).unwrap();
    let sql = "SELECT COUNT(*) FROM audit WHERE action = 'conversation.view'";
    let noted: i64 = main.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(noted, 1, "once an hour");
    let none = get(&server, &who, &format!("conversations/{}", id(77))).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_report_of_a_week_is_mailed_once_to_whom_was_chosen() {
    let (server, who) = server().await;
    let (smtp, key) = (Smtp::start().await, server.widget_key("default").await);
    smtp.serve(&server, &who).await;
    let (mut scheduler, mut worker) = (
        Scheduler::new(server.app.clone()),
        Worker::new(server.app.clone()),
    );
    let people: Vec<Person> = get(&server, &who, "people").await.json();
    let refused = async |body: serde_json::Value| {
        let reply = send(&server, &who, Method::PUT, "reports/mail", &body).await;
        reply.json::<Problem>().fields[0].field.clone()
    };
    assert_eq!(refused(json!({ "every": "week", "people": [] })).await, "people");
    assert_eq!(
        refused(json!({ "every": "week", "people": [id(5)] })).await,
        "people"
    );
    let mail = ReportMail {
        every: Every::Week,
        people: vec![people[0].id],
    };
    // On a Friday nobody wants the report of the week before; the Monday after it, at eight in Berlin, has that of this week.
    at(&server, "2025-10-17T10:00:00Z");
    let kept = send(&server, &who, Method::PUT, "reports/mail", &mail).await;
    assert_eq!(kept.json::<ReportMail>(), mail);
    tells(
        &server,
        &key,
        (1, 1),
        vec![
            (10, asks("<b>VPN</b>", Outcome::NotFound, &[])),
            (11, asks("有給", Outcome::NotFound, &[])),
        ],
    )
    .await;
    scheduler.round().await;
    worker.round().await;
    let before = smtp.received().len();
    for (moment, mails) in [
        ("2025-10-18T06:01:00Z", 0),
        ("2025-10-19T06:01:00Z", 0),
        ("2025-10-20T05:59:00Z", 0),
        ("2025-10-20T06:01:00Z", 1),
        ("2025-10-21T06:01:00Z", 1),
        ("2025-10-27T07:01:00Z", 2),
    ] {
        at(&server, moment);
        scheduler.round().await;
        worker.round().await;
        let reports = smtp.received().split_off(before);
        let reports: Vec<_> = reports
            .iter()
            .filter(|mail| {
                let parsed = MessageParser::default().parse(mail.data.as_bytes()).unwrap();
                parsed.subject().unwrap().contains("利用状況のレポート")
            })
            .cloned()
            .collect();
        assert_eq!(reports.len(), mails, "{moment}");
        let Some(first) = reports.first() else { continue };
        let parsed = MessageParser::default().parse(first.data.as_bytes()).unwrap();
        assert_eq!(
            parsed.subject(),
            Some("[Kotae] 利用状況のレポート（2025-10-13 〜 2025-10-19）")
        );
        let (text, page) = (parsed.body_text(0).unwrap(), parsed.body_html(0).unwrap());
        assert!(text.contains("質問: 2 (0)"), "{text}");
        assert!(text.contains("見つからなかった質問: 2 (0)"), "{text}");
        assert!(
            page.contains("bgcolor=\"#e3e8e6\"") && !page.contains("<script"),
            "{page}"
        );
        assert!(
            text.contains("reports?from=2025-10-13&until=2025-10-19"),
            "{text}"
        );
    }
}
