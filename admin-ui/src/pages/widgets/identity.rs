//! Who visitors are: whether the widget asks, and the secrets with which the company's own servers say it.

mod examples;

use super::draft::{Draft, WHO};
use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dates,
    lang::{self, t},
    remote::Remote,
    ui::{Confirm, Copy, Faults, Segments, SelectInput, note},
};
use examples::EXAMPLES;
use kotae_shared::{
    Lang,
    api::{
        admin::Start,
        identity::{IdentitySecret, NewIdentitySecret, limits},
    },
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// What its parts share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Card {
    widget: Uuid,
    secrets: Remote<Vec<IdentitySecret>>,
    /// One that was just made.
    made: RwSignal<Option<NewIdentitySecret>>,
}

impl Card {
    fn path(self, below: &str) -> String {
        format!("widgets/{}/identity{below}", self.widget)
    }
}

/// The part of the page.
#[component]
pub(super) fn IdentityPart(draft: Draft, faults: Faults) -> impl IntoView {
    let widget = untrack(|| draft.saved().id);
    let card = Card {
        widget,
        secrets: Remote::new(move || format!("widgets/{widget}/identity")),
        made: RwSignal::new(None),
    };
    let names = [
        t("だれでも使える", "Anybody"),
        t("本人確認できた人だけ", "Only people who have shown who they are"),
    ];
    let choices = WHO.into_iter().zip(names);
    let choices = choices.map(|((key, _), name)| (key.to_owned(), name.to_owned()));
    let providers = Remote::<Start>::new(|| "start".to_owned());
    let key_of_widget = untrack(|| draft.saved().key);
    let list = move || card.secrets.view(move |secrets| secrets_view(card, secrets));
    view! {
        <section class="card" id="identity">
            <h2>{t("利用者の確認", "Who visitors are")}</h2>
            <div class="form wide">
                <p>
                    {t(
                        "社内サイトにログインしている人を、チャットにも伝えられます。「見られる人」を決めた FAQ は、そのグループの人だけに表示されます。",
                        "Your site can tell the chat who is signed in there. Entries with an audience are then shown to people in those groups alone.",
                    )}
                </p>
                <Segments
                    name="require_identity"
                    label=t("チャットを使える人", "Who may use the chat")
                    value=draft.fields().who
                    faults=faults
                    choices=choices.collect()
                />
                {move || providers.view(move |start| sign_in(draft, faults, start))}
                <h3>{t("署名の鍵", "Secrets for signing")}</h3>
                {move || card.made.get().map(|made| shown(card, made))}
                {list}
                <details>
                    <summary>{t("社内サイトの作り方", "What your site must do")}</summary>
                    {how(&key_of_widget)}
                </details>
            </div>
        </section>
    }
    .draw()
}

/// By which identity provider they sign in. A provider that was switched off can only be let go.
fn sign_in(draft: Draft, faults: Faults, start: Start) -> AnyView {
    let value = draft.fields().sign_in;
    let mut choices = vec![(
        String::new(),
        t("使わない（署名だけ）", "None (tokens only)").to_owned(),
    )];
    choices.extend(
        start
            .providers
            .into_iter()
            .map(|one| (one.id.to_string(), one.label)),
    );
    let held = value.get_untracked();
    if choices.iter().all(|(id, _)| *id != held) {
        choices.push((
            held,
            t("（停止中の認証サービス）", "(a provider that is off)").to_owned(),
        ));
    }
    view! {
        <SelectInput
            name="sign_in"
            label=t("認証サービスでのログイン", "Sign-in by an identity provider")
            value=value
            faults=faults
            choices=choices
            help=t(
                "選ぶと、チャットに「ログイン」が表示されます。認証サービスのグループが「見られる人」に使われます。署名の鍵があれば、どちらの方法でも確認できます。",
                "The chat then offers to sign in. The provider's groups decide which entries are shown. With a secret below, visitors can show who they are either way.",
            )
        />
    }
    .draw()
}

fn secrets_view(card: Card, secrets: Vec<IdentitySecret>) -> AnyView {
    let full = secrets.len() >= limits::SECRETS;
    let none = secrets.is_empty().then(|| {
        view! {
            <p class="quiet">
                {t(
                    "まだ鍵がありません。鍵を作ると、本人確認を使えるようになります。",
                    "There is none yet. With one, visitors can show who they are.",
                )}
            </p>
        }
    });
    let rows = secrets.into_iter().map(|secret| row(card, secret)).collect_view();
    let make = move |_| {
        let app = app();
        spawn_local(async move {
            match api::post::<NewIdentitySecret>(&card.path(""), &()).await {
                Ok(made) => {
                    card.made.set(Some(made));
                    card.secrets.reload();
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    view! {
        {none}
        <ul class="plain-list">{rows}</ul>
        <div class="form-actions">
            <button type="button" class="button" disabled=full on:click=make>
                {t("鍵を作る", "Make a secret")}
            </button>
            {full
                .then(|| {
                    view! {
                        <span class="quiet small">
                            {t(
                                "鍵は 2 つまでです。入れ替えるときは、古い鍵を無効にしてください。",
                                "Two at most. To exchange one, retire the older first.",
                            )}
                        </span>
                    }
                })}
        </div>
    }
    .draw()
}

fn row(card: Card, secret: IdentitySecret) -> AnyView {
    let made = match lang::current() {
        Lang::Ja => format!(
            "{} に {} が作成",
            dates::full(secret.created_at),
            secret.created_by
        ),
        Lang::En => format!("Made {} by {}", dates::full(secret.created_at), secret.created_by),
    };
    let kid = secret.kid.clone();
    let retire = move |_| {
        let (app, kid) = (app(), kid.clone());
        app.ask(Confirm {
            title: t("この鍵を無効にしますか", "Retire this secret?").into(),
            text: t(
                "この鍵で確認された人は、すぐに確認されていない状態に戻ります。元には戻せません。",
                "Whoever was known by it is unknown at once. This cannot be undone.",
            )
            .into(),
            act: t("無効にする", "Retire it"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete(&card.path(&format!("/{kid}"))).await {
                        Ok(()) => card.secrets.reload(),
                        Err(failure) => app.fail(&failure),
                    }
                });
            }),
        });
    };
    view! {
        <li>
            <code>{secret.kid}</code>
            " "
            <span class="quiet small">{made}</span>
            " "
            <button type="button" class="button small danger" on:click=retire>
                {t("無効にする", "Retire")}
            </button>
        </li>
    }
    .draw()
}

fn shown(card: Card, made: NewIdentitySecret) -> AnyView {
    note(
        "good",
        view! {
            <p>
                {t(
                    "新しい鍵です。社内サイトのサーバーに保存してください。鍵はここでしか表示されません。ページには決して書かないでください。",
                    "The new secret. Keep it on your site's server; it is shown here and never again. It must never stand in a page.",
                )}
            </p>
            <p>"kid"</p>
            <Copy text=made.kid/>
            <p>{t("鍵", "Secret")}</p>
            <Copy text=made.secret/>
            <button type="button" class="button" on:click=move |_| card.made.set(None)>
                {t("保存しました", "I have kept it")}
            </button>
        },
    )
    .draw()
}

/// What stands in the page, and what its server does.
fn how(widget_key: &str) -> AnyView {
    let servers = EXAMPLES.map(|(name, code)| {
        let code = code.replace("WIDGET_KEY", widget_key);
        view! {
            <details>
                <summary>{name}</summary>
                <Copy text=code/>
            </details>
        }
    });
    view! {
        <p>
            {t(
                "1. サーバーが、ログイン中の人のトークン（JWT、HS256、期限は 10 分以内）を作ります。",
                "1. The server makes a token (JWT, HS256, at most 10 minutes) for whoever is signed in.",
            )}
        </p>
        {servers.collect_view()}
        <p>
            {t(
                "2. ページがそのトークンをチャットに渡します。切れる 1 分前に kotae:token-expiring が届くので、新しいトークンを渡します。ログアウトのときは Kotae(\"reset\") を呼びます。",
                "2. The page hands it to the chat. A minute before its end comes kotae:token-expiring, and the page hands over a new one. On sign-out it calls Kotae(\"reset\").",
            )}
        </p>
        <Copy text=examples::PAGE.to_owned()/>
    }
    .draw()
}
