//! What mails about submissions say: the list, by what they are for.

mod one;

use crate::draw::Draw;
use crate::{
    app::app,
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{Icon, PageHead, icon},
};
use kotae_shared::{Lang, access::Permission, api::letters::Letter, letters::LetterKind};
use leptos::prelude::*;
pub(crate) use one::LetterPage;

/// Characters of a letter that the list shows.
const BEGINNING: usize = 90;

/// The page.
#[component]
pub(crate) fn Letters() -> impl IntoView {
    let list = Remote::<Vec<Letter>>::new(|| "letters".into());
    let body = move |loaded: Vec<Letter>| {
        let groups = LetterKind::ALL.map(|kind| {
            let of_kind = loaded.iter().filter(|letter| letter.kind == kind);
            group(kind, of_kind.cloned().collect())
        });
        groups.into_iter().collect_view().draw()
    };
    view! {
        <div class="page">
            <PageHead title=t("メールの文面", "Words of mails")/>
            <p class="page-lead">
                {t(
                    "フォームの受付とお知らせ、受信箱からの返信で使う文面です。変更は、次に送るメールから使われます。",
                    "What receipts, notices and replies to submissions say. A change counts from the next mail on.",
                )}
            </p>
            {list.view(body)}
        </div>
    }
    .draw()
}

/// What a kind is called, and where it is used.
fn words(kind: LetterKind) -> (&'static str, &'static str) {
    match kind {
        LetterKind::Receipt => (
            t("受付メール", "Receipts"),
            t(
                "フォームを送った人に自動で届きます。フォームの設定で別の文面を選べます。",
                "Go to the sender by themselves. A form can choose another one in its settings.",
            ),
        ),
        LetterKind::Notice => (
            t("お知らせメール", "Notices"),
            t(
                "フォームの設定で選ばれた担当者に自動で届きます。",
                "Go by themselves to those whom a form names.",
            ),
        ),
        LetterKind::Reply => (
            t("返信の定型文", "Replies"),
            t(
                "受信箱で返信を書くとき、ボタンで入ります。",
                "Stand as buttons where a reply is written in the inbox.",
            ),
        ),
    }
}

fn group(kind: LetterKind, letters: Vec<Letter>) -> AnyView {
    let app = app();
    let (name, explained) = words(kind);
    // A form chooses its receipt; there is one notice for all of them.
    let may_add = kind != LetterKind::Notice && app.session_now().user.role.may(Permission::EditForms);
    let add = may_add.then(|| {
        let to = format!("letters/new?kind={}", kind.tag());
        view! {
            <a class="button small" href=place::href(&to)>
                {icon(Icon::Plus)}
                {t("追加", "Add")}
                <span class="unseen">{name}</span>
            </a>
        }
    });
    let rows = letters.into_iter().map(row);
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{name}</h2>
                {add}
            </div>
            <p class="quiet small">{explained}</p>
            <ul class="plain letters">{rows.collect_view()}</ul>
        </section>
    }
    .draw()
}

fn row(letter: Letter) -> AnyView {
    let lang = lang::current();
    let begins = letter.text.get(lang).split_whitespace().collect::<Vec<_>>();
    let whole = begins.join(" ");
    let mut begins: String = whole.chars().take(BEGINNING).collect();
    if begins.len() < whole.len() {
        begins.push('…');
    }
    let standing = if !letter.built_in {
        None
    } else if letter.changed {
        Some(("chip warn", t("変更済み", "Changed")))
    } else {
        Some(("chip bare", t("初期の文面", "As it came")))
    };
    let used = (letter.forms > 0).then(|| match lang {
        Lang::Ja => format!("{} 個のフォームで使用", number(letter.forms)),
        Lang::En => format!("Forms that use it: {}", number(letter.forms)),
    });
    let changed = (letter.updated_at > 0).then(|| {
        let at = letter.updated_at;
        view! {
            <span class="quiet small">
                <time datetime=dates::machine(at)>{dates::full(at)}</time>
                " "
                {letter.updated_by.clone()}
            </span>
        }
    });
    view! {
        <li>
            <p class="letter-name">
                <a href=place::href(&format!("letters/{}", letter.id))>{letter.name.get(lang).to_owned()}</a>
                {standing.map(|(class, words)| view! { <span class=class>{words}</span> })}
                {used.map(|words| view! { <span class="chip bare">{words}</span> })}
                {changed}
            </p>
            <p class="quiet small">{begins}</p>
        </li>
    }
    .draw()
}
