//! What Kotae writes to the people of a workspace.

mod entries;
mod forms;
mod reports;
mod workspace;

pub use entries::{broken_by_windows, entry_review, schedule_of_somebody, schedule_stopped};
pub use forms::{Filled, form_notice, form_reply, person_reply};
pub use reports::report;
pub use workspace::{audit_broken, ending, quota};

use super::{
    compose::{Letter, Origin},
    layout::Body,
};
use jiff::{Timestamp, tz::TimeZone};
use kotae_shared::{Lang, access::Role, api::admin::User};

/// What tells one cause from another in the outbox and its screen.
pub mod causes {
    /// An invitation.
    pub const INVITE: &str = "user.invite";
    /// A link for a new password, by an administrator.
    pub const NEW_PASSWORD: &str = "user.new_password";
    /// A link for a new password, asked for at the sign-in.
    pub const FORGOTTEN: &str = "password.forgotten";
    /// The password was changed.
    pub const PASSWORD_CHANGED: &str = "password.changed";
    /// A sign-in from elsewhere.
    pub const SIGN_IN: &str = "session.new_place";
    /// The account was suspended or opened again.
    pub const STANDING: &str = "user.standing";
    /// The role was changed.
    pub const ROLE: &str = "user.role";
    /// The access review is due.
    pub const REVIEW: &str = "access_review.due";
    /// Entries should be looked at again.
    pub const ENTRY_REVIEW: &str = "entry.review_due";
    /// A visitor's receipt for what he sent by a form.
    pub const FORM_REPLY: &str = "form.reply";
    /// Somebody wants to know of a new submission.
    pub const FORM_NOTICE: &str = "form.notice";
    /// The help desk's reply to a submission.
    pub const SUBMISSION_REPLY: &str = "submission.reply";
    /// Entries whose time began or ended break pinned questions.
    pub const WINDOWS: &str = "publication.window";
    /// A publication at a set time was not made.
    pub const SCHEDULE: &str = "publication.stop";
    /// The audit log was changed.
    pub const AUDIT: &str = "audit.broken";
    /// What visitors did in a week or a month.
    pub const REPORT: &str = "report.mail";
    /// A quota is nearly used up.
    pub const QUOTA: &str = "workspace.quota";
    /// The workspace ends, or does not after all.
    pub const ENDING: &str = "workspace.ending";
}

/// An invitation with its one-time link.
pub fn invitation<'a>(to: &'a User, by: &str, workspace: &str, (link, end): (&str, i64)) -> Letter<'a> {
    let until = moment(end, to);
    let (subject, first, note) = match to.lang {
        Lang::Ja => (
            "Kotae の管理画面に招待されました".to_owned(),
            format!(
                "{} さん\n\n{by} さんが、あなたを社内 FAQ「Kotae」（ワークスペース: {workspace}）の管理画面に招待しました。権限は「{}」です。\n下のボタンからパスワードを決めて、使い始めてください。",
                to.name,
                to.role.name(Lang::Ja)
            ),
            format!("このリンクは 1 回だけ、{until} まで使えます。ほかの人に転送しないでください。"),
        ),
        Lang::En => (
            "You are invited to Kotae".to_owned(),
            format!(
                "Dear {},\n\n{by} has invited you to the admin screens of Kotae, the in-house FAQ (workspace: {workspace}). Your role is: {}.\nChoose a password with the button below to begin.",
                to.name,
                to.role.name(Lang::En)
            ),
            format!("The link works once, until {until}. Please do not forward it."),
        ),
    };
    let action = (
        to.lang.pick("パスワードを決める", "Choose a password").to_owned(),
        link.to_owned(),
    );
    Letter {
        good_until: Some(end),
        ..letter(to, causes::INVITE, subject, first, Some(action), vec![note])
    }
}

/// A link for a new password: asked for by the user at the sign-in, or made by an administrator (`by`).
pub fn new_password<'a>(
    to: &'a User,
    by: Option<&str>,
    workspace: &str,
    (link, end): (&str, i64),
) -> Letter<'a> {
    let until = moment(end, to);
    let subject = to
        .lang
        .pick("パスワードの再設定", "A new password for Kotae")
        .to_owned();
    let first = match (to.lang, by) {
        (Lang::Ja, None) => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）のパスワードの再設定を受け付けました。\n下のボタンから新しいパスワードを決めてください。保存すると、ほかの端末からはログアウトします。",
            to.name
        ),
        (Lang::Ja, Some(by)) => format!(
            "{} さん\n\n{by} さんが、Kotae（ワークスペース: {workspace}）の新しいパスワードを決めるためのリンクを作りました。\nこれまでのパスワードは使えません。下のボタンから新しいパスワードを決めてください。",
            to.name
        ),
        (Lang::En, None) => format!(
            "Dear {},\n\nsomebody, probably you, asked for a new password for Kotae (workspace: {workspace}).\nChoose it with the button below. You are signed out everywhere else then.",
            to.name
        ),
        (Lang::En, Some(by)) => format!(
            "Dear {},\n\n{by} has made a link with which you choose a new password for Kotae (workspace: {workspace}).\nThe one until now no longer works.",
            to.name
        ),
    };
    let mut notes = vec![match to.lang {
        Lang::Ja => format!("このリンクは 1 回だけ、{until} まで使えます。ほかの人に転送しないでください。"),
        Lang::En => format!("The link works once, until {until}. Please do not forward it."),
    }];
    if by.is_none() {
        notes.push(
            to.lang
                .pick(
                    "心当たりがなければ、このメールは無視してください。パスワードは変わりません。",
                    "If it was not you, ignore this mail: your password stays as it is.",
                )
                .to_owned(),
        );
    }
    let action = (
        to.lang
            .pick("新しいパスワードを決める", "Choose a new password")
            .to_owned(),
        link.to_owned(),
    );
    let cause = if by.is_some() {
        causes::NEW_PASSWORD
    } else {
        causes::FORGOTTEN
    };
    Letter {
        good_until: Some(end),
        ..letter(to, cause, subject, first, Some(action), notes)
    }
}

/// Somebody signed in from where the user never did. `base` is where Kotae is reached.
pub fn new_sign_in<'a>(
    to: &'a User,
    base: &str,
    workspace: &str,
    (device, address, at): (&str, &str, i64),
) -> Letter<'a> {
    let at = moment(at, to);
    let device = if device.is_empty() {
        to.lang.pick("不明", "unknown")
    } else {
        device
    };
    let subject = to
        .lang
        .pick("新しい端末または場所からのログイン", "A sign-in from a new place")
        .to_owned();
    let first = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）に、これまでと違う端末またはネットワークからのログインがありました。\n\n日時: {at}\n端末: {device}\nアドレス: {address}",
            to.name
        ),
        Lang::En => format!(
            "Dear {},\n\nsomebody signed in to Kotae (workspace: {workspace}) as you, with a browser or from a network that you had not used before.\n\nWhen: {at}\nDevice: {device}\nAddress: {address}",
            to.name
        ),
    };
    let action = sessions(to, base, workspace);
    let note = to
        .lang
        .pick(
            "ご自身であれば、何もする必要はありません。心当たりがなければ、すぐにその端末をログアウトし、パスワードを変更してください。",
            "If it was you, there is nothing to do. If not, sign that device out at once and change your password.",
        )
        .to_owned();
    letter(to, causes::SIGN_IN, subject, first, Some(action), vec![note])
}

/// The password was changed.
pub fn password_changed<'a>(
    to: &'a User,
    base: &str,
    workspace: &str,
    (address, at): (&str, i64),
) -> Letter<'a> {
    let at = moment(at, to);
    let subject = to
        .lang
        .pick("パスワードが変更されました", "Your password was changed")
        .to_owned();
    let first = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）のパスワードが変更されました。ほかの端末からはログアウトしました。\n\n日時: {at}\nアドレス: {address}",
            to.name
        ),
        Lang::En => format!(
            "Dear {},\n\nyour password for Kotae (workspace: {workspace}) was changed, and you were signed out elsewhere.\n\nWhen: {at}\nAddress: {address}",
            to.name
        ),
    };
    let note = to
        .lang
        .pick(
            "心当たりがなければ、ログイン画面の「パスワードを忘れた方」から再設定し、管理者に連絡してください。",
            "If it was not you, choose “Forgot the password?” at the sign-in and tell an administrator.",
        )
        .to_owned();
    let action = sessions(to, base, workspace);
    letter(
        to,
        causes::PASSWORD_CHANGED,
        subject,
        first,
        Some(action),
        vec![note],
    )
}

/// The account was suspended, or opened again.
pub fn standing<'a>(to: &'a User, base: &str, workspace: &str, by: &str, active: bool) -> Letter<'a> {
    let (subject, first) = match (to.lang, active) {
        (Lang::Ja, true) => (
            "アカウントの停止が解除されました",
            format!(
                "{} さん\n\n{by} さんが、Kotae（ワークスペース: {workspace}）のアカウントの停止を解除しました。もう一度ログインできます。",
                to.name
            ),
        ),
        (Lang::Ja, false) => (
            "アカウントが停止されました",
            format!(
                "{} さん\n\n{by} さんが、Kotae（ワークスペース: {workspace}）のアカウントを停止しました。すべての端末からログアウトし、ログインできなくなりました。\nご不明な点は管理者にお問い合わせください。",
                to.name
            ),
        ),
        (Lang::En, true) => (
            "Your account is open again",
            format!(
                "Dear {},\n\n{by} has opened your account for Kotae (workspace: {workspace}) again. You can sign in.",
                to.name
            ),
        ),
        (Lang::En, false) => (
            "Your account was suspended",
            format!(
                "Dear {},\n\n{by} has suspended your account for Kotae (workspace: {workspace}). You were signed out everywhere and cannot sign in.\nPlease ask an administrator if you have questions.",
                to.name
            ),
        ),
    };
    let action = active.then(|| screen(to, base, workspace, ""));
    letter(
        to,
        causes::STANDING,
        subject.to_owned(),
        first,
        action,
        Vec::new(),
    )
}

/// The role was changed from `before` to the one that the user has now.
pub fn role<'a>(to: &'a User, base: &str, workspace: &str, by: &str, before: Role) -> Letter<'a> {
    let subject = to
        .lang
        .pick("権限が変更されました", "Your role was changed")
        .to_owned();
    let (old, new) = (before.name(to.lang), to.role.name(to.lang));
    let explained = to.role.explanation(to.lang);
    let first = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\n{by} さんが、Kotae（ワークスペース: {workspace}）でのあなたの権限を「{old}」から「{new}」に変更しました。\n{explained}",
            to.name
        ),
        Lang::En => format!(
            "Dear {},\n\n{by} has changed your role in Kotae (workspace: {workspace}) from {old} to {new}.\n{explained}",
            to.name
        ),
    };
    let action = screen(to, base, workspace, "");
    letter(to, causes::ROLE, subject, first, Some(action), Vec::new())
}

/// The review of who has access is due.
pub fn review_due<'a>(to: &'a User, base: &str, workspace: &str, due_at: i64, users: u32) -> Letter<'a> {
    let due = moment(due_at, to);
    let subject = to
        .lang
        .pick("利用者の定期確認の時期です", "The access review is due")
        .to_owned();
    let first = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）の利用者の定期確認の時期になりました（期限 {due}）。\n現在の利用者は {users} 人です。退職や異動のあとに使える人が残っていないか一覧を確認し、問題がなければ記録してください。",
            to.name
        ),
        Lang::En => format!(
            "Dear {},\n\nthe review of who has access to Kotae (workspace: {workspace}) is due since {due}.\nThere are {users} users. Please look for people who have left or changed jobs, and sign the list off.",
            to.name
        ),
    };
    let words = to.lang.pick("利用者の一覧を開く", "Open the list").to_owned();
    let link = format!("{base}admin/{workspace}/users");
    letter(
        to,
        causes::REVIEW,
        subject,
        first,
        Some((words, link)),
        Vec::new(),
    )
}

fn sessions(to: &User, base: &str, workspace: &str) -> (String, String) {
    let (_, link) = screen(to, base, workspace, "account");
    let words = to
        .lang
        .pick("ログイン中の端末を見る", "See where you are signed in");
    (words.to_owned(), link)
}

fn screen(to: &User, base: &str, workspace: &str, path: &str) -> (String, String) {
    let words = to.lang.pick("管理画面を開く", "Open Kotae").to_owned();
    (words, format!("{base}admin/{workspace}/{path}"))
}

fn letter<'a>(
    to: &'a User,
    cause: &'static str,
    subject: String,
    text: String,
    action: Option<(String, String)>,
    notes: Vec<String>,
) -> Letter<'a> {
    Letter {
        name: &to.name,
        address: &to.email,
        lang: to.lang,
        subject: format!("[Kotae] {subject}"),
        body: Body {
            paragraphs: text.split("\n\n").map(str::to_owned).collect(),
            action,
            notes,
            ..Body::default()
        },
        cause,
        good_until: None,
        origin: Origin::Kotae,
    }
}

/// A moment in the reader's time zone and in the form that his language wants.
fn moment(at_ms: i64, reader: &User) -> String {
    let zone = TimeZone::get(&reader.time_zone).unwrap_or(TimeZone::UTC);
    let Ok(at) = Timestamp::from_millisecond(at_ms) else {
        return String::new();
    };
    let at = at.to_zoned(zone);
    match reader.lang {
        Lang::Ja => at.strftime("%Y/%m/%d %H:%M (%Z)").to_string(),
        Lang::En => at.strftime("%-d %b %Y %H:%M (%Z)").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::Uuid;

    fn user(lang: Lang, zone: &str) -> User {
        User {
            id: Uuid::nil(),
            name: "鈴木 花子".into(),
            email: "hanako@example.co.jp".into(),
            lang,
            time_zone: zone.into(),
            role: Role::Editor,
            categories: None,
        }
    }

    #[test]
    fn letters_speak_the_readers_language_and_time() {
        let to = user(Lang::Ja, "Asia/Tokyo");
        let link = ("https://faq.example/admin/it/password#t", 1_760_000_000_000);
        let letter = invitation(&to, "佐藤", "it", link);
        assert_eq!(letter.good_until, Some(1_760_000_000_000));
        assert_eq!(letter.subject, "[Kotae] Kotae の管理画面に招待されました");
        assert!(
            letter.body.notes[0].contains("2025/10/09 17:53 (JST)"),
            "{:?}",
            letter.body
        );
        assert!(letter.body.paragraphs[1].contains("編集者"));
        let to = user(Lang::En, "Europe/Berlin");
        let letter = new_password(&to, None, "it", link);
        assert!(
            letter.body.notes[0].contains("9 Oct 2025 10:53 (CEST)"),
            "{:?}",
            letter.body
        );
        assert_eq!(letter.cause, causes::FORGOTTEN);
        let letter = new_sign_in(&to, "https://faq.example/", "it", ("", "192.0.2.1", 0));
        assert_eq!(letter.good_until, None);
        assert_eq!(
            letter.body.action.unwrap().1,
            "https://faq.example/admin/it/account"
        );
    }
}
