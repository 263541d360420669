//! Which categories an editor may write in.

use super::form::Draft;
use crate::draw::Draw;
use crate::{lang::t, pages::categories::Tree, remote::Remote, ui::Segments};
use kotae_shared::api::admin::Category;
use leptos::prelude::*;

/// The part of the form.
#[component]
pub(super) fn Limits(draft: Draft) -> impl IntoView {
    let categories = Remote::<Vec<Category>>::new(|| "categories".into());
    let list = move || (draft.reach.get() == "some").then(|| categories.view(move |list| boxes(draft, list)));
    let fault = move || {
        draft
            .faults
            .of("categories")
            .map(|message| view! { <p class="field-error" role="alert">{message}</p> })
    };
    view! {
        <div class="field">
            <Segments
                name="reach"
                label=t("担当する範囲", "Where he writes")
                value=draft.reach
                faults=draft.faults
                choices=vec![
                    ("all".into(), t("すべての FAQ", "All entries").into()),
                    ("some".into(), t("一部のカテゴリーだけ", "Some categories").into()),
                ]
                help=t(
                    "一部にすると、選んだカテゴリーとその下の FAQ だけを書けます。ほかの FAQ は見るだけになります。",
                    "With some, only entries in these categories and below them can be written; all can be read.",
                )
            />
            {list}
            {fault}
        </div>
    }
    .draw()
}

fn boxes(draft: Draft, list: Vec<Category>) -> AnyView {
    if list.is_empty() {
        return view! { <p class="quiet">{t("カテゴリーはまだありません。", "There are no categories yet.")}</p> }.draw();
    }
    let tree = Tree::from(list.clone());
    let rows = list.into_iter().map(|category| {
        let (id, depth) = (category.id, tree.depth(category.id));
        let toggle = move |_| {
            draft.faults.mended("categories");
            draft.categories.update(|chosen| {
                if !chosen.remove(&id) {
                    chosen.insert(id);
                }
            });
        };
        view! {
            <label class="check" data-depth=depth.to_string()>
                <input
                    type="checkbox"
                    prop:checked=move || draft.categories.with(|chosen| chosen.contains(&id))
                    on:change=toggle
                />
                {category.name}
            </label>
        }
    });
    view! {
        <div class="checks" role="group" aria-label=t("担当カテゴリー", "Categories")>
            {rows.collect_view()}
        </div>
    }
    .draw()
}
