//! Uploads from the administrator's file to what a visitor's browser gets.

use crate::harness::{Server, SignedIn};
use axum::http::{Method, StatusCode, header};
use kotae_shared::{
    Uuid,
    api::{
        admin::{EntryEdit, PublishRequest, Status, Widget, WidgetEdit},
        problem::{Fault, Problem},
        uploads::{Upload, limits},
        widget::{Answer, AnswerRequest, Visit},
    },
    codec,
};

/// A PNG of 1 x 1 pixel with a text chunk that must not survive.
fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = image::RgbImage::from_pixel(5, 3, image::Rgb([10, 20, 30]));
    image
        .write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png)
        .unwrap();
    let text = b"tEXtComment\0taken by hanako";
    let mut chunk = ((text.len() - 4) as u32).to_be_bytes().to_vec();
    chunk.extend_from_slice(text);
    let mut crc = flate2::Crc::new();
    crc.update(text);
    chunk.extend_from_slice(&crc.sum().to_be_bytes());
    bytes.splice(33..33, chunk);
    bytes
}

async fn upload(
    server: &Server,
    who: &SignedIn,
    query: &str,
    body: impl Into<bytes::Bytes>,
) -> crate::harness::Reply {
    let path = format!("{}?{query}", who.api("uploads"));
    server
        .post(&path)
        .by(who)
        .header("accept-language", "en")
        .body(body)
        .send()
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_image_is_made_anew_kept_once_and_handed_out_as_unchanging() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    let reply = upload(&server, &who, "name=%E5%9B%B3.jpg&place=answer", png()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let made: Upload = reply.json();
    assert_eq!((made.name.as_str(), made.kind.as_str()), ("図.png", "image/png"));
    assert_eq!((made.width, made.height), (Some(5), Some(3)));
    let again = upload(&server, &who, "name=other.png", png()).await;
    assert_eq!(
        (again.status, again.json::<Upload>().id),
        (StatusCode::OK, made.id)
    );

    let path = format!("w/{key}/files/{}", made.file);
    let shown = server.get(&path).send().await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(!shown.text().contains("hanako"), "no metadata");
    assert_eq!(shown.header(header::CONTENT_TYPE), "image/png");
    assert_eq!(
        shown.header(header::CACHE_CONTROL),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(shown.headers["x-content-type-options"], "nosniff");
    assert!(shown.header(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    assert!(shown.header(header::CONTENT_DISPOSITION).starts_with("inline"));
    assert_eq!(shown.headers["cross-origin-resource-policy"], "same-origin");
    let etag = shown.header(header::ETAG).to_owned();
    let known = server.get(&path).header("if-none-match", &etag).send().await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));

    // The administrator sees it too; other workspaces and other names do not lead to it.
    let own = who.api(&format!("files/{}", made.file));
    assert_eq!(server.get(&own).by(&who).send().await.status, StatusCode::OK);
    assert_eq!(server.get(&own).send().await.status, StatusCode::UNAUTHORIZED);
    server.workspace("sales").await;
    let other = server.widget_key("sales").await;
    for bad in [
        format!("w/{other}/files/{}", made.file),
        path.replace(".png", ".jpg"),
        path.replace(".png", ""),
        format!("w/{key}/files/..%2f..%2fmain.db"),
        format!("w/{key}/files/{}.png", "0".repeat(64)),
    ] {
        assert_eq!(
            server.get(&bad).send().await.status,
            StatusCode::NOT_FOUND,
            "{bad}"
        );
    }
    let hash = made.file.split('.').next().unwrap();
    let file = server
        .data
        .path()
        .join("kotae-data/workspaces/default/uploads")
        .join(hash);
    assert_eq!(std::fs::read(&file).unwrap(), shown.body);

    let gone = server
        .request(Method::DELETE, &who.api(&format!("uploads/{}", made.id)))
        .by(&who)
        .send()
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(server.get(&path).send().await.status, StatusCode::NOT_FOUND);
    assert!(!file.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_image_is_refused_with_its_reason() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let refused = async |query: &str, body: Vec<u8>| {
        let reply = upload(&server, &who, query, body).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
        let field = reply.json::<Problem>().fields.remove(0);
        assert_eq!(field.field, "file");
        field.fault
    };
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec();
    assert_eq!(
        refused("name=a.svg&place=design", svg.clone()).await,
        Fault::NotImage
    );
    assert_eq!(refused("name=a.svg", svg).await, Fault::BadFile);
    assert_eq!(
        refused("name=a.pdf&place=design", b"%PDF-1.7".to_vec()).await,
        Fault::NotImage
    );
    assert_eq!(
        refused("name=a.png", b"\x89PNG\r\n\x1a\n".to_vec()).await,
        Fault::BadImage
    );
    let large = vec![0; limits::BYTES + 1];
    assert_eq!(
        refused("name=a.txt", large).await,
        Fault::TooLong(limits::BYTES as u32)
    );
    let none: Vec<Upload> = server.get(&who.api("uploads")).by(&who).send().await.json();
    assert!(none.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn images_and_attachments_of_an_answer_lead_to_where_its_reader_may_fetch_them() {
    let server =
        Server::with(|config| config.public_url = "https://faq.example.co.jp/kotae/".parse().ok()).await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    let image: Upload = upload(&server, &who, "name=a.png", png()).await.json();
    let sheet: Upload = upload(&server, &who, "name=%E8%A1%A8.csv", "名前,内線\n".as_bytes())
        .await
        .json();
    let edit = EntryEdit {
        title: "内線表".into(),
        answer: format!("![画面](files/{})\n\n[表](files/{})", image.file, sheet.file),
        status: Status::Published,
        ..EntryEdit::default()
    };
    let preview = server.post(&who.api("preview")).by(&who);
    let request = kotae_shared::api::admin::PreviewRequest {
        answer: edit.answer.clone(),
    };
    let preview = preview.json(&request).send().await.text();
    assert!(
        preview.contains(&format!("/kotae/api/admin/default/files/{}", image.file)),
        "{preview}"
    );
    let entry: kotae_shared::api::admin::Entry = server
        .post(&who.api("entries"))
        .by(&who)
        .json(&edit)
        .send()
        .await
        .json();
    let published = server
        .post(&who.api("publish"))
        .by(&who)
        .json(&PublishRequest::default())
        .send()
        .await;
    assert_eq!(published.status, StatusCode::CREATED, "{}", published.text());
    let request = AnswerRequest {
        visit: Visit::default(),
        event: Uuid::from_u128(1),
        conversation: Uuid::from_u128(2),
        seq: 0,
        question: None,
        entry: entry.id,
        preview: false,
    };
    let reply = server
        .post(&format!("w/{key}/answers"))
        .body(codec::encode(&request))
        .send()
        .await;
    let answer: Answer = codec::decode(&reply.body).unwrap();
    let doc = serde_json::to_string(&answer.doc).unwrap();
    for file in [&image.file, &sheet.file] {
        assert!(doc.contains(&format!("\"/kotae/w/{key}/files/{file}\"")), "{doc}");
    }
    let saved = server.get(&format!("w/{key}/files/{}", sheet.file)).send().await;
    let way = saved.header(header::CONTENT_DISPOSITION);
    assert!(
        way.starts_with("attachment") && way.ends_with("%E8%A1%A8.csv"),
        "{way}"
    );
    let path = who.api(&format!("uploads/{}", image.id));
    let kept = server.request(Method::DELETE, &path).by(&who).send().await;
    assert_eq!(kept.json::<Problem>().fields[0].fault, Fault::InUse);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_launchers_image_is_shown_in_a_document_of_ours() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let mut widget: Widget = server
        .get(&who.api("widgets"))
        .by(&who)
        .send()
        .await
        .json::<Vec<_>>()
        .remove(0);
    let path = format!("w/{}/launcher", widget.key);
    assert_eq!(server.get(&path).send().await.status, StatusCode::NOT_FOUND);
    let image: Upload = upload(&server, &who, "name=a.png&place=design", png())
        .await
        .json();
    widget.settings.design.launcher_image.clone_from(&image.file);
    widget.settings.allowed_origins = vec!["https://intranet.example".into()];
    let edit = WidgetEdit {
        settings: widget.settings,
        version: widget.version,
    };
    let saved = server.request(Method::PUT, &who.api(&format!("widgets/{}", widget.id)));
    assert_eq!(saved.by(&who).json(&edit).send().await.status, StatusCode::OK);
    let reply = server.get(&path).send().await;
    assert!(
        reply
            .text()
            .contains(&format!("/w/{}/files/{}", widget.key, image.file))
    );
    let policy = reply.header(header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.ends_with("frame-ancestors 'self' https://intranet.example"),
        "{policy}"
    );
    let frame = server.get(&format!("w/{}", widget.key)).send().await.text();
    assert!(frame.contains("\"launcher_image\":true"), "{frame}");
}
