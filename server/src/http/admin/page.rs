//! The page of the admin screens.

use super::guard::enter;
use crate::{
    app::App,
    error::Result,
    http::{accept, client::Client, files::REVALIDATE, render::note},
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

/// `admin/` and `admin`: the only workspace, or a word on how to get to one of several. Their names are not listed:
/// who has not signed in need not know them.
pub async fn entrance(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    let mut all = app.store.workspaces().await?;
    all.retain(|listed| !listed.operators);
    if let [only] = all.as_slice() {
        return Ok(Redirect::to(&app.url.path(&format!("admin/{}/", only.name))).into_response());
    }
    let lang = accept::language(&headers);
    let text = lang.pick(
        "管理画面のアドレスにワークスペース名を付けて開いてください（例: admin/default/）。",
        "Open this address with the name of your workspace, for example admin/default/.",
    );
    Ok(Html(note(lang, text)).into_response())
}

/// `operator/`: the operators' workspace, when there is one.
pub async fn operator(State(app): State<App>) -> Result<Redirect> {
    let all = app.store.workspaces().await?;
    let own = all.into_iter().find(|listed| listed.operators);
    let name = own.ok_or(crate::error::Error::NotFound)?.name;
    Ok(Redirect::to(&app.url.path(&format!("admin/{name}/installation"))))
}

/// `admin/WORKSPACE`: the same with a slash, so that relative addresses work.
pub async fn slash(
    State(app): State<App>,
    Path(workspace): Path<String>,
    client: Client,
) -> Result<Redirect> {
    let workspace = enter(&app, &workspace, client).await?;
    Ok(Redirect::permanent(
        &app.url.path(&format!("admin/{}/", workspace.name())),
    ))
}

/// What a screen's path says to us; what follows is for the application.
#[derive(serde::Deserialize)]
pub struct Place {
    workspace: String,
}

/// Any screen: the application finds out which.
pub async fn screen(
    State(app): State<App>,
    Path(place): Path<Place>,
    client: Client,
    headers: HeaderMap,
) -> Result<Response> {
    let workspace = enter(&app, &place.workspace, client).await?;
    let Some(page) = &app.assets.admin else {
        return Ok(not_built(&headers));
    };
    let html = page.html(&app.url.path(&format!("admin/{}/", workspace.name())));
    let scripts: Vec<String> = page
        .script_hashes
        .iter()
        .map(|hash| format!("'{hash}'"))
        .collect();
    let scripts = scripts.join(" ");
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {scripts}; style-src 'self'; img-src 'self' https: data:; \
         connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
    );
    let mut response = Html(html).into_response();
    let set = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        set.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    set.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(REVALIDATE));
    Ok(response)
}

/// What a page says in place of a front end that is not in this binary.
pub fn not_built(headers: &HeaderMap) -> Response {
    let lang = accept::language(headers);
    let text = lang.pick(
        "画面がまだビルドされていません。cargo xtask build を実行してください。",
        "The screens have not been built yet. Run cargo xtask build.",
    );
    (StatusCode::SERVICE_UNAVAILABLE, Html(note(lang, text))).into_response()
}
