//! Scheduled jobs: when they run, how they went, and running one now.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::{App, app},
    dates,
    lang::{self, number, t},
    remote::Remote,
    ui::{Faults, PageHead, Submit, ZoneInput},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::admin::{JobRow, JobRun, Jobs, JobsEdit, RunJob},
};
use leptos::{prelude::*, task::spawn_local};

/// The page.
#[component]
pub(crate) fn JobsPage() -> impl IntoView {
    let app = app();
    let jobs = Remote::<Jobs>::new(|| "jobs".into());
    let body = move |loaded: Jobs| {
        let rows = loaded
            .jobs
            .into_iter()
            .map(|row| job(app, jobs, row))
            .collect_view();
        let zone = loaded.time_zone;
        let may_set = app.session_now().user.role.may(Permission::EditSettings);
        view! {
            {rows}
            {may_set.then(|| view! { <Zone zone=zone jobs=jobs/> })}
        }
        .draw()
    };
    view! {
        <div class="page narrow">
            <PageHead title=t("定期処理", "Jobs")>
                <button type="button" class="button" on:click=move |_| jobs.reload()>
                    {t("最新の状態にする", "Refresh")}
                </button>
            </PageHead>
            <p class="quiet lead">
                {t(
                    "決まった時刻に自動で実行されます。停止していた間の分は、次の起動時に 1 回だけ実行します。",
                    "These run by themselves. What was missed while Kotae was off is made up for once.",
                )}
            </p>
            {jobs.view(body)}
        </div>
    }
    .draw()
}

fn job(app: App, jobs: Remote<Jobs>, row: JobRow) -> AnyView {
    let name = row.job;
    let run = move |_| {
        spawn_local(async move {
            match api::post::<Jobs>("jobs/run", &RunJob { job: name }).await {
                Ok(_) => {
                    app.say(t("まもなく実行します。", "It begins in a moment."));
                    jobs.reload();
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let runs = (!row.runs.is_empty()).then(|| {
        let runs = row.runs.clone().into_iter().map(line).collect_view();
        view! { <ul class="devices">{runs}</ul> }
    });
    let waits = row.requested || row.runs.first().is_some_and(|run| run.ended_at.is_none());
    view! {
        <section class="card">
            <h2>{name.name(lang::current())}</h2>
            <div class="form wide">
                <p class="quiet">{name.explanation(lang::current())}</p>
                <p title=row.schedule.clone()>{next(&row)}</p>
                {runs}
                <div class="form-actions">
                    <button type="button" class="button" disabled=waits on:click=run>
                        {t("今すぐ実行する", "Run now")}
                    </button>
                </div>
            </div>
        </section>
    }
    .draw()
}

fn next(row: &JobRow) -> String {
    let at = row.next_at.map(dates::full);
    match (lang::current(), row.requested, at) {
        (Lang::Ja, true, _) => "実行を待っています。".to_owned(),
        (Lang::En, true, _) => "Waits to be run.".to_owned(),
        (Lang::Ja, _, Some(at)) => format!("次回: {at}"),
        (Lang::En, _, Some(at)) => format!("Next: {at}"),
        (Lang::Ja, _, None) => "いまのところ予定はありません。".to_owned(),
        (Lang::En, _, None) => "Nothing is planned at present.".to_owned(),
    }
}

fn line(run: JobRun) -> AnyView {
    let (tone, word) = match (run.ended_at, run.error.is_empty()) {
        (None, _) => ("chip warn", t("実行中", "Running")),
        (_, true) => ("chip good", t("完了", "Done")),
        (_, false) => ("chip bad", t("失敗", "Failed")),
    };
    let took = run
        .ended_at
        .map_or_else(String::new, |end| seconds(end - run.started_at));
    let count = number(run.done);
    let text = match lang::current() {
        Lang::Ja => format!("{count} 件、{took}"),
        Lang::En => format!("{count}, {took}"),
    };
    let by_hand = run.by_hand.then(|| t("手動", "by hand"));
    view! {
        <li>
            <span class="device-name">
                <span>
                    <span class=tone>{word}</span>
                    " "
                    <time datetime=dates::machine(run.started_at)>{dates::full(run.started_at)}</time>
                    " "
                    {by_hand}
                </span>
                <span class="quiet small">{text} " " {run.error}</span>
            </span>
        </li>
    }
    .draw()
}

fn seconds(ms: i64) -> String {
    let tenths = (ms + 50) / 100;
    match lang::current() {
        Lang::Ja => format!("{}.{} 秒", tenths / 10, tenths % 10),
        Lang::En => format!("{}.{} s", tenths / 10, tenths % 10),
    }
}

/// The zone in which schedules are meant.
#[component]
fn Zone(zone: String, jobs: Remote<Jobs>) -> impl IntoView {
    let app = app();
    let value = RwSignal::new(zone);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let edit = JobsEdit {
            time_zone: value.get_untracked(),
        };
        spawn_local(async move {
            let reply: Result<Jobs, Failure> = api::put("jobs", &edit).await;
            busy.set(false);
            match reply {
                Ok(_) => {
                    app.say(t("タイムゾーンを保存しました。", "The time zone was saved."));
                    jobs.reload();
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    view! {
        <section class="card">
            <h2>{t("ワークスペースのタイムゾーン", "The workspace’s time zone")}</h2>
            <form class="form" novalidate on:submit=submit>
                <ZoneInput
                    value=value
                    faults=faults
                    help=t(
                        "定期処理の時刻に使います。日本なら Asia/Tokyo です。",
                        "The times of jobs are meant in it. For example Asia/Tokyo or Europe/London.",
                    )
                />
                <div class="form-actions">
                    <Submit label=t("保存する", "Save") busy=busy faults=faults/>
                </div>
            </form>
        </section>
    }
    .draw()
}
