//! Findings in sentences: what each means for visitors, and what kinds are called.

use kotae_shared::{
    Lang,
    api::health::{HealthDetail, HealthFinding, HealthKind, LinkFault},
    readable::Hard,
};

/// What a kind is called.
pub fn kind(kind: HealthKind, lang: Lang) -> &'static str {
    match kind {
        HealthKind::Duplicate => lang.pick("似た FAQ", "Near-duplicate"),
        HealthKind::Outranked => lang.pick("別の FAQ に負ける", "Outranked"),
        HealthKind::Bare => lang.pick("言葉が足りない", "Few words"),
        HealthKind::BrokenLink => lang.pick("リンク切れ", "Broken link"),
        HealthKind::UnusedFile => lang.pick("使われていないファイル", "Unused file"),
        HealthKind::Hard => lang.pick("読みにくい", "Hard to read"),
    }
}

/// What a finding means.
pub(super) fn sentence(finding: &HealthFinding, lang: Lang) -> String {
    let ja = lang == Lang::Ja;
    match &finding.detail {
        HealthDetail::Duplicate { other, likeness } => {
            let (code, title) = (&other.code, &other.title);
            if ja {
                format!(
                    "{code}「{title}」と同じ質問で見つかります（{likeness}%）。どちらを読めばよいか迷わせます。"
                )
            } else {
                format!(
                    "The same questions find {code} “{title}” ({likeness}%): visitors cannot tell which one to read."
                )
            }
        }
        HealthDetail::OwnWords { by, words, lost, of } => {
            let (code, title) = (&by.code, &by.title);
            if ja {
                format!(
                    "「{words}」と聞くと {code}「{title}」が先に出ます（自分の言葉 {of} 件のうち {lost} 件）。"
                )
            } else {
                format!("Asked “{words}”, {code} “{title}” comes first ({lost} of its own {of} wordings).")
            }
        }
        HealthDetail::InLog { by, words, asked } => {
            let (code, title) = (&by.code, &by.title);
            if ja {
                format!(
                    "実際の質問 {asked} 回で候補になり、一度も先頭に出ていません。「{words}」では {code}「{title}」が先です。"
                )
            } else {
                format!(
                    "A candidate for {asked} questions of visitors and never first; for “{words}” {code} “{title}” is."
                )
            }
        }
        HealthDetail::Bare => lang
            .pick(
                "言い換えもキーワードもないので、タイトルと違う言い方では見つかりにくくなります。",
                "Without phrasings and keywords it is hard to find in other words than its title’s.",
            )
            .to_owned(),
        HealthDetail::Link { to, reason } => link(to, *reason, ja),
        HealthDetail::File { name, bytes, .. } => {
            let kb = bytes.div_ceil(1_000);
            if ja {
                format!("「{name}」（{kb} KB）は、どの FAQ・シナリオ・ウィジェットにも使われていません。")
            } else {
                format!("No entry, scenario or widget shows “{name}” ({kb} KB).")
            }
        }
        HealthDetail::Hard { ja: counted, hard } => {
            let parts: Vec<String> = hard.iter().map(|one| why(*one, *counted, ja)).collect();
            if ja {
                format!("{}。途中で読むのをやめる人が出ます。", parts.join("、"))
            } else {
                format!("{}: some will stop reading.", parts.join(", "))
            }
        }
    }
}

fn link(to: &str, reason: LinkFault, ja: bool) -> String {
    match (reason, ja) {
        (LinkFault::RelatedGone, true) => format!("関連する質問 {to} はもうないので、表示されません。"),
        (LinkFault::RelatedGone, false) => format!("The related entry {to} is gone and is not shown."),
        (LinkFault::RelatedHidden, true) => {
            format!("関連する質問 {to} は公開されていないので、表示されません。")
        }
        (LinkFault::RelatedHidden, false) => {
            format!("The related entry {to} is not published and is not shown.")
        }
        (LinkFault::EntryGone, true) => format!("リンク先の FAQ がもうありません: {to}"),
        (LinkFault::EntryGone, false) => format!("It links to an entry that is gone: {to}"),
        (LinkFault::EntryHidden, true) => format!("リンク先の FAQ が公開されていません: {to}"),
        (LinkFault::EntryHidden, false) => format!("It links to an entry that is not published: {to}"),
        (LinkFault::FileGone, true) => format!("画像かファイルがもうありません: {to}"),
        (LinkFault::FileGone, false) => format!("An image or file is gone: {to}"),
        (LinkFault::WidgetGone, true) => format!("リンクが通るウィジェットがもうありません: {to}"),
        (LinkFault::WidgetGone, false) => format!("The link’s widget is gone: {to}"),
    }
}

/// `counted`: in characters, else in words.
fn why(hard: Hard, counted: bool, ja: bool) -> String {
    let unit = match (counted, ja) {
        (true, true) => " 字",
        (true, false) => " characters",
        (false, true) => " 語",
        (false, false) => " words",
    };
    match (hard, ja) {
        (Hard::Sentences(count, longest), true) => format!("長い文が {count} つ（最長 {longest}{unit}）"),
        (Hard::Sentences(count, longest), false) => format!("{count} long sentences (up to {longest}{unit})"),
        (Hard::Kanji(share), true) => format!("漢字が {share}%"),
        (Hard::Kanji(share), false) => format!("{share}% kanji"),
        (Hard::LongWords(share), true) => format!("長い単語が {share}%"),
        (Hard::LongWords(share), false) => format!("{share}% long words"),
        (Hard::Wall(size), true) => format!("区切りのない段落が {size}{unit}"),
        (Hard::Wall(size), false) => format!("a paragraph of {size}{unit} without a break"),
        (Hard::Long(size), true) => format!("全体で {size}{unit}"),
        (Hard::Long(size), false) => format!("{size}{unit} in all"),
    }
}
