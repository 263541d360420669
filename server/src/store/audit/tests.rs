//! The chain against another tool: SQLite without our triggers.

use super::*;
use crate::store::engine::{Engine, Place, Schema, Sql};
use crate::store::tests::{World, cli, world};
use crate::store::{DEFAULT_WORKSPACE, schemas};
use crate::vault::{KeySource, Vault};
use kotae_shared::api::audit::{ChainFault, ChainReport, Witness};
use proptest::prelude::*;
use rusqlite::Connection;

const DAY: i64 = 24 * 3_600_000;
const TRIGGERS: &str = "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted; DROP TRIGGER audit_is_not_replaced;
    DROP INDEX audit_by_sequence;";

fn keys(seed: u8) -> Keys {
    let temp = tempfile::tempdir().unwrap();
    Keys::of(&Vault::open(KeySource::default(), temp.path(), [seed; 32]).unwrap())
}

/// A world with so many records in its workspace's log, the first ones of the set-up among them.
fn with_records(count: i64) -> World {
    let world = world();
    while head_of(&world).sequence < count {
        add(&world, "a value");
    }
    world
}

fn head_of(world: &World) -> Head {
    world.workspace().main().read_blocking(head).unwrap()
}

fn add(world: &World, value: &str) {
    let value = value.to_owned();
    let change = Change {
        action: "test.change",
        kind: "test",
        id: "1",
    };
    let actor = Actor::User {
        id: uuid::Uuid::from_u128(77),
        name: "鈴木 花子".into(),
        address: "192.0.2.7".into(),
        categories: None,
    };
    world
        .main(move |tx| record(tx, &actor, change, NOTHING, Some(&value)))
        .unwrap();
}

fn look(world: &World) -> ChainReport {
    world.store.verify_audit(&world.workspace(), &keys(1)).unwrap()
}

fn file(world: &World) -> std::path::PathBuf {
    let folder = world.temp.path().join("workspaces").join(DEFAULT_WORKSPACE);
    folder.join("main.db")
}

fn tool(world: &World, sql: &str) -> rusqlite::Result<()> {
    let conn = Connection::open(file(world))?;
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    conn.execute_batch(sql)
}

/// What is found after another tool did this to a log of twenty records.
fn after(sql: &str) -> Option<ChainFault> {
    let world = with_records(20);
    tool(&world, &format!("{TRIGGERS} {sql}")).unwrap();
    look(&world).fault
}

#[test]
fn a_log_that_nobody_touched_fits() {
    let world = with_records(20);
    let report = look(&world);
    assert_eq!(
        (report.fault, report.records, report.first, report.last),
        (None, 20, 1, 20)
    );
    let kept = world.workspace().main().read_blocking(last_check).unwrap();
    assert_eq!(kept.unwrap().records, 20);
    assert_eq!(world.store.verify_installation(&keys(1)).unwrap().fault, None);
}

#[test]
fn triggers_refuse_all_that_is_no_new_record() {
    let world = with_records(5);
    for sql in [
        "UPDATE audit SET actor_name = 'x' WHERE sequence = 3",
        "UPDATE audit SET value_after = NULL WHERE sequence = 3",
        "UPDATE audit SET actor_name = '', address = '', value_before = NULL, value_after = NULL, salt = NULL, erased_by = 4
            WHERE sequence = 3",
        "DELETE FROM audit WHERE sequence = 5",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE sequence = 3",
        "INSERT INTO audit_never VALUES (1)",
    ] {
        assert!(tool(&world, sql).is_err(), "{sql}");
        let ours = world.main(move |tx| tx.execute(Sql::new(sql), &[]));
        assert!(ours.is_err(), "{sql}");
    }
    // A checkpoint that lets records go cannot outlive its transaction.
    let open = "INSERT INTO audit_checkpoint VALUES (3, x'00', 0, x'00', 1)";
    assert!(world.main(move |tx| tx.execute(Sql::new(open), &[])).is_err());
    assert_eq!(look(&world).fault, None);
}

#[test]
fn what_another_tool_did_is_named() {
    let changed = Some(ChainFault::Changed { sequence: 9 });
    for sql in [
        "UPDATE audit SET value_after = '\"another\"' WHERE sequence = 9",
        "UPDATE audit SET actor_name = 'Somebody' WHERE sequence = 9",
        "UPDATE audit SET at = at + 1 WHERE sequence = 9",
        "UPDATE audit SET action = 'test.other' WHERE sequence = 9",
        "UPDATE audit SET hash = zeroblob(32) WHERE sequence = 9",
        "UPDATE audit SET salt = zeroblob(16) WHERE sequence = 9",
        "UPDATE audit SET digest = zeroblob(32) WHERE sequence = 9",
        "UPDATE audit SET at = 'rubbish' WHERE sequence = 9",
    ] {
        assert_eq!(after(sql), changed, "{sql}");
    }
    let removed = |from, to| Some(ChainFault::Removed { from, to });
    assert_eq!(after("DELETE FROM audit WHERE sequence = 9"), removed(9, 9));
    assert_eq!(
        after("DELETE FROM audit WHERE sequence BETWEEN 1 AND 4"),
        removed(1, 4)
    );
    assert_eq!(
        after("DELETE FROM audit WHERE sequence IN (9, 10); UPDATE audit SET sequence = sequence - 2 WHERE sequence > 10;
            UPDATE audit_head SET sequence = sequence - 2"),
        Some(ChainFault::RemovedBefore { sequence: 9 })
    );
    for (one, other) in [(9, 10), (9, 17)] {
        let swap = format!(
            "UPDATE audit SET sequence = -1 WHERE sequence = {one}; UPDATE audit SET sequence = {one} WHERE sequence = {other};
            UPDATE audit SET sequence = {other} WHERE sequence = -1;"
        );
        assert_eq!(
            after(&swap),
            Some(ChainFault::Reordered { sequence: 9 }),
            "{other}"
        );
    }
    let gone = |from, to| {
        Some(ChainFault::NewestRemoved {
            from,
            to,
            at: 0,
            witness: Witness::Head,
        })
    };
    assert_eq!(after("DELETE FROM audit WHERE sequence > 15"), gone(16, 20));
    assert_eq!(after("DELETE FROM audit"), gone(1, 20));
    assert_eq!(after("DELETE FROM audit_head"), Some(ChainFault::NoHead));
    let content = "UPDATE audit SET actor_name = '', address = '', value_before = NULL, value_after = NULL, salt = NULL";
    let taken = Some(ChainFault::ContentRemoved { sequence: 9 });
    assert_eq!(after(&format!("{content} WHERE sequence = 9")), taken);
    assert_eq!(
        after(&format!("{content}, erased_by = 12 WHERE sequence = 9")),
        taken
    );
}

#[test]
fn what_was_put_in_is_named() {
    let copy = |sequence: &str| {
        format!(
            "INSERT INTO audit SELECT randomblob(16), at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id,
            value_before, value_after, {sequence}, detail, salt, digest, hash, erased_by FROM audit WHERE sequence = 3;"
        )
    };
    let number = |fault: Option<ChainFault>| match fault {
        Some(ChainFault::Inserted { sequence, .. }) => sequence,
        other => panic!("{other:?}"),
    };
    let between = format!(
        "UPDATE audit SET sequence = sequence + 1 WHERE sequence >= 9; {}",
        copy("9")
    );
    assert_eq!(number(after(&between)), Some(9));
    let three = format!(
        "UPDATE audit SET sequence = sequence + 3 WHERE sequence >= 9; {} {} {}",
        copy("9"),
        copy("10"),
        copy("11")
    );
    assert_eq!(number(after(&three)), Some(9));
    assert_eq!(number(after(&copy("NULL"))), None);
    assert_eq!(number(after(&copy("9"))), Some(9));
}

#[test]
fn newest_records_that_went_with_their_head_are_known_elsewhere() {
    let world = with_records(20);
    world.store.witness_audit(&world.workspace(), &keys(1)).unwrap();
    let truncate = "DELETE FROM audit WHERE sequence > 15;
        UPDATE audit_head SET sequence = 15, hash = (SELECT hash FROM audit WHERE sequence = 15);";
    tool(&world, &format!("{TRIGGERS} {truncate}")).unwrap();
    let Some(ChainFault::NewestRemoved {
        from: 16,
        to: 20,
        witness,
        ..
    }) = look(&world).fault
    else {
        panic!("not noticed");
    };
    assert_ne!(witness, Witness::Head);
    // New records in their place do not hide it, nor does what is told then.
    for _ in 0..9 {
        add(&world, "later");
    }
    world.store.tidy(i64::MAX);
    let Some(ChainFault::Rewritten { sequence: 20, .. }) = look(&world).fault else {
        panic!("forgotten");
    };
    // Even without the installation's database the file knows; without both nobody does.
    let control = Connection::open(world.temp.path().join("control.db")).unwrap();
    control.execute_batch("DELETE FROM audit_anchor").unwrap();
    let Some(ChainFault::Rewritten {
        witness: Witness::File,
        ..
    }) = look(&world).fault
    else {
        panic!("the file was not asked");
    };
    // A line that we have not signed says nothing.
    let heads = world.temp.path().join("audit-heads/default.jsonl");
    let line = std::fs::read_to_string(&heads).unwrap();
    std::fs::write(&heads, line.replace("\"sequence\":20", "\"sequence\":21")).unwrap();
    assert_eq!(look(&world).fault, None);
}

#[test]
fn content_is_erased_and_the_chain_still_fits() {
    let world = with_records(9);
    add(&world, "HANAKO-SECRET");
    let wrong = |sequences: Vec<i64>, reason: &'static str| {
        world
            .main(move |tx| erase(tx, &cli(), &sequences, reason))
            .unwrap_err()
    };
    for (sequences, reason) in [(vec![], "x"), (vec![99], "x"), (vec![10], " ")] {
        assert!(matches!(wrong(sequences, reason), Error::Invalid(_)));
    }
    let by = world
        .main(|tx| erase(tx, &cli(), &[10, 8, 9], "退職者からの依頼"))
        .unwrap();
    assert_eq!(by, 11);
    assert!(matches!(wrong(vec![10], "again"), Error::Invalid(_)));
    let report = look(&world);
    assert_eq!((report.fault, report.erased, report.records), (None, 3, 11));
    let latest = world
        .workspace()
        .main()
        .read_blocking(|read| latest(read, 4))
        .unwrap();
    assert!(
        latest[1..]
            .iter()
            .all(|record| record.actor_name.is_empty() && record.after.is_none())
    );
    assert!(latest[0].after.as_deref().unwrap().contains("退職者"));
    // What somebody wrote can be found for that.
    let person = uuid::Uuid::from_u128(77);
    let found = world
        .workspace()
        .main()
        .read_blocking(move |read| of_person(read, person));
    assert!(found.unwrap().iter().all(|sequence| *sequence < 8));
    // The record that erased cannot be taken out without a trace.
    tool(
        &world,
        &format!("{TRIGGERS} UPDATE audit SET detail = '9-10' WHERE sequence = 11"),
    )
    .unwrap();
    assert_eq!(look(&world).fault, Some(ChainFault::Changed { sequence: 11 }));
}

#[test]
fn old_records_go_behind_a_signed_checkpoint() {
    let world = with_records(20);
    world.clock.advance(400 * DAY);
    for _ in 0..5 {
        add(&world, "new");
    }
    let retain = |most| {
        let (keys, job) = (keys(1), Actor::Job("retention"));
        world.main(move |tx| cut(tx, &job, &keys, most)).unwrap()
    };
    assert_eq!(retain(8), 0, "what was never looked at stays");
    assert_eq!(look(&world).fault, None);
    assert_eq!((retain(8), retain(100), retain(100)), (8, 12, 0));
    let report = look(&world);
    assert_eq!((report.fault, report.first, report.last), (None, 21, 27));
    // Another installation's keys do not vouch for it, until it is signed anew as after an import.
    let foreign = world.store.verify_audit(&world.workspace(), &keys(2)).unwrap();
    assert_eq!(foreign.fault, Some(ChainFault::Checkpoint { sequence: 20 }));
    let (known, all) = (keys(1), keys(2));
    world.main(move |tx| resign(tx, &all, false)).unwrap();
    assert_eq!(
        look(&world).fault,
        None,
        "signed by whom nobody vouches for, it stays as it is"
    );
    world.main(move |tx| resign(tx, &known, true)).unwrap();
    // More of it goes by another tool, with a checkpoint of its own.
    let forged = "DELETE FROM audit WHERE sequence <= 23;
        UPDATE audit_checkpoint SET sequence = 23, hash = zeroblob(32);";
    tool(&world, &format!("{TRIGGERS} {forged}")).unwrap();
    assert_eq!(look(&world).fault, Some(ChainFault::Checkpoint { sequence: 23 }));
    world.clock.advance(400 * DAY);
    assert_eq!(retain(100), 0, "what does not fit stays as evidence");
}

#[test]
fn records_of_an_earlier_version_are_chained() {
    let temp = tempfile::tempdir().unwrap();
    let world = world();
    let sources = world.store.sources().clone();
    let place = Place {
        file: temp.path().join("main.db"),
        label: "old".into(),
        copies: temp.path().join("copies"),
        readers: 1,
    };
    let before = schemas::MAIN
        .migrations
        .iter()
        .position(|step| step.name == "audit chain")
        .unwrap();
    let old = Schema {
        name: "main",
        migrations: &schemas::MAIN.migrations[..before],
    };
    Engine::open(&place, &old, sources.clone()).unwrap().close();
    let conn = Connection::open(&place.file).unwrap();
    for number in 0..1_203 {
        conn.execute(
            "INSERT INTO audit VALUES (randomblob(16), ?1, 'cli', NULL, 'root', '', 'test.old', 'test', '', NULL, '{}')",
            [number / 7],
        )
        .unwrap();
    }
    drop(conn);
    let engine = Engine::open(&place, &schemas::MAIN, sources).unwrap();
    let report = engine.read_blocking(|read| verify(read, &keys(1), &[])).unwrap();
    assert_eq!((report.fault, report.records), (None, 1_203));
    engine.close();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_we_do_fits_and_whatever_another_tool_does_not(
        steps in prop::collection::vec((0_u8..10, 1_i64..60), 1..40),
        damage in (0_u8..4, 0_i64..1_000),
    ) {
        let world = with_records(6);
        for (what, how) in steps {
            match what {
                0..=5 => add(&world, &"値".repeat(how as usize)),
                6 => {
                    world.clock.advance(how * DAY);
                }
                7 => {
                    let last = head_of(&world).sequence;
                    let one = 1 + how % last;
                    // One that is gone or was erased before is refused, and nothing changes.
                    let _ = world.main(move |tx| erase(tx, &cli(), &[one], "why"));
                }
                8 => {
                    prop_assert_eq!(look(&world).fault, None);
                    let keys = keys(1);
                    world.main(move |tx| set_days(tx, &cli(), 30).and_then(|()| cut(tx, &cli(), &keys, how as u32))).unwrap();
                }
                _ => {
                    world.store.tidy(i64::MAX);
                }
            }
        }
        let report = look(&world);
        prop_assert_eq!(report.fault, None);
        world.store.witness_audit(&world.workspace(), &keys(1)).unwrap();
        let victim = report.first + damage.1 % i64::try_from(report.records).unwrap();
        let sql = match damage.0 {
            0 => format!("UPDATE audit SET at = at - 1 WHERE sequence = {victim}"),
            1 => format!("DELETE FROM audit WHERE sequence = {victim}"),
            2 => format!("UPDATE audit SET actor_name = actor_name || 'x' WHERE sequence = {victim}"),
            _ => format!(
                "DELETE FROM audit WHERE sequence >= {victim};
                UPDATE audit_head SET sequence = {victim} - 1, hash = COALESCE((SELECT hash FROM audit WHERE sequence = {victim} - 1),
                (SELECT hash FROM audit_checkpoint WHERE sequence = {victim} - 1), hash)"
            ),
        };
        tool(&world, &format!("{TRIGGERS} {sql}")).unwrap();
        prop_assert!(look(&world).fault.is_some(), "{}", sql);
    }
}
