//! One item: a line, which opens to what can be done.

use super::{entry_item, group, selection::Selection, steps::steps, words, work::Work, work::Works};
use crate::draw::Draw;
use crate::{
    app::app,
    dates,
    lang::{self, number, t},
    ui::{Icon, icon},
};
use kotae_shared::{
    Lang,
    api::improve::{Handling, ImproveItem, ImproveKind, ImproveState, Person},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The item.
#[component]
pub(super) fn Item(
    item: ImproveItem,
    people: StoredValue<Vec<Person>>,
    selection: Selection,
    works: Works,
) -> impl IntoView {
    let work = Work::new(&item, app(), selection, works);
    let toggled = move |event: web_sys::Event| {
        let details = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let open = details.is_some_and(|details| details.has_attribute("open"));
        // The same again would draw the body anew, and take the focus from what has it there.
        if work.opened.get_untracked() != open {
            work.opened.set(open);
        }
    };
    Effect::new(move |_| {
        if work.opened.get() && work.is_group && work.asked.with_untracked(Option::is_none) {
            work.ask(None);
        }
    });
    let (key, text, last_at) = (item.key.clone(), item.text.clone(), item.last_at);
    let chosen = {
        let key = key.clone();
        move || selection.has(&key)
    };
    let label = format!("{} {text}", t("選択:", "Select:"));
    let state = move || work.handling.with(state_chip);
    let again = (item.again > 0 && item.handling.state == ImproveState::Done)
        .then(|| format!("{} {}", t("その後も", "again since:"), number(item.again)));
    let marks = marks(&item);
    let name = item.entry.as_ref().map(|entry| {
        let code = entry.code.clone();
        view! {
            <span class="mono quiet">{code}</span>
            " "
        }
    });
    let body = move || {
        work.opened.get().then(|| {
            let inner = if work.is_group {
                group::body(&item, work)
            } else {
                entry_item::body(&item)
            };
            view! {
                <div class="log-body">
                    {inner}
                    {work.may_write().then(|| steps(work, people))}
                </div>
            }
        })
    };
    view! {
        <li class="improve-item" data-key=key>
            <label class="cell-hit">
                <input
                    type="checkbox"
                    aria-label=label
                    prop:checked=chosen
                    on:change=move |event| selection.set(&[work.seen()], event_target_checked(&event))
                />
            </label>
            <details name="improve-item" prop:open=work.opened on:toggle=toggled>
                <summary class="log-line">
                    {icon(Icon::Chevron)}
                    <span class="log-text">{name} {text}</span>
                    <span class="log-marks">
                        {state}
                        {again.map(|text| view! { <span class="chip warn">{text}</span> })}
                        {marks}
                    </span>
                    <time class="log-time" datetime=dates::machine(last_at)>
                        {dates::full(last_at)}
                    </time>
                </summary>
                {body}
            </details>
        </li>
    }
    .draw()
}

/// Where it stands, and since which publication.
fn state_chip(handling: &Handling) -> AnyView {
    let name = words::state(handling.state);
    let (tone, text) = match (handling.publication, handling.lost, lang::current()) {
        (_, Some(number), Lang::Ja) => ("chip bad", format!("公開 {number} で見つからなくなった")),
        (_, Some(number), Lang::En) => ("chip bad", format!("Lost with publication {number}")),
        (Some(number), _, Lang::Ja) => ("chip good", format!("{name}（公開 {number}）")),
        (Some(number), _, Lang::En) => ("chip good", format!("{name} (publication {number})")),
        _ if handling.state == ImproveState::Waiting => ("chip warn", name.to_owned()),
        _ => ("chip", name.to_owned()),
    };
    view! { <span class=tone>{text}</span> }.draw()
}

/// What went wrong, how often.
fn marks(item: &ImproveItem) -> AnyView {
    let chip = |kind: ImproveKind, count: Option<u32>| {
        let name = words::kind(kind);
        let text = match count {
            Some(count) => format!("{name} {}", number(count)),
            None => name.to_owned(),
        };
        view! { <span class="chip bare">{text}</span> }
    };
    if item.entry.is_some() {
        let rate = item.figures.filter(|_| item.kind == ImproveKind::LowSolved);
        let rate = rate.map(|figures| {
            let said = figures.solved + figures.not_solved;
            let percent = (figures.solved * 100).checked_div(said).unwrap_or(0);
            let text = format!("{percent}%（{}/{}）", number(figures.solved), number(said));
            view! { <span class="chip bare">{text}</span> }
        });
        let count = (item.kind == ImproveKind::ReviewDue).then_some(item.count);
        return view! {
            {rate}
            {chip(item.kind, count)}
        }
        .draw();
    }
    let kinds = ImproveKind::ALL.into_iter().zip(item.troubles);
    let chips = kinds.filter(|(_, count)| *count > 0);
    chips
        .map(|(kind, count)| chip(kind, Some(count)))
        .collect_view()
        .draw()
}
