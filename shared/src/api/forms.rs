//! Forms and what comes in by them.
//!
//! Under `api/admin/WORKSPACE/`, in JSON:
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET forms` | | `[`[`FormRow`]`]`, by name |
//! | `POST forms` | [`FormEdit`] | [`FormRecord`] (201), a draft |
//! | `GET forms/ID` | | [`FormRecord`] |
//! | `PUT forms/ID` | [`FormEdit`] | [`FormRecord`] |
//! | `PUT forms/ID/state` | [`FormStateEdit`] | [`FormRecord`] |
//! | `POST forms/ID/duplicate` | | [`FormRecord`] (201), a draft |
//! | `DELETE forms/ID` | | 204; [`Fault::InUse`] while there are submissions |
//! | `GET forms/ID/file` | | [`FormEdit`] as a file, which `POST forms` takes here or elsewhere |
//! | `POST forms/check` | [`FormEdit`] | `[`[`Finding`]`]`: changes nothing |
//! | `GET submissions?`[`SubmissionQuery`] | | [`SubmissionPage`] |
//! | `GET submissions/ID` | | [`Submission`]; the audit log notes who looked, once in an hour |
//! | `PUT submissions/ID` | [`SubmissionEdit`] | [`Submission`] |
//! | `POST submissions/ID/notes` | [`NewNote`] | [`Submission`] (201) |
//! | `POST submissions/ID/reply` | [`NewReply`] | [`Submission`] (201) |
//! | `DELETE submissions/ID` | | 204 |
//! | `GET submissions/ID/files/PLACE` | | the file at this place (from 1) of [`Submission::files`], to be saved |
//! | `GET entries/ID/submissions` | | [`EntrySubmissions`] |
//! | `GET export/submissions.csv?`[`SubmissionQuery`] | | UTF-8 with BOM, CRLF; also `.xlsx` |
//!
//! Below `w/KEY/`, in the binary form of [`crate::codec`]:
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET forms/ID?lang=ja` | | [`FormPage`]; 404 when visitors do not have it |
//! | `POST forms/ID/files?`[`FileQuery`] | the bytes | [`SubmissionFile`]; sent twice it is stored once |
//! | `POST forms/ID` | [`Submit`] | [`Submitted`]; 422 names the keys of fields, 428: load the form anew |
//!
//! [`Fault::InUse`]: super::problem::Fault::InUse

use super::{admin::EntryName, improve::Person, widget::Visit};
use crate::{
    Lang,
    form::{
        Form, Purpose,
        answers::{Answer, defaults},
        check::Finding,
        days::Day,
        words,
    },
    lang::Localised,
    visitor::VisitorValue,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Whether visitors have a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormState {
    /// Not yet.
    #[default]
    Draft,
    /// They do.
    Open,
    /// Not any more.
    Archived,
}

/// A form in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRow {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: Localised,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether visitors have it.
    pub state: FormState,
    /// Its submissions, without spam.
    pub submissions: u32,
    /// Those that are new or in progress.
    pub open: u32,
    /// Raised by each change, from 1.
    pub version: u32,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A form as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRecord {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub purpose: Purpose,
    /// What it asks.
    pub form: Form,
    /// What becomes of what comes in.
    pub settings: FormSettings,
    /// Whether visitors have it.
    pub state: FormState,
    /// Those who are told of new submissions, as far as they may still sign in.
    pub notified: Vec<Person>,
    /// What could be better.
    pub findings: Vec<Finding>,
    /// Raised by each change, from 1; sent back with an edit.
    pub version: u32,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A new form or a change of one. A form as a file is one, too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormEdit {
    /// What it is for.
    #[serde(default)]
    pub purpose: Purpose,
    /// What it asks.
    pub form: Form,
    /// What becomes of what comes in.
    #[serde(default)]
    pub settings: FormSettings,
    /// The version that was edited (0 for a new one); another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

/// Lets visitors have a form, or takes it from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormStateEdit {
    /// Whether visitors have it.
    pub state: FormState,
    /// The version that was seen; another one now is a conflict.
    pub version: u32,
}

/// What becomes of what comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FormSettings {
    /// Nothing is kept of who sent it: no identity, no fields of the page, no conversation.
    pub anonymous: bool,
    /// Whoever gave a mail address, or is known with one, gets a mail with the number.
    pub auto_reply: bool,
    /// What it says; empty: the words of `receipt`.
    pub reply: FormLetter,
    /// The receipt that was chosen ([`super::letters`]); `None`, and one that is gone: the usual one.
    pub receipt: Option<Uuid>,
    /// Who is told of each submission; at most [`limits::NOTIFIED`].
    pub notify: Vec<Uuid>,
    /// What they are told; empty: the words of the usual notice.
    pub notice: FormLetter,
    /// When visitors are asked to fill it in, if it is a survey.
    pub survey: SurveyRule,
    /// For how many days submissions are kept; 0: until somebody deletes them. At most [`limits::RETENTION_DAYS`].
    pub retention_days: u32,
}

impl Default for FormSettings {
    fn default() -> Self {
        Self {
            anonymous: false,
            auto_reply: true,
            reply: FormLetter::default(),
            receipt: None,
            notify: Vec::new(),
            notice: FormLetter::default(),
            survey: SurveyRule::default(),
            retention_days: 365,
        }
    }
}

/// When visitors are asked to fill in a survey, in all widgets. Without any moment it is reached by links, buttons and scripts
/// alone. Inquiries keep it as it is, and nobody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SurveyRule {
    /// When they have said whether an answer helped.
    pub after_answer: bool,
    /// When an answer did not help.
    pub after_not_solved: bool,
    /// When a conversation with an answer is over: it is begun anew, or nothing was said for a while.
    pub after_conversation: bool,
    /// So many visitors in a hundred, always the same ones; 1 to 100.
    pub percent: u8,
    /// A visitor who was asked is not asked again for so many days; at most [`limits::SURVEY_DAYS`].
    pub every_days: u16,
}

impl Default for SurveyRule {
    fn default() -> Self {
        Self {
            after_answer: false,
            after_not_solved: false,
            after_conversation: false,
            percent: 100,
            every_days: 30,
        }
    }
}

/// What a mail says. What can stand in braces says [`crate::letters::LetterKind::places`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FormLetter {
    /// The subject; at most [`limits::SUBJECT`] characters.
    pub subject: Localised,
    /// The text; at most [`limits::LETTER`] characters. An empty line begins a paragraph.
    pub text: Localised,
}

/// Where a submission stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// Nobody has dealt with it.
    #[default]
    New,
    /// Somebody does.
    InProgress,
    /// It is settled.
    Done,
    /// It was not sent in earnest.
    Spam,
}

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionSort {
    /// What came last first.
    #[default]
    Newest,
    /// What came first first.
    Oldest,
    /// What was dealt with last first.
    Updated,
    /// What has lain the longest first.
    Waiting,
}

impl SubmissionSort {
    /// All orders.
    pub const ALL: [Self; 4] = [Self::Newest, Self::Oldest, Self::Updated, Self::Waiting];
}

/// What is asked of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SubmissionQuery {
    /// Of this form alone.
    pub form: Option<Uuid>,
    /// In this state alone.
    pub state: Option<SubmissionState>,
    /// Of this assignee alone.
    pub assignee: Option<Uuid>,
    /// Without assignee alone.
    pub unassigned: bool,
    /// That came at this moment or later.
    pub since: Option<i64>,
    /// That came before this moment.
    pub until: Option<i64>,
    /// Words that all stand in it, or its number.
    pub q: String,
    /// In which order.
    pub sort: SubmissionSort,
    /// How many are passed over: for pages with numbers.
    pub offset: u32,
    /// Where the page before ended ([`SubmissionPage::next`]).
    pub before: Option<String>,
    /// Rows; 0: as many as usual.
    pub limit: u32,
}

/// A part of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionPage {
    /// The submissions, in the order that was asked for.
    pub items: Vec<SubmissionRow>,
    /// Where the next part begins; `None`: there is none.
    pub next: Option<String>,
    /// How many the query finds.
    pub total: u32,
    /// How many there are in each state, of the form that was asked for, or of all.
    pub counts: [u32; 4],
    /// Who can be given one.
    pub people: Vec<Person>,
}

/// A submission in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionRow {
    /// Its id, made by the widget.
    pub id: Uuid,
    /// Its number in the workspace, which the visitor was told.
    pub number: u32,
    /// The form.
    pub form: Uuid,
    /// What it is called now.
    pub form_name: Localised,
    /// Where it stands.
    pub state: SubmissionState,
    /// Who deals with it.
    pub assignee: Option<Uuid>,
    /// The entry that would have answered it.
    pub entry: Option<Uuid>,
    /// The sender's name or mail address; may be empty.
    pub sender: String,
    /// Whether the sender has shown who he is.
    pub verified: bool,
    /// How the first text begins that was written.
    pub summary: String,
    /// When it came.
    pub created_at: i64,
    /// When it was last dealt with.
    pub updated_at: i64,
    /// Raised by each change, from 1.
    pub version: u32,
}

/// Who sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sender {
    /// He has shown who he is; else all of this is what his page, or he, claims.
    pub verified: bool,
    /// The id that the other side has for him.
    pub subject: String,
    /// His name.
    pub name: String,
    /// His mail address.
    pub email: String,
    /// His groups.
    pub groups: Vec<String>,
    /// Further fields.
    pub fields: Vec<(String, String)>,
}

/// A submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// What the list has of it.
    pub row: SubmissionRow,
    /// The form as it was when it was filled in.
    pub asked: Form,
    /// What was answered, in the form's order.
    pub answers: Vec<Answer>,
    /// Who sent it.
    pub from: Sender,
    /// What his visitor fields had.
    pub values: Vec<VisitorValue>,
    /// Where a reply goes; empty: nowhere.
    pub reply_to: String,
    /// The page that it was sent from.
    pub page: String,
    /// In which language.
    pub lang: Lang,
    /// The key of the widget.
    pub widget: String,
    /// The conversation, when the visitor agreed to show it.
    pub conversation: Option<Uuid>,
    /// What was asked in that conversation, oldest first; at most [`limits::QUESTIONS`].
    pub questions: Vec<String>,
    /// The files that came with it.
    pub files: Vec<SubmissionFile>,
    /// What was written to it, oldest first.
    pub notes: Vec<Note>,
    /// Who can be given it.
    pub people: Vec<Person>,
    /// The entry that would have answered it. One that is gone has neither code nor title.
    pub answered_by: Option<EntryName>,
}

/// A submission by its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionName {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: u32,
    /// What its form is called now.
    pub form_name: Localised,
    /// When it came.
    pub created_at: i64,
}

/// The submissions that lead to an entry: it was made from them, or would have answered them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntrySubmissions {
    /// The newest; at most [`limits::OF_ENTRY`].
    pub items: Vec<SubmissionName>,
    /// How many there are.
    pub total: u32,
}

/// A file that a visitor sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionFile {
    /// Its id, made by the widget; an answer names it.
    pub id: Uuid,
    /// What it is called, with the ending of what it is.
    pub name: String,
    /// Its media type, by its content.
    pub kind: String,
    /// Its size.
    pub bytes: u32,
}

/// What goes before the bytes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileQuery {
    /// Made by the client.
    pub file: Uuid,
    /// What it is called; at most [`limits::FILE_NAME`] characters.
    pub name: String,
    /// The visitor, as in [`Visit::visitor`].
    pub visitor: Uuid,
    /// [`FormPage::start`].
    pub start: String,
}

/// Something that was written to a submission. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: Uuid,
    /// A reply, which the visitor got by mail; else a note for the help desk alone.
    pub reply: bool,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: i64,
    /// Who wrote it.
    pub by: String,
}

/// A change of a submission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionEdit {
    /// Where it stands.
    pub state: SubmissionState,
    /// Who deals with it.
    pub assignee: Option<Uuid>,
    /// The entry that would have answered it.
    #[serde(default)]
    pub entry: Option<Uuid>,
    /// The version that was seen; another one now is a conflict.
    pub version: u32,
}

/// A note for the help desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// What it says; at most [`limits::NOTE`] characters.
    pub text: String,
}

/// A mail to the visitor. A submission that was new is in progress then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReply {
    /// The subject; empty: the form's name and the number. At most [`limits::SUBJECT`] characters.
    #[serde(default)]
    pub subject: String,
    /// The text; at most [`limits::NOTE`] characters.
    pub text: String,
}

/// The query of a visitor's form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormQuery {
    /// In which language.
    pub lang: Lang,
}

/// A form for a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPage {
    /// The form.
    pub id: Uuid,
    /// Its version, sent back with the answers.
    pub version: u32,
    /// What it is for.
    pub purpose: Purpose,
    /// Nothing is kept of who sends it.
    pub anonymous: bool,
    /// What it asks, in his language.
    pub form: Form<String>,
    /// What is known of him for sure, and what the form gives. What his page says goes beside it
    /// ([`crate::form::answers::defaults`]).
    pub filled: Vec<Answer>,
    /// Shows when it was loaded; sent back with the answers.
    pub start: String,
    /// The most bytes of a file.
    pub file_bytes: u64,
    /// The day there, as days since 1970-01-01: limits of days may count from it.
    pub today: i64,
    /// What the form says by itself, in his language ([`crate::form::words::all`]): his program has no words of it.
    pub words: Vec<String>,
}

impl FormPage {
    /// A form as the preview shows it on a day, while it is still being written.
    pub fn tried(id: Uuid, edit: &FormEdit, today: Day, lang: Lang) -> Self {
        let form = edit.form.speak(lang);
        Self {
            id,
            version: 0,
            purpose: edit.purpose,
            anonymous: edit.settings.anonymous,
            filled: defaults(&form, &[]),
            form,
            start: String::new(),
            file_bytes: limits::TRIED_FILE_BYTES,
            today: today.0,
            words: words::all(lang),
        }
    }
}

/// A form that was filled in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Submit {
    /// Made by the client: the same one sent twice is stored once, and gets the same number.
    pub id: Uuid,
    /// The version that was filled in.
    pub version: u32,
    /// Where the visitor is.
    pub visit: Visit,
    /// What he answered.
    pub answers: Vec<Answer>,
    /// [`FormPage::start`].
    pub start: String,
    /// A field that people do not see, and programs fill in.
    pub website: String,
    /// The conversation, when he agreed to show it.
    pub conversation: Option<Uuid>,
}

/// It is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// Its number, which the visitor may name later; 0: it was only tried, and nothing is stored.
    pub number: u32,
    /// A mail with the number goes to him.
    pub mail: bool,
}

/// Limits, counted in characters unless said otherwise.
pub mod limits {
    /// Those who are told of a form's submissions.
    pub const NOTIFIED: usize = 20;
    /// Days: ten years.
    pub const RETENTION_DAYS: u32 = 3_653;
    /// Days until a visitor is asked again: a year.
    pub const SURVEY_DAYS: u16 = 366;
    /// A mail's subject.
    pub const SUBJECT: usize = 150;
    /// A mail's text.
    pub const LETTER: usize = 4_000;
    /// A note or a reply.
    pub const NOTE: usize = 10_000;
    /// Notes of a submission.
    pub const NOTES: u32 = 500;
    /// Questions of a conversation that are shown.
    pub const QUESTIONS: u32 = 50;
    /// Submissions that an entry's editor names.
    pub const OF_ENTRY: u32 = 10;
    /// A file's name.
    pub const FILE_NAME: usize = 255;
    /// A file in the preview, in bytes; visitors have what the configuration says.
    pub const TRIED_FILE_BYTES: u64 = 20 << 20;
    /// How a submission begins in the list.
    pub const SUMMARY: usize = 120;
    /// A request body with a form that was filled in, in bytes.
    pub const SUBMIT_BYTES: usize = 512 * 1024;
}
