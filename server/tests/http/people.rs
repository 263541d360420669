//! Users: invited, limited, suspended, deleted, signed off; and their sessions.

use crate::harness::{PASSWORD, Reply, Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae_shared::{
    Lang, Uuid,
    access::Role,
    api::{
        admin::{AccessReviews, Category, Invited, Session, SessionRow, UserEdit, UserRow},
        problem::{Fault, Problem},
    },
};

pub(crate) fn edit(name: &str, role: Role) -> UserEdit {
    UserEdit {
        name: name.into(),
        email: format!("{name}@default.example"),
        lang: Lang::En,
        time_zone: "Europe/London".into(),
        role,
        categories: None,
        active: true,
    }
}

async fn invite(server: &Server, by: &SignedIn, edit: &UserEdit) -> Reply {
    server.post(&by.api("users")).by(by).json(edit).send().await
}

/// Invites somebody, who chooses a password by the link and is signed in.
pub(crate) async fn member(server: &Server, by: &SignedIn, edit: &UserEdit) -> (Uuid, SignedIn) {
    let reply = invite(server, by, edit).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let invited: Invited = reply.json();
    let token = invited.link.split_once("/admin/default/password#").unwrap().1;
    let form = serde_json::json!({ "token": token, "password": PASSWORD });
    let reply = server
        .post("api/admin/default/password")
        .csrf("1")
        .json(&form)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    (invited.user.id, SignedIn::from("default", &reply))
}

fn fault(reply: &Reply) -> (String, Fault) {
    let problem: Problem = reply.json();
    (problem.fields[0].field.clone(), problem.fields[0].fault)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invited_editor_signs_in_and_writes_where_he_may() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let category = async |name: &str| -> Category {
        let body = serde_json::json!({ "name": name });
        let reply = server
            .post(&owner.api("categories"))
            .by(&owner)
            .json(&body)
            .send()
            .await;
        reply.json()
    };
    let (hr, it) = (category("HR").await, category("IT").await);
    let mut wanted = edit("sato", Role::Editor);
    wanted.categories = Some(Vec::new());
    assert_eq!(
        fault(&invite(&server, &owner, &wanted).await),
        ("categories".into(), Fault::Required)
    );
    wanted.categories = Some(vec![hr.id]);
    wanted.time_zone = "Mars/Olympus".into();
    assert_eq!(
        fault(&invite(&server, &owner, &wanted).await),
        ("time_zone".into(), Fault::Unknown)
    );
    wanted.time_zone = "Asia/Tokyo".into();
    let (id, sato) = member(&server, &owner, &wanted).await;
    let session: Session = server.get(&sato.api("session")).by(&sato).send().await.json();
    assert_eq!((session.user.id, session.user.role), (id, Role::Editor));
    let write = async |category: Uuid| {
        let body = serde_json::json!({ "title": "t", "answer": "a", "category": category });
        server
            .post(&sato.api("entries"))
            .by(&sato)
            .json(&body)
            .send()
            .await
    };
    assert_eq!(write(hr.id).await.status, StatusCode::CREATED);
    let refused = write(it.id).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(fault(&refused), ("category".into(), Fault::NotYours));
    let csv = "ID,質問,回答,カテゴリー\n,q,a,IT\n";
    let import = server.post(&sato.api("import")).by(&sato).body(csv).send().await;
    let report: kotae_shared::api::admin::ImportReport = import.json();
    // The dry run says already what he may not write.
    let error = &report.errors[0];
    assert_eq!(
        (report.refused, error.row, error.fault),
        (1, 2, Fault::NotYours),
        "{}",
        import.text()
    );
    let apply = server
        .post(&sato.api(&format!("import?expect={}", report.token)))
        .by(&sato)
        .body(csv)
        .send()
        .await;
    let report: kotae_shared::api::admin::ImportReport = apply.json();
    assert!(
        !report.applied && report.errors[0].fault == Fault::NotYours,
        "{}",
        apply.text()
    );
    // A change of what he is holds at once, in the session that is open.
    let mut lower = wanted.clone();
    (lower.role, lower.categories) = (Role::Viewer, None);
    let changed = server
        .request(Method::PUT, &owner.api(&format!("users/{id}")))
        .by(&owner)
        .json(&lower)
        .send()
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    assert_eq!(write(hr.id).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_has_no_power_over_owners() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let own: Session = server.get(&owner.api("session")).by(&owner).send().await.json();
    let (id, admin) = member(&server, &owner, &edit("kato", Role::Administrator)).await;
    assert_eq!(
        fault(&invite(&server, &admin, &edit("boss", Role::Owner)).await),
        ("role".into(), Fault::OwnersOnly)
    );
    let send = async |by: &SignedIn, method: Method, path: String| {
        server.request(method, &by.api(&path)).by(by).send().await
    };
    for (method, path) in [
        (Method::DELETE, format!("users/{}", own.user.id)),
        (Method::POST, format!("users/{}/link", own.user.id)),
        (Method::DELETE, format!("users/{}/sessions", own.user.id)),
    ] {
        let refused = send(&admin, method, path).await;
        assert_eq!(fault(&refused), ("id".into(), Fault::OwnersOnly));
    }
    let lift = server
        .request(Method::PUT, &admin.api(&format!("users/{id}")))
        .by(&admin)
        .json(&edit("kato", Role::Owner))
        .send()
        .await;
    assert_eq!(fault(&lift), ("role".into(), Fault::OwnersOnly));
    // Nobody saws off his own branch.
    for path in [
        format!("users/{}", own.user.id),
        format!("users/{}/link", own.user.id),
    ] {
        let method = if path.ends_with("link") {
            Method::POST
        } else {
            Method::DELETE
        };
        let refused = send(&owner, method, path).await;
        assert_eq!(fault(&refused), ("id".into(), Fault::Yourself));
    }
    let mut down = edit("hanako", Role::Viewer);
    down.email = own.user.email.clone();
    let refused = server
        .request(Method::PUT, &owner.api(&format!("users/{}", own.user.id)))
        .by(&owner)
        .json(&down)
        .send()
        .await;
    assert_eq!(fault(&refused), ("role".into(), Fault::LastOwner));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suspension_ends_at_once_and_tells_nothing_at_sign_in() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let mut kato = edit("kato", Role::Agent);
    let (id, session) = member(&server, &owner, &kato).await;
    kato.active = false;
    let path = owner.api(&format!("users/{id}"));
    let suspended = server
        .request(Method::PUT, &path)
        .by(&owner)
        .json(&kato)
        .send()
        .await;
    assert!(!suspended.json::<UserRow>().active);
    let shut = server.get(&session.api("session")).by(&session).send().await;
    assert_eq!(shut.status, StatusCode::UNAUTHORIZED);
    let right = server.sign_in("default", &kato.email, PASSWORD).await;
    let nobody = server
        .sign_in("default", "nobody@default.example", PASSWORD)
        .await;
    assert_eq!((right.status, right.text()), (nobody.status, nobody.text()));
    // A link from before does not help, and back in business the password is the old one.
    kato.active = true;
    server
        .request(Method::PUT, &path)
        .by(&owner)
        .json(&kato)
        .send()
        .await;
    let again = server.sign_in("default", &kato.email, PASSWORD).await;
    assert_eq!(again.status, StatusCode::OK);
    let gone = server.request(Method::DELETE, &path).by(&owner).send().await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let list: Vec<UserRow> = server.get(&owner.api("users")).by(&owner).send().await.json();
    assert_eq!(list.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_listed_and_ended_one_by_one_or_together() {
    let server = Server::start().await;
    let here = server.administrator("default").await;
    let sign_in = async || {
        let reply = server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await;
        SignedIn::from("default", &reply)
    };
    let (_second, _third) = (sign_in().await, sign_in().await);
    let list = async || -> Vec<SessionRow> {
        let reply = server.get(&here.api("account/sessions")).by(&here).send().await;
        reply.json()
    };
    let sessions = list().await;
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions.iter().filter(|session| session.current).count(), 1);
    let other = sessions.iter().find(|session| !session.current).unwrap();
    let end = async |path: &str| {
        let reply = server
            .request(Method::DELETE, &here.api(path))
            .by(&here)
            .send()
            .await;
        reply.status
    };
    let one = format!("account/sessions/{}", other.id);
    assert_eq!(end(&one).await, StatusCode::NO_CONTENT);
    assert_eq!(end(&one).await, StatusCode::NOT_FOUND);
    assert_eq!(list().await.len(), 2);
    // Somebody else's session is none of one's own.
    let (id, kato) = member(&server, &here, &edit("kato", Role::Viewer)).await;
    let foreign = server
        .get(&here.api(&format!("users/{id}/sessions")))
        .by(&here)
        .send()
        .await;
    let foreign: Vec<SessionRow> = foreign.json();
    assert_eq!(
        end(&format!("account/sessions/{}", foreign[0].id)).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(end("account/sessions").await, StatusCode::NO_CONTENT);
    assert_eq!(list().await.len(), 1);
    assert_eq!(end(&format!("users/{id}/sessions")).await, StatusCode::NO_CONTENT);
    let shut = server.get(&kato.api("session")).by(&kato).send().await;
    assert_eq!(shut.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_owner_signs_off_who_has_access() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let (id, _) = member(&server, &owner, &edit("kato", Role::Administrator)).await;
    let reviews = async || -> AccessReviews {
        let reply = server.get(&owner.api("access-reviews")).by(&owner).send().await;
        reply.json()
    };
    assert!(!reviews().await.due);
    let body = serde_json::json!({ "note": "四半期の確認" });
    let signed = server
        .post(&owner.api("access-reviews"))
        .by(&owner)
        .json(&body)
        .send()
        .await;
    assert_eq!(signed.status, StatusCode::CREATED, "{}", signed.text());
    let review = reviews().await.reviews.remove(0);
    assert_eq!((review.users, review.note.as_str()), (2, "四半期の確認"));
    server
        .request(Method::DELETE, &owner.api(&format!("users/{id}")))
        .by(&owner)
        .send()
        .await;
    let export = async |query: String| {
        let path = owner.api(&format!("export/access.csv{query}"));
        server.get(&path).by(&owner).send().await.text()
    };
    let (now, then) = (
        export(String::new()).await,
        export(format!("?review={}", review.id)).await,
    );
    assert!(now.starts_with('\u{feff}') && !now.contains("kato@"), "{now}");
    assert!(then.contains("kato@default.example"), "{then}");
    server.clock.advance(kotae::store::reviews::EVERY_MS);
    let again = server
        .sign_in("default", "hanako@default.example", PASSWORD)
        .await;
    let owner = SignedIn::from("default", &again);
    let due: AccessReviews = server
        .get(&owner.api("access-reviews"))
        .by(&owner)
        .send()
        .await
        .json();
    assert!(due.due);
}
