use super::*;
use crate::Uuid;
use crate::pack::{Source, SourceEntry, build};
use proptest::prelude::*;

const TITLES: &[&str] = &[
    "パスワードを忘れた場合の再設定方法",
    "ＶＰＮに接続できないときの確認手順",
    "社内無線LAN（Wi-Fi）への接続方法",
    "プリンターで印刷できない場合",
    "経費精算の申請方法",
    "会議室の予約をキャンセルしたい",
    "How to reset your password",
    "Cancelling a meeting room booking",
];

fn matcher(titles: &[&str]) -> Matcher {
    let entries = titles.iter().enumerate().map(|(at, title)| SourceEntry {
        id: Uuid::from_u128(at as u128),
        title: (*title).into(),
        ..SourceEntry::default()
    });
    let source = Source {
        entries: entries.collect(),
        ..Source::default()
    };
    Matcher::new(Pack::decode(&build(&source, None).expect("builds")).expect("decodes"))
}

fn first(question: &str) -> Option<&'static str> {
    matcher(TITLES)
        .ask(question)
        .hits
        .first()
        .map(|hit| TITLES[hit.index as usize])
}

#[test]
fn finds_what_is_meant_however_it_is_written() {
    for (question, title) in [
        ("パスワード わすれた", TITLES[0]),
        ("ﾊﾟｽﾜｰﾄﾞを忘れてしまいました。どうすればいいですか", TITLES[0]),
        ("ぱすわーど", TITLES[0]),
        ("ＶＰＮ せつぞく できない", TITLES[1]),
        ("vpn", TITLES[1]),
        ("wifi", TITLES[2]),
        ("プリンタ", TITLES[3]),
        ("けいひ 精算", TITLES[4]),
        ("会議室の予約をきゃんせるしたいのですが", TITLES[5]),
        ("reset my passwrod", TITLES[6]),
        ("how do I cancel a booking?", TITLES[7]),
    ] {
        assert_eq!(first(question), Some(title), "{question}");
    }
}

#[test]
fn finds_nothing_where_nothing_is_meant() {
    for question in [
        "",
        " ",
        "？？？",
        "😀",
        "今日の天気",
        "おすすめのラーメン屋",
        "tell me something funny",
        "ありがとう",
        "どうすればいいですか",
    ] {
        let ranking = matcher(TITLES).ask(question);
        assert_eq!(
            (ranking.outcome, ranking.hits.len()),
            (Outcome::NotFound, 0),
            "{question}"
        );
    }
}

#[test]
fn suggests_from_the_first_character() {
    let matcher = matcher(TITLES);
    let first = |typed: &str| {
        matcher
            .suggest(typed, 5)
            .first()
            .map(|hit| TITLES[hit.index as usize])
    };
    assert_eq!(first("ぱ"), Some(TITLES[0]));
    assert_eq!(first("v"), Some(TITLES[1]));
    assert_eq!(first("vp"), Some(TITLES[1]));
    assert_eq!(first("経"), Some(TITLES[4]));
    assert_eq!(first("pass"), Some(TITLES[6]));
    assert_eq!(
        first("ぱｓ"),
        Some(TITLES[0]),
        "an input method on the way to ぱす"
    );
    assert_eq!(first("q"), None);
    assert!(matcher.suggest("会議室", 0).is_empty());
}

fn marked(matcher: &Matcher, typed: &str, index: u32) -> String {
    let title = TITLES[index as usize];
    let parts = matcher.highlights(typed, index);
    parts
        .into_iter()
        .map(|range| &title[range])
        .collect::<Vec<_>>()
        .join("|")
}

#[test]
fn highlights_the_title_as_it_is_written() {
    let matcher = matcher(TITLES);
    assert_eq!(marked(&matcher, "ぱすわーど わすれた", 0), "パスワード|れた");
    assert_eq!(marked(&matcher, "vpn せつぞく できない", 1), "ＶＰＮ|できない");
    assert_eq!(marked(&matcher, "wi", 2), "Wi");
    assert_eq!(marked(&matcher, "LANを使う", 2), "LAN");
    assert_eq!(marked(&matcher, "canceling", 7), "Cancelling");
    assert_eq!(marked(&matcher, "経理", 0), "");
    assert!(matcher.highlights("パスワード", 99).is_empty());
}

#[test]
fn equal_entries_keep_their_order() {
    let matcher = matcher(&["同じ題", "同じ題", "違う"]);
    let order: Vec<u32> = matcher.ask("同じ題").hits.iter().map(|hit| hit.index).collect();
    assert_eq!(order, [0, 1]);
}

#[test]
fn long_and_odd_questions_are_read() {
    let matcher = matcher(TITLES);
    let long = "会議室の予約 ".repeat(1_500);
    assert_eq!(matcher.ask(&long).hits[0].index, 5);
    let kanji: String = ('一'..='龥').take(10_000).collect();
    for odd in [
        kanji.as_str(),
        "مرحبا كيف حالك",
        "\u{202E}\u{0}\u{1F}",
        "👩‍👩‍👧‍👦",
        "สวัสดี",
        "a\u{301}\u{301}\u{301}",
        "ﷺ",
    ] {
        matcher.ask(odd);
        matcher.suggest(odd, 5);
        matcher.highlights(odd, 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_question_is_ranked_alike_and_in_bounds(question in "\\PC{0,40}|[ァ-ヶぁ-ゖ亜-腕a-zA-Z '\\-をがは]{0,40}|パスワード\\PC{0,5}") {
        let matcher = matcher(TITLES);
        let ranking = matcher.ask(&question);
        prop_assert_eq!(&ranking, &matcher.ask(&question));
        prop_assert!(ranking.hits.iter().all(|hit| (1..=1000).contains(&hit.score)));
        prop_assert!(ranking.hits.is_sorted_by_key(|hit| (core::cmp::Reverse(hit.score), 0)));
        prop_assert_eq!(ranking.outcome == Outcome::NotFound, ranking.hits.is_empty());
        prop_assert!(matcher.suggest(&question, 3).len() <= 3);
    }

    #[test]
    fn highlights_lie_on_boundaries_in_order(title in "\\PC{0,20}|[ｦ-ﾟァ-ヶーＡ-ｚ ]{0,20}", typed in "\\PC{0,10}|[ァ-ヶa-z]{0,10}") {
        let matcher = matcher(&[&title]);
        let mut end = 0;
        for range in matcher.highlights(&typed, 0).into_iter().chain(matcher.highlights(&title, 0)) {
            prop_assert!(title.get(range.clone()).is_some_and(|part| !part.is_empty()));
            if range.start < end { end = 0; }
            prop_assert!(range.start >= end);
            end = range.end;
        }
    }
}
