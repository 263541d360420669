//! A category in the list, with what can be done to it.

use super::{
    Form, Open, Page, drag::Handle, drag::Mark, form::MoveForm, lines::Line, merge::MergeForm, rename::Rename,
};
use crate::draw::Draw;
use crate::{
    api,
    lang::{self, number, plural, t},
    place,
    ui::{Confirm, Icon, icon},
};
use kotae_shared::{Lang, api::admin::Category};
use leptos::{prelude::*, task::spawn_local};

/// The row, with the form that is open at it.
#[component]
pub(super) fn Row(line: Line, page: Page) -> impl IntoView {
    let (id, depth) = (line.id, line.depth);
    let open = Memo::new(move |_| page.open.get());
    let form = move || match open.get()? {
        Open::New(Some(parent)) if parent == id => Some(
            view! {
                <li class=format!("depth-{}", depth + 1)>
                    <Form parent=Some(id) page=page/>
                </li>
            }
            .draw(),
        ),
        Open::Move(moved) if moved == id => {
            Some(view! { <li class=format!("depth-{depth}")><MoveForm id=id page=page/></li> }.draw())
        }
        Open::Merge(merged) if merged == id => {
            Some(view! { <li class=format!("depth-{depth}")><MergeForm id=id page=page/></li> }.draw())
        }
        _ => None,
    };
    view! {
        <li
            class=format!("depth-{depth}")
            class:held=move || page.drag.is_held(id)
            class:drop-before=move || page.drag.marks(id, Mark::Before)
            class:drop-after=move || page.drag.marks(id, Mark::After)
            class:drop-inside=move || page.drag.marks(id, Mark::Inside)
            data-category=id.to_string()
        >
            {shown(line, open, page)}
        </li>
        {form}
    }
    .draw()
}

fn shown(line: Line, open: Memo<Option<Open>>, page: Page) -> AnyView {
    let Line { id, entries, .. } = line;
    let count = match lang::current() {
        Lang::Ja => format!("{} 件", number(entries)),
        Lang::En => format!("{} {}", number(entries), plural(entries, "entry", "entries")),
    };
    let name = StoredValue::new(line.name.clone());
    let label = move |act: &str| {
        name.with_value(|name| match lang::current() {
            Lang::Ja => format!("「{name}」{act}"),
            Lang::En => format!("{act}: {name}"),
        })
    };
    let branch = line.branch.map(|opened| {
        view! {
            <button
                type="button"
                class="button plain icon small tree-branch"
                class:opened=opened
                aria-expanded=opened.to_string()
                aria-label=label(t("の下位", "Those below"))
                on:click=move |_| page.opened.set(id, !opened)
            >
                {icon(Icon::Chevron)}
            </button>
        }
    });
    let named = move || {
        if open.get() == Some(Open::Rename(id)) {
            return view! { <Rename id=id name=name.get_value() page=page/> }.draw();
        }
        view! {
            <span class="tree-name" on:dblclick=move |_| {
                if line.is_movable {
                    page.show(Some(Open::Rename(id)));
                }
            }>
                {icon(Icon::Folder)}
                <span>{name.get_value()}</span>
            </span>
        }
        .draw()
    };
    let tool = move |open: Open, mark: Icon, title: &'static str, act: &'static str| {
        view! {
            <button
                type="button"
                class="button plain icon small"
                title=title
                aria-label=label(act)
                on:click=move |_| page.show(Some(open))
            >
                {icon(mark)}
            </button>
        }
    };
    let tools = line.is_open.then(|| {
        view! {
            <span class="tree-tools">
                {line.is_movable
                    .then(|| tool(Open::Rename(id), Icon::Edit, t("名前を変更", "Rename"), t("の名前を変更", "Rename")))}
                {line.can_hold
                    .then(|| tool(Open::New(Some(id)), Icon::Plus, t("この下に追加", "Add below"), t("の下に追加", "Add below")))}
                {line.is_movable
                    .then(|| {
                        view! {
                            {tool(Open::Move(id), Icon::Move, t("移動", "Move to"), t("を移動", "Move to"))}
                            {tool(Open::Merge(id), Icon::Merge, t("別のカテゴリーに統合", "Merge into another"), t("を別のカテゴリーに統合", "Merge into another"))}
                            <button
                                type="button"
                                class="button plain icon small"
                                title=t("削除", "Delete")
                                aria-label=label(t("を削除", "Delete"))
                                on:click=move |_| {
                                    let found = page.tree.with_untracked(|tree| {
                                        let category = tree.find(id)?.clone();
                                        Some((category, tree.entries_in(id), tree.count_in(id) as u32))
                                    });
                                    if let Some((category, entries, children)) = found {
                                        delete(page, &category, entries, children);
                                    }
                                }
                            >
                                {icon(Icon::Trash)}
                            </button>
                        }
                    })}
            </span>
        }
    });
    // Where it cannot be moved, the link is what the keys go along.
    let at_link = (!line.is_movable).then(|| id.to_string());
    view! {
        <div class="tree-row">
            {line.is_movable.then(|| view! { <Handle id=id name=line.name.clone() page=page/> })}
            <span class="tree-fold">{branch}</span>
            {named}
            <a
                class="tree-count quiet small"
                data-handle=at_link
                href=place::href(&format!("entries?category={id}"))
            >
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
