//! What the browser and the server of Kotae share: the types of the HTTP APIs, the knowledge pack,
//! text normalisation and the matcher.
//!
//! This crate ships to every visitor, so it holds no IO, no clock, no randomness and nothing heavy.

pub mod access;
pub mod api;
pub mod codec;
pub mod color;
pub mod doc;
pub mod form;
pub mod lang;
pub mod letters;
pub mod look;
pub mod matcher;
pub mod pack;
pub mod readable;
pub mod scenario;
pub mod settings;
pub mod text;
pub mod visitor;
pub mod words;

pub use lang::{Lang, Localised};
pub use uuid::Uuid;
