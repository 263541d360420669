//! Something that a page loads from the server and can load again.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::app,
    ui,
};
use kotae_shared::api::problem::ProblemCode;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::rc::Rc;

/// What was loaded, and the way to load it again. While it loads anew the old state stays. A handle: copies are
/// the same.
pub(crate) struct Remote<T: 'static> {
    state: RwSignal<Option<Result<T, Failure>>>,
    loads: Loads,
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Remote<T> {}

/// Takes a reply.
type Take = dyn Fn(Result<String, Failure>);

/// The part that is the same for every type.
#[derive(Clone, Copy)]
struct Loads {
    path: StoredValue<Rc<dyn Fn() -> String>, LocalStorage>,
    take: StoredValue<Rc<Take>, LocalStorage>,
    again: RwSignal<u32>,
    /// Counts requests: the reply to an earlier one than the last is of no use.
    number: StoredValue<u32>,
}

impl<T: DeserializeOwned + Clone + Send + Sync + 'static> Remote<T> {
    /// Loads `path` (below `api/admin/WORKSPACE/`) now, and whenever a signal changes that it reads. What failed
    /// because the session had ended is loaded again after the new sign-in; what is there stays, it may be being
    /// edited.
    pub(crate) fn new(path: impl Fn() -> String + 'static) -> Self {
        let state = RwSignal::new(None::<Result<T, Failure>>);
        let take = move |reply: Result<String, Failure>| {
            state.set(Some(reply.and_then(|text| api::read(&text))));
        };
        let shut_out = move || {
            state.with_untracked(|state| {
                let failure = state.as_ref().and_then(|state| state.as_ref().err());
                failure.and_then(Failure::code) == Some(ProblemCode::SignInRequired)
            })
        };
        let loads = Loads {
            path: StoredValue::new_local(Rc::new(path)),
            take: StoredValue::new_local(Rc::new(take)),
            again: RwSignal::new(0),
            number: StoredValue::new(0),
        };
        loads.follow(Box::new(shut_out));
        Self { state, loads }
    }

    /// Loads again.
    pub(crate) fn reload(&self) {
        self.loads.again.update(|n| *n += 1);
    }

    /// What was loaded last; `None` before the first time and after a failure. Reactive.
    pub(crate) fn get(&self) -> Option<T> {
        self.state.get().and_then(Result::ok)
    }

    /// Draws the state: a skeleton, what went wrong with a way to try again, or `ready`.
    pub(crate) fn view(self, ready: impl Fn(T) -> AnyView + Send + 'static) -> AnyView {
        let draw = move || match self.state.get() {
            None => ui::skeleton(6).draw(),
            Some(Err(failure)) => ui::failed(&failure, move || self.reload()),
            Some(Ok(value)) => ready(value),
        };
        draw.draw()
    }
}

impl Loads {
    fn follow(self, shut_out: Box<dyn Fn() -> bool>) {
        Effect::new(move |_| {
            self.again.track();
            self.load();
        });
        let app = app();
        Effect::new(move |before: Option<()>| {
            app.track_sign_ins();
            if before.is_some() && shut_out() {
                self.again.update(|n| *n += 1);
            }
        });
    }

    fn load(self) {
        let path = self.path.with_value(|path| path());
        let number = self.number.get_value() + 1;
        self.number.set_value(number);
        leptos::task::spawn_local(async move {
            let reply = api::text(&path).await;
            // The page may be gone by now.
            if self.number.try_get_value() == Some(number)
                && let Some(take) = self.take.try_get_value()
            {
                take(reply);
            }
        });
    }
}
