//! Preview links: what is tried by one, and what nobody has without it.

use crate::{harness::Reply, identity::Desk, people::member};
use axum::http::{HeaderName, Method, StatusCode, header};
use kotae::{auth::token, http::widget::visit_token};
use kotae_shared::{
    Lang, Uuid,
    access::Role,
    api::{
        admin::{Entry, EntryEdit, QuestionPage, Status, UserEdit},
        previews::{PreviewLink, PreviewLinkMade},
        widget::{Answer, AnswerRequest, Boot, Event, EventBatch, EventKind, Outcome, Question, Visit},
    },
    codec,
    pack::Pack,
};
use serde_json::{Value, json};

const DAY: i64 = 24 * 3_600_000;

fn entry(title: &str, status: Status) -> EntryEdit {
    EntryEdit {
        title: title.into(),
        answer: format!("{title}の答え"),
        status,
        ..EntryEdit::default()
    }
}

/// Who has opened a link.
struct Tried<'d> {
    desk: &'d Desk,
    token: String,
}

impl Desk {
    async fn link(&self, wish: &Value) -> PreviewLinkMade {
        self.create("preview-links", wish).await.json()
    }

    async fn links(&self) -> Vec<PreviewLink> {
        let path = self.admin.api("preview-links");
        self.server.get(&path).by(&self.admin).send().await.json()
    }

    fn opened(&self, made: &PreviewLinkMade) -> Tried<'_> {
        let token = made.address.rsplit_once('/').unwrap().1.to_owned();
        Tried { desk: self, token }
    }
}

impl Tried<'_> {
    async fn get(&self, path: &str) -> Reply {
        let call = self.desk.call(Method::GET, path, None);
        let shown = format!("p.{}", self.token);
        call.header(visit_token::HEADER, &shown)
            .header("accept-encoding", "identity")
            .send()
            .await
    }

    async fn post(&self, path: &str, body: Vec<u8>) -> Reply {
        let call = self.desk.call(Method::POST, path, None);
        let shown = format!("p.{}", self.token);
        call.header(visit_token::HEADER, &shown).body(body).send().await
    }

    async fn document(&self) -> Reply {
        let path = format!("w/{}/preview/{}", self.desk.key, self.token);
        self.desk.server.get(&path).without_visit().send().await
    }

    async fn titles(&self) -> Vec<String> {
        let boot = self.get("boot").await;
        assert_eq!(boot.status, StatusCode::OK, "{}", boot.text());
        let boot: Boot = codec::decode(&boot.body).unwrap();
        let reply = self.get(&format!("pack/{}", boot.pack.unwrap())).await;
        assert_eq!(reply.header(header::CACHE_CONTROL), "private, no-store");
        let pack = Pack::decode(&reply.body).unwrap();
        let title = |index| pack.entry(index).unwrap().title.to_owned();
        let mut titles: Vec<String> = (0..pack.len() as u32).map(title).collect();
        titles.sort();
        titles
    }

    async fn answer(&self, entry: Uuid) -> Option<String> {
        let request = AnswerRequest {
            visit: Visit::default(),
            event: self.desk.server.app.ids.id(),
            conversation: Uuid::from_u128(9),
            seq: 0,
            question: None,
            entry,
            preview: false,
        };
        let reply = self.post("answers", codec::encode(&request)).await;
        (reply.status == StatusCode::OK)
            .then(|| format!("{:?}", codec::decode::<Answer>(&reply.body).unwrap().doc))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drafts_are_tried_by_a_link_and_leave_no_trace() {
    let desk = Desk::open().await;
    let vpn: Entry = desk
        .create("entries", &entry("VPN", Status::Published))
        .await
        .json();
    desk.publish().await;
    desk.change(&vpn, |edit| edit.answer = "次の公開の答え".into())
        .await;
    let ready: Entry = desk
        .create("entries", &entry("公開待ち", Status::Published))
        .await
        .json();
    let draft: Entry = desk
        .create("entries", &entry("下書き", Status::Draft))
        .await
        .json();
    let secret = EntryEdit {
        audience: vec!["人事".into()],
        ..entry("評価", Status::Published)
    };
    let secret: Entry = desk.create("entries", &secret).await.json();

    let all = desk.link(&json!({})).await;
    let tried = desk.opened(&all);
    assert!(tried.token.len() == 43 && all.address.contains("/preview/"));
    assert_eq!(tried.titles().await, ["VPN", "公開待ち"]);
    assert!(tried.answer(vpn.id).await.unwrap().contains("次の公開の答え"));
    assert_eq!(tried.answer(draft.id).await, None);
    assert_eq!(tried.answer(secret.id).await, None, "nobody has said so");
    let of_hr = desk
        .link(&json!({ "entries": [draft.id], "groups": ["人事"] }))
        .await;
    let hr = desk.opened(&of_hr);
    assert_eq!(hr.titles().await, ["VPN", "下書き", "公開待ち", "評価"]);
    assert!(hr.answer(draft.id).await.unwrap().contains("下書きの答え"));
    // What is written goes on to be what is tried.
    desk.change(&draft, |edit| edit.answer = "直した答え".into())
        .await;
    assert!(hr.answer(draft.id).await.unwrap().contains("直した答え"));

    // Visitors have what they had.
    assert_eq!(desk.titles().await, ["VPN"]);
    let answer: Answer = codec::decode(&desk.answer(vpn.id, None).await.body).unwrap();
    assert!(format!("{:?}", answer.doc).contains("VPNの答え"));
    for id in [ready.id, draft.id, secret.id] {
        assert_eq!(desk.answer(id, None).await.status, StatusCode::NOT_FOUND);
    }
    let boot: Boot = codec::decode(&tried.get("boot").await.body).unwrap();
    let hash = boot.pack.unwrap();
    let without = desk.call(Method::GET, &format!("pack/{hash}"), None).send().await;
    assert_eq!(
        without.status,
        StatusCode::NOT_FOUND,
        "the pack's name opens nothing"
    );

    // Nothing of it is written down: no question, no answer, no visit.
    let asked = Question {
        text: "下書きの質問".into(),
        pack: hash,
        outcome: Outcome::NotFound,
        candidates: Vec::new(),
    };
    let batch = EventBatch {
        visit: Visit::default(),
        events: vec![Event {
            id: Uuid::from_u128(77),
            conversation: Uuid::from_u128(9),
            seq: 0,
            kind: EventKind::Question(asked),
        }],
    };
    let sent = tried.post("events", codec::encode(&batch)).await;
    assert_eq!(sent.status, StatusCode::NO_CONTENT, "{}", sent.text());
    let log: QuestionPage = desk
        .server
        .get(&desk.admin.api("questions"))
        .by(&desk.admin)
        .send()
        .await
        .json();
    assert!(log.items.is_empty() && log.counts == [0; 4]);
    let file = desk
        .server
        .data
        .path()
        .join("kotae-data/workspaces/default/events.db");
    let open = rusqlite::Connection::open(file).unwrap();
    let events: i64 = open
        .query_row("SELECT COUNT(*) FROM event", [], |row| row.get(0))
        .unwrap();
    // The one answer that a visitor read.
    assert_eq!(events, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_ends_is_taken_back_and_opens_nothing_else() {
    let desk = Desk::open().await;
    desk.require().await;
    desk.create("entries", &entry("公開待ち", Status::Published))
        .await;
    let made = desk.link(&json!({ "days": 1 })).await;
    let tried = desk.opened(&made);
    // A widget that asks who one is does not ask who has the link.
    let page = tried.document().await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(page.header(header::REFERRER_POLICY), "no-referrer");
    assert_eq!(
        page.header(HeaderName::from_static("x-robots-tag")),
        "noindex, nofollow"
    );
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(page.text().contains("公開前の確認") || page.text().contains("[Preview]"));
    assert_eq!(tried.titles().await, ["公開待ち"]);
    let listed = desk.links().await.remove(0);
    assert_eq!((listed.by.as_str(), listed.opened), ("鈴木 花子", 1));
    assert!(!serde_json::to_string(&listed).unwrap().contains(&tried.token));

    // A guess, another widget's link, and a visit token in its place.
    let guess = Tried {
        desk: &desk,
        token: token::new(&desk.server.app.ids),
    };
    assert_eq!(guess.document().await.status, StatusCode::NOT_FOUND);
    assert_eq!(guess.get("boot").await.status, StatusCode::PRECONDITION_REQUIRED);
    desk.server.workspace("other").await;
    let other = desk.server.widget_key("other").await;
    let path = format!("w/{other}/preview/{}", tried.token);
    assert_eq!(desk.server.get(&path).send().await.status, StatusCode::NOT_FOUND);
    let call = desk.server.get(&format!("w/{other}/boot"));
    let call = call.header(visit_token::HEADER, &format!("p.{}", tried.token));
    let foreign = call.header("sec-fetch-site", "same-origin").send().await;
    assert_eq!(foreign.status, StatusCode::PRECONDITION_REQUIRED);

    let short = tried;
    let made = desk.link(&json!({})).await;
    let tried = desk.opened(&made);
    assert_eq!(tried.get("boot").await.status, StatusCode::OK);
    let path = desk.admin.api(&format!("preview-links/{}", made.link.id));
    let gone = desk.server.request(Method::DELETE, &path).by(&desk.admin);
    assert_eq!(gone.send().await.status, StatusCode::NO_CONTENT);
    assert_eq!(tried.get("boot").await.status, StatusCode::PRECONDITION_REQUIRED);

    // The links of who may not sign in any more end with that.
    let user = |active: bool| UserEdit {
        name: "Kim".into(),
        email: "kim@default.example".into(),
        lang: Lang::En,
        time_zone: "Asia/Tokyo".into(),
        role: Role::Editor,
        active,
        categories: None,
    };
    let (id, kim) = member(&desk.server, &desk.admin, &user(true)).await;
    let made = desk
        .server
        .post(&kim.api("preview-links"))
        .by(&kim)
        .json(&json!({}));
    let made: PreviewLinkMade = made.send().await.json();
    let tried = desk.opened(&made);
    assert_eq!(tried.get("boot").await.status, StatusCode::OK);
    let path = desk.admin.api(&format!("users/{id}"));
    let suspended = desk.server.request(Method::PUT, &path).by(&desk.admin);
    assert_eq!(suspended.json(&user(false)).send().await.status, StatusCode::OK);
    assert_eq!(tried.get("boot").await.status, StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(desk.links().await.len(), 1, "the first one");
    desk.server.clock.advance(DAY);
    assert_eq!(short.document().await.status, StatusCode::NOT_FOUND);
    assert_eq!(short.get("boot").await.status, StatusCode::PRECONDITION_REQUIRED);
}
