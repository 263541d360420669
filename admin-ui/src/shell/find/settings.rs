//! Each single setting by its names, with the words that people may look for, and where its field is. A new one is a line here.

use super::{Found, Words};
use crate::{app::App, lang::t, place, shell::needs, ui::Icon};

/// A setting: the screen, the field's name on it, what it is called in both languages, and further words with their readings.
struct Setting(
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// The screen of a widget, whichever.
const WIDGET: &str = "widgets/ID";

/// All of them, in the order of the screens.
const SETTINGS: &[Setting] = &[
    Setting(
        "account",
        "lang",
        "表示言語",
        "Language of the screens",
        "ひょうじげんご 日本語 英語 にほんご えいご japanese english",
    ),
    Setting(
        "account",
        "theme",
        "配色",
        "Colours of the screens",
        "はいしょく 外観 がいかん ダークモード ライト テーマ dark light theme appearance",
    ),
    Setting(
        "account",
        "name",
        "自分の名前",
        "Your name",
        "なまえ プロフィール profile",
    ),
    Setting(
        "account",
        "email",
        "自分のメールアドレス",
        "Your e-mail address",
        "mail profile プロフィール",
    ),
    Setting(
        "account",
        "current",
        "パスワードの変更",
        "Change your password",
        "へんこう password",
    ),
    Setting(
        "synonyms",
        "built_in_synonyms",
        "内蔵の同義語を使う",
        "Use the built-in synonyms",
        "ないぞう どうぎご 辞書 じしょ 類義語 dictionary thesaurus",
    ),
    Setting(
        "security",
        "addresses",
        "管理画面を使えるアドレス",
        "Addresses that may use the admin screens",
        "かんりがめん IP アクセス制限 せいげん きょか restrict network allow",
    ),
    Setting(
        "mail",
        "host",
        "メールサーバー",
        "Mail server",
        "SMTP ホスト host",
    ),
    Setting(
        "mail",
        "port",
        "メールサーバーのポート",
        "Port of the mail server",
        "SMTP",
    ),
    Setting(
        "mail",
        "security",
        "メールの接続の保護",
        "Protection of the mail connection",
        "TLS SSL STARTTLS 暗号化 あんごうか encryption",
    ),
    Setting(
        "mail",
        "user",
        "メールサーバーのユーザー名",
        "User name at the mail server",
        "SMTP 認証 にんしょう",
    ),
    Setting(
        "mail",
        "sender_address",
        "差出人のアドレス",
        "Sender’s address",
        "さしだしにん from",
    ),
    Setting(
        "mail",
        "sender_name",
        "差出人の名前",
        "Sender’s name",
        "さしだしにん from",
    ),
    Setting(
        "sign-in",
        "only",
        "パスワードでログインできる人",
        "Who can sign in with a password",
        "SSO シングルサインオン ローカル local",
    ),
    Setting(
        "jobs",
        "time_zone",
        "ワークスペースのタイムゾーン",
        "Time zone of the workspace",
        "時間帯 じかんたい 時差 定期処理 timezone",
    ),
    Setting(
        WIDGET,
        "texts.name.ja",
        "チャットの名前",
        "Name of the chat",
        "なまえ タイトル title header",
    ),
    Setting(
        WIDGET,
        "texts.greeting.ja",
        "最初のあいさつ",
        "Greeting",
        "さいしょ 挨拶 welcome",
    ),
    Setting(
        WIDGET,
        "texts.placeholder.ja",
        "入力欄のヒント",
        "Hint in the input",
        "にゅうりょくらん プレースホルダー placeholder",
    ),
    Setting(
        WIDGET,
        "texts.not_found.ja",
        "回答が見つからないときのことば",
        "Words when nothing is found",
        "かいとう みつからない not found",
    ),
    Setting(
        WIDGET,
        "texts.not_solved.ja",
        "解決しないときのことば",
        "Words when it is not solved",
        "かいけつ not solved",
    ),
    Setting(
        WIDGET,
        "design.primary",
        "メインの色",
        "Main colour",
        "いろ カラー ブランド brand color",
    ),
    Setting(
        WIDGET,
        "design.on_primary",
        "メインの色の上の文字の色",
        "Text on the main colour",
        "もじ いろ color contrast",
    ),
    Setting(
        WIDGET,
        "design.color_scheme",
        "チャットの明るさ",
        "Light or dark chat",
        "あかるさ ダークモード dark light",
    ),
    Setting(WIDGET, "design.logo", "ロゴ", "Logo", "画像 がぞう image"),
    Setting(
        WIDGET,
        "design.avatar",
        "アバター",
        "Avatar",
        "画像 がぞう アイコン image icon",
    ),
    Setting(
        WIDGET,
        "design.launcher_image",
        "開くボタンの画像",
        "Image of the launcher",
        "ひらく がぞう アイコン icon",
    ),
    Setting(
        WIDGET,
        "design.launcher",
        "開くボタン",
        "Launcher",
        "ひらく ボタン 吹き出し button",
    ),
    Setting(
        WIDGET,
        "design.position",
        "チャットの位置",
        "Position of the chat",
        "いち 左下 右下 left right bottom",
    ),
    Setting(
        WIDGET,
        "design.offset_x",
        "横の余白",
        "Gap at the side",
        "よこ よはく margin offset",
    ),
    Setting(
        WIDGET,
        "design.offset_y",
        "縦の余白",
        "Gap above or below",
        "たて よはく margin offset",
    ),
    Setting(
        WIDGET,
        "design.z_index",
        "重なりの順番",
        "Stacking order",
        "かさなり z-index",
    ),
    Setting(
        WIDGET,
        "design.radius",
        "角の丸み",
        "Roundness of corners",
        "かど まるみ radius",
    ),
    Setting(
        WIDGET,
        "design.font",
        "フォント",
        "Font",
        "書体 しょたい typeface",
    ),
    Setting(
        WIDGET,
        "design.font_size",
        "文字の大きさ",
        "Text size",
        "もじ おおきさ サイズ",
    ),
    Setting(
        WIDGET,
        "design.width",
        "パネルの幅",
        "Panel width",
        "はば サイズ size",
    ),
    Setting(
        WIDGET,
        "design.height",
        "パネルの高さ",
        "Panel height",
        "たかさ サイズ size",
    ),
    Setting(
        WIDGET,
        "start-category",
        "最初のボタン",
        "Start buttons",
        "さいしょ カテゴリー 開始ボタン かいし",
    ),
    Setting(
        WIDGET,
        "contact.phone",
        "問い合わせ先の電話・内線",
        "Telephone or extension of the desk",
        "といあわせ でんわ ないせん phone contact",
    ),
    Setting(
        WIDGET,
        "contact.mail",
        "問い合わせ先のメールアドレス",
        "E-mail address of the desk",
        "といあわせ contact",
    ),
    Setting(
        WIDGET,
        "contact.link",
        "問い合わせページのアドレス",
        "Address of a contact page",
        "といあわせ リンク link url contact",
    ),
    Setting(
        WIDGET,
        "allowed_origins",
        "チャットを設置できるページ",
        "Pages that may show the chat",
        "せっち ドメイン origin domain embed 埋め込み うめこみ",
    ),
    Setting(
        WIDGET,
        "access.addresses",
        "チャットを使えるアドレス",
        "Addresses that may use the chat",
        "IP アクセス制限 せいげん ネットワーク network",
    ),
    Setting(
        WIDGET,
        "access.full_page",
        "チャットの専用ページ",
        "The chat's own page",
        "せんよう リンク full page",
    ),
    Setting(
        WIDGET,
        "access.hours.on",
        "受付時間",
        "Hours of service",
        "うけつけじかん 営業時間 えいぎょう 休日 きゅうじつ holiday opening",
    ),
    Setting(
        WIDGET,
        "require_identity",
        "チャットを使える人",
        "Who may use the chat",
        "ログイン 社員 認証 にんしょう identity sign-in",
    ),
    Setting(
        WIDGET,
        "tell_questions",
        "質問の文をページに伝える",
        "Tell the page what is asked",
        "しつもん データレイヤー analytics イベント event",
    ),
];

/// The settings that fit, best first, each with how well. `widgets`: ids and names of the widgets.
pub(super) fn find(app: App, words: &Words, widgets: &[(String, String)]) -> Vec<(u8, Found)> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for Setting(path, field, ja, en, more) in SETTINGS {
        let name = t(ja, en);
        let all = [*ja, " ", *en, " ", *more].concat();
        let Some(fit) = words.fit(name, &all) else {
            continue;
        };
        if needs(path).is_some_and(|permission| !app.may(permission)) {
            continue;
        }
        if *path == WIDGET {
            let several = widgets.len() > 1;
            for (id, widget) in widgets {
                let name = if several {
                    format!("{name} – {widget}")
                } else {
                    name.to_owned()
                };
                found.push((fit, setting(name, &format!("widgets/{id}"), field)));
            }
        } else {
            found.push((fit, setting(name.to_owned(), path, field)));
        }
    }
    found.sort_by_key(|(fit, _)| *fit);
    found
}

fn setting(name: String, path: &str, field: &str) -> Found {
    Found {
        mark: Icon::List,
        kind: t("設定", "Setting"),
        name,
        act: super::Act::Open(place::href(&format!("{path}#{}{field}", crate::router::FIELD))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_is_named_in_both_languages_and_once() {
        let mut names = HashSet::new();
        let mut fields = HashSet::new();
        for Setting(path, field, ja, en, _) in SETTINGS {
            assert!(!ja.is_empty() && !en.is_empty(), "{path} {field}");
            assert!(
                names.insert(*ja) && names.insert(*en),
                "{ja} or {en} is there twice"
            );
            assert!(fields.insert((*path, *field)), "{path} {field} is there twice");
        }
    }
}
