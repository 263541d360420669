//! What a pinned question expected, what came instead, and why.

use crate::draw::Draw;
use crate::{
    lang::{self, number, t},
    pages::improve,
    place,
    remote::Remote,
};
use kotae_shared::{
    Lang,
    api::{
        admin::{EntryName, limits},
        pinned::{Pinned, PinnedPage, PinnedWhy},
    },
    matcher::Why,
};
use leptos::prelude::*;

/// All that are broken as they ran last: shown where they stop a publication.
#[component]
pub(crate) fn Broken() -> impl IntoView {
    let list = Remote::<PinnedPage>::new(|| format!("pinned?state=broken&limit={}", limits::PAGE));
    let body = move |page: PinnedPage| {
        let total = page.total;
        let rest = total.saturating_sub(page.items.len() as u32);
        let rows = page.items.into_iter().map(|one| {
            let question = one.question.clone();
            view! {
                <li>
                    <p>
                        <b>{question}</b>
                    </p>
                    {difference(&one)}
                </li>
            }
        });
        let rows = rows.collect_view();
        let more = (rest > 0).then(|| {
            let text = match lang::current() {
                Lang::Ja => format!("ほか {} 件", number(rest)),
                Lang::En => format!("and {} more", number(rest)),
            };
            view! {
                <p>
                    <a href=place::href("pinned?state=broken")>{text}</a>
                </p>
            }
        });
        let title = match lang::current() {
            Lang::Ja => format!("期待と違う結果になる質問（{} 件）", number(total)),
            Lang::En => format!("Questions that would find something else ({})", number(total)),
        };
        view! {
            <section class="differences">
                <h3>{title}</h3>
                <ul class="plain">{rows}</ul>
                {more}
            </section>
        }
        .draw()
    };
    list.view(body)
}

/// The difference of one that is broken, with why.
pub(super) fn difference(one: &Pinned) -> Option<AnyView> {
    let run = one.last.as_ref().filter(|run| !run.passed)?;
    let why = run.why.clone().unwrap_or_default();
    let PinnedWhy { came, expected } = why;
    Some(
        view! {
            <dl class="facts">
                <dt>{t("期待", "Expected")}</dt>
                <dd>{named(one.entry.as_ref())} {reason(one.entry.as_ref(), expected)}</dd>
                <dt>{t("結果", "Came")}</dt>
                <dd>{named(run.came.as_ref())} {reason(run.came.as_ref(), came)}</dd>
            </dl>
        }
        .draw(),
    )
}

/// An entry, or that nothing is found.
pub(super) fn named(entry: Option<&EntryName>) -> AnyView {
    match entry {
        None => view! { <span>{t("見つからない", "Nothing found")}</span> }.draw(),
        Some(entry) => {
            let href = place::href(&format!("entries/{}", entry.id));
            view! { <a href=href>{entry.title.clone()}</a> }.draw()
        }
    }
}

/// What an entry has of the question.
fn reason(entry: Option<&EntryName>, why: Option<Why>) -> Option<AnyView> {
    entry?;
    let text = match why {
        Some(why) => {
            let score = format!("{}.{}", why.score / 10, why.score % 10);
            let parts = improve::why(&why);
            match lang::current() {
                Lang::Ja => format!("一致度 {score} {parts}"),
                Lang::En => format!("Match {score} {parts}"),
            }
        }
        None => t(
            "公開される内容に含まれていません。",
            "It is not among what is published.",
        )
        .to_owned(),
    };
    Some(view! { <span class="quiet small block">{text}</span> }.draw())
}
