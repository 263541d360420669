//! The form for a new notice, or for changing one.

use super::Page;
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    dates,
    lang::{self, t},
    ui::{Faults, Segments, Submit, TextArea, TextInput},
};
use kotae_shared::{
    Localised,
    api::{
        notices::{Notice, NoticeEdit, Tone, limits},
        problem::{Fault, FieldProblem, Problem, ProblemCode},
    },
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

const HOUR: i64 = 3_600_000;

/// The form. A new notice begins now and ends in an hour, until something else is chosen.
#[allow(
    clippy::large_types_passed_by_value,
    reason = "a component gets its properties by value"
)]
#[component]
pub(super) fn Form(notice: Option<Notice>, page: Page) -> impl IntoView {
    let now = js_sys::Date::now() as i64 / 60_000 * 60_000;
    let id = notice.as_ref().map(|notice| notice.id);
    let version = notice.as_ref().map_or(0, |notice| notice.version);
    let edit = notice.map_or_else(
        || NoticeEdit {
            starts_at: now,
            ends_at: now + HOUR,
            ..NoticeEdit::default()
        },
        |notice| NoticeEdit {
            text: notice.text,
            tone: notice.tone,
            link: notice.link,
            starts_at: notice.starts_at,
            ends_at: notice.ends_at,
            widgets: notice.widgets,
            version,
        },
    );
    let ja = RwSignal::new(edit.text.ja);
    let en = RwSignal::new(edit.text.en);
    let tone = RwSignal::new(
        if edit.tone == Tone::Warning {
            "warning"
        } else {
            "info"
        }
        .to_owned(),
    );
    let link = RwSignal::new(edit.link);
    let starts = RwSignal::new(dates::input(edit.starts_at));
    let ends = RwSignal::new(dates::input(edit.ends_at));
    let widgets = RwSignal::new(edit.widgets);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        let (from, to) = (
            starts.with_untracked(|text| dates::from_input(text)),
            ends.with_untracked(|text| dates::from_input(text)),
        );
        let (Some(starts_at), Some(ends_at)) = (from, to) else {
            return faults.show(&Failure::Problem(unreadable(from.is_none(), to.is_none())));
        };
        let edit = NoticeEdit {
            text: Localised::new(ja.get_untracked(), en.get_untracked()),
            tone: tone.with_untracked(|tone| {
                if tone == "warning" {
                    Tone::Warning
                } else {
                    Tone::Info
                }
            }),
            link: link.get_untracked(),
            starts_at,
            ends_at,
            widgets: widgets.get_untracked(),
            version,
        };
        busy.set(true);
        spawn_local(async move {
            let result: Result<Notice, Failure> = match id {
                Some(id) => api::put(&format!("notices/{id}"), &edit).await,
                None => api::post("notices", &edit).await,
            };
            busy.set(false);
            match result {
                Ok(_) => page.changed(t(
                    "保存しました。開いているチャットには 1 分以内に届きます。",
                    "Saved. Open chats have it within a minute.",
                )),
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let tones = [
        ("info", t("お知らせ", "Information")),
        ("warning", t("障害・注意", "Warning")),
    ];
    let label = if id.is_some() {
        t("保存する", "Save")
    } else {
        t("お知らせを出す", "Post the notice")
    };
    view! {
        <form
            class="card notice-form"
            novalidate
            on:submit=submit
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.is_composing() {
                    page.show(None);
                }
            }
        >
            <div class="form wide">
                <div class="form-row">
                    <TextArea
                        name="text.ja"
                        label=t("文面（日本語）", "Text (Japanese)")
                        value=ja
                        faults=faults
                        rows=3
                        max=limits::TEXT
                    />
                    <TextArea
                        name="text.en"
                        label=t("文面（英語）", "Text (English)")
                        value=en
                        faults=faults
                        rows=3
                        max=limits::TEXT
                        optional=true
                        placeholder=t("空欄なら日本語を表示します", "The Japanese text stands in when this is empty")
                    />
                </div>
                <Segments
                    name="tone"
                    label=t("種類", "Kind")
                    value=tone
                    faults=faults
                    choices=tones.map(|(key, name)| (key.to_owned(), name.to_owned())).into()
                />
                <div class="form-row">
                    <TextInput
                        name="starts_at"
                        label=t("始まり", "From")
                        value=starts
                        faults=faults
                        kind="datetime-local"
                    />
                    <TextInput
                        name="ends_at"
                        label=t("終わり", "Until")
                        value=ends
                        faults=faults
                        kind="datetime-local"
                    />
                </div>
                <Quick starts=starts ends=ends faults=faults/>
                <TextInput
                    name="link"
                    label=t("くわしい案内のアドレス", "Address with more")
                    value=link
                    faults=faults
                    max=limits::LINK
                    kind="url"
                    optional=true
                    placeholder="https://"
                />
                <Which page=page chosen=widgets/>
                <div class="form-actions">
                    <Submit label=label busy=busy faults=faults/>
                    <button type="button" class="button" on:click=move |_| page.show(None)>
                        {t("キャンセル", "Cancel")}
                    </button>
                </div>
            </div>
        </form>
    }
    .draw()
}

/// How long from the start, by one press.
#[component]
fn Quick(starts: RwSignal<String>, ends: RwSignal<String>, faults: Faults) -> impl IntoView {
    let lengths = [
        (HOUR, t("1 時間", "1 hour")),
        (3 * HOUR, t("3 時間", "3 hours")),
        (24 * HOUR, t("1 日", "1 day")),
        (7 * 24 * HOUR, t("1 週間", "1 week")),
    ];
    let buttons = lengths.map(|(length, name)| {
        view! {
            <button
                type="button"
                class="button small"
                on:click=move |_| {
                    if let Some(from) = starts.with_untracked(|text| dates::from_input(text)) {
                        ends.set(dates::input(from + length));
                        faults.mended("ends_at");
                    }
                }
            >
                {name}
            </button>
        }
    });
    view! {
        <div class="form-actions" role="group" aria-labelledby="notice-length">
            <span class="small quiet" id="notice-length">{t("始まりから:", "From the start:")}</span>
            {buttons.collect_view()}
        </div>
    }
    .draw()
}

/// Which widgets show it; not asked where there is one only.
#[component]
fn Which(page: Page, chosen: RwSignal<Vec<Uuid>>) -> impl IntoView {
    move || {
        let widgets = page.widgets.get().unwrap_or_default();
        if widgets.len() < 2 {
            return ().draw();
        }
        let boxes = widgets.into_iter().map(|widget| {
            let id = widget.id;
            let name = match widget.settings.texts.name.get(lang::current()) {
                "" => widget.key.clone(),
                name => format!("{name} ({})", widget.key),
            };
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || chosen.with(|ids| ids.contains(&id))
                        on:change=move |_| {
                            chosen
                                .update(|ids| {
                                    if ids.contains(&id) {
                                        ids.retain(|other| *other != id);
                                    } else {
                                        ids.push(id);
                                    }
                                });
                        }
                    />
                    {name}
                </label>
            }
        });
        view! {
            <fieldset class="field">
                <legend>{t("表示するウィジェット", "Widgets that show it")}</legend>
                <p class="field-help">{t("選ばなければ、すべてに表示します。", "Without a choice, all of them.")}</p>
                {boxes.collect_view()}
            </fieldset>
        }
        .draw()
    }
}

/// The fault of a time that is not one.
fn unreadable(starts: bool, ends: bool) -> Problem {
    let code = ProblemCode::Invalid;
    let fields = [("starts_at", starts), ("ends_at", ends)];
    let fields = fields
        .into_iter()
        .filter(|(_, bad)| *bad)
        .map(|(field, _)| FieldProblem {
            field: field.to_owned(),
            fault: Fault::Required,
            message: Fault::Required.message(lang::current()),
        });
    Problem {
        code,
        message: code.message(lang::current()).to_owned(),
        fields: fields.collect(),
    }
}
