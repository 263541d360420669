//! Shorter names between a program and its glue. wasm-bindgen ends each with a hash of 16 digits, which no
//! compression makes smaller; we build and ship both files together, so a number says the same.

use crate::files;
use anyhow::Result;
use std::{collections::BTreeSet, path::Path};

/// Digits of the hash.
const DIGITS: usize = 16;

/// Numbers the names in every glue and program of a folder. All keep their length, so that nothing moves in the
/// binary file.
pub(super) fn shorten(folder: &Path) -> Result<()> {
    let of_kind = |kind: &str| -> Result<Vec<_>> {
        let files = files::walk(folder)?;
        Ok(files
            .into_iter()
            .filter(|file| file.extension().is_some_and(|extension| extension == kind))
            .collect())
    };
    let (glues, programs) = (of_kind("js")?, of_kind("wasm")?);
    let mut names = BTreeSet::new();
    for glue in &glues {
        names.extend(hashed(&files::read_text(glue)?));
    }
    let renamed: Vec<(String, String)> = names
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            let numbered = format!("{}{at:0DIGITS$}", &name[..name.len() - DIGITS]);
            (name, numbered)
        })
        .collect();
    for file in glues.iter().chain(&programs) {
        let mut bytes = files::read(file)?;
        for (old, new) in &renamed {
            replace(&mut bytes, old.as_bytes(), new.as_bytes());
        }
        files::write(file, bytes)?;
    }
    Ok(())
}

/// The names in a text that wasm-bindgen made and ended with a hash.
fn hashed(glue: &str) -> BTreeSet<String> {
    glue.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|name| name.starts_with("__wbg_") || name.starts_with("wasm_bindgen__convert__"))
        .filter(|name| {
            let bytes = name.as_bytes();
            bytes.len() > DIGITS
                && bytes[bytes.len() - DIGITS..]
                    .iter()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        })
        .map(str::to_owned)
        .collect()
}

/// Writes `new` over each `old`; both are of one length.
fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(old.len()).position(|part| part == old) {
        at += found;
        bytes[at..at + new.len()].copy_from_slice(new);
        at += new.len();
    }
}

#[cfg(test)]
mod tests {
    use super::{hashed, shorten};
    use crate::files;

    #[test]
    fn program_and_glue_agree_afterwards_and_keep_their_lengths() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let glue = "{__wbg_get_f73e35c7bae8fc1c:a,__wbg_get_a73e35c7bae8fc1c:b} wasm.memory";
        files::write(&at("a.js"), glue).expect("written");
        files::write(
            &at("a.wasm"),
            b"\0\x1a__wbg_get_a73e35c7bae8fc1c\0__wbg_get_f73e35c7bae8fc1c",
        )
        .expect("written");
        shorten(folder.path()).expect("shortened");
        assert_eq!(
            files::read_text(&at("a.js")).expect("the glue"),
            "{__wbg_get_0000000000000001:a,__wbg_get_0000000000000000:b} wasm.memory"
        );
        assert_eq!(
            files::read(&at("a.wasm")).expect("the program"),
            b"\0\x1a__wbg_get_0000000000000000\0__wbg_get_0000000000000001"
        );
    }

    #[test]
    fn only_names_with_a_hash() {
        assert!(hashed("__wbindgen_malloc kotae-widget-f3b0c52db7417976 __wbg_get_imports").is_empty());
    }
}
