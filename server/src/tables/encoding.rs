//! Finds out how a text file is encoded, and reads it without ever guessing a character.

use encoding_rs::{DecoderResult, Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// A file's text.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, without a byte order mark.
    pub(super) text: String,
    /// What it was: `UTF-8`, `UTF-8 (BOM)`, `Shift_JIS`, `UTF-16LE` or `UTF-16BE`.
    pub(super) encoding: &'static str,
}

/// Decodes a file. `Err`: the text before the first bytes that cannot be read, in the encoding that got furthest.
///
/// A byte order mark decides. Without one, text with a zero in nearly every other byte is UTF-16 (ASCII separators and
/// line ends have one), what is valid UTF-8 is UTF-8 (other encodings of Japanese practically never are), and the rest
/// is Shift_JIS in Microsoft's form (CP932), which Japanese Excel writes.
pub(super) fn decode(bytes: Vec<u8>) -> Result<Decoded, String> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        let name = if encoding == UTF_8 {
            "UTF-8 (BOM)"
        } else {
            encoding.name()
        };
        return strict(encoding, &bytes[mark..]).map(|text| Decoded { text, encoding: name });
    }
    if let Some(encoding) = utf_16_without_mark(&bytes) {
        return strict(encoding, &bytes).map(|text| Decoded {
            text,
            encoding: encoding.name(),
        });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded {
            text,
            encoding: "UTF-8",
        }),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            // Several characters of valid UTF-8 before the fault: a damaged UTF-8 file. In a short one the rest may happen
            // to be Shift_JIS, and would be read as other characters.
            let before = String::from_utf8_lossy(&bytes[..valid]);
            if before.chars().filter(|c| !c.is_ascii()).take(TELLING).count() == TELLING {
                return Err(before.into_owned());
            }
            strict(SHIFT_JIS, &bytes).map(|text| Decoded {
                text,
                encoding: "Shift_JIS",
            })
        }
    }
}

/// So many characters of valid UTF-8 do not happen by chance in Shift_JIS.
const TELLING: usize = 3;

fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4_096) & !1];
    let zeros = |offset: usize| {
        sample
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    match () {
        () if even + odd == 0 => None,
        () if odd > even * 8 => Some(UTF_16LE),
        () if even > odd * 8 => Some(UTF_16BE),
        () => None,
    }
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, String> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    // Never more than the encoder's own bound, which `room` is; the fallback only reserves later.
    let mut text = String::with_capacity(room.unwrap_or(0));
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => {
            text.shrink_to_fit();
            Ok(text)
        }
        DecoderResult::OutputFull | DecoderResult::Malformed(..) => Err(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "id,タイトル\r\nIT-001,①パスワード～髙橋\r\n";

    fn of(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes.to_vec()).unwrap();
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn every_encoding_that_excel_writes() {
        assert_eq!(of(TEXT.as_bytes()), (TEXT.into(), "UTF-8"));
        assert_eq!(
            of(format!("\u{feff}{TEXT}").as_bytes()),
            (TEXT.into(), "UTF-8 (BOM)")
        );
        // NEC's ① and IBM's 髙 are in CP932 only.
        let (sjis, _, lost) = SHIFT_JIS.encode(TEXT);
        assert!(!lost);
        assert_eq!(of(&sjis), (TEXT.into(), "Shift_JIS"));
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(of(&little), (TEXT.into(), "UTF-16LE"));
        assert_eq!(of(&big), (TEXT.into(), "UTF-16BE"));
        assert_eq!(
            of(&[&[0xff, 0xfe], &little[..]].concat()),
            (TEXT.into(), "UTF-16LE")
        );
        assert_eq!(of(&[&[0xfe, 0xff], &big[..]].concat()), (TEXT.into(), "UTF-16BE"));
        assert_eq!(of(b""), (String::new(), "UTF-8"));
    }

    #[test]
    fn what_cannot_be_read_is_not_replaced() {
        let broken = [TEXT.as_bytes(), b"\xff\xff,x"].concat();
        assert_eq!(decode(broken).unwrap_err(), TEXT);
        // Would be Shift_JIS, of other characters.
        let short = "題\n回答です\n".bytes().chain([0xb1]).collect();
        assert_eq!(decode(short).unwrap_err(), "題\n回答です\n");
        let (sjis, _, _) = SHIFT_JIS.encode(TEXT);
        assert_eq!(decode([&sjis[..], b"\x81"].concat()).unwrap_err(), TEXT);
        assert!(decode(b"\xff\xfea".to_vec()).is_err());
    }
}
