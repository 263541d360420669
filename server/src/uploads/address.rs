//! Addresses of uploads within answers. Markdown has `files/HASH.png`; who reads the answer gets the address under which he
//! may fetch the file.

use kotae_shared::{
    api::uploads::{FOLDER, split},
    doc::{Block, Doc, Inline},
};

/// Puts `base` (ending in `/`) before every address of an upload, and behind it what `sign` says for the file.
pub fn resolve(doc: &mut Doc, base: &str, sign: &dyn Fn(&str) -> String) {
    blocks(&mut doc.blocks, &mut |address| {
        if let Some(file) = file(address) {
            *address = [base, address, &sign(file)].concat();
        }
    });
}

/// Calls `each` with the name of every upload that the document shows or links to.
pub fn each(doc: &Doc, each: &mut dyn FnMut(&str)) {
    // Walked by the same steps; a document is read once a publication.
    blocks(&mut doc.blocks.clone(), &mut |address| {
        if let Some(file) = file(address) {
            each(file);
        }
    });
}

/// Calls `each` with every address of the document as it is written: of links, images and uploads.
pub fn each_address(doc: &Doc, each: &mut dyn FnMut(&str)) {
    blocks(&mut doc.blocks.clone(), &mut |address| each(address));
}

/// The file name of an upload's address.
pub fn file(address: &str) -> Option<&str> {
    address.strip_prefix(FOLDER).filter(|file| split(file).is_some())
}

type Visit<'v> = &'v mut dyn FnMut(&mut String);

fn blocks(list: &mut [Block], visit: Visit<'_>) {
    for block in list {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => inlines(text, visit),
            Block::List { items, .. } => items.iter_mut().for_each(|item| blocks(item, visit)),
            Block::Quote(inner) => blocks(inner, visit),
            Block::Table { head, rows, .. } => {
                let rows = rows.iter_mut().flatten();
                head.iter_mut().chain(rows).for_each(|cell| inlines(cell, visit));
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
}

fn inlines(list: &mut [Inline], visit: Visit<'_>) {
    for inline in list {
        match inline {
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => inlines(inner, visit),
            Inline::Link { href, text } => {
                visit(href);
                inlines(text, visit);
            }
            Inline::Image { src, .. } => visit(src),
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
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
        let mut found = Vec::new();
        each(&doc, &mut |name| found.push(name.to_owned()));
        assert_eq!(found, vec![file.trim_start_matches("files/"); 5]);
        resolve(&mut doc, "/kotae/w/demo/", &|_| "?s=1".into());
        let text = serde_json::to_string(&doc).unwrap();
        assert_eq!(
            text.matches(&format!("\"/kotae/w/demo/{file}?s=1\"")).count(),
            5,
            "{text}"
        );
        assert_eq!(text.matches("/kotae/").count(), 5);
    }
}
