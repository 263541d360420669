//! Visitor tokens: the JWTs by which a customer's server says who a visitor is.
//!
//! RFC 7519 in the compact form of RFC 7515, and of that only what the contract allows: HS256, a `kid` of ours, an end
//! within ten minutes. Whatever else stands in a header (`jwk`, `crit`, another `alg`) refuses the token, so that there
//! is nothing to be talked into.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use kotae_shared::Lang;
use serde::Deserialize;
use sha2::Sha256;
use std::collections::BTreeMap;

/// The longest token, in bytes.
pub const BYTES: usize = 8 * 1_024;
/// The longest time between issue and end, in seconds.
pub const LASTS_S: i64 = 10 * 60;
/// How far two clocks may be apart, in seconds.
pub const SKEW_S: i64 = 60;
/// Groups of a visitor.
pub const GROUPS: usize = 100;
/// Characters of a group's name.
pub const GROUP: usize = 100;
/// Characters of a subject, a name, a mail address.
pub const TEXT: usize = 254;
/// Further visitor fields.
pub const FIELDS: usize = 20;
/// Characters of a visitor field's value; its name may have [`GROUP`].
pub const FIELD: usize = 200;

/// Claims that say nothing about the visitor.
const REGISTERED: [&str; 2] = ["iss", "jti"];

/// Why a token was refused. Told to the page, whose author must be able to mend it; none of it helps a forger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Longer than [`BYTES`].
    TooLong,
    /// Not three parts of base64url with JSON objects of the right shape.
    Unreadable,
    /// Another `alg` than HS256.
    Algorithm,
    /// No active secret has this `kid`.
    UnknownKey,
    /// The signature is not of this secret.
    Forged,
    /// Made for another widget.
    Foreign,
    /// It has ended.
    Expired,
    /// It begins later: `iat` or `nbf` lies ahead.
    TooEarly,
    /// Its end lies more than ten minutes after its issue or after now.
    TooLasting,
    /// A claim is missing, too long, or of a shape that is not known.
    Claim(&'static str),
}

impl Refusal {
    /// One sentence for whoever makes tokens.
    pub fn message(self, lang: Lang) -> String {
        let why = match self {
            Self::TooLong => lang.pick("長すぎます", "it is too long"),
            Self::Unreadable => lang.pick("形式が正しくありません", "it cannot be read"),
            Self::Algorithm => lang.pick("alg は HS256 だけです", "alg must be HS256"),
            Self::UnknownKey => lang.pick("kid が無効です", "its kid is unknown or retired"),
            Self::Forged => lang.pick("署名が違います", "its signature is wrong"),
            Self::Foreign => lang.pick(
                "aud がこのウィジェットのキーではありません",
                "its aud is not this widget's key",
            ),
            Self::Expired => lang.pick("期限が切れています", "it has expired"),
            Self::TooEarly => lang.pick("まだ有効ではありません", "it is not valid yet"),
            Self::TooLasting => lang.pick(
                "有効期間が 10 分を超えています",
                "it lasts longer than 10 minutes",
            ),
            Self::Claim(name) => {
                return match lang {
                    Lang::Ja => format!("トークンを受け付けられません：{name} が正しくありません。"),
                    Lang::En => format!("The token was refused: {name} cannot be accepted."),
                };
            }
        };
        match lang {
            Lang::Ja => format!("トークンを受け付けられません：{why}。"),
            Lang::En => format!("The token was refused: {why}."),
        }
    }
}

/// What a token says of a visitor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The customer's own id of him.
    pub subject: String,
    /// His name; may be empty.
    pub name: String,
    /// His mail address; may be empty.
    pub email: String,
    /// His groups, sorted, each once.
    pub groups: Vec<String>,
    /// Further fields, such as `department`.
    pub fields: BTreeMap<String, String>,
    /// When it ends, in epoch seconds.
    pub expires_at_s: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    kid: String,
    #[serde(default)]
    typ: Option<String>,
}

#[derive(Deserialize)]
struct Payload {
    sub: String,
    aud: Audience,
    iat: i64,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    groups: Option<Vec<String>>,
    #[serde(flatten)]
    fields: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Only([String; 1]),
}

/// A token that was taken apart; nothing that it says is trusted yet.
pub struct Unchecked<'t> {
    /// The name of the secret that it claims to be signed with.
    pub kid: String,
    signed: &'t str,
    payload: &'t str,
    signature: Vec<u8>,
}

impl<'t> Unchecked<'t> {
    /// Takes a token apart.
    pub fn read(token: &'t str) -> Result<Self, Refusal> {
        if token.len() > BYTES {
            return Err(Refusal::TooLong);
        }
        let mut parts = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Refusal::Unreadable);
        };
        let json = bytes(header)?;
        // Whether the algorithm is the right one is said before whether the rest of the header is.
        #[derive(Deserialize)]
        struct Named {
            alg: String,
        }
        let named: Named = serde_json::from_slice(&json).map_err(|_| Refusal::Unreadable)?;
        if named.alg != "HS256" {
            return Err(Refusal::Algorithm);
        }
        let header: Header = serde_json::from_slice(&json).map_err(|_| Refusal::Unreadable)?;
        if header.alg != "HS256" {
            return Err(Refusal::Algorithm);
        }
        if header.typ.is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
            return Err(Refusal::Unreadable);
        }
        if header.kid.is_empty() || header.kid.len() > GROUP {
            return Err(Refusal::UnknownKey);
        }
        Ok(Self {
            kid: header.kid,
            signed: &token[..token.len() - signature.len() - 1],
            payload,
            signature: bytes(signature)?,
        })
    }

    /// What it says, when `secret` signed it, it is meant for the widget `audience` and holds at `now_s` (epoch
    /// seconds).
    pub fn check(self, secret: &[u8], audience: &str, now_s: i64) -> Result<Claims, Refusal> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| Refusal::Forged)?;
        mac.update(self.signed.as_bytes());
        mac.verify_slice(&self.signature).map_err(|_| Refusal::Forged)?;
        let claims: Payload =
            serde_json::from_slice(&bytes(self.payload)?).map_err(|_| Refusal::Unreadable)?;
        let (Audience::One(meant) | Audience::Only([meant])) = &claims.aud;
        if meant != audience {
            return Err(Refusal::Foreign);
        }
        if claims.exp.saturating_add(SKEW_S) <= now_s {
            return Err(Refusal::Expired);
        }
        let begins = claims.nbf.unwrap_or(claims.iat).max(claims.iat);
        if begins > now_s.saturating_add(SKEW_S) {
            return Err(Refusal::TooEarly);
        }
        if claims.exp <= claims.iat {
            return Err(Refusal::Claim("exp"));
        }
        if claims.exp.saturating_sub(claims.iat) > LASTS_S || claims.exp > now_s + LASTS_S + SKEW_S {
            return Err(Refusal::TooLasting);
        }
        claims.checked()
    }
}

impl Payload {
    fn checked(self) -> Result<Claims, Refusal> {
        let text = |name, value: String, most| {
            if value.chars().count() > most || value.chars().any(char::is_control) {
                Err(Refusal::Claim(name))
            } else {
                Ok(value.trim().to_owned())
            }
        };
        let subject = text("sub", self.sub, TEXT)?;
        if subject.is_empty() {
            return Err(Refusal::Claim("sub"));
        }
        let groups = self.groups.unwrap_or_default();
        if groups.len() > GROUPS {
            return Err(Refusal::Claim("groups"));
        }
        let groups = groups.into_iter().map(|group| text("groups", group, GROUP));
        let mut groups = groups.collect::<Result<Vec<_>, _>>()?;
        groups.retain(|group| !group.is_empty());
        groups.sort_unstable();
        groups.dedup();
        let mut fields = BTreeMap::new();
        for (name, value) in self.fields {
            if REGISTERED.contains(&name.as_str()) || value.is_null() {
                continue;
            }
            let value = match value {
                serde_json::Value::String(text) => text,
                scalar @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_)) => scalar.to_string(),
                _ => return Err(Refusal::Claim("(a visitor field)")),
            };
            let name = text("(a visitor field)", name, GROUP)?;
            fields.insert(name, text("(a visitor field)", value, FIELD)?);
        }
        if fields.len() > FIELDS {
            return Err(Refusal::Claim("(a visitor field)"));
        }
        Ok(Claims {
            subject,
            name: text("name", self.name.unwrap_or_default(), TEXT)?,
            email: text("email", self.email.unwrap_or_default(), TEXT)?,
            groups,
            fields,
            expires_at_s: self.exp,
        })
    }
}

/// Strict: no padding, no other alphabet, no bits left over.
fn bytes(part: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Unreadable)
}

/// Signs claims as a customer's server does. For tests and examples.
pub fn sign(header: &str, payload: &str, secret: &[u8]) -> String {
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(payload)
    );
    let mac =
        Hmac::<Sha256>::new_from_slice(secret).map(|mac| mac.chain_update(&signed).finalize().into_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.unwrap_or_default()))
}

#[cfg(test)]
mod tests;
