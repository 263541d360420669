//! Every route x who asks -> status. The rows come from the router's own list: a new route without one fails.

use crate::harness::{Call, Server, SignedIn};
use axum::http::Method;
use kotae::{
    auth::token,
    router::{self, Caller},
    store::{Actor, engine::Tx, sessions, users},
};
use kotae_shared::{
    Lang, Uuid,
    access::Role::{self, Administrator, Agent, Analyst, Approver, Editor, Owner, Viewer},
    api::admin::UserEdit,
};
use std::collections::BTreeMap;

/// Who passes a route of the admin API, by role.
type Roles = &'static [Role];

const ALL: Roles = &[Owner, Administrator, Editor, Approver, Agent, Analyst, Viewer];
const WRITERS: Roles = &[Owner, Administrator, Editor, Approver];
const PUBLISHERS: Roles = &[Owner, Administrator, Approver];
const MANAGERS: Roles = &[Owner, Administrator];

/// What a route answers.
enum Row {
    /// The same to everybody.
    Everybody(u16),
    /// This to whoever may; 403 to the other roles, 401 to all others.
    Signed(Roles, u16),
}

/// Requests carry what a browser's would: the session's cookie and its proof. Ids name nothing, and bodies are empty,
/// so that whoever passes the guard gets 404, 400 or 422. Who may stands here once more, on purpose: a change of the
/// table in `shared` must be meant.
#[expect(clippy::match_same_arms, reason = "a table is read by its groups")]
fn row(method: &str, path: &str) -> Option<Row> {
    let Some(path) = path.strip_prefix("api/admin/{workspace}/") else {
        return Some(Row::Everybody(match (method, path) {
            ("GET", "healthz" | "readyz" | "kotae.js" | "v1/kotae.js" | "kotae.d.ts") => 200,
            // Without `--demo`.
            ("GET", "demo" | "demo/" | "demo/{*file}") => 404,
            ("GET", "assets/widget/{*file}" | "assets/admin/{*file}") => 404,
            ("GET", "admin" | "admin/") => 200, // Two workspaces: asks for the name.
            ("GET", "operator" | "operator/") => 404, // Nobody operates this installation.
            ("GET", "admin/{workspace}") => 308,
            ("GET", "admin/{workspace}/" | "admin/{workspace}/{*screen}") => 200,
            // The provider of the path is no id.
            (
                "GET",
                "admin/{workspace}/sso/{provider}/start" | "admin/{workspace}/sso/{provider}/callback",
            ) => 404,
            ("GET", "w/{key}" | "w/{key}/e/{entry}" | "w/{key}/f/{form}" | "w/{key}/boot") => 200,
            ("GET", "w/{key}/notices") => 200,
            ("GET", "w/{key}/forms/{id}") => 404,
            ("POST", "w/{key}/forms/{id}") => 400,
            ("POST", "w/{key}/forms/{id}/files") => 404,
            ("GET", "w/{key}/pack/{hash}" | "w/{key}/files/{file}" | "w/{key}/scenarios/{id}") => 404,
            // There is no such language.
            ("GET", "w/{key}/words/{tag}") => 404,
            // The design has no such image.
            ("GET", "w/{key}/launcher") => 404,
            // Nobody has made such a link.
            ("GET", "w/{key}/preview/{token}" | "w/{key}/preview/{token}/e/{entry}") => 404,
            ("POST", "w/{key}/answers" | "w/{key}/events" | "w/{key}/session") => 400,
            // Its visitors do not sign in by a provider.
            ("POST", "w/{key}/sign-in") | ("GET", "w/{key}/sign-in/{code}") => 404,
            ("POST", "w/{key}/sign-in/session") => 400,
            // Nobody to sign out.
            ("DELETE", "w/{key}/session") => 204,
            _ => return None,
        }));
    };
    let (who, status): (Roles, u16) = match (method, path) {
        ("GET", "start") => return Some(Row::Everybody(200)),
        // Without the value `1` in the CSRF header, as these requests come here, they are refused.
        ("POST", "setup" | "session" | "password" | "password/forgot") => return Some(Row::Everybody(403)),
        ("GET", "session" | "account/sessions") => (ALL, 200),
        ("DELETE", "session" | "account/sessions") => (ALL, 204),
        ("DELETE", "account/sessions/{id}") => (ALL, 404),
        ("PUT", "account" | "account/password") => (ALL, 400),
        ("POST", "session/proof") => (ALL, 400),
        ("GET", "account/second-factor") => (ALL, 200),
        ("POST", "account/second-factor") => (ALL, 201),
        ("PUT", "account/second-factor") => (ALL, 400),
        ("DELETE", "account/second-factor") => (ALL, 204),
        ("POST", "account/recovery-codes") => (ALL, 404),
        ("DELETE", "users/{id}/second-factor") => (MANAGERS, 404),

        ("GET", "users") => (MANAGERS, 200),
        ("POST", "users") | ("PUT", "users/{id}") => (MANAGERS, 400),
        ("GET" | "DELETE", "users/{id}/sessions") => (MANAGERS, 404),
        ("DELETE", "users/{id}") | ("POST", "users/{id}/link") => (MANAGERS, 404),

        ("GET", "restrictions") => (MANAGERS, 200),
        ("PUT", "restrictions") => (MANAGERS, 400),
        ("GET", "sso") => (&[Owner], 200),
        ("PUT", "sso/local" | "sso/providers/{id}") | ("POST", "sso/providers") => (&[Owner], 400),
        ("DELETE", "sso/providers/{id}") | ("POST", "sso/providers/{id}/test") => (&[Owner], 404),
        ("GET", "access-reviews" | "export/access.csv" | "export/access.xlsx") => (MANAGERS, 200),
        ("POST", "access-reviews") => (&[Owner], 400),

        ("GET", "entries" | "people" | "categories" | "publish") => (ALL, 200),
        ("GET", "entries/{id}") => (ALL, 404),
        ("GET", "entries/{id}/versions" | "entries/{id}/versions/{version}") => (ALL, 404),
        ("POST", "entries/{id}/restore" | "entries/{id}/review") => (WRITERS, 400),
        ("GET", "entries/{id}/review") => (ALL, 404),
        ("POST", "entries/{id}/decision") => (PUBLISHERS, 400),
        ("GET", "approval") => (ALL, 200),
        ("GET", "drafts") => (WRITERS, 200),
        ("POST", "drafts" | "entries/{id}/presence") | ("PUT", "drafts/{id}") => (WRITERS, 400),
        ("DELETE", "drafts/{id}") => (WRITERS, 404),
        ("PUT", "approval") => (MANAGERS, 400),
        ("POST", "preview") => (ALL, 400),
        ("POST", "entries" | "entries/bulk" | "entries/bulk/undo" | "categories") => (WRITERS, 400),
        ("PUT", "entries/{id}" | "categories/{id}") => (WRITERS, 400),
        ("DELETE", "categories/{id}") => (WRITERS, 404),
        ("PUT", "categories/{id}/name" | "categories/{id}/place") => (WRITERS, 400),
        ("GET", "categories/{id}/merge") => (WRITERS, 404),
        ("POST", "categories/{id}/merge") => (WRITERS, 400),
        // An empty file is a report of what is wrong with it.
        (
            "POST",
            "import" | "import/synonyms" | "import/categories" | "import/pinned" | "import/scenarios",
        ) => (WRITERS, 200),
        // No dry run has this token.
        (
            "GET",
            "import/checks/{check}"
            | "import/checks/{check}/refused.csv"
            | "import/checks/{check}/refused.xlsx",
        ) => (WRITERS, 404),
        ("PUT", "import/mapping") | ("POST", "import/mapping/forget" | "imports/{id}/undo") => (WRITERS, 400),
        ("GET", "imports") => (ALL, 200),
        ("GET", "imports/{id}") => (ALL, 404),
        ("GET", "publications") => (ALL, 200),
        ("GET", "publications/{number}") => (ALL, 404),
        ("POST", "publications/{number}/rollback") => (PUBLISHERS, 400),
        ("POST", "publish") => (PUBLISHERS, 400),
        ("GET", "publish/schedules") => (ALL, 200),
        ("GET", "preview-links") => (WRITERS, 200),
        ("POST", "preview-links") => (WRITERS, 400),
        ("DELETE", "preview-links/{id}") => (WRITERS, 404),
        ("POST", "publish/schedules" | "publish/schedules/{id}/publish")
        | ("PUT", "publish/schedules/{id}") => (PUBLISHERS, 400),
        ("DELETE", "publish/schedules/{id}") => (PUBLISHERS, 404),
        ("GET", "export/publications.csv" | "export/publications.xlsx") => {
            (&[Owner, Administrator, Editor, Approver, Analyst], 200)
        }
        (
            "GET",
            "export/entries.csv"
            | "export/entries.xlsx"
            | "export/categories.csv"
            | "export/categories.xlsx"
            | "export/pinned.csv"
            | "export/pinned.xlsx",
        ) => (&[Owner, Administrator, Editor, Approver, Analyst], 200),

        ("GET", "questions") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 200),
        // Only in the operators' own workspace.
        (_, path) if path.starts_with("installation/") => (&[Owner], 403),
        ("POST", "export/shown.csv" | "export/shown.xlsx") => (ALL, 400),
        ("GET", "export/workspace.zip") => (&[Owner], 200),
        ("GET", "export/questions.csv" | "export/questions.xlsx") => (&[Owner, Administrator, Analyst], 200),

        ("GET", "conversations/{id}") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 404),
        (
            "GET",
            "reports/overview" | "reports/entries" | "reports/questions" | "reports/scenarios"
            | "reports/assumption",
        ) => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 200),
        ("PUT", "reports/assumption" | "reports/mail") => (MANAGERS, 400),
        ("GET", "reports/mail") => (MANAGERS, 200),
        // Without the report's name.
        ("GET", "export/report.csv" | "export/report.xlsx") => (&[Owner, Administrator, Analyst], 400),

        ("GET", "improve") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 200),
        ("PUT", "improve") | ("POST", "improve/bulk" | "improve/draft") => (WRITERS, 400),
        ("GET", "export/improve.csv" | "export/improve.xlsx") => (&[Owner, Administrator, Analyst], 200),
        ("POST", "improve/ask") => (ALL, 400),
        ("GET", "impact/questions") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 200),
        ("POST", "impact/pack" | "impact/entry") => {
            (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 400)
        }

        ("GET", "health") => (ALL, 200),
        ("POST", "health") => (WRITERS, 200),
        ("PUT", "health/ignored") | ("POST", "health/merge") => (WRITERS, 400),
        ("GET", "export/health.csv" | "export/health.xlsx") => {
            (&[Owner, Administrator, Editor, Approver, Analyst], 200)
        }

        ("GET", "pinned") => (ALL, 200),
        ("POST", "pinned") | ("PUT", "pinned/{id}") => (WRITERS, 400),
        ("POST", "pinned/run" | "pinned/delete" | "pinned/proposals") => (WRITERS, 400),
        ("GET", "pinned/proposals") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 200),
        ("GET", "pinned/{id}") => (ALL, 404),
        ("DELETE", "pinned/{id}") => (WRITERS, 404),
        ("GET", "matching" | "synonyms") => (ALL, 200),
        ("PUT", "matching") => (MANAGERS, 400),
        ("GET", "synonyms/{id}") => (ALL, 404),
        ("GET", "synonyms/proposals") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 200),
        ("POST", "synonyms") | ("PUT", "synonyms/{id}") => (WRITERS, 400),
        ("DELETE", "synonyms/{id}") => (WRITERS, 404),
        ("POST", "synonyms/delete") => (WRITERS, 400),
        ("GET", "synonyms/topics") => (WRITERS, 200),
        ("GET", "export/synonyms.csv" | "export/synonyms.xlsx") => {
            (&[Owner, Administrator, Editor, Approver, Analyst], 200)
        }
        ("GET", "scenarios") => (ALL, 200),
        ("GET", "scenarios/{id}") => (ALL, 404),
        ("POST", "scenarios" | "scenarios/check") | ("PUT", "scenarios/{id}") => (WRITERS, 400),
        ("POST", "scenarios/play") => (ALL, 400),
        ("DELETE", "scenarios/{id}") => (WRITERS, 404),
        ("GET", "export/scenarios.csv" | "export/scenarios.xlsx" | "export/scenarios.json") => {
            (&[Owner, Administrator, Editor, Approver, Analyst], 200)
        }
        ("GET", "forms") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 200),
        ("GET", "forms/{id}" | "forms/{id}/file") => {
            (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 404)
        }
        ("GET", "visitor-fields") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 200),
        ("GET", "visitor-fields/{id}") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 404),
        ("POST", "visitor-fields") => (MANAGERS, 400),
        ("PUT", "visitor-fields/{id}" | "visitor-fields/{id}/state" | "visitor-fields/{id}/place") => {
            (MANAGERS, 400)
        }
        ("POST", "forms" | "forms/check") | ("PUT", "forms/{id}" | "forms/{id}/state") => (MANAGERS, 400),
        ("GET", "letters") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 200),
        ("GET", "letters/{id}") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 404),
        ("POST", "letters") | ("PUT", "letters/{id}") => (MANAGERS, 400),
        ("DELETE", "letters/{id}") => (MANAGERS, 404),
        ("POST", "forms/{id}/duplicate") | ("DELETE", "forms/{id}" | "submissions/{id}") => (MANAGERS, 404),
        ("GET", "submissions") => (&[Owner, Administrator, Agent, Analyst], 200),
        ("GET", "submissions/{id}" | "submissions/{id}/files/{number}") => {
            (&[Owner, Administrator, Agent, Analyst], 404)
        }
        ("GET", "entries/{id}/submissions") => (&[Owner, Administrator, Agent, Analyst], 404),
        ("PUT", "submissions/{id}") => (&[Owner, Administrator, Agent], 400),
        ("POST", "submissions/{id}/notes" | "submissions/{id}/reply") => {
            (&[Owner, Administrator, Agent], 400)
        }
        ("GET", "export/submissions.csv" | "export/submissions.xlsx") => {
            (&[Owner, Administrator, Analyst], 200)
        }
        ("GET", "forms/{id}/results" | "forms/{id}/texts") => (&[Owner, Administrator, Agent, Analyst], 404),
        // Without the form's id.
        ("GET", "export/results.csv" | "export/results.xlsx") => (&[Owner, Administrator, Analyst], 400),
        ("GET", "phrases") => (&[Owner, Administrator, Editor, Approver, Agent, Analyst], 200),
        ("POST", "phrases/collect") => (WRITERS, 200),
        ("POST", "phrases/decide") => (WRITERS, 400),

        ("GET", "mail" | "outbox" | "jobs") => (MANAGERS, 200),
        ("PUT", "mail" | "jobs") | ("POST", "mail/test" | "jobs/run") => (MANAGERS, 400),
        ("DELETE", "mail") => (MANAGERS, 204),
        ("POST", "outbox/{id}/retry" | "outbox/{id}/cancel") => (MANAGERS, 404),
        ("GET", "webhooks") => (MANAGERS, 200),
        ("POST", "webhooks") | ("PUT", "webhooks/{id}") => (MANAGERS, 400),
        ("GET" | "DELETE", "webhooks/{id}") | ("POST" | "DELETE", "webhooks/{id}/secret") => (MANAGERS, 404),
        ("POST", "webhooks/{id}/test" | "deliveries/{id}/replay") => (MANAGERS, 404),
        ("GET", "webhooks/{id}/deliveries" | "deliveries/{id}") => (MANAGERS, 404),

        ("GET", "widgets") => (WRITERS, 200),
        ("GET", "widgets/{id}") => (WRITERS, 404),
        ("PUT", "widgets/{id}") => (MANAGERS, 400),
        ("GET", "widgets/{id}/identity") => (WRITERS, 404),
        ("POST", "widgets/{id}/identity") => (MANAGERS, 404),
        ("DELETE", "widgets/{id}/identity/{kid}") => (MANAGERS, 404),

        ("GET", "notices") => (WRITERS, 200),
        ("POST", "notices") | ("PUT", "notices/{id}") => (PUBLISHERS, 400),
        ("DELETE", "notices/{id}") => (PUBLISHERS, 404),
        ("GET", "uploads") => (ALL, 200),
        ("GET", "files/{file}") => (ALL, 404),
        // An empty file.
        ("POST", "uploads") => (WRITERS, 422),
        ("DELETE", "uploads/{id}") => (WRITERS, 404),
        _ => return None,
    };
    Some(Row::Signed(who, status))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_each_caller_as_the_table_says() {
    let server = Server::start().await;
    server.workspace("sales").await;
    let key = server.widget_key("default").await;
    let mut wrong = BTreeMap::new();
    let people = People::of(&server).await;
    for route in router::routes() {
        let name = format!("{} {}", route.method, route.path);
        let Some(row) = row(route.method.as_str(), route.path) else {
            panic!("{name} has no row in the table");
        };
        assert_eq!(
            matches!(row, Row::Signed(..)),
            matches!(route.caller, Caller::Admin(_) | Caller::Sensitive(_)),
            "{name} asks for a sign-in"
        );
        let path = route
            .path
            .replace("{workspace}", "default")
            .replace("{key}", &key)
            .replace("{hash}", &"0".repeat(64))
            .replace("{check}", &"0".repeat(32))
            .replace("{token}", &"0".repeat(32))
            .replace("{kid}", "none")
            .replace("{name}", "sales")
            .replace("{version}", "1")
            .replace("{number}", "1")
            .replace("{id}", "00000000-0000-7000-8000-000000000000")
            .replace("{*file}", "none.js")
            .replace("{file}", "none.png")
            .replace("{*screen}", "entries");
        let changes = !route.method.is_safe();
        let signed = |allowed: u16| match row {
            Row::Everybody(status) => status,
            Row::Signed(..) => allowed,
        };
        let mut check = async |caller: &str, call: Call<'_>, wanted: u16| {
            let got = call.send().await.status.as_u16();
            if got != wanted {
                wrong.insert(format!("{name} by {caller}"), format!("{got}, not {wanted}"));
            }
        };
        let plain = || {
            let call = server.request(route.method.clone(), &path);
            // Only a page of ours opens that window (see `visitor_sign_in`).
            let of_page = route.path.ends_with("sign-in/{code}").then_some("same-origin");
            of_page
                .into_iter()
                .fold(call, |call, site| call.header("sec-fetch-site", site))
        };
        check("nobody", plain(), signed(401)).await;
        let visitor = plain().header("sec-fetch-site", "same-origin");
        check("a visitor", visitor, signed(401)).await;
        for role in Role::ALL {
            let wanted = match row {
                Row::Everybody(status) => status,
                Row::Signed(who, status) if who.contains(&role) => status,
                Row::Signed(..) => 403,
            };
            // Signing out is one of the routes, so each gets a session of its own.
            let who = people.session("default", role.tag(), HOUR).await;
            check(role.tag(), plain().by(&who), wanted).await;
        }
        let foreign = people.session("sales", "owner", HOUR).await;
        let mut renamed = foreign.clone();
        renamed.cookie = renamed.cookie.replace("-sales=", "-default=");
        let suspended = people.session("default", "suspended", HOUR).await;
        let expired = people.session("default", "owner", 0).await;
        check("another workspace's owner", plain().by(&foreign), signed(401)).await;
        check("the same under our name", plain().by(&renamed), signed(401)).await;
        check("a suspended owner", plain().by(&suspended), signed(401)).await;
        check("an owner whose session ended", plain().by(&expired), signed(401)).await;
        if let Row::Signed(_, status) = row {
            let tired = people.session_proved("default", "owner", HOUR, HOUR).await;
            let sensitive = matches!(route.caller, Caller::Sensitive(_));
            let wanted = if sensitive { 403 } else { status };
            assert_eq!(
                sensitive,
                SENSITIVE.contains(&name.as_str()),
                "{name} asks for a fresh proof"
            );
            check(
                "an owner who proved long ago who he is",
                plain().by(&tired),
                wanted,
            )
            .await;
        }
        if changes && matches!(row, Row::Signed(..)) {
            let owner = people.session("default", "owner", HOUR).await;
            let without = plain().header("cookie", &owner.cookie);
            check("an owner without the proof", without, 403).await;
            let abroad = plain().by(&owner).header("sec-fetch-site", "cross-site");
            check("an owner from another site", abroad, 403).await;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is open only to those who have just proved who they are.
const SENSITIVE: &[&str] = &[
    "PUT api/admin/{workspace}/approval",
    "POST api/admin/{workspace}/users",
    "PUT api/admin/{workspace}/users/{id}",
    "DELETE api/admin/{workspace}/users/{id}",
    "POST api/admin/{workspace}/users/{id}/link",
    "DELETE api/admin/{workspace}/users/{id}/second-factor",
    "POST api/admin/{workspace}/account/second-factor",
    "DELETE api/admin/{workspace}/account/second-factor",
    "POST api/admin/{workspace}/account/recovery-codes",
    "POST api/admin/{workspace}/access-reviews",
    "PUT api/admin/{workspace}/mail",
    "DELETE api/admin/{workspace}/mail",
    "POST api/admin/{workspace}/mail/test",
    "POST api/admin/{workspace}/webhooks",
    "PUT api/admin/{workspace}/webhooks/{id}",
    "DELETE api/admin/{workspace}/webhooks/{id}",
    "POST api/admin/{workspace}/webhooks/{id}/secret",
    "DELETE api/admin/{workspace}/webhooks/{id}/secret",
    "POST api/admin/{workspace}/webhooks/{id}/test",
    "POST api/admin/{workspace}/deliveries/{id}/replay",
    "POST api/admin/{workspace}/widgets/{id}/identity",
    "DELETE api/admin/{workspace}/widgets/{id}/identity/{kid}",
    "PUT api/admin/{workspace}/restrictions",
    "PUT api/admin/{workspace}/sso/local",
    "POST api/admin/{workspace}/sso/providers",
    "PUT api/admin/{workspace}/sso/providers/{id}",
    "DELETE api/admin/{workspace}/sso/providers/{id}",
    "GET api/admin/{workspace}/export/workspace.zip",
    "POST api/admin/{workspace}/installation/workspaces",
    "PUT api/admin/{workspace}/installation/workspaces/{name}/standing",
    "PUT api/admin/{workspace}/installation/workspaces/{name}/limits",
];

const HOUR: i64 = 3_600_000;

/// A user of each role in the workspace `default`, one who is suspended, and the owner of `sales`.
pub(crate) struct People<'a> {
    server: &'a Server,
    ids: BTreeMap<(&'static str, &'static str), Uuid>,
}

impl<'a> People<'a> {
    pub(crate) async fn of(server: &'a Server) -> Self {
        let mut ids = BTreeMap::new();
        for role in Role::ALL {
            ids.insert(
                ("default", role.tag()),
                user(server, "default", role.tag(), role).await,
            );
        }
        let suspended = user(server, "default", "suspended", Owner).await;
        ids.insert(("default", "suspended"), suspended);
        ids.insert(("sales", "owner"), user(server, "sales", "owner", Owner).await);
        let workspace = server.app.store.workspace("default").await.unwrap();
        let suspend = move |tx: &Tx<'_>| {
            let user = users::get(tx, suspended)?.user;
            let edit = UserEdit {
                name: user.name,
                email: user.email,
                lang: user.lang,
                time_zone: user.time_zone,
                role: user.role,
                categories: None,
                active: false,
            };
            users::update(tx, &Actor::Job("test"), suspended, &edit)
        };
        workspace.main().write(suspend).await.unwrap();
        Self { server, ids }
    }

    /// A session that lasts so many milliseconds.
    pub(crate) async fn session(&self, workspace: &'static str, who: &'static str, lasts: i64) -> SignedIn {
        self.session_proved(workspace, who, lasts, 0).await
    }

    /// The same, where he proved so many milliseconds ago who he is.
    async fn session_proved(
        &self,
        workspace: &'static str,
        who: &'static str,
        lasts: i64,
        proved_ago: i64,
    ) -> SignedIn {
        let token = token::new(&self.server.app.ids);
        let new = sessions::NewSession {
            token: token::digest(&token),
            csrf: token::derived(&token, "csrf"),
            user: self.ids[&(workspace, who)],
            address: "192.0.2.1".into(),
            device: String::new(),
            expires_at: self.server.app.clock.now_ms() + lasts,
            proved_at: self.server.app.clock.now_ms() - proved_ago,
        };
        let csrf = new.csrf.clone();
        let opened = self.server.app.store.workspace(workspace).await.unwrap();
        let create = move |tx: &Tx<'_>| sessions::create(tx, &Actor::Job("test"), &new);
        opened.main().write(create).await.unwrap();
        SignedIn {
            cookie: format!("kotae-session-{workspace}={token}"),
            csrf,
            workspace: workspace.to_owned(),
        }
    }
}

async fn user(server: &Server, workspace: &str, name: &str, role: Role) -> Uuid {
    let new = users::NewUser {
        name: name.to_owned(),
        email: format!("{name}@{workspace}.example"),
        password: "$argon2id$x".into(),
        lang: Lang::Ja,
        time_zone: "Asia/Tokyo".into(),
        role,
        categories: None,
    };
    let workspace = server.app.store.workspace(workspace).await.unwrap();
    let create = move |tx: &Tx<'_>| users::create(tx, &Actor::Job("test"), &new);
    workspace.main().write(create).await.unwrap().id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_paths_and_methods_are_refused_in_the_callers_form() {
    let server = Server::start().await;
    let json = server.get("api/admin/default/nothing").send().await;
    assert_eq!(
        (json.status.as_u16(), json.text().contains("\"not_found\"")),
        (404, true),
        "{}",
        json.text()
    );
    let method = server
        .request(Method::PATCH, "api/admin/default/session")
        .send()
        .await;
    assert_eq!(
        (
            method.status.as_u16(),
            method.text().contains("\"method_not_allowed\"")
        ),
        (405, true),
        "{}",
        method.text()
    );
    let page = server.get("nothing").header("accept-language", "en").send().await;
    assert_eq!(
        (
            page.status.as_u16(),
            page.text().contains("Nothing was found here.")
        ),
        (404, true),
        "{}",
        page.text()
    );
    assert_eq!(server.get("admin/nowhere/").send().await.status.as_u16(), 404);
    assert_eq!(
        server.get("api/admin/nowhere/start").send().await.status.as_u16(),
        404
    );
    for path in ["nothing", "healthz", "api/admin/default/start", "admin/"] {
        let reply = server.get(path).send().await;
        let header = |name: &str| {
            reply
                .headers
                .get(name)
                .unwrap_or_else(|| panic!("{path}: {name}"))
                .to_str()
                .unwrap()
        };
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(!header("content-security-policy").contains("unsafe-inline"));
        assert!(!header("x-request-id").is_empty());
    }
}
