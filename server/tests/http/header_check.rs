//! A check of the security headers of every kind of answer, against a running server as browsers reach it by https. Its result
//! stands in `docs/security.md`; with `KOTAE_WRITE=1` it is written there anew.

use crate::harness::{Reply, Server};
use std::{fmt::Write as _, path::Path};

/// What each answer must say. `None` of the value: anything, but there.
const ALWAYS: &[(&str, Option<&str>)] = &[
    ("strict-transport-security", Some("max-age=31536000")),
    ("x-content-type-options", Some("nosniff")),
    ("referrer-policy", Some("same-origin")),
    ("cross-origin-opener-policy", Some("same-origin")),
    ("origin-agent-cluster", Some("?1")),
    ("permissions-policy", None),
    ("cross-origin-resource-policy", None),
    ("x-request-id", None),
];

/// What no answer may say: what the server is made of, and sharing with other origins.
const NEVER: &[&str] = &["server", "x-powered-by", "access-control-allow-origin"];

/// The answers: what they are, the path, the directives that their policy must have beside the common ones, and where they
/// may be embedded and kept.
const ANSWERS: &[(&str, &str, &[&str], &str, &str)] = &[
    (
        "admin page",
        "admin/default/",
        &["'sha256-", "frame-ancestors 'none'", "base-uri 'self'"],
        "same-origin",
        "no-cache",
    ),
    (
        "admin API",
        "api/admin/default/start",
        &["frame-ancestors 'none'", "base-uri 'none'"],
        "same-origin",
        "no-store",
    ),
    (
        "admin API, refused",
        "api/admin/default/session",
        &["frame-ancestors 'none'", "base-uri 'none'"],
        "same-origin",
        "no-store",
    ),
    (
        "admin API, export refused",
        "api/admin/default/export/entries.csv",
        &["frame-ancestors 'none'"],
        "same-origin",
        "no-store",
    ),
    (
        "widget document",
        "w/{key}",
        &[
            "'sha256-",
            "frame-ancestors 'self' https://intranet.example",
            "base-uri 'none'",
        ],
        "cross-origin",
        "no-cache",
    ),
    (
        "widget API",
        "w/{key}/boot",
        &["frame-ancestors 'none'", "base-uri 'none'"],
        "same-origin",
        "no-store",
    ),
    (
        "loader",
        "kotae.js",
        &["frame-ancestors 'none'", "base-uri 'none'"],
        "cross-origin",
        "",
    ),
    (
        "program",
        "assets/widget/kotae-widget-1_bg.wasm",
        &["frame-ancestors 'none'"],
        "same-origin",
        "public, max-age=31536000, immutable",
    ),
    (
        "nothing there",
        "nothing",
        &["frame-ancestors 'none'", "base-uri 'none'"],
        "same-origin",
        "",
    ),
    (
        "health",
        "healthz",
        &["frame-ancestors 'none'"],
        "same-origin",
        "",
    ),
];

fn faults(reply: &Reply, policies: &[&str], resource: &str, cache: &str) -> Vec<String> {
    let of = |name: &str| reply.headers.get(name).and_then(|value| value.to_str().ok());
    let mut faults = Vec::new();
    for (name, wanted) in ALWAYS {
        match (of(name), wanted) {
            (Some(value), Some(wanted)) if value == *wanted => {}
            (Some(_), None) => {}
            (value, _) => faults.push(format!("{name}: {}", value.unwrap_or("missing"))),
        }
    }
    for name in NEVER {
        if let Some(value) = of(name) {
            faults.push(format!("{name}: {value}"));
        }
    }
    let policy = of("content-security-policy").unwrap_or("");
    for wanted in policies
        .iter()
        .chain(&["default-src 'none'", "form-action 'none'"])
    {
        if !policy.contains(wanted) {
            faults.push(format!("policy without {wanted}"));
        }
    }
    for bad in [
        "unsafe-inline",
        "'unsafe-eval'",
        "http:",
        "script-src *",
        "default-src *",
    ] {
        if policy.contains(bad) {
            faults.push(format!("policy with {bad}"));
        }
    }
    if of("cross-origin-resource-policy") != Some(resource) {
        faults.push("another cross-origin-resource-policy".to_owned());
    }
    if !cache.is_empty() && of("cache-control") != Some(cache) {
        faults.push(format!(
            "cache-control: {}",
            of("cache-control").unwrap_or("missing")
        ));
    }
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_has_its_security_headers() {
    let server = Server::with(|config| config.public_url = "https://faq.example.co.jp/".parse().ok()).await;
    let key = server.widget_key("default").await;
    server.allow_origin("default", "https://intranet.example").await;
    let mut table = String::from("| answer | path | status | result |\n|---|---|---|---|\n");
    let mut wrong = Vec::new();
    for (name, path, policies, resource, cache) in ANSWERS {
        let reply = server.get(&path.replace("{key}", &key)).send().await;
        let faults = faults(&reply, policies, resource, cache);
        let result = if faults.is_empty() {
            "as wanted".to_owned()
        } else {
            faults.join("; ")
        };
        let shown = path.replace("{key}", "KEY");
        let _ = writeln!(
            table,
            "| {name} | `{shown}` | {} | {result} |",
            reply.status.as_u16()
        );
        wrong.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/security.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let (before, rest) = text.split_once("<!-- headers -->\n").unwrap();
    let (written, after) = rest.split_once("<!-- end -->").unwrap();
    if std::env::var_os("KOTAE_WRITE").is_some() {
        let new = format!("{before}<!-- headers -->\n{table}<!-- end -->{after}");
        std::fs::write(&page, new).unwrap();
    } else {
        assert_eq!(written, table, "run this test with KOTAE_WRITE=1");
    }
}
