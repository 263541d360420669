//! From where, how and when the widget can be used.

use super::{
    draft::{Both, Draft, set, signal, trimmed},
    origins::lines,
    words::{InBoth, Place},
};
use crate::draw::Draw;
use crate::{
    lang::t,
    ui::{Choice, Faults, Segments, TextArea, TextInput, ZoneInput},
};
use kotae_shared::{
    Lang,
    settings::{Access, DAY, Hours, limits},
};
use leptos::prelude::*;

/// The fields of this part. Choices of two are `yes` or `no`.
#[derive(Clone, Copy)]
pub(super) struct AccessFields {
    addresses: RwSignal<String>,
    full_page: RwSignal<String>,
    on: RwSignal<String>,
    time_zone: RwSignal<String>,
    week: [RwSignal<String>; 7],
    holidays: RwSignal<String>,
    message: Both,
    answers: RwSignal<String>,
}

/// Names of the days' fields in the API.
const DAYS: [&str; 7] = [
    "access.hours.week.0",
    "access.hours.week.1",
    "access.hours.week.2",
    "access.hours.week.3",
    "access.hours.week.4",
    "access.hours.week.5",
    "access.hours.week.6",
];

fn word(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn is_yes(field: RwSignal<String>) -> bool {
    field.with(|text| text == "yes")
}

impl AccessFields {
    pub(super) fn new(access: &Access) -> Self {
        let hours = &access.hours;
        Self {
            addresses: signal(&access.addresses.join("\n")),
            full_page: signal(word(access.full_page)),
            on: signal(word(hours.on)),
            time_zone: signal(&hours.time_zone),
            week: std::array::from_fn(|day| signal(&hours.week[day])),
            holidays: signal(&hours.holidays.join("\n")),
            message: Both::new(&hours.message),
            answers: signal(word(hours.answers)),
        }
    }

    pub(super) fn show(self, access: &Access) {
        let hours = &access.hours;
        set(self.addresses, &access.addresses.join("\n"));
        set(self.full_page, word(access.full_page));
        set(self.on, word(hours.on));
        set(self.time_zone, &hours.time_zone);
        for (field, day) in self.week.into_iter().zip(&hours.week) {
            set(field, day);
        }
        set(self.holidays, &hours.holidays.join("\n"));
        self.message.show(&hours.message);
        set(self.answers, word(hours.answers));
    }

    /// As settings. Reactive.
    pub(super) fn get(self) -> Access {
        Access {
            addresses: self.addresses.with(|text| lines(text)),
            full_page: is_yes(self.full_page),
            hours: Hours {
                on: is_yes(self.on),
                time_zone: trimmed(self.time_zone),
                week: self.week.map(trimmed),
                holidays: self.holidays.with(|text| lines(text)),
                message: self.message.get(),
                answers: is_yes(self.answers),
            },
        }
    }
}

fn choices(yes: &str, no: &str) -> Vec<Choice> {
    vec![
        ("yes".to_owned(), yes.to_owned()),
        ("no".to_owned(), no.to_owned()),
    ]
}

/// The part of the form.
#[component]
pub(super) fn AccessPart(draft: Draft, faults: Faults, spoken: RwSignal<Lang>) -> impl IntoView {
    let form = draft.fields().access;
    view! {
        <section class="card" id="access">
            <h2>{t("利用できる場所", "Where it can be used")}</h2>
            <div class="form">
                <TextArea
                    name="access.addresses"
                    label=t("許可するアドレス", "Allowed addresses")
                    value=form.addresses
                    faults=faults
                    rows=3
                    optional=true
                    placeholder="10.0.0.0/8"
                    help=t(
                        "社内ネットワークや VPN のアドレスを 1 行に 1 つずつ書きます（IPv4、IPv6）。空欄なら、どこからでも使えます。",
                        "The addresses of your network or VPN, one a line (IPv4 and IPv6). Empty: it can be used from everywhere.",
                    )
                />
                <Segments
                    name="access.full_page"
                    label=t("専用ページ", "The chat's own page")
                    value=form.full_page
                    faults=faults
                    choices=choices(t("開ける", "Can be opened"), t("開けない", "Cannot be opened"))
                    help=t(
                        "「開けない」にすると、チャットのアドレスを直接開いても使えず、設置したページの中だけで表示します。",
                        "When it cannot be opened, the chat appears only within the pages that carry it, not at its own address.",
                    )
                />
                <p class="quiet small">
                    {t(
                        "「専用ページ」と「設置できるページ」は表示する場所を決めるもので、利用者を確かめるものではありません。社外に見せたくない内容は、アドレスの制限かログインで守ってください。",
                        "These say where the chat is shown; they do not check who reads. Protect what outsiders must not see by addresses or by sign-in.",
                    )}
                </p>
            </div>
        </section>
        <section class="card" id="hours">
            <h2>{t("受付時間", "Hours of service")}</h2>
            <div class="form">
                <Segments
                    name="access.hours.on"
                    label=t("受付時間", "Hours")
                    value=form.on
                    faults=faults
                    choices=choices(t("決める", "Limited"), t("いつでも", "Always"))
                />
                {move || is_yes(form.on).then(|| view! { <HoursPart form=form faults=faults spoken=spoken/> })}
            </div>
        </section>
    }
    .draw()
}

#[component]
fn HoursPart(form: AccessFields, faults: Faults, spoken: RwSignal<Lang>) -> impl IntoView {
    let names = [
        t("月曜日", "Monday"),
        t("火曜日", "Tuesday"),
        t("水曜日", "Wednesday"),
        t("木曜日", "Thursday"),
        t("金曜日", "Friday"),
        t("土曜日", "Saturday"),
        t("日曜日", "Sunday"),
    ];
    let days = (0..7).map(|day| {
        view! {
            <TextInput
                name=DAYS[day]
                label=names[day]
                value=form.week[day]
                faults=faults
                max=DAY
                placeholder=t("休み", "Closed")
            />
        }
    });
    let message = Place {
        names: ["access.hours.message.ja", "access.hours.message.en"],
        label: t("時間外のことば", "Said outside of the hours"),
        text: form.message,
        own: ["ただいま受付時間外です。", "We are closed at the moment."],
    };
    view! {
        <p class="field-help">
            {t(
                "09:00-12:00, 13:00-17:30 のように書きます。空欄の日は休みです。",
                "Write 09:00-12:00, 13:00-17:30. A day without hours is closed.",
            )}
        </p>
        <div class="form-row">{days.collect_view()}</div>
        <ZoneInput value=form.time_zone faults=faults name="access.hours.time_zone" help="Asia/Tokyo"/>
        <TextArea
            name="access.hours.holidays"
            label=t("休日", "Holidays")
            value=form.holidays
            faults=faults
            rows=3
            optional=true
            placeholder="2027-01-01"
            help=t("受付を休む日を 1 行に 1 つずつ書きます。", "Days without service, one a line.")
        />
        <InBoth place=message limit=limits::TEXT lines=2 faults=faults spoken=spoken/>
        <Segments
            name="access.hours.answers"
            label=t("時間外の質問", "Questions outside of the hours")
            value=form.answers
            faults=faults
            choices=choices(t("答える", "Are answered"), t("答えない", "Are not answered"))
            help=t(
                "時間内に始まった会話は、終わりの時刻を過ぎても続けられます。",
                "A chat that began within the hours can go on after their end.",
            )
        />
    }
    .draw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_was_saved() {
        let _owner = Owner::new();
        let mut access = Access {
            addresses: vec!["10.0.0.0/8".into(), "::1".into()],
            full_page: false,
            ..Access::default()
        };
        access.hours.holidays = vec!["2027-01-01".into()];
        let fields = AccessFields::new(&Access::default());
        assert_eq!(untrack(|| fields.get()), Access::default());
        fields.show(&access);
        assert_eq!(untrack(|| fields.get()), access);
    }
}
