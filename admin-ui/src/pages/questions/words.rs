//! What became of a question, as an icon and a word.

use crate::draw::Draw;
use crate::{
    lang::t,
    ui::{Icon, icon},
};
use kotae_shared::api::{admin::QuestionFilter, widget::Outcome};
use leptos::prelude::*;

/// A filter's name.
pub(super) fn filter(filter: QuestionFilter) -> &'static str {
    match filter {
        QuestionFilter::All => t("すべて", "All"),
        QuestionFilter::NotFound => t("見つからなかった", "Nothing found"),
        QuestionFilter::NotSolved => t("解決しなかった", "Not solved"),
        QuestionFilter::Solved => t("解決した", "Solved"),
    }
}

/// What the matcher made of the question.
pub(in crate::pages) fn outcome(outcome: Outcome) -> AnyView {
    let (tone, mark, word) = match outcome {
        Outcome::Answer => ("", Icon::Check, t("回答を表示", "Answered")),
        Outcome::Candidates => ("", Icon::List, t("候補を表示", "Offered a choice")),
        Outcome::NotFound => ("warn", Icon::Unknown, t("見つからなかった", "Nothing found")),
    };
    chip(tone, mark, word)
}

/// What the visitor said about the answer.
pub(in crate::pages) fn feedback(solved: Option<bool>) -> Option<AnyView> {
    solved.map(|solved| {
        if solved {
            chip("good", Icon::ThumbUp, t("解決した", "Solved"))
        } else {
            chip("bad", Icon::ThumbDown, t("解決しなかった", "Not solved"))
        }
    })
}

fn chip(tone: &'static str, mark: Icon, word: &'static str) -> AnyView {
    view! { <span class=format!("chip bare {tone}")>{icon(mark)} {word}</span> }.draw()
}

/// A score of 0 to 1000 as people read it: `82.5`.
pub(in crate::pages) fn score(score: u16) -> String {
    format!("{}.{}", score / 10, score % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_scores() {
        assert_eq!([0, 7, 825, 1000].map(score), ["0.0", "0.7", "82.5", "100.0"]);
    }
}
