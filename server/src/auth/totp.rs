//! Codes of an authenticator app: RFC 6238 (TOTP) over RFC 4226 (HOTP), HMAC-SHA-1, 6 digits, 30 seconds: what every app
//! understands.

use hmac::{Hmac, KeyInit, Mac};
use qrcodegen::{QrCode, QrCodeEcc};
use sha1::Sha1;
use std::fmt::Write as _;

/// How long a code is shown, in milliseconds.
const STEP_MS: i64 = 30_000;
/// Codes this many steps early or late are taken: telephones' clocks differ.
const DRIFT: i64 = 1;
/// Bytes of a secret; RFC 4226 recommends 160 bits.
pub const SECRET_BYTES: usize = 20;

/// The step that a code is of, when it is one of now and later than the last one that was used; a code works once.
pub fn step_of(secret: &[u8], code: &str, now_ms: i64, last: i64) -> Option<i64> {
    let given: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let now = now_ms.div_euclid(STEP_MS);
    // All are compared, and each in a time that does not depend on the digits.
    (now - DRIFT..=now + DRIFT)
        .filter(|step| super::token::same(&code_at(secret, *step), &given))
        .fold(None, |_, step| Some(step))
        .filter(|step| *step > last)
}

/// The code of a step.
pub fn code_at(secret: &[u8], step: i64) -> String {
    let Ok(mac) = Hmac::<Sha1>::new_from_slice(secret) else {
        return String::new();
    };
    let hash = mac.chain_update(step.to_be_bytes()).finalize().into_bytes();
    // RFC 4226, 5.3: four bytes from where the last half byte says.
    let at = usize::from(hash[19] & 0x0f);
    let number = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The code that an app shows at a time.
pub fn code_now(secret: &[u8], now_ms: i64) -> String {
    code_at(secret, now_ms.div_euclid(STEP_MS))
}

/// RFC 4648 base32 without padding, as apps take a secret by hand.
pub fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(LETTERS[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// The address that an app reads from the picture.
pub fn address(secret: &[u8], issuer: &str, account: &str) -> String {
    let mut url = String::from("otpauth://totp/");
    let escape = |text: &str| {
        url::form_urlencoded::byte_serialize(text.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    let _ = write!(
        url,
        "{}:{}?secret={}&issuer={}",
        escape(issuer),
        escape(account),
        base32(secret),
        escape(issuer)
    );
    url
}

/// A QR code as an SVG path of unit squares, and how many squares a side has. `None` for a text that is too long.
pub fn picture(text: &str) -> Option<(String, u32)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some((path, u32::try_from(code.size()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B (SHA-1; its codes have 8 digits, ours are their last 6).
    #[test]
    fn codes_of_the_rfc() {
        let secret = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_now(secret, seconds * 1_000), code);
        }
    }

    #[test]
    fn a_code_works_once_and_half_a_minute_around_now() {
        let (secret, now) = ([9; SECRET_BYTES], 1_700_000_000_000);
        let step = now / STEP_MS;
        for drift in [-1, 0, 1] {
            assert_eq!(
                step_of(&secret, &code_at(&secret, step + drift), now, 0),
                Some(step + drift)
            );
        }
        assert_eq!(step_of(&secret, &code_at(&secret, step + 2), now, 0), None);
        assert_eq!(step_of(&secret, &code_at(&secret, step), now, step), None);
        let spaced = code_at(&secret, step);
        let spaced = format!(" {} {}", &spaced[..3], &spaced[3..]);
        assert_eq!(step_of(&secret, &spaced, now, 0), Some(step));
        for wrong in ["", "000000000", "abcdef"] {
            assert_eq!(step_of(&secret, wrong, now, 0), None);
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn base32_of_the_rfc() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b"fo"), "MZXQ");
        assert_eq!(base32(b""), "");
        let address = address(b"foobar", "Kotae 本社", "a+b@example.com");
        assert!(
            address.starts_with(
                "otpauth://totp/Kotae%20%E6%9C%AC%E7%A4%BE:a%2Bb%40example.com?secret=MZXW6YTBOI&"
            )
        );
        assert!(picture(&address).is_some());
    }
}
