//! Four eyes: with the setting on, nothing that a single person does changes what visitors get of an entry.

use crate::{
    harness::{Reply, SignedIn},
    identity::Desk,
    people::{edit, member},
};
use axum::http::{Method, StatusCode};
use kotae::store::{
    Actor, Error,
    audit::{self, Record},
    engine::{Read, Tx},
    entries::{self, EntryChange},
};
use kotae_shared::{
    Uuid,
    access::Role,
    api::{
        admin::{
            BulkEdit, Entry, EntryEdit, EntryPage, ImportReport, Publication, Restore, Session, Status,
            VersionPage,
        },
        approval::{Approval, Decision, Review, ReviewAct, ReviewRequest},
        problem::{Fault, Problem, ProblemCode},
        widget::Answer,
    },
    codec,
};
use serde::Serialize;
use serde_json::json;

/// A desk of three: an administrator, an editor and an approver.
struct Three {
    desk: Desk,
    editor: SignedIn,
    approver: SignedIn,
}

impl Three {
    async fn open() -> Self {
        let desk = Desk::open().await;
        let (_, editor) = member(&desk.server, &desk.admin, &edit("sato", Role::Editor)).await;
        let (_, approver) = member(&desk.server, &desk.admin, &edit("tanaka", Role::Approver)).await;
        Self {
            desk,
            editor,
            approver,
        }
    }

    async fn send<T: Serialize>(&self, who: &SignedIn, method: Method, path: &str, body: &T) -> Reply {
        let call = self.desk.server.request(method, &who.api(path)).by(who);
        call.json(body).send().await
    }

    async fn post<T: Serialize>(&self, who: &SignedIn, path: &str, body: &T) -> Reply {
        self.send(who, Method::POST, path, body).await
    }

    async fn get(&self, who: &SignedIn, path: &str) -> Reply {
        self.desk.server.get(&who.api(path)).by(who).send().await
    }

    async fn set(&self, four_eyes: bool) -> Approval {
        let body = json!({ "four_eyes": four_eyes });
        let reply = self.send(&self.desk.admin, Method::PUT, "approval", &body).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.json()
    }

    async fn entry(&self, id: Uuid) -> Entry {
        self.get(&self.editor, &format!("entries/{id}")).await.json()
    }

    async fn make(&self, who: &SignedIn, edit: &EntryEdit) -> Entry {
        let reply = self.post(who, "entries", edit).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        reply.json()
    }

    async fn change(&self, who: &SignedIn, id: Uuid, change: impl FnOnce(&mut EntryEdit)) -> Reply {
        let mut edit = entries::edit_of(&self.entry(id).await);
        change(&mut edit);
        self.send(who, Method::PUT, &format!("entries/{id}"), &edit).await
    }

    async fn ask(&self, who: &SignedIn, id: Uuid, comment: &str) -> Reply {
        let version = self.entry(id).await.version;
        let request = ReviewRequest {
            comment: comment.into(),
            version,
        };
        self.post(who, &format!("entries/{id}/review"), &request).await
    }

    async fn decide(&self, who: &SignedIn, id: Uuid, approve: bool, comment: &str) -> Reply {
        let version = self.entry(id).await.version;
        let decision = Decision {
            approve,
            comment: comment.into(),
            version,
        };
        self.post(who, &format!("entries/{id}/decision"), &decision).await
    }

    async fn publish(&self) {
        let reply = self.post(&self.approver, "publish", &json!({ "note": "" })).await;
        assert!(
            matches!(reply.status, StatusCode::CREATED | StatusCode::OK),
            "{}",
            reply.text()
        );
    }

    /// What a visitor reads.
    async fn read(&self, id: Uuid) -> Option<String> {
        let reply = self.desk.answer(id, None).await;
        (reply.status == StatusCode::OK).then(|| {
            let answer: Answer = codec::decode(&reply.body).unwrap();
            format!("{} {:?}", answer.title, answer.doc)
        })
    }

    /// Publishes, and asks what a visitor then reads.
    async fn read_next(&self, id: Uuid) -> String {
        self.publish().await;
        self.read(id).await.unwrap_or_default()
    }

    async fn records(&self, id: Uuid) -> Vec<Record> {
        let workspace = self.desk.server.app.store.workspace("default").await.unwrap();
        let read = move |read: &Read<'_>| audit::of(read, "entry", &id.to_string(), 20);
        workspace.main().read(read).await.unwrap()
    }
}

fn vpn(status: Status) -> EntryEdit {
    EntryEdit {
        title: "VPN".into(),
        answer: "はじめの答え".into(),
        status,
        ..EntryEdit::default()
    }
}

fn fault(reply: &Reply) -> (String, Fault) {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    let problem: Problem = reply.json();
    (problem.fields[0].field.clone(), problem.fields[0].fault)
}

fn needs_approval() -> (String, Fault) {
    ("status".into(), Fault::NeedsApproval)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_is_published_when_somebody_else_has_approved_it() {
    let three = Three::open().await;
    three.set(true).await;
    let session: Session = three.get(&three.editor, "session").await.json();
    assert!(session.four_eyes);
    assert_eq!(session.to_approve, 0, "an editor approves nothing");

    let entry = three.make(&three.editor, &vpn(Status::Draft)).await;
    let asked = three.ask(&three.editor, entry.id, "数字を確かめてください").await;
    assert_eq!(asked.json::<Entry>().status, Status::InReview);
    // What is asked for already is not asked for again.
    assert_eq!(
        three.ask(&three.editor, entry.id, "").await.status,
        StatusCode::CONFLICT
    );
    let session: Session = three.get(&three.approver, "session").await.json();
    assert_eq!(session.to_approve, 1);
    for (who, count) in [(&three.approver, 1), (&three.editor, 0)] {
        let page: EntryPage = three.get(who, "entries?to_approve=true").await.json();
        assert_eq!(page.total, count);
    }
    let page: EntryPage = three
        .get(&three.approver, "entries?status=in_review")
        .await
        .json();
    assert_eq!(page.total, 1);
    assert_eq!(three.read_next(entry.id).await, "");

    // An editor does not decide; to send back says why.
    let refused = three.decide(&three.editor, entry.id, true, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let unsaid = fault(&three.decide(&three.approver, entry.id, false, "  ").await);
    assert_eq!(unsaid, ("comment".into(), Fault::Required));
    let long = fault(
        &three
            .decide(&three.approver, entry.id, true, &"長".repeat(1001))
            .await,
    );
    assert_eq!(long, ("comment".into(), Fault::TooLong(1000)));
    let back = three
        .decide(&three.approver, entry.id, false, "電話番号が古いです")
        .await;
    assert_eq!(back.json::<Entry>().status, Status::Draft);
    // It is not in review any more.
    let late = three.decide(&three.approver, entry.id, true, "").await;
    assert_eq!(late.status, StatusCode::CONFLICT);

    three
        .change(&three.editor, entry.id, |edit| edit.answer = "直した答え".into())
        .await;
    let asked = three.ask(&three.editor, entry.id, "").await;
    let seen = asked.json::<Entry>().version;
    // What is changed while somebody reads is not what he approves.
    three
        .change(&three.editor, entry.id, |edit| {
            edit.answer = "すり替えた答え".into();
        })
        .await;
    let decision = Decision {
        approve: true,
        comment: String::new(),
        version: seen,
    };
    let path = format!("entries/{}/decision", entry.id);
    let stale = three.post(&three.approver, &path, &decision).await;
    assert_eq!(stale.json::<Problem>().code, ProblemCode::Conflict);
    let approved = three
        .decide(&three.approver, entry.id, true, "確認しました")
        .await;
    let approved: Entry = approved.json();
    assert_eq!(
        (approved.status, approved.unpublished, approved.unapproved),
        (Status::Published, true, false)
    );
    assert!(three.read_next(entry.id).await.contains("すり替えた答え"));

    let versions: VersionPage = three
        .get(&three.editor, &format!("entries/{}/versions", entry.id))
        .await
        .json();
    let acts: Vec<_> = versions
        .items
        .iter()
        .filter_map(|row| Some((row.act?, row.by.as_str(), row.comment.as_str())))
        .collect();
    assert_eq!(
        acts,
        [
            (ReviewAct::Approved, "tanaka", "確認しました"),
            (ReviewAct::Asked, "sato", ""),
            (ReviewAct::SentBack, "tanaka", "電話番号が古いです"),
            (ReviewAct::Asked, "sato", "数字を確かめてください"),
        ]
    );
    let review: Review = three
        .get(&three.editor, &format!("entries/{}/review", entry.id))
        .await
        .json();
    assert_eq!(review.last.unwrap().act, ReviewAct::Approved);
    assert!(!review.unapproved);
    let records = three.records(entry.id).await;
    for action in ["entry.review", "entry.send_back", "entry.approve"] {
        let found = records.iter().find(|record| record.action == action);
        assert!(found.is_some(), "{action}: {records:?}");
    }
    assert!(
        format!("{records:?}").contains("電話番号が古いです"),
        "{records:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_approves_what_he_wrote() {
    let three = Three::open().await;
    three.set(true).await;
    let own = ("approve".to_owned(), Fault::OwnWork);
    let admin = &three.desk.admin;
    let entry = three.make(&three.approver, &vpn(Status::InReview)).await;
    assert_eq!(
        fault(&three.decide(&three.approver, entry.id, true, "").await),
        own
    );
    // Nor by having somebody else touch what visitors do not read, or ask for him.
    three
        .change(admin, entry.id, |edit| edit.review_on = "2030-01-01".into())
        .await;
    assert_eq!(
        fault(&three.decide(&three.approver, entry.id, true, "").await),
        own
    );
    three
        .change(admin, entry.id, |edit| edit.status = Status::Draft)
        .await;
    three.ask(admin, entry.id, "").await;
    assert_eq!(
        fault(&three.decide(&three.approver, entry.id, true, "").await),
        own
    );
    // Who changed the text last is the writer; the owner of the workspace is no exception.
    three
        .change(admin, entry.id, |edit| edit.answer = "所有者の答え".into())
        .await;
    assert_eq!(fault(&three.decide(admin, entry.id, true, "").await), own);
    let reply = three.decide(&three.approver, entry.id, true, "").await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    // Sending back one's own takes it back.
    let taken = three.make(&three.approver, &vpn(Status::InReview)).await;
    let reply = three
        .decide(&three.approver, taken.id, false, "まだ早かった")
        .await;
    assert_eq!(reply.json::<Entry>().status, Status::Draft);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visitors_keep_what_was_approved_until_the_change_is() {
    let three = Three::open().await;
    let entry = three.make(&three.editor, &vpn(Status::Published)).await;
    three.publish().await;
    three.set(true).await;

    let changed = three
        .change(&three.editor, entry.id, |edit| {
            edit.title = "VPN の新しい題".into();
            edit.answer = "新しい答え".into();
        })
        .await;
    let changed: Entry = changed.json();
    assert_eq!(
        (changed.status, changed.unapproved, changed.unpublished),
        (Status::Published, true, false),
        "the next publication has nothing new of it"
    );
    let page: EntryPage = three.get(&three.editor, "entries?unapproved=true").await.json();
    assert_eq!(page.total, 1);
    let old = three.read_next(entry.id).await;
    assert!(old.contains("はじめの答え") && old.starts_with("VPN "), "{old}");
    three.ask(&three.editor, entry.id, "").await;
    assert!(three.read_next(entry.id).await.contains("はじめの答え"));
    // Sent back it stays with visitors as it was.
    let back = three.decide(&three.approver, entry.id, false, "違います").await;
    assert_eq!(back.json::<Entry>().status, Status::Published);
    assert!(three.read_next(entry.id).await.contains("はじめの答え"));
    // What no visitor reads needs nobody.
    let owner = three
        .change(&three.editor, entry.id, |edit| {
            edit.review_on = "2030-01-01".into();
            edit.title = "VPN".into();
            edit.answer = "はじめの答え".into();
        })
        .await;
    let same: Entry = owner.json();
    assert!(same.unapproved, "going back to the text is a change of text too");
    three.ask(&three.editor, entry.id, "").await;
    three.decide(&three.approver, entry.id, true, "").await;
    three
        .change(&three.editor, entry.id, |edit| edit.review_on = String::new())
        .await;
    let settled = three.entry(entry.id).await;
    assert!(!settled.unapproved && settled.status == Status::Published);
    // To take it away needs nobody either; to bring it back does.
    three
        .change(&three.editor, entry.id, |edit| edit.status = Status::Archived)
        .await;
    assert_eq!(three.read_next(entry.id).await, "");
    let again = three
        .change(&three.editor, entry.id, |edit| edit.status = Status::Published)
        .await;
    assert_eq!(fault(&again), needs_approval());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_way_leads_around_it() {
    let three = Three::open().await;
    let shown = three.make(&three.editor, &vpn(Status::Published)).await;
    three
        .change(&three.editor, shown.id, |edit| {
            edit.answer = "二番目の答え".into();
        })
        .await;
    three.publish().await;
    three.set(true).await;
    let hidden = three.make(&three.editor, &vpn(Status::Draft)).await;

    for who in [&three.editor, &three.approver, &three.desk.admin] {
        let new = three.post(who, "entries", &vpn(Status::Published)).await;
        assert_eq!(fault(&new), needs_approval(), "a new one");
        let changed = three
            .change(who, hidden.id, |edit| edit.status = Status::Published)
            .await;
        assert_eq!(fault(&changed), needs_approval(), "a change");
        let bulk = BulkEdit {
            ids: vec![shown.id, hidden.id],
            status: Some(Status::Published),
            ..BulkEdit::default()
        };
        let bulk = three.post(who, "entries/bulk", &bulk).await;
        assert_eq!(fault(&bulk), needs_approval(), "many at once");
        // By way of the review, without a decision.
        let sent = three
            .change(who, hidden.id, |edit| edit.status = Status::InReview)
            .await;
        assert_eq!(sent.status, StatusCode::OK);
        let turned = three
            .change(who, hidden.id, |edit| edit.status = Status::Published)
            .await;
        assert_eq!(fault(&turned), needs_approval(), "out of the review");
        three
            .change(who, hidden.id, |edit| edit.status = Status::Draft)
            .await;

        // What is published stays what it is, whoever changes it by whatever means.
        three
            .change(who, shown.id, |edit| edit.answer = "勝手な答え".into())
            .await;
        assert!(three.read_next(shown.id).await.contains("二番目の答え"));
        let bulk = BulkEdit {
            ids: vec![shown.id],
            audience: Some(vec!["役員".into()]),
            add_keywords: vec!["勝手".into()],
            ..BulkEdit::default()
        };
        three.post(who, "entries/bulk", &bulk).await;
        assert!(three.read_next(shown.id).await.contains("二番目の答え"));
        let version = three.entry(shown.id).await.version;
        let restore = Restore { from: 1, version };
        let restored = three
            .post(who, &format!("entries/{}/restore", shown.id), &restore)
            .await;
        assert_eq!(restored.status, StatusCode::OK, "{}", restored.text());
        assert!(three.read_next(shown.id).await.contains("二番目の答え"));
        let file = format!(
            "id,title,answer,status\n{},VPN,勝手な答え,published\n",
            shown.code
        );
        let dry = three.desk.server.post(&who.api("import")).by(who);
        let dry: ImportReport = dry.body(file.clone()).send().await.json();
        let path = format!("import?expect={}", dry.token);
        let call = three.desk.server.post(&who.api(&path)).by(who).body(file);
        let done: ImportReport = call.send().await.json();
        assert!(done.applied, "{done:?}");
        assert!(three.read_next(shown.id).await.contains("二番目の答え"));
        // Into the review and out again: the approved version stays.
        three
            .change(who, shown.id, |edit| edit.status = Status::InReview)
            .await;
        assert!(three.read_next(shown.id).await.contains("二番目の答え"));
        let back = three
            .change(who, shown.id, |edit| edit.status = Status::Published)
            .await;
        assert_eq!(back.status, StatusCode::OK, "a request can be taken back");
        assert!(three.read_next(shown.id).await.contains("二番目の答え"));
        // Away and back by the roundabout way.
        three
            .change(who, shown.id, |edit| edit.status = Status::Draft)
            .await;
        let again = three
            .change(who, shown.id, |edit| edit.status = Status::Published)
            .await;
        assert_eq!(fault(&again), needs_approval());
        let other = if std::ptr::eq(who, &raw const three.approver) {
            &three.desk.admin
        } else {
            &three.approver
        };
        three
            .change(who, shown.id, |edit| edit.answer = "二番目の答え".into())
            .await;
        three
            .change(who, shown.id, |edit| {
                edit.answer = "二番目の答え".into();
                edit.audience = Vec::new();
            })
            .await;
        three.ask(who, shown.id, "").await;
        let approved = three.decide(other, shown.id, true, "").await;
        assert_eq!(approved.status, StatusCode::OK, "{}", approved.text());
        assert!(three.read_next(shown.id).await.contains("二番目の答え"));
    }

    // The command line is one person too.
    let workspace = three.desk.server.app.store.workspace("default").await.unwrap();
    let cli = || Actor::Cli { user: "root".into() };
    let new = EntryChange::New(vpn(Status::Published));
    let made = workspace
        .main()
        .write(move |tx: &Tx<'_>| entries::apply(tx, &cli(), &[new]))
        .await;
    let Err(Error::Invalid(faults)) = made else {
        panic!("{made:?}");
    };
    assert_eq!(faults, [("0.status".to_owned(), Fault::NeedsApproval)]);
    let edit = EntryEdit {
        answer: "勝手な答え".into(),
        ..entries::edit_of(&three.entry(shown.id).await)
    };
    let (id, change) = (shown.id, EntryChange::Edit(shown.id, edit));
    workspace
        .main()
        .write(move |tx: &Tx<'_>| entries::apply(tx, &cli(), &[change]))
        .await
        .unwrap();
    assert!(three.read_next(id).await.contains("二番目の答え"));
    let decision = Decision {
        approve: true,
        comment: String::new(),
        version: three.entry(hidden.id).await.version + 1,
    };
    three.ask(&three.editor, hidden.id, "").await;
    let decided = workspace
        .main()
        .write(move |tx: &Tx<'_>| entries::decide(tx, &cli(), hidden.id, &decision))
        .await;
    assert!(matches!(decided, Err(Error::Invalid(_))), "{decided:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_brings_new_entries_into_review_and_says_so() {
    let three = Three::open().await;
    three.set(true).await;
    let import = async |path: &str, file: &str| -> ImportReport {
        let call = three.desk.server.post(&three.editor.api(path)).by(&three.editor);
        call.body(file.to_owned()).send().await.json()
    };
    let file = "id,title,answer,status\nA-1,一,答え,\nA-2,二,答え,公開\nA-3,三,答え,下書き\n";
    let dry = import("import", file).await;
    assert_eq!(
        (dry.new, dry.warnings.len(), dry.warnings[0].fault),
        (3, 1, Fault::NeedsApproval)
    );
    assert!(dry.warnings[0].message.contains('2'), "{:?}", dry.warnings);
    assert!(
        import(&format!("import?expect={}", dry.token), file)
            .await
            .applied
    );
    let page: EntryPage = three.get(&three.editor, "entries").await.json();
    let states: Vec<_> = page.items.iter().map(|row| row.status).collect();
    assert_eq!(states, [Status::InReview, Status::InReview, Status::Draft]);
    // What was exported changes nothing, and the state comes back by its name.
    let export = three.get(&three.editor, "export/entries.csv").await.text();
    assert!(export.contains(",in_review,"), "{export}");
    assert_eq!(import("import", &export).await.unchanged, 3);
    // A plan from before the setting is not carried out after it.
    three.set(false).await;
    let plan = import("import", "id,title,status\nA-3,三,published\n").await;
    three.set(true).await;
    let call = three
        .desk
        .server
        .post(&three.editor.api(&format!("import?expect={}", plan.token)));
    let late = call
        .by(&three.editor)
        .body("id,title,status\nA-3,三,published\n".to_owned())
        .send()
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_setting_holds_what_nobody_saw_and_lets_it_go() {
    let three = Three::open().await;
    let shown = three.make(&three.editor, &vpn(Status::Published)).await;
    three.publish().await;
    three
        .change(&three.editor, shown.id, |edit| edit.answer = "まだの答え".into())
        .await;
    let new = three.make(&three.editor, &vpn(Status::Published)).await;
    assert_eq!(new.status, Status::Published);
    let forbidden = three
        .send(
            &three.approver,
            Method::PUT,
            "approval",
            &json!({ "four_eyes": true }),
        )
        .await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);

    let state = three.set(true).await;
    assert_eq!((state.four_eyes, state.in_review, state.unapproved), (true, 1, 1));
    assert!(three.read_next(shown.id).await.contains("はじめの答え"));
    assert!(three.read(new.id).await.is_none());
    assert_eq!(three.entry(new.id).await.status, Status::InReview);

    // Going back to an earlier publication gives visitors what they had, and nothing else.
    let rolled: Reply = three
        .post(&three.approver, "publications/1/rollback", &json!({ "note": "" }))
        .await;
    assert!(matches!(rolled.status, StatusCode::CREATED | StatusCode::OK));
    let _: Publication = rolled.json();
    assert!(three.read(shown.id).await.unwrap().contains("はじめの答え"));

    let state = three.set(false).await;
    assert_eq!((state.four_eyes, state.unapproved), (false, 0));
    assert!(three.read_next(shown.id).await.contains("まだの答え"));
    assert_eq!(
        three.entry(new.id).await.status,
        Status::InReview,
        "what is in review stays there"
    );
    let open = three
        .change(&three.editor, new.id, |edit| edit.status = Status::Published)
        .await;
    assert_eq!(open.status, StatusCode::OK, "one person is enough again");

    // A proof of who one is is needed, as for other settings of this kind.
    three.desk.server.clock.advance(11 * 60_000);
    let late = three
        .send(
            &three.desk.admin,
            Method::PUT,
            "approval",
            &json!({ "four_eyes": true }),
        )
        .await;
    assert_eq!(late.json::<Problem>().code, ProblemCode::ProveAgain);
}
