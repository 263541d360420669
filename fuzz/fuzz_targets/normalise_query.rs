//! Any text may be asked: folding it twice is folding it once, and what is found and marked is as it should be.

#![no_main]

mod check;

use kotae_shared::{matcher::Matcher, pack::Pack, text::fold};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| {
    let pack = include_bytes!("../../shared/golden/faq.pack");
    Matcher::new(Pack::decode(pack).expect("the golden pack"))
});

fuzz_target!(|question: &str| {
    let folded = fold(question);
    assert_eq!(fold(&folded), folded, "folding a folded text changes nothing");
    check::check(&MATCHER, question);
});
