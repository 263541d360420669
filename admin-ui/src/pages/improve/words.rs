//! What went wrong, what is done about it, and why an entry was found, in words.

use crate::lang::{self, t};
use kotae_shared::{
    Lang,
    api::improve::{ImproveKind, ImproveState, limits},
    matcher::{Place, Why},
};

/// A state's name.
pub(super) fn state(state: ImproveState) -> &'static str {
    match state {
        ImproveState::New => t("未対応", "New"),
        ImproveState::InProgress => t("対応中", "In progress"),
        ImproveState::Waiting => t("公開待ち", "Waiting for publication"),
        ImproveState::Done => t("対応済み", "Done"),
        ImproveState::Ignored => t("対象外", "Out of scope"),
    }
}

/// A kind's name.
pub(super) fn kind(kind: ImproveKind) -> &'static str {
    match kind {
        ImproveKind::NotFound => t("見つからなかった", "Nothing found"),
        ImproveKind::NotSolved => t("解決しなかった", "Not solved"),
        ImproveKind::NotChosen => t("候補が選ばれなかった", "Nothing chosen"),
        ImproveKind::Abandoned => t("途中でやめた", "Abandoned"),
        ImproveKind::ReviewDue => t("見直しの期限", "Review due"),
        ImproveKind::NeverShown => t("表示されていない", "Never shown"),
        ImproveKind::LowSolved => t("解決率が低い", "Seldom solves"),
    }
}

/// What a kind means.
pub(super) fn meaning(kind: ImproveKind) -> String {
    let (minutes, days, old, said) = (
        limits::LEFT_MINUTES,
        limits::FIGURE_DAYS,
        limits::OLD_DAYS,
        limits::SAID,
    );
    let ja = lang::current() == Lang::Ja;
    match kind {
        ImproveKind::NotFound => t(
            "どの FAQ も見つからなかった質問です。",
            "Questions that found no entry.",
        )
        .to_owned(),
        ImproveKind::NotSolved => t(
            "利用者が「解決しなかった」を押した質問です。",
            "Questions whose visitor pressed “not solved”.",
        )
        .to_owned(),
        ImproveKind::NotChosen if ja => format!(
            "候補が出たのに、どれも開かれず、同じ会話で別のことをした質問です。聞かれてから {minutes} 分たっていないものも含みます。"
        ),
        ImproveKind::NotChosen => format!(
            "Entries were offered and none was opened, and the visitor did something else in that conversation; or it was asked less than {minutes} minutes ago."
        ),
        ImproveKind::Abandoned if ja => format!(
            "候補が出たのに、どれも開かれず、そのあと {minutes} 分以上何もされなかった質問です。利用者はあきらめて離れたと考えられます。"
        ),
        ImproveKind::Abandoned => format!(
            "Entries were offered, none was opened, and nothing followed for {minutes} minutes: the visitor seems to have given up."
        ),
        ImproveKind::ReviewDue => t(
            "見直し日が来た FAQ です。件数は、最近開いた人の数です。",
            "Entries whose review date has come. The number is how often they were opened lately.",
        )
        .to_owned(),
        ImproveKind::NeverShown if ja => format!(
            "公開中で、作られて {old} 日以上たつのに、この {days} 日間だれにも表示されていない FAQ です。"
        ),
        ImproveKind::NeverShown => format!(
            "Published entries, made {old} days ago or earlier, that nobody was shown in the last {days} days."
        ),
        ImproveKind::LowSolved if ja => format!(
            "この {days} 日間に {said} 人以上が解決したかを答え、「解決した」が半分より少ない FAQ です。件数は「解決しなかった」の数です。"
        ),
        ImproveKind::LowSolved => format!(
            "Entries of which at least {said} visitors said in the last {days} days whether they solved the question, less than half that they did. The number is how many said “not solved”."
        ),
    }
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
