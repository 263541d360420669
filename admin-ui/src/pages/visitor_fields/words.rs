//! What the parts of a visitor field are called.

use crate::lang::{self, number, t};
use kotae_shared::{Lang, visitor::Sources};

/// A place that values come from.
pub(super) struct Source {
    /// In the address and in the API.
    pub(super) key: &'static str,
    names: [&'static str; 2],
    helps: [&'static str; 2],
    /// Whether it is one of these.
    pub(super) is_on: fn(Sources) -> bool,
}

impl Source {
    /// What it is called.
    pub(super) fn name(&self) -> &'static str {
        t(self.names[0], self.names[1])
    }

    /// What that means.
    pub(super) fn help(&self) -> &'static str {
        t(self.helps[0], self.helps[1])
    }
}

/// All of them, in the order of the screens.
pub(super) const SOURCES: [Source; 4] = [
    Source {
        key: "forms",
        names: ["フォームで聞く", "Asked in forms"],
        helps: [
            "フォームの欄の「最初に入れておく項目」に選ぶと、そこに書かれた値を訪問者情報として受信に残します。",
            "Where a field of a form is filled in from it, what is written there is kept with the submission.",
        ],
        is_on: |sources| sources.forms,
    },
    Source {
        key: "page",
        names: ["ページから受け取る", "Told by the page"],
        helps: [
            "チャットを置いたページが、data-visitor-キー か setVisitor で渡します。誰でも書き換えられるため「未確認」と表示します。",
            "The page around the chat says it by data-visitor-KEY or setVisitor. Anybody could change that, so it is shown as claimed.",
        ],
        is_on: |sources| sources.page,
    },
    Source {
        key: "token",
        names: ["署名付きトークンから受け取る", "Told by the signed token"],
        helps: [
            "社内のサーバーが署名した値です。「確認済み」と表示し、ほかの値より優先します。",
            "Signed by your own server: shown as verified, and stronger than any other value.",
        ],
        is_on: |sources| sources.token,
    },
    Source {
        key: "hidden",
        names: ["訪問者に見せない", "Not shown to the visitor"],
        helps: [
            "ページかトークンから受け取り、フォームの見える欄には入れません。",
            "It comes by the page or the token, and fills in no field that the visitor sees.",
        ],
        is_on: |sources| sources.hidden,
    },
];

/// Where values come from, in a line.
pub(super) fn sources(sources: Sources) -> String {
    let on = SOURCES.iter().filter(|source| (source.is_on)(sources));
    on.map(Source::name).collect::<Vec<_>>().join(t("、", ", "))
}

/// For how long values are kept.
pub(super) fn kept(days: u32) -> String {
    match (days, lang::current()) {
        (0, Lang::Ja) => "記録と同じ".to_owned(),
        (0, Lang::En) => "As its record".to_owned(),
        (days, Lang::Ja) => format!("{} 日", number(days)),
        (1, Lang::En) => "1 day".to_owned(),
        (days, Lang::En) => format!("{} days", number(days)),
    }
}
