//! What the pages behind one-time links share: sending the form, signing in, and the way on from a used link.

use crate::{
    api,
    app::{App, app},
    dom,
    draw::Draw,
    lang::t,
    ui::Faults,
};
use kotae_shared::api::{admin::Session, problem::ProblemCode};
use leptos::{prelude::*, task::spawn_local};
use serde::Serialize;

/// A form behind a one-time link. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct OneTime {
    app: App,
    /// What the server did not accept.
    pub(super) faults: Faults,
    /// The form is being sent.
    pub(super) busy: RwSignal<bool>,
    /// The account has a second factor.
    pub(super) asks_code: RwSignal<bool>,
    used: RwSignal<bool>,
}

impl OneTime {
    /// Nothing sent yet. Call it while a component is made.
    pub(super) fn new() -> Self {
        Self {
            app: app(),
            faults: Faults::new(),
            busy: RwSignal::new(false),
            asks_code: RwSignal::new(false),
            used: RwSignal::new(false),
        }
    }

    /// Sends the form; who it is for is signed in then.
    pub(super) fn send(self, path: &'static str, request: impl Serialize + 'static) {
        self.faults.clear();
        self.busy.set(true);
        spawn_local(async move {
            match api::post::<Session>(path, &request).await {
                Ok(session) => {
                    // The used token leaves the address.
                    self.app.swap("");
                    self.app.admit(session);
                }
                Err(failure) => {
                    self.busy.set(false);
                    if failure.code() == Some(ProblemCode::SecondFactor) {
                        self.asks_code.set(true);
                        return dom::focus_soon("#field-code");
                    }
                    self.used.set(failure.code() == Some(ProblemCode::Gone));
                    self.faults.show(&failure);
                }
            }
        });
    }

    /// A button to the sign-in, once the link turned out to be used.
    pub(super) fn way_on(self) -> AnyView {
        let leave = move |_| {
            self.app.swap("");
            self.app.to_sign_in();
        };
        let button = move || {
            self.used.get().then(|| {
                view! {
                    <button type="button" class="button" on:click=leave>
                        {t("ログイン画面へ", "To the sign-in")}
                    </button>
                }
            })
        };
        button.draw()
    }
}
