//! Forms for visitors: one is asked for, and comes back filled in.
//!
//! Against programs that fill in forms: a field that people do not see, and a start that is signed, so that what comes back
//! sooner than a person can write is told from what does not. Neither refuses anybody: what looks like that is kept as spam,
//! and nobody is told of it.

use super::{
    check, form_start,
    guard::{Admitted, Caller, Wire, too_many},
    known,
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        admin::submissions::mailing,
        extract::{Id, Query},
    },
    store::{
        engine::{Read, Tx},
        forms, jobs,
        submissions::{self, NewSubmission},
        visitor_values::{self, Fields, surest},
    },
};
use axum::extract::State;
use kotae_shared::{
    api::{
        forms::{FormPage, FormQuery, Sender, Submit, Submitted, limits},
        problem::Fault,
        widget::limits::PAGE,
    },
    form::{
        Form, Kind, Purpose,
        answers::{self, Answer, Value},
        days::Day,
        words,
    },
};

/// Nobody fills in an inquiry sooner, in milliseconds.
const QUICK_INQUIRY_MS: i64 = 2_000;
/// Two taps.
const QUICK_SURVEY_MS: i64 = 500;
/// Characters of what programs fill in.
const WEBSITE: usize = 1_000;

/// A form, in the visitor's language.
pub async fn form(
    State(app): State<App>,
    Admitted(caller): Admitted,
    Id(id): Id,
    Query(query): Query<FormQuery>,
) -> Result<Wire<FormPage>> {
    let read = move |read: &Read<'_>| {
        Ok((
            forms::opened(read, id)?,
            jobs::today(read)?,
            visitor_values::fields(read)?,
        ))
    };
    let (opened, today, fields) = caller.workspace.main().read(read).await?;
    let mut form = opened.form.speak(query.lang);
    let known = if opened.settings.anonymous {
        Vec::new()
    } else {
        known(&caller, &fields)
    };
    let filled = fields.fill(&mut form, &known);
    Ok(Wire(FormPage {
        id,
        version: opened.version,
        purpose: opened.purpose,
        anonymous: opened.settings.anonymous,
        filled,
        form,
        start: form_start::issue(&app.vault, &caller.key, id, app.clock.now_ms()),
        file_bytes: app.config.limits.form_file_bytes,
        today: day(&today)?.0,
        words: words::all(query.lang),
    }))
}

/// Stores what a visitor filled in; the same number when it is stored already.
pub async fn submit(
    State(app): State<App>,
    Admitted(caller): Admitted,
    Id(id): Id,
    Wire(request): Wire<Submit>,
) -> Result<Wire<Submitted>> {
    limited(&request)?;
    check::visit(&request.visit)?;
    let now = app.clock.now_ms();
    let (submission, key, version) = (request.id, caller.key.clone(), request.version);
    let read = move |read: &Read<'_>| {
        if let Some(known) = submissions::receipt(read, submission, id, &key)? {
            return Ok(Err(known));
        }
        let opened = forms::opened(read, id)?;
        // It may have been changed since it was loaded.
        let asked = forms::definition(read, id, version)?;
        let fields = visitor_values::fields(read)?;
        Ok(Ok((opened, asked, jobs::today(read)?, fields)))
    };
    let (opened, asked, today, fields) = match caller.workspace.main().read(read).await? {
        Ok(found) => found,
        Err(known) => return Ok(Wire(known)),
    };
    let begun = form_start::read(&app.vault, &caller.key, id, &request.start, now).ok_or(Error::NoVisit)?;
    // What is there already costs nothing: a bad network may send it often.
    let who = caller
        .visitor
        .as_ref()
        .map_or(request.visit.visitor, |visitor| visitor.id);
    app.submissions
        .take((caller.key.clone(), who), 1)
        .map_err(too_many)?;
    app.widget_submissions
        .take(caller.key.clone(), 1)
        .map_err(too_many)?;
    let today = day(&today)?;
    let kept = answers::judge(&asked, &request.answers, today).map_err(|faults| {
        let below = |(key, fault): (String, Fault)| {
            let name = if key == "answers" {
                key
            } else {
                format!("answers.{key}")
            };
            (name, fault)
        };
        Error::Invalid(faults.into_iter().map(below).collect())
    })?;
    if caller.preview.is_some() {
        // Who tries what is not published tries forms too, and nobody shall work on that.
        return Ok(Wire(Submitted {
            number: 0,
            mail: false,
        }));
    }
    let quick = match opened.purpose {
        Purpose::Inquiry => QUICK_INQUIRY_MS,
        Purpose::Survey => QUICK_SURVEY_MS,
    };
    let spam = !request.website.is_empty() || now - begun < quick;
    let (from, values) = if opened.settings.anonymous {
        (Sender::default(), Vec::new())
    } else {
        let mut values = fields.take_answers(&asked, &kept);
        values.extend(known::taken(&caller, &request.visit, &fields));
        (sender(&caller, &request), surest(values))
    };
    let reply_to = answers::address(&asked, &kept).unwrap_or(&from.email).to_owned();
    let (words, summary) = words(&asked, &kept);
    let new = NewSubmission {
        id: request.id,
        form: id,
        version,
        widget: caller.key.clone(),
        visitor: who,
        answers: kept,
        words,
        summary,
        from,
        values,
        reply_to,
        page: request.visit.page,
        lang: request.visit.lang,
        conversation: request.conversation.filter(|_| !opened.settings.anonymous),
        spam,
    };
    let mailing = mailing(&app, &caller.workspace);
    let write = move |tx: &Tx<'_>| submissions::receive(tx, &new, &mailing);
    Ok(Wire(caller.workspace.main().write(write).await?))
}

fn day(text: &str) -> Result<Day> {
    Day::parse(text).ok_or_else(|| Error::internal(anyhow::anyhow!("no day: {text}")))
}

fn limited(request: &Submit) -> Result<()> {
    let long = |name: &str, text: &str, most: usize| {
        if text.chars().count() > most {
            return Err(Error::field(name, Fault::TooLong(most as u32)));
        }
        Ok(())
    };
    if request.id.is_nil() {
        return Err(Error::field("id", Fault::Required));
    }
    long("website", &request.website, WEBSITE)?;
    long("start", &request.start, WEBSITE)?;
    long("visit.page", &request.visit.page, PAGE)
}

/// What a visitor has shown of himself.
fn known(caller: &Caller, fields: &Fields) -> Vec<(String, String)> {
    let Some(visitor) = &caller.visitor else {
        return Vec::new();
    };
    let who = &visitor.who;
    let mut known = vec![
        ("name".to_owned(), who.name.clone()),
        ("email".to_owned(), who.email.clone()),
    ];
    let signed = known::signed(caller, fields);
    known.extend(signed.into_iter().map(|one| (one.key, one.value)));
    known
}

/// Who sends it: what he has shown, else what his page claims.
fn sender(caller: &Caller, request: &Submit) -> Sender {
    let claims = &request.visit.claims;
    if let Some(visitor) = &caller.visitor {
        let who = visitor.who.clone();
        return Sender {
            verified: true,
            subject: who.subject,
            name: who.name,
            email: who.email,
            groups: who.groups,
            fields: Vec::new(),
        };
    }
    let claim = |wanted: &str| {
        let found = claims.iter().find(|(name, _)| name == wanted);
        found.map_or_else(String::new, |(_, value)| value.clone())
    };
    let email = claim("email");
    Sender {
        name: claim("name"),
        // What is no address gets no mail.
        email: if answers::is_mail(&email) {
            email
        } else {
            String::new()
        },
        ..Sender::default()
    }
}

/// All that was written, and how it begins: the longest kind of text first.
fn words(form: &Form, kept: &[Answer]) -> (String, String) {
    let text = |answer: &Answer| match &answer.value {
        Value::Text(text) => Some(text.clone()),
        Value::Choices(chosen) => Some(chosen.join(" ")),
        _ => None,
    };
    let all: Vec<String> = kept.iter().filter_map(text).collect();
    let of = |wanted: &[Kind]| {
        let mut found = kept.iter().filter(|answer| {
            form.field(&answer.key)
                .is_some_and(|field| wanted.contains(&field.kind))
        });
        found.find_map(text)
    };
    let begins = of(&[Kind::LongText])
        .or_else(|| of(&[Kind::Text]))
        .or_else(|| all.first().cloned());
    let line = begins.unwrap_or_default();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    (all.join(" "), line.chars().take(limits::SUMMARY).collect())
}
