//! Every route x who asks -> status. The rows come from the router's own list: a new route without one fails.

use crate::harness::{Server, SignedIn};
use axum::http::Method;
use kotae::router::{self, Caller};
use std::collections::BTreeMap;

/// What anonymous, the widget's visitor, an administrator and the administrator of another workspace get.
type Row = [u16; 4];

/// Requests carry what a browser's would: the session's cookie and its proof. Ids name nothing, and bodies are empty,
/// so that whoever passes the guard gets 404, 400 or 422.
#[expect(clippy::match_same_arms, reason = "a table is read by its groups")]
fn row(method: &str, path: &str) -> Option<Row> {
    let all = |status| Some([status; 4]);
    let administrator = |status| Some([401, 401, status, 401]);
    match (method, path) {
        ("GET", "healthz" | "readyz") => all(200),
        ("GET", "kotae.js" | "v1/kotae.js") => all(200),
        ("GET", "assets/widget/{*file}" | "assets/admin/{*file}") => all(404),
        // Without `--demo`.
        ("GET", "demo" | "demo/" | "demo/{*file}") => all(404),
        ("GET", "admin" | "admin/") => all(200), // Two workspaces: asks for the name.
        ("GET", "admin/{workspace}") => all(308),
        ("GET", "admin/{workspace}/" | "admin/{workspace}/{*screen}") => all(200),
        ("GET", "w/{key}") => all(200),
        ("GET", "w/{key}/boot") => all(200),
        ("GET", "w/{key}/pack/{hash}") => all(404),
        // The design has no such image.
        ("GET", "w/{key}/launcher") => all(404),
        ("GET", "w/{key}/files/{file}") => all(404),
        ("GET", "w/{key}/notices") => all(200),
        ("POST", "w/{key}/answers" | "w/{key}/events") => all(400),
        ("GET", "api/admin/{workspace}/start") => all(200),
        // Without the value `1` in the CSRF header, as these requests come here, they are refused.
        (
            "POST",
            "api/admin/{workspace}/setup"
            | "api/admin/{workspace}/session"
            | "api/admin/{workspace}/password",
        ) => all(403),
        ("GET", "api/admin/{workspace}/session") => administrator(200),
        ("DELETE", "api/admin/{workspace}/session") => administrator(204),
        ("PUT", "api/admin/{workspace}/account" | "api/admin/{workspace}/account/password") => {
            administrator(400)
        }
        // An empty file is a report of what is wrong with it.
        ("POST", "api/admin/{workspace}/import") => administrator(200),
        ("GET", path) if LISTS.contains(&path) => administrator(200),
        // An empty file.
        ("POST", "api/admin/{workspace}/uploads") => administrator(422),
        ("POST" | "PUT", path) if EDITS.contains(&path) => administrator(400),
        ("GET" | "DELETE", path) if THINGS.contains(&path) => administrator(404),
        _ => None,
    }
}

const LISTS: &[&str] = &[
    "api/admin/{workspace}/entries",
    "api/admin/{workspace}/categories",
    "api/admin/{workspace}/export/entries.csv",
    "api/admin/{workspace}/export/questions.csv",
    "api/admin/{workspace}/publish",
    "api/admin/{workspace}/questions",
    "api/admin/{workspace}/widgets",
    "api/admin/{workspace}/uploads",
    "api/admin/{workspace}/notices",
];
const EDITS: &[&str] = &[
    "api/admin/{workspace}/entries",
    "api/admin/{workspace}/entries/{id}",
    "api/admin/{workspace}/entries/bulk",
    "api/admin/{workspace}/preview",
    "api/admin/{workspace}/publish",
    "api/admin/{workspace}/categories",
    "api/admin/{workspace}/categories/{id}",
    "api/admin/{workspace}/widgets/{id}",
    "api/admin/{workspace}/notices",
    "api/admin/{workspace}/notices/{id}",
];
const THINGS: &[&str] = &[
    "api/admin/{workspace}/entries/{id}",
    "api/admin/{workspace}/categories/{id}",
    "api/admin/{workspace}/widgets/{id}",
    "api/admin/{workspace}/uploads/{id}",
    "api/admin/{workspace}/notices/{id}",
    "api/admin/{workspace}/files/{file}",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_each_caller_as_the_table_says() {
    let server = Server::start().await;
    server.workspace("sales").await;
    let key = server.widget_key("default").await;
    let mut wrong = BTreeMap::new();
    for route in router::routes() {
        let name = format!("{} {}", route.method, route.path);
        let Some(wanted) = row(route.method.as_str(), route.path) else {
            panic!("{name} has no row in the table");
        };
        // Signing out is one of the routes, so each gets a session of its own.
        let own = signed_in(&server, "default").await;
        let foreign = signed_in(&server, "sales").await;
        let path = route
            .path
            .replace("{workspace}", "default")
            .replace("{key}", &key)
            .replace("{hash}", &"0".repeat(64))
            .replace("{id}", "00000000-0000-7000-8000-000000000000")
            .replace("{*file}", "none.js")
            .replace("{file}", "none.png")
            .replace("{*screen}", "entries");
        let ask = async |who: Option<&SignedIn>| {
            let call = server.request(route.method.clone(), &path);
            who.map_or(call, |who| server.request(route.method.clone(), &path).by(who))
                .send()
                .await
                .status
                .as_u16()
        };
        let visitor = server
            .request(route.method.clone(), &path)
            .header("sec-fetch-site", "same-origin")
            .send()
            .await;
        let got = [
            ask(None).await,
            visitor.status.as_u16(),
            ask(Some(&own)).await,
            ask(Some(&foreign)).await,
        ];
        if got != wanted {
            wrong.insert(name.clone(), format!("{got:?}, not {wanted:?}"));
        }
        if route.caller == Caller::Admin {
            let mut renamed = foreign.clone();
            renamed.cookie = renamed.cookie.replace("-sales=", "-default=");
            let status = server
                .request(route.method.clone(), &path)
                .by(&renamed)
                .send()
                .await
                .status;
            assert_eq!(
                status.as_u16(),
                401,
                "{name} with another workspace's token under our name"
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn signed_in(server: &Server, workspace: &str) -> SignedIn {
    let email = format!("hanako@{workspace}.example");
    let reply = server.sign_in(workspace, &email, crate::harness::PASSWORD).await;
    if reply.status.is_success() {
        SignedIn::from(workspace, &reply)
    } else {
        server.administrator(workspace).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_paths_and_methods_are_refused_in_the_callers_form() {
    let server = Server::start().await;
    let json = server.get("api/admin/default/nothing").send().await;
    assert_eq!(
        (json.status.as_u16(), json.text().contains("\"not_found\"")),
        (404, true),
        "{}",
        json.text()
    );
    let method = server
        .request(Method::PATCH, "api/admin/default/session")
        .send()
        .await;
    assert_eq!(
        (
            method.status.as_u16(),
            method.text().contains("\"method_not_allowed\"")
        ),
        (405, true),
        "{}",
        method.text()
    );
    let page = server.get("nothing").header("accept-language", "en").send().await;
    assert_eq!(
        (
            page.status.as_u16(),
            page.text().contains("Nothing was found here.")
        ),
        (404, true),
        "{}",
        page.text()
    );
    assert_eq!(server.get("admin/nowhere/").send().await.status.as_u16(), 404);
    assert_eq!(
        server.get("api/admin/nowhere/start").send().await.status.as_u16(),
        404
    );
    for path in ["nothing", "healthz", "api/admin/default/start", "admin/"] {
        let reply = server.get(path).send().await;
        let header = |name: &str| {
            reply
                .headers
                .get(name)
                .unwrap_or_else(|| panic!("{path}: {name}"))
                .to_str()
                .unwrap()
        };
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(!header("content-security-policy").contains("unsafe-inline"));
        assert!(!header("x-request-id").is_empty());
    }
}
