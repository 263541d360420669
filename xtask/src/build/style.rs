//! Makes style sheets smaller.
//!
//! Only what is surely safe for sheets written as ours are (one declaration a line, no comment within a string):
//! comments, indentation, line ends, and the space after a declaration's colon. That is most of what a minifier saves,
//! without one.

use crate::files;
use anyhow::Result;
use std::path::Path;

/// Minifies a style sheet in place.
pub(super) fn minify_file(file: &Path) -> Result<()> {
    let small = minify(&files::read_text(file)?);
    files::write(file, small)
}

fn minify(source: &str) -> String {
    let mut small = String::with_capacity(source.len());
    for line in without_comments(source)
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let line = match line.split_once(": ") {
            Some((name, value)) if is_property(name) => format!("{name}:{value}"),
            _ => line.to_owned(),
        };
        if line.starts_with('}') && small.ends_with(';') {
            small.pop();
        }
        match line.strip_suffix(" {") {
            Some(selector) => {
                small.push_str(selector);
                small.push('{');
            }
            None => small.push_str(&line),
        }
        if !line.ends_with(['{', '}', ';', ',']) {
            small.push(' ');
        }
    }
    small
}

fn is_property(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn without_comments(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::minify;

    #[test]
    fn nothing_that_counts_is_lost() {
        let source = "/* why */\n.a > .b:hover,\n.c {\n  margin: calc(1px + 2px) 0;\n  grid-template:\n    \"x y\" 1fr\n    / auto;\n}\n\n@media (min-width: 40rem) {\n  a { color: red; }\n}\n";
        assert_eq!(
            minify(source),
            ".a > .b:hover,.c{margin:calc(1px + 2px) 0;grid-template: \"x y\" 1fr / auto}@media (min-width: 40rem){a { color: red; }}"
        );
    }
}
