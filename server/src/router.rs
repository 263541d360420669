//! Every route, grouped by who calls it, with the layers of each group.

use crate::{
    app::App,
    error::Error,
    http::{
        admin::{
            account, approval, categories, conversations, drafts, entries, factor, forgotten, forms,
            guard::Sensitive, health, identity, impact, imports, improve, installation, jobs, letters, mail,
            notices, outbox, page, pinned, preview_links, publishing, questions, reports, restrictions,
            results, reviews, scenarios, session, sso, sso_pages, submissions, tables, uploads, users,
            visitor_fields, webhooks, widgets, words, workspace,
        },
        assets, demo, headers, hosts, ops, render, trace,
        widget::{
            self as visitor, answers, boot, events, files, form_files, forms as filled, frame,
            guard::Document, identity as visit, launcher, pack, preview, scenarios as plays, sign_in,
        },
    },
};
use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::{Method, StatusCode},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use kotae_shared::{
    access::Permission as May,
    api::{
        admin, forms::limits::SUBMIT_BYTES, uploads::limits::BYTES as UPLOAD_BYTES,
        widget::limits::BODY_BYTES,
    },
};
use std::time::Duration;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

/// Who a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// Load balancers and monitoring.
    Ops,
    /// Anybody's browser: files and pages without data.
    Page,
    /// The widget.
    Widget,
    /// The admin screens before sign-in.
    Anonymous,
    /// The admin screens after it: whoever may do this.
    Admin(May),
    /// The same, when he has just proved who he is.
    Sensitive(May),
}

/// A route as it stands in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path below the prefix, without a leading `/`.
    pub path: &'static str,
    /// Who it is for.
    pub caller: Caller,
}

/// The largest JSON body of the admin API.
const JSON_BYTES: usize = 1024 * 1024;

/// How long an import or a publication may take.
const LONG: Duration = Duration::from_mins(10);

type Entry = (Route, MethodRouter<App>);

/// Every route of the server.
pub fn routes() -> Vec<Route> {
    all().into_iter().map(|(route, _)| route).collect()
}

fn all() -> Vec<Entry> {
    let groups = [
        ops_routes(),
        page_routes(),
        frame_routes(),
        widget_routes(),
        filled_routes(),
        form_file_routes(),
        anonymous_routes(),
        admin_routes(),
        sso_routes(),
        word_routes(),
        improve_routes(),
        delivery_routes(),
        webhook_routes(),
        scenario_routes(),
        form_routes(),
        history_routes(),
        health_routes(),
        imports_routes(),
        publish_routes(),
        import_routes(),
        upload_routes(),
        workspace_routes(),
        operator_routes(),
    ];
    groups.into_iter().flatten().collect()
}

fn ops_routes() -> Vec<Entry> {
    let to = |path| (Caller::Ops, path);
    vec![get(to("healthz"), ops::healthz), get(to("readyz"), ops::readyz)]
}

fn page_routes() -> Vec<Entry> {
    let to = |path| (Caller::Page, path);
    vec![
        get(to("kotae.js"), assets::loader),
        get(to("v1/kotae.js"), assets::loader),
        get(to("kotae.d.ts"), assets::types),
        get(to("assets/widget/{*file}"), assets::widget),
        get(to("assets/admin/{*file}"), assets::admin),
        get(to("demo"), demo::slash),
        get(to("demo/"), demo::page),
        get(to("demo/{*file}"), demo::file),
        get(to("admin"), page::entrance),
        get(to("admin/"), page::entrance),
        get(to("operator"), page::operator),
        get(to("operator/"), page::operator),
        get(to("admin/{workspace}"), page::slash),
        get(to("admin/{workspace}/"), page::screen),
        get(to("admin/{workspace}/sso/{provider}/start"), sso_pages::start),
        get(
            to("admin/{workspace}/sso/{provider}/callback"),
            sso_pages::callback,
        ),
        get(to("admin/{workspace}/{*screen}"), page::screen),
    ]
}

/// The widget's documents: pages, which other sites' pages frame.
fn frame_routes() -> Vec<Entry> {
    let to = |path| (Caller::Widget, path);
    let documents = vec![
        get(to("w/{key}"), frame::frame),
        get(to("w/{key}/e/{entry}"), frame::frame),
        get(to("w/{key}/f/{form}"), frame::frame),
        get(to("w/{key}/launcher"), launcher::launcher),
        get(to("w/{key}/preview/{token}"), preview::document),
        get(to("w/{key}/preview/{token}/e/{entry}"), preview::document),
        get(to("w/{key}/sign-in/{code}"), sign_in::start),
    ];
    let open = |(route, method): Entry| (route, method.layer(Extension(Document)));
    documents.into_iter().map(open).collect()
}

/// What an answer links to, which may be opened from anywhere.
fn file_route() -> Entry {
    let (route, method) = get((Caller::Widget, "w/{key}/files/{file}"), files::file);
    (route, method.layer(Extension(Document)))
}

fn widget_routes() -> Vec<Entry> {
    let to = |path| (Caller::Widget, path);
    vec![
        get(to("w/{key}/boot"), boot::boot),
        get(to("w/{key}/pack/{hash}"), pack::pack),
        file_route(),
        get(to("w/{key}/notices"), visitor::notices::notices),
        get(to("w/{key}/words/{tag}"), visitor::languages::words),
        get(to("w/{key}/scenarios/{id}"), plays::scenario),
        post(to("w/{key}/session"), visit::identify),
        delete(to("w/{key}/session"), visit::leave),
        post(to("w/{key}/sign-in"), sign_in::begin),
        post(to("w/{key}/sign-in/session"), sign_in::exchange),
        post(to("w/{key}/answers"), answers::answer),
        post(to("w/{key}/events"), events::events),
    ]
}

/// Forms that come back filled in, which are larger than what a widget sends else.
fn filled_routes() -> Vec<Entry> {
    let to = |path| (Caller::Widget, path);
    vec![
        get(to("w/{key}/forms/{id}"), filled::form),
        post(to("w/{key}/forms/{id}"), filled::submit),
    ]
}

/// Files of visitors, which take as long as their network does.
fn form_file_routes() -> Vec<Entry> {
    let to = |path| (Caller::Widget, path);
    vec![post(to("w/{key}/forms/{id}/files"), form_files::upload)]
}

fn anonymous_routes() -> Vec<Entry> {
    let to = |path| (Caller::Anonymous, path);
    vec![
        get(to("api/admin/{workspace}/start"), session::start),
        post(to("api/admin/{workspace}/setup"), session::set_up),
        post(to("api/admin/{workspace}/session"), session::sign_in),
        post(to("api/admin/{workspace}/password"), session::reset_password),
        post(to("api/admin/{workspace}/password/forgot"), forgotten::ask),
    ]
}

fn admin_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    let sensitive = |may, path| (Caller::Sensitive(may), path);
    vec![
        get(
            to(May::OwnAccount, "api/admin/{workspace}/session"),
            session::show,
        ),
        delete(
            to(May::OwnAccount, "api/admin/{workspace}/session"),
            session::sign_out,
        ),
        get(
            to(May::OwnAccount, "api/admin/{workspace}/account/sessions"),
            account::sessions,
        ),
        delete(
            to(May::OwnAccount, "api/admin/{workspace}/account/sessions"),
            account::end_others,
        ),
        delete(
            to(May::OwnAccount, "api/admin/{workspace}/account/sessions/{id}"),
            account::end_session,
        ),
        put(
            to(May::OwnAccount, "api/admin/{workspace}/account"),
            account::edit,
        ),
        put(
            to(May::OwnAccount, "api/admin/{workspace}/account/password"),
            account::password,
        ),
        post(
            to(May::OwnAccount, "api/admin/{workspace}/session/proof"),
            session::prove,
        ),
        get(
            to(May::OwnAccount, "api/admin/{workspace}/account/second-factor"),
            factor::show,
        ),
        post(
            sensitive(May::OwnAccount, "api/admin/{workspace}/account/second-factor"),
            factor::begin,
        ),
        put(
            to(May::OwnAccount, "api/admin/{workspace}/account/second-factor"),
            factor::confirm,
        ),
        delete(
            sensitive(May::OwnAccount, "api/admin/{workspace}/account/second-factor"),
            factor::remove,
        ),
        post(
            sensitive(May::OwnAccount, "api/admin/{workspace}/account/recovery-codes"),
            factor::codes,
        ),
        delete(
            sensitive(May::ManageUsers, "api/admin/{workspace}/users/{id}/second-factor"),
            users::remove_factor,
        ),
        get(
            to(May::EditSettings, "api/admin/{workspace}/restrictions"),
            restrictions::show,
        ),
        put(
            sensitive(May::EditSettings, "api/admin/{workspace}/restrictions"),
            restrictions::update,
        ),
        get(to(May::ManageUsers, "api/admin/{workspace}/users"), users::list),
        post(
            sensitive(May::ManageUsers, "api/admin/{workspace}/users"),
            users::invite,
        ),
        put(
            sensitive(May::ManageUsers, "api/admin/{workspace}/users/{id}"),
            users::update,
        ),
        delete(
            sensitive(May::ManageUsers, "api/admin/{workspace}/users/{id}"),
            users::delete,
        ),
        post(
            sensitive(May::ManageUsers, "api/admin/{workspace}/users/{id}/link"),
            users::link,
        ),
        get(
            to(May::ManageUsers, "api/admin/{workspace}/users/{id}/sessions"),
            users::sessions,
        ),
        delete(
            to(May::ManageUsers, "api/admin/{workspace}/users/{id}/sessions"),
            users::end_sessions,
        ),
        get(
            to(May::ManageUsers, "api/admin/{workspace}/access-reviews"),
            reviews::list,
        ),
        post(
            sensitive(May::ReviewAccess, "api/admin/{workspace}/access-reviews"),
            reviews::sign,
        ),
        get(
            to(May::ManageUsers, "api/admin/{workspace}/export/access.csv"),
            reviews::export,
        ),
        get(
            to(May::ManageUsers, "api/admin/{workspace}/export/access.xlsx"),
            reviews::export,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/entries"),
            entries::list,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/entries"),
            entries::create,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/entries/{id}"),
            entries::show,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/entries/{id}"),
            entries::update,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/entries/bulk"),
            entries::bulk,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/entries/bulk/undo"),
            entries::undo_bulk,
        ),
        post(
            to(May::ReadKnowledge, "api/admin/{workspace}/preview"),
            entries::preview,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/categories"),
            categories::list,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/categories"),
            categories::create,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/categories/{id}"),
            categories::update,
        ),
        delete(
            to(May::EditKnowledge, "api/admin/{workspace}/categories/{id}"),
            categories::delete,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/categories/{id}/name"),
            categories::rename,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/categories/{id}/place"),
            categories::put,
        ),
        get(
            to(May::EditKnowledge, "api/admin/{workspace}/categories/{id}/merge"),
            categories::merge_plan,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/categories/{id}/merge"),
            categories::merge,
        ),
        get(
            to(May::ExportKnowledge, "api/admin/{workspace}/export/entries.csv"),
            tables::entries,
        ),
        get(
            to(May::ExportKnowledge, "api/admin/{workspace}/export/entries.xlsx"),
            tables::entries,
        ),
        get(
            to(May::ExportQuestions, "api/admin/{workspace}/export/questions.csv"),
            tables::questions,
        ),
        get(
            to(
                May::ExportQuestions,
                "api/admin/{workspace}/export/questions.xlsx",
            ),
            tables::questions,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/questions"),
            questions::list,
        ),
        get(
            to(May::ReadWidgets, "api/admin/{workspace}/widgets"),
            widgets::list,
        ),
        get(
            to(May::ReadWidgets, "api/admin/{workspace}/widgets/{id}"),
            widgets::show,
        ),
        put(
            to(May::EditWidgets, "api/admin/{workspace}/widgets/{id}"),
            widgets::update,
        ),
        get(
            to(May::ReadWidgets, "api/admin/{workspace}/widgets/{id}/identity"),
            identity::list,
        ),
        post(
            sensitive(May::EditWidgets, "api/admin/{workspace}/widgets/{id}/identity"),
            identity::create,
        ),
        delete(
            sensitive(
                May::EditWidgets,
                "api/admin/{workspace}/widgets/{id}/identity/{kid}",
            ),
            identity::retire,
        ),
        get(
            to(May::ReadWidgets, "api/admin/{workspace}/notices"),
            notices::list,
        ),
        post(to(May::Publish, "api/admin/{workspace}/notices"), notices::create),
        put(
            to(May::Publish, "api/admin/{workspace}/notices/{id}"),
            notices::update,
        ),
        delete(
            to(May::Publish, "api/admin/{workspace}/notices/{id}"),
            notices::delete,
        ),
        delete(
            to(May::EditKnowledge, "api/admin/{workspace}/uploads/{id}"),
            uploads::delete,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/files/{file}"),
            uploads::file,
        ),
    ]
}

/// Who answers for people.
fn sso_routes() -> Vec<Entry> {
    let to = |path| (Caller::Admin(May::ManageSignIn), path);
    let sensitive = |path| (Caller::Sensitive(May::ManageSignIn), path);
    vec![
        get(to("api/admin/{workspace}/sso"), sso::show),
        put(sensitive("api/admin/{workspace}/sso/local"), sso::set_local),
        post(sensitive("api/admin/{workspace}/sso/providers"), sso::create),
        put(sensitive("api/admin/{workspace}/sso/providers/{id}"), sso::update),
        delete(sensitive("api/admin/{workspace}/sso/providers/{id}"), sso::delete),
        post(to("api/admin/{workspace}/sso/providers/{id}/test"), sso::test),
    ]
}

/// What the help desk says about words.
fn word_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    vec![
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/pinned"),
            pinned::list,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/pinned/{id}"),
            pinned::show,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/pinned"),
            pinned::create,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/pinned/{id}"),
            pinned::update,
        ),
        delete(
            to(May::EditKnowledge, "api/admin/{workspace}/pinned/{id}"),
            pinned::delete,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/pinned/delete"),
            pinned::delete_all,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/pinned/proposals"),
            pinned::proposals,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/pinned/proposals"),
            pinned::decide,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/matching"),
            words::matching,
        ),
        put(
            to(May::EditSettings, "api/admin/{workspace}/matching"),
            words::set_matching,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/synonyms"),
            words::list,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/synonyms/{id}"),
            words::show,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/synonyms/proposals"),
            words::proposals,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/synonyms"),
            words::create,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/synonyms/{id}"),
            words::update,
        ),
        delete(
            to(May::EditKnowledge, "api/admin/{workspace}/synonyms/{id}"),
            words::delete,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/synonyms/delete"),
            words::delete_all,
        ),
        get(
            to(May::ExportKnowledge, "api/admin/{workspace}/export/synonyms.csv"),
            words::export,
        ),
        get(
            to(May::ExportKnowledge, "api/admin/{workspace}/export/synonyms.xlsx"),
            words::export,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/phrases"),
            words::phrases,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/phrases/collect"),
            words::collect,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/phrases/decide"),
            words::decide,
        ),
    ]
}

/// What the knowledge should answer better.
fn improve_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    vec![
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/improve"),
            improve::list,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/improve"),
            improve::handle,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/improve/bulk"),
            improve::bulk,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/improve/draft"),
            improve::draft,
        ),
        get(
            to(May::ExportQuestions, "api/admin/{workspace}/export/improve.csv"),
            improve::table,
        ),
        get(
            to(May::ExportQuestions, "api/admin/{workspace}/export/improve.xlsx"),
            improve::table,
        ),
        post(
            to(May::ReadKnowledge, "api/admin/{workspace}/improve/ask"),
            improve::ask,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/impact/questions"),
            impact::questions,
        ),
        post(
            to(May::ReadQuestions, "api/admin/{workspace}/impact/pack"),
            impact::pack,
        ),
        post(
            to(May::ReadQuestions, "api/admin/{workspace}/impact/entry"),
            impact::entry,
        ),
    ]
}

/// The mail server, what goes out, and scheduled jobs.
fn delivery_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    let sensitive = |may, path| (Caller::Sensitive(may), path);
    vec![
        get(to(May::EditSettings, "api/admin/{workspace}/mail"), mail::show),
        put(
            sensitive(May::EditSettings, "api/admin/{workspace}/mail"),
            mail::set,
        ),
        delete(
            sensitive(May::EditSettings, "api/admin/{workspace}/mail"),
            mail::remove,
        ),
        post(
            sensitive(May::EditSettings, "api/admin/{workspace}/mail/test"),
            mail::test,
        ),
        get(to(May::ReadForms, "api/admin/{workspace}/letters"), letters::list),
        post(
            to(May::EditForms, "api/admin/{workspace}/letters"),
            letters::create,
        ),
        get(
            to(May::ReadForms, "api/admin/{workspace}/letters/{id}"),
            letters::show,
        ),
        put(
            to(May::EditForms, "api/admin/{workspace}/letters/{id}"),
            letters::update,
        ),
        delete(
            to(May::EditForms, "api/admin/{workspace}/letters/{id}"),
            letters::delete,
        ),
        get(to(May::Operate, "api/admin/{workspace}/jobs"), jobs::list),
        put(to(May::EditSettings, "api/admin/{workspace}/jobs"), jobs::set),
        post(to(May::Operate, "api/admin/{workspace}/jobs/run"), jobs::run),
        get(to(May::Operate, "api/admin/{workspace}/outbox"), outbox::list),
        post(
            to(May::Operate, "api/admin/{workspace}/outbox/{id}/retry"),
            outbox::retry,
        ),
        post(
            to(May::Operate, "api/admin/{workspace}/outbox/{id}/cancel"),
            outbox::cancel,
        ),
    ]
}

/// Programs that are told of things.
fn webhook_routes() -> Vec<Entry> {
    let to = |path| (Caller::Admin(May::EditSettings), path);
    let sensitive = |path| (Caller::Sensitive(May::EditSettings), path);
    vec![
        get(to("api/admin/{workspace}/webhooks"), webhooks::list),
        post(sensitive("api/admin/{workspace}/webhooks"), webhooks::create),
        get(to("api/admin/{workspace}/webhooks/{id}"), webhooks::show),
        put(sensitive("api/admin/{workspace}/webhooks/{id}"), webhooks::update),
        post(
            sensitive("api/admin/{workspace}/webhooks/{id}/secret"),
            webhooks::add_secret,
        ),
        delete(
            sensitive("api/admin/{workspace}/webhooks/{id}/secret"),
            webhooks::end_secret,
        ),
        delete(sensitive("api/admin/{workspace}/webhooks/{id}"), webhooks::delete),
        post(
            sensitive("api/admin/{workspace}/webhooks/{id}/test"),
            webhooks::test,
        ),
        get(
            to("api/admin/{workspace}/webhooks/{id}/deliveries"),
            webhooks::deliveries,
        ),
        get(to("api/admin/{workspace}/deliveries/{id}"), webhooks::delivery),
        post(
            sensitive("api/admin/{workspace}/deliveries/{id}/replay"),
            webhooks::replay,
        ),
    ]
}

fn scenario_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    vec![
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/scenarios"),
            scenarios::list,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/scenarios"),
            scenarios::create,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/scenarios/{id}"),
            scenarios::show,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/scenarios/{id}"),
            scenarios::update,
        ),
        delete(
            to(May::EditKnowledge, "api/admin/{workspace}/scenarios/{id}"),
            scenarios::delete,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/scenarios/check"),
            scenarios::check,
        ),
        post(
            to(May::ReadKnowledge, "api/admin/{workspace}/scenarios/play"),
            scenarios::play,
        ),
        get(
            to(May::ExportKnowledge, "api/admin/{workspace}/export/scenarios.csv"),
            scenarios::table,
        ),
        get(
            to(
                May::ExportKnowledge,
                "api/admin/{workspace}/export/scenarios.xlsx",
            ),
            scenarios::table,
        ),
        get(
            to(
                May::ExportKnowledge,
                "api/admin/{workspace}/export/scenarios.json",
            ),
            scenarios::json,
        ),
    ]
}

fn health_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    vec![
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/health"),
            health::list,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/health"),
            health::look,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/health/ignored"),
            health::ignore,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/health/merge"),
            health::merge,
        ),
        get(
            to(May::ExportKnowledge, "api/admin/{workspace}/export/health.csv"),
            health::table,
        ),
        get(
            to(May::ExportKnowledge, "api/admin/{workspace}/export/health.xlsx"),
            health::table,
        ),
    ]
}

/// Forms, and what comes in by them.
fn form_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    vec![
        get(to(May::ReadForms, "api/admin/{workspace}/forms"), forms::list),
        post(to(May::EditForms, "api/admin/{workspace}/forms"), forms::create),
        get(
            to(May::ReadForms, "api/admin/{workspace}/forms/{id}"),
            forms::show,
        ),
        put(
            to(May::EditForms, "api/admin/{workspace}/forms/{id}"),
            forms::update,
        ),
        put(
            to(May::EditForms, "api/admin/{workspace}/forms/{id}/state"),
            forms::set_state,
        ),
        post(
            to(May::EditForms, "api/admin/{workspace}/forms/{id}/duplicate"),
            forms::duplicate,
        ),
        delete(
            to(May::EditForms, "api/admin/{workspace}/forms/{id}"),
            forms::delete,
        ),
        get(
            to(May::ReadForms, "api/admin/{workspace}/forms/{id}/file"),
            forms::file,
        ),
        post(
            to(May::EditForms, "api/admin/{workspace}/forms/check"),
            forms::check,
        ),
        get(
            to(May::ReadForms, "api/admin/{workspace}/visitor-fields"),
            visitor_fields::list,
        ),
        post(
            to(May::EditForms, "api/admin/{workspace}/visitor-fields"),
            visitor_fields::create,
        ),
        get(
            to(May::ReadForms, "api/admin/{workspace}/visitor-fields/{id}"),
            visitor_fields::show,
        ),
        put(
            to(May::EditForms, "api/admin/{workspace}/visitor-fields/{id}"),
            visitor_fields::update,
        ),
        put(
            to(May::EditForms, "api/admin/{workspace}/visitor-fields/{id}/state"),
            visitor_fields::set_state,
        ),
        put(
            to(May::EditForms, "api/admin/{workspace}/visitor-fields/{id}/place"),
            visitor_fields::place,
        ),
        get(
            to(May::ReadSubmissions, "api/admin/{workspace}/forms/{id}/results"),
            results::show,
        ),
        get(
            to(May::ReadSubmissions, "api/admin/{workspace}/forms/{id}/texts"),
            results::texts,
        ),
        get(
            to(May::ExportSubmissions, "api/admin/{workspace}/export/results.csv"),
            results::export,
        ),
        get(
            to(
                May::ExportSubmissions,
                "api/admin/{workspace}/export/results.xlsx",
            ),
            results::export,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/conversations/{id}"),
            conversations::show,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/reports/overview"),
            reports::overview,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/reports/entries"),
            reports::entries,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/reports/questions"),
            reports::questions,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/reports/scenarios"),
            reports::scenarios,
        ),
        get(
            to(May::ReadQuestions, "api/admin/{workspace}/reports/assumption"),
            reports::assumption,
        ),
        put(
            to(May::EditSettings, "api/admin/{workspace}/reports/assumption"),
            reports::set_assumption,
        ),
        get(
            to(May::EditSettings, "api/admin/{workspace}/reports/mail"),
            reports::mail,
        ),
        put(
            to(May::EditSettings, "api/admin/{workspace}/reports/mail"),
            reports::set_mail,
        ),
        get(
            to(May::ExportQuestions, "api/admin/{workspace}/export/report.csv"),
            reports::export,
        ),
        get(
            to(May::ExportQuestions, "api/admin/{workspace}/export/report.xlsx"),
            reports::export,
        ),
        get(
            to(May::ReadSubmissions, "api/admin/{workspace}/submissions"),
            submissions::list,
        ),
        get(
            to(May::ReadSubmissions, "api/admin/{workspace}/submissions/{id}"),
            submissions::show,
        ),
        get(
            to(
                May::ReadSubmissions,
                "api/admin/{workspace}/entries/{id}/submissions",
            ),
            submissions::of_entry,
        ),
        put(
            to(May::HandleSubmissions, "api/admin/{workspace}/submissions/{id}"),
            submissions::update,
        ),
        post(
            to(
                May::HandleSubmissions,
                "api/admin/{workspace}/submissions/{id}/notes",
            ),
            submissions::note,
        ),
        post(
            to(
                May::HandleSubmissions,
                "api/admin/{workspace}/submissions/{id}/reply",
            ),
            submissions::reply,
        ),
        delete(
            to(May::EditForms, "api/admin/{workspace}/submissions/{id}"),
            submissions::delete,
        ),
        get(
            to(
                May::ReadSubmissions,
                "api/admin/{workspace}/submissions/{id}/files/{number}",
            ),
            submissions::file,
        ),
        get(
            to(
                May::ExportSubmissions,
                "api/admin/{workspace}/export/submissions.csv",
            ),
            submissions::export,
        ),
        get(
            to(
                May::ExportSubmissions,
                "api/admin/{workspace}/export/submissions.xlsx",
            ),
            submissions::export,
        ),
    ]
}

/// The installation, for its operators.
fn operator_routes() -> Vec<Entry> {
    let to = |path| (Caller::Admin(May::Operators), path);
    let sensitive = |path| (Caller::Sensitive(May::Operators), path);
    vec![
        get(
            to("api/admin/{workspace}/installation/workspaces"),
            installation::list,
        ),
        post(
            sensitive("api/admin/{workspace}/installation/workspaces"),
            installation::create,
        ),
        put(
            sensitive("api/admin/{workspace}/installation/workspaces/{name}/standing"),
            installation::set_standing,
        ),
        put(
            sensitive("api/admin/{workspace}/installation/workspaces/{name}/limits"),
            installation::set_limits,
        ),
    ]
}

/// The workspace as a whole.
fn workspace_routes() -> Vec<Entry> {
    let sensitive = |may, path| (Caller::Sensitive(may), path);
    vec![get(
        sensitive(May::ExportWorkspace, "api/admin/{workspace}/export/workspace.zip"),
        workspace::export,
    )]
}

/// What was before.
fn history_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    vec![
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/entries/{id}/versions"),
            entries::versions,
        ),
        get(
            to(
                May::ReadKnowledge,
                "api/admin/{workspace}/entries/{id}/versions/{version}",
            ),
            entries::version,
        ),
        get(
            to(May::EditKnowledge, "api/admin/{workspace}/preview-links"),
            preview_links::list,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/preview-links"),
            preview_links::create,
        ),
        delete(
            to(May::EditKnowledge, "api/admin/{workspace}/preview-links/{id}"),
            preview_links::revoke,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/people"),
            entries::people,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/entries/{id}/review"),
            approval::review,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/entries/{id}/review"),
            approval::ask,
        ),
        post(
            to(May::Publish, "api/admin/{workspace}/entries/{id}/decision"),
            approval::decide,
        ),
        get(
            to(May::EditKnowledge, "api/admin/{workspace}/drafts"),
            drafts::list,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/drafts"),
            drafts::create,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/drafts/{id}"),
            drafts::update,
        ),
        delete(
            to(May::EditKnowledge, "api/admin/{workspace}/drafts/{id}"),
            drafts::delete,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/entries/{id}/presence"),
            drafts::presence,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/approval"),
            approval::show,
        ),
        put(
            (
                Caller::Sensitive(May::EditSettings),
                "api/admin/{workspace}/approval",
            ),
            approval::update,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/entries/{id}/restore"),
            entries::restore,
        ),
    ]
}

/// What takes long.
fn publish_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    vec![
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/publish"),
            publishing::preview,
        ),
        post(
            to(May::Publish, "api/admin/{workspace}/publish"),
            publishing::publish,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/publications"),
            publishing::list,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/publications/{number}"),
            publishing::show,
        ),
        post(
            to(
                May::Publish,
                "api/admin/{workspace}/publications/{number}/rollback",
            ),
            publishing::roll_back,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/publish/schedules"),
            publishing::schedules,
        ),
        post(
            to(May::Publish, "api/admin/{workspace}/publish/schedules"),
            publishing::schedule,
        ),
        put(
            to(May::Publish, "api/admin/{workspace}/publish/schedules/{id}"),
            publishing::reschedule,
        ),
        post(
            to(
                May::Publish,
                "api/admin/{workspace}/publish/schedules/{id}/publish",
            ),
            publishing::publish_scheduled,
        ),
        delete(
            to(May::Publish, "api/admin/{workspace}/publish/schedules/{id}"),
            publishing::unschedule,
        ),
        get(
            to(
                May::ExportKnowledge,
                "api/admin/{workspace}/export/publications.csv",
            ),
            publishing::table,
        ),
        get(
            to(
                May::ExportKnowledge,
                "api/admin/{workspace}/export/publications.xlsx",
            ),
            publishing::table,
        ),
    ]
}

/// What was imported, and how files are read.
fn imports_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    vec![
        get(
            to(May::EditKnowledge, "api/admin/{workspace}/import/checks/{check}"),
            imports::check,
        ),
        get(
            to(
                May::EditKnowledge,
                "api/admin/{workspace}/import/checks/{check}/refused.csv",
            ),
            imports::refused,
        ),
        get(
            to(
                May::EditKnowledge,
                "api/admin/{workspace}/import/checks/{check}/refused.xlsx",
            ),
            imports::refused,
        ),
        put(
            to(May::EditKnowledge, "api/admin/{workspace}/import/mapping"),
            imports::remember,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/import/mapping/forget"),
            imports::forget,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/imports"),
            imports::list,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/imports/{id}"),
            imports::show,
        ),
        get(
            to(
                May::ExportKnowledge,
                "api/admin/{workspace}/export/categories.csv",
            ),
            categories::export,
        ),
        get(
            to(
                May::ExportKnowledge,
                "api/admin/{workspace}/export/categories.xlsx",
            ),
            categories::export,
        ),
        get(
            to(May::ExportKnowledge, "api/admin/{workspace}/export/pinned.csv"),
            pinned::export,
        ),
        get(
            to(May::ExportKnowledge, "api/admin/{workspace}/export/pinned.xlsx"),
            pinned::export,
        ),
    ]
}

/// What takes long and is large.
fn import_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    vec![
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/import"),
            imports::entries,
        ),
        // As much work as a publication.
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/pinned/run"),
            pinned::run,
        ),
        get(
            to(May::EditKnowledge, "api/admin/{workspace}/synonyms/topics"),
            words::topics,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/import/synonyms"),
            imports::synonyms,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/import/categories"),
            imports::categories,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/import/pinned"),
            imports::pinned,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/import/scenarios"),
            imports::scenarios,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/imports/{id}/undo"),
            imports::undo,
        ),
    ]
}

/// What is large, and takes a while to be made anew.
fn upload_routes() -> Vec<Entry> {
    let to = |may, path| (Caller::Admin(may), path);
    vec![
        post(
            to(May::OwnAccount, "api/admin/{workspace}/export/shown.csv"),
            tables::shown,
        ),
        post(
            to(May::OwnAccount, "api/admin/{workspace}/export/shown.xlsx"),
            tables::shown,
        ),
        get(
            to(May::ReadKnowledge, "api/admin/{workspace}/uploads"),
            uploads::list,
        ),
        post(
            to(May::EditKnowledge, "api/admin/{workspace}/uploads"),
            uploads::create,
        ),
    ]
}

fn get<T: 'static>(to: (Caller, &'static str), handler: impl Handler<T, App>) -> Entry {
    entry(Method::GET, MethodFilter::GET, to, handler)
}

fn post<T: 'static>(to: (Caller, &'static str), handler: impl Handler<T, App>) -> Entry {
    entry(Method::POST, MethodFilter::POST, to, handler)
}

fn put<T: 'static>(to: (Caller, &'static str), handler: impl Handler<T, App>) -> Entry {
    entry(Method::PUT, MethodFilter::PUT, to, handler)
}

fn delete<T: 'static>(to: (Caller, &'static str), handler: impl Handler<T, App>) -> Entry {
    entry(Method::DELETE, MethodFilter::DELETE, to, handler)
}

fn entry<T: 'static>(
    method: Method,
    filter: MethodFilter,
    (caller, path): (Caller, &'static str),
    handler: impl Handler<T, App>,
) -> Entry {
    let router = on(filter, handler);
    // The extractor of a signed-in user looks for it, and refuses everybody where it is not.
    let router = match caller {
        Caller::Admin(may) => router.layer(Extension(may)),
        Caller::Sensitive(may) => router.layer((Extension(may), Extension(Sensitive))),
        Caller::Ops | Caller::Page | Caller::Widget | Caller::Anonymous => router,
    };
    (Route { method, path, caller }, router)
}

/// The whole server as a service.
pub fn build(app: &App) -> Router {
    let prefix = app.url.prefix();
    let limits = app.config.limits;
    let group = |entries: Vec<Entry>, timeout: Duration, body: usize| {
        let router = entries
            .into_iter()
            .fold(Router::new(), |router, (route, method)| {
                router.route(&format!("{prefix}{}", route.path), method)
            })
            .method_not_allowed_fallback(async || Error::MethodNotAllowed);
        router
            .layer(DefaultBodyLimit::max(body))
            .layer(TimeoutLayer::with_status_code(
                StatusCode::REQUEST_TIMEOUT,
                timeout,
            ))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn_with_state(app.clone(), hosts::admit))
    };
    let join = |groups: Vec<Vec<Entry>>| groups.into_iter().flatten().collect();
    let pages = group(
        join(vec![ops_routes(), page_routes(), frame_routes()]),
        limits.request_timeout,
        0,
    );
    let widget = group(widget_routes(), limits.request_timeout, BODY_BYTES);
    // The handler counts what comes; nothing reads it into memory before.
    let form_files = group(form_file_routes(), LONG, 0);
    let filled = group(filled_routes(), limits.request_timeout, SUBMIT_BYTES);
    let admin = group(
        join(vec![
            anonymous_routes(),
            admin_routes(),
            sso_routes(),
            word_routes(),
            improve_routes(),
            delivery_routes(),
            webhook_routes(),
            scenario_routes(),
            form_routes(),
            history_routes(),
            health_routes(),
            imports_routes(),
            workspace_routes(),
            operator_routes(),
        ]),
        limits.request_timeout,
        JSON_BYTES,
    );
    let publish = group(publish_routes(), LONG, JSON_BYTES);
    let upload = group(upload_routes(), LONG, UPLOAD_BYTES);
    let import = group(import_routes(), LONG, admin::limits::IMPORT_BYTES);
    let nothing = Router::new().fallback(async || Error::NotFound);
    let json = from_fn(render::json);
    Router::new()
        .merge(pages.layer(from_fn(render::page)))
        .merge(
            widget
                .merge(filled)
                .merge(form_files)
                .layer(from_fn(render::binary))
                .layer(from_fn(headers::no_store)),
        )
        .merge(
            admin
                .merge(publish)
                .merge(import)
                .merge(upload)
                .layer(json.clone())
                .layer(from_fn(headers::no_store)),
        )
        .nest_service(&format!("{prefix}api"), nothing.clone().layer(json))
        .fallback_service(nothing.layer(from_fn(render::page)))
        .layer(from_fn_with_state(app.clone(), headers::secure))
        .layer(from_fn_with_state(app.clone(), trace::log))
        .with_state(app.clone())
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Error::internal(anyhow::anyhow!("a handler panicked: {text}")).into_response()
}
