//! Users, their sessions, and the review of who has access: a part of [`super::admin`].

use super::admin::User;
use crate::{access::Role, lang::Lang};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A user as those who manage users see him.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// The user.
    pub user: User,
    /// May sign in.
    pub active: bool,
    /// Has not chosen a password yet, or must choose a new one: a one-time link is out.
    pub waiting: bool,
    /// Signs in with a second factor.
    pub second_factor: bool,
    /// Is tied to a person of an identity provider, and can sign in there.
    #[serde(default)]
    pub provider: bool,
    /// When the user was made.
    pub created_at: i64,
    /// When he last signed in.
    pub last_sign_in: Option<i64>,
    /// Sessions that have not ended.
    pub sessions: u32,
}

/// A new user, or a change of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserEdit {
    /// Shown name.
    pub name: String,
    /// Mail address; the sign-in name.
    pub email: String,
    /// Language of the screens and of mail.
    pub lang: Lang,
    /// The time zone of mail, for example `Asia/Tokyo`.
    pub time_zone: String,
    /// What he may do.
    pub role: Role,
    /// The categories that he may write in; `None`: all. Only for a role that [can be limited](Role::can_be_limited).
    #[serde(default)]
    pub categories: Option<Vec<Uuid>>,
    /// May sign in.
    pub active: bool,
}

/// A one-time link was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// For whom.
    pub user: User,
    /// The link; shown once, since only its hash is kept. Empty when it goes by mail.
    pub link: String,
    /// It goes by mail.
    #[serde(default)]
    pub by_mail: bool,
    /// Until when it works.
    pub expires_at: i64,
}

/// A session in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Names the session.
    pub id: Uuid,
    /// The browser and system as a person would say it, for example `Chrome, Windows`; empty when it did not say.
    pub device: String,
    /// The network address of the sign-in.
    pub address: String,
    /// When it began.
    pub created_at: i64,
    /// When it was last used, about.
    pub seen_at: i64,
    /// When it ends unless it is used.
    pub expires_at: i64,
    /// The one that asks.
    pub current: bool,
}

/// Signs off who has access.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    /// A word on what was decided.
    #[serde(default)]
    pub note: String,
}

/// The reviews so far, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessReviews {
    /// When the next one is due.
    pub due_at: i64,
    /// It is due by now.
    pub due: bool,
    /// The reviews.
    pub reviews: Vec<AccessReview>,
}

/// A review that was signed off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessReview {
    /// Names it.
    pub id: Uuid,
    /// When.
    pub at: i64,
    /// By whom.
    pub by: String,
    /// The note.
    pub note: String,
    /// How many users there were.
    pub users: u32,
}

/// Which list of users to export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessQuery {
    /// As this review signed it off; `None`: as it is now.
    pub review: Option<Uuid>,
}

/// Whether one signs in with a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// It is asked for at sign-in.
    pub on: bool,
    /// Recovery codes that were not used yet.
    pub codes_left: u32,
}

/// What an authenticator app must be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorStart {
    /// The secret, to be typed.
    pub secret: String,
    /// The same with names, as the picture has it: `otpauth://...`.
    pub address: String,
    /// The picture (a QR code) as an SVG path of unit squares.
    pub picture: String,
    /// How many squares a side of it has.
    pub size: u32,
}

/// A code of the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorCode {
    /// Six digits.
    pub code: String,
}

/// Codes for when the app is lost, shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// Each works once.
    pub codes: Vec<String>,
}

/// Proves once more who one is: the password, or a code where there is a second factor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Proof {
    /// The password; not looked at when there is a code.
    pub password: String,
    /// The app's code or a recovery code.
    pub code: String,
}
