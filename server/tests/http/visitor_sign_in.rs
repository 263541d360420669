//! Visitors of a widget sign in by the identity provider, in a window of their own: the life of the frame's code, and every answer
//! that must open nothing.

use crate::{
    harness::{Call, Reply},
    issuer::Key,
    sso::{Scene, Under},
};
use axum::http::{Method, StatusCode, header};
use kotae::store::Actor;
use kotae_shared::{
    Uuid,
    api::{
        admin::{Widget, WidgetEdit},
        identity::{Exchange, Identified, SignInCode},
        sso::{Provider, ProviderEdit},
    },
    codec,
    settings::WidgetSettings,
};
use serde_json::json;

/// A scene with a widget whose visitors must sign in.
struct Desk {
    scene: Scene,
    widget: Widget,
}

impl Desk {
    async fn open() -> Self {
        let scene = Scene::start().await;
        let widgets: Vec<Widget> = scene
            .server
            .get(&scene.owner.api("widgets"))
            .by(&scene.owner)
            .send()
            .await
            .json();
        let mut desk = Self {
            widget: widgets[0].clone(),
            scene,
        };
        let provider = desk.scene.provider.id;
        let reply = desk.set(Some(provider)).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        desk
    }

    /// Sets the provider of the widget.
    async fn set(&mut self, provider: Option<Uuid>) -> Reply {
        let mut settings = self.widget.settings.clone();
        (settings.require_identity, settings.sign_in) = (true, provider);
        let edit = WidgetEdit {
            settings,
            version: self.widget.version,
        };
        let owner = &self.scene.owner;
        let path = owner.api(&format!("widgets/{}", self.widget.id));
        let call = self.scene.server.request(Method::PUT, &path);
        let reply = call.by(owner).json(&edit).send().await;
        if reply.status == StatusCode::OK {
            self.widget = reply.json();
        }
        reply
    }

    fn call(&self, method: Method, key: &str, path: &str) -> Call<'_> {
        let call = self.scene.server.request(method, &format!("w/{key}/{path}"));
        call.header("sec-fetch-site", "same-origin")
            .header("accept-language", "en")
    }

    async fn wait(&self) -> SignInCode {
        let reply = self.call(Method::POST, &self.widget.key, "sign-in").send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        codec::decode(&reply.body).unwrap()
    }

    async fn window(&self, code: &SignInCode, back: &str) -> Reply {
        let path = format!("sign-in/{}{back}", code.code);
        self.call(Method::GET, &self.widget.key, &path).send().await
    }

    /// The window goes to the provider, whose sign-in gives it a code.
    async fn go(&self, code: &SignInCode, back: &str) -> Under {
        let reply = self.window(code, back).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        let (address, cookie) = (reply.header(header::LOCATION), reply.header(header::SET_COOKIE));
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
        let url = url::Url::parse(address).unwrap();
        let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1;
        Under {
            cookie: cookie.split(';').next().unwrap().to_owned(),
            state: state.into_owned(),
            code: self.scene.issuer.sign_in(address),
        }
    }

    async fn signed_in(&self, code: &SignInCode) {
        let reply = self.scene.back(&self.go(code, "").await).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert!(reply.text().contains("close this window"), "{}", reply.text());
        // He is no user of the admin screens.
        let cookies = reply.headers.get_all(header::SET_COOKIE);
        let session = |one: &header::HeaderValue| one.to_str().unwrap().contains("kotae-session");
        assert!(!cookies.iter().any(session));
    }

    async fn exchange(&self, key: &str, code: &str, ticket: &str) -> Reply {
        let body = codec::encode(&Exchange {
            code: code.to_owned(),
            ticket: ticket.to_owned(),
        });
        self.call(Method::POST, key, "sign-in/session")
            .body(body)
            .send()
            .await
    }

    async fn poll(&self, code: &SignInCode) -> Reply {
        self.exchange(&self.widget.key, &code.code, &code.ticket).await
    }

    async fn bearer(&self) -> String {
        let code = self.wait().await;
        self.signed_in(&code).await;
        of(&self.poll(&code).await).unwrap().bearer
    }

    async fn boot(&self, bearer: &str) -> StatusCode {
        let call = self.call(Method::GET, &self.widget.key, "boot");
        let bearer = format!("Bearer {bearer}");
        call.header("authorization", &bearer).send().await.status
    }
}

fn of(reply: &Reply) -> Option<Identified> {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    codec::decode(&reply.body).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_signs_in_in_a_window_and_his_frame_gets_the_session() {
    let desk = Desk::open().await;
    let code = desk.wait().await;
    assert_eq!(code.lasts, 300);
    assert_eq!(of(&desk.poll(&code).await), None, "nobody has signed in yet");
    desk.signed_in(&code).await;
    let identified = of(&desk.poll(&code).await).unwrap();
    assert_eq!(identified.lasts, 3_600);
    assert_eq!(desk.boot(&identified.bearer).await, StatusCode::OK);
    // A second use opens nothing; nor does another sign-in for the same code.
    assert_eq!(desk.poll(&code).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.window(&code, "").await.status, StatusCode::BAD_REQUEST);
    // `reset` ends it.
    let call = desk.call(Method::DELETE, &desk.widget.key, "session");
    let left = call.header("authorization", &format!("Bearer {}", identified.bearer));
    assert_eq!(left.send().await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.boot(&identified.bearer).await, StatusCode::UNAUTHORIZED);
    // An hour is the most.
    let bearer = desk.bearer().await;
    desk.scene.server.clock.advance(3_600_000);
    assert_eq!(desk.boot(&bearer).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_full_page_is_gone_back_to() {
    let desk = Desk::open().await;
    let code = desk.wait().await;
    let reply = desk.scene.back(&desk.go(&code, "?back=1").await).await;
    let next = format!("url=/w/{}\"", desk.widget.key);
    assert!(reply.text().contains(&next), "{}", reply.text());
    assert!(of(&desk.poll(&code).await).is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_good_for_its_frame_its_widget_and_five_minutes() {
    let desk = Desk::open().await;
    let app = desk.scene.server.app.clone();
    let settings = WidgetSettings {
        sign_in: Some(desk.scene.provider.id),
        ..WidgetSettings::default()
    };
    let make = move || {
        let workspace = app.store.workspace_blocking("default").unwrap();
        app.store
            .create_widget(&Actor::Job("test"), &workspace, Some("another"), settings)
            .unwrap()
    };
    tokio::task::spawn_blocking(make).await.unwrap();

    let (code, strange) = (desk.wait().await, desk.wait().await);
    desk.signed_in(&code).await;
    let key = desk.widget.key.as_str();
    for (key, code, ticket) in [
        // Another widget; another visitor's frame; a forged ticket; a forged code; the code in the place of the ticket; nothing.
        ("another", code.code.as_str(), code.ticket.as_str()),
        (key, &code.code, &strange.ticket),
        (key, &code.code, "forged"),
        (key, "forged", &code.ticket),
        (key, &code.code, &code.code),
        (key, "", ""),
    ] {
        let reply = desk.exchange(key, code, ticket).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{key} {code} {ticket}");
    }
    let elsewhere = desk.call(Method::GET, "another", &format!("sign-in/{}", strange.code));
    assert_eq!(elsewhere.send().await.status, StatusCode::BAD_REQUEST);
    assert!(of(&desk.poll(&code).await).is_some(), "none of them used it up");

    let under = desk.go(&strange, "").await;
    desk.scene.server.clock.advance(300_000);
    let late = desk.scene.back(&under).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST);
    assert!(late.text().contains("sso:state"), "{}", late.text());
    assert_eq!(desk.poll(&strange).await.status, StatusCode::NOT_FOUND);
    let code = desk.wait().await;
    desk.signed_in(&code).await;
    desk.scene.server.clock.advance(300_000);
    assert_eq!(desk.poll(&code).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_somebody_sends_opens_no_window() {
    let desk = Desk::open().await;
    let code = desk.wait().await;
    for site in ["none", "cross-site", "same-site"] {
        let path = format!("w/{}/sign-in/{}", desk.widget.key, code.code);
        let call = desk.scene.server.get(&path).header("sec-fetch-site", site);
        assert_eq!(call.send().await.status, StatusCode::FORBIDDEN, "{site}");
    }
    // Nor where a browser does not say whose page the link was in.
    let path = format!("w/{}/sign-in/{}", desk.widget.key, code.code);
    let silent = desk.scene.server.get(&path).send().await;
    assert_eq!(silent.status, StatusCode::FORBIDDEN);
    // Another browser, which was not sent to the provider, does not bring its answer.
    let mut under = desk.go(&code, "").await;
    under.cookie = "x=y".to_owned();
    let reply = desk.scene.back(&under).await;
    assert!(reply.text().contains("sso:state"), "{}", reply.text());
    assert_eq!(of(&desk.poll(&code).await), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_do_not_hold_are_refused_with_a_clear_page() {
    let desk = Desk::open().await;
    let now = desk.scene.server.app.clock.now_ms() / 1_000;
    let refused = async |word: &str, code: &SignInCode| {
        let reply = desk.scene.back(&desk.go(code, "").await).await;
        assert!(reply.status.is_client_error(), "{word}");
        let text = reply.text();
        assert!(text.contains(&format!("sso:{word}")), "{word}: {text}");
        assert!(text.contains(&format!("/w/{}", desk.widget.key)), "{text}");
        assert_eq!(of(&desk.poll(code).await), None, "{word}");
    };
    let code = desk.wait().await;
    desk.scene.issuer.state().forger = Some(Key::new("first"));
    refused("forged", &code).await;
    desk.scene.issuer.state().forger = None;
    for (word, claims) in [
        ("expired", json!({ "exp": now - 600, "iat": now - 900 })),
        ("audience", json!({ "aud": "somebody-else" })),
        ("nonce", json!({ "nonce": "of another sign-in" })),
    ] {
        desk.scene.issuer.set(claims);
        refused(word, &code).await;
    }
    desk.scene.issuer.set(json!({}));
    let under = desk.go(&code, "").await;
    assert_eq!(desk.scene.back(&under).await.status, StatusCode::OK);
    let again = desk.scene.back(&under).await;
    assert!(again.text().contains("sso:used"), "{}", again.text());
    assert!(of(&desk.poll(&code).await).is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_provider_or_none_ends_what_the_first_has_opened() {
    let mut desk = Desk::open().await;
    let unknown = desk.set(Some(Uuid::from_u128(7))).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (bearer, waiting) = (desk.bearer().await, desk.wait().await);
    assert_eq!(desk.set(None).await.status, StatusCode::OK);
    assert_eq!(desk.boot(&bearer).await, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.poll(&waiting).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.window(&waiting, "").await.status, StatusCode::NOT_FOUND);
    let provider = desk.scene.provider.clone();
    assert_eq!(desk.set(Some(provider.id)).await.status, StatusCode::OK);
    let owner = &desk.scene.owner;
    let path = owner.api(&format!("sso/providers/{}", provider.id));
    let mut edit = ProviderEdit {
        settings: provider.settings.clone(),
        secret: None,
        version: provider.version,
    };
    for active in [true, false] {
        let bearer = desk.bearer().await;
        // Somebody has signed in, and his frame has not asked yet.
        let waiting = desk.wait().await;
        desk.signed_in(&waiting).await;
        edit.settings.label.push('x');
        edit.settings.active = active;
        let call = desk.scene.server.request(Method::PUT, &path).by(owner);
        let reply = call.json(&edit).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let changed: Provider = reply.json();
        assert_eq!(changed.settings.active, active);
        edit.version = changed.version;
        assert_eq!(desk.boot(&bearer).await, StatusCode::UNAUTHORIZED);
        assert_eq!(desk.poll(&waiting).await.status, StatusCode::NOT_FOUND);
    }
}
