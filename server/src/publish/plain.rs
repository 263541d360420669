//! A document as plain text: what the matcher reads of an answer, and whether there is anything to read at all.

use kotae_shared::doc::{Block, Doc, Inline};

/// The text of a document: a line for each paragraph, list item, table row and line break; marks and
/// addresses are left out, the texts of links and images stay.
pub fn text(doc: &Doc) -> String {
    let mut out = String::new();
    blocks(&doc.blocks, &mut out);
    out.truncate(out.trim_end().len());
    out
}

fn blocks(list: &[Block], out: &mut String) {
    for block in list {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => inlines(text, out),
            Block::List { items, .. } => items.iter().for_each(|item| blocks(item, out)),
            Block::Code { text, .. } => out.push_str(text),
            Block::Quote(inner) => blocks(inner, out),
            Block::Table { head, rows, .. } => {
                for row in std::iter::once(head).chain(rows) {
                    for cell in row {
                        inlines(cell, out);
                        out.push(' ');
                    }
                    end_line(out);
                }
            }
            Block::Rule => {}
        }
        end_line(out);
    }
}

fn end_line(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

pub(super) fn inlines(list: &[Inline], out: &mut String) {
    for inline in list {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => inlines(inner, out),
            Inline::Link { text, .. } => inlines(text, out),
            Inline::Image { alt, .. } => out.push_str(alt),
            Inline::Break => out.push('\n'),
        }
    }
}
