//! What a chained audit record costs beside a plain insert of the same row; prints figures for `docs/benchmarks.md`.
//!
//! `cargo run --release --example audit_bench [RECORDS]`
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use kotae::{
    clock::SystemClock,
    store::{Actor, DEFAULT_WORKSPACE, DataDir, Sources, Store, audit},
    vault::{KeySource, Vault},
};
use kotae_shared::Uuid;
use rusqlite::Connection;
use std::{path::Path, sync::Arc, time::Instant};

const RECORDS: usize = 100_000;
/// Writes in one commit, as when many are at work.
const GROUP: usize = 100;
const BEFORE: &str = "{\"title\":\"有給休暇の日数は？\",\"status\":\"draft\"}";
const AFTER: &str = "{\"title\":\"有給休暇は何日ありますか？\",\"status\":\"published\"}";

fn main() -> anyhow::Result<()> {
    let records = std::env::args()
        .nth(1)
        .map_or(Ok(RECORDS), |number| number.parse())?;
    let folder = tempfile::tempdir()?;
    let plain = plain(&folder.path().join("plain.db"), records)?;
    let store = Arc::new(Store::open(
        DataDir::open(&folder.path().join("data"))?,
        Sources::new(Arc::new(SystemClock)),
    )?);
    let workspace = store.workspace_blocking(DEFAULT_WORKSPACE)?;
    let actor = Actor::User {
        id: Uuid::from_u128(7),
        name: "鈴木 花子".into(),
        address: "192.0.2.7".into(),
        categories: None,
    };
    let began = Instant::now();
    for _ in 0..records / GROUP {
        let actor = actor.clone();
        workspace.main().write_blocking(move |tx| {
            for _ in 0..GROUP {
                let change = audit::Change {
                    action: "entry.update",
                    kind: "entry",
                    id: "0190a4c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f",
                };
                audit::record(tx, &actor, change, Some(&BEFORE), Some(&AFTER))?;
            }
            Ok(())
        })?;
    }
    let chained = began.elapsed().as_secs_f64() * 1e6 / records as f64;
    let vault = Vault::open(KeySource::default(), folder.path(), [1; 32])?;
    let began = Instant::now();
    let report = store.verify_audit(&workspace, &audit::Keys::of(&vault))?;
    let verified = began.elapsed().as_secs_f64();
    anyhow::ensure!(report.fault.is_none(), "{:?}", report.fault);
    println!("{records} records, {GROUP} in a commit\n");
    println!("| step | figure |\n|---|---|");
    println!("| plain insert, the same row and indexes | {plain:.1} µs a record |");
    println!(
        "| chained record | {chained:.1} µs a record ({:.2} times) |",
        chained / plain
    );
    println!(
        "| verification | {:.2} s, {:.0} records a second |",
        verified,
        report.records as f64 / verified
    );
    Ok(())
}

/// The row as it was before there was a chain, by SQLite alone with the same durability; microseconds a record.
fn plain(file: &Path, records: usize) -> anyhow::Result<f64> {
    let conn = Connection::open(file)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        CREATE TABLE audit (id BLOB NOT NULL PRIMARY KEY, at BIGINT NOT NULL, actor_kind TEXT NOT NULL, actor_id BLOB,
          actor_name TEXT NOT NULL, address TEXT NOT NULL, action TEXT NOT NULL, object_kind TEXT NOT NULL, object_id TEXT NOT NULL,
          value_before TEXT, value_after TEXT);
        CREATE INDEX audit_by_time ON audit (at, id);
        CREATE INDEX audit_by_object ON audit (object_kind, object_id, at);
        CREATE INDEX audit_by_actor ON audit (actor_id, at);
        CREATE INDEX audit_by_action ON audit (action, at);",
    )?;
    let began = Instant::now();
    for group in 0..records / GROUP {
        conn.execute_batch("BEGIN IMMEDIATE")?;
        for number in 0..GROUP {
            let at = (group * GROUP + number) as i64;
            let mut insert = conn.prepare_cached(
                "INSERT INTO audit VALUES (?1, ?2, 'user', ?3, '鈴木 花子', '192.0.2.7', 'entry.update', 'entry',
                '0190a4c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f', ?4, ?5)",
            )?;
            insert.execute((
                (at as u128 | 1 << 80).to_be_bytes(),
                at,
                7_u128.to_be_bytes(),
                BEFORE,
                AFTER,
            ))?;
        }
        conn.execute_batch("COMMIT")?;
    }
    Ok(began.elapsed().as_secs_f64() * 1e6 / records as f64)
}
