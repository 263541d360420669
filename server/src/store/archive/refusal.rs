//! Why an archive was not taken.

use crate::store::Error;
use kotae_shared::Lang;

/// What is wrong with an archive. Nothing was made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No ZIP file, or one without a manifest that can be read.
    NoArchive,
    /// Made by a newer Kotae.
    Newer(String),
    /// A file that an archive does not have, or has twice.
    Strange(String),
    /// A file that the manifest names is not there.
    Missing(String),
    /// A file is not as the manifest says.
    Differs(String),
    /// It would become far larger than a true archive does.
    Swells,
    /// A line that is no row of its table.
    BadRow(String),
    /// The whole does not fit together.
    Unsound(String),
}

impl Refusal {
    /// One or two sentences for a reader of `lang`.
    pub fn message(&self, lang: Lang) -> String {
        let nothing = lang.pick("何も作成していません。", "Nothing was made.");
        let why = match (self, lang) {
            (Self::NoArchive, Lang::Ja) => {
                "Kotae のワークスペースの書き出しファイル（ZIP）ではありません。".to_owned()
            }
            (Self::NoArchive, Lang::En) => "This is not the export of a Kotae workspace (ZIP).".to_owned(),
            (Self::Newer(version), Lang::Ja) => {
                format!(
                    "新しい Kotae（{version}）で書き出したファイルです。取り込む側の Kotae を更新してください。"
                )
            }
            (Self::Newer(version), Lang::En) => {
                format!("A newer Kotae ({version}) has made this file; update this one first.")
            }
            (Self::Strange(path), Lang::Ja) => format!("あるはずのないファイルが入っています: {path}"),
            (Self::Strange(path), Lang::En) => format!("There is a file that does not belong here: {path}."),
            (Self::Missing(path), Lang::Ja) => format!("ファイルが足りません: {path}"),
            (Self::Missing(path), Lang::En) => format!("A file is missing: {path}."),
            (Self::Differs(path), Lang::Ja) => {
                format!(
                    "内容が manifest.json の記録と一致しません（壊れているか、書き換えられています）: {path}"
                )
            }
            (Self::Differs(path), Lang::En) => {
                format!("A file is not as manifest.json says, damaged or changed: {path}.")
            }
            (Self::Swells, Lang::Ja) => "展開すると異常に大きくなるファイルです。".to_owned(),
            (Self::Swells, Lang::En) => "Unpacked, this file would become unreasonably large.".to_owned(),
            (Self::BadRow(path), Lang::Ja) => format!("読み取れない行があります: {path}"),
            (Self::BadRow(path), Lang::En) => format!("A line cannot be read: {path}."),
            (Self::Unsound(what), Lang::Ja) => {
                format!("内容につじつまの合わないところがあります（{what}）。")
            }
            (Self::Unsound(what), Lang::En) => format!("The content does not fit together ({what})."),
        };
        format!("{why}\n{nothing}")
    }
}

/// Why a workspace was not made from an archive.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// The archive is at fault.
    #[error("{}", .0.message(Lang::En))]
    Refused(Refusal),
    /// Something else, such as the name.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Store(error.into())
    }
}
