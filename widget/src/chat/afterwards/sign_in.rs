//! A visitor signs in by the company's identity provider: a link opens a window (in a page of our own: leads there and back), and
//! the frame asks with its code whether somebody has signed in for it.

use crate::{
    browser::{self, Memory},
    chat::Chat,
    net::{self, Fault},
    view,
};
use kotae_shared::{
    api::identity::{Exchange, Identified, SignInCode},
    codec,
    look::SIGN_IN,
};

/// So often the frame asks.
const POLL_MS: u32 = 2_000;
/// After so long a code that could not be had is asked for again.
const AGAIN_MS: u32 = 15_000;
/// Under these names and the API's address the tab keeps the code while our own page is away, and the session.
const CODE: &str = "kotae-code";
const SESSION: &str = "kotae-who";

impl Chat {
    /// Offers to sign in whenever the visitor can and nobody is known.
    pub(super) fn follow_sign_in(self) {
        if self.look(|inner| inner.who) != 0 || self.sign_in_label().is_none() {
            return view::hide_sign_in();
        }
        if !view::sign_in_is_there(self) {
            view::show_sign_in(self, None, || {});
            self.begin_sign_in();
        }
    }

    /// Goes on with what the tab's last page began, or makes a new link.
    fn begin_sign_in(self) {
        let kept = self.tab_get(SESSION);
        let parts: Option<(u64, String)> = kept.and_then(|kept| {
            kept.split_once(' ')
                .and_then(|(end, rest)| Some((end.parse().ok()?, rest.to_owned())))
        });
        if let Some((end, rest)) = parts
            && let Some((who, bearer)) = rest.split_once(' ')
            && let (Some(left), Ok(who)) = (end.checked_sub(browser::now_ms()), who.parse())
        {
            let lasts = u32::try_from(left / 1_000).unwrap_or(0);
            let bearer = bearer.to_owned();
            return self.be(&Identified { bearer, lasts, who });
        }
        self.tab_set(SESSION, "");
        let code = self.tab_get(CODE).filter(|_| self.is_page);
        self.tab_set(CODE, "");
        let split = |kept: String| {
            let (code, ticket) = kept.split_once(' ')?;
            Some((code.to_owned(), ticket.to_owned()))
        };
        let code = code.and_then(split);
        browser::spawn(async move {
            if let Some((code, ticket)) = code
                && let Ok(Some(identified)) = self.exchange(&code, &ticket).await
            {
                return self.be(&identified);
            }
            self.offer_sign_in().await;
        });
    }

    /// A token of the page was refused: what waited has stopped waiting, and begins anew.
    pub(super) fn renew_sign_in(self) {
        view::hide_sign_in();
        self.follow_sign_in();
    }

    /// Nothing stays of a session in the tab.
    pub(super) fn forget_sign_in(self) {
        self.tab_set(SESSION, "");
    }

    /// What the link says, in the chat's language; `None`: it is not for this visitor.
    pub(crate) fn sign_in_label(self) -> Option<String> {
        let lang = self.lang.now() as usize;
        self.look.peek(|look| {
            let words = look.words[lang].iter();
            words
                .rev()
                .find(|(place, _)| *place == SIGN_IN)
                .map(|(_, text)| text.clone())
        })
    }

    /// Shows the link with a fresh code, and another when that has ended, for as long as nobody is known.
    async fn offer_sign_in(self) {
        let proof = self.look(|inner| inner.proofs);
        let url = self.look(|inner| [&inner.api, "sign-in"].concat());
        let reply = net::post(&url, &[]).await;
        if self.look(|inner| inner.proofs) != proof {
            return;
        }
        let code = match reply.map(|bytes| codec::decode::<SignInCode>(&bytes)) {
            Ok(Ok(code)) => code,
            Err(Fault::Unreached | Fault::Status(429 | 500..)) => {
                return browser::after(AGAIN_MS, move || {
                    if self.look(|inner| inner.proofs) == proof {
                        browser::spawn(self.offer_sign_in());
                    }
                });
            }
            _ => return view::hide_sign_in(),
        };
        let (lasts, is_page) = (code.lasts, self.is_page);
        let back = if is_page { "?back=1" } else { "" };
        let href = [&url, "/", &code.code, back].concat();
        let pressed = std::cell::Cell::new(false);
        view::show_sign_in(self, Some(&href), move || {
            if is_page {
                self.tab_set(CODE, &[&code.code, " ", &code.ticket].concat());
            } else if !pressed.replace(true) {
                let (code, until) = (code.clone(), browser::now_ms() + u64::from(lasts) * 1_000);
                browser::spawn(self.wait_for(code, until, proof));
            }
        });
        browser::after(lasts.saturating_mul(1_000), move || {
            if self.look(|inner| inner.proofs) == proof {
                browser::spawn(self.offer_sign_in());
            }
        });
    }

    /// Asks again and again until somebody has signed in, the code has ended, or he is known otherwise.
    async fn wait_for(self, code: SignInCode, until: u64, proof: u32) {
        match self.exchange(&code.code, &code.ticket).await {
            _ if self.look(|inner| inner.proofs) != proof => return,
            Ok(Some(identified)) => return self.be(&identified),
            Ok(None) | Err(Fault::Unreached | Fault::Status(429 | 500..)) => {}
            Err(Fault::Status(_)) => return,
        }
        if browser::now_ms() < until {
            browser::after(POLL_MS, move || browser::spawn(self.wait_for(code, until, proof)));
        }
    }

    async fn exchange(self, code: &str, ticket: &str) -> Result<Option<Identified>, Fault> {
        let url = self.look(|inner| [&inner.api, "sign-in/session"].concat());
        let (code, ticket) = (code.to_owned(), ticket.to_owned());
        let bytes = net::post(&url, &codec::encode(&Exchange { code, ticket })).await?;
        codec::decode(&bytes).map_err(|_| Fault::Unreached)
    }

    /// Is this visitor from now on; the tab keeps it for its next page.
    fn be(self, identified: &Identified) {
        let end = browser::now_ms() + u64::from(identified.lasts) * 1_000;
        let (who, bearer) = (identified.who.to_string(), &identified.bearer);
        self.tab_set(SESSION, &[&end.to_string(), " ", &who, " ", bearer].concat());
        let proof = self.change(|inner| {
            inner.proofs += 1;
            inner.proofs
        });
        self.become_known(identified, proof);
        self.load();
    }

    fn tab_get(self, name: &str) -> Option<String> {
        let (memory, api) = self.look(|inner| (inner.memory, inner.api.clone()));
        let memory = if memory == Memory::None {
            memory
        } else {
            Memory::Session
        };
        memory.get(&[name, &api].concat()).filter(|text| !text.is_empty())
    }

    fn tab_set(self, name: &str, value: &str) {
        let (memory, api) = self.look(|inner| (inner.memory, inner.api.clone()));
        let memory = if memory == Memory::None {
            memory
        } else {
            Memory::Session
        };
        memory.set(&[name, &api].concat(), value);
    }
}
