//! What nobody sees before he has an answer; see `chat/afterwards`.

mod menu;
mod reason;
mod scenario;
mod sign_in;

pub(crate) use sign_in::{hide_sign_in, show_sign_in, sign_in_is_there};

use super::{
    contact::contact,
    offers::offers,
    transcript::{bot, heading, say},
};
use crate::{
    chat::{Chat, turn::TurnKind},
    dom::{El, div},
};

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
                [say(text), contact(chat)]
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
        _ => div("k-bot"),
    }
}
