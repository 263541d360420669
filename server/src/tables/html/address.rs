//! Addresses of links and images.

/// A link's text with its address, or the text alone where the address says nothing.
pub(super) fn linked(text: &str, address: &str) -> String {
    let scheme = address
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    // Without a scheme it belongs to the page; a colon further on belongs to a path.
    let is_known = scheme.is_none_or(|scheme| {
        ["http", "https", "mailto", "tel"].contains(&scheme.as_str()) || scheme.contains(['/', '?', '#'])
    });
    let plain = text.replace('\\', "");
    let same = plain == address || Some(plain.as_str()) == address.strip_prefix("mailto:");
    let shows_itself = same && address.starts_with("http");
    if address.is_empty() || address.starts_with('#') || !is_known || shows_itself {
        return if shows_itself { plain } else { text.to_owned() };
    }
    if text.starts_with("![") {
        // A picture that leads somewhere: the picture.
        return text.to_owned();
    }
    let text = text.replace('\n', " ").replace('[', "\\[").replace(']', "\\]");
    format!("[{text}]({})", target(address))
}

/// An address as Markdown takes it.
pub(super) fn target(address: &str) -> String {
    let address = address.replace(' ', "%20").replace(['\n', '<', '>'], "");
    if address.contains(['(', ')']) {
        format!("<{address}>")
    } else {
        address
    }
}
