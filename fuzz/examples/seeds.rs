//! Writes packs for `pack_decode` to begin with into a folder: small ones, which are changed fastest, and the golden one.

use kotae_shared::Uuid;
use kotae_shared::pack::{
    Source, SourceCategory, SourceEntry, SourceReading, SourceSynonyms, build, build_bodies,
};
use std::{error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: seeds FOLDER")?);
    fs::write(
        folder.join("golden"),
        include_bytes!("../../shared/golden/faq.pack"),
    )?;
    for entries in [0, 1, 3, 9] {
        let source = source(entries);
        let first = build(&source, None)?;
        let mut both = (first.len() as u32).to_le_bytes()[..3].to_vec();
        both.extend(&first);
        both.extend(build_bodies(&source)?.unwrap_or_default());
        fs::write(folder.join(format!("small-{entries}")), first)?;
        fs::write(folder.join(format!("both-{entries}")), both)?;
    }
    Ok(())
}

fn source(entries: usize) -> Source {
    const TITLES: [&str; 3] = ["有給休暇の申請", "ＶＰＮに接続できない", "Reset your password"];
    let entry = |at: usize| SourceEntry {
        id: Uuid::from_u128(at as u128),
        title: TITLES[at % 3].into(),
        phrasings: vec!["休みを取りたい".into()],
        keywords: vec!["リモート".into()],
        learned: vec!["つながらない".into()],
        category: (at % 2 == 0).then(|| Uuid::from_u128(2)),
        body: "ポータルから申し込みます。".into(),
        synonyms: vec![0],
    };
    Source {
        categories: vec![
            SourceCategory {
                id: Uuid::from_u128(1),
                parent: None,
                name: "IT".into(),
            },
            SourceCategory {
                id: Uuid::from_u128(2),
                parent: Some(Uuid::from_u128(1)),
                name: "ネットワーク".into(),
            },
        ],
        entries: (0..entries).map(entry).collect(),
        readings: vec![SourceReading {
            word: "有給休暇".into(),
            reading: "ゆうきゆうきゆうか".into(),
        }],
        synonyms: vec![SourceSynonyms {
            said: vec!["年休".into()],
            built_in: false,
        }],
    }
}
