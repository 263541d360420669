//! The form for a visitor field.

use super::{
    PATH,
    choices::{self, choices},
    words::SOURCES,
};
use crate::{
    api::{self, Failure},
    app::app,
    draw::Draw,
    lang::{self, t},
    pages::forms::words as of_forms,
    router,
    ui::{Faults, SelectInput, Submit, TextInput, note},
};
use kotae_shared::{
    Localised,
    api::{
        problem::{Fault, Problem},
        visitor_fields::{VisitorFieldEdit, VisitorFieldRecord, VisitorFieldState},
    },
    form::{Kind, limits::KEY},
    visitor::{KINDS, Sources, VisitorField, limits},
};
use leptos::{prelude::*, task::spawn_local};

/// The form: a new field, or changes of one.
#[allow(
    clippy::large_types_passed_by_value,
    reason = "a component gets its properties by value"
)]
#[component]
pub(super) fn Form(record: Option<VisitorFieldRecord>, may: bool, done: Callback<()>) -> impl IntoView {
    let app = app();
    let id = record.as_ref().map(|record| record.id);
    let version = record.as_ref().map_or(0, |record| record.version);
    let archived = record.as_ref().is_some_and(|record| record.archived);
    let field = record.map_or_else(
        || VisitorField {
            sources: Sources {
                page: true,
                token: true,
                ..Sources::default()
            },
            ..VisitorField::default()
        },
        |record| record.field,
    );
    let before = field.clone();
    let key = RwSignal::new(field.key);
    let (name_ja, name_en) = (RwSignal::new(field.name.ja), RwSignal::new(field.name.en));
    let kind = RwSignal::new(kind_key(field.kind));
    let rows = choices::rows(field.choices);
    let required = RwSignal::new(field.required);
    let given = field.sources;
    let sources = SOURCES.map(|source| {
        let on = (source.is_on)(given);
        (source, RwSignal::new(on))
    });
    let start = RwSignal::new(given.start);
    let [forms, page, token, hidden] = [0, 1, 2, 3].map(|at: usize| sources[at].1);
    let personal = RwSignal::new(field.personal);
    let (for_ja, for_en) = (RwSignal::new(field.purpose.ja), RwSignal::new(field.purpose.en));
    let days = RwSignal::new(match field.retention_days {
        0 => String::new(),
        days => days.to_string(),
    });
    let now = move || {
        let text = days.get();
        let text = text.trim();
        let retention_days = if text.is_empty() {
            Some(0)
        } else {
            text.parse().ok()
        };
        let kind = kind_of(&kind.get());
        let field = VisitorField {
            key: key.get(),
            name: Localised::new(name_ja.get(), name_en.get()),
            kind,
            choices: if kind == Kind::Choice {
                choices::all(rows)
            } else {
                Vec::new()
            },
            required: required.get() && start.get(),
            sources: Sources {
                start: start.get(),
                forms: forms.get(),
                page: page.get(),
                token: token.get(),
                hidden: hidden.get(),
            },
            personal: personal.get(),
            purpose: Localised::new(for_ja.get(), for_en.get()),
            retention_days: retention_days.unwrap_or_default(),
        };
        (field, retention_days.is_some())
    };
    let saved = RwSignal::new(false);
    router::guard(Signal::derive(move || {
        let (field, readable) = now();
        may && !saved.get() && (field.tidy() != before || !readable)
    }));
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || !may {
            return;
        }
        faults.clear();
        let (field, readable) = untrack(now);
        // The server says the same; here it costs no way there.
        let mut found = field.tidy().faults();
        if !readable {
            found.push(("retention_days".to_owned(), Fault::NotNumber));
        }
        if !found.is_empty() {
            return faults.show(&Failure::Problem(Problem::invalid(&found, lang::current())));
        }
        busy.set(true);
        let edit = VisitorFieldEdit { field, version };
        spawn_local(async move {
            let reply: Result<VisitorFieldRecord, Failure> = match id {
                Some(id) => api::put(&format!("{PATH}/{id}"), &edit).await,
                None => api::post(PATH, &edit).await,
            };
            busy.set(false);
            match reply {
                Ok(_) => {
                    saved.set(true);
                    app.say(t("項目を保存しました。", "The field was saved."));
                    done.run(());
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let archive = id.filter(|_| may).map(|id| {
        let press = move |_| {
            let edit = VisitorFieldState {
                archived: !archived,
                version,
            };
            spawn_local(async move {
                let path = format!("{PATH}/{id}/state");
                match api::put::<VisitorFieldRecord>(&path, &edit).await {
                    Ok(_) => {
                        saved.set(true);
                        app.say(if archived {
                            t("使用中に戻しました。", "In use again.")
                        } else {
                            t("終了しました。", "Archived.")
                        });
                        done.run(());
                    }
                    Err(failure) => app.fail(&failure),
                }
            });
        };
        view! {
            <button type="button" class="button" on:click=press>
                {if archived { t("使用中に戻す", "Use again") } else { t("終了する", "Archive") }}
            </button>
        }
    });
    let kinds = KINDS.map(|kind| (kind_key(kind), of_forms::kind(kind).to_owned()));
    let key_input = if id.is_some() {
        let key = key.get_untracked();
        view! {
            <div class="field">
                <p class="field-head"><b>{t("キー", "Key")}</b></p>
                <p class="field-help">{t("値はこの名前で保存されるため、変えられません。", "Values are kept under it, so it stays.")}</p>
                <p class="mono">{key}</p>
            </div>
        }
        .draw()
    } else {
        view! {
            <TextInput
                name="key"
                label=t("キー", "Key")
                value=key
                faults=faults
                max=KEY
                placeholder="department"
                help=t(
                    "ページやトークンがこの名前で値を渡します。半角の英小文字で始めます。あとから変えられません。",
                    "Pages and tokens give the value under this name. It begins with a lower-case letter, and cannot be changed later.",
                )
            />
        }
        .draw()
    };
    let boxes = sources.map(|(source, on)| {
        let (key, name, help) = (source.key, source.name(), source.help());
        tick(on, key, name, help, may, move || {
            faults.mended("sources");
            // One who sees nothing of it is not asked.
            if key == "hidden" && on.get_untracked() {
                start.set(false);
                forms.set(false);
            } else if matches!(key, "start" | "forms") && on.get_untracked() {
                hidden.set(false);
            }
        })
    });
    let source_fault = move || {
        faults.of("sources").map(|_| {
            let text = t(
                "値の出どころを 1 つ以上選んでください（「訪問者に見せない」だけでは選べません）。",
                "Choose at least one place that values come from (besides “Not shown to the visitor”).",
            );
            view! { <p class="field-error" role="alert">{text}</p> }
        })
    };
    let must = move || {
        start.get().then(|| {
            tick(
                required,
                "required",
                t("答えないと質問できない", "Nobody goes on without it"),
                t(
                    "外すと「あとで」を押して質問に進めます。",
                    "Otherwise a visitor may leave it for later.",
                ),
                may,
                || {},
            )
        })
    };
    view! {
        <form
            class="card form wide visitor-field-form"
            novalidate
            on:submit=submit
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.is_composing() {
                    done.run(());
                }
            }
        >
            <h2>
                {if id.is_some() { t("項目を編集", "Edit the field") } else { t("項目を追加", "Add a field") }}
            </h2>
            {archived
                .then(|| {
                    note(
                        "info",
                        t(
                            "終了した項目です。新しい値は受け取りません。これまでの値は表示されます。",
                            "This field is archived: no new values are taken, and those that are there are still shown.",
                        ),
                    )
                })}
            <div class="form-row">
                <TextInput
                    name="name.ja"
                    label=t("名前（日本語）", "Name (Japanese)")
                    value=name_ja
                    faults=faults
                    max=limits::NAME
                    placeholder=t("部署", "部署")
                    autofocus=true
                />
                <TextInput
                    name="name.en"
                    label=t("名前（英語）", "Name (English)")
                    value=name_en
                    faults=faults
                    max=limits::NAME
                    optional=true
                    placeholder="Department"
                />
            </div>
            {key_input}
            <SelectInput name="kind" label=t("種類", "Kind") value=kind faults=faults choices=Signal::stored(kinds.to_vec())/>
            {move || kind.with(|kind| kind_of(kind) == Kind::Choice).then(|| choices(rows, faults, may))}
            <fieldset class="field">
                <legend>{t("値の出どころ", "Where values come from")}</legend>
                {boxes.into_iter().collect_view()}
                {source_fault}
            </fieldset>
            {must}
            <fieldset class="field">
                <legend>{t("個人情報", "Personal data")}</legend>
                {tick(
                    personal,
                    "personal",
                    t("個人情報として扱う", "Treat as personal data"),
                    t(
                        "個人情報を見られる役割（オーナー・管理者・対応担当）だけが値を見られます。ほかの人には伏せます。",
                        "Only owners, administrators and agents see the values; for everybody else they are masked.",
                    ),
                    may,
                    move || faults.mended("purpose.ja"),
                )}
            </fieldset>
            <div class="form-row">
                <TextInput
                    name="purpose.ja"
                    label=t("使う目的（日本語）", "What it is for (Japanese)")
                    value=for_ja
                    faults=faults
                    max=limits::PURPOSE
                    help=t(
                        "聞くときに訪問者に表示します。個人情報と、質問の前に聞く項目では必要です。",
                        "Visitors read it when they are asked. Needed for personal data and for what is asked at the start.",
                    )
                    placeholder=t("担当者を決めるため", "担当者を決めるため")
                />
                <TextInput
                    name="purpose.en"
                    label=t("使う目的（英語）", "What it is for (English)")
                    value=for_en
                    faults=faults
                    max=limits::PURPOSE
                    optional=true
                />
            </div>
            <TextInput
                name="retention_days"
                label=t("保存する日数", "Days that values are kept")
                value=days
                faults=faults
                kind="text"
                max=4
                optional=true
                help=t(
                    "過ぎた値は毎晩消します。空欄なら、質問ログや受信と同じだけ残ります。",
                    "Older values are deleted each night. Left empty, they stay as long as the question or the submission.",
                )
            />
            <div class="form-actions">
                {may.then(|| view! { <Submit label=t("保存する", "Save") busy=busy faults=faults/> })}
                <button type="button" class="button" on:click=move |_| done.run(())>
                    {if may { t("キャンセル", "Cancel") } else { t("閉じる", "Close") }}
                </button>
                {archive}
            </div>
        </form>
    }
    .draw()
}

fn kind_key(kind: Kind) -> String {
    format!("{kind:?}")
}

fn kind_of(key: &str) -> Kind {
    KINDS
        .into_iter()
        .find(|kind| kind_key(*kind) == key)
        .unwrap_or_default()
}

fn tick(
    on: RwSignal<bool>,
    name: &'static str,
    label: &'static str,
    help: &'static str,
    may: bool,
    changed: impl Fn() + 'static,
) -> AnyView {
    let id = format!("field-{name}");
    let described = format!("{id}-help");
    view! {
        <div class="tick">
            <label class="check">
                <input
                    type="checkbox"
                    id=id
                    disabled=!may
                    aria-describedby=described.clone()
                    prop:checked=on
                    on:change=move |_| {
                        on.update(|on| *on = !*on);
                        changed();
                    }
                />
                {label}
            </label>
            <p class="field-help" id=described>{help}</p>
        </div>
    }
    .draw()
}
