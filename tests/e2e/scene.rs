//! A published FAQ and an intranet page with its widget: where most tests begin.

use anyhow::{Context, Result, ensure};
use kotae_shared::{api::admin::QuestionRow, settings::WidgetSettings};
use kotae_tests::{
    AdminApi, Kotae, Start, faq,
    host::{self, Host},
    proxy::{Proxy, Unconnected},
    root,
};
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

/// Everything that runs.
pub(crate) struct Scene {
    pub(crate) kotae: Kotae,
    pub(crate) admin: AdminApi,
    pub(crate) host: Host,
    pub(crate) key: String,
    /// What stands between the browser and the server, if anything does.
    pub(crate) proxy: Option<Proxy>,
}

impl Scene {
    /// The demo FAQ, imported and published by the command line; a host page with the strictest policy.
    pub(crate) async fn new(start: &Start) -> Result<Self> {
        Self::with(start, None, "", |_| {}).await
    }

    /// The same, reached through a proxy that sees what the browser sends.
    pub(crate) async fn behind(start: &Start, proxy: Unconnected) -> Result<Self> {
        Self::with(start, Some(proxy), "", |_| {}).await
    }

    /// The same with attributes of the script tag and other settings of the widget.
    pub(crate) async fn with(
        start: &Start,
        proxy: Option<Unconnected>,
        attributes: &str,
        settings: impl FnOnce(&mut WidgetSettings),
    ) -> Result<Self> {
        let kotae = Kotae::start(start).await?;
        let proxy = proxy.map(|proxy| proxy.connect(kotae.port()));
        let admin = AdminApi::set_up(&kotae).await?;
        let file = root().join(faq::DEMO);
        kotae.cli(&["import", &file.to_string_lossy()]).await?;
        kotae.cli(&["publish"]).await?;
        let key = admin
            .widgets()
            .await?
            .first()
            .context("there is no widget")?
            .key
            .clone();
        let page = host::intranet_page(kotae.url(), &key, attributes);
        let origin = kotae.url().splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let host = Host::start(HashMap::from([("/", page)]), Some(host::strict_policy(&origin))).await?;
        admin
            .configure(&key, |all| {
                all.allowed_origins = vec![host.origin().to_owned()];
                settings(all);
            })
            .await?;
        Ok(Self {
            kotae,
            admin,
            host,
            key,
            proxy,
        })
    }

    /// The host page's address.
    pub(crate) fn page(&self) -> String {
        format!("{}/", self.host.origin())
    }

    /// The address of the chat as a page of its own.
    pub(crate) fn full_page(&self) -> String {
        format!("{}w/{}", self.kotae.url(), self.key)
    }

    /// A question in the log, once it is there and is as `is_done` wants it.
    pub(crate) async fn logged(
        &self,
        text: &str,
        is_done: impl Fn(&QuestionRow) -> bool,
    ) -> Result<QuestionRow> {
        let end = Instant::now() + Duration::from_secs(15);
        loop {
            let page = self.admin.questions().await?;
            if let Some(row) = page.items.iter().find(|row| row.text == text && is_done(row)) {
                return Ok(row.clone());
            }
            ensure!(
                Instant::now() < end,
                "{text} is not in the log as awaited: {:#?}",
                page.items
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
