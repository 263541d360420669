//! Names by content. Trunk names a file by what it made; wasm-opt and the minifier change it afterwards, and
//! a browser keeps what has such a name for ever. So the names are made again from the final bytes.

use crate::files;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// How many hex digits Trunk's hashes have, less leading zeros.
const DIGITS: usize = 16;
/// How many ours have: two builds of one file must differ, and the frame document counts its bytes.
const OWN_DIGITS: usize = 8;

/// Renames the hashed files of a built front end and mends the names inside its text files. Files that others
/// name come first (a wasm file names none, the glue may name the wasm, the page names all).
pub(super) fn apply(folder: &Path) -> Result<()> {
    let mut hashed: Vec<PathBuf> = files::walk(folder)?
        .into_iter()
        .filter(|file| old_hash(file).is_some())
        .collect();
    hashed.sort_by_key(|file| order(file));
    for file in hashed {
        let (Some(old), Some(name)) = (old_hash(&file), file.file_name().and_then(|name| name.to_str()))
        else {
            continue;
        };
        let new_name = name.replacen(&old, &of(&files::read(&file)?), 1);
        if new_name == name {
            continue;
        }
        let renamed = file.with_file_name(&new_name);
        std::fs::rename(&file, &renamed).with_context(|| format!("cannot rename {}", file.display()))?;
        rename_inside(folder, name, &new_name)?;
    }
    Ok(())
}

fn rename_inside(folder: &Path, old: &str, new: &str) -> Result<()> {
    for file in files::walk(folder)? {
        if !matches!(
            file.extension().and_then(|extension| extension.to_str()),
            Some("html" | "js" | "css")
        ) {
            continue;
        }
        let text = files::read_text(&file)?;
        if text.contains(old) {
            files::write(&file, text.replace(old, new))?;
        }
    }
    Ok(())
}

fn order(file: &Path) -> u8 {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("js") => 2,
        Some("css") => 1,
        _ => 0,
    }
}

/// What stands in the name of a file with this content.
pub(super) fn of(content: &[u8]) -> String {
    files::hash(content)[..OWN_DIGITS].to_owned()
}

/// The hash in `NAME-HASH.EXT` or `NAME-HASH_bg.wasm`.
fn old_hash(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    name.split(['-', '_', '.'])
        .rev()
        .find(|part| {
            (DIGITS - 4..=DIGITS).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_content_and_references_follow_the_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        files::write(&at("app-123456789abcdef_bg.wasm"), b"wasm").expect("written");
        files::write(
            &at("app-123456789abcdef.js"),
            "load('app-123456789abcdef_bg.wasm')",
        )
        .expect("written");
        files::write(
            &at("index.html"),
            "app-123456789abcdef.js app-123456789abcdef_bg.wasm",
        )
        .expect("written");
        apply(folder.path()).expect("renamed");
        let wasm = format!("app-{}_bg.wasm", &files::hash(b"wasm")[..OWN_DIGITS]);
        let glue_text = format!("load('{wasm}')");
        let glue = format!("app-{}.js", &files::hash(glue_text.as_bytes())[..OWN_DIGITS]);
        assert_eq!(files::read_text(&at(&glue)).expect("the glue"), glue_text);
        assert_eq!(
            files::read_text(&at("index.html")).expect("the page"),
            format!("{glue} {wasm}")
        );
    }
}
