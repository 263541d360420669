//! The knowledge pack, by the hash of its bytes.

use super::guard::Caller;
use crate::{
    error::{Error, Result},
    http::{
        accept::{Coding, matches_etag},
        files::IMMUTABLE,
    },
    store::packs::{self, Encoding},
};
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Deserialize;

/// The path's last part.
#[derive(Deserialize)]
pub struct Named {
    hash: String,
}

/// The pack's bytes in the best encoding that the client takes.
pub async fn pack(caller: Caller, Path(Named { hash }): Path<Named>, headers: HeaderMap) -> Result<Response> {
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Error::NotFound);
    }
    if caller.visitor.is_none() && caller.gate.require_identity {
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
    let body = if known {
        Body::empty()
    } else {
        Body::from(
            caller
                .workspace
                .main()
                .read(move |read| packs::get(read, &hash, encoding))
                .await?,
        )
    };
    let mut response = Response::new(body);
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(IMMUTABLE));
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
    Ok(response)
}
