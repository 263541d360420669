//! The pages that may show the widget, by their origins.

use super::draft::Draft;
use crate::draw::Draw;
use crate::{
    lang::{self, t},
    ui::{Faults, Icon, TextArea, icon},
};
use kotae_shared::Lang;
use leptos::prelude::*;

/// The lines that are not empty.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A line that is not an origin: its number as a person counts, and the origin that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Odd {
    line: usize,
    meant: Option<String>,
}

/// The lines that are not origins. `origin_of` reads the origin of an http(s) address.
fn odd(text: &str, origin_of: impl Fn(&str) -> Option<String>) -> Vec<Odd> {
    let numbered = text.lines().map(str::trim).enumerate();
    let filled = numbered.filter(|(_, line)| !line.is_empty());
    filled
        .filter_map(|(at, line)| {
            let origin = origin_of(line);
            // A slash behind it is how browsers show an address.
            let plain = line.strip_suffix('/').unwrap_or(line);
            if origin.as_deref() == Some(plain) {
                return None;
            }
            let meant = origin.or_else(|| origin_of(&format!("https://{line}")));
            Some(Odd { line: at + 1, meant })
        })
        .collect()
}

/// The text with each line as the origin that is meant, each once.
fn mended(text: &str, origin_of: impl Fn(&str) -> Option<String>) -> String {
    let mut origins: Vec<String> = Vec::new();
    for line in lines(text) {
        let meant = origin_of(&line).or_else(|| origin_of(&format!("https://{line}")));
        let origin = meant.unwrap_or(line);
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    origins.join("\n")
}

/// As the browser reads it: `https://host:port`, the host in ASCII.
fn origin_of(address: &str) -> Option<String> {
    let url = web_sys::Url::new(address).ok()?;
    let is_web = matches!(url.protocol().as_str(), "http:" | "https:");
    // Browsers write odd characters of a host as `%20`; no page lives there.
    let is_plain = !url.hostname().contains(['*', '%']);
    (is_web && is_plain && url.username().is_empty()).then(|| url.origin())
}

/// The part of the form.
#[component]
pub(super) fn OriginsPart(draft: Draft, faults: Faults) -> impl IntoView {
    let form = draft.fields();
    let wrong = Memo::new(move |_| form.origins.with(|text| odd(text, origin_of)));
    let mend = move |_| form.origins.update(|text| *text = mended(text, origin_of));
    let shown = move || {
        let wrong = wrong.get();
        if wrong.is_empty() {
            return None;
        }
        let can_mend = wrong.iter().any(|line| line.meant.is_some());
        let items = wrong
            .into_iter()
            .map(|line| view! { <li>{explain(&line)}</li> })
            .collect_view();
        let button = can_mend.then(|| {
            view! {
                <button type="button" class="button small" on:click=mend>
                    {t("まとめて直す", "Mend them")}
                </button>
            }
        });
        Some(view! {
            <div class="contrast warn">
                {icon(Icon::Alert)}
                <ul class="plain-list">{items}</ul>
                {button}
            </div>
        })
    };
    view! {
        <section class="card" id="origins">
            <h2>{t("設置できるページ", "Pages that may show it")}</h2>
            <div class="form">
                <p>
                    {t(
                        "ウィジェットを置くページのアドレスを、パスを除いて 1 行に 1 つずつ書きます。ここにないサイトには表示されません。",
                        "The addresses of the pages that carry the widget, without the path, one a line. No other site can show it.",
                    )}
                </p>
                <p class="quiet small">
                    {t(
                        "これはほかのサイトへの埋め込みを防ぐ設定で、利用者の制限ではありません。チャットのアドレスを直接開ける人は、公開中の FAQ を読めます。",
                        "This stops other sites from embedding the chat. It does not control who may read: anyone who can open the chat's own address can read what is published.",
                    )}
                </p>
                <TextArea
                    name="allowed_origins"
                    label=t("許可するページ", "Allowed pages")
                    value=form.origins
                    faults=faults
                    rows=3
                    optional=true
                    placeholder="https://intranet.example.co.jp"
                />
                <div aria-live="polite">{shown}</div>
            </div>
        </section>
    }
    .draw()
}

fn explain(odd: &Odd) -> String {
    let line = odd.line;
    match (lang::current(), &odd.meant) {
        (Lang::Ja, Some(meant)) => format!("{line} 行目: {meant} の形にしてください"),
        (Lang::Ja, None) => {
            format!("{line} 行目: https://intranet.example.co.jp のような形にしてください")
        }
        (Lang::En, Some(meant)) => format!("Line {line}: write {meant}"),
        (Lang::En, None) => format!("Line {line}: use the form https://intranet.example.co.jp"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a browser does, as far as these tests need it.
    fn read(address: &str) -> Option<String> {
        let (scheme, rest) = address.split_once("://")?;
        let host = rest.split('/').next().filter(|host| host.contains('.'))?;
        (scheme == "https" || scheme == "http").then(|| format!("{scheme}://{}", host.to_lowercase()))
    }

    #[test]
    fn origins_pass() {
        assert!(odd("https://a.example\n\n http://b.example:8080/ \n", read).is_empty());
        assert!(odd("", read).is_empty());
    }

    #[test]
    fn says_which_line_and_what_is_meant() {
        let found = odd(
            "https://a.example\nhttps://B.example/portal\nc.example\nftp://d",
            read,
        );
        let meant = |line, meant: Option<&str>| Odd {
            line,
            meant: meant.map(str::to_owned),
        };
        assert_eq!(
            found,
            [
                meant(2, Some("https://b.example")),
                meant(3, Some("https://c.example")),
                meant(4, None)
            ]
        );
    }

    #[test]
    fn mends_what_can_be_mended() {
        let text = "https://a.example/\nhttps://a.example/portal\nc.example/x\nなに";
        assert_eq!(mended(text, read), "https://a.example\nhttps://c.example\nなに");
    }
}
