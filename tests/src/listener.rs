//! What a browser tells of its pages, whichever browser it is.

use crate::{bidi::Bidi, devtools::DevTools};

/// What pages have said and done.
#[derive(Debug, Default)]
pub struct Heard {
    /// What no page may do.
    pub faults: Vec<String>,
    /// What was written into the console, whatever its level.
    pub said: Vec<String>,
    /// The addresses asked for.
    pub requests: Vec<String>,
}

/// The way a browser tells it.
#[derive(Debug)]
pub enum Listener {
    /// Chromium's.
    DevTools(DevTools),
    /// Firefox's.
    Bidi(Bidi),
}

impl Listener {
    /// What was heard so far, to read or to take out; everything that pages have said up to now is in it.
    pub async fn heard<T>(&self, take: impl FnOnce(&mut Heard) -> T) -> T {
        match self {
            Self::DevTools(devtools) => devtools.heard(take).await,
            Self::Bidi(bidi) => bidi.heard(take).await,
        }
    }

    /// The addresses that any page or frame has asked for.
    pub fn requests(&self) -> Vec<String> {
        match self {
            Self::DevTools(devtools) => devtools.requests(),
            Self::Bidi(bidi) => bidi.requests(),
        }
    }
}
