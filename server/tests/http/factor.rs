//! The second factor, the proof before sensitive changes, and the master key under both.

use crate::{
    harness::{PASSWORD, Reply, Server, SignedIn},
    process,
};
use axum::http::{Method, StatusCode};
use kotae::{
    auth::totp,
    store::{Actor, audit, engine::Tx, secrets},
};
use kotae_shared::api::{
    admin::{FactorStart, RecoveryCodes, SecondFactor, Session},
    problem::{Fault, Problem, ProblemCode},
    restrictions::Restrictions,
};
use serde_json::json;

const MAIL: &str = "hanako@default.example";

fn code_of(reply: &Reply) -> ProblemCode {
    reply.json::<Problem>().code
}

async fn call(server: &Server, by: &SignedIn, method: Method, path: &str, body: serde_json::Value) -> Reply {
    let call = server.request(method, &by.api(path)).by(by);
    if body.is_null() { call } else { call.json(&body) }.send().await
}

/// Base32 back to bytes.
fn seed(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = text.chars().fold(String::new(), |bits, c| {
        format!("{bits}{:05b}", letters.find(c).unwrap())
    });
    let bytes = bits.as_bytes().chunks_exact(8);
    bytes
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect()
}

/// Puts the second factor on; its seed and recovery codes.
async fn put_on(server: &Server, who: &SignedIn) -> (Vec<u8>, Vec<String>) {
    let begun = call(server, who, Method::POST, "account/second-factor", json!(null)).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    let start: FactorStart = begun.json();
    assert!(start.address.contains(&start.secret) && start.size > 20);
    let seed = seed(&start.secret);
    let wrong = call(
        server,
        who,
        Method::PUT,
        "account/second-factor",
        json!({ "code": "000000" }),
    )
    .await;
    assert_eq!(wrong.json::<Problem>().fields[0].fault, Fault::WrongCode);
    let code = totp::code_now(&seed, server.app.clock.now_ms());
    let on = call(
        server,
        who,
        Method::PUT,
        "account/second-factor",
        json!({ "code": code }),
    )
    .await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.text());
    (seed, on.json::<RecoveryCodes>().codes)
}

async fn sign_in(server: &Server, code: &str) -> Reply {
    let form = json!({ "email": MAIL, "password": PASSWORD, "code": code });
    server
        .post("api/admin/default/session")
        .csrf("1")
        .json(&form)
        .send()
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sign_in_asks_for_the_second_factor_and_takes_each_code_once() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let (seed, codes) = put_on(&server, &owner).await;
    let missing = sign_in(&server, "").await;
    assert_eq!(
        (missing.status, code_of(&missing)),
        (StatusCode::UNAUTHORIZED, ProblemCode::SecondFactor)
    );
    // The code that put it on was used by that.
    let used = totp::code_now(&seed, server.app.clock.now_ms());
    assert_eq!(
        sign_in(&server, &used).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    server.clock.advance(30_000);
    let next = totp::code_now(&seed, server.app.clock.now_ms());
    assert_eq!(sign_in(&server, &next).await.status, StatusCode::OK);
    assert_eq!(
        sign_in(&server, &next).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // The wrong password tells nothing of a second factor.
    let wrong = server.sign_in("default", MAIL, "another password").await;
    assert_eq!(code_of(&wrong), ProblemCode::SignInFailed);
    let typed = codes[0].to_lowercase().replace('-', " ");
    assert_eq!(sign_in(&server, &typed).await.status, StatusCode::OK);
    assert_eq!(
        sign_in(&server, &codes[0]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let state: SecondFactor = call(&server, &owner, Method::GET, "account/second-factor", json!(null))
        .await
        .json();
    assert_eq!((state.on, state.codes_left), (true, 9));
    let gone = call(
        &server,
        &owner,
        Method::DELETE,
        "account/second-factor",
        json!(null),
    )
    .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(sign_in(&server, "").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_codes_are_slowed_down_like_wrong_passwords() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    put_on(&server, &owner).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(sign_in(&server, "123456").await.status.as_u16());
    }
    assert_eq!(statuses, [422, 422, 422, 422, 422, 429]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_for_a_new_password_does_not_go_around_it() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let (seed, _) = put_on(&server, &owner).await;
    let workspace = server.app.store.workspace("default").await.unwrap();
    let secret = kotae::auth::token::new(&server.app.ids);
    let given = secret.clone();
    let make = move || kotae::auth::invite::password_link(&workspace, &given, "/", MAIL, Actor::Job("test"));
    tokio::task::spawn_blocking(make).await.unwrap().unwrap();
    let reset = async |code: &str| {
        let form = json!({ "token": secret, "password": "umeboshi-to-densha", "code": code });
        server
            .post("api/admin/default/password")
            .csrf("1")
            .json(&form)
            .send()
            .await
    };
    assert_eq!(code_of(&reset("").await), ProblemCode::SecondFactor);
    assert_eq!(reset("000000").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    server.clock.advance(30_000);
    let code = totp::code_now(&seed, server.app.clock.now_ms());
    let done = reset(&code).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sensitive_change_asks_again_after_a_while() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    server.clock.advance(11 * 60_000);
    let begin = async || {
        call(
            &server,
            &owner,
            Method::POST,
            "account/second-factor",
            json!(null),
        )
        .await
    };
    let tired = begin().await;
    assert_eq!(
        (tired.status, code_of(&tired)),
        (StatusCode::FORBIDDEN, ProblemCode::ProveAgain)
    );
    // A new address too, but not a new name.
    let account = async |email: &str| {
        let body = json!({ "name": "佐藤", "email": email, "lang": "ja", "time_zone": "Asia/Tokyo" });
        call(&server, &owner, Method::PUT, "account", body).await
    };
    assert_eq!(account(MAIL).await.json::<Session>().user.name, "佐藤");
    assert_eq!(
        code_of(&account("other@default.example").await),
        ProblemCode::ProveAgain
    );
    let prove = async |who: &SignedIn, body| call(&server, who, Method::POST, "session/proof", body).await;
    let wrong = prove(&owner, json!({ "password": "wrong" })).await;
    assert_eq!(wrong.json::<Problem>().fields[0].fault, Fault::WrongPassword);
    let right = prove(&owner, json!({ "password": PASSWORD })).await;
    assert_eq!(right.status, StatusCode::NO_CONTENT);
    // Who had the token before the proof has nothing now.
    assert_eq!(begin().await.status, StatusCode::UNAUTHORIZED);
    let owner = owner.renewed(&right);
    let (seed, _) = put_on(&server, &owner).await;
    server.clock.advance(11 * 60_000);
    let code = totp::code_now(&seed, server.app.clock.now_ms());
    let right = prove(&owner, json!({ "code": code })).await;
    assert_eq!(right.status, StatusCode::NO_CONTENT);
    let owner = owner.renewed(&right);
    let codes = call(
        &server,
        &owner,
        Method::POST,
        "account/recovery-codes",
        json!(null),
    )
    .await;
    assert_eq!(codes.json::<RecoveryCodes>().codes.len(), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workspace_can_demand_a_second_factor() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let other = SignedIn::from("default", &server.sign_in("default", MAIL, PASSWORD).await);
    let demand = async |on: bool| {
        let edit = json!({ "addresses": [], "second_factor": on });
        call(&server, &owner, Method::PUT, "restrictions", edit).await
    };
    let on = demand(true).await;
    assert!(on.json::<Restrictions>().second_factor, "{}", on.text());
    // At once and for the sessions that there are, whoever demanded it too; one's own account stays open.
    for who in [&owner, &other] {
        let refused = call(&server, who, Method::GET, "entries", json!(null)).await;
        assert_eq!(
            (refused.status, code_of(&refused)),
            (StatusCode::FORBIDDEN, ProblemCode::FactorRequired)
        );
        let session = call(&server, who, Method::GET, "session", json!(null)).await;
        assert!(session.json::<Session>().needs_factor);
    }
    let fresh = server.sign_in("default", MAIL, PASSWORD).await;
    assert!(fresh.json::<Session>().needs_factor);
    // It cannot be lifted without having one.
    assert_eq!(code_of(&demand(false).await), ProblemCode::FactorRequired);
    put_on(&server, &owner).await;
    for who in [&owner, &other] {
        let let_in = call(&server, who, Method::GET, "entries", json!(null)).await;
        assert_eq!(let_in.status, StatusCode::OK);
    }
    // To lift it asks for a proof.
    server.clock.advance(11 * 60_000);
    assert_eq!(code_of(&demand(false).await), ProblemCode::ProveAgain);
    let workspace = server.app.store.workspace("default").await.unwrap();
    let audit = workspace
        .main()
        .read(|read| audit::of(read, "restrictions", "", 10))
        .await
        .unwrap();
    assert_eq!(audit.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_are_sealed_on_the_disk_and_survive_a_new_key() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let (seed, _) = put_on(&server, &owner).await;
    let (vault, workspace) = (
        server.app.vault.clone(),
        server.app.store.workspace("default").await.unwrap(),
    );
    let ids = server.app.ids.clone();
    let rotate = move || {
        assert!(vault.begin_rotation(ids.secret()).unwrap());
        let with = vault.clone();
        let reseal = move |tx: &Tx<'_>| secrets::reseal(tx, &Actor::Job("test"), &with);
        assert_eq!(workspace.main().write_blocking(reseal).unwrap(), 1);
        vault.end_rotation().unwrap();
    };
    tokio::task::spawn_blocking(rotate).await.unwrap();
    server.clock.advance(30_000);
    let code = totp::code_now(&seed, server.app.clock.now_ms());
    assert_eq!(sign_in(&server, &code).await.status, StatusCode::OK);
    let data = server.stop().await;
    let folder = data.path().join("kotae-data/workspaces/default");
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(
            !bytes.windows(seed.len()).any(|window| window == seed),
            "the seed lies open"
        );
    }
    // Another start reads the new key from its file.
    let server = Server::over(data, |_| {}).await;
    server.clock.set(1_760_000_000_000 + 120_000);
    let code = totp::code_now(&seed, server.app.clock.now_ms());
    assert_eq!(sign_in(&server, &code).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lone_owner_who_lost_app_and_codes_is_helped_at_the_machine() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    put_on(&server, &owner).await;
    let folder = server.stop().await;
    let data = folder.path().join("kotae-data");
    let nobody = process::run(
        &data,
        &["user", "reset-factor", "--email", "nobody@example.co.jp"],
    );
    assert!(!nobody.status.success());
    let done = process::run(&data, &["user", "reset-factor", "--email", MAIL]);
    assert!(done.status.success(), "{}", process::text(&done));
    let again = Server::over(folder, |_| {}).await;
    assert_eq!(
        again.get(&owner.api("session")).by(&owner).send().await.status,
        StatusCode::UNAUTHORIZED,
        "his sessions have ended"
    );
    assert_eq!(sign_in(&again, "").await.status, StatusCode::OK);
    let workspace = again.app.store.workspace("default").await.unwrap();
    let records = workspace
        .main()
        .read(|read| kotae::store::audit::latest(read, 20))
        .await
        .unwrap();
    let off = records.iter().find(|record| record.action == "second_factor.off");
    assert_eq!(off.unwrap().actor_kind, "cli");
}
