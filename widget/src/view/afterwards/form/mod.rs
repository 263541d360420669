//! A form in the conversation: its pages, what is wrong with them, and what became of it.

mod ask;
mod choose;
mod files;

use crate::{
    browser::{next_frame, set},
    chat::{
        Chat,
        afterwards::forms::{Filling, Part, Stage, call},
    },
    dom::{El, button, div, el, icon},
    view::{dots, icon::CHECK},
};
use ask::{Ask, ask};
use kotae_shared::{
    Uuid,
    api::forms::Submitted,
    form::{Kind, Purpose, words::Said},
};
use std::rc::Rc;

/// The card.
pub(super) fn card(chat: Chat, form: Uuid, submission: Uuid) -> El {
    let filling = chat.filling(form, submission);
    let shown = div("k-slot").live(move || {
        // A form speaks one language; another one is fetched.
        let lang = chat.lang.get();
        if filling.speaks_other(lang) && !chat.is_preview {
            chat.load_form(&filling);
        }
        vec![match filling.stage.get() {
            Stage::Loading => trouble().child(dots()),
            Stage::Unreached => {
                let again = Rc::clone(&filling);
                let retry = button("k-button", move || {
                    again.wants_focus.set(true);
                    chat.load_form(&again);
                });
                let words = chat.words_now();
                let text = el("p").text(words.answer_failed);
                trouble().child(text).child(retry.text(words.retry))
            }
            Stage::Gone => {
                let said = filling.says(Said::Gone);
                let said = if said.is_empty() {
                    chat.words_now().answer_gone
                } else {
                    &said
                };
                trouble().child(el("p").text(said))
            }
            Stage::Open => sheet(chat, &filling),
            Stage::Sent(sent) => arrived(chat, &filling, sent),
        }]
    });
    // Only what it says itself is read out, not each field that comes and goes.
    div("k-form").attr("aria-live", "off").child(shown)
}

fn trouble() -> El {
    div("k-card k-trouble").attr("role", "status")
}

/// The page of the form that is to be filled in.
fn sheet(chat: Chat, filling: &Rc<Filling>) -> El {
    let Some(page) = filling.page() else {
        return trouble();
    };
    let part = filling.part();
    let at = filling.at.get();
    let Some(asked) = page.form.pages.get(at) else {
        return trouble();
    };
    let id = filling.id.to_string();
    let title = heading("h2", &page.form.name).class("k-title").attr("id", &id);
    let progress = el("progress").attr("aria-hidden", "true");
    let pages = el("p").class("k-way");
    let place = div("k-place").child(pages.clone()).child(progress.clone());
    let fields = asked.fields.iter().filter(|field| field.kind != Kind::Hidden);
    let asks: Vec<Ask> = fields.map(|field| ask(chat, filling, field)).collect();
    let asks = Rc::new(asks);
    let send = el("button").attr("type", "submit").class("k-button");

    let mut all = vec![title.clone()];
    let text = |text: &str| el("p").class("k-intro").text(text);
    if part.before.is_none() {
        all.extend((!page.form.intro.is_empty()).then(|| text(&page.form.intro)));
        all.extend(
            page.anonymous
                .then(|| text(&filling.says(Said::Anonymous)).class("k-help")),
        );
    }
    all.push(place.clone());
    let sub = (!asked.title.is_empty()).then(|| heading("h3", &asked.title));
    all.extend(sub.clone());
    let note = filling.note.clone();
    all.push(
        el("p")
            .class("k-note")
            .attr("role", "alert")
            .live_attr("hidden", {
                let note = note.clone();
                move || note.with(String::is_empty).then(String::new)
            })
            .live_text(move || note.get()),
    );
    all.extend(asks.iter().map(|ask| ask.root.clone()));
    all.push(bait(filling));
    let share = share(chat, filling);
    all.push(share.clone());

    let mut ways = Vec::new();
    if let Some(before) = part.before {
        let back = Rc::clone(filling);
        let press = move || go(chat, &back, before);
        ways.push(button("k-chip k-quiet", press).text(&filling.says(Said::Back)));
    }
    if part.before.is_none() && filling.was_asked.get() {
        let left = Rc::clone(filling);
        let press = move || chat.dismiss_form(&left);
        ways.push(button("k-chip k-quiet", press).text(&filling.says(Said::NotNow)));
    }
    ways.push(send.clone());
    all.push(div("k-solved").children(ways));

    // What depends on what was answered.
    let refresh = {
        let (filling, asks, send) = (Rc::clone(filling), Rc::clone(&asks), send.clone());
        move || {
            let shown = filling.shown();
            let mut number = 0;
            for (at, page) in page.form.pages.iter().enumerate() {
                for field in &page.fields {
                    if at == filling.at.get() {
                        let ask = asks.iter().find(|ask| ask.key == field.key);
                        if let Some(ask) = ask {
                            hide(&ask.root, shown.get(number) != Some(&true));
                        }
                    }
                    number += 1;
                }
            }
            let part = filling.part();
            let last = part.after.is_none();
            let name = match (last, page.form.send.as_str()) {
                (false, _) => filling.says(Said::Next),
                (true, "") => filling.says(Said::Send),
                (true, own) => own.to_owned(),
            };
            send.element().set_text_content(Some(&name));
            hide(&share, !last || !may_share(chat, &filling));
            hide(&place, part.count < 2);
            let numbers = [part.number, part.count].map(|number| number.to_string());
            pages
                .element()
                .set_text_content(Some(&filling.fills(Said::Pages, &numbers)));
            let _ = progress
                .clone()
                .attr("max", &numbers[1])
                .attr("value", &numbers[0]);
        }
    };
    refresh();
    let (typing, typed) = (Rc::clone(filling), Rc::clone(&asks));
    let (sending, sent) = (Rc::clone(filling), Rc::clone(&asks));
    let busy = filling.clone();
    let sheet = el("form")
        .class("k-card k-sheet")
        .attr("novalidate", "")
        .attr("aria-labelledby", &id)
        .live_attr("aria-busy", move || busy.busy.get().then(|| "true".into()))
        .on("input", move |_| {
            for ask in typed.iter() {
                ask.take(&typing);
            }
            // Somebody who goes on writing sends it himself.
            typing.waits.set(false);
            typing.check_again();
            refresh();
            chat.keep_form(&typing);
        })
        .on("submit", move |event| {
            event.prevent_default();
            onward(chat, &sending, &sent);
        })
        .children(all);
    show_faults(filling, &asks);
    if filling.wants_focus.take() {
        let first = if part.before.is_none() && filling.faults.peek(Vec::is_empty) {
            title
        } else {
            sub.unwrap_or(title)
        };
        let (filling, sheet) = (Rc::clone(filling), sheet.clone());
        next_frame(move || {
            first.focus();
            bring(&sheet);
            focus_fault(&filling, &asks);
        });
    }
    sheet
}

/// To the next page, or off it goes.
fn onward(chat: Chat, filling: &Rc<Filling>, asks: &[Ask]) {
    if filling.busy.now() {
        return;
    }
    for ask in asks {
        ask.take(filling);
    }
    let Part { after, .. } = filling.part();
    if !filling.check_page() {
        return focus_fault(filling, asks);
    }
    if let Some(after) = after {
        return go(chat, filling, after);
    }
    chat.send_form(filling);
    chat.keep_form(filling);
}

fn go(chat: Chat, filling: &Filling, at: usize) {
    filling.at.set(at);
    filling.faults.set(Vec::new());
    filling.note.set(String::new());
    filling.wants_focus.set(true);
    filling.draw();
    chat.keep_form(filling);
}

/// The faults stand beside their fields, as long as they are there.
fn show_faults(filling: &Rc<Filling>, asks: &Rc<Vec<Ask>>) {
    let (filling, asks) = (Rc::clone(filling), Rc::clone(asks));
    crate::dom::follow(move || {
        filling.faults.with(|faults| {
            let page = filling.page();
            for ask in asks.iter() {
                let fault = faults.iter().find(|(key, _)| *key == ask.key);
                let field = page.as_ref().and_then(|page| page.form.field(&ask.key));
                ask.mark(fault.map(|(_, fault)| filling.sentence(field, *fault)));
            }
        });
    });
}

fn focus_fault(filling: &Filling, asks: &[Ask]) {
    let faults = filling.faults.now();
    let first = asks
        .iter()
        .find(|ask| faults.iter().any(|(key, _)| *key == ask.key));
    if let Some(input) = first.and_then(|ask| ask.inputs.first()) {
        input.focus();
    }
}

/// What no person sees, and programs fill in.
fn bait(filling: &Rc<Filling>) -> El {
    let input = el("input")
        .attr("name", "website")
        .attr("tabindex", "-1")
        .attr("autocomplete", "off");
    let (filling, typed) = (Rc::clone(filling), input.clone());
    let input = input.on("input", move |_| {
        *filling.website.borrow_mut() = ask::value(&typed);
    });
    div("k-sr").attr("aria-hidden", "true").child(input)
}

/// Whether there is a conversation to be sent along.
fn may_share(chat: Chat, filling: &Filling) -> bool {
    let page = filling.page();
    page.is_some_and(|page| !page.anonymous && page.purpose == Purpose::Inquiry)
        && (chat.is_preview || chat.last_question().is_some())
}

fn share(chat: Chat, filling: &Rc<Filling>) -> El {
    let input = el("input").attr("type", "checkbox");
    set(input.element(), "checked", &filling.share.get().into());
    let (filling, box_) = (Rc::clone(filling), input.clone());
    let text = div("k-help").text(&filling.says(Said::ShareHelp));
    let label = el("label")
        .class("k-pick")
        .child(input.on("input", {
            let filling = Rc::clone(&filling);
            move |_| {
                filling.share.set(ask::checked(&box_));
                chat.keep_form(&filling);
            }
        }))
        .child(el("span").text(&filling.says(Said::Share)).child(text));
    div("k-ask").child(label)
}

/// It has arrived.
fn arrived(chat: Chat, filling: &Rc<Filling>, sent: Submitted) -> El {
    let title = heading("h2", &filling.says(Said::Arrived)).class("k-title");
    let page = filling.page();
    let own = page
        .as_ref()
        .map(|page| page.form.thanks.clone())
        .unwrap_or_default();
    let usual = || {
        filling.says(if filling.is_survey() {
            Said::ThanksSurvey
        } else {
            Said::Thanks
        })
    };
    let mut said = vec![if own.is_empty() { usual() } else { own }];
    if sent.mail {
        said.push(filling.says(Said::Mailed));
    }
    if chat.is_preview {
        said = vec![filling.says(Said::Tried)];
    }
    let number = (!filling.is_survey() && sent.number > 0).then(|| {
        let label = el("span").text(&filling.says(Said::Number));
        let number = el("strong").text(&sent.number.to_string());
        el("p").class("k-number").child(label).child(number)
    });
    let card = div("k-card k-sheet")
        .attr("role", "status")
        .child(title.clone().child(icon(CHECK)))
        .children(number)
        .children(said.iter().map(|text| el("p").class("k-intro").text(text)));
    if filling.wants_focus.take() {
        let whole = card.clone();
        next_frame(move || {
            title.focus();
            bring(&whole);
        });
    }
    card
}

fn heading(tag: &str, text: &str) -> El {
    el(tag).attr("tabindex", "-1").text(text)
}

fn hide(element: &El, hidden: bool) {
    set(element.element(), "hidden", &hidden.into());
}

/// The card's beginning is seen.
fn bring(card: &El) {
    call(card.element(), "scrollIntoView", &[true.into()]);
}
