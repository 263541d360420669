//! The navigation: a column at the side, or on a phone a bar below with a drawer.

use crate::draw::Draw;
use crate::{
    app::{App, app},
    lang::{self, number, t},
    place,
    ui::{Icon, icon},
};
use kotae_shared::{Lang, access::Permission};
use leptos::{html::Dialog, prelude::*};

/// A place that the navigation leads to.
#[derive(Clone, Copy)]
struct Target {
    path: &'static str,
    mark: Icon,
    name: &'static str,
}

impl Target {
    /// Whether who is signed in may open it; reactive.
    fn is_open(&self, app: App) -> bool {
        // An owner may operate, but only where the workspace is the operators', which has little else to do.
        let operator = app.session().operator;
        let knowledge = matches!(
            self.path,
            "" | "entries"
                | "categories"
                | "scenarios"
                | "pinned"
                | "synonyms"
                | "files"
                | "transfer"
                | "publish"
                | "questions"
                | "improve"
                | "reports"
                | "health"
                | "submissions"
                | "forms"
                | "notices"
                | "visitor-fields"
                | "widgets"
        );
        (if operator {
            !knowledge
        } else {
            self.path != "installation"
        }) && needs(self.path).is_none_or(|permission| app.may(permission))
    }
}

fn target(path: &'static str, mark: Icon, name: &'static str) -> Target {
    Target { path, mark, name }
}

/// What one must be allowed to do to open the screen at a path; `None`: nothing.
pub(crate) fn needs(path: &str) -> Option<Permission> {
    Some(match path.split('/').next().unwrap_or_default() {
        "entries" | "categories" | "scenarios" | "pinned" | "synonyms" | "health" | "publish" => {
            Permission::ReadKnowledge
        }
        "transfer" => Permission::ExportKnowledge,
        "questions" | "improve" | "reports" | "conversations" => Permission::ReadQuestions,
        "submissions" => Permission::ReadSubmissions,
        "forms" | "letters" | "visitor-fields" => Permission::ReadForms,
        "notices" | "widgets" => Permission::ReadWidgets,
        "users" => Permission::ManageUsers,
        "sign-in" => Permission::ManageSignIn,
        "security" | "mail" | "webhooks" => Permission::EditSettings,
        "outbox" | "jobs" => Permission::Operate,
        "installation" => Permission::Operators,
        _ => return None,
    })
}

/// The targets in the order of the work, in groups.
fn groups() -> [(&'static str, Vec<Target>); 4] {
    [
        ("", vec![target("", Icon::Home, t("ホーム", "Home"))]),
        (
            t("ナレッジ", "Knowledge"),
            vec![
                target("entries", Icon::Book, t("FAQ", "FAQ")),
                target("categories", Icon::Folder, t("カテゴリー", "Categories")),
                target("scenarios", Icon::Swap, t("シナリオ", "Scenarios")),
                target("forms", Icon::Edit, t("フォーム", "Forms")),
                target("synonyms", Icon::Copy, t("同義語", "Synonyms")),
                target("pinned", Icon::Check, t("固定した質問", "Pinned questions")),
                target("files", Icon::Upload, t("画像・ファイル", "Images and files")),
                target(
                    "transfer",
                    Icon::Swap,
                    t("取り込み・書き出し", "Import and export"),
                ),
                target("publish", Icon::Send, t("公開", "Publish")),
            ],
        ),
        (
            t("利用状況", "Usage"),
            vec![
                target("submissions", Icon::Mail, t("受信箱", "Inbox")),
                target("improve", Icon::Edit, t("改善する", "To improve")),
                target("health", Icon::ThumbUp, t("ナレッジの健康", "Health")),
                target("questions", Icon::Chat, t("質問ログ", "Questions")),
                target("reports", Icon::Chart, t("レポート", "Reports")),
            ],
        ),
        (
            t("設定", "Settings"),
            vec![
                target("installation", Icon::Folder, t("ワークスペース", "Workspaces")),
                target("notices", Icon::Megaphone, t("お知らせ", "Notices")),
                target("widgets", Icon::Widget, t("ウィジェット", "Widgets")),
                target("visitor-fields", Icon::User, t("訪問者情報", "Visitor fields")),
                target("users", Icon::People, t("ユーザー", "Users")),
                target("sign-in", Icon::Lock, t("シングルサインオン", "Single sign-on")),
                target("security", Icon::Lock, t("セキュリティ", "Security")),
                target("mail", Icon::Mail, t("メール", "Mail")),
                target("letters", Icon::Edit, t("メールの文面", "Words of mails")),
                target("webhooks", Icon::Link, "Webhook"),
                target("outbox", Icon::Send, t("送信箱", "Outbox")),
                target("jobs", Icon::Clock, t("定期処理", "Jobs")),
                target("account", Icon::User, t("アカウント", "Account")),
            ],
        ),
    ]
}

/// Further words by which a screen is searched for, in both languages, with readings.
pub(super) fn words(path: &str) -> &'static str {
    match path {
        "" => "ホーム ダッシュボード home dashboard",
        "entries" => "よくある質問 しつもん 一覧 いちらん entries questions and answers",
        "categories" => "分類 ぶんるい categories tree",
        "scenarios" => "対話 分岐 ぶんき scenarios flow",
        "synonyms" => "どうぎご 類義語 るいぎご 言い換え いいかえ synonyms",
        "pinned" => "こていしたしつもん テスト 回帰 pinned questions tests",
        "files" => "がぞう 添付 てんぷ アップロード images files uploads attachments",
        "transfer" => "とりこみ かきだし インポート エクスポート CSV Excel import export",
        "publish" => "こうかい 反映 publish release publications",
        "improve" => "かいぜんする to improve",
        "reports" => "れぽーと 統計 とうけい 集計 しゅうけい グラフ 解決率 reports statistics charts",
        "questions" => "しつもんログ 履歴 りれき questions log",
        "installation" => "workspaces installation",
        "submissions" => {
            "じゅしんばこ 問い合わせ といあわせ アンケート 回答 かいとう 受付番号 inbox submissions inquiries surveys"
        }
        "forms" => "フォーム アンケート 問い合わせ といあわせ forms surveys",
        "notices" => "おしらせ 告知 notices announcements",
        "visitor-fields" => {
            "ほうもんしゃじょうほう 項目 こうもく 部署 ぶしょ 社員番号 属性 ぞくせい visitor fields attributes"
        }
        "widgets" => "チャット 設置 せっち デザイン widgets chat embed design",
        "users" => "利用者 りようしゃ 権限 けんげん メンバー 人 users people roles",
        "sign-in" => "SSO ログイン 認証 にんしょう single sign-on OpenID",
        "security" => "IP 制限 せいげん security restrictions",
        "mail" => "メール SMTP mail server",
        "letters" => {
            "めーるのぶんめん 定型文 ていけいぶん 返信 へんしん 受付メール テンプレート templates receipts replies notices mails"
        }
        "webhooks" => "ウェブフック 連携 れんけい 外部 通知 webhooks integration API",
        "outbox" => "そうしんばこ メール 送信 outbox mail",
        "jobs" => "ていきしょり スケジュール jobs schedule",
        "account" => "自分 じぶん プロフィール パスワード 言語 account profile password",
        _ => "",
    }
}

/// Path, icon and name of each screen that who is signed in may open; reactive.
pub(super) fn open(app: App) -> Vec<(&'static str, Icon, &'static str)> {
    let all = groups().into_iter().flat_map(|(_, targets)| targets);
    all.filter(|target| target.is_open(app))
        .map(|target| (target.path, target.mark, target.name))
        .collect()
}

/// Whether the screen at `shown` belongs to the target at `path`.
fn belongs(shown: &str, path: &str) -> bool {
    shown == path || (!path.is_empty() && shown.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
}

fn link(Target { path, mark, name }: Target, class: &'static str, label: &'static str) -> AnyView {
    let app = app();
    let current = move || belongs(&app.path(), path).then_some("page");
    // What waits for somebody.
    let waits = move || {
        let open = app.session_ref(|session| session.open_submissions);
        (path == "submissions" && open > 0).then(|| {
            let name = match lang::current() {
                Lang::Ja => format!("未完了 {} 件", number(open)),
                Lang::En => format!("{} open", number(open)),
            };
            view! { <b class="side-count" aria-label=name role="img">{number(open)}</b> }
        })
    };
    // Collapsed to an icon, the name is what a pointer resting on it says.
    view! {
        <a class=class href=place::href(path) aria-current=current title=name>
            {icon(mark)}
            <span>{label}</span>
            {waits}
        </a>
    }
    .draw()
}

fn all_links() -> AnyView {
    let app = app();
    let shown = move || {
        groups()
            .into_iter()
            .filter_map(|(title, targets)| {
                let open: Vec<Target> = targets.into_iter().filter(|target| target.is_open(app)).collect();
                let title = (!title.is_empty()).then(|| view! { <p class="side-title">{title}</p> });
                let links = open
                    .iter()
                    .map(|target| link(*target, "side-link", target.name))
                    .collect_view();
                (!open.is_empty()).then(|| view! { {title} {links} })
            })
            .collect_view()
    };
    shown.draw()
}

/// The column.
#[component]
pub(crate) fn Side() -> impl IntoView {
    let app = app();
    view! {
        <nav class="side" aria-label=t("メインメニュー", "Main menu")>
            {all_links()}
            <p class="side-foot">"Kotae " {move || app.session().version}</p>
        </nav>
    }
    .draw()
}

/// The bar on a phone, and the drawer that it opens.
#[component]
pub(crate) fn TabBar() -> impl IntoView {
    let app = app();
    let drawer = NodeRef::<Dialog>::new();
    let open = move |_| {
        if let Some(drawer) = drawer.get_untracked() {
            let _ = drawer.show_modal();
        }
    };
    let close = move |_| {
        if let Some(drawer) = drawer.get_untracked() {
            drawer.close();
        }
    };
    let tabs = [
        (target("entries", Icon::Book, t("FAQ", "FAQ")), t("FAQ", "FAQ")),
        (
            target("publish", Icon::Send, t("公開", "Publish")),
            t("公開", "Publish"),
        ),
        (
            target("questions", Icon::Chat, t("質問ログ", "Questions")),
            t("質問ログ", "Questions"),
        ),
    ];
    view! {
        <nav class="tab-bar" aria-label=t("よく使うメニュー", "Often used")>
            {move || {
                tabs.iter()
                    .filter(|(target, _)| target.is_open(app))
                    .map(|(target, label)| link(*target, "", label))
                    .collect_view()
            }}
            <button type="button" aria-haspopup="dialog" on:click=open>
                {icon(Icon::Menu)}
                <span>{t("メニュー", "Menu")}</span>
            </button>
        </nav>
        <dialog class="dialog drawer" node_ref=drawer aria-label=t("メニュー", "Menu") on:click=close>
            {all_links()}
        </dialog>
    }
    .draw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_it_is() {
        assert!(belongs("", ""));
        assert!(belongs("entries", "entries"));
        assert!(belongs("entries/new", "entries"));
        assert!(!belongs("entries", ""));
        assert!(!belongs("entries-old", "entries"));
    }
}
