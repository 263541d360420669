//! The pack of a publication, in all forms that are served.

use crate::store::{Error, Result, packs::NewPack, publications::Draft};
use flate2::{Compression, write::GzEncoder};
use kotae_shared::{
    Uuid,
    api::admin::Category,
    matcher::Matcher,
    pack::{self, Bodies, Pack, Source, SourceCategory, SourceEntry},
};
use sha2::{Digest, Sha256};
use std::{collections::HashSet, io::Write, thread};

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
pub(super) fn entry(draft: Draft, learned: Vec<String>, text: String) -> SourceEntry {
    SourceEntry {
        id: draft.id,
        title: draft.title,
        phrasings: draft.phrasings,
        keywords: draft.keywords,
        learned,
        category: draft.category,
        body: body(text),
        ..SourceEntry::default()
    }
}

/// The categories that visitors may know of: those with a published entry in them or below. `all` is in tree order.
pub(super) fn categories(all: &[Category], used: HashSet<Uuid>) -> Vec<SourceCategory> {
    let all = all.iter().map(|category| SourceCategory {
        id: category.id,
        parent: category.parent,
        name: category.name.clone(),
    });
    used_categories(all.collect(), used)
}

/// Those of `all`, in tree order, that hold one of `used` or are one.
pub(super) fn used_categories(mut all: Vec<SourceCategory>, used: HashSet<Uuid>) -> Vec<SourceCategory> {
    let mut wanted = used;
    // Parents come first, so that from the end each parent is marked before it is looked at.
    for category in all.iter().rev() {
        if wanted.contains(&category.id) {
            wanted.extend(category.parent);
        }
    }
    all.retain(|category| wanted.contains(&category.id));
    all
}

/// Builds and compresses both files of a pack, the second one if answers have text.
pub(super) fn build(source: &Source) -> Result<(NewPack, Option<NewPack>)> {
    let (first, bodies) = files(source)?;
    Ok((compress(first)?, bodies.map(compress).transpose()?))
}

/// Both files of a pack as they are decoded.
pub(super) fn files(source: &Source) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
    let bodies = pack::build_bodies(source).map_err(internal)?;
    let hash = bodies.as_ref().map(|plain| Sha256::digest(plain).into());
    let first = pack::build(source, hash).map_err(internal)?;
    Ok((first, bodies))
}

/// The matcher of visitors who would get this.
pub(super) fn matcher(source: &Source) -> Result<Matcher> {
    let (first, bodies) = files(source)?;
    matcher_of(&first, bodies)
}

/// The matcher of a pack's files.
pub(super) fn matcher_of(first: &[u8], bodies: Option<Vec<u8>>) -> Result<Matcher> {
    let mut matcher = Matcher::new(Pack::decode(first).map_err(internal)?);
    if let Some(bodies) = bodies {
        matcher.sharpen(Bodies::decode(bodies).map_err(internal)?);
    }
    Ok(matcher)
}

/// A file in all forms, both compressions at the same time. The hash is over the plain bytes.
fn compress(plain: Vec<u8>) -> Result<NewPack> {
    let hash = pack::hash_text(&Sha256::digest(&plain).into());
    let (brotli, gzip) = thread::scope(|scope| {
        let brotli = scope.spawn(|| brotli(&plain));
        let gzip = gzip(&plain);
        (brotli.join(), gzip)
    });
    let brotli = brotli.map_err(|_| Error::Internal("compressing a pack failed".into()))??;
    Ok(NewPack {
        hash,
        gzip: gzip?,
        brotli,
        plain,
    })
}

/// A file as other clients get it.
pub(super) fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::with_capacity(plain.len() / 2), Compression::default());
    gzip.write_all(plain)?;
    gzip.finish()
}

/// A file as browsers get it.
pub(super) fn brotli(mut plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut brotli = Vec::with_capacity(plain.len() / 2);
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_LEVEL,
        lgwin: BROTLI_WINDOW,
        size_hint: plain.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut plain, &mut brotli, &params)?;
    Ok(brotli)
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string().into())
}
