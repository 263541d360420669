//! An entry that needs somebody: why, with its figures, and the way to it.

use super::words;
use crate::draw::Draw;
use crate::{
    api::Query,
    lang::{number, t},
    place,
    ui::{Icon, icon},
};
use kotae_shared::api::improve::{Figures, ImproveItem, limits};
use leptos::prelude::*;

/// What is seen when it is open.
pub(super) fn body(item: &ImproveItem) -> AnyView {
    let days = limits::FIGURE_DAYS;
    let head = match crate::lang::current() {
        kotae_shared::Lang::Ja => format!("この {days} 日間"),
        kotae_shared::Lang::En => format!("The last {days} days"),
    };
    let figures = item.figures.unwrap_or_default();
    let edit = item.entry.as_ref().map(|entry| {
        let to = Query::default()
            .with("from", "improve")
            .on(&format!("entries/{}", entry.id));
        view! {
            <a class="button small" href=place::href(&to)>
                {icon(Icon::Edit)}
                {t("FAQ を開いて直す", "Open the entry")}
            </a>
        }
    });
    let questions = item.entry.as_ref().map(|entry| {
        let to = Query::default().with("q", &entry.title).on("questions");
        view! { <a href=place::href(&to)>{t("このタイトルに似た質問を見る", "Questions with these words")}</a> }
    });
    view! {
        <dl class="facts">
            <dt>{t("理由", "Why it is here")}</dt>
            <dd>{words::meaning(item.kind)}</dd>
            <dt>{head}</dt>
            <dd>{in_words(figures)}</dd>
        </dl>
        <div class="form-actions">{edit} {questions}</div>
    }
    .draw()
}

fn in_words(figures: Figures) -> String {
    let Figures {
        shown,
        chosen,
        solved,
        not_solved,
    } = figures;
    let [shown, chosen, solved, not_solved] = [shown, chosen, solved, not_solved].map(number);
    match crate::lang::current() {
        kotae_shared::Lang::Ja => {
            format!(
                "表示 {shown} 回、開かれた {chosen} 回、解決した {solved} 回、解決しなかった {not_solved} 回"
            )
        }
        kotae_shared::Lang::En => {
            format!("shown {shown}, opened {chosen}, solved {solved}, not solved {not_solved}")
        }
    }
}
