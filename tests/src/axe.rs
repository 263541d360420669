//! axe-core: rules of WCAG that a program can check, run in the page that the browser is in.

use crate::Browser;
use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Fails when the current page or frame breaks a rule of WCAG 2.2 A or AA. `KOTAE_AXE` names axe-core's script
/// (`cargo xtask test` sets it); without it nothing is checked.
pub async fn check(browser: &Browser, what: &str) -> Result<()> {
    let Some(script) = std::env::var_os("KOTAE_AXE") else {
        return Ok(());
    };
    let script = std::fs::read_to_string(script).context("KOTAE_AXE")?;
    let load = format!("if (!window.axe) {{ {script} }}");
    browser.execute(&load, vec![]).await?;
    let run = "const done = arguments[arguments.length - 1];
        const only = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
        // This rule of WCAG 2.2 is off unless asked for.
        const rules = { 'target-size': { enabled: true } };
        axe.run(document, { runOnly: only, rules, iframes: false }).then(
            (found) => done(found.violations.map((one) => one.id + ': ' + one.help + '\\n' +
                one.nodes.slice(0, 5).map((node) => '    ' + node.html + '\\n    ' + node.failureSummary).join('\\n'))),
            (error) => done([String(error)]));";
    let found = browser.execute_async(run, vec![]).await?;
    let broken: Vec<&str> = found
        .json()
        .as_array()
        .map(|all| all.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    ensure!(
        broken.is_empty(),
        "{what} breaks rules of accessibility:\n{}",
        broken.join("\n")
    );
    Ok(())
}
