//! Whom visitors turn to when no answer helps.

use super::{
    draft::Draft,
    words::{InBoth, Place},
};
use crate::draw::Draw;
use crate::{
    lang::{self, t},
    remote::Remote,
    ui::{Faults, SelectInput, TextInput},
};
use kotae_shared::{
    Lang,
    api::forms::{FormRow, FormState},
    settings::limits,
};
use kotae_widget::texts::words;
use leptos::prelude::*;

/// The part of the form.
#[component]
pub(super) fn ContactPart(draft: Draft, faults: Faults, spoken: RwSignal<Lang>) -> impl IntoView {
    let form = draft.fields();
    let forms = Remote::<Vec<FormRow>>::new(|| "forms".into());
    let label = Place {
        names: ["contact.label.ja", "contact.label.en"],
        label: t("窓口の名前と受付時間", "The desk's name and hours"),
        text: form.contact,
        own: [
            "例: IT ヘルプデスク（平日 9:00–18:00）",
            "For example: IT help desk, 9:00–18:00",
        ],
    };
    let link_label = Place {
        names: ["contact.link_label.ja", "contact.link_label.en"],
        label: t("リンクの文字", "What the link is called"),
        text: form.link_label,
        own: [words(Lang::Ja).link, words(Lang::En).link],
    };
    view! {
        <section class="card">
            <h2>{t("問い合わせ先", "Contact")}</h2>
            <p class="field-help">
                {t(
                    "回答が見つからないときと、「解決しない」が押されたときに表示します。空欄の項目は表示しません。",
                    "Shown when nothing is found and when an answer did not help. Empty fields are not shown.",
                )}
            </p>
            <div class="form wide">
                <InBoth place=label limit=limits::CONTACT lines=1 faults=faults spoken=spoken/>
                <div class="form-row">
                    <TextInput
                        name="contact.phone"
                        label=t("電話・内線", "Telephone or extension")
                        value=form.phone
                        faults=faults
                        max=limits::CONTACT
                        kind="tel"
                    />
                    <TextInput
                        name="contact.mail"
                        label=t("メールアドレス", "E-mail address")
                        value=form.mail
                        faults=faults
                        max=limits::CONTACT
                        kind="email"
                    />
                </div>
                <TextInput
                    name="contact.link"
                    label=t("問い合わせページのアドレス", "Address of a contact page")
                    value=form.link
                    faults=faults
                    max=limits::LINK
                    kind="url"
                    placeholder="https://"
                />
                <InBoth place=link_label limit=limits::CONTACT lines=1 faults=faults spoken=spoken/>
                {move || forms.view(move |all| offered(draft, faults, &all))}
            </div>
        </section>
    }
    .draw()
}

/// Which forms are offered beside the contact.
fn offered(draft: Draft, faults: Faults, all: &[FormRow]) -> AnyView {
    let [not_found, not_solved] = draft.fields().forms;
    let choices = |value: RwSignal<String>| {
        let held = value.get_untracked();
        let mut choices = vec![(String::new(), t("なし", "None").to_owned())];
        let shown = all
            .iter()
            .filter(|row| row.state != FormState::Archived || row.id.to_string() == held);
        choices.extend(shown.map(|row| {
            let name = row.name.get(lang::current());
            let closed = match row.state {
                FormState::Open => "",
                _ => t("（受付していません）", " (not open)"),
            };
            (row.id.to_string(), format!("{name}{closed}"))
        }));
        if choices.iter().all(|(id, _)| *id != held) {
            choices.push((held, t("（なくなりました）", "(no longer there)").to_owned()));
        }
        choices
    };
    view! {
        <div class="form-row">
            <SelectInput
                name="forms.not_found"
                label=t("回答が見つからないときのフォーム", "Form when nothing is found")
                value=not_found
                faults=faults
                choices=choices(not_found)
            />
            <SelectInput
                name="forms.not_solved"
                label=t("「解決しない」ときのフォーム", "Form when an answer did not help")
                value=not_solved
                faults=faults
                choices=choices(not_solved)
            />
        </div>
    }
    .draw()
}
