//! Puts tables into `docs/benchmarks.md`.

use crate::{files, project};
use anyhow::{Context, Result};

/// Replaces what stands between the markers `<!-- NAME: begin -->` and `<!-- NAME: end -->`.
pub(super) fn write(name: &str, table: &str) -> Result<()> {
    let file = project::root().join("docs/benchmarks.md");
    let text = files::read_text(&file)?;
    let text = replaced(&text, name, table).with_context(|| {
        format!(
            "{} has no markers `{name}: begin` and `{name}: end`",
            file.display()
        )
    })?;
    files::write(&file, text)?;
    println!("   written to {}", file.display());
    Ok(())
}

fn replaced(text: &str, name: &str, table: &str) -> Option<String> {
    let (begin, end) = (
        format!("<!-- {name}: begin -->\n"),
        format!("<!-- {name}: end -->"),
    );
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{table}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_what_stands_between_the_markers_changes() {
        let text = "a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n";
        let once = replaced(text, "x", "| new |\n").unwrap_or_default();
        assert_eq!(once, "a\n<!-- x: begin -->\n\n| new |\n\n<!-- x: end -->\nb\n");
        assert_eq!(replaced(&once, "x", "| new |\n").as_deref(), Some(once.as_str()));
        assert_eq!(replaced(text, "y", ""), None);
    }
}
