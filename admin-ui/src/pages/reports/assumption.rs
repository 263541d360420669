//! What the help desk was spared, by an assumption that is stated and can be changed.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::{self, t},
    ui::{Faults, Submit, TextInput},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::reports::{Assumption, Usage},
};
use leptos::{prelude::*, task::spawn_local};

/// The card.
#[component]
pub(super) fn Spared(usage: Usage, first: Assumption) -> impl IntoView {
    let app = app();
    let assumption = RwSignal::new(first);
    let said = move || {
        let now = assumption.get();
        let (inquiries, hours) = (now.inquiries(&usage), now.hours(&usage));
        match lang::current() {
            Lang::Ja => format!("問い合わせ 約 {inquiries:.0} 件、{hours:.1} 時間"),
            Lang::En => format!("about {inquiries:.0} inquiries, {hours:.1} hours"),
        }
    };
    let how = move || {
        let Assumption { percent, minutes } = assumption.get();
        match lang::current() {
            Lang::Ja => format!(
                "見積もりです。自己解決した質問の {percent}% が、Kotae がなければ問い合わせになり、1 件に {minutes} 分かかったとみなしています。"
            ),
            Lang::En => format!(
                "An estimate: of the self-served questions, {percent}% are taken for inquiries that the help desk would have had, each of {minutes} minutes."
            ),
        }
    };
    let form = app
        .may(Permission::EditSettings)
        .then(|| view! { <Edit assumption=assumption/> });
    view! {
        <section class="card">
            <h2>{t("減らせた問い合わせ（見積もり）", "Inquiries spared (estimate)")}</h2>
            <p class="report-value" role="status">{said}</p>
            <p class="quiet small">{how}</p>
            {form}
        </section>
    }
    .draw()
}

#[component]
fn Edit(assumption: RwSignal<Assumption>) -> impl IntoView {
    let app = app();
    let now = assumption.get_untracked();
    let percent = RwSignal::new(now.percent.to_string());
    let minutes = RwSignal::new(now.minutes.to_string());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        // What is no number at all is beyond every bound, and the server says which there are.
        let read =
            |text: RwSignal<String>| text.with_untracked(|text| text.trim().parse().unwrap_or(u32::MAX));
        let new = Assumption {
            percent: read(percent),
            minutes: read(minutes),
        };
        busy.set(true);
        spawn_local(async move {
            let reply: Result<Assumption, api::Failure> = api::put("reports/assumption", &new).await;
            busy.set(false);
            match reply {
                Ok(new) => {
                    assumption.set(new);
                    app.say(t("前提を保存しました。", "The assumption was saved."));
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    view! {
        <details>
            <summary>{t("前提を変える", "Change the assumption")}</summary>
            <form class="report-assumption" novalidate on:submit=submit>
                <TextInput
                    name="percent"
                    kind="number"
                    label=t("問い合わせになったはずの割合（%）", "Would have been inquiries (%)")
                    value=percent
                    faults=faults
                />
                <TextInput
                    name="minutes"
                    kind="number"
                    label=t("1 件にかかる時間（分）", "Minutes an inquiry takes")
                    value=minutes
                    faults=faults
                />
                <Submit label=t("前提を保存", "Save the assumption") busy=busy faults=faults/>
            </form>
        </details>
    }
    .draw()
}
