//! A server on a free port, a client, and people who are signed in.

use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use kotae::{
    app::{self, App},
    assets::Assets,
    auth::{invite, token},
    clock::SettableClock,
    config::Config,
    http::widget::visit_token,
    listen, router,
    store::Actor,
};
use kotae_shared::{Lang, api::admin};
use serde::de::DeserializeOwned;
use std::{collections::HashMap, sync::Arc};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// A password that the rules accept.
pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) clock: Arc<SettableClock>,
    pub(crate) data: Arc<TempDir>,
    client: Client<HttpConnector, Full<Bytes>>,
    base: String,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A server whose settings `change` has changed.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::over(Arc::new(tempfile::tempdir().unwrap()), change).await
    }

    /// A server with another file among its front ends.
    pub(crate) async fn with_file(path: &str, text: &'static str) -> Self {
        Self::with_file_and(path, text, |_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn with_file_and(
        path: &str,
        text: &'static str,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let mut files = front_ends();
        files.insert(path.to_owned(), Bytes::from_static(text.as_bytes()));
        Self::made(Arc::new(tempfile::tempdir().unwrap()), files, change).await
    }

    /// A server over a data folder that may exist.
    pub(crate) async fn over(data: Arc<TempDir>, change: impl FnOnce(&mut Config)) -> Self {
        Self::made(data, front_ends(), change).await
    }

    async fn made(
        data: Arc<TempDir>,
        files: HashMap<String, Bytes>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = Config {
            data: data.path().join("kotae-data"),
            ..Config::default()
        };
        config.listen = listener.local_addr().unwrap();
        let host = config.listen;
        change(&mut config);
        let clock = Arc::new(SettableClock::new(1_760_000_000_000));
        let given = Arc::clone(&clock);
        let assets = Assets::of(files, config.public_url().prefix());
        let app = tokio::task::spawn_blocking(move || app::build_with(config, given, assets))
            .await
            .unwrap()
            .unwrap();
        let base = format!("http://{host}{}", app.url.prefix());
        let (stop, stopped) = oneshot::channel::<()>();
        let served = app.clone();
        let task = tokio::spawn(async move {
            let router = router::build(&served);
            listen::serve(&served, router, listener, async { drop(stopped.await) }).await;
        });
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self {
            app,
            clock,
            data,
            client,
            base,
            stop: Some(stop),
            task: Some(task),
        }
    }

    /// Stops as SIGTERM would, and waits until everything is closed.
    pub(crate) async fn stop(mut self) -> Arc<TempDir> {
        drop(self.stop.take());
        self.task.take().unwrap().await.unwrap();
        let app = self.app.clone();
        tokio::task::spawn_blocking(move || app.store.close())
            .await
            .unwrap();
        Arc::clone(&self.data)
    }

    /// A path below the prefix as an address.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// `GET` of a whole address.
    pub(crate) async fn whole(&self, address: &str) -> Reply {
        let request = Request::builder().uri(address).body(Full::default()).unwrap();
        Call {
            server: self,
            request,
        }
        .send()
        .await
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> Call<'_> {
        let request = Request::builder()
            .method(method)
            .uri(self.url(path))
            .body(Full::default())
            .unwrap();
        Call {
            server: self,
            request,
        }
    }

    pub(crate) fn get(&self, path: &str) -> Call<'_> {
        self.request(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Call<'_> {
        self.request(Method::POST, path)
    }

    /// The token of a fresh set-up link.
    pub(crate) async fn set_up_token(&self, workspace: &str) -> String {
        let workspace = self.app.store.workspace(workspace).await.unwrap();
        let (secret, base) = (token::new(&self.app.ids), self.app.url.join(""));
        let made = move || invite::set_up_link(&workspace, &secret, &base, Actor::Job("test"));
        let link = tokio::task::spawn_blocking(made).await.unwrap().unwrap().unwrap();
        link.split_once('#').unwrap().1.to_owned()
    }

    /// Makes the workspace's first administrator and signs in.
    pub(crate) async fn administrator(&self, workspace: &str) -> SignedIn {
        let form = admin::SetUp {
            token: self.set_up_token(workspace).await,
            name: "鈴木 花子".into(),
            email: format!("hanako@{workspace}.example"),
            password: PASSWORD.into(),
            lang: Lang::Ja,
            time_zone: "Asia/Tokyo".into(),
        };
        let reply = self
            .post(&format!("api/admin/{workspace}/setup"))
            .csrf("1")
            .json(&form)
            .send()
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        SignedIn::from(workspace, &reply)
    }

    pub(crate) async fn sign_in(&self, workspace: &str, email: &str, password: &str) -> Reply {
        let form = admin::SignIn {
            email: email.into(),
            password: password.into(),
            code: String::new(),
        };
        self.post(&format!("api/admin/{workspace}/session"))
            .csrf("1")
            .json(&form)
            .send()
            .await
    }

    /// The header line that shows a widget's visit.
    pub(crate) fn visit(&self, widget: &str) -> String {
        let token = visit_token::issue(&self.app.vault, widget, self.app.clock.now_ms());
        format!("{}: {token}", visit_token::HEADER)
    }

    /// The key of a workspace's first widget.
    pub(crate) async fn widget_key(&self, workspace: &str) -> String {
        let workspace = self.app.store.workspace(workspace).await.unwrap();
        workspace.main().read(kotae::store::widgets::list).await.unwrap()[0]
            .key
            .clone()
    }

    /// Lets pages of an origin frame a workspace's first widget.
    pub(crate) async fn allow_origin(&self, workspace: &str, origin: &str) {
        let workspace = self.app.store.workspace(workspace).await.unwrap();
        let origin = origin.to_owned();
        let update = move |tx: &kotae::store::engine::Tx<'_>| {
            let widget = kotae::store::widgets::list(tx)?.remove(0);
            let mut settings = widget.settings;
            settings.allowed_origins.push(origin);
            let edit = admin::WidgetEdit {
                settings,
                version: widget.version,
            };
            kotae::store::widgets::update(tx, &Actor::Job("test"), widget.id, &edit)
        };
        workspace.main().write(update).await.unwrap();
    }

    /// Makes another workspace.
    pub(crate) async fn workspace(&self, name: &str) {
        let (app, name) = (self.app.clone(), name.to_owned());
        let made = move || app.store.create_workspace(Actor::Job("test"), &name).map(drop);
        tokio::task::spawn_blocking(made).await.unwrap().unwrap();
    }
}

/// Front ends in the shape that the build leaves, small.
fn front_ends() -> HashMap<String, Bytes> {
    let admin = "<html><head><link rel=\"stylesheet\" href=\"./a-1.css\" />\
        <script type=\"module\">import init from './kotae-admin-1.js';init()</script></head><body></body></html>";
    let widget = "<html><head><link href=\"./b-1.css\" /><link href=\"./a-1.css\" /></head></html>";
    let files = [
        ("www/kotae.js", "(()=>{console.log('loader')})()"),
        ("www/kotae.d.ts", "export {};"),
        ("www/frame.js", "(()=>{document.title+='<'})()"),
        ("www/demo/index.html", "<html>demo</html>"),
        ("www/demo/demo.css", "body{}"),
        ("admin/index.html", admin),
        ("admin/kotae-admin-1.js", "export default()=>{}"),
        ("admin/a-1.css", "body{}"),
        ("widget/index.html", widget),
        ("widget/a-1.css", "a{}"),
        ("widget/b-1.css", "b{}"),
        ("widget/kotae-widget-1.js", "export default()=>{}"),
        ("widget/kotae-widget-1_bg.wasm", "wasm"),
    ];
    files
        .into_iter()
        .map(|(path, text)| (path.to_owned(), Bytes::from_static(text.as_bytes())))
        .collect()
}

/// The widget's key in a path of its API.
pub(crate) fn widget_of(path: &str) -> Option<&str> {
    let (key, _) = path.split_once("/w/")?.1.split_once('/')?;
    Some(key)
}

/// A browser that is signed in.
#[derive(Clone)]
pub(crate) struct SignedIn {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
    pub(crate) workspace: String,
}

impl SignedIn {
    pub(crate) fn from(workspace: &str, reply: &Reply) -> Self {
        let cookie = reply
            .header(header::SET_COOKIE)
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let session: admin::Session = reply.json();
        Self {
            cookie,
            csrf: session.csrf,
            workspace: workspace.to_owned(),
        }
    }

    /// The same after a reply that gave the session a new token.
    pub(crate) fn renewed(&self, reply: &Reply) -> Self {
        let cookie = reply.header(header::SET_COOKIE).split(';').next().unwrap();
        assert_ne!(cookie, self.cookie);
        Self {
            cookie: cookie.to_owned(),
            ..self.clone()
        }
    }

    /// A path of the admin API.
    pub(crate) fn api(&self, path: &str) -> String {
        format!("api/admin/{}/{path}", self.workspace)
    }
}

/// A request that is being put together.
pub(crate) struct Call<'a> {
    server: &'a Server,
    request: Request<Full<Bytes>>,
}

impl Call<'_> {
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().insert(name, value.parse().unwrap());
        self
    }

    pub(crate) fn csrf(self, value: &str) -> Self {
        self.header(admin::CSRF_HEADER, value)
    }

    /// As somebody who is signed in.
    pub(crate) fn by(self, who: &SignedIn) -> Self {
        self.header("cookie", &who.cookie).csrf(&who.csrf)
    }

    pub(crate) fn json<T: serde::Serialize>(self, body: &T) -> Self {
        self.header("content-type", "application/json")
            .body(serde_json::to_vec(body).unwrap())
    }

    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        *self.request.body_mut() = Full::new(body.into());
        self
    }

    /// Without the visit token that a page's requests show.
    pub(crate) fn without_visit(self) -> Self {
        self.header(visit_token::HEADER, "")
    }

    pub(crate) async fn send(mut self) -> Reply {
        let app = &self.server.app;
        let uri = self.request.uri().clone();
        let headers = self.request.headers_mut();
        if !headers.contains_key(visit_token::HEADER)
            && let Some(key) = widget_of(uri.path())
        {
            let token = visit_token::issue(&app.vault, key, app.clock.now_ms());
            headers.insert(visit_token::HEADER, token.parse().unwrap());
        }
        let response = self.server.client.request(self.request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }
}

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    /// A header's text; empty when it is not there.
    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}
