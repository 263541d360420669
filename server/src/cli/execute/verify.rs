//! Looks whether the data is whole. What is looked at is one list, so that another check is one more line of it.

use super::{Refusal, Run, describe};
use crate::store::{self, Store, Workspace, audit::Keys, standing::State, workspaces};
use kotae_shared::{Lang, api::audit::ChainReport};
use serde::Serialize;
use std::fmt::Write as _;

/// A look at one thing of a workspace.
type Check = fn(&Looker<'_>, &Workspace) -> store::Result<Found>;
/// A look at one thing of the installation.
type Whole = fn(&Looker<'_>) -> store::Result<Found>;

/// What is looked at in each workspace, by the name that the findings have.
const OF_WORKSPACES: [(&str, Check); 1] = [("audit", |looker, workspace| {
    let report = looker.store.verify_audit(workspace, &looker.keys)?;
    Ok(looker.chain(report))
})];

/// What is looked at once.
const OF_THE_INSTALLATION: [(&str, Whole); 1] = [("audit", |looker| {
    let report = looker.store.verify_installation(&looker.keys)?;
    Ok(looker.chain(report))
})];

struct Looker<'a> {
    store: &'a Store,
    keys: Keys,
    lang: Lang,
}

/// How one look went.
struct Found {
    ok: bool,
    message: String,
    report: serde_json::Value,
}

/// The same as it is printed.
#[derive(Serialize)]
struct Finding {
    check: &'static str,
    /// `None`: the installation.
    workspace: Option<String>,
    ok: bool,
    message: String,
    report: serde_json::Value,
}

#[derive(Serialize)]
struct Findings {
    ok: bool,
    findings: Vec<Finding>,
}

/// Looks at everything, or at one workspace; the findings as a file.
pub(super) fn verify(
    run: &Run<'_>,
    only: Option<&str>,
    json: bool,
    progress: &mut dyn FnMut(&str),
) -> Result<(String, Vec<u8>), Refusal> {
    let (store, lang) = (&**run.context.store, run.lang);
    let looker = Looker {
        store,
        keys: Keys::of(run.context.vault),
        lang,
    };
    let mut findings = Vec::new();
    let mut add = |check, workspace: Option<&str>, found: store::Result<Found>| {
        let found = found.unwrap_or_else(|error| Found {
            ok: false,
            message: describe(&error, lang),
            report: serde_json::Value::Null,
        });
        findings.push(Finding {
            check,
            workspace: workspace.map(str::to_owned),
            ok: found.ok,
            message: found.message,
            report: found.report,
        });
    };
    if only.is_none() {
        for (check, look) in OF_THE_INSTALLATION {
            add(check, None, look(&looker));
        }
    }
    let mut listed = store.control().read_blocking(workspaces::list)?;
    listed.retain(|listed| {
        listed.standing.state != State::Erasing && only.is_none_or(|name| listed.name == name)
    });
    if let (Some(name), true) = (only, listed.is_empty()) {
        return Err(Refusal::Text(match lang {
            Lang::Ja => format!("ワークスペース「{name}」がありません。"),
            Lang::En => format!("there is no workspace “{name}”"),
        }));
    }
    for listed in &listed {
        progress(&listed.name);
        for (check, look) in OF_WORKSPACES {
            let found = store
                .workspace_blocking(&listed.name)
                .and_then(|workspace| look(&looker, &workspace));
            add(check, Some(&listed.name), found);
        }
    }
    let bad = findings.iter().filter(|finding| !finding.ok).count();
    let findings = Findings {
        ok: bad == 0,
        findings,
    };
    let file = if json {
        let mut file = serde_json::to_vec_pretty(&findings).map_err(store::Error::from)?;
        file.push(b'\n');
        file
    } else {
        lines(&findings.findings, lang).into_bytes()
    };
    if bad == 0 {
        return Ok((String::new(), file));
    }
    let text = match lang {
        Lang::Ja => format!("{bad} 件の検証に合格しませんでした。"),
        Lang::En if bad == 1 => "one check failed".to_owned(),
        Lang::En => format!("{bad} checks failed"),
    };
    Err(Refusal::File(text, file))
}

impl Looker<'_> {
    fn chain(&self, report: ChainReport) -> Found {
        let message = match (&report.fault, self.lang) {
            (Some(fault), lang) => fault.message(lang),
            (None, Lang::Ja) => format!(
                "記録 {} 件（{}～{}）はすべて合っています。内容を消去した記録 {} 件。",
                report.records, report.first, report.last, report.erased
            ),
            (None, Lang::En) => format!(
                "all {} records fit ({} to {}); the content of {} was erased",
                report.records, report.first, report.last, report.erased
            ),
        };
        Found {
            ok: report.fault.is_none(),
            message,
            report: serde_json::to_value(&report).unwrap_or_default(),
        }
    }
}

/// A line each.
fn lines(findings: &[Finding], lang: Lang) -> String {
    let mut text = String::new();
    for finding in findings {
        let mark = match (finding.ok, lang) {
            (true, _) => "OK",
            (false, Lang::Ja) => "不一致",
            (false, Lang::En) => "FAILED",
        };
        let whole = lang.pick("（インストール全体）", "(installation)");
        let place = finding.workspace.as_deref().unwrap_or(whole);
        let name = match (finding.check, lang) {
            ("audit", Lang::Ja) => "操作ログ",
            ("audit", Lang::En) => "audit log",
            (other, _) => other,
        };
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{mark}\t{place}\t{name}\t{}", finding.message);
    }
    text
}
