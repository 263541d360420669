//! ID tokens: whether one is of this provider, for us, of now and of this very sign-in (OpenID Connect Core 1.0, 3.1.3.7), and
//! what it says of a person.

use super::{
    Refusal,
    keys::{ALGORITHMS, Keys},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kotae_shared::api::admin::limits;
use serde::Deserialize;
use serde_json::{Map, Value};

/// How far two clocks may be apart, in seconds.
pub const SKEW_S: i64 = 120;
/// The longest token, in bytes.
const TOKEN_BYTES: usize = 64 * 1024;
/// The longest subject (OpenID Connect Core 1.0, 2).
const SUBJECT: usize = 255;
/// Groups of a person.
const GROUPS: usize = 1_000;
/// Characters of a group's name.
const GROUP: usize = 500;

/// A token that was split, not yet believed.
pub(super) struct Unchecked<'a> {
    kid: Option<String>,
    alg: String,
    message: &'a str,
    signature: Vec<u8>,
    claims: Map<String, Value>,
}

/// What a token must agree with.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    /// `None` where none was sent: at a refresh.
    pub(super) nonce: Option<&'a str>,
    pub(super) now_s: i64,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood; none is.
    crit: Option<Value>,
}

impl<'a> Unchecked<'a> {
    pub(super) fn read(token: &'a str) -> Result<Self, Refusal> {
        if token.len() > TOKEN_BYTES {
            return Err(Refusal::Unreadable);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(Refusal::Unreadable)?;
        let (header, claims) = message.split_once('.').ok_or(Refusal::Unreadable)?;
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| Refusal::Unreadable);
        let header: Header = serde_json::from_slice(&part(header)?).map_err(|_| Refusal::Unreadable)?;
        if !ALGORITHMS.contains(&header.alg.as_str()) || header.crit.is_some() {
            return Err(Refusal::Forged);
        }
        Ok(Self {
            kid: header.kid,
            alg: header.alg,
            message,
            signature: part(signature)?,
            claims: serde_json::from_slice(&part(claims)?).map_err(|_| Refusal::Unreadable)?,
        })
    }

    /// The name of the key that signed it, as it says.
    pub(super) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The claims, when all of it holds.
    pub(super) fn check(self, keys: &Keys, expected: &Expected<'_>) -> Result<Claims, Refusal> {
        let message = self.message.as_bytes();
        if !keys.verify(self.kid(), &self.alg, message, &self.signature) {
            return Err(Refusal::Forged);
        }
        let claims = Claims(self.claims);
        if claims.text("iss") != Some(expected.issuer) {
            return Err(Refusal::Issuer);
        }
        claims.check_audience(expected.client_id)?;
        let now = expected.now_s;
        let ends = claims.seconds("exp").ok_or(Refusal::Unreadable)?;
        let begins = claims.seconds("iat").ok_or(Refusal::Unreadable)?;
        let begins = begins.max(claims.seconds("nbf").unwrap_or(begins));
        if ends.saturating_add(SKEW_S) <= now || begins.saturating_sub(SKEW_S) > now {
            return Err(Refusal::Expired);
        }
        if let Some(nonce) = expected.nonce
            && !claims
                .text("nonce")
                .is_some_and(|given| crate::auth::token::same(given, nonce))
        {
            return Err(Refusal::Nonce);
        }
        let subject = claims.subject();
        if subject.is_empty() || subject.len() > SUBJECT {
            return Err(Refusal::Unreadable);
        }
        Ok(claims)
    }
}

/// Claims that hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims(pub(super) Map<String, Value>);

/// Who somebody is, as his provider says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// His id at the provider; never changes.
    pub subject: String,
    /// His name; may be empty.
    pub name: String,
    /// His mail address; may be empty.
    pub email: String,
    /// Whether the provider has verified it; `None`: it does not say.
    pub email_verified: Option<bool>,
    /// His groups.
    pub groups: Vec<String>,
}

impl Claims {
    pub(super) fn subject(&self) -> &str {
        self.text("sub").unwrap_or("")
    }

    /// When he last signed in at the provider, in epoch seconds.
    pub(super) fn auth_time(&self) -> Option<i64> {
        self.seconds("auth_time")
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// Some providers write times with a fraction.
    fn seconds(&self, name: &str) -> Option<i64> {
        let number = self.0.get(name)?;
        number
            .as_i64()
            .or_else(|| number.as_f64().map(|number| number as i64))
    }

    fn check_audience(&self, client_id: &str) -> Result<(), Refusal> {
        let (ours, several) = match self.0.get("aud") {
            Some(Value::String(one)) => (one == client_id, false),
            Some(Value::Array(all)) => (
                all.iter().any(|one| one.as_str() == Some(client_id)),
                all.len() > 1,
            ),
            _ => (false, false),
        };
        let party = self.text("azp");
        if !ours || several && party.is_none() || party.is_some_and(|party| party != client_id) {
            return Err(Refusal::Audience);
        }
        Ok(())
    }

    /// Whether something that is asked for may be said by the user's page at the provider instead.
    pub(super) fn lacks(&self, groups_claim: &str) -> bool {
        !self.0.contains_key("email") || !groups_claim.is_empty() && self.find(groups_claim).is_none()
    }

    /// Takes over what it does not have yet.
    pub(super) fn add(&mut self, more: Map<String, Value>) {
        for (name, value) in more {
            self.0.entry(name).or_insert(value);
        }
    }

    fn find(&self, path: &str) -> Option<&Value> {
        if let Some(value) = self.0.get(path) {
            return Some(value);
        }
        let mut parts = path.split('.');
        let first = self.0.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    }

    /// Who it is. Texts that are too long for us count as missing.
    pub(super) fn person(&self, groups_claim: &str) -> Person {
        let short = |name: &str, most: usize| {
            let text = self.text(name).unwrap_or("").trim();
            if text.chars().count() > most || text.chars().any(char::is_control) {
                String::new()
            } else {
                text.to_owned()
            }
        };
        let name = ["name", "preferred_username", "email"]
            .map(|claim| short(claim, limits::PERSON))
            .into_iter()
            .find(|name| !name.is_empty());
        let groups: Vec<&str> = match self.find(groups_claim) {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => Vec::new(),
        };
        let groups = groups.into_iter().filter(|group| group.chars().count() <= GROUP);
        let email_verified = match self.0.get("email_verified") {
            // Some providers write it as a text.
            Some(Value::String(text)) => Some(text == "true"),
            Some(value) => Some(value.as_bool().unwrap_or(false)),
            None => None,
        };
        Person {
            subject: self.subject().to_owned(),
            name: name.unwrap_or_default(),
            email: short("email", limits::MAIL),
            email_verified,
            groups: groups.take(GROUPS).map(str::to_owned).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: Value) -> Claims {
        let Value::Object(map) = value else { panic!() };
        Claims(map)
    }

    #[test]
    fn the_audience_is_ours_alone_or_by_our_name() {
        let of = |value| claims(value).check_audience("me");
        assert_eq!(of(json!({ "aud": "me" })), Ok(()));
        assert_eq!(of(json!({ "aud": ["me"] })), Ok(()));
        assert_eq!(of(json!({ "aud": ["me", "you"], "azp": "me" })), Ok(()));
        for bad in [
            json!({}),
            json!({ "aud": "you" }),
            json!({ "aud": [] }),
            json!({ "aud": ["me", "you"] }),
            json!({ "aud": "me", "azp": "you" }),
            json!({ "aud": { "me": true } }),
        ] {
            assert_eq!(of(bad.clone()), Err(Refusal::Audience), "{bad}");
        }
    }

    #[test]
    fn a_person_is_read_from_what_providers_write() {
        let person = claims(json!({
            "sub": "1", "preferred_username": "hanako", "email": " h@example.co.jp ", "email_verified": "true",
            "realm_access": { "roles": ["faq", 3, "staff"] },
        }))
        .person("realm_access.roles");
        assert_eq!(person.name, "hanako");
        assert_eq!(person.email, "h@example.co.jp");
        assert_eq!(person.email_verified, Some(true));
        assert_eq!(person.groups, ["faq", "staff"]);
        let other = claims(
            json!({ "sub": "1", "name": "a\nb", "https://x.example/groups": "one", "email_verified": 1 }),
        );
        let other = other.person("https://x.example/groups");
        assert_eq!((other.name.as_str(), other.email_verified), ("", Some(false)));
        assert_eq!(other.groups, ["one"]);
    }

    #[test]
    fn what_is_no_token_is_refused_at_once() {
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        let crit = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","crit":["b64"],"b64":false}"#);
        for bad in [
            "",
            ".",
            "..",
            "a.b.c",
            "a.b",
            &format!("{none}.e30."),
            &format!("{crit}.e30.AA"),
        ] {
            assert!(Unchecked::read(bad).is_err(), "{bad}");
        }
        assert!(Unchecked::read(&"a".repeat(TOKEN_BYTES + 1)).is_err());
    }
}
