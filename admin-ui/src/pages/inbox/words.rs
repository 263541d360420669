//! What states are called, and how answers are read.

use super::query::{STATES, state_key};
use crate::{
    lang::{self, t},
    ui::Choice,
};
use kotae_shared::{
    api::forms::SubmissionState,
    form::{Field, Kind, answers::Value},
};

/// What a state is called.
pub(super) fn state(state: SubmissionState) -> &'static str {
    match state {
        SubmissionState::New => t("未対応", "New"),
        SubmissionState::InProgress => t("対応中", "In progress"),
        SubmissionState::Done => t("対応済み", "Done"),
        SubmissionState::Spam => t("迷惑", "Spam"),
    }
}

/// How a state looks.
pub(super) const fn tone(state: SubmissionState) -> &'static str {
    match state {
        SubmissionState::New => "chip warn",
        SubmissionState::InProgress => "chip",
        SubmissionState::Done => "chip good",
        SubmissionState::Spam => "chip bare",
    }
}

/// All states, to choose from.
pub(super) fn states() -> Vec<Choice> {
    STATES
        .map(|one| (state_key(one).to_owned(), state(one).to_owned()))
        .into()
}

/// An answer for the reader. Files are not named here.
pub(super) fn answer(field: &Field, value: &Value) -> String {
    let lang = lang::current();
    let chosen = |value: &String| {
        let choice = field.choices.iter().find(|choice| choice.value == *value);
        choice.map_or_else(|| value.clone(), |choice| choice.label.get(lang).to_owned())
    };
    match value {
        Value::Text(text) if field.kind == Kind::Choice => chosen(text),
        Value::Text(text) => text.clone(),
        Value::Choices(all) => all.iter().map(chosen).collect::<Vec<_>>().join(t("、", ", ")),
        Value::Yes(_) if field.kind == Kind::Consent => t("同意しました", "Agreed").to_owned(),
        Value::Yes(true) => t("はい", "Yes").to_owned(),
        Value::Yes(false) => t("いいえ", "No").to_owned(),
        Value::Scale(place) => {
            let (_, most) = field.kind.scale().unwrap_or((0, *place));
            format!("{place} / {most}")
        }
        Value::Files(ids) => ids.len().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::{Localised, form::Choice};

    #[test]
    fn reads_answers_as_they_were_shown() {
        let field = Field {
            kind: Kind::Choices,
            choices: vec![Choice {
                value: "a".into(),
                label: Localised::new("故障", "Broken"),
            }],
            ..Field::default()
        };
        let chosen = Value::Choices(vec!["a".into(), "自由記入".into()]);
        assert_eq!(answer(&field, &chosen), "故障、自由記入");
        let stars = Field {
            kind: Kind::Stars,
            ..Field::default()
        };
        assert_eq!(answer(&stars, &Value::Scale(4)), "4 / 5");
    }
}
