//! The audit log: what its chain is and what can be wrong with it. A part of [`super::admin`].

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// A workspace that was told nothing keeps its audit log for so many days.
pub const DAYS_AT_FIRST: u32 = 365;
/// The least that can be set.
pub const DAYS_LEAST: u32 = 30;
/// The most that can be set.
pub const DAYS_MOST: u32 = 3_650;

/// How a look at the chain of an audit log went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainReport {
    /// When it began, in epoch milliseconds.
    pub checked_at: i64,
    /// Records that were found to fit; all of them when there is no fault.
    pub records: u64,
    /// The number of the oldest record that is there.
    pub first: i64,
    /// The number of the last record that fits.
    pub last: i64,
    /// Its hash, in hex.
    pub head: String,
    /// Records of which the personal content was erased, as another record says.
    pub erased: u64,
    /// The first record that does not fit.
    pub fault: Option<ChainFault>,
}

/// Who knew of a record beside the log itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Witness {
    /// The number and hash of the newest record, written with it.
    Head,
    /// The installation's database.
    Installation,
    /// The file to which each night adds a line.
    File,
}

impl Witness {
    const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Head => lang.pick("末尾の控え", "the note of the newest record"),
            Self::Installation => lang.pick("インストール全体のデータベース", "the installation's database"),
            Self::File => lang.pick("毎晩の控えのファイル", "the file of the nightly check"),
        }
    }
}

/// The first record of a chain that does not fit, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChainFault {
    /// What it says is not what it said.
    Changed {
        /// Its number.
        sequence: i64,
    },
    /// What is personal in it is gone, and no record says that it was erased.
    ContentRemoved {
        /// Its number.
        sequence: i64,
    },
    /// Records are missing.
    Removed {
        /// The first of them.
        from: i64,
        /// The last of them.
        to: i64,
    },
    /// Records are missing before this one, and those after them were numbered anew.
    RemovedBefore {
        /// The number of the first that is there.
        sequence: i64,
    },
    /// Another record was moved to its place.
    Reordered {
        /// The number.
        sequence: i64,
    },
    /// It was put in later.
    Inserted {
        /// Its number; `None`: it has none.
        sequence: Option<i64>,
        /// Its id; empty where it is not known.
        id: String,
    },
    /// The newest records are missing.
    NewestRemoved {
        /// The first of them.
        from: i64,
        /// The last one that somebody knew of.
        to: i64,
        /// When that was noted, in epoch milliseconds; 0: unknown.
        at: i64,
        /// Who knew of it.
        witness: Witness,
    },
    /// It fits, but it is not the record that was there before.
    Rewritten {
        /// Its number.
        sequence: i64,
        /// When the other one was noted, in epoch milliseconds; 0: unknown.
        at: i64,
        /// Who knew of it.
        witness: Witness,
    },
    /// The place where the chain was cut is not signed by this installation.
    Checkpoint {
        /// The number of the last record that went.
        sequence: i64,
    },
    /// The note of the newest record is gone.
    NoHead,
}

impl ChainFault {
    /// One sentence.
    pub fn message(&self, lang: Lang) -> String {
        let ja = lang == Lang::Ja;
        match self {
            Self::Changed { sequence } if ja => format!("記録 {sequence} の内容が書き換えられています。"),
            Self::Changed { sequence } => format!("Record {sequence} was changed."),
            Self::ContentRemoved { sequence } if ja => {
                format!("記録 {sequence} の個人に関する内容が、消去の記録なしに取り除かれています。")
            }
            Self::ContentRemoved { sequence } => {
                format!(
                    "The personal content of record {sequence} was removed, and no record says that it was erased."
                )
            }
            Self::Removed { from, to } if from == to => match lang {
                Lang::Ja => format!("記録 {from} が取り除かれています。"),
                Lang::En => format!("Record {from} was removed."),
            },
            Self::Removed { from, to } if ja => format!("記録 {from}～{to} が取り除かれています。"),
            Self::Removed { from, to } => format!("Records {from} to {to} were removed."),
            Self::RemovedBefore { sequence } if ja => {
                format!("記録 {sequence} の直前の記録が取り除かれ、番号が詰められています。")
            }
            Self::RemovedBefore { sequence } => {
                format!("Records before record {sequence} were removed, and the rest was numbered anew.")
            }
            Self::Reordered { sequence } if ja => {
                format!("記録 {sequence} の位置に別の記録があります。順序が入れ替えられています。")
            }
            Self::Reordered { sequence } => {
                format!("Another record stands in the place of record {sequence}: the order was changed.")
            }
            Self::Inserted {
                sequence: Some(sequence),
                ..
            } => match lang {
                Lang::Ja => format!("記録 {sequence} は、あとから差し込まれたものです。"),
                Lang::En => format!("Record {sequence} was inserted later."),
            },
            Self::Inserted { id, .. } if ja => format!("番号のない記録（{id}）が差し込まれています。"),
            Self::Inserted { id, .. } => format!("A record without a number was inserted ({id})."),
            Self::NewestRemoved {
                from, to, witness, ..
            } if ja => format!(
                "最新の記録 {from}～{to} が取り除かれています（{}には残っています）。",
                witness.name(lang)
            ),
            Self::NewestRemoved {
                from, to, witness, ..
            } => format!(
                "The newest records {from} to {to} were removed; {} knows of them.",
                witness.name(lang)
            ),
            Self::Rewritten {
                sequence, witness, ..
            } if ja => format!(
                "記録 {sequence} は、{}に控えたものと違います。そこまでの記録が作り直されています。",
                witness.name(lang)
            ),
            Self::Rewritten {
                sequence, witness, ..
            } => format!(
                "Record {sequence} is not the one that {} knows: the records up to it were written anew.",
                witness.name(lang)
            ),
            Self::Checkpoint { sequence } if ja => {
                format!("記録 {sequence} までを削除した区切りの署名が正しくありません。")
            }
            Self::Checkpoint { sequence } => {
                format!("The checkpoint after record {sequence} is not signed by this installation.")
            }
            Self::NoHead => lang
                .pick(
                    "最新の記録の控えが取り除かれています。",
                    "The note of the newest record was removed.",
                )
                .to_owned(),
        }
    }
}
