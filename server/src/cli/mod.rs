//! The command line: parses, works through the running server or alone, and tells how it went.
//!
//! Exit codes: 0 done; 1 refused (bad input, nothing was changed; `match`: a rate below its least; `verify`: something does not fit); 2 wrong usage (`match`: a
//! file with errors); 3 something failed (a file, the disk, the server).

mod args;
mod execute;
mod health;
mod matching;
#[cfg(unix)]
mod socket;
mod transfer;
mod wire;
mod words;

#[cfg(unix)]
pub use socket::Socket;

use crate::tables::TableFormat;
use crate::{
    clock::SystemClock,
    config::{self, Config, Overrides},
    languages::{self, Languages},
    lexicon, serve,
    store::{DataDir, Error, Sources, Store},
    vault::Vault,
};
use args::{Access, Cli, Command, Operator, Place, Secrets, User, Workspace};
use clap::Parser;
use kotae_shared::{Lang, access::Role, api::admin::limits};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use wire::{Outcome, Request, Task};

const REFUSED: u8 = 1;
const FAILED: u8 = 3;
/// A password with a line end.
const PASSWORD_BYTES: usize = 4 * limits::PASSWORD_MAX + 2;

/// What a command needs beside its flags.
struct Job {
    place: Place,
    task: Task,
    /// The file that goes with the task.
    file: Vec<u8>,
    /// Where the file that comes back goes.
    target: Option<PathBuf>,
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let lang = words::lang();
    match dispatch(Cli::parse().command, lang) {
        Ok(code) => code,
        Err(text) => {
            complain(&text);
            ExitCode::from(FAILED)
        }
    }
}

fn dispatch(command: Command, lang: Lang) -> Result<ExitCode, String> {
    let job = match command {
        Command::Serve(flags) => {
            let config = configuration(flags.config.as_deref(), &overrides(&flags), lang)?;
            serve::start_logs(&config.log).map_err(plain)?;
            return serve::run(config, lang)
                .map(|()| ExitCode::SUCCESS)
                .map_err(|error| why_not_served(&error, lang));
        }
        Command::CheckConfig(flags) => {
            let overrides = Overrides {
                data: flags.data.clone(),
                ..Overrides::default()
            };
            let config = configuration(flags.config.as_deref(), &overrides, lang);
            let config = config.and_then(|config| match Languages::load(&config.languages()) {
                Ok(_) => Ok(config),
                Err(refusal) => Err(refusal.describe(lang)),
            });
            return Ok(check_config(config, lang));
        }
        Command::Healthcheck(flags) => {
            let config = configuration(flags.config.as_deref(), &overrides(&flags), lang)?;
            let path = config.public_url().path("readyz");
            say(&health::ask(config.listen, &path)?);
            return Ok(ExitCode::SUCCESS);
        }
        Command::Import(import) => Job {
            file: words::read_file(&import.file, limits::IMPORT_BYTES, lang)?,
            task: Task::Import(wire::Import {
                dry_run: import.dry_run,
                map: import.map,
                remember: import.remember,
                header: import.header,
                html: import.html,
                good_rows: import.good_rows,
                refused: import
                    .refused
                    .as_ref()
                    .map(|file| TableFormat::of_name(&file.to_string_lossy())),
                name: import
                    .file
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    .unwrap_or_default(),
            }),
            place: import.place,
            target: import.refused,
        },
        Command::Export(export) => Job {
            place: export.place,
            task: Task::Export {
                format: TableFormat::of_name(&export.file.to_string_lossy()),
            },
            file: Vec::new(),
            target: Some(export.file),
        },
        Command::Words(words) => {
            let lang = words.lang.unwrap_or(lang);
            say(languages::template(lang).trim_end());
            return Ok(ExitCode::SUCCESS);
        }
        Command::Licenses => {
            say(lexicon::notices::text(lang).trim_end());
            return Ok(ExitCode::SUCCESS);
        }
        Command::Match(options) => return matching::run(&options, lang),
        Command::Publish(publish) => job(
            publish.place,
            Task::Publish {
                note: publish.note,
                force: publish.force_reason,
            },
        ),
        Command::User(User::Add(add)) => {
            let password = add
                .password_file
                .as_deref()
                .map(|path| password(path, lang))
                .transpose()?;
            Job {
                place: add.place,
                task: Task::UserAdd {
                    email: add.email,
                    name: add.name,
                    lang: Lang::from_preferences(&add.lang).unwrap_or_default(),
                    role: Role::from_tag(&add.role).unwrap_or_default(),
                    with_password: password.is_some(),
                },
                file: password.unwrap_or_default(),
                target: None,
            }
        }
        Command::User(User::Reset(reset)) => {
            let password = reset
                .password_file
                .as_deref()
                .map(|path| password(path, lang))
                .transpose()?;
            Job {
                place: reset.place,
                task: Task::UserReset {
                    email: reset.email,
                    with_password: password.is_some(),
                },
                file: password.unwrap_or_default(),
                target: None,
            }
        }
        Command::User(User::ResetFactor { email, place }) => job(place, Task::UserResetFactor { email }),
        Command::Access(Access::Show { place }) => job(place, Task::AccessShow),
        Command::Access(Access::Clear { place }) => job(place, Task::AccessClear),
        Command::Verify(verify) => Job {
            place: Place {
                data: verify.data,
                workspace: String::new(),
            },
            task: Task::Verify {
                workspace: verify.workspace,
                json: verify.json,
            },
            file: Vec::new(),
            target: Some(PathBuf::from("-")),
        },
        Command::Secrets(Secrets::Rotate { place }) => job(place, Task::SecretsRotate),
        Command::Workspace(Workspace::Create { name, place }) => job(of(name, place), Task::WorkspaceCreate),
        Command::Workspace(Workspace::List { place }) => job(place, Task::WorkspaceList),
        Command::Workspace(Workspace::Suspend { name, reason, place }) => {
            job(of(name, place), Task::WorkspaceSuspend { reason })
        }
        Command::Workspace(Workspace::Resume { name, place }) => job(of(name, place), Task::WorkspaceResume),
        Command::Workspace(Workspace::Delete {
            name,
            ends,
            time_zone,
            place,
        }) => job(of(name, place), Task::WorkspaceDelete { ends, time_zone }),
        Command::Workspace(Workspace::Export {
            name,
            to,
            with_passwords,
            place,
        }) => return transfer::export(of(name, place), &to, with_passwords, lang),
        Command::Workspace(Workspace::Quota {
            name,
            entries,
            storage,
            users,
            page_views,
            place,
        }) => job(
            of(name, place),
            Task::WorkspaceQuota {
                limits: [entries, storage, users, page_views],
            },
        ),
        Command::Workspace(Workspace::Host { name, host, place }) => {
            job(of(name, place), Task::WorkspaceHost { host })
        }
        Command::Operator(Operator::Add {
            email,
            name,
            lang,
            place,
        }) => job(
            place,
            Task::OperatorAdd {
                email,
                name,
                lang: Lang::from_preferences(&lang).unwrap_or_default(),
            },
        ),
        Command::Operator(Operator::List { place }) => job(place, Task::OperatorList),
        Command::Workspace(Workspace::Import { file, name, place }) => {
            return transfer::import(of(name, place), &file, lang);
        }
        Command::Workspace(Workspace::Certificate { name, place }) => {
            job(of(name, place), Task::WorkspaceCertificate)
        }
    };
    perform(job, lang)
}

/// The place, with a workspace that the command names.
fn of(workspace: String, place: Place) -> Place {
    Place { workspace, ..place }
}

fn job(place: Place, task: Task) -> Job {
    Job {
        place,
        task,
        file: Vec::new(),
        target: None,
    }
}

/// Does a job, through the running server when there is one.
fn perform(job: Job, lang: Lang) -> Result<ExitCode, String> {
    let request = Request {
        protocol: wire::PROTOCOL,
        lang,
        os_user: words::os_user(),
        workspace: job.place.workspace,
        task: job.task,
    };
    let mut progress = words::Progress::new();
    let (outcome, file) = match open(&job.place.data, lang)? {
        Some(dir) => alone(dir, request, job.file, &mut |text| progress.show(text))?,
        None => through_server(&job.place.data, &request, &job.file, &mut |text| {
            progress.show(text);
        })?,
    };
    progress.end();
    // An import has a file only when rows were refused, and then also when nothing was imported; findings come in any case.
    if let Some(target) = job.target.filter(|_| !file.is_empty()) {
        words::write_file(&target, &file, lang)?;
    }
    if !outcome.done {
        complain(&outcome.text);
        return Ok(ExitCode::from(REFUSED));
    }
    say(&outcome.text);
    Ok(ExitCode::SUCCESS)
}

/// The data folder for this process alone; `None`: a server works on it.
fn open(data: &Path, lang: Lang) -> Result<Option<DataDir>, String> {
    match DataDir::open(data) {
        Ok(dir) => Ok(Some(dir)),
        Err(Error::AlreadyRunning(_)) => Ok(None),
        Err(error) => Err(format!("{}: {}", data.display(), execute::describe(&error, lang))),
    }
}

fn alone(
    dir: DataDir,
    request: Request,
    file: Vec<u8>,
    progress: &mut dyn FnMut(&str),
) -> Result<(Outcome, Vec<u8>), String> {
    let config = configuration(None, &Overrides::default(), request.lang)?;
    let sources = Sources::new(Arc::new(SystemClock));
    let vault = Vault::open(config.key.clone(), dir.path(), sources.ids.secret()).map_err(plain)?;
    let store = Arc::new(Store::open(dir, sources).map_err(|error| execute::describe(&error, request.lang))?);
    let base = config.public_url().join("");
    let done = execute::execute(
        &execute::Context {
            store: &store,
            vault: &vault,
            base: &base,
            erasure: config.erasure,
        },
        request,
        file,
        progress,
    );
    store.close();
    Ok(done)
}

#[cfg(unix)]
fn through_server(
    data: &Path,
    request: &Request,
    file: &[u8],
    progress: &mut dyn FnMut(&str),
) -> Result<(Outcome, Vec<u8>), String> {
    socket::call(data, request, file, progress).map_err(|error| match request.lang {
        Lang::Ja => format!("動いている Kotae に接続できません（{}）: {error}", data.display()),
        Lang::En => format!("cannot reach the Kotae that is using {}: {error}", data.display()),
    })
}

#[cfg(not(unix))]
fn through_server(
    data: &Path,
    request: &Request,
    _: &[u8],
    _: &mut dyn FnMut(&str),
) -> Result<(Outcome, Vec<u8>), String> {
    Err(match request.lang {
        Lang::Ja => format!(
            "{} は動いている Kotae が使用中です。停止してから実行してください。",
            data.display()
        ),
        Lang::En => format!("{} is in use by a running Kotae; stop it first.", data.display()),
    })
}

fn overrides(flags: &args::Serve) -> Overrides {
    Overrides {
        data: flags.data.clone(),
        listen: flags.listen,
        trusted_proxies: flags.trusted_proxies.clone(),
        demo: flags.demo,
    }
}

fn configuration(file: Option<&Path>, flags: &Overrides, lang: Lang) -> Result<Config, String> {
    config::load(file, std::env::vars(), flags).map_err(|error| match lang {
        Lang::Ja => format!("設定に誤りがあります。{error}"),
        Lang::En => format!("the configuration is wrong: {error}"),
    })
}

/// Why the server did not start, in the reader's language, with the detail that its operator needs.
fn why_not_served(error: &anyhow::Error, lang: Lang) -> String {
    if let Some(error) = error.downcast_ref::<Error>() {
        return execute::describe(error, lang);
    }
    if let Some(refusal) = error.downcast_ref::<languages::Refusal>() {
        return refusal.describe(lang);
    }
    let taken = error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::AddrInUse);
    match (lang, taken) {
        (Lang::Ja, true) => format!("待ち受けるアドレスは、ほかのプログラムが使用中です（{error:#}）。"),
        (Lang::Ja, false) => format!("起動できませんでした: {error:#}"),
        (Lang::En, _) => format!("{error:#}"),
    }
}

fn check_config(loaded: Result<Config, String>, lang: Lang) -> ExitCode {
    match loaded {
        Ok(config) => {
            let url = config.public_url().join("");
            say(&match lang {
                Lang::Ja => format!("設定に問題はありません。{} （{}）", url, config.data.display()),
                Lang::En => format!("The configuration is fine: {} ({})", url, config.data.display()),
            });
            ExitCode::SUCCESS
        }
        Err(text) => {
            complain(&text);
            ExitCode::from(REFUSED)
        }
    }
}

fn password(path: &Path, lang: Lang) -> Result<Vec<u8>, String> {
    let mut bytes = words::read_file(path, PASSWORD_BYTES, lang)?;
    while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        bytes.pop();
    }
    Ok(bytes)
}

fn plain(error: impl std::fmt::Display) -> String {
    format!("{error:#}")
}

fn say(text: &str) {
    if !text.is_empty() {
        // A reader that has gone, as with `| head`, is no failure of the command.
        let _ = writeln!(std::io::stdout(), "{text}");
    }
}

#[expect(clippy::print_stderr, reason = "this is the command line's complaint")]
fn complain(text: &str) {
    eprintln!("kotae: {text}");
}
