//! The form for a group, with what it would change.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::app,
    impact::ImpactPanel,
    lang::t,
    place,
    ui::{Confirm, Faults, Segments, Submit, TextArea},
};
use kotae_shared::api::{
    impact::{ImpactChange, ImpactSynonyms},
    words::{SynonymEdit, Synonyms},
};
use leptos::{prelude::*, task::spawn_local};

/// The form for a group that is there, or for a new one that begins with `terms`, one a line.
#[component]
pub(super) fn Form(group: Option<Synonyms>, terms: String, done: Callback<()>) -> impl IntoView {
    let app = app();
    let id = group.as_ref().map(|group| group.id);
    let version = group.as_ref().map_or(0, |group| group.version);
    let one_way = group.as_ref().is_some_and(|group| !group.finds.is_empty());
    let (said, found) = match group {
        Some(group) => (group.terms.join("\n"), group.finds.join("\n")),
        None => (terms, String::new()),
    };
    let (said, found) = (RwSignal::new(said), RwSignal::new(found));
    let kind = RwSignal::new(if one_way { "one" } else { "both" }.to_owned());
    let is_one_way = move || kind.with(|kind| kind == "one");
    let edit = move || {
        let lines = |text: &String| {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        SynonymEdit {
            terms: said.with(lines),
            finds: if is_one_way() {
                found.with(lines)
            } else {
                Vec::new()
            },
            version,
        }
    };
    let change = Signal::derive(move || ImpactChange {
        entry: None,
        synonyms: Some(ImpactSynonyms {
            id,
            edit: Some(edit()),
        }),
    });
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        busy.set(true);
        let body = untrack(edit);
        spawn_local(async move {
            let result: Result<Synonyms, Failure> = match id {
                Some(id) => api::put(&format!("synonyms/{id}"), &body).await,
                None => api::post("synonyms", &body).await,
            };
            busy.set(false);
            match result {
                Ok(_) => {
                    app.say(t("同義語を保存しました。", "The group was saved."));
                    app.refresh();
                    done.run(());
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let delete = id.map(|id| {
        let ask = move |_| {
            app.ask(Confirm {
                title: t("この同義語を削除しますか？", "Delete this group?").into(),
                text: said.get_untracked().replace('\n', " / "),
                act: t("削除する", "Delete"),
                danger: true,
                yes: Box::new(move || {
                    spawn_local(async move {
                        match api::delete(&format!("synonyms/{id}")).await {
                            Ok(()) => {
                                app.refresh();
                                done.run(());
                            }
                            Err(failure) => app.fail(&failure),
                        }
                    });
                }),
            });
        };
        view! {
            <button type="button" class="button danger" on:click=ask>
                {t("削除", "Delete")}
            </button>
        }
    });
    view! {
        <form class="card form wide" novalidate on:submit=submit>
            <h2>
                {if id.is_some() { t("同義語を編集", "Edit the group") } else { t("新しい同義語", "New group") }}
            </h2>
            <Segments
                name="kind"
                label=t("向き", "Direction")
                value=kind
                faults=faults
                choices=vec![
                    ("both".into(), t("互いに同じ", "Both ways").into()),
                    ("one".into(), t("一方向", "One way").into()),
                ]
                help=t(
                    "一方向は、質問の言葉から FAQ の言葉を見つけますが、逆は見つけません（例:「林檎くん」→「勤怠システム」）。",
                    "One way: what people say finds what entries say, not the reverse (a nickname finds the system's name).",
                )
            />
            <TextArea
                name="terms"
                label=t("質問の言葉", "What people say")
                value=said
                faults=faults
                rows=4
                help=t("1 行に 1 つ。", "One a line.")
            />
            <div hidden=move || !is_one_way()>
                <TextArea
                    name="finds"
                    label=t("FAQ の言葉", "What entries say")
                    value=found
                    faults=faults
                    rows=3
                    help=t("1 行に 1 つ。", "One a line.")
                />
            </div>
            <ImpactPanel change=change/>
            <div class="form-actions">
                <Submit label=t("保存する", "Save") busy=busy faults=faults/>
                <a class="button" href=place::href("synonyms")>
                    {t("キャンセル", "Cancel")}
                </a>
                {delete}
            </div>
        </form>
    }
    .draw()
}
