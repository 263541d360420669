//! An uploaded image: choose, see, take away.

use super::{Faults, Icon, field::id, icon};
use crate::draw::Draw;
use crate::{
    api::{self, Query, Upload as Transfer},
    lang::t,
    place,
};
use kotae_shared::api::uploads::{FOLDER, Upload};
use leptos::{html::Input, prelude::*, task::spawn_local};

/// What the browser offers to choose.
const IMAGES: &str = "image/png,image/jpeg,image/webp,image/gif";

/// The address of an upload for our own screens.
pub(crate) fn file_address(file: &str) -> String {
    place::api(&format!("{FOLDER}{file}"))
}

/// Sends a file. `place` as in the API.
pub(crate) async fn send_file(
    file: web_sys::File,
    place: &str,
    progress: impl Fn(u32) + 'static,
) -> Result<Upload, api::Failure> {
    let query = Query::default().with("name", file.name()).with("place", place);
    Transfer::start(&query.on("uploads"), &file, progress)?
        .reply::<Upload>()
        .await
}

/// An image of a design. Its value is the upload's file name, or empty.
#[component]
pub(crate) fn ImageInput(
    /// The field's name in the API; faults are found by it.
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    /// A sentence below the label.
    help: &'static str,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(None::<String>);
    let choose = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        // The same file can be chosen again after it was mended.
        input.set_value("");
        let Some(file) = file else { return };
        busy.set(true);
        refused.set(None);
        spawn_local(async move {
            let sent = send_file(file, "design", |_| {}).await;
            busy.set(false);
            match sent {
                Ok(upload) => {
                    value.set(upload.file);
                    faults.mended(name);
                }
                Err(failure) => {
                    let field = failure.fields().first().map(|field| field.message.clone());
                    refused.set(Some(field.unwrap_or_else(|| failure.message())));
                }
            }
        });
    };
    let has = Memo::new(move |_| value.with(|file| !file.is_empty()));
    let shown = move || match value.get() {
        file if file.is_empty() => view! { <span class="image-none">{icon(Icon::Widget)}</span> }.draw(),
        file => view! { <img class="image-shown" src=file_address(&file) alt=""/> }.draw(),
    };
    let take_away = move |_| {
        value.set(String::new());
        faults.mended(name);
        crate::dom::focus(&format!("#{}", id(name)));
    };
    let trouble = move || {
        let message = refused.get().or_else(|| faults.of(name))?;
        Some(view! {
            <p class="field-error" id=format!("{}-error", id(name))>
                {icon(Icon::Alert)}
                <span>{message}</span>
            </p>
        })
    };
    view! {
        <div class="field">
            <span class="field-name">{label}</span>
            <p class="field-help" id=format!("{}-help", id(name))>{help}</p>
            <div class="image">
                {shown}
                <label class="button image-choose" aria-busy=move || busy.get().then_some("true")>
                    <input
                        class="unseen"
                        id=id(name)
                        type="file"
                        accept=IMAGES
                        node_ref=input
                        disabled=busy
                        on:change=choose
                        aria-label=move || {
                            let act = if has.get() {
                                t("画像を替える", "Change the image")
                            } else {
                                t("画像を選ぶ", "Choose an image")
                            };
                            format!("{label}: {act}")
                        }
                        aria-invalid=move || (refused.with(Option::is_some) || faults.of(name).is_some()).then_some("true")
                        aria-describedby=super::field::describes(name)
                    />
                    <span>
                        {move || if has.get() { t("替える", "Change") } else { t("画像を選ぶ", "Choose an image") }}
                    </span>
                </label>
                {move || {
                    has.get()
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button plain"
                                    aria-label=format!("{label}: {}", t("外す", "Remove"))
                                    on:click=take_away
                                >
                                    {t("外す", "Remove")}
                                </button>
                            }
                        })
                }}
            </div>
            <div role="status">{trouble}</div>
        </div>
    }
    .draw()
}
