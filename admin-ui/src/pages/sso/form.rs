//! The form for a provider.

use super::Page;
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::app,
    lang::{self, t},
    ui::{Faults, PasswordInput, SelectInput, Submit, TextArea, TextInput},
};
use kotae_shared::{
    access::Role,
    api::sso::{GroupRole, Provider, ProviderEdit, ProviderSettings, limits},
};
use leptos::{prelude::*, task::spawn_local};

/// The fields. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Fields {
    label: RwSignal<String>,
    issuer: RwSignal<String>,
    client_id: RwSignal<String>,
    secret: RwSignal<String>,
    scopes: RwSignal<String>,
    groups_claim: RwSignal<String>,
    domains: RwSignal<String>,
    roles: RwSignal<String>,
    default_role: RwSignal<String>,
    recheck: RwSignal<String>,
    grace: RwSignal<String>,
    link_by_email: RwSignal<bool>,
    trust_email: RwSignal<bool>,
    active: RwSignal<bool>,
}

impl Fields {
    fn of(settings: ProviderSettings) -> Self {
        let row = |row: &GroupRole| format!("{} = {}", row.group, row.role.tag());
        let rows: Vec<String> = settings.roles.iter().map(row).collect();
        Self {
            label: RwSignal::new(settings.label),
            issuer: RwSignal::new(settings.issuer),
            client_id: RwSignal::new(settings.client_id),
            secret: RwSignal::new(String::new()),
            scopes: RwSignal::new(settings.scopes.join(" ")),
            groups_claim: RwSignal::new(settings.groups_claim),
            domains: RwSignal::new(settings.domains.join("\n")),
            roles: RwSignal::new(rows.join("\n")),
            default_role: RwSignal::new(settings.default_role.map_or("", Role::tag).to_owned()),
            recheck: RwSignal::new(settings.recheck_minutes.to_string()),
            grace: RwSignal::new(settings.grace_minutes.to_string()),
            link_by_email: RwSignal::new(settings.link_by_email),
            trust_email: RwSignal::new(settings.trust_email),
            active: RwSignal::new(settings.active),
        }
    }

    /// The settings; a number that cannot be read is one that the server refuses.
    fn read(self) -> ProviderSettings {
        let number = |field: RwSignal<String>| field.get_untracked().trim().parse().unwrap_or(u32::MAX);
        ProviderSettings {
            label: self.label.get_untracked(),
            issuer: self.issuer.get_untracked(),
            client_id: self.client_id.get_untracked(),
            scopes: words(&self.scopes.get_untracked()),
            groups_claim: self.groups_claim.get_untracked(),
            domains: words(&self.domains.get_untracked()),
            roles: rows(&self.roles.get_untracked()),
            default_role: Role::from_tag(&self.default_role.get_untracked()),
            link_by_email: self.link_by_email.get_untracked(),
            trust_email: self.trust_email.get_untracked(),
            recheck_minutes: number(self.recheck),
            grace_minutes: number(self.grace),
            active: self.active.get_untracked(),
        }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// `group = role` a line. A role that is none becomes an empty group, which the server refuses by its line.
fn rows(text: &str) -> Vec<GroupRole> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let row = |line: &str| {
        let (group, role) = line.rsplit_once('=').unwrap_or(("", ""));
        let role = Role::from_tag(role.trim());
        GroupRole {
            group: role.map(|_| group.trim().to_owned()).unwrap_or_default(),
            role: role.unwrap_or_default(),
        }
    };
    lines.map(row).collect()
}

/// The form: a new provider, or changes to one.
#[component]
pub(super) fn Form(page: Page, provider: Option<Provider>) -> impl IntoView {
    let app = app();
    let id = provider.as_ref().map(|provider| provider.id);
    let version = provider.as_ref().map_or(0, |provider| provider.version);
    let has_secret = provider.as_ref().is_some_and(|provider| provider.has_secret);
    let fields = Fields::of(provider.map(|provider| provider.settings).unwrap_or_default());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let secret = fields.secret.get_untracked();
        let edit = ProviderEdit {
            settings: fields.read(),
            secret: (!secret.is_empty()).then_some(secret),
            version,
        };
        spawn_local(async move {
            let reply: Result<Provider, Failure> = match id {
                Some(id) => api::put(&format!("sso/providers/{id}"), &edit).await,
                None => api::post("sso/providers", &edit).await,
            };
            busy.set(false);
            match reply {
                Ok(_) => {
                    page.open.set(None);
                    page.settings.reload();
                    app.say(t("保存しました。", "Saved."));
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let none = (
        String::new(),
        t("ログインさせない", "Nobody else gets in").to_owned(),
    );
    let role = |role: Role| (role.tag().to_owned(), role.name(lang::current()).to_owned());
    let choices: Vec<_> = std::iter::once(none).chain(Role::ALL.map(role)).collect();
    let tags: Vec<&str> = Role::ALL.iter().map(|role| role.tag()).collect();
    let secret_help = if has_secret {
        t(
            "保存済みです。変えるときだけ入力してください。",
            "One is kept. Enter it only to change it.",
        )
    } else {
        t(
            "暗号化して保存し、二度と表示しません。",
            "It is kept encrypted and never shown again.",
        )
    };
    view! {
        <form class="card" novalidate on:submit=submit>
            <div class="form wide">
                <TextInput
                    name="settings.label"
                    label=t("表示名", "Name")
                    value=fields.label
                    faults=faults
                    max=limits::LABEL
                    help=t(
                        "ログイン画面のボタンに表示します。例: 会社のアカウント",
                        "Shown on the sign-in screen's button, for example: Company account",
                    )
                />
                <TextInput
                    name="settings.issuer"
                    label=t("発行者（issuer）", "Issuer")
                    value=fields.issuer
                    faults=faults
                    kind="url"
                    max=limits::TEXT
                    placeholder="https://"
                    help=t(
                        "認証サービスの表示どおりに入力します（末尾の / も）。",
                        "Exactly as the provider writes it, including a / at the end.",
                    )
                />
                <TextInput
                    name="settings.client_id"
                    label=t("クライアント ID", "Client ID")
                    value=fields.client_id
                    faults=faults
                    max=limits::TEXT
                />
                <PasswordInput
                    name="secret"
                    label=t("クライアントシークレット", "Client secret")
                    value=fields.secret
                    faults=faults
                    autocomplete="off"
                    help=secret_help
                />
                <TextInput
                    name="settings.scopes"
                    label=t("スコープ", "Scopes")
                    value=fields.scopes
                    faults=faults
                    help=t("openid は自動で付きます。", "openid is added by itself.")
                />
                <TextInput
                    name="settings.groups_claim"
                    label=t("グループのクレーム", "Groups claim")
                    value=fields.groups_claim
                    faults=faults
                    max=limits::TEXT
                    optional=true
                    help=t("例: groups、roles、realm_access.roles", "For example groups, roles, realm_access.roles")
                />
                <TextArea
                    name="settings.domains"
                    label=t("許可するメールのドメイン", "Allowed mail domains")
                    value=fields.domains
                    faults=faults
                    rows=2
                    optional=true
                    placeholder="example.co.jp"
                    help=t("1 行に 1 つ。空欄なら、すべて許可します。", "One a line. Empty: any.")
                />
                <TextArea
                    name="settings.roles"
                    label=t("グループと役割", "Groups and roles")
                    value=fields.roles
                    faults=faults
                    rows=4
                    optional=true
                    placeholder="faq-editors = editor"
                    help=format!(
                        "{} {}",
                        t(
                            "1 行に「グループ = 役割」。上から見て最初に合う行を使います。役割:",
                            "One a line: group = role. The first one that fits counts. Roles:",
                        ),
                        tags.join(", "),
                    )
                />
                <SelectInput
                    name="settings.default_role"
                    label=t("どの行にも合わない人", "Whoever is in none of them")
                    value=fields.default_role
                    faults=faults
                    choices=Signal::stored(choices)
                />
                {check(
                    fields.trust_email,
                    t(
                        "確認済みかどうかを言わない認証サービスのメールアドレスを、確認済みとして扱う（Entra ID など）",
                        "Treat mail addresses as verified when the provider does not say (Entra ID)",
                    ),
                )}
                {check(
                    fields.link_by_email,
                    t(
                        "確認済みのメールアドレスが同じ既存ユーザーに、初回ログインでつなぐ",
                        "At the first sign-in, take over the user with the same verified mail address",
                    ),
                )}
                <div class="form-row">
                    <TextInput
                        name="settings.recheck_minutes"
                        label=t("再確認の間隔（分）", "Ask again after (minutes)")
                        value=fields.recheck
                        faults=faults
                        kind="number"
                    />
                    <TextInput
                        name="settings.grace_minutes"
                        label=t("つながらないときの猶予（分）", "Grace when unreachable (minutes)")
                        value=fields.grace
                        faults=faults
                        kind="number"
                    />
                </div>
                {check(fields.active, t("この認証サービスでログインできる", "One can sign in by it"))}
                <div class="form-actions">
                    <Submit label=t("保存する", "Save") busy=busy faults=faults/>
                    <button type="button" class="button" on:click=move |_| page.open.set(None)>
                        {t("キャンセル", "Cancel")}
                    </button>
                </div>
            </div>
        </form>
    }
    .draw()
}

fn check(value: RwSignal<bool>, label: &'static str) -> AnyView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=value
                on:change=move |_| value.update(|value| *value = !*value)
            />
            {label}
        </label>
    }
    .draw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_roles_is_read_line_by_line() {
        let read = rows("faq-editors = editor\n\n a=b = viewer \nno role\nx = nothing");
        let groups: Vec<&str> = read.iter().map(|row| row.group.as_str()).collect();
        assert_eq!(groups, ["faq-editors", "a=b", "", ""]);
        assert_eq!((read[0].role, read[1].role), (Role::Editor, Role::Viewer));
    }
}
