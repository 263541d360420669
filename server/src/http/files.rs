//! Sends bytes that are kept in several encodings.

use super::accept::{Coding, matches_etag};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::{io::Write as _, sync::OnceLock};

/// For a name that holds a hash of its contents.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// For a name whose contents change: ask each time, by entity tag.
pub const REVALIDATE: &str = "no-cache";

/// Below this, compression gains nothing.
const WORTH_COMPRESSING: usize = 512;

/// A file in memory, with its encodings. Those that were not given are made at the first wish.
#[derive(Debug)]
pub struct File {
    kind: &'static str,
    etag: String,
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl File {
    /// A file of media type `kind`.
    pub fn new(kind: &'static str, plain: Bytes) -> Self {
        let etag = format!("\"{}\"", &hex(&Sha256::digest(&plain))[..32]);
        Self {
            kind,
            etag,
            plain,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    /// With an encoding that was made before.
    #[must_use]
    pub fn with_brotli(self, bytes: Bytes) -> Self {
        Self {
            brotli: OnceLock::from(bytes),
            ..self
        }
    }

    /// The bytes as they are.
    pub fn plain(&self) -> &Bytes {
        &self.plain
    }

    fn encoded(&self, coding: Coding) -> (Coding, Bytes) {
        let squeezable = self.plain.len() >= WORTH_COMPRESSING && !already_dense(self.kind);
        match coding {
            _ if !squeezable => (Coding::Identity, self.plain.clone()),
            Coding::Identity => (Coding::Identity, self.plain.clone()),
            Coding::Brotli => (coding, self.brotli.get_or_init(|| brotli(&self.plain)).clone()),
            Coding::Gzip => (coding, self.gzip.get_or_init(|| gzip(&self.plain)).clone()),
        }
    }

    /// The response to a request with these headers: the best encoding, or 304.
    pub fn send(&self, request: &HeaderMap, cache: &'static str) -> Response {
        if matches_etag(request, &self.etag) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            self.common(response.headers_mut(), cache);
            return response;
        }
        let (coding, bytes) = self.encoded(Coding::best(request));
        let mut response = Response::new(Body::from(bytes));
        let headers = response.headers_mut();
        self.common(headers, cache);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        if let Some(name) = coding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    }

    fn common(&self, headers: &mut HeaderMap, cache: &'static str) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
    }
}

/// Lets another site's page load the file, as `kotae.js` must be.
pub fn allow_cross_origin(response: &mut Response) {
    let name = HeaderName::from_static("cross-origin-resource-policy");
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static("cross-origin"));
}

/// The media type of a file by its name.
pub fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn already_dense(kind: &str) -> bool {
    matches!(kind, "image/png" | "image/jpeg" | "image/webp" | "font/woff2")
}

/// Lowercase hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn brotli(plain: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(plain.len() / 2);
    // Small files, as the frame document, are worth the strongest level.
    let quality = if plain.len() < 64 * 1024 { 11 } else { 5 };
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, quality, 22);
    // Writing to memory does not fail.
    let _ = writer.write_all(plain);
    drop(writer);
    Bytes::from(out)
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut writer = flate2::write::GzEncoder::new(
        Vec::with_capacity(plain.len() / 2),
        flate2::Compression::default(),
    );
    let _ = writer.write_all(plain);
    Bytes::from(writer.finish().unwrap_or_default())
}
