//! Things to press: candidates, categories, entries.

use super::icon::{FOLDER, ONWARD, icon};
use crate::{
    chat::Chat,
    knowledge::{Offer, Shelf},
    mark::pieces,
    texts::fill,
};
use kotae_shared::Uuid;
use leptos::prelude::*;
use std::ops::Range;

/// Long lists show this many entries first.
const FIRST: usize = 8;

/// A title with its matching parts marked.
pub(super) fn marked(title: &str, marks: &[Range<usize>]) -> impl IntoView + use<> {
    let pieces = pieces(title, marks).into_iter().map(|piece| {
        if piece.marked {
            view! { <mark>{piece.text}</mark> }.into_any()
        } else {
            piece.text.into_any()
        }
    });
    pieces.collect::<Vec<_>>()
}

/// Entries as full-width buttons. A question's candidates give its id, and each keeps the others beside it.
pub(super) fn offers(chat: Chat, offers: Vec<Offer>, question: Option<Uuid>) -> AnyView {
    let all = offers.clone();
    let rows: Vec<_> = offers
        .into_iter()
        .map(|offer| {
            let others: Vec<_> = match question {
                Some(_) => all
                    .iter()
                    .filter(|other| other.entry != offer.entry)
                    .cloned()
                    .collect(),
                None => Vec::new(),
            };
            let title = marked(&offer.title, &offer.marks);
            row(title.into_any(), false, move || {
                chat.choose(&offer, question, others.clone());
            })
        })
        .collect();
    let hidden = rows.len().saturating_sub(FIRST);
    if hidden < 3 {
        return view! { <ul class="k-rows">{rows}</ul> }.into_any();
    }
    let more = RwSignal::new(false);
    let mut rows = rows;
    let rest = StoredValue::new_local(Some(rows.split_off(FIRST)));
    view! {
        <ul class="k-rows">
            {rows}
            {move || {
                if more.get() {
                    rest.try_update_value(Option::take).flatten().into_any()
                } else {
                    view! {
                        <li>
                            <button type="button" class="k-row k-more" on:click=move |_| more.set(true)>
                                {move || fill(chat.words().more, &hidden.to_string())}
                            </button>
                        </li>
                    }
                        .into_any()
                }
            }}
        </ul>
    }
    .into_any()
}

/// Categories as full-width buttons.
pub(super) fn shelves(chat: Chat, shelves: Vec<Shelf>) -> AnyView {
    let rows = shelves.into_iter().map(|shelf| {
        let name = shelf.name.clone();
        row(name.into_any(), true, move || chat.browse(&shelf))
    });
    let rows: Vec<_> = rows.collect();
    view! { <ul class="k-rows">{rows}</ul> }.into_any()
}

fn row(content: AnyView, folder: bool, press: impl Fn() + 'static) -> AnyView {
    view! {
        <li>
            <button type="button" class="k-row" on:click=move |_| press()>
                {folder.then(|| icon(FOLDER))}
                <span>{content}</span>
                {icon(ONWARD)}
            </button>
        </li>
    }
    .into_any()
}
