//! Things to press: candidates, categories, entries.

use super::icon::{FOLDER, ONWARD};
use crate::{
    chat::Chat,
    dom::{El, button, el, icon},
    knowledge::{Offer, Shelf},
    mark::pieces,
    texts::fill,
};
use kotae_shared::Uuid;

/// Long lists show this many entries first.
const FIRST: usize = 8;

/// A title with its matching parts marked.
pub(super) fn marked(offer: &Offer) -> El {
    let pieces = pieces(&offer.title, &offer.marks);
    pieces.iter().fold(el("span"), |title, piece| {
        if piece.marked {
            title.child(el("mark").text(&piece.text))
        } else {
            title.text(&piece.text)
        }
    })
}

/// Entries as full-width buttons. A question's candidates give its id, and each keeps the others beside it.
pub(super) fn offers(chat: Chat, list: &[Offer], question: Option<Uuid>) -> El {
    let row = |offer: &Offer| {
        let others: Vec<_> = match question {
            Some(_) => list
                .iter()
                .filter(|other| other.entry != offer.entry)
                .cloned()
                .collect(),
            None => Vec::new(),
        };
        let (title, offer) = (marked(offer), offer.clone());
        row(title, false, move || {
            chat.choose(&offer, question, others.clone());
        })
    };
    let rows = el("ul").class("k-rows");
    let hidden = list.len().saturating_sub(FIRST);
    // Hiding one or two would save nothing.
    if hidden < 3 {
        return rows.children(list.iter().map(row));
    }
    let rest: Vec<_> = list[FIRST..].iter().map(row).collect();
    let (all, last) = (rows.clone(), el("li"));
    let more = button("k-row k-more", {
        let last = last.clone();
        move || {
            last.element().remove();
            let _ = all.clone().children(rest.iter().cloned());
            if let Some(first) = rest.first().and_then(|row| row.element().first_element_child()) {
                let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(first).focus();
            }
        }
    })
    .live_text(move || fill(chat.words().more, &hidden.to_string()));
    rows.children(list[..FIRST].iter().map(row))
        .child(last.child(more))
}

/// Categories as full-width buttons.
pub(super) fn shelves(chat: Chat, list: Vec<Shelf>) -> El {
    let rows = list.into_iter().map(|shelf| {
        let name = el("span").text(&shelf.name);
        row(name, true, move || chat.browse(&shelf))
    });
    el("ul").class("k-rows").children(rows)
}

fn row(content: El, folder: bool, press: impl Fn() + 'static) -> El {
    let button = button("k-row", press);
    let button = if folder {
        button.child(icon(FOLDER))
    } else {
        button
    };
    el("li").child(button.child(content).child(icon(ONWARD)))
}
