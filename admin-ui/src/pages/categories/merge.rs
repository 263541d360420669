//! The form that merges a category into another one. What moves is shown before it does.

use super::{Page, Tree, handle};
use crate::draw::Draw;
use crate::{
    api::{self, Failure, Query},
    lang::{self, number, plural, t},
    ui::{Choice, Confirm, Faults, SelectInput, note},
};
use kotae_shared::{
    Lang,
    api::categories::{Merge, MergeRequest},
};
use leptos::{prelude::*, task::spawn_local};
use std::fmt::Write as _;
use uuid::Uuid;

/// The form below the category.
#[component]
pub(super) fn MergeForm(id: Uuid, page: Page) -> impl IntoView {
    let into = RwSignal::new(String::new());
    let faults = Faults::new();
    let user = StoredValue::new(page.app.session_now().user);
    let name = page
        .tree
        .with_untracked(|tree| tree.find(id).map(|one| one.name.clone()));
    let name = StoredValue::new(name.unwrap_or_default());
    let choices = Signal::derive(move || {
        let mut choices: Vec<Choice> = vec![(String::new(), t("選んでください", "Choose one").into())];
        page.tree.with(|tree| {
            let others = tree.all().iter().filter(|other| {
                !tree.lies_in(other.id, id) && user.with_value(|user| tree.is_open_to(user, Some(other.id)))
            });
            choices.extend(others.map(|other| tree.choice(other)));
        });
        choices
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Ok(target) = into.with_untracked(|into| into.parse::<Uuid>()) else {
            return;
        };
        if page.busy.get_untracked() {
            return;
        }
        faults.clear();
        page.busy.set(true);
        spawn_local(async move {
            let path = Query::default()
                .with("into", target)
                .on(&format!("categories/{id}/merge"));
            let plan: Result<Merge, Failure> = api::get(&path).await;
            page.busy.set(false);
            match plan {
                Ok(plan) => ask(page, id, target, plan),
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let lead = name.with_value(|name| match lang::current() {
        Lang::Ja => format!("「{name}」を統合する先"),
        Lang::En => format!("Merge “{name}” into"),
    });
    let label: &'static str = t("統合先のカテゴリー", "The category that stays");
    view! {
        <form
            class="tree-form"
            novalidate
            aria-label=lead
            on:submit=submit
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.is_composing() {
                    page.close();
                }
            }
        >
            <SelectInput name="into" label=label value=into faults=faults choices=choices/>
            <div class="form-actions">
                <button
                    type="submit"
                    class="button primary"
                    disabled=move || page.busy.get() || into.with(String::is_empty)
                    aria-busy=move || page.busy.get().then_some("true")
                >
                    <span>{t("統合の内容を確認", "See what moves")}</span>
                </button>
                <button type="button" class="button" on:click=move |_| page.close()>
                    {t("キャンセル", "Cancel")}
                </button>
            </div>
            {move || {
                let rest = faults.rest()?;
                faults.of("into").is_none().then(|| note("bad", rest))
            }}
        </form>
    }
    .draw()
}

/// Shows what moves, and does it when somebody agrees.
fn ask(page: Page, id: Uuid, into: Uuid, plan: Merge) {
    let text = page
        .tree
        .with_untracked(|tree| describe(tree, id, into, &plan, lang::current()));
    let name = page
        .tree
        .with_untracked(|tree| tree.find(id).map(|one| one.name.clone()));
    let title = match lang::current() {
        Lang::Ja => format!("「{}」を統合しますか", name.unwrap_or_default()),
        Lang::En => format!("Merge “{}”?", name.unwrap_or_default()),
    };
    page.app.ask(Confirm {
        title,
        text,
        act: t("統合する", "Merge"),
        danger: true,
        yes: Box::new(move || {
            page.busy.set(true);
            spawn_local(async move {
                let request = MergeRequest { into, expect: plan };
                let done: Result<Merge, Failure> =
                    api::post(&format!("categories/{id}/merge"), &request).await;
                page.busy.set(false);
                match done {
                    Ok(_) => {
                        page.app.say(t("統合しました。", "Merged."));
                        page.show(None);
                        page.changed(handle(into));
                    }
                    Err(failure) => {
                        // It would move something else by now, or one of them is gone.
                        page.list.reload();
                        page.app.fail(&failure);
                    }
                }
            });
        }),
    });
}

/// What moves where, in words.
fn describe(tree: &Tree, id: Uuid, into: Uuid, plan: &Merge, lang: Lang) -> String {
    let (from, to) = (tree.path(id), tree.path(into));
    let entries = number(plan.entries);
    let list = |names: &[String]| {
        let (stop, more) = match lang {
            Lang::Ja => ("、", format!(" ほか {} 件", names.len().saturating_sub(5))),
            Lang::En => (", ", format!(" and {} more", names.len().saturating_sub(5))),
        };
        let first = names.iter().take(5).cloned().collect::<Vec<_>>().join(stop);
        if names.len() > 5 { first + &more } else { first }
    };
    let widgets: Vec<String> = plan
        .widgets
        .iter()
        .map(|name| name.get(lang).to_owned())
        .collect();
    let mut text = match lang {
        Lang::Ja => format!("「{from}」はなくなり、FAQ {entries} 件が「{to}」に移ります。"),
        Lang::En => {
            let word = plural(plan.entries, "entry moves", "entries move");
            format!("“{from}” goes, and {entries} {word} to “{to}”.")
        }
    };
    for (names, ja, en) in [
        (
            &plan.moved,
            "下位のカテゴリーも移ります",
            "Categories below it move too",
        ),
        (
            &plan.merged,
            "同じ名前の下位のカテゴリーは一つになります",
            "Categories below it that have the same name on both sides become one",
        ),
        (
            &plan.people,
            "担当の範囲が統合先に変わる人",
            "Whose limits change to the one that stays",
        ),
        (
            &widgets,
            "開始ボタンの行き先が変わるウィジェット",
            "Widgets whose start buttons lead there then",
        ),
    ] {
        if !names.is_empty() {
            // Writing to a text does not fail.
            let _ = match lang {
                Lang::Ja => write!(text, "{ja}: {}。", list(names)),
                Lang::En => write!(text, " {en}: {}.", list(names)),
            };
        }
    }
    text + lang.pick("元には戻せません。", " This cannot be undone.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::{Localised, api::admin::Category};

    #[test]
    fn says_what_moves() {
        let category = |n: u128, name: &str| Category {
            id: Uuid::from_u128(n),
            parent: None,
            name: name.into(),
            position: 0,
            entries: 0,
        };
        let tree = Tree::from(vec![category(1, "IT"), category(2, "PC")]);
        let plan = Merge {
            entries: 1,
            moved: vec!["VPN".into()],
            widgets: vec![Localised::new("社内", "Desk")],
            ..Merge::default()
        };
        let text = |lang| describe(&tree, Uuid::from_u128(1), Uuid::from_u128(2), &plan, lang);
        assert_eq!(
            text(Lang::Ja),
            "「IT」はなくなり、FAQ 1 件が「PC」に移ります。下位のカテゴリーも移ります: VPN。開始ボタンの行き先が変わるウィジェット: 社内。元には戻せません。"
        );
        assert_eq!(
            text(Lang::En),
            "“IT” goes, and 1 entry moves to “PC”. Categories below it move too: VPN. Widgets whose start buttons lead there then: Desk. This cannot be undone."
        );
    }
}
