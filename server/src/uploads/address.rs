//! Addresses of uploads within answers. Markdown has `files/HASH.png`; who reads the answer gets the address under which he
//! may fetch the file.

use kotae_shared::{
    api::uploads::{FOLDER, split},
    doc::{Block, Doc, Inline},
};

/// Puts `base` (ending in `/`) before every address of an upload.
pub fn resolve(doc: &mut Doc, base: &str) {
    blocks(&mut doc.blocks, base);
}

fn blocks(list: &mut [Block], base: &str) {
    for block in list {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => inlines(text, base),
            Block::List { items, .. } => items.iter_mut().for_each(|item| blocks(item, base)),
            Block::Quote(inner) => blocks(inner, base),
            Block::Table { head, rows, .. } => {
                let rows = rows.iter_mut().flatten();
                head.iter_mut().chain(rows).for_each(|cell| inlines(cell, base));
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
}

fn inlines(list: &mut [Inline], base: &str) {
    for inline in list {
        match inline {
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => inlines(inner, base),
            Inline::Link { href, text } => {
                address(href, base);
                inlines(text, base);
            }
            Inline::Image { src, .. } => address(src, base),
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

fn address(address: &mut String, base: &str) {
    if address
        .strip_prefix(FOLDER)
        .is_some_and(|file| split(file).is_some())
    {
        address.insert_str(0, base);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::to_doc;

    #[test]
    fn uploads_are_found_wherever_they_stand_and_nothing_else_is_touched() {
        let file = format!("files/{}.png", "0".repeat(64));
        let markdown = format!(
            "# ![a]({file})\n\n- **[x]({file})**\n\n> ![b]({file})\n\n| ![c]({file}) |\n|---|\n| ![d]({file}) |\n\n\
             `{file}` [y](files/other.png) [z](https://a.example/{file})"
        );
        let mut doc = to_doc(&markdown);
        resolve(&mut doc, "/kotae/w/demo/");
        let text = serde_json::to_string(&doc).unwrap();
        assert_eq!(
            text.matches(&format!("\"/kotae/w/demo/{file}\"")).count(),
            5,
            "{text}"
        );
        assert_eq!(text.matches("/kotae/").count(), 5);
    }
}
