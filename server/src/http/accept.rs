//! What a request's headers say about its reader: language and encodings.

use axum::http::{HeaderMap, header};
use kotae_shared::Lang;

/// The reader's language by `Accept-Language`; Japanese when it names none of ours.
pub fn language(headers: &HeaderMap) -> Lang {
    text(headers, header::ACCEPT_LANGUAGE)
        .and_then(Lang::from_preferences)
        .unwrap_or_default()
}

/// A content coding that we can send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Brotli.
    Brotli,
    /// gzip. Browsers take nothing better over plain HTTP.
    Gzip,
    /// As it is.
    Identity,
}

impl Coding {
    /// The best coding that the client takes.
    pub fn best(headers: &HeaderMap) -> Self {
        let mut best = Self::Identity;
        for item in text(headers, header::ACCEPT_ENCODING).unwrap_or("").split(',') {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            if matches!(
                weight.trim().strip_prefix("q="),
                Some("0" | "0.0" | "0.00" | "0.000")
            ) {
                continue;
            }
            match name.trim() {
                name if name.eq_ignore_ascii_case("br") => return Self::Brotli,
                name if name.eq_ignore_ascii_case("gzip") => best = Self::Gzip,
                _ => {}
            }
        }
        best
    }

    /// Its name in `Content-Encoding`.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

/// A header as text.
pub fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Whether `If-None-Match` names this entity tag.
pub fn matches_etag(headers: &HeaderMap, etag: &str) -> bool {
    text(headers, header::IF_NONE_MATCH).is_some_and(|list| {
        list.split(',')
            .any(|tag| tag.trim().trim_start_matches("W/") == etag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(value: &str) -> Coding {
        Coding::best(&HeaderMap::from_iter([(
            header::ACCEPT_ENCODING,
            value.parse().unwrap(),
        )]))
    }

    #[test]
    fn picks_the_best_coding() {
        assert_eq!(best("gzip, deflate, br, zstd"), Coding::Brotli);
        assert_eq!(best("gzip, deflate"), Coding::Gzip);
        assert_eq!(best("br;q=0, gzip;q=0.5"), Coding::Gzip);
        assert_eq!(best("identity"), Coding::Identity);
        assert_eq!(Coding::best(&HeaderMap::new()), Coding::Identity);
    }
}
