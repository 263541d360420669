//! What the owners of entries are told of them.

use super::{Letter, causes, letter, moment, screen};
use crate::store::{entries::Due, pinned::Ran, schedules::Stored};
use kotae_shared::{
    Lang,
    api::admin::{Publication, User},
};

/// Questions that are named in a letter.
const QUESTIONS: usize = 10;

/// The review date of some of his entries has come.
pub fn entry_review<'a>(to: &'a User, base: &str, workspace: &str, due: &Due) -> Letter<'a> {
    let count = due.count;
    let subject = match (to.lang, count) {
        (Lang::Ja, _) => format!("見直し日が来た FAQ が {count} 件あります"),
        (Lang::En, 1) => "An entry is due for review".to_owned(),
        (Lang::En, _) => format!("{count} entries are due for review"),
    };
    let line = |(code, title): &(String, String)| format!("・{code} {title}");
    let mut list: Vec<String> = due.first.iter().map(line).collect();
    let more = count.saturating_sub(due.first.len() as u32);
    if more > 0 {
        list.push(match to.lang {
            Lang::Ja => format!("ほか {more} 件"),
            Lang::En => format!("and {more} more"),
        });
    }
    let list = list.join("\n");
    let text = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）で、あなたが担当する FAQ のうち {count} 件の見直し日が来ました。内容がいまも正しいか確認し、次の見直し日を決めてください。\n\n{list}",
            to.name
        ),
        Lang::En => format!(
            "Dear {},\n\nthe review date of {count} of your entries in Kotae (workspace: {workspace}) has come. Please see whether they are still right, and set the next date.\n\n{list}",
            to.name
        ),
    };
    let action = (
        to.lang.pick("一覧を開く", "Open the list").to_owned(),
        format!("{base}admin/{workspace}/entries?owner={}&review_due=true", to.id),
    );
    letter(to, causes::ENTRY_REVIEW, subject, text, Some(action), Vec::new())
}

/// The time of entries began or ended, which was published, and pinned questions do not find any more what they must.
pub fn broken_by_windows<'a>(
    to: &'a User,
    base: &str,
    workspace: &str,
    (publication, broken): (&Publication, &[Ran]),
) -> Letter<'a> {
    let (count, number) = (broken.len(), publication.number);
    let subject = match to.lang {
        Lang::Ja => format!("公開期間の変更で、固定した質問 {count} 件が期待と違う結果になりました"),
        Lang::En => format!("The time of entries began or ended: {count} pinned question(s) break"),
    };
    let all: Vec<String> = broken.iter().map(|one| one.question.clone()).collect();
    let list = questions(to.lang, &all, count);
    let text = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）で、公開開始・公開終了の日時が来た FAQ を自動で反映しました（第 {number} 回の公開）。期限の切れた答えを残さないため公開は止めていませんが、次の固定した質問が、決めたとおりの結果になりません。FAQ か固定した質問を直してください。\n\n{list}",
            to.name
        ),
        Lang::En => format!(
            "Dear {},\n\nin Kotae (workspace: {workspace}) entries whose time began or ended were published by themselves (publication {number}). That was not stopped, so that no answer stays that is out of date, but these pinned questions do not find what they must. Please mend the entries or the pinned questions.\n\n{list}",
            to.name
        ),
    };
    let (_, action) = screen(to, base, workspace, "pinned?state=broken");
    let action = (
        to.lang
            .pick("期待と違う質問を見る", "See the questions that break")
            .to_owned(),
        action,
    );
    letter(to, causes::WINDOWS, subject, text, Some(action), Vec::new())
}

/// What he scheduled was not published, since it would break so many pinned questions (`count`, of which some are named).
pub fn schedule_stopped<'a>(
    to: &'a User,
    base: &str,
    workspace: &str,
    stored: &Stored,
    (named, count): (&[String], usize),
) -> Letter<'a> {
    let when = moment(stored.at, to);
    let list = questions(to.lang, named, count);
    let subject = to.lang.pick(
        "予約した公開を止めました",
        "Your scheduled publication was stopped",
    );
    let text = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）で、{when} に予約した公開を止めました。公開すると、次の固定した質問 {count} 件が、決めたとおりの結果にならないためです。チャットの内容は変わっていません。直して日時を決め直すか、理由を残してそのまま公開してください。\n\n{list}",
            to.name
        ),
        Lang::En => format!(
            "Dear {},\n\nthe publication that you scheduled in Kotae (workspace: {workspace}) for {when} was stopped: {count} pinned question(s) would not find what they must. The chat is as it was. Mend them and set another time, or publish it nevertheless with a reason.\n\n{list}",
            to.name
        ),
    };
    let (_, address) = screen(to, base, workspace, "publish");
    let action = (
        to.lang.pick("公開の画面を開く", "Open Publish").to_owned(),
        address,
    );
    letter(
        to,
        causes::SCHEDULE,
        subject.to_owned(),
        text,
        Some(action),
        Vec::new(),
    )
}

/// What somebody scheduled who may not publish any more was stopped.
pub fn schedule_of_somebody<'a>(to: &'a User, base: &str, workspace: &str, stored: &Stored) -> Letter<'a> {
    let (when, by) = (moment(stored.at, to), &stored.by);
    let subject = match to.lang {
        Lang::Ja => format!("{by} さんが予約した公開を止めました"),
        Lang::En => format!("The publication that {by} scheduled was stopped"),
    };
    let text = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）で、{by} さんが {when} に予約していた公開を止めました。{by} さんが公開できなくなったためです。続ける場合は、公開の画面で日時を決め直してください。不要なら取り消してください。",
            to.name
        ),
        Lang::En => format!(
            "Dear {},\n\nthe publication that {by} scheduled in Kotae (workspace: {workspace}) for {when} was stopped: {by} may not publish any more. To go on with it set a time on the screen Publish, or cancel it there.",
            to.name
        ),
    };
    let (_, address) = screen(to, base, workspace, "publish");
    let action = (
        to.lang.pick("公開の画面を開く", "Open Publish").to_owned(),
        address,
    );
    letter(to, causes::SCHEDULE, subject, text, Some(action), Vec::new())
}

/// The first of `count` questions, a line each.
fn questions(lang: Lang, named: &[String], count: usize) -> String {
    let shown = named.iter().take(QUESTIONS);
    let mut list: Vec<String> = shown.map(|question| format!("・{question}")).collect();
    let more = count.saturating_sub(list.len());
    if more > 0 {
        list.push(match lang {
            Lang::Ja => format!("ほか {more} 件"),
            Lang::En => format!("and {more} more"),
        });
    }
    list.join("\n")
}
