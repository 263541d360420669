//! One finding: what it means, and what can be done about it at once.

use super::words;
use crate::{
    api,
    app::{App, app},
    dates, dom,
    draw::Draw,
    lang::{self, t},
    pages::{entries::status, entry::of_entry},
    place,
    ui::{Confirm, Icon, file_address, icon},
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{Entry, Status},
        health::{HealthDetail, HealthEntry, HealthFinding, HealthIgnore, HealthMerge, limits},
    },
};
use leptos::{prelude::*, task::spawn_local};

/// The finding.
#[component]
pub(super) fn Item(finding: HealthFinding, look: Callback<()>, may_write: bool) -> impl IntoView {
    let app = app();
    let HealthFinding {
        key,
        kind,
        entry,
        detail,
        message,
        ignored,
        ..
    } = finding;
    let title = match (&entry, &detail) {
        (Some(entry), _) => name(entry),
        (None, HealthDetail::File { name, file, .. }) => {
            view! { <a href=file_address(file) target="_blank" rel="noopener">{name.clone()}</a> }.draw()
        }
        (None, _) => ().draw(),
    };
    let spoken = match (&entry, &detail) {
        (Some(entry), _) => entry.title.clone(),
        (None, HealthDetail::File { name, .. }) => name.clone(),
        (None, _) => String::new(),
    };
    let other = match &detail {
        HealthDetail::Duplicate { other, .. } => Some(name(other)),
        HealthDetail::OwnWords { by, .. } | HealthDetail::InLog { by, .. } => Some(name(by)),
        _ => None,
    };
    let acts = may_write.then(|| acts(app, entry.as_ref(), &detail, look));
    let why = ignored.map(|ignored| {
        let (by, at) = (ignored.by, dates::full(ignored.at));
        view! {
            <p class="health-why">
                <b>{t("対応しない理由: ", "Left because: ")}</b>
                {ignored.reason}
                <span class="quiet small">" " {by} " " {at}</span>
            </p>
        }
    });
    let is_ignored = why.is_some();
    let leave = may_write.then(|| view! { <Leave key=key spoken=spoken is_ignored=is_ignored look=look/> });
    view! {
        <li class="card health-item">
            <p class="health-kind">{icon(words::mark(kind))} {words::kind(kind)}</p>
            <div class="health-what">
                <p class="health-title">{title}</p>
                {other.map(|other| view! { <p class="health-title health-other">{other}</p> })}
                <p>{message}</p>
                {why}
            </div>
            <div class="form-actions">{acts} {leave}</div>
        </li>
    }
    .draw()
}

/// An entry's code, title and status, with the way to it.
fn name(entry: &HealthEntry) -> AnyView {
    let state = (entry.status != Status::Published)
        .then(|| view! { <span class="chip">{status::name(entry.status)}</span> });
    view! {
        <span class="quiet small">{entry.code.clone()}</span>
        " "
        <a href=place::href(&format!("entries/{}", entry.id))>{entry.title.clone()}</a>
        " "
        {state}
    }
    .draw()
}

/// What can be done about it.
fn acts(app: App, entry: Option<&HealthEntry>, detail: &HealthDetail, look: Callback<()>) -> AnyView {
    let open = |field: &'static str, label: &'static str| {
        entry.map(|entry| {
            let href = place::href(&format!("entries/{}?field={field}", entry.id));
            view! {
                <a class="button small" href=href aria-label=format!("{label}: {}", entry.title)>
                    {icon(Icon::Edit)}
                    {label}
                </a>
            }
            .draw()
        })
    };
    match detail {
        HealthDetail::Duplicate { other, .. } => {
            let Some(entry) = entry else { return ().draw() };
            view! { {merge(app, entry, other, look)} {merge(app, other, entry, look)} }.draw()
        }
        HealthDetail::OwnWords { .. } | HealthDetail::Bare => view! {
            {open("phrasings", t("言い換えを足す", "Add phrasings"))}
            {open("keywords", t("キーワードを足す", "Add keywords"))}
        }
        .draw(),
        HealthDetail::InLog { words, .. } => {
            let add = entry.map(|entry| teach(app, entry, words.clone(), look));
            view! { {add} {open("phrasings", t("言い換えを足す", "Add phrasings"))} }.draw()
        }
        HealthDetail::Link { reason, .. } => {
            use kotae_shared::api::health::LinkFault::{RelatedGone, RelatedHidden};
            let field = if matches!(reason, RelatedGone | RelatedHidden) {
                "related"
            } else {
                "answer"
            };
            view! { {open(field, t("リンクを直す", "Mend the link"))} }.draw()
        }
        HealthDetail::File { id, name, .. } => delete_file(app, *id, name.clone(), look),
        HealthDetail::Hard { .. } => view! { {open("answer", t("答えを直す", "Rewrite the answer"))} }.draw(),
    }
}

/// Archives `drop` and gives what finds it to `keep`, after a question.
fn merge(app: App, keep: &HealthEntry, drop: &HealthEntry, look: Callback<()>) -> AnyView {
    let wish = HealthMerge {
        keep: keep.id,
        keep_version: keep.version,
        drop: drop.id,
        drop_version: drop.version,
    };
    let (kept, gone) = (keep.clone(), drop.clone());
    let label = match lang::current() {
        Lang::Ja => format!("{} にまとめる", keep.code),
        Lang::En => format!("Merge into {}", keep.code),
    };
    let ask = move |_| {
        let wish = wish.clone();
        app.ask(Confirm {
            title: t("1 つの FAQ にまとめますか？", "Make one entry of the two?").into(),
            text: match lang::current() {
                Lang::Ja => format!(
                    "{}「{}」を残し、{}「{}」のタイトル・言い換え・キーワードを引き継ぎます。{} の答えは引き継がず、アーカイブします（あとで戻せます）。",
                    kept.code, kept.title, gone.code, gone.title, gone.code
                ),
                Lang::En => format!(
                    "{} “{}” stays and takes over title, phrasings and keywords of {} “{}”. The answer of {} is not taken over; it is archived and can be brought back.",
                    kept.code, kept.title, gone.code, gone.title, gone.code
                ),
            },
            act: t("まとめる", "Merge"),
            danger: false,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::post::<Entry>("health/merge", &wish).await {
                        Ok(entry) => {
                            app.refresh();
                            app.say(match lang::current() {
                                Lang::Ja => format!("{} にまとめました。公開すると利用者にも反映されます。", entry.code),
                                Lang::En => format!("Merged into {}. Publish to show it.", entry.code),
                            });
                            dom::focus_soon("h1");
                            look.run(());
                        }
                        Err(failure) => app.fail(&failure),
                    }
                });
            }),
        });
    };
    view! {
        <button type="button" class="button small" on:click=ask>
            {icon(Icon::Copy)}
            {label}
        </button>
    }
    .draw()
}

/// Adds a visitor's words as a phrasing.
fn teach(app: App, entry: &HealthEntry, words: String, look: Callback<()>) -> AnyView {
    let id = entry.id;
    let label = match lang::current() {
        Lang::Ja => format!("「{words}」を言い換えに足す"),
        Lang::En => format!("Add “{words}” as phrasing"),
    };
    let press = move |_| {
        let words: String = words
            .trim()
            .chars()
            .take(kotae_shared::api::admin::limits::PHRASE)
            .collect();
        spawn_local(async move {
            let path = format!("entries/{id}");
            let saved = async {
                let entry = api::get::<Entry>(&path).await?;
                let mut edit = of_entry(&entry);
                edit.phrasings.push(words);
                api::put::<Entry>(&path, &edit).await
            };
            match saved.await {
                Ok(_) => {
                    app.refresh();
                    app.say(t("言い換えに足しました。", "Added as phrasing."));
                    dom::focus_soon("h1");
                    look.run(());
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    view! {
        <button type="button" class="button small" on:click=press>
            {icon(Icon::Plus)}
            <span class="health-words">{label}</span>
        </button>
    }
    .draw()
}

fn delete_file(app: App, id: Uuid, name: String, look: Callback<()>) -> AnyView {
    let label = format!("{}: {name}", t("削除する", "Delete"));
    let ask = move |_| {
        app.ask(Confirm {
            title: t("ファイルを削除しますか？", "Delete this file?").into(),
            text: match lang::current() {
                Lang::Ja => format!("「{name}」を削除します。元には戻せません。"),
                Lang::En => format!("“{name}” will be gone for good."),
            },
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete(&format!("uploads/{id}")).await {
                        Ok(()) => {
                            app.say(t("削除しました。", "Deleted."));
                            dom::focus_soon("h1");
                            look.run(());
                        }
                        Err(failure) => app.fail(&failure),
                    }
                });
            }),
        });
    };
    view! {
        <button type="button" class="button small danger" aria-label=label on:click=ask>
            {icon(Icon::Trash)}
            {t("削除する", "Delete")}
        </button>
    }
    .draw()
}

/// Lets it be, with a reason, or counts it again.
#[component]
fn Leave(key: String, spoken: String, is_ignored: bool, look: Callback<()>) -> impl IntoView {
    let app = app();
    let key = StoredValue::new(key);
    let reason = RwSignal::new(String::new());
    let send = move |reason: String| {
        let wish = HealthIgnore {
            key: key.get_value(),
            reason,
        };
        spawn_local(async move {
            match api::put::<()>("health/ignored", &wish).await {
                Ok(()) => {
                    app.say(if is_ignored {
                        t("もう一度表示します。", "It counts again.")
                    } else {
                        t("対応しないものに移しました。", "It is left as it is.")
                    });
                    dom::focus_soon("h1");
                    look.run(());
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    if is_ignored {
        return view! {
            <button
                type="button"
                class="button small"
                aria-label=format!("{}: {spoken}", t("もう一度表示する", "Count it again"))
                on:click=move |_| send(String::new())
            >
                {t("もう一度表示する", "Count it again")}
            </button>
        }
        .draw();
    }
    let label = format!("{}: {spoken}", t("対応しない理由", "Why it is left"));
    view! {
        <details class="health-leave">
            <summary class="button small plain" aria-label=format!("{}: {spoken}", t("対応しない", "Leave it"))>
                {t("対応しない", "Leave it")}
            </summary>
            <form
                class="form-actions"
                on:submit=move |event| {
                    event.prevent_default();
                    let text = reason.get_untracked().trim().to_owned();
                    if !text.is_empty() {
                        send(text);
                    }
                }
            >
                <input
                    class="input"
                    aria-label=label
                    placeholder=t("理由（必須）", "Reason (required)")
                    maxlength=limits::REASON
                    required
                    prop:value=reason
                    on:input=move |event| reason.set(event_target_value(&event))
                />
                <button type="submit" class="button small">
                    {t("決める", "Leave it so")}
                </button>
            </form>
        </details>
    }
    .draw()
}
