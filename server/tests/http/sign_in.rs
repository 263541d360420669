//! The first administrator, sign-in, sessions and their protection.

use crate::harness::{PASSWORD, Server, SignedIn};
use axum::http::{Method, StatusCode, header};
use kotae_shared::{
    Lang,
    api::{
        admin::{PasswordEdit, Session, SetUp, Start},
        problem::{Fault, Problem, ProblemCode},
    },
};

const HOUR: i64 = 3_600_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_makes_one_administrator_once() {
    let server = Server::start().await;
    let start: Start = server.get("api/admin/default/start").send().await.json();
    assert!(start.needs_set_up);
    let token = server.set_up_token("default").await;
    let form = |password: &str, token: &str| SetUp {
        token: token.into(),
        name: "鈴木 花子".into(),
        email: "hanako@example.co.jp".into(),
        password: password.into(),
        lang: Lang::Ja,
        time_zone: "Asia/Tokyo".into(),
    };
    let set_up = async |password: &str, token: &str, lang: &str| {
        let call = server
            .post("api/admin/default/setup")
            .csrf("1")
            .header("accept-language", lang);
        call.json(&form(password, token)).send().await
    };
    let weak = set_up("password1234", &token, "ja").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem: Problem = weak.json();
    assert_eq!(
        (problem.fields[0].field.as_str(), problem.fields[0].fault),
        ("password", Fault::WeakPassword)
    );
    assert!(
        problem.fields[0].message.contains("推測"),
        "{}",
        problem.fields[0].message
    );
    let english: Problem = set_up("password1234", &token, "en").await.json();
    assert!(english.fields[0].message.contains("guess"));

    assert_eq!(set_up(PASSWORD, "wrong", "ja").await.status, StatusCode::GONE);
    let done = set_up(PASSWORD, &token, "ja").await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(set_up(PASSWORD, &token, "ja").await.status, StatusCode::GONE);

    let who = SignedIn::from("default", &done);
    let session: Session = server
        .get("api/admin/default/session")
        .by(&who)
        .send()
        .await
        .json();
    assert_eq!(session.user.email, "hanako@example.co.jp");
    let start: Start = server.get("api/admin/default/start").send().await.json();
    assert!(!start.needs_set_up);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let server = Server::start().await;
    server.administrator("default").await;
    let reply = server
        .sign_in("default", "HANAKO@default.example", PASSWORD)
        .await;
    let cookie = reply.header(header::SET_COOKIE);
    assert!(cookie.starts_with("kotae-session-default="), "{cookie}");
    for part in ["; Path=/;", "; HttpOnly", "; SameSite=Strict", "; Max-Age=604800"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
    assert_eq!(reply.header(header::CACHE_CONTROL), "no-store");

    let secure = Server::with(|config| config.public_url = "https://faq.example.co.jp/".parse().ok()).await;
    let who = secure.administrator("default").await;
    assert!(
        who.cookie.starts_with("__Host-kotae-session-default="),
        "{}",
        who.cookie
    );
    let reply = secure
        .sign_in("default", "hanako@default.example", PASSWORD)
        .await;
    assert!(reply.header(header::SET_COOKIE).ends_with("; Secure"));

    let below =
        Server::with(|config| config.public_url = "https://faq.example.co.jp/kotae/".parse().ok()).await;
    below.administrator("default").await;
    let reply = below.sign_in("default", "hanako@default.example", PASSWORD).await;
    let cookie = reply.header(header::SET_COOKIE);
    assert!(
        cookie.starts_with("__Secure-kotae-session-default=") && cookie.contains("; Path=/kotae/;"),
        "{cookie}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_guesses_must_wait_longer_and_longer() {
    let server = Server::start().await;
    server.administrator("default").await;
    for email in ["hanako@default.example", "nobody@default.example"] {
        for _ in 0..5 {
            let reply = server.sign_in("default", email, "wrong").await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
            assert_eq!(reply.json::<Problem>().code, ProblemCode::SignInFailed);
        }
        let reply = server.sign_in("default", email, PASSWORD).await;
        assert_eq!(
            reply.status,
            StatusCode::TOO_MANY_REQUESTS,
            "also with the right password"
        );
        assert_eq!(reply.header(header::RETRY_AFTER), "3");
    }
    server.clock.advance(3_000);
    let reply = server
        .sign_in("default", "hanako@default.example", PASSWORD)
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_by_sign_out_by_idleness_and_by_age() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let status = async || {
        server
            .get("api/admin/default/session")
            .by(&who)
            .send()
            .await
            .status
    };
    for _ in 0..16 {
        server.clock.advance(10 * HOUR);
        assert_eq!(status().await, StatusCode::OK, "use keeps it alive");
    }
    server.clock.advance(9 * HOUR);
    assert_eq!(
        status().await,
        StatusCode::UNAUTHORIZED,
        "but no longer than seven days"
    );

    let again = SignedIn::from(
        "default",
        &server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await,
    );
    server.clock.advance(12 * HOUR);
    assert_eq!(
        server
            .get("api/admin/default/session")
            .by(&again)
            .send()
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );

    let last = SignedIn::from(
        "default",
        &server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await,
    );
    let out = server
        .request(Method::DELETE, "api/admin/default/session")
        .by(&last)
        .send()
        .await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.header(header::SET_COOKIE).contains("Max-Age=0"));
    assert_eq!(
        server
            .get("api/admin/default/session")
            .by(&last)
            .send()
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_need_the_sessions_own_proof_from_our_own_page() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let edit = serde_json::json!({ "name": "佐藤", "email": "sato@default.example", "lang": "en" });
    let change = || {
        server
            .request(Method::PUT, "api/admin/default/account")
            .json(&edit)
    };
    assert_eq!(
        change().header("cookie", &who.cookie).send().await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        change().by(&who).csrf("1").send().await.status,
        StatusCode::FORBIDDEN
    );
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        assert_eq!(
            change().by(&who).header(name, value).send().await.status,
            StatusCode::FORBIDDEN,
            "{value}"
        );
    }
    let session: Session = server
        .get("api/admin/default/session")
        .by(&who)
        .send()
        .await
        .json();
    assert_eq!(session.user.name, "鈴木 花子", "nothing was changed");
    let origin = server.app.url.origin().to_owned();
    let done = change()
        .by(&who)
        .header("origin", &origin)
        .header("sec-fetch-site", "same-origin")
        .send()
        .await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(done.json::<Session>().user.name, "佐藤");
    // Sign-in has no session yet, but needs the header that another site's form cannot send.
    let form = serde_json::json!({ "email": "sato@default.example", "password": PASSWORD });
    let reply = server.post("api/admin/default/session").json(&form).send().await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_ends_other_sessions() {
    let server = Server::start().await;
    let here = server.administrator("default").await;
    let there = SignedIn::from(
        "default",
        &server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await,
    );
    let change = async |current: &str, new: &str| {
        let form = PasswordEdit {
            current: current.into(),
            new: new.into(),
        };
        server
            .request(Method::PUT, "api/admin/default/account/password")
            .by(&here)
            .json(&form)
            .send()
            .await
    };
    let wrong = change("wrong", "umeboshi-to-densha").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.json::<Problem>().fields[0].fault, Fault::WrongPassword);
    let changed = change(PASSWORD, "umeboshi-to-densha").await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT);
    let status = async |who: &SignedIn| {
        server
            .get("api/admin/default/session")
            .by(who)
            .send()
            .await
            .status
    };
    // The session goes on by a new token alone.
    assert_eq!(status(&here).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&here.renewed(&changed)).await, StatusCode::OK);
    assert_eq!(status(&there).await, StatusCode::UNAUTHORIZED);
    let old = server
        .sign_in("default", "hanako@default.example", PASSWORD)
        .await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_sets_a_forgotten_password_once_and_signs_in() {
    let server = Server::start().await;
    let before = server.administrator("default").await;
    let (workspace, email) = (
        server.app.store.workspace("default").await.unwrap(),
        "hanako@default.example",
    );
    let secret = kotae::auth::token::new(&server.app.ids);
    let given = secret.clone();
    let made = move || {
        kotae::auth::invite::password_link(&workspace, &given, "/", email, kotae::store::Actor::Job("test"))
            .unwrap()
    };
    tokio::task::spawn_blocking(made).await.unwrap();
    let old = server.get("api/admin/default/session").by(&before).send().await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED, "a reset ends sessions");
    let reset = async |password: &str| {
        let form = serde_json::json!({ "token": secret, "password": password });
        server
            .post("api/admin/default/password")
            .csrf("1")
            .json(&form)
            .send()
            .await
    };
    let weak = reset("hanako123456").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", weak.text());
    let done = reset("umeboshi-to-densha").await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(reset("umeboshi-to-densha").await.status, StatusCode::GONE);
    assert_eq!(
        server
            .sign_in("default", email, "umeboshi-to-densha")
            .await
            .status,
        StatusCode::OK
    );
}
