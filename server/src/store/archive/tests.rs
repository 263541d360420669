//! Archives as others may make them.

use super::*;
use crate::store::tests::{World, cli, world, world_of};
use crate::store::{
    Error,
    engine::{self, Tx},
};
use std::{collections::BTreeMap, fs, io::Write, path::PathBuf};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

type Files = BTreeMap<String, Vec<u8>>;

fn export(world: &World, name: &str, passwords: bool) -> (PathBuf, Manifest) {
    let workspace = world.store.workspace_blocking(name).unwrap();
    let path = world
        .temp
        .path()
        .with_extension(format!("{name}-{passwords}.zip"));
    let manifest = write(&workspace, passwords, fs::File::create(&path).unwrap()).unwrap();
    (path, manifest)
}

fn files(path: &std::path::Path) -> Files {
    let mut archive = ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut files = Files::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

/// Writes an archive of files, with a manifest that fits them.
fn repack(path: &std::path::Path, files: &Files, change: impl FnOnce(&mut Manifest)) {
    let mut manifest: Manifest = serde_json::from_slice(&files[MANIFEST]).unwrap();
    let old: BTreeMap<_, _> = manifest
        .files
        .drain(..)
        .map(|file| (file.path.clone(), file))
        .collect();
    for (path, bytes) in files.iter().filter(|(path, _)| *path != MANIFEST) {
        let hash: [u8; 32] = sha2::Digest::finalize(sha2::Digest::chain_update(
            <sha2::Sha256 as sha2::Digest>::new(),
            bytes,
        ))
        .into();
        manifest.files.push(Listed {
            path: path.clone(),
            bytes: bytes.len() as u64,
            rows: old.get(path).map_or(1, |_| verify::line_ends(bytes)),
            sha256: kotae_shared::pack::hash_text(&hash),
        });
    }
    change(&mut manifest);
    let mut zip = ZipWriter::new(fs::File::create(path).unwrap());
    for (path, bytes) in files.iter().filter(|(path, _)| *path != MANIFEST) {
        zip.start_file(path.as_str(), SimpleFileOptions::DEFAULT).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.start_file(MANIFEST, SimpleFileOptions::DEFAULT).unwrap();
    serde_json::to_writer(&mut zip, &manifest).unwrap();
    zip.finish().unwrap();
}

fn with_knowledge() -> World {
    let world = world();
    world
        .main(|tx: &Tx<'_>| {
            let parent = crate::store::categories::ensure_path(tx, &cli(), &["人事".into(), "休暇".into()])?;
            let edit = kotae_shared::api::admin::EntryEdit {
                title: "有給休暇の日数は？".into(),
                answer: "20 日です。\n\"引用\" と\t記号 \u{0} も。".replace('\u{0}', "␀"),
                category: parent,
                ..Default::default()
            };
            crate::store::entries::create(tx, &cli(), &edit)?;
            let new = crate::store::users::NewUser {
                name: "鈴木 花子".into(),
                email: "hanako@example.co.jp".into(),
                password: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g".into(),
                lang: kotae_shared::Lang::Ja,
                time_zone: "Asia/Tokyo".into(),
                role: kotae_shared::access::Role::Owner,
                categories: None,
            };
            crate::store::users::create(tx, &cli(), &new)
        })
        .unwrap();
    world
}

fn tables(read: &engine::Read<'_>) -> crate::store::Result<Vec<engine::Table>> {
    read.tables()
}

fn names(world: &World) -> Vec<String> {
    let listed = world
        .store
        .control
        .read_blocking(crate::store::workspaces::list)
        .unwrap();
    listed.into_iter().map(|listed| listed.name).collect()
}

#[test]
fn what_comes_in_is_what_went_out() {
    let from = with_knowledge();
    let to = world_of(8);
    for passwords in [false, true] {
        let (path, manifest) = export(&from, "default", passwords);
        let users = String::from_utf8(files(&path)["main/users.jsonl"].clone()).unwrap();
        assert_eq!(users.contains("argon2id"), passwords, "{users}");
        let name = if passwords { "with" } else { "without" };
        let imported = to.store.import_workspace(cli(), name, &path).unwrap();
        // The second time the first copy has the widget's key.
        assert_eq!(imported.new_keys.len(), usize::from(passwords));
        assert_eq!(imported.without_password.is_empty(), passwords);
        let (again, back) = export(&to, name, passwords);
        assert_eq!(back.files.len(), manifest.files.len());
        let (before, after) = (files(&path), files(&again));
        for path in before
            .keys()
            .filter(|path| *path != MANIFEST && !(passwords && *path == "main/widget.jsonl"))
        {
            assert_eq!(
                String::from_utf8_lossy(&before[path]),
                String::from_utf8_lossy(&after[path]),
                "{path}"
            );
        }
    }
    assert_eq!(names(&to), ["default", "without", "with"]);
    assert!(!to.temp.path().join("staging").join("x").exists());
    assert_eq!(
        fs::read_dir(to.temp.path().join("staging")).map_or(0, Iterator::count),
        0,
        "nothing is left behind"
    );
}

#[test]
fn nothing_that_opens_something_is_in_an_archive() {
    let world = world();
    let (_, manifest) = export(&world, "default", true);
    for database in ["main", "events"] {
        let workspace = world.workspace();
        let opened = if database == "main" {
            &workspace.main
        } else {
            &workspace.events
        };
        for table in opened.read_blocking(tables).unwrap() {
            let path = format!("{database}/{}.jsonl", table.name);
            if !manifest.files.iter().any(|file| file.path == path) {
                continue;
            }
            for column in &table.columns {
                let name = column.name.as_str();
                let opens = [
                    "secret",
                    "token",
                    "sealed",
                    "csrf",
                    "bearer",
                    "code_hash",
                    "password",
                ]
                .iter()
                .any(|word| name.contains(word));
                let known = table.name == "users" && name == "password";
                assert!(!opens || known, "{path} has {name}: leave the table out");
            }
        }
    }
}

#[test]
fn damaged_and_crafted_archives_make_nothing() {
    let world = with_knowledge();
    let (good, _) = export(&world, "default", false);
    let content = files(&good);
    let bad = good.with_extension("bad.zip");
    let refusal = || match world.store.import_workspace(cli(), "copy", &bad) {
        Err(Failure::Refused(refusal)) => {
            assert_eq!(names(&world), ["default"], "nothing was made");
            assert!(!world.store.dir.workspace("copy").exists());
            assert!(
                refusal
                    .message(kotae_shared::Lang::En)
                    .contains("Nothing was made")
            );
            refusal
        }
        other => panic!("{other:?}"),
    };
    fs::write(&bad, b"PK\x03\x04 not really").unwrap();
    assert_eq!(refusal(), Refusal::NoArchive);
    // Cut off.
    let whole = fs::read(&good).unwrap();
    fs::write(&bad, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(refusal(), Refusal::NoArchive);
    // One bit.
    let mut flipped = whole.clone();
    let mut archive = ZipArchive::new(fs::File::open(&good).unwrap()).unwrap();
    let file = archive.by_name("main/entry.jsonl").unwrap();
    flipped[(file.data_start().unwrap() + file.compressed_size() / 2) as usize] ^= 1;
    fs::write(&bad, &flipped).unwrap();
    assert_eq!(refusal(), Refusal::Differs("main/entry.jsonl".into()));
    // A hash that is another file's.
    repack(&bad, &content, |manifest| {
        manifest.files[0].sha256 = "0".repeat(64);
    });
    assert!(matches!(refusal(), Refusal::Differs(_)));
    // Out of the folder, onto the disk, into what never travels.
    for path in [
        "../../etc/passwd",
        "uploads/../x",
        "/abs",
        "main/secret.jsonl",
        "main/a/b.jsonl",
        "control/workspace.jsonl",
        "uploads/C0FFEE",
    ] {
        let mut files = content.clone();
        files.insert(path.into(), b"x\n".to_vec());
        repack(&bad, &files, |_| {});
        assert_eq!(refusal(), Refusal::Strange(path.into()));
        // Not even when the manifest is silent about it.
        repack(&bad, &files, |manifest| {
            manifest.files.retain(|file| file.path != path);
        });
        assert_eq!(refusal(), Refusal::Strange(path.into()));
    }
    // A file less.
    let mut files = content.clone();
    files.remove("main/entry.jsonl");
    repack(&bad, &files, |manifest| {
        manifest.files.push(Listed {
            path: "main/entry.jsonl".into(),
            bytes: 1,
            rows: 1,
            sha256: String::new(),
        });
    });
    assert_eq!(refusal(), Refusal::Missing("main/entry.jsonl".into()));
    // A bomb that says what it is, and one that does not.
    let mut files = content.clone();
    files.insert("main/entry.jsonl".into(), vec![b' '; 100 << 20]);
    repack(&bad, &files, |_| {});
    assert_eq!(refusal(), Refusal::Swells);
    repack(&bad, &files, |manifest| {
        for file in &mut manifest.files {
            file.bytes = file.bytes.min(1000);
        }
    });
    assert!(matches!(refusal(), Refusal::Differs(_)));
    // Rows that are none, of other columns, and that refer to nothing.
    let entry = String::from_utf8(content["main/entry.jsonl"].clone()).unwrap();
    for (line, unsound) in [
        ("[]\n".to_owned(), false),
        (entry.replace("\"title\"", "\"titel\""), false),
        (entry.replace("\"title\":", "\"title\":1,\"more\":"), false),
        (entry.clone() + &entry, false),
        (entry.replace("\"version\":1", "\"version\":\"1\""), false),
        (entry.replace("\"status\":\"draft\"", "\"status\":\"odd\""), true),
    ] {
        let mut files = content.clone();
        files.insert("main/entry.jsonl".into(), line.clone().into_bytes());
        repack(&bad, &files, |_| {});
        let found = refusal();
        let expected = if unsound {
            matches!(found, Refusal::Unsound(_))
        } else {
            found == Refusal::BadRow("main/entry.jsonl".into())
        };
        assert!(expected, "{found:?}: {line}");
    }
    let mut files = content.clone();
    files.insert("main/category.jsonl".into(), Vec::new());
    repack(&bad, &files, |_| {});
    assert!(matches!(refusal(), Refusal::Unsound(_)));
    // Uploads without a row.
    let mut files = content.clone();
    let hash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    files.insert(format!("uploads/{hash}"), b"x".to_vec());
    repack(&bad, &files, |_| {});
    assert_eq!(refusal(), Refusal::Unsound("uploads".into()));
    // From the future.
    repack(&bad, &content, |manifest| manifest.schemas.main += 1);
    assert!(matches!(refusal(), Refusal::Newer(_)));
    // The good one is still good; a name that is taken or none is refused before anything.
    assert!(matches!(
        world.store.import_workspace(cli(), "default", &good),
        Err(Failure::Store(Error::Invalid(_)))
    ));
    assert!(matches!(
        world.store.import_workspace(cli(), "../x", &good),
        Err(Failure::Store(Error::Invalid(_)))
    ));
    world.store.import_workspace(cli(), "copy", &good).unwrap();
}

#[test]
fn an_older_archive_is_brought_to_this_schema() {
    let world = with_knowledge();
    let (good, _) = export(&world, "default", false);
    let mut content = files(&good);
    // As the Kotae before scheduled jobs and single sign-on would have written it.
    content.retain(|path, _| !path.contains("/sso_"));
    for table in ["scenario", "scenario_play"] {
        content.insert(format!("main/{table}.jsonl"), Vec::new());
    }
    let old = good.with_extension("old.zip");
    let before_sso = crate::store::schemas::MAIN
        .migrations
        .iter()
        .position(|step| step.name == "single sign-on")
        .unwrap();
    // Only as long as no later step changes a table that is in the archive.
    let columns_changed = crate::store::schemas::MAIN.migrations[before_sso..]
        .iter()
        .any(|step| step.common.contains("ALTER TABLE"));
    let later: Vec<_> = crate::store::schemas::MAIN.migrations[before_sso..]
        .iter()
        .flat_map(|step| step.common.split("CREATE TABLE ").skip(1))
        .filter_map(|rest| rest.split_whitespace().next())
        .map(|table| format!("main/{table}.jsonl"))
        .collect();
    content.retain(|path, _| !later.contains(path));
    repack(&old, &content, |manifest| {
        manifest.schemas.main = before_sso as u32;
    });
    if columns_changed {
        return;
    }
    world.store.import_workspace(cli(), "old", &old).unwrap();
    let workspace = world.store.workspace_blocking("old").unwrap();
    let tables = workspace.main.read_blocking(tables).unwrap();
    assert!(tables.iter().any(|table| table.name == "sso_provider"));
    let count = workspace
        .main
        .read_blocking(crate::store::entries::count)
        .unwrap();
    assert_eq!(count, 1);
}
