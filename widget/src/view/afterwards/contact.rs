//! Whom to turn to.

use crate::{
    answer::outside,
    chat::Chat,
    dom::{El, el, icon},
    view::icon::{MAIL, OUTSIDE, PHONE},
};
use kotae_shared::look::Moment;

/// The desk's card, which is not there when the admin gave no way to reach it, and its forms for a moment.
#[inline(never)]
pub(in crate::view) fn ways_on(chat: Chat, moment: Option<Moment>) -> Vec<El> {
    let forms = moment.map(|moment| super::offered(chat, moment));
    card(chat)
        .into_iter()
        .chain(forms.into_iter().flatten())
        .collect()
}

fn card(chat: Chat) -> Option<El> {
    let words = chat.words();
    let [phone, mail, link] = chat.look.with(|look| look.contact.clone())?;
    let card = el("section")
        .class("k-contact")
        .attr("aria-label", words.contact)
        .child(el("p").class("k-contact-name").text(words.contact));
    let way = |tag: &str, path: &str, name: &str, text: &str| {
        el(tag)
            .class("k-contact-row")
            .child(icon(path))
            .child(el("span").class("k-way").text(name))
            .child(el("span").text(text))
    };
    let mut ways = Vec::new();
    if !phone.is_empty() {
        // 「内線 1234」 is dialled as 1234; a text without digits is only shown.
        let dial: String = phone
            .chars()
            .filter(|c| c.is_ascii_digit() || matches!(c, '+' | '#' | '*'))
            .collect();
        ways.push(if dial.is_empty() {
            way("p", PHONE, words.phone, &phone)
        } else {
            way("a", PHONE, words.phone, &phone).attr("href", &["tel:", &dial].concat())
        });
    }
    if !mail.is_empty() {
        let href = ["mailto:", &mail].concat();
        ways.push(way("a", MAIL, words.mail, &mail).attr("href", &href));
    }
    if link.starts_with("https://") || link.starts_with("http://") {
        let row = el("a")
            .class("k-contact-row")
            .child(icon(OUTSIDE))
            .child(el("span").text(words.link));
        ways.push(outside(row, &link, words.new_window));
    }
    Some(card.children(ways))
}
