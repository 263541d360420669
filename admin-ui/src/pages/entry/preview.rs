//! What visitors will see, by the widget's own renderer.

use super::draft::Draft;
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::app,
    lang::t,
    ui,
};
use kotae_shared::{api::admin::PreviewRequest, doc::Doc};
use kotae_widget::answer::AnswerView;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;

/// How long typing must rest before the preview follows.
const REST: Duration = Duration::from_millis(350);

/// The card.
#[component]
pub(super) fn Preview(draft: Draft) -> impl IntoView {
    let app = app();
    let shown = RwSignal::new(None::<Result<Doc, Failure>>);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let render = move || {
        let answer = draft.answer.get_untracked();
        spawn_local(async move {
            let request = PreviewRequest { answer };
            let doc = api::post::<Doc>("preview", &request).await;
            // An answer that is late is about a text that is gone.
            if draft.answer.try_with_untracked(|now| *now == request.answer) == Some(true) {
                shown.set(Some(doc));
            }
        });
    };
    let stop = move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |before: Option<()>| {
        draft.answer.track();
        app.track_sign_ins();
        stop();
        if before.is_none() {
            render();
        } else {
            waiting.set_value(set_timeout_with_handle(render, REST).ok());
        }
    });
    on_cleanup(stop);
    let body = move || match shown.get() {
        None => ui::skeleton(3).draw(),
        Some(Err(failure)) => view! { <p class="quiet small">{failure.message()}</p> }.draw(),
        Some(Ok(doc)) if doc.blocks.is_empty() => view! {
            <p class="quiet small">
                {t("答えを書くと、ここに表示されます。", "The answer appears here as you write it.")}
            </p>
        }
        .draw(),
        Some(Ok(doc)) => view! { <AnswerView doc=doc/> }.draw(),
    };
    view! {
        <section class="card preview" aria-label=t("プレビュー", "Preview")>
            <p class="preview-note">{t("プレビュー", "Preview")}</p>
            <h3>{move || draft.title.get()}</h3>
            {body}
        </section>
    }
    .draw()
}
