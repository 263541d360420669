//! What owners are told of their workspace.

use super::{Letter, causes, letter, moment, screen};
use kotae_shared::{
    Lang,
    api::{
        admin::User,
        audit::ChainFault,
        workspaces::{Near, Quota},
    },
};

/// A quota is nearly used up, or wholly.
pub fn quota<'a>(to: &'a User, base: &str, workspace: &str, near: &Near) -> Letter<'a> {
    let (name, used, limit) = (near.quota.name(to.lang), near.used, near.limit);
    let full = used >= limit;
    let subject = match (to.lang, full) {
        (Lang::Ja, true) => format!("契約の上限に達しました（{name}）"),
        (Lang::Ja, false) => format!("契約の上限に近づいています（{name}）"),
        (Lang::En, true) => format!("A limit is reached ({name})"),
        (Lang::En, false) => format!("A limit is near ({name})"),
    };
    let then = match (to.lang, near.quota) {
        (Lang::Ja, Quota::PageViews) => {
            "上限に達しても、社員の皆さんは引き続きチャットを使えます。翌月もこの状態が続くときは、契約の変更をご相談ください。"
        }
        (Lang::Ja, _) => {
            "上限に達すると、新しく追加できなくなります。すでにある内容と、社員の皆さんのチャットはそのまま使えます。"
        }
        (Lang::En, Quota::PageViews) => {
            "Your staff can go on using the chat. If this is so next month too, please ask for a larger limit."
        }
        (Lang::En, _) => {
            "At the limit nothing new can be added. What is there stays, and your staff can go on using the chat."
        }
    };
    let first = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）の{name}は、上限 {limit} のうち {used} です。\n{then}",
            to.name
        ),
        Lang::En => format!(
            "Dear {},\n\nKotae (workspace: {workspace}) has used {used} of {limit}: {name}.\n{then}",
            to.name
        ),
    };
    let action = screen(to, base, workspace, "");
    letter(to, causes::QUOTA, subject, first, Some(action), Vec::new())
}

/// Somebody has changed records of an audit log: the workspace's, or (`true`) the installation's.
pub fn audit_broken<'a>(
    to: &'a User,
    base: &str,
    workspace: &str,
    faults: &[(bool, ChainFault)],
) -> Letter<'a> {
    let subject = to.lang.pick(
        "操作ログに合わない記録があります",
        "A record of the audit log does not fit",
    );
    let lines: Vec<String> = faults
        .iter()
        .map(|(installation, fault)| match (to.lang, installation) {
            (lang, false) => fault.message(lang),
            (Lang::Ja, true) => format!("インストール全体の操作ログ: {}", fault.message(to.lang)),
            (Lang::En, true) => format!("The installation's log: {}", fault.message(to.lang)),
        })
        .collect();
    let lines = lines.join("\n");
    let text = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）の操作ログを検証したところ、合わない記録がありました。\n{lines}\n\nデータベースがほかのプログラムで書き換えられたか、バックアップから一部だけが戻された可能性があります。データフォルダーの控えを取り、運用担当者に確認してください。",
            to.name
        ),
        Lang::En => format!(
            "Dear {},\n\nThe audit log of Kotae (workspace: {workspace}) was verified, and a record does not fit.\n{lines}\n\nAnother program may have changed the database, or a part of a backup was restored. Please keep a copy of the data folder and ask who operates the server.",
            to.name
        ),
    };
    let action = screen(to, base, workspace, "settings/jobs");
    letter(
        to,
        causes::AUDIT,
        subject.to_owned(),
        text,
        Some(action),
        Vec::new(),
    )
}

/// The workspace ends (until when it is in use, and when its data goes), or does not after all.
pub fn ending<'a>(
    to: &'a User,
    base: &str,
    workspace: &str,
    ends: Option<(Option<i64>, Option<i64>)>,
) -> Letter<'a> {
    let day = |at: Option<i64>| at.map_or_else(String::new, |at| moment(at, to));
    let (subject, text) = match (to.lang, ends) {
        (Lang::Ja, Some((ends, erase))) => (
            "ワークスペースの利用が終了します",
            format!(
                "Kotae（ワークスペース: {workspace}）は {} まで利用できます。\nすべてのデータを {} に消去します。それまでは取り消せますので、心当たりがなければ運用担当者に連絡してください。必要なデータは、管理画面の「セキュリティ」から 1 つのファイルに書き出せます。",
                day(ends),
                day(erase)
            ),
        ),
        (Lang::Ja, None) => (
            "ワークスペースの利用終了は取り消されました",
            format!(
                "Kotae（ワークスペース: {workspace}）の利用終了は取り消されました。これまでどおり利用できます。"
            ),
        ),
        (Lang::En, Some((ends, erase))) => (
            "Your workspace ends",
            format!(
                "Kotae (workspace: {workspace}) can be used until {}.\nAll its data is erased at {}. Until then this can be taken back: please tell the operator if you did not expect it. What you need can be exported as one file on the page “Security”.",
                day(ends),
                day(erase)
            ),
        ),
        (Lang::En, None) => (
            "Your workspace does not end",
            format!("Kotae (workspace: {workspace}) does not end after all and can be used as before."),
        ),
    };
    let first = match to.lang {
        Lang::Ja => format!("{} さん\n\n{text}", to.name),
        Lang::En => format!("Dear {},\n\n{text}", to.name),
    };
    let action = screen(to, base, workspace, "");
    letter(
        to,
        causes::ENDING,
        subject.to_owned(),
        first,
        Some(action),
        Vec::new(),
    )
}
