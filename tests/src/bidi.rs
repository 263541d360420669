//! WebDriver BiDi, by which Firefox tells what every page and every frame throws, logs and asks for.

use crate::{
    guard,
    listener::Heard,
    wire::{Wire, lock},
};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// A listener on all pages of a browser.
#[derive(Debug)]
pub struct Bidi {
    wire: Wire,
    heard: Arc<Mutex<Heard>>,
}

impl Bidi {
    /// Listens over the socket of a WebDriver session, from now on.
    pub async fn connect(url: &str) -> Result<Self> {
        let heard: Arc<Mutex<Heard>> = Arc::default();
        let hearer = Arc::clone(&heard);
        let wire = Wire::connect(url, move |event, _| lock(&hearer).hear(event)).await?;
        let bidi = Self { wire, heard };
        let events = [
            "log.entryAdded",
            "network.beforeRequestSent",
            "network.responseCompleted",
        ];
        bidi.ask("session.subscribe", json!({ "events": events })).await?;
        Ok(bidi)
    }

    /// What was heard so far, to read or to take out; everything that pages have said up to now is in it.
    pub async fn heard<T>(&self, take: impl FnOnce(&mut Heard) -> T) -> T {
        if let Ok(tree) = self.ask("browsingContext.getTree", json!({})).await {
            for context in contexts(&tree["contexts"]) {
                // A page's answer comes after all that it said before; one that has gone does not answer.
                let nothing =
                    json!({ "expression": "0", "target": { "context": context }, "awaitPromise": false });
                let _ = self.ask("script.evaluate", nothing).await;
            }
        }
        take(&mut lock(&self.heard))
    }

    /// The addresses that any page or frame has asked for.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.heard).requests.clone()
    }

    /// Makes the page so large, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let tree = self.ask("browsingContext.getTree", json!({})).await?;
        let context = tree["contexts"][0]["context"]
            .as_str()
            .context("no page is open")?;
        let size = json!({ "context": context, "viewport": { "width": width, "height": height }, "devicePixelRatio": 1 });
        self.ask("browsingContext.setViewport", size).await?;
        Ok(())
    }

    async fn ask(&self, method: &str, params: Value) -> Result<Value> {
        let answer = self
            .wire
            .ask(json!({ "method": method, "params": params }))
            .await?;
        ensure!(answer["type"] == "success", "{method}: {answer}");
        Ok(answer["result"].clone())
    }
}

impl Heard {
    fn hear(&mut self, message: &Value) {
        let (method, event) = (message["method"].as_str().unwrap_or_default(), &message["params"]);
        self.faults.extend(guard::bidi_fault(method, event));
        match method {
            "log.entryAdded" => self.said.extend(event["text"].as_str().map(str::to_owned)),
            "network.beforeRequestSent" => {
                let url = event["request"]["url"].as_str();
                self.requests.extend(url.map(str::to_owned));
            }
            _ => {}
        }
    }
}

/// The pages of a tree and the frames in them.
fn contexts(tree: &Value) -> Vec<&str> {
    let list = tree.as_array().into_iter().flatten();
    list.flat_map(|one| {
        let mut all = contexts(&one["children"]);
        all.extend(one["context"].as_str());
        all
    })
    .collect()
}
