//! One target: its settings, its secrets, a test, and what was sent to it.

use super::{deliveries::Deliveries, form::Form, secret_note, standing, took};
use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    dates,
    lang::{self, t},
    remote::Remote,
    ui::{BackLink, Confirm, PageHead, note},
};
use kotae_shared::api::webhooks::{NewWebhook, Webhook, WebhookTry};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// What the parts of the page share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    id: Uuid,
    webhook: Remote<Webhook>,
    secret: RwSignal<Option<String>>,
}

/// The page.
#[component]
pub(crate) fn WebhookPage(id: String) -> impl IntoView {
    let path = format!("webhooks/{id}");
    // What is no id is not found, and the server says so.
    let page = Page {
        app: app(),
        id: id.parse().unwrap_or_default(),
        webhook: Remote::new(move || path.clone()),
        secret: RwSignal::new(None),
    };
    let title = Signal::derive(move || {
        page.webhook
            .get()
            .map_or_else(|| "Webhook".into(), |one| one.name)
    });
    view! {
        <div class="page">
            <BackLink to="webhooks" label="Webhook"/>
            <PageHead title=title/>
            {page.webhook.view(move |webhook| all(page, webhook))}
        </div>
    }
    .draw()
}

fn all(page: Page, webhook: Webhook) -> AnyView {
    let saved = Callback::new(move |_| {
        page.webhook.reload();
        page.app.say(t("保存しました。", "Saved."));
    });
    view! {
        <p>{standing(&webhook)}</p>
        {move || page.secret.get().map(|text| secret_note(text, move || page.secret.set(None)))}
        <Form webhook=Some(webhook.clone()) saved=saved/>
        {test(page)}
        {secrets(page, &webhook)}
        <Deliveries webhook=page.id/>
        {remove(page)}
    }
    .draw()
}

fn test(page: Page) -> AnyView {
    let (busy, tried) = (RwSignal::new(false), RwSignal::new(None::<WebhookTry>));
    let click = move |_| {
        busy.set(true);
        tried.set(None);
        spawn_local(async move {
            let reply = api::post::<WebhookTry>(&format!("webhooks/{}/test", page.id), &()).await;
            busy.set(false);
            match reply {
                Ok(done) => tried.set(Some(done)),
                Err(failure) => page.app.fail(&failure),
            }
        });
    };
    let shown = move || {
        tried.get().map(|tried| {
            let tone = if tried.fault.is_none() { "good" } else { "bad" };
            let head = tried.fault.as_ref().map_or_else(
                || t("受け取られました。", "It was taken."),
                |fault| fault.message(lang::current()),
            );
            note(tone, view! { <p>{head}</p> {answer(&tried)} })
        })
    };
    view! {
        <section class="card">
            <h2>{t("テスト", "Test")}</h2>
            <div class="form wide">
                <p class="quiet">
                    {t(
                        "テスト用の内容（ping）をすぐに送り、結果を表示します。",
                        "Sends a test (ping) at once and shows how that went.",
                    )}
                </p>
                <div role="status">{shown}</div>
                <div class="form-actions">
                    <button
                        type="button"
                        class="button"
                        disabled=busy
                        aria-busy=move || busy.get().then_some("true")
                        on:click=click
                    >
                        {t("テストを送る", "Send a test")}
                    </button>
                </div>
            </div>
        </section>
    }
    .draw()
}

/// What was answered, and how soon.
pub(super) fn answer(tried: &WebhookTry) -> AnyView {
    let status = tried.status.map_or_else(
        || t("応答なし", "No answer").to_owned(),
        |status| format!("{} {status}", t("ステータス", "Status")),
    );
    let detail = tried.fault.as_ref().map(|fault| fault.detail.clone());
    let detail = detail
        .filter(|_| tried.status.is_none())
        .filter(|text| !text.is_empty());
    let response = (!tried.response.is_empty()).then(|| {
        view! { <pre class="excerpt" tabindex="0">{tried.response.clone()}</pre> }
    });
    view! {
        <p class="quiet small">
            {status} " · " {took(tried.ms)} {detail.map(|detail| format!(" · {detail}"))}
        </p>
        {response}
    }
    .draw()
}

fn secrets(page: Page, webhook: &Webhook) -> AnyView {
    let two = webhook.secrets.len() > 1;
    let lines = webhook.secrets.iter().enumerate().map(|(index, at)| {
        let which = match (two, index) {
            (false, _) => t("いまのシークレット", "Present secret"),
            (true, 0) => t("古いシークレット", "Older secret"),
            (true, _) => t("新しいシークレット", "Newer secret"),
        };
        view! {
            <li>
                <span class="device-name">
                    {which}
                    <span class="quiet small">
                        {t("作成: ", "Made: ")}
                        <time datetime=dates::machine(*at)>{dates::full(*at)}</time>
                    </span>
                </span>
            </li>
        }
    });
    let add = move |_| {
        spawn_local(async move {
            match api::post::<NewWebhook>(&format!("webhooks/{}/secret", page.id), &()).await {
                Ok(made) => {
                    page.secret.set(Some(made.secret));
                    page.webhook.reload();
                }
                Err(failure) => page.app.fail(&failure),
            }
        });
    };
    let end = move |_| {
        page.app.ask(Confirm {
            title: t("古いシークレットを終了しますか", "End the older secret?").into(),
            text: t(
                "受信側に新しいシークレットを登録してから終了してください。",
                "Do so when the receiver knows the newer one.",
            )
            .into(),
            act: t("終了する", "End it"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::take::<Webhook>(&format!("webhooks/{}/secret", page.id)).await {
                        Ok(_) => page.webhook.reload(),
                        Err(failure) => page.app.fail(&failure),
                    }
                });
            }),
        });
    };
    let button = if two {
        view! {
            <button type="button" class="button danger" on:click=end>
                {t("古いシークレットを終了する", "End the older secret")}
            </button>
        }
        .draw()
    } else {
        view! {
            <button type="button" class="button" on:click=add>
                {t("新しいシークレットを作る", "Make a new secret")}
            </button>
        }
        .draw()
    };
    view! {
        <section class="card">
            <h2>{t("シークレット", "Secrets")}</h2>
            <div class="form wide">
                <p class="quiet">
                    {t(
                        "交換するときは新しく作って受信側に登録し、それから古いほうを終了します。そのあいだは両方で署名します。",
                        "To exchange it, make a new one, enter it at the receiver, and end the older one. Until then both sign.",
                    )}
                </p>
                <ul class="devices">{lines.collect_view()}</ul>
                <div class="form-actions">{button}</div>
            </div>
        </section>
    }
    .draw()
}

fn remove(page: Page) -> AnyView {
    let click = move |_| {
        page.app.ask(Confirm {
            title: t("この送信先を削除しますか", "Delete this target?").into(),
            text: t(
                "送信待ちのものは取り消されます。",
                "What waits for it is taken back.",
            )
            .into(),
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete(&format!("webhooks/{}", page.id)).await {
                        Ok(()) => {
                            page.app
                                .say(t("送信先を削除しました。", "The target was deleted."));
                            page.app.go("webhooks");
                        }
                        Err(failure) => page.app.fail(&failure),
                    }
                });
            }),
        });
    };
    view! {
        <section class="card">
            <h2>{t("削除", "Delete")}</h2>
            <button type="button" class="button danger" on:click=click>
                {t("この送信先を削除する", "Delete this target")}
            </button>
        </section>
    }
    .draw()
}
