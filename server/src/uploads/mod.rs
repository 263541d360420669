//! Uploaded files: what they are is decided by their content, images are made anew without their metadata, and the
//! bytes lie by their hash in the data folder, which nothing serves.

pub mod address;
mod image;
mod kind;
mod zip;

pub use kind::Kind;

use crate::http::files::hex;
use kotae_shared::api::{
    problem::Fault,
    uploads::{UploadPlace, limits},
};
use sha2::{Digest, Sha256};

/// A file as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What it is.
    pub kind: Kind,
    /// The SHA-256 of its bytes, 64 hex digits.
    pub hash: String,
    /// What it is called, with the ending of its kind.
    pub name: String,
    /// Width and height in pixels, of an image.
    pub size: Option<(u32, u32)>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Makes the stored form of an uploaded file. Slow for images; blocks. The fault is one of the field `file`.
pub fn make(bytes: Vec<u8>, name: &str, place: UploadPlace) -> Result<Made, Fault> {
    if bytes.is_empty() {
        return Err(Fault::Required);
    }
    if bytes.len() > limits::BYTES {
        return Err(Fault::TooLong(limits::BYTES as u32));
    }
    let found = kind::of(&bytes, name);
    let side = match place {
        UploadPlace::Design => limits::DESIGN_SIDE,
        UploadPlace::Answer => limits::ANSWER_SIDE,
    };
    let (kind, bytes, size) = match (found, place) {
        (Some(kind), _) if kind.is_image() => {
            let image = image::remake(&bytes, kind, side)?;
            (image.kind, image.bytes, Some(image.size))
        }
        (_, UploadPlace::Design) => return Err(Fault::NotImage),
        (Some(kind), UploadPlace::Answer) => (kind, bytes, None),
        (None, UploadPlace::Answer) => return Err(Fault::BadFile),
    };
    Ok(Made {
        kind,
        hash: hex(&Sha256::digest(&bytes)),
        name: tidy_name(name, kind),
        size,
        bytes,
    })
}

/// What a file is, and its name for people; `None`: none that is accepted.
pub fn identify(bytes: &[u8], name: &str) -> Option<(Kind, String)> {
    kind::of(bytes, name).map(|kind| (kind, tidy_name(name, kind)))
}

/// A name for people: without folders, control characters and what no file system takes; ends as the kind does.
fn tidy_name(name: &str, kind: Kind) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    // Marks that turn the direction of writing could show another ending than the real one.
    let odd = |c: char| {
        c.is_control()
            || "<>:\"|?*".contains(c)
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let tidy: String = stem.chars().filter(|&c| !odd(c)).take(limits::NAME).collect();
    let tidy = tidy.trim().trim_matches('.');
    let stem = if tidy.is_empty() { "file" } else { tidy };
    format!("{stem}.{}", kind.ending())
}

#[cfg(test)]
mod tests;
