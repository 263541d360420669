//! The matcher as a browser runs it, for `cargo xtask bench browser`: built like the widget, with the widget's allocator, step by step
//! as the widget takes them, so that the page can time each.

use kotae_shared::{
    matcher::{Building, Matcher},
    pack::{Bodies, Pack},
};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Suggestions that the widget shows.
const SHOWN: usize = 5;

/// A matcher, or one in the making.
#[wasm_bindgen]
pub struct Bench {
    building: Option<Building>,
    matcher: Option<Matcher>,
}

#[wasm_bindgen]
impl Bench {
    /// Reads the first file of a pack.
    #[wasm_bindgen(constructor)]
    pub fn new(pack: &[u8]) -> Result<Self, JsError> {
        Ok(Self {
            building: Some(Building::new(Pack::decode(pack)?)),
            matcher: None,
        })
    }

    /// A step of making the index; whether all is done.
    pub fn step(&mut self) -> bool {
        self.building.as_mut().is_none_or(Building::step)
    }

    /// The end of making the index.
    pub fn finish(&mut self) {
        self.matcher = self.building.take().map(Building::finish);
    }

    /// Reads the second file of a pack; whether it belongs to the first one.
    pub fn sharpen(&mut self, bodies: Vec<u8>) -> Result<bool, JsError> {
        let bodies = Bodies::decode(bodies)?;
        Ok(self
            .matcher
            .as_mut()
            .is_some_and(|matcher| matcher.sharpen(bodies)))
    }

    /// Entries.
    pub fn entries(&self) -> usize {
        self.matcher.as_ref().map_or(0, |matcher| matcher.pack().len())
    }

    /// Asks; the number of hits.
    pub fn ask(&self, question: &str) -> usize {
        self.matcher
            .as_ref()
            .map_or(0, |matcher| matcher.ask(question).hits.len())
    }

    /// Suggests, with the marks in each title, as the widget does at a keystroke; the number of marks.
    pub fn suggest(&self, typed: &str) -> usize {
        let Some(matcher) = &self.matcher else { return 0 };
        let hits = matcher.suggest(typed, SHOWN);
        let marks = |index| matcher.highlights(typed, index).len();
        hits.iter().map(|hit| marks(hit.index)).sum()
    }
}
