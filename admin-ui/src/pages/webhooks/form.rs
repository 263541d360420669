//! The form for a target.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    lang::{self, t},
    ui::{Faults, Submit, TextInput},
};
use kotae_shared::api::webhooks::{NewWebhook, Webhook, WebhookEdit, WebhookEvent, WebhookKind, limits};
use leptos::{prelude::*, task::spawn_local};

/// The form: a new target, or changes to one. `saved` gets it, and the secret of a new one.
#[component]
pub(super) fn Form(
    webhook: Option<Webhook>,
    saved: Callback<(Webhook, Option<String>)>,
    #[prop(optional)] cancel: Option<Callback<()>>,
) -> impl IntoView {
    let id = webhook.as_ref().map(|webhook| webhook.id);
    let version = webhook.as_ref().map_or(0, |webhook| webhook.version);
    let chosen = webhook.as_ref().map_or_else(
        || vec![WebhookEvent::SubmissionCreated],
        |webhook| webhook.events.clone(),
    );
    let name = RwSignal::new(
        webhook
            .as_ref()
            .map(|webhook| webhook.name.clone())
            .unwrap_or_default(),
    );
    let url = RwSignal::new(
        webhook
            .as_ref()
            .map(|webhook| webhook.url.clone())
            .unwrap_or_default(),
    );
    let answers = RwSignal::new(webhook.as_ref().is_some_and(|webhook| webhook.answers));
    let active = RwSignal::new(webhook.as_ref().is_none_or(|webhook| webhook.active));
    let events = WebhookEvent::CHOICES.map(|event| (event, RwSignal::new(chosen.contains(&event))));
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let edit = WebhookEdit {
            kind: WebhookKind::Json,
            name: name.get_untracked(),
            url: url.get_untracked(),
            events: events
                .iter()
                .filter(|(_, on)| on.get_untracked())
                .map(|(event, _)| *event)
                .collect(),
            answers: answers.get_untracked(),
            active: active.get_untracked(),
            version,
        };
        spawn_local(async move {
            let reply: Result<(Webhook, Option<String>), Failure> = if let Some(id) = id {
                let changed = api::put(&format!("webhooks/{id}"), &edit).await;
                changed.map(|webhook| (webhook, None))
            } else {
                let made: Result<NewWebhook, Failure> = api::post("webhooks", &edit).await;
                made.map(|made| (made.webhook, Some(made.secret)))
            };
            busy.set(false);
            match reply {
                Ok(done) => saved.run(done),
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let boxes = events.map(|(event, on)| check(on, event.name(lang::current()), faults));
    let fault = move || {
        faults
            .of("events")
            .map(|text| view! { <p class="field-error" role="alert">{text}</p> })
    };
    view! {
        <form class="card" novalidate on:submit=submit>
            <div class="form wide">
                <TextInput name="name" label=t("名前", "Name") value=name faults=faults max=limits::NAME/>
                <TextInput
                    name="url"
                    label=t("送信先のアドレス", "Address")
                    value=url
                    faults=faults
                    kind="url"
                    max=limits::URL
                    placeholder="https://"
                    help=t(
                        "https:// で始まるアドレスです。社内だけのアドレスに送るには、運用担当者の許可（webhooks.allow）が必要です。",
                        "It starts with https://. Addresses within your own network need an operator’s permission (webhooks.allow).",
                    )
                />
                <fieldset class="field">
                    <legend>{t("知らせること", "Told of")}</legend>
                    {boxes.into_iter().collect_view()}
                    {fault}
                </fieldset>
                {check(
                    answers,
                    t(
                        "フォームの回答の内容も送る（個人情報が含まれることがあります）",
                        "Send what was written in forms, too (it may be personal)",
                    ),
                    faults,
                )}
                {check(active, t("この送信先に知らせる", "This target is told"), faults)}
                <div class="form-actions">
                    <Submit label=t("保存する", "Save") busy=busy faults=faults/>
                    {cancel.map(|cancel| {
                        view! {
                            <button type="button" class="button" on:click=move |_| cancel.run(())>
                                {t("キャンセル", "Cancel")}
                            </button>
                        }
                    })}
                </div>
            </div>
        </form>
    }
    .draw()
}

fn check(value: RwSignal<bool>, label: &'static str, faults: Faults) -> AnyView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=value
                on:change=move |_| {
                    value.update(|value| *value = !*value);
                    faults.mended("events");
                }
            />
            {label}
        </label>
    }
    .draw()
}
