//! Asks before something that cannot be undone.

use crate::draw::Draw;
use crate::{
    app::{App, app},
    lang::t,
};
use leptos::{html::Dialog, prelude::*};

/// A question with two answers.
pub(crate) struct Confirm {
    pub(crate) title: String,
    pub(crate) text: String,
    /// The button that does it, named for the act.
    pub(crate) act: &'static str,
    /// The act destroys something.
    pub(crate) danger: bool,
    /// What the button does.
    pub(crate) yes: Box<dyn FnOnce()>,
}

impl App {
    /// Asks.
    pub(crate) fn ask(self, question: Confirm) {
        self.question.set(Some(question));
    }
}

/// Where questions appear.
#[component]
pub(crate) fn ConfirmHost() -> impl IntoView {
    let app = app();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let asked = app.question.with(Option::is_some);
        if let Some(dialog) = dialog.get() {
            if asked && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !asked && dialog.open() {
                dialog.close();
            }
        }
    });
    let close = move || app.question.set(None);
    let confirm = move |_| {
        if let Some(question) = app.question.try_update(Option::take).flatten() {
            (question.yes)();
        }
    };
    let body = move || {
        app.question.with(|question| {
            let question = question.as_ref()?;
            let class = if question.danger {
                "button primary danger"
            } else {
                "button primary"
            };
            Some(view! {
                <div class="dialog-body">
                    <h2 id="confirm-title">{question.title.clone()}</h2>
                    <p>{question.text.clone()}</p>
                    <div class="form-actions">
                        <button type="button" class="button" autofocus=true on:click=move |_| close()>
                            {t("キャンセル", "Cancel")}
                        </button>
                        <button type="button" class=class on:click=confirm>
                            {question.act}
                        </button>
                    </div>
                </div>
            })
        })
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="confirm-title" on:close=move |_| close()>
            {body}
        </dialog>
    }
    .draw()
}
