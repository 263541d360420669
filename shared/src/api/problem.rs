//! What was wrong with a request, in a form that a program and a person can both read.

use super::workspaces::Quota;
use crate::{form, lang::Lang};
use serde::{Deserialize, Serialize};

/// An error as it leaves the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of error it is.
    pub code: ProblemCode,
    /// One sentence in the reader's language.
    pub message: String,
    /// The fields at fault, when there are any.
    #[serde(default)]
    pub fields: Vec<FieldProblem>,
}

/// One field that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's name as in the API, for example `title` or `contact.mail`.
    pub field: String,
    /// What is wrong with it.
    pub fault: Fault,
    /// `fault` as one sentence in the reader's language.
    pub message: String,
}

/// The kinds of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// Fields were not accepted. 422.
    Invalid,
    /// The request could not be read at all. 400.
    Malformed,
    /// Sign in first. 401.
    SignInRequired,
    /// Mail address or password is wrong. 401.
    SignInFailed,
    /// The password is right, and the second factor is needed. 401.
    SecondFactor,
    /// Prove once more who you are, then try again. 403.
    ProveAgain,
    /// The workspace demands a second factor that the user does not have yet. 403.
    FactorRequired,
    /// Signed in, but not allowed; or the request came from another site. 403.
    Forbidden,
    /// There is no such thing here. 404.
    NotFound,
    /// The route exists, the method does not. 405.
    MethodNotAllowed,
    /// Somebody else changed it meanwhile. 409.
    Conflict,
    /// The one-time link was used or is too old. 410.
    Gone,
    /// The body is too large. 413.
    TooLarge,
    /// Too many requests; `Retry-After` says when. 429.
    TooMany,
    /// Our fault; the log has more. 500.
    Internal,
    /// Busy or stopping; try again. 503.
    Unavailable,
    /// The caller's address is outside the ranges that are allowed. 403.
    OutsideNetwork,
    /// The widget is no page of its own. 403.
    FramedOnly,
    /// The workspace is suspended or has ended. 403.
    Suspended,
    /// The page was open for too long, or is none of ours. 428.
    NoVisit,
}

impl ProblemCode {
    /// The sentence that a reader of `lang` sees when nothing more exact is known.
    pub const fn message(self, lang: Lang) -> &'static str {
        match self {
            Self::Invalid => lang.pick("入力内容を確認してください。", "Please check what you entered."),
            Self::Malformed => lang.pick(
                "リクエストを読み取れませんでした。",
                "The request could not be read.",
            ),
            Self::SignInRequired => lang.pick("ログインしてください。", "Please sign in."),
            Self::SignInFailed => lang.pick(
                "メールアドレスまたはパスワードが違います。",
                "The e-mail address or the password is wrong.",
            ),
            Self::SecondFactor => lang.pick(
                "認証アプリに表示されている 6 桁のコードを入力してください。",
                "Please enter the six digits that your authenticator app shows.",
            ),
            Self::ProveAgain => lang.pick(
                "大切な操作です。続けるには、本人確認をしてください。",
                "This is a sensitive change. Please confirm that it is you.",
            ),
            Self::FactorRequired => lang.pick(
                "先に「アカウント」で二段階認証を設定してください。",
                "Please set up your second factor first, under “Account”.",
            ),
            Self::Forbidden => lang.pick(
                "この操作は許可されていません。",
                "You are not allowed to do this.",
            ),
            Self::NotFound => lang.pick("見つかりませんでした。", "Nothing was found here."),
            Self::MethodNotAllowed => lang.pick("この操作はできません。", "This cannot be done here."),
            Self::Conflict => lang.pick(
                "ほかの人が先に変更しました。最新の内容を確認してください。",
                "Someone else changed this first. Please look at the latest version.",
            ),
            Self::Gone => lang.pick(
                "このリンクは使用済みか、期限が切れています。",
                "This link has been used or has expired.",
            ),
            Self::TooLarge => lang.pick("データが大きすぎます。", "That is too large."),
            Self::TooMany => lang.pick(
                "回数が多すぎます。しばらく待ってからもう一度お試しください。",
                "Too many attempts. Please wait a little and try again.",
            ),
            Self::Internal => lang.pick(
                "サーバーで問題が起きました。時間をおいてもう一度お試しください。",
                "Something went wrong on the server. Please try again later.",
            ),
            Self::Unavailable => lang.pick(
                "ただいま混み合っています。もう一度お試しください。",
                "The server is busy. Please try again.",
            ),
            Self::Suspended => lang.pick(
                "このサービスは現在ご利用いただけません。管理者にお問い合わせください。",
                "This service is not available at present. Please ask whoever runs it.",
            ),
            Self::NoVisit => lang.pick("ページを読み込み直してください。", "Please reload the page."),
            Self::FramedOnly => lang.pick(
                "このチャットは、設置されている社内ページからご利用ください。",
                "Please use this chat from the intranet page that carries it.",
            ),
            Self::OutsideNetwork => lang.pick(
                "このネットワークからは利用できません。社内ネットワークや VPN につないでから、もう一度開いてください。",
                "This cannot be used from your network. Connect to your company's network or VPN, then try again.",
            ),
        }
    }
}

/// What can be wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It must not be empty.
    Required,
    /// At most so many characters (or items, or bytes).
    TooLong(u32),
    /// At least so many characters.
    TooShort(u32),
    /// At least so many items.
    TooFew(u32),
    /// Outside so much to so much.
    OutOfRange(i64, i64),
    /// Another one has it already.
    Taken,
    /// It names something that does not exist.
    Unknown,
    /// Not a mail address.
    NotMail,
    /// Not an http(s) address.
    NotUrl,
    /// Not an origin such as `https://intranet.example.co.jp`.
    NotOrigin,
    /// Not a colour such as `#0b6b5c`.
    NotColor,
    /// Not a file that can be used here, by its content.
    BadFile,
    /// Not a PNG, JPEG, WebP or GIF image.
    NotImage,
    /// An image that cannot be read.
    BadImage,
    /// An image of more than so many million pixels.
    TooManyPixels(u32),
    /// Something still uses it.
    InUse,
    /// The end lies before the start.
    EndsTooSoon,
    /// `{}` must stand in it so often.
    Blanks(u32),
    /// Characters that are not allowed here.
    BadCharacters,
    /// Too easy to guess.
    WeakPassword,
    /// The current password is wrong.
    WrongPassword,
    /// A category cannot lie within itself.
    Cycle,
    /// It still holds something.
    NotEmpty,
    /// The text's encoding could not be read.
    BadEncoding,
    /// An Excel workbook that cannot be read.
    BadWorkbook,
    /// The row has another number of cells than the header (the header's number).
    CellCount(u32),
    /// The same code stands in the file twice (the earlier row).
    Duplicate(u32),
    /// The same title stands in the file twice, and no code tells the rows apart (the earlier row).
    DuplicateTitle(u32),
    /// Several entries have this title, and no code says which is meant.
    SeveralTitled,
    /// The file has no header.
    NoHeader,
    /// The file has no such column.
    NoColumn,
    /// Two columns of the file mean the same.
    SameColumn,
    /// A quotation mark begins a cell and none ends it.
    OpenQuote,
    /// Outside the categories that the user may write in.
    NotYours,
    /// A workspace always has an owner who can sign in.
    LastOwner,
    /// Not a code of now, or used already.
    WrongCode,
    /// One cannot do this to oneself.
    Yourself,
    /// Only an owner can do this to an owner.
    OwnersOnly,
    /// Not a range of addresses such as `10.0.0.0/8`.
    NotRange,
    /// Whoever saves it would be shut out.
    ShutsYouOut,
    /// Not a day's hours such as `09:00-12:00, 13:00-17:30`.
    NotHours,
    /// Not a date such as `2027-01-01`.
    NotDate,
    /// Not a date and a time of day such as `2027-01-01 09:00`.
    NotMoment,
    /// A moment that has passed already.
    Passed,
    /// Without protection it may only stay on this machine.
    NotProtected,
    /// A scenario has no step of this name.
    NoStep,
    /// A scenario's step after which nothing follows, though it is no end.
    DeadEnd,
    /// Steps of a scenario that go round in a circle for ever.
    NoExit,
    /// A scenario's step that nothing leads to.
    Unreachable,
    /// It does not belong to a step, or a field, of this kind.
    NotHere,
    /// There is no such entry.
    NoEntry,
    /// The entry is not published.
    HiddenEntry,
    /// There is no such form.
    NoForm,
    /// A row that belongs to a step or a scenario stands before it.
    NoParent,
    /// The text is not the JSON that is wanted here.
    NotJson,
    /// The workspace has as much of it as it may.
    Quota(Quota, u64),
    /// So many pinned questions would not find any more what they must; publishing needs a reason.
    Pinned(u32),
    /// Only somebody else can publish it, by his approval.
    NeedsApproval,
    /// Nobody approves what he wrote himself.
    OwnWork,
    /// Not a host name such as `faq.example.co.jp`.
    NotHost,
    /// Not a number.
    NotNumber,
    /// A number with more digits behind the point than these.
    Decimals(u8),
    /// A number that is less than this.
    AtLeast(i64),
    /// A number that is more than this.
    AtMost(i64),
    /// A day before this one, counted from 1970-01-01.
    TooEarly(i64),
    /// A day after this one, counted from 1970-01-01.
    TooLate(i64),
    /// Not a telephone number.
    NotPhone,
    /// A text that does not look as the form wants it.
    NotPattern,
    /// What must be agreed to was not.
    NotAgreed,
    /// An answer of another kind than its field's.
    WrongType,
    /// Not a pattern that can be used.
    BadPattern,
    /// A condition that asks for an answer which is given later.
    LooksAhead,
    /// Not a name of lower-case letters, digits, `_` and `-`.
    NotKey,
    /// A placeholder that is not known here.
    BadPlaceholder,
    /// There is no room for more files.
    NoRoom,
    /// An address without encryption.
    NotHttps,
    /// Something that stays as it was made.
    Fixed,
}

impl Fault {
    /// One sentence for a reader of `lang`.
    pub fn message(self, lang: Lang) -> String {
        let ja_en = |ja: &str, en: &str| lang.pick(ja, en).to_owned();
        if let Some(sentence) = form::words::sentence(self, lang) {
            return sentence;
        }
        match self {
            // Said above.
            Self::Required
            | Self::TooLong(_)
            | Self::TooShort(_)
            | Self::TooFew(_)
            | Self::OutOfRange(..)
            | Self::Taken
            | Self::Unknown
            | Self::NotMail
            | Self::NotDate
            | Self::BadCharacters
            | Self::NotNumber
            | Self::Decimals(_)
            | Self::AtLeast(_)
            | Self::AtMost(_)
            | Self::TooEarly(_)
            | Self::TooLate(_)
            | Self::NotPhone
            | Self::NotPattern
            | Self::NotAgreed
            | Self::WrongType => String::new(),
            Self::BadPattern => ja_en(
                "この書き方の形式は使えません（例: [A-Z]{2}\\d{4}）。",
                "This pattern cannot be used (an example: [A-Z]{2}\\d{4}).",
            ),
            Self::LooksAhead => ja_en(
                "この欄より前にある欄を指定してください。",
                "Only a field that stands before this one can be asked.",
            ),
            Self::NotKey => ja_en(
                "半角の英小文字で始め、英小文字・数字・_・- だけにしてください。",
                "Begin with a lower-case letter and use lower-case letters, digits, _ and - alone.",
            ),
            Self::NoRoom => ja_en(
                "ファイルの保存先がいっぱいです。管理者に連絡してください。",
                "There is no room for more files. Please tell an administrator.",
            ),
            Self::Fixed => ja_en(
                "あとから変えることはできません。",
                "This cannot be changed later.",
            ),
            Self::NotHttps => ja_en(
                "https:// で始まるアドレスにしてください（暗号化しない接続は、運用担当者が webhooks.allow で許可した場合だけ使えます）。",
                "The address must start with https:// (without encryption it can be used where an operator allows it by webhooks.allow).",
            ),
            Self::BadPlaceholder => ja_en(
                "ここでは使えない差し込み { } があります。",
                "Something in braces { } cannot be filled in here.",
            ),
            Self::NotUrl => ja_en(
                "http:// または https:// で始まるアドレスにしてください。",
                "The address must start with http:// or https://.",
            ),
            Self::NotOrigin => ja_en(
                "https://intranet.example.co.jp のような形にしてください（パスは不要です）。",
                "Use the form https://intranet.example.co.jp, without a path.",
            ),
            Self::NotColor => ja_en(
                "#0b6b5c のような形の色にしてください。",
                "Use a colour such as #0b6b5c.",
            ),
            Self::BadFile => ja_en(
                "この種類のファイルは使えません。画像（PNG、JPEG、WebP、GIF）、PDF、Word、Excel、PowerPoint（マクロなし）、テキスト、CSV が使えます。",
                "This kind of file cannot be used. Use an image (PNG, JPEG, WebP, GIF), PDF, Word, Excel or PowerPoint without macros, plain text or CSV.",
            ),
            Self::NotImage => ja_en(
                "PNG、JPEG、WebP、GIF の画像にしてください（SVG は使えません）。",
                "Use a PNG, JPEG, WebP or GIF image (SVG is not accepted).",
            ),
            Self::BadImage => ja_en(
                "画像を読み取れませんでした。ファイルが壊れているかもしれません。",
                "The image could not be read. The file may be damaged.",
            ),
            Self::TooManyPixels(n) => match lang {
                Lang::Ja => format!("画像が大きすぎます。{n}00 万画素以内にしてください。"),
                Lang::En => format!("The image is too large: at most {n} million pixels, please."),
            },
            Self::InUse => ja_en(
                "使われているので削除できません。先に使っているところから外してください。",
                "This is still in use. Please remove it there first.",
            ),
            Self::EndsTooSoon => ja_en(
                "終わりは始まりより後にしてください。",
                "The end must be later than the start.",
            ),
            Self::Blanks(0) => ja_en("ここでは {} は使えません。", "{} cannot stand here."),
            Self::Blanks(n) => match lang {
                Lang::Ja => format!("{{}} を {n} つ入れてください（数や名前が入ります）。"),
                Lang::En => format!("Use {{}} {n} time(s): a number or a name goes there."),
            },
            Self::WeakPassword => ja_en(
                "推測されやすいパスワードです。別のものにしてください。",
                "This password is too easy to guess. Please choose another.",
            ),
            Self::WrongPassword => ja_en("現在のパスワードが違います。", "The current password is wrong."),
            Self::Cycle => ja_en(
                "自分の下には移動できません。",
                "A category cannot be moved below itself.",
            ),
            Self::NotEmpty => ja_en(
                "中に項目が残っています。先に移動してください。",
                "It still has items. Please move them first.",
            ),
            Self::BadEncoding => ja_en(
                "文字コードを読み取れませんでした（UTF-8、Shift_JIS、UTF-16 が使えます）。",
                "The text encoding could not be read (use UTF-8, Shift_JIS or UTF-16).",
            ),
            Self::BadWorkbook => ja_en(
                "Excel ファイルを読み取れませんでした。パスワードを外して .xlsx 形式で保存し直すか、CSV にしてください（壊れているか、大きすぎることもあります）。",
                "The Excel file could not be read. Please save it again as .xlsx without a password, or as CSV (it may also be damaged or too large).",
            ),
            Self::CellCount(n) => match lang {
                Lang::Ja => format!("列の数が見出し（{n} 列）と違います。"),
                Lang::En => format!("The number of cells differs from the header's {n}."),
            },
            Self::Duplicate(row) => match lang {
                Lang::Ja => format!("{row} 行目と同じ ID です。"),
                Lang::En => format!("The same ID as in row {row}."),
            },
            Self::DuplicateTitle(row) => match lang {
                Lang::Ja => format!("{row} 行目と同じ質問です。どちらかを直すか、ID を付けてください。"),
                Lang::En => {
                    format!("The same question as in row {row}. Change one of them, or give them IDs.")
                }
            },
            Self::SeveralTitled => ja_en(
                "このタイトルの FAQ が複数あります。どれのことか、ID を付けてください。",
                "Several entries have this title. Please give the ID of the one that is meant.",
            ),
            Self::NoHeader => ja_en("見出しの行がありません。", "There is no header row."),
            Self::NoColumn => ja_en("この列がありません。", "This column is missing."),
            Self::SameColumn => ja_en(
                "同じ意味の列が 2 つあります。",
                "There are two columns of this meaning.",
            ),
            Self::NotYours => ja_en(
                "担当カテゴリーの外です。担当のカテゴリーを選んでください。",
                "This is outside your categories. Please choose one of yours.",
            ),
            Self::LastOwner => ja_en(
                "ログインできるオーナーが 1 人は必要です。先にほかの人をオーナーにしてください。",
                "There must be an owner who can sign in. Make somebody else an owner first.",
            ),
            Self::WrongCode => ja_en(
                "コードが違うか、使用済みです。アプリに新しく表示されたコードを入力してください。",
                "This code is wrong or was used. Please enter the one that the app shows now.",
            ),
            Self::Yourself => ja_en(
                "自分自身には行えません。ほかの管理者に頼んでください。",
                "You cannot do this to yourself. Please ask another administrator.",
            ),
            Self::OwnersOnly => ja_en(
                "オーナーの追加や変更は、オーナーだけができます。",
                "Only an owner can make or change an owner.",
            ),
            Self::NotRange => ja_en(
                "192.0.2.7、10.0.0.0/8、2001:db8::/32 のような形にしてください。",
                "Use the form 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.",
            ),
            Self::ShutsYouOut => ja_en(
                "いまお使いのアドレスが含まれていません。このまま保存すると、管理画面を使えなくなります。",
                "Your own address is not among them: you could no longer use the admin screens.",
            ),
            Self::NotHours => ja_en(
                "09:00-12:00, 13:00-17:30 のような形にしてください。",
                "Use the form 09:00-12:00, 13:00-17:30.",
            ),
            Self::NotMoment => ja_en(
                "2027-01-01 09:00 のような形の日時にしてください。",
                "Use a date and a time such as 2027-01-01 09:00.",
            ),
            Self::Passed => ja_en(
                "すでに過ぎています。これから先の日時にしてください。",
                "This has passed already. Please choose a later time.",
            ),
            Self::NotProtected => ja_en(
                "暗号化しない接続は、Kotae と同じコンピューターで動いているサーバー（localhost）だけに使えます。",
                "Without encryption the server must be on the same machine (localhost).",
            ),
            Self::NoStep => ja_en("このステップはありません。", "There is no such step."),
            Self::DeadEnd => ja_en(
                "行き止まりです。次のステップを指定するか、終了のステップにしてください。",
                "This is a dead end. Name the next step, or make this one an end.",
            ),
            Self::NoExit => ja_en(
                "ここからは、どう進んでも終了にたどり着けません。",
                "From here no way leads to an end.",
            ),
            Self::Unreachable => ja_en(
                "このステップには、どこからもたどり着けません。",
                "Nothing leads to this step.",
            ),
            Self::NotHere => ja_en(
                "この種類では使いません。空にしてください。",
                "One of this kind has none. Please leave it empty.",
            ),
            Self::NoEntry => ja_en("この FAQ はありません。", "There is no such entry."),
            Self::HiddenEntry => ja_en(
                "この FAQ は公開されません。公開されるまで、このシナリオも表示されません。",
                "This entry is not published. Until it is, visitors do not get this scenario.",
            ),
            Self::NoForm => ja_en("このフォームはありません。", "There is no such form."),
            Self::NoParent => ja_en(
                "この行の前に、シナリオ名やステップの行がありません。",
                "No row before this one names its scenario or its step.",
            ),
            Self::Quota(quota, limit) => {
                let name = quota.name(lang);
                match lang {
                    Lang::Ja => format!(
                        "契約の上限（{name}: {limit}）に達しているため、追加できません。不要なものを削除するか、契約の変更をご相談ください。"
                    ),
                    Lang::En => format!(
                        "The limit of this workspace is reached ({name}: {limit}), so nothing was added. Delete what is not needed, or ask for a larger limit."
                    ),
                }
            }
            Self::Pinned(n) => match lang {
                Lang::Ja => format!(
                    "固定した質問 {n} 件が、決めたとおりの結果になりません。直すか、このまま公開する理由を入力してください。"
                ),
                Lang::En => format!(
                    "{n} pinned question(s) would not find what they must. Mend them, or say why this is published nevertheless."
                ),
            },
            Self::NeedsApproval => ja_en(
                "公開するには、ほかの人の承認が必要です。「レビューを依頼する」を使ってください。",
                "Publishing needs the approval of somebody else. Please ask for a review.",
            ),
            Self::OwnWork => ja_en(
                "自分で書いた内容は承認できません。ほかの承認者に頼んでください。",
                "Nobody approves what he wrote himself. Please ask another approver.",
            ),
            Self::NotHost => ja_en(
                "faq.example.co.jp のようなホスト名にしてください（https:// やポートは不要です）。",
                "Use a host name such as faq.example.co.jp, without https:// and port.",
            ),
            Self::NotJson => ja_en(
                "シナリオの JSON として読み取れませんでした。",
                "This could not be read as the JSON of scenarios.",
            ),
            Self::OpenQuote => ja_en(
                "引用符（\"）が閉じられていません。",
                "A quotation mark (\") is not closed.",
            ),
        }
    }
}

impl Problem {
    /// A problem without fields.
    pub fn new(code: ProblemCode, lang: Lang) -> Self {
        Self {
            code,
            message: code.message(lang).to_owned(),
            fields: Vec::new(),
        }
    }

    /// A problem with the fields at fault.
    pub fn invalid(faults: &[(String, Fault)], lang: Lang) -> Self {
        let fields = faults
            .iter()
            .map(|(field, fault)| FieldProblem {
                field: field.clone(),
                fault: *fault,
                message: fault.message(lang),
            })
            .collect();
        Self {
            fields,
            ..Self::new(ProblemCode::Invalid, lang)
        }
    }
}
