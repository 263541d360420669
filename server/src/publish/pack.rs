//! The pack of a publication, in all forms that are served.

use crate::store::{Error, Result, packs::NewPack, publications::Draft};
use flate2::{Compression, write::GzEncoder};
use kotae_shared::{
    Uuid,
    api::admin::Category,
    pack::{self, Source, SourceCategory, SourceEntry},
};
use sha2::{Digest, Sha256};
use std::{collections::HashSet, io::Write};

/// Fast, and within a tenth of the size that the slowest level reaches.
const BROTLI_LEVEL: i32 = 5;
const BROTLI_WINDOW: i32 = 22;

/// The part of an answer's text that is matched.
pub(super) fn body(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(pack::limits::BODY_CHARS) {
        text.truncate(end);
        text.shrink_to_fit();
    }
    text
}

/// An entry as the pack wants it; `text` is the answer's text.
pub(super) fn entry(draft: Draft, text: String) -> SourceEntry {
    SourceEntry {
        id: draft.id,
        title: draft.title,
        phrasings: draft.phrasings,
        keywords: draft.keywords,
        category: draft.category,
        body: body(text),
        ..SourceEntry::default()
    }
}

/// The categories that visitors may know of: those with a published entry in them or below. `all` is in tree order.
pub(super) fn categories(all: &[Category], used: &HashSet<Uuid>) -> Vec<SourceCategory> {
    let mut wanted = used.clone();
    // Parents come first, so that from the end each parent is marked before it is looked at.
    for category in all.iter().rev() {
        if wanted.contains(&category.id) {
            wanted.extend(category.parent);
        }
    }
    let seen = all.iter().filter(|category| wanted.contains(&category.id));
    seen.map(|category| SourceCategory {
        id: category.id,
        parent: category.parent,
        name: category.name.clone(),
    })
    .collect()
}

/// Builds and compresses a pack. The hash is over the plain bytes.
pub(super) fn build(source: &Source) -> Result<NewPack> {
    let plain = pack::build(source).map_err(internal)?;
    let hash = Sha256::digest(&plain)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
            text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
            text
        });
    let mut brotli = Vec::with_capacity(plain.len() / 2);
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_LEVEL,
        lgwin: BROTLI_WINDOW,
        size_hint: plain.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut plain.as_slice(), &mut brotli, &params)?;
    let mut gzip = GzEncoder::new(Vec::with_capacity(plain.len() / 2), Compression::default());
    gzip.write_all(&plain)?;
    Ok(NewPack {
        hash,
        gzip: gzip.finish()?,
        brotli,
        plain,
    })
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string().into())
}
