//! Asks the golden questions of `shared/golden` in a browser: the matcher there folds with the browser's own
//! Unicode tables, and must come to the same results as the native one.

#[path = "../../../shared/golden/run.rs"]
mod run;

use wasm_bindgen::prelude::wasm_bindgen;

const PACK: &[u8] = include_bytes!("../../../shared/golden/faq.pack");
const BODIES: &[u8] = include_bytes!("../../../shared/golden/faq.bodies");
const EXPECTED: &str = include_str!("../../../shared/golden/expected.tsv");

/// Runs every golden question. Returns an empty text when all came out as natively, else the lines that did not,
/// each with the line that was expected.
#[wasm_bindgen]
pub fn differences() -> String {
    let lines = run::run(PACK, BODIES, run::questions(EXPECTED));
    let mut differences = String::new();
    let mut expected = EXPECTED.lines();
    for line in lines.lines() {
        let wanted = expected.next().unwrap_or_default();
        if line != wanted {
            differences.extend(["got      ", line, "\nexpected ", wanted, "\n"]);
        }
    }
    differences.extend(expected.flat_map(|wanted| ["missing  ", wanted, "\n"]));
    differences
}

/// How many questions there are, so that a caller can tell that some were asked.
#[wasm_bindgen]
pub fn questions() -> usize {
    EXPECTED.lines().count()
}
