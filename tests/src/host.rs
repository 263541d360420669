//! The intranet: a web server of the test's own on `http://localhost:PORT`, another site than Kotae's 127.0.0.1.

use anyhow::Result;
use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use std::{collections::HashMap, path::PathBuf, sync::Arc};
use tokio::{net::TcpListener, task::JoinHandle};

/// Pages by path, for example `/`.
pub type Pages = HashMap<&'static str, String>;

/// A running web server.
#[derive(Debug)]
pub struct Host {
    origin: String,
    server: JoinHandle<()>,
}

/// A page with the Content-Security-Policy that it is served with.
#[derive(Clone, Debug)]
pub struct Served {
    /// The document.
    pub html: String,
    /// Its policy, if it has one.
    pub policy: Option<String>,
}

type Site = HashMap<String, Served>;

impl Host {
    /// Serves the pages, each with this Content-Security-Policy if there is one.
    pub async fn start(pages: Pages, policy: Option<String>) -> Result<Self> {
        Self::start_at("localhost", pages, policy).await
    }

    /// The same under another name of this machine.
    pub async fn start_at(name: &str, pages: Pages, policy: Option<String>) -> Result<Self> {
        let one = |(path, html): (&str, String)| {
            let policy = policy.clone();
            (path.to_owned(), Served { html, policy })
        };
        Self::serve(name, pages.into_iter().map(one).collect()).await
    }

    /// Serves pages by path under a name of this machine, each with a policy of its own.
    pub async fn serve(name: &str, pages: HashMap<String, Served>) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{name}:{}", listener.local_addr()?.port());
        let router = Router::new().fallback(page).with_state(Arc::new(pages));
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { origin, server })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

/// Serves the files of a folder as they are, at `http://localhost:PORT/NAME`, and an empty page at `/`, which is isolated from
/// other origins: its clock is as exact as a browser makes it.
pub async fn serve_folder(folder: PathBuf) -> Result<Host> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let origin = format!("http://localhost:{}", listener.local_addr()?.port());
    let router = Router::new().fallback(file).with_state(Arc::new(folder));
    let server = tokio::spawn(async move {
        let _ = axum::serve(listener, router).await;
    });
    Ok(Host { origin, server })
}

async fn file(State(folder): State<Arc<PathBuf>>, address: Uri) -> Response {
    let name = address.path().trim_start_matches('/');
    let kind = match name.rsplit_once('.') {
        Some((_, "js")) => "text/javascript",
        Some((_, "wasm")) => "application/wasm",
        Some((_, "bin")) => "application/octet-stream",
        _ => {
            let page = Html("<!doctype html><title>empty</title><link rel=\"icon\" href=\"data:,\">");
            let isolated = [
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-embedder-policy", "require-corp"),
            ];
            return (isolated, page).into_response();
        }
    };
    match std::fs::read(folder.join(name)) {
        Ok(bytes) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// An intranet page with Kotae's script tag and more attributes for it.
pub fn intranet_page(kotae: &str, key: &str, attributes: &str) -> String {
    format!(
        "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>社内ポータル</title>\
         <script async src=\"{kotae}kotae.js\" data-widget=\"{key}\" {attributes}></script></head>\
         <body><h1>社内ポータル</h1><p><a id=\"news\" href=\"#news\">お知らせ</a></p></body></html>"
    )
}

/// The strictest policy that a host page may have: it names Kotae where the contract says so, and nothing else.
pub fn strict_policy(kotae_origin: &str) -> String {
    format!(
        "default-src 'none'; script-src {kotae_origin}; frame-src {kotae_origin}; base-uri 'none'; form-action 'none'"
    )
}

async fn page(State(site): State<Arc<Site>>, address: Uri) -> Response {
    // A browser asks for it by itself; a 404 would be an error in its log.
    if address.path() == "/favicon.ico" {
        return StatusCode::NO_CONTENT.into_response();
    }
    let Some(page) = site.get(address.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut reply = Html(page.html.clone()).into_response();
    if let Some(policy) = page.policy.as_deref().and_then(|policy| policy.parse().ok()) {
        reply
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    reply
}
