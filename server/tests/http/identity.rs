//! Visitors who show who they are, and what they then may see.

use crate::harness::{Call, Reply, Server, SignedIn};
use axum::http::{Method, StatusCode, header};
use kotae::auth::visitor_token::sign;
use kotae_shared::{
    Uuid,
    api::{
        admin::{Widget, WidgetEdit},
        identity::{Identified, Identify, IdentitySecret, NewIdentitySecret},
        problem::Problem,
        widget::{Boot, EventBatch, Visit},
    },
    codec,
};
use serde_json::{Value, json};

/// A widget with a secret, as a customer's server knows it.
pub(crate) struct Desk {
    pub(crate) server: Server,
    pub(crate) admin: SignedIn,
    pub(crate) key: String,
    widget: Uuid,
    pub(crate) secret: NewIdentitySecret,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::at(Server::start().await).await
    }

    /// The same over the data of a server that was stopped.
    pub(crate) async fn of(server: Server, admin: SignedIn, key: String, secret: NewIdentitySecret) -> Self {
        let widgets: Vec<Widget> = server.get(&admin.api("widgets")).by(&admin).send().await.json();
        Self {
            widget: widgets[0].id,
            server,
            admin,
            key,
            secret,
        }
    }

    pub(crate) async fn at(server: Server) -> Self {
        let admin = server.administrator("default").await;
        let widgets: Vec<Widget> = server.get(&admin.api("widgets")).by(&admin).send().await.json();
        let (key, widget) = (widgets[0].key.clone(), widgets[0].id);
        let path = admin.api(&format!("widgets/{widget}/identity"));
        let made = server.post(&path).by(&admin).send().await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let secret = made.json();
        Self {
            server,
            admin,
            key,
            widget,
            secret,
        }
    }

    pub(crate) fn path(&self, below: &str) -> String {
        self.admin.api(&format!("widgets/{}{below}", self.widget))
    }

    /// Lets the widget ask who a visitor is.
    pub(crate) async fn require(&self) {
        let shown = self.server.get(&self.path("")).by(&self.admin).send().await;
        let mut widget: Widget = shown.json();
        widget.settings.require_identity = true;
        let edit = WidgetEdit {
            settings: widget.settings,
            version: widget.version,
        };
        let call = self.server.request(Method::PUT, &self.path(""));
        let reply = call.by(&self.admin).json(&edit).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    }

    fn now(&self) -> i64 {
        self.server.app.clock.now_ms() / 1_000
    }

    fn header(&self) -> Value {
        json!({ "alg": "HS256", "typ": "JWT", "kid": self.secret.kid })
    }

    fn claims(&self) -> Value {
        json!({ "sub": "u-1", "aud": self.key, "iat": self.now(), "exp": self.now() + 300, "groups": ["営業"] })
    }

    fn token(&self) -> String {
        self.signed(&self.header(), &self.claims())
    }

    fn signed(&self, header: &Value, claims: &Value) -> String {
        sign(
            &header.to_string(),
            &claims.to_string(),
            self.secret.secret.as_bytes(),
        )
    }

    /// The widget's call, by whoever has this bearer.
    pub(crate) fn call(&self, method: Method, path: &str, bearer: Option<&str>) -> Call<'_> {
        let call = self.server.request(method, &format!("w/{}/{path}", self.key));
        let call = call.header("sec-fetch-site", "same-origin");
        match bearer {
            Some(bearer) => call.header("authorization", &format!("Bearer {bearer}")),
            None => call,
        }
    }

    async fn show(&self, token: &str) -> Reply {
        let body = codec::encode(&Identify { token: token.into() });
        self.call(Method::POST, "session", None).body(body).send().await
    }

    /// The bearer of a visitor of these groups.
    pub(crate) async fn visitor(&self, subject: &str, groups: &[&str]) -> String {
        self.visitor_with(json!({ "sub": subject, "groups": groups }))
            .await
    }

    /// The bearer of a visitor of whom the token says this, too.
    pub(crate) async fn visitor_with(&self, more: Value) -> String {
        let mut claims = self.claims();
        for (name, value) in more.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        let reply = self.show(&self.signed(&self.header(), &claims)).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        codec::decode::<Identified>(&reply.body).unwrap().bearer
    }

    pub(crate) async fn boot(&self, bearer: Option<&str>) -> Boot {
        let reply = self.call(Method::GET, "boot", bearer).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        codec::decode(&reply.body).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_opens_a_session_that_ends_with_it() {
    let desk = Desk::open().await;
    let token = desk.token();
    let first: Identified = codec::decode(&desk.show(&token).await.body).unwrap();
    assert_eq!((first.bearer.len(), first.lasts), (43, 360));
    // A replay is the same visitor in a session of his own.
    let again: Identified = codec::decode(&desk.show(&token).await.body).unwrap();
    assert_ne!(first.bearer, again.bearer);
    for identified in [&first, &again] {
        desk.boot(Some(&identified.bearer)).await;
    }
    let status = async |bearer: &str| {
        let call = desk.call(Method::GET, "boot", Some(bearer));
        call.send().await.status.as_u16()
    };
    assert_eq!(status("unknown").await, 401);
    let basic = desk
        .call(Method::GET, "boot", None)
        .header("authorization", "Basic eDp5");
    assert_eq!(basic.send().await.status, StatusCode::UNAUTHORIZED);
    // Signing out ends one session alone.
    let left = desk.call(Method::DELETE, "session", Some(&first.bearer));
    assert_eq!(left.send().await.status, StatusCode::NO_CONTENT);
    assert_eq!(
        (status(&first.bearer).await, status(&again.bearer).await),
        (401, 200)
    );
    // The token's end and the skew of two clocks.
    desk.server.clock.advance(359_999);
    assert_eq!(status(&again.bearer).await, 200);
    desk.server.clock.advance(1);
    assert_eq!(status(&again.bearer).await, 401);
    let reply = desk.show(&token).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    let problem: Problem = codec::decode(&reply.body).unwrap();
    assert!(problem.message.contains("期限"), "{}", problem.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_that_do_not_hold_are_refused() {
    let desk = Desk::open().await;
    let now = desk.now();
    let with = |name: &str, value: Value| {
        let mut claims = desk.claims();
        claims[name] = value;
        desk.signed(&desk.header(), &claims)
    };
    let head = |header: Value| desk.signed(&header, &desk.claims());
    let kid = &desk.secret.kid;
    let claims = desk.claims().to_string();
    let refused = [
        ("forged", sign(&desk.header().to_string(), &claims, b"guess")),
        ("expired", with("exp", json!(now - 60))),
        ("foreign", with("aud", json!("other"))),
        ("too long", with("exp", json!(now + 601))),
        ("issued later", with("iat", json!(now + 61))),
        ("none", head(json!({ "alg": "none", "kid": kid }))),
        ("HS512", head(json!({ "alg": "HS512", "kid": kid }))),
        ("RS256", head(json!({ "alg": "RS256", "kid": kid }))),
        ("no kid", head(json!({ "alg": "HS256" }))),
        ("unknown kid", head(json!({ "alg": "HS256", "kid": "other" }))),
        ("large", "x".repeat(9_000)),
        ("nothing", String::new()),
    ];
    for (name, token) in refused {
        let reply = desk.show(&token).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{name}");
        let problem: Problem = codec::decode(&reply.body).unwrap();
        assert!(
            problem.message.starts_with("トークン"),
            "{name}: {}",
            problem.message
        );
    }
    // From another site, nobody identifies anybody.
    let body = codec::encode(&Identify { token: desk.token() });
    let abroad = desk
        .server
        .post(&format!("w/{}/session", desk.key))
        .header("sec-fetch-site", "cross-site");
    assert_eq!(abroad.body(body).send().await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_secrets_rotate_and_a_retired_one_ends_its_sessions() {
    let desk = Desk::open().await;
    let list = desk.path("/identity");
    desk.server.clock.advance(1);
    let second = desk.server.post(&list).by(&desk.admin).send().await;
    let second: NewIdentitySecret = second.json();
    let third = desk.server.post(&list).by(&desk.admin).send().await;
    assert_eq!(third.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", third.text());
    let shown = desk.server.get(&list).by(&desk.admin).send().await;
    assert!(!shown.text().contains(&desk.secret.secret), "{}", shown.text());
    let shown: Vec<IdentitySecret> = shown.json();
    assert_eq!(shown[0].kid, desk.secret.kid);
    assert_eq!((shown[1].kid.as_str(), shown.len()), (second.kid.as_str(), 2));

    let old = desk.visitor("u-1", &[]).await;
    let header = json!({ "alg": "HS256", "kid": second.kid }).to_string();
    let new = sign(&header, &desk.claims().to_string(), second.secret.as_bytes());
    let new: Identified = codec::decode(&desk.show(&new).await.body).unwrap();
    let retire = desk.path(&format!("/identity/{}", desk.secret.kid));
    let retired = desk
        .server
        .request(Method::DELETE, &retire)
        .by(&desk.admin)
        .send()
        .await;
    assert_eq!(retired.status, StatusCode::NO_CONTENT, "{}", retired.text());
    assert_eq!(desk.show(&desk.token()).await.status, StatusCode::UNAUTHORIZED);
    let boot = desk.call(Method::GET, "boot", Some(&old)).send().await;
    assert_eq!(boot.status, StatusCode::UNAUTHORIZED);
    desk.boot(Some(&new.bearer)).await;
    let again = desk
        .server
        .request(Method::DELETE, &retire)
        .by(&desk.admin)
        .send()
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);

    // In the audit log stands who did it, never the value.
    let workspace = desk.server.app.store.workspace("default").await.unwrap();
    let log = workspace
        .main()
        .read(|read| kotae::store::audit::latest(read, 100))
        .await
        .unwrap();
    let log = format!("{log:?}");
    assert!(log.contains("identity_secret.create") && log.contains("identity_secret.retire"));
    for secret in [&desk.secret.secret, &second.secret] {
        assert!(!log.contains(secret));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_widget_that_asks_who_one_is_keeps_others_out() {
    let desk = Desk::open().await;
    let publish = desk.server.post(&desk.admin.api("publish")).by(&desk.admin);
    let published = publish.json(&json!({ "note": "" })).send().await;
    assert_eq!(published.status, StatusCode::CREATED, "{}", published.text());
    let pack = desk.boot(None).await.pack.unwrap();
    desk.require().await;
    let boot = desk.boot(None).await;
    assert_eq!(boot.pack, None);
    let words = boot.look.words.concat();
    assert!(words.iter().any(|(_, text)| text.contains("ログイン")));
    assert!(words.iter().any(|(_, text)| text.contains("Sign in")));
    let bearer = desk.visitor("u-1", &[]).await;
    let batch = EventBatch {
        visit: Visit::default(),
        events: Vec::new(),
    };
    for (method, path, body, nobody, known) in [
        (Method::GET, format!("pack/{pack}"), Vec::new(), 404, 200),
        (Method::GET, "notices".into(), Vec::new(), 401, 200),
        (Method::POST, "answers".into(), Vec::new(), 401, 400),
        (Method::POST, "events".into(), codec::encode(&batch), 401, 204),
    ] {
        for (bearer, wanted) in [(None, nobody), (Some(bearer.as_str()), known)] {
            let call = desk.call(method.clone(), &path, bearer).body(body.clone());
            assert_eq!(call.send().await.status.as_u16(), wanted, "{path} {bearer:?}");
        }
    }
    let frame = desk.call(Method::GET, "", None);
    drop(frame);
    let frame = desk.server.get(&format!("w/{}", desk.key)).send().await;
    assert_eq!(frame.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
    assert!(!frame.text().contains(&pack));
}
