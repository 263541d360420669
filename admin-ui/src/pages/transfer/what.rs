//! What is brought in and out: entries, categories, synonyms, pinned questions.

use crate::lang::{self, number, t};
use kotae_shared::Lang;

/// The tables of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum What {
    #[default]
    Entries,
    Categories,
    Synonyms,
    Pinned,
}

impl What {
    pub(super) const ALL: [Self; 4] = [Self::Entries, Self::Categories, Self::Synonyms, Self::Pinned];

    /// By the address's `of`.
    pub(super) fn read(of: Option<&str>) -> Self {
        match of {
            Some("categories") => Self::Categories,
            Some("synonyms") => Self::Synonyms,
            Some("pinned") => Self::Pinned,
            _ => Self::Entries,
        }
    }

    /// The page's own address.
    pub(super) fn page(self) -> &'static str {
        match self {
            Self::Entries => "transfer",
            Self::Categories => "transfer?of=categories",
            Self::Synonyms => "transfer?of=synonyms",
            Self::Pinned => "transfer?of=pinned",
        }
    }

    /// Where they are listed, which is also what files are called.
    pub(super) fn list(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Categories => "categories",
            Self::Synonyms => "synonyms",
            Self::Pinned => "pinned",
        }
    }

    /// Where a file of them goes.
    pub(super) fn import(self) -> &'static str {
        match self {
            Self::Entries => "import",
            Self::Categories => "import/categories",
            Self::Synonyms => "import/synonyms",
            Self::Pinned => "import/pinned",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Entries => "FAQ",
            Self::Categories => t("カテゴリー", "Categories"),
            Self::Synonyms => t("同義語", "Synonyms"),
            Self::Pinned => t("固定した質問", "Pinned questions"),
        }
    }

    /// The button that applies so many rows.
    pub(super) fn act(self, writes: u32) -> String {
        let count = number(writes);
        let (one, many) = match self {
            Self::Entries => ("entry", "entries"),
            Self::Categories => ("category", "categories"),
            Self::Synonyms => ("group", "groups"),
            Self::Pinned => ("question", "questions"),
        };
        match (lang::current(), self) {
            (Lang::Ja, Self::Synonyms) => format!("{count} 組を取り込む"),
            (Lang::Ja, _) => format!("{count} 件を取り込む"),
            (Lang::En, _) => format!("Import {count} {}", lang::plural(writes, one, many)),
        }
    }

    /// Said when nothing in the file differs.
    pub(super) fn same(self) -> &'static str {
        match self {
            Self::Entries => t(
                "ファイルの内容は、いまの FAQ とすべて同じです。取り込むものはありません。",
                "Everything in the file is the same as now. There is nothing to import.",
            ),
            Self::Categories => t(
                "ファイルの内容は、いまのカテゴリーとすべて同じです。取り込むものはありません。",
                "Everything in the file is the same as now. There is nothing to import.",
            ),
            Self::Synonyms => t(
                "ファイルの内容は、いまの同義語とすべて同じです。取り込むものはありません。",
                "Everything in the file is the same as now. There is nothing to import.",
            ),
            Self::Pinned => t(
                "ファイルの内容は、いまの固定した質問とすべて同じです。取り込むものはありません。",
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
            Self::Categories => t(
                "まだ何も変更していません。内容を確認してから取り込んでください。ファイルにないカテゴリーはそのまま残ります。",
                "Nothing has been changed yet. Look through it, then import. Categories that are not in the file stay as they are.",
            ),
            Self::Synonyms => t(
                "まだ何も変更していません。内容を確認してから取り込んでください。ファイルにない同義語はそのまま残ります。",
                "Nothing has been changed yet. Look through it, then import. Groups that are not in the file stay as they are.",
            ),
            Self::Pinned => t(
                "まだ何も変更していません。内容を確認してから取り込んでください。ファイルにない質問はそのまま残ります。",
                "Nothing has been changed yet. Look through it, then import. Questions that are not in the file stay as they are.",
            ),
        }
    }

    /// Said when somebody changed something after the check.
    pub(super) fn meanwhile(self) -> [&'static str; 2] {
        match self {
            Self::Entries => [
                t(
                    "確認のあとで、このファイルにある FAQ をほかの人が変更しました",
                    "Somebody changed entries of this file after the check",
                ),
                t(
                    "ほかの人の変更を上書きしないように、まだ何も取り込んでいません。最新の FAQ に対して、もう一度確認してください。",
                    "Nothing was imported, so that nobody's change is overwritten. Please check the file again, against the entries as they are now.",
                ),
            ],
            Self::Categories | Self::Synonyms | Self::Pinned => [
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
            Self::Categories => t("カテゴリーの一覧を見る", "See the categories"),
            Self::Synonyms => t("同義語の一覧を見る", "See the synonyms"),
            Self::Pinned => t("固定した質問の一覧を見る", "See the pinned questions"),
        }
    }

    /// What an export has.
    pub(super) fn export(self) -> &'static str {
        match self {
            Self::Entries => t(
                "下書きとアーカイブを含む、すべての FAQ をダウンロードします。Excel で直して、そのまま取り込み直せます。",
                "Downloads every entry, drafts and archived ones too. Edit it in Excel and import it again as it is.",
            ),
            Self::Categories => t(
                "すべてのカテゴリーを、階層と並び順つきでダウンロードします。Excel で直して、そのまま取り込み直せます。",
                "Downloads every category with its level and its place. Edit it in Excel and import it again as it is.",
            ),
            Self::Pinned => t(
                "すべての固定した質問をダウンロードします。Excel で直して、そのまま取り込み直せます。",
                "Downloads every pinned question. Edit it in Excel and import it again as it is.",
            ),
            Self::Synonyms => t(
                "登録したすべての同義語をダウンロードします。Excel で直して、そのまま取り込み直せます。",
                "Downloads every group of synonyms. Edit it in Excel and import it again as it is.",
            ),
        }
    }
}
