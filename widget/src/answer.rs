//! An answer's tree as elements. The admin's editor shows its preview by the same code and `css/answer.css`, so
//! that an author sees what a visitor will see.

use crate::dom::{El, div, el};
use kotae_shared::doc::{Align, Block, Doc, Inline};

pub mod afterwards;
#[cfg(feature = "leptos")]
pub mod view;

#[cfg(feature = "leptos")]
pub use view::AnswerView;

/// The class of a button around an image.
const ZOOM: &str = "k-zoom";

/// Words that only screen readers meet.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnswerLabels {
    /// Behind a link that opens another window.
    pub new_window: &'static str,
    /// Names a table's scrolling frame.
    pub table: &'static str,
    /// Names the button around an image.
    pub enlarge: &'static str,
}

/// An answer as an element. All texts become text nodes, and addresses that are not http(s), mailto, tel or
/// relative are shown as text even though the server let none pass.
pub fn render(doc: &Doc, labels: AnswerLabels) -> El {
    blocks(div("k-answer"), &doc.blocks, labels)
}

fn blocks(parent: El, list: &[Block], labels: AnswerLabels) -> El {
    parent.children(list.iter().map(|one| block(one, labels)))
}

fn block(block: &Block, labels: AnswerLabels) -> El {
    match block {
        // An answer lies below a card's title, which is a heading of level 2 or 3.
        Block::Heading { level, text } => {
            let tag = match level {
                0 | 1 => "h4",
                2 => "h5",
                _ => "h6",
            };
            inlines(el(tag), text, labels)
        }
        Block::Paragraph(text) => inlines(el("p"), text, labels),
        Block::List { start, items } => {
            let list = match start {
                Some(1) => el("ol"),
                Some(first) => el("ol").attr("start", &first.to_string()),
                None => el("ul"),
            };
            list.children(items.iter().map(|item| blocks(el("li"), item, labels)))
        }
        Block::Code { text, .. } => el("pre").attr("tabindex", "0").child(el("code").text(text)),
        Block::Quote(inner) => blocks(el("blockquote"), inner, labels),
        Block::Table { align, head, rows } => table(align, head, rows, labels),
        Block::Rule => el("hr"),
    }
}

fn table(align: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], labels: AnswerLabels) -> El {
    let cell = |tag: &str, column: usize, text: &[Inline]| {
        let cell = inlines(el(tag), text, labels);
        match align.get(column) {
            Some(Align::Center) => cell.class("k-center"),
            Some(Align::End) => cell.class("k-end"),
            _ => cell,
        }
    };
    let row = |tag: &str, cells: &[Vec<Inline>]| {
        let cells = cells.iter().enumerate();
        el("tr").children(cells.map(|(at, text)| cell(tag, at, text)))
    };
    let table = el("table")
        .child(el("thead").child(row("th", head)))
        .child(el("tbody").children(rows.iter().map(|cells| row("td", cells))));
    // A wide table scrolls by itself, also by keyboard.
    let frame = div("k-table").attr("tabindex", "0").attr("role", "group");
    frame.attr("aria-label", labels.table).child(table)
}

fn inlines(parent: El, list: &[Inline], labels: AnswerLabels) -> El {
    list.iter()
        .fold(parent, |parent, one| inline(parent, one, labels))
}

fn inline(parent: El, inline: &Inline, labels: AnswerLabels) -> El {
    let nested = |tag: &str, inner: &[Inline]| inlines(el(tag), inner, labels);
    match inline {
        Inline::Text(text) => parent.text(text),
        Inline::Emphasis(inner) => parent.child(nested("em", inner)),
        Inline::Strong(inner) => parent.child(nested("strong", inner)),
        Inline::Strike(inner) => parent.child(nested("s", inner)),
        Inline::Code(text) => parent.child(el("code").text(text)),
        Inline::Break => parent.child(el("br")),
        Inline::Link { href, text } => parent.child(match link_kind(href) {
            LinkKind::Page => outside(nested("a", text), href, labels.new_window),
            LinkKind::Call => nested("a", text).attr("href", href),
            LinkKind::Unsafe => nested("span", text),
        }),
        Inline::Image { src, alt } => match link_kind(src) {
            LinkKind::Page => {
                let image = el("img")
                    .attr("alt", alt)
                    .attr("loading", "lazy")
                    .attr("src", src);
                let in_link = parent.element().tag_name() == "A";
                parent.child(if in_link {
                    image
                } else {
                    enlarged(image, alt, labels)
                })
            }
            _ => parent.text(alt),
        },
    }
}

/// The button around an image; what a press does is in [`afterwards`].
fn enlarged(image: El, alt: &str, labels: AnswerLabels) -> El {
    el("button")
        .attr("type", "button")
        .class(ZOOM)
        .attr("aria-expanded", "false")
        .attr("aria-label", &[labels.enlarge, " ", alt].concat())
        .child(image)
}

/// Makes `link` one that opens another window, and says so.
pub(crate) fn outside(link: El, href: &str, new_window: &str) -> El {
    link.attr("href", href)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .child(el("span").class("k-sr").text(new_window))
}

#[derive(Debug, PartialEq)]
enum LinkKind {
    /// Opens in a new window.
    Page,
    /// Stays here: a call, a mail, an entry of the conversation.
    Call,
    /// Not shown as a link.
    Unsafe,
}

/// The second of two locks: the server lets no other schemes into a published answer.
fn link_kind(address: &str) -> LinkKind {
    let scheme_end = address.find([':', '/', '?', '#']);
    match scheme_end.filter(|&at| address.as_bytes()[at] == b':') {
        None if address.chars().any(char::is_control) => LinkKind::Unsafe,
        None if address.as_bytes().first() == Some(&b'#') => LinkKind::Call,
        None => LinkKind::Page,
        Some(at) => {
            let scheme = address.get(..at).unwrap_or_default();
            if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") {
                LinkKind::Page
            } else if scheme.eq_ignore_ascii_case("mailto") || scheme.eq_ignore_ascii_case("tel") {
                LinkKind::Call
            } else {
                LinkKind::Unsafe
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LinkKind, link_kind};

    #[test]
    fn only_harmless_addresses_become_links() {
        for page in [
            "https://a.example/x",
            "HTTP://a",
            "/portal",
            "portal/a:b",
            "?q=a:b",
            "",
        ] {
            assert_eq!(link_kind(page), LinkKind::Page, "{page}");
        }
        for call in ["mailto:it@example.co.jp", "tel:+81-3-0000-0000", "#top"] {
            assert_eq!(link_kind(call), LinkKind::Call, "{call}");
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "java\nscript:x",
            "\tjavascript:x",
            "vbscript:x",
            "\u{1}/x",
        ] {
            assert_eq!(link_kind(bad), LinkKind::Unsafe, "{bad:?}");
        }
    }
}
