//! Whom to turn to.

use super::icon::{MAIL, OUTSIDE, PHONE};
use crate::{
    answer::outside,
    chat::Chat,
    dom::{El, div, el, icon},
};

/// The desk's card; empty when the admin gave no way to reach it.
pub(super) fn contact(chat: Chat) -> El {
    div("k-slot").live(move || card(chat).into_iter().collect())
}

fn card(chat: Chat) -> Option<El> {
    let (lang, words) = (chat.lang.get(), chat.words());
    let contact = chat.settings.with(|settings| settings.contact.clone());
    let label = contact.label.get(lang);
    if [label, &contact.phone, &contact.mail, &contact.link]
        .iter()
        .all(|text| text.is_empty())
    {
        return None;
    }
    let or = |text: &str, built_in: &str| {
        if text.is_empty() {
            built_in.to_owned()
        } else {
            text.to_owned()
        }
    };
    let card = el("section")
        .class("k-contact")
        .attr("aria-label", words.contact)
        .child(el("p").class("k-contact-name").text(&or(label, words.contact)));
    let way = |tag: &str, path: &str, name: &str, text: &str| {
        el(tag)
            .class("k-contact-row")
            .child(icon(path))
            .child(el("span").class("k-way").text(name))
            .child(el("span").text(text))
    };
    let mut ways = Vec::new();
    if !contact.phone.is_empty() {
        // 「内線 1234」 is dialled as 1234; a text without digits is only shown.
        let dial: String = contact
            .phone
            .chars()
            .filter(|c| c.is_ascii_digit() || matches!(c, '+' | '#' | '*'))
            .collect();
        ways.push(if dial.is_empty() {
            way("p", PHONE, words.phone, &contact.phone)
        } else {
            way("a", PHONE, words.phone, &contact.phone).attr("href", &["tel:", &dial].concat())
        });
    }
    if !contact.mail.is_empty() {
        let href = ["mailto:", &contact.mail].concat();
        ways.push(way("a", MAIL, words.mail, &contact.mail).attr("href", &href));
    }
    if contact.link.starts_with("https://") || contact.link.starts_with("http://") {
        let name = or(contact.link_label.get(lang), words.link);
        let link = el("a")
            .class("k-contact-row")
            .child(icon(OUTSIDE))
            .child(el("span").text(&name));
        ways.push(outside(link, &contact.link, words.new_window));
    }
    Some(card.children(ways))
}
