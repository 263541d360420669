//! The matcher's results for a fixed FAQ and fixed questions; see `golden/README.md`.

#[path = "../golden/run.rs"]
mod run;
#[path = "../golden/source.rs"]
mod source;

use kotae_shared::pack::build;
use std::{env, fs, path::Path};

#[test]
fn questions_are_answered_as_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let (pack_file, expected_file) = (folder.join("faq.pack"), folder.join("expected.tsv"));
    let pack = build(&source::source()).expect("builds");
    let expected = fs::read_to_string(&expected_file).expect("the expected lines");
    let lines = run::run(&pack, run::questions(&expected));
    if env::var("KOTAE_GOLDEN").as_deref() == Ok("write") {
        fs::write(pack_file, &pack).expect("writes the pack");
        fs::write(expected_file, &lines).expect("writes the lines");
        return;
    }
    for (line, expected) in lines.lines().zip(expected.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(lines, expected);
    assert!(
        fs::read(pack_file).expect("the pack") == pack,
        "the pack's bytes have changed"
    );
}
