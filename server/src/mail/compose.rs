//! From a letter to a message: what lies in the outbox, and what goes over the wire.

use super::layout::{self, Body};
use crate::{
    clock::Clock,
    store::{
        self, Actor,
        engine::Tx,
        mail_server,
        outbox::{self, Claimed, NewMessage},
    },
    vault::Vault,
};
use kotae_shared::{
    Lang, Uuid,
    api::admin::{MailServer, MessageKind},
};
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use serde::{Deserialize, Serialize};
use std::time::{Duration, UNIX_EPOCH};

/// The longest subject, in characters.
const SUBJECT: usize = 200;

/// A letter to one person.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// The person's name; may be empty.
    pub name: &'a str,
    /// The person's address.
    pub address: &'a str,
    /// The person's language.
    pub lang: Lang,
    /// The subject.
    pub subject: String,
    /// What it says.
    pub body: Body,
    /// What it is sent for, for example `user.invite`.
    pub cause: &'static str,
    /// It has a link that opens an account until then, in epoch milliseconds: later it is of no use, and its content is
    /// deleted as soon as it is sent. `None`: it only tells something.
    pub good_until: Option<i64>,
    /// Who writes it.
    pub origin: Origin,
}

/// Who writes a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Kotae, of its own.
    #[default]
    Kotae,
    /// Kotae, since somebody sent something.
    AutoReply,
    /// A person, who is named.
    Person(String),
}

/// What the outbox keeps of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The name of who gets it.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// What programs that answer mail are told (RFC 3834): `auto-generated`, `auto-replied`, or `no` of what a person wrote.
    #[serde(default = "generated")]
    pub auto_submitted: String,
}

fn generated() -> String {
    "auto-generated".to_owned()
}

/// Puts a letter into the outbox, in the transaction of what it tells. One that only tells something is not kept where no
/// mail server is set: it would arrive when it is long past; whether it was put there. `base` is where Kotae is reached.
pub fn post(
    tx: &Tx<'_>,
    actor: &Actor,
    vault: &Vault,
    base: &str,
    letter: &Letter<'_>,
) -> store::Result<bool> {
    if letter.good_until.is_none() && !mail_server::is_set(tx)? {
        return Ok(false);
    }
    let foot = match (letter.lang, &letter.origin) {
        (Lang::Ja, Origin::Person(name)) => format!(
            "{name} が Kotae（{base}）から送信しました。このアドレスに返信しても届かないことがあります。"
        ),
        (Lang::En, Origin::Person(name)) => {
            format!("Sent by {name} with Kotae ({base}). A reply may not be read.")
        }
        (Lang::Ja, _) => format!(
            "このメールは Kotae（{base}）から自動で送信しました。このアドレスに返信しても届かないことがあります。"
        ),
        (Lang::En, _) => format!("Sent by Kotae ({base}) on its own. A reply may not be read."),
    };
    let subject = one_line(&letter.subject, SUBJECT);
    let content = Content {
        name: one_line(letter.name, SUBJECT),
        text: layout::plain(&letter.body, &foot),
        html: layout::html(&letter.body, letter.lang, &subject, &foot),
        subject,
        auto_submitted: match letter.origin {
            Origin::Kotae => generated(),
            Origin::AutoReply => "auto-replied".to_owned(),
            Origin::Person(_) => "no".to_owned(),
        },
    };
    let message = NewMessage {
        kind: MessageKind::Mail,
        destination: letter.address,
        title: &content.subject,
        content: &content,
        cause: letter.cause,
        good_until: letter.good_until,
    };
    outbox::put(tx, actor, vault, &message)?;
    Ok(true)
}

/// The mail as it goes over the wire; the same bytes at every try. `None`: it cannot be one, since an address is not.
pub fn message(server: &MailServer, claimed: &Claimed) -> Option<Message> {
    let content: Content = serde_json::from_slice(&claimed.content).ok()?;
    write(
        server,
        claimed.id,
        claimed.created_at,
        &claimed.destination,
        content,
    )
}

/// The mail that tries a mail server out.
pub fn trial(server: &MailServer, id: Uuid, clock: &dyn Clock, (to, lang): (&str, Lang)) -> Option<Message> {
    let subject = lang.pick("Kotae からのテストメール", "A test mail from Kotae");
    let body = Body {
        paragraphs: vec![
            lang.pick(
                "Kotae のメール設定は正しく動いています。このメールが読めれば、招待やパスワード再設定のメールも届きます。",
                "The mail settings of Kotae work. Since you can read this, invitations and password mails will arrive too.",
            )
            .to_owned(),
        ],
        ..Body::default()
    };
    let foot = lang.pick(
        "Kotae の設定画面から送信しました。",
        "Sent from the settings of Kotae.",
    );
    let content = Content {
        name: String::new(),
        subject: subject.to_owned(),
        text: layout::plain(&body, foot),
        html: layout::html(&body, lang, subject, foot),
        auto_submitted: generated(),
    };
    write(server, id, clock.now_ms(), to, content)
}

fn write(server: &MailServer, id: Uuid, at_ms: i64, to: &str, content: Content) -> Option<Message> {
    let mailbox = |name: &str, address: &str| {
        // The library panics at control characters in names.
        let name = Some(one_line(name, SUBJECT)).filter(|name| !name.is_empty());
        Some(Mailbox::new(name, address.parse::<Address>().ok()?))
    };
    let from = mailbox(&server.sender_name, &server.sender_address)?;
    let domain = from.email.domain().to_owned();
    let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(at_ms).unwrap_or(0));
    let part = |kind: ContentType, text: String| SinglePart::builder().header(kind).body(text);
    let parts = MultiPart::alternative()
        // Random by itself; so a second try would differ from the first.
        .boundary(format!("kotae-{}", id.simple()))
        .singlepart(part(ContentType::TEXT_PLAIN, content.text))
        .singlepart(part(ContentType::TEXT_HTML, content.html));
    let is_by_person = content.auto_submitted == "no";
    let message = Message::builder()
        .from(from)
        .to(mailbox(&content.name, to)?)
        .subject(one_line(&content.subject, SUBJECT))
        .date(date)
        .message_id(Some(format!("<{id}@{domain}>")))
        // RFC 3834: no holiday notice shall answer it; the second is how Exchange asks for the same.
        .raw_header(header(
            "Auto-Submitted",
            &one_line(&content.auto_submitted, SUBJECT),
        ));
    let message = if is_by_person {
        message
    } else {
        message.raw_header(header("X-Auto-Response-Suppress", "All"))
    };
    message.multipart(parts).ok()
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A text for a header: line ends and other control characters become spaces, so that nobody adds headers of his own.
fn one_line(text: &str, most: usize) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars()
        .map(plain)
        .take(most)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::api::admin::Security;

    fn server(name: &str) -> MailServer {
        MailServer {
            host: "localhost".into(),
            port: 25,
            security: Security::None,
            user: String::new(),
            has_password: false,
            sender_name: name.into(),
            sender_address: "faq@example.co.jp".into(),
        }
    }

    fn content(subject: &str) -> Content {
        Content {
            name: "鈴木 花子".into(),
            subject: subject.into(),
            text: "こんにちは。".repeat(200),
            html: "<p>こんにちは。</p>".into(),
            auto_submitted: generated(),
        }
    }

    fn written(name: &str, subject: &str, to: &str) -> Option<String> {
        let id = Uuid::from_u128(7);
        let message = write(&server(name), id, 1_760_000_000_000, to, content(subject))?;
        Some(String::from_utf8(message.formatted()).unwrap())
    }

    #[test]
    fn japanese_mail_is_ascii_on_the_wire_with_short_lines() {
        let mail = written(
            "社内ヘルプデスク",
            "Kotae への招待: パスワードを決めてログインしてください",
            "hanako@example.co.jp",
        )
        .unwrap();
        assert!(mail.is_ascii());
        assert!(mail.split("\r\n").all(|line| line.len() <= 76), "{mail}");
        for part in [
            "From: =?utf-8?b?",
            "Subject: Kotae =?utf-8?b?",
            "Message-ID: <00000000-0000-0000-0000-000000000007@example.co.jp>\r\n",
            "Date: Thu, 09 Oct 2025 08:53:20 +0000\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Type: multipart/alternative;",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/html; charset=utf-8\r\n",
            "MIME-Version: 1.0\r\n",
        ] {
            assert!(mail.contains(part), "{part}\n{mail}");
        }
        let again = written(
            "社内ヘルプデスク",
            "Kotae への招待: パスワードを決めてログインしてください",
            "hanako@example.co.jp",
        );
        assert_eq!(again.unwrap(), mail, "the same at every try");
    }

    #[test]
    fn nobody_adds_headers() {
        let evil = "x\r\nBcc: everybody@example.com\r\n\r\nbody";
        assert_eq!(one_line(evil, 200), "x  Bcc: everybody@example.com    body");
        // Even what got past `one_line` must stay one header.
        for mail in [
            written(evil, "s", "a@example.com"),
            written("n", evil, "a@example.com"),
        ]
        .into_iter()
        .flatten()
        {
            let head = mail.split("\r\n\r\n").next().unwrap();
            assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        }
        assert_eq!(written("n", "s", "a@example.com\r\nBcc: b@example.com"), None);
        assert_eq!(written("n", "s", "a@example.com, b@example.com"), None);
    }
}
