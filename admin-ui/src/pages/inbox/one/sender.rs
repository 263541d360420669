//! Who sent it, from where, and what was asked before.

use super::Desk;
use crate::{
    api::Query,
    draw::Draw,
    lang::{self, t},
    place,
    ui::{self, Icon, icon},
};
use kotae_shared::Lang;
use leptos::prelude::*;

/// The visitor and the page.
pub(super) fn sender(desk: Desk) -> AnyView {
    let found = desk.now.get_untracked();
    let from = &found.from;
    // Whatever a page or a visitor says of himself is only claimed; each line says so.
    let mark = || {
        if from.verified {
            view! { <span class="chip good">{icon(Icon::Check)} {t("確認済み", "Shown")}</span> }.draw()
        } else {
            view! { <span class="claimed">{t("申告", "claimed")}</span> }.draw()
        }
    };
    let fact = |name: String, value: String| {
        (!value.is_empty()).then(|| {
            view! {
                <dt>{name}</dt>
                <dd>{value} " " {mark()}</dd>
            }
        })
    };
    let mut facts: Vec<_> = [
        (t("名前", "Name"), &from.name),
        (t("メールアドレス", "E-mail"), &from.email),
        (t("識別子", "Identifier"), &from.subject),
    ]
    .into_iter()
    .filter_map(|(name, value)| fact(name.to_owned(), value.clone()))
    .collect();
    facts.extend(fact(
        t("グループ", "Groups").to_owned(),
        from.groups.join(t("、", ", ")),
    ));
    facts.extend(
        from.fields
            .iter()
            .filter_map(|(name, value)| fact(name.clone(), value.clone())),
    );
    let values: Vec<_> = found
        .values
        .iter()
        .map(|value| {
            view! {
                <dt>{value.label(lang::current()).to_owned()}</dt>
                <dd>{ui::visitor_text(value)}</dd>
            }
        })
        .collect();
    let unknown = (facts.is_empty() && values.is_empty()).then(|| {
        view! {
            <p class="quiet">
                {t("訪問者について分かっていることはありません。", "Nothing is known of the visitor.")}
            </p>
        }
    });
    let web = found.page.starts_with("https://") || found.page.starts_with("http://");
    let page = (!found.page.is_empty()).then(|| {
        let text = found.page.clone();
        let link = if web {
            view! {
                <a href=found.page.clone() target="_blank" rel="noopener noreferrer">{text}</a>
            }
            .draw()
        } else {
            text.draw()
        };
        view! {
            <dt>{t("ページ", "Page")}</dt>
            <dd class="break">{link}</dd>
        }
    });
    let language = match found.lang {
        Lang::Ja => "日本語",
        Lang::En => "English",
    };
    view! {
        <section class="card" aria-labelledby="sender-head">
            <h2 id="sender-head">{t("送った人", "Sender")}</h2>
            {unknown}
            <dl class="facts">
                {facts}
                {values}
                {page}
                <dt>{t("表示の言語", "Language")}</dt>
                <dd>{language}</dd>
                <dt>{t("ウィジェット", "Widget")}</dt>
                <dd class="mono break">{found.widget.clone()}</dd>
            </dl>
        </section>
    }
    .draw()
}

/// What he asked before, when he agreed to show it.
pub(super) fn conversation(desk: Desk, may_read: bool) -> Option<AnyView> {
    let found = desk.now.get_untracked();
    found.conversation?;
    let line = |text: &String| {
        let text = text.clone();
        if !may_read {
            return view! { <li>{text}</li> }.draw();
        }
        let path = Query::default().with("q", &text).on("questions");
        view! { <li><a href=place::href(&path)>{text}</a></li> }.draw()
    };
    let body = if found.questions.is_empty() {
        view! { <p class="quiet">{t("質問はありませんでした。", "Nothing was asked.")}</p> }.draw()
    } else {
        view! { <ol class="conversation">{found.questions.iter().map(line).collect_view()}</ol> }.draw()
    };
    Some(
        view! {
            <section class="card" aria-labelledby="conversation-head">
                <h2 id="conversation-head">{t("送る前の質問", "Asked before")}</h2>
                {body}
            </section>
        }
        .draw(),
    )
}
