//! What kinds, states and purposes are called.

use crate::{lang::t, ui::Icon};
use kotae_shared::{
    api::forms::FormState,
    form::{Is, Kind, Purpose},
};

/// What a state is called, and how it looks.
pub(super) fn state(state: FormState) -> (&'static str, &'static str) {
    match state {
        FormState::Draft => ("chip warn", t("下書き", "Draft")),
        FormState::Open => ("chip good", t("公開中", "Open")),
        FormState::Archived => ("chip bare", t("終了", "Archived")),
    }
}

/// A state's name in the API.
pub(super) const fn state_key(state: FormState) -> &'static str {
    match state {
        FormState::Draft => "draft",
        FormState::Open => "open",
        FormState::Archived => "archived",
    }
}

/// What a purpose is called.
pub(super) fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Inquiry => t("問い合わせ", "Inquiry"),
        Purpose::Survey => t("アンケート", "Survey"),
    }
}

/// A purpose's name in the API.
pub(super) const fn purpose_key(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Inquiry => "inquiry",
        Purpose::Survey => "survey",
    }
}

/// What a kind of field is called.
pub(in crate::pages) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => t("1 行の文字", "Line of text"),
        Kind::LongText => t("複数行の文字", "Several lines"),
        Kind::Email => t("メールアドレス", "E-mail address"),
        Kind::Phone => t("電話番号", "Telephone number"),
        Kind::Number => t("数字", "Number"),
        Kind::Date => t("日付", "Day"),
        Kind::Choice => t("1 つ選ぶ", "One choice"),
        Kind::Choices => t("いくつか選ぶ", "Several choices"),
        Kind::YesNo => t("はい・いいえ", "Yes or no"),
        Kind::File => t("ファイル", "File"),
        Kind::Consent => t("同意", "Consent"),
        Kind::Hidden => t("非表示の値", "Hidden value"),
        Kind::Heading => t("見出し", "Heading"),
        Kind::Stars => t("星（1〜5）", "Stars (1 to 5)"),
        Kind::Nps => t("推奨度（0〜10）", "NPS (0 to 10)"),
        Kind::Faces => t("顔（1〜5）", "Faces (1 to 5)"),
    }
}

/// The label that a new field of a kind begins with, in both languages.
pub(super) const fn label(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Text => ("質問", "Question"),
        Kind::LongText => ("詳しい内容", "Details"),
        Kind::Email => ("メールアドレス", "E-mail address"),
        Kind::Phone => ("電話番号", "Telephone number"),
        Kind::Number => ("数", "Number"),
        Kind::Date => ("日付", "Day"),
        Kind::Choice | Kind::Choices => ("選んでください", "Please choose"),
        Kind::YesNo => ("はい・いいえ", "Yes or no"),
        Kind::File => ("ファイル", "Files"),
        Kind::Consent => ("内容の取り扱いに同意します", "I agree to how this is used"),
        Kind::Hidden => ("ページ", "Page"),
        Kind::Heading => ("見出し", "Heading"),
        Kind::Stars | Kind::Faces => ("満足度", "How satisfied are you?"),
        Kind::Nps => ("同僚にすすめたいですか", "Would you recommend it to a colleague?"),
    }
}

pub(super) fn mark(kind: Kind) -> Icon {
    match kind {
        Kind::Text => Icon::Edit,
        Kind::LongText => Icon::Menu,
        Kind::Email => Icon::Mail,
        Kind::Phone | Kind::Consent => Icon::Check,
        Kind::Number => Icon::Numbers,
        Kind::Date => Icon::Clock,
        Kind::Choice | Kind::Choices => Icon::List,
        Kind::YesNo => Icon::Swap,
        Kind::File => Icon::Upload,
        Kind::Hidden => Icon::Lock,
        Kind::Heading => Icon::Heading,
        Kind::Stars | Kind::Nps | Kind::Faces => Icon::ThumbUp,
    }
}

/// What is asked of an answer, as the end of a sentence.
pub(super) fn is(is: Is) -> &'static str {
    match is {
        Is::Equal => t("が次と同じ", "is"),
        Is::NotEqual => t("が次と違う", "is not"),
        Is::Containing => t("に次を含む", "has in it"),
        Is::Answered => t("に回答がある", "is answered"),
        Is::NotAnswered => t("に回答がない", "is not answered"),
    }
}
