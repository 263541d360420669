//! The submissions that lead to the entry: it was made from them, or would have answered them.

use crate::draw::Draw;
use crate::{
    app::app,
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::forms::{EntrySubmissions, SubmissionName},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The part of the form. Nothing where there are none, or for who may not see them.
#[component]
pub(super) fn Sources(entry: Signal<Option<Uuid>>) -> impl IntoView {
    let may_read = app().session_now().user.role.may(Permission::ReadSubmissions);
    let id = Memo::new(move |_| entry.get().filter(|_| may_read));
    move || {
        id.get().map(|id| {
            let found = Remote::<EntrySubmissions>::new(move || format!("entries/{id}/submissions"));
            move || found.get().filter(|found| found.total > 0).map(card)
        })
    }
}

fn card(found: EntrySubmissions) -> AnyView {
    let shown = found.items.len() as u32;
    let more = (found.total > shown).then(|| {
        let rest = number(found.total - shown);
        match lang::current() {
            Lang::Ja => format!("ほか {rest} 件"),
            Lang::En => format!("and {rest} more"),
        }
    });
    let rows = found.items.into_iter().map(row);
    view! {
        <section class="card" aria-labelledby="sources-head">
            <h2 id="sources-head">{t("もとになった問い合わせ", "Inquiries behind it")}</h2>
            <p class="field-help">
                {t(
                    "この FAQ を作るもとになった、または、この FAQ で答えられた受信です。",
                    "This entry was made from them, or would have answered them.",
                )}
            </p>
            <ul class="plain-list">{rows.collect_view()}</ul>
            {more.map(|words| view! { <p class="quiet small">{words}</p> })}
        </section>
    }
    .draw()
}

fn row(one: SubmissionName) -> AnyView {
    let to = format!("submissions/{}", one.id);
    let name = format!("#{} {}", one.number, one.form_name.get(lang::current()));
    view! {
        <li>
            <a href=place::href(&to)>{name}</a>
            " "
            <time class="quiet small" datetime=dates::machine(one.created_at)>{dates::full(one.created_at)}</time>
        </li>
    }
    .draw()
}
