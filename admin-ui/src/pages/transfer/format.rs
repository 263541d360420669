//! What a file looks like, and one to begin with.

use super::what::What;
use crate::draw::Draw;
use crate::{
    dom,
    lang::{self, t},
    ui::{Icon, icon},
};
use kotae_shared::Lang;
use leptos::prelude::*;

/// A template's header and a row to be overwritten.
struct Template {
    columns: &'static [&'static str],
    sample: &'static [&'static str],
}

const ENTRIES: [Template; 2] = [
    Template {
        columns: &[
            "ID",
            "カテゴリー",
            "タイトル",
            "言い換え",
            "キーワード",
            "回答",
            "状態",
            "対象グループ",
        ],
        sample: &[
            "",
            "IT > アカウント",
            "パスワードを忘れた場合の再設定方法",
            "パスワードがわからない|ログインできない",
            "再発行|リセット",
            "社内ポータルの **パスワードをお忘れの方** から再設定できます。\n\n1. 社員番号を入力する\n2. 届いた確認コードを入力する",
            "下書き",
            "",
        ],
    },
    Template {
        columns: &[
            "id",
            "category",
            "title",
            "phrasings",
            "keywords",
            "answer",
            "status",
            "audience",
        ],
        sample: &[
            "",
            "IT > Accounts",
            "How to reset a forgotten password",
            "I cannot sign in|I do not know my password",
            "reset|reissue",
            "Use **Forgot your password?** on the staff portal.\n\n1. Enter your staff number\n2. Enter the code that you receive",
            "draft",
            "",
        ],
    },
];

const SYNONYMS: [Template; 2] = [
    Template {
        columns: &["ID", "同義語", "対象語"],
        sample: &["", "チャリ|自転車", ""],
    },
    Template {
        columns: &["id", "terms", "finds"],
        sample: &["", "PTO|annual leave", ""],
    },
];

const CATEGORIES: [Template; 2] = [
    Template {
        columns: &["ID", "カテゴリー", "並び順"],
        sample: &["", "IT > アカウント", "1"],
    },
    Template {
        columns: &["id", "path", "position"],
        sample: &["", "IT > Accounts", "1"],
    },
];

const PINNED: [Template; 2] = [
    Template {
        columns: &["質問", "期待する ID"],
        sample: &["パスワードを忘れた", "IT-001"],
    },
    Template {
        columns: &["question", "expected"],
        sample: &["I forgot my password", "IT-001"],
    },
];

fn template_of(what: What, lang: Lang) -> &'static Template {
    let both = match what {
        What::Entries => &ENTRIES,
        What::Categories => &CATEGORIES,
        What::Synonyms => &SYNONYMS,
        What::Pinned => &PINNED,
    };
    &both[usize::from(lang == Lang::En)]
}

/// What each column of the template means.
fn meanings(what: What) -> Vec<&'static str> {
    match what {
        What::Entries => vec![
            t(
                "FAQ の ID（IT-001 など）。同じ ID の FAQ を上書きします。空欄なら、タイトルがまったく同じ FAQ を上書きし、なければ追加します。",
                "The entry's code, for example IT-001. The same code changes that entry. Empty: changes the entry with just this title, or adds a new one.",
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
        ],
        What::Categories => vec![
            t(
                "書き出したファイルに入っています。同じ ID のカテゴリーの名前や場所を変えます。空欄なら、階層が同じカテゴリー、なければ追加します。",
                "As in an exported file. The same ID renames or moves that category. Empty: the category at this path, or a new one.",
            ),
            t(
                "カテゴリー名。階層は > で区切ります。必須です。",
                "The category; levels are separated by >. Required.",
            ),
            t(
                "同じ階層の中で何番目か（1 から）。空欄なら変えません。",
                "The place among the categories beside it, from 1. Empty: as it is.",
            ),
        ],
        What::Pinned => vec![
            t(
                "社員が実際に使う聞き方。必須です。",
                "A question as people ask it. Required.",
            ),
            t(
                "最初に出るべき FAQ の ID。「見つからない」か空欄なら、何も出ないのが正しい質問です。",
                "The ID of the entry that must come first; “not found”, or empty, where nothing may be found.",
            ),
        ],
        What::Synonyms => vec![
            t(
                "書き出したファイルに入っています。同じ ID の組は上書き、空欄なら新しく追加します。",
                "As in an exported file. The same ID changes that group; empty adds a new one.",
            ),
            t(
                "社員が使う言葉。複数は | で区切ります。必須です。",
                "The words that people use, separated by |. Required.",
            ),
            t(
                "空欄なら互いに同じ言葉。書くと一方向になり、同義語で聞いた人にこの言葉の FAQ が見つかります。",
                "Empty: the words mean the same both ways. Filled in, it works one way: who uses a term finds entries with these words.",
            ),
        ],
    }
}

/// The explanation, folded, and the template.
#[component]
pub(super) fn Format(what: What) -> impl IntoView {
    let names = template_of(what, lang::current()).columns;
    let rows = names.iter().zip(meanings(what)).map(|(name, meaning)| {
        view! {
            <tr>
                <th scope="row">{*name}</th>
                <td>{meaning}</td>
            </tr>
        }
    });
    view! {
        <details class="format">
            <summary>{t("ファイルの形式と、ひな形", "What the file looks like, and a template")}</summary>
            <p>
                {t(
                    "1 行目に列の名前を書いた Excel ブック（.xlsx。最初のシートを読みます）か CSV です。CSV は Excel の「CSV（コンマ区切り）」でも「CSV UTF-8」でもかまいません（UTF-8、Shift_JIS、UTF-16。区切りはカンマ、タブ、セミコロン）。列の順番は自由で、必須の列のほかはなくてもかまいません。",
                    "An Excel workbook (.xlsx; its first sheet is read) or a CSV file whose first row names the columns. Any of Excel's CSV kinds will do (UTF-8, Shift_JIS or UTF-16; comma, tab or semicolon). The columns may stand in any order, and all but the required ones may be left out.",
                )}
            </p>
            {(what == What::Entries)
                .then(|| {
                    view! {
                        <p>
                            {t(
                                "ほかの製品から書き出した FAQ も、そのまま選べます。列の名前がわからないときは、どの列が質問でどの列が回答かをこの画面で選びます。回答の HTML は Markdown に変わります。",
                                "Exports of other products come in as they are: where the names of the columns are not known, you say on this page which is the question and which the answer. HTML in answers becomes Markdown.",
                            )}
                        </p>
                    }
                })}
            <table class="table">
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <button type="button" class="button small" on:click=move |_| save_template(what)>
                {icon(Icon::Download)}
                {t("ひな形をダウンロード", "Download the template")}
            </button>
        </details>
    }
    .draw()
}

fn save_template(what: What) {
    let text = template(what, lang::current());
    let parts = js_sys::Array::of1(&text.into());
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("text/csv;charset=utf-8");
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind) {
        dom::save(&blob, &format!("{}-template.csv", what.list()));
    }
}

/// UTF-8 with BOM and CRLF, so that Excel opens it as it is.
fn template(what: What, lang: Lang) -> String {
    let line = |cells: &[&str]| {
        let cells = cells.iter().map(|cell| {
            if cell.contains(['"', ',', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                (*cell).to_owned()
            }
        });
        cells.collect::<Vec<_>>().join(",") + "\r\n"
    };
    let template = template_of(what, lang);
    format!("\u{feff}{}{}", line(template.columns), line(template.sample))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_a_header_and_a_row() {
        for lang in [Lang::Ja, Lang::En] {
            let text = template(What::Entries, lang);
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
