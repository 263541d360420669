//! The launcher's image in a document of ours: the host page's policy need not allow images of our origin.

use super::{frame::ancestors, guard::Caller};
use crate::{
    app::App,
    error::{Error, Result},
    http::files::{File, REVALIDATE, allow_cross_origin},
    store::widgets,
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

const STYLE: &str = "html,body{margin:0;height:100%;background:none;color-scheme:normal}img{display:block;width:100%;height:100%;object-fit:cover}";

/// The document; 404 when the design has no such image.
pub async fn launcher(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Result<Response> {
    let key = caller.key.clone();
    let widget = caller
        .workspace
        .main()
        .read(move |read| widgets::by_key(read, &key))
        .await?;
    let settings = widget.settings;
    let image = &settings.design.launcher_image;
    if image.is_empty() {
        return Err(Error::NotFound);
    }
    let address = app.url.path(&format!("w/{}/files/{image}", caller.key));
    let html = format!(
        "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>Kotae</title><style>{STYLE}</style><img src=\"{address}\" alt=\"\"></html>"
    );
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; img-src 'self'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; {}",
        ancestors(&settings)
    );
    let mut response = File::new("text/html; charset=utf-8", html.into()).send(&headers, REVALIDATE);
    let policy = HeaderValue::from_str(&policy).map_err(Error::internal)?;
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    allow_cross_origin(&mut response);
    Ok(response)
}
