//! The token that a frame document gives to its page's requests.

use crate::harness::{Reply, Server};
use axum::http::{Method, StatusCode};
use kotae::{
    http::widget::visit_token::{HEADER, LASTS_HOURS},
    router::{self, Caller},
};
use kotae_shared::api::frame::BOOT;

/// The token in a frame document.
fn token(document: &Reply) -> String {
    let text = document.text();
    let (_, boot) = text.split_once(BOOT).unwrap();
    let (boot, _) = boot.split_once("</script>").unwrap();
    let boot: serde_json::Value = serde_json::from_str(boot).unwrap();
    boot["headers"]["kotae-visit"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_gives_what_its_requests_need() {
    let server = Server::start().await;
    let key = server.widget_key("default").await;
    let boot = format!("w/{key}/boot");
    let shown = token(&server.get(&format!("w/{key}")).send().await);
    let with = async |token: &str| server.get(&boot).header(HEADER, token).send().await.status;
    assert_eq!(with(&shown).await, StatusCode::OK);
    assert_eq!(with("").await, StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(with(&shown[1..]).await, StatusCode::PRECONDITION_REQUIRED);

    let days = i64::from(LASTS_HOURS) * 60 * 60_000;
    server.clock.advance(days);
    assert_eq!(with(&shown).await, StatusCode::OK);
    server.clock.advance(2 * 60 * 60_000);
    assert_eq!(with(&shown).await, StatusCode::PRECONDITION_REQUIRED);
    let fresh = token(&server.get(&format!("w/{key}")).send().await);
    assert_ne!(fresh, shown, "an hour later the document is made anew");
    assert_eq!(with(&fresh).await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_for_one_widget() {
    let server = Server::start().await;
    server.workspace("sales").await;
    let (own, other) = (
        server.widget_key("default").await,
        server.widget_key("sales").await,
    );
    let foreign = token(&server.get(&format!("w/{other}")).send().await);
    let reply = server
        .get(&format!("w/{own}/boot"))
        .header(HEADER, &foreign)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::PRECONDITION_REQUIRED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_of_a_widget_but_documents_and_files_goes_without() {
    let server = Server::start().await;
    let key = server.widget_key("default").await;
    let mut asked = 0;
    for route in router::routes() {
        let open = [
            "w/{key}",
            "w/{key}/e/{entry}",
            "w/{key}/f/{form}",
            "w/{key}/launcher",
            // They give a token of their own to who has the link.
            "w/{key}/preview/{token}",
            "w/{key}/preview/{token}/e/{entry}",
            "w/{key}/files/{file}",
            // A window of its own, which only a page of ours opens.
            "w/{key}/sign-in/{code}",
        ];
        if route.caller != Caller::Widget || open.contains(&route.path) {
            continue;
        }
        let path = route.path.replace("{key}", &key).replace("{id}", "x");
        let path = path.replace("{hash}", "x");
        let method: Method = route.method.clone();
        let reply = server.request(method, &path).without_visit().send().await;
        assert_eq!(reply.status, StatusCode::PRECONDITION_REQUIRED, "{path}");
        asked += 1;
    }
    assert!(asked >= 8, "{asked}");
}
