//! Workspaces that are suspended or end: who can still use them, and what is left when their data is erased.

use crate::harness::Server;
use axum::http::StatusCode;
use jiff::{civil::date, tz::TimeZone};
use kotae::store::{
    Actor, EraseRule,
    standing::{self, Standing, State},
};
use kotae_shared::api::problem::{Problem, ProblemCode};

const DAY: i64 = 86_400_000;

async fn set(server: &Server, name: &'static str, new: Standing) {
    let store = server.app.store.clone();
    let actor = Actor::Cli { user: "root".into() };
    tokio::task::spawn_blocking(move || store.set_standing(actor, name, new))
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_workspace_is_closed_to_all_and_comes_back_whole() {
    let server = Server::start().await;
    server.workspace("sales").await;
    let owner = server.administrator("sales").await;
    let other = server.administrator("default").await;
    let key = server.widget_key("sales").await;
    let open = async || {
        [
            server.get(&owner.api("entries")).by(&owner).send().await.status,
            server.get(&format!("w/{key}/boot")).send().await.status,
            server.get(&other.api("entries")).by(&other).send().await.status,
        ]
    };
    assert_eq!(open().await, [StatusCode::OK; 3]);
    let suspended = Standing {
        state: State::Suspended,
        reason: "unpaid".into(),
        ..Standing::default()
    };
    set(&server, "sales", suspended).await;
    assert_eq!(
        open().await,
        [StatusCode::FORBIDDEN, StatusCode::FORBIDDEN, StatusCode::OK]
    );
    // Nor does a page of it open, or a way to sign in.
    let sso = "admin/sales/sso/00000000-0000-7000-8000-000000000000/start";
    for path in ["admin/sales/", "admin/sales", sso] {
        let reply = server.get(path).header("accept-language", "en").send().await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}");
        assert!(reply.text().contains("not available"), "{}", reply.text());
    }
    let problem: Problem = server.get(&owner.api("entries")).by(&owner).send().await.json();
    assert_eq!(problem.code, ProblemCode::Suspended);
    assert!(
        !problem.message.contains("unpaid"),
        "the reason is the operator's"
    );
    set(&server, "sales", Standing::default()).await;
    assert_eq!(open().await, [StatusCode::OK; 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ended_workspace_is_erased_when_its_time_comes_and_not_before() {
    let server = Server::start().await;
    server.workspace("sales").await;
    server.workspace("sales-main").await;
    let owner = server.administrator("sales").await;
    server.administrator("sales-main").await;
    let key = server.widget_key("sales").await;
    let folder = server.app.store.path().join("workspaces");
    let boot = async || server.get(&format!("w/{key}/boot")).send().await.status;
    let erase = async || {
        let store = server.app.store.clone();
        let erase = move || store.erase_due(&Actor::Job("test"));
        tokio::task::spawn_blocking(erase).await.unwrap().unwrap()
    };
    // The clock stands on 9 October 2025.
    let zone = TimeZone::get("Asia/Tokyo").unwrap();
    let ending = Standing::ending(date(2025, 10, 31), &zone, EraseRule::default()).unwrap();
    let (ends, erases) = (ending.ends_at.unwrap(), ending.erase_at.unwrap());
    set(&server, "sales", ending.clone()).await;
    assert_eq!(boot().await, StatusCode::OK, "in use until the end");
    server.clock.set(ends + 1);
    assert_eq!(boot().await, StatusCode::FORBIDDEN);
    // Taken back, as long as the data is there.
    set(&server, "sales", Standing::default()).await;
    assert_eq!(boot().await, StatusCode::OK);
    set(&server, "sales", ending).await;
    server.clock.set(erases - 1);
    assert!(erase().await.is_empty());
    assert!(folder.join("sales").exists());
    server.clock.set(erases + DAY);
    assert_eq!(erase().await, ["sales"]);
    assert!(!folder.join("sales").exists() && folder.join("sales-main").exists());
    assert_eq!(boot().await, StatusCode::NOT_FOUND);
    assert_eq!(
        server.get(&owner.api("entries")).by(&owner).send().await.status,
        StatusCode::NOT_FOUND
    );
    let certificates = server
        .app
        .store
        .control()
        .read(|control| standing::certificates(control, "sales"))
        .await
        .unwrap();
    let (certificate, digest) = &certificates[0];
    assert_eq!((certificate.users, certificate.ended_at), (1, Some(ends)));
    assert!(certificate.files >= 2 && digest.len() == 64, "{certificate:?}");
    assert!(erase().await.is_empty(), "once is enough");
    assert_eq!(server.app.store.workspaces().await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_that_was_cut_off_is_finished_and_holds_up_nobody_meanwhile() {
    let server = Server::start().await;
    server.workspace("sales").await;
    server.administrator("sales").await;
    let erasing = Standing {
        state: State::Erasing,
        ..Standing::default()
    };
    set(&server, "sales", erasing).await;
    // As after a crash: the list says so, and a part of the files is gone.
    let data = server.stop().await;
    let folder = data.path().join("kotae-data/workspaces/sales");
    std::fs::remove_file(folder.join("main.db")).unwrap();
    let server = Server::over(data, |_| {}).await;
    let names = async || server.app.store.workspaces().await.unwrap().len();
    assert_eq!(names().await, 1, "nobody opens it again");
    kotae::housekeeping::sweep(&server.app).await.unwrap();
    assert!(!folder.exists());
    let all = kotae::store::workspaces::list;
    assert_eq!(server.app.store.control().read(all).await.unwrap().len(), 1);
}
