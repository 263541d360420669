//! Files that visitors send with forms.

use crate::{
    forms::{Inbox, faults, problem, text},
    harness::{Reply, Server},
};
use axum::http::{Method, StatusCode, header};
use kotae::store::{Actor, engine::Tx, form_files, submissions};
use kotae_shared::{
    Uuid,
    api::{
        forms::{SubmissionFile, Submit},
        problem::Fault,
    },
    codec,
    form::answers::{Answer, Value as Answered},
};
use serde_json::{Value, json};
use std::path::PathBuf;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and what follows";
const DAY: i64 = 24 * 3_600_000;

fn form() -> Value {
    json!({ "name": { "ja": "写真つき" }, "pages": [{ "fields": [
        { "key": "what", "kind": "text", "label": { "ja": "内容" } },
        { "key": "files", "kind": "file", "label": { "ja": "写真" }, "most": 3 },
    ] }] })
}

impl Inbox {
    fn folder(&self) -> PathBuf {
        self.desk
            .server
            .data
            .path()
            .join("kotae-data/workspaces/default/attachments")
    }

    /// Names in the folder of such files.
    fn kept(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder()).into_iter().flatten().flatten();
        files
            .map(|file| file.file_name().to_string_lossy().into_owned())
            .collect()
    }

    fn file_path(&self, file: u128, name: &str, visitor: u128, start: &str) -> String {
        let (file, visitor) = (Uuid::from_u128(file), Uuid::from_u128(visitor));
        format!(
            "forms/{}/files?file={file}&name={name}&visitor={visitor}&start={start}",
            self.form
        )
    }

    async fn upload(&self, file: u128, name: &str, visitor: u128, bytes: &[u8]) -> Reply {
        let start = self.page("", None).await.start;
        let path = self.file_path(file, name, visitor, &start);
        let call = self.desk.call(Method::POST, &path, None);
        call.body(bytes.to_vec()).send().await
    }

    async fn with_files(&self, id: u128, files: &[u128]) -> Submit {
        let ids = files.iter().map(|file| Uuid::from_u128(*file)).collect();
        let files = Answer {
            key: "files".into(),
            value: Answered::Files(ids),
        };
        self.filled(id, vec![text("what", "割れた画面"), files]).await
    }
}

fn stored(reply: &Reply) -> SubmissionFile {
    assert_eq!(reply.status, StatusCode::OK, "{}", problem(reply));
    codec::decode(&reply.body).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_comes_with_a_submission_and_is_saved_by_who_may_read_it() {
    let inbox = Inbox::open(form(), json!({})).await;
    let name = "%E5%86%99%E7%9C%9F.exe";
    let file = stored(&inbox.upload(100, name, 1, PNG).await);
    assert_eq!(
        (file.name.as_str(), file.kind.as_str(), file.bytes as usize),
        ("写真.png", "image/png", PNG.len()),
        "what it is says its content"
    );
    // Sent again by a bad network.
    assert_eq!(stored(&inbox.upload(100, name, 1, PNG).await), file);
    stored(&inbox.upload(101, "a.csv", 1, b"a,b\n1,2\n").await);
    // The same content of somebody else.
    stored(&inbox.upload(102, "b.png", 2, PNG).await);
    assert_eq!(inbox.kept().len(), 2);

    let foreign = inbox.with_files(1, &[100, 102]).await;
    let refused = inbox.send(&foreign, None).await;
    assert_eq!(
        faults(&refused),
        [("answers.files".to_owned(), Fault::Unknown)],
        "another visitor's"
    );
    let submit = inbox.with_files(1, &[101, 100]).await;
    let sent = inbox.sent(&submit, None).await;
    assert_eq!(inbox.sent(&submit, None).await, sent);
    let again = Submit {
        id: Uuid::from_u128(9),
        ..submit.clone()
    };
    assert_eq!(
        faults(&inbox.send(&again, None).await),
        [("answers.files".to_owned(), Fault::Unknown)],
        "a file has one submission"
    );
    let found = inbox.one(1).await;
    let names: Vec<_> = found.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["写真.png", "a.csv"]);

    let path = format!("submissions/{}/files/1", submit.id);
    let got = inbox.call(Method::GET, &path, &Value::Null).await;
    assert_eq!((got.status, &got.body[..]), (StatusCode::OK, PNG));
    assert_eq!(
        got.header(header::CONTENT_DISPOSITION),
        "attachment; filename=\"file.png\"; filename*=UTF-8''%E5%86%99%E7%9C%9F.png"
    );
    assert_eq!(got.header(header::CACHE_CONTROL), "private, no-store");
    assert_eq!(got.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(got.header(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    for place in ["0", "3", "x"] {
        let path = format!("submissions/{}/files/{place}", submit.id);
        let none = inbox.call(Method::GET, &path, &Value::Null).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{place}");
    }
    let nobody = inbox.desk.server.get(&inbox.desk.admin.api(&path)).send().await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);

    // With the submission its files go; what somebody else sent alike stays.
    let path = format!("submissions/{}", submit.id);
    inbox.call(Method::DELETE, &path, &Value::Null).await;
    assert_eq!(inbox.kept().len(), 1);
    inbox.desk.server.clock.advance(DAY + 1);
    let workspace = inbox.desk.server.app.store.workspace("default").await.unwrap();
    let swept = tokio::task::spawn_blocking(move || workspace.erase_files(form_files::sweep));
    assert_eq!(swept.await.unwrap().unwrap(), 1);
    assert!(inbox.kept().is_empty(), "nobody took it for a day");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_none_or_of_another_kind_leaves_nothing() {
    let server = Server::with(|config| {
        config.limits.form_file_bytes = 1_000;
        config.limits.form_files_bytes = 2_000;
    })
    .await;
    let inbox = Inbox::at(server, form(), json!({})).await;
    assert_eq!(inbox.page("", None).await.file_bytes, 1_000);
    let text = |size: usize| "x".repeat(size).into_bytes();
    for (bytes, name, fault) in [
        (text(1_001), "a.txt", Fault::TooLong(1_000)),
        (Vec::new(), "a.txt", Fault::Required),
        (b"MZ\x90\0 a program".to_vec(), "a.png", Fault::BadFile),
        (b"<svg onload=alert(1)>".to_vec(), "a.txt", Fault::BadFile),
    ] {
        let refused = inbox.upload(1, name, 1, &bytes).await;
        assert_eq!(faults(&refused), [("file".to_owned(), fault)]);
    }
    assert!(inbox.kept().is_empty());
    stored(&inbox.upload(1, "a.txt", 1, &text(1_000)).await);
    stored(&inbox.upload(2, "b.txt", 1, &text(999)).await);
    let full = inbox.upload(3, "c.txt", 1, &text(2)).await;
    assert_eq!(faults(&full), [("file".to_owned(), Fault::NoRoom)]);
    assert_eq!(inbox.kept().len(), 2);
    let elsewhere = inbox.upload(1, "a.txt", 2, &text(5)).await;
    assert_eq!(
        elsewhere.status,
        StatusCode::CONFLICT,
        "an id that somebody else has used"
    );
    let path = inbox.file_path(4, "a.txt", 1, "AAAA");
    let unsigned = inbox.desk.call(Method::POST, &path, None).body(text(2));
    assert_eq!(unsigned.send().await.status, StatusCode::PRECONDITION_REQUIRED);
    let long = inbox.upload(4, &"n".repeat(256), 1, &text(2)).await;
    assert_eq!(faults(&long), [("name".to_owned(), Fault::TooLong(255))]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_sends_only_so_many_files_without_a_form() {
    let server = Server::with(|config| config.limits.visitor_per_minute = 1_000).await;
    let inbox = Inbox::at(server, form(), json!({})).await;
    for file in 1..=30 {
        stored(&inbox.upload(file, "a.txt", 1, format!("{file}").as_bytes()).await);
    }
    let more = inbox.upload(31, "a.txt", 1, b"31").await;
    assert_eq!(faults(&more), [("file".to_owned(), Fault::TooLong(30))]);
    assert_eq!(inbox.kept().len(), 30, "the refused one is not kept");
    stored(&inbox.upload(31, "a.txt", 2, b"31").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_breaks_off_leaves_nothing_and_can_be_sent_again() {
    let inbox = Inbox::open(form(), json!({})).await;
    let start = inbox.page("", None).await.start;
    let path = inbox.file_path(7, "a.txt", 1, &start);
    let key = &inbox.desk.key;
    let address = inbox.desk.server.app.config.listen;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /w/{key}/{path} HTTP/1.1\r\nHost: {address}\r\n{}\r\nContent-Length: 100000\r\n\r\n",
        inbox.desk.server.visit(key)
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'x'; 50_000]).await.unwrap();
    stream.flush().await.unwrap();
    let begun = std::time::Instant::now();
    while inbox.kept().is_empty() {
        assert!(begun.elapsed().as_secs() < 60, "it goes to the disk as it comes");
        tokio::task::yield_now().await;
    }
    stream.shutdown().await.unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    drop(stream);
    while !inbox.kept().is_empty() {
        assert!(begun.elapsed().as_secs() < 60, "what broke off goes");
        tokio::task::yield_now().await;
    }
    stored(&inbox.upload(7, "a.txt", 1, &vec![b'x'; 100_000]).await);
    assert_eq!(inbox.kept().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retention_takes_the_files_too() {
    let inbox = Inbox::open(form(), json!({ "retention_days": 7 })).await;
    stored(&inbox.upload(1, "a.png", 1, PNG).await);
    let submit = inbox.with_files(1, &[1]).await;
    inbox.sent(&submit, None).await;
    let erase = async || {
        let workspace = inbox.desk.server.app.store.workspace("default").await.unwrap();
        let sweep = |tx: &Tx<'_>| {
            let (taken, mut hashes) = submissions::sweep(tx, &Actor::Job("retention"))?;
            let (lonely, more) = form_files::sweep(tx)?;
            hashes.extend(more);
            Ok((taken + lonely, hashes))
        };
        tokio::task::spawn_blocking(move || workspace.erase_files(sweep))
            .await
            .unwrap()
            .unwrap()
    };
    inbox.desk.server.clock.advance(6 * DAY);
    assert_eq!(erase().await, 0, "a submission has it");
    inbox.desk.server.clock.advance(DAY + 1);
    assert_eq!(erase().await, 1);
    assert!(inbox.kept().is_empty());
}
