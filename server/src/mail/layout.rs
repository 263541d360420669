//! The one layout of mail: the same letter as plain text and as HTML that Outlook, Gmail and phones show alike.
//!
//! HTML of mail is its own dialect: tables, attributes and inline styles, no style sheet, no script, no picture that is
//! loaded from elsewhere. Everything that is put in is escaped here.

use kotae_shared::Lang;
use std::fmt::Write as _;

/// Families that Windows, macOS and phones have for Japanese.
const FONT: &str = "font-family:'Hiragino Sans','Yu Gothic UI','Yu Gothic',Meiryo,'Noto Sans JP',sans-serif";

/// What a letter says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// The paragraphs. A line end stays one.
    pub paragraphs: Vec<String>,
    /// Figures below them: a name, a value, and what is said beside it; with a bar of a share where there is one.
    pub figures: Vec<Figure>,
    /// A button: its words and where it leads.
    pub action: Option<(String, String)>,
    /// Smaller, below: what the reader may want to know.
    pub notes: Vec<String>,
}

/// A line of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// How much.
    pub value: String,
    /// What it was before, for example; may be empty.
    pub note: String,
    /// The length of its bar, in percent.
    pub percent: Option<u32>,
}

/// As plain text. `foot` stands below a line at the end.
pub fn plain(body: &Body, foot: &str) -> String {
    let mut text = body.paragraphs.join("\n\n");
    for (at, figure) in body.figures.iter().enumerate() {
        let gap = if at == 0 { "\n\n" } else { "\n" };
        let _ = write!(text, "{gap}{}: {}", figure.name, figure.value);
        if !figure.note.is_empty() {
            let _ = write!(text, " ({})", figure.note);
        }
    }
    if let Some((words, link)) = &body.action {
        // The link has a line of its own, so that programs find its end.
        let _ = write!(text, "\n\n{words}:\n{link}");
    }
    for note in &body.notes {
        let _ = write!(text, "\n\n{note}");
    }
    let _ = write!(text, "\n\n-- \n{foot}\n");
    text.replace("\r\n", "\n")
}

/// As HTML. `title` is what a program shows that shows a title.
pub fn html(body: &Body, lang: Lang, title: &str, foot: &str) -> String {
    let mut rows = String::new();
    for paragraph in &body.paragraphs {
        row(
            &mut rows,
            "padding:0 0 16px;font-size:15px;line-height:1.7;color:#1c2330",
            &lines(paragraph),
        );
    }
    if !body.figures.is_empty() {
        let table: String = body.figures.iter().map(figure).collect();
        let table = format!(
            "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n{table}</table>"
        );
        row(&mut rows, "padding:0 0 16px", &table);
    }
    if let Some((words, link)) = &body.action {
        let (words, link) = (escape(words), escape(link));
        // The table, not the link, has the colour: Outlook ignores padding of links.
        let button = format!(
            "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>\
             <td bgcolor=\"#0b6b5c\" style=\"border-radius:6px;padding:12px 20px\">\
             <a href=\"{link}\" style=\"{FONT};font-size:15px;font-weight:bold;color:#ffffff;text-decoration:none\">{words}</a>\
             </td></tr></table>"
        );
        row(&mut rows, "padding:4px 0 12px", &button);
        let spelt = format!("<a href=\"{link}\" style=\"color:#0b6b5c;word-break:break-all\">{link}</a>");
        row(
            &mut rows,
            "padding:0 0 20px;font-size:12px;line-height:1.6;color:#5b6575",
            &spelt,
        );
    }
    for note in &body.notes {
        row(
            &mut rows,
            "padding:0 0 12px;font-size:13px;line-height:1.7;color:#5b6575",
            &lines(note),
        );
    }
    row(
        &mut rows,
        "padding:12px 0 0;border-top:1px solid #dfe3ea;font-size:12px;line-height:1.6;color:#5b6575",
        &lines(foot),
    );
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n\
         <meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n</head>\n\
         <body style=\"margin:0;padding:0\">\n\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\
         <tr><td align=\"center\" style=\"padding:24px 16px\">\n\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
         style=\"max-width:560px;{FONT}\">\n{rows}</table>\n\
         </td></tr></table>\n</body>\n</html>\n",
        tag = lang.tag(),
        title = escape(title),
    )
}

/// A line of figures; its bar is a table of two cells, since mail programs know neither backgrounds of parts nor drawings.
fn figure(figure: &Figure) -> String {
    let cell = |align: &str, text: &str, style: &str| {
        format!(
            "<td align=\"{align}\" style=\"padding:6px 0;{style};{FONT}\">{}</td>",
            escape(text)
        )
    };
    let bar = figure.percent.map(|percent| {
        let full = percent.min(100);
        let part = |percent: u32, color: &str| {
            if percent == 0 {
                return String::new();
            }
            format!("<td width=\"{percent}%\" height=\"8\" bgcolor=\"{color}\" style=\"font-size:1px;line-height:8px\">&nbsp;</td>")
        };
        format!(
            "<tr><td colspan=\"3\" style=\"padding:0 0 8px\"><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" \
             cellspacing=\"0\" border=\"0\"><tr>{}{}</tr></table></td></tr>\n",
            part(full, "#0b6b5c"),
            part(100 - full, "#e3e8e6")
        )
    });
    format!(
        "<tr>{}{}{}</tr>\n{}",
        cell("left", &figure.name, "font-size:14px;color:#1c2330"),
        cell(
            "right",
            &figure.value,
            "font-size:15px;font-weight:bold;color:#1c2330"
        ),
        cell(
            "right",
            &figure.note,
            "padding-left:12px;font-size:12px;color:#5b6575"
        ),
        bar.unwrap_or_default()
    )
}

fn row(rows: &mut String, style: &str, html: &str) {
    let _ = writeln!(
        rows,
        "<tr><td align=\"left\" style=\"{style};{FONT}\">{html}</td></tr>"
    );
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>\n")
}

/// For text and for quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push('\n'),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_escaped_and_the_link_stands_alone() {
        let body = Body {
            paragraphs: vec!["<img src=x onerror=alert(1)> さん\n二行目\u{0}".into()],
            action: Some(("開く".into(), "https://faq.example/admin/?a=1&b=\"2\"#t".into())),
            notes: vec!["1 時間".into()],
            figures: vec![Figure {
                name: "<質問>".into(),
                value: "12".into(),
                note: "10".into(),
                percent: Some(40),
            }],
        };
        let page = html(&body, Lang::Ja, "件名 <b>", "Kotae");
        assert!(!page.contains("<img") && !page.contains("<b>"));
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt; さん<br>\n二行目<"));
        assert!(page.contains("href=\"https://faq.example/admin/?a=1&amp;b=&quot;2&quot;#t\""));
        assert!(page.contains("<html lang=\"ja\">"));
        assert!(
            page.contains("&lt;質問&gt;") && page.contains("width=\"40%\"") && page.contains("width=\"60%\"")
        );
        let text = plain(&body, "Kotae");
        assert!(text.contains("\n\n<質問>: 12 (10)\n\n開く:"), "{text}");
        assert!(text.contains("\n\n開く:\nhttps://faq.example/admin/?a=1&b=\"2\"#t\n"));
        assert!(text.ends_with("\n-- \nKotae\n"));
    }
}
