//! Signing in by an identity provider: who gets in as what, and every answer that must be refused.

use crate::{
    harness::{Reply, Server, SignedIn},
    issuer::{CLIENT, Issuer, Key, SECRET},
};
use axum::http::{Method, StatusCode, header};
use kotae::{
    sso::recheck,
    store::{audit, users},
};
use kotae_shared::{
    Uuid,
    access::Role,
    api::{
        admin::{Session, Start, UserEdit},
        sso::{
            Found, GroupRole, LocalSignIn, Provider, ProviderEdit, ProviderSettings, SignedOut, SsoSettings,
        },
    },
};
use serde_json::json;
use std::sync::Arc;

/// A server, its owner, a provider, and the provider in the workspace's settings.
pub(crate) struct Scene {
    pub(crate) server: Arc<Server>,
    pub(crate) owner: SignedIn,
    pub(crate) issuer: Issuer,
    pub(crate) provider: Provider,
}

/// A sign-in that is under way: the browser's cookie and what it brings back.
pub(crate) struct Under {
    pub(crate) cookie: String,
    pub(crate) state: String,
    pub(crate) code: String,
}

impl Scene {
    pub(crate) async fn with(change: impl FnOnce(&mut ProviderSettings)) -> Self {
        let server = Arc::new(Server::start().await);
        let owner = server.administrator("default").await;
        Self::of(server, owner, change).await
    }

    /// Another workspace of the same server, with a provider of its own.
    async fn beside(server: Arc<Server>, workspace: &str) -> Self {
        server.workspace(workspace).await;
        let owner = server.administrator(workspace).await;
        Self::of(server, owner, |_| {}).await
    }

    async fn of(server: Arc<Server>, owner: SignedIn, change: impl FnOnce(&mut ProviderSettings)) -> Self {
        let issuer = Issuer::start(server.app.clock.now_ms()).await;
        let mut settings = ProviderSettings {
            label: "会社のアカウント".into(),
            issuer: issuer.base.clone(),
            client_id: CLIENT.into(),
            roles: vec![GroupRole {
                group: "faq".into(),
                role: Role::Editor,
            }],
            ..ProviderSettings::default()
        };
        change(&mut settings);
        let edit = ProviderEdit {
            settings,
            secret: Some(SECRET.into()),
            version: 0,
        };
        let call = server.post(&owner.api("sso/providers")).by(&owner);
        let reply = call.json(&edit).send().await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        let provider = reply.json();
        Self {
            server,
            owner,
            issuer,
            provider,
        }
    }

    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) fn path(&self, page: &str) -> String {
        format!("admin/{}/sso/{}/{page}", self.owner.workspace, self.provider.id)
    }

    /// Goes to the provider and comes back with a code.
    async fn go(&self, wish: &str, who: Option<&SignedIn>) -> Under {
        let mut call = self.server.get(&self.path(&format!("start{wish}")));
        if let Some(who) = who {
            call = call.header("cookie", &who.cookie);
        }
        let reply = call.send().await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        let address = reply.header(header::LOCATION);
        let cookie = reply.header(header::SET_COOKIE);
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Max-Age=600")
        );
        let url = url::Url::parse(address).unwrap();
        let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1;
        assert!(!cookie.contains(&*state), "what is kept is sealed");
        Under {
            cookie: cookie.split(';').next().unwrap().to_owned(),
            state: state.into_owned(),
            code: self.issuer.sign_in(address),
        }
    }

    pub(crate) async fn back(&self, under: &Under) -> Reply {
        let path = format!("callback?state={}&code={}", under.state, under.code);
        let call = self.server.get(&self.path(&path)).header("cookie", &under.cookie);
        call.header("accept-language", "en").send().await
    }

    async fn sign_in(&self) -> Reply {
        self.back(&self.go("", None).await).await
    }

    /// Signs in, which must work.
    async fn signed_in(&self) -> SignedIn {
        let reply = self.sign_in().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let home = format!("url=/admin/{}/", self.owner.workspace);
        assert!(reply.text().contains(&home), "{}", reply.text());
        let cookies: Vec<&str> = reply
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|one| one.to_str().unwrap())
            .collect();
        let cookie = cookies
            .iter()
            .find(|one| one.starts_with("kotae-session"))
            .unwrap();
        assert!(cookie.contains("SameSite=Strict"));
        assert!(
            cookies
                .iter()
                .any(|one| one.starts_with("kotae-sso-") && one.contains("Max-Age=0"))
        );
        let mut who = SignedIn {
            cookie: cookie.split(';').next().unwrap().to_owned(),
            csrf: String::new(),
            workspace: self.owner.workspace.clone(),
        };
        who.csrf = self.session(&who).await.json::<Session>().csrf;
        who
    }

    async fn session(&self, who: &SignedIn) -> Reply {
        self.server.get(&who.api("session")).by(who).send().await
    }

    async fn role(&self, who: &SignedIn) -> Role {
        self.session(who).await.json::<Session>().user.role
    }

    async fn people(&self) -> usize {
        let workspace = self.server.app.store.workspace("default").await.unwrap();
        workspace.main().read(users::list).await.unwrap().len()
    }

    /// The sign-in must be refused with a page that says why, and nothing made.
    async fn refused(&self, code: &str) {
        let reply = self.sign_in().await;
        self.is_refusal(&reply, code).await;
    }

    async fn is_refusal(&self, reply: &Reply, code: &str) {
        let text = reply.text();
        assert!(
            text.contains(&format!("sso:{code}<")),
            "{code}: {} {text}",
            reply.status
        );
        assert!(reply.status.is_client_error() || reply.status == StatusCode::BAD_GATEWAY);
        assert!(text.contains("href=\"/admin/default/\""));
        let cookies = reply.headers.get_all(header::SET_COOKIE).iter();
        assert!(
            !cookies
                .into_iter()
                .any(|one| one.to_str().unwrap().starts_with("kotae-session"))
        );
        assert_eq!(self.people().await, 1, "{code} made somebody");
    }

    async fn change(&self, change: impl FnOnce(&mut ProviderSettings)) -> Reply {
        let mut settings = self.provider.settings.clone();
        change(&mut settings);
        let edit = ProviderEdit {
            settings,
            secret: None,
            version: self.provider.version,
        };
        let path = format!("api/admin/default/sso/providers/{}", self.provider.id);
        let call = self.server.request(Method::PUT, &path).by(&self.owner);
        call.json(&edit).send().await
    }

    /// Lets time pass, at the provider too.
    fn pass(&self, minutes: i64) {
        self.server.clock.advance(minutes * 60_000);
        self.issuer.state().now_s += minutes * 60;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_signs_in_gets_a_role_from_his_groups_and_signs_out() {
    let scene = Scene::start().await;
    let start: Start = scene.server.get("api/admin/default/start").send().await.json();
    assert_eq!(start.providers[0].label, "会社のアカウント");
    assert!(!start.providers_only);
    let who = scene.signed_in().await;
    let session: Session = scene.session(&who).await.json();
    assert_eq!(session.user.name, "佐藤 花子");
    assert_eq!(session.user.role, Role::Editor);
    // His password is none: nobody signs in with it.
    let reply = scene
        .server
        .sign_in("default", "sato@example.co.jp", "!sso")
        .await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    let path = "api/admin/default/session";
    let reply = scene.server.request(Method::DELETE, path).by(&who).send().await;
    let go_on = reply.json::<SignedOut>().go_on;
    assert!(
        go_on.starts_with(&format!("{}/out?id_token_hint=", scene.issuer.base)),
        "{go_on}"
    );
    assert_eq!(scene.session(&who).await.status, StatusCode::UNAUTHORIZED);
    // He comes back as the same user, with the role of now.
    scene
        .issuer
        .set(json!({ "email": "sato@other.example", "groups": ["x", "faq"] }));
    let again = scene.signed_in().await;
    assert_eq!(
        scene.session(&again).await.json::<Session>().user.id,
        session.user.id
    );
    assert_eq!(scene.people().await, 2);
    // What a provider keeps is sealed.
    let text = scene
        .server
        .get("api/admin/default/sso")
        .by(&scene.owner)
        .send()
        .await
        .text();
    assert!(
        !text.contains(SECRET) && text.contains("\"has_secret\":true"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_foreign_and_stale_tokens_are_refused_with_a_clear_page() {
    let scene = Scene::start().await;
    scene.issuer.state().forger = Some(Key::new("first"));
    scene.refused("forged").await;
    scene.issuer.state().forger = Some(Key::new("unknown"));
    scene.refused("forged").await;
    scene.issuer.state().forger = None;
    for alg in ["none", "HS256", "ES384", "RS256"] {
        scene.issuer.state().alg = Some(alg);
        scene.refused("forged").await;
    }
    scene.issuer.state().alg = None;
    let now = scene.issuer.state().now_s;
    for (claims, code) in [
        (json!({ "exp": now - 121 }), "expired"),
        (json!({ "iat": now + 200 }), "expired"),
        (json!({ "nbf": now + 200 }), "expired"),
        (json!({ "exp": null }), "unreadable"),
        (json!({ "aud": "another" }), "audience"),
        (json!({ "aud": [CLIENT, "another"] }), "audience"),
        (json!({ "azp": "another" }), "audience"),
        (json!({ "iss": "https://evil.example" }), "issuer"),
        (json!({ "nonce": "another" }), "nonce"),
        (json!({ "nonce": null }), "nonce"),
        (json!({ "sub": "" }), "unreadable"),
        (json!({ "groups": ["another"] }), "no-role"),
        (json!({ "email": "" }), "no-mail"),
    ] {
        scene.issuer.set(claims);
        scene.refused(code).await;
    }
    // Two clocks may be apart a little.
    scene.issuer.set(json!({ "exp": now - 100, "iat": now + 100 }));
    scene.signed_in().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_counts_once_in_the_browser_that_asked_and_in_time() {
    let scene = Scene::start().await;
    let under = scene.go("", None).await;
    for broken in [
        Under {
            cookie: String::from("a=b"),
            state: under.state.clone(),
            code: under.code.clone(),
        },
        Under {
            cookie: under.cookie.clone(),
            state: "x".repeat(43),
            code: under.code.clone(),
        },
        Under {
            cookie: under.cookie.clone(),
            state: format!("{}x", &under.state[..42]),
            code: under.code.clone(),
        },
        Under {
            cookie: under.cookie.clone(),
            state: String::new(),
            code: under.code.clone(),
        },
    ] {
        scene.is_refusal(&scene.back(&broken).await, "state").await;
    }
    let other = scene.go("", None).await;
    // The cookie of one sign-in, the state of another.
    let renamed = format!(
        "kotae-sso-{}={}",
        &other.state[..8],
        under.cookie.split_once('=').unwrap().1
    );
    let mixed = Under {
        cookie: renamed,
        state: other.state.clone(),
        code: other.code.clone(),
    };
    scene.is_refusal(&scene.back(&mixed).await, "state").await;
    // A code of another sign-in fails at the provider by its challenge.
    let swapped = Under {
        cookie: other.cookie.clone(),
        state: other.state.clone(),
        code: under.code.clone(),
    };
    scene.is_refusal(&scene.back(&swapped).await, "code").await;
    // Used once already.
    scene.is_refusal(&scene.back(&other).await, "used").await;
    let late = scene.go("", None).await;
    scene.pass(11);
    scene.is_refusal(&scene.back(&late).await, "state").await;
    // Replayed: the provider's code in a new sign-in.
    let first = scene.go("", None).await;
    let second = scene.go("", None).await;
    assert_eq!(scene.back(&first).await.status, StatusCode::OK);
    let replayed = Under {
        code: first.code.clone(),
        ..second
    };
    let reply = scene.back(&replayed).await;
    assert!(reply.text().contains("sso:code<"), "{}", reply.text());
    let reply = scene.back(&first).await;
    assert!(reply.text().contains("sso:used<"), "{}", reply.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_of_the_provider_are_told_without_repeating_its_words() {
    let scene = Scene::start().await;
    let under = scene.go("", None).await;
    let path = format!(
        "callback?state={}&error=access_denied&error_description=%3Cscript%3E",
        under.state
    );
    let call = scene
        .server
        .get(&scene.path(&path))
        .header("cookie", &under.cookie);
    let reply = call.header("accept-language", "ja").send().await;
    scene.is_refusal(&reply, "provider").await;
    assert!(reply.text().contains("許可されませんでした") && !reply.text().contains("script"));
    let under = scene.go("", None).await;
    let path = format!("callback?state={}&error=%3Cscript%3E", under.state);
    let reply = scene
        .server
        .get(&scene.path(&path))
        .header("cookie", &under.cookie)
        .send()
        .await;
    assert!(!reply.text().contains("script"));
    // Secret, network, name.
    let under = scene.go("", None).await;
    scene.issuer.state().down = true;
    scene.is_refusal(&scene.back(&under).await, "unreachable").await;
    scene.pass(61);
    let reply = scene.server.get(&scene.path("start")).send().await;
    scene.is_refusal(&reply, "bad-answer").await;
    scene.issuer.state().down = false;
    scene.issuer.state().name = Some("https://evil.example".into());
    let reply = scene.server.get(&scene.path("start")).send().await;
    scene.is_refusal(&reply, "other-issuer").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_is_fetched_once_and_a_forged_one_does_not_make_us_ask_without_end() {
    let scene = Scene::start().await;
    scene.signed_in().await;
    assert_eq!(scene.issuer.state().keys_fetched, 1);
    scene.issuer.rotate();
    scene.signed_in().await;
    assert_eq!(scene.issuer.state().keys_fetched, 2);
    scene.issuer.state().forger = Some(Key::new("third"));
    for _ in 0..5 {
        assert!(scene.sign_in().await.text().contains("sso:forged<"));
    }
    assert_eq!(scene.issuer.state().keys_fetched, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_address_alone_opens_nobodys_account() {
    let scene = Scene::with(|settings| settings.default_role = Some(Role::Viewer)).await;
    scene
        .issuer
        .set(json!({ "email": "HANAKO@default.example", "groups": [] }));
    scene.refused("mail-taken").await;
    assert_eq!(
        scene
            .change(|settings| settings.link_by_email = true)
            .await
            .status,
        StatusCode::OK
    );
    for verified in [json!(false), json!(null), json!("no")] {
        scene
            .issuer
            .set(json!({ "email": "HANAKO@default.example", "email_verified": verified, "groups": [] }));
        scene.refused("mail-taken").await;
    }
    scene
        .issuer
        .set(json!({ "email": "HANAKO@default.example", "groups": [] }));
    let who = scene.signed_in().await;
    // He is the owner, and stays it whatever the table says: there is no other.
    assert_eq!(scene.role(&who).await, Role::Owner);
    assert_eq!(scene.people().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn domains_hold_for_verified_addresses_only() {
    let scene = Scene::with(|settings| settings.domains = vec!["example.co.jp".into()]).await;
    for claims in [
        json!({ "email": "a@example.com" }),
        json!({ "email": "a@sub.example.co.jp" }),
        json!({ "email": "a@example.co.jp.evil.example" }),
        json!({ "email": "a@example.co.jp", "email_verified": false }),
        json!({ "email": "a@example.co.jp", "email_verified": null }),
    ] {
        scene.issuer.set(claims);
        scene.refused("domain").await;
    }
    scene.issuer.set(json!({}));
    scene.signed_in().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_provider_ends_a_session_within_its_refresh() {
    let mut scene = Scene::start().await;
    let who = scene.signed_in().await;
    assert_eq!(recheck::run(&scene.server.app).await, 0);
    assert_eq!(
        scene.issuer.state().asked,
        ["authorization_code"],
        "asked too soon"
    );
    scene.pass(15);
    assert_eq!(recheck::run(&scene.server.app).await, 0);
    assert_eq!(scene.issuer.state().asked.len(), 2);
    // Another role from now on.
    let proof = json!({ "password": crate::harness::PASSWORD });
    let call = scene
        .server
        .post("api/admin/default/session/proof")
        .by(&scene.owner);
    let proved = call.json(&proof).send().await;
    assert_eq!(proved.status, StatusCode::NO_CONTENT);
    scene.owner = scene.owner.renewed(&proved);
    assert_eq!(
        scene
            .change(|settings| settings.roles[0].role = Role::Viewer)
            .await
            .status,
        StatusCode::OK
    );
    scene.pass(15);
    assert_eq!(recheck::run(&scene.server.app).await, 0);
    assert_eq!(scene.role(&who).await, Role::Viewer);
    scene.issuer.state().refuses = true;
    scene.pass(15);
    assert_eq!(recheck::run(&scene.server.app).await, 1);
    assert_eq!(scene.session(&who).await.status, StatusCode::UNAUTHORIZED);
    // Not in a group any more.
    scene.issuer.state().refuses = false;
    let who = scene.signed_in().await;
    scene.issuer.set(json!({ "groups": [] }));
    scene.pass(15);
    assert_eq!(recheck::run(&scene.server.app).await, 1);
    assert_eq!(scene.session(&who).await.status, StatusCode::UNAUTHORIZED);
    // Nothing of ended sessions stays.
    let workspace = scene.server.app.store.workspace("default").await.unwrap();
    let due = workspace
        .main()
        .read(|read| kotae::store::sso::due(read, 10))
        .await
        .unwrap();
    assert_eq!(due, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_answers_for_its_own_workspace_alone() {
    let here = Scene::start().await;
    let there = Scene::beside(here.server.clone(), "sales").await;
    let (one, other) = (here.signed_in().await, there.signed_in().await);
    assert_eq!(
        (one.workspace.as_str(), other.workspace.as_str()),
        ("default", "sales")
    );
    // The same person at both, and the session of one says nothing in the other.
    let strange = SignedIn {
        cookie: one.cookie.replace("-default=", "-sales="),
        ..other.clone()
    };
    assert_eq!(there.session(&strange).await.status, StatusCode::UNAUTHORIZED);
    here.issuer.state().refuses = true;
    here.pass(15);
    there.issuer.state().now_s = here.issuer.state().now_s;
    assert_eq!(recheck::run(&here.server.app).await, 1);
    assert_eq!(here.session(&one).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(there.session(&other).await.status, StatusCode::OK);
    assert_eq!(there.issuer.state().asked.len(), 2, "its own was asked too");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unreachable_provider_gives_grace_but_not_for_ever() {
    let scene = Scene::start().await;
    let who = scene.signed_in().await;
    scene.issuer.state().down = true;
    scene.pass(74);
    assert_eq!(recheck::run(&scene.server.app).await, 0);
    assert_eq!(scene.session(&who).await.status, StatusCode::OK);
    scene.pass(1);
    assert_eq!(scene.session(&who).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_user_does_not_come_back_by_the_provider() {
    let scene = Scene::start().await;
    let who = scene.signed_in().await;
    let user = scene.session(&who).await.json::<Session>().user;
    let edit = UserEdit {
        name: user.name.clone(),
        email: user.email.clone(),
        lang: user.lang,
        time_zone: user.time_zone.clone(),
        role: user.role,
        categories: None,
        active: false,
    };
    let path = format!("api/admin/default/users/{}", user.id);
    let reply = scene
        .server
        .request(Method::PUT, &path)
        .by(&scene.owner)
        .json(&edit)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(scene.session(&who).await.status, StatusCode::UNAUTHORIZED);
    let reply = scene.sign_in().await;
    assert!(reply.text().contains("sso:suspended<"), "{}", reply.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_came_by_a_provider_proves_himself_there_anew() {
    let scene = Scene::with(|settings| settings.roles[0].role = Role::Owner).await;
    scene.issuer.set(json!({ "auth_time": 1_000 }));
    let who = scene.signed_in().await;
    let sensitive = async |who: &SignedIn| {
        let path = "api/admin/default/account/second-factor";
        scene
            .server
            .request(Method::DELETE, path)
            .by(who)
            .send()
            .await
            .status
    };
    assert_eq!(sensitive(&who).await, StatusCode::FORBIDDEN);
    // Without a session, or from another site: no.
    let reply = scene.server.get(&scene.path("start?for=prove")).send().await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    let call = scene
        .server
        .get(&scene.path("start?for=prove"))
        .header("cookie", &who.cookie);
    assert_eq!(
        call.header("sec-fetch-site", "cross-site").send().await.status,
        StatusCode::FORBIDDEN
    );
    // An old sign-in at the provider proves nothing.
    let reply = scene.back(&scene.go("?for=prove", Some(&who)).await).await;
    assert!(reply.text().contains("sso:not-anew<"), "{}", reply.text());
    assert_eq!(sensitive(&who).await, StatusCode::FORBIDDEN);
    scene.issuer.set(json!({ "sub": "somebody-else" }));
    let reply = scene.back(&scene.go("?for=prove", Some(&who)).await).await;
    assert!(reply.text().contains("sso:somebody-else<"), "{}", reply.text());
    scene.issuer.set(json!({}));
    let reply = scene.back(&scene.go("?for=prove", Some(&who)).await).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(
        sensitive(&who).await,
        StatusCode::UNAUTHORIZED,
        "the token before"
    );
    assert_eq!(sensitive(&who.renewed(&reply)).await, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_host_name_of_its_own_one_comes_back_to_it() {
    const OWN: &str = "faq.example.co.jp:443";
    let scene = Scene::start().await;
    let store = scene.server.app.store.clone();
    let name = |host: &'static str| {
        let store = store.clone();
        let quotas = kotae_shared::api::workspaces::Quotas::default();
        let set = move || store.set_limits(kotae::store::Actor::Job("test"), "default", quotas, host);
        tokio::task::spawn_blocking(set)
    };
    name("faq.example.co.jp").await.unwrap().unwrap();
    let base = scene.server.app.url.at("faq.example.co.jp");
    let path = scene.path("callback");
    let settings = scene.server.get("api/admin/default/sso").by(&scene.owner);
    let settings: SsoSettings = settings.send().await.json();
    let id = scene.provider.id.to_string();
    assert_eq!(
        settings.own_redirect.unwrap().replace("{id}", &id),
        base.join(&path)
    );
    let reply = scene
        .server
        .get(&scene.path("start"))
        .header("host", OWN)
        .send()
        .await;
    let address = reply.header(header::LOCATION);
    let url = url::Url::parse(address).unwrap();
    let of = |key: &str| url.query_pairs().find(|(name, _)| name == key).unwrap().1;
    assert_eq!(of("redirect_uri"), base.join(&path));
    let cookie = reply.header(header::SET_COOKIE).split(';').next().unwrap();
    let code = scene.issuer.sign_in(address);
    let back = format!("{path}?state={}&code={code}", of("state"));
    let call = scene
        .server
        .get(&back)
        .header("host", OWN)
        .header("cookie", cookie);
    let reply = call.send().await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert!(
        reply
            .header(header::SET_COOKIE)
            .contains("kotae-session-default=")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_connects_his_account_himself() {
    let scene = Scene::with(|settings| settings.default_role = Some(Role::Viewer)).await;
    scene
        .issuer
        .set(json!({ "email": "hanako@default.example", "email_verified": false, "groups": [] }));
    let under = scene.go("?for=connect", Some(&scene.owner)).await;
    assert_eq!(scene.back(&under).await.status, StatusCode::OK);
    let who = scene.signed_in().await;
    assert_eq!(scene.people().await, 1);
    assert_eq!(scene.role(&who).await, Role::Owner);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_can_be_left_to_one_owner_who_then_cannot_go() {
    let scene = Scene::with(|settings| settings.roles[0].role = Role::Owner).await;
    let other = scene.signed_in().await;
    let set = |only| {
        let call = scene
            .server
            .request(Method::PUT, "api/admin/default/sso/local")
            .by(&scene.owner);
        call.json(&LocalSignIn { only }).send()
    };
    let id = |session: Session| session.user.id;
    let other = id(scene.session(&other).await.json());
    let owner = id(scene.session(&scene.owner).await.json());
    assert_eq!(
        set(Some(other)).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "has no password"
    );
    assert_eq!(
        set(Some(Uuid::nil())).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(set(Some(owner)).await.status, StatusCode::OK);
    let start: Start = scene.server.get("api/admin/default/start").send().await.json();
    assert!(start.providers_only);
    let password = crate::harness::PASSWORD;
    let reply = scene
        .server
        .sign_in("default", "hanako@default.example", password)
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    let path = format!("api/admin/default/users/{owner}");
    let reply = scene
        .server
        .request(Method::DELETE, &path)
        .by(&scene.owner)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_is_tested_changed_and_removed_with_a_record_of_each() {
    let scene = Scene::start().await;
    let path = format!("api/admin/default/sso/providers/{}", scene.provider.id);
    let test = || async {
        let reply = scene
            .server
            .post(&format!("{path}/test"))
            .by(&scene.owner)
            .send()
            .await;
        reply.json::<Found>()
    };
    let found = test().await;
    assert!(
        found.usable && found.lines.iter().any(|line| line.contains("/token")),
        "{found:?}"
    );
    scene.issuer.state().name = Some("https://other.example".into());
    assert!(!test().await.usable);
    scene.issuer.state().name = None;
    let who = scene.signed_in().await;
    assert_eq!(
        scene.change(|settings| settings.active = false).await.status,
        StatusCode::OK
    );
    assert_eq!(scene.session(&who).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(scene.change(|_| {}).await.status, StatusCode::CONFLICT);
    let reply = scene.server.get(&scene.path("start")).send().await;
    assert!(reply.text().contains("sso:off<"));
    let reply = scene
        .server
        .request(Method::DELETE, &path)
        .by(&scene.owner)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert_eq!(
        scene.server.get(&scene.path("start")).send().await.status,
        StatusCode::NOT_FOUND
    );
    let workspace = scene.server.app.store.workspace("default").await.unwrap();
    let id = scene.provider.id.to_string();
    let records = workspace
        .main()
        .read(move |read| audit::of(read, "sso_provider", &id, 10))
        .await
        .unwrap();
    let actions: Vec<&str> = records.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(
        actions,
        [
            "sso_provider.create",
            "sso_provider.update",
            "sso_provider.delete"
        ]
    );
    assert!(
        records
            .iter()
            .all(|record| !format!("{record:?}").contains(SECRET))
    );
}
