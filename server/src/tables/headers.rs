//! What the columns of a file of entries are, by their names and by what stands in them.

use super::{Sheet, fold_header, html};
use kotae_shared::api::admin::ImportField as Field;

/// The column that we add to a file of refused rows; left out without a word when it comes back.
pub const REASON: [&str; 2] = ["取り込めなかった理由", "why it was refused"];

/// Each field's names, folded by [`fold_header`]; the columns of products that help desks come from are among them.
const NAMES: [(Field, &[&str]); 13] = [
    (
        Field::Code,
        &[
            "id",
            "code",
            "no",
            "no.",
            "コード",
            "番号",
            "管理番号",
            "faqid",
            "faqno",
            "faqno.",
            "faq番号",
            "faqコード",
            "記事id",
            "articleid",
            "ナレッジid",
            "整理番号",
        ],
    ),
    (
        Field::Category,
        &[
            "category",
            "categories",
            "カテゴリ",
            "カテゴリー",
            "カテゴリ名",
            "カテゴリー名",
            "分類",
            "区分",
            "大分類",
            "中分類",
            "小分類",
            "大カテゴリ",
            "中カテゴリ",
            "小カテゴリ",
            "大カテゴリー",
            "中カテゴリー",
            "小カテゴリー",
            "親カテゴリ",
            "子カテゴリ",
            "サブカテゴリ",
            "サブカテゴリー",
            "subcategory",
            "maincategory",
            "categorypath",
            "ジャンル",
            "section",
        ],
    ),
    (
        Field::Title,
        &[
            "title",
            "question",
            "q",
            "タイトル",
            "質問",
            "質問文",
            "質問内容",
            "質問タイトル",
            "faqタイトル",
            "件名",
            "見出し",
            "お問い合わせ内容",
            "問い合わせ内容",
            "問合せ内容",
            "質問(q)",
            "q(質問)",
            "questiontitle",
            "articletitle",
            "よくある質問",
        ],
    ),
    (
        Field::Phrasings,
        &[
            "phrasings",
            "phrasing",
            "aliases",
            "alias",
            "言い換え",
            "言いかえ",
            "別の聞き方",
            "別の言い方",
            "類似質問",
            "類似質問文",
            "類義質問",
            "表現",
            "質問のバリエーション",
            "質問例",
            "言い回し",
            "想定質問",
            "alternativequestions",
            "alternatequestions",
            "similarquestions",
            "utterances",
            "utterance",
            "variations",
            "questionvariations",
        ],
    ),
    (
        Field::Keywords,
        &[
            "keywords",
            "keyword",
            "tags",
            "tag",
            "キーワード",
            "検索語",
            "検索キーワード",
            "タグ",
            "ラベル",
            "labels",
            "searchterms",
        ],
    ),
    (
        Field::Answer,
        &[
            "answer",
            "answers",
            "a",
            "body",
            "回答",
            "回答文",
            "回答内容",
            "答え",
            "本文",
            "内容",
            "解決方法",
            "対応方法",
            "回答(a)",
            "a(回答)",
            "回答(html)",
            "answerhtml",
            "answertext",
            "content",
            "solution",
            "response",
            "reply",
        ],
    ),
    (
        Field::Status,
        &[
            "status",
            "state",
            "状態",
            "ステータス",
            "公開状態",
            "公開ステータス",
        ],
    ),
    (
        Field::Audience,
        &[
            "audience",
            "groups",
            "対象",
            "対象グループ",
            "公開対象",
            "公開範囲",
        ],
    ),
    (
        Field::Related,
        &["related", "関連", "関連質問", "関連する質問", "関連faq"],
    ),
    (Field::Owner, &["owner", "担当者", "担当", "責任者"]),
    (
        Field::ReviewOn,
        &[
            "reviewon",
            "reviewdate",
            "review",
            "見直し日",
            "見直し予定日",
            "次回見直し日",
        ],
    ),
    (
        Field::PublishFrom,
        &[
            "publishfrom",
            "公開開始",
            "公開開始日",
            "公開開始日時",
            "掲載開始",
            "掲載開始日",
        ],
    ),
    (
        Field::PublishUntil,
        &[
            "publishuntil",
            "公開終了",
            "公開終了日",
            "公開終了日時",
            "公開期限",
            "掲載終了",
            "掲載終了日",
        ],
    ),
];

/// The field that a header names. `キーワード1` and `カテゴリ２` are numbered columns of one field.
pub(super) fn field_of(name: &str) -> Option<Field> {
    let folded = fold_header(name);
    let of = |name: &str| {
        NAMES
            .iter()
            .find(|(_, names)| names.contains(&name))
            .map(|(field, _)| *field)
    };
    of(&folded).or_else(|| {
        let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit());
        of(bare).filter(|field| bare != folded && field.is_joined() && *field != Field::Answer)
    })
}

/// Whether a header is the one of our own reasons.
pub(crate) fn is_reason(name: &str) -> bool {
    REASON
        .iter()
        .any(|reason| fold_header(name) == fold_header(reason))
}

/// Which files have the same columns as this header: its names folded, without our own reasons.
pub fn signature(header: &[String]) -> String {
    let names: Vec<String> = header
        .iter()
        .filter(|name| !is_reason(name))
        .map(|name| fold_header(name))
        .collect();
    names.join("\u{1f}")
}

/// Rows that are looked at to find out what a file is.
const LOOK: usize = 200;
/// Rows among which the header is looked for.
const TOP: usize = 10;

/// The row in which the header seems to stand: the first with two names that are known. 0: the file seems to have none.
pub fn find_header(sheet: &Sheet) -> u32 {
    let first = sheet.beginning(LOOK);
    let known = |cells: &[String]| cells.iter().filter(|cell| field_of(cell).is_some()).count();
    if let Some((row, _)) = first.iter().take(TOP).find(|(_, cells)| known(cells) >= 2) {
        return *row;
    }
    let Some((top, rest)) = first.split_first() else {
        return sheet.header_row;
    };
    let is_named = known(&top.1) > 0;
    if is_named || rest.is_empty() || looks_named(&top.1, rest) {
        sheet.header_row
    } else {
        0
    }
}

/// Whether a row looks like the names of the columns below it: all different, none long, none of them a question, none
/// that stands further down too.
fn looks_named(top: &[String], below: &[(u32, Vec<String>)]) -> bool {
    let cells: Vec<&str> = top
        .iter()
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
        .collect();
    let repeats = |at: usize, cell: &str| {
        below
            .iter()
            .any(|(_, row)| row.get(at).is_some_and(|other| other.trim() == cell))
    };
    let names = top.iter().enumerate().all(|(at, cell)| {
        let cell = cell.trim();
        let is_text =
            cell.ends_with(['?', '？', '。', '.']) || cell.contains('\n') || cell.chars().count() > 30;
        !is_text && !html::is_html(cell) && (cell.is_empty() || !repeats(at, cell))
    });
    let mut unique = cells.clone();
    unique.sort_unstable();
    unique.dedup();
    names && unique.len() == cells.len() && cells.iter().any(|cell| cell.parse::<f64>().is_err())
}

/// What each column seems to be: by its name, the first of a kind; question and answer by their contents where no name tells.
pub fn guess(sheet: &Sheet) -> Vec<Option<Field>> {
    let mut fields: Vec<Option<Field>> = Vec::new();
    for name in &sheet.header {
        // The letters of the columns are no names.
        let named = if sheet.header_row == 0 {
            None
        } else {
            field_of(name)
        };
        let repeats = |field: Field| field.is_joined() && field != Field::Answer;
        let field = named.filter(|field| repeats(*field) || !fields.contains(&Some(*field)));
        fields.push(field);
    }
    let columns = Column::of(sheet);
    let free = |fields: &[Option<Field>], at: usize| fields[at].is_none() && !is_reason(&sheet.header[at]);
    if !fields.contains(&Some(Field::Answer)) {
        let longest = (0..columns.len())
            .filter(|at| free(&fields, *at))
            .max_by_key(|at| columns[*at].weight());
        if let Some(at) = longest.filter(|at| columns[*at].weight() >= 15) {
            fields[at] = Some(Field::Answer);
        }
    }
    if !fields.contains(&Some(Field::Title)) {
        let asks = |at: &usize| columns[*at].questions();
        let best = (0..columns.len())
            .filter(|at| free(&fields, *at))
            .rev()
            .max_by_key(asks);
        if let Some(at) = best.filter(|at| asks(at) > 0) {
            fields[at] = Some(Field::Title);
        }
    }
    fields
}

/// What stands in a column.
#[derive(Default)]
struct Column {
    filled: usize,
    characters: usize,
    asking: usize,
    different: std::collections::HashSet<String>,
    html: bool,
    numbers: usize,
}

impl Column {
    fn of(sheet: &Sheet) -> Vec<Self> {
        let mut columns: Vec<Self> = sheet.header.iter().map(|_| Self::default()).collect();
        for (row, _) in sheet.all_rows().take(LOOK) {
            for (column, cell) in columns.iter_mut().zip(&row.cells) {
                column.add(cell.trim());
            }
        }
        columns
    }

    fn add(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.characters += cell.chars().count();
        self.html |= html::is_html(cell);
        let asks = cell.ends_with(['?', '？'])
            || cell.ends_with("か")
            || cell.ends_with("か。")
            || cell.ends_with("たい");
        self.asking += usize::from(asks);
        let is_number = cell.chars().all(|c| c.is_ascii_digit() || "-/:. ".contains(c));
        self.numbers +=
            usize::from(is_number || cell.starts_with("http") || (cell.contains('@') && !cell.contains(' ')));
        self.different.insert(cell.to_owned());
    }

    /// How much like an answer it is: characters in a cell.
    fn weight(&self) -> usize {
        if self.filled == 0 || self.numbers * 2 > self.filled {
            return 0;
        }
        self.characters / self.filled + if self.html { 100 } else { 0 }
    }

    /// How much like questions it is; 0: not at all.
    fn questions(&self) -> usize {
        let mostly_different = self.different.len() * 10 >= self.filled * 8;
        let length = self.characters.checked_div(self.filled).unwrap_or(0);
        if !mostly_different || self.numbers * 2 > self.filled || !(4..=150).contains(&length) || self.html {
            return 0;
        }
        1 + self.asking * 100 / self.filled + length.min(20)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        Sheet::open(text.into()).unwrap()
    }

    fn guessed(text: &str) -> (u32, String) {
        let sheet = sheet(text);
        let row = find_header(&sheet);
        let sheet = sheet.header_at(row).unwrap();
        let tags: Vec<_> = guess(&sheet)
            .iter()
            .map(|field| field.map_or("", Field::tag))
            .collect();
        (row, tags.join(","))
    }

    #[test]
    fn columns_of_other_products_are_guessed() {
        for (text, row, fields) in [
            (
                "No.,大分類,中分類,質問,回答,更新日\n1,IT,VPN,つながりません,再起動します,2026/1/1\n",
                1,
                "code,category,category,title,answer,",
            ),
            (
                "Question,Answer,Tags\nHow?,Like this.,a\n",
                1,
                "title,answer,keywords",
            ),
            (
                "回答文,類似質問1,類似質問２,質問文\nx,y,z,w\n",
                1,
                "answer,phrasings,phrasings,title",
            ),
            // A line above the header, as reports have it.
            (
                "FAQ 一覧（2026/11/01 出力）,,\n\n質問,回答,備考\nA,B,C\n",
                3,
                "title,answer,",
            ),
            // Nothing known: by what stands there.
            (
                "key,heading,text_ja,editor\nx-1,VPN につながりません,<p>まず再起動をしてください。</p>,佐藤\nx-2,有給は何日ありますか？,人事システムの画面で残りを見られます。,佐藤\n",
                1,
                ",title,answer,",
            ),
            // No header at all.
            (
                "VPN につながりません。どうすればいいですか？,ネットワークを確認してから、再起動をしてください。\n有給は何日ありますか？,人事システムの画面で残りを見られます。\n",
                0,
                "title,answer",
            ),
        ] {
            assert_eq!(guessed(text), (row, fields.to_owned()), "{text}");
        }
    }

    #[test]
    fn the_signature_knows_no_width_and_not_our_reasons() {
        let header = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            signature(&header(&["質問 ", "ＡＮＳＷＥＲ"])),
            signature(&header(&["取り込めなかった理由", "質問", "answer"]))
        );
        assert_ne!(signature(&header(&["a", "b"])), signature(&header(&["b", "a"])));
    }
}
