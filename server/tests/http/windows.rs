//! Entries that begin and end at set times, without anybody.

use crate::{
    harness::{PASSWORD, Server, SignedIn},
    identity::Desk,
    people::member,
    smtp::Smtp,
};
use axum::http::{Method, StatusCode};
use jiff::{Timestamp, tz::TimeZone};
use kotae::{
    jobs::Scheduler,
    outbox::Worker,
    store::{audit, engine::Read},
};
use kotae_shared::{
    Lang, Uuid,
    access::Role,
    api::{
        admin::{
            BulkEdit, BulkResult, Category, Entry, EntryEdit, EntryPage, EntryWindow, ImportReport, JobName,
            Jobs, Publication, PublicationCause, PublicationDetail, PublicationPage, PublishPreview, Status,
            UserEdit,
        },
        problem::{Fault, Problem},
        widget::Answer,
    },
    codec,
    pack::Pack,
};
use mail_parser::MessageParser;
use serde_json::json;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// The minute in Tokyo, so many minutes on. It is 17:53:20 when a test begins.
fn moment(server: &Server, minutes: i64) -> String {
    let at = Timestamp::from_millisecond(server.app.clock.now_ms() + minutes * MINUTE).unwrap();
    let zone = TimeZone::get("Asia/Tokyo").unwrap();
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

fn entry(title: &str, from: &str, until: &str) -> EntryEdit {
    EntryEdit {
        title: title.into(),
        answer: format!("{title}の答え"),
        status: Status::Published,
        publish_from: from.into(),
        publish_until: until.into(),
        ..EntryEdit::default()
    }
}

impl Desk {
    async fn entry(&self, edit: &EntryEdit) -> Entry {
        self.create("entries", edit).await.json()
    }

    async fn stored(&self, entry: &Entry) -> Entry {
        let path = self.admin.api(&format!("entries/{}", entry.id));
        self.server.get(&path).by(&self.admin).send().await.json()
    }

    async fn publications(&self) -> Vec<Publication> {
        let path = self.admin.api("publications");
        let page: PublicationPage = self.server.get(&path).by(&self.admin).send().await.json();
        page.items
    }

    /// The titles that a visitor's chat can find.
    pub(crate) async fn titles(&self) -> Vec<String> {
        let Some(hash) = self.boot(None).await.pack else {
            return Vec::new();
        };
        let call = self.call(Method::GET, &format!("pack/{hash}"), None);
        let reply = call.header("accept-encoding", "identity").send().await;
        let pack = Pack::decode(&reply.body).unwrap();
        let title = |index| pack.entry(index).unwrap().title.to_owned();
        (0..pack.len() as u32).map(title).collect()
    }

    async fn reads(&self, entry: Uuid) -> bool {
        let reply = self.answer(entry, None).await;
        if reply.status == StatusCode::OK {
            codec::decode::<Answer>(&reply.body).unwrap();
        }
        reply.status == StatusCode::OK
    }
}

fn user(name: &str, role: Role) -> UserEdit {
    UserEdit {
        name: name.into(),
        email: format!("{}@default.example", name.to_lowercase()),
        lang: Lang::En,
        time_zone: "Asia/Tokyo".into(),
        role,
        active: true,
        categories: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_appears_and_goes_at_its_minute_and_takes_nobodys_unfinished_changes_along() {
    let desk = Desk::open().await;
    let server = &desk.server;
    let mut scheduler = Scheduler::new(server.app.clone());
    let always = desk.entry(&entry("印刷のしかた", "", "")).await;
    let (from, until) = (moment(server, 60), moment(server, 180));
    let festival = desk.entry(&entry("創立記念日の受付", &from, &until)).await;
    assert_eq!(festival.window, EntryWindow::Scheduled);
    assert!(!festival.unpublished, "who may publish has agreed by saving");
    desk.publish().await;
    assert_eq!(desk.titles().await, ["印刷のしかた"]);
    assert!(!desk.reads(festival.id).await);

    // What others are writing meanwhile.
    let (_, editor) = member(server, &desk.admin, &user("Kim", Role::Editor)).await;
    desk.change(&always, |edit| edit.answer = "まだ途中".into()).await;
    let waits = desk.entry(&entry("まだ公開しない", "", "")).await;
    let category: Category = desk.create("categories", &json!({ "name": "総務" })).await.json();
    desk.create("synonyms", &json!({ "terms": ["印刷", "プリント"], "finds": [] }))
        .await;
    let path = editor.api(&format!("entries/{}", festival.id));
    let edit = EntryEdit {
        version: festival.version,
        answer: "編集者が書きかけの答え".into(),
        category: Some(category.id),
        ..entry("創立記念日の受付", &from, &until)
    };
    let edited = server.request(Method::PUT, &path).by(&editor).json(&edit);
    assert!(edited.send().await.json::<Entry>().unpublished);

    // The clock stands twenty seconds into its minute.
    let next = scheduler.round().await.unwrap();
    let at = server.app.clock.now_ms() + HOUR - 20_000;
    assert!(next <= at, "the scheduler wakes for it at the latest");
    server.clock.set(at - 1);
    scheduler.round().await;
    assert_eq!(desk.titles().await, ["印刷のしかた"]);
    server.clock.set(at);
    scheduler.round().await;
    assert_eq!(desk.titles().await, ["印刷のしかた", "創立記念日の受付"]);
    let shown: Answer = codec::decode(&desk.answer(festival.id, None).await.body).unwrap();
    assert!(format!("{:?}", shown.doc).contains("創立記念日の受付の答え"));
    let shown: Answer = codec::decode(&desk.answer(always.id, None).await.body).unwrap();
    assert!(!format!("{:?}", shown.doc).contains("まだ途中"));
    assert!(!desk.reads(waits.id).await);
    let made = &desk.publications().await[0];
    assert_eq!((made.cause, made.number), (PublicationCause::Window, 2));
    let path = desk.admin.api("publish");
    let preview: PublishPreview = server.get(&path).by(&desk.admin).send().await.json();
    assert_eq!(
        (preview.total_changes, preview.words),
        (3, 1),
        "all of it still waits"
    );
    let workspace = server.app.store.workspace("default").await.unwrap();
    let records = workspace
        .main()
        .read(|read: &Read<'_>| audit::of(read, "publication", "2", 10))
        .await
        .unwrap();
    assert_eq!(
        (records[0].actor_kind.as_str(), records[0].action.as_str()),
        ("job", "publication.create")
    );

    server.clock.set(at + 2 * HOUR - 1);
    scheduler.round().await;
    assert!(desk.reads(festival.id).await);
    server.clock.set(at + 2 * HOUR);
    scheduler.round().await;
    assert_eq!(desk.titles().await, ["印刷のしかた"]);
    assert!(
        !desk.reads(festival.id).await,
        "an answer of an open chat is gone too"
    );
    assert_eq!(desk.stored(&festival).await.window, EntryWindow::Expired);
    scheduler.round().await;
    assert_eq!(desk.publications().await.len(), 3, "each time once");
    // A publication by hand does not bring it back.
    desk.publish().await;
    assert!(!desk.titles().await.contains(&"創立記念日の受付".to_owned()));

    // Nor does going back to when it was seen.
    let back = desk.create("publications/2/rollback", &json!({})).await;
    assert_eq!(back.json::<Publication>().restores, Some(2));
    assert_eq!(desk.titles().await, ["印刷のしかた"]);
    let path = desk.admin.api("publications/2");
    let detail: PublicationDetail = server.get(&path).by(&desk.admin).send().await.json();
    assert_eq!(detail.publication.entries, 2);
    assert_eq!(detail.total_back, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_publish_sets_times_that_a_publication_agrees_to() {
    let desk = Desk::open().await;
    let server = &desk.server;
    let mut scheduler = Scheduler::new(server.app.clone());
    let (_, editor) = member(server, &desk.admin, &user("Kim", Role::Editor)).await;
    let until = moment(server, 30);
    let made = server.post(&editor.api("entries")).by(&editor);
    let made = made.json(&entry("編集者の予約", &moment(server, 10), &until));
    let made: Entry = made.send().await.json();
    assert!(made.unpublished && made.window == EntryWindow::Scheduled);
    server.clock.advance(15 * MINUTE);
    scheduler.round().await;
    assert!(desk.titles().await.is_empty(), "nobody has agreed to it");
    // Its time has begun: the publication shows it at once, and it ends by itself.
    desk.publish().await;
    assert_eq!(desk.titles().await, ["編集者の予約"]);

    // An editor puts the end off; that waits. Who may publish does, and that counts.
    let longer = |now: &Entry, until: &str| EntryEdit {
        version: now.version,
        code: now.code.clone(),
        ..entry("編集者の予約", &now.publish_from, until)
    };
    let path = editor.api(&format!("entries/{}", made.id));
    let now = desk.stored(&made).await;
    let later = moment(server, 60);
    let put = async |who: &SignedIn, edit: EntryEdit| -> Entry {
        let call = server.request(Method::PUT, &path).by(who).json(&edit);
        call.send().await.json()
    };
    assert!(put(&editor, longer(&now, &later)).await.unpublished);
    server.clock.advance(20 * MINUTE);
    scheduler.round().await;
    assert!(desk.titles().await.is_empty(), "the end that was agreed to");
    desk.publish().await;
    assert_eq!(desk.titles().await, ["編集者の予約"]);
    let now = desk.stored(&made).await;
    assert!(!put(&desk.admin, longer(&now, "")).await.unpublished);
    server.clock.advance(10 * HOUR);
    scheduler.round().await;
    assert_eq!(desk.titles().await, ["編集者の予約"], "it has no end any more");
    // What is taken back before it begins does not appear.
    let soon = desk.entry(&entry("取りやめ", &moment(server, 5), "")).await;
    desk.change(&soon, |edit| edit.status = Status::Draft).await;
    server.clock.advance(HOUR);
    scheduler.round().await;
    assert_eq!(desk.titles().await, ["編集者の予約"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missed_while_kotae_was_off_is_caught_up() {
    let desk = Desk::open().await;
    let server = &desk.server;
    let old = desk
        .entry(&entry("年末調整（去年）", "", &moment(server, 30)))
        .await;
    let new = desk
        .entry(&entry("年末調整（今年）", &moment(server, 40), ""))
        .await;
    desk.publish().await;
    assert_eq!(desk.titles().await, ["年末調整（去年）"]);
    let at = server.app.clock.now_ms();
    let Desk {
        server, key, secret, ..
    } = desk;
    let data = server.stop().await;
    let server = Server::over(data, |_| {}).await;
    server.clock.set(at + 5 * HOUR);
    let reply = server
        .sign_in("default", "hanako@default.example", PASSWORD)
        .await;
    let admin = SignedIn::from("default", &reply);
    let desk = Desk::of(server, admin, key, secret).await;
    assert!(desk.reads(old.id).await, "nothing has run yet");
    let mut scheduler = Scheduler::new(desk.server.app.clone());
    scheduler.round().await;
    assert_eq!(desk.titles().await, ["年末調整（今年）"]);
    assert!(!desk.reads(old.id).await && desk.reads(new.id).await);
    assert_eq!(desk.publications().await.len(), 2, "one for both");
    let jobs: Jobs = desk
        .server
        .get(&desk.admin.api("jobs"))
        .by(&desk.admin)
        .send()
        .await
        .json();
    let job = jobs.jobs.iter().find(|row| row.job == JobName::Publish).unwrap();
    assert_eq!((job.runs.len(), job.runs[0].done, job.next_at), (1, 1, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pinned_questions_do_not_keep_what_is_over_and_the_owners_are_told() {
    let (desk, smtp) = (Desk::open().await, Smtp::start().await);
    let server = &desk.server;
    smtp.serve(server, &desk.admin).await;
    let (mut scheduler, mut worker) = (
        Scheduler::new(server.app.clone()),
        Worker::new(server.app.clone()),
    );
    let over = desk
        .entry(&entry("健康診断の予約", "", &moment(server, 10)))
        .await;
    desk.create(
        "pinned",
        &json!({ "question": "健康診断の予約", "entry": over.id }),
    )
    .await;
    desk.publish().await;
    scheduler.round().await;
    server.clock.advance(10 * MINUTE);
    scheduler.round().await;
    assert!(!desk.reads(over.id).await);
    worker.round().await;
    let mails = smtp.received();
    assert_eq!(mails.len(), 1);
    let parsed = MessageParser::default().parse(mails[0].data.as_bytes()).unwrap();
    let text = parsed.body_text(0).unwrap();
    assert!(
        parsed.subject().unwrap().contains("固定した質問 1 件") && text.contains("健康診断の予約"),
        "{text}"
    );
    let workspace = server.app.store.workspace("default").await.unwrap();
    let records = workspace
        .main()
        .read(|read: &Read<'_>| audit::of(read, "publication", "2", 10))
        .await
        .unwrap();
    assert!(records.iter().any(|record| record.action == "publication.force"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn times_are_checked_listed_changed_in_bulk_and_go_through_files() {
    let desk = Desk::open().await;
    let server = &desk.server;
    let refused = async |edit: &EntryEdit| {
        let call = server.post(&desk.admin.api("entries")).by(&desk.admin).json(edit);
        let problem: Problem = call.send().await.json();
        (problem.fields[0].field.clone(), problem.fields[0].fault)
    };
    assert_eq!(
        refused(&entry("a", "明日", "")).await,
        ("publish_from".into(), Fault::NotMoment)
    );
    let end = moment(server, 60);
    assert_eq!(
        refused(&entry("a", &end, &end)).await,
        ("publish_until".into(), Fault::EndsTooSoon)
    );

    let ahead = desk.entry(&entry("これから", &moment(server, 60), "")).await;
    let within = desk.entry(&entry("いま", "", &moment(server, 60))).await;
    let over = desk.entry(&entry("おわり", "", &moment(server, -1))).await;
    let plain = desk.entry(&entry("いつも", "", "")).await;
    let listed = async |window: &str| -> Vec<(String, EntryWindow)> {
        let path = desk.admin.api(&format!("entries?window={window}"));
        let page: EntryPage = server.get(&path).by(&desk.admin).send().await.json();
        let rows = page.items.into_iter();
        rows.map(|row| (row.title, row.window)).collect()
    };
    for (window, title, is) in [
        ("scheduled", "これから", EntryWindow::Scheduled),
        ("open", "いま", EntryWindow::Open),
        ("expired", "おわり", EntryWindow::Expired),
    ] {
        assert_eq!(listed(window).await, [(title.to_owned(), is)]);
    }

    let bulk = async |edit: BulkEdit| {
        let call = server.post(&desk.admin.api("entries/bulk")).by(&desk.admin);
        call.json(&edit).send().await
    };
    let ids = vec![ahead.id, within.id, over.id, plain.id];
    let wrong = bulk(BulkEdit {
        ids: ids.clone(),
        publish_until: Some(moment(server, 30)),
        ..BulkEdit::default()
    })
    .await;
    let problem: Problem = wrong.json();
    assert_eq!(problem.fields[0].fault, Fault::EndsTooSoon, "one begins later");
    let set = bulk(BulkEdit {
        ids,
        publish_until: Some(moment(server, 90)),
        ..BulkEdit::default()
    })
    .await;
    assert_eq!(set.json::<BulkResult>().changed, 4);

    let path = desk.admin.api("export/entries.csv");
    let file = server.get(&path).by(&desk.admin).send().await;
    let line = format!("{},{}\r\n", moment(server, 60), moment(server, 90));
    assert!(file.text().contains(&line), "{}", file.text());
    let dry = server.post(&desk.admin.api("import")).by(&desk.admin);
    let dry: ImportReport = dry.body(file.body.clone()).send().await.json();
    assert_eq!((dry.unchanged, dry.changed, dry.error_count), (4, 0, 0));
    let people_write = "id,質問,公開開始,公開終了日\nX-1,題,2027/4/1 9:00,2027年4月30日\n";
    let read = async |text: &str| -> ImportReport {
        let call = server.post(&desk.admin.api("import")).by(&desk.admin);
        call.body(text.to_owned()).send().await.json()
    };
    let report = read(people_write).await;
    assert_eq!((report.new, report.error_count), (1, 0));
    let bad = read("id,質問,公開開始\nX-1,題,来月\n").await;
    assert_eq!(
        (bad.errors[0].column.as_str(), bad.errors[0].fault),
        ("公開開始", Fault::NotMoment)
    );
}
