//! Why nobody was signed in, told to whoever sits before the screen: what happened, and what he can do about it.

use axum::http::StatusCode;
use kotae_shared::Lang;

/// Why a sign-in by a provider did not come about. None of it helps a forger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The address of the provider is not one that we ask.
    BadAddress,
    /// The provider did not answer.
    Unreachable,
    /// It answered something else than OpenID Connect.
    BadAnswer,
    /// It calls itself by another name than the one that was entered.
    OtherIssuer,
    /// It lacks this, without which there is no sign-in.
    Lacks(&'static str),
    /// It sent the browser back with an error of this code.
    Provider(String),
    /// It did not take the code: used, too old, or not for us.
    Code,
    /// It does not take our client id or secret.
    Client,
    /// The browser does not know of this sign-in, or it took too long.
    State,
    /// The answer to this sign-in was used before.
    Used,
    /// The token cannot be read.
    Unreadable,
    /// The token is not signed by the provider.
    Forged,
    /// The token is of another issuer.
    Issuer,
    /// The token is for somebody else.
    Audience,
    /// The token has ended, or begins later.
    Expired,
    /// The token belongs to another sign-in.
    Nonce,
    /// The person did not sign in anew, though that was asked.
    NotAnew,
    /// Somebody else signed in than who was asked to.
    SomebodyElse,
    /// The provider gives no mail address.
    NoMail,
    /// The mail address is of another domain, or nobody verified it.
    Domain,
    /// Another user has the mail address.
    MailTaken,
    /// In none of the groups that have a role.
    NoRole,
    /// Suspended here.
    Suspended,
    /// There are as many users as there can be.
    Full,
    /// The provider's sign-in was switched off meanwhile.
    Off,
}

impl Refusal {
    /// A word for the log and for the person who helps.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadAddress => "bad-address",
            Self::Unreachable => "unreachable",
            Self::BadAnswer => "bad-answer",
            Self::OtherIssuer => "other-issuer",
            Self::Lacks(_) => "incomplete",
            Self::Provider(_) => "provider",
            Self::Code => "code",
            Self::Client => "client",
            Self::State => "state",
            Self::Used => "used",
            Self::Unreadable => "unreadable",
            Self::Forged => "forged",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Expired => "expired",
            Self::Nonce => "nonce",
            Self::NotAnew => "not-anew",
            Self::SomebodyElse => "somebody-else",
            Self::NoMail => "no-mail",
            Self::Domain => "domain",
            Self::MailTaken => "mail-taken",
            Self::NoRole => "no-role",
            Self::Suspended => "suspended",
            Self::Full => "full",
            Self::Off => "off",
        }
    }

    /// The page's status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadAddress
            | Self::Unreachable
            | Self::BadAnswer
            | Self::OtherIssuer
            | Self::Lacks(_)
            | Self::Client => StatusCode::BAD_GATEWAY,
            Self::NoMail
            | Self::Domain
            | Self::MailTaken
            | Self::NoRole
            | Self::Suspended
            | Self::SomebodyElse
            | Self::Full
            | Self::Off => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// What happened and what to do, for a reader of `lang`. Holds no markup.
    pub fn message(&self, lang: Lang) -> String {
        let text = match self {
            Self::BadAddress => lang.pick(
                "認証サービスのアドレスが正しく設定されていません。管理者にお知らせください。",
                "The identity provider's address is not set up correctly. Please tell an administrator.",
            ),
            Self::Unreachable => lang.pick(
                "認証サービスにつながりません。少し待ってから、もう一度ログインしてください。続くときは管理者にお知らせください。",
                "The identity provider cannot be reached. Please wait a little and sign in again; if it goes on, tell an administrator.",
            ),
            Self::BadAnswer => lang.pick(
                "認証サービスの応答を読み取れませんでした。管理者にお知らせください。",
                "The identity provider's answer could not be read. Please tell an administrator.",
            ),
            Self::OtherIssuer => lang.pick(
                "認証サービスが、設定とは別の名前（issuer）を名乗りました。管理者は、設定の発行者を認証サービスの表示どおりに入力してください。",
                "The identity provider calls itself by another name (issuer) than the one entered. An administrator should enter it exactly as the provider shows it.",
            ),
            Self::Lacks(what) => {
                return match lang {
                    Lang::Ja => format!("認証サービスに必要な機能がありません（{what}）。管理者にお知らせください。"),
                    Lang::En => format!("The identity provider lacks what is needed ({what}). Please tell an administrator."),
                };
            }
            Self::Provider(code) if code == "access_denied" => lang.pick(
                "認証サービスでログインが取り消されたか、許可されませんでした。使えるはずの方は管理者にお知らせください。",
                "The sign-in was cancelled or not allowed at the identity provider. If you should have access, tell an administrator.",
            ),
            Self::Provider(code) => {
                return match lang {
                    Lang::Ja => format!("認証サービスがエラーを返しました（{code}）。もう一度ログインしてください。続くときは管理者にお知らせください。"),
                    Lang::En => format!("The identity provider reported an error ({code}). Please sign in again; if it goes on, tell an administrator."),
                };
            }
            Self::Code => lang.pick(
                "このログインの確認コードは、使用済みか期限切れです。もう一度ログインしてください。",
                "The code of this sign-in was used or has expired. Please sign in again.",
            ),
            Self::Client => lang.pick(
                "認証サービスが Kotae のクライアント ID またはシークレットを受け付けません。管理者にお知らせください。",
                "The identity provider does not accept Kotae's client ID or secret. Please tell an administrator.",
            ),
            Self::State => lang.pick(
                "このブラウザーで始めたログインではないか、時間がかかりすぎました。ログイン画面からもう一度お試しください。",
                "This sign-in was not begun in this browser, or it took too long. Please start again from the sign-in screen.",
            ),
            Self::Used => lang.pick(
                "このログインはすでに完了しています。ログイン画面からもう一度お試しください。",
                "This sign-in has been completed already. Please start again from the sign-in screen.",
            ),
            Self::Unreadable | Self::Forged => lang.pick(
                "認証サービスの署名を確認できませんでした。ログインしていません。もう一度お試しください。続くときは管理者にお知らせください。",
                "The identity provider's signature could not be verified. You are not signed in. Please try again; if it goes on, tell an administrator.",
            ),
            Self::Issuer => lang.pick(
                "別の認証サービスの証明が届きました。ログインしていません。管理者にお知らせください。",
                "A token of another identity provider arrived. You are not signed in. Please tell an administrator.",
            ),
            Self::Audience => lang.pick(
                "別のサービス宛ての証明が届きました。ログインしていません。管理者にお知らせください。",
                "A token for another service arrived. You are not signed in. Please tell an administrator.",
            ),
            Self::Expired => lang.pick(
                "認証サービスの証明の有効期間外です。もう一度ログインしてください。続くときは、サーバーの時計を管理者が確認してください。",
                "The identity provider's token has expired or is not valid yet. Please sign in again; if it goes on, an administrator should check the server's clock.",
            ),
            Self::Nonce => lang.pick(
                "別のログインの証明が届きました。ログインしていません。ログイン画面からもう一度お試しください。",
                "A token of another sign-in arrived. You are not signed in. Please start again from the sign-in screen.",
            ),
            Self::NotAnew => lang.pick(
                "本人確認には、認証サービスでの再ログインが必要ですが、確認できませんでした。もう一度お試しください。",
                "To confirm that it is you, you must sign in at the identity provider anew; that could not be verified. Please try again.",
            ),
            Self::SomebodyElse => lang.pick(
                "ログイン中の方とは別のアカウントです。同じアカウントで確認してください。",
                "This is another account than the one that is signed in. Please confirm with the same one.",
            ),
            Self::NoMail => lang.pick(
                "認証サービスからメールアドレスが届きませんでした。管理者は、スコープ email の設定を確認してください。",
                "The identity provider gave no e-mail address. An administrator should check the scope email.",
            ),
            Self::Domain => lang.pick(
                "このメールアドレスでは利用できません（ドメインが許可されていないか、アドレスが確認済みではありません）。管理者にお知らせください。",
                "This e-mail address cannot be used: its domain is not allowed, or the address is not verified. Please tell an administrator.",
            ),
            Self::MailTaken => lang.pick(
                "同じメールアドレスのユーザーがすでにいます。パスワードでログインしてから、「アカウント」画面でこの認証サービスとつなぐか、管理者にお知らせください。",
                "There is already a user with this e-mail address. Sign in with the password and connect this provider on the account screen, or tell an administrator.",
            ),
            Self::NoRole => lang.pick(
                "あなたに割り当てられた権限がありません。管理者に、グループへの追加を依頼してください。",
                "You have not been given a role here. Please ask an administrator to add you to a group.",
            ),
            Self::Suspended => lang.pick(
                "このアカウントは停止されています。管理者にお知らせください。",
                "This account is suspended. Please contact an administrator.",
            ),
            Self::Full => lang.pick(
                "ユーザー数が上限に達しています。管理者にお知らせください。",
                "There are as many users as there can be. Please tell an administrator.",
            ),
            Self::Off => lang.pick(
                "この認証サービスでのログインは使えなくなりました。ログイン画面に戻ってください。",
                "Signing in by this provider is no longer possible. Please go back to the sign-in screen.",
            ),
        };
        text.to_owned()
    }
}
