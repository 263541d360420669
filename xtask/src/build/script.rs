//! Minifying JavaScript.

use crate::files;
use anyhow::{Result, bail};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;
use std::path::Path;

/// How a browser reads the file.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// `<script src>`: names at the top are globals and keep their names.
    Classic,
    /// `<script type="module">`.
    Module,
}

/// Minifies a file into another (or itself).
pub(super) fn minify_file(from: &Path, to: &Path, kind: Kind) -> Result<()> {
    let source = files::read_text(from)?;
    let small = minify(&source, kind).map_err(|error| error.context(from.display().to_string()))?;
    files::write(to, small)
}

/// The same program in fewer bytes.
fn minify(source: &str, kind: Kind) -> Result<String> {
    let source_type = match kind {
        Kind::Classic => SourceType::script(),
        Kind::Module => SourceType::mjs(),
    };
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, source_type).parse();
    if let Some(error) = parsed.diagnostics.first() {
        bail!("{error}");
    }
    let mut program = parsed.program;
    let options = MinifierOptions {
        mangle: Some(MangleOptions::default()),
        mangle_properties: None,
        compress: Some(CompressOptions::smallest()),
    };
    let names = Minifier::new(options).minify(&allocator, &mut program);
    let code = Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(names.scoping)
        .with_private_member_mappings(names.class_private_mappings)
        .build(&program)
        .code;
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::{Kind, minify};

    #[test]
    fn a_classic_script_keeps_its_globals_and_loses_the_rest() {
        let source =
            "// comment\nvar Kotae = function (command) { const answer = command + 1; return answer; };\n";
        let small = minify(source, Kind::Classic).expect("minified");
        assert!(small.contains("Kotae"), "{small}");
        assert!(!small.contains("comment") && !small.contains("answer"), "{small}");
    }

    #[test]
    fn a_module_keeps_its_exports() {
        let small =
            minify("const long_name = 1; export { long_name as init };", Kind::Module).expect("minified");
        assert!(small.contains("init") && !small.contains("long_name"), "{small}");
    }

    #[test]
    fn a_syntax_error_is_told() {
        assert!(minify("function {", Kind::Classic).is_err());
    }
}
