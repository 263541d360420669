//! Which addresses an answer may link to.

use url::Url;

/// The longest address that is kept, in bytes.
const LONGEST: usize = 2_000;

/// The address of a link, trimmed, when it is http(s), mailto, tel or relative (also `#part` and `?query`).
/// `None` for every other scheme and for addresses that browsers read differently from people: with control
/// characters or backslashes inside, and `//host`.
pub(crate) fn link(address: &str) -> Option<String> {
    let (address, scheme) = split(address)?;
    let allowed = match scheme {
        None => true,
        Some(scheme) if is(scheme, "http") || is(scheme, "https") => is_web(address, scheme),
        Some(scheme) if is(scheme, "mailto") => address.len() > "mailto:".len(),
        Some(scheme) if is(scheme, "tel") => address["tel:".len()..].chars().any(|c| c.is_ascii_digit()),
        Some(_) => false,
    };
    allowed.then(|| address.to_owned())
}

/// The address of an image, trimmed, when it is http(s) or relative.
pub(crate) fn image(address: &str) -> Option<String> {
    let (address, scheme) = split(address)?;
    let allowed = match scheme {
        None => !address.starts_with('#'),
        Some(scheme) => (is(scheme, "http") || is(scheme, "https")) && is_web(address, scheme),
    };
    allowed.then(|| address.to_owned())
}

/// The trimmed address and its scheme; `None` for what no link may be.
fn split(address: &str) -> Option<(&str, Option<&str>)> {
    let address = address.trim();
    let odd = |c: char| c.is_control() || c == '\\' || matches!(c, '\u{2028}' | '\u{2029}');
    if address.is_empty() || address.len() > LONGEST || address.contains(odd) || address.starts_with("//") {
        return None;
    }
    // What stands before the first of these is a scheme only when it ends in a colon.
    let scheme = match address.find([':', '/', '?', '#']) {
        Some(end) if address[end..].starts_with(':') => Some(&address[..end]),
        _ => None,
    };
    Some((address, scheme))
}

fn is(scheme: &str, name: &str) -> bool {
    scheme.eq_ignore_ascii_case(name)
}

/// Whether an http(s) address has its two slashes and a host.
fn is_web(address: &str, scheme: &str) -> bool {
    let rest = &address[scheme.len() + 1..];
    rest.starts_with("//")
        && !rest[2..].starts_with('/')
        && Url::parse(address).is_ok_and(|url| url.host_str().is_some_and(|host| !host.is_empty()))
}

/// Where a bare http(s) address stands in running text, if there is one. It ends before the first character that is not
/// ASCII (in Japanese the sentence goes on without a space), and without punctuation that belongs to the sentence.
pub(super) fn bare(text: &str) -> Option<std::ops::Range<usize>> {
    let mut from = 0;
    while let Some(found) = text[from..].find("http") {
        let start = from + found;
        from = start + "http".len();
        let rest = &text[start..];
        let inside_word = text[..start]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric());
        if inside_word || !(rest.starts_with("http://") || rest.starts_with("https://")) {
            continue;
        }
        let ends = |b: u8| !b.is_ascii_graphic() || b"<>\"`{}|^\\".contains(&b);
        // Looks no further than an address may reach, so that no text takes long.
        let within = &rest.as_bytes()[..rest.len().min(LONGEST + 1)];
        let mut length = within.iter().position(|b| ends(*b)).unwrap_or(within.len());
        if length > LONGEST {
            continue;
        }
        while let Some(last) = rest[..length].chars().next_back() {
            let belongs_to_sentence = match last {
                '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' => true,
                ')' => rest[..length].matches(')').count() > rest[..length].matches('(').count(),
                ']' => rest[..length].matches(']').count() > rest[..length].matches('[').count(),
                _ => false,
            };
            if !belongs_to_sentence {
                break;
            }
            length -= 1;
        }
        if link(&rest[..length]).is_some() {
            return Some(start..start + length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_four_kinds_are_kept() {
        for good in [
            "https://portal.example.co.jp/a?b=c#d",
            "HTTP://intranet",
            "http://10.0.0.1:8080/",
            "https://ポータル.example/規程",
            "mailto:help@example.co.jp?subject=VPN",
            "tel:03-1234-5678",
            "tel:+81312345678",
            "/docs/vpn.pdf",
            "docs/a:b",
            "../x",
            "#part",
            "?page=2",
            "規程.pdf",
        ] {
            assert_eq!(link(good).as_deref(), Some(good));
        }
        assert_eq!(link("  https://a.example ").as_deref(), Some("https://a.example"));
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in [
            "",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "java\u{200b}script:alert(1)",
            "\u{feff}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://a",
            "blob:https://a",
            "//evil.example/",
            "\\\\evil.example",
            "/\\evil.example",
            "https:\\\\evil.example",
            "https:/a",
            "https:a",
            "https://",
            "https:///a",
            "http://a b",
            "mailto:",
            "tel:",
            ":x",
        ] {
            assert_eq!(link(bad), None, "{bad:?}");
        }
        assert_eq!(link(&format!("https://a/{}", "x".repeat(LONGEST))), None);
    }

    #[test]
    fn images_are_fetched_never_called() {
        assert!(image("https://a.example/b.png").is_some());
        assert!(image("files/b.png").is_some());
        for bad in [
            "mailto:a@b",
            "tel:1",
            "data:image/png;base64,AAAA",
            "#x",
            "//a/b.png",
        ] {
            assert_eq!(image(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn bare_addresses_end_where_the_sentence_goes_on() {
        let found = |text: &'static str| bare(text).map(|range| &text[range]);
        assert_eq!(
            found("詳細はhttps://a.example/b_c?d=1を参照"),
            Some("https://a.example/b_c?d=1")
        );
        assert_eq!(
            found("(https://a.example/x_(y))."),
            Some("https://a.example/x_(y)")
        );
        assert_eq!(found("See http://a.example, or ask."), Some("http://a.example"));
        assert_eq!(found("https:// と http://a"), Some("http://a"));
        assert_eq!(found("xhttp://a https"), None);
    }
}
