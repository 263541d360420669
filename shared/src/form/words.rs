//! What a form says by itself. A visitor's program gets these words with the form ([`all`]), in his language alone, so that
//! it carries none of them; the server and the admin have both languages.

use super::days::Day;
use crate::{api::problem::Fault, lang::Lang};

macro_rules! said {
    ($($(#[$doc:meta])* $name:ident $ja:literal $en:literal,)*) => {
        /// A word or a sentence of a form. `{}` stands for a number or a name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Said {
            $($(#[$doc])* $name,)*
        }

        const ALL: &[[&str; 2]] = &[$([$ja, $en]),*];
    };
}

said! {
    /// Beside what must be answered.
    Mandatory "必須" "Required",
    /// Goes to the next page.
    Next "次へ" "Next",
    /// Goes to the page before.
    Back "戻る" "Back",
    /// Sends the form.
    Send "送信する" "Send",
    /// While it is sent.
    Sending "送信しています…" "Sending…",
    /// Which page of how many it is.
    Pages "{} / {} ページ" "Page {} of {}",
    /// Above a page of which some fields are wrong.
    Check "入力内容を確認してください（{} 件）。" "Please check what is marked ({}).",
    /// It has arrived.
    Arrived "送信しました" "Sent",
    /// Its number.
    Number "受付番号" "Your number",
    /// After an inquiry.
    Thanks "お問い合わせありがとうございます。内容を確認して、担当者からご連絡します。" "Thank you. We will look into it and get back to you.",
    /// After a survey.
    ThanksSurvey "ご回答ありがとうございました。" "Thank you for your answer.",
    /// A mail with the number goes to the visitor.
    Mailed "受付番号を書いたメールをお送りします。" "A mail with your number is on its way.",
    /// Agrees to send the conversation along.
    Share "ここまでの会話も担当者に見せる" "Let the help desk see this conversation",
    /// What that means.
    ShareHelp "質問した内容が、このフォームと一緒に届きます。" "Your questions are sent along with this form.",
    /// Nothing is kept of who sends it.
    Anonymous "匿名で送信されます。お名前などは記録されません。" "This is sent anonymously: nothing of who you are is kept.",
    /// The server was not reached.
    Unsent "送信できませんでした。入力した内容は残っています。接続が戻ると自動でもう一度送信します。" "This could not be sent. What you wrote is still here, and is sent again when the connection is back.",
    /// Too much was sent.
    TooMany "続けて送信されたため、受け付けできませんでした。1 分ほど待ってから、もう一度送信してください。" "Too much was sent at once. Please wait a minute and send it again.",
    /// It was changed meanwhile.
    Changed "フォームを読み込み直しました。内容を確認して、もう一度送信してください。" "The form was loaded again. Please check it and send it once more.",
    /// It is closed.
    Gone "このフォームは受付を終了しました。" "This form is closed.",
    /// Sends it again.
    Again "もう一度送信する" "Send again",
    /// Yes.
    Yes "はい" "Yes",
    /// No.
    No "いいえ" "No",
    /// Something else than the choices.
    Other "その他" "Something else",
    /// What that is.
    OtherText "その他の内容" "What else",
    /// The first of a list to choose from.
    Choose "選択してください" "Please choose",
    /// Chooses files.
    Files "ファイルを選ぶ" "Choose files",
    /// How large files may be.
    FileRule "1 件 {} MB まで" "Up to {} MB each",
    /// A file is on its way; its name.
    Uploading "「{}」を送信しています" "“{}” is being sent",
    /// A file is there; its name.
    Uploaded "「{}」を添付しました" "“{}” is attached",
    /// Stops a file; its name.
    Cancel "「{}」の送信をやめる" "Stop sending “{}”",
    /// Takes a file away; its name.
    Remove "「{}」を外す" "Remove “{}”",
    /// A file did not arrive.
    NotUploaded "送信できませんでした。" "This could not be sent.",
    /// Tries it once more.
    Retry "もう一度試す" "Try again",
    /// A file is too large.
    TooLarge "{} MB 以下のファイルにしてください。" "Please choose a file of at most {} MB.",
    /// A file cannot be taken.
    BadFile "この種類のファイルは添付できません。" "Files of this kind cannot be attached.",
    /// Files are still on their way.
    FilesWait "ファイルの送信が終わるまでお待ちください。" "Please wait until the files are sent.",
    /// A place on a scale.
    Place "{} / {}" "{} of {}",
    /// The first face.
    Face1 "とても不満" "Very unhappy",
    /// The second.
    Face2 "不満" "Unhappy",
    /// The third.
    Face3 "どちらでもない" "Neither",
    /// The fourth.
    Face4 "満足" "Happy",
    /// The fifth.
    Face5 "とても満足" "Very happy",
    /// A survey may be left.
    NotNow "回答しない" "Not now",
    /// In the help desk's preview.
    Tried "プレビューのため、実際には送信されていません。" "This is a preview: nothing was sent.",
    /// [`Fault::Required`].
    Required "入力してください。" "This is required.",
    /// [`Fault::NotMail`].
    NotMail "メールアドレスの形式ではありません。" "This is not an e-mail address.",
    /// [`Fault::NotDate`].
    NotDate "2027-01-01 のような形の日付にしてください。" "Use dates such as 2027-01-01.",
    /// [`Fault::NotPhone`].
    NotPhone "電話番号の形式ではありません。" "This is not a telephone number.",
    /// [`Fault::NotNumber`].
    NotNumber "数字で入力してください。" "Please enter a number.",
    /// [`Fault::Decimals`] of none.
    Whole "整数で入力してください。" "Please enter a whole number.",
    /// [`Fault::NotPattern`].
    NotPattern "決められた形式と違います。" "This does not have the form that is wanted.",
    /// [`Fault::NotAgreed`].
    NotAgreed "送信するには同意が必要です。" "Please agree to this to go on.",
    /// [`Fault::WrongType`].
    WrongType "この欄の答えとして読み取れません。" "This cannot be read as an answer here.",
    /// [`Fault::Unknown`].
    Unknown "見つかりません。" "There is no such thing.",
    /// [`Fault::Taken`].
    Taken "すでに使われています。" "This is taken already.",
    /// [`Fault::BadCharacters`].
    BadCharacters "使えない文字が含まれています。" "It has characters that cannot be used here.",
    /// [`Fault::TooLong`].
    TooLong "{} 以内にしてください。" "At most {}, please.",
    /// [`Fault::TooShort`].
    TooShort "{} 文字以上にしてください。" "At least {} characters, please.",
    /// [`Fault::TooFew`].
    TooFew "{} 件以上にしてください。" "At least {}, please.",
    /// [`Fault::Decimals`].
    Decimals "小数点以下は {} 桁までにしてください。" "At most {} digits behind the point, please.",
    /// [`Fault::AtLeast`].
    AtLeast "{} 以上にしてください。" "At least {}, please.",
    /// [`Fault::AtMost`].
    AtMost "{} 以下にしてください。" "At most {}, please.",
    /// [`Fault::TooEarly`].
    TooEarly "{} 以降の日付にしてください。" "Not before {}, please.",
    /// [`Fault::TooLate`].
    TooLate "{} までの日付にしてください。" "Not after {}, please.",
    /// [`Fault::OutOfRange`].
    OutOfRange "{} から {} の間にしてください。" "Between {} and {}, please.",
}

/// All words for a reader of `lang`, in the order of [`Said`].
pub fn all(lang: Lang) -> Vec<String> {
    ALL.iter().map(|both| both[lang as usize].to_owned()).collect()
}

/// What is said for a fault of an answer, and what stands in its places; `None`: no fault of an answer.
pub fn said(fault: Fault) -> Option<(Said, Vec<String>)> {
    let number = |said, number: i64| Some((said, vec![number.to_string()]));
    let plain = match fault {
        Fault::Required => Said::Required,
        Fault::NotMail => Said::NotMail,
        Fault::NotDate => Said::NotDate,
        Fault::NotPhone => Said::NotPhone,
        Fault::NotNumber => Said::NotNumber,
        Fault::Decimals(0) => Said::Whole,
        Fault::NotPattern => Said::NotPattern,
        Fault::NotAgreed => Said::NotAgreed,
        Fault::WrongType => Said::WrongType,
        Fault::Unknown => Said::Unknown,
        Fault::Taken => Said::Taken,
        Fault::BadCharacters => Said::BadCharacters,
        Fault::TooLong(n) => return number(Said::TooLong, n.into()),
        Fault::TooShort(n) => return number(Said::TooShort, n.into()),
        Fault::TooFew(n) => return number(Said::TooFew, n.into()),
        Fault::Decimals(n) => return number(Said::Decimals, n.into()),
        Fault::AtLeast(n) => return number(Said::AtLeast, n),
        Fault::AtMost(n) => return number(Said::AtMost, n),
        Fault::TooEarly(day) => return Some((Said::TooEarly, vec![Day(day).text()])),
        Fault::TooLate(day) => return Some((Said::TooLate, vec![Day(day).text()])),
        Fault::OutOfRange(low, high) => {
            return Some((Said::OutOfRange, vec![low.to_string(), high.to_string()]));
        }
        _ => return None,
    };
    Some((plain, Vec::new()))
}

/// Puts values in the places of a text, in their order.
pub fn fill(text: &str, values: &[String]) -> String {
    let mut filled = String::new();
    let mut values = values.iter();
    for (at, part) in text.split('{').enumerate() {
        // By single characters: a search for a text weighs two kilobytes (wasm).
        match part.strip_prefix('}').filter(|_| at > 0) {
            Some(rest) => {
                filled.extend(values.next().map(String::as_str));
                filled.push_str(rest);
            }
            None => filled.push_str(part),
        }
    }
    filled
}

/// One sentence for a reader of `lang`; `None`: no fault of an answer.
pub fn sentence(fault: Fault, lang: Lang) -> Option<String> {
    let (said, values) = said(fault)?;
    Some(fill(ALL[said as usize][lang as usize], &values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_leave_the_same_places_open() {
        for [ja, en] in ALL {
            assert!(!ja.is_empty() && !en.is_empty());
            assert_eq!(ja.matches("{}").count(), en.matches("{}").count(), "{en}");
        }
        assert_eq!(ALL.len(), Said::OutOfRange as usize + 1);
        assert_eq!(all(Lang::En)[Said::Next as usize], "Next");
    }

    #[test]
    fn values_stand_in_their_places() {
        let two = ["1".to_owned(), "3".to_owned()];
        assert_eq!(fill("{} / {} ページ", &two), "1 / 3 ページ");
        assert_eq!(fill("none", &two), "none");
        assert_eq!(fill("{a} {}", &two), "a} 1");
        assert_eq!(
            sentence(Fault::TooEarly(0), Lang::En).as_deref(),
            Some("Not before 1970-01-01, please.")
        );
    }
}
