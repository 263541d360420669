//! What kinds of findings are called, and what they are.

use crate::{lang::t, ui::Icon};
use kotae_shared::api::health::HealthKind;

pub(super) fn kind(kind: HealthKind) -> &'static str {
    match kind {
        HealthKind::Duplicate => t("似た FAQ", "Near-duplicates"),
        HealthKind::Outranked => t("別の FAQ に負ける", "Outranked"),
        HealthKind::Bare => t("言葉が足りない", "Few words"),
        HealthKind::BrokenLink => t("リンク切れ", "Broken links"),
        HealthKind::UnusedFile => t("使われていないファイル", "Unused files"),
        HealthKind::Hard => t("読みにくい", "Hard to read"),
    }
}

/// What it is and why it is looked for.
pub(super) fn explanation(kind: HealthKind) -> &'static str {
    match kind {
        HealthKind::Duplicate => t(
            "互いのタイトルや言い換えで、自分とほぼ同じくらい見つかる FAQ の組です。まとめると迷いが減ります。",
            "Entries that each other’s title and phrasings find nearly as well as their own. Merged, they confuse nobody.",
        ),
        HealthKind::Outranked => t(
            "自分のタイトルや言い換えで聞いても、または実際の質問で、いつも別の FAQ が先に出るものです。",
            "Asked in their own words, or in the questions of visitors, another entry comes first.",
        ),
        HealthKind::Bare => t(
            "言い換えもキーワードもない FAQ です。タイトルと同じ言葉でしか見つかりません。",
            "Entries without phrasings and keywords: only the words of their title find them.",
        ),
        HealthKind::BrokenLink => t(
            "なくなったか公開されていない FAQ やファイルへのリンクと、関連する質問です。",
            "Links and related entries that lead to entries or files that are gone or not published.",
        ),
        HealthKind::UnusedFile => t(
            "どこにも使われていない画像とファイルです（1 時間以内に入れたものを除く）。",
            "Images and files that nothing shows, but for those of the last hour.",
        ),
        HealthKind::Hard => t(
            "長い文、漢字の多さ、区切りのない段落、長さで測っています。",
            "Measured by long sentences, share of kanji or long words, paragraphs without a break, and length.",
        ),
    }
}

pub(super) fn mark(kind: HealthKind) -> Icon {
    match kind {
        HealthKind::Duplicate => Icon::Copy,
        HealthKind::Outranked => Icon::ArrowDown,
        HealthKind::Bare => Icon::Search,
        HealthKind::BrokenLink => Icon::External,
        HealthKind::UnusedFile => Icon::Upload,
        HealthKind::Hard => Icon::Book,
    }
}
