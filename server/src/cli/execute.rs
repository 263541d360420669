//! What a command does to the store, in the server or alone.

mod access;
pub(super) mod knowledge;
mod operators;
mod people;
mod verify;
mod workspaces;

use super::wire::{Outcome, Request, Task};
use crate::{
    publish,
    store::{Actor, EraseRule, Error, Store, Workspace},
    vault::Vault,
};
use kotae_shared::{Lang, api::problem::Fault};
use std::sync::Arc;

/// Where a command works.
pub(super) struct Context<'a> {
    /// The open data folder.
    pub(super) store: &'a Arc<Store>,
    /// Stored secrets.
    pub(super) vault: &'a Vault,
    /// The address that links begin with; ends in `/`.
    pub(super) base: &'a str,
    /// When the data of a workspace that has ended goes.
    pub(super) erasure: EraseRule,
}

/// A command that was refused: nothing was changed.
enum Refusal {
    /// The store's reason.
    Store(Error),
    /// A reason in the reader's language.
    Text(String),
    /// The same, with a file that says more.
    File(String, Vec<u8>),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

/// What a command needs at each step.
struct Run<'a> {
    context: &'a Context<'a>,
    lang: Lang,
    actor: Actor,
    workspace: String,
}

impl Run<'_> {
    fn workspace(&self) -> Result<Arc<Workspace>, Refusal> {
        self.context
            .store
            .workspace_blocking(&self.workspace)
            .map_err(|error| match error {
                Error::NotFound => Refusal::Text(match self.lang {
                    Lang::Ja => format!("ワークスペース「{}」がありません。", self.workspace),
                    Lang::En => format!("there is no workspace “{}”", self.workspace),
                }),
                other => Refusal::Store(other),
            })
    }
}

/// Does what a request asks. Blocks. The file that comes back is empty for most tasks.
pub(super) fn execute(
    context: &Context<'_>,
    request: Request,
    file: Vec<u8>,
    progress: &mut dyn FnMut(&str),
) -> (Outcome, Vec<u8>) {
    let run = Run {
        context,
        lang: request.lang,
        actor: Actor::Cli {
            user: request.os_user,
        },
        workspace: request.workspace,
    };
    let done = match request.task {
        Task::UserAdd {
            email,
            name,
            lang,
            role,
            with_password,
        } => people::add(&run, (&name, &email, lang), role, with_password.then_some(file)).map(text_only),
        Task::UserReset { email, with_password } => {
            people::reset(&run, &email, with_password.then_some(file)).map(text_only)
        }
        Task::UserResetFactor { email } => people::reset_factor(&run, &email).map(text_only),
        Task::AccessShow => access::show(&run).map(text_only),
        Task::AccessClear => access::clear(&run).map(text_only),
        Task::Verify { workspace, json } => verify::verify(&run, workspace.as_deref(), json, progress),
        Task::SecretsRotate => people::rotate(&run).map(text_only),
        Task::WorkspaceCreate => workspaces::create(&run).map(text_only),
        Task::WorkspaceList => workspaces::list(&run).map(text_only),
        Task::WorkspaceSuspend { reason } => workspaces::suspend(&run, reason).map(text_only),
        Task::WorkspaceResume => workspaces::resume(&run).map(text_only),
        Task::WorkspaceDelete { ends, time_zone } => {
            workspaces::delete(&run, &ends, &time_zone).map(text_only)
        }
        Task::WorkspaceCertificate => workspaces::certificate(&run).map(text_only),
        Task::WorkspaceExport {
            handover,
            with_passwords,
        } => workspaces::export(&run, &handover, with_passwords).map(text_only),
        Task::WorkspaceQuota { limits } => workspaces::quota(&run, limits).map(text_only),
        Task::WorkspaceHost { host } => workspaces::host(&run, host).map(text_only),
        Task::OperatorAdd { email, name, lang } => operators::add(&run, (&name, &email, lang)).map(text_only),
        Task::OperatorList => operators::list(&run).map(text_only),
        Task::WorkspaceImport { handover } => workspaces::import(&run, &handover).map(text_only),
        Task::Import(wish) => knowledge::import(&run, file, &wish, progress),
        Task::Export { format } => knowledge::export(&run, format),
        Task::Publish { note, force } => {
            knowledge::publish(&run, publish::Why::new(&note, &force), progress).map(text_only)
        }
    };
    match done {
        Ok((text, file)) => (Outcome::done(text), file),
        Err(Refusal::Text(text)) => (Outcome::refused(text), Vec::new()),
        Err(Refusal::File(text, file)) => (Outcome::refused(text), file),
        Err(Refusal::Store(error)) => (Outcome::refused(describe(&error, run.lang)), Vec::new()),
    }
}

fn text_only(text: String) -> (String, Vec<u8>) {
    (text, Vec::new())
}

/// The store's reason in the reader's language.
pub(super) fn describe(error: &Error, lang: Lang) -> String {
    match error {
        Error::Invalid(faults) => faults
            .iter()
            .map(|(field, fault)| fault_line(field, *fault, lang))
            .collect::<Vec<_>>()
            .join("\n"),
        Error::NotFound => lang.pick("見つかりません。", "not found").to_owned(),
        Error::Conflict => lang
            .pick(
                "処理中にほかの人が内容を変更しました。もう一度実行してください。",
                "someone changed the entries meanwhile; run the command again",
            )
            .to_owned(),
        Error::AlreadyRunning(pid) => match lang {
            Lang::Ja => format!("このデータフォルダーは、動いている Kotae（プロセス {pid}）が使用中です。"),
            Lang::En => error.to_string(),
        },
        Error::NewerSchema { database, .. } => match lang {
            Lang::Ja => format!(
                "{database} は新しいバージョンの Kotae で作られています。新しいバージョンを使ってください。"
            ),
            Lang::En => error.to_string(),
        },
        Error::Io(detail) => match lang {
            Lang::Ja => {
                format!("ディスクに読み書きできません。空き容量と権限を確認してください（{detail}）。")
            }
            Lang::En => {
                format!("the disk cannot be read or written; check its free space and permissions ({detail})")
            }
        },
        Error::Unavailable(detail) => match lang {
            Lang::Ja => format!("混み合っているか、停止中です。もう一度実行してください（{detail}）。"),
            Lang::En => format!("busy or stopping; run the command again ({detail})"),
        },
        other => match lang {
            Lang::Ja => format!("処理できませんでした: {other}"),
            Lang::En => other.to_string(),
        },
    }
}

fn fault_line(field: &str, fault: Fault, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("「{field}」{}", fault.message(lang)),
        Lang::En => format!("{field}: {}", fault.message(lang)),
    }
}
