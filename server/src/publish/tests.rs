use super::*;
use crate::clock::{Ids, SettableClock};
use crate::store::{DEFAULT_WORKSPACE, DataDir, Sources, Store, entries};
use kotae_shared::Uuid;
use kotae_shared::api::admin::{CategoryEdit, ChangeKind, Entry, EntryEdit, Status};
use kotae_shared::doc::Block;
use sha2::Digest;
use std::{io::Read as _, sync::Arc};
use tempfile::TempDir;

struct World {
    workspace: Arc<Workspace>,
    _store: Store,
    _folder: TempDir,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(SettableClock::new(1_750_000_000_000));
    let sources = Sources::with(clock.clone(), Ids::seeded(clock, 7));
    let store = Store::open(DataDir::open(folder.path()).unwrap(), sources).unwrap();
    World {
        workspace: store.workspace_blocking(DEFAULT_WORKSPACE).unwrap(),
        _store: store,
        _folder: folder,
    }
}

fn actor() -> Actor {
    Actor::Cli { user: "test".into() }
}

fn entry(code: &str, title: &str) -> EntryEdit {
    EntryEdit {
        code: code.into(),
        title: title.into(),
        answer: format!("{title}の答え"),
        status: Status::Published,
        ..EntryEdit::default()
    }
}

impl World {
    fn add(&self, edit: EntryEdit) -> Entry {
        let made = self
            .workspace
            .main()
            .write_blocking(move |tx| entries::create(tx, &actor(), &edit));
        made.unwrap()
    }

    fn change(&self, entry: &Entry, change: impl FnOnce(&mut EntryEdit)) -> Entry {
        let id = entry.id;
        let mut edit = EntryEdit {
            code: entry.code.clone(),
            title: entry.title.clone(),
            phrasings: entry.phrasings.clone(),
            keywords: entry.keywords.clone(),
            category: entry.category,
            answer: entry.answer.clone(),
            audience: entry.audience.clone(),
            related: entry.related.clone(),
            follow_up: entry.follow_up,
            owner: entry.owner,
            review_on: entry.review_on.clone(),
            publish_from: entry.publish_from.clone(),
            publish_until: entry.publish_until.clone(),
            status: entry.status,
            version: entry.version,
        };
        change(&mut edit);
        let changed = self
            .workspace
            .main()
            .write_blocking(move |tx| entries::update(tx, &actor(), id, &edit));
        changed.unwrap()
    }

    fn category(&self, name: &str, parent: Option<Uuid>) -> Uuid {
        let edit = CategoryEdit {
            name: name.into(),
            parent,
            position: None,
        };
        let made = self
            .workspace
            .main()
            .write_blocking(move |tx| categories::create(tx, &actor(), &edit));
        made.unwrap().id
    }

    fn publish(&self, note: &str) -> Result<Publication> {
        publish(
            &self.workspace,
            actor(),
            super::Why::new(note, ""),
            Lang::Ja,
            &mut |_| {},
        )
    }

    fn preview(&self) -> PublishPreview {
        preview(&self.workspace, Lang::Ja).unwrap()
    }

    fn bytes(&self, hash: &str, encoding: Encoding) -> Vec<u8> {
        self.workspace
            .main()
            .read_blocking(|read| packs::get(read, hash, encoding))
            .unwrap()
    }

    fn pack(&self, publication: &Publication) -> Pack {
        Pack::decode(&self.bytes(&publication.pack, Encoding::Plain)).unwrap()
    }

    fn titles(&self, publication: &Publication) -> Vec<String> {
        let pack = self.pack(publication);
        (0..pack.len() as u32)
            .map(|index| pack.entry(index).unwrap().title.to_owned())
            .collect()
    }
}

#[test]
fn visitors_see_what_was_published_and_nothing_else() {
    let world = world();
    let it = world.category("IT", None);
    let vpn = world.category("VPN", Some(it));
    world.category("秘密", None);
    let first = world.add(EntryEdit {
        category: Some(vpn),
        ..entry("IT-1", "VPNの設定")
    });
    let second = world.add(entry("IT-2", "パスワード"));
    world.add(EntryEdit {
        status: Status::Draft,
        ..entry("IT-3", "下書きの質問")
    });

    let preview = world.preview();
    assert_eq!((preview.entries, preview.total_changes), (2, 2));
    assert!(
        preview.current.is_none()
            && preview
                .changes
                .iter()
                .all(|change| change.kind == ChangeKind::Added)
    );
    let one = world.publish(" 最初 ").unwrap();
    assert_eq!(
        (one.number, one.entries, one.by.as_str(), one.note.as_str()),
        (1, 2, "test", "最初")
    );
    assert_eq!(world.titles(&one), ["VPNの設定", "パスワード"]);
    let pack = world.pack(&one);
    let names: Vec<_> = pack
        .categories()
        .iter()
        .map(|category| category.name.as_str())
        .collect();
    assert_eq!(names, ["IT", "VPN"]);
    let publications::Shown { answer, .. } = world
        .workspace
        .main()
        .read_blocking(|read| publications::answer(read, first.id))
        .unwrap();
    assert!(matches!(answer.doc.blocks.as_slice(), [Block::Paragraph(_)]));

    world.change(&second, |edit| edit.status = Status::Archived);
    let preview = world.preview();
    assert_eq!(preview.changes[0].kind, ChangeKind::Removed);
    let two = world.publish("").unwrap();
    assert_eq!(
        (two.number, world.titles(&two)),
        (2, vec!["VPNの設定".to_owned()])
    );
    let gone = world
        .workspace
        .main()
        .read_blocking(|read| publications::answer(read, second.id));
    assert!(matches!(gone, Err(Error::NotFound)));
}

#[test]
fn every_form_of_a_pack_is_the_same_pack() {
    let world = world();
    for number in 0..200 {
        world.add(entry("", &format!("質問その{number}")));
    }
    let publication = world.publish("").unwrap();
    let plain = world.bytes(&publication.pack, Encoding::Plain);
    let digest = sha2::Sha256::digest(&plain);
    let hex: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(publication.pack, hex.concat());
    let brotli = world.bytes(&publication.pack, Encoding::Brotli);
    assert_eq!(publication.pack_bytes as usize, brotli.len());
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut brotli.as_slice(), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
    let gzip = world.bytes(&publication.pack, Encoding::Gzip);
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(gzip.as_slice())
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain);
    assert!(brotli.len() < plain.len() && gzip.len() < plain.len());
}

#[test]
fn nothing_new_makes_no_publication() {
    let world = world();
    assert_eq!(world.publish("").unwrap().entries, 0);
    let made = world.add(entry("IT-1", "VPN"));
    let two = world.publish("").unwrap();
    assert_eq!(world.publish("once more").unwrap(), two);
    // What visitors do not notice is nothing new.
    let made = world.change(&made, |edit| edit.code = "IT-2".into());
    assert_eq!(world.publish("").unwrap(), two);
    // An address changes the answer, but not the pack.
    let made = world.change(&made, |edit| {
        edit.answer = "[VPNの答え](https://a.example)".into();
    });
    let three = world.publish("").unwrap();
    world.change(&made, |edit| {
        edit.answer = "[VPNの答え](https://b.example)".into();
    });
    let four = world.publish("").unwrap();
    assert_eq!((three.number, four.number), (3, 4));
    assert_eq!(three.pack, four.pack);
}

#[test]
fn renamed_categories_are_something_new() {
    let world = world();
    let it = world.category("IT", None);
    world.add(EntryEdit {
        category: Some(it),
        ..entry("IT-1", "VPN")
    });
    world.publish("").unwrap();
    assert!(!world.preview().categories);
    let edit = CategoryEdit {
        name: "情報システム".into(),
        parent: None,
        position: None,
    };
    let renamed = world
        .workspace
        .main()
        .write_blocking(move |tx| categories::update(tx, &actor(), it, &edit));
    renamed.unwrap();
    let preview = world.preview();
    assert!(preview.categories);
    assert_eq!(preview.total_changes, 0);
    let two = world.publish("").unwrap();
    assert_eq!(
        (two.number, world.pack(&two).categories()[0].name.as_str()),
        (2, "情報システム")
    );
    assert!(!world.preview().categories);
}

#[test]
fn a_change_in_between_is_taken_along() {
    let world = world();
    world.add(entry("IT-1", "VPN"));
    let mut late = Some(entry("IT-2", "あとから"));
    let publication = publish(
        &world.workspace,
        actor(),
        super::Why::default(),
        Lang::En,
        &mut |stage| {
            if stage == "Switching"
                && let Some(edit) = late.take()
            {
                world.add(edit);
            }
        },
    );
    assert_eq!(world.titles(&publication.unwrap()), ["VPN", "あとから"]);
}

#[test]
fn a_publication_that_never_gets_its_turn_is_a_conflict() {
    let world = world();
    world.add(entry("IT-1", "VPN"));
    let publication = publish(
        &world.workspace,
        actor(),
        super::Why::default(),
        Lang::En,
        &mut |stage| {
            if stage == "Switching" {
                world.add(entry("", "さらに"));
            }
        },
    );
    assert!(matches!(publication, Err(Error::Conflict)));
    assert!(world.preview().current.is_none());
}

#[test]
fn a_long_note_is_refused() {
    let world = world();
    let refused = world.publish(&"長".repeat(501));
    assert!(
        matches!(refused, Err(Error::Invalid(faults)) if faults == [("note".to_owned(), Fault::TooLong(500))])
    );
}

#[test]
fn warnings_name_what_is_odd_and_only_in_what_changes() {
    let world = world();
    let good = world.add(entry("IT-1", "VPNに接続できない"));
    world.publish("").unwrap();
    world.add(EntryEdit {
        answer: " \n---\n".into(),
        ..entry("IT-2", "空の回答です")
    });
    world.add(entry("IT-3", "ＶＰＮに接続できない"));
    world.add(EntryEdit {
        answer: "[規程](javascript:x)と[表](file:///s)".into(),
        ..entry("IT-4", "規程はどこですか")
    });
    world.add(entry("IT-5", "経費"));
    world.add(EntryEdit {
        keywords: vec!["給与".into()],
        ..entry("IT-6", "給料")
    });
    world.add(EntryEdit {
        answer: format!("![手順](files/{}.png)", "a".repeat(64)),
        ..entry("IT-7", "よその画像を使う回答です")
    });
    let found = |lang| -> Vec<(String, String)> {
        let warnings = preview(&world.workspace, lang).unwrap().warnings;
        warnings
            .into_iter()
            .map(|warning| (warning.code, warning.message))
            .collect()
    };
    let (ja, en) = (found(Lang::Ja), found(Lang::En));
    let codes: Vec<_> = ja.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["IT-2", "IT-3", "IT-4", "IT-4", "IT-5", "IT-7"]);
    assert!(ja[5].1.contains("添付ファイル"));
    assert!(ja[1].1.contains("IT-1") && ja[2].1.contains("javascript:x") && ja[4].1.contains("キーワード"));
    assert!(en[0].1.contains("empty") && en[1].1.contains("IT-1") && en[3].1.contains("file:///s"));

    world.publish("").unwrap();
    assert!(world.preview().warnings.is_empty());
    // Now the one with the lower code changes.
    world.change(&good, |edit| edit.answer.push('。'));
    let warnings = world.preview().warnings;
    assert_eq!((warnings.len(), warnings[0].code.as_str()), (1, "IT-1"));
    assert!(warnings[0].message.contains("IT-3"));
}
