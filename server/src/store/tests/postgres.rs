//! Every statement of the store can be prepared on a real PostgreSQL.
//!
//! A throw-away cluster in a temporary folder, reached through a Unix socket alone. Without PostgreSQL the test says
//! so and passes; where the variable `CI` is set it fails instead.

use super::*;
use engine::{Dialect, LEDGER};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A user that may own a cluster when we are root, which may not.
const OTHER_USER: &str = "postgres";

struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
    user: Option<&'static str>,
}

impl Cluster {
    /// Starts one; `None` when PostgreSQL is not installed.
    fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = tempfile::Builder::new()
            .prefix("kotae-pg")
            .tempdir_in("/tmp")
            .unwrap();
        let root = run(Command::new("id").arg("-u")).stdout == b"0\n";
        let cluster = Self {
            user: root.then_some(OTHER_USER),
            folder,
            programs,
        };
        if root {
            must(Command::new("chown").arg(OTHER_USER).arg(cluster.folder.path()));
        }
        let data = cluster.data();
        must(cluster.command("initdb").arg("-D").arg(&data).args([
            "--auth=trust",
            "--username=kotae",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]));
        let options = format!(
            "-c listen_addresses= -c fsync=off -k {}",
            cluster.folder.path().display()
        );
        must(
            cluster
                .command("pg_ctl")
                .arg("-D")
                .arg(&data)
                .arg("-l")
                .arg(cluster.folder.path().join("log"))
                .args(["-w", "-o", &options, "start"]),
        );
        Some(cluster)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir("/");
        command
    }

    /// Runs a script and returns what it complained about.
    fn psql(&self, script: &str) -> Output {
        let file = self.folder.path().join("script.sql");
        std::fs::write(&file, script).unwrap();
        let mut command = self.command("psql");
        command.arg("-h").arg(self.folder.path());
        command.args([
            "-U",
            "kotae",
            "-d",
            "postgres",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=0",
            "-f",
        ]);
        run(command.arg(&file))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data();
        run(self
            .command("pg_ctl")
            .arg("-D")
            .arg(data)
            .args(["-m", "immediate", "-w", "stop"]));
    }
}

/// The folder of PostgreSQL's programs. Debian keeps them out of the search path.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let folders = installed.map(|version| version.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<_> = std::env::split_paths(&path).collect();
    let has_all = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "psql"]
            .iter()
            .all(|name| folder.join(name).is_file())
    };
    folders.chain(on_path).find(has_all)
}

fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn must(command: &mut Command) {
    let output = run(command);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
}

#[test]
fn every_statement_can_be_prepared_on_postgresql() {
    let Some(cluster) = Cluster::start() else {
        assert!(
            std::env::var_os("CI").is_none(),
            "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        );
        eprintln!("skipped: PostgreSQL is not installed (Debian: apt-get install postgresql)");
        return;
    };
    let wrong = cluster.psql("PREPARE wrong AS SELECT instr('a', $1);");
    assert!(
        !wrong.stderr.is_empty(),
        "a statement for SQLite alone must be noticed"
    );
    let mut script = String::new();
    for schema in [&schemas::CONTROL, &schemas::MAIN, &schemas::EVENTS] {
        writeln!(
            script,
            "CREATE SCHEMA kotae_{0}; SET search_path = kotae_{0};",
            schema.name
        )
        .unwrap();
        writeln!(script, "{LEDGER};").unwrap();
        for step in schema.migrations {
            writeln!(script, "{}\n{}", step.common, step.postgres).unwrap();
        }
    }
    let statements = statements(Dialect::Postgres);
    assert!(statements.len() > 100, "{}", statements.len());
    for (number, (schema, name, sql)) in statements.iter().enumerate() {
        writeln!(script, "SET search_path = kotae_{};", schema.name).unwrap();
        writeln!(script, "\\echo {number}").unwrap();
        writeln!(script, "PREPARE statement_{number} AS -- {name}\n{sql};").unwrap();
    }
    writeln!(script, "\\echo all done").unwrap();
    let output = cluster.psql(&script);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(complaints.is_empty(), "{complaints}");
    assert!(String::from_utf8_lossy(&output.stdout).ends_with("all done\n"));
}
