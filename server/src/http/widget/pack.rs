//! The knowledge pack, by the hash of its bytes.

use super::{guard::Caller, preview};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        accept::{Coding, matches_etag},
        files::IMMUTABLE,
    },
    publish::visible,
    store::{
        self,
        engine::Read,
        packs::{self, Encoding},
        publications,
    },
};
use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Deserialize;
use std::sync::Arc;

/// Nobody keeps it: each time it is asked for, who asks must have shown who he is.
const PRIVATE: &str = "private, no-store";

/// The path's last part.
#[derive(Deserialize)]
pub struct Named {
    hash: String,
}

/// The pack's bytes in the best encoding that the client takes. One that is not for everybody is there only for a visitor
/// whose own it is.
pub async fn pack(
    State(app): State<App>,
    caller: Caller,
    Path(Named { hash }): Path<Named>,
    headers: HeaderMap,
) -> Result<Response> {
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Error::NotFound);
    }
    if caller.visitor.is_none() && caller.preview.is_none() && caller.gate.require_identity {
        return Err(Error::NotFound);
    }
    let etag = format!("\"{hash}\"");
    let coding = Coding::best(&headers);
    let encoding = match coding {
        Coding::Brotli => Encoding::Brotli,
        Coding::Gzip => Encoding::Gzip,
        Coding::Identity => Encoding::Plain,
    };
    let known = matches_etag(&headers, &etag);
    let wanted = hash.clone();
    let read = move |read: &Read<'_>| {
        if known {
            Ok(packs::exists(read, &wanted)?.then(Vec::new))
        } else {
            packs::get(read, &wanted, encoding).map(Some).or_else(none)
        }
    };
    let kept = match &caller.preview {
        Some(_) => None,
        None => caller.workspace.main().read(read).await?,
    };
    let (bytes, caching) = match kept {
        Some(bytes) if caller.gate.require_identity => (bytes, PRIVATE),
        Some(bytes) => (bytes, IMMUTABLE),
        // Nothing of what visitors have, and nothing that is kept.
        None if let Some(link) = &caller.preview => {
            (preview::pack(&caller, link, &hash, encoding).await?, PRIVATE)
        }
        None => (own(&app, &caller, hash, encoding).await?, PRIVATE),
    };
    let mut response = Response::new(Body::empty());
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    set.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        set.insert(header::ETAG, etag);
    }
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response);
    }
    set.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    if let Some(name) = coding.name() {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    *response.body_mut() = Body::from(bytes);
    Ok(response)
}

/// A file of the pack of what this visitor may see now. It is made again when it had to make room.
async fn own(app: &App, caller: &Caller, hash: String, encoding: Encoding) -> Result<Vec<u8>> {
    if caller.visitor.is_none() {
        return Err(Error::NotFound);
    }
    let current = caller.workspace.main().read(publications::current).await?;
    let number = current.ok_or(Error::NotFound)?.number;
    let audiences = visible::audiences(&caller.workspace, number).await?;
    let seen = audiences.visible(caller.groups());
    if seen.entries.is_empty() {
        return Err(Error::NotFound);
    }
    for _ in 0..2 {
        let made = visible::pack(&caller.workspace, &app.packs, number, seen.clone()).await;
        let files = made.map_err(|error| match error {
            // It is the pack of an earlier publication by now.
            store::Error::Conflict => Error::NotFound,
            other => other.into(),
        })?;
        if !files.contains(&hash) {
            return Err(Error::NotFound);
        }
        let (packs, hash) = (Arc::clone(caller.workspace.visible_packs()), hash.clone());
        let got = tokio::task::spawn_blocking(move || packs.get(&hash, encoding));
        match got.await.map_err(Error::internal)? {
            Err(store::Error::NotFound) => caller.workspace.visible_packs().discard(&seen),
            got => return Ok(got?),
        }
    }
    Err(Error::NotFound)
}

fn none(error: store::Error) -> store::Result<Option<Vec<u8>>> {
    match error {
        store::Error::NotFound => Ok(None),
        other => Err(other),
    }
}
