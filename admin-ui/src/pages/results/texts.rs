//! What was written in a field, the newest first.

use super::Page;
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    dates,
    lang::t,
    place,
};
use kotae_shared::api::results::{TextPage, TextRow};
use leptos::{prelude::*, task::spawn_local};

/// The list, which is loaded when somebody opens it, and goes on by a button.
#[component]
pub(super) fn Texts(page: Page, field: String) -> impl IntoView {
    let rows = RwSignal::new(Vec::<TextRow>::new());
    let (next, begun, busy) = (
        RwSignal::new(None::<String>),
        RwSignal::new(false),
        RwSignal::new(false),
    );
    let field = StoredValue::new(field);
    let load = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let query = page.query.get_untracked();
        let path = page.form.with_value(|id| format!("forms/{id}/texts"));
        let address = api::Query::default()
            .with("field", field.get_value())
            .with("from", &query.from)
            .with("until", &query.until)
            .with("widget", &query.widget)
            .maybe("before", next.get_untracked())
            .on(&path);
        spawn_local(async move {
            let reply: Result<TextPage, Failure> = api::get(&address).await;
            // The page may be gone by now.
            if busy.try_set(false).is_some() {
                return;
            }
            match reply {
                Ok(part) => {
                    begun.set(true);
                    next.set(part.next);
                    rows.update(|rows| rows.extend(part.items));
                }
                Err(failure) => page.app.fail(&failure),
            }
        });
    };
    let toggled = move |_: web_sys::Event| {
        if !begun.get_untracked() {
            load();
        }
    };
    let lines = move || rows.get().into_iter().map(line).collect_view();
    let more = move || {
        next.get().is_some().then(|| {
            view! {
                <button type="button" class="button small" disabled=busy on:click=move |_| load()>
                    {t("もっと見る", "Show more")}
                </button>
            }
        })
    };
    view! {
        <details class="texts" on:toggle=toggled>
            <summary>{t("記入された内容を見る", "What was written")}</summary>
            <ul class="texts-list">{lines}</ul>
            {more}
        </details>
    }
    .draw()
}

fn line(row: TextRow) -> AnyView {
    let to = place::href(&format!("submissions/{}", row.submission));
    view! {
        <li>
            <p class="texts-text">{row.text}</p>
            <p class="quiet small">
                <a href=to>{format!("#{}", row.number)}</a>
                " "
                <time datetime=dates::machine(row.at)>{dates::full(row.at)}</time>
            </p>
        </li>
    }
    .draw()
}
