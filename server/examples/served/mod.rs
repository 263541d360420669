//! A server on a folder, and an administrator who is signed in to it: what benches of the admin API stand on.

use anyhow::{Context, ensure};
use axum::http::{Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use kotae::{
    app,
    assets::Assets,
    auth::{invite, token},
    clock::SystemClock,
    config::Config,
    listen, router,
    store::{Actor, DEFAULT_WORKSPACE},
};
use kotae_shared::{
    Lang,
    api::admin::{CSRF_HEADER, SetUp, SignIn},
};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::net::TcpListener;

type Http = Client<hyper_util::client::legacy::connect::HttpConnector, Full<Bytes>>;

/// A signed-in administrator.
pub(crate) struct Admin {
    client: Http,
    base: String,
    cookie: String,
}

impl Admin {
    /// Serves a folder on a free port and signs in.
    pub(crate) async fn of(folder: PathBuf) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let config = Config {
            data: folder,
            listen: listener.local_addr()?,
            ..Config::default()
        };
        let base = format!("http://{}", config.listen);
        let assets = Assets::of(HashMap::new(), config.public_url().prefix());
        let clock = Arc::new(SystemClock);
        let app = tokio::task::spawn_blocking(move || app::build_with(config, clock, assets)).await??;
        let served = app.clone();
        tokio::spawn(async move {
            let router = router::build(&served);
            listen::serve(&served, router, listener, std::future::pending()).await;
        });
        sign_in(&app, &base).await
    }

    /// What a path of the API replies.
    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Bytes> {
        let request = Request::get(format!("{}{path}", self.base))
            .header(header::COOKIE, &self.cookie)
            .body(Full::default())?;
        let reply = self.client.request(request).await?;
        let status = reply.status();
        let body = reply.into_body().collect().await?.to_bytes();
        ensure!(
            status == StatusCode::OK,
            "{path}: {status} {}",
            String::from_utf8_lossy(&body)
        );
        Ok(body)
    }

    /// How long a path takes, as a line of a table: so many requests, after one to warm up.
    pub(crate) async fn row(&self, name: &str, path: &str, requests: usize) -> anyhow::Result<String> {
        self.get(path).await?;
        let mut times = Vec::with_capacity(requests);
        for _ in 0..requests {
            let begin = Instant::now();
            self.get(path).await?;
            times.push(begin.elapsed());
        }
        times.sort_unstable();
        let share = |share: usize| ms(times[(requests * share).div_ceil(100) - 1]);
        Ok(format!(
            "| {name} | {} | {} | {} |",
            share(50),
            share(95),
            share(99)
        ))
    }
}

/// A time in milliseconds.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// Makes the administrator, or signs her in when the folder has been used before.
async fn sign_in(app: &app::App, base: &str) -> anyhow::Result<Admin> {
    let workspace = app.store.workspace(DEFAULT_WORKSPACE).await?;
    let (secret, url) = (token::new(&app.ids), app.url.join(""));
    let made = move || invite::set_up_link(&workspace, &secret, &url, Actor::Job("bench"));
    let link = tokio::task::spawn_blocking(made).await??;
    let (email, password) = (
        "hanako@example.co.jp".to_owned(),
        "correct horse battery".to_owned(),
    );
    let (path, form) = if let Some(link) = link {
        let form = SetUp {
            token: link.split_once('#').context("no token")?.1.to_owned(),
            name: "鈴木 花子".into(),
            email,
            password,
            lang: Lang::Ja,
            time_zone: "Asia/Tokyo".into(),
        };
        ("setup", serde_json::to_vec(&form)?)
    } else {
        let form = SignIn {
            email,
            password,
            code: String::new(),
        };
        ("session", serde_json::to_vec(&form)?)
    };
    let client: Http = Client::builder(TokioExecutor::new()).build_http();
    let base = format!("{base}/api/admin/{DEFAULT_WORKSPACE}/");
    let request = Request::post(format!("{base}{path}"))
        .header(CSRF_HEADER, "1")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::from(form))?;
    let reply = client.request(request).await?;
    ensure!(reply.status() == StatusCode::OK, "{path} gave {}", reply.status());
    let cookie = reply.headers().get(header::SET_COOKIE).context("no cookie")?;
    let cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
    Ok(Admin { client, base, cookie })
}
