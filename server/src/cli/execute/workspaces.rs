//! Workspaces: made, listed, suspended, resumed, deleted.

use super::{Refusal, Run};
use crate::{
    auth::{invite, token},
    mail::announce,
    store::{
        DataDir, Error, archive, audit,
        standing::{self, Certificate, Standing, State},
        workspaces,
    },
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kotae_shared::{Lang, api::workspaces::Quota};

/// Makes a workspace and prints its first administrator's link.
pub(super) fn create(run: &Run<'_>) -> Result<String, Refusal> {
    let store = run.context.store;
    let workspace = store.create_workspace(run.actor.clone(), &run.workspace)?;
    let secret = token::new(&store.sources().ids);
    let link = invite::set_up_link(&workspace, &secret, run.context.base, run.actor.clone())?;
    Ok(match run.lang {
        Lang::Ja => format!(
            "ワークスペース「{}」を作成しました。\n最初の管理者を作るリンク（1 回だけ、3 日間使えます）:\n{}",
            run.workspace,
            link.unwrap_or_default()
        ),
        Lang::En => format!(
            "Created the workspace “{}”.\nThe link that makes its first administrator (it works once, within 3 days):\n{}",
            run.workspace,
            link.unwrap_or_default()
        ),
    })
}

/// A line each: the name, and what is not as usual.
pub(super) fn list(run: &Run<'_>) -> Result<String, Refusal> {
    let listed = run.context.store.control().read_blocking(workspaces::list)?;
    let line = |workspace: workspaces::Listed| match describe(&workspace.standing, run.lang) {
        state if state.is_empty() => workspace.name,
        state => format!("{}\t{state}", workspace.name),
    };
    Ok(listed.into_iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Lets nobody use it.
pub(super) fn suspend(run: &Run<'_>, reason: String) -> Result<String, Refusal> {
    let new = Standing {
        state: State::Suspended,
        reason,
        ..Standing::default()
    };
    set(run, new)?;
    Ok(match run.lang {
        Lang::Ja => format!("ワークスペース「{}」の利用を停止しました。", run.workspace),
        Lang::En => format!("Nobody can use the workspace “{}” now.", run.workspace),
    })
}

/// Lets it be used again.
pub(super) fn resume(run: &Run<'_>) -> Result<String, Refusal> {
    set(run, Standing::default())?;
    Ok(match run.lang {
        Lang::Ja => format!("ワークスペース「{}」の利用を再開しました。", run.workspace),
        Lang::En => format!("The workspace “{}” can be used again.", run.workspace),
    })
}

/// Ends it with a day.
pub(super) fn delete(run: &Run<'_>, ends: &str, time_zone: &str) -> Result<String, Refusal> {
    let bad = |name: &str, ja: &str, en: &str| {
        let text = run.lang.pick(ja, en);
        Refusal::Text(format!("{name}: {text}"))
    };
    let last: Date = ends.parse().map_err(|_| {
        bad(
            "--ends",
            "2026-11-30 の形で書いてください。",
            "write the day as 2026-11-30",
        )
    })?;
    let zone = TimeZone::get(time_zone).map_err(|_| {
        bad(
            "--time-zone",
            "Asia/Tokyo のような名前で書いてください。",
            "write a name such as Asia/Tokyo",
        )
    })?;
    let new = Standing::ending(last, &zone, run.context.erasure)?;
    let erased = day(new.erase_at, &zone);
    set(run, new)?;
    Ok(match run.lang {
        Lang::Ja => format!(
            "ワークスペース「{name}」は {last} まで利用でき、{erased} にすべてのデータを消去します。\nそれまでは kotae workspace resume {name} で取り消せます。",
            name = run.workspace
        ),
        Lang::En => format!(
            "The workspace “{name}” can be used until {last}; all its data is erased on {erased}.\nUntil then, “kotae workspace resume {name}” takes it back.",
            name = run.workspace
        ),
    })
}

/// The certificates of a name that is erased.
pub(super) fn certificate(run: &Run<'_>) -> Result<String, Refusal> {
    let name = run.workspace.clone();
    let found = run
        .context
        .store
        .control()
        .read_blocking(move |control| standing::certificates(control, &name))?;
    if found.is_empty() {
        return Err(Refusal::Text(match run.lang {
            Lang::Ja => format!(
                "「{}」という名前の消去されたワークスペースはありません。",
                run.workspace
            ),
            Lang::En => format!("no workspace of the name “{}” was erased", run.workspace),
        }));
    }
    let texts = found
        .iter()
        .map(|(certificate, digest)| written(certificate, digest, run.lang));
    Ok(texts.collect::<Vec<_>>().join("\n\n"))
}

fn set(run: &Run<'_>, new: Standing) -> Result<(), Refusal> {
    // Says so in the reader's language when there is none.
    let before = run.workspace()?.standing();
    let (store, by) = (run.context.store, (run.context.vault, run.context.base));
    store.set_standing(run.actor.clone(), &run.workspace, new)?;
    announce::standing(store, &run.workspace, &before, &run.actor, by)?;
    Ok(())
}

/// Changes what it may have, as far as that is said, and prints it.
pub(super) fn quota(run: &Run<'_>, limits: [Option<(bool, u64)>; 4]) -> Result<String, Refusal> {
    let workspace = run.workspace()?;
    let mut quotas = workspace.quotas();
    for (quota, limit) in Quota::ALL.into_iter().zip(limits) {
        if let Some((is_set, limit)) = limit {
            quotas.set(quota, is_set.then_some(limit));
        }
    }
    let host = listed(run)?.host;
    run.context
        .store
        .set_limits(run.actor.clone(), &run.workspace, quotas, &host)?;
    let usage = workspace.usage_blocking()?;
    let none = run.lang.pick("上限なし", "no limit");
    let line = |quota: Quota| {
        let limit = quotas
            .get(quota)
            .map_or_else(|| none.to_owned(), |limit| limit.to_string());
        format!("{}\t{} / {limit}", quota.name(run.lang), usage.get(quota))
    };
    Ok(Quota::ALL.into_iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Changes its host name, where one is given, and prints it.
pub(super) fn host(run: &Run<'_>, host: Option<String>) -> Result<String, Refusal> {
    let quotas = run.workspace()?.quotas();
    if let Some(host) = host {
        let host = if host == "none" { "" } else { &host };
        run.context
            .store
            .set_limits(run.actor.clone(), &run.workspace, quotas, host)?;
    }
    let host = listed(run)?.host;
    Ok(if host.is_empty() {
        run.lang
            .pick("専用のホスト名はありません。", "It has no host name of its own.")
            .to_owned()
    } else {
        host
    })
}

fn listed(run: &Run<'_>) -> Result<workspaces::Listed, Refusal> {
    let name = run.workspace.clone();
    let found = move |control: &crate::store::engine::Read<'_>| workspaces::by_name(control, &name);
    Ok(run.context.store.control().read_blocking(found)?)
}

/// What is not as usual, in few words; empty for a workspace in use.
fn describe(standing: &Standing, lang: Lang) -> String {
    let erased = || standing.erase_at.map_or_else(String::new, moment);
    match standing.state {
        State::Active => String::new(),
        State::Suspended => match (lang, standing.reason.as_str()) {
            (Lang::Ja, "") => "停止中".into(),
            (Lang::Ja, reason) => format!("停止中（{reason}）"),
            (Lang::En, "") => "suspended".into(),
            (Lang::En, reason) => format!("suspended ({reason})"),
        },
        State::Ending => match lang {
            Lang::Ja => format!("{} に消去予定", erased()),
            Lang::En => format!("to be erased at {}", erased()),
        },
        State::Erasing => lang.pick("消去中", "being erased").into(),
    }
}

fn day(at: Option<i64>, zone: &TimeZone) -> String {
    let at = at.and_then(|at| Timestamp::from_millisecond(at).ok());
    at.map_or_else(String::new, |at| at.to_zoned(zone.clone()).date().to_string())
}

fn moment(at: i64) -> String {
    Timestamp::from_millisecond(at).map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

/// A certificate to hand over.
fn written(certificate: &Certificate, digest: &str, lang: Lang) -> String {
    let Certificate {
        workspace,
        id,
        created_at,
        ended_at,
        erased_at,
        entries,
        users,
        uploads,
        upload_bytes,
        questions,
        files,
    } = certificate;
    let made = moment(*created_at);
    let ended = ended_at.map_or_else(|| "-".into(), moment);
    let erased = moment(*erased_at);
    match lang {
        Lang::Ja => format!(
            "データ消去証明\nワークスペース: {workspace}（{id}）\n作成: {made}\n利用終了: {ended}\n消去: {erased}\n消去したもの: FAQ {entries} 件、利用者 {users} 人、添付 {uploads} 件（{upload_bytes} バイト）、質問の記録 {questions} 件、ファイル {files} 個\n別に取ったバックアップは、それぞれの保存期間が過ぎると消えます。\nSHA-256: {digest}"
        ),
        Lang::En => format!(
            "Certificate of erasure\nWorkspace: {workspace} ({id})\nMade: {made}\nEnded: {ended}\nErased: {erased}\nWhat was erased: {entries} entries, {users} users, {uploads} uploads ({upload_bytes} bytes), {questions} logged questions, {files} files\nBackups that were made elsewhere go when their time comes.\nSHA-256: {digest}"
        ),
    }
}

/// Writes the archive into the handover.
pub(super) fn export(run: &Run<'_>, handover: &str, with_passwords: bool) -> Result<String, Refusal> {
    let workspace = run.workspace()?;
    let path = handed(run, handover)?;
    workspace.note_export(run.actor.clone(), with_passwords)?;
    let file = crate::cli::transfer::private(&path).map_err(Error::from)?;
    let written = archive::write(&workspace, with_passwords, std::io::BufWriter::new(&file));
    let manifest = match written {
        Ok(manifest) => manifest,
        Err(error) => {
            let _ = std::fs::remove_file(&path);
            return Err(error.into());
        }
    };
    file.sync_all().map_err(Error::from)?;
    let rows = |path: &str| {
        let found = manifest.files.iter().find(|file| file.path == path);
        found.map_or(0, |file| file.rows)
    };
    let (entries, users) = (rows("main/entry.jsonl"), rows("main/users.jsonl"));
    let questions = rows("events/question.jsonl");
    Ok(match run.lang {
        Lang::Ja => format!(
            "書き出しました: FAQ {entries} 件、利用者 {users} 人、質問の記録 {questions} 件。\n保存された秘密情報（メールのパスワード、署名の鍵、二段階認証など）は含まれていません。"
        ),
        Lang::En => format!(
            "Exported {entries} entries, {users} users, {questions} logged questions.\nStored secrets (the mail password, signing secrets, second factors and such) are not in the file."
        ),
    })
}

/// Makes the workspace from the archive in the handover.
pub(super) fn import(run: &Run<'_>, handover: &str) -> Result<String, Refusal> {
    let path = handed(run, handover)?;
    let store = run.context.store;
    let made = store.import_workspace(run.actor.clone(), &run.workspace, &path);
    let imported = made.map_err(|failure| match failure {
        archive::Failure::Refused(refusal) => Refusal::Text(refusal.message(run.lang)),
        archive::Failure::Store(error) => Refusal::Store(error),
    })?;
    let keys = audit::Keys::of(run.context.vault);
    run.workspace()?
        .main()
        .write_blocking(move |tx| audit::resign(tx, &keys, true))?;
    let name = &run.workspace;
    let mut lines = vec![match run.lang {
        Lang::Ja => format!(
            "ワークスペース「{name}」を作成しました。\n秘密情報（メールのパスワード、ログイン連携のシークレット、署名の鍵、二段階認証）は、管理画面で設定し直してください。"
        ),
        Lang::En => format!(
            "Made the workspace “{name}”.\nSet its secrets anew in the admin screens: the mail password, those of single sign-on and visitor tokens, second factors."
        ),
    }];
    lines.extend(imported.new_keys.iter().map(|(old, new)| match run.lang {
        Lang::Ja => format!("ウィジェットのキー {old} は使用中のため、{new} に変わりました。"),
        Lang::En => format!("The widget key {old} is in use here; the widget has {new} now."),
    }));
    lines.extend(imported.without_password.iter().map(|email| match run.lang {
        Lang::Ja => format!("オーナー {email} のリンク: kotae user reset --workspace {name} --email {email}"),
        Lang::En => {
            format!("A link for the owner {email}: kotae user reset --workspace {name} --email {email}")
        }
    }));
    Ok(lines.join("\n"))
}

fn handed(run: &Run<'_>, handover: &str) -> Result<std::path::PathBuf, Refusal> {
    DataDir::handover(run.context.store.path(), handover).ok_or(Refusal::Store(Error::NotFound))
}
