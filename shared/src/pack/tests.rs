use super::*;
use crate::matcher::Matcher;
use proptest::prelude::*;

fn source() -> Source {
    let category = |id, parent, name: &str| SourceCategory {
        id: Uuid::from_u128(id),
        parent: Option::map(parent, Uuid::from_u128),
        name: name.into(),
    };
    let entry = |id, title: &str, keyword: &str, category, body: &str| SourceEntry {
        id: Uuid::from_u128(id),
        title: title.into(),
        phrasings: vec!["どうすれば使える".into()],
        keywords: vec![keyword.into()],
        category: Option::map(category, Uuid::from_u128),
        body: body.into(),
        ..SourceEntry::default()
    };
    Source {
        categories: vec![category(1, None, "IT"), category(2, Some(1), "ネットワーク")],
        entries: vec![
            entry(
                10,
                "パスワードを忘れた",
                "再発行",
                Some(1),
                "ポータルから再設定できます。",
            ),
            entry(
                11,
                "VPN に接続できない",
                "リモート",
                Some(2),
                "再起動してください。",
            ),
            entry(12, "", "", None, ""),
        ],
        ..Source::default()
    }
}

#[test]
fn what_was_built_is_read_back() {
    let source = source();
    let bytes = build(&source, None).expect("builds");
    assert_eq!(
        bytes,
        build(&source, None).expect("builds"),
        "the same bytes each time"
    );
    let pack = Pack::decode(&bytes).expect("decodes");
    assert_eq!(pack.len(), 3);
    assert_eq!(pack.categories()[1].parent, Some(0));
    assert_eq!(pack.categories()[1].name, "ネットワーク");
    let entry = pack.entry(1).expect("is there");
    assert_eq!(
        (entry.id, entry.title, entry.category),
        (Uuid::from_u128(11), "VPN に接続できない", Some(1))
    );
    assert_eq!(
        pack.entry(2).map(|entry| (entry.title, entry.category)),
        Some(("", None))
    );
    assert_eq!(pack.entry(3), None);
    assert_eq!(pack.index_of(Uuid::from_u128(12)), Some(2));
    assert_eq!(pack.index_of(Uuid::from_u128(13)), None);
}

#[test]
fn an_empty_source_is_a_pack() {
    let pack = Pack::decode(&build(&Source::default(), None).expect("builds")).expect("decodes");
    assert!(pack.is_empty());
    assert!(Matcher::new(pack).ask("パスワード").hits.is_empty());
}

#[test]
fn a_wrong_source_is_refused() {
    let mut twice = source();
    twice.entries[1].id = twice.entries[0].id;
    assert_eq!(
        build(&twice, None),
        Err(BuildError::Duplicate(Uuid::from_u128(10)))
    );

    let mut backwards = source();
    backwards.categories.swap(0, 1);
    assert_eq!(
        build(&backwards, None),
        Err(BuildError::UnknownCategory(Uuid::from_u128(1)))
    );

    let mut lost = source();
    lost.entries[0].category = Some(Uuid::from_u128(9));
    assert_eq!(
        build(&lost, None),
        Err(BuildError::UnknownCategory(Uuid::from_u128(9)))
    );

    let mut long = source();
    long.entries[0].title = "あ".repeat(limits::NAME_BYTES);
    assert_eq!(
        build(&long, None),
        Err(BuildError::NameTooLong(Uuid::from_u128(10)))
    );

    let mut many = Source::default();
    many.entries.resize(limits::ENTRIES + 1, SourceEntry::default());
    assert_eq!(build(&many, None), Err(BuildError::TooManyEntries));
}

#[test]
fn foreign_and_damaged_bytes_are_told_apart() {
    let bytes = build(&source(), None).expect("builds");
    assert_eq!(Pack::decode(b"").err(), Some(PackError::NotAPack));
    assert_eq!(Pack::decode(b"<!doctype html>").err(), Some(PackError::NotAPack));
    let mut newer = bytes.clone();
    newer[4] = 3;
    assert_eq!(Pack::decode(&newer).err(), Some(PackError::Version(3)));
    assert_eq!(
        Pack::decode(&bytes[..bytes.len() - 1]).err(),
        Some(PackError::Damaged)
    );
    assert_eq!(
        Pack::decode(&[&bytes[..], b"x"].concat()).err(),
        Some(PackError::Damaged)
    );
}

#[test]
fn every_changed_bit_behind_the_header_is_noticed() {
    let bytes = build(&source(), None).expect("builds");
    for at in 8..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert_eq!(
            Pack::decode(&changed).err(),
            Some(PackError::Damaged),
            "byte {at}"
        );
    }
}

/// Repairs the checksum, so that what is behind it gets read.
fn seal(bytes: &mut [u8]) {
    if bytes.len() >= 16 {
        let sum = wire::checksum(&bytes[16..]);
        bytes[8..16].copy_from_slice(&sum.to_le_bytes());
    }
}

#[test]
fn unknown_sections_are_skipped() {
    let mut bytes = build(&source(), None).expect("builds");
    bytes[6] += 1;
    let extra = [9_u32.to_le_bytes(), 3_u32.to_le_bytes()].concat();
    bytes.splice(16 + 5 * 8..16 + 5 * 8, extra);
    bytes.extend([7; 3]);
    seal(&mut bytes);
    assert_eq!(Pack::decode(&bytes).map(|pack| pack.len()), Ok(3));
}

#[test]
fn varints_of_more_than_32_bits_are_refused() {
    for (bytes, value) in [
        (&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F][..], Some(u32::MAX)),
        (&[0xFF, 0xFF, 0xFF, 0xFF, 0x1F], None),
        (&[0x80, 0x80, 0x80, 0x80, 0x80, 0x01], None),
        (&[0x80], None),
        (&[], None),
    ] {
        assert_eq!(wire::Reader(bytes).varint(), value);
    }
}

/// Uses everything that a pack offers.
fn exercise(bytes: &[u8]) {
    let Ok(pack) = Pack::decode(bytes) else { return };
    let matcher = Matcher::new(pack);
    for index in 0..=matcher.pack().len() as u32 {
        matcher.pack().entry(index);
        matcher.highlights("パスワード vpn", index);
    }
    for hit in matcher.ask("パスワードを忘れた vpn").hits {
        assert!(hit.score <= 1000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_decode_or_fail(mut bytes in prop::collection::vec(any::<u8>(), 0..200), dressed: bool) {
        if dressed && bytes.len() >= 8 {
            bytes[..8].copy_from_slice(b"KTPK\x02\0\x05\0");
            seal(&mut bytes);
        }
        exercise(&bytes);
    }

    #[test]
    fn a_mutated_pack_decodes_or_fails(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut: Option<prop::sample::Index>) {
        let mut bytes = build(&source(), None).expect("builds");
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        // The start stays whole, or nothing behind it would be read.
        let start = bytes.len().min(6);
        bytes[..start].copy_from_slice(&b"KTPK\x02\0"[..start]);
        seal(&mut bytes);
        exercise(&bytes);
    }
}
