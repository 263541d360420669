//! Answers: Markdown as the help desk writes it, to the small typed tree that visitors get.
//!
//! CommonMark with tables and strikethrough, and where a help desk expects something else, that:
//! - A single line break is a line break. Answers are often written in a spreadsheet's cell with Alt+Enter, and
//!   Japanese text has no space that a joined line could be read by.
//! - A bare http(s) address is a link.
//! - `**「強調」**です` is strong: CommonMark wants a space there that Japanese does not have.
//! - Raw HTML is text. A link or image whose address is not allowed (see [`super::links`]) is its text.
//!
//! No input makes it panic, recurse or grow without bound: containers below [`DEPTH`] are dissolved into the one around
//! them, and a text with more than [`NODES`] nodes or [`BYTES`] bytes becomes plain lines.

use super::{links, plain, tree::Tree};
use kotae_shared::doc::{Block, Doc, Inline};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};
use std::borrow::Cow;

/// How deep blocks and inlines may nest, together.
pub(super) const DEPTH: usize = 24;
/// How many nodes a document may have.
pub(super) const NODES: usize = 20_000;
/// A longer Markdown text is not parsed: more than the longest answer that is accepted has in UTF-8.
const BYTES: usize = 4 * kotae_shared::api::admin::limits::ANSWER;

/// A document and what was not taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// The document.
    pub doc: Doc,
    /// The addresses of links and images that are not allowed and were replaced by their text.
    pub refused: Vec<String>,
    /// The text was too large to be parsed and is shown as it was written.
    pub too_large: bool,
}

/// The document of a Markdown text.
pub fn to_doc(markdown: &str) -> Doc {
    convert(markdown).doc
}

/// The document of a Markdown text, with what was not taken over.
pub fn convert(markdown: &str) -> Converted {
    let converted = if markdown.len() <= BYTES {
        parse(markdown)
    } else {
        None
    };
    converted.unwrap_or_else(|| Converted {
        doc: lines(markdown),
        refused: Vec::new(),
        too_large: true,
    })
}

/// What a container of the tree becomes when it ends.
#[derive(Debug)]
pub(super) enum Kind {
    Paragraph,
    Heading(u8),
    Quote,
    List(Option<u32>),
    Item,
    Code(String),
    Html,
    Table(Vec<kotae_shared::doc::Align>),
    TableHead,
    TableRow,
    TableCell,
    Emphasis,
    Strong,
    Strike,
    Link(String),
    Image(Option<String>),
    /// Its contents go to the container around it.
    Nothing,
}

/// `None` when the document has more than [`NODES`].
fn parse(markdown: &str) -> Option<Converted> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut refused = Vec::new();
    let mut tree = Tree::new();
    for event in Parser::new_ext(&spaced(markdown), options) {
        match event {
            Event::Start(tag) => tree.open(kind(tag, &mut refused)),
            Event::End(_) => tree.close(),
            Event::Code(code) => tree.inline(Inline::Code(unspaced(&code).into_owned())),
            // The last three are not enabled.
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => tree.text(&unspaced(&text)),
            Event::SoftBreak | Event::HardBreak => tree.inline(Inline::Break),
            Event::Rule => tree.block(Block::Rule),
            Event::TaskListMarker(_) => {}
        }
        if tree.nodes() > NODES {
            return None;
        }
    }
    Some(Converted {
        doc: Doc {
            blocks: tree.finish(),
        },
        refused,
        too_large: false,
    })
}

/// Stands where CommonMark wants a space beside a mark. A space that nobody writes; dropped from what comes out.
const SPACE: char = '\u{1680}';

/// Puts [`SPACE`] between a letter and a mark for emphasis when punctuation stands on the mark's other side and one of
/// the two is not ASCII, so that `次に**「設定」**を` reads as a Japanese reader reads it. Beside an opening mark the space stands
/// before it, beside a closing one after it: on the other side it would take the mark's meaning.
fn spaced(markdown: &str) -> Cow<'_, str> {
    let is_mark = |c: char| c == '*' || c == '~';
    if !markdown.contains(is_mark) {
        return Cow::Borrowed(markdown);
    }
    let mut out = String::with_capacity(markdown.len() + 16);
    let mut rest = markdown;
    // The marks of this paragraph that wait for their like.
    let mut open: Vec<&str> = Vec::new();
    while let Some(start) = rest.find(is_mark) {
        let length = rest[start..].find(|c| !is_mark(c)).unwrap_or(rest.len() - start);
        let (marks, after) = rest[start..].split_at(length);
        out.push_str(&rest[..start]);
        let (before, next) = (rest[..start].chars().next_back(), after.chars().next());
        if ["\n\n", "\n\r\n"]
            .iter()
            .any(|blank| rest[..start].contains(blank))
        {
            open.clear();
        }
        let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let is_punctuation = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
        let is_japanese = before.is_some_and(|c| !c.is_ascii()) || next.is_some_and(|c| !c.is_ascii());
        let opened = open.iter().rposition(|other| *other == marks);
        if let Some(at) = opened.filter(|_| touches(before)) {
            open.truncate(at);
            out.push_str(marks);
            let wants = before.is_some_and(is_punctuation) && next.is_some_and(char::is_alphanumeric);
            out.extend((is_japanese && wants).then_some(SPACE));
        } else {
            if touches(next) && open.len() < DEPTH {
                open.push(marks);
            }
            let wants = before.is_some_and(char::is_alphanumeric) && next.is_some_and(is_punctuation);
            out.extend((is_japanese && wants).then_some(SPACE));
            out.push_str(marks);
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn unspaced(text: &str) -> Cow<'_, str> {
    if text.contains(SPACE) {
        Cow::Owned(text.replace(SPACE, ""))
    } else {
        Cow::Borrowed(text)
    }
}

fn kind(tag: Tag<'_>, refused: &mut Vec<String>) -> Kind {
    match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading((level as u8).min(3)),
        Tag::BlockQuote(_) => Kind::Quote,
        Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented) => Kind::Code(String::new()),
        Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(info)) => Kind::Code(
            info.split_whitespace()
                .next()
                .unwrap_or_default()
                .chars()
                .take(40)
                .collect(),
        ),
        Tag::HtmlBlock => Kind::Html,
        Tag::List(start) => Kind::List(start.map(|start| u32::try_from(start).unwrap_or(u32::MAX))),
        Tag::Item => Kind::Item,
        Tag::Table(align) => Kind::Table(align.into_iter().map(alignment).collect()),
        Tag::TableHead => Kind::TableHead,
        Tag::TableRow => Kind::TableRow,
        Tag::TableCell => Kind::TableCell,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Strikethrough => Kind::Strike,
        Tag::Link {
            link_type, dest_url, ..
        } => {
            let address = if link_type == LinkType::Email {
                format!("mailto:{}", unspaced(&dest_url))
            } else {
                unspaced(&dest_url).into_owned()
            };
            links::link(&address).map_or_else(
                || {
                    refused.push(address);
                    Kind::Nothing
                },
                Kind::Link,
            )
        }
        Tag::Image { dest_url, .. } => {
            let address = links::image(&unspaced(&dest_url));
            if address.is_none() {
                refused.push(unspaced(&dest_url).into_owned());
            }
            Kind::Image(address)
        }
        // Not enabled.
        Tag::FootnoteDefinition(_)
        | Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::Superscript
        | Tag::Subscript
        | Tag::MetadataBlock(_) => Kind::Nothing,
    }
}

fn alignment(align: pulldown_cmark::Alignment) -> kotae_shared::doc::Align {
    use kotae_shared::doc::Align;
    match align {
        pulldown_cmark::Alignment::Center => Align::Center,
        pulldown_cmark::Alignment::Right => Align::End,
        pulldown_cmark::Alignment::None | pulldown_cmark::Alignment::Left => Align::Start,
    }
}

/// A text as it was written: its lines, one paragraph each.
fn lines(text: &str) -> Doc {
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let paragraph = |line: &str| Block::Paragraph(vec![Inline::Text(line.to_owned())]);
    Doc {
        blocks: lines.map(paragraph).collect(),
    }
}

/// Whether a document shows anything.
pub fn is_empty(doc: &Doc) -> bool {
    let shows_image = |block: &Block| match block {
        Block::Paragraph(inlines) => inlines
            .iter()
            .any(|inline| matches!(inline, Inline::Image { .. })),
        _ => false,
    };
    !doc.blocks.iter().any(shows_image) && plain::text(doc).trim().is_empty()
}

#[cfg(test)]
mod tests;
