//! What the owners of entries are told of them.

use super::{Letter, causes, letter};
use crate::store::entries::Due;
use kotae_shared::{Lang, api::admin::User};

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
