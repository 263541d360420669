//! The real binary, killed (SIGKILL) at several moments of an import: what was there before is there, whole, and the same file
//! can be imported then.

use crate::process::{Kotae, kotae, run, text};
use std::{
    fmt::Write as _,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

/// Enough that the database's log grows while the import is written, and not only at its end.
const ROWS: usize = 8_000;

/// When the server is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// The file is being compared.
    Compared,
    /// So many bytes were written, and nothing is committed.
    Written(u64),
}

fn file(folder: &Path) -> String {
    let mut csv = String::from("id,title,category,answer\n");
    for row in 0..ROWS {
        // Every other row changes an entry that is there, as far as there are any.
        let answer = "手順を一つずつ確かめてください。".repeat(30);
        let _ = writeln!(
            csv,
            "K-{row},質問その {row},分類 {} > 下 {},{answer}{row}",
            row % 7,
            row % 40
        );
    }
    let path = folder.join("many.csv");
    std::fs::write(&path, csv).unwrap();
    path.to_str().unwrap().to_owned()
}

/// What the data folder has, as an export says it.
fn state(data: &Path, folder: &Path) -> (String, String) {
    let out = folder.join("state.csv");
    let done = run(data, &["export", out.to_str().unwrap()]);
    assert!(done.status.success(), "{}", text(&done));
    let audit = rusqlite::Connection::open(data.join("workspaces/default/main.db")).unwrap();
    let count = |sql: &str| audit.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let tables = [
        "entry_version",
        "category",
        "import",
        "import_change",
        "entry_search",
        // A server's start leaves records of its own.
        "audit WHERE action LIKE '%import%'",
    ];
    let rows = tables.map(|table| format!("{table} {}", count(&format!("SELECT COUNT(*) FROM {table}"))));
    (std::fs::read_to_string(&out).unwrap(), rows.join(", "))
}

fn wait_for(moment: Moment, client: &mut Child, data: &Path) {
    let began = Instant::now();
    let log = data.join("workspaces/default/main.db-wal");
    match moment {
        Moment::Compared => {
            let mut line = String::new();
            let mut lines = BufReader::new(client.stderr.take().unwrap());
            lines.read_line(&mut line).unwrap();
            assert!(line.contains("rows checked"), "{line}");
        }
        Moment::Written(bytes) => {
            while std::fs::metadata(&log).map_or(0, |log| log.len()) < bytes {
                assert!(
                    matches!(client.try_wait(), Ok(None)),
                    "it ended before {bytes} bytes were written"
                );
                assert!(
                    began.elapsed() < Duration::from_mins(2),
                    "{bytes} bytes were never written"
                );
                std::thread::yield_now();
            }
        }
    }
}

#[test]
fn a_kill_in_the_middle_of_an_import_leaves_what_was_before() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let many = file(folder.path());
    let few = folder.path().join("few.csv");
    std::fs::write(
        &few,
        "id,title,answer\nK-1,古い質問,元の答え\nK-2,別の質問,元の答え\n",
    )
    .unwrap();
    let first = run(&data, &["import", few.to_str().unwrap()]);
    assert!(first.status.success(), "{}", text(&first));
    let before = state(&data, folder.path());
    for moment in [
        Moment::Compared,
        Moment::Written(256 << 10),
        Moment::Written(4 << 20),
        Moment::Written(16 << 20),
    ] {
        let server = Kotae::under(&[], &data, &[], 1);
        let mut client = kotae(&data)
            .args(["import", &many])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_for(moment, &mut client, &data);
        // SIGKILL: no handler runs.
        drop(server);
        let told = client.wait().unwrap();
        assert!(!told.success(), "{moment:?}: nobody is told that it was imported");
        assert_eq!(state(&data, folder.path()), before, "{moment:?}");
    }
    let again = run(&data, &["import", &many]);
    assert!(again.status.success(), "{}", text(&again));
    assert!(text(&again).contains("7998 new, 2 changed"), "{}", text(&again));
}
