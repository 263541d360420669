//! Files that the help desk uploads: images of the design, images and attachments of answers.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET api/admin/WORKSPACE/uploads` | | `[`[`Upload`]`]`, newest first |
//! | `POST api/admin/WORKSPACE/uploads?`[`UploadQuery`] | the file's bytes | [`Upload`] (201); the one that is there already (200) |
//! | `DELETE api/admin/WORKSPACE/uploads/ID` | | 204; 422 `in_use` while an answer or a widget shows it |
//! | `GET api/admin/WORKSPACE/files/FILE` | | the file, for who is signed in |
//! | `GET w/KEY/files/FILE` | | the file, for visitors |
//!
//! In Markdown a file is named by its address `files/FILE`, in a design by `FILE`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A file that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// The upload's id.
    pub id: Uuid,
    /// What it is addressed by: the SHA-256 of its bytes (64 hex digits), a dot, and what its content says it is.
    pub file: String,
    /// What it was called, for people.
    pub name: String,
    /// The media type.
    pub kind: String,
    /// Its size.
    pub bytes: u32,
    /// Width in pixels, of an image.
    pub width: Option<u32>,
    /// Height in pixels, of an image.
    pub height: Option<u32>,
    /// When it was uploaded.
    pub created_at: i64,
    /// Who uploaded it.
    pub created_by: String,
}

impl Upload {
    /// Whether it is an image.
    pub fn is_image(&self) -> bool {
        self.kind.starts_with("image/")
    }
}

/// What an upload is called and for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UploadQuery {
    /// The name on the sender's machine.
    pub name: String,
    /// What it is for.
    pub place: UploadPlace,
}

/// What an upload is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadPlace {
    /// An answer: an image or an attachment.
    #[default]
    Answer,
    /// A widget's design: a small image.
    Design,
}

/// Folder of uploads in the addresses that Markdown has.
pub const FOLDER: &str = "files/";

/// What the names of images end in.
pub const IMAGES: [&str; 4] = ["png", "jpg", "webp", "gif"];

/// What the names of attachments end in.
pub const ATTACHMENTS: [&str; 6] = ["pdf", "docx", "xlsx", "pptx", "txt", "csv"];

/// The hash and the ending of an upload's file name; `None` when it cannot be one.
pub fn split(file: &str) -> Option<(&str, &str)> {
    let (hash, ending) = file.split_once('.')?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let is_known = IMAGES.contains(&ending) || ATTACHMENTS.contains(&ending);
    (is_hash && is_known).then_some((hash, ending))
}

/// Whether a file name is that of an image.
pub fn is_image(file: &str) -> bool {
    split(file).is_some_and(|(_, ending)| IMAGES.contains(&ending))
}

/// Limits of uploads.
pub mod limits {
    /// A file, in bytes.
    pub const BYTES: usize = 20_000_000;
    /// Files of a workspace.
    pub const COUNT: u32 = 5_000;
    /// All files of a workspace, in bytes.
    pub const ALL_BYTES: i64 = 4 * 1024 * 1024 * 1024;
    /// Pixels of an image, in millions; of an animation, all frames together.
    pub const MEGAPIXELS: u32 = 50;
    /// A file's name, in characters.
    pub const NAME: usize = 120;
    /// The longer side of an answer's image, in pixels; larger ones are made smaller.
    pub const ANSWER_SIDE: u32 = 2_560;
    /// The same for an image of a design.
    pub const DESIGN_SIDE: u32 = 512;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_a_hash_and_a_known_ending() {
        let hash = "0a".repeat(32);
        assert_eq!(split(&format!("{hash}.png")), Some((hash.as_str(), "png")));
        assert!(is_image(&format!("{hash}.gif")) && !is_image(&format!("{hash}.pdf")));
        for bad in [
            hash.clone(),
            format!("{hash}.svg"),
            format!("{}.png", hash.to_uppercase()),
            format!("../{hash}.png"),
            format!("{hash}.png/x"),
            "0.png".into(),
        ] {
            assert_eq!(split(&bad), None, "{bad}");
        }
    }
}
