//! A submission comes in: it, its number and the mails that it causes, all or nothing.

use super::super::engine::{Read, Tx, params, statements};
use super::super::names::{form_state_name, lang_name};
use super::super::visitor_values::Stored;
use super::super::{
    Actor, Error, Result, counters, form_files, forms, jobs, letters as words, mail_server, outbox, users,
    webhooks,
};
use super::values::keep_values;
use crate::{
    mail::{letters, post},
    vault::Vault,
};
use kotae_shared::{
    Lang, Uuid,
    access::Permission,
    api::{
        forms::{FormSettings, FormState, Sender, Submitted},
        webhooks::WebhookEvent,
    },
    form::{
        Form,
        answers::{Answer, Value},
    },
    lang::Localised,
    letters::{LetterKind, NOTICE as NOTICE_LETTER, RECEIPT as RECEIPT_LETTER},
    text::fold,
};

/// Mails that one address gets in an hour: whoever fills in a form again and again with somebody else's address shall not
/// fill his mailbox.
const REPLIES: u32 = 3;
/// Notices that one person gets in an hour: the list has them all.
const NOTICES: u32 = 60;
const HOUR_MS: i64 = 3_600_000;
/// Characters of a submission that are searched.
const SEARCHED: usize = 2_000;

/// A submission that was judged.
#[derive(Clone, Debug, Default)]
pub struct NewSubmission {
    /// Made by the client.
    pub id: Uuid,
    /// The form.
    pub form: Uuid,
    /// The version that was filled in.
    pub version: u32,
    /// The widget's key.
    pub widget: String,
    /// Who sent the files: his session, else what his widget made up. Not kept.
    pub visitor: Uuid,
    /// As they are kept.
    pub answers: Vec<Answer>,
    /// All that was written, for the search.
    pub words: String,
    /// How it begins.
    pub summary: String,
    /// Who sent it.
    pub from: Sender,
    /// What his visitor fields have.
    pub values: Vec<Stored>,
    /// Where an answer goes; empty: nowhere.
    pub reply_to: String,
    /// The page that it was sent from.
    pub page: String,
    /// In which language.
    pub lang: Lang,
    /// The conversation, when he agreed to show it.
    pub conversation: Option<Uuid>,
    /// It was not sent in earnest, as it seems: it is kept, and nobody is told.
    pub spam: bool,
}

/// What letters need.
#[derive(Clone)]
pub struct Mailing {
    /// Seals them.
    pub vault: Vault,
    /// Where Kotae is reached.
    pub base: String,
    /// The workspace's name.
    pub workspace: String,
}

/// What the sender of a submission that is stored was told. [`Error::Conflict`] when it is another one's: another form or
/// widget.
pub fn receipt(read: &Read<'_>, id: Uuid, form: Uuid, widget: &str) -> Result<Option<Submitted>> {
    let found = read.first(RECEIPT, params![id], |row| {
        let receipt = Submitted {
            number: row.get(0)?,
            mail: row.get(1)?,
        };
        Ok((receipt, row.get::<Uuid>(2)?, row.get::<String>(3)?))
    })?;
    match found {
        None => Ok(None),
        Some((receipt, of, by)) if of == form && by == widget => Ok(Some(receipt)),
        Some(_) => Err(Error::Conflict),
    }
}

/// Stores a submission once. [`Error::NotFound`] when visitors do not have its form any more.
pub fn receive(tx: &Tx<'_>, new: &NewSubmission, mailing: &Mailing) -> Result<Submitted> {
    if let Some(known) = receipt(tx, new.id, new.form, &new.widget)? {
        return Ok(known);
    }
    let open = form_state_name(FormState::Open);
    let (name, settings): (Localised, FormSettings) = tx
        .first(FORM, params![new.form, open], |row| {
            Ok((row.json(0)?, row.json(1)?))
        })?
        .ok_or(Error::NotFound)?;
    for answer in &new.answers {
        if let Value::Files(ids) = &answer.value {
            let by = (new.form, new.widget.as_str(), new.visitor);
            form_files::take(tx, ids, new.id, by, &format!("answers.{}", answer.key))?;
        }
    }
    let number = u32::try_from(counters::add(tx, "submissions", 1)?).map_err(Error::internal)?;
    let asked = match forms::definition(tx, new.form, new.version) {
        Ok(asked) => asked,
        // Nothing of it stands in a mail then.
        Err(Error::NotFound) => Form::default(),
        Err(error) => return Err(error),
    };
    let letter = letters::Filled {
        number,
        form: &name,
        at: tx.now(),
        zone: &jobs::time_zone(tx)?,
        name: &new.from.name,
        question: &new.summary,
        asked: &asked,
        answers: &new.answers,
    };
    let mail = !new.spam && settings.auto_reply && answer(tx, new, &settings, &letter, mailing)?;
    if !new.spam {
        tell(tx, new, &settings, &letter, mailing)?;
    }
    let sender = [&new.from.name, &new.from.email, &new.reply_to];
    let sender = sender.into_iter().find(|text| !text.is_empty());
    let sender = sender.map_or("", String::as_str);
    let folded = [&number.to_string(), sender, &new.words].join(" ");
    let folded: String = fold(&folded).chars().take(SEARCHED).collect();
    let visitor = serde_json::to_string(&new.from).map_err(Error::internal)?;
    let answers = serde_json::to_string(&new.answers).map_err(Error::internal)?;
    tx.execute(
        INSERT,
        params![
            new.id,
            number,
            new.form,
            new.version,
            if new.spam { "spam" } else { "new" },
            tx.now(),
            new.from.verified,
            mail,
            sender,
            &new.summary,
            &new.reply_to,
            lang_name(new.lang),
            &new.widget,
            &new.page,
            new.conversation,
            &visitor,
            &answers,
            &folded
        ],
    )?;
    keep_values(tx, new.id, &new.values)?;
    if !new.spam {
        webhooks::tell_of_submission(tx, WebhookEvent::SubmissionCreated, new.id)?;
    }
    Ok(Submitted { number, mail })
}

/// The mail with the number; whether there is one.
fn answer(
    tx: &Tx<'_>,
    new: &NewSubmission,
    settings: &FormSettings,
    filled: &letters::Filled<'_>,
    mailing: &Mailing,
) -> Result<bool> {
    let to = new.reply_to.as_str();
    let Some(server) = mail_server::get(tx)? else {
        return Ok(false);
    };
    // What we send to ourselves may come in again.
    if to.is_empty() || to.eq_ignore_ascii_case(&server.sender_address) {
        return Ok(false);
    }
    let lately = tx.now() - HOUR_MS;
    // Addresses of one mailbox differ in case alone.
    let to = to.to_ascii_lowercase();
    if outbox::count_since(tx, &to, letters::causes::FORM_REPLY, lately)? >= REPLIES {
        return Ok(false);
    }
    let chosen = settings.receipt.unwrap_or(RECEIPT_LETTER);
    let words = match words::of_kind(tx, chosen, LetterKind::Receipt)? {
        Some(words) => words,
        None => words::get(tx, RECEIPT_LETTER)?,
    };
    let letter = letters::form_reply((&to, new.lang), (&settings.reply, &words), filled);
    post(tx, &FORMS, &mailing.vault, &mailing.base, &letter)
}

/// Tells those who want to know.
fn tell(
    tx: &Tx<'_>,
    new: &NewSubmission,
    settings: &FormSettings,
    filled: &letters::Filled<'_>,
    mailing: &Mailing,
) -> Result<()> {
    if settings.notify.is_empty() {
        return Ok(());
    }
    let words = words::get(tx, NOTICE_LETTER)?;
    for user in &settings.notify {
        let account = match users::get(tx, *user) {
            Ok(account) => account,
            Err(Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let lately = tx.now() - HOUR_MS;
        let (person, cause) = (&account.user, letters::causes::FORM_NOTICE);
        if account.suspended_at.is_some()
            || !person.role.may(Permission::ReadSubmissions)
            || outbox::count_since(tx, &person.email, cause, lately)? >= NOTICES
        {
            continue;
        }
        let place = (mailing.base.as_str(), mailing.workspace.as_str(), new.id);
        let letter = letters::form_notice(person, place, (&settings.notice, &words), filled);
        post(tx, &FORMS, &mailing.vault, &mailing.base, &letter)?;
    }
    Ok(())
}

/// Whoever sends a form is no user; what goes out for it is Kotae's.
const FORMS: Actor = Actor::Job("forms");

statements! {
    RECEIPT = "SELECT number, mailed, form, widget FROM submission WHERE id = $1";
    FORM = "SELECT name, settings FROM form WHERE id = $1 AND state = $2";
    INSERT = "INSERT INTO submission (id, number, form, form_version, state, version, created_at, updated_at, verified, mailed,
        sender, summary, reply_to, lang, widget, page, conversation, visitor, answers, folded)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
}
