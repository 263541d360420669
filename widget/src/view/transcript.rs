//! The conversation so far.

use super::{
    afterwards::{said_later, ways_on},
    answer_card::answer_card,
    face,
    offers::{offers, shelves},
};
use crate::{
    browser::next_frame,
    chat::{
        Chat,
        turn::{Turn, TurnKind},
    },
    dom::{El, button, div, el, follow},
    host::Wish,
    knowledge::Shelf,
    live::Live,
    texts::fill,
};
use kotae_shared::{look::Moment, settings::StartTarget};
use reactive_graph::owner::Owner;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The log: each new turn is announced once.
pub(super) fn transcript(chat: Chat) -> El {
    let turns = div("k-turns").child(greeting(chat));
    let log = div("k-log")
        .attr("role", "log")
        .attr("tabindex", "0")
        .live_attr("aria-label", move || Some(chat.words().transcript.into()))
        .child(turns.clone());

    // Turns are only added at the end, or all taken away. Each lives in an owner of its own, so that what it
    // follows ends with it and not with the next turn.
    let parent = Owner::current().unwrap_or_default();
    let shown: Rc<RefCell<Vec<(u32, El, Owner)>>> = Rc::default();
    let moved = Live::new(());
    let move_on = moved.clone();
    follow(move || {
        chat.turns.with(|list| {
            let mut shown = shown.borrow_mut();
            shown.retain(|(id, element, owner)| {
                let stays = list.iter().any(|turn| turn.id == *id);
                if !stays {
                    element.element().remove();
                    owner.cleanup();
                }
                stays
            });
            for turn in &list[shown.len()..] {
                let owner = parent.with(Owner::new);
                let element = owner.with(|| show(chat, turn.clone()));
                let _ = turns.clone().child(element.clone());
                shown.push((turn.id, element, owner));
            }
        });
        move_on.set(());
    });
    let end = log.html().clone();
    follow(move || {
        moved.track();
        // Also when an answer arrives, for then the last turn grows.
        chat.turns.with(|turns| {
            if let Some(TurnKind::Answer(answer)) = turns.last().map(|turn| &turn.kind) {
                answer.state.track();
            }
        });
        let end = end.clone();
        next_frame(move || bring_newest(&end));
    });
    log
}

/// What the visitor said last goes to the top, with the whole reply below it; when both are short, the end of
/// the log shows them.
fn bring_newest(log: &HtmlElement) {
    let mine = log.query_selector_all(".k-mine").ok();
    let mine = mine.and_then(|list| list.item(list.length().checked_sub(1)?));
    // The way back to a scenario stands below what is read.
    let last = log.query_selector_all(".k-turns > :not(.k-way-on)").ok();
    let last = last.and_then(|list| list.item(list.length().checked_sub(1)?));
    let (Some(mine), Some(last)) = (mine, last) else {
        log.set_scroll_top(0);
        return;
    };
    let (mine, last): (HtmlElement, HtmlElement) = (mine.unchecked_into(), last.unchecked_into());
    let (top, end) = (
        mine.offset_top() - 16,
        last.offset_top() + last.offset_height() + 16,
    );
    let height = log.client_height();
    // What follows a long answer ("not solved") is shown from its own beginning.
    let is_reply = last.previous_element_sibling().as_ref() == Some(mine.as_ref());
    let goal = if end - top <= height || is_reply {
        top
    } else {
        (end - height).min(last.offset_top() - 16)
    };
    log.set_scroll_top(goal);
}

/// Whom to turn to, as soon as the second part of the program is here, which draws it.
pub(super) fn contact(chat: Chat, moment: Option<Moment>) -> El {
    div("k-slot").live(move || {
        if chat.is_whole.get() {
            ways_on(chat, moment)
        } else {
            Vec::new()
        }
    })
}

/// The first message, with the start buttons.
fn greeting(chat: Chat) -> El {
    let text = move || chat.words().greeting.into();
    let start = div("k-slot").live(move || {
        if !chat.published.get() {
            chat.later(|| {});
            return vec![
                say(move || chat.words().nothing_published.into()),
                contact(chat, None),
            ];
        }
        let shelves = chat.shelves.get();
        let own = chat.look.with(|look| look.start.clone());
        let mut chips: Vec<El> = own
            .iter()
            .filter_map(|(to, label)| start_button(chat, *to, label))
            .collect();
        let chosen = !chips.is_empty();
        if !chosen {
            // More than six are too many for a first look.
            let first = shelves.into_iter().take(6);
            chips.extend(first.map(|shelf| shelf_button(chat, shelf, "")));
        }
        if chips.is_empty() {
            return Vec::new();
        }
        let title = move || {
            let words = chat.words();
            if chosen { words.start_here } else { words.start }
        };
        vec![
            div("k-start")
                .attr("role", "group")
                .live_attr("aria-label", move || Some(title().into()))
                .child(
                    el("p")
                        .attr("aria-hidden", "true")
                        .live_text(move || title().into()),
                )
                .children(chips),
        ]
    });
    bot(chat, [say(text), start])
}

/// A button that the help desk chose; none for what is not published.
fn start_button(chat: Chat, to: StartTarget, label: &[String; 2]) -> Option<El> {
    let label = &label[chat.lang.get() as usize];
    match to {
        StartTarget::Category(id) => {
            let shelf = chat.known(|knowledge| knowledge.shelf(id))?;
            Some(shelf_button(chat, shelf, label))
        }
        StartTarget::Entry(id) => {
            let offer = chat.known(|knowledge| knowledge.offer(id))?;
            let name = if label.is_empty() { &offer.title } else { label }.to_owned();
            Some(button("k-chip", move || chat.choose(&offer, None, Vec::new())).text(&name))
        }
        // Its name comes with the button.
        StartTarget::Scenario(id) | StartTarget::Form(id) => {
            let press = move || {
                let wish = Wish {
                    is_form: matches!(to, StartTarget::Form(_)),
                    id: id.to_string(),
                };
                chat.later(move || chat.grant(wish));
            };
            (!label.is_empty()).then(|| button("k-chip", press).text(label))
        }
    }
}

fn shelf_button(chat: Chat, shelf: Shelf, label: &str) -> El {
    let name = if label.is_empty() { &shelf.name } else { label }.to_owned();
    button("k-chip", move || chat.browse(&shelf)).text(&name)
}

fn show(chat: Chat, turn: Turn) -> El {
    match turn.kind {
        TurnKind::Mine(text) => {
            let you = el("span").class("k-sr").text(chat.words_now().you);
            div("k-mine").child(you).text(&text)
        }
        TurnKind::Candidates {
            question,
            offers: list,
        } => {
            let none = button("k-chip k-quiet", move || chat.nothing(Some(question), Vec::new()));
            bot(
                chat,
                [
                    say(move || chat.words().candidates.into()),
                    offers(chat, &list, Some(question)),
                    none.live_text(move || chat.words().none_of_these.into()),
                ],
            )
        }
        TurnKind::NotFound { question, nearest } => {
            let text = move || chat.words().not_found.into();
            let nearest = (!nearest.is_empty()).then(|| {
                let heading = heading(move || chat.words().nearest);
                [heading, offers(chat, &nearest, question)]
            });
            let list = chat.shelves.now();
            let browse = (!list.is_empty()).then(|| {
                let heading = heading(move || chat.words().by_category);
                [heading, shelves(chat, list)]
            });
            bot(
                chat,
                [say(text), contact(chat, Some(Moment::NotFound))]
                    .into_iter()
                    .chain(nearest.into_iter().flatten())
                    .chain(browse.into_iter().flatten()),
            )
        }
        TurnKind::Browse { shelf, name } => {
            let (below, entries) = chat.content(shelf);
            let empty = below.is_empty() && entries.is_empty();
            let text = move || {
                let words = chat.words();
                fill(if empty { words.browse_empty } else { words.browse }, &name)
            };
            let below = (!below.is_empty()).then(|| shelves(chat, below));
            let entries = (!entries.is_empty()).then(|| offers(chat, &entries, None));
            let back = button("k-chip k-quiet", move || chat.later(move || chat.back()));
            let back = back.live_text(move || chat.words().back.into());
            bot(
                chat,
                [say(text)].into_iter().chain(below).chain(entries).chain([back]),
            )
        }
        TurnKind::Answer(answer) => bot(chat, [answer_card(chat, *answer)]),
        other => said_later(chat, other),
    }
}

pub(super) fn heading(text: impl Fn() -> &'static str + 'static) -> El {
    el("p").class("k-heading").live_text(move || text().into())
}

pub(super) fn say(text: impl Fn() -> String + 'static) -> El {
    div("k-bubble").live_text(text)
}

pub(super) fn bot(chat: Chat, content: impl IntoIterator<Item = El>) -> El {
    div("k-bot")
        .child(face(chat, 1))
        .child(div("k-said").children(content))
}
