//! HTML as other products export their answers, turned into the Markdown of ours.
//!
//! Whatever is written in, something readable comes out, in one pass without recursion. What Markdown has no word for
//! (colours, fonts, frames) is dropped, its text stays; scripts and styles go with their text.

mod address;
mod table;
#[cfg(test)]
mod tests;
mod writer;

use html5gum::{Token, Tokenizer};
use writer::{Writer, name};

/// A longer cell is left alone: it would be refused as an answer anyway.
const LONGEST: usize = 1024 * 1024;
/// Tags by which a cell is known as HTML.
const TELLING: [&str; 31] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "div",
    "dl",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "span",
    "strong",
    "table",
    "td",
    "tr",
    "u",
    "ul",
];
/// Tags that make a text HTML whose line ends mean nothing.
const BLOCKS: [&str; 17] = [
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "p",
    "pre",
    "table",
    "td",
    "ul",
];

/// Whether a cell looks like HTML: it has one of the usual tags, not quoted as code.
pub(super) fn is_html(cell: &str) -> bool {
    tags(cell).any(|tag| TELLING.contains(&tag.as_str()))
}

/// The names of the tags in a text, in small letters.
fn tags(text: &str) -> impl Iterator<Item = String> + '_ {
    let at = text
        .match_indices('<')
        .filter(|(at, _)| !text[..*at].ends_with('`'));
    at.filter_map(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('/');
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
        let ends_well = rest[end..].starts_with(['>', '/', ' ', '\n', '\t', '\r']);
        (end > 0 && ends_well).then(|| rest[..end].to_ascii_lowercase())
    })
}

/// The words of a cell that should be one plain line: without tags, entities read.
pub(super) fn to_line(cell: &str) -> String {
    if !cell.contains(['<', '&']) || cell.len() > LONGEST {
        return cell.to_owned();
    }
    let has_tags = is_html(cell);
    let mut line = String::new();
    for token in Tokenizer::new(cell).flatten() {
        match token {
            Token::String(text) => line.push_str(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) if has_tags && BLOCKS.contains(&name(&tag.name)) => line.push(' '),
            _ if has_tags => {}
            // What is no known tag is text: `<VPN>`.
            _ => return unescaped(cell),
        }
    }
    line.replace('\u{a0}', " ").trim().to_owned()
}

fn unescaped(cell: &str) -> String {
    let known = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    known
        .into_iter()
        .fold(cell.to_owned(), |text, (entity, is)| text.replace(entity, is))
}

/// The Markdown of a cell.
pub(super) fn to_markdown(cell: &str) -> String {
    if cell.len() > LONGEST {
        return cell.to_owned();
    }
    // Where only words are marked, the line ends were written to be seen.
    let mut writer = Writer::new(!tags(cell).any(|tag| BLOCKS.contains(&tag.as_str())));
    for token in Tokenizer::new(cell).flatten() {
        match token {
            Token::StartTag(tag) => writer.start(&tag),
            Token::EndTag(tag) => writer.end(name(&tag.name)),
            Token::String(text) => writer.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    writer.finish()
}
