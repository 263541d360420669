use super::*;
use kotae_shared::doc::Align;
use proptest::prelude::*;

fn text(text: &str) -> Inline {
    Inline::Text(text.into())
}

fn paragraph(inlines: Vec<Inline>) -> Block {
    Block::Paragraph(inlines)
}

/// The inlines of a text that is one paragraph.
fn inlines(markdown: &str) -> Vec<Inline> {
    match to_doc(markdown).blocks.as_slice() {
        [] => Vec::new(),
        [Block::Paragraph(inlines)] => inlines.clone(),
        other => panic!("not one paragraph: {other:?}"),
    }
}

#[test]
fn blocks_of_every_kind() {
    let markdown = "# 見出し\n\n##### 深い見出し\n\n本文 *斜体* **太字** ~~取消~~ `code`\n\n- 一\n- 二\n  1. 甲\n\n\
        > 引用\n\n```sh extra\nls -l\n\ncd\n```\n\n| 左 | 中 | 右 |\n|:--|:-:|--:|\n| a | b | c |\n| d |\n\n---\n\n![図](img/a.png)";
    let item = |s: &str| vec![paragraph(vec![text(s)])];
    let cells = |list: [&str; 3]| -> Vec<Vec<Inline>> {
        list.iter()
            .map(|s| if s.is_empty() { vec![] } else { vec![text(s)] })
            .collect()
    };
    let expected = vec![
        Block::Heading {
            level: 1,
            text: vec![text("見出し")],
        },
        Block::Heading {
            level: 3,
            text: vec![text("深い見出し")],
        },
        paragraph(vec![
            text("本文 "),
            Inline::Emphasis(vec![text("斜体")]),
            text(" "),
            Inline::Strong(vec![text("太字")]),
            text(" "),
            Inline::Strike(vec![text("取消")]),
            text(" "),
            Inline::Code("code".into()),
        ]),
        Block::List {
            start: None,
            items: vec![
                item("一"),
                vec![
                    paragraph(vec![text("二")]),
                    Block::List {
                        start: Some(1),
                        items: vec![item("甲")],
                    },
                ],
            ],
        },
        Block::Quote(vec![paragraph(vec![text("引用")])]),
        Block::Code {
            language: "sh".into(),
            text: "ls -l\n\ncd".into(),
        },
        Block::Table {
            align: vec![Align::Start, Align::Center, Align::End],
            head: cells(["左", "中", "右"]),
            rows: vec![cells(["a", "b", "c"]), cells(["d", "", ""])],
        },
        Block::Rule,
        paragraph(vec![Inline::Image {
            src: "img/a.png".into(),
            alt: "図".into(),
        }]),
    ];
    assert_eq!(to_doc(markdown).blocks, expected);
}

#[test]
fn line_breaks_are_seen() {
    let expected = vec![text("一行目"), Inline::Break, text("二行目")];
    assert_eq!(inlines("一行目\n二行目"), expected);
    assert_eq!(inlines("一行目  \n二行目\n"), expected);
    assert_eq!(inlines("一行目\r\n二行目"), expected);
    assert_eq!(to_doc("一\n\n二").blocks.len(), 2);
}

#[test]
fn raw_html_is_text() {
    assert_eq!(inlines("a <b>太字</b> &lt;i&gt;"), [text("a <b>太字</b> <i>")]);
    assert_eq!(
        inlines("<script>\nalert(1)\n</script>"),
        [
            text("<script>"),
            Inline::Break,
            text("alert(1)"),
            Inline::Break,
            text("</script>")
        ]
    );
    assert_eq!(inlines("<!-- x -->"), [text("<!-- x -->")]);
}

#[test]
fn links_are_checked_after_entities_were_read() {
    let link = |href: &str, shown: &str| Inline::Link {
        href: href.into(),
        text: vec![text(shown)],
    };
    assert_eq!(
        inlines("[規程](https://a.example/x)"),
        [link("https://a.example/x", "規程")]
    );
    assert_eq!(inlines("[先頭](#top)"), [link("#top", "先頭")]);
    assert_eq!(
        inlines("<help@example.co.jp>"),
        [link("mailto:help@example.co.jp", "help@example.co.jp")]
    );
    for bad in [
        "[x](javascript:alert)",
        "[x](&#106;avascript:alert)",
        "[x](java&Tab;script:alert)",
        "[x](&#1;javascript:alert)",
        "[x](<java\u{0}script:alert>)",
        "[x](//evil.example)",
        "[x](/&bsol;evil.example)",
        "[x][r]\n\n[r]: data:text/html,x",
        "[x]()",
        "<javascript:alert>",
    ] {
        let converted = convert(bad);
        let shown = format!("{:?}", converted.doc);
        assert!(!shown.contains("Link"), "{bad} became {shown}");
        assert_eq!(converted.refused.len(), 1, "{bad}");
        assert!(!is_empty(&converted.doc), "{bad}");
    }
    let converted = convert("![代替](javascript:x) [![図](a.png)](https://a.example)");
    assert_eq!(converted.refused, ["javascript:x"]);
    let image = Inline::Image {
        src: "a.png".into(),
        alt: "図".into(),
    };
    assert_eq!(
        converted.doc.blocks,
        [paragraph(vec![
            text("代替 "),
            Inline::Link {
                href: "https://a.example".into(),
                text: vec![image]
            }
        ])]
    );
}

#[test]
fn bare_addresses_become_links_outside_links_and_code() {
    let href = "https://a.example/p_q?x=1";
    let bare = Inline::Link {
        href: href.into(),
        text: vec![text(href)],
    };
    assert_eq!(
        inlines("まずhttps://a.example/p_q?x=1を開き、`https://b.example`は開かない。"),
        [
            text("まず"),
            bare.clone(),
            text("を開き、"),
            Inline::Code("https://b.example".into()),
            text("は開かない。")
        ]
    );
    assert_eq!(inlines("https://a.example/p_q?x=1"), std::slice::from_ref(&bare));
    assert_eq!(
        inlines("<https://a.example/p_q?x=1>"),
        std::slice::from_ref(&bare)
    );
    assert_eq!(
        inlines("[https://a.example/p_q?x=1](https://a.example/p_q?x=1)"),
        [bare]
    );
    assert_eq!(
        to_doc("```\nhttps://a.example\n```").blocks,
        [Block::Code {
            language: String::new(),
            text: "https://a.example".into()
        }]
    );
}

#[test]
fn strong_text_needs_no_spaces_in_japanese() {
    let strong = |s: &str| Inline::Strong(vec![text(s)]);
    assert_eq!(
        inlines("**「設定」**を開く"),
        [strong("「設定」"), text("を開く")]
    );
    assert_eq!(
        inlines("次に**「設定」**と**（詳細）**です。"),
        [
            text("次に"),
            strong("「設定」"),
            text("と"),
            strong("（詳細）"),
            text("です。")
        ]
    );
    // Punctuation before the opening mark and behind the closing one.
    assert_eq!(
        inlines("出発の前に、**三営業日以内に申請**、次に（**承認**）。"),
        [
            text("出発の前に、"),
            strong("三営業日以内に申請"),
            text("、次に（"),
            strong("承認"),
            text("）。")
        ]
    );
    assert_eq!(
        inlines("詳細は、**「設定」**を"),
        [text("詳細は、"), strong("「設定」"), text("を")]
    );
    let link = Inline::Link {
        href: "a".into(),
        text: vec![text("規程")],
    };
    assert_eq!(
        inlines("は**「[規程](a)」**を"),
        [
            text("は"),
            Inline::Strong(vec![text("「"), link, text("」")]),
            text("を")
        ]
    );
    for as_written in ["a ** b ** c", "** 一つ", "2 ** 3", "****"] {
        let shown = plain::text(&to_doc(as_written));
        assert!(
            shown.contains("**") || as_written == "****",
            "{as_written} became {shown}"
        );
    }
    assert_eq!(
        inlines("\\*\\*「設定」\\*\\*を開く"),
        [text("**「設定」**を開く")]
    );
    assert_eq!(
        inlines("`**`「設定」`**`を"),
        [
            Inline::Code("**".into()),
            text("「設定」"),
            Inline::Code("**".into()),
            text("を"),
        ]
    );
}

#[test]
fn plain_text_has_what_a_reader_reads() {
    let doc = to_doc(
        "# 題\n\n本文 [規程](https://a.example) ![図](a.png)\n次の行\n\n- 一\n- 二\n\n| a | b |\n|-|-|\n| c | d |",
    );
    assert_eq!(plain::text(&doc), "題\n本文 規程 図\n次の行\n一\n二\na b\nc d");
    assert!(is_empty(&to_doc(" \n\n---\n")));
    assert!(!is_empty(&to_doc("![](a.png)")));
}

fn depth_of_blocks(blocks: &[Block]) -> usize {
    let below = |block: &Block| match block {
        Block::Paragraph(inlines) | Block::Heading { text: inlines, .. } => depth_of_inlines(inlines),
        Block::Quote(inner) => depth_of_blocks(inner),
        Block::List { items, .. } => items.iter().map(|item| depth_of_blocks(item)).max().unwrap_or(0),
        Block::Table { head, rows, .. } => {
            let cells = head.iter().chain(rows.iter().flatten());
            cells.map(|cell| depth_of_inlines(cell)).max().unwrap_or(0)
        }
        Block::Code { .. } | Block::Rule => 0,
    };
    blocks.iter().map(|block| 1 + below(block)).max().unwrap_or(0)
}

fn depth_of_inlines(inlines: &[Inline]) -> usize {
    let below = |inline: &Inline| match inline {
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => depth_of_inlines(inner),
        Inline::Link { text, .. } => depth_of_inlines(text),
        _ => 0,
    };
    inlines.iter().map(|inline| 1 + below(inline)).max().unwrap_or(0)
}

#[test]
fn depth_and_size_are_bounded() {
    let n = 20_000;
    let columns = 4_000;
    let table = format!(
        "{}\n{}\n{}",
        "|a".repeat(columns),
        "|-".repeat(columns),
        "|\n".repeat(2_000)
    );
    for hostile in [
        ">".repeat(n),
        "> ".repeat(n / 2) + "x",
        "- ".repeat(n / 2) + "x",
        "1. ".repeat(n / 3) + "x",
        "[".repeat(n),
        "![".repeat(n / 2) + "x" + &"](a)".repeat(n / 4),
        "*".repeat(n),
        "**a ".repeat(n / 4),
        "*a **b ".repeat(n / 7) + &"** *".repeat(n / 7),
        "_a*b~~c".repeat(n / 7),
        "`".repeat(n),
        "<".repeat(n),
        "<a ".repeat(n / 3),
        "&".repeat(n),
        "\\".repeat(n),
        "**「".repeat(n / 3),
        "http://".repeat(n / 7),
        "(http://a".repeat(n / 9),
        "[a](b".repeat(n / 5),
        "[a]: b\n".repeat(n / 7),
        table,
        "|".repeat(n),
        "\u{0}".repeat(n),
        "#".repeat(n),
        "~~~\n".repeat(n / 4),
        "あ\n".repeat(n),
    ] {
        let converted = convert(&hostile);
        let depth = depth_of_blocks(&converted.doc.blocks);
        assert!(depth <= DEPTH + 3, "{depth} deep from {hostile:.20}");
        plain::text(&converted.doc);
    }
    let long = "長い\n".repeat(100_000);
    assert!(convert(&long).too_large);
    assert_eq!(plain::text(&to_doc(&long)), long.trim_end());
}

proptest! {
    #[test]
    fn any_text_is_a_document(markdown in "[\\*_`~<>\\[\\]()!#|\\-:&;\\\\/ \\n\\t0-9a-dhtps.あ「」、。\u{3000}\u{0}\u{feff}]{0,200}") {
        let converted = convert(&markdown);
        prop_assert!(depth_of_blocks(&converted.doc.blocks) <= DEPTH + 3);
        check_links(&converted.doc.blocks)?;
    }

    #[test]
    fn any_characters_at_all(markdown in any::<String>()) {
        check_links(&to_doc(&markdown).blocks)?;
    }
}

/// No address of another kind, no table with uneven rows, however it was written.
fn check_links(blocks: &[Block]) -> Result<(), TestCaseError> {
    fn inlines(list: &[Inline]) -> Result<(), TestCaseError> {
        for inline in list {
            match inline {
                Inline::Link { href, text } => {
                    prop_assert!(links::link(href).as_deref() == Some(href));
                    prop_assert!(!text.is_empty());
                    inlines(text)?;
                }
                Inline::Image { src, .. } => prop_assert!(links::image(src).as_deref() == Some(src)),
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => inlines(inner)?,
                Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
            }
        }
        Ok(())
    }
    for block in blocks {
        match block {
            Block::Paragraph(text) | Block::Heading { text, .. } => inlines(text)?,
            Block::Quote(inner) => check_links(inner)?,
            Block::List { items, .. } => items.iter().try_for_each(|item| check_links(item))?,
            Block::Table { align, head, rows } => {
                prop_assert_eq!(align.len(), head.len());
                for row in std::iter::once(head).chain(rows) {
                    prop_assert_eq!(row.len(), head.len());
                    row.iter().try_for_each(|cell| inlines(cell))?;
                }
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
    Ok(())
}
