//! From the start script's head start to a chat that can be used.

use super::{
    Chat, Phase,
    late::{TALK, UNSENT},
};
use crate::{
    browser::{self, Memory},
    host::{Host, Wish},
    knowledge::Reading,
    net,
    session::Session,
};
use kotae_shared::{
    Lang, Uuid,
    api::widget::{Boot, Visit, limits},
    codec,
};
use wasm_bindgen::JsValue;

/// How long the pack's index is made without a pause: half a frame.
const SLICE_MS: u64 = 8;

/// What the visitor chose, else what the page asks for, else the browser's.
pub(super) fn language(host: &Host, memory: Memory) -> Lang {
    let browser = String::from(browser::window().navigator().languages().join(","));
    let wish = [memory.get("kotae-lang"), host.hello("lang"), Some(browser)];
    wish.iter()
        .flatten()
        .find_map(|list| Lang::from_preferences(list))
        .unwrap_or_default()
}

/// What the address of a page of its own leads to: the entry of `w/KEY/e/ENTRY`, the form of `w/KEY/f/FORM`.
pub(super) fn of_address(host: &Host, kind: &str) -> Option<String> {
    let path = browser::window().location().pathname().ok()?;
    let mut parts = path.rsplit('/');
    let id = parts.next()?;
    (host.is_page() && parts.next() == Some(kind)).then(|| id.to_owned())
}

/// A new visit.
pub(super) fn session(host: &Host, memory: Memory, lang: Lang) -> Session {
    let visitor = memory
        .get("kotae-visitor")
        .and_then(|id| Uuid::try_parse(&id).ok());
    let visitor = visitor.unwrap_or_else(|| {
        let id = browser::new_id();
        memory.set("kotae-visitor", &id.to_string());
        id
    });
    let page = host.hello("page").unwrap_or_else(|| {
        let location = browser::window().location();
        let address = location.origin().unwrap_or_default() + &location.pathname().unwrap_or_default();
        address.chars().take(limits::PAGE).collect()
    });
    let visit = Visit {
        id: browser::new_id(),
        visitor,
        page,
        lang,
        claims: Vec::new(),
    };
    Session::new(visit, browser::new_id(), host.is_preview())
}

impl Chat {
    /// Loads settings and pack, hears the page, and delivers events from now on.
    pub(crate) fn start(self) {
        let host = self.look(|inner| inner.host.clone());
        host.listen(move |message| self.hear(message));
        self.deliver_at_the_end();
        if self.kept(UNSENT).is_some() {
            self.later(move || self.deliver_leftovers());
        }
        if host.boot("early").is_some() && !self.is_preview {
            self.later(move || self.begin_early());
        }
        // Who the page has told of loads what he may see by himself.
        if !self.look(|inner| inner.loads > 0) {
            self.load();
        }
    }

    /// The page tells who the visitor is. Nothing is loaded for nobody known meanwhile.
    pub(super) fn await_identity(self, value: JsValue) {
        self.change(|inner| inner.loads += 1);
        browser::spawn(async move {
            if self.complete().await {
                self.identify(&value);
            } else {
                self.load();
            }
        });
    }

    /// Loads settings and pack (again). What is here can be used until others have come.
    pub(crate) fn load(self) {
        let load = self.change(|inner| {
            inner.loads += 1;
            inner.loads
        });
        if self.look(|inner| inner.knowledge.is_none()) {
            self.phase.set(Phase::Loading);
        }
        browser::spawn(async move {
            let loaded = self.fetch_all(load).await.is_some();
            if self.look(|inner| inner.loads) != load {
                return;
            }
            let (begun, usable) = self.change(|inner| {
                let begun = inner.begun;
                inner.begun = begun || loaded;
                (begun, loaded || inner.knowledge.is_some())
            });
            let phase = if usable {
                // A conversation that goes on needs all of the program.
                if !begun && self.kept(TALK).is_some() && self.complete().await {
                    self.resume();
                }
                Phase::Ready
            } else {
                Phase::Failed
            };
            if self.phase.now() != phase {
                self.phase.set(phase);
            }
            let host = self.look(|inner| inner.host.clone());
            if phase == Phase::Failed {
                host.post("error", &[("message", "the chat could not start")]);
                return;
            }
            if begun {
                return self.ask_waiting();
            }
            host.post("ready", &[]);
            self.begin(&host);
            self.follow_notices();
        });
    }

    /// What the page asked for before the chat could answer.
    fn begin(self, host: &Host) {
        let shelf = host
            .hello("category")
            .and_then(|name| self.look(|inner| inner.knowledge.as_ref()?.shelf_named(&name)));
        if let Some(shelf) = shelf.filter(|_| self.turns.peek(Vec::is_empty)) {
            self.browse(&shelf);
        }
        let scenario = host.hello("scenario").filter(|_| self.turns.peek(Vec::is_empty));
        if let Some(id) = scenario {
            self.change(|inner| _ = inner.wish.get_or_insert(Wish { is_form: false, id }));
        }
        self.ask_waiting();
    }

    /// Asks what waited, once the chat is ready and seen: loading ahead, on hover, asks nothing.
    pub(super) fn ask_waiting(self) {
        if self.phase.now() == Phase::Ready
            && let Some(entry) = self.change(|inner| inner.entry.take_if(|_| inner.seen))
        {
            self.open_entry(entry);
        }
        if self.phase.now() == Phase::Ready
            && let Some(wish) = self.change(|inner| inner.wish.take_if(|_| inner.seen))
        {
            self.later(move || self.grant(wish));
        }
        if self.phase.now() == Phase::Ready
            && let Some(text) = self.change(|inner| inner.waiting.take_if(|_| inner.seen))
        {
            self.ask(&text);
        }
    }

    async fn fetch_all(self, load: u32) -> Option<()> {
        let (host, api) = self.look(|inner| (inner.host.clone(), inner.api.clone()));
        let (early_boot, early_pack) = (host.take("boot"), host.take("pack"));
        let boot = match net::bytes_of(early_boot).await {
            Some(bytes) => bytes,
            None => net::get(&[&api, "boot"].concat()).await.ok()?,
        };
        let boot: Boot = codec::decode(&boot).ok()?;
        let goes_on = || (self.look(|inner| inner.loads) == load).then_some(());
        goes_on()?;
        // The same again, for the same visitor: nothing is drawn anew.
        if boot.pack.is_some() && self.known(|knowledge| Some(knowledge.hash.clone())) == boot.pack {
            return Some(());
        }
        if !self.is_preview {
            self.look.set(boot.look);
        }
        self.published.set(boot.pack.is_some());
        let Some(hash) = boot.pack else { return Some(()) };
        let early = if host.boot("pack").as_ref() == Some(&hash) {
            net::bytes_of(early_pack).await
        } else {
            None
        };
        let bytes = match early {
            Some(bytes) => bytes,
            None => net::get(&[&api, "pack/", &hash].concat()).await.ok()?,
        };
        let mut reading = Reading::new(bytes).ok()?;
        let mut since = browser::now_ms();
        let knowledge = loop {
            match reading.step(&hash).ok()? {
                Ok(knowledge) => break knowledge,
                Err(goes_on) => reading = goes_on,
            }
            if browser::now_ms() - since >= SLICE_MS {
                browser::pause().await;
                since = browser::now_ms();
            }
        };
        goes_on()?;
        self.shelves.set(knowledge.shelves(None));
        if let Some(bodies) = knowledge.bodies() {
            browser::when_idle(move || browser::spawn(self.sharpen(bodies)));
        }
        self.change(|inner| inner.knowledge = Some(knowledge));
        Some(())
    }

    /// Loads the index of the answers. Should that fail, the chat goes on without.
    async fn sharpen(self, hash: String) {
        let url = self.look(|inner| [&inner.api, "pack/", &hash].concat());
        if let Ok(bytes) = net::get(&url).await {
            self.change(|inner| {
                if let Some(knowledge) = inner
                    .knowledge
                    .as_mut()
                    .filter(|knowledge| knowledge.bodies() == Some(hash))
                {
                    knowledge.sharpen(bytes);
                }
            });
        }
    }
}
