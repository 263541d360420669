//! Japanese typed in Latin letters, before any conversion: `yuukyuu`, `pasuwa-do`, `mitumori`.

/// The kana of a word as it is typed with an input method, folded as [`crate::text::fold`] does; `None` if it is none.
/// `unfinished`: one or two consonants may be left over at the end.
///
/// Both the spelling that people read (`shi`, `tsu`, `cha`) and the one that they type (`si`, `tu`, `tya`) are known.
pub(super) fn kana(word: &[char], unfinished: bool) -> Option<String> {
    let mut kana = String::new();
    let mut rest = word;
    while let Some(&first) = rest.first() {
        let consonants = rest.iter().take_while(|c| vowel(**c).is_none()).count();
        // How many `n` are `ん`: all but the one that begins the next syllable.
        let n = rest.iter().take_while(|c| **c == 'n').count();
        let goes_on = rest
            .get(n)
            .is_some_and(|&next| next == 'y' || vowel(next).is_some());
        let nasal = n.min(3) - usize::from(n > 0 && goes_on);
        let doubled = consonants > 1 && first == rest[1] && !matches!(first, 'n' | '-' | '\'');
        let read = match (first, rest.get(consonants)) {
            // The long mark is folded away.
            ('-', _) if !kana.is_empty() => 1,
            ('n', _) if nasal > 0 => {
                kana.push('ん');
                nasal + usize::from(rest.get(nasal) == Some(&'\''))
            }
            _ if doubled => {
                kana.push('つ');
                1
            }
            (_, None) if unfinished && consonants <= 2 && !kana.is_empty() => consonants,
            (_, Some(&last)) => {
                syllable(&rest[..consonants], vowel(last)?, &mut kana)?;
                consonants + 1
            }
            _ => return None,
        };
        rest = &rest[read..];
    }
    Some(kana)
}

/// The place of a vowel in a row of kana.
fn vowel(c: char) -> Option<usize> {
    "aiueo".find(c)
}

/// Appends the kana of consonants before the vowel at `vowel`. Small kana are folded to large ones.
fn syllable(consonants: &[char], vowel: usize, kana: &mut String) -> Option<()> {
    /// Of each consonant its kana before a, i, u, e, o.
    const ROWS: [&str; 18] = [
        "kかきくけこ",
        "sさしすせそ",
        "tたちつてと",
        "nなにぬねの",
        "hはひふへほ",
        "mまみむめも",
        "yやいゆえよ",
        "rらりるれろ",
        "wわいうえを",
        "gがぎぐげご",
        "zざじずぜぞ",
        "dだぢづでど",
        "bばびぶべぼ",
        "pぱぴぷぺぽ",
        "xあいうえお",
        "lあいうえお",
        "cかしくせこ",
        "jじじじじじ",
    ];
    let in_row = |row: char, at: usize| {
        let row = ROWS.iter().find(|kana| kana.starts_with(row))?;
        row.chars().nth(at + 1)
    };
    // The kana that `i` gives, and the small one behind it.
    let mut bent = |first: char| {
        kana.push(first);
        if vowel != 1 {
            kana.push(['や', 'い', 'ゆ', 'え', 'よ'][vowel]);
        }
    };
    match *consonants {
        [] => kana.push(['あ', 'い', 'う', 'え', 'お'][vowel]),
        ['j'] => bent('じ'),
        ['s', 'h'] => bent('し'),
        ['c', 'h'] => bent('ち'),
        ['t', 's'] => {
            kana.push('つ');
            if vowel != 2 {
                kana.push(['あ', 'い', 'う', 'え', 'お'][vowel]);
            }
        }
        ['f' | 'v'] => {
            kana.push(if consonants[0] == 'f' { 'ふ' } else { 'ゔ' });
            if vowel != 2 {
                kana.push(['あ', 'い', 'う', 'え', 'お'][vowel]);
            }
        }
        ['x' | 'l', 't', 's' | 'u'] | ['x' | 'l', 't'] => kana.push('つ'),
        [c, 'y'] => bent(in_row(c, 1)?),
        ['t' | 'd', 'h'] => bent(in_row(if consonants[0] == 't' { 't' } else { 'd' }, 3)?),
        [c] => kana.push(in_row(c, vowel)?),
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::kana;
    use crate::text::fold;

    fn read(word: &str, unfinished: bool) -> Option<String> {
        kana(&word.chars().collect::<Vec<_>>(), unfinished)
    }

    #[test]
    fn reads_what_an_input_method_reads() {
        for (word, wanted) in [
            ("yuukyuu", "ゆうきゅう"),
            ("pasuwa-do", "パスワード"),
            ("mitsumori", "みつもり"),
            ("mitumori", "みつもり"),
            ("shinsei", "しんせい"),
            ("sinsei", "しんせい"),
            ("kaigishitsu", "かいぎしつ"),
            ("kyuuyomeisai", "きゅうよめいさい"),
            ("nenmatsuchousei", "ねんまつちょうせい"),
            ("shukkin", "しゅっきん"),
            ("kinmu", "きんむ"),
            ("kinnmu", "きんむ"),
            ("kon'yaku", "こんやく"),
            ("konnyaku", "こんにゃく"),
            ("annai", "あんない"),
            ("annnai", "あんない"),
            ("jouhou", "じょうほう"),
            ("zyouhou", "じょうほう"),
            ("fairu", "ファイル"),
            ("hoken", "ほけん"),
            ("hokenn", "ほけん"),
            ("chakku", "チャック"),
            ("tyakku", "チャック"),
            ("ti-mu", "チーム"),
            ("sa-ba-", "サーバー"),
        ] {
            assert_eq!(read(word, false), Some(fold(wanted)), "{word}");
        }
    }

    #[test]
    fn other_words_are_none() {
        for word in ["password", "printer", "vpn", "excel", "-", "x", "k", "account"] {
            assert_eq!(read(word, false), None, "{word}");
        }
        assert_eq!(read("yuuk", false), None);
        assert_eq!(read("yuuk", true), Some("ゆう".into()));
        assert_eq!(read("kaigish", true), Some("かいぎ".into()));
    }
}
