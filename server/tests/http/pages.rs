//! Pages, files and their headers; a prefix; the demo.

use crate::harness::Server;
use axum::http::{StatusCode, header};
use kotae_shared::api::frame::BOOT;

const CSP: header::HeaderName = header::CONTENT_SECURITY_POLICY;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_frame_document_holds_what_the_start_script_needs_and_a_tight_policy() {
    let server = Server::start().await;
    let key = server.widget_key("default").await;
    let reply = server.get(&format!("w/{key}")).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let html = reply.text();
    let (_, rest) = html.split_once(BOOT).unwrap();
    let (block, rest) = rest.split_once("</script>").unwrap();
    assert!(
        rest.contains("<script>(()=>{document.title+='<'})()</script>"),
        "{rest}"
    );
    let boot: serde_json::Value = serde_json::from_str(block).unwrap();
    assert_eq!(boot["api"], format!("/w/{key}/"));
    assert_eq!(
        boot["css"],
        serde_json::json!(["/assets/widget/b-1.css", "/assets/widget/a-1.css"])
    );
    assert_eq!(boot["js"], "/assets/widget/kotae-widget-1.js");
    assert_eq!(boot["wasm"], "/assets/widget/kotae-widget-1_bg.wasm");
    assert_eq!(boot["pack"], serde_json::Value::Null);
    let policy = reply.header(CSP);
    assert!(
        policy.contains("default-src 'none'") && policy.contains("'wasm-unsafe-eval' 'sha256-"),
        "{policy}"
    );
    assert!(
        policy.ends_with("frame-ancestors 'self'") && !policy.contains("unsafe-inline"),
        "{policy}"
    );
    assert!(
        reply.headers.get(header::X_FRAME_OPTIONS).is_none(),
        "it would forbid what the policy allows"
    );
    assert_eq!(reply.header(header::CACHE_CONTROL), "no-cache");
    let etag = reply.header(header::ETAG).to_owned();
    let again = server
        .get(&format!("w/{key}"))
        .header("if-none-match", &etag)
        .send()
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.header(CSP), policy);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_frame_document_is_small() {
    // With the start script as it is written; the build makes it a good deal smaller, and `cargo xtask size` holds that
    // to 2,000.
    let server = Server::with_file("www/frame.js", include_str!("../../../www/frame.js")).await;
    let key = server.widget_key("default").await;
    let reply = server
        .get(&format!("w/{key}"))
        .header("accept-encoding", "br")
        .send()
        .await;
    assert_eq!(reply.header(header::CONTENT_ENCODING), "br");
    assert!(reply.body.len() <= 3_000, "{} bytes", reply.body.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_admin_page_may_run_its_own_scripts_and_is_never_framed() {
    let server = Server::start().await;
    for path in ["admin/default/", "admin/default/entries/x", "admin/default/setup"] {
        let reply = server.get(path).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert!(
            reply.text().contains("<base href=\"/admin/default/\" />"),
            "{}",
            reply.text()
        );
        let policy = reply.header(CSP);
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"),
            "{policy}"
        );
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("frame-src 'self'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(reply.header(header::X_FRAME_OPTIONS), "DENY");
    }
    let entrance = server.get("admin/").send().await;
    assert_eq!(
        (entrance.status, entrance.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/admin/default/")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_immutable_and_the_loader_may_be_loaded_from_anywhere() {
    let server = Server::start().await;
    let reply = server.get("assets/widget/kotae-widget-1_bg.wasm").send().await;
    assert_eq!(reply.header(header::CONTENT_TYPE), "application/wasm");
    assert_eq!(
        reply.header(header::CACHE_CONTROL),
        "public, max-age=31536000, immutable"
    );
    for path in [
        "assets/widget/index.html",
        "assets/admin/index.html",
        "assets/admin/../www/kotae.js",
        "assets/widget/%2e%2e/www/kotae.js",
    ] {
        assert_eq!(
            server.get(path).send().await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for path in ["kotae.js", "v1/kotae.js"] {
        let loader = server.get(path).send().await;
        assert_eq!(loader.headers["cross-origin-resource-policy"], "cross-origin");
        assert!(loader.header(header::CONTENT_TYPE).starts_with("text/javascript"));
    }
    let types = server.get("kotae.d.ts").send().await;
    assert_eq!(types.header(header::CONTENT_TYPE), "text/plain; charset=utf-8");
    let script = server.get("assets/admin/kotae-admin-1.js").send().await;
    assert_eq!(script.headers["cross-origin-resource-policy"], "same-origin");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_lies_below_the_prefix() {
    let server =
        Server::with(|config| config.public_url = "https://faq.example.co.jp/kotae/".parse().ok()).await;
    let key = server.widget_key("default").await;
    let frame = server.get(&format!("w/{key}")).send().await.text();
    assert!(frame.contains(&format!("\"api\":\"/kotae/w/{key}/\"")), "{frame}");
    assert!(
        frame.contains("\"/kotae/assets/widget/kotae-widget-1.js\""),
        "{frame}"
    );
    assert_eq!(
        server.get("assets/widget/kotae-widget-1.js").send().await.status,
        StatusCode::OK
    );
    assert_eq!(
        server.get("admin/").send().await.header(header::LOCATION),
        "/kotae/admin/default/"
    );
    let admin = server.get("admin/default/").send().await.text();
    assert!(
        admin.contains("<base href=\"/kotae/admin/default/\" />"),
        "{admin}"
    );
    assert!(
        admin.contains("'/kotae/assets/admin/kotae-admin-1.js'"),
        "{admin}"
    );
    let who = server.administrator("default").await;
    let session: kotae_shared::api::admin::Session =
        server.get(&who.api("session")).by(&who).send().await.json();
    assert_eq!(session.public_url, "https://faq.example.co.jp/kotae/");
    for outside in ["../healthz", "../kotae.js", &format!("../w/{key}")] {
        let path = server.url("").replace("/kotae/", "/") + outside.trim_start_matches("../");
        assert_eq!(server.whole(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_page_is_there_with_demo_only() {
    let without = Server::start().await;
    assert_eq!(without.get("demo/").send().await.status, StatusCode::NOT_FOUND);
    let server = Server::with(|config| config.demo = true).await;
    assert_eq!(server.get("demo").send().await.header(header::LOCATION), "/demo/");
    let page = server.get("demo/").send().await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.header(CSP).contains("frame-src 'self'"));
    assert_eq!(server.get("demo/demo.css").send().await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_is_announced_and_the_data_opens_again() {
    let server = Server::start().await;
    server.administrator("default").await;
    assert_eq!(server.get("readyz").send().await.status, StatusCode::OK);
    server.app.begin_stop();
    assert_eq!(
        server.get("readyz").send().await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(server.get("healthz").send().await.status, StatusCode::OK);
    let data = server.stop().await;
    let again = Server::over(data, |_| {}).await;
    let reply = again
        .sign_in("default", "hanako@default.example", crate::harness::PASSWORD)
        .await;
    assert_eq!(reply.status, StatusCode::OK);
}
