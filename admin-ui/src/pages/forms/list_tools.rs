//! What is done to forms in the list, and a form from a file.

use super::designer::begin_with;
use crate::{
    api,
    app::app,
    dates, dom,
    draw::Draw,
    lang::{self, number, t},
    remote::Remote,
    ui::{Confirm, Icon, Selection, icon, one_by_one},
};
use kotae_shared::{
    Lang, Uuid,
    api::forms::{FormEdit, FormRecord, FormRow, FormState, FormStateEdit},
};
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;

/// The most bytes of a file: what the largest form has, twice over.
const FILE_BYTES: f64 = 2_000_000.0;

/// The buttons for the selected forms.
pub(super) fn bulk(forms: Remote<Vec<FormRow>>, may_write: bool) -> Rc<dyn Fn(Selection) -> AnyView> {
    Rc::new(move |selection| {
        let app = app();
        let done = move || {
            selection.clear();
            forms.reload();
        };
        let set = move |state: FormState, said: &'static str| {
            let all = forms.get().unwrap_or_default();
            let act = move |id: Uuid| {
                let version = all.iter().find(|row| row.id == id).map_or(0, |row| row.version);
                let edit = FormStateEdit { state, version };
                async move {
                    api::put::<FormRecord>(&format!("forms/{id}/state"), &edit)
                        .await
                        .map(drop)
                }
            };
            one_by_one(app, selection.ids(), said, act, done);
        };
        let duplicate = move |_| {
            one_by_one(
                app,
                selection.ids(),
                t("複製しました。", "Duplicated."),
                |id| async move {
                    api::post::<FormRecord>(&format!("forms/{id}/duplicate"), &())
                        .await
                        .map(drop)
                },
                done,
            );
        };
        let export = move |_| {
            one_by_one(
                app,
                selection.ids(),
                t("書き出しました。", "Exported."),
                |id| async move {
                    let blob = api::download(&format!("forms/{id}/file")).await?;
                    dom::save(&blob, &format!("form-{}.json", dates::today()));
                    Ok(())
                },
                || {},
            );
        };
        let remove = move |_| {
            let ids = selection.ids();
            let count = number(ids.len() as u32);
            app.ask(Confirm {
                title: match lang::current() {
                    Lang::Ja => format!("{count} 件のフォームを削除しますか？"),
                    Lang::En => format!("Delete {count} of the forms?"),
                },
                text: t(
                    "受信のあるフォームは削除できません。終了にしてください。",
                    "A form that was filled in stays; archive it instead.",
                )
                .into(),
                act: t("削除する", "Delete"),
                danger: true,
                yes: Box::new(move || {
                    one_by_one(
                        app,
                        ids,
                        t("削除しました。", "Deleted."),
                        |id| async move { api::delete(&format!("forms/{id}")).await },
                        done,
                    );
                }),
            });
        };
        if !may_write {
            return ().draw();
        }
        view! {
            <button
                type="button"
                class="button small"
                on:click=move |_| set(FormState::Open, t("公開しました。", "Open now."))
            >
                {t("公開する", "Open")}
            </button>
            <button
                type="button"
                class="button small"
                on:click=move |_| set(FormState::Archived, t("終了しました。", "Archived."))
            >
                {t("終了する", "Archive")}
            </button>
            <button type="button" class="button small" on:click=duplicate>
                {t("複製", "Duplicate")}
            </button>
            <button
                type="button"
                class="button small"
                aria-label=t("JSON に書き出す", "Export as JSON")
                on:click=export
            >
                {icon(Icon::Download)}
                <span>"JSON"</span>
            </button>
            <button type="button" class="button small danger" on:click=remove>
                {t("削除", "Delete")}
            </button>
        }
        .draw()
    })
}

/// A form from a file: shown in the designer, where it is saved.
#[component]
pub(super) fn Import() -> impl IntoView {
    let app = app();
    let busy = RwSignal::new(false);
    let choose = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let read = read(&file).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match read {
                Ok(edit) => {
                    begin_with(edit);
                    app.go("forms/new");
                    app.say(t(
                        "読み込みました。確かめて保存してください。",
                        "Here it is. Please look it over and save it.",
                    ));
                }
                Err(words) => app.complain(words),
            }
        });
        // The same file can be chosen again when it was mended.
        input.set_value("");
    };
    view! {
        <label class="button file-button" aria-busy=move || busy.get().then_some("true")>
            {icon(Icon::Upload)}
            <span>{t("取り込む", "Import")}</span>
            <input
                class="unseen"
                type="file"
                id="form-json"
                accept=".json"
                aria-label=t("フォームの JSON ファイル", "JSON file of a form")
                disabled=busy
                on:change=choose
            />
        </label>
    }
    .draw()
}

async fn read(file: &web_sys::File) -> Result<FormEdit, String> {
    if file.size() > FILE_BYTES {
        return Err(t("ファイルが大きすぎます。", "The file is too large.").to_owned());
    }
    let text = JsFuture::from(file.text()).await.ok();
    let text = text.and_then(|text| text.as_string()).unwrap_or_default();
    parse(&text).map_err(|error| {
        let words = t("フォームの JSON として読めません", "This is no JSON of a form");
        format!("{words}: {error}")
    })
}

fn parse(text: &str) -> Result<FormEdit, serde_json::Error> {
    let mut edit: FormEdit = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    // People are of one workspace; a new form has no version yet.
    edit.settings.notify.clear();
    edit.version = 0;
    Ok(edit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_form_or_says_why_not() {
        let text = r#"{"form":{"name":{"ja":"相談"},"pages":[]},"version":7}"#;
        assert_eq!(parse(text).expect("a form").version, 0);
        assert!(parse(&format!("\u{feff}{text}")).is_ok());
        assert!(parse("[]").is_err() && parse("{\"from\":{}}").is_err());
    }
}
