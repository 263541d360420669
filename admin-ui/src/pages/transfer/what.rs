//! What is brought in and out: entries, or synonyms.

use crate::lang::{self, number, t};
use kotae_shared::Lang;

/// The tables of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum What {
    #[default]
    Entries,
    Synonyms,
}

impl What {
    pub(super) const ALL: [Self; 2] = [Self::Entries, Self::Synonyms];

    /// By the address's `of`.
    pub(super) fn read(of: Option<&str>) -> Self {
        match of {
            Some("synonyms") => Self::Synonyms,
            _ => Self::Entries,
        }
    }

    /// The page's own address.
    pub(super) fn page(self) -> &'static str {
        match self {
            Self::Entries => "transfer",
            Self::Synonyms => "transfer?of=synonyms",
        }
    }

    /// Where they are listed, which is also what files are called.
    pub(super) fn list(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Synonyms => "synonyms",
        }
    }

    /// Where a file of them goes.
    pub(super) fn import(self) -> &'static str {
        match self {
            Self::Entries => "import",
            Self::Synonyms => "import/synonyms",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Entries => "FAQ",
            Self::Synonyms => t("同義語", "Synonyms"),
        }
    }

    /// The button that applies so many rows.
    pub(super) fn act(self, writes: u32) -> String {
        let count = number(writes);
        match (lang::current(), self) {
            (Lang::Ja, Self::Entries) => format!("{count} 件を取り込む"),
            (Lang::Ja, Self::Synonyms) => format!("{count} 組を取り込む"),
            (Lang::En, Self::Entries) if writes == 1 => "Import 1 entry".to_owned(),
            (Lang::En, Self::Entries) => format!("Import {count} entries"),
            (Lang::En, Self::Synonyms) if writes == 1 => "Import 1 group".to_owned(),
            (Lang::En, Self::Synonyms) => format!("Import {count} groups"),
        }
    }

    /// Said when nothing in the file differs.
    pub(super) fn same(self) -> &'static str {
        match self {
            Self::Entries => t(
                "ファイルの内容は、いまの FAQ とすべて同じです。取り込むものはありません。",
                "Everything in the file is the same as now. There is nothing to import.",
            ),
            Self::Synonyms => t(
                "ファイルの内容は、いまの同義語とすべて同じです。取り込むものはありません。",
                "Everything in the file is the same as now. There is nothing to import.",
            ),
        }
    }

    /// Said below the result of a check.
    pub(super) fn unchanged_yet(self) -> &'static str {
        match self {
            Self::Entries => t(
                "まだ何も変更していません。内容を確認してから取り込んでください。ファイルにない FAQ はそのまま残ります。",
                "Nothing has been changed yet. Look through it, then import. Entries that are not in the file stay as they are.",
            ),
            Self::Synonyms => t(
                "まだ何も変更していません。内容を確認してから取り込んでください。ファイルにない同義語はそのまま残ります。",
                "Nothing has been changed yet. Look through it, then import. Groups that are not in the file stay as they are.",
            ),
        }
    }

    /// Said when somebody changed something after the check.
    pub(super) fn meanwhile(self) -> [&'static str; 2] {
        match self {
            Self::Entries => [
                t(
                    "確認のあとで FAQ が変更されました",
                    "The entries were changed after the check",
                ),
                t(
                    "まだ何も取り込んでいません。最新の FAQ に対して、もう一度確認してください。",
                    "Nothing was imported. Please check the file again, against the entries as they are now.",
                ),
            ],
            Self::Synonyms => [
                t(
                    "確認のあとで変更がありました",
                    "Something was changed after the check",
                ),
                t(
                    "まだ何も取り込んでいません。最新の内容に対して、もう一度確認してください。",
                    "Nothing was imported. Please check the file again, against what is there now.",
                ),
            ],
        }
    }

    /// The link to the list.
    pub(super) fn see(self) -> &'static str {
        match self {
            Self::Entries => t("FAQ の一覧を見る", "See the entries"),
            Self::Synonyms => t("同義語の一覧を見る", "See the synonyms"),
        }
    }

    /// What an export has.
    pub(super) fn export(self) -> &'static str {
        match self {
            Self::Entries => t(
                "下書きとアーカイブを含む、すべての FAQ をダウンロードします。Excel で直して、そのまま取り込み直せます。",
                "Downloads every entry, drafts and archived ones too. Edit it in Excel and import it again as it is.",
            ),
            Self::Synonyms => t(
                "登録したすべての同義語をダウンロードします。Excel で直して、そのまま取り込み直せます。",
                "Downloads every group of synonyms. Edit it in Excel and import it again as it is.",
            ),
        }
    }
}
