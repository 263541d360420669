//! Every other word that the widget says by itself, to be replaced in either language.

use super::draft::{Both, Draft};
use crate::draw::Draw;
use crate::{
    lang::{self, t},
    ui::{Faults, Icon, icon},
};
use kotae_shared::{
    Lang,
    settings::limits,
    words::{NAMES, words},
};
use leptos::prelude::*;

/// What each word is for, by its name in the API.
const FOR: &[(&str, &str, &str)] = &[
    ("input", "入力欄の名前", "Name of the input"),
    ("send", "送信ボタン", "Send button"),
    ("transcript", "会話欄の名前", "Name of the conversation"),
    ("suggestions", "入力中の候補の名前", "Name of the suggestions"),
    (
        "suggestions_shown",
        "候補が出たときの読み上げ",
        "Read out when suggestions appear",
    ),
    (
        "start",
        "最初のボタンの見出し（カテゴリー）",
        "Heading of the start buttons (categories)",
    ),
    (
        "start_here",
        "最初のボタンの見出し（選んだもの）",
        "Heading of the start buttons (chosen)",
    ),
    ("details", "お知らせのリンク", "Link of a notice"),
    ("dismiss", "お知らせを閉じるボタン", "Button that closes a notice"),
    (
        "browse",
        "カテゴリーの中身の見出し",
        "Heading of a category’s content",
    ),
    ("browse_empty", "カテゴリーが空のとき", "An empty category"),
    ("more", "長い一覧の続き", "The rest of a long list"),
    ("candidates", "候補を並べるとき", "Above several candidates"),
    ("none_of_these", "どの候補でもないとき", "None of the candidates"),
    ("answer", "回答の名前", "Name of an answer"),
    ("loading", "回答の読み込み中", "While an answer loads"),
    (
        "solved_question",
        "解決したかの質問",
        "The question under an answer",
    ),
    ("solved", "「解決した」ボタン", "Button: solved"),
    ("not_solved_button", "「解決しない」ボタン", "Button: not solved"),
    ("thanks", "「解決した」のあと", "After “solved”"),
    ("others", "ほかの候補の見出し", "Heading of other candidates"),
    (
        "by_category",
        "見つからないときのカテゴリー",
        "Above the categories when nothing was found",
    ),
    ("contact", "問い合わせ先の見出し", "Heading of the contact card"),
    ("phone", "電話", "Telephone"),
    ("mail", "メール", "E-mail"),
    ("link", "問い合わせページのリンク", "Link to the contact page"),
    (
        "nothing_published",
        "まだ何も公開していないとき",
        "Before anything is published",
    ),
    (
        "answer_failed",
        "回答を読み込めないとき",
        "When an answer cannot be loaded",
    ),
    (
        "answer_gone",
        "回答の公開が終わったとき",
        "When an answer was withdrawn",
    ),
    (
        "start_failed",
        "チャットを始められないとき",
        "When the chat cannot start",
    ),
    ("retry", "もう一度試すボタン", "Button: try again"),
    ("menu", "メニューの名前", "Name of the menu"),
    ("restart", "メニュー: 最初から", "Menu: start over"),
    ("text_size", "メニュー: 文字の大きさ", "Menu: text size"),
    ("size_normal", "文字の大きさ: 標準", "Text size: normal"),
    ("size_large", "文字の大きさ: 大", "Text size: large"),
    ("size_largest", "文字の大きさ: 特大", "Text size: largest"),
    ("print", "メニュー: 印刷", "Menu: print"),
    (
        "other_language",
        "メニュー: もう一つの言語",
        "Menu: the other language",
    ),
    ("close", "閉じるボタン", "Close button"),
    ("to_newest", "最新へ移動", "Go to the newest"),
    (
        "you",
        "利用者の発言の前の読み上げ",
        "Read before the visitor’s messages",
    ),
    (
        "new_window",
        "別の窓で開くリンクの読み上げ",
        "Read behind links that open a window",
    ),
    ("table", "表の読み上げ", "Read at a table"),
    ("nearest", "近い質問の見出し", "Heading of the closest questions"),
    ("copy", "回答をコピーするボタン", "Button that copies an answer"),
    ("copied", "コピーした後の表示", "Shown after copying"),
    (
        "enlarge",
        "画像を拡大するボタンの読み上げ",
        "Read at the button that enlarges an image",
    ),
    ("open", "起動ボタンの読み上げ", "Read at the launcher"),
    ("back", "メニュー: ひとつ前に戻る", "Menu: back one step"),
    (
        "reason",
        "「解決しない」の理由の質問",
        "Asks why it was not solved",
    ),
    ("reason_unclear", "理由 1", "Reason 1"),
    ("reason_other", "理由 2", "Reason 2"),
    ("reason_old", "理由 3", "Reason 3"),
    (
        "reason_hint",
        "理由の入力欄のヒント",
        "Hint in the input of a reason",
    ),
    ("reason_thanks", "理由を送った後のお礼", "After a reason was sent"),
    ("go_on", "シナリオに戻るボタン", "The way back to a scenario"),
    ("related", "関連する質問の見出し", "Heading of related questions"),
];

/// What a word is for. A word that is newer than the list is called by its name.
fn purpose(name: &'static str) -> &'static str {
    let known = FOR.iter().find(|(known, _, _)| *known == name);
    known.map_or(name, |(_, ja, en)| t(ja, en))
}

/// The part of the form.
#[component]
pub(super) fn AllWords(draft: Draft, faults: Faults, spoken: RwSignal<Lang>) -> impl IntoView {
    let fields = draft.words();
    let wanted = RwSignal::new(String::new());
    let changed = Memo::new(move |_| fields.get().0.len() as u32);
    // A fault in a closed part would not be seen.
    let has_fault = Memo::new(move |_| faults.of("words").is_some());
    let (mut ja, mut en) = (*words(Lang::Ja), *words(Lang::En));
    let rows: Vec<_> = fields
        .all()
        .into_iter()
        .filter_map(|(place, text)| {
            let own = [*ja.at(place)?, *en.at(place)?];
            Some((NAMES[place], own, text))
        })
        .collect();
    let row = move |(name, own, text): (&'static str, [&'static str; 2], Both)| {
        let hidden = move || {
            let wanted = wanted.with(|wanted| wanted.trim().to_lowercase());
            if wanted.is_empty() {
                return false;
            }
            let here = [purpose(name), own[0], own[1], &text.ja.get(), &text.en.get()].join("\n");
            !here.to_lowercase().contains(&wanted)
        };
        view! {
            <div class="word-row" hidden=hidden>
                <span class="word-name">{purpose(name)}</span>
                {one(name, Lang::Ja, own[0], text.ja, faults, spoken)}
                {one(name, Lang::En, own[1], text.en, faults, spoken)}
            </div>
        }
    };
    let count = move || match (changed.get(), lang::current()) {
        (0, _) => String::new(),
        (n, Lang::Ja) => format!("（{n} 個を変更）"),
        (n, Lang::En) => format!(" ({n} changed)"),
    };
    view! {
        <section class="card">
            <h2>{t("そのほかのことば", "All other words")}</h2>
            <p class="field-help">
                {t(
                    "ボタンや案内など、ウィジェットのすべてのことばを言い換えられます。空欄のところは、薄い文字のことばのままです。{} には数や名前が入ります。",
                    "Buttons, messages and what screen readers say can all be worded your way. Where a field is empty the grey words stay. A number or a name goes where {} stands.",
                )}
            </p>
            <details prop:open=has_fault>
                <summary>{t("ことばの一覧を開く", "Show all words")} {count}</summary>
                <div class="words">
                    <div class="search">
                        {icon(Icon::Search)}
                        <input
                            class="input"
                            type="search"
                            autocomplete="off"
                            aria-label=t("ことばを探す", "Search the words")
                            placeholder=t("ことばを探す", "Search the words")
                            prop:value=wanted
                            on:input=move |event| wanted.set(event_target_value(&event))
                            on:keydown=|event| {
                                // Enter would save the form.
                                if event.key() == "Enter" {
                                    event.prevent_default();
                                }
                            }
                        />
                    </div>
                    {rows.into_iter().map(row).collect_view()}
                </div>
            </details>
        </section>
    }
    .draw()
}

fn one(
    name: &'static str,
    lang: Lang,
    own: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    spoken: RwSignal<Lang>,
) -> AnyView {
    let field = format!("words.{name}.{}", lang.tag());
    let id = format!("field-{}", field.replace('.', "-"));
    let error = format!("{id}-error");
    let (mended, broken, shown, described) = (field.clone(), field.clone(), field, error.clone());
    let language = lang.pick("日本語", "English");
    view! {
        <div class="field" lang=lang.tag()>
            <input
                class="input"
                id=id
                maxlength=limits::WORD
                autocomplete="off"
                placeholder=own
                aria-label=format!("{}: {language}", purpose(name))
                prop:value=value
                on:focus=move |_| spoken.set(lang)
                on:input=move |event| {
                    value.set(event_target_value(&event));
                    faults.mended(&mended);
                }
                aria-invalid=move || faults.of(&broken).map(|_| "true")
                aria-describedby=described
            />
            {move || {
                let message = faults.of(&shown)?;
                Some(
                    view! {
                        <p class="field-error" id=error.clone()>
                            {icon(Icon::Alert)}
                            <span>{message}</span>
                        </p>
                    },
                )
            }}
        </div>
    }
    .draw()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::words::OF_TEXTS;

    #[test]
    fn each_word_says_what_it_is_for() {
        let listed: Vec<_> = FOR.iter().map(|(name, _, _)| *name).collect();
        let own = NAMES.iter().copied();
        let all: Vec<_> = own.filter(|name| !OF_TEXTS.contains(name)).collect();
        assert_eq!(listed, all);
    }
}
