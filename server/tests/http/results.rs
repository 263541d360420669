//! The results of a survey: what came in, added up, filtered, listed and taken out as a file.

use crate::{
    forms::{Inbox, faults, text},
    harness::Server,
};
use axum::http::{Method, StatusCode, header};
use kotae_shared::{
    api::{
        forms::Submit,
        problem::{Fault, Problem},
        results::{By, Found, Results, TextPage},
    },
    form::answers::{Answer, Value as Answered},
};
use serde_json::{Value, json};
use std::time::Duration;

const DAY: i64 = 24 * 3_600_000;

fn survey() -> Value {
    json!({ "name": { "ja": "満足度", "en": "Satisfaction" }, "pages": [{ "fields": [
        { "key": "nps", "kind": "nps", "label": { "ja": "勧めますか", "en": "Would you recommend it?" }, "required": true },
        { "key": "why", "kind": "choice", "label": { "ja": "理由", "en": "Why" }, "other": true, "choices": [
            { "value": "fast", "label": { "ja": "速い", "en": "Fast" } },
            { "value": "kind", "label": { "ja": "親切", "en": "Kind" } }] },
        { "key": "word", "kind": "long_text", "label": { "ja": "ひとこと" } },
    ] }] })
}

fn answers(nps: u8, why: &str, word: &str) -> Vec<Answer> {
    let scale = Answer {
        key: "nps".into(),
        value: Answered::Scale(nps),
    };
    let texts = [("why", why), ("word", word)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty());
    std::iter::once(scale)
        .chain(texts.map(|(key, value)| text(key, value)))
        .collect()
}

async fn results(inbox: &Inbox, query: &str) -> Results {
    inbox.get(&format!("forms/{}/results{query}", inbox.form)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_in_is_added_up_filtered_listed_and_taken_out() {
    let server = Server::with(|config| {
        config.limits.submissions_per_minute = 100;
        config.sessions.idle = Duration::from_hours(30 * 24);
        config.sessions.absolute = Duration::from_hours(30 * 24);
    })
    .await;
    let inbox = Inbox::at(server, survey(), json!({})).await;
    assert_eq!(results(&inbox, "").await.total, 0);
    for (id, (nps, why, word)) in [
        (10, "fast", "たいへん満足"),
        (9, "kind", ""),
        (7, "とくになし", "ふつう"),
        (2, "fast", "遅い"),
    ]
    .into_iter()
    .enumerate()
    {
        inbox
            .sent(&inbox.filled(id as u128 + 1, answers(nps, why, word)).await, None)
            .await;
        inbox.desk.server.clock.advance(DAY);
    }
    let spam = Submit {
        website: "x".into(),
        ..inbox.filled(9, answers(0, "fast", "宣伝")).await
    };
    inbox.sent(&spam, None).await;

    let found = results(&inbox, "").await;
    assert_eq!(
        (found.total, found.by, found.name.en.as_str()),
        (4, By::Day, "Satisfaction")
    );
    let days: Vec<_> = found
        .times
        .iter()
        .map(|(day, count)| (day.as_str(), *count))
        .collect();
    assert_eq!(
        days,
        [
            ("2025-10-09", 1),
            ("2025-10-10", 1),
            ("2025-10-11", 1),
            ("2025-10-12", 1)
        ]
    );
    let Found::Scale {
        average,
        nps: Some(nps),
        counts,
        ..
    } = &found.questions[0].found
    else {
        panic!("{found:?}");
    };
    assert_eq!(
        (*average, nps.promoters, nps.passives, nps.detractors),
        (Some(7.0), 2, 1, 1)
    );
    assert_eq!((nps.score, counts[10], counts[0]), (Some(25.0), 1, 0));
    let Found::Choices { rows, other } = &found.questions[1].found else {
        panic!("{found:?}");
    };
    assert_eq!((rows[0].count, rows[1].count, *other), (2, 1, 1));
    assert_eq!(found.questions[2].answered, 3);

    let part = results(&inbox, "?from=2025-10-10&until=2025-10-11&by=month").await;
    assert_eq!(
        (part.total, part.by, part.times),
        (2, By::Month, vec![("2025-10-01".to_owned(), 2)])
    );
    assert_eq!(
        results(&inbox, &format!("?widget={}", inbox.desk.key))
            .await
            .total,
        4
    );
    assert_eq!(results(&inbox, "?widget=nothing").await.total, 0);

    let texts = async |query: &str| -> TextPage {
        inbox
            .get(&format!("forms/{}/texts?field={query}", inbox.form))
            .await
    };
    let page = texts("word&limit=2").await;
    let shown: Vec<_> = page
        .items
        .iter()
        .map(|row| (row.number, row.text.as_str()))
        .collect();
    assert_eq!(shown, [(4, "遅い"), (3, "ふつう")]);
    let rest = texts(&format!("word&limit=2&before={}", page.next.unwrap())).await;
    assert_eq!(
        (rest.items[0].text.as_str(), rest.items.len(), rest.next),
        ("たいへん満足", 1, None)
    );
    assert_eq!(
        texts("why").await.items[0].text,
        "とくになし",
        "what was written instead of a choice"
    );

    for (query, field, fault) in [
        ("results?from=gestern", "from", Fault::NotDate),
        (
            "results?from=2025-10-11&until=2025-10-10",
            "until",
            Fault::EndsTooSoon,
        ),
        ("texts", "field", Fault::Required),
        ("texts?field=word&before=x", "before", Fault::Unknown),
    ] {
        let reply = inbox
            .call(
                Method::GET,
                &format!("forms/{}/{query}", inbox.form),
                &Value::Null,
            )
            .await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let problem: Problem = reply.json();
        assert_eq!(
            (problem.fields[0].field.as_str(), problem.fields[0].fault),
            (field, fault),
            "{query}"
        );
    }
    let csv = inbox
        .call(
            Method::GET,
            &format!("export/results.csv?form={}&from=2025-10-10", inbox.form),
            &Value::Null,
        )
        .await;
    assert_eq!(csv.status, StatusCode::OK, "{}", csv.text());
    let csv = csv.text();
    assert!(csv.contains("why,理由,速い,1,33.3,3"), "{csv}");
    assert!(csv.contains("nps,勧めますか,NPS,0.00,,3"), "{csv}");
    let book = inbox
        .call(
            Method::GET,
            &format!("export/results.xlsx?form={}", inbox.form),
            &Value::Null,
        )
        .await;
    assert!(
        book.header(header::CONTENT_TYPE).contains("spreadsheet"),
        "{}",
        book.text()
    );
    // A question that is not asked any more is still shown, and a choice that is gone.
    let mut changed = survey();
    let fields = changed["pages"][0]["fields"].as_array_mut().unwrap();
    fields.remove(2);
    fields[1]["choices"].as_array_mut().unwrap().remove(0);
    let edit = json!({ "form": changed, "version": 2 });
    let reply = inbox
        .call(Method::PUT, &format!("forms/{}", inbox.form), &edit)
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let found = results(&inbox, "").await;
    assert!(found.questions[2].past && !found.questions[1].past);
    let Found::Choices { rows, .. } = &found.questions[1].found else {
        panic!("{found:?}");
    };
    assert_eq!((rows[1].value.as_str(), rows[1].count), ("fast", 2));
    let refused = inbox
        .send(&inbox.filled(20, answers(11, "", "")).await, None)
        .await;
    assert_eq!(faults(&refused)[0].0, "answers.nps");
}
