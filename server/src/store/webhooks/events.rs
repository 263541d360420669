//! What happened, and the messages that it makes.

use super::super::engine::{Read, Topic, Tx, params, statements};
use super::super::{Error, Result, outbox, submissions};
use super::{list, origin};
use crate::vault::Vault;
use jiff::Timestamp;
use kotae_shared::{
    Localised, Uuid,
    api::{
        forms::Submission,
        webhooks::{Webhook, WebhookEvent},
        workspaces::Near,
    },
    form::answers::Value as Answered,
};
use serde_json::{Value, json};

/// Events that are made into messages in one transaction.
const AT_ONCE: u32 = 20;

/// The version of the bodies, raised when an older receiver could not read them.
const VERSION: u32 = 1;

/// Where something happens.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where Kotae is reached, with a `/` at its end.
    pub base: String,
    /// The workspace's name.
    pub workspace: String,
}

/// Tells the targets that want to know of an event, in the transaction in which it happens; whether there are any. `data` has
/// nothing personal.
pub(in crate::store) fn tell(
    tx: &Tx<'_>,
    event: WebhookEvent,
    submission: Option<Uuid>,
    data: &Value,
) -> Result<bool> {
    let wanted = tx.query(WANTED, params![], |row| row.json::<Vec<String>>(0))?;
    if !wanted.iter().flatten().any(|tag| tag == event.tag()) {
        return Ok(false);
    }
    let data = serde_json::to_string(data).map_err(Error::internal)?;
    tx.execute(
        INSERT,
        params![tx.new_id(), event.tag(), tx.now(), submission, &data],
    )?;
    tx.wake(Topic::Webhooks);
    Ok(true)
}

/// The same of a submission, as it stands now.
pub(in crate::store) fn tell_of_submission(tx: &Tx<'_>, event: WebhookEvent, id: Uuid) -> Result<()> {
    let found = tx.first(SUBMISSION, params![id], |row| {
        let name: Localised = row.json(2)?;
        Ok(json!({
            "id": id, "number": row.get::<u32>(0)?,
            "form": { "id": row.get::<Uuid>(1)?, "name": { "ja": name.ja, "en": name.en }, "purpose": row.get::<String>(3)? },
            "state": row.get::<String>(4)?, "assigned": row.get::<Option<Uuid>>(5)?.is_some(),
            "created_at": moment(row.get(6)?)?, "version": row.get::<u32>(7)?,
        }))
    })?;
    tell(tx, event, Some(id), &found.ok_or(Error::NotFound)?).map(drop)
}

/// The same of a quota of which `percent` or more are used; whether there are any.
pub fn tell_of_quota(tx: &Tx<'_>, near: &Near, percent: u32) -> Result<bool> {
    let data = json!({ "quota": near.quota, "used": near.used, "limit": near.limit, "percent": percent });
    tell(tx, WebhookEvent::QuotaNear, None, &data)
}

/// Makes messages of the oldest events; whether there are more.
pub fn spread(tx: &Tx<'_>, vault: &Vault, place: &Place) -> Result<bool> {
    let events = tx.query(OLDEST, params![AT_ONCE], |row| {
        let event = Event {
            id: row.get(0)?,
            tag: row.get(1)?,
            at: row.get(2)?,
            submission: row.get(3)?,
            data: row.json(4)?,
        };
        Ok(event)
    })?;
    let targets: Vec<Webhook> = list(tx)?.into_iter().filter(|target| target.active).collect();
    let more = events.len() as u32 == AT_ONCE;
    for event in events {
        let wants = |target: &&Webhook| target.events.iter().any(|wanted| wanted.tag() == event.tag);
        for target in targets.iter().filter(wants) {
            let body = event.body(tx, place, target.answers)?;
            let message = outbox::NewDelivery {
                target: target.id,
                destination: &origin(&target.url),
                event: &event.tag,
                body: &body,
            };
            outbox::deliver(tx, vault, message)?;
        }
        tx.execute(DONE, params![event.id])?;
    }
    Ok(more)
}

/// The body of a test.
pub fn ping(id: Uuid, now: i64, place: &Place) -> Result<String> {
    let event = Event {
        id,
        tag: WebhookEvent::Ping.tag().to_owned(),
        at: now,
        submission: None,
        data: json!({}),
    };
    event.text(place, event.data.clone())
}

struct Event {
    id: Uuid,
    tag: String,
    at: i64,
    submission: Option<Uuid>,
    data: Value,
}

impl Event {
    /// What a target gets.
    fn body(&self, read: &Read<'_>, place: &Place, answers: bool) -> Result<String> {
        let mut data = self.data.clone();
        if let (Some(id), Value::Object(fields)) = (self.submission, &mut data) {
            let screen = format!("{}admin/{}/submissions/{id}", place.base, place.workspace);
            fields.insert("url".into(), screen.into());
            if answers && self.tag == WebhookEvent::SubmissionCreated.tag() {
                match submissions::get(read, id) {
                    Ok(found) => {
                        fields.insert("lang".into(), json!(found.lang));
                        fields.insert("answers".into(), answers_of(&found));
                    }
                    // It was deleted meanwhile.
                    Err(Error::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        self.text(place, data)
    }

    fn text(&self, place: &Place, data: Value) -> Result<String> {
        let body = json!({
            "version": VERSION, "id": self.id, "event": self.tag, "at": moment(self.at)?, "workspace": place.workspace,
            "data": data,
        });
        serde_json::to_string(&body).map_err(Error::internal)
    }
}

/// RFC 3339, UTC.
fn moment(ms: i64) -> Result<String> {
    let moment = Timestamp::from_millisecond(ms).map_err(Error::internal)?;
    Ok(moment.to_string())
}

fn answers_of(submission: &Submission) -> Value {
    let one = |answer: &kotae_shared::form::answers::Answer| {
        let field = submission.asked.field(&answer.key);
        let label = field.map_or("", |field| field.label.get(submission.lang));
        let value = match &answer.value {
            Answered::Text(text) => json!(text),
            Answered::Choices(values) => json!(values),
            Answered::Yes(yes) => json!(yes),
            Answered::Scale(place) => json!(place),
            Answered::Files(ids) => {
                let files = submission.files.iter().filter(|file| ids.contains(&file.id));
                files
                    .map(|file| json!({ "name": file.name, "kind": file.kind, "bytes": file.bytes }))
                    .collect()
            }
        };
        json!({ "key": answer.key, "label": label, "kind": field.map(|field| field.kind), "value": value })
    };
    submission.answers.iter().map(one).collect()
}

statements! {
    WANTED = "SELECT events FROM webhook WHERE active = 1";
    INSERT = "INSERT INTO webhook_event (id, event, at, submission, data) VALUES ($1, $2, $3, $4, $5)";
    OLDEST = "SELECT id, event, at, submission, data FROM webhook_event ORDER BY id LIMIT $1";
    DONE = "DELETE FROM webhook_event WHERE id = $1";
    SUBMISSION = "SELECT s.number, s.form, f.name, f.purpose, s.state, s.assignee, s.created_at, s.version
        FROM submission s JOIN form f ON f.id = s.form WHERE s.id = $1";
}
