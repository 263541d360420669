//! An answer's tree as a view. The admin's editor shows its preview by the same code and `css/answer.css`, so
//! that an author sees what a visitor will see.

use kotae_shared::doc::{Align, Block, Doc, Inline};
use leptos::prelude::*;

/// Words that only screen readers meet.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnswerLabels {
    /// Behind a link that opens another window.
    pub new_window: &'static str,
    /// Names a table's scrolling frame.
    pub table: &'static str,
}

/// Shows an answer. All texts become text nodes, and addresses that are not http(s), mailto, tel or relative are
/// shown as text even though the server let none pass.
#[component]
pub fn AnswerView(
    /// The answer.
    doc: Doc,
    /// Words for screen readers; empty ones are left out.
    #[prop(optional)]
    labels: AnswerLabels,
) -> impl IntoView {
    view! { <div class="k-answer">{blocks(doc.blocks, labels)}</div> }
}

fn blocks(list: Vec<Block>, labels: AnswerLabels) -> Vec<AnyView> {
    list.into_iter().map(|one| block(one, labels)).collect()
}

fn block(block: Block, labels: AnswerLabels) -> AnyView {
    match block {
        // An answer lies below a card's title, which is a heading of level 3.
        Block::Heading { level, text } => match level {
            0 | 1 => view! { <h4>{inlines(text, labels)}</h4> }.into_any(),
            2 => view! { <h5>{inlines(text, labels)}</h5> }.into_any(),
            _ => view! { <h6>{inlines(text, labels)}</h6> }.into_any(),
        },
        Block::Paragraph(text) => view! { <p>{inlines(text, labels)}</p> }.into_any(),
        Block::List { start, items } => {
            let items: Vec<_> = items
                .into_iter()
                .map(|item| view! { <li>{blocks(item, labels)}</li> }.into_any())
                .collect();
            match start {
                Some(1) => view! { <ol>{items}</ol> }.into_any(),
                Some(first) => view! { <ol start=first.to_string()>{items}</ol> }.into_any(),
                None => view! { <ul>{items}</ul> }.into_any(),
            }
        }
        Block::Code { text, .. } => view! { <pre tabindex="0"><code>{text}</code></pre> }.into_any(),
        Block::Quote(inner) => view! { <blockquote>{blocks(inner, labels)}</blockquote> }.into_any(),
        Block::Table { align, head, rows } => table(&align, head, rows, labels),
        Block::Rule => view! { <hr /> }.into_any(),
    }
}

fn table(
    align: &[Align],
    head: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
    labels: AnswerLabels,
) -> AnyView {
    let class = |column: usize| match align.get(column) {
        Some(Align::Center) => "k-center",
        Some(Align::End) => "k-end",
        _ => "",
    };
    let head: Vec<_> = head
        .into_iter()
        .enumerate()
        .map(|(at, cell)| view! { <th scope="col" class=class(at)>{inlines(cell, labels)}</th> })
        .collect();
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let cells: Vec<_> = row
                .into_iter()
                .enumerate()
                .map(|(at, cell)| view! { <td class=class(at)>{inlines(cell, labels)}</td> })
                .collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    view! {
        <div class="k-table" tabindex="0" role="group" aria-label=labels.table>
            <table>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn inlines(list: Vec<Inline>, labels: AnswerLabels) -> Vec<AnyView> {
    list.into_iter().map(|one| inline(one, labels)).collect()
}

fn inline(inline: Inline, labels: AnswerLabels) -> AnyView {
    match inline {
        Inline::Text(text) => text.into_any(),
        Inline::Emphasis(inner) => view! { <em>{inlines(inner, labels)}</em> }.into_any(),
        Inline::Strong(inner) => view! { <strong>{inlines(inner, labels)}</strong> }.into_any(),
        Inline::Strike(inner) => view! { <s>{inlines(inner, labels)}</s> }.into_any(),
        Inline::Code(text) => view! { <code>{text}</code> }.into_any(),
        Inline::Break => view! { <br /> }.into_any(),
        Inline::Link { href, text } => {
            let text = inlines(text, labels);
            match link_kind(&href) {
                LinkKind::Page => view! {
                    <a href=href target="_blank" rel="noopener noreferrer">
                        {text}
                        <span class="k-sr">{labels.new_window}</span>
                    </a>
                }
                .into_any(),
                LinkKind::Call => view! { <a href=href>{text}</a> }.into_any(),
                LinkKind::Unsafe => view! { <span>{text}</span> }.into_any(),
            }
        }
        Inline::Image { src, alt } => match link_kind(&src) {
            LinkKind::Page => view! { <img src=src alt=alt loading="lazy" /> }.into_any(),
            _ => alt.into_any(),
        },
    }
}

#[derive(Debug, PartialEq)]
enum LinkKind {
    /// Opens in a new window.
    Page,
    /// Starts a call or a mail.
    Call,
    /// Not shown as a link.
    Unsafe,
}

/// The second of two locks: the server lets no other schemes into a published answer.
fn link_kind(address: &str) -> LinkKind {
    let scheme_end = address.find([':', '/', '?', '#']);
    match scheme_end.filter(|&at| address.as_bytes()[at] == b':') {
        None if address.chars().any(char::is_control) => LinkKind::Unsafe,
        None => LinkKind::Page,
        Some(at) => {
            let scheme = &address[..at];
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
            "#top",
            "?q=a:b",
            "",
        ] {
            assert_eq!(link_kind(page), LinkKind::Page, "{page}");
        }
        for call in ["mailto:it@example.co.jp", "tel:+81-3-0000-0000"] {
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
