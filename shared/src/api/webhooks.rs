//! Webhooks: what happens here, told to other programs of the company.
//!
//! Under `api/admin/WORKSPACE/`, in JSON:
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET webhooks` | | `[`[`Webhook`]`]`, by name |
//! | `POST webhooks` | [`WebhookEdit`] | [`NewWebhook`] (201): its secret is shown this once |
//! | `GET webhooks/ID` | | [`Webhook`] |
//! | `PUT webhooks/ID` | [`WebhookEdit`] | [`Webhook`] |
//! | `DELETE webhooks/ID` | | 204; what waits for it is taken back |
//! | `POST webhooks/ID/secret` | | [`NewWebhook`] (201): a second secret, with which is signed beside the first |
//! | `DELETE webhooks/ID/secret` | | [`Webhook`]: the older of two secrets ends |
//! | `POST webhooks/ID/test` | | [`WebhookTry`]: sends [`WebhookEvent::Ping`] at once |
//! | `GET webhooks/ID/deliveries?`[`DeliveryQuery`] | | [`DeliveryPage`], newest first |
//! | `GET deliveries/ID` | | [`Delivery`] |
//! | `POST deliveries/ID/replay` | | [`DeliveryRow`] (201): the same body again, as a new delivery |
//!
//! What a receiver gets is described in `docs/webhooks.md`.

use super::admin::{MessageState, SendFault};
use crate::lang::Lang;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// In which form a target is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookKind {
    /// Signed JSON, as `docs/webhooks.md` describes it.
    #[default]
    Json,
}

/// What a target can be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WebhookEvent {
    /// A form came back filled in (not what looks like spam).
    #[serde(rename = "submission.created")]
    SubmissionCreated,
    /// Its state or its assignee was changed.
    #[serde(rename = "submission.updated")]
    SubmissionUpdated,
    /// Visitors have another version of the knowledge.
    #[serde(rename = "publication.created")]
    PublicationCreated,
    /// A mail was given up.
    #[serde(rename = "mail.failed")]
    MailFailed,
    /// Four fifths of a quota, or all of it, are used.
    #[serde(rename = "quota.near")]
    QuotaNear,
    /// Somebody tries the target.
    #[serde(rename = "ping")]
    Ping,
}

impl WebhookEvent {
    /// Those that a target can choose.
    pub const CHOICES: [Self; 5] = [
        Self::SubmissionCreated,
        Self::SubmissionUpdated,
        Self::PublicationCreated,
        Self::MailFailed,
        Self::QuotaNear,
    ];

    /// As it stands in bodies, headers and the database.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::SubmissionCreated => "submission.created",
            Self::SubmissionUpdated => "submission.updated",
            Self::PublicationCreated => "publication.created",
            Self::MailFailed => "mail.failed",
            Self::QuotaNear => "quota.near",
            Self::Ping => "ping",
        }
    }

    /// The event of a tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let all = Self::CHOICES.into_iter().chain([Self::Ping]);
        all.into_iter().find(|event| event.tag() == tag)
    }

    /// What the screens call it.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::SubmissionCreated => lang.pick("フォームの受付", "A form came in"),
            Self::SubmissionUpdated => lang.pick(
                "受付の状態・担当者の変更",
                "A submission’s state or assignee changed",
            ),
            Self::PublicationCreated => lang.pick("FAQ の公開", "The FAQ was published"),
            Self::MailFailed => lang.pick("メールの送信の失敗", "A mail was given up"),
            Self::QuotaNear => lang.pick("契約の上限の接近・到達", "A quota is nearly used up"),
            Self::Ping => lang.pick("テスト", "Test"),
        }
    }
}

/// A target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Its id.
    pub id: Uuid,
    /// In which form it is told.
    pub kind: WebhookKind,
    /// What it is called.
    pub name: String,
    /// Where it is told.
    pub url: String,
    /// Of what.
    pub events: Vec<WebhookEvent>,
    /// Whether it gets what visitors wrote.
    pub answers: bool,
    /// Whether it is told anything now.
    pub active: bool,
    /// When its secrets were made, the oldest first: one, or two while one is exchanged.
    pub secrets: Vec<i64>,
    /// Deliveries that wait.
    pub waiting: u32,
    /// Deliveries that were given up in the last 30 days.
    pub failed: u32,
    /// Failures since it last took something.
    pub failures: u32,
    /// Raised by each change, from 1; sent back with an edit.
    pub version: u32,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A new target or a change of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookEdit {
    /// In which form it is told.
    #[serde(default)]
    pub kind: WebhookKind,
    /// What it is called; at most [`limits::NAME`] characters.
    pub name: String,
    /// Where it is told; at most [`limits::URL`] characters.
    pub url: String,
    /// Of what: some of [`WebhookEvent::CHOICES`].
    pub events: Vec<WebhookEvent>,
    /// Whether it gets what visitors wrote.
    #[serde(default)]
    pub answers: bool,
    /// Whether it is told anything now.
    #[serde(default = "yes")]
    pub active: bool,
    /// The version that was edited (0 for a new one); another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

const fn yes() -> bool {
    true
}

/// A target with a secret that was just made. Kotae shows it this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewWebhook {
    /// The target.
    pub webhook: Webhook,
    /// The secret that its bodies are signed with.
    pub secret: String,
}

/// How one try went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookTry {
    /// When it began.
    pub at: i64,
    /// How long it took, in milliseconds.
    pub ms: u32,
    /// The status that was answered; `None`: none was.
    pub status: Option<u16>,
    /// How the answer's body begins, as text; at most [`limits::RESPONSE`] characters.
    pub response: String,
    /// What went wrong; `None`: the target has it.
    pub fault: Option<SendFault>,
}

/// Which deliveries to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryQuery {
    /// Only those that stand there.
    pub state: Option<MessageState>,
    /// So many are left out.
    pub offset: u32,
    /// So many at most; 0: as many as a page has.
    pub limit: u32,
}

/// Deliveries to a target, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryPage {
    /// The deliveries.
    pub rows: Vec<DeliveryRow>,
    /// How many the query finds.
    pub total: u32,
}

/// A delivery in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRow {
    /// The delivery id, the same at each try.
    pub id: Uuid,
    /// The target.
    pub webhook: Uuid,
    /// What it tells of: a [`WebhookEvent::tag`].
    pub event: String,
    /// Where it stands.
    pub state: MessageState,
    /// Tries so far.
    pub attempts: u32,
    /// The next try, while it waits.
    pub next_at: i64,
    /// When it was made.
    pub created_at: i64,
    /// When the target took it.
    pub sent_at: Option<i64>,
    /// How the last try went, as far as that is kept.
    pub last: Option<WebhookTry>,
    /// Its body was deleted, so that it cannot be sent again.
    pub forgotten: bool,
}

/// A delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// What the list has of it.
    pub row: DeliveryRow,
    /// Its body; `None`: it was deleted.
    pub body: Option<String>,
    /// Its tries, the newest first; at most [`limits::TRIES`].
    pub tries: Vec<WebhookTry>,
}

/// Limits, counted in characters unless said otherwise.
pub mod limits {
    /// Targets of a workspace.
    pub const WEBHOOKS: usize = 20;
    /// A target's name.
    pub const NAME: usize = 80;
    /// A target's address.
    pub const URL: usize = 2_000;
    /// Secrets of a target.
    pub const SECRETS: usize = 2;
    /// Deliveries that wait for a target; what comes beyond is given up at once.
    pub const WAITING: u32 = 50_000;
    /// What is kept of an answer.
    pub const RESPONSE: usize = 1_000;
    /// Tries that are shown.
    pub const TRIES: u32 = 100;
    /// Deliveries on a page.
    pub const PAGE: u32 = 100;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_written_as_its_tag() {
        for event in WebhookEvent::CHOICES.into_iter().chain([WebhookEvent::Ping]) {
            assert_eq!(serde_json::to_value(event).unwrap(), event.tag());
            assert_eq!(WebhookEvent::from_tag(event.tag()), Some(event));
        }
        assert_eq!(WebhookEvent::from_tag("entry.eaten"), None);
    }
}
