//! Whom visitors turn to when no answer helps.

use super::{
    draft::Draft,
    words::{InBoth, Place},
};
use crate::draw::Draw;
use crate::{
    lang::t,
    ui::{Faults, TextInput},
};
use kotae_shared::{Lang, settings::limits};
use kotae_widget::texts::words;
use leptos::prelude::*;

/// The part of the form.
#[component]
pub(super) fn ContactPart(draft: Draft, faults: Faults, spoken: RwSignal<Lang>) -> impl IntoView {
    let form = draft.fields();
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
            </div>
        </section>
    }
    .draw()
}
