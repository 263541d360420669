//! `kotae workspace` as clap reads it.

use super::Place;
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Workspace {
    /// Create a workspace and print its first administrator's link / 作成する
    #[command(after_help = "Example:\n  kotae workspace create sales")]
    Create {
        /// Lower-case letters, digits and `-`, at most 40 / 英小文字・数字・ハイフン
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// List the workspaces / 一覧を表示する
    #[command(after_help = "Example:\n  kotae workspace list")]
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Let nobody use a workspace for now; nothing is lost / 利用を停止する
    #[command(after_help = "Example:\n  kotae workspace suspend sales --reason \"unpaid\"")]
    Suspend {
        /// The workspace's name / 名前
        name: String,
        /// Why, for the list and the audit log / 理由
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Let a workspace be used again, also one that was to be deleted / 利用を再開する（削除の取り消しも）
    #[command(after_help = "Example:\n  kotae workspace resume sales")]
    Resume {
        /// The workspace's name / 名前
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// End a workspace: in use until that day's end, erased on the 20th of the month after unless configured otherwise / 解約する
    #[command(
        after_help = "Example:\n  kotae workspace delete sales --ends 2026-11-30\nUntil the data is erased, “kotae workspace resume sales” takes it back."
    )]
    Delete {
        /// The workspace's name / 名前
        name: String,
        /// The last day of use, YYYY-MM-DD / 最終利用日
        #[arg(long)]
        ends: String,
        /// The time zone of that day / タイムゾーン
        #[arg(long, default_value = "Asia/Tokyo")]
        time_zone: String,
        #[command(flatten)]
        place: Place,
    },
    /// Print the certificates of an erased workspace / 消去証明を表示する
    #[command(after_help = "Example:\n  kotae workspace certificate sales")]
    Certificate {
        /// The workspace's name / 名前
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// Write everything of a workspace into one ZIP file / すべてを 1 つの ZIP に書き出す
    #[command(
        after_help = "Example:\n  kotae workspace export sales --to sales.zip\nStored secrets (the mail password, signing secrets, second factors) stay behind."
    )]
    Export {
        /// The workspace's name / 名前
        name: String,
        /// The file to write / 書き出すファイル
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// With the users' password hashes, so that they can sign in elsewhere / パスワードのハッシュも含める
        #[arg(long)]
        with_passwords: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Make a workspace from such a file: all of it or nothing / ZIP からワークスペースを作る
    #[command(after_help = "Example:\n  kotae workspace import sales.zip --as sales")]
    Import {
        /// The file / ファイル
        file: PathBuf,
        /// The new workspace's name / 新しいワークスペースの名前
        #[arg(long = "as", value_name = "NAME")]
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// Show or set what a workspace may have / 契約の上限を表示・変更する
    #[command(
        after_help = "Examples:\n  kotae workspace quota sales\n  kotae workspace quota sales --entries 500 --users 10 --storage 2000 --page-views none"
    )]
    Quota {
        /// The workspace's name / 名前
        name: String,
        /// Entries, or `none` / FAQ の件数
        #[arg(long, value_name = "N", value_parser = limit)]
        entries: Option<Limit>,
        /// Megabytes of databases and uploads, or `none` / 容量（MB）
        #[arg(long, value_name = "MB", value_parser = limit)]
        storage: Option<Limit>,
        /// Users, or `none` / ユーザー数
        #[arg(long, value_name = "N", value_parser = limit)]
        users: Option<Limit>,
        /// Pages with the widget that are opened in a month, or `none` / 月間ページビュー
        #[arg(long, value_name = "N", value_parser = limit)]
        page_views: Option<Limit>,
        #[command(flatten)]
        place: Place,
    },
    /// Show or set a workspace's own host name / 専用のホスト名を表示・変更する
    #[command(
        after_help = "Examples:\n  kotae workspace host sales faq.example.co.jp\n  kotae workspace host sales none"
    )]
    Host {
        /// The workspace's name / 名前
        name: String,
        /// The host name, or `none` / ホスト名
        host: Option<String>,
        #[command(flatten)]
        place: Place,
    },
}

/// A limit, or none.
pub(crate) type Limit = (bool, u64);

/// `none`, or a number.
fn limit(text: &str) -> Result<Limit, String> {
    if text == "none" {
        return Ok((false, 0));
    }
    let number = text.replace(['_', ','], "").parse();
    number
        .map(|number| (true, number))
        .map_err(|_| "a number or none / 数字または none".to_owned())
}

/// `kotae operator`.
#[derive(Debug, Subcommand)]
pub(crate) enum Operator {
    /// Add an operator and print the one-time link / 運用担当者を追加する
    #[command(after_help = "Example:\n  kotae operator add --email ops@example.co.jp --name \"運用 太郎\"")]
    Add {
        /// Mail address, the sign-in name / メールアドレス
        #[arg(long)]
        email: String,
        /// Shown name / 表示名
        #[arg(long)]
        name: String,
        /// Language of the screens / 画面の言語
        #[arg(long, value_name = "ja|en", default_value = "ja")]
        lang: String,
        #[command(flatten)]
        place: Place,
    },
    /// List the operators / 一覧を表示する
    List {
        #[command(flatten)]
        place: Place,
    },
}
