//! A reply by mail.

use super::Desk;
use crate::{
    api, dates, dom,
    draw::Draw,
    lang::{self, t},
    place,
    remote::Remote,
    ui::{Faults, Submit, TextArea, TextInput, note},
};
use kotae_shared::{
    access::Permission,
    api::{
        forms::{NewReply, Submission, limits},
        letters as words,
    },
    letters::{LetterKind, Place, fill},
};
use leptos::{prelude::*, task::spawn_local};

/// The form.
#[component]
pub(super) fn Letter(desk: Desk, dirty: RwSignal<bool>) -> impl IntoView {
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let (subject, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let empty = Memo::new(move |_| text.with(|text| text.trim().is_empty()));
    Effect::new(move |_| dirty.set(!empty.get() || subject.with(|subject| !subject.trim().is_empty())));
    let found = desk.now.get_untracked();
    let to = found.reply_to.clone();
    if to.is_empty() {
        return view! {
            <section class="card" aria-labelledby="reply-head">
                <h2 id="reply-head">{t("メールで返信", "Reply by mail")}</h2>
                {note(
                    "warn",
                    t(
                        "送った人のメールアドレスが分からないため、メールでは返信できません。",
                        "No mail address is known of the sender, so there is nowhere to reply to.",
                    ),
                )}
            </section>
        }
        .draw();
    }
    let app = desk.app;
    let unset = move || {
        (!app.session_ref(|session| session.mail)).then(|| {
            let link = app.may(Permission::EditSettings).then(|| {
                view! {
                    " "
                    <a href=place::href("mail")>{t("メールを設定する", "Set one")}</a>
                }
            });
            note(
                "warn",
                view! {
                    <p>
                        {t(
                            "メールサーバーが設定されていないため、送信できません。",
                            "No mail server is set, so no reply can be sent.",
                        )}
                        {link}
                    </p>
                },
            )
        })
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        busy.set(true);
        let sent = NewReply {
            subject: subject.get_untracked(),
            text: text.get_untracked(),
        };
        spawn_local(async move {
            let reply = api::post::<Submission>(&format!("submissions/{}/reply", desk.id), &sent).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match reply {
                Ok(found) => {
                    // What was typed meanwhile stays.
                    if text.with_untracked(|text| *text == sent.text) {
                        text.set(String::new());
                        subject.set(String::new());
                    }
                    desk.take(found);
                    app.say(t("返信を送信箱に入れました。", "The reply is on its way."));
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let letters = Remote::<Vec<words::Letter>>::new(|| "letters".into());
    let own = app.session_now().user.name;
    let asked = found.clone();
    let insert = move || {
        // Without them one writes by oneself.
        let all = letters.get().unwrap_or_default();
        let all = templates(&asked, &own, &all);
        all.into_iter()
            .map(|one| template(one, subject, text))
            .collect_view()
    };
    let edit = app.session_now().user.role.may(Permission::EditForms).then(|| {
        view! {
            <a class="small" href=place::href("letters")>{t("定型文を編集", "Edit the templates")}</a>
        }
    });
    let usual = format!(
        "Re: [{}] {}",
        found.row.number,
        found.row.form_name.get(found.lang)
    );
    let claimed = (!found.from.verified).then(|| {
        view! { " " <span class="claimed">{t("本人確認なし", "identity not shown")}</span> }
    });
    let idle = move || empty.get() || !app.session_ref(|session| session.mail);
    view! {
        <section class="card" aria-labelledby="reply-head">
            <h2 id="reply-head">{t("メールで返信", "Reply by mail")}</h2>
            {unset}
            <form class="form" on:submit=submit>
                <p class="reply-to">
                    <span class="quiet">{t("宛先", "To")}</span>
                    " "
                    <b class="break">{to}</b>
                    {claimed}
                </p>
                <TextInput
                    name="subject"
                    label=t("件名", "Subject")
                    value=subject
                    faults=faults
                    max=limits::SUBJECT
                    optional=true
                    help=format!("{} {usual}", t("空欄なら:", "When empty:"))
                />
                <div class="form-actions" role="group" aria-label=t("定型文を入れる", "Insert a template")>
                    <span class="quiet small">{t("定型文:", "Templates:")}</span>
                    {insert}
                    {edit}
                </div>
                <TextArea
                    name="reply.text"
                    label=t("本文", "Text")
                    value=text
                    faults=faults
                    rows=6
                    max=limits::NOTE
                    help=t(
                        "空行で段落が分かれます。受付番号は自動で末尾に付きます。",
                        "An empty line begins a paragraph. The number is added at the end.",
                    )
                />
                <Submit
                    label=t("返信を送る", "Send the reply")
                    busy=busy
                    faults=faults
                    idle=Signal::derive(idle)
                />
            </form>
        </section>
    }
    .draw()
}

/// The button that puts a template in: behind what is written, and its subject where there is none yet.
fn template(
    (name, line, words): (String, String, String),
    subject: RwSignal<String>,
    text: RwSignal<String>,
) -> AnyView {
    let click = move |_| {
        text.update(|text| {
            if !text.trim().is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&words);
        });
        if !line.is_empty() && subject.with_untracked(|subject| subject.trim().is_empty()) {
            subject.set(line.clone());
        }
        dom::focus("#field-reply-text");
    };
    view! { <button type="button" class="button small" on:click=click>{name}</button> }.draw()
}

/// Words to begin with, in the visitor's language, with names filled in.
fn templates(found: &Submission, own: &str, letters: &[words::Letter]) -> Vec<(String, String, String)> {
    let lang = found.lang;
    let value = |place: Place| match place {
        Place::Number => found.row.number.to_string(),
        Place::Form => found.row.form_name.get(lang).to_owned(),
        Place::Date => dates::day_in(found.row.created_at, lang),
        Place::Name => found.from.name.trim().to_owned(),
        Place::Question => found.row.summary.clone(),
        Place::By => own.to_owned(),
        // They cannot stand in a reply.
        Place::Answers | Place::Link => String::new(),
    };
    let replies = letters.iter().filter(|letter| letter.kind == LetterKind::Reply);
    let one = |letter: &words::Letter| {
        (
            letter.name.get(lang::current()).to_owned(),
            fill(letter.subject.get(lang), value),
            fill(letter.text.get(lang), value),
        )
    };
    replies.map(one).collect()
}
