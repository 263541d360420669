//! Who the visitor is: a visitor token is exchanged for a session, which every request shows from then on. When it ends,
//! is refused or is given up, what only he may see goes.

use crate::{
    browser,
    chat::{Chat, Phase, turn::Read},
    net::{self, Fault},
};
use kotae_shared::{
    api::identity::{Identified, Identify},
    codec,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestInit;

/// So long before its end the page is asked for another token.
const AHEAD_S: u32 = 60;
/// After so long an exchange that did not reach the server is tried again, by another token.
const AGAIN_MS: u32 = 15_000;

impl Chat {
    /// Exchanges the token of `{token}` and loads what its bearer may see; without a good one, what everybody may.
    #[inline(never)]
    pub(in crate::chat) fn identify(self, value: &JsValue) {
        // Whatever has no token changes nothing.
        let Some(token) = browser::get(value, "token").as_string() else {
            let host = self.look(|inner| inner.host.clone());
            return host.post("warn", &[("message", "identify: {token} is missing")]);
        };
        let (url, proof) = self.change(|inner| {
            inner.proofs += 1;
            ([&inner.api, "session"].concat(), inner.proofs)
        });
        browser::spawn(async move {
            let reply = net::post(&url, &codec::encode(&Identify { token })).await;
            // A later token has taken the place of this one.
            if self.look(|inner| inner.proofs) != proof {
                return;
            }
            // A token that nobody takes changes nothing for somebody who was unknown already.
            let stays = self.look(|inner| inner.who == 0) && self.phase.now() == Phase::Ready;
            match reply.map(|bytes| codec::decode::<Identified>(&bytes)) {
                Ok(Ok(identified)) => self.become_known(&identified, proof),
                Err(Fault::Unreached | Fault::Status(429 | 500..)) => {
                    browser::after(AGAIN_MS, move || self.ask_for_token(proof));
                    self.renew_sign_in();
                    if stays {
                        return;
                    }
                }
                _ => {
                    self.refused(proof, stays);
                    self.renew_sign_in();
                    if stays {
                        return;
                    }
                }
            }
            self.load();
        });
    }

    pub(super) fn become_known(self, identified: &Identified, proof: u32) {
        let before = self.look(|inner| inner.who);
        if before != 0 && before != identified.who {
            self.forget_conversation();
            self.forget_forms();
            self.forget();
        }
        let host = self.change(|inner| {
            inner.who = identified.who;
            // Addresses of images in answers are signed for a session.
            inner.read = Read::default();
            inner.plays.clear();
            inner.host.clone()
        });
        host.show("bearer", &["Bearer ", &identified.bearer].concat());
        // It was asked for by nobody known.
        host.take("boot");
        host.emit("identified", &[]);
        self.follow_sign_in();
        let ms = |seconds: u32| seconds.saturating_mul(1_000);
        browser::after(ms(identified.lasts.saturating_sub(AHEAD_S)), move || {
            self.ask_for_token(proof);
        });
        browser::after(ms(identified.lasts), move || {
            if self.look(|inner| inner.proofs) == proof {
                self.lapse();
            }
        });
    }

    fn ask_for_token(self, proof: u32) {
        if self.look(|inner| inner.proofs) == proof {
            self.look(|inner| inner.host.clone()).emit("token-expiring", &[]);
        }
    }

    /// One that has ended while it waited is replaced by the page; one that is refused again at once is a mistake there.
    fn refused(self, proof: u32, stays: bool) {
        let now = browser::now_ms();
        let last = self.change(|inner| std::mem::replace(&mut inner.refused_at, now));
        if !stays {
            self.forget();
        }
        let host = self.look(|inner| inner.host.clone());
        host.post("warn", &[("message", "identify: the token was refused")]);
        if now - last > 60_000 {
            self.ask_for_token(proof);
        }
    }

    /// The session has ended by itself.
    #[inline(never)]
    pub(in crate::chat) fn lapse(self) {
        self.forget();
        self.forget_sign_in();
        let proof = self.look(|inner| inner.proofs);
        self.ask_for_token(proof);
        self.load();
    }

    /// The page says that the visitor has gone.
    #[inline(never)]
    pub(in crate::chat) fn sign_out(self) {
        let (url, bearer) = self.change(|inner| {
            inner.proofs += 1;
            ([&inner.api, "session"].concat(), inner.host.take("bearer"))
        });
        end(&url, &bearer);
        self.forget();
        self.forget_sign_in();
        self.load();
    }

    /// Nothing stays of what only he may see.
    fn forget(self) {
        self.change(|inner| {
            inner.host.take("bearer");
            inner.who = 0;
            inner.knowledge = None;
            inner.read = Read::default();
        });
        self.shelves.set(Vec::new());
        self.phase.set(Phase::Loading);
    }
}

/// Tells the server that a session has ended. Should that not reach it, it ends by itself.
fn end(url: &str, bearer: &JsValue) {
    let (options, headers) = (RequestInit::new(), js_sys::Object::new());
    browser::set(&headers, "authorization", bearer);
    options.set_method("DELETE");
    options.set_headers(&headers);
    browser::set(&options, "keepalive", &JsValue::TRUE);
    let sent = browser::window().fetch_with_str_and_init(url, &options);
    browser::spawn(async move {
        let _ = JsFuture::from(sent).await;
    });
}
