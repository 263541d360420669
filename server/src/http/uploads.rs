//! Hands out uploaded files.

use super::accept::matches_etag;
use crate::{
    error::{Error, Result},
    store::{Workspace, uploads},
    uploads::Kind,
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use kotae_shared::api::uploads::split;
use serde::Deserialize;
use std::sync::Arc;

/// The path's last part.
#[derive(Deserialize)]
pub struct Named {
    /// `HASH.png`.
    pub file: String,
}

/// Whatever a file holds, opened by itself it may do nothing.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// The file. An image is shown where it stands; everything else is saved. Its name holds the hash of its contents, so it
/// never changes.
pub async fn send(
    workspace: Arc<Workspace>,
    file: String,
    request: &HeaderMap,
    caching: &'static str,
) -> Result<Response> {
    let (_, ending) = split(&file).ok_or(Error::NotFound)?;
    let kind = Kind::of_ending(ending).ok_or(Error::NotFound)?;
    let wanted = file.clone();
    let upload = workspace
        .main()
        .read(move |read| uploads::by_file(read, &wanted))
        .await?;
    let etag = format!("\"{file}\"");
    let mut response = if matches_etag(request, &etag) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        let hash = file.split('.').next().unwrap_or_default().to_owned();
        let read = tokio::task::spawn_blocking(move || workspace.blobs().get(&hash));
        Response::new(Body::from(read.await.map_err(Error::internal)??))
    };
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    set.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    for (name, value) in [
        (header::ETAG, etag),
        (header::CONTENT_DISPOSITION, disposition(&upload.name, kind)),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            set.insert(name, value);
        }
    }
    Ok(response)
}

/// Bytes that somebody else sent: to be saved, never to be shown, kept by nobody.
pub fn attachment(bytes: Vec<u8>, name: &str, kind: Kind) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    set.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    set.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    if let Ok(value) = HeaderValue::from_str(&named("attachment", name, kind)) {
        set.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// RFC 6266: a name of letters for old programs, and the real one in UTF-8.
fn disposition(name: &str, kind: Kind) -> String {
    let way = if kind.is_image() { "inline" } else { "attachment" };
    named(way, name, kind)
}

fn named(way: &str, name: &str, kind: Kind) -> String {
    let encoded = name.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            text.push(char::from(byte));
        } else {
            use std::fmt::Write as _;
            let _ = write!(text, "%{byte:02X}");
        }
        text
    });
    format!(
        "{way}; filename=\"file.{}\"; filename*=UTF-8''{encoded}",
        kind.ending()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_pass_in_utf_8() {
        assert_eq!(
            disposition("申請 1.pdf", Kind::Pdf),
            "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E7%94%B3%E8%AB%8B%201.pdf"
        );
        assert!(
            disposition("a\"\r\n.png", Kind::Png)
                .starts_with("inline; filename=\"file.png\"; filename*=UTF-8''a%22%0D%0A.png")
        );
    }
}
