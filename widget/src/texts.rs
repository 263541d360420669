//! The chat's own words, which lie in `kotae_shared` since the server checks what takes their place.

pub use kotae_shared::words::{Words, words};

/// Puts `value` in place of the first `{}`.
pub fn fill(text: &str, value: &str) -> String {
    // By single characters: a search for a text weighs two kilobytes (wasm).
    match text.split_once('{') {
        Some((before, after)) => [before, value, after.strip_prefix('}').unwrap_or(after)].concat(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn fills() {
        assert_eq!(fill("候補が {} 件", "3"), "候補が 3 件");
        assert_eq!(fill("none", "3"), "none");
    }
}
