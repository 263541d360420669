//! What the form is for, and what becomes of what comes in.

use super::{
    super::words,
    desk::Desk,
    fields::{self, lens},
};
use crate::{
    draw::Draw,
    lang::{self, t},
    place,
    remote::Remote,
};
use kotae_shared::{
    api::{
        forms::{FormLetter, FormSettings, SubmissionPage, limits},
        improve::Person,
        letters::Letter,
    },
    form::Purpose,
    letters::{LetterKind, RECEIPT},
};
use leptos::prelude::*;

/// The part of the page.
#[component]
pub(super) fn Settings(desk: Desk) -> impl IntoView {
    let purposes = [Purpose::Inquiry, Purpose::Survey]
        .map(|one| (words::purpose_key(one).to_owned(), words::purpose(one).to_owned()))
        .into();
    let purpose = Signal::derive(move || desk.doc.with(|doc| words::purpose_key(doc.purpose).to_owned()));
    let purpose_changed = move |value: String| {
        let purpose = if value == "survey" {
            Purpose::Survey
        } else {
            Purpose::Inquiry
        };
        desk.change("", |doc| doc.purpose = purpose);
    };
    let replies = Memo::new(move |_| desk.doc.with(|doc| doc.settings.auto_reply));
    let reply = move || {
        replies
            .get()
            .then(|| letter(desk, "reply", REPLY, |settings| &mut settings.reply))
    };
    let told = Memo::new(move |_| desk.doc.with(|doc| !doc.settings.notify.is_empty()));
    let notice = move || {
        told.get()
            .then(|| letter(desk, "notice", NOTICE, |settings| &mut settings.notice))
    };
    let asks = Memo::new(move |_| desk.doc.with(|doc| doc.purpose == Purpose::Survey));
    let survey = move || asks.get().then(|| survey(desk));
    let days_fault = fields::fault(desk, "settings.retention_days".into());
    let days_changed = move |event: web_sys::Event| {
        let days: u32 = event_target_value(&event).parse().unwrap_or(0);
        desk.faults.mended("settings.retention_days");
        desk.change("", |doc| {
            doc.settings.retention_days = days.min(limits::RETENTION_DAYS);
        });
    };
    view! {
        <div class="form">
            {fields::select(desk, "form-purpose", t("用途", "Purpose"), purposes, purpose, purpose_changed)}
            {survey}
            {fields::check(
                desk,
                "form-anonymous",
                t("匿名で受け付ける", "Anonymous"),
                t(
                    "訪問者の情報、ページ、会話を一切保存しません。",
                    "Nothing is kept of the visitor: no identity, no page, no conversation.",
                ),
                lens(|doc| Some(&mut doc.settings.anonymous)),
            )}
            {fields::check(
                desk,
                "form-auto-reply",
                t("受付番号をメールで送る", "Send a receipt by mail"),
                t(
                    "最初のメールアドレス欄、または本人確認済みのアドレスに送ります。",
                    "To the first address that was filled in, or by which the visitor is known.",
                ),
                lens(|doc| Some(&mut doc.settings.auto_reply)),
            )}
            {reply}
            <People desk=desk/>
            {notice}
            <div class="field">
                <label for="form-retention">{t("受信を保存する日数", "Days until submissions are deleted")}</label>
                <p class="field-help" id="form-retention-help">
                    {t("0 なら、削除するまで残ります。", "0: until somebody deletes them.")}
                </p>
                <input
                    class="input"
                    type="number"
                    id="form-retention"
                    min="0"
                    max=limits::RETENTION_DAYS.to_string()
                    step="1"
                    readonly=!desk.may_write
                    prop:value=move || desk.doc.with(|doc| doc.settings.retention_days.to_string())
                    on:change=days_changed
                    aria-invalid=move || days_fault.with(Option::is_some).then_some("true")
                    aria-describedby="form-retention-help form-retention-error"
                />
                {fields::below(days_fault, "form-retention")}
            </div>
        </div>
    }
    .draw()
}

const REPLY: [&str; 4] = [
    "reply-subject-ja",
    "reply-subject-en",
    "reply-text-ja",
    "reply-text-en",
];
const NOTICE: [&str; 4] = [
    "notice-subject-ja",
    "notice-subject-en",
    "notice-text-ja",
    "notice-text-en",
];

/// The texts of a letter.
fn letter(
    desk: Desk,
    name: &'static str,
    ids: [&'static str; 4],
    of: fn(&mut FormSettings) -> &mut FormLetter,
) -> AnyView {
    let is_reply = name == "reply";
    let title = if is_reply {
        t("受付メールの文面", "What the receipt says")
    } else {
        t("お知らせメールの文面", "What the notice says")
    };
    let subject = fields::both(
        desk,
        &format!("settings.{name}.subject"),
        [ids[0], ids[1]],
        t("件名", "Subject"),
        (0, limits::SUBJECT),
        lens(move |doc| Some(&mut of(&mut doc.settings).subject)),
    );
    let text = fields::both(
        desk,
        &format!("settings.{name}.text"),
        [ids[2], ids[3]],
        t("本文", "Text"),
        (5, limits::LETTER),
        lens(move |doc| Some(&mut of(&mut doc.settings).text)),
    );
    view! {
        <fieldset class="field letter">
            <legend>{title}</legend>
            <p class="field-help">
                {if is_reply {
                    t(
                        "空欄なら、選んだ文面を送ります。{number} は受付番号、{form} はフォーム名、{date} は日付になります。",
                        "Empty: the words chosen above. {number}, {form} and {date} are filled in.",
                    )
                } else {
                    t(
                        "空欄なら標準のお知らせを送ります。{number}、{form}、{date} のほか、{name}、{question}、{answers}、{link} も使えます。",
                        "Empty: the usual notice. {number}, {form}, {date}, and also {name}, {question}, {answers} and {link} are filled in.",
                    )
                }}
                " "
                <a href=place::href("letters")>{t("メールの文面", "Words of mails")}</a>
            </p>
            {is_reply.then(|| view! { <Receipt desk=desk/> })}
            {subject}
            {text}
        </fieldset>
    }
    .draw()
}

/// Which receipt is sent where the form says nothing itself.
#[component]
fn Receipt(desk: Desk) -> impl IntoView {
    let letters = Remote::<Vec<Letter>>::new(|| "letters".into());
    let held = move || desk.doc.with(|doc| doc.settings.receipt);
    let choices = move || {
        let all = letters.get().unwrap_or_default();
        let receipts = all
            .into_iter()
            .filter(|letter| letter.kind == LetterKind::Receipt);
        let mut choices: Vec<(String, String)> = receipts
            .map(|letter| {
                let id = if letter.id == RECEIPT {
                    String::new()
                } else {
                    letter.id.to_string()
                };
                (id, letter.name.get(lang::current()).to_owned())
            })
            .collect();
        if choices.is_empty() {
            // They are still on their way: what is chosen stays.
            choices.push((
                String::new(),
                t("標準の受付メール", "The usual receipt").to_owned(),
            ));
            choices.extend(held().map(|id| (id.to_string(), "…".to_owned())));
        }
        choices
    };
    let chosen = Signal::derive(move || held().map(|id| id.to_string()).unwrap_or_default());
    let change = move |value: String| {
        desk.faults.mended("settings.receipt");
        desk.change("", |doc| doc.settings.receipt = value.parse().ok());
    };
    let select = move || {
        fields::select(
            desk,
            "form-receipt",
            t("文面", "Words"),
            choices(),
            chosen,
            change,
        )
    };
    let fault = fields::fault(desk, "settings.receipt".into());
    view! {
        {select}
        {fields::below(fault, "form-receipt")}
    }
    .draw()
}

/// When visitors are asked to fill it in.
fn survey(desk: Desk) -> AnyView {
    let moment = |id, name, find| fields::check(desk, id, name, "", find);
    let number = |id: &'static str, name: &'static str, most: u16, days: bool| {
        let place = if days {
            "settings.survey.every_days"
        } else {
            "settings.survey.percent"
        };
        let fault = fields::fault(desk, place.to_owned());
        let value = move || {
            desk.doc.with(|doc| {
                let rule = &doc.settings.survey;
                let number = if days {
                    rule.every_days
                } else {
                    u16::from(rule.percent)
                };
                number.to_string()
            })
        };
        let change = move |event: web_sys::Event| {
            let number: u16 = event_target_value(&event).parse().unwrap_or(0);
            let number = number.min(most);
            desk.faults.mended(place);
            desk.change("", |doc| {
                let rule = &mut doc.settings.survey;
                if days {
                    rule.every_days = number;
                } else {
                    rule.percent = u8::try_from(number).unwrap_or(100);
                }
            });
        };
        view! {
            <div class="field">
                <label for=id>{name}</label>
                <input
                    class="input"
                    type="number"
                    id=id
                    min=if days { "0" } else { "1" }
                    max=most.to_string()
                    step="1"
                    readonly=!desk.may_write
                    prop:value=value
                    on:change=change
                    aria-invalid=move || fault.with(Option::is_some).then_some("true")
                    aria-describedby=format!("{id}-error")
                />
                {fields::below(fault, id)}
            </div>
        }
        .draw()
    };
    view! {
        <fieldset class="field letter">
            <legend>{t("アンケートを出すとき", "When visitors are asked")}</legend>
            <p class="field-help">
                {t(
                    "どれも選ばなければ、ボタンやリンク、スクリプトからだけ開けます。",
                    "Without any of these it is reached by buttons, links and scripts alone.",
                )}
            </p>
            {moment(
                "survey-answer",
                t("解決したかどうかを答えたあと", "After they said whether an answer helped"),
                lens(|doc| Some(&mut doc.settings.survey.after_answer)),
            )}
            {moment(
                "survey-not-solved",
                t("解決しなかったとき", "When an answer did not help"),
                lens(|doc| Some(&mut doc.settings.survey.after_not_solved)),
            )}
            {moment(
                "survey-conversation",
                t("会話が終わったとき", "When a conversation is over"),
                lens(|doc| Some(&mut doc.settings.survey.after_conversation)),
            )}
            <div class="form-row">
                {number("survey-percent", t("出す人の割合（%）", "Share of visitors (%)"), 100, false)}
                {number(
                    "survey-days",
                    t("同じ人に再び出すまでの日数", "Days until somebody is asked again"),
                    limits::SURVEY_DAYS,
                    true,
                )}
            </div>
        </fieldset>
    }
    .draw()
}

/// Who is told of each submission.
#[component]
fn People(desk: Desk) -> impl IntoView {
    let found = Remote::<SubmissionPage>::new(|| "submissions?limit=1".into());
    let fault = fields::fault(desk, "settings.notify".into());
    let rows = move || {
        let known = desk
            .record
            .with(|record| record.as_ref().map(|record| record.notified.clone()))
            .unwrap_or_default();
        let mut all: Vec<Person> = found.get().map(|found| found.people).unwrap_or_default();
        let new = known
            .into_iter()
            .filter(|one| !all.iter().any(|other| other.id == one.id));
        let new: Vec<Person> = new.collect();
        all.extend(new);
        let row = |one: Person| {
            let id = one.id;
            let change = move |event: web_sys::Event| {
                let on = event_target_checked(&event);
                desk.faults.mended("settings.notify");
                desk.change("", |doc| {
                    let all = &mut doc.settings.notify;
                    all.retain(|other| *other != id);
                    if on {
                        all.push(id);
                    }
                });
            };
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        name="notify"
                        disabled=!desk.may_write
                        prop:checked=move || desk.doc.with(|doc| doc.settings.notify.contains(&id))
                        on:change=change
                    />
                    <span>{one.name}</span>
                </label>
            }
        };
        all.into_iter().map(row).collect_view()
    };
    view! {
        <fieldset class="field">
            <legend>{t("届いたら知らせる人", "Who is told of each submission")}</legend>
            <div class="people-checks">{rows}</div>
            {fields::below(fault, "form-notify")}
        </fieldset>
    }
    .draw()
}
