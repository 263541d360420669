//! From where the admin screens can be used.

use serde::{Deserialize, Serialize};

/// The restrictions now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restrictions {
    /// Ranges of addresses (`10.0.0.0/8`, `2001:db8::/32`, one address); none: from everywhere.
    pub addresses: Vec<String>,
    /// Nobody goes on without a second factor but those whom an identity provider signs in.
    #[serde(default)]
    pub second_factor: bool,
    /// The address that this request came from, as the server sees it.
    pub your_address: String,
}

/// New restrictions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestrictionsEdit {
    /// As in [`Restrictions`]; at most [`RANGES`](crate::settings::RANGES).
    pub addresses: Vec<String>,
    /// As in [`Restrictions`].
    #[serde(default)]
    pub second_factor: bool,
    /// Save them even if they shut out whoever saves them.
    #[serde(default)]
    pub shut_me_out: bool,
}
