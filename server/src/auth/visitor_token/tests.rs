use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

const SECRET: &[u8] = b"0123456789012345678901234567890123456789012";
const NOW: i64 = 1_760_000_000;

fn header() -> Value {
    json!({ "alg": "HS256", "typ": "JWT", "kid": "k1" })
}

fn payload() -> Value {
    json!({ "sub": "u-1", "aud": "demo", "iat": NOW, "exp": NOW + 300 })
}

fn with(change: Value) -> Value {
    let mut payload = payload();
    for (name, value) in change.as_object().unwrap() {
        payload[name] = value.clone();
    }
    payload
}

fn check(header: &Value, payload: &Value) -> Result<Claims, Refusal> {
    let token = sign(&header.to_string(), &payload.to_string(), SECRET);
    Unchecked::read(&token)?.check(SECRET, "demo", NOW)
}

#[test]
fn a_good_token_says_who_he_is() {
    let claims = check(
        &header(),
        &with(json!({
            "aud": ["demo"], "name": "佐藤 花子", "email": "hanako@example.co.jp", "iss": "portal", "jti": "1", "nbf": NOW,
            "groups": ["営業", "it", "営業", ""], "department": "東京", "level": 3, "manager": true, "none": null,
        })),
    )
    .unwrap();
    assert_eq!(claims.subject, "u-1");
    assert_eq!(claims.groups, ["it", "営業"]);
    assert_eq!(claims.fields["department"], "東京");
    assert_eq!(
        (&*claims.fields["level"], &*claims.fields["manager"]),
        ("3", "true")
    );
    assert_eq!((claims.fields.len(), claims.expires_at_s), (3, NOW + 300));
    // RFC 7515, appendix A.1: the signature is the one that everybody makes.
    let key = URL_SAFE_NO_PAD
        .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
        .unwrap();
    let (head, body) = (
        "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}",
        "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}",
    );
    assert!(sign(head, body, &key).ends_with(".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
}

#[test]
fn headers_of_another_kind_are_refused() {
    let refused = |header: Value| check(&header, &payload()).unwrap_err();
    for alg in [
        "none", "None", "hs256", "HS384", "HS512", "RS256", "ES256", "EdDSA", "",
    ] {
        assert_eq!(
            refused(json!({ "alg": alg, "kid": "k1" })),
            Refusal::Algorithm,
            "{alg}"
        );
    }
    for odd in [
        json!({ "alg": "HS256" }),
        json!({ "alg": "HS256", "kid": 1 }),
        json!({ "alg": "HS256", "kid": "k1", "typ": "JWE" }),
        json!({ "alg": "HS256", "kid": "k1", "crit": ["exp"] }),
        json!({ "alg": "HS256", "kid": "k1", "jwk": {} }),
        json!({ "alg": "HS256", "kid": "k1", "jku": "https://evil.example" }),
        json!(["HS256"]),
    ] {
        assert_eq!(refused(odd.clone()), Refusal::Unreadable, "{odd}");
    }
    assert_eq!(refused(json!({ "alg": "HS256", "kid": "" })), Refusal::UnknownKey);
    let twice = r#"{"alg":"none","alg":"HS256","kid":"k1"}"#;
    let token = sign(twice, &payload().to_string(), SECRET);
    assert_eq!(Unchecked::read(&token).err(), Some(Refusal::Unreadable));
}

#[test]
fn what_does_not_hold_now_is_refused() {
    let refused = |change: Value| check(&header(), &with(change)).unwrap_err();
    for (change, why) in [
        (json!({ "aud": "other" }), Refusal::Foreign),
        (json!({ "aud": "Demo" }), Refusal::Foreign),
        (json!({ "aud": ["demo", "other"] }), Refusal::Unreadable),
        (json!({ "iat": NOW - 400, "exp": NOW - 60 }), Refusal::Expired),
        (json!({ "iat": NOW + 61, "exp": NOW + 100 }), Refusal::TooEarly),
        (json!({ "nbf": NOW + 61 }), Refusal::TooEarly),
        (json!({ "exp": NOW + 601 }), Refusal::TooLasting),
        (json!({ "iat": NOW - 301 }), Refusal::TooLasting),
        (json!({ "iat": NOW, "exp": NOW }), Refusal::Claim("exp")),
        (json!({ "exp": i64::MAX, "iat": i64::MIN }), Refusal::TooLasting),
        (json!({ "exp": 1.5 }), Refusal::Unreadable),
        (json!({ "sub": " " }), Refusal::Claim("sub")),
        (json!({ "sub": null }), Refusal::Unreadable),
        (json!({ "groups": "it" }), Refusal::Unreadable),
        (json!({ "groups": vec!["g"; 101] }), Refusal::Claim("groups")),
        (json!({ "groups": ["g".repeat(101)] }), Refusal::Claim("groups")),
        (json!({ "name": "a\u{0}" }), Refusal::Claim("name")),
        (
            json!({ "address": { "street": "1" } }),
            Refusal::Claim("(a visitor field)"),
        ),
        (
            json!({ "note": "x".repeat(201) }),
            Refusal::Claim("(a visitor field)"),
        ),
    ] {
        assert_eq!(refused(change.clone()), why, "{change}");
    }
    // Within the skew of two clocks.
    for change in [
        json!({ "iat": NOW - 400, "exp": NOW - 59 }),
        json!({ "iat": NOW + 60, "exp": NOW + 660 }),
        json!({ "exp": NOW + 600 }),
        json!({ "groups": vec!["g"; 100] }),
    ] {
        assert!(check(&header(), &with(change.clone())).is_ok(), "{change}");
    }
    for missing in ["sub", "aud", "iat", "exp"] {
        let mut payload = payload();
        payload.as_object_mut().unwrap().remove(missing);
        assert_eq!(check(&header(), &payload), Err(Refusal::Unreadable), "{missing}");
    }
}

#[test]
fn other_signatures_and_forms_are_refused() {
    let good = sign(&header().to_string(), &payload().to_string(), SECRET);
    let read = |token: &str| Unchecked::read(token)?.check(SECRET, "demo", NOW).map(drop);
    assert_eq!(read(&good), Ok(()));
    let unsigned = good.rsplit_once('.').unwrap().0;
    for (token, why) in [
        (format!("{unsigned}."), Refusal::Forged),
        (unsigned.to_owned(), Refusal::Unreadable),
        (format!("{good}."), Refusal::Unreadable),
        (format!("{good}=="), Refusal::Unreadable),
        (format!(" {good}"), Refusal::Unreadable),
        (good[..good.len() - 4].to_owned(), Refusal::Forged),
        ("x".repeat(BYTES + 1), Refusal::TooLong),
        (String::new(), Refusal::Unreadable),
        ("..".into(), Refusal::Unreadable),
    ] {
        assert_eq!(read(&token), Err(why), "{token}");
    }
    let other = sign(&header().to_string(), &payload().to_string(), b"other");
    assert_eq!(read(&other), Err(Refusal::Forged));
}

/// Made by the examples for a company's server (`docs/embedding.md`).
#[test]
fn the_examples_make_good_tokens() {
    let python = "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCIsICJraWQiOiAiazEifQ.eyJzdWIiOiAiMSIsICJhdWQiOiAiV0lER0VUX\
         0tFWSIsICJpYXQiOiAxNzk1NDQ3MDAzLCAiZXhwIjogMTc5NTQ0NzYwMywgIm5hbWUiOiAiXHU4MmIxXHU1YjUwIiwgImVtY\
         WlsIjogImFAYiIsICJncm91cHMiOiBbIlx1NTViNlx1Njk2ZCJdfQ.pHQ7RX_JU2sYNdQ5PsBlF2khV61Tcqq7uhhyqA2Fb3\
         w";
    let node = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0.eyJzdWIiOiIxIiwiYXVkIjoiV0lER0VUX0tFWSIsImlh\
         dCI6MTc5NTQ0NzAwMywiZXhwIjoxNzk1NDQ3NjAzLCJuYW1lIjoi6Iqx5a2QIiwiZW1haWwiOiJhQGIiLCJncm91cHMiOlsi\
         5Za25qWtIl19.Z9CxV9EU1Z9L94SQ9K_SLYuM9uTwmWzlMbkMwAWm4cA";
    for token in [python, node] {
        let unchecked = Unchecked::read(token).unwrap();
        assert_eq!(unchecked.kid, "k1");
        let claims = unchecked.check(&[b's'; 43], "WIDGET_KEY", 1_795_447_003).unwrap();
        assert_eq!(
            (&*claims.subject, &*claims.name, &*claims.email),
            ("1", "花子", "a@b")
        );
        assert_eq!(claims.groups, ["営業"]);
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_or_passes(text in "[ -~]{0,200}", parts in prop::collection::vec("[A-Za-z0-9_-]{0,60}", 0..5)) {
        for token in [text, parts.join(".")] {
            let checked = Unchecked::read(&token).and_then(|token| token.check(SECRET, "demo", NOW));
            prop_assert!(checked.is_err());
        }
    }

    #[test]
    fn any_json_is_accepted_or_refused(head in any_json(), body in any_json()) {
        // Signed rightly, so that the claims are looked at.
        let token = sign(&head.to_string(), &payload().to_string(), SECRET);
        let _ = Unchecked::read(&token).map(|token| token.check(SECRET, "demo", NOW));
        let token = sign(&header().to_string(), &body.to_string(), SECRET);
        prop_assert!(Unchecked::read(&token).unwrap().check(SECRET, "demo", NOW).is_err());
    }

    #[test]
    fn one_changed_byte_is_noticed(at in 0_usize..10_000, by in 1_u8..128) {
        let good = sign(&header().to_string(), &payload().to_string(), SECRET);
        let mut bytes = good.clone().into_bytes();
        let at = at % bytes.len();
        bytes[at] = (bytes[at] + by) % 128;
        let Ok(changed) = String::from_utf8(bytes) else { return Ok(()) };
        prop_assume!(changed != good);
        prop_assert!(Unchecked::read(&changed).and_then(|token| token.check(SECRET, "demo", NOW)).is_err());
    }

    #[test]
    fn a_token_never_lasts_longer_than_ten_minutes_and_the_skew(iat in -2_000_i64..2_000, lasts in -100_i64..2_000) {
        let payload = with(json!({ "iat": NOW + iat, "exp": NOW + iat + lasts }));
        if let Ok(claims) = check(&header(), &payload) {
            prop_assert!(claims.expires_at_s <= NOW + LASTS_S + SKEW_S);
            prop_assert!(claims.expires_at_s + SKEW_S > NOW);
            prop_assert!(lasts <= LASTS_S && lasts > 0 && iat <= SKEW_S);
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,20}".prop_map(Value::from),
    ];
    let names = prop::sample::select(vec![
        "alg", "kid", "typ", "sub", "aud", "iat", "exp", "groups", "other",
    ]);
    leaf.prop_recursive(4, 32, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(names.clone().prop_map(str::to_owned), inner, 0..8)
                .prop_map(Value::from_iter),
        ]
    })
}
