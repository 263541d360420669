//! Where it stands and who deals with it.

use super::{
    super::{bulk::edit_of, query, words},
    Desk,
};
use crate::{
    api,
    draw::Draw,
    lang::t,
    ui::{Choice, Faults, SelectInput, Submit, note},
};
use kotae_shared::api::{forms::Submission, problem::ProblemCode};
use leptos::{prelude::*, task::spawn_local};

/// The form, or for readers what it would show.
#[component]
pub(super) fn Handle(desk: Desk, dirty: RwSignal<bool>) -> impl IntoView {
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let overtaken = RwSignal::new(false);
    let read = move |found: &Submission| {
        let assignee = found.row.assignee.map(|id| id.to_string());
        (
            query::state_key(found.row.state).to_owned(),
            assignee.unwrap_or_default(),
        )
    };
    let (state, assignee) = desk.now.with_untracked(read);
    let (state, assignee) = (RwSignal::new(state), RwSignal::new(assignee));
    // What changes elsewhere, as by a reply, is shown.
    let saved = Memo::new(move |_| desk.now.with(read));
    Effect::new(move |before: Option<()>| {
        let (new_state, new_assignee) = saved.get();
        if before.is_some() {
            state.set(new_state);
            assignee.set(new_assignee);
        }
    });
    let changed = Memo::new(move |_| saved.with(|saved| *saved != (state.get(), assignee.get())));
    Effect::new(move |_| dirty.set(changed.get()));
    let people = move || {
        let mut all = vec![(String::new(), t("担当者なし", "Nobody").to_owned())];
        desk.now.with(|found| {
            all.extend(
                found
                    .people
                    .iter()
                    .map(|one| (one.id.to_string(), one.name.clone())),
            );
            // Somebody who has left is still named.
            if let Some(id) = found.row.assignee
                && !found.people.iter().any(|one| one.id == id)
            {
                let gone = t("（今はいない利用者）", "(no longer a user)");
                all.push((id.to_string(), gone.to_owned()));
            }
        });
        all
    };
    if !desk.may_handle {
        let name = move || {
            let chosen = assignee.get();
            people()
                .into_iter()
                .find(|(id, _)| *id == chosen)
                .map(|(_, name)| name)
        };
        return view! {
            <section class="card" aria-labelledby="handle-head">
                <h2 id="handle-head">{t("対応", "Handling")}</h2>
                <dl class="facts">
                    <dt>{t("状態", "State")}</dt>
                    <dd>{move || desk.now.with(|found| words::state(found.row.state))}</dd>
                    <dt>{t("担当者", "Assignee")}</dt>
                    <dd>{name}</dd>
                </dl>
            </section>
        }
        .draw();
    }
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        overtaken.set(false);
        busy.set(true);
        let mut edit = desk.now.with_untracked(|found| edit_of(&found.row));
        edit.state = query::state(&state.get_untracked()).unwrap_or(edit.state);
        edit.assignee = assignee.get_untracked().parse().ok();
        spawn_local(async move {
            let reply = api::put::<Submission>(&format!("submissions/{}", desk.id), &edit).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match reply {
                Ok(found) => {
                    desk.take(found);
                    desk.app.say(t("保存しました。", "Saved."));
                }
                Err(failure) if failure.code() == Some(ProblemCode::Conflict) => {
                    overtaken.set(true);
                    desk.reload();
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let told = move || {
        overtaken.get().then(|| {
            note(
                "warn",
                t(
                    "先に別の人が変更しました。いまの状態を表示しています。必要なら、もう一度変更してください。",
                    "Somebody else changed it first. This is how it stands now; change it again if you need to.",
                ),
            )
        })
    };
    let me = desk.app.session_now().user.id.to_string();
    let own = me.clone();
    let take = move || {
        (assignee.get() != own
            && desk
                .now
                .with(|found| found.people.iter().any(|one| one.id.to_string() == own)))
        .then(|| {
            let me = me.clone();
            view! {
                <button type="button" class="button small" on:click=move |_| assignee.set(me.clone())>
                    {t("自分が担当する", "Take it myself")}
                </button>
            }
        })
    };
    let states: Vec<Choice> = words::states();
    view! {
        <section class="card" aria-labelledby="handle-head">
            <h2 id="handle-head">{t("対応", "Handling")}</h2>
            {told}
            <form class="form" on:submit=submit>
                <SelectInput name="state" label=t("状態", "State") value=state faults=faults choices=Signal::stored(states)/>
                <SelectInput name="assignee" label=t("担当者", "Assignee") value=assignee faults=faults choices=Signal::derive(people)/>
                {take}
                <Submit label=t("保存する", "Save") busy=busy faults=faults idle=Signal::derive(move || !changed.get())/>
            </form>
        </section>
    }
    .draw()
}
