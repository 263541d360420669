//! The start of a form: when it was loaded, signed, so that nobody can say that he has had it for long.

use super::visit_token::LASTS_HOURS;
use crate::vault::Vault;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use kotae_shared::Uuid;
use sha2::Sha256;

const PURPOSE: &str = "form start";
/// 128 bits of the HMAC.
const MAC_BYTES: usize = 16;
/// For how long a form may lie open, in milliseconds: as long as its page.
const LASTS_MS: i64 = LASTS_HOURS as i64 * 3_600_000;
/// What the clock may have been set back, in milliseconds.
const SLACK_MS: i64 = 24 * 3_600_000;

/// For a form of a widget that is loaded now.
pub(super) fn issue(vault: &Vault, widget: &str, form: Uuid, now_ms: i64) -> String {
    let at = now_ms.to_be_bytes();
    let mac = mac(&vault.derived(PURPOSE)[0], widget, form, at)
        .finalize()
        .into_bytes();
    URL_SAFE_NO_PAD.encode([&at[..], &mac[..MAC_BYTES]].concat())
}

/// When the form was loaded, in epoch milliseconds; `None`: not here, not this form, or too long ago. Takes the same time
/// wherever starts differ.
pub(super) fn read(vault: &Vault, widget: &str, form: Uuid, start: &str, now_ms: i64) -> Option<i64> {
    let bytes = URL_SAFE_NO_PAD.decode(start).ok()?;
    let (at, shown) = bytes.split_first_chunk::<8>()?;
    let keys = vault.derived(PURPOSE);
    let signed = shown.len() == MAC_BYTES
        && keys
            .iter()
            .any(|key| mac(key, widget, form, *at).verify_truncated_left(shown).is_ok());
    let at = i64::from_be_bytes(*at);
    (signed && (-SLACK_MS..=LASTS_MS).contains(&(now_ms - at))).then_some(at)
}

fn mac(key: &[u8; 32], widget: &str, form: Uuid, at: [u8; 8]) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.chain_update(at)
        .chain_update(form.as_bytes())
        .chain_update(widget)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::KeySource;

    #[test]
    fn a_start_holds_for_its_form_and_widget_and_not_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(KeySource::OwnFile, folder.path(), [7; 32]).unwrap();
        let (form, now) = (Uuid::from_u128(1), 1_790_000_000_000);
        let start = issue(&vault, "demo", form, now);
        assert_eq!(read(&vault, "demo", form, &start, now + 5), Some(now));
        assert_eq!(read(&vault, "demo", form, &start, now + LASTS_MS + 1), None);
        assert_eq!(read(&vault, "other", form, &start, now), None);
        assert_eq!(read(&vault, "demo", Uuid::from_u128(2), &start, now), None);
        for at in 0..start.len() {
            let mut changed = start.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(read(&vault, "demo", form, &changed, now), None, "{changed}");
        }
        for wrong in ["", "A", "答え", &start[..20]] {
            assert_eq!(read(&vault, "demo", form, wrong, now), None, "{wrong}");
        }
    }
}
