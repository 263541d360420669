//! The people who work here: the list, and one of them.

mod devices;
mod form;
mod limits;
mod link;
mod person;
mod review;

pub(crate) use devices::Devices;
pub(crate) use person::UserPage;

use crate::draw::Draw;
use crate::{
    app::app,
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{Icon, PageHead, icon},
};
use kotae_shared::{Lang, api::admin::UserRow};
use leptos::prelude::*;

/// The list.
#[component]
pub(crate) fn Users() -> impl IntoView {
    let users = Remote::<Vec<UserRow>>::new(|| "users".into());
    view! {
        <div class="page">
            <PageHead title=t("ユーザー", "Users")>
                <a class="button primary" href=place::href("users/new")>
                    {icon(Icon::Plus)}
                    {t("ユーザーを招待", "Invite somebody")}
                </a>
            </PageHead>
            <p class="quiet">
                {t(
                    "管理画面を使う人の一覧です。社内でチャットに質問するだけの人を登録する必要はありません。",
                    "The people who use these screens. Those who only ask the chat need no account.",
                )}
            </p>
            {users.view(table)}
            <review::Review/>
        </div>
    }
    .draw()
}

fn table(users: Vec<UserRow>) -> AnyView {
    let own = app().session_now().user.id;
    let rows = users.into_iter().map(|row| {
        let you = (row.user.id == own).then(|| view! { <span class="chip bare">{t("あなた", "you")}</span> });
        let when = match row.last_sign_in {
            Some(at) => view! { <time datetime=dates::machine(at)>{dates::full(at)}</time> }.draw(),
            None => view! { <span class="quiet">{t("まだありません", "Never")}</span> }.draw(),
        };
        view! {
            <tr>
                <td>
                    <a href=place::href(&format!("users/{}", row.user.id))>{row.user.name.clone()}</a>
                    " "
                    {you}
                    <br/>
                    <span class="quiet">{row.user.email.clone()}</span>
                </td>
                <td>{role(&row)}</td>
                <td>
                    {state(&row)}
                    " "
                    {row.second_factor.then(|| view! { <span class="chip bare">{t("二段階", "2 factors")}</span> })}
                    {row.provider.then(|| view! { <span class="chip bare">"SSO"</span> })}
                </td>
                <td class="nowrap wide-only">{when}</td>
            </tr>
        }
    });
    view! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t("名前", "Name")}</th>
                        <th scope="col">{t("権限", "Role")}</th>
                        <th scope="col">{t("状態", "State")}</th>
                        <th scope="col" class="wide-only">{t("最終ログイン", "Last sign-in")}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

fn role(row: &UserRow) -> AnyView {
    let name = row.user.role.name(lang::current());
    let limit = row.user.categories.as_ref().map(|categories| {
        let count = number(categories.len() as u32);
        let text = match lang::current() {
            Lang::Ja => format!("担当 {count} カテゴリー"),
            Lang::En => format!("{count} of the categories"),
        };
        view! {
            <br/>
            <span class="quiet small">{text}</span>
        }
    });
    view! { {name} {limit} }.draw()
}

/// Whether he can sign in, in a word.
fn state(row: &UserRow) -> AnyView {
    let (tone, word) = if !row.active {
        ("chip bad", t("停止中", "Suspended"))
    } else if row.waiting {
        ("chip warn", t("リンク待ち", "Link not used"))
    } else {
        ("chip good", t("利用中", "Active"))
    };
    view! { <span class=tone>{word}</span> }.draw()
}
