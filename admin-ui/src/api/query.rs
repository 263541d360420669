//! Query strings of addresses and requests.

use std::fmt::{Display, Write as _};

/// Collects `name=value` pairs.
#[derive(Default)]
pub(crate) struct Query(String);

impl Query {
    /// Adds a pair; an empty value is left out.
    pub(crate) fn with(mut self, name: &str, value: impl Display) -> Self {
        let value = value.to_string();
        if !value.is_empty() {
            let sign = if self.0.is_empty() { '?' } else { '&' };
            self.0.push(sign);
            self.0.push_str(name);
            self.0.push('=');
            escape(&value, &mut self.0);
        }
        self
    }

    /// Adds a pair when there is a value.
    pub(crate) fn maybe(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// `path` with the pairs behind it.
    pub(crate) fn on(&self, path: &str) -> String {
        format!("{path}{}", self.0)
    }
}

fn escape(value: &str, into: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_pairs() {
        assert_eq!(Query::default().on("entries"), "entries");
        let query = Query::default()
            .with("q", "VPN 接続&a=b")
            .with("empty", "")
            .maybe("n", Some(3));
        assert_eq!(
            query.on("entries"),
            "entries?q=VPN%20%E6%8E%A5%E7%B6%9A%26a%3Db&n=3"
        );
        assert_eq!(Query::default().maybe("n", None::<u32>).on("x"), "x");
    }
}
