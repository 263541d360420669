//! What a visitor is told of an answer that was not accepted. Apart from the sentences of [`Fault::message`], which use
//! these: the widget needs no others.

use super::days::Day;
use crate::{api::problem::Fault, lang::Lang};

/// One sentence for a reader of `lang`; `None`: no fault of an answer.
pub fn sentence(fault: Fault, lang: Lang) -> Option<String> {
    let text = match fault {
        Fault::Required => lang.pick("入力してください。", "This is required."),
        Fault::NotMail => lang.pick(
            "メールアドレスの形式ではありません。",
            "This is not an e-mail address.",
        ),
        Fault::NotDate => lang.pick(
            "2027-01-01 のような形の日付にしてください。",
            "Use dates such as 2027-01-01.",
        ),
        Fault::NotPhone => lang.pick(
            "電話番号の形式ではありません。",
            "This is not a telephone number.",
        ),
        Fault::NotNumber => lang.pick("数字で入力してください。", "Please enter a number."),
        Fault::Decimals(0) => lang.pick("整数で入力してください。", "Please enter a whole number."),
        Fault::NotPattern => lang.pick(
            "決められた形式と違います。",
            "This does not have the form that is wanted.",
        ),
        Fault::NotAgreed => lang.pick("送信するには同意が必要です。", "Please agree to this to go on."),
        Fault::WrongType => lang.pick(
            "この欄の答えとして読み取れません。",
            "This cannot be read as an answer here.",
        ),
        Fault::Unknown => lang.pick("見つかりません。", "There is no such thing."),
        Fault::Taken => lang.pick("すでに使われています。", "This is taken already."),
        Fault::BadCharacters => lang.pick(
            "使えない文字が含まれています。",
            "It has characters that cannot be used here.",
        ),
        _ => return numbered(fault, lang),
    };
    Some(text.to_owned())
}

/// Those with a number: what stands before and behind it.
fn numbered(fault: Fault, lang: Lang) -> Option<String> {
    let (number, ja, en) = match fault {
        Fault::TooLong(n) => (
            n.to_string(),
            ["", " 以内にしてください。"],
            ["At most ", ", please."],
        ),
        Fault::TooShort(n) => (
            n.to_string(),
            ["", " 文字以上にしてください。"],
            ["At least ", " characters, please."],
        ),
        Fault::TooFew(n) => (
            n.to_string(),
            ["", " 件以上にしてください。"],
            ["At least ", ", please."],
        ),
        Fault::Decimals(n) => (
            n.to_string(),
            ["小数点以下は ", " 桁までにしてください。"],
            ["At most ", " digits behind the point, please."],
        ),
        Fault::AtLeast(n) => (
            n.to_string(),
            ["", " 以上にしてください。"],
            ["At least ", ", please."],
        ),
        Fault::AtMost(n) => (
            n.to_string(),
            ["", " 以下にしてください。"],
            ["At most ", ", please."],
        ),
        Fault::TooEarly(day) => (
            Day(day).to_string(),
            ["", " 以降の日付にしてください。"],
            ["Not before ", ", please."],
        ),
        Fault::TooLate(day) => (
            Day(day).to_string(),
            ["", " までの日付にしてください。"],
            ["Not after ", ", please."],
        ),
        Fault::OutOfRange(low, high) => {
            let (low, high) = (low.to_string(), high.to_string());
            return Some(match lang {
                Lang::Ja => [&low, " から ", &high, " の間にしてください。"].concat(),
                Lang::En => ["Between ", &low, " and ", &high, ", please."].concat(),
            });
        }
        _ => return None,
    };
    let around = match lang {
        Lang::Ja => ja,
        Lang::En => en,
    };
    Some([around[0], &number, around[1]].concat())
}
