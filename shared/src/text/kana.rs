//! Kana folding, character by character.

/// Katakana to hiragana and small kana to large; everything else stays.
///
/// Small `ヶ` and `ヵ` are read "ka" wherever they stand (`3ヶ月` is written `3か月` as often).
pub(crate) const fn fold_kana(c: char) -> char {
    let code = c as u32;
    let code = match code {
        0x30F5 | 0x30F6 | 0x3095 | 0x3096 => 0x304B,
        0x30A1..=0x30F4 | 0x30FD | 0x30FE => code - 0x60,
        _ => code,
    };
    let code = match code {
        0x3041 | 0x3043 | 0x3045 | 0x3047 | 0x3049 | 0x3063 | 0x3083 | 0x3085 | 0x3087 | 0x308E => code + 1,
        _ => code,
    };
    match char::from_u32(code) {
        Some(folded) => folded,
        None => c,
    }
}

/// A katakana letter, full or half width.
pub(super) const fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FD}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}')
}

/// What people type for the long mark after katakana when they do not type the mark itself.
pub(super) const fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{FF0D}'
    )
}

/// The long mark, full or half width.
pub(super) const fn is_long_mark(c: char) -> bool {
    matches!(c, '\u{30FC}' | '\u{FF70}')
}
