//! Whom to turn to.

use super::icon::{MAIL, OUTSIDE, PHONE, icon};
use crate::chat::Chat;
use leptos::prelude::*;

/// The desk's card; nothing when the admin gave no way to reach it.
pub(super) fn contact(chat: Chat) -> impl IntoView {
    move || {
        let lang = chat.lang.get();
        let words = chat.words();
        let contact = chat.settings.with(|settings| settings.contact.clone());
        let ways = [&contact.phone, &contact.mail, &contact.link];
        if ways.iter().all(|way| way.is_empty()) && contact.label.get(lang).is_empty() {
            return None;
        }
        let label = match contact.label.get(lang) {
            "" => words.contact.to_owned(),
            label => label.to_owned(),
        };
        let link_label = match contact.link_label.get(lang) {
            "" => words.link.to_owned(),
            label => label.to_owned(),
        };
        let dial: String = contact
            .phone
            .chars()
            .filter(|c| c.is_ascii_digit() || matches!(c, '+' | '#' | '*' | ',' | ';'))
            .collect();
        let is_web = contact.link.starts_with("https://") || contact.link.starts_with("http://");
        Some(view! {
            <section class="k-contact" aria-label=words.contact>
                <p class="k-contact-name">{label}</p>
                {(!contact.phone.is_empty())
                    .then(|| {
                        let text = contact.phone.clone();
                        // 「内線 1234」 is dialled as 1234; a text without digits is shown only.
                        let content = view! {
                            {icon(PHONE)}
                            <span class="k-way">{words.phone}</span>
                            <span>{text}</span>
                        };
                        if dial.is_empty() {
                            view! { <p class="k-contact-row">{content}</p> }.into_any()
                        } else {
                            view! {
                                <a class="k-contact-row" href=["tel:", &dial].concat()>
                                    {content}
                                </a>
                            }
                                .into_any()
                        }
                    })}
                {(!contact.mail.is_empty())
                    .then(|| {
                        view! {
                            <a class="k-contact-row" href=["mailto:", &contact.mail].concat()>
                                {icon(MAIL)}
                                <span class="k-way">{words.mail}</span>
                                <span>{contact.mail.clone()}</span>
                            </a>
                        }
                    })}
                {is_web
                    .then(|| {
                        view! {
                            <a
                                class="k-contact-row"
                                href=contact.link.clone()
                                target="_blank"
                                rel="noopener noreferrer"
                            >
                                {icon(OUTSIDE)}
                                <span>{link_label}</span>
                                <span class="k-sr">{words.new_window}</span>
                            </a>
                        }
                    })}
            </section>
        })
    }
}
