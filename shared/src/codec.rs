//! The binary wire format between the widget and the server: one version byte, then postcard.
//!
//! The widget's size budget has no room for a JSON codec; postcard costs it under 2 KB.

use serde::{Serialize, de::DeserializeOwned};

/// The version of every widget message. Raised when a type in [`crate::api::widget`] changes shape.
pub const WIRE_VERSION: u8 = 1;

/// The media type of a widget message.
pub const MEDIA_TYPE: &str = "application/vnd.kotae";

/// Why a message could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// Nothing was sent.
    Empty,
    /// Another version of Kotae wrote it; the widget reloads itself.
    Version(u8),
    /// The bytes do not form this message.
    Malformed,
}

/// Writes a message. Fails never for the types of this crate.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    let start = vec![WIRE_VERSION];
    postcard::to_extend(message, start).unwrap_or_default()
}

/// Reads a message; bytes left over are an error.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    match bytes.split_first() {
        None => Err(DecodeError::Empty),
        Some((&WIRE_VERSION, rest)) => match postcard::take_from_bytes(rest) {
            Ok((message, [])) => Ok(message),
            _ => Err(DecodeError::Malformed),
        },
        Some((&version, _)) => Err(DecodeError::Version(version)),
    }
}
