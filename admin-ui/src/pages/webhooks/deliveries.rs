//! What was sent to a target, and how that went.

use super::one::answer;
use crate::draw::Draw;
use crate::{
    api::{self, Query},
    app::app,
    dates,
    lang::{self, number, t},
    remote::Remote,
    ui::{self, Icon},
};
use kotae_shared::{
    Lang,
    api::{
        admin::MessageState,
        webhooks::{Delivery, DeliveryPage, DeliveryRow, WebhookEvent, WebhookTry},
    },
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// Deliveries on a page.
const PART: u32 = 25;

/// The filters, with their names in the API; the first is all.
const FILTERS: [(&str, Option<MessageState>); 4] = [
    ("", None),
    ("queued", Some(MessageState::Queued)),
    ("sent", Some(MessageState::Sent)),
    ("failed", Some(MessageState::Failed)),
];

/// What the parts share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Log {
    filter: RwSignal<&'static str>,
    offset: RwSignal<u32>,
    page: Remote<DeliveryPage>,
    /// The delivery that is shown as a whole.
    open: RwSignal<Option<Uuid>>,
}

/// The list.
#[component]
pub(super) fn Deliveries(webhook: Uuid) -> impl IntoView {
    let (filter, offset) = (RwSignal::new(""), RwSignal::new(0_u32));
    let path = move || {
        Query::default()
            .with("state", filter.get())
            .with("offset", offset.get())
            .with("limit", PART)
            .on(&format!("webhooks/{webhook}/deliveries"))
    };
    let log = Log {
        filter,
        offset,
        page: Remote::new(path),
        open: RwSignal::new(None),
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{t("送信の記録", "Deliveries")}</h2>
                <button type="button" class="button small" on:click=move |_| log.page.reload()>
                    {t("最新の状態にする", "Refresh")}
                </button>
            </div>
            {tabs(log)}
            {log.page.view(move |loaded| list(log, &loaded))}
        </section>
    }
    .draw()
}

fn tabs(log: Log) -> AnyView {
    let buttons = FILTERS.map(|(name, state)| {
        let words = state.map_or_else(|| t("すべて", "All"), state_name);
        let click = move |_| {
            log.offset.set(0);
            log.filter.set(name);
        };
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=move || if log.filter.get() == name { "true" } else { "false" }
                on:click=click
            >
                {words}
            </button>
        }
    });
    let label = t("状態で絞り込み", "Filter by state");
    view! { <div class="form-actions" role="group" aria-label=label>{buttons.into_iter().collect_view()}</div> }
        .draw()
}

fn list(log: Log, loaded: &DeliveryPage) -> AnyView {
    if loaded.rows.is_empty() {
        let text = t(
            "この送信先に知らせたことが、ここに表示されます。",
            "What this target was told appears here.",
        );
        return ui::empty(Icon::Send, t("記録はありません", "Nothing here"), text, ()).draw();
    }
    let rows = loaded.rows.iter().cloned().map(|row| line(log, row));
    let (from, total) = (log.offset.get_untracked(), loaded.total);
    let more = |to: Option<u32>, words: &'static str| {
        to.map(|to| {
            view! {
                <button type="button" class="button small" on:click=move |_| log.offset.set(to)>{words}</button>
            }
        })
    };
    view! {
        <ul class="deliveries">{rows.collect_view()}</ul>
        <div class="form-actions">
            {more((from > 0).then(|| from.saturating_sub(PART)), t("前へ", "Previous"))}
            {more((from + PART < total).then_some(from + PART), t("次へ", "Next"))}
            <span class="quiet small">{count(total)}</span>
        </div>
    }
    .draw()
}

fn count(total: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("全 {} 件", number(total)),
        Lang::En => format!("{} in all", number(total)),
    }
}

fn line(log: Log, row: DeliveryRow) -> AnyView {
    let id = row.id;
    let event = WebhookEvent::from_tag(&row.event);
    let name = event.map_or_else(
        || row.event.clone(),
        |event| event.name(lang::current()).to_owned(),
    );
    let tone = match row.state {
        MessageState::Queued | MessageState::Sending => "chip warn",
        MessageState::Sent => "chip good",
        MessageState::Failed => "chip bad",
        MessageState::Cancelled => "chip bare",
    };
    let note = row.last.as_ref().map(summary);
    let next = (row.state == MessageState::Queued && row.attempts > 0).then(|| match lang::current() {
        Lang::Ja => format!("次は {}", dates::full(row.next_at)),
        Lang::En => format!("next {}", dates::full(row.next_at)),
    });
    let is_open = move || log.open.get() == Some(id);
    let toggle = move |_| log.open.update(|open| *open = (*open != Some(id)).then_some(id));
    let whole = move || is_open().then(|| view! { <Whole id=id log=log/> });
    view! {
        <li>
            <button
                type="button"
                class="delivery"
                aria-expanded=move || if is_open() { "true" } else { "false" }
                on:click=toggle
            >
                <span class="delivery-name">{name}</span>
                <span class=tone>{state_name(row.state)}</span>
                <span class="quiet small">{note} " " {next}</span>
                <time class="quiet small" datetime=dates::machine(row.created_at)>{dates::full(row.created_at)}</time>
            </button>
            {whole}
        </li>
    }
    .draw()
}

/// A try in a few words.
fn summary(tried: &WebhookTry) -> String {
    match (&tried.fault, tried.status) {
        (_, Some(status)) => format!("{status} · {}", super::took(tried.ms)),
        (Some(fault), None) => fault.message(lang::current()).to_owned(),
        (None, None) => String::new(),
    }
}

#[component]
fn Whole(id: Uuid, log: Log) -> impl IntoView {
    let app = app();
    let delivery = Remote::<Delivery>::new(move || format!("deliveries/{id}"));
    let replay = move |_| {
        spawn_local(async move {
            match api::post::<DeliveryRow>(&format!("deliveries/{id}/replay"), &()).await {
                Ok(_) => {
                    app.say(t("もう一度送ります。", "It is sent once more."));
                    log.open.set(None);
                    log.page.reload();
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let body = move |loaded: Delivery| {
        let tries = loaded.tries.iter().map(|tried| {
            let said = tried.fault.as_ref().map(|fault| fault.message(lang::current()));
            view! {
                <li>
                    <p>
                        <time datetime=dates::machine(tried.at)>{dates::full(tried.at)}</time>
                        " " {said.unwrap_or_else(|| t("受け取られました。", "It was taken."))}
                    </p>
                    {answer(tried)}
                </li>
            }
        });
        let ended = !matches!(loaded.row.state, MessageState::Queued | MessageState::Sending);
        let sent = loaded.body.clone().map_or_else(
            || {
                let gone = t(
                    "内容は削除されました（30 日後に削除します）。",
                    "What it said was deleted (after 30 days).",
                );
                view! { <p class="quiet">{gone}</p> }.draw()
            },
            |text| view! { <pre class="excerpt" tabindex="0">{pretty(&text)}</pre> }.draw(),
        );
        let again = (ended && loaded.body.is_some()).then(|| {
            view! {
                <button type="button" class="button" on:click=replay>{t("もう一度送る", "Send it again")}</button>
            }
        });
        view! {
            <p class="quiet small">{t("配信 ID", "Delivery id")} " " <code>{id.to_string()}</code></p>
            <h3>{t("送信の結果", "Tries")}</h3>
            <ol class="tries" reversed>{tries.collect_view()}</ol>
            <h3>{t("送った内容", "What was sent")}</h3>
            {sent}
            <div class="form-actions">{again}</div>
        }
        .draw()
    };
    view! { <div class="delivery-whole">{delivery.view(body)}</div> }.draw()
}

fn pretty(text: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(text);
    let pretty = value
        .ok()
        .and_then(|value| serde_json::to_string_pretty(&value).ok());
    pretty.unwrap_or_else(|| text.to_owned())
}

fn state_name(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => t("送信待ち", "Waiting"),
        MessageState::Sending => t("送信中", "Being sent"),
        MessageState::Sent => t("送信済み", "Sent"),
        MessageState::Failed => t("失敗", "Failed"),
        MessageState::Cancelled => t("取り消し", "Taken back"),
    }
}
