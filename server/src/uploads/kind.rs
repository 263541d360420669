//! What a file is, by its content.

use super::zip;
use kotae_shared::api::uploads;

/// The kinds of files that are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// PDF.
    Pdf,
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// PowerPoint.
    Pptx,
    /// Plain text.
    Text,
    /// A table as text.
    Csv,
}

impl Kind {
    const ALL: [Self; 10] = [
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Gif,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Text,
        Self::Csv,
    ];

    /// The kind of a stored file's ending.
    pub fn of_ending(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.ending() == ending)
    }

    /// What its files' names end in.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Text => "txt",
            Self::Csv => "csv",
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
        }
    }

    /// Whether it is shown within a page; all others are only handed out.
    pub fn is_image(self) -> bool {
        uploads::IMAGES.contains(&self.ending())
    }
}

/// The kind of a file. Its name only tells a table from a text. `None`: not one that is accepted.
pub(super) fn of(bytes: &[u8], name: &str) -> Option<Kind> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"\x89PNG\r\n\x1a\n") {
        Some(Kind::Png)
    } else if starts(&[0xff, 0xd8, 0xff]) {
        Some(Kind::Jpeg)
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Some(Kind::Gif)
    } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Kind::Webp)
    } else if starts(b"%PDF-") {
        Some(Kind::Pdf)
    } else if starts(b"PK\x03\x04") {
        office(&zip::names(bytes)?)
    } else {
        text(bytes, name)
    }
}

/// An Office file without macros.
fn office(names: &[&[u8]]) -> Option<Kind> {
    let has = |wanted: &str| names.contains(&wanted.as_bytes());
    let has_macros = names
        .iter()
        .any(|name| name.to_ascii_lowercase().ends_with(b"vbaproject.bin"));
    if has_macros || !has("[Content_Types].xml") {
        return None;
    }
    let main = [
        ("word/document.xml", Kind::Docx),
        ("xl/workbook.xml", Kind::Xlsx),
        ("ppt/presentation.xml", Kind::Pptx),
    ];
    main.into_iter()
        .find_map(|(part, kind)| has(part).then_some(kind))
}

/// Text that holds no markup: SVG, HTML and XML are texts too, and a browser might read them as more.
fn text(bytes: &[u8], name: &str) -> Option<Kind> {
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let kind = match ending.as_str() {
        "txt" | "text" | "log" | "md" => Kind::Text,
        "csv" | "tsv" => Kind::Csv,
        _ => return None,
    };
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let is_markup = body.trim_ascii_start().starts_with(b"<");
    let has_controls = body
        .iter()
        .any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c));
    (is_utf16 || !(is_markup || has_controls)).then_some(kind)
}
