//! The promises of the engine, on real files.

use super::session::Session;
use super::*;
use crate::clock::SettableClock;
use std::sync::mpsc;

const SCHEMA: Schema = Schema {
    name: "test",
    migrations: &[FIRST],
};
const FIRST: Migration = Migration::new(
    "first",
    "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, name TEXT, size BIGINT);",
);
const INSERT: Sql<'_> = Sql::new("INSERT INTO item (id, name, size) VALUES ($1, $2, $3)");
const NAME: Sql<'_> = Sql::new("SELECT name FROM item WHERE id = $1");
const COUNT: Sql<'_> = Sql::new("SELECT COUNT(*) FROM item");

struct Bench {
    engine: Engine,
    place: Place,
    temp: tempfile::TempDir,
}

fn place(temp: &tempfile::TempDir) -> Place {
    Place {
        file: temp.path().join("test.db"),
        label: "test".into(),
        copies: temp.path().join("copies"),
        readers: 2,
    }
}

fn sources() -> Sources {
    Sources::new(Arc::new(SettableClock::new(1_000)))
}

fn bench() -> Bench {
    let temp = tempfile::tempdir().unwrap();
    let place = place(&temp);
    Bench {
        engine: Engine::open(&place, &SCHEMA, sources()).unwrap(),
        place,
        temp,
    }
}

fn insert(tx: &Tx<'_>, id: i64) -> Result<()> {
    tx.execute(INSERT, params![id, "x", None::<i64>]).map(|_| ())
}

fn count(engine: &Engine) -> i64 {
    engine.read_blocking(|read| read.value(COUNT, params![])).unwrap()
}

#[test]
fn parameters_are_bound_by_number() {
    let bench = bench();
    bench
        .engine
        .write_blocking(|tx| {
            insert(tx, 1)?;
            insert(tx, 2)?;
            // `$2` stands first: bound by position this would name row 7 and change none, or the wrong one.
            let update = Sql::new("UPDATE item SET name = $2, size = $3 WHERE id = $1");
            assert_eq!(tx.execute(update, params![2_i64, "two", 7_i64])?, 1);
            assert_eq!(tx.value::<String>(NAME, params![2_i64])?, "two");
            assert_eq!(tx.value::<String>(NAME, params![1_i64])?, "x");
            // One parameter twice, after a later one.
            let twice = Sql::new("SELECT id FROM item WHERE name = $2 AND (size = $1 OR id = $1)");
            assert_eq!(tx.value::<i64>(twice, params![7_i64, "two"])?, 2);
            assert_eq!(tx.value::<i64>(twice, params![2_i64, "two"])?, 2);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_gap_a_surplus_and_other_placeholders_are_errors() {
    let bench = bench();
    let refused = |sql: &'static str, params: &'static [Value<'static>]| {
        let result = bench
            .engine
            .read_blocking(|read| read.exists(Sql::new(sql), params));
        assert!(matches!(result, Err(Error::Internal(_))), "{sql}: {result:?}");
    };
    let one = &[Value::Int(1)];
    let two = &[Value::Int(1), Value::Int(2)];
    refused("SELECT 1 WHERE 1 = $2", one);
    refused("SELECT 1 WHERE 1 = $1 AND 2 = $3", two);
    refused("SELECT 1 WHERE 1 = $1", two);
    refused("SELECT 1 WHERE 1 = $1 AND 2 = $2", one);
    refused("SELECT 1 WHERE 1 = ?1", one);
    refused("SELECT 1 WHERE 1 = ?", one);
    refused("SELECT 1 WHERE 1 = :a", one);
    refused("SELECT 1 WHERE 1 = $01", one);
    refused("SELECT 1 WHERE 1 = $0", one);
}

#[test]
fn readers_refuse_to_write_and_no_statement_reaches_another_file() {
    let bench = bench();
    let result = bench.engine.read_blocking(|read| {
        let session: &dyn Session = read.session;
        session.execute(INSERT, params![1_i64, "x", 2_i64])
    });
    assert!(
        matches!(&result, Err(Error::Internal(text)) if text.contains("readonly")),
        "{result:?}"
    );
    // A connection of one workspace cannot attach the file of another.
    let other = bench.temp.path().join("other.db");
    std::fs::write(&other, b"").unwrap();
    let attach = format!("ATTACH DATABASE '{}' AS other", other.display());
    let result = bench
        .engine
        .write_blocking(move |tx| tx.execute(Sql::new(&attach), params![]));
    assert!(matches!(result, Err(Error::Internal(text)) if text.contains("attached")));
}

#[test]
fn a_failure_or_panic_in_a_group_harms_nobody_else() {
    let bench = bench();
    // Keep the writer busy so that the next writes form one group.
    let (release, wait) = mpsc::channel::<()>();
    let blocker = bench.engine.0.writer.submit(move |tx| {
        wait.recv().unwrap();
        insert(tx, 0)
    });
    let results: Vec<_> = (1..=30)
        .map(|id| {
            let submitted = bench.engine.0.writer.submit(move |tx| {
                insert(tx, id)?;
                match id % 3 {
                    0 => panic!("boom {id}"),
                    1 => Err(Error::Conflict),
                    _ => Ok(id),
                }
            });
            submitted.unwrap()
        })
        .collect();
    release.send(()).unwrap();
    blocker.unwrap().blocking_recv().unwrap().unwrap();
    for (id, result) in (1..=30).zip(results) {
        match (id % 3, result.blocking_recv().unwrap()) {
            (0, Err(Error::Internal(text))) => assert!(text.contains(&format!("boom {id}"))),
            (1, Err(Error::Conflict)) => {}
            (2, Ok(kept)) => assert_eq!(kept, id),
            other => panic!("{id}: {other:?}"),
        }
    }
    assert_eq!(count(&bench.engine), 11);
    // A panic in a read leaves the pool whole too.
    for _ in 0..5 {
        let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            bench.engine.read_blocking(|_| -> Result<()> { panic!("read") })
        }));
        assert!(read.is_err());
    }
    assert_eq!(count(&bench.engine), 11);
}

#[test]
fn when_the_commit_fails_everybody_hears_it_and_the_next_group_works() {
    let bench = bench();
    let deferred = Sql::new(
        "CREATE TABLE child (id BIGINT, item BIGINT REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)",
    );
    let orphan = Sql::new("INSERT INTO child (id, item) VALUES (1, 99)");
    bench
        .engine
        .write_blocking(move |tx| tx.execute(deferred, params![]))
        .unwrap();
    let (release, wait) = mpsc::channel::<()>();
    let first = bench.engine.0.writer.submit(move |tx| {
        wait.recv().unwrap();
        insert(tx, 1)
    });
    let second = bench
        .engine
        .0
        .writer
        .submit(move |tx| tx.execute(orphan, params![]));
    release.send(()).unwrap();
    let (first, second) = (
        first.unwrap().blocking_recv().unwrap(),
        second.unwrap().blocking_recv().unwrap(),
    );
    // Were they not in one group, the first would be there. The writer takes what waits, so they were.
    assert!(second.is_err());
    assert_eq!(count(&bench.engine), i64::from(first.is_ok()));
    assert!(first.is_err());
    bench.engine.write_blocking(|tx| insert(tx, 2)).unwrap();
    assert_eq!(count(&bench.engine), 1);
}

#[test]
fn a_full_queue_says_so_at_once_and_loses_nothing() {
    let bench = bench();
    let (release, wait) = mpsc::channel::<()>();
    let first = bench.engine.0.writer.submit(move |_| {
        wait.recv().unwrap();
        Ok(())
    });
    let mut accepted = Vec::new();
    let refused = loop {
        let id = accepted.len() as i64;
        match bench.engine.0.writer.submit(move |tx| insert(tx, id)) {
            Ok(result) => accepted.push(result),
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, Error::Unavailable(_)));
    release.send(()).unwrap();
    first.unwrap().blocking_recv().unwrap().unwrap();
    let all = accepted.len() as i64;
    for result in accepted {
        result.blocking_recv().unwrap().unwrap();
    }
    assert_eq!(count(&bench.engine), all);
}

#[test]
fn closing_finishes_what_was_accepted() {
    let bench = bench();
    let results: Vec<_> = (0..100)
        .map(|id| bench.engine.0.writer.submit(move |tx| insert(tx, id)).unwrap())
        .collect();
    bench.engine.close();
    for result in results {
        result.blocking_recv().unwrap().unwrap();
    }
    let late = bench.engine.write_blocking(|tx| insert(tx, 100));
    assert!(matches!(late, Err(Error::Unavailable(_))));
    let late = bench.engine.read_blocking(|_| Ok(()));
    assert!(matches!(late, Err(Error::Unavailable(_))));
    let again = Engine::open(&bench.place, &SCHEMA, sources()).unwrap();
    assert_eq!(count(&again), 100);
}

#[test]
fn a_read_sees_one_state() {
    let bench = bench();
    let engine = &bench.engine;
    engine
        .read_blocking(|read| {
            assert_eq!(read.value::<i64>(COUNT, params![])?, 0);
            engine.write_blocking(|tx| insert(tx, 1))?;
            assert_eq!(read.value::<i64>(COUNT, params![])?, 0);
            Ok(())
        })
        .unwrap();
    assert_eq!(count(engine), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn async_callers_get_results_and_errors() {
    let bench = Arc::new(bench());
    let writes = (0..200).map(|id| {
        let bench = Arc::clone(&bench);
        tokio::spawn(async move { bench.engine.write(move |tx| insert(tx, id)).await })
    });
    for write in writes.collect::<Vec<_>>() {
        write.await.unwrap().unwrap();
    }
    let count = bench
        .engine
        .read(|read| read.value::<i64>(COUNT, params![]))
        .await;
    assert_eq!(count.unwrap(), 200);
    let panicked = bench.engine.read(|_| -> Result<()> { panic!("oh") }).await;
    assert!(matches!(panicked, Err(Error::Internal(text)) if text.contains("oh")));
}

#[test]
fn migrations_run_once_copy_aside_and_refuse_what_is_newer() {
    const TWO: Schema = Schema {
        name: "test",
        migrations: &[
            FIRST,
            Migration {
                fill: None,
                name: "second",
                common: "ALTER TABLE item ADD COLUMN place TEXT NOT NULL DEFAULT 'here';",
                sqlite: "CREATE INDEX item_by_place ON item (place);",
                postgres: "",
            },
        ],
    };
    const BROKEN: Schema = Schema {
        name: "test",
        migrations: &[
            FIRST,
            Migration::new(
                "broken",
                "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1);",
            ),
        ],
    };
    let bench = bench();
    bench.engine.write_blocking(|tx| insert(tx, 1)).unwrap();
    bench.engine.close();
    let open = |schema| Engine::open(&bench.place, schema, sources());
    let copies = || {
        let read = std::fs::read_dir(&bench.place.copies);
        read.map_or(0, Iterator::count)
    };
    assert_eq!(copies(), 0);

    // A migration that fails leaves nothing of itself behind.
    assert!(matches!(open(&BROKEN), Err(Error::Internal(text)) if text.contains("broken")));
    let first = open(&SCHEMA).unwrap();
    let half = Sql::new("SELECT 1 FROM half");
    assert!(first.read_blocking(|read| read.exists(half, params![])).is_err());
    first.close();

    let second = open(&TWO).unwrap();
    let there = Sql::new("SELECT place FROM item WHERE id = $1");
    let place = second.read_blocking(|read| read.value::<String>(there, params![1_i64]));
    assert_eq!(place.unwrap(), "here");
    second.close();
    assert_eq!(copies(), 1);
    let copy = Place {
        file: bench.place.copies.join("test-1000.db"),
        ..bench.place.clone()
    };
    let copy = Engine::open(&copy, &SCHEMA, sources()).unwrap();
    assert_eq!(count(&copy), 1);
    copy.close();

    open(&TWO).unwrap().close();
    assert_eq!(copies(), 1, "nothing to do, nothing to copy");
    let newer = open(&SCHEMA);
    assert!(matches!(
        newer,
        Err(Error::NewerSchema {
            found: 2,
            known: 1,
            ..
        })
    ));
}
