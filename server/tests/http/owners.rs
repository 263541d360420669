//! What owners are told by mail of their workspace: that it ends, that it does not after all, that a quota is near.

use crate::{
    harness::{PASSWORD, Server, SignedIn},
    people::member,
    smtp::Smtp,
};
use axum::http::StatusCode;
use jiff::{civil::date, tz::TimeZone};
use kotae::{
    jobs::Scheduler,
    outbox::Worker,
    store::{Actor, EraseRule, standing::Standing},
};
use kotae_shared::{
    Lang,
    access::Role,
    api::{
        admin::{EntryEdit, Status, UserEdit},
        workspaces::Quotas,
    },
};
use mail_parser::MessageParser;

const DAY: i64 = 86_400_000;

/// An owner who reads Japanese, and one who reads English.
async fn owners(server: &Server, smtp: &Smtp) -> SignedIn {
    let who = server.administrator("default").await;
    smtp.serve(server, &who).await;
    let kim = UserEdit {
        name: "Kim".into(),
        email: "kim@default.example".into(),
        lang: Lang::En,
        time_zone: "Europe/Berlin".into(),
        role: Role::Owner,
        active: true,
        categories: None,
    };
    member(server, &who, &kim).await;
    // What his sign-in brought about.
    Worker::new(server.app.clone()).round().await;
    who
}

/// Subjects and texts of what arrived, the Japanese one first.
async fn arrived(server: &Server, smtp: &Smtp, before: usize) -> Vec<(String, String)> {
    Worker::new(server.app.clone()).round().await;
    let mut mails: Vec<_> = smtp.received().into_iter().skip(before).collect();
    mails.sort_by_key(|mail| mail.to.contains("kim@"));
    let read = |mail: &crate::smtp::Received| {
        let parsed = MessageParser::default().parse(mail.data.as_bytes()).unwrap();
        let text = parsed.body_text(0).unwrap().into_owned();
        (parsed.subject().unwrap().to_owned(), text)
    };
    mails.iter().map(read).collect()
}

async fn set(server: &Server, new: Standing) {
    let app = server.app.clone();
    let set = move || {
        let actor = Actor::Cli { user: "root".into() };
        let before = app.store.workspace_blocking("default").unwrap().standing();
        app.store.set_standing(actor.clone(), "default", new).unwrap();
        let by = (&app.vault, "https://faq.example/");
        kotae::mail::announce::standing(&app.store, "default", &before, &actor, by).unwrap();
    };
    tokio::task::spawn_blocking(set).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn owners_hear_when_their_workspace_ends_and_that_it_does_not() {
    let (server, smtp) = (Server::start().await, Smtp::start().await);
    owners(&server, &smtp).await;
    let before = smtp.received().len();
    let zone = TimeZone::get("Asia/Tokyo").unwrap();
    let ending = Standing::ending(date(2025, 10, 31), &zone, EraseRule::default()).unwrap();
    set(&server, ending).await;
    let mails = arrived(&server, &smtp, before).await;
    let [(ja, ja_text), (en, en_text)] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert_eq!(ja, "[Kotae] ワークスペースの利用が終了します");
    assert!(
        ja_text.contains("2025/11/01 00:00 (JST) まで利用できます"),
        "{ja_text}"
    );
    assert!(
        ja_text.contains("すべてのデータを 2025/11/20 00:00 (JST) に消去します"),
        "{ja_text}"
    );
    assert_eq!(en, "[Kotae] Your workspace ends");
    assert!(
        en_text.contains("can be used until 31 Oct 2025 16:00 (CET)"),
        "{en_text}"
    );
    assert!(
        en_text.contains("All its data is erased at 19 Nov 2025 16:00 (CET)"),
        "{en_text}"
    );

    set(&server, Standing::default()).await;
    let mails = arrived(&server, &smtp, before + 2).await;
    let subjects: Vec<_> = mails.iter().map(|(subject, _)| subject.as_str()).collect();
    assert_eq!(
        subjects,
        [
            "[Kotae] ワークスペースの利用終了は取り消されました",
            "[Kotae] Your workspace does not end"
        ]
    );
    // The same again is no news.
    set(&server, Standing::default()).await;
    assert!(arrived(&server, &smtp, before + 4).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn owners_hear_once_that_a_quota_is_near_and_once_that_it_is_reached() {
    let (server, smtp) = (Server::start().await, Smtp::start().await);
    owners(&server, &smtp).await;
    let store = server.app.store.clone();
    let limit = move || {
        let quotas = Quotas {
            entries: Some(5),
            ..Quotas::default()
        };
        let actor = Actor::Cli { user: "root".into() };
        store.set_limits(actor, "default", quotas, "").unwrap();
    };
    tokio::task::spawn_blocking(limit).await.unwrap();
    let mut scheduler = Scheduler::new(server.app.clone());
    scheduler.round().await;
    let before = smtp.received().len();
    let mut told = before;
    for (entries, ja, en) in [
        (
            4,
            "[Kotae] 契約の上限に近づいています（FAQ の件数）",
            "[Kotae] A limit is near (Entries)",
        ),
        (
            1,
            "[Kotae] 契約の上限に達しました（FAQ の件数）",
            "[Kotae] A limit is reached (Entries)",
        ),
    ] {
        // A day is longer than a session.
        let signed = server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await;
        let who = SignedIn::from("default", &signed);
        for _ in 0..entries {
            let entry = EntryEdit {
                title: "質問".into(),
                status: Status::Draft,
                ..EntryEdit::default()
            };
            let made = server
                .post(&who.api("entries"))
                .by(&who)
                .json(&entry)
                .send()
                .await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        }
        for again in [false, true] {
            server.clock.advance(DAY);
            scheduler.round().await;
            let mails = arrived(&server, &smtp, told).await;
            if again {
                assert!(mails.is_empty(), "it was said already: {mails:?}");
                continue;
            }
            told += mails.len();
            let subjects: Vec<_> = mails.iter().map(|(subject, _)| subject.as_str()).collect();
            assert_eq!(subjects, [ja, en]);
        }
    }
    let text = |mails: Vec<(String, String)>| mails.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    let all = text(arrived(&server, &smtp, before).await);
    assert!(all[0].contains("上限 5 のうち 4 です"), "{}", all[0]);
    assert!(all[1].contains("上限 5 のうち 5 です"), "{}", all[1]);
    assert!(all[3].contains("has used 5 of 5: Entries"), "{}", all[3]);
}
