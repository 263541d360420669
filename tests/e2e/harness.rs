//! The harness itself: a fault that it did not see would be a fault that no test sees.

use anyhow::{Result, ensure};
use kotae_tests::{Browser, Options, host::Host, run};
use std::collections::HashMap;
use thirtyfour::By;

/// A page on `localhost` that frames a page on `127.0.0.1` with this script and policy.
async fn faults_of_a_frame(script: &str, policy: Option<&str>) -> Result<Vec<String>> {
    let inner = format!("<!doctype html><title>inner</title><p>inner</p>{script}");
    let inside = Host::start_at(
        "127.0.0.1",
        HashMap::from([("/", inner)]),
        policy.map(str::to_owned),
    )
    .await?;
    let outer = format!(
        "<!doctype html><title>outer</title><iframe src=\"{}/\"></iframe>",
        inside.origin()
    );
    let outside = Host::start(HashMap::from([("/", outer)]), None).await?;
    let browser = Browser::start(&Options::default()).await?;
    browser.goto(format!("{}/", outside.origin())).await?;
    browser.enter_frame(0).await?;
    browser.find(By::Tag("p")).await?;
    let faults = browser.faults().await?;
    browser.quit().await?;
    Ok(faults)
}

#[test]
fn an_error_in_a_frame_of_another_site_is_seen() -> Result<()> {
    run(async {
        let faults = faults_of_a_frame("<script>throw new Error('out of cheese')</script>", None).await?;
        ensure!(
            faults.iter().any(|fault| fault.contains("out of cheese")),
            "{faults:?}"
        );
        let faults =
            faults_of_a_frame("<script>Promise.reject(new Error('lost promise'))</script>", None).await?;
        ensure!(
            faults.iter().any(|fault| fault.contains("lost promise")),
            "{faults:?}"
        );
        Ok(())
    })
}

#[test]
fn a_broken_policy_in_a_frame_of_another_site_is_seen() -> Result<()> {
    run(async {
        let script = "<script>document.title = 'ran'</script>";
        let faults = faults_of_a_frame(script, Some("script-src 'none'")).await?;
        ensure!(
            faults
                .iter()
                .any(|fault| fault.contains("Content Security Policy")),
            "{faults:?}"
        );
        Ok(())
    })
}

#[test]
fn a_quiet_frame_is_quiet() -> Result<()> {
    run(async {
        let faults = faults_of_a_frame("<script>console.info('fine')</script>", None).await?;
        ensure!(faults.is_empty(), "{faults:?}");
        Ok(())
    })
}
