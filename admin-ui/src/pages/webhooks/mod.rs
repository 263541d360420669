//! Webhooks: which programs are told of what happens here.

mod deliveries;
mod form;
mod one;

use crate::draw::Draw;
use crate::{
    app::app,
    dom,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{self, Copy, Icon, PageHead, icon, note},
};
use form::Form;
use kotae_shared::{Lang, api::webhooks::Webhook};
use leptos::prelude::*;
pub(crate) use one::WebhookPage;

/// The list.
#[component]
pub(crate) fn Webhooks() -> impl IntoView {
    let app = app();
    let list = Remote::<Vec<Webhook>>::new(|| "webhooks".into());
    let open = RwSignal::new(false);
    let secret = RwSignal::new(None::<String>);
    let show = move |is_open: bool| {
        open.set(is_open);
        dom::focus_soon(if is_open { "#field-name" } else { "h1" });
    };
    let add = move || {
        view! {
            <button type="button" class="button primary" on:click=move |_| show(true)>
                {icon(Icon::Plus)}
                {t("送信先を追加", "Add a target")}
            </button>
        }
    };
    let saved = Callback::new(move |(_, made): (Webhook, Option<String>)| {
        show(false);
        secret.set(made);
        list.reload();
        app.say(t("送信先を追加しました。", "The target was added."));
    });
    let body = move |loaded: Vec<Webhook>| {
        if !loaded.is_empty() {
            return table(loaded);
        }
        let nothing = move || {
            (!open.get()).then(|| {
                ui::empty(
                    Icon::Link,
                    t("送信先はまだありません", "There are no targets yet"),
                    t(
                        "フォームの受付や FAQ の公開を、社内のシステムに知らせることができます。",
                        "Tell your company’s own systems when a form comes in or the FAQ is published.",
                    ),
                    add(),
                )
            })
        };
        nothing.draw()
    };
    view! {
        <div class="page">
            <PageHead title="Webhook">{add()}</PageHead>
            <p class="page-lead">
                {t(
                    "できごとを、署名した JSON で社内のシステムに知らせます。届かないときは、約 1 日のあいだ送り直します。",
                    "Tells your own systems what happens here, as signed JSON. What does not arrive is sent again for about a day.",
                )}
            </p>
            {move || secret.get().map(|text| secret_note(text, move || secret.set(None)))}
            {move || {
                open.get().then(|| {
                    view! { <Form webhook=None saved=saved cancel=Callback::new(move |()| show(false))/> }
                })
            }}
            {list.view(body)}
        </div>
    }
    .draw()
}

/// A secret that was just made, and that is shown this once.
fn secret_note(text: String, done: impl Fn() + 'static) -> AnyView {
    let words = view! {
        <p>
            {t(
                "署名に使うシークレットです。いま一度だけ表示します。受信側に登録してください。",
                "This is the secret that bodies are signed with. It is shown this once: enter it at the receiver.",
            )}
        </p>
        <Copy text=text/>
        <div class="form-actions">
            <button type="button" class="button small" on:click=move |_| done()>
                {t("控えました", "I have it")}
            </button>
        </div>
    };
    note("warn", words).draw()
}

/// Whether a target is well, in a word.
fn standing(webhook: &Webhook) -> AnyView {
    let (tone, word) = if !webhook.active {
        ("chip bare", t("停止中", "Off"))
    } else if webhook.failures > 0 {
        ("chip bad", t("失敗が続いています", "Failing"))
    } else {
        ("chip good", t("有効", "On"))
    };
    view! { <span class=tone>{word}</span> }.draw()
}

fn table(list: Vec<Webhook>) -> AnyView {
    let rows = list.into_iter().map(|webhook| {
        let to = format!("webhooks/{}", webhook.id);
        let events: Vec<&str> = webhook
            .events
            .iter()
            .map(|event| event.name(lang::current()))
            .collect();
        let events = events.join(t("、", ", "));
        view! {
            <tr>
                <td>
                    <a href=place::href(&to)>{webhook.name.clone()}</a>
                    <span class="quiet small cell-note">{host(&webhook.url)}</span>
                </td>
                <td>{standing(&webhook)}</td>
                <td class="wide-only">{events}</td>
                <td class="number">{number(webhook.waiting)}</td>
                <td class="number">{number(webhook.failed)}</td>
            </tr>
        }
    });
    view! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t("送信先", "Target")}</th>
                        <th scope="col">{t("状態", "State")}</th>
                        <th scope="col" class="wide-only">{t("知らせること", "Told of")}</th>
                        <th scope="col" class="number">{t("送信待ち", "Waiting")}</th>
                        <th scope="col" class="number">{t("失敗（30 日）", "Given up (30 days)")}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

/// Where an address leads, without what may be a key in its path.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
}

/// How long something took.
fn took(ms: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("{} ミリ秒", number(ms)),
        Lang::En => format!("{} ms", number(ms)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_where_an_address_leads_and_not_its_key() {
        assert_eq!(
            host("https://hooks.example.com:8443/a/secret?k=1"),
            "hooks.example.com:8443"
        );
        assert_eq!(host("https://a.example"), "a.example");
    }
}
