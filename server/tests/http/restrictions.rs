//! From where the admin screens and widgets can be used, how and when.

use crate::{
    harness::{Call, Reply, Server, SignedIn},
    process,
};
use axum::http::{Method, StatusCode};
use kotae::{
    router::{self, Caller},
    store::{
        Actor, audit,
        engine::{Read, Tx},
        widgets,
    },
};
use kotae_shared::{
    Lang, Localised,
    api::{
        admin::{Widget, WidgetEdit},
        problem::{Fault, Problem, ProblemCode},
        restrictions::{Restrictions, RestrictionsEdit},
        widget::Boot,
    },
    codec,
    look::Look,
    settings::{Access, WidgetSettings},
};
use std::collections::BTreeMap;

const INSIDE: &str = "10.20.30.40";
const OUTSIDE: &str = "198.51.100.7";

/// A server behind a proxy, so that each request can come from an address of its own.
async fn server() -> Server {
    Server::with(|config| config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()]).await
}

fn from<'a>(call: Call<'a>, address: &str) -> Call<'a> {
    call.header("x-forwarded-for", address)
}

async fn put(server: &Server, who: &SignedIn, address: &str, ranges: &[&str], shut_me_out: bool) -> Reply {
    let edit = RestrictionsEdit {
        addresses: ranges.iter().map(|range| (*range).to_owned()).collect(),
        shut_me_out,
        second_factor: false,
    };
    let call = server
        .request(Method::PUT, &who.api("restrictions"))
        .by(who)
        .json(&edit);
    from(call, address).send().await
}

async fn set_access(server: &Server, change: impl FnOnce(&mut Access) + Send + 'static) -> Widget {
    let workspace = server.app.store.workspace("default").await.unwrap();
    let update = move |tx: &Tx<'_>| {
        let widget = widgets::list(tx)?.remove(0);
        let mut settings = widget.settings;
        change(&mut settings.access);
        let edit = WidgetEdit {
            settings,
            version: widget.version,
        };
        widgets::update(tx, &Actor::Job("test"), widget.id, &edit)
    };
    workspace.main().write(update).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_refuses_addresses_outside_the_ranges() {
    let server = server().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    assert_eq!(
        put(&server, &who, INSIDE, &["10.0.0.0/8", "fd00::/8"], false)
            .await
            .status,
        StatusCode::OK
    );
    set_access(&server, |access| {
        access.addresses = vec!["10.20.0.0/16".into(), "2001:db8::/32".into()];
    })
    .await;
    let mut wrong = BTreeMap::new();
    for route in router::routes() {
        // These say nothing of a workspace.
        let open = matches!(route.caller, Caller::Ops | Caller::Page)
            && !route.path.contains("{workspace}")
            && !route.path.contains("{key}");
        if open {
            continue;
        }
        let path = route
            .path
            .replace("{workspace}", "default")
            .replace("{key}", &key)
            .replace("{hash}", &"0".repeat(64))
            .replace("{id}", "00000000-0000-7000-8000-000000000000")
            .replace("{*screen}", "entries")
            .replace("{provider}", "00000000-0000-7000-8000-000000000000")
            .replace("{file}", "none.png");
        let of_widget = route.path.contains("{key}");
        for (address, inside) in [
            (INSIDE, true),
            (OUTSIDE, false),
            ("2001:db8::7", of_widget),
            ("fd00::7", !of_widget),
            ("::ffff:198.51.100.7", false),
        ] {
            let call = server
                .request(route.method.clone(), &path)
                .header("accept-language", "en");
            // Nobody, so that a sign-out in the table signs nobody out.
            let reply = from(call, address).send().await;
            let refused = reply.status == StatusCode::FORBIDDEN
                && reply.text().contains("cannot be used from your network");
            if refused == inside {
                wrong.insert(
                    format!("{} {} from {address}", route.method, route.path),
                    reply.status,
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_shuts_himself_out_by_mistake() {
    let server = server().await;
    let who = server.administrator("default").await;
    let show = async |address: &str| {
        from(server.get(&who.api("restrictions")).by(&who), address)
            .send()
            .await
    };
    let now: Restrictions = show("::ffff:10.20.30.40").await.json();
    assert_eq!((now.addresses.len(), now.your_address.as_str()), (0, INSIDE));

    let refused = put(&server, &who, OUTSIDE, &["10.0.0.0/8"], false).await;
    let problem: Problem = refused.json();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        (problem.fields[0].field.as_str(), problem.fields[0].fault),
        ("addresses", Fault::ShutsYouOut)
    );
    assert!(
        show(OUTSIDE).await.json::<Restrictions>().addresses.is_empty(),
        "nothing changed"
    );
    let odd = put(&server, &who, OUTSIDE, &["198.51.100.0/24", "office"], false).await;
    assert_eq!(odd.json::<Problem>().fields[0].field, "addresses.1");
    let many: Vec<String> = (0..101).map(|n| format!("10.0.{n}.1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(
        put(&server, &who, "10.0.1.1", &many, false).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );

    let saved = put(
        &server,
        &who,
        INSIDE,
        &[" 10.1.2.3/8 ", "10.0.0.0/8", "", "2001:DB8::1"],
        false,
    )
    .await;
    assert_eq!(
        saved.json::<Restrictions>().addresses,
        ["10.0.0.0/8", "2001:db8::1"]
    );
    let outside = show(OUTSIDE).await;
    assert_eq!(outside.json::<Problem>().code, ProblemCode::OutsideNetwork);
    let on_purpose = put(&server, &who, INSIDE, &["192.0.2.0/24"], true).await;
    assert_eq!(on_purpose.status, StatusCode::OK);
    assert_eq!(show(INSIDE).await.status, StatusCode::FORBIDDEN);

    let workspace = server.app.store.workspace("default").await.unwrap();
    let records = workspace
        .main()
        .read(|read| audit::of(read, "restrictions", "", 10))
        .await
        .unwrap();
    let after: Vec<&str> = records
        .iter()
        .filter_map(|record| record.after.as_deref())
        .collect();
    assert_eq!(
        after,
        [
            r#"{"addresses":["10.0.0.0/8","2001:db8::1"],"second_factor":false}"#,
            r#"{"addresses":["192.0.2.0/24"],"second_factor":false}"#
        ]
    );
    assert_eq!(records[0].address, INSIDE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_widget_that_is_no_page_of_its_own_is_served_in_frames_alone() {
    let server =
        Server::with(|config| config.public_url = Some("https://faq.example/".parse().unwrap())).await;
    let key = server.widget_key("default").await;
    let get = async |dest: &str| {
        let call = server.get(&format!("w/{key}")).header("accept-language", "en");
        let call = if dest.is_empty() {
            call
        } else {
            call.header("sec-fetch-dest", dest)
        };
        call.send().await
    };
    for dest in ["", "document", "iframe"] {
        assert_eq!(get(dest).await.status, StatusCode::OK);
    }
    set_access(&server, |access| access.full_page = false).await;
    for (dest, status) in [
        ("", 403),
        ("document", 403),
        ("empty", 403),
        ("iframe", 200),
        ("frame", 200),
    ] {
        let reply = get(dest).await;
        assert_eq!(reply.status.as_u16(), status, "{dest}");
        assert_eq!(
            reply.text().contains("intranet page that carries it"),
            status == 403
        );
    }
    // Without https a browser may not say it.
    let plain = self::server().await;
    set_access(&plain, |access| access.full_page = false).await;
    let path = format!("w/{}", plain.widget_key("default").await);
    assert_eq!(plain.get(&path).send().await.status, StatusCode::OK);
    let opened = plain.get(&path).header("sec-fetch-dest", "document").send().await;
    assert_eq!(opened.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_other_sites_load_a_widgets_documents_and_nothing_else() {
    let server = Server::start().await;
    let key = server.widget_key("default").await;
    for route in router::routes() {
        if route.caller != Caller::Widget {
            continue;
        }
        let path = route
            .path
            .replace("{key}", &key)
            .replace("{hash}", &"0".repeat(64))
            .replace("{file}", "none.png")
            .replace("{entry}", "x")
            .replace("{code}", "x");
        // Only a frame of ours opens that window.
        let window = route.path == "w/{key}/sign-in/{code}";
        let document = matches!(
            route.path,
            "w/{key}"
                | "w/{key}/e/{entry}"
                | "w/{key}/f/{form}"
                | "w/{key}/launcher"
                | "w/{key}/files/{file}"
                | "w/{key}/preview/{token}"
                | "w/{key}/preview/{token}/e/{entry}"
        );
        for (site, refused) in [
            ("cross-site", !document),
            ("same-site", !document),
            ("same-origin", false),
            ("none", window || !route.method.is_safe()),
        ] {
            let call = server.request(route.method.clone(), &path);
            let status = call.header("sec-fetch-site", site).send().await.status;
            let name = format!("{} {} from {site}: {status}", route.method, route.path);
            assert_eq!(status == StatusCode::FORBIDDEN, refused, "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outside_of_the_hours_the_widget_says_so() {
    // The clock of these servers begins on a Thursday, 2025-10-09 at 17:53:20 in Tokyo.
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let publish = serde_json::json!({ "note": "" });
    let entry = serde_json::json!({ "title": "VPN", "answer": "x", "status": "published" });
    server
        .post(&who.api("entries"))
        .by(&who)
        .json(&entry)
        .send()
        .await;
    assert_eq!(
        server
            .post(&who.api("publish"))
            .by(&who)
            .json(&publish)
            .send()
            .await
            .status,
        StatusCode::CREATED
    );
    let key = server.widget_key("default").await;
    let boot = async || {
        let reply = server.get(&format!("w/{key}/boot")).send().await;
        codec::decode::<Boot>(&reply.body).unwrap()
    };
    let greeting = |boot: &Boot, lang| boot.look.words(lang).greeting;
    let usual = Look::of(WidgetSettings::default());

    set_access(&server, |access| {
        access.hours.on = true;
        access.hours.message = Localised::new("明日 9 時からです", "");
    })
    .await;
    let open = boot().await;
    assert_eq!(open.look, usual);
    let document = server.get(&format!("w/{key}")).send().await.text();
    assert!(document.contains("\"pack\":\""));
    server.clock.advance(7 * 60_000);
    let says = boot().await;
    assert!(says.pack.is_some());
    assert_eq!(
        (greeting(&says, Lang::Ja), greeting(&says, Lang::En)),
        ("明日 9 時からです", "明日 9 時からです")
    );

    set_access(&server, |access| {
        access.hours.answers = false;
        access.hours.message = Localised::default();
    })
    .await;
    let closed = boot().await;
    assert_eq!(closed.pack, None);
    assert!(closed.look.start.is_empty());
    assert_eq!(
        closed.look.words(Lang::En).nothing_published,
        "We are closed at the moment."
    );
    assert_eq!(
        closed.look.words(Lang::Ja).nothing_published,
        "ただいま受付時間外です。"
    );
    let document = server.get(&format!("w/{key}")).send().await.text();
    assert!(document.contains("\"pack\":null"));
    server.clock.advance(15 * 3_600_000);
    assert!(boot().await.pack.is_some(), "the next morning");
    set_access(&server, |access| {
        access.hours.holidays = vec!["2025-10-10".into()];
    })
    .await;
    assert_eq!(boot().await.pack, None, "a holiday");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_shut_himself_out_gets_in_again_from_the_machine() {
    let server = server().await;
    let who = server.administrator("default").await;
    assert_eq!(
        put(&server, &who, INSIDE, &["192.0.2.0/24"], true).await.status,
        StatusCode::OK
    );
    let folder = server.stop().await;
    let data = folder.path().join("kotae-data");
    let shown = process::run(&data, &["access", "show"]);
    assert!(
        process::text(&shown).contains("192.0.2.0/24"),
        "{}",
        process::text(&shown)
    );
    let cleared = process::run(&data, &["access", "clear"]);
    assert!(cleared.status.success(), "{}", process::text(&cleared));
    let again = Server::over(folder, |_| {}).await;
    let now = again.get(&who.api("restrictions")).by(&who).send().await;
    assert!(now.json::<Restrictions>().addresses.is_empty());
    let workspace = again.app.store.workspace("default").await.unwrap();
    let read = |read: &Read<'_>| audit::of(read, "restrictions", "", 10);
    let records = workspace.main().read(read).await.unwrap();
    assert_eq!(records.last().unwrap().actor_kind, "cli");
}
