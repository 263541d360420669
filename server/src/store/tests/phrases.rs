//! Learned phrases, synonyms and the settings of matching, as the store keeps them.

use super::*;
use crate::knowledge::learning;
use crate::store::{
    phrases::{self, is_impersonal},
    pinned,
};
use kotae_shared::{
    Lang,
    api::{
        admin::{EntryEdit, Status},
        pinned::{PinDecided, PinDecision, PinProposalQuery, PinState, PinnedQuery},
        problem::Fault,
        widget::{Event, EventKind, Outcome, Question, Visit},
        words::{Collected, Matching, PhraseDecision, PhraseQuery, PhraseState, SynonymEdit, limits},
    },
};

impl World {
    fn add_entry(&self, title: &str, phrasings: &[&str]) -> Uuid {
        let edit = EntryEdit {
            title: title.into(),
            phrasings: phrasings.iter().map(|&phrasing| phrasing.to_owned()).collect(),
            answer: "答え".into(),
            status: Status::Published,
            ..EntryEdit::default()
        };
        self.main(move |tx| entries::create(tx, &cli(), &edit))
            .unwrap()
            .id
    }

    /// A visitor asks, and says whether the entry solved it.
    fn ask(&self, number: u128, text: &str, entry: Uuid, solved: bool) {
        self.clock.advance(1_000);
        let question = Question {
            text: text.into(),
            pack: "0".repeat(64),
            outcome: Outcome::Answer,
            candidates: Vec::new(),
        };
        self.event(number * 100, 0, EventKind::Question(question));
        self.say(number, 1, entry, solved);
    }

    fn say(&self, number: u128, seq: u32, entry: Uuid, solved: bool) {
        let question = Some(Uuid::from_u128(number * 100));
        let said = EventKind::Feedback {
            question,
            entry,
            solved,
        };
        self.event(number * 100 + u128::from(seq), seq, said);
    }

    fn event(&self, id: u128, seq: u32, kind: EventKind) {
        let visit = Visit {
            id: Uuid::from_u128(1),
            visitor: Uuid::from_u128(2),
            page: "https://intranet.example/".into(),
            lang: Lang::Ja,
            claims: Vec::new(),
        };
        let event = Event {
            id: Uuid::from_u128(id),
            conversation: Uuid::from_u128(3),
            seq,
            kind,
        };
        let recorded = self
            .workspace()
            .events()
            .write_blocking(move |tx| events::record(tx, "key", &visit, &[event]));
        assert_eq!(recorded.unwrap(), 1);
    }

    fn collect(&self) -> (u32, u32) {
        let Collected { questions, proposed } =
            learning::collect(&self.workspace(), &Actor::Job("test")).unwrap();
        (questions, proposed)
    }

    fn phrases(&self, state: PhraseState) -> Vec<(String, u32)> {
        let query = PhraseQuery {
            state,
            ..PhraseQuery::default()
        };
        let page = self
            .workspace()
            .main()
            .read_blocking(|read| phrases::list(read, &query))
            .unwrap();
        assert_eq!(page.total as usize, page.items.len());
        page.items
            .into_iter()
            .map(|phrase| (phrase.text, phrase.count))
            .collect()
    }

    fn decide(&self, text: &str, from: PhraseState, state: PhraseState) -> u32 {
        let text = text.to_owned();
        let decided = self.main(move |tx| {
            let query = PhraseQuery {
                state: from,
                ..PhraseQuery::default()
            };
            let items = phrases::list(tx, &query)?.items;
            let ids = items.iter().filter(|phrase| phrase.text == text);
            let decision = PhraseDecision {
                ids: ids.map(|phrase| phrase.id).collect(),
                state,
            };
            assert_eq!(decision.ids.len(), 1);
            phrases::decide(tx, &cli(), &decision)
        });
        decided.unwrap()
    }

    fn learned(&self, entry: Uuid) -> Vec<String> {
        let mut all = self.workspace().main().read_blocking(phrases::learned).unwrap();
        all.remove(&entry).unwrap_or_default()
    }

    fn unpublished_words(&self) -> u32 {
        let preview = self.workspace().main().read_blocking(publications::preview);
        preview.unwrap().words
    }
}

#[test]
fn solved_questions_are_proposed_once_and_alike_ones_are_one() {
    let world = world();
    let vpn = world.add_entry("VPNの設定", &["社外から繋ぐ"]);
    let password = world.add_entry("パスワード", &[]);
    world.ask(1, "家から会社に入りたい", vpn, true);
    world.ask(2, " 家から会社に入りたい ", vpn, true);
    world.ask(3, "ＶＰＮの設定", vpn, true);
    world.ask(4, "社外から繋ぐ", vpn, true);
    world.ask(5, "分からない", vpn, false);
    world.ask(6, "家から会社に入りたい", password, true);
    world.ask(7, "電話は 090-1234-5678 です", vpn, true);
    assert_eq!(world.collect(), (6, 2));
    assert_eq!(world.collect(), (0, 0));
    let proposed = world.phrases(PhraseState::Proposed);
    assert_eq!(
        proposed,
        [
            ("家から会社に入りたい".to_owned(), 2),
            ("家から会社に入りたい".to_owned(), 1)
        ]
    );
    // Said again, and then the other way round and back: still one question.
    world.ask(8, "いえから", vpn, false);
    world.say(8, 2, vpn, true);
    world.say(8, 3, vpn, false);
    world.say(8, 4, vpn, true);
    assert_eq!(world.collect(), (1, 1));
    world.say(8, 5, vpn, false);
    world.say(8, 6, vpn, true);
    assert_eq!(world.collect(), (0, 0));
    let records = world
        .workspace()
        .main()
        .read_blocking(|read| audit::latest(read, 1))
        .unwrap();
    assert_eq!(
        (records[0].action.as_str(), records[0].actor_kind.as_str()),
        ("phrase.propose", "job")
    );
}

#[test]
fn who_changed_their_mind_before_it_was_looked_at_does_not_count() {
    let world = world();
    let vpn = world.add_entry("VPNの設定", &[]);
    world.ask(1, "家から会社に入りたい", vpn, true);
    world.say(1, 2, vpn, false);
    assert_eq!(world.collect(), (1, 0));
}

#[test]
fn accepted_phrases_are_learned_until_they_are_taken_back() {
    let world = world();
    let vpn = world.add_entry("VPNの設定", &[]);
    world.ask(1, "家から会社に入りたい", vpn, true);
    world.ask(2, "自宅で仕事する方法", vpn, true);
    world.ask(3, "ありがとう", vpn, true);
    world.collect();
    assert_eq!((world.learned(vpn).len(), world.unpublished_words()), (0, 0));
    let (proposed, accepted, refused) = (PhraseState::Proposed, PhraseState::Accepted, PhraseState::Refused);
    assert_eq!(world.decide("家から会社に入りたい", proposed, accepted), 1);
    assert_eq!(world.decide("ありがとう", proposed, refused), 1);
    assert_eq!(world.decide("ありがとう", refused, refused), 0);
    assert_eq!(
        (world.learned(vpn), world.unpublished_words()),
        (vec!["家から会社に入りたい".to_owned()], 1)
    );
    // A refused question is counted, and not proposed again.
    world.ask(4, "ありがとう", vpn, true);
    assert_eq!(world.collect(), (1, 0));
    assert_eq!(world.phrases(refused), [("ありがとう".to_owned(), 2)]);
    assert_eq!(world.decide("家から会社に入りたい", accepted, refused), 1);
    assert_eq!((world.learned(vpn).len(), world.unpublished_words()), (0, 2));
    let id = Uuid::from_u128(99);
    let unknown = world.main(move |tx| {
        let decision = PhraseDecision {
            ids: vec![id],
            state: PhraseState::Accepted,
        };
        phrases::decide(tx, &cli(), &decision)
    });
    assert!(matches!(unknown, Err(Error::Invalid(faults)) if faults == [("ids".to_owned(), Fault::Unknown)]));
}

#[test]
fn an_entry_learns_its_most_frequent_phrases() {
    let world = world();
    let vpn = world.add_entry("VPNの設定", &[]);
    let count = limits::LEARNED as u128 + 5;
    for number in 0..count {
        world.ask(number + 1, &format!("聞き方{number}番"), vpn, true);
    }
    world.ask(count + 1, "聞き方0番", vpn, true);
    world.collect();
    let decided = world.main(move |tx| {
        let query = PhraseQuery {
            limit: 200,
            ..PhraseQuery::default()
        };
        let ids = phrases::list(tx, &query)?
            .items
            .iter()
            .map(|phrase| phrase.id)
            .collect();
        let decision = PhraseDecision {
            ids,
            state: PhraseState::Accepted,
        };
        phrases::decide(tx, &cli(), &decision)
    });
    assert_eq!(u128::from(decided.unwrap()), count);
    let learned = world.learned(vpn);
    assert_eq!(learned.len(), limits::LEARNED);
    assert_eq!(learned[0], "聞き方0番");
    assert!(
        !learned.contains(&"聞き方1番".to_owned()),
        "the oldest of the rare ones"
    );
}

#[test]
fn what_may_be_personal_is_not_proposed() {
    for text in [
        "パスワードを忘れた",
        "2025年度の年末調整",
        "内線 1234 と 5678 番",
        "IT-001",
    ] {
        assert!(is_impersonal(text), "{text}");
    }
    let long = "あ".repeat(limits::PHRASE + 1);
    for text in [
        "taro@example.co.jp に届かない",
        "ｔａｒｏ＠ｅｘａｍｐｌｅ",
        "社員番号123456です",
        "１２３４５６",
        "03-1234-5678",
        "090 1234 5678 に電話",
        &long,
    ] {
        assert!(!is_impersonal(text), "{text}");
    }
}

fn two(terms: [&str; 2]) -> SynonymEdit {
    SynonymEdit {
        terms: terms.map(str::to_owned).to_vec(),
        ..SynonymEdit::default()
    }
}

#[test]
fn changes_of_words_wait_for_the_next_publication() {
    let world = world();
    let made = world
        .main(|tx| synonyms::create(tx, &cli(), &two(["勤怠", "タイムカード"])))
        .unwrap();
    let id = made.id;
    let same = SynonymEdit {
        version: 1,
        ..two(["勤怠", "タイムカード"])
    };
    world
        .main(move |tx| synonyms::update(tx, &cli(), id, &same))
        .unwrap();
    assert_eq!(world.unpublished_words(), 1);
    let off = Matching {
        built_in_synonyms: false,
    };
    world.main(move |tx| matching::update(tx, &cli(), off)).unwrap();
    world.main(move |tx| matching::update(tx, &cli(), off)).unwrap();
    assert_eq!(world.unpublished_words(), 2);
    assert_eq!(
        world.workspace().main().read_blocking(matching::get).unwrap(),
        off
    );
    world.main(move |tx| synonyms::delete(tx, &cli(), id)).unwrap();
    assert_eq!(world.unpublished_words(), 3);
    let revision = world
        .workspace()
        .main()
        .read_blocking(counters::revision)
        .unwrap();
    let prepared = publications::Prepared {
        revision,
        ..publications::Prepared::default()
    };
    world
        .main(move |tx| publications::words_make_no_difference(tx, &prepared))
        .unwrap();
    assert_eq!(world.unpublished_words(), 0);
    let records = world
        .workspace()
        .main()
        .read_blocking(|read| audit::of(read, "synonyms", &id.to_string(), 9))
        .unwrap();
    let actions: Vec<_> = records.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(actions, ["synonyms.create", "synonyms.delete"]);
}

#[test]
fn there_are_so_many_groups_and_no_more() {
    let world = world();
    let refused = world.main(|tx| {
        for number in 0..limits::GROUPS {
            synonyms::create(tx, &cli(), &two([&format!("語{number}"), "別"]))?;
        }
        synonyms::create(tx, &cli(), &two(["もう", "ひとつ"]))
    });
    let full = ("synonyms".to_owned(), Fault::TooLong(limits::GROUPS as u32));
    assert!(matches!(refused, Err(Error::Invalid(faults)) if faults == [full]));
}

impl World {
    fn pins_proposed(&self, refused: bool) -> Vec<(Uuid, String, u32)> {
        let query = PinProposalQuery {
            refused,
            ..PinProposalQuery::default()
        };
        let read = self.workspace();
        let page = read
            .main()
            .read_blocking(|read| pinned::proposals(read, &query))
            .unwrap();
        assert_eq!(page.total as usize, page.items.len());
        page.items
            .into_iter()
            .map(|one| (one.id, one.question, one.count))
            .collect()
    }

    fn decide_pin(&self, id: Uuid, state: PinState) -> Result<PinDecided> {
        let decision = PinDecision { ids: vec![id], state };
        self.main(move |tx| pinned::decide(tx, &cli(), &decision))
    }
}

#[test]
fn what_was_solved_three_times_is_proposed_to_be_pinned_and_refused_once_for_all() {
    let world = world();
    let vpn = world.add_entry("VPN に接続できない", &[]);
    let mail = world.add_entry("メールが届かない", &[]);
    let mut number = 0;
    let mut ask = |text: &str, entry: Uuid, times: usize| {
        for _ in 0..times {
            number += 1;
            world.ask(number, text, entry, true);
        }
        world.collect();
    };
    ask("ＶＰＮ がつながらない", vpn, 1);
    ask("vpn がつながらない", vpn, 1);
    assert_eq!(world.pins_proposed(false), []);
    // The third time; and what a title says already can be pinned, too.
    ask("VPN がつながらない", vpn, 1);
    ask("メールが届かない", mail, 4);
    // Less often by another entry, and what may be somebody's.
    ask("メールが届かない", vpn, 3);
    ask("taro@example.co.jp に届かない", mail, 5);
    ask("090-1234-5678 に電話したい", mail, 5);
    let texts = |all: &[(Uuid, String, u32)]| {
        let texts = all.iter().map(|(_, text, count)| (text.clone(), *count));
        texts.collect::<Vec<_>>()
    };
    let proposed = world.pins_proposed(false);
    assert_eq!(
        texts(&proposed),
        [
            ("メールが届かない".to_owned(), 4),
            ("ＶＰＮ がつながらない".to_owned(), 3)
        ]
    );

    let decided = world.decide_pin(proposed[0].0, PinState::Accepted).unwrap();
    assert_eq!((decided.changed, decided.pinned), (1, 1));
    let decided = world.decide_pin(proposed[1].0, PinState::Refused).unwrap();
    assert_eq!((decided.changed, decided.pinned), (1, 0));
    let pins = world
        .workspace()
        .main()
        .read_blocking(|read| pinned::list(read, &PinnedQuery::default()))
        .unwrap();
    assert_eq!(pins.items[0].question, "メールが届かない");
    assert_eq!(pins.items[0].entry.as_ref().map(|entry| entry.id), Some(mail));
    // Neither comes back, however often it is solved.
    ask("VPN がつながらない", vpn, 5);
    ask("メールが届かない", mail, 5);
    assert_eq!(world.pins_proposed(false), []);
    let refused = world.pins_proposed(true);
    assert_eq!(texts(&refused), [("ＶＰＮ がつながらない".to_owned(), 8)]);
    // But somebody may change her mind.
    world.decide_pin(refused[0].0, PinState::Proposed).unwrap();
    assert_eq!(world.pins_proposed(false).len(), 1);
    assert!(matches!(
        world.decide_pin(Uuid::from_u128(1), PinState::Accepted),
        Err(Error::Invalid(_))
    ));
}
