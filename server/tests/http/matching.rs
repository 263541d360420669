//! `kotae match` of the real binary: files and questions as people have them, good and bad.

use crate::process::kotae;
use serde_json::Value;
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};
use tempfile::TempDir;

const FAQ: &str = "\
id,カテゴリ,質問,別の聞き方,キーワード,回答,状態
IT-001,IT > アカウント,パスワードを忘れた場合の再設定方法,,再発行,社内ポータルから再設定できます。携帯電話に確認コードが届きます。,公開
IT-002,IT > ネットワーク,VPNに接続できないときの確認手順,自宅からつながらない,リモート,インターネットにつながっているかを確かめます。,公開
GA-001,総務,会議室の予約をキャンセルしたい,,,予約画面から取り消せます。,公開
,総務,名刺の注文方法,,,申請書を総務に出してください。,公開
GA-009,総務,社員食堂のメニュー,,,下書きです。,下書き
";

struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        let files = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        files.add("faq.csv", FAQ);
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn add(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Runs `kotae match` in the folder, without what it knows of words: unpacking that takes a second in a debug build.
    fn run(&self, arguments: &[&str], input: &[u8]) -> Output {
        self.run_whole(
            &[arguments, &["--no-readings", "--no-built-in-synonyms"]].concat(),
            input,
        )
    }

    /// Runs `kotae match` in the folder.
    fn run_whole(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut command = kotae(Path::new("no-data-folder"));
        command.arg("match").args(arguments);
        let mut child = command
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // A command that complains may be gone before it has read anything.
        let writer = std::thread::spawn(move || {
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert!(!self.path("no-data-folder").exists());
        output
    }

    fn answers(&self, arguments: &[&str], input: &[u8]) -> Vec<Value> {
        answered(&self.run(arguments, input))
    }
}

fn answered(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", complaint(output));
    lines(output)
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn questions_get_a_line_each() {
    let files = Files::new();
    let input = "パスワード わすれた\n自宅からつながらない\n名刺を頼みたい\n今日の天気\n社員食堂のメニュー\n";
    let answers = files.answers(&["--faq", "faq.csv", "--limit", "2"], input.as_bytes());
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[0]["question"], "パスワード わすれた");
    assert_eq!(answers[0]["hits"][0]["id"], "IT-001");
    assert_eq!(
        answers[0]["hits"][0]["title"],
        "パスワードを忘れた場合の再設定方法"
    );
    assert_eq!(answers[1]["hits"][0]["id"], "IT-002");
    assert_eq!(answers[2]["hits"][0]["id"], "#5", "an entry without an id");
    assert_eq!(answers[3]["outcome"], "not_found");
    assert_eq!(answers[3]["hits"], Value::Array(Vec::new()));
    for answer in &answers {
        let hits = answer["hits"].as_array().unwrap();
        assert!(hits.len() <= 2);
        for hit in hits {
            assert!((1..=1000).contains(&hit["score"].as_u64().unwrap()));
            assert_ne!(hit["id"], "GA-009", "a draft takes no part");
        }
    }
}

#[test]
fn bodies_can_be_left_out() {
    let files = Files::new();
    let question = "確認コードが届きます".as_bytes();
    let with = files.answers(&["--faq", "faq.csv"], question);
    assert_eq!(with[0]["hits"][0]["id"], "IT-001");
    let without = files.answers(&["--faq", "faq.csv", "--bodies-off"], question);
    assert_ne!(without[0]["hits"][0]["id"], "IT-001", "{without:?}");
}

#[test]
fn readings_and_built_in_synonyms_can_be_left_out() {
    let files = Files::new();
    let reading = "めいしのちゅうもん".as_bytes();
    let with = answered(&files.run_whole(&["--faq", "faq.csv", "--why"], reading));
    assert_eq!(with[0]["hits"][0]["id"], "#5");
    assert_eq!(with[0]["hits"][0]["why"]["parts"][0]["reason"]["by"], "reading");
    let without = answered(&files.run_whole(&["--faq", "faq.csv", "--no-readings"], reading));
    assert_ne!(without[0]["hits"][0]["id"], "#5");
    let synonym = "ミーティングルーム".as_bytes();
    let with = answered(&files.run_whole(&["--faq", "faq.csv"], synonym));
    let without = answered(&files.run_whole(&["--faq", "faq.csv", "--no-built-in-synonyms"], synonym));
    assert_ne!(with[0]["hits"], without[0]["hits"]);
}

#[test]
fn odd_lines_are_answered_too() {
    let files = Files::new();
    let mut input = b"\n\0\n\xff\xfe\x93\n".to_vec();
    input.extend("あ漢ｱ😀".repeat(2_500).bytes());
    input.extend(b"\r\n\xed\xa0\x80\n");
    input.extend(vec![b'x'; 300_000]);
    input.extend("\nVPN".bytes());
    let output = files.run(&["--faq", "faq.csv"], &input);
    assert!(output.status.success());
    let answers = lines(&output);
    assert_eq!(answers.len(), 7);
    assert_eq!(
        (&answers[0]["question"], &answers[1]["question"]),
        (&"".into(), &"\0".into())
    );
    assert_eq!(answers[3]["question"].as_str().unwrap().chars().count(), 10_000);
    assert_eq!(answers[6]["hits"][0]["id"], "IT-002");
    let complaint = complaint(&output);
    assert!(
        complaint.contains("line 3") && complaint.contains("line 5"),
        "{complaint}"
    );
    assert!(!complaint.contains("line 4"), "{complaint}");
}

#[test]
fn each_answer_comes_before_the_next_question() {
    use std::io::{BufRead as _, BufReader};
    let files = Files::new();
    let mut child = kotae(Path::new("no-data-folder"))
        .args(["match", "--faq", "faq.csv"])
        .current_dir(files.folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for question in ["vpn", "会議室"] {
        writeln!(questions, "{question}").unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["question"], question);
    }
    drop(questions);
    assert!(child.wait().unwrap().success());
}

#[test]
fn errors_of_a_faq_file_are_those_of_an_import() {
    let files = Files::new();
    files.add("bad.csv", "id,題名,title\nA,x,\nA,x,題\n");
    let output = files.run(&["--faq", "bad.csv"], b"");
    assert_eq!(output.status.code(), Some(2));
    let complaint = complaint(&output);
    for part in ["bad.csv", "row 2, title", "row 3, id", "The same ID as in row 2"] {
        assert!(complaint.contains(part), "{part}: {complaint}");
    }
    files.add("sjis.csv", b"id,title\nA,\x83p\x83X\x83\x8f\x81[\x83h\n");
    assert_eq!(
        files.answers(&["--faq", "sjis.csv"], "パスワード".as_bytes())[0]["hits"][0]["id"],
        "A"
    );
    files.add("binary.csv", [0xff, 0xff, 0, 1, 2]);
    assert_eq!(files.run(&["--faq", "binary.csv"], b"").status.code(), Some(2));
    assert_eq!(files.run(&["--faq", "absent.csv"], b"").status.code(), Some(3));
    assert_eq!(files.run(&[], b"").status.code(), Some(2));
    assert_eq!(
        files
            .run(&["--faq", "faq.csv", "--limit", "0"], b"")
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn a_test_tells_what_is_missed_and_fails_below_its_least() {
    let files = Files::new();
    files.add(
        "test.csv",
        "question,expected\nパスワード わすれた,IT-001\nVPN,GA-001|IT-002\nパスワードを再発行,GA-001\n今日の天気,\n名刺を注文,\n",
    );
    let test = ["--faq", "faq.csv", "--test", "test.csv"];
    let output = files.run(&test, b"");
    let report = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success(), "{}", complaint(&output));
    for part in [
        "5 questions, of which 2 should find nothing",
        "hit@1: 0.667 (2/3)",
        "hit@3: 0.667 (2/3)",
        "not found: 0.000 (0/3)",
        "rightly not found: 0.500 (1/2)",
        "row 4, “パスワードを再発行”: expected GA-001",
        "    IT-001 ",
        "row 6, “名刺を注文”: expected nothing",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    let reached = files.run(
        &[&test[..], &["--min-hit1", "66%", "--min-hit3", "0.6"]].concat(),
        b"",
    );
    assert_eq!(reached.status.code(), Some(0));
    let below = files.run(&[&test[..], &["--min-hit1", "0.67"]].concat(), b"");
    assert_eq!(below.status.code(), Some(1));
    assert!(
        complaint(&below).contains("hit@1 is below 0.67"),
        "{}",
        complaint(&below)
    );
    let unread = files.run(&[&test[..], &["--min-hit1", "120%"]].concat(), b"");
    assert_eq!(unread.status.code(), Some(2));
}

#[test]
fn errors_of_a_test_file_have_their_places() {
    let files = Files::new();
    files.add("test.csv", "質問,正解\nパスワード,IT-001\n,IT-001\nVPN,IT-404\n");
    let mut command = kotae(Path::new("no-data-folder"));
    let output = command
        .env("LC_ALL", "ja_JP.UTF-8")
        .args(["match", "--faq", "faq.csv", "--test", "test.csv"])
        .current_dir(files.folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let complaint = complaint(&output);
    assert!(
        complaint.contains("3 行目「質問」: 入力してください。"),
        "{complaint}"
    );
    assert!(
        complaint.contains("4 行目「正解」: 見つかりません。"),
        "{complaint}"
    );
    for bad in ["", "question,expected\n", "question\nVPN\n", "a,b\n1,2\n"] {
        files.add("test.csv", bad);
        let output = files.run(&["--faq", "faq.csv", "--test", "test.csv"], b"");
        assert_eq!(output.status.code(), Some(2), "{bad:?}");
    }
}

#[test]
fn own_synonyms_find_entries_and_why_says_so() {
    let files = Files::new();
    files.add("words.csv", "terms,finds\n合い言葉|秘密の文字,パスワード\n");
    let question = "合い言葉".as_bytes();
    let without = files.answers(&["--faq", "faq.csv"], question);
    assert_eq!(without[0]["outcome"], "not_found");
    let with = files.answers(
        &["--faq", "faq.csv", "--synonyms", "words.csv", "--why"],
        question,
    );
    assert_eq!(with[0]["hits"][0]["id"], "IT-001");
    let why = &with[0]["hits"][0]["why"];
    assert_eq!(why["score"], with[0]["hits"][0]["score"]);
    let parts = why["parts"].as_array().unwrap();
    let by_synonym = |part: &&Value| part["reason"]["by"] == "synonym";
    let part = parts.iter().find(by_synonym).unwrap();
    assert_eq!(
        (&part["reason"]["term"], &part["reason"]["built_in"]),
        (&"合い言葉".into(), &false.into())
    );
    assert!(
        parts
            .iter()
            .map(|part| part["share"].as_u64().unwrap())
            .sum::<u64>()
            <= 1000
    );
    files.add("words.csv", "terms,対象\n,パスワード\n");
    let output = files.run(&["--faq", "faq.csv", "--synonyms", "words.csv"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        complaint(&output).contains("row 2, terms"),
        "{}",
        complaint(&output)
    );
}

#[test]
fn the_bench_protocol() {
    let files = Files::new();
    files.add(
        "docs.jsonl",
        "{\"id\":7,\"title\":\"VPNに接続できない\",\"keywords\":[],\"category\":\"IT\",\"body\":\"\"}\n\
         {\"id\":\"b\",\"title\":\"名刺の注文\",\"phrasings\":[\"ビジネスカード\"],\"keywords\":[],\"category\":\"\",\"body\":\"申請書\"}\n",
    );
    let input = "{\"qid\":1,\"q\":\"VPN\",\"k\":3,\"lang\":\"ja\"}\n{\"qid\":\"x\",\"q\":\"ビジネスカード\",\"k\":1}\n";
    let bench = ["--bench", "--docs", "docs.jsonl"];
    let replies = files.answers(&bench, input.as_bytes());
    assert_eq!(replies[0]["ready"], true);
    assert!(replies[0]["index_bytes"].as_u64() > replies[0]["first_sent_bytes"].as_u64());
    assert_eq!(
        (&replies[1]["qid"], &replies[1]["ids"][0]),
        (&1.into(), &"7".into())
    );
    assert_eq!(
        (&replies[2]["qid"], &replies[2]["ids"][0]),
        (&"x".into(), &"b".into())
    );
    assert!(replies[1]["us"].as_f64().unwrap() > 0.0 && replies[1]["scores"][0].as_u64().unwrap() > 0);
    for part in ["readings", "synonyms", "bodies"] {
        files.answers(&[&bench[..], &["--without", part]].concat(), input.as_bytes());
    }
    let unknown = files.run(&[&bench[..], &["--without", "luck"]].concat(), b"");
    assert_eq!(unknown.status.code(), Some(2));
    files.add("docs.jsonl", "{\"id\":\"a\"}\n\n{\"id\":\"b\",\"title\":3}\n");
    let bad = files.run(&bench, b"");
    assert_eq!(bad.status.code(), Some(2));
    assert!(
        complaint(&bad).contains("docs.jsonl, line 3: title"),
        "{}",
        complaint(&bad)
    );
}
