//! The tree of categories is arranged: moved, renamed and merged, and everything that names one that goes follows.

use crate::harness::{Reply, Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae_shared::{
    Uuid,
    api::{
        admin::{Category, Entry, UserRow, Widget},
        categories::Merge,
        problem::{Fault, Problem},
    },
    settings::StartTarget,
};
use serde_json::{Value, json};

async fn send(server: &Server, who: &SignedIn, method: Method, path: &str, body: Value) -> Reply {
    let call = server.request(method, &who.api(path)).by(who);
    call.json(&body).send().await
}

async fn list(server: &Server, who: &SignedIn) -> Vec<Category> {
    server.get(&who.api("categories")).by(who).send().await.json()
}

async fn make(server: &Server, who: &SignedIn, name: &str, parent: Option<Uuid>) -> Uuid {
    let made = send(
        server,
        who,
        Method::POST,
        "categories",
        json!({ "name": name, "parent": parent }),
    )
    .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json::<Category>().id
}

async fn entry(server: &Server, who: &SignedIn, title: &str, category: Uuid) -> Entry {
    let edit = json!({ "title": title, "answer": "手順です。", "status": "published", "category": category, "version": 0 });
    let made = send(server, who, Method::POST, "entries", edit).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

fn fault(reply: &Reply) -> (String, Fault) {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    let field = reply.json::<Problem>().fields.swap_remove(0);
    (field.field, field.fault)
}

/// The tree as `A(B C(D)) E`.
async fn drawn(server: &Server, who: &SignedIn) -> String {
    fn below(list: &[Category], parent: Option<Uuid>) -> String {
        let one = |category: &Category| {
            let inner = below(list, Some(category.id));
            if inner.is_empty() {
                category.name.clone()
            } else {
                format!("{}({inner})", category.name)
            }
        };
        let children = list.iter().filter(|category| category.parent == parent);
        children.map(one).collect::<Vec<_>>().join(" ")
    }
    below(&list(server, who).await, None)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_category_is_put_before_another_one_and_its_name_is_changed_by_itself() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let a = make(&server, &who, "A", None).await;
    let b = make(&server, &who, "B", None).await;
    let c = make(&server, &who, "C", None).await;
    let d = make(&server, &who, "D", Some(c)).await;
    let put = async |id: Uuid, place: Value| {
        let path = format!("categories/{id}/place");
        send(&server, &who, Method::PUT, &path, place).await
    };
    assert_eq!(put(c, json!({ "before": a })).await.status, StatusCode::OK);
    assert_eq!(drawn(&server, &who).await, "C(D) A B");
    assert_eq!(put(c, json!({ "before": b })).await.status, StatusCode::OK);
    assert_eq!(drawn(&server, &who).await, "A C(D) B");
    assert_eq!(
        put(b, json!({ "parent": c, "before": d })).await.status,
        StatusCode::OK
    );
    assert_eq!(drawn(&server, &who).await, "A C(B D)");
    assert_eq!(put(b, json!({ "parent": a })).await.status, StatusCode::OK);
    assert_eq!(drawn(&server, &who).await, "A(B) C(D)");

    // Where it stands is not where it was looked at: a new name leaves it there.
    let name = format!("categories/{b}/name");
    let renamed = send(&server, &who, Method::PUT, &name, json!({ "name": " ベー " })).await;
    assert_eq!(renamed.json::<Category>().parent, Some(a));
    assert_eq!(drawn(&server, &who).await, "A(ベー) C(D)");

    let wrong = put(a, json!({ "parent": b })).await;
    assert_eq!(fault(&wrong), ("parent".into(), Fault::Cycle));
    let wrong = put(a, json!({ "before": d })).await;
    assert_eq!(fault(&wrong), ("before".into(), Fault::Unknown));
    let wrong = put(a, json!({ "parent": Uuid::nil() })).await;
    assert_eq!(fault(&wrong), ("parent".into(), Fault::Unknown));
    let wrong = send(
        &server,
        &who,
        Method::PUT,
        &format!("categories/{c}/name"),
        json!({ "name": "A" }),
    )
    .await;
    assert_eq!(fault(&wrong), ("name".into(), Fault::Taken));
    assert_eq!(drawn(&server, &who).await, "A(ベー) C(D)");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merge_moves_all_that_names_the_category_or_nothing() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    // IT(VPN(宅内 社内) PC) ネットワーク(VPN(社内) Wi-Fi)
    let it = make(&server, &who, "IT", None).await;
    let vpn = make(&server, &who, "VPN", Some(it)).await;
    make(&server, &who, "宅内", Some(vpn)).await;
    let inside = make(&server, &who, "社内", Some(vpn)).await;
    make(&server, &who, "PC", Some(it)).await;
    let net = make(&server, &who, "ネットワーク", None).await;
    let other_vpn = make(&server, &who, "VPN", Some(net)).await;
    let other_inside = make(&server, &who, "社内", Some(other_vpn)).await;
    make(&server, &who, "Wi-Fi", Some(net)).await;
    let top = entry(&server, &who, "パソコンの申請", it).await;
    let deep = entry(&server, &who, "社内の VPN", inside).await;
    let untouched = entry(&server, &who, "ネットワークの申請", net).await;
    let kim = json!({ "name": "Kim", "email": "kim@example.co.jp", "lang": "en", "time_zone": "Asia/Tokyo",
        "role": "editor", "categories": [inside], "active": true });
    let invited = send(&server, &who, Method::POST, "users", kim).await;
    assert_eq!(invited.status, StatusCode::CREATED, "{}", invited.text());
    let widgets: Vec<Widget> = server.get(&who.api("widgets")).by(&who).send().await.json();
    let widget = &widgets[0];
    let mut settings = serde_json::to_value(&widget.settings).unwrap();
    settings["start"] = json!([
        { "target": { "category": it }, "label": { "ja": "IT のこと", "en": "" } },
        { "target": { "entry": top.id } },
        { "target": { "category": net } },
    ]);
    let path = format!("widgets/{}", widget.id);
    let edit = json!({ "settings": settings, "version": widget.version });
    assert_eq!(
        send(&server, &who, Method::PUT, &path, edit).await.status,
        StatusCode::OK
    );

    let path = format!("categories/{it}/merge");
    let plan = server
        .get(&who.api(&format!("{path}?into={net}")))
        .by(&who)
        .send()
        .await;
    assert_eq!(plan.status, StatusCode::OK, "{}", plan.text());
    let plan: Merge = plan.json();
    assert_eq!(
        (plan.entries, plan.people.as_slice(), plan.widgets.len()),
        (2, &["Kim".to_owned()][..], 1)
    );
    assert_eq!(
        (plan.merged.join(" "), plan.moved.join(" ")),
        ("VPN 社内".into(), "PC 宅内".into())
    );

    // Into what lies in it, and into nothing.
    for (into, wanted) in [
        (inside, Fault::Cycle),
        (it, Fault::Cycle),
        (Uuid::nil(), Fault::Unknown),
    ] {
        let body = json!({ "into": into, "expect": plan });
        let refused = send(&server, &who, Method::POST, &path, body).await;
        assert_eq!(fault(&refused), ("into".into(), wanted));
    }
    // Something else than was agreed to: a new entry came meanwhile.
    let late = entry(&server, &who, "キーボードの申請", it).await;
    let body = json!({ "into": net, "expect": plan });
    let refused = send(&server, &who, Method::POST, &path, body).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(
        drawn(&server, &who).await,
        "IT(VPN(宅内 社内) PC) ネットワーク(VPN(社内) Wi-Fi)"
    );
    let plan = Merge { entries: 3, ..plan };
    let body = json!({ "into": net, "expect": plan });
    let merged = send(&server, &who, Method::POST, &path, body).await;
    assert_eq!(merged.status, StatusCode::OK, "{}", merged.text());

    assert_eq!(
        drawn(&server, &who).await,
        "ネットワーク(VPN(社内 宅内) Wi-Fi PC)"
    );
    for (id, category, version) in [
        (top.id, net, 2),
        (late.id, net, 2),
        (deep.id, other_inside, 2),
        (untouched.id, net, 1),
    ] {
        let now: Entry = server
            .get(&who.api(&format!("entries/{id}")))
            .by(&who)
            .send()
            .await
            .json();
        assert_eq!(
            (now.category, now.version),
            (Some(category), version),
            "{}",
            now.title
        );
    }
    let users: Vec<UserRow> = server.get(&who.api("users")).by(&who).send().await.json();
    let kim = users.iter().find(|row| row.user.name == "Kim").unwrap();
    assert_eq!(kim.user.categories.as_deref(), Some(&[other_inside][..]));
    let widgets: Vec<Widget> = server.get(&who.api("widgets")).by(&who).send().await.json();
    let start: Vec<StartTarget> = widgets[0].settings.start.iter().map(|item| item.target).collect();
    // Two buttons that would lead to the same are one.
    assert_eq!(start, [StartTarget::Category(net), StartTarget::Entry(top.id)]);
    assert_eq!(widgets[0].settings.start[0].label.ja, "IT のこと");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_category_is_merged_into_the_one_above_and_not_too_deep() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    // The name of what goes may come again from below it.
    let a = make(&server, &who, "A", None).await;
    let b = make(&server, &who, "B", Some(a)).await;
    make(&server, &who, "B", Some(b)).await;
    make(&server, &who, "C", Some(a)).await;
    let merge = async |from: Uuid, into: Uuid| {
        let path = format!("categories/{from}/merge");
        let plan = server
            .get(&who.api(&format!("{path}?into={into}")))
            .by(&who)
            .send()
            .await;
        if plan.status != StatusCode::OK {
            return plan;
        }
        let body = json!({ "into": into, "expect": plan.json::<Value>() });
        send(&server, &who, Method::POST, &path, body).await
    };
    assert_eq!(merge(b, a).await.status, StatusCode::OK);
    assert_eq!(drawn(&server, &who).await, "A(C B)");

    let mut deep = a;
    for name in ["2", "3", "4"] {
        deep = make(&server, &who, name, Some(deep)).await;
    }
    let x = make(&server, &who, "X", None).await;
    let y = make(&server, &who, "Y", Some(x)).await;
    make(&server, &who, "Z", Some(y)).await;
    assert_eq!(fault(&merge(x, deep).await), ("into".into(), Fault::TooLong(5)));
    assert_eq!(merge(y, deep).await.status, StatusCode::OK);
    assert_eq!(drawn(&server, &who).await, "A(C B 2(3(4(Z)))) X");
}
