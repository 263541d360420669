//! The session ended while a page is open: a sign-in over it, so that nothing typed is lost.

use crate::draw::Draw;
use crate::{app::app, lang::t, pages::sign_in::SignInForm};
use leptos::{html::Dialog, prelude::*};

/// The sign-in over the page.
#[component]
pub(crate) fn Expired() -> impl IntoView {
    let app = app();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let expired = app.expired.get();
        if let Some(dialog) = dialog.get() {
            if expired && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !expired && dialog.open() {
                dialog.close();
            }
        }
    });
    let form = move || {
        app.expired.get().then(|| {
            view! {
                <div class="dialog-body">
                    <h2 id="expired-title">{t("もう一度ログインしてください", "Please sign in again")}</h2>
                    <p class="quiet">
                        {t(
                            "時間がたったため、ログアウトしました。入力中の内容はこのまま残っています。",
                            "Your session has ended. What you typed is still here.",
                        )}
                    </p>
                    <SignInForm email=app.session_now().user.email/>
                </div>
            }
        })
    };
    view! {
        // Escape does not close it: without a session the page cannot do anything.
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby="expired-title"
            on:cancel=move |event: web_sys::Event| event.prevent_default()
        >
            {form}
        </dialog>
    }
    .draw()
}
