//! The same act on several things that the server changes one at a time.

use crate::{
    api::Failure,
    app::App,
    lang::{self, number},
};
use kotae_shared::Lang;
use leptos::task::spawn_local;
use uuid::Uuid;

/// Does `act` to each of `ids`, one after the other. What was refused is left out and said at the end, with the first reason; then
/// `done` hears of it.
pub(crate) fn one_by_one<F>(
    app: App,
    ids: Vec<Uuid>,
    said: &'static str,
    act: impl Fn(Uuid) -> F + 'static,
    done: impl FnOnce() + 'static,
) where
    F: Future<Output = Result<(), Failure>>,
{
    spawn_local(async move {
        let all = ids.len();
        let mut first = None;
        let mut refused = 0_u32;
        for id in ids {
            if let Err(failure) = act(id).await {
                refused += 1;
                first.get_or_insert(failure);
            }
        }
        let did = all as u32 - refused;
        if did > 0 {
            app.say(match lang::current() {
                Lang::Ja => format!("{said}（{} 件）", number(did)),
                Lang::En => format!("{said} ({})", number(did)),
            });
        }
        if let Some(mut failure) = first {
            // The sentence about the field says why.
            let why = failure.fields().first().map(|field| field.message.clone());
            if let Failure::Problem(problem) = &mut failure {
                let why = why.unwrap_or_else(|| problem.message.clone());
                problem.message = match lang::current() {
                    Lang::Ja => format!("{} 件はできませんでした: {why}", number(refused)),
                    Lang::En => format!("Not done: {}. {why}", number(refused)),
                };
            }
            app.fail(&failure);
        }
        done();
    });
}
