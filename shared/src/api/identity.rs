//! Visitors who show who they are: what an administrator sets, and how a widget exchanges a visitor token.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET api/admin/WORKSPACE/widgets/ID/identity` | | `[`[`IdentitySecret`]`]`, oldest first |
//! | `POST api/admin/WORKSPACE/widgets/ID/identity` | | [`NewIdentitySecret`] (201); its value is shown this once |
//! | `DELETE api/admin/WORKSPACE/widgets/ID/identity/KID` | | 204; what it signed is refused from then on |
//! | `POST w/KEY/session` | [`Identify`] in the widget's binary form | [`Identified`] |
//! | `POST w/KEY/sign-in` | | [`SignInCode`]; 404 where visitors do not sign in |
//! | `POST w/KEY/sign-in/session` | [`Exchange`] | `Option<`[`Identified`]`>`: nobody has signed in yet; 404: too late, or used |
//! | `GET w/KEY/sign-in/CODE` | | sends the window to the identity provider; `?back=1`: and back to the widget's own page |
//! | `DELETE w/KEY/session` | | 204: the session of the bearer has ended |
//!
//! The widget sends `Authorization: Bearer …` with whatever it asks for from then on.

use serde::{Deserialize, Serialize};

/// A secret by which visitor tokens are signed, without its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentitySecret {
    /// What tokens call it.
    pub kid: String,
    /// When it was made.
    pub created_at: i64,
    /// Who made it.
    pub created_by: String,
}

/// A new one, with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewIdentitySecret {
    /// What tokens call it.
    pub kid: String,
    /// 43 characters of ASCII, which are the key as they stand: nothing is to be decoded.
    pub secret: String,
}

/// A visitor token, as the page gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identify {
    /// A JWT.
    pub token: String,
}

/// A session of a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// Shown with each request.
    pub bearer: String,
    /// It ends after so many seconds.
    pub lasts: u32,
    /// The same number for the same visitor: another one begins a conversation of his own.
    pub who: u64,
}

/// What a frame waits with for its visitor to sign in, in a window of his own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInCode {
    /// Stands in the window's address. Alone it opens nothing.
    pub code: String,
    /// What only the frame knows.
    pub ticket: String,
    /// Both end after so many seconds.
    pub lasts: u32,
}

/// Asks whether the visitor has signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The code.
    pub code: String,
    /// The ticket that came with it.
    pub ticket: String,
}

/// Limits of identity.
pub mod limits {
    /// Active secrets of a widget.
    pub const SECRETS: usize = 2;
    /// Groups of an entry's audience.
    pub const AUDIENCE: usize = 50;
    /// A group's name, in characters.
    pub const GROUP: usize = 100;
}
