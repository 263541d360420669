//! Every page and its address.

use crate::draw::Draw;
use crate::{
    app::app,
    pages::{
        account::Account,
        categories::Categories,
        conversation::ConversationPage,
        entries::Entries,
        entry::{EntryPage, HistoryPage},
        files::Files,
        forms::{FormPage, Forms},
        health::Health,
        home::Home,
        improve::{Improve, Phrases},
        inbox::{SubmissionPage, Submissions},
        installation::{Installation, WorkspacePage},
        jobs::JobsPage,
        letters::{LetterPage, Letters},
        mail::Mail,
        not_allowed::NotAllowed,
        not_found::NotFound,
        notices::Notices,
        outbox::Outbox,
        pinned::PinnedQuestions,
        publish::{PublicationPage, Publish},
        questions::Questions,
        reports::Reports,
        results::ResultsPage,
        scenarios::{ScenarioPage, Scenarios},
        security::Security,
        sso::Sso,
        synonyms::SynonymsPage,
        transfer::{ImportPage, Imports, Transfer},
        users::{UserPage, Users},
        visitor_fields::VisitorFields,
        webhooks::{WebhookPage, Webhooks},
        widgets::{WidgetPage, Widgets},
    },
};
use leptos::prelude::*;

/// The page that the address names.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    let app = app();
    let path = Memo::new(move |_| app.path());
    let locked = Memo::new(move |_| app.session().needs_factor);
    move || {
        let mut path = path.get();
        // Nothing else is open to who lacks the second factor that is demanded.
        if locked.get() {
            "account".clone_into(&mut path);
        }
        // Operators have nothing to publish; what they come for is there at once.
        if path.is_empty() && app.session().operator {
            path.push_str("installation");
        }
        if super::needs(&path).is_some_and(|permission| !app.may(permission)) {
            return view! { <NotAllowed/> }.draw();
        }
        page(&path)
    }
}

fn page(path: &str) -> AnyView {
    match path.split_once('/') {
        None => match path {
            "" => view! { <Home/> }.draw(),
            "entries" => view! { <Entries/> }.draw(),
            "categories" => view! { <Categories/> }.draw(),
            "transfer" => view! { <Transfer/> }.draw(),
            "scenarios" => view! { <Scenarios/> }.draw(),
            "synonyms" => view! { <SynonymsPage/> }.draw(),
            "pinned" => view! { <PinnedQuestions/> }.draw(),
            "publish" => view! { <Publish/> }.draw(),
            "questions" => view! { <Questions/> }.draw(),
            "reports" => view! { <Reports/> }.draw(),
            "health" => view! { <Health/> }.draw(),
            "improve" => view! { <Improve/> }.draw(),
            "files" => view! { <Files/> }.draw(),
            "forms" => view! { <Forms/> }.draw(),
            "submissions" => view! { <Submissions/> }.draw(),
            "notices" => view! { <Notices/> }.draw(),
            "widgets" => view! { <Widgets/> }.draw(),
            "sign-in" => view! { <Sso/> }.draw(),
            "security" => view! { <Security/> }.draw(),
            "installation" => view! { <Installation/> }.draw(),
            "jobs" => view! { <JobsPage/> }.draw(),
            "mail" => view! { <Mail/> }.draw(),
            "letters" => view! { <Letters/> }.draw(),
            "outbox" => view! { <Outbox/> }.draw(),
            "visitor-fields" => view! { <VisitorFields/> }.draw(),
            "webhooks" => view! { <Webhooks/> }.draw(),
            "users" => view! { <Users/> }.draw(),
            "account" => view! { <Account/> }.draw(),
            _ => view! { <NotFound/> }.draw(),
        },
        Some(("entries", rest)) if let Some(id) = rest.strip_suffix("/history") => {
            view! { <HistoryPage id=id.to_owned()/> }.draw()
        }
        Some(("entries", id)) => view! { <EntryPage id=id.to_owned()/> }.draw(),
        Some(("forms", rest)) if let Some(id) = rest.strip_suffix("/results") => {
            view! { <ResultsPage id=id.to_owned()/> }.draw()
        }
        Some(("improve", "phrases")) => view! { <Phrases/> }.draw(),
        Some(("reports", of)) => view! { <Reports of=of.to_owned()/> }.draw(),
        Some(("conversations", id)) => view! { <ConversationPage id=id.to_owned()/> }.draw(),
        Some(("publish", of)) => view! { <PublicationPage of=of.to_owned()/> }.draw(),
        Some(("scenarios", id)) => view! { <ScenarioPage id=id.to_owned()/> }.draw(),
        Some(("installation", name)) => view! { <WorkspacePage name=name.to_owned()/> }.draw(),
        Some(("transfer", "imports")) => view! { <Imports/> }.draw(),
        Some(("transfer", rest)) if let Some(id) = rest.strip_prefix("imports/") => {
            view! { <ImportPage id=id.to_owned()/> }.draw()
        }
        Some(("users", id)) => view! { <UserPage id=id.to_owned()/> }.draw(),
        Some(("letters", id)) => view! { <LetterPage id=id.to_owned()/> }.draw(),
        Some(("webhooks", id)) => view! { <WebhookPage id=id.to_owned()/> }.draw(),
        Some(("forms", id)) => view! { <FormPage id=id.to_owned()/> }.draw(),
        Some(("submissions", id)) => view! { <SubmissionPage id=id.to_owned()/> }.draw(),
        Some(("widgets", id)) => view! { <WidgetPage id=id.to_owned()/> }.draw(),
        Some(_) => view! { <NotFound/> }.draw(),
    }
}
