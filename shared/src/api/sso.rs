//! Single sign-on: the OpenID providers of a workspace, and what of them the sign-in screen shows.

use crate::access::Role;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A provider's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// What the button says after 「…でログイン」; names the provider in lists too.
    pub label: String,
    /// The issuer's address, exactly as the provider names itself.
    pub issuer: String,
    /// The client's id at the provider.
    pub client_id: String,
    /// Scopes beyond `openid`.
    pub scopes: Vec<String>,
    /// The claim that lists somebody's groups; `a.b` looks inside `a`. Empty: none.
    pub groups_claim: String,
    /// The domains whose mail addresses get in; none: any.
    pub domains: Vec<String>,
    /// Roles by group. The first row that fits counts.
    pub roles: Vec<GroupRole>,
    /// The role of who is in none of those groups; `None`: he does not get in.
    pub default_role: Option<Role>,
    /// Somebody who comes for the first time may take over the user with the same, verified mail address.
    pub link_by_email: bool,
    /// Mail addresses of this provider count as verified when it does not say whether they are.
    pub trust_email: bool,
    /// After so many minutes the provider is asked again whether a session may go on.
    pub recheck_minutes: u32,
    /// When it cannot be reached, sessions go on for so many minutes more.
    pub grace_minutes: u32,
    /// Whether anybody can sign in by it.
    pub active: bool,
}

impl Default for ProviderSettings {
    fn default() -> Self {
        Self {
            label: String::new(),
            issuer: String::new(),
            client_id: String::new(),
            scopes: ["email", "profile", "offline_access"].map(str::to_owned).into(),
            groups_claim: "groups".to_owned(),
            domains: Vec::new(),
            roles: Vec::new(),
            default_role: None,
            link_by_email: false,
            trust_email: false,
            recheck_minutes: 15,
            grace_minutes: 60,
            active: true,
        }
    }
}

/// A row of the table of roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRole {
    /// The group, as the provider writes it.
    pub group: String,
    /// What its members may do.
    pub role: Role,
}

/// A provider as the screen lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Its id, which stands in the redirect address.
    pub id: Uuid,
    /// Its settings.
    pub settings: ProviderSettings,
    /// Whether a client secret is kept; it is never shown.
    pub has_secret: bool,
    /// The version that a change is based on.
    pub version: u32,
}

/// A new provider, or changes to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderEdit {
    /// Its settings.
    pub settings: ProviderSettings,
    /// The client secret; `None`: as it is, empty: none.
    #[serde(default)]
    pub secret: Option<String>,
    /// The version that the change is based on; ignored for a new one.
    #[serde(default)]
    pub version: u32,
}

/// Everything that the screen shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoSettings {
    /// The providers, oldest first.
    pub providers: Vec<Provider>,
    /// Who can sign in with a password.
    pub local: LocalSignIn,
    /// The redirect address of a provider, with `{id}` for its id.
    pub redirect: String,
    /// The same under the workspace's own host name, when it has one.
    #[serde(default)]
    pub own_redirect: Option<String>,
    /// Where the provider may send people after signing out.
    pub after_sign_out: String,
}

/// Who can sign in with a password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalSignIn {
    /// Only this user, who must be an owner with a password; `None`: everybody.
    pub only: Option<Uuid>,
}

/// A provider as the sign-in screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInWith {
    /// Its id.
    pub id: Uuid,
    /// What the button says.
    pub label: String,
}

/// What a test of the connection found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Whether everything that is needed is there.
    pub usable: bool,
    /// What was found or is missing, a line each, in the reader's language.
    pub lines: Vec<String>,
}

/// Where a browser shall go after signing out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// The provider's sign-out page.
    pub go_on: String,
}

/// The greatest lengths, in characters unless it says otherwise.
pub mod limits {
    /// Providers of a workspace.
    pub const PROVIDERS: usize = 5;
    /// A label.
    pub const LABEL: usize = 60;
    /// An address, an id, a secret, a group.
    pub const TEXT: usize = 500;
    /// Scopes, and domains.
    pub const LIST: usize = 20;
    /// Rows of the table of roles.
    pub const ROLES: usize = 200;
    /// The least and the most minutes between two checks.
    pub const RECHECK: (u32, u32) = (1, 24 * 60);
    /// The most minutes of grace.
    pub const GRACE: u32 = 24 * 60;
}
