//! An answer as a small typed tree, made from Markdown when an entry is published.
//!
//! There is no raw HTML in it, and every link has been checked, so a renderer cannot inject anything.

use serde::{Deserialize, Serialize};

/// A whole answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doc {
    /// The blocks, top to bottom.
    pub blocks: Vec<Block>,
}

/// A block of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading; `level` is 1 to 3 (deeper ones are folded into 3).
    Heading {
        /// 1 to 3.
        level: u8,
        /// The heading's text.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// The number of the first item of an ordered list; `None` for bullets.
        start: Option<u32>,
        /// Each item is a list of blocks.
        items: Vec<Vec<Block>>,
    },
    /// A block of code, as written.
    Code {
        /// The language named at the fence, or empty.
        language: String,
        /// The code.
        text: String,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A table.
    Table {
        /// One alignment a column.
        align: Vec<Align>,
        /// The header row.
        head: Vec<Vec<Inline>>,
        /// The rows; each has as many cells as `head`.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A horizontal rule.
    Rule,
}

/// Running text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Struck-out text.
    Strike(Vec<Inline>),
    /// Code within a line.
    Code(String),
    /// A link whose address is http(s), mailto, tel or relative.
    Link {
        /// The checked address.
        href: String,
        /// What is shown.
        text: Vec<Inline>,
    },
    /// An image whose address is http(s) or relative.
    Image {
        /// The checked address.
        src: String,
        /// The text for those who do not see it.
        alt: String,
    },
    /// A line break that the author asked for.
    Break,
}

/// How a table's column is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// As the text runs.
    #[default]
    Start,
    /// Centred.
    Center,
    /// To the end, for numbers.
    End,
}
