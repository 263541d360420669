//! Outgoing messages and the mail server: a part of [`super::admin`].

use crate::lang::Lang;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How the connection to the mail server is kept from being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Encrypted from the first byte, usually at port 465.
    Tls,
    /// Encrypted after a greeting, usually at port 587; without encryption nothing is sent.
    #[default]
    StartTls,
    /// Not at all: only for a mail server on the same machine.
    None,
}

/// The mail server. Its password never leaves the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The name that Kotae signs in with; empty: it does not.
    pub user: String,
    /// There is a password.
    pub has_password: bool,
    /// The shown name of mail from Kotae; may be empty.
    pub sender_name: String,
    /// The address that mail comes from.
    pub sender_address: String,
}

/// Whether mail can be sent, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailState {
    /// The mail server; `None`: nothing is sent.
    pub server: Option<MailServer>,
    /// Messages that wait.
    pub waiting: u32,
}

/// A change of the mail server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailEdit {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The name to sign in with; empty: without.
    #[serde(default)]
    pub user: String,
    /// A new password; `None`: the one until now, for the same server and name only.
    #[serde(default)]
    pub password: Option<String>,
    /// The shown name; may be empty.
    #[serde(default)]
    pub sender_name: String,
    /// The address that mail comes from.
    pub sender_address: String,
}

/// Where a test goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailTest {
    /// A mail address.
    pub to: String,
}

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailOutcome {
    /// The mail server took it; `None`. Else what went wrong.
    pub fault: Option<SendFault>,
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendFault {
    /// What happened.
    pub kind: SendFaultKind,
    /// What the other side said, as it said it; may be empty.
    #[serde(default)]
    pub detail: String,
}

/// What can go wrong on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendFaultKind {
    /// The server could not be reached, or broke off.
    Unreachable,
    /// It did not answer in time.
    Timeout,
    /// The connection could not be protected.
    Tls,
    /// It did not accept the name or the password.
    SignIn,
    /// It cannot do what is needed, such as encryption.
    Unsupported,
    /// It refused the message for good.
    Refused,
    /// It asked to try again later.
    Later,
    /// The message cannot be put into the form of a mail.
    Malformed,
    /// What it has to say was of use until now only, such as a link.
    TooLate,
    /// Kotae was stopped while it sent, so often that it gave up.
    Interrupted,
    /// Its address is one to which Kotae does not connect.
    OutOfReach,
    /// It answered with a status that says no.
    Status,
    /// It answered that something else has to be asked, which Kotae does not follow.
    Redirected,
    /// Its address asks for no encryption, and is not one where that is allowed.
    NotProtected,
    /// So much waits for it already that this was not put in line.
    Overflow,
}

impl SendFault {
    /// One sentence for a reader of `lang`, without the detail.
    pub const fn message(&self, lang: Lang) -> &'static str {
        match self.kind {
            SendFaultKind::Unreachable => lang.pick(
                "サーバーに接続できないか、途中で切断されました。ホスト名とポートを確認してください。",
                "The server could not be reached, or it broke off. Check its name and port.",
            ),
            SendFaultKind::Timeout => lang.pick(
                "サーバーから時間内に応答がありませんでした。",
                "The server did not answer in time.",
            ),
            SendFaultKind::Tls => lang.pick(
                "暗号化された接続を作れませんでした。接続の保護の種類と、サーバーの証明書を確認してください。",
                "The connection could not be encrypted. Check the kind of protection and the server's certificate.",
            ),
            SendFaultKind::SignIn => lang.pick(
                "サーバーへのログインを拒否されました。ユーザー名とパスワードを確認してください。",
                "The server did not accept the user name or the password.",
            ),
            SendFaultKind::Unsupported => lang.pick(
                "サーバーが必要な機能（暗号化や認証の方式など）に対応していません。",
                "The server cannot do what is needed, such as this kind of encryption or sign-in.",
            ),
            SendFaultKind::Refused => {
                lang.pick("サーバーがメールを拒否しました。", "The server refused the message.")
            }
            SendFaultKind::Later => lang.pick(
                "サーバーから、あとで送り直すように求められました。",
                "The server asked to try again later.",
            ),
            SendFaultKind::Malformed => {
                lang.pick("メールの形にできませんでした。", "This cannot be written as a mail.")
            }
            SendFaultKind::TooLate => lang.pick(
                "送信できるようになる前に、メールの中のリンクの期限が切れました。新しいリンクを作ってください。",
                "Its link ended before it could be sent. Please make a new one.",
            ),
            SendFaultKind::OutOfReach => lang.pick(
                "このアドレスのサーバーには接続しません（社内専用やリンクローカル、クラウドの管理用のアドレス）。必要なら、運用担当者が mail.allow（Webhook は webhooks.allow）で許可できます。",
                "Kotae does not connect to this address (private, link-local, or a cloud's own). An operator can allow it by mail.allow (for webhooks, webhooks.allow).",
            ),
            SendFaultKind::Status => lang.pick(
                "受信側がエラーを返しました。",
                "The other side answered with an error.",
            ),
            SendFaultKind::Redirected => lang.pick(
                "受信側が別のアドレスへ転送しようとしました。転送には従いません。移動先のアドレスを登録してください。",
                "The other side redirects to another address, which is not followed. Please enter that address.",
            ),
            SendFaultKind::NotProtected => lang.pick(
                "https:// ではないアドレスには送りません。必要なら、運用担当者が webhooks.allow で許可できます。",
                "Nothing is sent without https. An operator can allow it for an address by webhooks.allow.",
            ),
            SendFaultKind::Overflow => lang.pick(
                "送信待ちが多すぎるため、送信しませんでした。",
                "Too much waits for this target already, so this was not sent.",
            ),
            SendFaultKind::Interrupted => lang.pick(
                "送信中に Kotae が何度も停止しました。",
                "Kotae was stopped again and again while sending.",
            ),
        }
    }
}

/// What kind of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// A mail.
    Mail,
    /// Signed JSON to a webhook.
    Webhook,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// Waits for its time.
    Queued,
    /// Is being sent.
    Sending,
    /// The other side has it.
    Sent,
    /// Given up; can be tried again by hand.
    Failed,
    /// Taken back by hand.
    Cancelled,
}

/// Which messages to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutboxQuery {
    /// Only those that stand there.
    pub state: Option<MessageState>,
    /// Words that destination and title have, all of them; folded for width, case and kana.
    pub q: String,
    /// The order.
    pub sort: OutboxSort,
    /// The other way round.
    pub down: bool,
    /// So many are left out.
    pub offset: u32,
    /// So many at most; 0: as many as a page has.
    pub limit: u32,
}

/// The order of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxSort {
    /// The newest first.
    #[default]
    Newest,
    /// By destination, and of those the newest first.
    Destination,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// The delivery id, which the receiver sees too.
    pub id: Uuid,
    /// What kind.
    pub kind: MessageKind,
    /// To whom.
    pub destination: String,
    /// A mail's subject.
    pub title: String,
    /// What it was sent for, for example `user.invite`.
    pub cause: String,
    /// Where it stands.
    pub state: MessageState,
    /// Tries so far.
    pub attempts: u32,
    /// The next try, while it waits.
    pub next_at: i64,
    /// Why the last try failed.
    pub fault: Option<SendFault>,
    /// When it was made.
    pub created_at: i64,
    /// When it was sent.
    pub sent_at: Option<i64>,
    /// Its content was deleted, so that it cannot be sent again.
    pub forgotten: bool,
}

/// How many messages stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxCounts {
    /// Waiting or being sent.
    pub waiting: u32,
    /// Sent.
    pub sent: u32,
    /// Given up.
    pub failed: u32,
    /// Taken back.
    pub cancelled: u32,
}

/// A part of the outbox, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxPage {
    /// The messages.
    pub rows: Vec<OutboxRow>,
    /// How many the query finds.
    pub total: u32,
    /// All of them by where they stand.
    pub counts: OutboxCounts,
    /// There is a mail server; without one all wait.
    pub mail_is_set: bool,
}

/// Says that one forgot his password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgotPassword {
    /// The account's mail address.
    pub email: String,
}

/// How a one-time link gets to whom it is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkQuery {
    /// By mail; else it is shown once.
    pub mail: bool,
}
