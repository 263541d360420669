//! Publications at set times: which wait, and which were stopped.

use super::{act, changes::chip};
use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{Confirm, Faults, Submit, TextInput, note},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::Publication,
        publishing::{Schedule, ScheduleEdit, ScheduleForce, ScheduleStop, ScheduledChange},
    },
};
use leptos::{prelude::*, task::spawn_local};

/// The list; nothing while there are none.
#[component]
pub(super) fn Schedules(list: Remote<Vec<Schedule>>, published: Callback<Publication>) -> impl IntoView {
    move || {
        let schedules = list.get().unwrap_or_default();
        if schedules.is_empty() {
            return ().draw();
        }
        let rows = schedules
            .into_iter()
            .map(|schedule| view! { <One schedule=schedule list=list published=published/> });
        view! {
            <div class="section-head">
                <h2>{t("公開の予約", "Scheduled publications")}</h2>
            </div>
            {rows.collect_view()}
        }
        .draw()
    }
}

#[component]
fn One(schedule: Schedule, list: Remote<Vec<Schedule>>, published: Callback<Publication>) -> impl IntoView {
    let app = app();
    let may = app.may(Permission::Publish);
    let id = schedule.id;
    let editing = RwSignal::new(false);
    let force = RwSignal::new(String::new());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let was_pinned = matches!(schedule.stopped, Some(ScheduleStop::Pinned(_)));
    let cancel = move |_| {
        app.ask(Confirm {
            title: t("この予約を取り消しますか？", "Cancel this scheduled publication?").into(),
            text: t(
                "書いた内容は消えず、未公開の変更として残ります。",
                "Nothing that was written is lost; it stays as unpublished changes.",
            )
            .into(),
            act: t("予約を取り消す", "Cancel it"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete(&format!("publish/schedules/{id}")).await {
                        Ok(()) => {
                            app.say(t("予約を取り消しました。", "It is cancelled."));
                            list.reload();
                        }
                        Err(failure) => app.fail(&failure),
                    }
                });
            }),
        });
    };
    let now = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let wish = ScheduleForce {
            force: force.get_untracked().trim().to_owned(),
        };
        spawn_local(async move {
            let path = format!("publish/schedules/{id}/publish");
            let result = api::post::<Publication>(&path, &wish).await;
            busy.set(false);
            match result {
                Ok(publication) => {
                    list.reload();
                    published.run(publication);
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let version = schedule.version;
    let (at, words) = (schedule.at, schedule.note.clone());
    let form = move || {
        editing.get().then(|| {
            let words = words.clone();
            view! { <Time id=id.to_string() at=at note=words version=version list=list editing=editing/> }
        })
    };
    let forcing = (may && was_pinned).then(|| {
        view! {
            <form class="form" novalidate on:submit=now>
                {act::force(force, faults)}
                <div class="form-actions">
                    <Submit label=t("理由を残して、いま公開する", "Publish it now, with the reason") busy=busy faults=faults/>
                </div>
            </form>
        }
    });
    let tools = may.then(|| {
        view! {
            <div class="form-actions">
                <button type="button" class="button small" on:click=move |_| editing.update(|on| *on = !*on)>
                    {t("日時を変える", "Change the time")}
                </button>
                <button type="button" class="button small" on:click=cancel>
                    {t("予約を取り消す", "Cancel it")}
                </button>
            </div>
        }
    });
    view! {
        <section class="card schedule">
            <h3>
                <time datetime=dates::machine(schedule.at)>{dates::full(schedule.at)}</time>
            </h3>
            {schedule.stopped.map(|why| note("bad", stopped(why)))}
            <p>{summary(&schedule)}</p>
            {(!schedule.note.is_empty()).then(|| view! { <p class="quiet">{schedule.note.clone()}</p> })}
            {left_out(&schedule)}
            <details>
                <summary>{t("予約した内容を見る", "See what it has")}</summary>
                <ul class="plain-list">{schedule.changes.iter().map(line).collect_view()}</ul>
            </details>
            {tools}
            {form}
            {forcing}
        </section>
    }
    .draw()
}

fn line(of: &ScheduledChange) -> AnyView {
    let change = &of.change;
    let newer = of.newer.then(|| {
        view! { <span class="chip warn">{t("その後の変更は含まない", "Without later changes")}</span> }
    });
    let overtaken = of.overtaken.then(|| {
        view! { <span class="chip">{t("別に公開済み", "Published otherwise")}</span> }
    });
    view! {
        <li>
            {chip(change.kind, None)}
            " "
            <a class="mono" href=place::href(&format!("entries/{}", change.id))>{change.code.clone()}</a>
            " "
            {change.title.clone()}
            " "
            {newer}
            {overtaken}
        </li>
    }
    .draw()
}

fn summary(schedule: &Schedule) -> String {
    let (by, made) = (&schedule.by, dates::full(schedule.made_at));
    let entries = number(schedule.total_changes);
    let mut parts = vec![match lang::current() {
        Lang::Ja => format!("FAQ {entries} 件"),
        Lang::En if schedule.total_changes == 1 => "1 entry".to_owned(),
        Lang::En => format!("{entries} entries"),
    }];
    for (has, name) in [
        (schedule.categories, t("カテゴリー", "categories")),
        (schedule.words, t("同義語と学習した言い方", "words")),
        (schedule.scenarios, t("シナリオ", "scenarios")),
    ] {
        if has {
            parts.push(name.to_owned());
        }
    }
    match lang::current() {
        Lang::Ja => format!(
            "{by} さんが {made} に予約した時点の内容（{}）を公開します。",
            parts.join("・")
        ),
        Lang::En => format!("Publishes {} as {by} scheduled it on {made}.", parts.join(", ")),
    }
}

/// How many entries were written since.
fn left_out(schedule: &Schedule) -> AnyView {
    let newer = schedule.changes.iter().filter(|change| change.newer).count() as u32;
    if newer == 0 {
        return ().draw();
    }
    let text = match lang::current() {
        Lang::Ja => format!(
            "予約したあとに {} 件の FAQ が変更されています。その変更は含まれません。含めるには、取り消して予約し直してください。",
            number(newer)
        ),
        Lang::En => format!(
            "{} of its entries were changed since. That is not in it; cancel it and schedule again to have it.",
            number(newer)
        ),
    };
    note("warn", text).draw()
}

fn stopped(why: ScheduleStop) -> String {
    match (why, lang::current()) {
        (ScheduleStop::Pinned(count), Lang::Ja) => format!(
            "予約の時刻に公開しませんでした。固定した質問 {count} 件が、決めたとおりの結果にならないためです。"
        ),
        (ScheduleStop::Pinned(count), Lang::En) => format!(
            "It was not published at its time: {count} pinned question(s) would not find what they must."
        ),
        (ScheduleStop::Person, Lang::Ja) => {
            "予約した人が公開できなくなったため、止めました。続けるには、日時を決め直してください。"
                .to_owned()
        }
        (ScheduleStop::Person, Lang::En) => {
            "It was stopped: who scheduled it may not publish any more. Set a time to go on with it."
                .to_owned()
        }
    }
}

/// The form for another time.
#[component]
fn Time(
    id: String,
    at: i64,
    note: String,
    version: u32,
    list: Remote<Vec<Schedule>>,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let when = RwSignal::new(dates::input(at));
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let edit = ScheduleEdit {
            at: when
                .with_untracked(|text| dates::from_input(text))
                .unwrap_or_default(),
            note: note.clone(),
            version,
        };
        let path = format!("publish/schedules/{id}");
        spawn_local(async move {
            let result = api::put::<Schedule>(&path, &edit).await;
            busy.set(false);
            match result {
                Ok(_) => {
                    editing.set(false);
                    app.say(t("日時を変えました。", "The time was changed."));
                    list.reload();
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <TextInput
                name="at"
                kind="datetime-local"
                label=t("公開する日時", "When to publish")
                value=when
                faults=faults
            />
            <div class="form-actions">
                <Submit label=t("この日時にする", "Set this time") busy=busy faults=faults/>
            </div>
        </form>
    }
    .draw()
}
