//! Widgets, publications and packs.

use super::knowledge::edit;
use super::*;
use kotae_shared::api::admin::{ChangeKind, EntryEdit, Publication, PublishPreview, Status, WidgetEdit};
use kotae_shared::doc::{Block, Doc, Inline};
use packs::{Encoding, NewPack};
use publications::{Compiled, Prepared};
use std::ops::ControlFlow;

fn doc(text: &str) -> Doc {
    Doc {
        blocks: vec![Block::Paragraph(vec![Inline::Text(text.into())])],
    }
}

impl World {
    /// Prepares a publication with a pack of the given hash; with the codes that had to be compiled.
    pub(super) fn prepare(&self, hash: &str) -> (Prepared, Vec<String>) {
        let (answers, compiled, revision) = self
            .workspace()
            .main()
            .read_blocking(|read| {
                let (mut answers, mut codes) = (Vec::new(), Vec::new());
                publications::each_draft(read, |draft| {
                    if !draft.compiled {
                        answers.push(Compiled::new(&draft, &doc(&draft.answer))?);
                        codes.push(draft.code);
                    }
                    Ok(ControlFlow::Continue(()))
                })?;
                Ok((answers, codes, counters::revision(read)?))
            })
            .unwrap();
        let prepared = Prepared {
            revision,
            note: "note".into(),
            pack: NewPack {
                hash: hash.into(),
                plain: vec![1],
                brotli: vec![2, 2],
                gzip: vec![3, 3, 3],
            },
            bodies: Some(NewPack {
                hash: format!("{hash}-bodies"),
                plain: vec![4],
                ..NewPack::default()
            }),
            answers,
            ..Prepared::default()
        };
        (prepared, compiled)
    }

    pub(super) fn publish(&self, prepared: Prepared) -> Result<Publication> {
        self.main(move |tx| publications::publish(tx, &cli(), &prepared))
    }

    pub(super) fn preview(&self) -> PublishPreview {
        self.workspace()
            .main()
            .read_blocking(publications::preview)
            .unwrap()
    }

    fn answer(&self, id: Uuid) -> Option<Doc> {
        let workspace = self.workspace();
        let answer = workspace
            .main()
            .read_blocking(|read| publications::answer(read, id));
        answer.ok().map(|shown| shown.answer.doc)
    }
}

#[test]
fn visitors_see_what_was_published_last() {
    let world = world();
    let one = world.create(edit("一")).unwrap();
    let two = world.create(edit("二")).unwrap();
    let draft = world
        .create(EntryEdit {
            status: Status::Draft,
            ..edit("三")
        })
        .unwrap();
    let preview = world.preview();
    assert_eq!((preview.entries, preview.total_changes), (2, 2));
    assert!(
        preview
            .changes
            .iter()
            .all(|change| change.kind == ChangeKind::Added)
    );
    assert_eq!(world.answer(one.id), None);

    let (prepared, compiled) = world.prepare("a");
    assert_eq!(compiled, ["FAQ-0001", "FAQ-0002"]);
    let first = world.publish(prepared).unwrap();
    assert_eq!((first.number, first.entries, first.pack_bytes), (1, 2, 2));
    assert_eq!(world.preview().current, Some(first));
    assert_eq!(world.preview().total_changes, 0);
    assert_eq!(world.answer(one.id), Some(doc("答え")));
    assert_eq!(world.answer(draft.id), None);

    // A changed entry is seen as it was until the next publication.
    let update = |id, version, edit: EntryEdit| world.update(id, EntryEdit { version, ..edit }).unwrap();
    let changed = EntryEdit {
        answer: "新しい".into(),
        ..edit("一")
    };
    let entry = update(one.id, 1, changed);
    assert_eq!((entry.version, entry.published_version), (2, Some(1)));
    let archived = EntryEdit {
        status: Status::Archived,
        ..edit("二")
    };
    update(two.id, 1, archived);
    assert_eq!(world.answer(one.id), Some(doc("答え")));
    assert_eq!(world.answer(two.id), Some(doc("答え")));
    let kinds: Vec<_> = world
        .preview()
        .changes
        .into_iter()
        .map(|change| change.kind)
        .collect();
    assert_eq!(kinds, [ChangeKind::Changed, ChangeKind::Removed]);

    let (prepared, compiled) = world.prepare("b");
    assert_eq!(compiled, ["FAQ-0001"]);
    assert_eq!(world.publish(prepared).unwrap().number, 2);
    assert_eq!(world.answer(one.id), Some(doc("新しい")));
    assert_eq!(world.answer(two.id), None);
    let versions = |number| {
        let workspace = world.workspace();
        workspace
            .main()
            .read_blocking(move |read| publications::versions(read, number))
    };
    assert_eq!(versions(1).unwrap(), [(one.id, 1), (two.id, 1)]);
    assert_eq!(versions(2).unwrap(), [(one.id, 2)]);

    // Back to published without a change of content: the compiled answer serves again.
    update(two.id, 2, edit("二"));
    assert_eq!(world.preview().changes[0].kind, ChangeKind::Added);
    let (prepared, compiled) = world.prepare("b");
    assert!(compiled.is_empty());
    world.publish(prepared).unwrap();
    assert_eq!(world.answer(two.id), Some(doc("答え")));
}

#[test]
fn a_publication_of_older_knowledge_is_refused_and_changes_nothing() {
    let world = world();
    let entry = world.create(edit("一")).unwrap();
    let (stale, _) = world.prepare("a");
    world.create(edit("二")).unwrap();
    assert!(matches!(world.publish(stale), Err(Error::Conflict)));
    let (mut incomplete, _) = world.prepare("b");
    incomplete.answers.pop();
    assert!(matches!(world.publish(incomplete), Err(Error::Internal(_))));
    assert_eq!(world.preview().current, None);
    assert_eq!(world.answer(entry.id), None);
    let pack = |hash: &'static str| world.main(move |tx| packs::get(tx, hash, Encoding::Plain));
    assert!(matches!(pack("b"), Err(Error::NotFound)));
}

#[test]
fn an_old_pack_is_kept_for_a_week() {
    let world = world();
    let get = |hash: &'static str, encoding| world.main(move |tx| packs::get(tx, hash, encoding)).ok();
    let sweep = || world.main(|tx| packs::sweep(tx, &Actor::Job("sweep"))).unwrap();
    world.publish(world.prepare("a").0).unwrap();
    assert_eq!(get("a", Encoding::Brotli), Some(vec![2, 2]));
    assert_eq!(get("a", Encoding::Gzip), Some(vec![3, 3, 3]));
    world.publish(world.prepare("b").0).unwrap();
    world.clock.advance(packs::KEEP_MS - 1);
    assert_eq!(sweep(), 0);
    assert_eq!(get("a", Encoding::Plain), Some(vec![1]));
    world.clock.advance(1);
    assert_eq!(sweep(), 2, "both files");
    assert_eq!(get("a", Encoding::Plain), None);
    assert_eq!(get("a-bodies", Encoding::Plain), None);
    assert_eq!(get("b-bodies", Encoding::Plain), Some(vec![4]));
    // Published again while it ages, a pack is current again.
    world.publish(world.prepare("c").0).unwrap();
    world.publish(world.prepare("b").0).unwrap();
    world.clock.advance(packs::KEEP_MS);
    assert_eq!(sweep(), 2);
    assert_eq!(get("b", Encoding::Plain), Some(vec![1]));
}

#[test]
fn a_workspace_has_a_widget_and_keys_lead_to_one_workspace() {
    let world = world();
    let workspace = world.workspace();
    let widgets = workspace.main().read_blocking(widgets::list).unwrap();
    let [widget] = widgets.as_slice() else {
        panic!("{widgets:?}")
    };
    assert_eq!(widget.key.len(), 20);
    let second = world.store.create_workspace(cli(), "second").unwrap();
    let create = |workspace: &Workspace, key: &str| {
        let settings = WidgetSettings::default();
        world.store.create_widget(&cli(), workspace, Some(key), settings)
    };
    let demo = create(&second, "demo").unwrap();
    assert_eq!(create(&second, "demo").unwrap().id, demo.id);
    assert!(matches!(create(&workspace, "demo"), Err(Error::Invalid(_))));
    assert!(matches!(create(&workspace, "a/b"), Err(Error::Invalid(_))));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let of = |key: &str| runtime.block_on(world.store.workspace_of_widget(key));
    assert_eq!(of("demo").unwrap().name(), "second");
    assert_eq!(of("demo").unwrap().name(), "second");
    assert_eq!(of(&widget.key).unwrap().name(), "default");
    assert!(matches!(of("other"), Err(Error::NotFound)));

    let mut settings = widget.settings.clone();
    settings.design.radius = 3;
    let id = widget.id;
    let update = |version| {
        let edit = WidgetEdit {
            settings: settings.clone(),
            version,
        };
        world.main(move |tx| widgets::update(tx, &cli(), id, &edit))
    };
    let updated = update(1).unwrap();
    assert_eq!((updated.version, updated.settings.design.radius), (2, 3));
    assert!(matches!(update(1), Err(Error::Conflict)));
    assert_eq!(update(2).unwrap().version, 2);
}
