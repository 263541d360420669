//! What is typed and not saved is kept for who typed it, and who else has the form open is known.

use crate::{
    harness::{Reply, Server, SignedIn},
    people::{edit, member},
};
use axum::http::{Method, StatusCode};
use kotae_shared::{
    Uuid,
    access::Role,
    api::{
        admin::{Entry, EntryEdit, EntryPage, PublishPreview, VersionPage},
        drafts::{DraftEdit, DraftSaved, EntryDraft, Here, Presence},
        problem::{Fault, Problem},
    },
};
use serde::Serialize;

async fn send<T: Serialize>(server: &Server, who: &SignedIn, method: Method, path: &str, body: &T) -> Reply {
    let call = server.request(method, &who.api(path)).by(who);
    call.json(body).send().await
}

async fn read(server: &Server, who: &SignedIn, path: &str) -> Reply {
    server.get(&who.api(path)).by(who).send().await
}

async fn drafts(server: &Server, who: &SignedIn, query: &str) -> Vec<EntryDraft> {
    read(server, who, &format!("drafts{query}")).await.json()
}

fn typed(title: &str, version: u32) -> DraftEdit {
    DraftEdit {
        edit: EntryEdit {
            title: title.into(),
            version,
            ..EntryEdit::default()
        },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_its_writers_alone_until_it_is_saved_or_thrown_away() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let (editor_id, editor) = member(&server, &owner, &edit("sato", Role::Editor)).await;
    let (_, viewer) = member(&server, &owner, &edit("vera", Role::Viewer)).await;
    let new = EntryEdit {
        title: "VPN".into(),
        answer: "答え".into(),
        ..EntryEdit::default()
    };
    let entry: Entry = send(&server, &owner, Method::POST, "entries", &new).await.json();
    let path = format!("drafts/{}", entry.id);
    let of_entry = format!("?entry={}", entry.id);

    // It need not be complete: nothing of it is checked but its size.
    let kept: DraftSaved = send(&server, &editor, Method::PUT, &path, &typed("", 1))
        .await
        .json();
    assert_eq!((kept.id, kept.saved_at), (entry.id, server.app.clock.now_ms()));
    server.clock.advance(1_000);
    send(&server, &editor, Method::PUT, &path, &typed("書きかけの題", 1)).await;
    let found = drafts(&server, &editor, &of_entry).await;
    assert_eq!((found.len(), found[0].edit.title.as_str()), (1, "書きかけの題"));
    assert_eq!(found[0].saved_at, kept.saved_at + 1_000);
    // Nobody else has anything of it: no list, no history, no publication, no other user.
    assert!(drafts(&server, &owner, &of_entry).await.is_empty());
    assert_eq!(
        read(&server, &viewer, "drafts").await.status,
        StatusCode::FORBIDDEN
    );
    let page: EntryPage = read(&server, &owner, "entries?q=書きかけ").await.json();
    assert_eq!(page.total, 0);
    let versions: VersionPage = read(&server, &owner, &format!("entries/{}/versions", entry.id))
        .await
        .json();
    assert_eq!(versions.items.len(), 1);
    let preview: PublishPreview = read(&server, &owner, "publish").await.json();
    assert_eq!(preview.total_changes, 0);

    // A refused save throws nothing away; a save does, and only one's own.
    send(&server, &owner, Method::PUT, &path, &typed("持ち主の書きかけ", 1)).await;
    let mut change = EntryEdit {
        code: entry.code.clone(),
        version: 9,
        ..new.clone()
    };
    let to = format!("entries/{}", entry.id);
    let refused = send(&server, &editor, Method::PUT, &to, &change).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(drafts(&server, &editor, &of_entry).await.len(), 1);
    change.version = 1;
    let saved = send(&server, &editor, Method::PUT, &to, &change).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
    assert!(drafts(&server, &editor, &of_entry).await.is_empty());
    assert_eq!(drafts(&server, &owner, &of_entry).await.len(), 1);
    let thrown = server
        .request(Method::DELETE, &owner.api(&path))
        .by(&owner)
        .send()
        .await;
    assert_eq!(thrown.status, StatusCode::NO_CONTENT);
    let again = server
        .request(Method::DELETE, &owner.api(&path))
        .by(&owner)
        .send()
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);

    // Of an entry that is not there yet: the server names it, and saving the entry ends it.
    let made = send(&server, &editor, Method::POST, "drafts", &typed("新しい題", 0)).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let made: DraftSaved = made.json();
    let own = format!("drafts/{}", made.id);
    send(&server, &editor, Method::PUT, &own, &typed("新しい題 2", 0)).await;
    let found = drafts(&server, &editor, "").await;
    assert_eq!((found.len(), found[0].edit.title.as_str()), (1, "新しい題 2"));
    for id in [made.id, Uuid::from_u128(7)] {
        let foreign = send(
            &server,
            &owner,
            Method::PUT,
            &format!("drafts/{id}"),
            &typed("x", 0),
        )
        .await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    }
    let create = format!("entries?draft={}", made.id);
    let reply = send(&server, &editor, Method::POST, &create, &EntryEdit::default()).await;
    assert_eq!(
        reply.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a title is missing"
    );
    assert_eq!(drafts(&server, &editor, "").await.len(), 1);
    let reply = send(&server, &editor, Method::POST, &create, &new).await;
    assert_eq!(reply.status, StatusCode::CREATED);
    assert!(drafts(&server, &editor, "").await.is_empty());

    // Too large; too many; too old; and gone with its writer.
    let mut large = typed("x", 0);
    large.edit.answer = "長".repeat(100_000);
    let large = send(&server, &editor, Method::POST, "drafts", &large).await;
    let problem: Problem = large.json();
    assert_eq!(
        (problem.fields[0].field.as_str(), problem.fields[0].fault),
        ("answer", Fault::TooLong(20_000))
    );
    for number in 0..101 {
        server.clock.advance(1);
        send(
            &server,
            &editor,
            Method::POST,
            "drafts",
            &typed(&number.to_string(), 0),
        )
        .await;
    }
    let found = drafts(&server, &editor, "").await;
    assert_eq!((found.len(), found[0].edit.title.as_str()), (100, "100"));
    assert_eq!(found.last().unwrap().edit.title, "1");
    let reply = server
        .request(Method::DELETE, &owner.api(&format!("users/{editor_id}")))
        .by(&owner)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_open_elsewhere_is_known_and_so_is_a_newer_version() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let (_, editor) = member(&server, &owner, &edit("sato", Role::Editor)).await;
    let new = EntryEdit {
        title: "VPN".into(),
        ..EntryEdit::default()
    };
    let entry: Entry = send(&server, &owner, Method::POST, "entries", &new).await.json();
    let path = format!("entries/{}/presence", entry.id);
    let here = async |who: &SignedIn, form: u128, writing, leaving| -> Presence {
        let here = Here {
            form: Uuid::from_u128(form),
            writing,
            leaving,
        };
        send(&server, who, Method::POST, &path, &here).await.json()
    };
    assert!(here(&owner, 1, false, false).await.others.is_empty());
    let seen = here(&editor, 2, true, false).await;
    assert_eq!(
        (seen.version, seen.others.len(), seen.others[0].own),
        (1, 1, false)
    );
    let seen = here(&owner, 1, false, false).await;
    assert_eq!(seen.others[0].name, "sato");
    assert!(seen.others[0].writing);
    let change = EntryEdit {
        title: "VPN 接続".into(),
        version: 1,
        ..new
    };
    send(
        &server,
        &editor,
        Method::PUT,
        &format!("entries/{}", entry.id),
        &change,
    )
    .await;
    let seen = here(&owner, 1, true, false).await;
    assert_eq!((seen.version, seen.updated_by.as_str()), (2, "sato"));
    here(&editor, 2, false, true).await;
    assert!(here(&owner, 1, true, false).await.others.is_empty());
    here(&editor, 3, false, false).await;
    server.clock.advance(46_000);
    assert!(here(&owner, 1, true, false).await.others.is_empty());
    let nowhere = format!("entries/{}/presence", Uuid::from_u128(9));
    let body = Here {
        form: Uuid::nil(),
        writing: false,
        leaving: false,
    };
    let reply = send(&server, &owner, Method::POST, &nowhere, &body).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}
