//! What kinds and states are called.

use crate::{lang::t, ui::Icon};
use kotae_shared::{api::scenarios::ScenarioState, scenario::Kind};

/// What a state is called, and how it looks.
pub(super) fn state(state: ScenarioState) -> (&'static str, &'static str) {
    match state {
        ScenarioState::New => ("chip warn", t("未公開", "Not published yet")),
        ScenarioState::Changed => ("chip warn", t("変更あり（未公開）", "Changed")),
        ScenarioState::Published => ("chip good", t("公開中", "Published")),
        ScenarioState::Withheld => ("chip bad", t("公開されていません", "Withheld")),
    }
}

/// What a kind of step is called.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => t("メッセージ", "Message"),
        Kind::Choices => t("選択", "Choices"),
        Kind::Question => t("自由質問", "Free question"),
        Kind::Entry => "FAQ",
        Kind::Form => t("フォーム", "Form"),
        Kind::Link => t("リンク", "Link"),
        Kind::End => t("終了", "End"),
    }
}

/// What a kind of step does, in a sentence.
pub(super) fn explanation(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => t(
            "話して、そのまま次へ進みます。",
            "Says something and goes on at once.",
        ),
        Kind::Choices => t(
            "選択肢を見せて、選ばれた先へ進みます。",
            "Lets the visitor choose where to go.",
        ),
        Kind::Question => t(
            "自由に質問してもらい、FAQ で答えます。その後、次へ進めます。",
            "Lets the visitor ask in his own words, answered from the FAQ; then he can go on.",
        ),
        Kind::Entry => t(
            "FAQ の答えを見せます。その後、次へ進めます。",
            "Shows an entry’s answer; then he can go on.",
        ),
        Kind::Form => t(
            "フォームを見せます。受付していないときは出しません。その後、次へ進めます。",
            "Shows a form, unless it is closed; then he can go on.",
        ),
        Kind::Link => t(
            "ページへのリンクを見せます。その後、次へ進めます。",
            "Offers a page to open; then he can go on.",
        ),
        Kind::End => t(
            "話して（空でもかまいません）、終わります。",
            "Says something, or nothing, and ends.",
        ),
    }
}

pub(super) fn mark(kind: Kind) -> Icon {
    match kind {
        Kind::Text => Icon::Chat,
        Kind::Choices => Icon::List,
        Kind::Question => Icon::Unknown,
        Kind::Entry => Icon::Book,
        Kind::Form => Icon::Edit,
        Kind::Link => Icon::External,
        Kind::End => Icon::Check,
    }
}
