//! What can be done from anywhere. A new command is a line here.

use super::{Act, Found, Words};
use crate::{
    app::App,
    lang::{self, t},
    place,
    shell::bar::speak,
    theme,
    ui::Icon,
};
use kotae_shared::{
    Lang,
    access::Permission::{
        self, EditForms, EditKnowledge, ExportKnowledge, ManageUsers, Publish, ReadSubmissions,
    },
};

/// What a command does.
enum Do {
    /// Opens a screen.
    Open(&'static str),
    /// Something else.
    Run(fn(App)),
}

/// A command: what it is called in both languages, further words with their readings, who may, and what it does.
struct Command(
    &'static str,
    &'static str,
    &'static str,
    Option<Permission>,
    Icon,
    Do,
);

const COMMANDS: &[Command] = &[
    Command(
        "FAQ を追加",
        "Add an entry",
        "ついか 新規 しんき 作成 さくせい new create",
        Some(EditKnowledge),
        Icon::Plus,
        Do::Open("entries/new"),
    ),
    Command(
        "公開する",
        "Publish",
        "こうかい 反映 はんえい release",
        Some(Publish),
        Icon::Send,
        Do::Open("publish"),
    ),
    Command(
        "ファイルを取り込む",
        "Import a file",
        "とりこむ インポート CSV Excel エクセル import",
        Some(EditKnowledge),
        Icon::Upload,
        Do::Open("transfer"),
    ),
    Command(
        "ファイルに書き出す",
        "Export to a file",
        "かきだす エクスポート CSV Excel エクセル export download",
        Some(ExportKnowledge),
        Icon::Download,
        Do::Open("transfer"),
    ),
    Command(
        "シナリオを追加",
        "Add a scenario",
        "ついか 新規 作成 new create",
        Some(EditKnowledge),
        Icon::Plus,
        Do::Open("scenarios/new"),
    ),
    Command(
        "フォームを作る",
        "New form",
        "つくる ついか 追加 新規 しんき アンケート 問い合わせ といあわせ new create survey",
        Some(EditForms),
        Icon::Plus,
        Do::Open("forms/new"),
    ),
    Command(
        "未対応の受信を見る",
        "Look at new submissions",
        "じゅしん みたいおう 問い合わせ といあわせ inbox new",
        Some(ReadSubmissions),
        Icon::Mail,
        Do::Open("submissions?state=new"),
    ),
    Command(
        "カテゴリーを追加",
        "Add a category",
        "ついか 新規 new create",
        Some(EditKnowledge),
        Icon::Plus,
        Do::Open("categories?new=true"),
    ),
    Command(
        "同義語を追加",
        "Add a group of synonyms",
        "ついか どうぎご 新規 new create",
        Some(EditKnowledge),
        Icon::Plus,
        Do::Open("synonyms?edit=new"),
    ),
    Command(
        "質問を固定",
        "Pin a question",
        "しつもん こてい テスト 新規 new test",
        Some(EditKnowledge),
        Icon::Plus,
        Do::Open("pinned?edit=new"),
    ),
    Command(
        "お知らせを出す",
        "Post a notice",
        "おしらせ 告知 こくち 障害 しょうがい new announcement",
        Some(Publish),
        Icon::Megaphone,
        Do::Open("notices?new=true"),
    ),
    Command(
        "訪問者情報の項目を追加",
        "Add a visitor field",
        "ほうもんしゃ ついか 新規 しんき 部署 ぶしょ new create",
        Some(EditForms),
        Icon::Plus,
        Do::Open("visitor-fields?edit=new"),
    ),
    Command(
        "ユーザーを招待",
        "Invite somebody",
        "しょうたい 追加 ついか アカウント user add",
        Some(ManageUsers),
        Icon::People,
        Do::Open("users/new"),
    ),
    Command(
        "表示を英語にする (English)",
        "Show the screens in Japanese (日本語)",
        "言語 げんご えいご にほんご language english japanese 切り替え きりかえ",
        None,
        Icon::Globe,
        Do::Run(other_language),
    ),
    Command(
        "明るい配色にする",
        "Use light colours",
        "はいしょく ライトモード テーマ theme light",
        None,
        Icon::Widget,
        Do::Run(|_| theme::choose("light")),
    ),
    Command(
        "暗い配色にする",
        "Use dark colours",
        "はいしょく ダークモード テーマ theme dark",
        None,
        Icon::Widget,
        Do::Run(|_| theme::choose("dark")),
    ),
    Command(
        "配色をシステムに合わせる",
        "Use the system’s colours",
        "はいしょく テーマ theme auto",
        None,
        Icon::Widget,
        Do::Run(|_| theme::choose("auto")),
    ),
    Command(
        "ログアウト",
        "Sign out",
        "サインアウト log out logout",
        None,
        Icon::SignOut,
        Do::Run(App::sign_out),
    ),
];

/// The commands that fit and are open, with how well.
pub(super) fn find(app: App, words: &Words) -> Vec<(u8, Found)> {
    let operator = app.session().operator;
    let mut found = Vec::new();
    for Command(ja, en, more, needed, mark, act) in COMMANDS {
        let name = t(ja, en);
        let all = [*ja, " ", *en, " ", *more].concat();
        let Some(fit) = words.fit(name, &all) else {
            continue;
        };
        // Operators have no knowledge.
        let is_open = match needed {
            None => true,
            Some(ManageUsers) => app.may(ManageUsers),
            Some(needed) => !operator && app.may(*needed),
        };
        if is_open {
            let act = match act {
                Do::Open(path) => Act::Open(place::href(path)),
                Do::Run(act) => Act::Run(*act),
            };
            let found_one = Found {
                mark: *mark,
                kind: t("操作", "Action"),
                name: name.to_owned(),
                act,
            };
            found.push((fit, found_one));
        }
    }
    found
}

fn other_language(app: App) {
    let other = match lang::current() {
        Lang::Ja => Lang::En,
        Lang::En => Lang::Ja,
    };
    speak(app, other);
}
