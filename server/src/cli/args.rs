//! The command line as clap reads it.

mod workspaces;

pub(crate) use workspaces::{Operator, Workspace};

use clap::{Args, Parser, Subcommand};
use kotae_shared::{Lang, matcher};
use std::{net::SocketAddr, path::PathBuf};

/// Kotae (答え): a self-hosted FAQ chatbot for a company's own staff.
#[derive(Debug, Parser)]
#[command(
    name = "kotae",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Examples:\n  kotae serve --demo\n  kotae import faq.csv && kotae publish\n\nMessages follow LANG or LC_ALL (Japanese or English)."
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server / サーバーを起動する
    #[command(after_help = "Example:\n  kotae serve --data /var/lib/kotae --listen 127.0.0.1:8080")]
    Serve(Serve),
    /// Import entries from a CSV or Excel file / CSV か Excel のファイルから FAQ を取り込む
    #[command(
        after_help = "Examples:\n  kotae import faq.csv --dry-run   # shows what would change, changes nothing\n  kotae import faq.csv             # applies when the file has no error\n  kotae import other.xlsx --map \"お問い合わせ=title,ご案内=answer,部門=category\" --remember\n  kotae import other.xlsx          # the same columns are known from then on\n  kotae import faq.csv --good-rows --refused refused.xlsx\n\nUTF-8, Shift_JIS or UTF-16; comma, tab or semicolon; columns id, category, title, phrasings, keywords, answer, status, audience, related, owner, review_on, publish_from, publish_until."
    )]
    Import(Import),
    /// Export all entries as CSV or Excel, by the file's ending / FAQ をすべて CSV か Excel に書き出す
    #[command(
        after_help = "Examples:\n  kotae export faq.csv\n  kotae export faq.xlsx\n  kotae export - | wc -l"
    )]
    Export(Export),
    /// Publish the entries to visitors / FAQ を公開する
    #[command(
        after_help = "Examples:\n  kotae publish --note \"VPN answers renewed\"\n  kotae publish --force-reason \"The pinned VPN question is out of date\""
    )]
    Publish(Publish),
    /// Match questions against a FAQ file, without a server / FAQ ファイルで質問の照合を試す
    #[command(
        name = "match",
        after_help = "Examples:\n  echo \"パスワード わすれた\" | kotae match --faq faq.csv      # one JSON line a question\n  kotae match --faq faq.csv --test questions.csv --min-hit1 80%\n\nThe FAQ file is that of `kotae import`; entries that are drafts or archived take no part, an entry without an id is called # and its row.\nA test file has the columns question and expected (an id, several joined by |, or nothing where nothing should be found).\nA synonyms file has the columns terms (joined by |) and, for one-way groups, finds (joined by |), as the admin screen exports them.\nExit code 1: a rate of --test is below its least; 2: a file has errors.\n\n検証用の CSV には question（質問）と expected（期待する ID。複数は | で区切り、見つからないのが正しいときは空）の列を用意します。\n同義語の CSV は管理画面で書き出したものと同じ形式です。終了コード 1: 割合が下限を下回った、2: ファイルに誤りがある。"
    )]
    Match(Match),
    /// Add a user or reset a password / ユーザーの追加とパスワードの再設定
    #[command(
        subcommand,
        after_help = "Examples:\n  kotae user add --email hanako@example.co.jp --name \"鈴木花子\"\n  kotae user reset --email hanako@example.co.jp\n  kotae user reset-factor --email hanako@example.co.jp"
    )]
    User(User),
    /// Create, list, suspend, resume, delete, export and import workspaces / ワークスペースの管理
    #[command(
        subcommand,
        after_help = "Examples:\n  kotae workspace create sales\n  kotae workspace list"
    )]
    Workspace(Workspace),
    /// Who operates the installation / インストール全体の運用担当者
    #[command(
        subcommand,
        after_help = "Operators see all workspaces at /operator/: create, suspend, resume, end, limits, host names. They are the owners of a workspace of their own, “operator”.\n\nExample:\n  kotae operator add --email ops@example.co.jp --name \"運用 太郎\""
    )]
    Operator(Operator),
    /// From where the admin screens can be used / 管理画面を使えるアドレスの制限
    #[command(
        subcommand,
        after_help = "Examples:\n  kotae access show\n  kotae access clear   # after shutting oneself out"
    )]
    Access(Access),
    /// Stored secrets and their master key / 保存された秘密情報とマスターキー
    #[command(subcommand, after_help = "Example:\n  kotae secrets rotate")]
    Secrets(Secrets),
    /// Look whether somebody has changed the records / 記録が書き換えられていないかを確かめる
    #[command(
        after_help = "Looks at the audit logs of the installation and of each workspace: every record is chained to the one before it, and the first one that does not fit is named.\nExit code 0: all fits; 1: something does not; 3: it could not be looked at.\n\nExamples:\n  kotae verify\n  kotae verify --workspace sales --json"
    )]
    Verify(Verify),
    /// Check a configuration without starting / 起動せずに設定を確かめる
    #[command(after_help = "Example:\n  kotae check-config --config /etc/kotae.toml")]
    CheckConfig(CheckConfig),
    /// Ask a running server whether it is well / 動いているサーバーの状態を確かめる
    #[command(
        after_help = "Example:\n  kotae healthcheck --listen 127.0.0.1:8080 || systemctl restart kotae"
    )]
    Healthcheck(Serve),
    /// Print the widget's words, to be translated / チャットのことばの一覧を表示する（翻訳用）
    #[command(
        after_help = "A further language is one file in the data folder: translate it, then start Kotae anew.\n\nExample:\n  mkdir -p kotae-data/languages\n  kotae words --lang en > kotae-data/languages/zh.toml"
    )]
    Words(Words),
    /// Print the licences of Kotae and of the data in it / Kotae と組み込みデータのライセンスを表示する
    #[command(after_help = "Example:\n  kotae licenses | less")]
    Licenses,
}

/// The flags that decide the configuration.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Serve {
    /// Configuration file (TOML) / 設定ファイル
    #[arg(long, value_name = "FILE", env = "KOTAE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Data folder (default: kotae-data) / データフォルダー
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Address and port (default: 127.0.0.1:8080) / 待ち受けるアドレス
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// Proxies that are believed when they name the client, separated by commas / 信頼するプロキシ
    #[arg(long, value_name = "RANGES", value_delimiter = ',')]
    pub(crate) trusted_proxies: Vec<crate::config::Network>,
    /// Load the demo FAQ, widget and intranet page / デモの FAQ とページを用意する
    #[arg(long)]
    pub(crate) demo: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Words {
    /// In this language: ja or en / この言語で
    #[arg(long, value_parser = of_ours)]
    pub(crate) lang: Option<Lang>,
}

fn of_ours(tag: &str) -> Result<Lang, String> {
    let known = [Lang::Ja, Lang::En].into_iter().find(|lang| lang.tag() == tag);
    known.ok_or_else(|| "ja / en".to_owned())
}

#[derive(Clone, Debug, Args)]
pub(crate) struct CheckConfig {
    /// Configuration file (TOML) / 設定ファイル
    #[arg(long, value_name = "FILE", env = "KOTAE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Data folder (default: kotae-data) / データフォルダー
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Not used: there is one configuration for all workspaces.
    #[arg(long, hide = true)]
    pub(crate) workspace: Option<String>,
}

/// The data that a command works on.
#[derive(Clone, Debug, Args)]
pub(crate) struct Place {
    /// Data folder / データフォルダー
    #[arg(long, value_name = "DIR", env = "KOTAE_DATA", default_value = "kotae-data")]
    pub(crate) data: PathBuf,
    /// Workspace / ワークスペース
    #[arg(long, value_name = "NAME", env = "KOTAE_WORKSPACE", default_value = "default")]
    pub(crate) workspace: String,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Data folder / データフォルダー
    #[arg(long, value_name = "DIR", env = "KOTAE_DATA", default_value = "kotae-data")]
    pub(crate) data: PathBuf,
    /// Only this workspace / このワークスペースだけ
    #[arg(long, value_name = "NAME")]
    pub(crate) workspace: Option<String>,
    /// Print JSON / JSON で出力する
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The CSV or Excel (.xlsx) file; `-` reads standard input / CSV か Excel のファイル
    pub(crate) file: PathBuf,
    /// Only show what would change / 変更せずに内容だけを表示する
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// What the columns are: NAME=FIELD, or the fields in order (- leaves one out) / 列の対応
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub(crate) map: Vec<String>,
    /// Remember --map for files with these columns / 列の対応を記憶する
    #[arg(long, requires = "map")]
    pub(crate) remember: bool,
    /// The row of the header; 0: there is none / 見出しの行
    #[arg(long, value_name = "ROW")]
    pub(crate) header: Option<u32>,
    /// Whether the answers are HTML; else where they look like it / 回答が HTML かどうか
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    pub(crate) html: Option<bool>,
    /// Import the rows without an error although others have one / エラーのない行だけを取り込む
    #[arg(long)]
    pub(crate) good_rows: bool,
    /// Write the rows with an error to this file (.csv or .xlsx) / エラーの行を書き出すファイル
    #[arg(long, value_name = "FILE")]
    pub(crate) refused: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("yes / no".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file to write, .csv or .xlsx; `-` writes CSV to standard output / 書き出すファイル
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// A word on what changed / 変更内容のメモ
    #[arg(long, default_value = "")]
    pub(crate) note: String,
    /// Publish although pinned questions break, for this reason; the audit log keeps it / 固定した質問が期待と違っても公開する理由（監査ログに残ります）
    #[arg(long, default_value = "", value_name = "REASON")]
    pub(crate) force_reason: String,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, Args)]
pub(crate) struct Match {
    /// FAQ file (CSV); `-` reads standard input (with --test) / FAQ の CSV ファイル
    #[arg(long, value_name = "FILE", required_unless_present = "bench")]
    pub(crate) faq: Option<PathBuf>,
    /// Hits a question, at most / 1 つの質問に返す候補の最大数
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=10))]
    pub(crate) limit: u8,
    /// Say why each hit was found: its parts with their shares in thousandths / 一致した理由も出力する
    #[arg(long, conflicts_with_all = ["test", "bench"])]
    pub(crate) why: bool,
    /// Own synonyms (CSV) / 独自の同義語の CSV ファイル
    #[arg(long, value_name = "FILE")]
    pub(crate) synonyms: Option<PathBuf>,
    /// Without the built-in synonyms / 組み込みの同義語を使わない
    #[arg(long)]
    pub(crate) no_built_in_synonyms: bool,
    /// Without the readings of words / 漢字の読みを使わない
    #[arg(long)]
    pub(crate) no_readings: bool,
    /// Without the answers' texts / 回答の本文を使わない
    #[arg(long)]
    pub(crate) bodies_off: bool,
    /// Test with questions and expected ids (CSV) / 質問と期待する ID の CSV で検証する
    #[arg(long, value_name = "FILE", conflicts_with = "bench")]
    pub(crate) test: Option<PathBuf>,
    /// Least share of questions whose entry comes first, as 0.8 or 80% / 1 位で正解する割合の下限
    #[arg(long, value_name = "RATE", requires = "test", value_parser = rate)]
    pub(crate) min_hit1: Option<f64>,
    /// Least share of questions whose entry is among the first three / 3 位以内で正解する割合の下限
    #[arg(long, value_name = "RATE", requires = "test", value_parser = rate)]
    pub(crate) min_hit3: Option<f64>,
    /// Speak the protocol of the matching bench / ベンチマークのプロトコルで応答する
    #[arg(long, requires = "docs", conflicts_with = "faq")]
    pub(crate) bench: bool,
    /// The bench's documents (JSON lines) / ベンチマークの文書（JSON Lines）
    #[arg(long, value_name = "FILE", requires = "bench")]
    pub(crate) docs: Option<PathBuf>,
    /// Leave a part of the matcher out, to measure what it is worth.
    #[arg(long, value_name = "PART", requires = "bench", hide = true)]
    pub(crate) without: Vec<Part>,
}

/// A part of the matcher that a bench can leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    /// Readings of words.
    Readings,
    /// The built-in synonyms.
    Synonyms,
    /// The answers' texts.
    Bodies,
    /// Taking out phrases that only ask.
    Asking,
    /// Weights by script.
    Scripts,
    /// Single kanji.
    Kanji,
    /// Whole runs of one script.
    Runs,
    /// English stems.
    Stems,
    /// English words letter by letter.
    Letters,
    /// Pairs of English words.
    Pairs,
    /// The list of common English words.
    Common,
    /// Japanese in Latin letters.
    Romaji,
}

impl Part {
    /// The same in the matcher; `None` for what a pack is built without.
    pub(crate) const fn of_matcher(self) -> Option<matcher::Part> {
        Some(match self {
            Self::Readings | Self::Synonyms | Self::Bodies => return None,
            Self::Asking => matcher::Part::Asking,
            Self::Scripts => matcher::Part::Scripts,
            Self::Kanji => matcher::Part::Kanji,
            Self::Runs => matcher::Part::Runs,
            Self::Stems => matcher::Part::Stems,
            Self::Letters => matcher::Part::Letters,
            Self::Pairs => matcher::Part::Pairs,
            Self::Common => matcher::Part::Common,
            Self::Romaji => matcher::Part::Romaji,
        })
    }
}

/// A share: `0.8` or `80%`.
fn rate(text: &str) -> Result<f64, String> {
    let share = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|percent| percent / 100.0),
        None => text.parse(),
    };
    share
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "a share from 0 to 1, or from 0% to 100% / 0～1 または 0%～100%".to_owned())
}

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add a user; without a password a one-time link is printed / ユーザーを追加する
    #[command(after_help = "Example:\n  kotae user add --email hanako@example.co.jp --name \"鈴木花子\"")]
    Add(UserAdd),
    /// Take a lost second factor away / 失われた二段階認証を解除する
    #[command(
        after_help = "For a person who has lost the app and the recovery codes; ends all sessions.\n\nExample:\n  kotae user reset-factor --email hanako@example.co.jp"
    )]
    ResetFactor {
        /// Mail address of the user / メールアドレス
        #[arg(long)]
        email: String,
        #[command(flatten)]
        place: Place,
    },
    /// Print a one-time link for a new password, or set one / パスワードを再設定する
    #[command(after_help = "Example:\n  kotae user reset --email hanako@example.co.jp")]
    Reset(UserReset),
}

#[derive(Debug, Args)]
pub(crate) struct UserAdd {
    /// Mail address, the sign-in name / メールアドレス
    #[arg(long)]
    pub(crate) email: String,
    /// Shown name / 表示名
    #[arg(long)]
    pub(crate) name: String,
    /// Language of the screens / 画面の言語
    #[arg(long, value_name = "ja|en", default_value = "ja")]
    pub(crate) lang: String,
    /// What the user may do; the first user is the owner / 権限
    #[arg(long, value_name = "ROLE", default_value = "administrator",
        value_parser = ["owner", "administrator", "editor", "approver", "agent", "analyst", "viewer"])]
    pub(crate) role: String,
    /// File with the password; `-` reads standard input / パスワードのファイル
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, Args)]
pub(crate) struct UserReset {
    /// Mail address of the user / メールアドレス
    #[arg(long)]
    pub(crate) email: String,
    /// File with the new password; `-` reads standard input / 新しいパスワードのファイル
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Access {
    /// Print the allowed ranges of addresses / 許可されているアドレスを表示する
    Show {
        #[command(flatten)]
        place: Place,
    },
    /// Let the admin screens be used from everywhere / 制限をなくす
    Clear {
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Secrets {
    /// Make a new master key and seal every secret with it / マスターキーを新しくする
    #[command(after_help = "Example:\n  kotae secrets rotate")]
    Rotate {
        #[command(flatten)]
        place: Place,
    },
}
