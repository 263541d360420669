//! All workspaces, for the installation's operators.

mod one;

pub(crate) use one::WorkspacePage;

use crate::draw::Draw;
use crate::{
    api, dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{Copy, Faults, PageHead, Submit, TextInput, note},
};
use kotae_shared::{
    Lang,
    api::workspaces::{MadeWorkspace, NewWorkspace, Quota, WorkspaceRow, WorkspaceState},
};
use leptos::{prelude::*, task::spawn_local};

/// Where they are, below the API.
const PATH: &str = "installation/workspaces";

/// The list.
#[component]
pub(crate) fn Installation() -> impl IntoView {
    let rows = Remote::<Vec<WorkspaceRow>>::new(|| PATH.into());
    view! {
        <div class="page">
            <PageHead title=t("ワークスペース", "Workspaces")/>
            {rows.view(table)}
            <New rows=rows/>
        </div>
    }
    .draw()
}

fn table(rows: Vec<WorkspaceRow>) -> AnyView {
    let heads = Quota::ALL
        .map(|quota| view! { <th scope="col" class="wide-only">{quota.name(lang::current())}</th> });
    let rows = rows.into_iter().map(|row| {
        let cells = Quota::ALL.map(|quota| {
            let used = row.usage.get(quota);
            let limit = row.quotas.get(quota);
            let near = limit.is_some_and(|limit| used * 5 >= limit * 4);
            let text = limit.map_or_else(|| big(used), |limit| format!("{} / {}", big(used), big(limit)));
            view! { <td class="wide-only nowrap"><span class=near.then_some("chip warn")>{text}</span></td> }
        });
        view! {
            <tr>
                <td>
                    <a class="nowrap" href=place::href(&format!("installation/{}", row.name))>{row.name.clone()}</a>
                    <br/>
                    <span class="quiet small">{row.host.clone()}</span>
                </td>
                <td>{state(&row)}</td>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t("名前", "Name")}</th>
                        <th scope="col">{t("状態", "State")}</th>
                        {heads.collect_view()}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

/// A count of any size.
fn big(count: u64) -> String {
    u32::try_from(count).map_or_else(|_| count.to_string(), number)
}

/// Whether it is in use, with its dates.
fn state(row: &WorkspaceRow) -> AnyView {
    let (tone, word) = match row.state {
        _ if row.operators => ("chip bare", t("運用担当者用", "Operators")),
        WorkspaceState::Active => ("chip good", t("利用中", "In use")),
        WorkspaceState::Suspended => ("chip bad", t("停止中", "Suspended")),
        WorkspaceState::Ending => ("chip warn", t("終了予定", "Ending")),
        WorkspaceState::Erasing => ("chip bad", t("消去中", "Being erased")),
    };
    let more = match (row.state, row.ends_at, row.erase_at) {
        (WorkspaceState::Ending, Some(ends), Some(erase)) => until(ends, erase),
        _ => row.reason.clone(),
    };
    view! { <span class=tone>{word}</span> " " <span class="quiet small">{more}</span> }.draw()
}

/// Until when a workspace is in use, and when its data goes.
pub(crate) fn until(ends: i64, erase: i64) -> String {
    let (ends, erase) = (dates::full(ends), dates::full(erase));
    match lang::current() {
        Lang::Ja => format!("{ends} まで利用できます。{erase} にすべてのデータを消去します。"),
        Lang::En => format!("In use until {ends}; all its data is erased at {erase}."),
    }
}

/// Makes one.
#[component]
fn New(rows: Remote<Vec<WorkspaceRow>>) -> impl IntoView {
    let (name, faults, busy) = (RwSignal::new(String::new()), Faults::new(), RwSignal::new(false));
    let made = RwSignal::new(None::<String>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let new = NewWorkspace {
            name: name.get_untracked(),
        };
        spawn_local(async move {
            let reply = api::post::<MadeWorkspace>(PATH, &new).await;
            busy.set(false);
            match reply {
                Ok(reply) => {
                    made.set(Some(reply.link));
                    name.set(String::new());
                    rows.reload();
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let link = move || {
        made.get().map(|link| {
            note(
                "good",
                view! {
                    <p>
                        {t(
                            "作成しました。最初の管理者にこのリンクを渡してください（1 回だけ、3 日間使えます）。",
                            "It was made. Give this link to its first administrator; it works once, within 3 days.",
                        )}
                    </p>
                    <Copy text=link/>
                },
            )
        })
    };
    view! {
        <section class="card">
            <h2>{t("ワークスペースを作る", "Make a workspace")}</h2>
            <form class="form" novalidate on:submit=submit>
                <TextInput
                    name="name"
                    label=t("名前", "Name")
                    value=name
                    faults=faults
                    max=40
                    help=t(
                        "英小文字・数字・ハイフン。アドレスの一部になり、あとから変えられません。",
                        "Lower-case letters, digits and hyphens. Part of addresses; it cannot be changed later.",
                    )
                />
                {link}
                <div class="form-actions">
                    <Submit label=t("作る", "Make it") busy=busy faults=faults/>
                </div>
            </form>
        </section>
    }
    .draw()
}
