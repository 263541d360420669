//! Every page and its address.

use crate::{
    app::app,
    pages::{
        account::Account,
        categories::Categories,
        entries::Entries,
        entry::EntryPage,
        home::Home,
        not_found::NotFound,
        publish::Publish,
        questions::Questions,
        transfer::Transfer,
        widgets::{WidgetPage, Widgets},
    },
};
use leptos::prelude::*;

/// The page that the address names.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    let app = app();
    let path = Memo::new(move |_| app.path());
    move || page(&path.get())
}

fn page(path: &str) -> AnyView {
    match path.split_once('/') {
        None => match path {
            "" => view! { <Home/> }.into_any(),
            "entries" => view! { <Entries/> }.into_any(),
            "categories" => view! { <Categories/> }.into_any(),
            "transfer" => view! { <Transfer/> }.into_any(),
            "publish" => view! { <Publish/> }.into_any(),
            "questions" => view! { <Questions/> }.into_any(),
            "widgets" => view! { <Widgets/> }.into_any(),
            "account" => view! { <Account/> }.into_any(),
            _ => view! { <NotFound/> }.into_any(),
        },
        Some(("entries", id)) => view! { <EntryPage id=id.to_owned()/> }.into_any(),
        Some(("widgets", id)) => view! { <WidgetPage id=id.to_owned()/> }.into_any(),
        Some(_) => view! { <NotFound/> }.into_any(),
    }
}
