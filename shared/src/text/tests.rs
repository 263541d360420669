use super::*;
use proptest::prelude::*;

#[test]
fn folds_what_people_type_alike() {
    for (a, b) in [
        ("ＶＰＮ", "vpn"),
        ("ﾊﾟｿｺﾝ", "パソコン"),
        ("パスワード", "ぱすわど"),
        ("プリンター", "プリンタ"),
        ("サ－バ－", "サーバー"),
        ("キャンセル", "きやんせる"),
        ("か\u{3099}", "が"),
        ("か゛", "ガ"),
        ("3ヶ月", "3か月"),
        ("Ｗｉ－Ｆｉ", "wi-fi"),
        ("①", "1"),
        ("a\u{200B}b\u{FEFF}", "AB"),
        ("  二つ\u{3000}\t語 ", "二つ 語"),
        ("ヴァイオリン", "ゔあいおりん"),
        ("㌍", "かろり"),
    ] {
        assert_eq!(fold(a), fold(b), "{a} {b}");
    }
    assert_eq!(fold("忘れた"), "忘れた");
    assert_eq!(fold("\u{7}\u{200F}"), "");
}

#[test]
fn keeps_the_script_beside_the_folded_character() {
    use Script::{Break, Hiragana, Kanji, Katakana, Letter};
    let scripts: Vec<Script> = chars("Vパぱ漢々。é 😀").iter().map(|c| c.script).collect();
    assert_eq!(
        scripts,
        [
            Letter, Katakana, Hiragana, Kanji, Kanji, Break, Letter, Break, Break
        ]
    );
}

#[test]
fn spans_point_into_the_original() {
    let text = "ﾊﾟｿｺﾝのＶ－n サ-バ";
    let spans = chars_with_spans(text);
    let word: Vec<&str> = spans.iter().map(|(_, span)| &text[span.clone()]).collect();
    assert_eq!(
        word,
        ["ﾊﾟ", "ｿ", "ｺ", "ﾝ", "の", "Ｖ", "－", "n", " ", "サ-", "バ"]
    );
}

#[test]
fn a_dash_after_a_letter_with_its_own_sound_mark_is_a_long_mark() {
    for text in ["ワ\u{3099}－", "ワ゛-", "ヷー", "ヷ"] {
        assert_eq!(fold(text), "ヷ", "{text}");
    }
    assert_eq!(fold("サ\u{3099}-ビス"), fold("ザービス"));
}

#[test]
fn a_mark_behind_a_long_mark_composes_alike_with_and_without_spans() {
    for text in ["ｶｰ\u{ff9e}", "カ-\u{3099}", "eー\u{301}", "ー\u{3099}カ"] {
        let spans: Vec<Char> = chars_with_spans(text).into_iter().map(|(c, _)| c).collect();
        assert_eq!(spans, chars(text), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn folding_twice_is_folding_once(text in "\\PC{0,24}|[ァ-ヿぁ-ゟｦ-ﾟ㌀-㍗ー\\-－\u{3099}\u{301}aTＡ ]{0,16}") {
        let once = fold(&text);
        prop_assert_eq!(&fold(&once), &once);
    }

    #[test]
    fn any_text_folds_and_spans_lie_on_boundaries(text in any::<String>()) {
        fold(&text);
        for (_, span) in chars_with_spans(&text) {
            prop_assert!(text.get(span).is_some());
        }
    }

    #[test]
    fn japanese_and_english_fold_the_same_by_clusters(text in "([ァ-ヶｦ-ﾝぁ-ゖ亜-腕Ａ-Ｚa-zA-Z0-9。、 ][ﾞﾟ゛゜]?[ー－\\-]?){0,12}") {
        let whole = chars(&text);
        let clusters: Vec<Char> = chars_with_spans(&text).into_iter().map(|(c, _)| c).collect();
        prop_assert_eq!(whole, clusters);
    }
}
