//! The matcher's results for a fixed FAQ and fixed questions; see `golden/README.md`.

#[path = "../golden/run.rs"]
mod run;
#[path = "../golden/source.rs"]
mod source;

use kotae_shared::pack::{build, build_bodies};
use std::{env, fs, path::Path};

#[test]
fn questions_are_answered_as_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let (pack_file, expected_file) = (folder.join("faq.pack"), folder.join("expected.tsv"));
    let bodies_file = folder.join("faq.bodies");
    let source = source::source();
    let bodies = build_bodies(&source).expect("builds").expect("has answers");
    let pack = build(&source, Some([7; 32])).expect("builds");
    let expected = fs::read_to_string(&expected_file).expect("the expected lines");
    let lines = run::run(&pack, &bodies, run::questions(&expected));
    if env::var("KOTAE_GOLDEN").as_deref() == Ok("write") {
        fs::write(bodies_file, &bodies).expect("writes the bodies");
        fs::write(pack_file, &pack).expect("writes the pack");
        fs::write(expected_file, &lines).expect("writes the lines");
        return;
    }
    for (line, expected) in lines.lines().zip(expected.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(lines, expected);
    assert!(
        fs::read(bodies_file).expect("the bodies") == bodies,
        "the bodies' bytes have changed"
    );
    assert!(
        fs::read(pack_file).expect("the pack") == pack,
        "the pack's bytes have changed"
    );
}
