use super::*;
use crate::Uuid;
use crate::pack::{Source, SourceEntry, SourceReading, SourceSynonyms, build, build_bodies};
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

/// A few entries with all that a publication knows of them.
fn knowing() -> Matcher {
    let entry = |id, title: &str, body: &str, synonyms: &[u32]| SourceEntry {
        id: Uuid::from_u128(id),
        title: title.into(),
        body: body.into(),
        synonyms: synonyms.to_vec(),
        ..SourceEntry::default()
    };
    let mut source = Source {
        entries: vec![
            entry(
                1,
                "有給休暇の申請方法",
                "勤怠システムから申請してください。",
                &[0],
            ),
            entry(2, "給与明細の確認方法", "毎月25日にポータルで確認できます。", &[]),
            entry(
                3,
                "パスワードを忘れた場合",
                "ヘルプデスクに連絡してください。",
                &[1],
            ),
        ],
        readings: [
            ("有給", "ゆうきゆう"),
            ("休暇", "きゆうか"),
            ("申請", "しんせい"),
            ("方法", "ほうほう"),
            ("給与", "きゆうよ"),
            ("明細", "めいさい"),
            ("忘れ", "わすれ"),
        ]
        .map(|(word, reading)| SourceReading {
            word: word.into(),
            reading: reading.into(),
        })
        .to_vec(),
        synonyms: [(["休み", "年休"], false), (["暗証番号", "パスコード"], true)]
            .map(|(said, built_in)| SourceSynonyms {
                said: said.map(String::from).to_vec(),
                built_in,
            })
            .to_vec(),
        ..Source::default()
    };
    source.entries[1]
        .learned
        .push("今月いくら振り込まれたか見たい".into());
    let bodies = build_bodies(&source).expect("builds").expect("has answers");
    let pack = Pack::decode(&build(&source, None).expect("builds")).expect("decodes");
    let mut matcher = Matcher::new(pack);
    assert!(matcher.sharpen(Bodies::decode(bodies).expect("decodes")));
    matcher
}

#[test]
fn finds_by_sound_synonym_learned_phrase_and_answer() {
    let matcher = knowing();
    for (question, index) in [
        ("ゆうきゅうのしんせい", 0),
        ("yuukyuu", 0),
        ("きゅうよめいさい", 1),
        ("kyuuyomeisai", 1),
        ("休みを取りたい", 0),
        ("年休", 0),
        ("暗証番号がわからない", 2),
        ("いくら振り込まれた？", 1),
        ("勤怠システム", 0),
        ("わすれた", 2),
        ("pasuwa-do", 2),
        ("ぱすわどをわすれt", 2),
    ] {
        let first = matcher.ask(question).hits.first().map(|hit| hit.index);
        assert_eq!(first, Some(index), "{question}");
    }
    let marked = matcher.highlights("yuukyuu", 0);
    assert_eq!(
        marked.first(),
        Some(&(0.."有給休暇".len())),
        "what is heard is marked"
    );
}

#[test]
fn says_why() {
    let matcher = knowing();
    let why = |question, index| matcher.why(question, index).expect("is there");
    let heard = why("ゆうきゅう", 0);
    assert_eq!(
        (&heard.parts[0].reason, heard.parts[0].place),
        (&Reason::Reading, Place::Title)
    );
    let meant = why("年休 xyz", 0);
    let synonym = Reason::Synonym {
        term: "年休".into(),
        built_in: false,
    };
    assert_eq!(
        (&meant.parts[0].reason, meant.parts[0].place),
        (&synonym, Place::Synonyms)
    );
    assert_eq!(meant.unknown, ["xyz"]);
    assert_eq!(why("勤怠システム", 0).parts[0].place, Place::Body);
    assert_eq!(why("いくら振り込まれた", 1).parts[0].place, Place::Learned);
    assert_eq!(why("天気", 0).score, 0);
    assert_eq!(matcher.why("天気", 9), None);
    for question in [
        "有給の申請を忘れた",
        "給与 めいさい",
        "password",
        "",
        "年休 暗証番号",
    ] {
        let ranked = matcher.rank(question, 10);
        for index in 0..3 {
            let score = ranked
                .iter()
                .find(|hit| hit.index == index)
                .map_or(0, |hit| hit.score);
            let why = why(question, index);
            assert_eq!(why.score, score, "{question}");
            assert!(why.parts.iter().map(|part| part.share).sum::<u16>() <= 1000);
        }
    }
}

#[test]
fn what_most_answers_say_is_not_missed_in_titles() {
    let entry = |id: u128| SourceEntry {
        id: Uuid::from_u128(id),
        title: format!("項目{id}"),
        body: "総務へ連絡してください。".into(),
        ..SourceEntry::default()
    };
    let source = Source {
        entries: (0..2_500).map(entry).collect(),
        ..Source::default()
    };
    let pack = Pack::decode(&build(&source, None).expect("builds")).expect("decodes");
    let bodies = build_bodies(&source).expect("builds").expect("has answers");
    let mut matcher = Matcher::new(pack);
    let score = |matcher: &Matcher| matcher.ask("項目77 連絡").hits[0].score;
    let before = score(&matcher);
    assert!(matcher.sharpen(Bodies::decode(bodies).expect("decodes")));
    assert!(score(&matcher) > before, "{} after {before}", score(&matcher));
    assert_eq!(matcher.ask("項目77 連絡").hits[0].index, 77);
}

#[test]
fn bodies_of_other_entries_are_refused() {
    let mut matcher = matcher(TITLES);
    let other = Source {
        entries: vec![SourceEntry {
            body: "別の答え".into(),
            ..SourceEntry::default()
        }],
        ..Source::default()
    };
    let bodies = build_bodies(&other).expect("builds").expect("has answers");
    assert!(!matcher.sharpen(Bodies::decode(bodies).expect("decodes")));
    assert_eq!(build_bodies(&Source::default()), Ok(None));
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
