//! Where Kotae is reached from outside. It decides cookie flags, links, asset paths and our own origin.

use std::{fmt, net::SocketAddr, str::FromStr};
use url::Url;

/// Scheme, host and path prefix, for example `https://faq.example.co.jp/kotae/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    prefix: String,
}

impl PublicUrl {
    /// The address of a server without `public_url`: the one that it listens at.
    pub fn of(bound: SocketAddr) -> Self {
        let host = if bound.ip().is_unspecified() {
            format!("localhost:{}", bound.port())
        } else {
            bound.to_string()
        };
        Self {
            origin: format!("http://{host}"),
            prefix: "/".to_owned(),
        }
    }

    /// `https://faq.example.co.jp`, as browsers write it into `Origin`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The path below which everything lies; begins and ends with `/`.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether browsers reach us by https.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// The whole address of a path below the prefix, which is given without a leading `/`.
    pub fn join(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.prefix)
    }

    /// The same under another host name, which has no port: scheme, port and prefix stay.
    #[must_use]
    pub fn at(&self, host: &str) -> Self {
        let (scheme, named) = self.origin.split_once("://").unwrap_or(("https", &self.origin));
        // What stands in brackets is an address; its colons are no port's.
        let port = named.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
        let origin = match port {
            Some((_, port)) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        };
        Self {
            origin,
            prefix: self.prefix.clone(),
        }
    }

    /// The path of `path`, which is given without a leading `/`, on our host.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.prefix)
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| "not an address such as https://faq.example.co.jp/")?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("must begin with http:// or https://");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not hold a user name or a password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("must not hold ? or #");
        }
        let mut prefix = url.path().to_owned();
        if !prefix.ends_with('/') {
            prefix.push('/');
        }
        // The router, cookies and HTML take the prefix as it is, so it may only hold plain characters.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
        if !prefix.chars().all(plain) || prefix.contains("//") {
            return Err("its path may hold only letters, digits and - _ . ~");
        }
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            prefix,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_scheme_host_and_prefix() {
        let url: PublicUrl = "https://FAQ.example.co.jp:443/kotae".parse().unwrap();
        assert_eq!(url.to_string(), "https://faq.example.co.jp/kotae/");
        assert_eq!(url.join("w/demo"), "https://faq.example.co.jp/kotae/w/demo");
        assert!(url.is_https());
        let own = PublicUrl::of("127.0.0.1:8080".parse().unwrap());
        assert_eq!((own.origin(), own.prefix()), ("http://127.0.0.1:8080", "/"));
        assert_eq!(
            PublicUrl::of("0.0.0.0:80".parse().unwrap()).to_string(),
            "http://localhost:80/"
        );
    }

    #[test]
    fn another_host_keeps_scheme_port_and_prefix() {
        for (given, other) in [
            ("https://faq.example/kotae/", "https://hr.example/kotae/"),
            ("http://127.0.0.1:8080/", "http://hr.example:8080/"),
            ("https://[2001:db8::1]/", "https://hr.example/"),
            ("https://[2001:db8::1]:8443/", "https://hr.example:8443/"),
        ] {
            let url: PublicUrl = given.parse().unwrap();
            assert_eq!(url.at("hr.example").to_string(), other);
        }
    }

    #[test]
    fn refuses_what_is_not_an_address() {
        for bad in [
            "",
            "faq.example",
            "ftp://a/",
            "https://u:p@a/",
            "https://a/?x",
            "https://a/#x",
            "https://a/{x}/",
            "https://a//b",
        ] {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }
}
