//! An answer as a Leptos component.

use super::{AnswerLabels, render};
use kotae_shared::doc::Doc;
use leptos::prelude::*;

/// Shows an answer within a Leptos view.
#[component]
pub fn AnswerView(
    /// The answer.
    doc: Doc,
    /// Words for screen readers; empty ones are left out.
    #[prop(optional)]
    labels: AnswerLabels,
) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    Effect::new(move || {
        if let Some(place) = place.get() {
            place.set_text_content(None);
            let answer = render(&doc, labels);
            super::afterwards::hear(answer.element(), |_| {});
            let _ = place.append_child(answer.element());
        }
    });
    view! { <div node_ref=place></div> }
}
