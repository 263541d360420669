//! Uploads: once a content, counted, not deleted while they are shown.

use super::*;
use crate::store::uploads;
use crate::uploads::{Kind, Made};
use engine::Tx;
use kotae_shared::api::{
    admin::{EntryEdit, Status, WidgetEdit},
    problem::Fault,
};

fn made(byte: char) -> Made {
    Made {
        kind: Kind::Png,
        hash: byte.to_string().repeat(64),
        name: "図.png".into(),
        size: Some((3, 4)),
        bytes: vec![1; 10],
    }
}

#[test]
fn the_same_content_is_entered_once_and_audited() {
    let world = world();
    let (first, is_new) = world.main(|tx| uploads::add(tx, &cli(), &made('a'))).unwrap();
    assert!(is_new);
    assert_eq!(
        (first.file.as_str(), first.kind.as_str()),
        (&*format!("{}.png", "a".repeat(64)), "image/png")
    );
    assert_eq!((first.width, first.height, first.bytes), (Some(3), Some(4), 10));
    let (again, is_new) = world.main(|tx| uploads::add(tx, &cli(), &made('a'))).unwrap();
    assert!(!is_new);
    assert_eq!(again, first);
    let file = first.file.clone();
    let workspace = world.workspace();
    let found = workspace
        .main()
        .read_blocking(|read| uploads::by_file(read, &file));
    assert_eq!(found.unwrap(), first);
    let other = first.file.replace("png", "jpg");
    let none = workspace
        .main()
        .read_blocking(|read| uploads::by_file(read, &other));
    assert!(
        matches!(none, Err(Error::NotFound)),
        "under another ending it is no file"
    );
    let log = workspace
        .main()
        .read_blocking(|read| audit::of(read, "upload", &first.id.to_string(), 9));
    assert_eq!(log.unwrap().len(), 1);
}

fn in_use(result: &Result<kotae_shared::api::uploads::Upload>) -> bool {
    matches!(result, Err(Error::Invalid(faults)) if faults[0].1 == Fault::InUse)
}

#[test]
fn what_is_shown_cannot_be_deleted() {
    let world = world();
    let (upload, _) = world.main(|tx| uploads::add(tx, &cli(), &made('b'))).unwrap();
    let (id, file) = (upload.id, upload.file.clone());
    let delete = move |tx: &Tx<'_>| uploads::delete(tx, &cli(), id);
    let logo = move |file: String| {
        move |tx: &Tx<'_>| {
            let widget = widgets::list(tx)?.remove(0);
            let mut settings = widget.settings;
            settings.design.logo = file;
            let version = widget.version;
            widgets::update(tx, &cli(), widget.id, &WidgetEdit { settings, version })
        }
    };
    world.main(logo(file.clone())).unwrap();
    assert!(in_use(&world.main(delete)));
    world.main(logo(String::new())).unwrap();
    let edit = EntryEdit {
        title: "図のある答え".into(),
        answer: format!("![図](files/{file})"),
        status: Status::Draft,
        ..EntryEdit::default()
    };
    let entry = world.main(move |tx| entries::create(tx, &cli(), &edit)).unwrap();
    assert!(in_use(&world.main(delete)));
    let edit = EntryEdit {
        title: entry.title,
        answer: "なし".into(),
        version: entry.version,
        ..EntryEdit::default()
    };
    world
        .main(move |tx| entries::update(tx, &cli(), entry.id, &edit))
        .unwrap();
    assert_eq!(world.main(delete).unwrap(), upload);
    assert!(matches!(world.main(delete), Err(Error::NotFound)));
}

#[test]
fn a_design_names_only_files_that_are_there() {
    let world = world();
    let missing = world.main(|tx| {
        let widget = widgets::list(tx)?.remove(0);
        let mut settings = widget.settings;
        settings.design.avatar = format!("{}.png", "c".repeat(64));
        let version = widget.version;
        widgets::update(tx, &cli(), widget.id, &WidgetEdit { settings, version })
    });
    let Err(Error::Invalid(faults)) = missing else {
        panic!("{missing:?}")
    };
    assert_eq!(faults, [("design.avatar".to_owned(), Fault::Unknown)]);
}
