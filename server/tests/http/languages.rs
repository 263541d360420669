//! A further language of the widget is one file.

use crate::{
    harness::{Reply, Server},
    identity::Desk,
};
use axum::http::{Method, StatusCode, header};
use kotae_shared::{
    Localised, Uuid,
    api::{
        admin::{Entry, EntryEdit, Status},
        frame::BOOT,
        widget::{Answer, AnswerRequest, Visit},
    },
    codec,
    doc::{Block, Inline},
    settings::Overrides,
    words::NAMES,
};
use serde_json::Value;
use std::{fs, sync::Arc};

const ZH: &str = "name = \"中文\"\n[words]\nname = \"员工助手\"\nopen = \"打开聊天\"\nsend = \"发送\"\nrelated = \"相关问题\"\n";

async fn open() -> Desk {
    let data = Arc::new(tempfile::tempdir().unwrap());
    let folder = data.path().join("kotae-data/languages");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("zh.toml"), ZH).unwrap();
    Desk::at(Server::over(data, |_| {}).await).await
}

fn word(name: &str) -> u16 {
    NAMES.iter().position(|known| *known == name).unwrap() as u16
}

impl Desk {
    async fn document(&self) -> Value {
        let text = self.server.get(&format!("w/{}", self.key)).send().await.text();
        let (_, boot) = text.split_once(BOOT).unwrap();
        serde_json::from_str(boot.split_once("</script>").unwrap().0).unwrap()
    }

    async fn asked_in(&self, entry: Uuid, language: &str) -> Reply {
        let request = AnswerRequest {
            visit: Visit::default(),
            event: self.server.app.ids.id(),
            conversation: Uuid::nil(),
            seq: 0,
            question: None,
            entry,
            preview: false,
        };
        let call = self.call(Method::POST, "answers", None);
        let call = call.header("accept-language", language);
        call.body(codec::encode(&request)).send().await
    }

    /// The heading above the related questions.
    async fn heading(&self, entry: Uuid, language: &str) -> String {
        let reply = self.asked_in(entry, language).await;
        let answer: Answer = codec::decode(&reply.body).unwrap();
        let heading = answer.doc.blocks.into_iter().rev().find_map(|block| match block {
            Block::Heading { text, .. } => Some(text),
            _ => None,
        });
        match heading.unwrap().as_slice() {
            [Inline::Text(text)] => text.clone(),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_brings_its_words_to_the_widget_and_its_launcher() {
    let desk = open().await;
    let boot = desk.document().await;
    assert_eq!(boot["more"], "zh 中文");
    assert_eq!(boot["words"]["zh"][0], "打开聊天: ");
    assert_eq!(boot["words"]["zh"][2], "员工助手");
    assert_eq!(boot["words"]["ja"].as_array().unwrap().len(), 3);

    let reply = desk.server.get(&format!("w/{}/words/zh", desk.key)).send().await;
    let words: Vec<(u16, String)> = codec::decode(&reply.body).unwrap();
    assert!(words.contains(&(word("send"), "发送".to_owned())), "{words:?}");
    let again = desk.server.get(&format!("w/{}/words/zh", desk.key));
    let again = again
        .header("if-none-match", reply.header(header::ETAG))
        .send()
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let none = desk.server.get(&format!("w/{}/words/fr", desk.key)).send().await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);

    // The help desk's own name stands in all languages that it did not write.
    desk.set(|widget| widget.settings.texts.name = Localised::new("情シス", "IT desk"))
        .await;
    assert_eq!(desk.document().await["words"]["zh"][2], "IT desk");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_says_below_an_answer_is_a_word_like_the_others() {
    let desk = open().await;
    let edit = |title: &str, related: Vec<String>| EntryEdit {
        title: title.into(),
        answer: "回答です。".into(),
        status: Status::Published,
        related,
        ..EntryEdit::default()
    };
    let other: Entry = desk
        .create("entries", &edit("有給休暇の申請", Vec::new()))
        .await
        .json();
    let entry: Entry = desk
        .create("entries", &edit("忌引休暇の申請", vec![other.code]))
        .await
        .json();
    desk.publish().await;
    assert_eq!(desk.heading(entry.id, "zh").await, "相关问题");
    assert_eq!(
        desk.heading(entry.id, "zh-CN,zh;q=0.9").await,
        "関連する質問",
        "the chat speaks Japanese"
    );
    assert_eq!(desk.heading(entry.id, "fr").await, "関連する質問");
    desk.set(|widget| {
        let own = Localised::new("あわせて読む", "");
        widget.settings.words = Overrides(vec![(word("related"), own)]);
    })
    .await;
    assert_eq!(desk.heading(entry.id, "ja").await, "あわせて読む");
}
