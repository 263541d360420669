//! What nobody sees before he has an answer; see `chat/afterwards`.

mod contact;
mod form;
mod menu;
mod reason;
mod scenario;
mod sign_in;

pub(crate) use sign_in::{hide_sign_in, show_sign_in, sign_in_is_there};

pub(super) use contact::ways_on;

use super::{
    offers::offers,
    transcript::{bot, contact, heading, say},
};
use crate::{
    chat::{Chat, turn::TurnKind},
    dom::{El, button, div},
};
use kotae_shared::look::Moment;

/// The buttons to the forms that the desk offers at a moment.
#[inline(never)]
pub(super) fn offered(chat: Chat, moment: Moment) -> Vec<El> {
    // In the language of the moment: a later change shall not announce it all again.
    let calls = chat.calls().into_iter().filter(|call| call.moment == moment);
    let buttons = calls.map(|call| {
        let form = call.form.to_string();
        button("k-button", move || chat.open_form(&form)).text(&call.name)
    });
    buttons.collect()
}

/// Turns that follow an answer.
#[inline(never)]
pub(super) fn said_later(chat: Chat, turn: TurnKind) -> El {
    match turn {
        TurnKind::Thanks => bot(chat, [say(move || chat.words().thanks.into())]),
        TurnKind::NotSolved {
            question,
            entry,
            others,
        } => {
            let text = move || chat.words().not_solved.into();
            let others = (!others.is_empty()).then(|| {
                let heading = heading(move || chat.words().others);
                [heading, offers(chat, &others, question)]
            });
            bot(
                chat,
                [say(text), contact(chat, Some(Moment::NotSolved))]
                    .into_iter()
                    .chain(others.into_iter().flatten())
                    .chain([reason::reason(chat, question, entry)]),
            )
        }
        TurnKind::Scenario {
            scenario,
            step,
            stage,
        } => scenario::scene(chat, scenario, step, stage),
        TurnKind::Form { form, submission } => form::card(chat, form, submission),
        _ => div("k-bot"),
    }
}
