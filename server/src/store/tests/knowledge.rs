//! Categories and entries.

use super::*;
use entries::EntryChange;
use kotae_shared::api::admin::{
    BulkEdit, Category, CategoryEdit, Entry, EntryEdit, EntryPage, EntryQuery, EntrySort, Status,
};
use kotae_shared::api::problem::Fault;

pub(super) fn edit(title: &str) -> EntryEdit {
    EntryEdit {
        title: title.into(),
        answer: "答え".into(),
        status: Status::Published,
        ..EntryEdit::default()
    }
}

fn category(name: &str, parent: Option<Uuid>, position: Option<u32>) -> CategoryEdit {
    CategoryEdit {
        name: name.into(),
        parent,
        position,
    }
}

fn faults<T: std::fmt::Debug>(result: Result<T>) -> Vec<(String, Fault)> {
    match result {
        Err(Error::Invalid(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

impl World {
    pub(super) fn create(&self, edit: EntryEdit) -> Result<Entry> {
        self.main(move |tx| entries::create(tx, &cli(), &edit))
    }

    pub(super) fn update(&self, id: Uuid, edit: EntryEdit) -> Result<Entry> {
        self.main(move |tx| entries::update(tx, &cli(), id, &edit))
    }

    fn category(&self, name: &str, parent: Option<Uuid>, position: Option<u32>) -> Result<Category> {
        let edit = category(name, parent, position);
        self.main(move |tx| categories::create(tx, &cli(), &edit))
    }

    fn move_to(&self, id: Uuid, name: &str, parent: Option<Uuid>, position: Option<u32>) -> Result<Category> {
        let edit = category(name, parent, position);
        self.main(move |tx| categories::update(tx, &cli(), id, &edit))
    }

    fn tree(&self) -> Vec<String> {
        let tree = self.workspace().main().read_blocking(categories::list).unwrap();
        let depth = |category: &Category| {
            let mut depth = 0;
            let mut next = category.parent;
            while let Some(id) = next {
                depth += 1;
                next = tree.iter().find(|other| other.id == id).unwrap().parent;
            }
            depth
        };
        let line = |category: &Category| {
            format!(
                "{}{}{}:{}",
                ">".repeat(depth(category)),
                category.name,
                category.position,
                category.entries
            )
        };
        tree.iter().map(line).collect()
    }

    fn list(&self, query: &EntryQuery) -> EntryPage {
        self.workspace()
            .main()
            .read_blocking(|read| entries::list(read, query, Uuid::nil()))
            .unwrap()
    }

    fn codes(&self, query: &EntryQuery) -> Vec<String> {
        self.list(query).items.into_iter().map(|row| row.code).collect()
    }

    fn revision(&self) -> i64 {
        self.workspace().main().read_blocking(counters::revision).unwrap()
    }
}

#[test]
fn categories_keep_their_order_and_their_rules() {
    let world = world();
    let it = world.category("IT", None, None).unwrap();
    let hr = world.category("人事", None, None).unwrap();
    let vpn = world.category(" VPN ", Some(it.id), None).unwrap();
    let mail = world.category("メール", Some(it.id), Some(0)).unwrap();
    assert_eq!(world.tree(), ["IT0:0", ">メール0:0", ">VPN1:0", "人事1:0"]);

    world.move_to(hr.id, "人事", None, Some(0)).unwrap();
    assert_eq!(world.tree(), ["人事0:0", "IT1:0", ">メール0:0", ">VPN1:0"]);
    let moved = world.move_to(mail.id, "Mail", None, None).unwrap();
    assert_eq!((moved.position, moved.name.as_str()), (2, "Mail"));
    assert_eq!(world.tree(), ["人事0:0", "IT1:0", ">VPN0:0", "Mail2:0"]);

    let fault = |field: &str, fault| vec![(field.to_owned(), fault)];
    assert_eq!(
        faults(world.category("IT", None, None)),
        fault("name", Fault::Taken)
    );
    assert_eq!(
        faults(world.category("VPN", Some(it.id), None)),
        fault("name", Fault::Taken)
    );
    world.category("VPN", Some(hr.id), None).unwrap();
    assert_eq!(
        faults(world.category("  ", None, None)),
        fault("name", Fault::Required)
    );
    assert_eq!(
        faults(world.category(&"長".repeat(61), None, None)),
        fault("name", Fault::TooLong(60))
    );
    assert_eq!(
        faults(world.category("x", Some(Uuid::max()), None)),
        fault("parent", Fault::Unknown)
    );
    assert_eq!(
        faults(world.move_to(it.id, "IT", Some(vpn.id), None)),
        fault("parent", Fault::Cycle)
    );
    assert_eq!(
        faults(world.move_to(it.id, "IT", Some(it.id), None)),
        fault("parent", Fault::Cycle)
    );
    let path: Vec<String> = ["a", "b", "c", "d", "e"].map(String::from).to_vec();
    let deep = {
        let path = path.clone();
        world.main(move |tx| categories::ensure_path(tx, &cli(), &path))
    };
    let deep = deep.unwrap().unwrap();
    assert_eq!(
        faults(world.category("f", Some(deep), None)),
        fault("parent", Fault::TooLong(5))
    );
    let again = world.main(move |tx| categories::ensure_path(tx, &cli(), &path));
    assert_eq!(again.unwrap(), Some(deep));
}

#[test]
fn a_category_is_deleted_only_when_it_is_empty() {
    let world = world();
    let it = world.category("IT", None, None).unwrap();
    let vpn = world.category("VPN", Some(it.id), None).unwrap();
    let entry = world
        .create(EntryEdit {
            category: Some(vpn.id),
            ..edit("VPN")
        })
        .unwrap();
    let delete = |id| world.main(move |tx| categories::delete(tx, &cli(), id));
    let not_empty = [("id".to_owned(), Fault::NotEmpty)];
    assert_eq!(faults(delete(it.id)), not_empty);
    assert_eq!(faults(delete(vpn.id)), not_empty);
    assert_eq!(world.tree(), ["IT0:0", ">VPN0:1"]);
    world
        .update(
            entry.id,
            EntryEdit {
                version: 1,
                ..edit("VPN")
            },
        )
        .unwrap();
    delete(vpn.id).unwrap();
    delete(it.id).unwrap();
    assert!(matches!(delete(it.id), Err(Error::NotFound)));
    assert!(world.tree().is_empty());
}

#[test]
fn entries_are_made_changed_and_audited() {
    let world = world();
    let made = world
        .create(EntryEdit {
            phrasings: vec!["別の聞き方".into()],
            ..edit("パスワード")
        })
        .unwrap();
    assert_eq!((made.code.as_str(), made.version), ("FAQ-0001", 1));
    assert_eq!((made.created_at, made.updated_by.as_str()), (START, "test"));
    world.clock.advance(1_000);

    let revision = world.revision();
    let same = EntryEdit {
        phrasings: vec!["別の聞き方".into()],
        version: 1,
        ..edit("パスワード")
    };
    assert_eq!(world.update(made.id, same).unwrap(), made);
    assert_eq!(world.revision(), revision);

    let changed = world
        .update(
            made.id,
            EntryEdit {
                version: 1,
                code: "IT-001".into(),
                ..edit("パスワードの再設定")
            },
        )
        .unwrap();
    assert_eq!(
        (changed.version, changed.code.as_str(), changed.updated_at),
        (2, "IT-001", START + 1_000)
    );
    assert_eq!(world.revision(), revision + 1);
    let stale = world.update(
        made.id,
        EntryEdit {
            version: 1,
            ..edit("x")
        },
    );
    assert!(matches!(stale, Err(Error::Conflict)));

    let at = |version| world.main(move |tx| entries::at_version(tx, made.id, version));
    let first = at(1).unwrap();
    assert_eq!((first.title.as_str(), first.phrasings.len()), ("パスワード", 1));
    assert_eq!(at(2).unwrap().title, "パスワードの再設定");
    assert!(matches!(at(3), Err(Error::NotFound)));

    let taken = world.create(EntryEdit {
        code: "IT-001".into(),
        ..edit("x")
    });
    assert_eq!(faults(taken), [("code".to_owned(), Fault::Taken)]);
    let unknown = world.create(EntryEdit {
        category: Some(Uuid::max()),
        ..edit("x")
    });
    assert_eq!(faults(unknown), [("category".to_owned(), Fault::Unknown)]);
    assert!(matches!(
        world.update(Uuid::max(), edit("x")),
        Err(Error::NotFound)
    ));

    let log = world
        .main(move |tx| audit::of(tx, "entry", &made.id.to_string(), 10))
        .unwrap();
    assert_eq!(log.len(), 2);
    assert_eq!(log[0].before, None);
    assert!(log[0].after.as_ref().unwrap().contains("答え"));
    let after = log[1].after.as_ref().unwrap();
    assert!(after.contains("再設定") && after.contains("IT-001") && !after.contains("答え"));
    assert!(log[1].before.as_ref().unwrap().contains("別の聞き方"));
}

#[test]
fn lists_search_filter_sort_and_page() {
    let world = world();
    let it = world.category("IT", None, None).unwrap();
    let vpn = world.category("VPN", Some(it.id), None).unwrap();
    let new = |code: &str, title: &str, category: Option<Uuid>, status| EntryEdit {
        code: code.into(),
        category,
        status,
        ..edit(title)
    };
    for (code, title, category, status) in [
        ("IT-10", "ＶＰＮに接続できない", Some(vpn.id), Status::Published),
        ("IT-2", "Wi-Fiのパスワード", Some(it.id), Status::Draft),
        ("HR-1", "有給休暇", None, Status::Archived),
    ] {
        world.create(new(code, title, category, status)).unwrap();
        world.clock.advance(1);
    }
    let query = EntryQuery::default;
    assert_eq!(world.codes(&query()), ["HR-1", "IT-2", "IT-10"]);
    let by = |sort| EntryQuery { sort, ..query() };
    assert_eq!(world.codes(&by(EntrySort::Updated)), ["HR-1", "IT-2", "IT-10"]);
    assert_eq!(world.codes(&by(EntrySort::Title)), ["IT-10", "IT-2", "HR-1"]);
    let search = |q: &str| {
        world.codes(&EntryQuery {
            q: q.into(),
            ..query()
        })
    };
    assert_eq!(search("vpn せつぞく"), [] as [&str; 0]);
    assert_eq!(search("vpn　接続"), ["IT-10"]);
    assert_eq!(search("ぱすわーど"), ["IT-2"]);
    assert_eq!(search("it-"), ["IT-2", "IT-10"]);
    assert_eq!(search("100%_'"), [] as [&str; 0]);
    let draft = EntryQuery {
        status: Some(Status::Draft),
        ..query()
    };
    assert_eq!(world.codes(&draft), ["IT-2"]);
    let below = |category| EntryQuery {
        category: Some(category),
        ..query()
    };
    assert_eq!(world.codes(&below(it.id)), ["IT-2", "IT-10"]);
    assert_eq!(world.codes(&below(vpn.id)), ["IT-10"]);
    let unpublished = EntryQuery {
        unpublished: true,
        ..query()
    };
    assert_eq!(world.codes(&unpublished), ["IT-10"]);
    let all = EntryQuery {
        q: "こたえ 答え".into(),
        ..query()
    };
    assert_eq!(world.list(&all).total, 0);
    let page = world.list(&EntryQuery {
        offset: 1,
        limit: 1,
        ..query()
    });
    assert_eq!((page.total, page.items[0].code.as_str()), (3, "IT-2"));
    assert_eq!(world.list(&EntryQuery { offset: 9, ..query() }).items.len(), 0);
}

#[test]
fn a_bulk_change_is_all_or_nothing() {
    let world = world();
    let it = world.category("IT", None, None).unwrap();
    let ids: Vec<Uuid> = (0..3)
        .map(|n| world.create(edit(&n.to_string())).unwrap().id)
        .collect();
    let bulk = |ids: &[Uuid], status, category| {
        let bulk = BulkEdit {
            ids: ids.to_vec(),
            status,
            category,
            ..BulkEdit::default()
        };
        world.main(move |tx| entries::bulk(tx, &cli(), &bulk))
    };
    let with_unknown = [&ids[..], &[Uuid::max()]].concat();
    let refused = bulk(&with_unknown, Some(Status::Archived), None);
    assert_eq!(faults(refused), [("ids".to_owned(), Fault::Unknown)]);
    let archived = EntryQuery {
        status: Some(Status::Archived),
        ..EntryQuery::default()
    };
    assert_eq!(world.list(&archived).total, 0);
    assert_eq!(
        bulk(&ids[..2], Some(Status::Archived), Some(it.id))
            .unwrap()
            .changed,
        2
    );
    assert_eq!(bulk(&ids, Some(Status::Archived), None).unwrap().changed, 1);
    assert_eq!(world.list(&archived).total, 3);
    assert_eq!(world.tree(), ["IT0:2"]);
}

#[test]
fn an_import_is_all_or_nothing_and_only_onto_what_was_seen() {
    let world = world();
    let old = world
        .create(EntryEdit {
            code: "IT-1".into(),
            ..edit("old")
        })
        .unwrap();
    let seen = world.revision();
    let apply = |revision, changes: Vec<EntryChange>| {
        world.main(move |tx| {
            counters::expect_revision(tx, revision)?;
            entries::apply(tx, &cli(), &changes)
        })
    };
    let new = |code: &str| {
        EntryChange::New(EntryEdit {
            code: code.into(),
            ..edit(code)
        })
    };
    let change = |title: &str| {
        EntryChange::Edit(
            old.id,
            EntryEdit {
                version: old.version,
                ..edit(title)
            },
        )
    };
    let refused = apply(seen, vec![change("new"), new("A-1"), new("A-1")]);
    assert_eq!(faults(refused), [("2.code".to_owned(), Fault::Taken)]);
    assert_eq!(world.codes(&EntryQuery::default()), ["IT-1"]);
    assert_eq!(world.revision(), seen);
    // A code that is made never takes one that stands further down.
    let applied = apply(seen, vec![change("new"), new(""), new("FAQ-0001"), new("")]);
    let applied = applied.unwrap();
    assert_eq!((applied.new, applied.changed, applied.touched.len()), (3, 1, 4));
    assert_eq!(
        world.codes(&EntryQuery::default()),
        ["FAQ-0001", "FAQ-0002", "FAQ-0003", "IT-1"]
    );
    assert!(matches!(apply(seen, vec![new("B-1")]), Err(Error::Conflict)));
}

/// Folded texts are stored. When folding changes, a migration step must fold the stored ones anew (`entry.title_key`,
/// `entry_search.folded`, `question.folded`), or searches miss them; then set the new result here.
#[test]
fn folding_is_what_the_stored_texts_were_folded_by() {
    let text = "ＶＰＮ　ﾊﾟｽﾜｰﾄﾞ サーバー Wi-Fi（株） ㈱ ①ぁヴ A-1_b.C\tが";
    assert_eq!(
        kotae_shared::text::fold(text),
        "vpn ぱすわど さば wi-fi(株) (株) 1あゔ a-1_b.c が"
    );
}
