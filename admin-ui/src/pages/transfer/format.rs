//! What a file looks like, and one to begin with.

use crate::draw::Draw;
use crate::{
    dom,
    lang::{self, t},
    ui::{Icon, icon},
};
use kotae_shared::Lang;
use leptos::prelude::*;

/// The columns of the template, in order.
const COLUMNS: [[&str; 8]; 2] = [
    [
        "ID",
        "カテゴリー",
        "タイトル",
        "言い換え",
        "キーワード",
        "回答",
        "状態",
        "対象グループ",
    ],
    [
        "id",
        "category",
        "title",
        "phrasings",
        "keywords",
        "answer",
        "status",
        "audience",
    ],
];

/// A row to be overwritten.
const SAMPLE: [[&str; 8]; 2] = [
    [
        "",
        "IT > アカウント",
        "パスワードを忘れた場合の再設定方法",
        "パスワードがわからない|ログインできない",
        "再発行|リセット",
        "社内ポータルの **パスワードをお忘れの方** から再設定できます。\n\n1. 社員番号を入力する\n2. 届いた確認コードを入力する",
        "下書き",
        "",
    ],
    [
        "",
        "IT > Accounts",
        "How to reset a forgotten password",
        "I cannot sign in|I do not know my password",
        "reset|reissue",
        "Use **Forgot your password?** on the staff portal.\n\n1. Enter your staff number\n2. Enter the code that you receive",
        "draft",
        "",
    ],
];

/// The explanation, folded, and the template.
#[component]
pub(super) fn Format() -> impl IntoView {
    let names = COLUMNS[usize::from(lang::current() == Lang::En)];
    let meanings = [
        t(
            "FAQ の ID（IT-001 など）。同じ ID の FAQ は上書き、空欄なら新しく追加します。",
            "The entry's code, for example IT-001. The same code changes that entry; empty adds a new one.",
        ),
        t(
            "カテゴリー名。階層は > で区切ります。ないカテゴリーは作られます。",
            "The category; levels are separated by >. Missing ones are made.",
        ),
        t("質問を 1 行で。必須です。", "The question in one line. Required."),
        t(
            "同じ質問の別の聞き方。複数は | で区切ります。",
            "Other ways to ask it, separated by |.",
        ),
        t(
            "見つけるための言葉。複数は | で区切ります。",
            "Words that should find it, separated by |.",
        ),
        t(
            "答え。Markdown と改行が使えます。",
            "The answer; Markdown and line breaks are fine.",
        ),
        t("下書き / 公開 / アーカイブ", "draft / published / archived"),
        t(
            "見られるグループの名前。複数は | で区切ります。空欄なら全員。",
            "The groups that may see it, separated by |. Empty: everybody.",
        ),
    ];
    let rows = names.into_iter().zip(meanings).map(|(name, meaning)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{meaning}</td>
            </tr>
        }
    });
    view! {
        <details class="format">
            <summary>{t("ファイルの形式と、ひな形", "What the file looks like, and a template")}</summary>
            <p>
                {t(
                    "1 行目に列の名前を書いた CSV です。Excel の「CSV（コンマ区切り）」でも「CSV UTF-8」でもかまいません（UTF-8、Shift_JIS、UTF-16。区切りはカンマ、タブ、セミコロン）。列の順番は自由で、タイトル以外の列はなくてもかまいません。",
                    "A CSV file whose first row names the columns. Any of Excel's CSV kinds will do (UTF-8, Shift_JIS or UTF-16; comma, tab or semicolon). The columns may stand in any order, and all but the title may be left out.",
                )}
            </p>
            <table class="table">
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <button type="button" class="button small" on:click=move |_| save_template()>
                {icon(Icon::Download)}
                {t("ひな形をダウンロード", "Download the template")}
            </button>
        </details>
    }
    .draw()
}

fn save_template() {
    let text = template(lang::current());
    let parts = js_sys::Array::of1(&text.into());
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("text/csv;charset=utf-8");
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind) {
        dom::save(&blob, "faq-template.csv");
    }
}

/// UTF-8 with BOM and CRLF, so that Excel opens it as it is.
fn template(lang: Lang) -> String {
    let at = usize::from(lang == Lang::En);
    let line = |cells: [&str; 8]| {
        let cells = cells.map(|cell| {
            if cell.contains(['"', ',', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.to_owned()
            }
        });
        cells.join(",") + "\r\n"
    };
    format!("\u{feff}{}{}", line(COLUMNS[at]), line(SAMPLE[at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_a_header_and_a_row() {
        for lang in [Lang::Ja, Lang::En] {
            let text = template(lang);
            assert!(text.starts_with('\u{feff}'));
            let mut rows = text.trim_start_matches('\u{feff}').split("\r\n");
            let header = rows.next().unwrap_or_default();
            assert_eq!(header.split(',').count(), 8);
            let row = rows.next().unwrap_or_default();
            assert!(row.starts_with(','), "{row}");
            // Only the answer has line breaks, so it alone is quoted.
            assert_eq!(row.matches('"').count(), 2);
            assert_eq!(rows.collect::<Vec<_>>(), [""]);
        }
    }
}
