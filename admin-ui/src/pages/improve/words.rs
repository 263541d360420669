//! What went wrong, what is done about it, and why an entry was found, in words.

use crate::lang::{self, t};
use kotae_shared::{
    Lang,
    api::improve::ImproveState,
    matcher::{Place, Why},
};

/// The states, in the order of their counts.
pub(super) const STATES: [ImproveState; 4] = [
    ImproveState::New,
    ImproveState::InProgress,
    ImproveState::Done,
    ImproveState::Ignored,
];

/// A state's name.
pub(super) fn state(state: ImproveState) -> &'static str {
    match state {
        ImproveState::New => t("未対応", "New"),
        ImproveState::InProgress => t("対応中", "In progress"),
        ImproveState::Done => t("対応済み", "Done"),
        ImproveState::Ignored => t("対象外", "Out of scope"),
    }
}

/// The troubles' keys and names, in the order of their counts.
pub(super) fn troubles() -> [(&'static str, &'static str); 3] {
    [
        ("not_found", t("見つからなかった", "Nothing found")),
        ("not_solved", t("解決しなかった", "Not solved")),
        ("abandoned", t("候補を選ばなかった", "Nothing chosen")),
    ]
}

/// What of the question an entry has, and where.
pub(crate) fn why(why: &Why) -> String {
    let place = |place| match place {
        Place::Title => t("タイトル", "title"),
        Place::Phrasing => t("言い換え", "phrasing"),
        Place::Keyword => t("キーワード", "keyword"),
        Place::Learned => t("学習した言い方", "learned phrase"),
        Place::Category => t("カテゴリー", "category"),
        Place::Body => t("回答", "answer"),
        Place::Synonyms => t("同義語", "synonym"),
    };
    let parts = why.parts.iter().take(4).map(|part| {
        let (text, place) = (&part.text, place(part.place));
        match lang::current() {
            Lang::Ja => format!("「{text}」が{place}に一致"),
            Lang::En => format!("“{text}” in its {place}"),
        }
    });
    let mut parts: Vec<String> = parts.collect();
    if !why.unknown.is_empty() {
        let unknown = why.unknown.join(t("」「", "”, “"));
        parts.push(match lang::current() {
            Lang::Ja => format!("どの FAQ にもない言葉「{unknown}」"),
            Lang::En => format!("no entry has “{unknown}”"),
        });
    }
    parts.join(t("、", "; "))
}
