//! The admin API as a program uses it: what tests of other things set up beforehand.

use crate::server::Kotae;
use anyhow::{Context, Result, ensure};
use kotae_shared::{
    Lang,
    api::{
        admin::{CSRF_HEADER, QuestionPage, Session, SetUp, Widget, WidgetEdit},
        uploads::Upload,
    },
    settings::WidgetSettings,
};
use reqwest::{Client, Method, RequestBuilder, header};
use serde_json::Value;

/// The mail address of the administrator that tests make.
pub const EMAIL: &str = "desk@example.co.jp";
/// Her password.
pub const PASSWORD: &str = "朝の会議は九時十五分から";
/// Her name.
pub const NAME: &str = "佐藤 葵";

/// A signed-in administrator.
#[derive(Debug)]
pub struct AdminApi {
    client: Client,
    base: String,
    cookie: String,
    csrf: String,
}

impl AdminApi {
    /// Makes the first administrator.
    pub async fn set_up(kotae: &Kotae) -> Result<Self> {
        let link = kotae.set_up_link().await?;
        let token = link.split_once('#').context("no token in the link")?.1.to_owned();
        let base = format!("{}api/admin/default/", kotae.url());
        let request = SetUp {
            token,
            name: NAME.into(),
            email: EMAIL.into(),
            password: PASSWORD.into(),
            lang: Lang::Ja,
            time_zone: "Asia/Tokyo".into(),
        };
        let client = Client::new();
        let reply = client
            .post(format!("{base}setup"))
            .header(CSRF_HEADER, "1")
            .header(header::CONTENT_TYPE, "application/json")
            .body(serde_json::to_string(&request)?)
            .send()
            .await?;
        let cookie = reply
            .headers()
            .get(header::SET_COOKIE)
            .and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie
            .and_then(|cookie| cookie.split(';').next())
            .unwrap_or_default()
            .to_owned();
        let session: Session = serde_json::from_str(&accepted(reply).await?)?;
        Ok(Self {
            client,
            base,
            cookie,
            csrf: session.csrf,
        })
    }

    /// The widgets.
    pub async fn widgets(&self) -> Result<Vec<Widget>> {
        Ok(serde_json::from_str(
            &self.send(Method::GET, "widgets", None).await?,
        )?)
    }

    /// Changes the settings of the widget with this key.
    pub async fn configure(&self, key: &str, change: impl FnOnce(&mut WidgetSettings)) -> Result<()> {
        let widget = self
            .widgets()
            .await?
            .into_iter()
            .find(|widget| widget.key == key)
            .context("no such widget")?;
        let mut settings = widget.settings;
        change(&mut settings);
        let edit = serde_json::to_value(WidgetEdit {
            settings,
            version: widget.version,
        })?;
        self.send(Method::PUT, &format!("widgets/{}", widget.id), Some(edit))
            .await?;
        Ok(())
    }

    /// The newest part of the questions log.
    pub async fn questions(&self) -> Result<QuestionPage> {
        Ok(serde_json::from_str(
            &self.send(Method::GET, "questions", None).await?,
        )?)
    }

    /// Uploads an image for a place (`design`, `answer`); its file's name.
    pub async fn upload_image(&self, place: &str, bytes: Vec<u8>) -> Result<String> {
        let request = self.request(Method::POST, &format!("uploads?name=image.png&place={place}"));
        let upload: Upload = serde_json::from_str(&accepted(request.body(bytes).send().await?).await?)?;
        Ok(upload.file)
    }

    /// Sends a file to an import; the reply's text.
    pub async fn import(&self, path: &str, file: &[u8]) -> Result<String> {
        let request = self.request(Method::POST, path).body(file.to_vec());
        accepted(request.send().await?).await
    }

    /// Any request; the reply's text.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Result<String> {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request
                .header(header::CONTENT_TYPE, "application/json")
                .body(body.to_string());
        }
        accepted(request.send().await?).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.base))
            .header(header::COOKIE, &self.cookie)
            .header(CSRF_HEADER, &self.csrf)
    }
}

async fn accepted(reply: reqwest::Response) -> Result<String> {
    let (address, status) = (reply.url().to_string(), reply.status());
    let text = reply.text().await?;
    ensure!(status.is_success(), "{address} gave {status}: {text}");
    Ok(text)
}
