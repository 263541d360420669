//! A provider: what it says of itself (OpenID Connect Discovery 1.0), its keys, and the questions that it is asked.

use super::{
    Pending, Person, Purpose, Refusal,
    claims::{Claims, Expected, Unchecked},
    client::{Client, is_safe},
    keys::{ALGORITHMS, Keys, Set},
    state::LASTS_MS,
};
use crate::auth::token;
use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use kotae_shared::api::sso::ProviderSettings;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use url::Url;

/// What a provider says of itself is asked for again after so many milliseconds.
const FRESH_MS: i64 = 60 * 60_000;
/// A key that is not known makes us ask for the keys again, but not sooner than this after such a key did so the last time: a key may
/// be exchanged right after the first sign-in, and whoever forges keys does not make us ask without end.
const KEYS_AGAIN_MS: i64 = 30_000;
/// Answered sign-ins that are remembered.
const USED: usize = 20_000;
/// Providers that are remembered.
const REMEMBERED: usize = 1_000;

/// What we need of what a provider says of itself.
#[derive(Clone, Debug, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    userinfo_endpoint: Option<Url>,
    end_session_endpoint: Option<Url>,
    #[serde(default)]
    id_token_signing_alg_values_supported: Vec<String>,
    code_challenge_methods_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    scopes_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

struct Known {
    metadata: Arc<Metadata>,
    at: i64,
    keys: Option<Held>,
}

/// A provider's keys.
#[derive(Clone)]
struct Held {
    keys: Arc<Keys>,
    fetched_at: i64,
    /// When a key that was not among them made us ask the last time.
    unknown_at: Option<i64>,
}

/// Everything that is kept of providers between requests.
#[derive(Default)]
pub struct Sso {
    client: Client,
    known: Mutex<HashMap<String, Known>>,
    /// Sign-ins that were answered, by the hash of their state, and when.
    used: Mutex<HashMap<[u8; 32], i64>>,
}

/// A provider with our credentials there.
pub struct Flow<'a> {
    /// What is kept between requests.
    pub sso: &'a Sso,
    /// The settings.
    pub settings: &'a ProviderSettings,
    /// Our secret there; `None` for a public client.
    pub secret: Option<String>,
    /// Where the provider sends the browser back to.
    pub redirect: String,
    /// Now, in epoch milliseconds.
    pub now: i64,
}

/// What a session keeps sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// With it the provider is asked again.
    pub refresh: Option<String>,
    /// Tells the provider who signs out.
    pub id: String,
}

/// A person whom the provider has made sure of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub person: Person,
    /// When he signed in there, in epoch milliseconds; `None`: it does not say.
    pub signed_in_at: Option<i64>,
    /// What the session keeps.
    pub tokens: Tokens,
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "they are called so")]
struct TokenAnswer {
    id_token: Option<String>,
    access_token: Option<String>,
    refresh_token: Option<String>,
}

#[derive(Deserialize)]
struct TokenError {
    error: String,
}

impl Sso {
    /// Marks a sign-in as answered; `false` when it was before.
    pub fn use_up(&self, state: &str, now: i64) -> bool {
        let mut used = lock(&self.used);
        if used.len() >= USED {
            used.retain(|_, at| now.saturating_sub(*at) <= LASTS_MS);
        }
        // Rather nobody signs in for a moment than somebody twice.
        used.len() < USED && used.insert(token::digest(state), now).is_none()
    }

    async fn metadata(&self, issuer: &str, now: i64) -> Result<Arc<Metadata>, Refusal> {
        if let Some(known) = lock(&self.known).get(issuer)
            && now.saturating_sub(known.at) < FRESH_MS
        {
            return Ok(Arc::clone(&known.metadata));
        }
        let metadata = Arc::new(self.discover(issuer).await?);
        let mut all = lock(&self.known);
        if all.len() >= REMEMBERED {
            all.clear();
        }
        let keys = all.remove(issuer).and_then(|known| known.keys);
        let known = Known {
            metadata: Arc::clone(&metadata),
            at: now,
            keys,
        };
        all.insert(issuer.to_owned(), known);
        Ok(metadata)
    }

    async fn discover(&self, issuer: &str) -> Result<Metadata, Refusal> {
        let own = Url::parse(issuer).map_err(|_| Refusal::BadAddress)?;
        let at = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let at = Url::parse(&at).map_err(|_| Refusal::BadAddress)?;
        let answer = self.client.get(&at, None).await?;
        if answer.status != StatusCode::OK {
            return Err(Refusal::BadAnswer);
        }
        let metadata: Metadata = answer.json()?;
        if metadata.issuer != issuer {
            return Err(Refusal::OtherIssuer);
        }
        let addresses = [
            Some(&metadata.authorization_endpoint),
            Some(&metadata.token_endpoint),
            Some(&metadata.jwks_uri),
            metadata.userinfo_endpoint.as_ref(),
            metadata.end_session_endpoint.as_ref(),
        ];
        // A provider elsewhere must not lead us to services of this machine.
        let safe = |url: &&Url| is_safe(url) && (url.scheme() == "https" || own.scheme() == "http");
        if !addresses.iter().flatten().all(safe) {
            return Err(Refusal::BadAddress);
        }
        Ok(metadata)
    }

    /// The provider's keys; asked for again when the one of this name is not among them (keys are exchanged).
    async fn keys(&self, metadata: &Metadata, kid: Option<&str>, now: i64) -> Result<Arc<Keys>, Refusal> {
        let held = lock(&self.known)
            .get(&metadata.issuer)
            .and_then(|known| known.keys.clone());
        let mut unknown_at = None;
        if let Some(held) = &held {
            unknown_at = held.unknown_at;
            let is_fresh = now.saturating_sub(held.fetched_at) < FRESH_MS;
            let asked = unknown_at.is_some_and(|at| now.saturating_sub(at) < KEYS_AGAIN_MS);
            if is_fresh && (held.keys.knows(kid) || asked) {
                return Ok(Arc::clone(&held.keys));
            }
            if is_fresh {
                unknown_at = Some(now);
            }
        }
        let answer = self.client.get(&metadata.jwks_uri, None).await?;
        if answer.status != StatusCode::OK {
            return Err(Refusal::BadAnswer);
        }
        let keys = Arc::new(Keys::from(answer.json::<Set>()?));
        if let Some(known) = lock(&self.known).get_mut(&metadata.issuer) {
            known.keys = Some(Held {
                keys: Arc::clone(&keys),
                fetched_at: now,
                unknown_at,
            });
        }
        Ok(keys)
    }

    fn forget(&self, issuer: &str) {
        lock(&self.known).remove(issuer);
    }
}

impl Flow<'_> {
    async fn metadata(&self) -> Result<Arc<Metadata>, Refusal> {
        self.sso.metadata(&self.settings.issuer, self.now).await
    }

    /// Where the browser goes to sign in.
    pub async fn begin(&self, pending: &Pending) -> Result<String, Refusal> {
        let metadata = self.metadata().await?;
        let mut scopes = vec!["openid"];
        let known = metadata.scopes_supported.as_ref();
        let wanted = self.settings.scopes.iter().map(String::as_str);
        // Google, which does not know it, refuses the sign-in for it.
        scopes.extend(wanted.filter(|scope| {
            *scope != "offline_access" || known.is_none_or(|known| known.iter().any(|one| one == scope))
        }));
        let mut url = metadata.authorization_endpoint.clone();
        let challenge = pending.challenge();
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.redirect)
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", &pending.state)
            .append_pair("nonce", &pending.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        if matches!(pending.purpose, Purpose::Prove { .. }) {
            query.append_pair("prompt", "login").append_pair("max_age", "0");
        }
        drop(query);
        Ok(url.into())
    }

    /// Exchanges the code that the browser brought back. `issuer` is what the answer said of its sender (RFC 9207).
    pub async fn finish(
        &self,
        pending: &Pending,
        code: &str,
        issuer: Option<&str>,
    ) -> Result<Asked, Refusal> {
        let metadata = self.metadata().await?;
        let named = issuer.map(|issuer| issuer == metadata.issuer);
        if !named.unwrap_or(!metadata.authorization_response_iss_parameter_supported) {
            return Err(Refusal::Issuer);
        }
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect),
            ("code_verifier", &pending.verifier),
        ];
        let answer = self.ask_token(&metadata, &form).await?;
        let id = answer.id_token.clone().ok_or(Refusal::Lacks("id_token"))?;
        let claims = self.check(&metadata, &id, Some(&pending.nonce)).await?;
        if matches!(pending.purpose, Purpose::Prove { .. }) {
            let since = pending.began_at.div_euclid(1_000) - super::SKEW_S;
            if claims.auth_time().is_none_or(|at| at < since) {
                return Err(Refusal::NotAnew);
            }
        }
        let signed_in_at = claims.auth_time().map(|at| at.saturating_mul(1_000));
        let person = self
            .person(&metadata, claims, answer.access_token.as_deref())
            .await?;
        Ok(Asked {
            person,
            signed_in_at,
            tokens: Tokens {
                refresh: answer.refresh_token,
                id,
            },
        })
    }

    /// Asks whether the session of these tokens may go on. [`Refusal::Code`]: no. The person is there when the provider said
    /// who it is.
    pub async fn refresh(&self, tokens: &Tokens, subject: &str) -> Result<(Option<Person>, Tokens), Refusal> {
        let refresh = tokens.refresh.as_deref().ok_or(Refusal::Code)?;
        let metadata = self.metadata().await?;
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let answer = self.ask_token(&metadata, &form).await?;
        let mut next = Tokens {
            refresh: answer.refresh_token.or_else(|| tokens.refresh.clone()),
            id: tokens.id.clone(),
        };
        let Some(id) = answer.id_token else {
            return Ok((None, next));
        };
        let claims = self.check(&metadata, &id, None).await?;
        if claims.subject() != subject {
            return Err(Refusal::SomebodyElse);
        }
        next.id = id;
        let person = self
            .person(&metadata, claims, answer.access_token.as_deref())
            .await?;
        Ok((Some(person), next))
    }

    /// Where the browser goes to sign out at the provider as well; `None` when it has no such place.
    pub async fn sign_out(&self, id_token: &str, then: &str) -> Option<String> {
        let metadata = self.metadata().await.ok()?;
        let mut url = metadata.end_session_endpoint.clone()?;
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token)
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("post_logout_redirect_uri", then);
        Some(url.into())
    }

    /// Asks the provider anew what it is, and says what was found: a name and a value each.
    pub async fn probe(&self) -> Result<Vec<(&'static str, String)>, Refusal> {
        self.sso.forget(&self.settings.issuer);
        let metadata = self.metadata().await?;
        let keys = self.sso.keys(&metadata, None, self.now).await?;
        let algorithms = &metadata.id_token_signing_alg_values_supported;
        let known = algorithms.iter().filter(|alg| ALGORITHMS.contains(&alg.as_str()));
        let known: Vec<&str> = known.map(String::as_str).collect();
        if keys.len() == 0 || known.is_empty() && !algorithms.is_empty() {
            return Err(Refusal::Lacks("RS256, PS256, ES256"));
        }
        let challenges = metadata.code_challenge_methods_supported.as_ref();
        if challenges.is_some_and(|methods| !methods.iter().any(|method| method == "S256")) {
            return Err(Refusal::Lacks("PKCE S256"));
        }
        let optional = |url: &Option<Url>| url.as_ref().map_or_else(|| "–".to_owned(), Url::to_string);
        Ok(vec![
            ("issuer", metadata.issuer.clone()),
            (
                "authorization_endpoint",
                metadata.authorization_endpoint.to_string(),
            ),
            ("token_endpoint", metadata.token_endpoint.to_string()),
            ("jwks_uri", format!("{} ({})", metadata.jwks_uri, keys.len())),
            ("id_token_signing_alg", known.join(", ")),
            ("userinfo_endpoint", optional(&metadata.userinfo_endpoint)),
            ("end_session_endpoint", optional(&metadata.end_session_endpoint)),
        ])
    }

    async fn ask_token(&self, metadata: &Metadata, form: &[(&str, &str)]) -> Result<TokenAnswer, Refusal> {
        let mut form = form.to_vec();
        let id = self.settings.client_id.as_str();
        let methods = metadata.token_endpoint_auth_methods_supported.as_ref();
        // Without a word of it, `client_secret_basic` is what a provider takes.
        let takes_basic = methods.is_none_or(|all| all.iter().any(|one| one == "client_secret_basic"));
        let mut basic = None;
        match &self.secret {
            Some(secret) if takes_basic => {
                // RFC 6749, 2.3.1: each is encoded as in a form first.
                let coded = |text: &str| -> String {
                    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
                };
                basic = Some(STANDARD.encode(format!("{}:{}", coded(id), coded(secret))));
            }
            Some(secret) => form.extend([("client_id", id), ("client_secret", secret.as_str())]),
            None => form.push(("client_id", id)),
        }
        let answer = self
            .sso
            .client
            .post(&metadata.token_endpoint, &form, basic.as_deref())
            .await?;
        if answer.status == StatusCode::OK {
            return answer.json();
        }
        if answer.status.is_server_error() || answer.status == StatusCode::TOO_MANY_REQUESTS {
            return Err(Refusal::Unreachable);
        }
        let said = answer.json::<TokenError>()?.error;
        Err(match said.as_str() {
            "invalid_grant" => Refusal::Code,
            "invalid_client" | "unauthorized_client" => Refusal::Client,
            "temporarily_unavailable" | "server_error" => Refusal::Unreachable,
            _ => Refusal::Provider(error_code(&said)),
        })
    }

    async fn check(&self, metadata: &Metadata, token: &str, nonce: Option<&str>) -> Result<Claims, Refusal> {
        let unchecked = Unchecked::read(token)?;
        let keys = self.sso.keys(metadata, unchecked.kid(), self.now).await?;
        let expected = Expected {
            issuer: &metadata.issuer,
            client_id: &self.settings.client_id,
            nonce,
            now_s: self.now.div_euclid(1_000),
        };
        unchecked.check(&keys, &expected)
    }

    /// Who it is; what the token does not say is looked up at the provider.
    async fn person(
        &self,
        metadata: &Metadata,
        mut claims: Claims,
        access: Option<&str>,
    ) -> Result<Person, Refusal> {
        let groups = &self.settings.groups_claim;
        if let (true, Some(url), Some(access)) = (claims.lacks(groups), &metadata.userinfo_endpoint, access) {
            let answer = self.sso.client.get(url, Some(access)).await?;
            if answer.status != StatusCode::OK {
                return Err(Refusal::BadAnswer);
            }
            let more = Claims(answer.json()?);
            if more.subject() != claims.subject() {
                return Err(Refusal::SomebodyElse);
            }
            claims.add(more.0);
        }
        Ok(claims.person(groups))
    }
}

/// The code of an error as OAuth has them; anything else is not repeated.
pub(super) fn error_code(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !text.is_empty() && text.len() <= 60 && text.chars().all(plain) {
        text.to_owned()
    } else {
        "unknown".to_owned()
    }
}

impl Refusal {
    /// What the provider's answer in the browser's address says.
    pub fn of_provider(code: &str) -> Self {
        Self::Provider(error_code(code))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
