//! An identity provider of the tests' own, which errs and lies on demand. A well-behaved one is a real one: see `tests`.

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};
use tokio::{net::TcpListener, task::JoinHandle};

pub(crate) const CLIENT: &str = "kotae-test";
pub(crate) const SECRET: &str = "wohl gehütet";

pub(crate) struct Issuer {
    pub(crate) base: String,
    state: Arc<Mutex<Doing>>,
    task: JoinHandle<()>,
}

/// What the provider does.
pub(crate) struct Doing {
    base: String,
    key: Key,
    /// Signs in place of `key`, without being published.
    pub(crate) forger: Option<Key>,
    /// Stands in the token's header in place of ES256.
    pub(crate) alg: Option<&'static str>,
    /// Claims of the token, over those that are right.
    pub(crate) claims: Map<String, Value>,
    /// Refuses to go on with sessions.
    pub(crate) refuses: bool,
    /// Answers nothing sensible.
    pub(crate) down: bool,
    /// Calls itself by another name.
    pub(crate) name: Option<String>,
    /// What the token endpoint was asked for.
    pub(crate) asked: Vec<String>,
    /// How often the keys were fetched.
    pub(crate) keys_fetched: u32,
    pub(crate) now_s: i64,
    /// The nonce, the challenge and the redirect address of each code.
    codes: HashMap<String, [String; 3]>,
    issued: u32,
}

pub(crate) struct Key {
    pair: EcdsaKeyPair,
    kid: String,
}

impl Key {
    pub(crate) fn new(kid: &str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self {
            pair,
            kid: kid.to_owned(),
        }
    }

    fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.kid,
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]),
        })
    }

    fn sign(&self, alg: &str, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({ "alg": alg, "kid": self.kid, "typ": "JWT" });
        let message = format!("{}.{}", part(&header), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

type Shared = Arc<Mutex<Doing>>;

impl Issuer {
    pub(crate) async fn start(now_ms: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(Doing {
            base: base.clone(),
            key: Key::new("first"),
            forger: None,
            alg: None,
            claims: Map::new(),
            refuses: false,
            down: false,
            name: None,
            asked: Vec::new(),
            keys_fetched: 0,
            now_s: now_ms / 1_000,
            codes: HashMap::new(),
            issued: 0,
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&state));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, state, task }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, Doing> {
        self.state.lock().unwrap()
    }

    pub(crate) fn set(&self, claims: Value) {
        let Value::Object(claims) = claims else { panic!() };
        self.state().claims = claims;
    }

    pub(crate) fn rotate(&self) {
        self.state().key = Key::new("second");
    }

    /// What its sign-in page does with whoever was sent to `address`: a code.
    pub(crate) fn sign_in(&self, address: &str) -> String {
        let url = url::Url::parse(address).unwrap();
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["client_id"], CLIENT);
        assert_eq!(query["code_challenge_method"], "S256");
        let mut state = self.state();
        state.issued += 1;
        let code = format!("code-{}", state.issued);
        let kept = ["nonce", "code_challenge", "redirect_uri"].map(|key| query[key].clone());
        state.codes.insert(code.clone(), kept);
        code
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn metadata(State(state): State<Shared>) -> Response {
    let state = state.lock().unwrap();
    if state.down {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let base = &state.base;
    Json(json!({
        "issuer": state.name.as_ref().unwrap_or(base),
        "authorization_endpoint": format!("{base}/auth"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/keys"),
        "end_session_endpoint": format!("{base}/out"),
        "response_types_supported": ["code"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
    }))
    .into_response()
}

async fn keys(State(state): State<Shared>) -> Json<Value> {
    let mut state = state.lock().unwrap();
    state.keys_fetched += 1;
    Json(json!({ "keys": [state.key.public()] }))
}

async fn token(State(state): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let mut state = state.lock().unwrap();
    if state.down {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    state.asked.push(form["grant_type"].clone());
    let refuse = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    let coded: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{CLIENT}:{coded}"));
    if headers["authorization"] != format!("Basic {basic}") {
        return refuse("invalid_client");
    }
    let nonce = match form["grant_type"].as_str() {
        "authorization_code" => {
            // A code is good once.
            let Some([nonce, challenge, redirect]) = state.codes.remove(&form["code"]) else {
                return refuse("invalid_grant");
            };
            let verifier = Sha256::digest(form["code_verifier"].as_bytes());
            if URL_SAFE_NO_PAD.encode(verifier) != challenge || form["redirect_uri"] != redirect {
                return refuse("invalid_grant");
            }
            Some(nonce)
        }
        "refresh_token" if state.refuses => return refuse("invalid_grant"),
        _ => None,
    };
    let mut claims = json!({
        "iss": state.base, "aud": CLIENT, "sub": "hanako-7", "name": "佐藤 花子", "email": "sato@example.co.jp",
        "email_verified": true, "iat": state.now_s, "exp": state.now_s + 300, "auth_time": state.now_s,
        "groups": ["faq"],
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    for (name, value) in &state.claims {
        claims[name.as_str()] = value.clone();
    }
    let key = state.forger.as_ref().unwrap_or(&state.key);
    let id = key.sign(state.alg.unwrap_or("ES256"), &claims);
    Json(json!({
        "token_type": "Bearer", "access_token": "a", "refresh_token": format!("r-{}", state.asked.len()), "id_token": id,
    }))
    .into_response()
}
