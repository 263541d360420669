//! The widget's frame document (`w/KEY`) and the messages between it and the page around it.
//!
//! # The document
//! Made by the server, at most 2 KB brotli with the script, in this order:
//! ```html
//! <!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,interactive-widget=resizes-content"><title>NAME</title>
//! <script type="application/json" id="boot">FrameBoot as JSON, every `<` written as `\u003c`</script>
//! <script>the bytes of dist/www/frame.js, allowed in the CSP by their SHA-256</script></head><body></body></html>
//! ```
//! The start script draws nothing while it is framed. On hover, focus, open or `ask` it loads [`FrameBoot::css`],
//! imports [`FrameBoot::js`], compiles [`FrameBoot::wasm`] and fetches `boot` and the pack,
//! all at once. Opened directly (not framed) it starts at once as a full page.
//! It needs in the CSP: `script-src 'self' 'wasm-unsafe-eval' 'sha256-…'; style-src 'self'; connect-src 'self';
//! img-src 'self' https: data:; base-uri 'none'; form-action 'none'; default-src 'none'`. No inline style is used.
//!
//! # Messages
//! Every message is an object with `kotae: 1` ([`PROTOCOL`]) and `type`. The page around the frame sends
//! `hello` once, by `postMessage` with the port of a `MessageChannel`; the frame takes it only from its own parent and
//! from an origin in [`FrameBoot::origins`] or its own. All later messages run over that port. Texts longer
//! than the limits of [`crate::api::widget::limits`] and unknown types are dropped.
//!
//! | page to frame | fields |
//! |---|---|
//! | `hello` | `page` (address without query and fragment), `root` (the page's language), `set` (the attributes, as `dataset` names them), `wish` (what it wishes of the design, by attributes and `--kotae-*`) |
//! | `update` | the same, changed |
//! | `warm` | load everything, show nothing |
//! | `open` | the panel is visible now; `full`: it covers the screen; `focus`: the visitor opened it, so the focus may move |
//! | `close` | the panel is hidden now |
//! | `full` | `on`: whether the panel covers the screen |
//! | `ask`, `openEntry`, `openScenario`, `openForm`, `identify`, `setVisitor` | `value` |
//! | `reset` | begin a new conversation |
//! | `go` | `of`, `on`: the reply to `before` |
//!
//! | frame to page | fields |
//! |---|---|
//! | `design` | `design` ([`FrameDesign`] as JSON, with the page's wishes), `words` (open, close, name), `css` (the launcher's and the panel's rules), `open` (the panel was open when the page was left) |
//! | `ready` | the chat can be used |
//! | `close` | the visitor closed it (Escape or the button) |
//! | `before` | `name` (`question`), `detail`, `of`: may it happen? Silence of 200 ms is consent |
//! | `event` | `name` (`question`, `answer`, `noanswer`, `feedback`, `scenario`, `form`, `survey`), `detail` |
//! | `error` | `message`, `detail` |
//! | `warn` | `message`, for the console |
//!
//! # Preview
//! The admin's preview frames `w/KEY` of its own origin and, once the iframe has fired `load`, posts
//! ```js
//! frame.contentWindow.postMessage({ kotae: 1, type: "preview", settings: BYTES, lang: "ja" }, location.origin)
//! ```
//! `BYTES` is a `Uint8Array` of [`crate::codec::encode`]`(&`[`Look`](crate::look::Look)`)` (the widget has no room for a JSON reader);
//! `lang` is optional. It is taken only from the frame's own parent of the same origin; the first
//! starts the chat open, each later one is applied at once and keeps the conversation. Nothing is
//! logged in a preview: no events are sent, and answers are asked for with
//! [`crate::api::widget::AnswerRequest::preview`]. With `play`, a `Uint8Array` of an encoded [`Play`](crate::scenario::play::Play), the
//! conversation begins anew with that scenario. With `form`, a `Uint8Array` of an encoded [`FormPage`](crate::api::forms::FormPage)
//! ([`FormPage::tried`](crate::api::forms::FormPage::tried) makes one of what is being written), it begins anew with that form, which
//! stores nothing; sent again under the same id, the form is drawn anew with what was typed, and `page` (a number from 0) turns to that page. A `hello` before it gives the admin the port on which it hears of each step.

use crate::settings::{ColorScheme, Design, Launcher, Position};
use serde::Serialize;
use std::collections::BTreeMap;

/// The version of the messages between the loader and the frame.
pub const PROTOCOL: u8 = 1;

/// What opens the data block in the frame document.
pub const BOOT: &str = "<script type=\"application/json\" id=\"boot\">";

/// The data block of the frame document. Every address is a path from the server's root, with the prefix
/// (`/kotae/w/demo/boot`), or a whole URL of the same origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FrameBoot {
    /// Origins (`https://intranet.example.co.jp`) that may frame the widget; our own is not listed and always may.
    pub origins: Vec<String>,
    /// What the loader needs to draw launcher and panel.
    pub design: FrameDesign,
    /// The launcher's words ([`Look::of_launcher`](crate::look::Look::of_launcher)) by the language's tag: Japanese, English, and
    /// those of the installation's own files.
    pub words: BTreeMap<String, [String; 3]>,
    /// The style sheets, in order.
    pub css: Vec<String>,
    /// The glue module.
    pub js: String,
    /// The program.
    pub wasm: String,
    /// Its second part, loaded when the visitor has an answer; `None` when it was built in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<String>,
    /// Where the widget's API lies, ending in `/`: `boot`, `answers`, `events` and `pack/HASH` follow.
    pub api: String,
    /// The current pack's hash; `None` before the first publication.
    pub pack: Option<String>,
    /// Languages beside Japanese and English, a line each: the tag, a space, the language's own name. Left out when there
    /// are none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub more: String,
    /// The program's second part has something to do from the start: languages, or a sign-in that is offered. Left out when it has
    /// not.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub early: &'static str,
    /// What each request shows.
    pub headers: FrameHeaders,
    /// What a page around the frame would say, for a document that stands alone: a preview link's. Left out elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hello: Option<FrameHello>,
}

/// What is said at the start instead of by a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FrameHello {
    /// As `data-storage`.
    pub storage: &'static str,
}

/// Headers of each request of a frame document's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FrameHeaders {
    /// `Kotae-Visit`: the document was loaded where it may be.
    #[serde(rename = "kotae-visit")]
    pub visit: String,
}

/// The part of a [`Design`] that the page around the frame draws; fields as there. What is as usual is left out, to keep
/// the document small.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "as in `Design`")]
pub struct FrameDesign {
    pub primary: String,
    pub on_primary: String,
    pub color_scheme: ColorScheme,
    pub position: Position,
    pub offset_x: u16,
    pub offset_y: u16,
    pub z_index: u32,
    pub radius: u8,
    pub launcher: Launcher,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u16>,
    /// The panel's ground in light and dark, until the chat is drawn; an empty one is as usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<[String; 2]>,
    /// The launcher has an image: the document `w/KEY/launcher` shows it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub launcher_image: bool,
}

impl From<Design> for FrameDesign {
    fn from(design: Design) -> Self {
        let usual = Design::default();
        let ground = [design.light.ground, design.dark.ground];
        Self {
            primary: design.primary,
            on_primary: design.on_primary,
            color_scheme: design.color_scheme,
            position: design.position,
            offset_x: design.offset_x,
            offset_y: design.offset_y,
            z_index: design.z_index,
            radius: design.radius,
            launcher: design.launcher,
            width: (design.width != usual.width).then_some(design.width),
            height: (design.height != usual.height).then_some(design.height),
            ground: ground.iter().any(|color| !color.is_empty()).then_some(ground),
            launcher_image: !design.launcher_image.is_empty(),
        }
    }
}
