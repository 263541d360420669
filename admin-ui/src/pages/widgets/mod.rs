//! Widgets and their settings.

mod access;
mod all_words;
mod colours;
mod conflict;
mod contact;
mod contrast;
mod draft;
mod embed;
mod identity;
mod origins;
mod parts;
mod pictures;
mod placing;
mod presets;
mod preview;
mod settings;
mod start;
mod type_size;
mod words;

use crate::draw::Draw;
use crate::{
    lang::{self, t},
    place,
    remote::Remote,
    ui::{self, BackLink, Icon, PageHead},
};
use kotae_shared::api::admin::Widget;
use leptos::prelude::*;
use settings::Settings;

/// The list. Where there is only one widget, its settings.
#[component]
pub(crate) fn Widgets() -> impl IntoView {
    let widgets = Remote::<Vec<Widget>>::new(|| "widgets".into());
    let body = |widgets: Vec<Widget>| match <[Widget; 1]>::try_from(widgets) {
        Ok([only]) => view! { <Settings widget=only/> }.draw(),
        Err(widgets) => view! { <List widgets=widgets/> }.draw(),
    };
    view! { <div class="page">{widgets.view(body)}</div> }.draw()
}

/// The settings of one of several widgets.
#[component]
pub(crate) fn WidgetPage(
    /// As it stands in the address.
    id: String,
) -> impl IntoView {
    let widget = Remote::<Widget>::new(move || format!("widgets/{id}"));
    let body = |widget: Widget| view! { <Settings widget=widget/> }.draw();
    view! {
        <div class="page">
            <BackLink to="widgets" label=t("ウィジェットの一覧", "All widgets")/>
            {widget.view(body)}
        </div>
    }
    .draw()
}

#[component]
fn List(widgets: Vec<Widget>) -> impl IntoView {
    let head = view! { <PageHead title=t("ウィジェット", "Widgets")/> };
    if widgets.is_empty() {
        let none = ui::empty(
            Icon::Widget,
            t("ウィジェットがありません", "There is no widget"),
            t(
                "サーバーの管理者に確認してください。",
                "Please ask whoever runs the server.",
            ),
            (),
        );
        return view! { {head} {none} }.draw();
    }
    let row = |widget: Widget| {
        view! {
            <tr>
                <td>
                    <a href=place::href(&format!("widgets/{}", widget.id))>{name(&widget)}</a>
                </td>
                <td class="mono">{widget.key}</td>
            </tr>
        }
    };
    view! {
        {head}
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t("名前", "Name")}</th>
                        <th scope="col">{t("キー", "Key")}</th>
                    </tr>
                </thead>
                <tbody>{widgets.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

/// What a widget is called: as set, or as it calls itself.
fn name(widget: &Widget) -> String {
    let lang = lang::current();
    match widget.settings.texts.name.get(lang) {
        "" => kotae_widget::texts::words(lang).name.to_owned(),
        name => name.to_owned(),
    }
}
