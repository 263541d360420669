//! Whatever comes over the wire, no answer is a fault of ours: random methods, paths, headers, cookies and bodies.

use crate::harness::{Server, SignedIn};
use axum::http::{HeaderName, HeaderValue, Method, Request};
use bytes::Bytes;
use http_body_util::Full;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use kotae::router;
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

/// A request before it knows the server's ids.
#[derive(Clone, Debug)]
struct Wild {
    route: usize,
    /// What stands in each placeholder of the path; `None`: what exists.
    parts: Vec<Option<String>>,
    query: Option<String>,
    headers: Vec<(usize, Vec<u8>)>,
    signed: bool,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    Bytes(Vec<u8>),
    Json(Value),
}

/// The headers that something of ours reads.
const HEADERS: [&str; 16] = [
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-encoding",
    "content-type",
    "cookie",
    "forwarded",
    "host",
    "if-none-match",
    "origin",
    "range",
    "sec-fetch-dest",
    "sec-fetch-site",
    "user-agent",
    "x-forwarded-for",
    "x-kotae-csrf",
];

/// Names that occur in our messages, so that random objects get past their first field.
const NAMES: [&str; 41] = [
    "access",
    "active",
    "addresses",
    "answer",
    "answers",
    "built_in_synonyms",
    "categories",
    "category",
    "code",
    "current",
    "email",
    "ends_at",
    "fields",
    "finds",
    "form",
    "hours",
    "ids",
    "key",
    "kind",
    "label",
    "lang",
    "name",
    "new",
    "note",
    "pages",
    "parent",
    "password",
    "position",
    "role",
    "settings",
    "show_if",
    "starts_at",
    "state",
    "status",
    "terms",
    "text",
    "time_zone",
    "title",
    "token",
    "version",
    "widgets",
];

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,30}",
        select(vec![
            "ja",
            "published",
            "owner",
            "editor",
            "Asia/Tokyo",
            "a@example.co.jp",
            "accepted",
            "00000000-0000-7000-8000-000000000000",
            "\u{0}",
            "\u{202e}",
            "😀",
            "' OR 1=1 --",
            "{{7*7}}",
            "../../etc/passwd",
            "%00",
            "\r\nX: y",
        ])
        .prop_map(str::to_owned),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((select(NAMES.to_vec()), inner), 0..8).prop_map(|fields| fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

fn wild(routes: usize) -> impl Strategy<Value = Wild> {
    let part = option::weighted(0.4, "[!-~]{1,40}");
    let value = prop_oneof![
        vec(32_u8..=255, 0..80),
        texts().prop_map(String::into_bytes),
        select(vec![
            "1",
            "same-origin",
            "application/json",
            "text/csv",
            "br, gzip;q=0",
            "Bearer x",
            "kotae-session-default=x",
            "en"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let body = prop_oneof![
        vec(any::<u8>(), 0..300).prop_map(Body::Bytes),
        values().prop_map(Body::Json),
    ];
    (
        0..routes,
        vec(part, 3),
        option::weighted(0.3, "[!-~]{0,60}"),
        vec((0..HEADERS.len(), value), 0..6),
        any::<bool>(),
        body,
    )
        .prop_map(|(route, parts, query, headers, signed, body)| Wild {
            route,
            parts,
            query,
            headers,
            signed,
            body,
        })
}

/// The request; `None` when it cannot be one.
fn request(
    server: &Server,
    wild: &Wild,
    route: &router::Route,
    known: &[&str; 3],
    who: &SignedIn,
) -> Option<Request<Full<Bytes>>> {
    let mut parts = wild.parts.iter();
    let path: Vec<String> = route
        .path
        .split('/')
        .map(|part| {
            if !part.starts_with('{') {
                return part.to_owned();
            }
            match parts.next().cloned().flatten() {
                Some(odd) => odd.replace(['/', '?', '#'], "-"),
                None if part == "{workspace}" => known[0].to_owned(),
                None if part == "{key}" => known[1].to_owned(),
                None => known[2].to_owned(),
            }
        })
        .collect();
    let query = wild
        .query
        .as_ref()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let uri = server.url(&format!("{}{query}", path.join("/")));
    let (bytes, kind) = match &wild.body {
        Body::Bytes(bytes) => (bytes.clone(), None),
        Body::Json(value) => (serde_json::to_vec(value).unwrap(), Some("application/json")),
    };
    let mut request = Request::builder()
        .method(route.method.clone())
        .uri(uri)
        .body(Full::from(bytes))
        .ok()?;
    let headers = request.headers_mut();
    if let Some(kind) = kind {
        headers.insert("content-type", HeaderValue::from_static(kind));
    }
    for (name, value) in &wild.headers {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.insert(HeaderName::from_static(HEADERS[*name]), value);
        }
    }
    if wild.signed {
        headers.insert("cookie", who.cookie.parse().unwrap());
        headers.insert("x-kotae-csrf", who.csrf.parse().unwrap());
        headers.remove("sec-fetch-site");
        headers.remove("origin");
    }
    Some(request)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_comes_makes_a_fault_of_ours() {
    let server = Server::with(|config| config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()]).await;
    let who = server.administrator("default").await;
    let entry = json!({ "title": "VPN", "answer": "x", "status": "published" });
    let entry = server
        .post(&who.api("entries"))
        .by(&who)
        .json(&entry)
        .send()
        .await;
    let id = entry.json::<Value>()["id"].as_str().unwrap().to_owned();
    let key = server.widget_key("default").await;
    // What ends the session or shuts its holder out would leave nothing to try.
    let ends = |route: &router::Route| {
        let path = route.path.trim_start_matches("api/admin/{workspace}/");
        route.method == Method::DELETE && path.contains("session")
            || path == "restrictions" && route.method == Method::PUT
    };
    let routes: Vec<_> = router::routes()
        .into_iter()
        .filter(|route| !ends(route))
        .collect();
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let handle = tokio::runtime::Handle::current();
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    let config = Config {
        cases: cases.unwrap_or(3_000),
        failure_persistence: None,
        ..Config::default()
    };
    let run = |wild: Wild| {
        let route = &routes[wild.route];
        let Some(request) = request(&server, &wild, route, &["default", &key, &id], &who) else {
            return Ok(());
        };
        let status = tokio::task::block_in_place(|| handle.block_on(client.request(request)))
            .map_err(|error| TestCaseError::fail(format!("{} {}: {error}", route.method, route.path)))?
            .status();
        prop_assert!(status.as_u16() < 500, "{} {}: {status}", route.method, route.path);
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&wild(routes.len()), run) {
        panic!("{failure}");
    }
    let alive = server.get(&who.api("session")).by(&who).send().await;
    assert_eq!(
        alive.status.as_u16(),
        200,
        "the owner is still signed in: {}",
        alive.text()
    );
}
