//! The navigation: a column at the side, or on a phone a bar below with a drawer.

use crate::draw::Draw;
use crate::{
    app::app,
    lang::t,
    place,
    ui::{Icon, icon},
};
use leptos::{html::Dialog, prelude::*};

/// A place that the navigation leads to.
#[derive(Clone, Copy)]
struct Target {
    path: &'static str,
    mark: Icon,
    name: &'static str,
}

fn target(path: &'static str, mark: Icon, name: &'static str) -> Target {
    Target { path, mark, name }
}

/// The targets in the order of the work, in groups.
fn groups() -> [(&'static str, Vec<Target>); 4] {
    [
        ("", vec![target("", Icon::Home, t("ホーム", "Home"))]),
        (
            t("ナレッジ", "Knowledge"),
            vec![
                target("entries", Icon::Book, t("FAQ", "FAQ")),
                target("categories", Icon::Folder, t("カテゴリー", "Categories")),
                target(
                    "transfer",
                    Icon::Swap,
                    t("取り込み・書き出し", "Import and export"),
                ),
                target("publish", Icon::Send, t("公開", "Publish")),
            ],
        ),
        (
            t("利用状況", "Usage"),
            vec![target("questions", Icon::Chat, t("質問ログ", "Questions"))],
        ),
        (
            t("設定", "Settings"),
            vec![
                target("widgets", Icon::Widget, t("ウィジェット", "Widgets")),
                target("account", Icon::User, t("アカウント", "Account")),
            ],
        ),
    ]
}

/// Whether the screen at `shown` belongs to the target at `path`.
fn belongs(shown: &str, path: &str) -> bool {
    shown == path || (!path.is_empty() && shown.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
}

fn link(Target { path, mark, name }: Target, class: &'static str, label: &'static str) -> AnyView {
    let app = app();
    let current = move || belongs(&app.path(), path).then_some("page");
    // Collapsed to an icon, the name is what a pointer resting on it says.
    view! {
        <a class=class href=place::href(path) aria-current=current title=name>
            {icon(mark)}
            <span>{label}</span>
        </a>
    }
    .draw()
}

fn all_links() -> impl IntoView {
    groups()
        .into_iter()
        .map(|(title, targets)| {
            let title = (!title.is_empty()).then(|| view! { <p class="side-title">{title}</p> });
            let links = targets
                .into_iter()
                .map(|target| link(target, "side-link", target.name));
            view! {
                {title}
                {links.collect_view()}
            }
        })
        .collect_view()
}

/// The column.
#[component]
pub(crate) fn Side() -> impl IntoView {
    let app = app();
    view! {
        <nav class="side" aria-label=t("メインメニュー", "Main menu")>
            {all_links()}
            <p class="side-foot">"Kotae " {move || app.session().version}</p>
        </nav>
    }
    .draw()
}

/// The bar on a phone, and the drawer that it opens.
#[component]
pub(crate) fn TabBar() -> impl IntoView {
    let drawer = NodeRef::<Dialog>::new();
    let open = move |_| {
        if let Some(drawer) = drawer.get_untracked() {
            let _ = drawer.show_modal();
        }
    };
    let close = move |_| {
        if let Some(drawer) = drawer.get_untracked() {
            drawer.close();
        }
    };
    let tabs = [
        (target("entries", Icon::Book, t("FAQ", "FAQ")), t("FAQ", "FAQ")),
        (
            target("publish", Icon::Send, t("公開", "Publish")),
            t("公開", "Publish"),
        ),
        (
            target("questions", Icon::Chat, t("質問ログ", "Questions")),
            t("質問ログ", "Questions"),
        ),
    ];
    view! {
        <nav class="tab-bar" aria-label=t("よく使うメニュー", "Often used")>
            {tabs.into_iter().map(|(target, label)| link(target, "", label)).collect_view()}
            <button type="button" aria-haspopup="dialog" on:click=open>
                {icon(Icon::Menu)}
                <span>{t("メニュー", "Menu")}</span>
            </button>
        </nav>
        <dialog class="dialog drawer" node_ref=drawer aria-label=t("メニュー", "Menu") on:click=close>
            {all_links()}
        </dialog>
    }
    .draw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_it_is() {
        assert!(belongs("", ""));
        assert!(belongs("entries", "entries"));
        assert!(belongs("entries/new", "entries"));
        assert!(!belongs("entries", ""));
        assert!(!belongs("entries-old", "entries"));
    }
}
