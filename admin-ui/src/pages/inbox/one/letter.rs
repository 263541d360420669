//! A reply by mail.

use super::Desk;
use crate::{
    api,
    draw::Draw,
    lang::t,
    place,
    ui::{Faults, Submit, TextArea, TextInput, note},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::forms::{NewReply, Submission, limits},
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
    let words = templates(&found, &app.session_now().user.name);
    let insert = words.into_iter().map(|(name, words)| {
        view! {
            <button
                type="button"
                class="button small"
                on:click=move |_| {
                    text.update(|text| {
                        if !text.trim().is_empty() {
                            text.push_str("\n\n");
                        }
                        text.push_str(&words);
                    });
                    crate::dom::focus("#field-reply-text");
                }
            >
                {name}
            </button>
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
                    {insert.collect_view()}
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

/// Words to begin with, in the visitor's language, with names filled in.
fn templates(found: &Submission, own: &str) -> Vec<(&'static str, String)> {
    let (form, number) = (found.row.form_name.get(found.lang), found.row.number);
    let name = found.from.name.trim();
    let hello = match found.lang {
        Lang::Ja if name.is_empty() => "お問い合わせありがとうございます。".to_owned(),
        Lang::Ja => format!("{name} 様\n\nお問い合わせありがとうございます。"),
        Lang::En if name.is_empty() => "Hello,".to_owned(),
        Lang::En => format!("Dear {name},"),
    };
    let write = |ja: String, en: String| {
        let (body, end) = match found.lang {
            Lang::Ja => (ja, format!("担当: {own}")),
            Lang::En => (en, format!("Kind regards,\n{own}")),
        };
        format!("{hello}\n\n{body}\n\n{end}")
    };
    vec![
        (
            t("受け付けました", "We are on it"),
            write(
                format!(
                    "「{form}」（受付番号 {number}）を確認しました。分かり次第ご連絡しますので、少しお待ちください。"
                ),
                format!(
                    "we have read your “{form}” (number {number}) and will write again as soon as we know more."
                ),
            ),
        ),
        (
            t("教えてください", "We need to know"),
            write(
                format!("受付番号 {number} について、次の点を教えていただけますか。\n\n・"),
                format!("could you tell us the following about number {number}?\n\n- "),
            ),
        ),
        (
            t("解決しました", "It is settled"),
            write(
                format!(
                    "受付番号 {number} の件は対応が終わりました。まだお困りでしたら、このメールに返信してください。"
                ),
                format!("number {number} is settled. If anything is still wrong, please reply to this mail."),
            ),
        ),
    ]
}
