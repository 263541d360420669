//! A step of a scenario.

use crate::{
    answer::{AnswerLabels, outside, render},
    chat::{Chat, turn::Stage},
    dom::{El, button, div, el},
    live::Live,
    net::Fault,
    texts::fill,
    view::{dots, transcript::bot},
};
use kotae_shared::{
    Uuid,
    doc::Doc,
    scenario::play::{Act, Play},
};
use std::rc::Rc;

type Loaded = Live<Option<Result<Rc<Play>, Fault>>>;

/// What is said, and the ways on.
pub(super) fn scene(chat: Chat, scenario: Uuid, step: u16, stage: Stage) -> El {
    let known = chat.known_play(scenario);
    let is_new = known.is_some();
    let loaded: Loaded = Live::new(known.map(Ok));
    if !is_new {
        load(chat, scenario, loaded.clone());
    }
    let slot = div("k-slot").live(move || match loaded.get() {
        None => vec![el("p").class("k-loading").child(dots())],
        Some(Ok(play)) => content(chat, &play, step, stage),
        Some(Err(_)) => {
            let again = loaded.clone();
            let retry = button("k-button", move || {
                again.set(None);
                load(chat, scenario, again.clone());
            });
            let words = chat.words_now();
            let trouble = div("k-trouble").child(el("p").text(words.answer_failed));
            vec![trouble.child(retry.text(words.retry))]
        }
    });
    let turn = bot(chat, [slot]);
    // What an earlier page said is not read out again.
    let turn = if is_new {
        turn
    } else {
        turn.attr("aria-live", "off")
    };
    if stage == Stage::Left {
        turn.class("k-bot k-way-on")
    } else {
        turn
    }
}

fn load(chat: Chat, scenario: Uuid, loaded: Loaded) {
    chat.load_play(scenario, move |found| loaded.set(Some(found)));
}

fn content(chat: Chat, play: &Rc<Play>, at: u16, stage: Stage) -> Vec<El> {
    let Some(step) = play.steps.get(usize::from(at)) else {
        return Vec::new();
    };
    // In the language of the moment: a later change shall not announce it all again.
    let (words, lang) = (chat.words_now(), chat.lang.now() as usize);
    let chip = |class: &str, text: &str, to: u16| {
        let (play, said) = (Rc::clone(play), text.to_owned());
        button(class, move || chat.take(&play, &said, to)).text(text)
    };
    let go_on = |to: u16| chip("k-chip", &fill(words.go_on, &play.name[lang]), to);
    let restart = || chip("k-chip k-quiet", words.restart, 0);
    if stage == Stage::Left {
        let to = match step.act {
            Act::Choices(_) => at,
            _ => step.next.unwrap_or(at),
        };
        return vec![group(&play.name[lang], [go_on(to), restart()])];
    }
    let mut all = said(chat, &step.text[lang]);
    let back = button("k-chip k-quiet", move || chat.back()).text(words.back);
    let mut ways = match &step.act {
        Act::Choices(choices) => choices
            .iter()
            .map(|(label, to)| chip("k-chip", &label[lang], *to))
            .collect(),
        Act::Link { href, label } => {
            let link = el("a").class("k-chip").text(&label[lang]);
            let mut ways = vec![outside(link, href, words.new_window)];
            ways.extend(step.next.map(go_on));
            ways
        }
        Act::Text if stage == Stage::Passed => return all,
        // The answer follows, and the way on after it.
        Act::Entry(_) | Act::Form(_) => return all,
        Act::Text | Act::Question => step.next.map(go_on).into_iter().collect(),
        Act::End => vec![restart()],
    };
    if !matches!(step.act, Act::End) {
        ways.push(back);
        if at > 0 {
            ways.push(restart());
        }
    }
    all.push(group(&play.name[lang], ways));
    all
}

fn group(name: &str, ways: impl IntoIterator<Item = El>) -> El {
    div("k-start")
        .attr("role", "group")
        .attr("aria-label", name)
        .children(ways)
}

/// What the help desk wrote, if it did.
fn said(chat: Chat, doc: &Doc) -> Vec<El> {
    if doc.blocks.is_empty() {
        return Vec::new();
    }
    let words = chat.words_now();
    let labels = AnswerLabels {
        new_window: words.new_window,
        table: words.table,
        enlarge: words.enlarge,
    };
    let text = render(doc, labels);
    // One paragraph is a sentence; more are a sheet to read.
    let class = if doc.blocks.len() > 1 {
        "k-card"
    } else {
        "k-bubble"
    };
    vec![div(class).child(text)]
}
