//! What a text must look like: a small pattern language, matched in time linear in the text.
//!
//! A pattern is for the whole text. It has letters as they are; `.` for any character; `\d` for a digit, `\w` for an ASCII
//! letter, digit or `_`, `\s` for a space, `\` before any other sign for that sign; `[A-Z0-9-]` and `[^,]` for one of, or none
//! of, some; after each of these `?`, `*`, `+`, `{3}`, `{2,}`, `{2,5}`; and `|` between whole patterns. No groups, no look
//! around, no references: whatever is written here cannot be slow.

/// Steps of a pattern once its repetitions are written out.
const STEPS: usize = 400;
/// The most of a repetition.
const TIMES: u32 = 200;

/// A pattern that can be matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Vec<Step>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    one_of: OneOf,
    /// It may be left out.
    optional: bool,
    /// It may come again.
    again: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct OneOf {
    not: bool,
    spans: Vec<(char, char)>,
}

impl OneOf {
    fn of(spans: &[(char, char)]) -> Self {
        Self {
            not: false,
            spans: spans.to_vec(),
        }
    }

    fn has(&self, c: char) -> bool {
        self.spans.iter().any(|(from, to)| (*from..=*to).contains(&c)) != self.not
    }
}

const ANY: &[(char, char)] = &[('\0', char::MAX)];
const DIGIT: &[(char, char)] = &[('0', '9')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACE: &[(char, char)] = &[(' ', ' '), ('\t', '\t'), ('\n', '\n'), ('\u{3000}', '\u{3000}')];

impl Pattern {
    /// Reads a pattern; `None` when it is none, or too long once its repetitions are written out.
    pub fn parse(text: &str) -> Option<Self> {
        let mut ways = vec![Vec::new()];
        let mut total = 0;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let one_of = match c {
                '|' => {
                    ways.push(Vec::new());
                    continue;
                }
                '.' => OneOf::of(ANY),
                '\\' => OneOf::of(&escaped(chars.next()?)),
                '[' => class(&mut chars)?,
                '?' | '*' | '+' | '{' | '}' | ']' | '(' | ')' | '^' | '$' => return None,
                c => OneOf::of(&[(c, c)]),
            };
            let (least, most) = times(&mut chars)?;
            let way = ways.last_mut()?;
            let mut add = |count: u32, optional: bool, again: bool| {
                total += count as usize;
                if total <= STEPS {
                    way.extend((0..count).map(|_| Step {
                        one_of: one_of.clone(),
                        optional,
                        again,
                    }));
                }
            };
            add(least, false, false);
            match most {
                None => add(1, true, true),
                Some(most) => add(most - least, true, false),
            }
            if total > STEPS {
                return None;
            }
        }
        Some(Self(ways))
    }

    /// Whether the whole text looks like this.
    pub fn matches(&self, text: &str) -> bool {
        self.0.iter().any(|way| matches(way, text))
    }
}

/// Where one can stand, all ways at once (Thompson): before each step, and behind the last one.
fn matches(way: &[Step], text: &str) -> bool {
    let mut at = vec![false; way.len() + 1];
    at[0] = true;
    skip(way, &mut at);
    for c in text.chars() {
        let mut next = vec![false; way.len() + 1];
        for (index, step) in way.iter().enumerate() {
            if at[index] && step.one_of.has(c) {
                next[index + 1] = true;
                next[index] |= step.again;
            }
        }
        skip(way, &mut next);
        at = next;
    }
    at[way.len()]
}

fn skip(way: &[Step], at: &mut [bool]) {
    for (index, step) in way.iter().enumerate() {
        if at[index] && step.optional {
            at[index + 1] = true;
        }
    }
}

type Chars<'t> = std::iter::Peekable<std::str::Chars<'t>>;

fn escaped(c: char) -> Vec<(char, char)> {
    match c {
        'd' => DIGIT.to_vec(),
        'w' => WORD.to_vec(),
        's' => SPACE.to_vec(),
        c => vec![(c, c)],
    }
}

fn class(chars: &mut Chars<'_>) -> Option<OneOf> {
    let not = chars.next_if_eq(&'^').is_some();
    let mut spans = Vec::new();
    loop {
        let from = match chars.next()? {
            ']' => break,
            '\\' => {
                let found = escaped(chars.next()?);
                let [(c, _)] = found[..] else {
                    spans.extend(found);
                    continue;
                };
                // `\d` is one span too, but of many.
                if found[0].0 != found[0].1 {
                    spans.extend(found);
                    continue;
                }
                c
            }
            c => c,
        };
        if chars.peek() != Some(&'-') {
            spans.push((from, from));
            continue;
        }
        chars.next();
        match chars.next()? {
            // The last one stands for itself.
            ']' => {
                spans.extend([(from, from), ('-', '-')]);
                break;
            }
            to if from <= to && to != '\\' => spans.push((from, to)),
            _ => return None,
        }
    }
    (!spans.is_empty()).then_some(OneOf { not, spans })
}

/// How often: at least, and at most.
fn times(chars: &mut Chars<'_>) -> Option<(u32, Option<u32>)> {
    let found = match chars.peek() {
        Some('?') => (0, Some(1)),
        Some('*') => (0, None),
        Some('+') => (1, None),
        Some('{') => {
            chars.next();
            let (least, end) = number(chars)?;
            let most = if end == '}' {
                Some(least?)
            } else {
                let (most, end) = number(chars)?;
                if end != '}' {
                    return None;
                }
                most
            };
            let least = least?;
            return (least <= most.unwrap_or(least) && most != Some(0)).then_some((least, most));
        }
        _ => return Some((1, Some(1))),
    };
    chars.next();
    Some(found)
}

/// A number and what ends it: `,` or `}`.
fn number(chars: &mut Chars<'_>) -> Option<(Option<u32>, char)> {
    let mut found = None;
    loop {
        match chars.next()? {
            end @ (',' | '}') => return Some((found, end)),
            c => {
                let digit = c.to_digit(10)?;
                let more = found.unwrap_or(0) * 10 + digit;
                found = Some(more).filter(|more| *more <= TIMES);
                found?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is(pattern: &str, text: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(text)
    }

    #[test]
    fn usual_patterns() {
        assert!(is(r"[A-Z]{2}\d{4,6}", "AB1234") && is(r"[A-Z]{2}\d{4,6}", "AB123456"));
        assert!(!is(r"[A-Z]{2}\d{4,6}", "AB123") && !is(r"[A-Z]{2}\d{4,6}", "AB1234567"));
        assert!(!is(r"[A-Z]{2}\d{4,6}", "xAB1234"), "the whole text");
        assert!(is(r"\d{3}-?\d{4}", "1000001") && is(r"\d{3}-?\d{4}", "100-0001"));
        assert!(is("E[0-9]+|X-.*", "E17") && is("E[0-9]+|X-.*", "X-") && !is("E[0-9]+|X-.*", "E"));
        assert!(is("[^,]+", "答え") && !is("[^,]+", "a,b"));
        assert!(is(r"[\w.-]+", "a_b.c-d") && !is(r"[\w.-]+", "a b"));
        assert!(is(r"[\d-]+", "03-1234") && is(r"\.\\\|", r".\|") && is("[ァ-ヶー]+", "カタカナー"));
        assert!(is("a{2,}", "aaaa") && !is("a{2,}", "a"));
        assert!(is("", "") && !is("", "x"));
    }

    #[test]
    fn what_is_no_pattern() {
        for wrong in [
            "(a+)+",
            "a**",
            "[",
            "[]",
            "[a",
            "[z-a]",
            "a{",
            "a{,3}",
            "a{3,2}",
            "a{0}",
            "a{201}",
            "\\",
            "^a$",
            "+",
            "a{200}b{200}c",
            "[a-\\d]",
        ] {
            assert_eq!(Pattern::parse(wrong), None, "{wrong}");
        }
    }

    /// The same by trying everything.
    fn slowly(way: &[Step], text: &[char]) -> bool {
        let Some((step, rest)) = way.split_first() else {
            return text.is_empty();
        };
        let takes = text.first().is_some_and(|c| step.one_of.has(*c));
        (step.optional && slowly(rest, text))
            || (takes && (slowly(rest, &text[1..]) || (step.again && slowly(way, &text[1..]))))
    }

    proptest! {
        #[test]
        fn agrees_with_trying_everything(pattern in r"([ab.][?*+]?|[ab]\{1,2\}|\|){0,6}", text in "[ab]{0,8}") {
            if let Some(pattern) = Pattern::parse(&pattern) {
                let chars: Vec<char> = text.chars().collect();
                let expected = pattern.0.iter().any(|way| slowly(way, &chars));
                prop_assert_eq!(pattern.matches(&text), expected);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(pattern in "\\PC{0,60}", text in "\\PC{0,60}") {
            if let Some(pattern) = Pattern::parse(&pattern) {
                pattern.matches(&text);
            }
        }
    }
}
