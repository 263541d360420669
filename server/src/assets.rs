//! The built front ends and the loader, embedded in the binary (read from `dist/` in a debug build).

use crate::http::files::{File, media_type};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::{borrow::Cow, collections::HashMap};

#[derive(RustEmbed)]
#[folder = "../dist"]
struct Dist;

/// Everything that `cargo xtask build` put into `dist/`.
#[derive(Debug, Default)]
pub struct Assets {
    files: HashMap<String, File>,
    /// What the frame document needs; `None` when the widget was not built.
    pub widget: Option<WidgetFiles>,
    /// The admin's page; `None` when it was not built.
    pub admin: Option<AdminPage>,
}

/// What the frame document names. Paths are relative to `dist/widget/`.
#[derive(Debug)]
pub struct WidgetFiles {
    /// The start script, inlined.
    pub start: String,
    /// Its hash as CSP writes it: `sha256-...`.
    pub start_hash: String,
    /// The style sheets, in order.
    pub css: Vec<String>,
    /// The glue module.
    pub js: String,
    /// The program.
    pub wasm: String,
    /// Its second part, if it was split.
    pub late: Option<String>,
}

/// The admin's page, with absolute addresses.
#[derive(Debug)]
pub struct AdminPage {
    head: String,
    rest: String,
    /// `sha256-...` of each inline script.
    pub script_hashes: Vec<String>,
}

impl AdminPage {
    /// The page for a workspace: `base` is the path of its screens, which the application's addresses build on.
    pub fn html(&self, base: &str) -> String {
        format!("{}<base href=\"{base}\" />{}", self.head, self.rest)
    }
}

impl Assets {
    /// The embedded files, for a server below `prefix`.
    pub fn load(prefix: &str) -> Self {
        let files = Dist::iter().filter_map(|path| {
            let file = Dist::get(&path)?;
            Some((path.into_owned(), bytes(file.data)))
        });
        Self::of(files.collect(), prefix)
    }

    /// These files, by their paths in `dist/`. Compression happens at the first request of a file that has no `.br`
    /// beside it.
    pub fn of(mut all: HashMap<String, Bytes>, prefix: &str) -> Self {
        let packed: Vec<String> = all
            .keys()
            .filter(|path| has_extension(path, "br"))
            .cloned()
            .collect();
        let mut brotli: HashMap<String, Bytes> = packed
            .into_iter()
            .filter_map(|path| {
                let bytes = all.remove(&path)?;
                Some((path.trim_end_matches(".br").to_owned(), bytes))
            })
            .collect();
        let widget = widget_files(&all);
        let admin = all
            .get("admin/index.html")
            .and_then(|html| admin_page(html, prefix));
        let files = all
            .into_iter()
            .map(|(path, plain)| {
                let file = File::new(media_type(&path), plain);
                let file = match brotli.remove(&path) {
                    Some(bytes) => file.with_brotli(bytes),
                    None => file,
                };
                (path, file)
            })
            .collect();
        Self { files, widget, admin }
    }

    /// A file of `dist/` by its path in it.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }
}

fn has_extension(path: &str, extension: &str) -> bool {
    std::path::Path::new(path)
        .extension()
        .is_some_and(|found| found == extension)
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

fn widget_files(all: &HashMap<String, Bytes>) -> Option<WidgetFiles> {
    let start = String::from_utf8_lossy(all.get("www/frame.js")?).into_owned();
    let html = String::from_utf8_lossy(all.get("widget/index.html")?).into_owned();
    let mut names: Vec<&str> = all
        .keys()
        .filter_map(|path| path.strip_prefix("widget/"))
        .collect();
    // The order of the style sheets is that of the page that Trunk wrote.
    names.sort_by_key(|name| (html.find(name).unwrap_or(usize::MAX), *name));
    // The second part's style sheet has the name of its program, which finds it by that.
    let (late, names): (Vec<&str>, Vec<&str>) = names
        .into_iter()
        .partition(|name| name.starts_with("afterwards-"));
    let late = late.into_iter().find(|name| has_extension(name, "wasm"));
    let late = late.map(str::to_owned);
    let first = |extension: &str| {
        names
            .iter()
            .find(|name| has_extension(name, extension))
            .map(|name| (*name).to_owned())
    };
    Some(WidgetFiles {
        late,
        start_hash: csp_hash(&start),
        start,
        css: names
            .iter()
            .filter(|name| has_extension(name, "css"))
            .map(|name| (*name).to_owned())
            .collect(),
        js: first("js")?,
        wasm: first("wasm")?,
    })
}

/// Trunk writes addresses relative to the page; below `<base>` they must be absolute.
fn admin_page(html: &[u8], prefix: &str) -> Option<AdminPage> {
    let html = String::from_utf8_lossy(html);
    let html = html
        .replace("\"./", &format!("\"{prefix}assets/admin/"))
        .replace("'./", &format!("'{prefix}assets/admin/"));
    let script_hashes = inline_scripts(&html).map(csp_hash).collect();
    let (head, rest) = html.split_at(html.find("<head>")? + "<head>".len());
    Some(AdminPage {
        head: head.to_owned(),
        rest: rest.to_owned(),
        script_hashes,
    })
}

/// The contents of each `<script>` without `src`, exactly as the browser hashes them.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (code, _) = rest.split_once("</script")?;
        (!attributes.contains("src=") && !code.trim().is_empty()).then_some(code)
    })
}

fn csp_hash(code: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(code.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_admin_page_gets_absolute_addresses() {
        let html = b"<html><head><link href=\"./a.css\"><script>import './b.js'</script></head></html>";
        let page = admin_page(html, "/kotae/").unwrap();
        assert_eq!(
            page.html("/kotae/admin/x/"),
            "<html><head><base href=\"/kotae/admin/x/\" /><link href=\"/kotae/assets/admin/a.css\">\
             <script>import '/kotae/assets/admin/b.js'</script></head></html>"
        );
        assert_eq!(
            page.script_hashes,
            [csp_hash("import '/kotae/assets/admin/b.js'")]
        );
    }

    #[test]
    fn finds_inline_scripts() {
        let html =
            "<script type=\"module\">\nimport a\n</script><script src=\"x.js\"></script><script></script>";
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["\nimport a\n"]);
        assert_eq!(
            csp_hash(""),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }
}
