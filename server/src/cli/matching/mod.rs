//! `kotae match`: the matcher over a FAQ file, without a server and without a data folder.

mod bench;
mod faq;
mod questions;
mod synonyms;
mod table;
mod test;

use super::{
    args::{Match, Part},
    complain, execute, say, words,
};
use crate::lexicon::{self, Group};
use kotae_shared::{
    Lang,
    api::admin::{RowError, limits},
    matcher::{self, Matcher},
    pack::{self, Bodies, Pack, Source},
};
use std::{
    collections::HashSet,
    io::{self, IsTerminal as _},
    path::Path,
    process::ExitCode,
};

/// A rate is below its least.
const BELOW: u8 = 1;
/// A file has errors.
const BAD_INPUT: u8 = 2;

/// Why nothing was matched.
enum Stop {
    /// A file has errors; the lines say which.
    BadInput(String),
    /// Something failed.
    Failed(String),
}

impl Stop {
    /// The errors of a file, each with its place.
    fn rows(file: &Path, errors: &[RowError], count: usize, lang: Lang) -> Self {
        let mut text = match lang {
            Lang::Ja => format!("{} に誤りがあります。", file.display()),
            Lang::En => format!("{} has errors:", file.display()),
        };
        for line in execute::knowledge::error_lines(errors, count, lang) {
            text.push('\n');
            text.push_str(&line);
        }
        Self::BadInput(text)
    }
}

/// What takes part.
#[derive(Clone, Copy)]
struct Parts {
    readings: bool,
    built_in_synonyms: bool,
    bodies: bool,
}

impl Parts {
    fn of(options: &Match) -> Self {
        let with = |part: Part, off: bool| !off && !options.without.contains(&part);
        Self {
            readings: with(Part::Readings, options.no_readings),
            built_in_synonyms: with(Part::Synonyms, options.no_built_in_synonyms),
            bodies: with(Part::Bodies, options.bodies_off),
        }
    }
}

/// Runs the command.
pub(super) fn run(options: &Match, lang: Lang) -> Result<ExitCode, String> {
    match work(options, lang) {
        Ok(code) => Ok(code),
        Err(Stop::BadInput(text)) => {
            complain(&text);
            Ok(ExitCode::from(BAD_INPUT))
        }
        Err(Stop::Failed(text)) => Err(text),
    }
}

fn work(options: &Match, lang: Lang) -> Result<ExitCode, Stop> {
    let mut parts = options.without.iter().filter_map(|part| part.of_matcher());
    if !parts.all(matcher::Part::leave_out) {
        return Err(Stop::BadInput(
            lang.pick(
                "このビルドでは照合の一部を外せません（--features ablation でビルドしてください）。",
                "This build cannot leave out parts of the matcher (build it with --features ablation).",
            )
            .to_owned(),
        ));
    }
    let own = match &options.synonyms {
        Some(file) => synonyms::read(file, lang)?,
        None => Vec::new(),
    };
    if let (true, Some(docs)) = (options.bench, &options.docs) {
        bench::run(docs, &own, Parts::of(options), lang)?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(file) = &options.faq else {
        // The command line is read so that one of both is there.
        return Err(Stop::Failed(String::new()));
    };
    if file == Path::new("-") && options.test.is_none() {
        return Err(Stop::BadInput(
            lang.pick(
                "標準入力は質問に使います。FAQ はファイル名で指定してください。",
                "Standard input has the questions; name a file for the FAQ.",
            )
            .to_owned(),
        ));
    }
    let faq::Faq { codes, mut source } = faq::read(file, lang)?;
    let files = build(&mut source, &own, Parts::of(options)).map_err(|error| failed(&error, lang))?;
    let matcher = files.matcher().map_err(|error| failed(&error, lang))?;
    if let Some(file) = &options.test {
        let known: HashSet<&str> = codes.iter().map(String::as_str).collect();
        let cases = test::read(file, &|id| known.contains(id), lang)?;
        let report = test::Report::new(&cases, &codes, &matcher);
        say(&report.text(lang));
        let least = [(1, options.min_hit1), (3, options.min_hit3)];
        let below = report.below(least, lang);
        for text in &below {
            complain(text);
        }
        return Ok(ExitCode::from(if below.is_empty() { 0 } else { BELOW }));
    }
    let input = io::stdin().lock();
    if input.is_terminal() {
        complain(lang.pick(
            "質問を 1 行ずつ入力してください（Ctrl-D で終わります）。",
            "one question a line, please (Ctrl-D ends)",
        ));
    }
    let asked = questions::Asked {
        codes: &codes,
        matcher: &matcher,
        limit: options.limit.into(),
        why: options.why,
    };
    let notice = &mut |row: usize| {
        complain(&match lang {
            Lang::Ja => format!("{row} 行目: UTF-8 として読めない文字を置き換えました。"),
            Lang::En => format!("line {row}: what is not UTF-8 was replaced"),
        });
    };
    match questions::answer(&asked, input, io::stdout().lock(), notice) {
        // A reader that has gone, as with `| head`, wants no more.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(failed(&error, lang)),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Fills in what is known about words, and builds the pack. Takes away what is to be left out.
fn build(source: &mut Source, own: &[Group], parts: Parts) -> Result<Files, pack::BuildError> {
    if !parts.bodies {
        for entry in &mut source.entries {
            entry.body.clear();
        }
    }
    let options = lexicon::Options {
        built_in_synonyms: parts.built_in_synonyms,
        readings: parts.readings,
    };
    if parts.readings || parts.built_in_synonyms || !own.is_empty() {
        lexicon::prepare(source, own, options);
    }
    Ok(Files {
        first: pack::build(source, None)?,
        bodies: pack::build_bodies(source)?,
    })
}

/// The files of a pack.
struct Files {
    first: Vec<u8>,
    bodies: Option<Vec<u8>>,
}

impl Files {
    /// Their bytes in all.
    fn len(&self) -> usize {
        self.first.len() + self.bodies.as_ref().map_or(0, Vec::len)
    }

    /// Reads them as a widget does.
    fn matcher(self) -> Result<Matcher, pack::PackError> {
        let mut matcher = Matcher::new(Pack::decode(&self.first)?);
        if let Some(bodies) = self.bodies {
            matcher.sharpen(Bodies::decode(bodies)?);
        }
        Ok(matcher)
    }
}

/// Reads a file whole, as large as an import may be.
fn read_file(file: &Path, lang: Lang) -> Result<Vec<u8>, Stop> {
    words::read_file(file, limits::IMPORT_BYTES, lang).map_err(Stop::Failed)
}

fn failed(error: &dyn std::fmt::Display, lang: Lang) -> Stop {
    Stop::Failed(match lang {
        Lang::Ja => format!("照合できませんでした: {error}"),
        Lang::En => format!("could not match: {error}"),
    })
}
