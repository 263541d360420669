//! A category in the list, with what can be done to it.

use super::{Form, Open, Page, Tree};
use crate::draw::Draw;
use crate::{
    api,
    lang::{self, number, plural, t},
    place,
    ui::{Confirm, Icon, icon},
};
use kotae_shared::{Lang, api::admin::Category};
use leptos::{prelude::*, task::spawn_local};

/// The row, or the form in its place.
#[component]
pub(super) fn Row(category: Category, tree: Memo<Tree>, page: Page) -> impl IntoView {
    let id = category.id;
    let depth = tree.with_untracked(|tree| tree.depth(id));
    let below = Open::New(Some(id));
    let own = Open::Change(id);
    let line = StoredValue::new(category);
    let body = move || {
        if page.open.get() == Some(own) {
            view! { <Form open=own tree=tree page=page/> }.draw()
        } else {
            tree.with_untracked(|tree| shown(line.get_value(), tree, page))
        }
    };
    let child = move || {
        (page.open.get() == Some(below)).then(|| {
            view! {
                <li class=format!("depth-{}", depth + 1)>
                    <Form open=below tree=tree page=page/>
                </li>
            }
        })
    };
    view! {
        <li class=format!("depth-{depth}")>{body}</li>
        {child}
    }
    .draw()
}

fn shown(category: Category, tree: &Tree, page: Page) -> AnyView {
    let id = category.id;
    let (at, siblings) = tree.place(id);
    let name = category.name.clone();
    let entries = category.entries;
    let count = match lang::current() {
        Lang::Ja => format!("{} 件", number(entries)),
        Lang::En => format!("{} {}", number(entries), plural(entries, "entry", "entries")),
    };
    let (raised, lowered, doomed) = (category.clone(), category.clone(), category);
    let up = move |_: web_sys::MouseEvent| {
        page.place(
            raised.clone(),
            at.saturating_sub(1) as u32,
            format!("[data-up='{id}']:not(:disabled), [data-down='{id}']"),
        );
    };
    let down = move |_: web_sys::MouseEvent| {
        page.place(
            lowered.clone(),
            at as u32 + 1,
            format!("[data-down='{id}']:not(:disabled), [data-up='{id}']"),
        );
    };
    let inner: u32 = tree.entries_in(id);
    let children = tree.children(Some(id)).count() as u32;
    let can_hold = tree.homes_for(None).iter().any(|home| home.id == id);
    let is_open = tree.is_open_to(&page.app.session_now().user, Some(id));
    let label = |act: &str| match lang::current() {
        Lang::Ja => format!("「{name}」{act}"),
        Lang::En => format!("{act}: {name}"),
    };
    let tools = is_open.then(|| {
        view! {
            <span class="tree-tools">
                <button
                    type="button"
                    class="button plain icon small"
                    data-up=id.to_string()
                    disabled={at == 0}
                    title=t("上へ", "Move up")
                    aria-label=label(t("を上へ", "Move up"))
                    on:click=up
                >
                    {icon(Icon::ArrowUp)}
                </button>
                <button
                    type="button"
                    class="button plain icon small"
                    data-down=id.to_string()
                    disabled={at + 1 >= siblings}
                    title=t("下へ", "Move down")
                    aria-label=label(t("を下へ", "Move down"))
                    on:click=down
                >
                    {icon(Icon::ArrowDown)}
                </button>
                <button
                    type="button"
                    class="button plain icon small"
                    disabled=!can_hold
                    title=t("この下に追加", "Add below")
                    aria-label=label(t("の下に追加", "Add below"))
                    on:click=move |_| page.show(Some(Open::New(Some(id))))
                >
                    {icon(Icon::Plus)}
                </button>
                <button
                    type="button"
                    class="button plain icon small"
                    data-edit=id.to_string()
                    title=t("名前の変更・移動", "Rename or move")
                    aria-label=label(t("の名前の変更・移動", "Rename or move"))
                    on:click=move |_| page.show(Some(Open::Change(id)))
                >
                    {icon(Icon::Edit)}
                </button>
                <button
                    type="button"
                    class="button plain icon small"
                    title=t("削除", "Delete")
                    aria-label=label(t("を削除", "Delete"))
                    on:click=move |_| delete(page, &doomed, inner, children)
                >
                    {icon(Icon::Trash)}
                </button>
            </span>
        }
    });
    view! {
        <div class="tree-row">
            <span class="tree-name">{icon(Icon::Folder)} <span>{name.clone()}</span></span>
            <a class="tree-count quiet small" href=place::href(&format!("entries?category={id}"))>
                {count}
            </a>
            {tools}
        </div>
    }
    .draw()
}

/// Deletes an empty category after a question; says of another what must be moved first.
fn delete(page: Page, category: &Category, entries: u32, children: u32) {
    let (id, name) = (category.id, category.name.clone());
    if entries > 0 || children > 0 {
        return page.app.ask(Confirm {
            title: match lang::current() {
                Lang::Ja => format!("「{name}」は空ではありません"),
                Lang::En => format!("“{name}” is not empty"),
            },
            text: not_empty(entries, children, lang::current()),
            act: t("FAQ の一覧を開く", "Show its entries"),
            danger: false,
            yes: Box::new(move || page.app.go(&format!("entries?category={id}"))),
        });
    }
    page.app.ask(Confirm {
        title: match lang::current() {
            Lang::Ja => format!("「{name}」を削除しますか"),
            Lang::En => format!("Delete “{name}”?"),
        },
        text: t(
            "このカテゴリーは空です。削除は元に戻せません。",
            "It is empty. This cannot be undone.",
        )
        .into(),
        act: t("削除する", "Delete"),
        danger: true,
        yes: Box::new(move || {
            spawn_local(async move {
                match api::delete(&format!("categories/{id}")).await {
                    Ok(()) => {
                        page.app
                            .say(t("カテゴリーを削除しました。", "The category was deleted."));
                        page.changed("h1".into());
                    }
                    Err(failure) => {
                        // Somebody may have put something into it meanwhile.
                        page.list.reload();
                        page.app.fail(&failure);
                    }
                }
            });
        }),
    });
}

fn not_empty(entries: u32, children: u32, lang: Lang) -> String {
    let (many, below) = (number(entries), number(children));
    match (lang, entries, children) {
        (Lang::Ja, _, 0) => {
            format!("FAQ が {many} 件あります。別のカテゴリーへ移動してから削除してください。")
        }
        (Lang::Ja, 0, _) => {
            format!("下位のカテゴリーが {below} 個あります。移動または削除してから、もう一度お試しください。")
        }
        (Lang::Ja, ..) => {
            format!("FAQ が {many} 件、下位のカテゴリーが {below} 個あります。移動してから削除してください。")
        }
        (Lang::En, _, 0) => {
            let entries = plural(entries, "entry", "entries");
            format!("It holds {many} {entries}. Move what it holds to another category first.")
        }
        (Lang::En, 0, _) => {
            let categories = plural(children, "category", "categories");
            format!("It holds {below} {categories}. Move or delete them first.")
        }
        (Lang::En, ..) => {
            let entries = plural(entries, "entry", "entries");
            let categories = plural(children, "category", "categories");
            format!("It holds {many} {entries} and {below} {categories}. Move them first.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_inside() {
        assert_eq!(
            not_empty(1, 0, Lang::En),
            "It holds 1 entry. Move what it holds to another category first."
        );
        assert_eq!(
            not_empty(0, 2, Lang::En),
            "It holds 2 categories. Move or delete them first."
        );
        assert!(not_empty(12, 3, Lang::Ja).starts_with("FAQ が 12 件、下位のカテゴリーが 3 個"));
    }
}
