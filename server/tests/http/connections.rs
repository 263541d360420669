//! Slow, silent and greedy clients, and a stop in the middle of a request.

use crate::{harness::Server, widget::question};
use kotae_shared::{api::admin::QuestionQuery, codec};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};

/// What no test should ever need; real waits are far shorter.
const LONG: Duration = Duration::from_secs(20);

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.app.config.listen).await.unwrap()
}

/// Everything until the server closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is a way to close as well.
    let _ = timeout(LONG, stream.read_to_end(&mut bytes))
        .await
        .expect("the server must close");
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_never_ends_its_head_is_dropped() {
    let server = Server::with(|config| config.limits.header_timeout = Duration::from_millis(100)).await;
    let began = Instant::now();
    let mut silent = connect(&server).await;
    let mut slow = connect(&server).await;
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        .await
        .unwrap();
    rest(&mut slow).await;
    rest(&mut silent).await;
    assert!(began.elapsed() < LONG);
    assert_eq!(
        server.get("healthz").send().await.status.as_u16(),
        200,
        "others are served"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_never_comes_ends_the_request() {
    let server = Server::with(|config| config.limits.request_timeout = Duration::from_millis(100)).await;
    let key = server.widget_key("default").await;
    let mut slow = connect(&server).await;
    let head = format!(
        "POST /w/{key}/events HTTP/1.1\r\nHost: x\r\n{}\r\nContent-Length: 100\r\nConnection: close\r\n\r\nabc",
        server.visit(&key)
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    let reply = rest(&mut slow).await;
    assert!(reply.starts_with("HTTP/1.1 408 "), "{reply}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_head_and_an_odd_one_are_refused() {
    let server = Server::start().await;
    let mut greedy = connect(&server).await;
    let _ = greedy
        .write_all(
            format!(
                "GET / HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n",
                "x".repeat(200_000)
            )
            .as_bytes(),
        )
        .await;
    let reply = rest(&mut greedy).await;
    assert!(reply.is_empty() || reply.starts_with("HTTP/1.1 4"), "{reply}");
    let mut odd = connect(&server).await;
    odd.write_all(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        .await
        .unwrap();
    let reply = rest(&mut odd).await;
    assert!(reply.is_empty() || reply.starts_with("HTTP/1.1 400"), "{reply}");
    for path in [
        "/%",
        "/%ff%fe",
        "/admin/%00/",
        "/w/..%2f..%2fetc/boot",
        "/assets/widget/..%2f..%2fkotae.db",
    ] {
        let mut stream = connect(&server).await;
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let reply = rest(&mut stream).await;
        assert!(reply.starts_with("HTTP/1.1 4"), "{path}: {reply}");
    }
    assert_eq!(server.get("healthz").send().await.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_takes_nothing_is_dropped() {
    // More than the sockets between the two can hold.
    let large: &'static str = Box::leak("x".repeat(64 << 20).into_boxed_str());
    let server = Server::with_file_and("widget/large.js", large, |config| {
        config.limits.connections = 1;
        config.limits.request_timeout = Duration::from_millis(100);
    })
    .await;
    let mut idle = connect(&server).await;
    let head = "GET /assets/widget/large.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    idle.write_all(head.as_bytes()).await.unwrap();
    idle.readable().await.unwrap();
    // The only place is free again once he has been dropped.
    let mut next = connect(&server).await;
    let head = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    next.write_all(head.as_bytes()).await.unwrap();
    assert!(rest(&mut next).await.starts_with("HTTP/1.1 200 "));
    let taken = rest(&mut idle).await.len();
    assert!(taken < large.len(), "{taken}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_finishes_what_was_accepted() {
    let server = Server::start().await;
    let key = server.widget_key("default").await;
    let body = codec::encode(&question(1, 50, "間に合った質問"));
    let mut visitor = connect(&server).await;
    let head = format!(
        "POST /w/{key}/events HTTP/1.1\r\nHost: x\r\n{}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        server.visit(&key),
        body.len()
    );
    visitor.write_all(head.as_bytes()).await.unwrap();
    // The interim reply proves that the request is being served.
    let mut interim = [0; 25];
    timeout(LONG, visitor.read_exact(&mut interim))
        .await
        .unwrap()
        .unwrap();
    assert!(
        interim.starts_with(b"HTTP/1.1 100 Continue"),
        "{}",
        String::from_utf8_lossy(&interim)
    );
    let listen = server.app.config.listen;
    let stopping = tokio::spawn(server.stop());
    // The listener closes first.
    timeout(LONG, async {
        while TcpStream::connect(listen).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    visitor.write_all(&body).await.unwrap();
    let reply = rest(&mut visitor).await;
    assert!(reply.starts_with("HTTP/1.1 204 "), "{reply}");
    let data = stopping.await.unwrap();
    let again = Server::over(data, |_| {}).await;
    let workspace = again.app.store.workspace("default").await.unwrap();
    let page = kotae::store::questions::page(&workspace, &QuestionQuery::default())
        .await
        .unwrap();
    assert_eq!(page.items[0].text, "間に合った質問");
}
