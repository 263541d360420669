// A large FAQ for benches; part of the native ones and of the browser's (`tests/benches/browser.rs`).

#[path = "../../golden/source.rs"]
mod faq;

use kotae_shared::Uuid;
use kotae_shared::pack::{Source, SourceEntry};

/// What visitors ask.
pub(crate) const QUESTIONS: [&str; 10] = [
    "パスワード わすれた",
    "自宅からVPNに接続できません",
    "会議室の予約をキャンセルしたいのですが、どうすればいいですか",
    "ぱそこん おそい",
    "KX-2041 の印刷ができない",
    "経費精算",
    "yuukyuu no shinsei",
    "大阪支店のプリンターの紙づまり",
    "How do I reset my password?",
    "今日の天気",
];

/// Entries as a large company might have them: each topic of the FAQ for many places and devices, with answers of
/// about 350 characters.
pub(crate) fn source(entries: usize) -> Source {
    const PLACES: [&str; 12] = [
        "大阪支店",
        "名古屋工場",
        "福岡営業所",
        "札幌コールセンター",
        "本社",
        "仙台倉庫",
        "広島研究所",
        "海外拠点",
        "関連会社",
        "派遣社員",
        "新入社員",
        "役員",
    ];
    let faq = faq::source();
    // A fixed sequence of numbers (Knuth's MMIX generator), so that every run measures the same.
    let mut state = 1_u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let entry = |at: usize| {
        let topic = &faq.entries[at % faq.entries.len()];
        let (place, device) = (PLACES[next(PLACES.len())], format!("KX-{}", next(9_000) + 1_000));
        let mut body = topic.body.clone();
        while body.chars().count() < 350 {
            body.push_str(&faq.entries[next(faq.entries.len())].body);
            body.push_str(PLACES[next(PLACES.len())]);
            body.push_str(&device);
        }
        SourceEntry {
            id: Uuid::from_u128(at as u128),
            title: format!("{place}：{}（{device}）", topic.title),
            phrasings: vec![format!("{place}で{}", faq.entries[next(faq.entries.len())].title)],
            keywords: topic.keywords.clone(),
            category: topic.category,
            body,
            ..SourceEntry::default()
        }
    };
    let entries = (0..entries).map(entry).collect();
    Source {
        categories: faq.categories,
        entries,
        ..Source::default()
    }
}
