//! Something that a page loads from the server and can load again.

use crate::{api::Failure, app::app, ui};
use kotae_shared::api::problem::ProblemCode;
use leptos::prelude::*;
use std::future::Future;

/// What was loaded, and the way to load it again. While it loads anew the old state stays.
pub(crate) struct Remote<T: 'static> {
    resource: LocalResource<Result<T, Failure>>,
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Remote<T> {}

impl<T: Clone + 'static> Remote<T> {
    /// Loads now, and whenever a signal changes that `fetch` reads before its first `await`. What failed because
    /// the session had ended is loaded again after the new sign-in; what is there stays, it may be being edited.
    pub(crate) fn new<F>(fetch: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        let app = app();
        let resource = LocalResource::new(fetch);
        Effect::new(move |before: Option<()>| {
            app.track_sign_ins();
            let failed = || {
                let failed = resource.map(|state| {
                    state.as_ref().err().and_then(Failure::code) == Some(ProblemCode::SignInRequired)
                });
                failed.unwrap_or(false)
            };
            if before.is_some() && untrack(failed) {
                resource.refetch();
            }
        });
        Self { resource }
    }

    /// Loads again.
    pub(crate) fn reload(&self) {
        self.resource.refetch();
    }

    /// What was loaded last; `None` before the first time and after a failure. Reactive.
    pub(crate) fn get(&self) -> Option<T> {
        self.resource.get().and_then(Result::ok)
    }

    /// Draws the state: a skeleton, what went wrong with a way to try again, or `ready`.
    pub(crate) fn view(self, ready: impl Fn(T) -> AnyView + Send + 'static) -> impl IntoView {
        move || match self.resource.get() {
            None => ui::skeleton(6).into_any(),
            Some(Err(failure)) => ui::failed(&failure, move || self.reload()),
            Some(Ok(value)) => ready(value),
        }
    }
}
