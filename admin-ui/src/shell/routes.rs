//! Every page and its address.

use crate::pages::{
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
};
use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Route},
    path,
};

/// The page that the address names.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=|| view! { <NotFound/> }>
            <Route path=path!("") view=Home/>
            <Route path=path!("entries") view=Entries/>
            <Route path=path!("entries/:id") view=EntryPage/>
            <Route path=path!("categories") view=Categories/>
            <Route path=path!("transfer") view=Transfer/>
            <Route path=path!("publish") view=Publish/>
            <Route path=path!("questions") view=Questions/>
            <Route path=path!("widgets") view=Widgets/>
            <Route path=path!("widgets/:id") view=WidgetPage/>
            <Route path=path!("account") view=Account/>
        </FlatRoutes>
    }
}
