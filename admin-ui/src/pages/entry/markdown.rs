//! What the toolbar does to a text: pure functions over what is selected. Places count UTF-16 units, as browsers do.

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Heading,
    Bold,
    List,
    Numbers,
    Quote,
    Code,
    Link,
    Table,
}

/// A change of a text: what is replaced by what, and what is selected then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) text: String,
    pub(super) select: (usize, usize),
}

/// A text that a person selected a part of.
struct Selected<'t> {
    text: &'t str,
    /// In bytes.
    start: usize,
    end: usize,
}

/// Carries out an act on `text` between `start` and `end`. `words` are what stands where nothing was selected: bold text, code,
/// the words of a link, the cells of a table.
pub(super) fn change(act: Act, text: &str, (start, end): (usize, usize), words: &Words) -> Change {
    let (start, end) = (byte(text, start), byte(text, end.max(start)));
    let on = Selected { text, start, end };
    match act {
        Act::Bold => on.around("**", words.bold),
        Act::Code if on.part().contains('\n') => on.fence(),
        Act::Code => on.around("`", words.code),
        Act::Heading => on.lines(Sign::Heading),
        Act::List => on.lines(Sign::Dash),
        Act::Numbers => on.lines(Sign::Number),
        Act::Quote => on.lines(Sign::Quote),
        Act::Link => on.link(words.link),
        Act::Table => on.table(words.cells),
    }
}

/// What stands where nothing was selected, in the reader's language.
pub(super) struct Words {
    pub(super) bold: &'static str,
    pub(super) code: &'static str,
    pub(super) link: &'static str,
    /// Two headers and a cell.
    pub(super) cells: [&'static str; 3],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Heading,
    Dash,
    Number,
    Quote,
}

impl Selected<'_> {
    fn part(&self) -> &str {
        &self.text[self.start..self.end]
    }

    fn done(&self, from: usize, to: usize, text: String, select: (usize, usize)) -> Change {
        let at = units(&self.text[..from]);
        Change {
            from: at,
            to: units(&self.text[..to]),
            select: (at + units(&text[..select.0]), at + units(&text[..select.1])),
            text,
        }
    }

    /// Puts marks around, or takes them away where they are.
    fn around(&self, mark: &str, empty: &str) -> Change {
        let (before, after) = (&self.text[..self.start], &self.text[self.end..]);
        // A longer row of the same sign is another mark.
        let sign = &mark[..1];
        let stands_alone =
            |rest: Option<&str>, edge: fn(&str, &str) -> bool| rest.is_some_and(|rest| !edge(rest, sign));
        if stands_alone(before.strip_suffix(mark), |rest, sign| rest.ends_with(sign))
            && stands_alone(after.strip_prefix(mark), |rest, sign| rest.starts_with(sign))
        {
            let part = self.part().to_owned();
            let select = (0, part.len());
            return self.done(self.start - mark.len(), self.end + mark.len(), part, select);
        }
        let part = self.part();
        if let Some(inner) = part
            .strip_prefix(mark)
            .and_then(|inner| inner.strip_suffix(mark))
            .filter(|inner| !inner.is_empty() && !inner.starts_with(sign) && !inner.ends_with(sign))
        {
            return self.done(self.start, self.end, inner.to_owned(), (0, inner.len()));
        }
        let inner = if part.is_empty() { empty } else { part };
        // Spaces at the edges stay outside, where Markdown wants them.
        let (lead, trail) = (
            inner.len() - inner.trim_start().len(),
            inner.len() - inner.trim_end().len(),
        );
        let core = inner.trim();
        let text = format!(
            "{}{mark}{core}{mark}{}",
            &inner[..lead],
            &inner[inner.len() - trail..]
        );
        let from = lead + mark.len();
        self.done(self.start, self.end, text, (from, from + core.len()))
    }

    /// Begins each line with a sign, or takes it away where all have it.
    fn lines(&self, sign: Sign) -> Change {
        let from = self.text[..self.start].rfind('\n').map_or(0, |at| at + 1);
        // A selection that ends at the start of a line means the line before.
        let end = if self.end > self.start && self.text[..self.end].ends_with('\n') {
            self.end - 1
        } else {
            self.end
        };
        let to = self.text[end..].find('\n').map_or(self.text.len(), |at| end + at);
        let lines: Vec<&str> = self.text[from..to].split('\n').collect();
        let is_one = lines.len() == 1;
        let counts = |line: &str| is_one || !line.trim().is_empty();
        let has_all = lines
            .iter()
            .filter(|line| counts(line))
            .all(|line| sign_of(line).is_some_and(|(other, _)| other == sign));
        let mut number = 0;
        let changed: Vec<String> = lines
            .iter()
            .map(|line| {
                if !counts(line) {
                    return (*line).to_owned();
                }
                // Quotes hold whatever there is; the other signs replace one another.
                let bare = match sign_of(line) {
                    Some((other, rest)) if other == sign || (sign != Sign::Quote && other != Sign::Quote) => {
                        rest
                    }
                    _ => line,
                };
                number += 1;
                match sign {
                    _ if has_all => bare.to_owned(),
                    Sign::Heading => format!("## {bare}"),
                    Sign::Dash => format!("- {bare}"),
                    Sign::Number => format!("{number}. {bare}"),
                    Sign::Quote => format!("> {bare}"),
                }
            })
            .collect();
        let text = changed.join("\n");
        let select = if is_one && self.start == self.end {
            // The cursor stays behind the character that it stood behind.
            let rest = to - self.start;
            let at = text.len().saturating_sub(rest);
            let at = (at..=text.len())
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(0);
            (at, at)
        } else {
            (0, text.len())
        };
        self.done(from, to, text, select)
    }

    fn fence(&self) -> Change {
        let (lead, trail) = self.own_lines("\n");
        let part = self.part().trim_matches('\n');
        let head = format!("{lead}```\n");
        let text = format!("{head}{part}\n```{trail}");
        self.done(self.start, self.end, text, (head.len(), head.len() + part.len()))
    }

    /// An address becomes the address of a link, other words its words; what is left to write is selected.
    fn link(&self, words: &str) -> Change {
        let part = self.part().trim();
        let is_address =
            part.starts_with("http://") || part.starts_with("https://") || part.starts_with("mailto:");
        if is_address && !part.contains(char::is_whitespace) {
            let text = format!("[{words}]({part})");
            return self.done(self.start, self.end, text, (1, 1 + words.len()));
        }
        let words = if part.is_empty() { words } else { part };
        let words = words.replace(['[', ']', '\n'], " ");
        let head = format!("[{words}](");
        let text = format!("{head}https://)");
        let select = if part.is_empty() {
            (1, 1 + words.len())
        } else {
            (head.len(), text.len() - 1)
        };
        self.done(self.start, self.end, text, select)
    }

    fn table(&self, [first, second, cell]: [&str; 3]) -> Change {
        let (lead, trail) = self.own_lines("\n\n");
        let head = format!("{lead}| ");
        let text = format!(
            "{head}{first} | {second} |\n| --- | --- |\n| {cell} | {cell} |\n| {cell} | {cell} |{trail}"
        );
        // What is selected stays, before the table.
        let at = self.end;
        self.done(at, at, text, (head.len(), head.len() + first.len()))
    }

    /// What parts a block from what stands before and behind it.
    fn own_lines<'g>(&self, gap: &'g str) -> (&'g str, &'g str) {
        let before = &self.text[..self.start];
        let lead = if before.is_empty() || before.ends_with(gap) {
            ""
        } else if before.ends_with('\n') {
            &gap[1..]
        } else {
            gap
        };
        let after = &self.text[self.end..];
        let trail = if after.is_empty() || after.starts_with('\n') {
            ""
        } else {
            gap
        };
        (lead, trail)
    }
}

/// The sign that a line begins with, and the rest of the line.
fn sign_of(line: &str) -> Option<(Sign, &str)> {
    if let Some(rest) = line.strip_prefix("> ").or(line.strip_prefix('>')) {
        return Some((Sign::Quote, rest));
    }
    if let Some(rest) = line.strip_prefix("- ").or(line.strip_prefix("* ")) {
        return Some((Sign::Dash, rest));
    }
    let hashes = line.trim_start_matches('#');
    if (1..=6).contains(&(line.len() - hashes.len())) && hashes.starts_with(' ') {
        return Some((Sign::Heading, &hashes[1..]));
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line[digits..]
        .strip_prefix(". ")
        .filter(|_| (1..=9).contains(&digits))?;
    Some((Sign::Number, rest))
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The byte at which so many UTF-16 units end.
fn byte(text: &str, wanted: usize) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= wanted {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Words = Words {
        bold: "強調",
        code: "コード",
        link: "リンク",
        cells: ["項目", "内容", "…"],
    };

    /// The text after an act, what was selected standing between `[[` and `]]`, and so in the result.
    fn after(act: Act, marked: &str) -> String {
        let (before, rest) = marked.split_once("⟦").unwrap();
        let (part, rest) = rest.split_once("⟧").unwrap();
        let text = format!("{before}{part}{rest}");
        let selection = (units(before), units(before) + units(part));
        let change = change(act, &text, selection, &WORDS);
        let (from, to) = (byte(&text, change.from), byte(&text, change.to));
        let new = format!("{}{}{}", &text[..from], change.text, &text[to..]);
        let (start, end) = (byte(&new, change.select.0), byte(&new, change.select.1));
        format!("{}⟦{}⟧{}", &new[..start], &new[start..end], &new[end..])
    }

    #[test]
    fn marks_come_and_go() {
        assert_eq!(after(Act::Bold, "😀を⟦再起動⟧する"), "😀を**⟦再起動⟧**する");
        assert_eq!(after(Act::Bold, "😀を**⟦再起動⟧**する"), "😀を⟦再起動⟧する");
        assert_eq!(after(Act::Bold, "⟦**再起動**⟧"), "⟦再起動⟧");
        assert_eq!(after(Act::Bold, "a⟦ b ⟧c"), "a **⟦b⟧** c");
        assert_eq!(after(Act::Bold, "⟦⟧"), "**⟦強調⟧**");
        assert_eq!(after(Act::Code, "⟦ipconfig⟧ で"), "`⟦ipconfig⟧` で");
        assert_eq!(after(Act::Code, "手順\n⟦a\nb⟧"), "手順\n```\n⟦a\nb⟧\n```");
    }

    #[test]
    fn lines_get_a_sign_or_lose_it() {
        assert_eq!(after(Act::List, "x\n⟦一\n\n二⟧\ny"), "x\n⟦- 一\n\n- 二⟧\ny");
        assert_eq!(after(Act::List, "⟦- 一\n- 二⟧"), "⟦一\n二⟧");
        assert_eq!(after(Act::Numbers, "⟦- 一\n- 二\n⟧三"), "⟦1. 一\n2. 二⟧\n三");
        assert_eq!(after(Act::Heading, "手⟦⟧順"), "## 手⟦⟧順");
        assert_eq!(after(Act::Heading, "## 手⟦⟧順"), "手⟦⟧順");
        assert_eq!(after(Act::Quote, "⟦- 一⟧"), "⟦> - 一⟧");
        assert_eq!(after(Act::Heading, "⟦⟧"), "## ⟦⟧");
    }

    #[test]
    fn links_and_tables() {
        assert_eq!(after(Act::Link, "⟦申請書⟧を出す"), "[申請書](⟦https://⟧)を出す");
        assert_eq!(
            after(Act::Link, "⟦https://example.co.jp/a⟧"),
            "[⟦リンク⟧](https://example.co.jp/a)"
        );
        assert_eq!(after(Act::Link, "⟦⟧"), "[⟦リンク⟧](https://)");
        assert_eq!(
            after(Act::Table, "前⟦⟧"),
            "前\n\n| ⟦項目⟧ | 内容 |\n| --- | --- |\n| … | … |\n| … | … |"
        );
    }
}
