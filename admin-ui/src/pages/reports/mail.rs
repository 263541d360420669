//! To whom the overview is mailed, and how often.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::t,
    remote::Remote,
    ui::{Faults, Segments, Submit},
};
use kotae_shared::{
    Uuid,
    access::Permission,
    api::{
        improve::Person,
        reports::{Every, ReportMail},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeSet;

/// The frequencies by their names in the form.
const TIMES: [(&str, Every); 3] = [
    ("never", Every::Never),
    ("week", Every::Week),
    ("month", Every::Month),
];

/// The card; nothing for those who may not change settings.
#[component]
pub(super) fn MailReport() -> impl IntoView {
    let app = app();
    app.may(Permission::EditSettings).then(|| {
        let now = Remote::<ReportMail>::new(|| "reports/mail".into());
        let people = Remote::<Vec<Person>>::new(|| "people".into());
        let body = move |mail: ReportMail| {
            let people = people.get()?;
            Some(view! { <Form mail=mail people=people/> }.draw())
        };
        view! {
            <section class="card">
                <h2>{t("メールで受け取る", "By mail")}</h2>
                <p class="quiet small">
                    {t(
                        "終わった週（月曜の朝）または月（1 日の朝）の概要を、選んだ人に送ります。",
                        "The overview of the week that is over (on Monday mornings), or of the month (on the first), goes to whom you choose.",
                    )}
                </p>
                {now.view(move |mail| {
                    let mail = StoredValue::new(mail);
                    view! { {move || body(mail.get_value())} }.draw()
                })}
            </section>
        }
    })
}

#[component]
fn Form(mail: ReportMail, people: Vec<Person>) -> impl IntoView {
    let app = app();
    let name = TIMES.into_iter().find(|(_, every)| *every == mail.every);
    let every = RwSignal::new(name.map_or("never", |(name, _)| name).to_owned());
    let chosen = RwSignal::new(mail.people.into_iter().collect::<BTreeSet<Uuid>>());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        let wanted = every.get_untracked();
        let new = ReportMail {
            every: TIMES
                .into_iter()
                .find(|(name, _)| *name == wanted)
                .map_or(Every::Never, |(_, every)| every),
            people: chosen.get_untracked().into_iter().collect(),
        };
        busy.set(true);
        spawn_local(async move {
            let reply: Result<ReportMail, api::Failure> = api::put("reports/mail", &new).await;
            busy.set(false);
            match reply {
                Ok(_) => app.say(t("メールの設定を保存しました。", "The mail settings were saved.")),
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let times = TIMES.map(|(name, every)| {
        let words = match every {
            Every::Never => t("送らない", "Never"),
            Every::Week => t("毎週", "Every week"),
            Every::Month => t("毎月", "Every month"),
        };
        (name.to_owned(), words.to_owned())
    });
    let checks = people.into_iter().map(|person| {
        let id = person.id;
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                    on:change=move |event| {
                        faults.mended("people");
                        let on = event_target_checked(&event);
                        chosen.update(|chosen| {
                            if on {
                                chosen.insert(id);
                            } else {
                                chosen.remove(&id);
                            }
                        });
                    }
                />
                <span>{person.name}</span>
            </label>
        }
    });
    let fault = move || {
        faults
            .of("people")
            .map(|text| view! { <p class="field-error" role="alert">{text}</p> })
    };
    view! {
        <form novalidate on:submit=submit>
            <Segments name="every" label=t("頻度", "How often") value=every choices=times.to_vec() faults=faults/>
            <fieldset class="field report-people">
                <legend>{t("送る相手", "To")}</legend>
                {checks.collect_view()}
                {fault}
            </fieldset>
            <Submit label=t("メールの設定を保存", "Save the mail settings") busy=busy faults=faults/>
        </form>
    }
    .draw()
}
