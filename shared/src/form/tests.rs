use super::{
    Choice, Condition, Field, Form, Is, Kind, Page, Purpose, Test,
    answers::{Answer, Value, address, defaults, is_mail, judge, shown},
    check::{check, faults},
    days::Day,
    limits,
    words::sentence,
};
use crate::{
    api::problem::Fault,
    lang::{Lang, Localised},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

fn ja(text: &str) -> Localised {
    Localised::new(text, "")
}

fn field(key: &str, kind: Kind) -> Field {
    Field {
        key: key.into(),
        kind,
        label: ja("質問"),
        ..Field::default()
    }
}

fn choice(key: &str, kind: Kind, values: &[&str]) -> Field {
    let one = |value: &&str| Choice {
        value: (*value).into(),
        label: ja(value),
    };
    Field {
        choices: values.iter().map(one).collect(),
        ..field(key, kind)
    }
}

fn form(fields: Vec<Field>) -> Form {
    Form {
        name: ja("問い合わせ"),
        pages: vec![Page {
            title: Localised::default(),
            fields,
        }],
        ..Form::default()
    }
}

fn when(field: &str, is: Is, value: &str) -> Condition {
    Condition {
        any: false,
        tests: vec![Test {
            field: field.into(),
            is,
            value: value.into(),
        }],
    }
}

fn text(key: &str, text: &str) -> Answer {
    Answer {
        key: key.into(),
        value: Value::Text(text.into()),
    }
}

fn answer(key: &str, value: Value) -> Answer {
    Answer {
        key: key.into(),
        value,
    }
}

fn today() -> Day {
    Day::parse("2026-12-01").unwrap()
}

/// What one field makes of an answer.
fn of(field: Field, value: Value) -> Result<Option<Value>, Fault> {
    let key = field.key.clone();
    match judge(&form(vec![field]), &[answer(&key, value)], today()) {
        Ok(kept) => Ok(kept.into_iter().next().map(|answer| answer.value)),
        Err(faults) => {
            assert_eq!((faults.len(), &faults[0].0), (1, &key), "{faults:?}");
            Err(faults[0].1)
        }
    }
}

fn written(field: Field, text: &str) -> Result<String, Fault> {
    match of(field, Value::Text(text.into()))? {
        Some(Value::Text(text)) => Ok(text),
        None => Ok(String::new()),
        other => panic!("{other:?}"),
    }
}

fn places(form: &Form) -> Vec<(String, Fault)> {
    faults(&check(form, Purpose::Inquiry, Lang::Ja))
}

#[test]
fn days_are_those_of_the_calendar() {
    assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
    assert_eq!(Day::parse("2024/2/29").unwrap().to_string(), "2024-02-29");
    assert_eq!(Day::parse("2000-02-29").unwrap().0, 11_016);
    for wrong in [
        "2023-02-29",
        "1900-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-1-0",
        "26-1-1",
        "2026-1-1-1",
        "",
        "a",
        "20260101",
        "2026-+1-01",
        "9999-01-01",
    ] {
        assert_eq!(Day::parse(wrong), None, "{wrong}");
    }
    let mut day = Day::parse("1900-01-01").unwrap();
    let end = Day::parse("2199-12-31").unwrap();
    while day <= end {
        let (year, month, date) = day.parts();
        assert_eq!(Day::of(year, month, date), Some(day));
        day.0 += 1;
    }
}

#[test]
fn texts_are_tidied_and_held_to_their_limits() {
    let mut short = field("a", Kind::Text);
    (short.least, short.most) = (Some(2), Some(4));
    assert_eq!(written(short.clone(), "  答えた "), Ok("答えた".into()));
    assert_eq!(written(short.clone(), "答"), Err(Fault::TooShort(2)));
    assert_eq!(written(short.clone(), "答えが長い"), Err(Fault::TooLong(4)));
    assert_eq!(written(short.clone(), "a\nb"), Err(Fault::BadCharacters));
    assert_eq!(written(short, "  "), Ok(String::new()));
    let long = field("a", Kind::LongText);
    assert_eq!(written(long.clone(), "a\r\nb"), Ok("a\nb".into()));
    assert_eq!(
        written(long.clone(), &"あ".repeat(4_001)),
        Err(Fault::TooLong(4_000))
    );
    assert_eq!(written(long, "a\0b"), Err(Fault::BadCharacters));
    let mut code = field("a", Kind::Text);
    code.pattern = r"[A-Z]\d{4}".into();
    assert_eq!(written(code.clone(), "A1234"), Ok("A1234".into()));
    assert_eq!(written(code, "A12"), Err(Fault::NotPattern));
    assert_eq!(
        of(field("a", Kind::Text), Value::Yes(true)),
        Err(Fault::WrongType)
    );
}

#[test]
fn addresses_and_telephone_numbers() {
    let mail = field("a", Kind::Email);
    assert_eq!(
        written(mail.clone(), "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ"),
        Ok("hanako@example.co.jp".into())
    );
    for wrong in [
        "a",
        "@b.jp",
        "a@",
        "a@b",
        "a b@c.jp",
        "a@b..jp",
        "a@-b.jp",
        "a..b@c.jp",
        ".a@c.jp",
        "a@b.jp\nBcc: x@y.jp",
        "a@b.jp,c@d.jp",
        "<a@b.jp>",
        "あ@b.jp",
    ] {
        assert!(written(mail.clone(), wrong).is_err(), "{wrong}");
        assert!(!is_mail(wrong), "{wrong}");
    }
    let phone = field("a", Kind::Phone);
    assert_eq!(
        written(phone.clone(), "０３ー１２３４−５６７８"),
        Ok("03-1234-5678".into())
    );
    assert_eq!(written(phone.clone(), "1234"), Ok("1234".into()), "an extension");
    assert_eq!(
        written(phone.clone(), "+81 (0)3-1234"),
        Ok("+81 (0)3-1234".into())
    );
    assert_eq!(written(phone.clone(), "なし"), Err(Fault::NotPhone));
    assert_eq!(written(phone, "12"), Err(Fault::NotPhone));
}

#[test]
fn numbers_are_exact() {
    let mut any = field("a", Kind::Number);
    any.decimals = 4;
    for (given, kept) in [
        ("１，２３４．５０", "1234.5"),
        ("-0", "0"),
        ("+7", "7"),
        ("007", "7"),
        ("−0.05", "-0.05"),
        ("3.", "3"),
        ("1000000000000", "1000000000000"),
    ] {
        assert_eq!(written(any.clone(), given), Ok(kept.into()), "{given}");
    }
    for wrong in ["a", "1e3", ".5", "--1", "1.2.3", "1 2", "0x10", "-", "٣"] {
        assert_eq!(written(any.clone(), wrong), Err(Fault::NotNumber), "{wrong}");
    }
    assert_eq!(written(any.clone(), "0.00001"), Err(Fault::Decimals(4)));
    let range = Fault::OutOfRange(-limits::NUMBER, limits::NUMBER);
    assert_eq!(written(any.clone(), "1000000000000.1"), Err(range));
    (any.decimals, any.least, any.most) = (0, Some(1), Some(20));
    assert_eq!(written(any.clone(), "1.5"), Err(Fault::Decimals(0)));
    assert_eq!(written(any.clone(), "0"), Err(Fault::AtLeast(1)));
    assert_eq!(written(any.clone(), "21"), Err(Fault::AtMost(20)));
    assert_eq!(written(any, "20.0"), Ok("20".into()));
}

#[test]
fn days_have_limits_that_may_move_with_today() {
    let mut day = field("a", Kind::Date);
    (day.least, day.most) = (Some(0), Some(20_270_331));
    assert_eq!(
        written(day.clone(), "２０２６／１２／１"),
        Ok("2026-12-01".into())
    );
    let early = written(day.clone(), "2026-11-30").unwrap_err();
    assert_eq!(early, Fault::TooEarly(today().0));
    assert_eq!(
        sentence(early, Lang::Ja).unwrap(),
        "2026-12-01 以降の日付にしてください。"
    );
    let late = written(day.clone(), "2027-04-01").unwrap_err();
    assert_eq!(sentence(late, Lang::En).unwrap(), "Not after 2027-03-31, please.");
    assert_eq!(written(day, "tomorrow"), Err(Fault::NotDate));
}

#[test]
fn choices_are_those_of_the_form() {
    let mut one = choice("a", Kind::Choice, &["pc", "phone"]);
    assert_eq!(written(one.clone(), "pc"), Ok("pc".into()));
    assert_eq!(written(one.clone(), "tablet"), Err(Fault::Unknown));
    one.other = true;
    assert_eq!(written(one.clone(), "tablet"), Ok("tablet".into()));
    assert_eq!(written(one, &"x".repeat(101)), Err(Fault::TooLong(100)));
    let mut some = choice("a", Kind::Choices, &["a", "b", "c"]);
    some.most = Some(2);
    let chosen = |field: &Field, all: &[&str]| {
        let all = all.iter().map(|one| (*one).to_owned()).collect();
        of(field.clone(), Value::Choices(all)).map(|kept| match kept {
            Some(Value::Choices(kept)) => kept.join(","),
            other => format!("{other:?}"),
        })
    };
    assert_eq!(
        chosen(&some, &["c", "a"]),
        Ok("a,c".into()),
        "in the order of the form"
    );
    assert_eq!(chosen(&some, &["a", "a"]), Err(Fault::Taken));
    assert_eq!(chosen(&some, &["a", "b", "c"]), Err(Fault::TooLong(2)));
    assert_eq!(chosen(&some, &["d"]), Err(Fault::Unknown));
    some.other = true;
    assert_eq!(chosen(&some, &["d", "a"]), Ok("a,d".into()));
    assert_eq!(
        chosen(&some, &["d", "e"]),
        Err(Fault::Unknown),
        "one of one's own"
    );
    some.least = Some(2);
    assert_eq!(chosen(&some, &["a"]), Err(Fault::TooFew(2)));
    assert_eq!(chosen(&some, &[""]), Ok("None".into()));
}

#[test]
fn scales_consents_and_files() {
    let scale = |kind, place| of(field("a", kind), Value::Scale(place));
    assert_eq!(scale(Kind::Nps, 0), Ok(Some(Value::Scale(0))));
    assert_eq!(scale(Kind::Nps, 11), Err(Fault::OutOfRange(0, 10)));
    assert_eq!(scale(Kind::Stars, 0), Err(Fault::OutOfRange(1, 5)));
    assert_eq!(scale(Kind::Faces, 5), Ok(Some(Value::Scale(5))));
    assert_eq!(scale(Kind::Text, 5), Err(Fault::WrongType));
    let consent = Field {
        required: true,
        ..field("a", Kind::Consent)
    };
    assert_eq!(of(consent.clone(), Value::Yes(false)), Err(Fault::NotAgreed));
    assert_eq!(of(consent.clone(), Value::Yes(true)), Ok(Some(Value::Yes(true))));
    assert_eq!(
        judge(&form(vec![consent]), &[], today()),
        Err(vec![("a".into(), Fault::NotAgreed)])
    );
    let id = Uuid::from_u128;
    let mut file = field("a", Kind::File);
    let files =
        |field: &Field, ids: std::ops::Range<u128>| of(field.clone(), Value::Files(ids.map(id).collect()));
    assert!(files(&file, 0..10).is_ok());
    let twice = Value::Files(vec![id(1), id(1)]);
    assert_eq!(of(file.clone(), twice), Err(Fault::Taken));
    (file.least, file.most) = (Some(2), Some(3));
    assert_eq!(files(&file, 0..4), Err(Fault::TooLong(3)));
    assert_eq!(files(&file, 0..1), Err(Fault::TooFew(2)));
    let two = form(vec![field("a", Kind::File), field("b", Kind::File)]);
    let six = |key, from: u128| answer(key, Value::Files((from..from + 6).map(id).collect()));
    assert_eq!(
        judge(&two, &[six("a", 0), six("b", 6)], today()),
        Err(vec![("answers".into(), Fault::TooLong(10))])
    );
}

#[test]
fn what_was_not_asked_is_refused_with_its_name() {
    let mut both = form(vec![field("a", Kind::Text), field("h", Kind::Heading)]);
    both.pages[0].fields[0].required = true;
    let given = [text("b", "x"), text("h", "x"), text("a", "1"), text("a", "2")];
    assert_eq!(
        judge(&both, &given, today()),
        Err(vec![
            ("b".into(), Fault::Unknown),
            ("h".into(), Fault::Unknown),
            ("a".into(), Fault::Taken),
        ])
    );
    assert_eq!(
        judge(&both, &[], today()),
        Err(vec![("a".into(), Fault::Required)])
    );
    let much = vec![text("a", "x"); limits::FIELDS + 1];
    let faults = judge(&both, &much, today()).unwrap_err();
    assert_eq!(faults[0], ("answers".into(), Fault::TooLong(100)));
    let long = (0..6).map(|n| field(&format!("f{n}"), Kind::LongText));
    let mut long = form(long.collect());
    for field in &mut long.pages[0].fields {
        field.most = Some(10_000);
    }
    let given: Vec<_> = (0..6)
        .map(|n| text(&format!("f{n}"), &"字".repeat(9_000)))
        .collect();
    assert_eq!(
        judge(&long, &given, today()),
        Err(vec![("answers".into(), Fault::TooLong(50_000))])
    );
}

#[test]
fn an_answer_that_is_not_shown_does_not_count() {
    let mut form = form(vec![
        choice("kind", Kind::Choice, &["pc", "other"]),
        field("model", Kind::Text),
        field("colour", Kind::Text),
    ]);
    form.pages[0].fields[1].show_if = Some(when("kind", Is::Equal, "pc"));
    form.pages[0].fields[1].required = true;
    form.pages[0].fields[2].show_if = Some(when("model", Is::Answered, ""));
    assert_eq!(places(&form), []);
    let given = [
        text("kind", "other"),
        text("model", "X1"),
        text("colour", "black"),
    ];
    assert_eq!(judge(&form, &given, today()), Ok(vec![text("kind", "other")]));
    assert_eq!(shown(&form, &given), [true, false, false]);
    let given = [text("kind", "pc"), text("model", " X1 "), text("colour", "black")];
    assert_eq!(judge(&form, &given, today()).unwrap().len(), 3);
    assert_eq!(shown(&form, &given[..1]), [true, true, false]);
    assert_eq!(
        judge(&form, &given[..1], today()),
        Err(vec![("model".into(), Fault::Required)])
    );
}

#[test]
fn conditions_ask_for_every_kind() {
    let asked = vec![
        field("t", Kind::Text),
        field("n", Kind::Number),
        choice("c", Kind::Choices, &["a", "b"]),
        field("y", Kind::YesNo),
        field("s", Kind::Nps),
    ];
    let given = [
        text("t", "VPN の設定"),
        text("n", "3.0"),
        answer("c", Value::Choices(vec!["b".into()])),
        answer("y", Value::Yes(false)),
        answer("s", Value::Scale(6)),
    ];
    let is_shown = |given: &[Answer], condition: Option<Condition>| {
        let mut all = asked.clone();
        all.push(Field {
            show_if: condition,
            ..field("x", Kind::Text)
        });
        let all = form(all);
        assert_eq!(places(&all), []);
        *shown(&all, given).last().unwrap()
    };
    for (key, is, value, wanted) in [
        ("t", Is::Containing, "VPN", true),
        ("t", Is::Equal, "VPN", false),
        ("n", Is::Equal, "3", true),
        ("n", Is::NotEqual, "3.00", false),
        ("c", Is::Equal, "b", true),
        ("c", Is::NotEqual, "a", true),
        ("y", Is::Equal, "no", true),
        ("s", Is::Equal, "6", true),
        ("s", Is::NotAnswered, "", false),
    ] {
        assert_eq!(
            is_shown(&given, Some(when(key, is, value))),
            wanted,
            "{key} {is:?} {value}"
        );
        let without = is_shown(&[], Some(when(key, is, value)));
        assert_eq!(
            without,
            matches!(is, Is::NotEqual | Is::NotAnswered),
            "{key} {is:?}"
        );
    }
    let mut both = when("t", Is::Equal, "x");
    both.tests.extend(when("y", Is::Equal, "no").tests);
    assert!(!is_shown(&given, Some(both.clone())));
    both.any = true;
    assert!(is_shown(&given, Some(both)));
}

#[test]
fn what_is_known_is_filled_in() {
    let mut all = form(vec![
        field("name", Kind::Text),
        field("mail", Kind::Email),
        choice("place", Kind::Choice, &["tokyo", "osaka"]),
        field("day", Kind::Date),
        field("ok", Kind::YesNo),
        field("n", Kind::Nps),
    ]);
    let fields = &mut all.pages[0].fields;
    fields[0].default_from = "name".into();
    fields[1].default_from = "email".into();
    fields[1].default = "info@example.co.jp".into();
    fields[2].default_from = "branch".into();
    fields[3].default = "2026-12-24".into();
    fields[3].least = Some(20_270_101);
    fields[4].default = "yes".into();
    fields[5].default = "7".into();
    assert_eq!(places(&all), []);
    let known = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let found = defaults(
        &all,
        &[
            known("name", "鈴木"),
            known("name", "佐藤"),
            known("branch", "nagoya"),
        ],
    );
    assert_eq!(
        found,
        [
            text("name", "鈴木"),
            text("mail", "info@example.co.jp"),
            text("day", "2026-12-24"),
            answer("ok", Value::Yes(true)),
            answer("n", Value::Scale(7)),
        ]
    );
    assert_eq!(address(&all, &found), Some("info@example.co.jp"));
}

#[test]
fn a_check_names_each_place() {
    let mut bad = form(vec![
        field("A b", Kind::Text),
        field("ok", Kind::Heading),
        field("ok", Kind::Nps),
        choice("c", Kind::Choice, &["x", "x", ""]),
        field("l", Kind::Text),
        field("last", Kind::Consent),
    ]);
    bad.name = Localised::default();
    let fields = &mut bad.pages[0].fields;
    fields[0].pattern = "(a".into();
    fields[0].show_if = Some(when("last", Is::Equal, "yes"));
    fields[1].required = true;
    fields[2].most = Some(3);
    fields[2].label = Localised::default();
    fields[3].default = "z".into();
    (fields[4].least, fields[4].most) = (Some(5), Some(4));
    fields[4].show_if = Some(when("c", Is::Equal, "nothing"));
    fields[5].default = "yes".into();
    fields[5].show_if = Some(when("nobody", Is::Equal, "yes"));
    bad.pages.push(Page::default());
    let at = |place: &str| format!("pages.0.fields.{place}");
    assert_eq!(
        places(&bad),
        [
            ("name.ja".into(), Fault::Required),
            (at("0.key"), Fault::NotKey),
            (at("0.pattern"), Fault::BadPattern),
            (at("0.show_if.tests.0.field"), Fault::LooksAhead),
            (at("1.required"), Fault::NotHere),
            (at("2.key"), Fault::Taken),
            (at("2.label.ja"), Fault::Required),
            (at("2.most"), Fault::NotHere),
            (at("3.choices.1.value"), Fault::Taken),
            (at("3.choices.2.value"), Fault::Required),
            (at("3.choices.2.label.ja"), Fault::Required),
            (at("3.default"), Fault::WrongType),
            (at("4.most"), Fault::AtLeast(5)),
            (at("4.show_if.tests.0.value"), Fault::Unknown),
            (at("5.default"), Fault::NotHere),
            (at("5.show_if.tests.0.field"), Fault::Unknown),
            ("pages.1.fields".into(), Fault::Required),
        ]
    );
    let found = check(&bad, Purpose::Inquiry, Lang::En);
    assert!(
        found[3].message.starts_with("Field “A b”: "),
        "{}",
        found[3].message
    );
}

#[test]
fn sizes_are_limited() {
    let many = (0..=limits::FIELDS).map(|n| field(&format!("f{n}"), Kind::Text));
    assert_eq!(
        places(&form(many.collect())),
        [("pages".to_owned(), Fault::TooLong(100))]
    );
    let mut pages = form(vec![field("a", Kind::Text)]);
    pages.pages = vec![pages.pages[0].clone(); limits::PAGES + 1];
    assert_eq!(places(&pages), [("pages".to_owned(), Fault::TooLong(20))]);
    assert_eq!(
        places(&form(vec![field("h", Kind::Heading)])),
        [("pages".to_owned(), Fault::Required)]
    );
    let help = |n| Field {
        help: Localised::new("長".repeat(1_000), "l".repeat(1_000)),
        ..field(&format!("f{n}"), Kind::Text)
    };
    assert_eq!(
        places(&form((0..60).map(help).collect())),
        [("pages".to_owned(), Fault::TooLong(100_000))]
    );
    let found = check(&form(vec![field("a", Kind::Text)]), Purpose::Survey, Lang::Ja);
    assert!(
        found[0].warning && found.len() == 1,
        "a survey that nobody can count"
    );
}

#[test]
fn a_form_goes_through_json_and_through_the_wire_alike() {
    let mut some = form(vec![
        choice("c", Kind::Choices, &["a", "b"]),
        field("d", Kind::Date),
    ]);
    some.pages[0].fields[1].show_if = Some(when("c", Is::Equal, "a"));
    some.pages[0].fields[1].least = Some(-3);
    let json = serde_json::to_string(&some).unwrap();
    assert_eq!(serde_json::from_str::<Form>(&json).unwrap(), some);
    let spoken = some.speak(Lang::En);
    let bytes = crate::codec::encode(&spoken);
    assert_eq!(crate::codec::decode::<Form<String>>(&bytes).unwrap(), spoken);
    // What a person writes by hand may leave out what it does not use.
    let short =
        r#"{"name":{"ja":"名"},"pages":[{"fields":[{"key":"a","kind":"long_text","label":{"ja":"問"}}]}]}"#;
    assert_eq!(places(&serde_json::from_str(short).unwrap()), []);
    assert!(serde_json::from_str::<Form>(&short.replace("long_text", "essay")).is_err());
    assert!(serde_json::from_str::<Form>(&short.replace("\"kind\"", "\"sort\"")).is_err());
}

#[test]
fn each_fault_of_an_answer_has_a_sentence_in_both_languages() {
    for fault in [
        Fault::Required,
        Fault::TooLong(3),
        Fault::TooShort(3),
        Fault::TooFew(3),
        Fault::OutOfRange(1, 5),
        Fault::Taken,
        Fault::Unknown,
        Fault::NotMail,
        Fault::NotDate,
        Fault::BadCharacters,
        Fault::NotNumber,
        Fault::Decimals(0),
        Fault::Decimals(2),
        Fault::AtLeast(1),
        Fault::AtMost(1),
        Fault::TooEarly(0),
        Fault::TooLate(0),
        Fault::NotPhone,
        Fault::NotPattern,
        Fault::NotAgreed,
        Fault::WrongType,
    ] {
        let [ja, en] = [Lang::Ja, Lang::En].map(|lang| sentence(fault, lang).unwrap());
        assert!(ja.ends_with('。') && en.ends_with('.'), "{fault:?}");
        assert_eq!(fault.message(Lang::Ja), ja);
    }
}

/// Any form of up to eight fields whose keys and conditions may be wrong.
fn forms() -> impl Strategy<Value = Form> {
    let keys = || select(vec!["a", "b", "c", "d", "e", "f", "g", "h", "", "Bad"]);
    let condition = (keys(), 0_usize..5, select(vec!["", "a", "yes", "3", "x"]));
    let one = (
        keys(),
        select(Kind::ALL.to_vec()),
        any::<[bool; 3]>(),
        option::of(condition),
        -2_i64..6,
    );
    vec(one, 1..8).prop_map(|all| {
        let fields = all
            .into_iter()
            .map(|(key, kind, [required, other, limited], condition, limit)| {
                let mut made = choice(key, kind, if kind.has_choices() { &["a", "x", "3"] } else { &[] });
                made.required = required && !matches!(kind, Kind::Hidden | Kind::Heading);
                made.other = other && kind.has_choices();
                made.least = limited.then_some(limit);
                made.show_if = condition.map(|(field, is, value)| {
                    let is = [
                        Is::Equal,
                        Is::NotEqual,
                        Is::Containing,
                        Is::Answered,
                        Is::NotAnswered,
                    ][is];
                    when(field, is, value)
                });
                made
            });
        form(fields.collect())
    })
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let texts = || {
        prop_oneof![
            select(vec![
                "a",
                "x",
                "3",
                "-1.50",
                "yes",
                "a@b.jp",
                "2026-12-31",
                "０３ー１２３４",
                "",
                " "
            ])
            .prop_map(str::to_owned),
            "\\PC{0,8}",
        ]
    };
    let value = prop_oneof![
        texts().prop_map(Value::Text),
        vec(texts(), 0..4).prop_map(Value::Choices),
        any::<bool>().prop_map(Value::Yes),
        vec((0_u128..4).prop_map(Uuid::from_u128), 0..4).prop_map(Value::Files),
        (0_u8..12).prop_map(Value::Scale),
    ];
    let key = select(vec!["a", "b", "c", "d", "e", "f", "g", "h", "zz"]);
    vec((key, value).prop_map(|(key, value)| answer(key, value)), 0..10)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_kept_is_shown_asked_and_kept_again(form in forms(), given in answers()) {
        let form = form.tidy();
        if places(&form).is_empty()
            && let Ok(kept) = judge(&form, &given, today())
        {
            prop_assert_eq!(judge(&form, &kept, today()), Ok(kept.clone()), "the same again");
            let visible = shown(&form, &kept);
            for (field, visible) in form.fields().zip(visible) {
                let answered = kept.iter().any(|answer| answer.key == field.key);
                prop_assert!(visible || !answered, "{} is not shown", &field.key);
                prop_assert!(answered || !visible || !field.required, "{} is required", &field.key);
            }
            let order: Vec<_> = form.fields().filter_map(|field| kept.iter().position(|answer| answer.key == field.key)).collect();
            prop_assert!(order.is_sorted());
            // A visitor's form judges as the help desk's.
            prop_assert_eq!(judge(&form.speak(Lang::En), &given, today()), Ok(kept));
        }
    }

    #[test]
    fn each_fault_names_a_field_or_all(form in forms(), given in answers()) {
        let form = form.tidy();
        prop_assert_eq!(form.tidy(), form.clone());
        if let Err(faults) = judge(&form, &given, today()) {
            prop_assert!(!faults.is_empty());
            for (name, fault) in faults {
                let known = name == "answers" || form.field(&name).is_some() || given.iter().any(|answer| answer.key == name);
                prop_assert!(known, "{name}");
                prop_assert!(sentence(fault, Lang::Ja).is_some(), "{fault:?}");
            }
        }
    }

    #[test]
    fn good_defaults_are_answers(form in forms(), default in select(vec!["a", "3", "yes", "2026-12-24", "a,x", "k@b.jp"])) {
        let mut form = form;
        for field in form.pages.iter_mut().flat_map(|page| &mut page.fields) {
            (field.default, field.show_if, field.required) = (default.to_owned(), None, false);
        }
        if places(&form).is_empty() {
            let filled = defaults(&form, &[]);
            let faults = judge(&form, &filled, today()).err().unwrap_or_default();
            prop_assert!(faults.iter().all(|(_, fault)| matches!(fault, Fault::TooEarly(_) | Fault::TooLate(_))), "{faults:?}");
        }
    }
}
