//! How the widget gets onto a page: the script tag, and what the page must allow.

use super::draft::Draft;
use crate::draw::Draw;
use crate::{
    app::app,
    dom,
    lang::t,
    ui::{Copy, Icon, icon, note},
};
use leptos::prelude::*;

/// The script tag of a widget. `public` ends in `/`.
fn tag(public: &str, key: &str) -> String {
    format!("<script async src=\"{public}kotae.js\" data-widget=\"{key}\"></script>")
}

/// What a page's own Content-Security-Policy must have.
fn policy(public: &str) -> String {
    let origin = origin(public);
    format!("script-src {origin}; frame-src {origin}")
}

/// Scheme, host and port of an address.
fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    &address[..end]
}

/// The part of the page.
#[component]
pub(super) fn Embed(draft: Draft) -> impl IntoView {
    let app = app();
    let public = app.session_now().public_url;
    let key = draft.saved().key;
    let page = format!("{public}w/{key}");
    let nowhere = move || {
        draft.saved().settings.allowed_origins.is_empty().then(|| {
            note(
                "warn",
                view! {
                    <p>
                        {t(
                            "まだどのページにも表示されません。「設置できるページ」にページのアドレスを書いて、保存してください。",
                            "No page can show it yet. Write the pages' addresses under “Pages that may show it” and save.",
                        )}
                        " "
                        <a href="#origins" on:click=to_origins>
                            {t("設置できるページへ", "Go there")}
                        </a>
                    </p>
                },
            )
        })
    };
    view! {
        <section class="card">
            <h2>{t("ページに設置する", "Put it on a page")}</h2>
            <div class="form wide">
                {nowhere}
                <p>
                    {t(
                        "次の 1 行を、ページの </body> の前に貼り付けます。すべてのページに出すときは、共通のテンプレートに入れてください。",
                        "Paste this line before </body>. To have it on every page, put it into the common template.",
                    )}
                </p>
                <Copy text=tag(&public, &key)/>
                <details>
                    <summary>
                        {t(
                            "ページに Content-Security-Policy があるとき",
                            "If the page has a Content-Security-Policy",
                        )}
                    </summary>
                    <p>{t("次の 2 つを加えてください。", "Add these two to it.")}</p>
                    <Copy text=policy(&public)/>
                </details>
                <details>
                    <summary>{t("ページのスクリプトから使う", "Use it from the page’s scripts")}</summary>
                    <p>
                        {t(
                            "チャットを開く、質問するなどの命令と、質問や回答の知らせ（イベント）があります。知らせに入るのは番号だけです。",
                            "There are commands to open the chat or ask, and events that tell of questions and answers. They carry ids only.",
                        )}
                    </p>
                    <label class="check">
                        <input
                            type="checkbox"
                            name="tell_questions"
                            prop:checked=draft.fields().tell_questions
                            on:change=move |event| draft.fields().tell_questions.set(event_target_checked(&event))
                        />
                        <span>
                            {t(
                                "質問の文章もページのスクリプトに知らせる",
                                "Tell the page’s scripts the words of questions, too",
                            )}
                        </span>
                    </label>
                </details>
                <details>
                    <summary>{t("ページに置かずにリンクで使う", "Use it by a link instead")}</summary>
                    <p>
                        {t(
                            "メールや社内チャットから、このアドレスで直接開けます。",
                            "From mail or chat apps, this address opens it directly.",
                        )}
                    </p>
                    <Copy text=page.clone()/>
                    <p>
                        <a href=page target="_blank" rel="noopener">
                            {t("新しいタブで開く", "Open it in a new tab")}
                            {icon(Icon::External)}
                        </a>
                    </p>
                </details>
            </div>
        </section>
    }
    .draw()
}

/// The browser's own jump would leave the field below the bars.
fn to_origins(event: web_sys::MouseEvent) {
    event.prevent_default();
    dom::focus("#field-allowed_origins");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_tag() {
        assert_eq!(
            tag("https://faq.example.co.jp/kotae/", "demo"),
            r#"<script async src="https://faq.example.co.jp/kotae/kotae.js" data-widget="demo"></script>"#
        );
    }

    #[test]
    fn the_policy_names_the_origin() {
        assert_eq!(
            policy("https://faq.example.co.jp/kotae/"),
            "script-src https://faq.example.co.jp; frame-src https://faq.example.co.jp"
        );
        assert_eq!(origin("http://127.0.0.1:8080/"), "http://127.0.0.1:8080");
        assert_eq!(origin("http://localhost"), "http://localhost");
    }
}
