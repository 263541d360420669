//! The widget's requests.

use crate::harness::Server;
use axum::http::{StatusCode, header};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::QuestionQuery,
        problem::{Fault, Problem, ProblemCode},
        widget::{
            AnswerRequest, Boot, Candidate, Event, EventBatch, EventKind, Outcome, Question, Visit, limits,
        },
    },
    codec,
};

/// A batch of one question by one visitor.
pub(crate) fn question(visitor: u128, id: u128, text: &str) -> EventBatch {
    let visit = Visit {
        id: Uuid::from_u128(visitor + 1),
        visitor: Uuid::from_u128(visitor),
        page: "https://intranet.example/it".into(),
        lang: Lang::Ja,
        claims: Vec::new(),
    };
    let kind = EventKind::Question(Question {
        text: text.into(),
        pack: "0".repeat(64),
        outcome: Outcome::NotFound,
        candidates: vec![Candidate {
            entry: Uuid::from_u128(9),
            score: 10,
        }],
    });
    EventBatch {
        visit,
        events: vec![Event {
            id: Uuid::from_u128(id),
            conversation: Uuid::from_u128(7),
            seq: 0,
            kind,
        }],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_stored_once_however_often_they_come() {
    let server = Server::start().await;
    let key = server.widget_key("default").await;
    let send = async |batch: &EventBatch| {
        server
            .post(&format!("w/{key}/events"))
            .body(codec::encode(batch))
            .send()
            .await
            .status
    };
    for _ in 0..3 {
        assert_eq!(
            send(&question(1, 100, "パスワード わすれた")).await,
            StatusCode::NO_CONTENT
        );
    }
    assert_eq!(send(&question(1, 101, "VPN")).await, StatusCode::NO_CONTENT);
    let workspace = server.app.store.workspace("default").await.unwrap();
    let page = kotae::store::questions::page(&workspace, &QuestionQuery::default())
        .await
        .unwrap();
    assert_eq!(page.counts, [2, 2, 0, 0]);
    assert_eq!(page.items[0].text, "VPN");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_much_or_odd_is_refused_and_named() {
    let server = Server::start().await;
    let key = server.widget_key("default").await;
    let refused = async |batch: &EventBatch| {
        let call = server
            .post(&format!("w/{key}/events"))
            .header("accept-language", "en")
            .body(codec::encode(batch));
        let reply = call.send().await;
        assert_eq!(reply.header(header::CONTENT_TYPE), codec::MEDIA_TYPE);
        let problem: Problem = codec::decode(&reply.body).unwrap();
        (
            reply.status.as_u16(),
            problem
                .fields
                .first()
                .map(|field| (field.field.clone(), field.fault)),
        )
    };
    let mut long = question(1, 1, &"あ".repeat(limits::QUESTION + 1));
    assert_eq!(
        refused(&long).await,
        (422, Some(("events.0.text".into(), Fault::TooLong(1_000))))
    );
    long = question(1, 1, "x");
    long.visit.page = "https://intranet.example/?token=secret".into();
    assert_eq!(
        refused(&long).await,
        (422, Some(("visit.page".into(), Fault::BadCharacters)))
    );
    long = question(1, 1, "x");
    long.visit.claims = vec![
        ("department".into(), "IT".into()),
        ("Bad name".into(), "x".into()),
    ];
    assert_eq!(
        refused(&long).await,
        (422, Some(("visit.claims.1".into(), Fault::BadCharacters)))
    );
    long = question(1, 1, "x");
    long.events[0].kind = EventKind::Reason {
        question: None,
        entry: Uuid::from_u128(9),
        text: "x".repeat(limits::REASON + 1),
    };
    assert_eq!(
        refused(&long).await,
        (422, Some(("events.0.text".into(), Fault::TooLong(500))))
    );
    long = question(1, 1, "x");
    long.events = vec![long.events[0].clone(); limits::EVENTS + 1];
    assert_eq!(
        refused(&long).await,
        (422, Some(("events".into(), Fault::TooLong(50))))
    );
    let junk = server
        .post(&format!("w/{key}/events"))
        .body(vec![1, 2, 3])
        .send()
        .await;
    assert_eq!(junk.status, StatusCode::BAD_REQUEST);
    let large = server
        .post(&format!("w/{key}/events"))
        .body(vec![1; limits::BODY_BYTES + 1])
        .send()
        .await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        codec::decode::<Problem>(&large.body).unwrap().code,
        ProblemCode::TooLarge
    );
    let foreign = server
        .post(&format!("w/{key}/events"))
        .header("sec-fetch-site", "cross-site");
    assert_eq!(
        foreign
            .body(codec::encode(&question(1, 1, "x")))
            .send()
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    let workspace = server.app.store.workspace("default").await.unwrap();
    let page = kotae::store::questions::page(&workspace, &QuestionQuery::default())
        .await
        .unwrap();
    assert_eq!(page.counts[0], 0, "nothing was stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_visitor_is_slowed_down_and_the_office_around_him_is_not() {
    let server = Server::with(|config| config.limits.visitor_per_minute = 5).await;
    let key = server.widget_key("default").await;
    let send = async |visitor: u128, id: u128| {
        server
            .post(&format!("w/{key}/events"))
            .body(codec::encode(&question(visitor, id, "x")))
            .send()
            .await
    };
    for id in 0..5 {
        assert_eq!(send(1, id).await.status, StatusCode::NO_CONTENT);
    }
    let reply = send(1, 5).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(reply.header(header::RETRY_AFTER).parse::<u32>().unwrap() <= 13);
    for visitor in 0..200 {
        let id = (visitor + 1) * 1_000;
        assert_eq!(send(id, id).await.status, StatusCode::NO_CONTENT);
    }
    server.clock.advance(12_000);
    assert_eq!(send(1, 5).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_the_first_publication_there_is_no_pack_and_no_answer() {
    let server = Server::start().await;
    let key = server.widget_key("default").await;
    let reply = server.get(&format!("w/{key}/boot")).send().await;
    assert_eq!(reply.status, StatusCode::OK);
    let boot: Boot = codec::decode(&reply.body).unwrap();
    assert_eq!(boot.pack, None);
    assert!(reply.headers.get("access-control-allow-origin").is_none());
    assert_eq!(
        server.get("w/nobody/boot").send().await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        server
            .get(&format!("w/{key}/pack/{}", "0".repeat(64)))
            .send()
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let request = AnswerRequest {
        visit: question(1, 1, "x").visit,
        event: Uuid::from_u128(5),
        conversation: Uuid::from_u128(6),
        seq: 0,
        question: None,
        entry: Uuid::from_u128(9),
        preview: false,
    };
    let reply = server
        .post(&format!("w/{key}/answers"))
        .body(codec::encode(&request))
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_a_ceiling_and_a_trusted_proxy_stands_for_many() {
    let server = Server::with(|config| {
        config.limits.address_per_minute = 3;
        config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let path = format!("w/{}/boot", server.widget_key("default").await);
    let boot = async |client: &str| {
        server
            .get(&path)
            .header("x-forwarded-for", client)
            .send()
            .await
            .status
    };
    for _ in 0..3 {
        assert_eq!(boot("192.0.2.1").await, StatusCode::OK);
    }
    assert_eq!(boot("192.0.2.1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        boot("203.0.113.9, 192.0.2.1").await,
        StatusCode::TOO_MANY_REQUESTS,
        "what a client claims is not believed"
    );
    assert_eq!(boot("192.0.2.2").await, StatusCode::OK);
}
