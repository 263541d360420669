//! The review of who has access.

use super::{
    guard::Admin,
    tables::{iso, slot},
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        download::{self, Asked},
        extract::{Json, Query, created},
    },
    store::{
        categories,
        engine::{Read, Tx},
        reviews, users,
    },
    tables::TableWriter,
};
use axum::{extract::State, http::StatusCode, response::Response};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{AccessQuery, AccessReviews, Category, SignOff, UserRow, limits},
        problem::Fault,
    },
};
use std::collections::HashMap;

/// The reviews so far.
pub async fn list(admin: Admin) -> Result<Json<AccessReviews>> {
    Ok(Json(admin.workspace.main().read(reviews::list).await?))
}

/// Signs off the list of users as it is now.
pub async fn sign(admin: Admin, Json(form): Json<SignOff>) -> Result<(StatusCode, Json<AccessReviews>)> {
    let note = form.note.trim().to_owned();
    if note.chars().count() > limits::NOTE {
        return Err(Error::field("note", Fault::TooLong(limits::NOTE as u32)));
    }
    let actor = admin.actor();
    let change = move |tx: &Tx<'_>| {
        reviews::sign(tx, &actor, &note)?;
        reviews::list(tx)
    };
    Ok(created(admin.workspace.main().write(change).await?))
}

/// Who has access, as a file.
pub async fn export(
    State(app): State<App>,
    admin: Admin,
    Asked(format): Asked,
    Query(query): Query<AccessQuery>,
) -> Result<Response> {
    let load = move |read: &Read<'_>| {
        let people = match query.review {
            Some(id) => reviews::people(read, id)?,
            None => users::list(read)?,
        };
        Ok((people, categories::list(read)?))
    };
    let (people, categories) = admin.workspace.main().read(load).await?;
    super::tables::note(
        &admin,
        "access_review",
        &serde_json::json!({ "review": query.review }),
    )
    .await?;
    let lang = admin.lang;
    let slot = slot(&app).await?;
    Ok(download::table("access", format, slot, move |pipe| {
        let names = names(&categories);
        let mut table = TableWriter::new(format, pipe, &header(lang))?;
        for row in &people {
            table.row(cells(row, &names, lang))?;
        }
        table.end()?;
        Ok(())
    }))
}

/// Each category's path of names.
fn names(categories: &[Category]) -> HashMap<Uuid, String> {
    let mut names: HashMap<Uuid, String> = HashMap::new();
    // In tree order: what is above comes first.
    for category in categories {
        let above = category.parent.and_then(|parent| names.get(&parent));
        let name = above.map_or_else(
            || category.name.clone(),
            |above| format!("{above} / {}", category.name),
        );
        names.insert(category.id, name);
    }
    names
}

fn header(lang: Lang) -> [&'static str; 9] {
    match lang {
        Lang::Ja => [
            "名前",
            "メールアドレス",
            "権限",
            "担当カテゴリー",
            "状態",
            "二段階認証",
            "シングルサインオン",
            "最終ログイン (UTC)",
            "登録 (UTC)",
        ],
        Lang::En => [
            "name",
            "mail address",
            "role",
            "categories",
            "state",
            "second factor",
            "single sign-on",
            "last sign-in (UTC)",
            "added (UTC)",
        ],
    }
}

fn cells(row: &UserRow, names: &HashMap<Uuid, String>, lang: Lang) -> [String; 9] {
    let user = &row.user;
    let limit = user.categories.as_ref().map_or_else(
        || lang.pick("すべて", "all").to_owned(),
        |categories| {
            let named = categories
                .iter()
                .map(|id| names.get(id).map_or("?", String::as_str));
            named.collect::<Vec<_>>().join("; ")
        },
    );
    let state = match (row.active, row.waiting) {
        (false, _) => lang.pick("停止中", "suspended"),
        (true, true) => lang.pick("リンク待ち", "link not used"),
        (true, false) => lang.pick("利用中", "active"),
    };
    let has = |has: bool| {
        let word = if has {
            lang.pick("あり", "yes")
        } else {
            lang.pick("なし", "no")
        };
        word.to_owned()
    };
    [
        user.name.clone(),
        user.email.clone(),
        user.role.name(lang).to_owned(),
        limit,
        state.to_owned(),
        has(row.second_factor),
        has(row.provider),
        row.last_sign_in.map(iso).unwrap_or_default(),
        iso(row.created_at),
    ]
}
