//! The frame document: at most 2 KB that the loader frames, or that somebody opens as a page.

use super::{guard::Caller, service::Service, visit_token};
use crate::{
    app::App,
    assets::WidgetFiles,
    error::{Error, Result},
    http::{
        accept,
        admin::page::not_built,
        files::{File, REVALIDATE, allow_cross_origin},
    },
    store::{publications, widgets},
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use kotae_shared::{
    Lang,
    api::{
        admin::Widget,
        frame::{BOOT, FrameBoot, FrameHeaders, FrameHello},
    },
    look::Look,
    settings::{Access, WidgetSettings},
    words::words,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// The current pack, and the visit token of this hour.
type Moment = (Option<String>, String);

/// Documents that were made, by key and language. One is made again when the widget or the moment has changed.
#[derive(Default)]
pub struct Frames(Mutex<HashMap<(String, Lang), Made>>);

#[derive(Clone)]
struct Made {
    version: u32,
    moment: Moment,
    document: Arc<Document>,
}

struct Document {
    file: File,
    policy: HeaderValue,
}

/// The document of a widget. Below `e/ENTRY` and `f/FORM` it is the same; the chat reads them from its address.
pub async fn frame(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Result<Response> {
    let Some(files) = &app.assets.widget else {
        return Ok(not_built(&headers));
    };
    check_place(&app, &caller.gate.access, &headers)?;
    let service = Service::now(&caller.gate.access.hours, app.clock.now_ms());
    let lang = accept::language(&headers);
    let key = caller.key;
    let read = caller.workspace.main().read(move |read| {
        Ok((
            widgets::by_key(read, &key)?,
            publications::current(read)?.map(|publication| publication.pack),
        ))
    });
    let (widget, pack) = read.await?;
    // Nobody has shown who he is when the document is loaded.
    let pack = pack.filter(|_| !widget.settings.require_identity);
    let pack = pack.filter(|_| service.answers());
    let visit = visit_token::issue(&app.vault, &widget.key, app.clock.now_ms());
    let document = app.frames.get(&app, files, widget, (pack, visit), lang)?;
    caller.workspace.view();
    let mut response = document.file.send(&headers, REVALIDATE);
    let set = response.headers_mut();
    set.insert(header::CONTENT_SECURITY_POLICY, document.policy.clone());
    set.insert(
        header::VARY,
        HeaderValue::from_static("Accept-Encoding, Accept-Language"),
    );
    // Who may frame it is said by `frame-ancestors`, not by this.
    allow_cross_origin(&mut response);
    Ok(response)
}

/// The document of a preview link, whose requests show `visit`. It is made for who asks, and not kept.
pub(super) fn preview(
    app: &App,
    widget: Widget,
    visit: &str,
    lang: Lang,
    headers: &HeaderMap,
) -> Result<Response> {
    let Some(files) = &app.assets.widget else {
        return Ok(not_built(headers));
    };
    let document = make(app, files, widget, (None, visit.to_owned()), lang, true)?;
    let mut response = document.file.send(&HeaderMap::new(), REVALIDATE);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, document.policy);
    Ok(response)
}

/// Refuses to be a page of its own where the help desk does not want it. Browsers say where they load a document, but to a
/// server without https only some do: there a request that does not say passes.
fn check_place(app: &App, access: &Access, headers: &HeaderMap) -> Result<()> {
    let place = accept::text(headers, HeaderName::from_static("sec-fetch-dest"));
    let framed = place.map_or(!app.url.is_https(), |place| matches!(place, "iframe" | "frame"));
    if access.full_page || framed {
        Ok(())
    } else {
        Err(Error::FramedOnly)
    }
}

impl Frames {
    fn get(
        &self,
        app: &App,
        files: &WidgetFiles,
        widget: Widget,
        moment: Moment,
        lang: Lang,
    ) -> Result<Arc<Document>> {
        let place = (widget.key.clone(), lang);
        let made = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&place)
            .cloned();
        if let Some(made) = made.filter(|made| made.version == widget.version && made.moment == moment) {
            return Ok(made.document);
        }
        let made = Made {
            version: widget.version,
            moment: moment.clone(),
            document: Arc::new(make(app, files, widget, moment, lang, false)?),
        };
        let document = Arc::clone(&made.document);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(place, made);
        Ok(document)
    }
}

fn make(
    app: &App,
    files: &WidgetFiles,
    widget: Widget,
    (pack, visit): Moment,
    lang: Lang,
    is_preview: bool,
) -> Result<Document> {
    let settings = widget.settings;
    let framing = if is_preview {
        "frame-ancestors 'none'".to_owned()
    } else {
        ancestors(&settings)
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' '{}'; style-src 'self'; connect-src 'self'; \
         img-src 'self' https: data:; base-uri 'none'; form-action 'none'; {}",
        files.start_hash, framing,
    );
    let asset = |name: &String| app.url.path(&format!("assets/widget/{name}"));
    let title = escape(settings.texts.name.get(lang));
    let words = launcher_words(app, &settings);
    let more = app.languages.list();
    let boot = FrameBoot {
        origins: settings.allowed_origins,
        design: settings.design.into(),
        words,
        css: files.css.iter().map(asset).collect(),
        js: asset(&files.js),
        wasm: asset(&files.wasm),
        late: files.late.as_ref().map(asset),
        api: app.url.path(&format!("w/{}/", widget.key)),
        pack,
        early: if more.is_empty() && settings.sign_in.is_none() {
            ""
        } else {
            "1"
        },
        more,
        headers: FrameHeaders { visit },
        hello: is_preview.then_some(FrameHello { storage: "none" }),
    };
    let boot = serde_json::to_string(&boot)
        .map_err(Error::internal)?
        .replace('<', "\\u003c");
    let title = if title.is_empty() { "Kotae" } else { &title };
    let html = format!(
        "<!doctype html><html lang=\"{}\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1,interactive-widget=resizes-content\"><title>{title}</title><link rel=\"icon\" href=\"data:,\">\
         {BOOT}{boot}</script><script>{}</script>",
        lang.tag(),
        files.start,
    );
    Ok(Document {
        file: File::new("text/html; charset=utf-8", html.into()),
        policy: HeaderValue::from_str(&policy).map_err(Error::internal)?,
    })
}

/// What the page around the frame says, by the language's tag. What the help desk words in English comes before what a file of
/// another language has.
fn launcher_words(app: &App, settings: &WidgetSettings) -> BTreeMap<String, [String; 3]> {
    let [ja, en] = Look::of(settings.clone()).of_launcher();
    let built_in = words(Lang::En);
    let own = [
        ("open", built_in.open),
        ("close", built_in.close),
        ("name", built_in.name),
    ];
    let third = app.languages.iter().map(|language| {
        let mut said = en.clone();
        let theirs = [language.words.open, language.words.close, language.words.name];
        for ((said, (name, built_in)), theirs) in said.iter_mut().zip(own).zip(theirs) {
            if said.trim_end_matches(": ") == built_in {
                *said = if name == "name" {
                    theirs.to_owned()
                } else {
                    [theirs, ": "].concat()
                };
            }
        }
        (language.tag.clone(), said)
    });
    let ours = [(Lang::Ja, ja), (Lang::En, en.clone())].map(|(lang, said)| (lang.tag().to_owned(), said));
    ours.into_iter().chain(third).collect()
}

/// Who may frame a widget's documents.
pub(super) fn ancestors(settings: &WidgetSettings) -> String {
    let list = "frame-ancestors 'self'".to_owned();
    let origins = settings.allowed_origins.iter();
    origins.fold(list, |list, origin| list + " " + origin)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
