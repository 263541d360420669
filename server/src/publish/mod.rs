//! From what the help desk wrote to what visitors get.

mod links;
pub mod markdown;
pub mod plain;
mod tree;

pub use markdown::to_doc;
