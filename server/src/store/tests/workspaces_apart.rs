//! The list of workspaces, and that they are apart.

use super::*;
use kotae_shared::api::problem::Fault;

#[test]
fn an_empty_folder_gets_a_default_workspace_that_is_still_there_later() {
    let world = world();
    let id = world.workspace().id();
    assert!(world.temp.path().join("workspaces/default/main.db").is_file());
    assert!(world.temp.path().join("workspaces/default/events.db").is_file());
    #[cfg(unix)]
    for file in ["main.db", "main.db-wal", "events.db"] {
        use std::os::unix::fs::PermissionsExt;
        let file = world.temp.path().join("workspaces/default").join(file);
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else may read it");
    }
    let (sources, temp) = (world.store.sources().clone(), world.temp);
    world.store.close();
    drop(world.store);
    let store = Store::open(DataDir::open(temp.path()).unwrap(), sources).unwrap();
    assert_eq!(store.workspace_blocking("default").unwrap().id(), id);
    assert!(matches!(store.workspace_blocking("other"), Err(Error::NotFound)));
}

#[test]
fn names_are_checked_and_unique() {
    let world = world();
    let fault = |name: &str| match world.store.create_workspace(cli(), name) {
        Err(Error::Invalid(faults)) => faults[0].1,
        other => panic!("{:?}", other.map(|workspace| workspace.name().to_owned())),
    };
    assert_eq!(fault(""), Fault::Required);
    assert_eq!(fault("../etc"), Fault::BadCharacters);
    assert_eq!(fault("A"), Fault::BadCharacters);
    assert_eq!(fault(&"a".repeat(41)), Fault::TooLong(40));
    assert_eq!(fault("default"), Fault::Taken);
}

#[test]
fn what_is_in_one_workspace_is_not_in_another() {
    let world = world();
    let entry = world.create(super::knowledge::edit("VPN")).unwrap();
    let second = world.store.create_workspace(cli(), "second").unwrap();
    let key = world.workspace().main().read_blocking(widgets::list).unwrap()[0]
        .key
        .clone();
    second
        .main()
        .read_blocking(|read| {
            assert!(matches!(entries::get(read, entry.id), Err(Error::NotFound)));
            assert!(matches!(widgets::by_key(read, &key), Err(Error::NotFound)));
            assert_eq!(audit::of(read, "entry", &entry.id.to_string(), 1)?, []);
            assert_eq!(entries::count(read)?, 0);
            Ok(())
        })
        .unwrap();
    assert_eq!(second.main().read_blocking(widgets::list).unwrap().len(), 1);
}

#[test]
fn idle_workspaces_close_and_open_again() {
    let world = world();
    world.store.create_workspace(cli(), "second").unwrap();
    let held = world.workspace();
    world.clock.advance(60_000);
    assert_eq!(world.store.tidy(60_000), 1);
    assert!(!users_of(&world, "second"));
    // The held one was not closed under its holder.
    held.main().write_blocking(|_| Ok(())).unwrap();
}

fn users_of(world: &World, name: &str) -> bool {
    let workspace = world.store.workspace_blocking(name).unwrap();
    workspace.main().read_blocking(users::any).unwrap()
}

#[test]
fn every_statement_can_be_prepared() {
    for (schema, name, sql) in statements(engine::Dialect::Sqlite) {
        let conn = rusqlite::Connection::open_in_memory().unwrap();
        for step in schema.migrations {
            conn.execute_batch(step.common).unwrap();
            conn.execute_batch(step.sqlite).unwrap();
        }
        conn.prepare(&sql)
            .unwrap_or_else(|error| panic!("{} {name}: {error}", schema.name));
    }
}
