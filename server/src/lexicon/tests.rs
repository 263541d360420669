use super::*;
use kotae_shared::text::reading::{Readings, each_reading};

fn source(titles: &[&str]) -> Source {
    let entries = titles.iter().map(|title| SourceEntry {
        title: (*title).to_owned(),
        ..SourceEntry::default()
    });
    Source {
        entries: entries.collect(),
        ..Source::default()
    }
}

fn two_way(terms: &[&str]) -> Group {
    Group {
        terms: terms.iter().map(|&term| term.to_owned()).collect(),
        direction: Direction::TwoWay,
    }
}

fn one_way(terms: &[&str], to: &[&str]) -> Group {
    let to = to.iter().map(|&term| term.to_owned()).collect();
    Group {
        direction: Direction::OneWay { to },
        ..two_way(terms)
    }
}

const OWN_ALONE: Options = Options {
    built_in_synonyms: false,
    readings: false,
};

/// What visitors may say for each title, by the groups that it stands for.
fn said(titles: &[&str], own: &[Group], options: Options) -> Vec<Vec<Vec<String>>> {
    let mut source = source(titles);
    prepare(&mut source, own, options);
    let groups = |entry: &SourceEntry| {
        assert!(entry.synonyms.is_sorted());
        let groups = entry.synonyms.iter();
        groups
            .map(|&group| source.synonyms[group as usize].said.clone())
            .collect()
    };
    source.entries.iter().map(groups).collect()
}

/// Whether the title stands for a built-in group with this word.
fn finds(title: &str, word: &str) -> bool {
    let said = said(&[title], &[], Options::default());
    said[0].iter().flatten().any(|said| said == word)
}

fn reading(title: &str) -> String {
    let mut source = source(&[title]);
    prepare(&mut source, &[], Options::default());
    read(&text::fold(title), &Used(&source))
}

fn read(folded: &str, readings: &dyn Readings) -> String {
    let mut read = String::new();
    let mut at = 0;
    each_reading(folded, readings, &mut |span, reading| {
        read.push_str(&folded[at..span.start]);
        read.push_str(reading);
        at = span.end;
    });
    read + &folded[at..]
}

/// The readings of a prepared source.
struct Used<'s>(&'s Source);

impl Readings for Used<'_> {
    fn longest(&self, text: &str) -> Option<(usize, &str)> {
        let known = self.0.readings.iter().filter(|word| text.starts_with(&word.word));
        let longest = known.max_by_key(|word| word.word.len())?;
        Some((longest.word.len(), &longest.reading))
    }
}

#[test]
fn a_source_gets_the_words_that_its_texts_need() {
    let mut source = source(&["パスワードを忘れた場合"]);
    let entry = &mut source.entries[0];
    entry.phrasings = vec!["忘れました".into()];
    entry.keywords = vec!["暗証".into()];
    entry.learned = vec!["入館".into()];
    entry.body = "返却".into();
    prepare(&mut source, &[], OWN_ALONE);
    assert!(source.readings.is_empty() && source.synonyms.is_empty());
    prepare(&mut source, &[], Options::default());
    let words: Vec<_> = source.readings.iter().map(|word| word.word.as_str()).collect();
    assert!(words.is_sorted());
    for word in ["忘れ", "場合", "暗証"] {
        assert!(words.contains(&word), "{word}: {words:?}");
    }
    assert!(words.iter().all(|word| !"返却".starts_with(word)));
    let again = source.clone();
    prepare(&mut source, &[], Options::default());
    assert_eq!(source, again);
}

#[test]
fn the_readings_of_a_source_segment_its_texts_as_the_whole_table_does() {
    for (title, wanted) in [
        (
            "パスワードを忘れた場合の再設定方法",
            "パスワードをわすれたばあいのさいせっていほうほう",
        ),
        (
            "会議室の予約をキャンセルしたい",
            "かいぎしつのよやくをキャンセルしたい",
        ),
        ("人事部への問い合わせ", "じんじぶへのといあわせ"),
    ] {
        assert_eq!(reading(title), text::fold(wanted), "{title}");
    }
}

#[test]
fn the_words_of_the_office_are_read_right() {
    let lexicon = lexicon();
    let mut wrong = Vec::new();
    for line in include_str!("read_right.tsv").lines() {
        let (word, wanted) = line.split_once('\t').unwrap();
        let read = read(&text::fold(word), &lexicon.readings);
        if read != text::fold(wanted) {
            wrong.push(format!("{word}: {read}, not {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn own_groups_work_both_ways_or_one_way() {
    let own = [
        two_way(&["ポータル", "社内サイト"]),
        one_way(&["端末", "マシン"], &["パソコン"]),
    ];
    let said = said(
        &[
            "社内サイトの使い方",
            "パソコンの貸出",
            "端末の返却",
            "ポータル、パソコン",
        ],
        &own,
        OWN_ALONE,
    );
    let (portal, machine) = (["ポータル", "社内サイト"], ["端末", "マシン"]);
    assert_eq!(said[0], [portal]);
    assert_eq!(said[1], [machine]);
    assert!(said[2].is_empty());
    assert_eq!(said[3], [portal, machine]);
}

#[test]
fn own_groups_come_first_and_hide_the_dictionary() {
    assert!(finds("パソコンの貸出", "PC"));
    let own = [two_way(&["ノートパソコン", "ノート機"])];
    let all = said(
        &["ノートパソコンの修理", "パソコンの修理"],
        &own,
        Options::default(),
    );
    assert_eq!(all[0][0], ["ノートパソコン", "ノート機"]);
    assert!(!all[0].iter().flatten().any(|word| word == "PC"));
    assert!(all[1].iter().flatten().any(|word| word == "PC"));
    let mut source = source(&["ノートパソコンの修理"]);
    prepare(&mut source, &own, Options::default());
    let built_in: Vec<_> = source.synonyms.iter().map(|group| group.built_in).collect();
    assert_eq!(built_in, [false, true], "修理 has synonyms of its own");
}

#[test]
fn words_count_where_they_can_be_words() {
    let own = [
        two_way(&["PC", "計算機"]),
        two_way(&["メール", "電子便"]),
        two_way(&["年休", "休み"]),
        two_way(&["鍵", "キー"]),
        two_way(&["お知らせ", "通達"]),
        two_way(&["C++", "シープラ"]),
    ];
    let stands = |title: &str| said(&[title], &own, OWN_ALONE)[0].len();
    for title in [
        "pcの調子",
        "社内ＰＣ",
        "メールの設定",
        "ﾒｰﾙ",
        "年休申請",
        "机の鍵",
        "キーの返却",
        "社内のお知らせ",
        "C++を学ぶ",
    ] {
        assert_eq!(stands(title), 1, "{title}");
    }
    for title in [
        "PC9801",
        "upcoming",
        "決める",
        "メールアドレス",
        "める",
        "合鍵",
        "モンキーパンチ",
        "どうお知らせ",
        "",
    ] {
        assert_eq!(stands(title), 0, "{title}");
    }
}

#[test]
fn the_dictionary_knows_the_office_and_keeps_quiet_in_doubt() {
    for (title, word) in [
        ("プリンターの紙詰まり", "プリンタ"),
        ("在宅勤務の申請", "テレワーク"),
    ] {
        assert!(
            finds(title, word) || text::fold(title).contains(&text::fold(word)),
            "{title} {word}"
        );
    }
    for (title, word) in [
        ("When does it open?", "情報技術"),
        ("決める", "メール"),
        ("方法", "手段"),
    ] {
        assert!(!finds(title, word), "{title} {word}");
    }
}

#[test]
fn an_english_source_gets_no_japanese_words() {
    let english = said(
        &["Reset your password", "Book a meeting room"],
        &[],
        Options::default(),
    );
    let words: Vec<&String> = english.iter().flatten().flatten().collect();
    assert!(words.iter().any(|word| *word == "passcode"), "{words:?}");
    assert!(words.iter().all(|word| word.is_ascii()), "{words:?}");
    let mixed = said(&["Reset your password", "会議室の予約"], &[], Options::default());
    assert!(mixed[0].iter().flatten().any(|word| word == "パスワード"));
}

#[test]
fn a_group_of_too_many_entries_is_left_out_unless_it_is_the_help_desks() {
    let titles: Vec<String> = (0..MANY)
        .map(|number| format!("パソコンの質問{number}"))
        .collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let built_in = said(&titles, &[], Options::default());
    assert!(built_in.iter().flatten().flatten().all(|word| word != "PC"));
    let own = said(&titles, &[two_way(&["パソコン", "マシン"])], Options::default());
    assert!(own.iter().all(|groups| groups[0] == ["パソコン", "マシン"]));
}

#[test]
fn the_tables_are_compact_and_let_go() {
    let lexicon = lexicon();
    assert!(
        lexicon.readings.bytes() < 5_000_000,
        "{}",
        lexicon.readings.bytes()
    );
    assert!(
        lexicon.synonyms.bytes() < 4_000_000,
        "{}",
        lexicon.synonyms.bytes()
    );
}

#[test]
fn odd_texts_are_no_matter() {
    let own = [
        two_way(&["", " ", "ー", "a"]),
        one_way(&[], &["x"]),
        Group::default(),
    ];
    for title in [
        "",
        "ー",
        "\u{200F}\u{7}",
        "😀😀",
        &"漢".repeat(10_000),
        "مرحبا بالعالم",
        "a",
    ] {
        said(&[title], &own, Options::default());
    }
}
