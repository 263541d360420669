//! The preview: the widget itself shows the form as it stands in the designer, and stores nothing.

use super::desk::{Chosen, Desk, Pane};
use crate::{
    dates,
    draw::Draw,
    lang::{self, t},
    place,
    remote::Remote,
    ui::note,
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::Widget,
        forms::{FormEdit, FormPage},
        frame::PROTOCOL,
    },
    codec,
    form::days::Day,
    look::Look,
};
use leptos::{html::Iframe, prelude::*};
use wasm_bindgen::JsValue;

/// What a form is called that is not stored yet.
const NEW: Uuid = Uuid::from_u128(1);

/// The part beside the outline. It is loaded when it is first looked at, and stays with what was typed in it.
#[component]
pub(super) fn Preview(desk: Desk) -> impl IntoView {
    let seen = Memo::new(move |before: Option<&bool>| {
        desk.pane.get() == Pane::Preview || before.copied().unwrap_or_default()
    });
    move || seen.get().then(|| view! { <Stage desk=desk/> })
}

#[component]
fn Stage(desk: Desk) -> impl IntoView {
    let widgets = Remote::<Vec<Widget>>::new(|| "widgets".into());
    let spoken = RwSignal::new(lang::current());
    let languages = [(Lang::Ja, "日本語"), (Lang::En, "English")].map(|(lang, name)| {
        view! {
            <button
                type="button"
                class="button small"
                lang=lang.tag()
                aria-pressed=move || (spoken.get() == lang).to_string()
                on:click=move |_| spoken.set(lang)
            >
                {name}
            </button>
        }
    });
    let stage = move |widgets: Vec<Widget>| match widgets.into_iter().next() {
        Some(widget) => view! { <Frame desk=desk widget=widget spoken=spoken/> }.draw(),
        None => note(
            "",
            t(
                "プレビューするには、ウィジェットを 1 つ作ってください。",
                "Please make a widget first, to see the form in it.",
            ),
        )
        .draw(),
    };
    view! {
        <div class="trial">
            <div class="form-actions">
                <span class="joined" role="group" aria-label=t("プレビューの言語", "Language of the preview")>
                    {languages}
                </span>
            </div>
            {widgets.view(stage)}
            <p class="quiet small">
                {t(
                    "保存前の内容です。ここで送信しても、何も記録されません。",
                    "It shows the form as it stands here. What is sent in it is stored nowhere.",
                )}
            </p>
        </div>
    }
    .draw()
}

#[component]
fn Frame(desk: Desk, widget: Widget, spoken: RwSignal<Lang>) -> impl IntoView {
    let frame = NodeRef::<Iframe>::new();
    let loaded = RwSignal::new(false);
    let address = place::below_prefix(&format!("w/{}", widget.key));
    let look = StoredValue::new(codec::encode(&Look::of(widget.settings)));
    let page = Memo::new(move |_| match desk.chosen.get() {
        Chosen::Field(at) => at.page,
        Chosen::Page(page) => page,
        Chosen::Form => 0,
    });
    Effect::new(move |before: Option<usize>| {
        let (edit, lang, page) = (desk.doc.get(), spoken.get(), page.get());
        if loaded.get()
            && let Some(frame) = frame.get()
        {
            let id = desk
                .record
                .with(|record| record.as_ref().map_or(NEW, |record| record.id));
            // Who only writes stays on the page that he looks at.
            let turned = (before != Some(page)).then_some(page);
            send(&frame, &look.get_value(), &tried(id, edit, lang), turned, lang);
        }
        page
    });
    view! {
        <iframe
            class="trial-frame"
            node_ref=frame
            src=address
            title=t("フォームのプレビュー", "Preview of the form")
            on:load=move |_| {
                loaded.set(false);
                loaded.set(true);
            }
        ></iframe>
    }
    .draw()
}

/// The form as visitors would have it today.
fn tried(id: Uuid, edit: FormEdit, lang: Lang) -> FormPage {
    let today = Day::parse(&dates::today()).unwrap_or(Day(0));
    let edit = FormEdit {
        form: edit.form.tidy(),
        ..edit
    };
    FormPage::tried(id, &edit, today, lang)
}

/// Gives the frame the form, as `kotae_shared::api::frame` says.
fn send(frame: &web_sys::HtmlIFrameElement, look: &[u8], form: &FormPage, page: Option<usize>, lang: Lang) {
    let Some(target) = frame.content_window() else {
        return;
    };
    let message = js_sys::Object::new();
    let set = |name: &str, value: JsValue| {
        let _ = js_sys::Reflect::set(&message, &name.into(), &value);
    };
    set("kotae", PROTOCOL.into());
    set("type", "preview".into());
    set("settings", js_sys::Uint8Array::from(look).into());
    set(
        "form",
        js_sys::Uint8Array::from(codec::encode(form).as_slice()).into(),
    );
    if let Some(page) = page {
        set("page", JsValue::from_f64(page as f64));
    }
    set("lang", lang.tag().into());
    let origin = window().location().origin().unwrap_or_default();
    let _ = target.post_message(&message, &origin);
}
