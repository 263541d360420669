//! The installation's operators, quotas of workspaces and their host names.

use crate::harness::{PASSWORD, Server, SignedIn};
use axum::http::{StatusCode, header};
use kotae::{
    auth::{invite, token},
    store::Actor,
};
use kotae_shared::{
    Lang,
    access::Role,
    api::{
        admin::{EntryEdit, PasswordReset, Session},
        problem::{Fault, Problem},
        workspaces::{
            LimitsEdit, MadeWorkspace, NewWorkspace, Quota, Quotas, StandingEdit, WorkspaceRow,
            WorkspaceState,
        },
    },
};

const LIST: &str = "installation/workspaces";

/// Limits as the command line sets them.
pub(crate) async fn limit(server: &Server, name: &'static str, quotas: Quotas, host: &'static str) {
    let store = server.app.store.clone();
    let actor = Actor::Cli { user: "root".into() };
    tokio::task::spawn_blocking(move || store.set_limits(actor, name, quotas, host))
        .await
        .unwrap()
        .unwrap();
}

/// Somebody who was added by the command line and has chosen a password.
async fn operator(server: &Server) -> SignedIn {
    let (store, secret) = (server.app.store.clone(), token::new(&server.app.ids));
    let given = secret.clone();
    let made = move || {
        let actor = Actor::Cli { user: "root".into() };
        let workspace = store.operators_workspace(&actor).unwrap();
        let who = ("運用 太郎", "ops@example.co.jp", Lang::Ja);
        invite::add_user(&workspace, who, Role::Owner, None, actor.clone()).unwrap();
        invite::password_link(&workspace, &given, "/", "ops@example.co.jp", actor).unwrap();
    };
    tokio::task::spawn_blocking(made).await.unwrap();
    let form = PasswordReset {
        token: secret,
        password: PASSWORD.into(),
        code: String::new(),
    };
    let reply = server
        .post("api/admin/operator/password")
        .csrf("1")
        .json(&form)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    SignedIn::from("operator", &reply)
}

fn entry(title: &str) -> EntryEdit {
    EntryEdit {
        title: title.into(),
        answer: "答え".into(),
        ..EntryEdit::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_a_quota_nothing_is_stored_and_the_words_name_it() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let create = async |title: &str| {
        server
            .post(&owner.api("entries"))
            .by(&owner)
            .json(&entry(title))
            .send()
            .await
    };
    for number in 0..4 {
        assert_eq!(
            create(&format!("質問 {number}")).await.status,
            StatusCode::CREATED
        );
    }
    let quotas = Quotas {
        entries: Some(5),
        users: Some(1),
        ..Quotas::default()
    };
    limit(&server, "default", quotas, "").await;
    let banner = async || {
        let reply = server.get(&owner.api("session")).by(&owner).send().await;
        reply.json::<Session>().banner
    };
    let near: Vec<_> = banner()
        .await
        .near
        .into_iter()
        .map(|near| (near.quota, near.used))
        .collect();
    assert_eq!(near, [(Quota::Entries, 4), (Quota::Users, 1)]);
    assert_eq!(create("最後").await.status, StatusCode::CREATED);
    let reply = create("多すぎる").await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem: Problem = reply.json();
    assert_eq!(problem.fields[0].fault, Fault::Quota(Quota::Entries, 5));
    assert!(problem.fields[0].message.contains("FAQ の件数: 5"), "{problem:?}");
    // A file with more than there is room for changes nothing at all.
    let file = "id,title,answer\nZ-1,一つ,答え\nZ-2,二つ,答え\n";
    let plan = server
        .post(&owner.api("import"))
        .by(&owner)
        .body(file)
        .send()
        .await;
    let report: kotae_shared::api::admin::ImportReport = plan.json();
    let path = owner.api(&format!("import?expect={}", report.token));
    let reply = server.post(&path).by(&owner).body(file).send().await;
    assert!(reply.text().contains("quota"), "{}", reply.text());
    let count = server
        .app
        .store
        .workspace("default")
        .await
        .unwrap()
        .main()
        .read(kotae::store::entries::count)
        .await
        .unwrap();
    assert_eq!(count, 5);
    let invite = serde_json::json!({"name": "佐藤", "email": "sato@example.co.jp", "lang": "ja",
        "time_zone": "Asia/Tokyo", "role": "viewer", "categories": null, "active": true});
    let reply = server
        .post(&owner.api("users"))
        .by(&owner)
        .json(&invite)
        .send()
        .await;
    assert!(reply.text().contains("quota"), "{}", reply.text());
    // Storage: databases are there already, so a quota of nothing is full.
    let quotas = Quotas {
        storage: Some(0),
        ..Quotas::default()
    };
    limit(&server, "default", quotas, "").await;
    let reply = server
        .post(&owner.api("uploads?name=a.txt"))
        .by(&owner)
        .body("text")
        .send()
        .await;
    assert!(reply.text().contains("quota"), "{}", reply.text());
    let folder = server.app.store.path().join("workspaces/default/uploads");
    assert_eq!(std::fs::read_dir(folder).map_or(0, Iterator::count), 0);
    limit(&server, "default", Quotas::default(), "").await;
    assert_eq!(create("また").await.status, StatusCode::CREATED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn page_views_are_counted_and_never_stop_the_widget() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let key = server.widget_key("default").await;
    let quotas = Quotas {
        page_views: Some(3),
        ..Quotas::default()
    };
    limit(&server, "default", quotas, "").await;
    for _ in 0..5 {
        let reply = server.get(&format!("w/{key}")).send().await;
        assert_eq!(reply.status, StatusCode::OK, "also over the quota");
    }
    assert_eq!(
        server.get(&format!("w/{key}/boot")).send().await.status,
        StatusCode::OK
    );
    let views = async |server: &Server| {
        let workspace = server.app.store.workspace("default").await.unwrap();
        workspace.usage().await.unwrap().page_views
    };
    assert_eq!(views(&server).await, 5);
    let session: Session = server.get(&owner.api("session")).by(&owner).send().await.json();
    assert_eq!(session.banner.near[0].quota, Quota::PageViews);
    // They outlast a stop; the next month begins with none.
    let server = Server::over(server.stop().await, |_| {}).await;
    assert_eq!(views(&server).await, 5);
    server.clock.advance(31 * 86_400_000);
    assert_eq!(views(&server).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_its_own_host_name_there_is_a_workspace_alone() {
    let server = Server::with(|config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    server.workspace("sales").await;
    server.workspace("hr").await;
    limit(&server, "sales", Quotas::default(), "Sales.example.co.jp").await;
    limit(&server, "hr", Quotas::default(), "hr.example.co.jp").await;
    let (sales, hr) = (server.widget_key("sales").await, server.widget_key("hr").await);
    let paths = [
        "admin/sales/".to_owned(),
        "admin/hr/".to_owned(),
        "admin/h%72/".to_owned(),
        "api/admin/sales/start".to_owned(),
        "api/admin/hr/start".to_owned(),
        "api/admin/h%72/start".to_owned(),
        format!("w/{sales}"),
        format!("w/{hr}"),
        format!("w/{sales}/boot"),
        format!("w/{hr}/boot"),
        "healthz".to_owned(),
        "kotae.js".to_owned(),
    ];
    let all = [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200];
    let only_sales = [200, 404, 404, 200, 404, 404, 200, 404, 200, 404, 200, 200];
    let only_hr = [404, 200, 404, 404, 200, 404, 404, 200, 404, 200, 200, 200];
    for (host, forwarded, wanted) in [
        ("sales.example.co.jp", "", only_sales),
        ("SALES.example.co.jp:8443", "", only_sales),
        ("sales.example.co.jp.", "", only_sales),
        ("hr.example.co.jp", "", only_hr),
        ("other.example.co.jp", "", all),
        ("127.0.0.1", "", all),
        // The proxy in front says which host was asked for; only its own word counts.
        ("127.0.0.1", "sales.example.co.jp", only_sales),
        ("127.0.0.1", "hr.example.co.jp, sales.example.co.jp", only_sales),
        ("sales.example.co.jp", "hr.example.co.jp", only_hr),
    ] {
        let mut got = Vec::new();
        for path in &paths {
            let mut call = server.get(path).header("host", host);
            if !forwarded.is_empty() {
                call = call.header("x-forwarded-host", forwarded);
            }
            got.push(call.send().await.status.as_u16());
        }
        assert_eq!(got, wanted, "{host} {forwarded}: {paths:?}");
    }
    let reply = server
        .get("admin/")
        .header("host", "hr.example.co.jp")
        .send()
        .await;
    assert_eq!(reply.header(header::LOCATION), "/admin/hr/");
    // One who is signed in changes things there too, and nowhere else.
    let owner = server.administrator("sales").await;
    let create = async |host: &str, origin: &str| {
        let call = server.post(&owner.api("entries")).by(&owner).json(&entry("質問"));
        let reply = call.header("host", host).header("origin", origin).send().await;
        reply.status.as_u16()
    };
    assert_eq!(
        create("sales.example.co.jp", "http://sales.example.co.jp").await,
        201
    );
    assert_eq!(create("sales.example.co.jp", "http://evil.example").await, 403);
    assert_eq!(create("hr.example.co.jp", "http://hr.example.co.jp").await, 404);
    // Somebody who is no proxy of ours says nothing of hosts.
    let server = Server::start().await;
    server.workspace("sales").await;
    limit(&server, "sales", Quotas::default(), "sales.example.co.jp").await;
    let call = server
        .get("api/admin/default/start")
        .header("x-forwarded-host", "sales.example.co.jp");
    assert_eq!(call.send().await.status.as_u16(), 200);
    // A name is one workspace's.
    let store = server.app.store.clone();
    let again = move || {
        store.set_limits(
            Actor::Job("test"),
            "default",
            Quotas::default(),
            "sales.example.co.jp",
        )
    };
    assert!(tokio::task::spawn_blocking(again).await.unwrap().is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operators_run_workspaces_and_nobody_else_does() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    assert_eq!(server.get("operator/").send().await.status, StatusCode::NOT_FOUND);
    let operator = operator(&server).await;
    let reply = server.get("operator/").send().await;
    assert_eq!(reply.header(header::LOCATION), "/admin/operator/installation");
    let session: Session = server
        .get(&operator.api("session"))
        .by(&operator)
        .send()
        .await
        .json();
    assert!(session.operator);
    // The owner of a workspace is nobody here, whichever workspace's path he takes.
    for path in [owner.api(LIST), operator.api(LIST)] {
        let status = server.get(&path).by(&owner).send().await.status;
        assert!(matches!(status.as_u16(), 401 | 403), "{path}: {status}");
    }
    let new = NewWorkspace { name: "sales".into() };
    let made = server
        .post(&operator.api(LIST))
        .by(&operator)
        .json(&new)
        .send()
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert!(made.json::<MadeWorkspace>().link.contains("/admin/sales/setup#"));
    let put = async |what: &str, name: &str, body: serde_json::Value| {
        server
            .request(
                axum::http::Method::PUT,
                &operator.api(&format!("{LIST}/{name}/{what}")),
            )
            .by(&operator)
            .json(&body)
            .send()
            .await
    };
    let json = |edit: &StandingEdit| serde_json::to_value(edit).unwrap();
    let suspend = StandingEdit::Suspend {
        reason: "未入金".into(),
    };
    let row: WorkspaceRow = put("standing", "sales", json(&suspend)).await.json();
    assert_eq!(
        (row.state, row.reason.as_str()),
        (WorkspaceState::Suspended, "未入金")
    );
    // The end needs the name, a day that is not over, and can be taken back.
    let end = |ends: &str, confirm: &str| {
        json(&StandingEdit::End {
            ends: ends.into(),
            confirm: confirm.into(),
        })
    };
    for (ends, confirm, field) in [
        ("2025-10-31", "default", "confirm"),
        ("soon", "sales", "ends"),
        ("2025-10-08", "sales", "ends"),
    ] {
        let reply = put("standing", "sales", end(ends, confirm)).await;
        let problem: Problem = reply.json();
        assert_eq!(problem.fields[0].field, field, "{ends} {confirm}");
    }
    let row: WorkspaceRow = put("standing", "sales", end("2025-10-31", "sales")).await.json();
    assert_eq!(row.state, WorkspaceState::Ending);
    assert!(row.erase_at > row.ends_at);
    let sales = server.administrator("sales").await;
    let session: Session = server.get(&sales.api("session")).by(&sales).send().await.json();
    assert_eq!(
        session.banner.ends_at, row.ends_at,
        "the people of it see it on every screen"
    );
    let row: WorkspaceRow = put("standing", "sales", json(&StandingEdit::Resume)).await.json();
    assert_eq!(row.state, WorkspaceState::Active);
    let limits = LimitsEdit {
        quotas: Quotas {
            entries: Some(0),
            ..Quotas::default()
        },
        host: "sales.example.co.jp".into(),
    };
    let row: WorkspaceRow = put("limits", "sales", serde_json::to_value(&limits).unwrap())
        .await
        .json();
    assert_eq!(
        (row.quotas, row.host.as_str()),
        (limits.quotas, "sales.example.co.jp")
    );
    let refused = server
        .post(&sales.api("entries"))
        .by(&sales)
        .json(&entry("質問"))
        .send()
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "at once");
    let rows: Vec<WorkspaceRow> = server.get(&operator.api(LIST)).by(&operator).send().await.json();
    let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["default", "operator", "sales"]);
    assert_eq!(rows[2].usage.users, 1);
    // Nobody shuts the operators out, nor takes their name.
    assert_eq!(
        put("standing", "operator", json(&suspend)).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let again = NewWorkspace {
        name: "operator".into(),
    };
    let reply = server
        .post(&operator.api(LIST))
        .by(&operator)
        .json(&again)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Each change left its record, with the operator's name.
    let latest = |read: &kotae::store::engine::Read<'_>| kotae::store::audit::latest(read, 50);
    let records = server.app.store.control().read(latest).await.unwrap();
    for action in ["workspace.create", "workspace.standing", "workspace.limits"] {
        let found = records
            .iter()
            .any(|record| record.action == action && record.actor_name == "運用 太郎");
        assert!(found, "{action}: {records:?}");
    }
}
