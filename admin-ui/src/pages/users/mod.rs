//! The people who work here: the list, and one of them.

mod bulk;
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
    ui::{Cell, Column, Filter, Icon, ListRow, LocalList, PageHead, Selection, icon},
};
use kotae_shared::{Lang, Uuid, access::Role, api::admin::UserRow};
use leptos::prelude::*;
use std::rc::Rc;

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
            {users.view(move |_| table(users))}
            <review::Review/>
        </div>
    }
    .draw()
}

/// The roles, as they are called in addresses.
const ROLES: [Role; 7] = [
    Role::Owner,
    Role::Administrator,
    Role::Editor,
    Role::Approver,
    Role::Agent,
    Role::Analyst,
    Role::Viewer,
];

fn table(users: Remote<Vec<UserRow>>) -> AnyView {
    let columns = [
        ("name", t("名前", "Name"), ""),
        ("email", t("メールアドレス", "E-mail address"), "wide-only"),
        ("role", t("権限", "Role"), ""),
        ("state", t("状態", "State"), ""),
        ("signed_in", t("最終ログイン", "Last sign-in"), "nowrap wide-only"),
    ];
    let filters = vec![
        Filter {
            key: "role",
            name: t("権限", "Role"),
            all: t("すべての権限", "Any role"),
            choices: ROLES
                .map(|role| (role.tag().to_owned(), role.name(lang::current()).to_owned()))
                .into(),
        },
        Filter {
            key: "state",
            name: t("状態", "State"),
            all: t("すべての状態", "Any state"),
            choices: [Stand::Active, Stand::Waiting, Stand::Suspended]
                .map(|stand| (stand.key().to_owned(), stand.name().to_owned()))
                .into(),
        },
        Filter {
            key: "factor",
            name: t("二段階認証", "Second factor"),
            all: t("二段階認証を問わない", "With and without a second factor"),
            choices: vec![
                ("on".into(), t("二段階認証あり", "With a second factor").into()),
                (
                    "off".into(),
                    t("二段階認証なし", "Without a second factor").into(),
                ),
            ],
        },
    ];
    let own = app().session_now().user;
    let (id, role) = (own.id, own.role);
    let rows = Rc::new(move || {
        let users = users.get().unwrap_or_default();
        // Nobody shuts himself out along with others.
        let may = |row: &UserRow| row.user.id != id && role.may_manage(row.user.role);
        users
            .into_iter()
            .map(|row| ListRow {
                selectable: may(&row),
                ..line(row, id)
            })
            .collect()
    });
    let bulk: Rc<dyn Fn(Selection) -> AnyView> =
        Rc::new(move |selection| view! { <bulk::Bulk users=users selection=selection/> }.draw());
    view! {
        <LocalList
            path="users"
            label=t("ユーザーを探す", "Search the users")
            columns=columns.map(|(key, name, class)| Column { key, name, class }).into()
            filters=filters
            rows=rows
            bulk=Some(bulk)
        />
    }
    .draw()
}

fn line(row: UserRow, own: Uuid) -> ListRow {
    let stand = Stand::of(&row);
    let (name, email) = (row.user.name.clone(), row.user.email.clone());
    let at_role = ROLES
        .iter()
        .position(|role| *role == row.user.role)
        .unwrap_or_default();
    let href = place::href(&format!("users/{}", row.user.id));
    let named = {
        let (name, email, you) = (name.clone(), email.clone(), row.user.id == own);
        move || {
            view! {
                <a class="row-link" href=href.clone()>{name.clone()}</a>
                " "
                {you.then(|| view! { <span class="chip bare">{t("あなた", "you")}</span> })}
                <span class="narrow-only block quiet">{email.clone()}</span>
            }
            .draw()
        }
    };
    let factor = if row.second_factor {
        "factor=on"
    } else {
        "factor=off"
    };
    let mut state_text = vec![stand.name()];
    state_text.extend(row.second_factor.then(|| t("二段階", "2 factors")));
    state_text.extend(row.provider.then_some("SSO"));
    let when = row
        .last_sign_in
        .map_or_else(|| t("まだありません", "Never").to_owned(), dates::full);
    let tags = vec![
        format!("role={}", row.user.role.tag()),
        format!("state={}", stand.key()),
        factor.to_owned(),
    ];
    let (of_role, of_state) = (row.clone(), row.clone());
    ListRow {
        id: row.user.id,
        cells: vec![
            Cell::text(name.clone()).drawn(named),
            Cell::text(email),
            Cell::number(at_role as i64, row.user.role.name(lang::current())).drawn(move || role(&of_role)),
            Cell::text(state_text.join(", ")).drawn(move || state(&of_state)),
            Cell::number(row.last_sign_in.unwrap_or(0), when),
        ],
        name,
        tags,
        selectable: false,
    }
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

/// Whether somebody can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Active,
    Waiting,
    Suspended,
}

impl Stand {
    fn of(row: &UserRow) -> Self {
        if !row.active {
            Self::Suspended
        } else if row.waiting {
            Self::Waiting
        } else {
            Self::Active
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Waiting => "waiting",
            Self::Suspended => "suspended",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Active => t("利用中", "Active"),
            Self::Waiting => t("リンク待ち", "Link not used"),
            Self::Suspended => t("停止中", "Suspended"),
        }
    }
}

/// Whether he can sign in, in a word, and how.
fn state(row: &UserRow) -> AnyView {
    let stand = Stand::of(row);
    let tone = match stand {
        Stand::Active => "chip good",
        Stand::Waiting => "chip warn",
        Stand::Suspended => "chip bad",
    };
    view! {
        <span class=tone>{stand.name()}</span>
        " "
        {row.second_factor.then(|| view! { <span class="chip bare">{t("二段階", "2 factors")}</span> })}
        {row.provider.then(|| view! { <span class="chip bare">"SSO"</span> })}
    }
    .draw()
}
