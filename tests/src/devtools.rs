//! Chromium's DevTools socket: what every page and every frame, of whichever site, throws, logs and asks for.

use crate::{
    guard,
    listener::Heard,
    wire::{Mouth, Wire, lock},
};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// A listener on all pages of a browser.
#[derive(Debug)]
pub struct DevTools {
    wire: Wire,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Pages and frames of other sites that are open now.
    sessions: Vec<String>,
    /// What each page and frame is told when it appears.
    standing: Vec<(String, Value)>,
    heard: Heard,
}

impl DevTools {
    /// Listens to the browser at `HOST:PORT`, from now on and back to what its pages have logged already.
    pub async fn connect(address: &str) -> Result<Self> {
        let version = reqwest::get(format!("http://{address}/json/version"))
            .await?
            .text()
            .await?;
        let version: Value = serde_json::from_str(&version)?;
        let url = version["webSocketDebuggerUrl"]
            .as_str()
            .context("the browser has no DevTools socket")?;
        let state: Arc<Mutex<State>> = Arc::default();
        let hearer = Arc::clone(&state);
        let hear = move |event: &Value, mouth: &Mouth| lock(&hearer).hear(event, mouth);
        let wire = Wire::connect(url, hear).await?;
        wire.ask(command(None, "Target.setAutoAttach", auto_attach()))
            .await?;
        Ok(Self { wire, state })
    }

    /// What was heard so far, to read or to take out; everything that pages have said up to now is in it.
    pub async fn heard<T>(&self, take: impl FnOnce(&mut Heard) -> T) -> T {
        // A page's answer comes after all that it said before.
        let sessions = lock(&self.state).sessions.clone();
        for session in sessions {
            // A page that has gone meanwhile does not answer; what it said has come before that was known.
            let nothing = json!({ "expression": "0" });
            let _ = self
                .wire
                .ask(command(Some(&session), "Runtime.evaluate", nothing))
                .await;
        }
        take(&mut lock(&self.state).heard)
    }

    /// Sends a command to every page and every frame of another site, those that come later included.
    pub async fn tell_all(&self, method: &str, params: Value) {
        let sessions = {
            let mut state = lock(&self.state);
            state.standing.retain(|(other, _)| other != method);
            state.standing.push((method.to_owned(), params.clone()));
            state.sessions.clone()
        };
        for session in sessions {
            // One that has gone meanwhile does not answer.
            let _ = self
                .wire
                .ask(command(Some(&session), method, params.clone()))
                .await;
        }
    }

    /// The addresses that any page or frame has asked for.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.state).heard.requests.clone()
    }
}

impl State {
    fn hear(&mut self, message: &Value, mouth: &Mouth) {
        let (method, event) = (message["method"].as_str().unwrap_or_default(), &message["params"]);
        self.heard.faults.extend(guard::fault(method, event));
        self.heard.said.extend(guard::said(method, event));
        let session = event["sessionId"].as_str().unwrap_or_default();
        match method {
            "Target.attachedToTarget" => {
                self.sessions.push(session.to_owned());
                for (method, params) in [
                    ("Runtime.enable", json!({})),
                    ("Log.enable", json!({})),
                    ("Network.enable", json!({})),
                    ("Target.setAutoAttach", auto_attach()),
                ] {
                    mouth.tell(command(Some(session), method, params));
                }
                for (method, params) in &self.standing {
                    mouth.tell(command(Some(session), method, params.clone()));
                }
            }
            "Target.detachedFromTarget" => self.sessions.retain(|open| open != session),
            "Network.requestWillBeSent" => {
                let url = event["request"]["url"].as_str();
                self.heard.requests.extend(url.map(str::to_owned));
            }
            _ => {}
        }
    }
}

fn auto_attach() -> Value {
    json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true })
}

fn command(session: Option<&str>, method: &str, params: Value) -> Value {
    let mut command = json!({ "method": method, "params": params });
    if let Some(session) = session {
        command["sessionId"] = session.into();
    }
    command
}
