//! Entries that are not for everybody: what must not be where.

use crate::{harness::Reply, identity::Desk};
use axum::http::{Method, StatusCode, header};
use kotae_shared::{
    Localised, Uuid,
    api::{
        admin::{Category, Entry, EntryEdit, Status, Widget, WidgetEdit},
        uploads::Upload,
        widget::{Answer, AnswerRequest},
        words::SynonymEdit,
    },
    codec,
    doc::{Block, Inline},
    pack::{Pack, hash_text},
    settings::{StartItem, StartTarget},
};
use serde_json::json;

/// What only those in the group `人事` or `役員` may read, each standing in another part of what is published.
const SECRETS: [&str; 7] = [
    "評価ランク表",
    "査定の見方",
    "salary-band",
    "人事室",
    "ひょうか丸",
    "S は上位",
    "秘密ボタン",
];

struct Office {
    desk: Desk,
    /// For everybody, for `人事`, for `人事` and `役員`.
    entries: [Entry; 3],
    image: Upload,
}

impl Office {
    async fn open() -> Self {
        let desk = Desk::open().await;
        let image = desk.upload().await;
        let category = |name: &str| json!({ "name": name });
        let it: Category = desk.create("categories", &category("IT")).await.json();
        let hr: Category = desk.create("categories", &category("人事室")).await.json();
        let edit = |title: &str, category: Uuid, audience: &[&str]| EntryEdit {
            title: title.into(),
            category: Some(category),
            answer: format!("{title}の回答です。"),
            status: Status::Published,
            audience: audience.iter().map(|group| (*group).to_owned()).collect(),
            ..EntryEdit::default()
        };
        let vpn = desk
            .create("entries", &edit("VPN の使い方", it.id, &[]))
            .await
            .json();
        let ranks = EntryEdit {
            phrasings: vec!["査定の見方".into()],
            keywords: vec!["salary-band".into()],
            answer: format!("S は上位です。![表]({})", image_path(&image)),
            ..edit("評価ランク表", hr.id, &["人事"])
        };
        let ranks: Entry = desk.create("entries", &ranks).await.json();
        let board = edit("取締役会の議事録", it.id, &["役員", "人事"]);
        let board = desk.create("entries", &board).await.json();
        let words = SynonymEdit {
            terms: vec!["評価ランク表".into(), "ひょうか丸".into()],
            ..SynonymEdit::default()
        };
        desk.create("synonyms", &words).await;
        let button = |target| StartItem {
            target,
            label: Localised::new("秘密ボタン", "Secret"),
        };
        let start = vec![
            button(StartTarget::Entry(ranks.id)),
            button(StartTarget::Category(hr.id)),
        ];
        desk.set(|widget| widget.settings.start = start).await;
        desk.publish().await;
        Self {
            desk,
            entries: [vpn, ranks, board],
            image,
        }
    }

    async fn pack(&self, hash: &str, bearer: Option<&str>) -> Reply {
        let call = self.desk.call(Method::GET, &format!("pack/{hash}"), bearer);
        call.header("accept-encoding", "identity").send().await
    }

    /// The hash and the bytes of both files of somebody's pack.
    async fn files(&self, bearer: Option<&str>) -> (String, Vec<u8>) {
        let hash = self.desk.boot(bearer).await.pack.unwrap();
        let first = self.pack(&hash, bearer).await;
        assert_eq!(first.status, StatusCode::OK);
        let mut bytes = first.body.to_vec();
        let bodies = Pack::decode(&bytes).unwrap().bodies();
        let second = self.pack(&hash_text(&bodies.unwrap()), bearer).await;
        assert_eq!(second.status, StatusCode::OK);
        bytes.extend_from_slice(&second.body);
        (hash, bytes)
    }

    async fn answer(&self, entry: usize, bearer: Option<&str>) -> Reply {
        self.desk.answer(self.entries[entry].id, bearer).await
    }
}

fn image_path(image: &Upload) -> String {
    format!("files/{}", image.file)
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

impl Desk {
    pub(crate) async fn create<T: serde::Serialize>(&self, path: &str, body: &T) -> Reply {
        let call = self.server.post(&self.admin.api(path)).by(&self.admin);
        let reply = call.json(body).send().await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        reply
    }

    pub(crate) async fn set(&self, change: impl FnOnce(&mut Widget)) {
        let mut widget: Widget = self
            .server
            .get(&self.path(""))
            .by(&self.admin)
            .send()
            .await
            .json();
        change(&mut widget);
        let edit = WidgetEdit {
            settings: widget.settings,
            version: widget.version,
        };
        let call = self.server.request(Method::PUT, &self.path(""));
        let reply = call.by(&self.admin).json(&edit).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    }

    pub(crate) async fn change(&self, entry: &Entry, change: impl FnOnce(&mut EntryEdit)) {
        let path = self.admin.api(&format!("entries/{}", entry.id));
        let now: Entry = self.server.get(&path).by(&self.admin).send().await.json();
        let mut edit = EntryEdit {
            code: now.code,
            title: now.title,
            phrasings: now.phrasings,
            keywords: now.keywords,
            category: now.category,
            answer: now.answer,
            audience: now.audience,
            related: now.related,
            follow_up: now.follow_up,
            owner: now.owner,
            review_on: now.review_on,
            publish_from: now.publish_from,
            publish_until: now.publish_until,
            status: now.status,
            version: now.version,
        };
        change(&mut edit);
        let call = self.server.request(Method::PUT, &path).by(&self.admin);
        let reply = call.json(&edit).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    }

    pub(crate) async fn publish(&self) {
        self.create("publish", &json!({ "note": "" })).await;
    }

    async fn upload(&self) -> Upload {
        let mut bytes = Vec::new();
        let image = image::RgbImage::from_pixel(5, 3, image::Rgb([10, 20, 30]));
        let mut to = std::io::Cursor::new(&mut bytes);
        image.write_to(&mut to, image::ImageFormat::Png).unwrap();
        let path = self.admin.api("uploads?name=a.png&place=answer");
        let reply = self.server.post(&path).by(&self.admin).body(bytes).send().await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        reply.json()
    }

    pub(crate) async fn answer(&self, entry: Uuid, bearer: Option<&str>) -> Reply {
        let request = AnswerRequest {
            visit: kotae_shared::api::widget::Visit::default(),
            event: self.server.app.ids.id(),
            conversation: Uuid::nil(),
            seq: 0,
            question: None,
            entry,
            preview: false,
        };
        let call = self.call(Method::POST, "answers", bearer);
        call.body(codec::encode(&request)).send().await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_for_groups_is_in_nothing_that_others_get() {
    let office = Office::open().await;
    let desk = &office.desk;
    let hr = desk.visitor("hanako", &["人事"]).await;
    let board = desk.visitor("taro", &["役員", "営業"]).await;
    let sales = desk.visitor("jiro", &["営業"]).await;

    let (public, everybody) = office.files(None).await;
    let (of_sales, _) = office.files(Some(&sales)).await;
    assert_eq!(
        public, of_sales,
        "who sees what everybody sees has the pack for everybody"
    );
    let (of_hr, secret) = office.files(Some(&hr)).await;
    let (of_board, some) = office.files(Some(&board)).await;
    assert!(public != of_hr && public != of_board && of_hr != of_board);
    let in_packs = &SECRETS[..5];
    for secret_text in in_packs {
        assert!(
            contains(&secret, secret_text),
            "{secret_text}: the search finds it where it is"
        );
        assert!(!contains(&everybody, secret_text), "{secret_text}");
        assert!(!contains(&some, secret_text), "{secret_text}");
    }
    assert!(contains(&some, "取締役会") && !contains(&everybody, "取締役会"));
    assert!(contains(&everybody, "VPN"));
    let pack = Pack::decode(&office.pack(&public, None).await.body).unwrap();
    assert_eq!((pack.len(), pack.categories().len()), (1, 1));

    // Nothing else that anybody can ask for.
    for (method, path) in [
        (Method::GET, ""),
        (Method::GET, "boot"),
        (Method::GET, "notices"),
        (Method::GET, "launcher"),
    ] {
        for bearer in [None, Some(board.as_str())] {
            let path = format!("w/{}/{path}", desk.key);
            let call = desk.server.request(method.clone(), path.trim_end_matches('/'));
            let call = match bearer {
                Some(bearer) => call.header("authorization", &format!("Bearer {bearer}")),
                None => call,
            };
            let reply = call.send().await;
            for secret in SECRETS {
                assert!(!contains(&reply.body, secret), "{path}: {secret}");
            }
        }
    }
    assert_eq!(desk.boot(Some(&hr)).await.look.start.len(), 2);

    for (bearer, statuses) in [
        (None, [200, 404, 404]),
        (Some(&sales), [200, 404, 404]),
        (Some(&board), [200, 404, 200]),
        (Some(&hr), [200, 200, 200]),
    ] {
        for (entry, wanted) in statuses.into_iter().enumerate() {
            let reply = office.answer(entry, bearer.map(String::as_str)).await;
            assert_eq!(reply.status.as_u16(), wanted, "{bearer:?} {entry}");
            if wanted == 404 {
                assert!(!contains(&reply.body, "S は上位") && !contains(&reply.body, "評価ランク表"));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pack_is_for_who_may_see_it_and_its_hash_opens_nothing() {
    let office = Office::open().await;
    let desk = &office.desk;
    let hr = desk.visitor("hanako", &["人事"]).await;
    let hr_too = desk.visitor("yuki", &["総務", "人事"]).await;
    let board = desk.visitor("taro", &["役員"]).await;
    let (public, _) = office.files(None).await;
    let (hash, _) = office.files(Some(&hr)).await;
    assert_eq!(
        office.files(Some(&hr_too)).await.0,
        hash,
        "by the set, not by the groups"
    );
    let workspace = desk.server.app.store.workspace("default").await.unwrap();
    assert_eq!(workspace.visible_packs().count(), 1);

    let caching = |reply: &Reply| reply.header(header::CACHE_CONTROL).to_owned();
    let open = office.pack(&public, Some(&hr)).await;
    assert_eq!(caching(&open), "public, max-age=31536000, immutable");
    let own = office.pack(&hash, Some(&hr)).await;
    assert_eq!(
        (own.status.as_u16(), caching(&own).as_str()),
        (200, "private, no-store")
    );
    for bearer in [None, Some(board.as_str())] {
        assert_eq!(office.pack(&hash, bearer).await.status, StatusCode::NOT_FOUND);
        let call = desk.call(Method::GET, &format!("pack/{hash}"), bearer);
        let tagged = call.header("if-none-match", &format!("\"{hash}\"")).send().await;
        assert_eq!(tagged.status, StatusCode::NOT_FOUND);
    }
    let stranger = office.pack(&hash, Some("stranger")).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    for encoding in ["br", "gzip"] {
        let call = desk.call(Method::GET, &format!("pack/{hash}"), Some(&hr));
        let packed = call.header("accept-encoding", encoding).send().await;
        assert_eq!(packed.header(header::CONTENT_ENCODING), encoding);
        assert!(packed.body.len() < own.body.len() || own.body.len() < 1_000);
    }

    // A pack that made room for others is made again, the same.
    let folder = desk
        .server
        .data
        .path()
        .join("kotae-data/workspaces/default/packs");
    std::fs::remove_dir_all(folder).unwrap();
    let again = office.pack(&hash, Some(&hr)).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &own.body));

    // What is no longer for everybody is not to be had by the hash of an earlier pack.
    desk.change(&office.entries[0], |edit| edit.audience = vec!["役員".into()])
        .await;
    desk.publish().await;
    assert_eq!(office.pack(&public, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.pack(&hash, Some(&hr)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.answer(0, Some(&hr)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.answer(0, Some(&board)).await.status, StatusCode::OK);
    let (next, _) = office.files(Some(&hr)).await;
    assert_ne!(next, hash);
    // Signed out, it is over.
    desk.call(Method::DELETE, "session", Some(&hr)).send().await;
    assert_eq!(
        office.pack(&next, Some(&hr)).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn images_of_restricted_answers_have_addresses_for_one_visitor() {
    let office = Office::open().await;
    let desk = &office.desk;
    let hr = desk.visitor("hanako", &["人事"]).await;
    let other = desk.visitor("yuki", &["人事"]).await;
    let answer: Answer = codec::decode(&office.answer(1, Some(&hr)).await.body).unwrap();
    let [Block::Paragraph(inlines)] = answer.doc.blocks.as_slice() else {
        panic!("{answer:?}")
    };
    let address = inlines.iter().find_map(|inline| match inline {
        Inline::Image { src, .. } => Some(src.trim_start_matches('/').to_owned()),
        _ => None,
    });
    let address = address.unwrap();
    let get = async |address: &str| desk.server.get(address).send().await;
    let shown = get(&address).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(shown.header(header::CACHE_CONTROL), "private, no-store");
    let (bare, query) = address.split_once('?').unwrap();
    assert!(bare.ends_with(&image_path(&office.image)));
    let foreign = query.replacen(&query[2..34], &Uuid::from_u128(7).simple().to_string(), 1);
    let later = query.replacen("&e=", "&e=9", 1);
    for bad in ["", "?v=1", &format!("?{foreign}"), &format!("?{later}")] {
        let reply = get(&format!("{bare}{bad}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{bad}");
    }
    let bearer_alone = desk.call(Method::GET, &image_path(&office.image), Some(&hr));
    assert_eq!(bearer_alone.send().await.status, StatusCode::NOT_FOUND);

    // A withdrawn answer does not open its image; one for everybody does.
    desk.change(&office.entries[1], |edit| edit.status = Status::Archived)
        .await;
    desk.publish().await;
    assert_eq!(get(bare).await.status, StatusCode::NOT_FOUND);
    // A design that shows it, too.
    let file = office.image.file.clone();
    desk.set(|widget| widget.settings.design.logo = file).await;
    assert_eq!(get(bare).await.status, StatusCode::OK);
    desk.set(|widget| widget.settings.design.logo = String::new())
        .await;
    assert_eq!(get(bare).await.status, StatusCode::NOT_FOUND);

    // Until he signs out, and at most as long as the session.
    assert_eq!(get(&address).await.status, StatusCode::OK);
    desk.call(Method::DELETE, "session", Some(&hr)).send().await;
    assert_eq!(get(&address).await.status, StatusCode::NOT_FOUND);
    desk.change(&office.entries[1], |edit| edit.status = Status::Published)
        .await;
    desk.publish().await;
    let again: Answer = codec::decode(&office.answer(1, Some(&other)).await.body).unwrap();
    let text = serde_json::to_string(&again.doc).unwrap();
    let start = text.find("w/").unwrap();
    let address = text[start..].split('"').next().unwrap();
    assert_eq!(get(address).await.status, StatusCode::OK);
    desk.server.clock.advance(600_000);
    assert_eq!(get(address).await.status, StatusCode::NOT_FOUND);
    let path = image_path(&office.image);
    desk.change(&office.entries[0], |edit| edit.answer = format!("![]({path})"))
        .await;
    desk.publish().await;
    assert_eq!(get(bare).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crowd_has_a_pack_made_once_and_a_publication_with_secrets_alone_is_made() {
    let office = std::sync::Arc::new(Office::open().await);
    let desk = &office.desk;
    let hr = desk.visitor("hanako", &["人事"]).await;
    let ask = || {
        let (office, hr) = (std::sync::Arc::clone(&office), hr.clone());
        async move { office.desk.boot(Some(&hr)).await }
    };
    let crowd: tokio::task::JoinSet<_> = (0..40).map(|_| ask()).collect();
    let boots = crowd.join_all().await;
    assert!(
        boots
            .iter()
            .all(|boot| boot.pack == boots[0].pack && boot.pack.is_some())
    );
    let workspace = desk.server.app.store.workspace("default").await.unwrap();
    assert_eq!(workspace.visible_packs().count(), 1);
    // Words that only a restricted entry has: visitors of the other pack notice nothing, the others do.
    let words = SynonymEdit {
        terms: vec!["査定の見方".into(), "さてい君".into()],
        ..SynonymEdit::default()
    };
    desk.create("synonyms", &words).await;
    let before = desk.boot(None).await.pack;
    desk.publish().await;
    assert_eq!(desk.boot(None).await.pack, before);
    let (hash, bytes) = office.files(Some(&hr)).await;
    assert!(Some(hash) != boots[0].pack && contains(&bytes, "さてい君"));
}

/// Where the links of an answer lead.
fn links(reply: &Reply) -> Vec<String> {
    let answer: Answer = codec::decode(&reply.body).unwrap();
    let of_item = |item: &Vec<Block>| match item.as_slice() {
        [Block::Paragraph(text)] => match text.as_slice() {
            [Inline::Link { href, .. }] => href.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    match answer.doc.blocks.last() {
        Some(Block::List { items, .. }) => items.iter().map(of_item).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn related_entries_are_offered_to_who_may_see_them() {
    let office = Office::open().await;
    let [vpn, ranks, board] = &office.entries;
    let desk = &office.desk;
    let draft = EntryEdit {
        title: "まだ公開していない質問".into(),
        ..EntryEdit::default()
    };
    let draft: Entry = desk.create("entries", &draft).await.json();
    let related = [ranks, board, &draft].map(|entry| entry.code.clone());
    desk.change(vpn, |edit| edit.related = related.to_vec()).await;

    let path = desk.admin.api("publish");
    let preview = desk.server.get(&path).by(&desk.admin).send().await.text();
    assert!(preview.contains(&draft.code), "a draft is warned of: {preview}");
    desk.publish().await;

    let hr = desk.visitor("hanako", &["人事"]).await;
    let executive = desk.visitor("taro", &["役員"]).await;
    let place = |entry: &Entry| format!("#e/{}", entry.id);
    assert!(links(&office.answer(0, None).await).is_empty());
    assert_eq!(
        links(&office.answer(0, Some(&hr)).await),
        [place(ranks), place(board)]
    );
    assert_eq!(links(&office.answer(0, Some(&executive)).await), [place(board)]);

    // What is withdrawn is not offered any more, though the answer that leads there stays as it is.
    desk.change(board, |edit| edit.status = Status::Archived).await;
    desk.publish().await;
    assert_eq!(links(&office.answer(0, Some(&hr)).await), [place(ranks)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_leads_to_entries_that_there_are() {
    let desk = Desk::open().await;
    let edit = |related: &[&str]| EntryEdit {
        title: "質問".into(),
        related: related.iter().map(|code| (*code).to_owned()).collect(),
        ..EntryEdit::default()
    };
    let path = desk.admin.api("entries");
    let call = desk.server.post(&path).by(&desk.admin);
    let reply = call.json(&edit(&["NO-1"])).send().await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text().contains("\"related\""), "{}", reply.text());
    let first: Entry = desk.create("entries", &edit(&[])).await.json();
    let second: Entry = desk.create("entries", &edit(&[&first.code])).await.json();
    assert_eq!(second.related, [first.code]);
}
