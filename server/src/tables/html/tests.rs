//! What other products write, and what becomes of it.

use super::*;
use proptest::prelude::*;

#[test]
fn answers_of_other_products_become_markdown() {
    for (html, markdown) in [
        (
            "1 行目<br>2 行目<br/><br />次の段落",
            "1 行目\n2 行目\n\n次の段落",
        ),
        (
            "<p>段落 1</p>\r\n<p>段落&nbsp;2 &amp; 3</p>",
            "段落 1\n\n段落 2 & 3",
        ),
        (
            "<b>重要</b>：<i>必ず</i><strong> 上長 </strong>へ",
            "**重要**：*必ず* **上長** へ",
        ),
        (
            "詳しくは<a href=\"https://a.example/x?y=1&amp;z=2\" target=\"_blank\">手順書</a>へ",
            "詳しくは[手順書](https://a.example/x?y=1&z=2)へ",
        ),
        (
            "<a href='https://a.example/'>https://a.example/</a>",
            "https://a.example/",
        ),
        (
            "<a href=\"mailto:it@a.example\">it@a.example</a>",
            "[it@a.example](mailto:it@a.example)",
        ),
        ("<a href=\"javascript:alert(1)\">押す</a>", "押す"),
        (
            "手順<ul><li>開く</li><li>押す</li></ul>以上",
            "手順\n\n- 開く\n- 押す\n\n以上",
        ),
        (
            "<ol start=3><li><p>開く</p></li><li>選ぶ<ul><li>A<li>B</ul></li></ol>",
            "3. 開く\n4. 選ぶ\n   - A\n   - B",
        ),
        (
            "<h2>見出し</h2>本文<hr>終わり",
            "## 見出し\n\n本文\n\n---\n\n終わり",
        ),
        (
            "<div>一行目</div><div>二行目</div><div><br></div><div>三行目</div>",
            "一行目\n二行目\n\n三行目",
        ),
        (
            "<blockquote>引用<br>二行</blockquote>続き",
            "> 引用\n> 二行\n\n続き",
        ),
        (
            "<table><tr><th>窓口</th><th>内線</th></tr><tr><td>IT<br>人事</td><td>1|2</td></tr></table>",
            "| 窓口 | 内線 |\n| --- | --- |\n| IT 人事 | 1\\|2 |",
        ),
        (
            "<pre>ipconfig /all\nping 10.0.0.1</pre>",
            "```\nipconfig /all\nping 10.0.0.1\n```",
        ),
        ("<code>a*b</code> と a*b と a_b_c", "`a*b` と a\\*b と a_b_c"),
        (
            "<style>p{color:red}</style><script>alert(1)</script><p>本文</p>",
            "本文",
        ),
        (
            "<img src=\"https://a.example/x.png\" alt=\"画面\">",
            "![画面](https://a.example/x.png)",
        ),
        (
            "<img src=\"data:image/png;base64,AAAA\" alt=\"画面\">図",
            "画面図",
        ),
        ("<span style=\"color:red\">赤</span>い<font>字</font>", "赤い字"),
        ("<dl><dt>窓口</dt><dd>内線 1234</dd></dl>", "**窓口**\n内線 1234"),
        // Only words are marked: the lines are those of the text.
        ("手順\n1. <b>開く</b>\n2. 押す", "手順\n1. **開く**\n2. 押す"),
        (
            "お問い合わせ<br>--------<br># 1 窓口",
            "お問い合わせ\n\\--------\n\\# 1 窓口",
        ),
        ("日本語の\n改行<br>Two\nwords", "日本語の改行\nTwo words"),
    ] {
        assert_eq!(to_markdown(html), markdown, "{html}");
    }
}

#[test]
fn html_is_told_from_other_texts() {
    for html in ["a<br>b", "<P>x</P>", "x<a href=\"y\">z</a>", "<div class=\"x\">"] {
        assert!(is_html(html), "{html}");
    }
    for text in [
        "1 < 2 > 0",
        "<VPN>",
        "`<br>` と書く",
        "<https://a.example>",
        "a <b",
        "",
    ] {
        assert!(!is_html(text), "{text}");
    }
    assert_eq!(to_line("R&amp;D の<br>申請 <b>方法</b>"), "R&D の 申請 方法");
    assert_eq!(to_line("<VPN> &amp; LAN"), "<VPN> & LAN");
    assert_eq!(to_line("A < B"), "A < B");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_written_comes_out(
        html in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<b>", "</b>", "<a href='x'>", "</a>", "<ul>", "</ul>", "<ol>", "<li>", "</li>", "</ol>",
            "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<pre>", "</pre>", "<br>", "<blockquote>",
            "</blockquote>", "<h1>", "</h1>", "言葉", " x ", "\n", "&amp;", "<", "<script>", "</script>", "<img src=a>",
            "<dt>", "</dt>", "<code>", "</code>", "<hr>",
        ]), 0..60)
    ) {
        let markdown = to_markdown(&html.concat());
        let _ = crate::publish::markdown::to_doc(&markdown);
        let dropped = html.contains(&"<script>") || html.contains(&"<table>");
        if html.contains(&"言葉") && !dropped {
            prop_assert!(markdown.contains("言葉"), "{markdown}");
        }
    }
}

#[test]
fn no_depth_takes_long() {
    for tag in [
        "<b>",
        "<ul><li>",
        "<blockquote>",
        "<table><td>",
        "<a href=x>",
        "<i><b>",
    ] {
        let deep = tag.repeat(20_000) + "言葉";
        assert!(to_markdown(&deep).len() < 2_000_000, "{tag}");
    }
}
