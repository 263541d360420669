//! What the admin SPA and the server say to each other, in JSON, under `api/admin/WORKSPACE/`.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET start` | | [`Start`] (anonymous) |
//! | `POST setup` | [`SetUp`] | [`Session`] (anonymous, by one-time link) |
//! | `POST password/forgot` | [`ForgotPassword`] | 204 whether or not there is such an account (anonymous); who has one gets mail |
//! | `POST password` | [`PasswordReset`] | [`Session`] (anonymous, by one-time link `admin/WORKSPACE/password#TOKEN`) |
//! | `POST session` | [`SignIn`] | [`Session`] (anonymous) |
//! | `GET session` | | [`Session`] |
//! | `DELETE session` | | 204 |
//! | `PUT account` | [`AccountEdit`] | [`Session`] |
//! | `PUT account/password` | [`PasswordEdit`] | 204; other sessions of the user end |
//! | `GET account/sessions` | | `[`[`SessionRow`]`]` of one's own |
//! | `DELETE account/sessions` | | 204; all but this one end |
//! | `DELETE account/sessions/ID` | | 204 |
//! | `POST session/proof` | [`Proof`] | 204; sensitive changes are open for ten minutes (else 403 `prove_again`) |
//! | `GET account/second-factor` | | [`SecondFactor`] |
//! | `POST account/second-factor` | | [`FactorStart`] (201): begins |
//! | `PUT account/second-factor` | [`FactorCode`] | [`RecoveryCodes`]: it is on |
//! | `DELETE account/second-factor` | | 204 |
//! | `POST account/recovery-codes` | | [`RecoveryCodes`] (201), in the place of the earlier ones |
//! | `DELETE users/ID/second-factor` | | 204 |
//! | `GET users` | | `[`[`UserRow`]`]` |
//! | `POST users?`[`LinkQuery`] | [`UserEdit`] | [`Invited`] (201), with the one-time link unless it goes by mail |
//! | `PUT users/ID` | [`UserEdit`] | [`UserRow`]; a suspended user's sessions end |
//! | `DELETE users/ID` | | 204 |
//! | `POST users/ID/link?`[`LinkQuery`] | | [`Invited`] (201): a one-time link for a new password; the old one and the sessions end |
//! | `GET users/ID/sessions` | | `[`[`SessionRow`]`]` |
//! | `DELETE users/ID/sessions` | | 204; all end |
//! | `GET access-reviews` | | [`AccessReviews`] |
//! | `POST access-reviews` | [`SignOff`] | [`AccessReviews`] (201) |
//! | `GET export/access.csv?`[`AccessQuery`] | | who has access now, or as it was signed off; UTF-8 with BOM, CRLF |
//! | `GET mail` | | [`MailState`] |
//! | `PUT mail` | [`MailEdit`] | [`MailState`] |
//! | `DELETE mail` | | 204; what is queued waits |
//! | `POST mail/test` | [`MailTest`] | [`MailOutcome`] |
//! | `GET outbox?`[`OutboxQuery`] | | [`OutboxPage`] |
//! | `POST outbox/ID/retry` | | [`OutboxRow`] |
//! | `POST outbox/ID/cancel` | | [`OutboxRow`]; 409 when it is sent or being sent |
//! | `GET jobs` | | [`Jobs`] |
//! | `PUT jobs` | [`JobsEdit`] | [`Jobs`] |
//! | `POST jobs/run` | [`RunJob`] | [`Jobs`]; the run begins soon |
//! | `GET entries?`[`EntryQuery`] | | [`EntryPage`] |
//! | `POST entries?`[`Source`](super::drafts::Source) | [`EntryEdit`] | [`Entry`] (201) |
//! | `GET people` | | `[`[`Person`](super::improve::Person)`]`: who may own an entry, by name |
//! | `GET entries/ID` | | [`Entry`] |
//! | `PUT entries/ID` | [`EntryEdit`] | [`Entry`] |
//! | `POST entries/bulk` | [`BulkEdit`] | [`BulkResult`] |
//! | `POST entries/bulk/undo` | [`BulkUndo`] | [`BulkResult`]; 404 when there is no such change |
//! | `GET entries/ID/versions...`, `POST entries/ID/restore` | | see [`super::history`] |
//! | `GET entries/ID/review`, `POST entries/ID/review`, `POST entries/ID/decision`, `GET approval`, `PUT approval` | | see [`super::approval`] |
//! | `GET drafts...`, `POST entries/ID/presence` | | see [`super::drafts`] |
//! | `POST preview` | [`PreviewRequest`] | [`crate::doc::Doc`] |
//! | `GET categories` | | `[`[`Category`]`]`, in tree order |
//! | `POST categories` | [`CategoryEdit`] | [`Category`] (201) |
//! | `PUT categories/ID` | [`CategoryEdit`] | [`Category`] |
//! | `DELETE categories/ID` | | 204; 422 `not_empty` while it holds entries or categories |
//! | `POST import...`, `GET import/...`, `GET imports...` | | see [`super::transfer`] |
//! | `GET export/entries.csv?`[`EntryQuery`] | | what the list shows, on all pages; UTF-8 with BOM, CRLF |
//! | `GET export/questions.csv?`[`QuestionQuery`] | | UTF-8 with BOM, CRLF |
//! | `GET publish` | | [`PublishPreview`] |
//! | `POST publish` | [`PublishRequest`] | [`Publication`] (201) |
//! | `GET publish/schedules...` and so on | | see [`super::publishing`] |
//! | `GET publications...`, `POST publications/NUMBER/rollback` | | see [`super::history`] |
//! | `GET questions?`[`QuestionQuery`] | | [`QuestionPage`] |
//! | `GET improve...`, `PUT improve`, `POST improve/ask` | | see [`super::improve`] |
//! | `GET widgets` | | `[`[`Widget`]`]` |
//! | `GET widgets/ID` | | [`Widget`] |
//! | `PUT widgets/ID` | [`WidgetEdit`] | [`Widget`] |
//!
//! What a user may do is his role's; the server's list of routes names the [`crate::access::Permission`] that each needs.
//! Every changing request carries the header `X-Kotae-CSRF` with [`Session::csrf`] (set-up and sign-in,
//! which have no session yet, carry the value `1`). An error is a [`crate::api::problem::Problem`].
//! Times are epoch milliseconds, UTC.

pub use super::delivery::{
    ForgotPassword, LinkQuery, MailEdit, MailOutcome, MailServer, MailState, MailTest, MessageKind,
    MessageState, OutboxCounts, OutboxPage, OutboxQuery, OutboxRow, OutboxSort, Security, SendFault,
    SendFaultKind,
};
pub use super::history::{
    ChangeCounts, Field, PublicationDetail, PublicationPage, PublicationQuery, Restore, RollBack,
    VersionPage, VersionQuery, VersionRow,
};
pub use super::jobs::{JobName, JobRow, JobRun, Jobs, JobsEdit, RunJob};
pub use super::people::{
    AccessQuery, AccessReview, AccessReviews, FactorCode, FactorStart, Invited, Proof, RecoveryCodes,
    SecondFactor, SessionRow, SignOff, UserEdit, UserRow,
};
pub use super::transfer::{
    FieldChange, ImportField, ImportReport, ImportRow, RowError, RowKind, RowNote, WORKBOOK,
};
use super::widget::Outcome;
use crate::visitor::VisitorValue;
use crate::{access::Role, lang::Lang, settings::WidgetSettings};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The header that proves that a changing request came from our own page.
pub const CSRF_HEADER: &str = "x-kotae-csrf";

/// What an anonymous visitor of the admin screen may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The workspace's name.
    pub workspace: String,
    /// No administrator exists yet: the one-time link is needed.
    pub needs_set_up: bool,
    /// Mail can be sent, so that who forgot his password can have a link.
    #[serde(default)]
    pub mail: bool,
    /// The identity providers by which one can sign in.
    #[serde(default)]
    pub providers: Vec<super::sso::SignInWith>,
    /// Nobody but one owner signs in with a password.
    #[serde(default)]
    pub providers_only: bool,
}

/// Makes the first administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// The one-time link's token.
    pub token: String,
    /// Shown name.
    pub name: String,
    /// Mail address; the sign-in name.
    pub email: String,
    /// At least [`limits::PASSWORD_MIN`] characters.
    pub password: String,
    /// Language of the screens.
    pub lang: Lang,
    /// The browser's time zone, for example `Asia/Tokyo`.
    #[serde(default = "tokyo")]
    pub time_zone: String,
}

fn tokyo() -> String {
    "Asia/Tokyo".to_owned()
}

/// Chooses a password by a one-time link, and signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordReset {
    /// The one-time link's token.
    pub token: String,
    /// The new password.
    pub password: String,
    /// The app's code, where there is a second factor.
    #[serde(default)]
    pub code: String,
}

/// A sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// The app's code or a recovery code, where there is a second factor.
    #[serde(default)]
    pub code: String,
}

/// Who is signed in, and what the frame of every screen shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The user.
    pub user: User,
    /// The workspace's name.
    pub workspace: String,
    /// Goes into [`CSRF_HEADER`].
    pub csrf: String,
    /// He must set up a second factor before anything else.
    #[serde(default)]
    pub needs_factor: bool,
    /// Entries whose next publication would change something.
    pub unpublished: u32,
    /// Entries need the approval of a second person.
    #[serde(default)]
    pub four_eyes: bool,
    /// Entries that wait for his approval.
    #[serde(default)]
    pub to_approve: u32,
    /// Submissions that are new or in progress; 0 for who may not read them.
    #[serde(default)]
    pub open_submissions: u32,
    /// Mail can be sent.
    #[serde(default)]
    pub mail: bool,
    /// What everybody here should know of the workspace.
    #[serde(default)]
    pub banner: super::workspaces::Banner,
    /// He operates the installation.
    #[serde(default)]
    pub operator: bool,
    /// Kotae's version.
    pub version: String,
    /// Where Kotae is reached from outside, ending in `/` (for the script tag and links).
    pub public_url: String,
}

/// A user of the admin screens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The user's id.
    pub id: Uuid,
    /// Shown name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Language of the screens.
    pub lang: Lang,
    /// The time zone of the user's mail, for example `Asia/Tokyo`.
    pub time_zone: String,
    /// What the user may do.
    pub role: Role,
    /// The categories that the user may write in, with those below them; `None`: all.
    pub categories: Option<Vec<Uuid>>,
}

/// A change of one's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountEdit {
    /// Shown name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Language of the screens.
    pub lang: Lang,
    /// The time zone of mail, for example `Asia/Tokyo`.
    #[serde(default = "tokyo")]
    pub time_zone: String,
}

/// A change of one's own password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordEdit {
    /// The password until now.
    pub current: String,
    /// The new one.
    pub new: String,
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written: not part of the next publication.
    #[default]
    Draft,
    /// Waits for somebody to look at it: visitors keep what they had of it.
    InReview,
    /// Part of the next publication.
    Published,
    /// Kept, never published.
    Archived,
}

/// Where the present moment lies in an entry's time of publication.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryWindow {
    /// Within, or there are no bounds.
    #[default]
    Open,
    /// It has not begun.
    Scheduled,
    /// It is over.
    Expired,
}

/// An entry, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The entry's internal id.
    pub id: Uuid,
    /// The visible code, for example `IT-001`; unique in the workspace.
    pub code: String,
    /// The question in one line.
    pub title: String,
    /// Other ways to ask it.
    pub phrasings: Vec<String>,
    /// Words that should find it.
    pub keywords: Vec<String>,
    /// Its category.
    pub category: Option<Uuid>,
    /// The answer in Markdown.
    pub answer: String,
    /// The groups that it is meant for; none: everybody.
    pub audience: Vec<String>,
    /// The codes of entries that are offered below its answer, in this order.
    pub related: Vec<String>,
    /// What is offered below that.
    pub follow_up: Option<FollowUp>,
    /// The user who keeps it right.
    pub owner: Option<Uuid>,
    /// The day on which it should be looked at again, as `YYYY-MM-DD` by the workspace's clock; empty: none.
    pub review_on: String,
    /// From when on visitors may see it, as `YYYY-MM-DD HH:MM` by the workspace's clock; empty: at once.
    pub publish_from: String,
    /// From when on they may not any more, in the same form; empty: it stays.
    pub publish_until: String,
    /// Where that stands now.
    pub window: EntryWindow,
    /// Where it stands.
    pub status: Status,
    /// Raised by each change, from 1; sent back with an edit.
    pub version: u32,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
    /// The version that visitors see now; `None` when they see none.
    pub published_version: Option<u32>,
    /// Its next publication would change something.
    pub unpublished: bool,
    /// It is published, and its last change needs an approval that nobody asked for yet.
    pub unapproved: bool,
}

/// What an answer leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUp {
    /// A form or a survey.
    Form(Uuid),
    /// A scenario.
    Scenario(Uuid),
}

/// A new entry or a change of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryEdit {
    /// Empty: made by the server (new) or kept (change).
    #[serde(default)]
    pub code: String,
    /// The question in one line.
    pub title: String,
    /// Other ways to ask it.
    #[serde(default)]
    pub phrasings: Vec<String>,
    /// Words that should find it.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Its category.
    #[serde(default)]
    pub category: Option<Uuid>,
    /// The answer in Markdown.
    #[serde(default)]
    pub answer: String,
    /// The groups that it is meant for; none: everybody. At most [`super::identity::limits::AUDIENCE`].
    #[serde(default)]
    pub audience: Vec<String>,
    /// The codes of entries that are offered below its answer, in this order; at most [`limits::RELATED`]. One that visitors do not
    /// see is left out for them.
    #[serde(default)]
    pub related: Vec<String>,
    /// What is offered below that; withheld while the form is not open or the scenario not published.
    #[serde(default)]
    pub follow_up: Option<FollowUp>,
    /// The user who keeps it right: one who may sign in.
    #[serde(default)]
    pub owner: Option<Uuid>,
    /// The day on which it should be looked at again, as `YYYY-MM-DD` by the workspace's clock; empty: none.
    #[serde(default)]
    pub review_on: String,
    /// From when on visitors may see it, as `YYYY-MM-DD HH:MM` by the workspace's clock; empty: at once.
    #[serde(default)]
    pub publish_from: String,
    /// From when on they may not any more, in the same form and later; empty: it stays.
    #[serde(default)]
    pub publish_until: String,
    /// Where it stands.
    #[serde(default)]
    pub status: Status,
    /// The version that was edited (0 for a new entry); another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

/// Which entries to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryQuery {
    /// Words that code, title, phrasings, keywords or answer contain, all of them; folded for width, case and kana.
    pub q: String,
    /// Only this status.
    pub status: Option<Status>,
    /// Only this category and those below it.
    pub category: Option<Uuid>,
    /// Only entries of this user.
    pub owner: Option<Uuid>,
    /// Only entries that nobody owns.
    pub unowned: bool,
    /// Only entries whose review date has come; none that is archived.
    pub review_due: bool,
    /// Only entries whose time of publication stands so, for [`EntryWindow::Open`] only such as have bounds; none that is archived.
    pub window: Option<EntryWindow>,
    /// Only entries whose publication would change something.
    pub unpublished: bool,
    /// Only published entries whose last change needs an approval that nobody asked for yet.
    pub unapproved: bool,
    /// Only what waits for an approval that who asks may give: in review, and not written by him.
    pub to_approve: bool,
    /// The order.
    pub sort: EntrySort,
    /// The other way round.
    pub reverse: bool,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`limits::PAGE`]; 0 means 50.
    pub limit: u32,
}

/// The order of a list of entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntrySort {
    /// By code.
    #[default]
    Code,
    /// By title.
    Title,
    /// Last changed first.
    Updated,
}

/// A part of the list of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPage {
    /// How many match in all.
    pub total: u32,
    /// This part.
    pub items: Vec<EntryRow>,
}

/// An entry in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRow {
    /// The entry's internal id.
    pub id: Uuid,
    /// The visible code.
    pub code: String,
    /// The question in one line.
    pub title: String,
    /// Its category.
    pub category: Option<Uuid>,
    /// Where it stands.
    pub status: Status,
    /// Its next publication would change something.
    pub unpublished: bool,
    /// It is published, and its last change needs an approval that nobody asked for yet.
    pub unapproved: bool,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
    /// The name of the user who keeps it right; empty: nobody.
    pub owner: String,
    /// The day on which it should be looked at again; empty: none.
    pub review_on: String,
    /// That day has come.
    pub review_due: bool,
    /// From when on visitors may see it; empty: at once.
    pub publish_from: String,
    /// From when on they may not any more; empty: it stays.
    pub publish_until: String,
    /// Where that stands now.
    pub window: EntryWindow,
}

/// The same change to many entries, in one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkEdit {
    /// The entries, at most [`limits::BULK`]; one that does not exist refuses all.
    pub ids: Vec<Uuid>,
    /// Their new status.
    #[serde(default)]
    pub status: Option<Status>,
    /// Their new category.
    #[serde(default)]
    pub category: Option<Uuid>,
    /// Takes them out of their categories; not together with `category`.
    #[serde(default)]
    pub clear_category: bool,
    /// Keywords that they get where they have them not, at most [`limits::PHRASES`].
    #[serde(default)]
    pub add_keywords: Vec<String>,
    /// Keywords that they lose, at most as many.
    #[serde(default)]
    pub remove_keywords: Vec<String>,
    /// The groups that they are meant for from now on; an empty list: everybody.
    #[serde(default)]
    pub audience: Option<Vec<String>>,
    /// Their new owner.
    #[serde(default)]
    pub owner: Option<Uuid>,
    /// Takes their owners away; not together with `owner`.
    #[serde(default)]
    pub clear_owner: bool,
    /// From when on visitors may see them, as in [`EntryEdit`]; empty: at once.
    #[serde(default)]
    pub publish_from: Option<String>,
    /// From when on they may not any more, as in [`EntryEdit`]; empty: they stay.
    #[serde(default)]
    pub publish_until: Option<String>,
}

/// What a bulk change did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkResult {
    /// Entries that are different now.
    pub changed: u32,
    /// Entries that were left alone, since somebody changed them after what is taken back.
    #[serde(default)]
    pub skipped: u32,
    /// By this it is taken back; `None`: nothing was changed.
    #[serde(default)]
    pub batch: Option<Uuid>,
}

/// Takes a change of many entries back, as a new version of each. What was changed since stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkUndo {
    /// [`BulkResult::batch`].
    pub batch: Uuid,
}

/// Markdown to be shown as visitors would see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    /// The answer in Markdown.
    pub answer: String,
}

/// A category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// The category's id.
    pub id: Uuid,
    /// The category above it.
    pub parent: Option<Uuid>,
    /// Its name, unique among its siblings.
    pub name: String,
    /// Place among its siblings, from 0.
    pub position: u32,
    /// Entries directly in it, of any status.
    pub entries: u32,
}

/// A new category or a change of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryEdit {
    /// Its name.
    pub name: String,
    /// The category above it.
    #[serde(default)]
    pub parent: Option<Uuid>,
    /// Place among its siblings; `None`: last (new) or kept (change).
    #[serde(default)]
    pub position: Option<u32>,
}

/// What the next publication would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishPreview {
    /// The publication that visitors see now.
    pub current: Option<Publication>,
    /// How many entries would be published.
    pub entries: u32,
    /// How many changes there are in all.
    pub total_changes: u32,
    /// The first of them, at most [`limits::PUBLISH_CHANGES`], by code.
    pub changes: Vec<PublishChange>,
    /// Visitors would see other categories, or the same ones under other names or in another order.
    #[serde(default)]
    pub categories: bool,
    /// How many changes of synonyms and learned phrases visitors do not have yet ([`super::words`]).
    #[serde(default)]
    pub words: u32,
    /// How many scenarios visitors do not have as they are now ([`super::scenarios`]).
    #[serde(default)]
    pub scenarios: u32,
    /// What changes beside entries, by name, at most [`super::publishing::limits::OTHERS`]; empty where an earlier Kotae has published.
    #[serde(default)]
    pub others: Vec<super::publishing::OtherChange>,
    /// What a careful editor would mend first; does not stop a publication.
    pub warnings: Vec<PublishWarning>,
}

impl PublishPreview {
    /// How many changes of any kind wait to be published.
    pub fn waiting(&self) -> u32 {
        self.total_changes + u32::from(self.categories) + self.words + self.scenarios
    }
}

/// One entry that a publication changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishChange {
    /// The entry.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What visitors will notice.
    pub kind: ChangeKind,
    /// The version that visitors have; `None`: they have none.
    #[serde(default)]
    pub published: Option<u32>,
    /// The version that they would have, or, where the entry disappears, the one that says so.
    #[serde(default)]
    pub version: Option<u32>,
    /// Who has changed it since, the last one first.
    #[serde(default)]
    pub people: Vec<String>,
    /// When it was changed last.
    #[serde(default)]
    pub at: Option<i64>,
    /// From when on they would see it; empty: at once.
    #[serde(default)]
    pub publish_from: String,
    /// From when on they would not any more; empty: it stays.
    #[serde(default)]
    pub publish_until: String,
}

/// How a publication changes an entry for visitors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It appears.
    Added,
    /// It reads or matches differently.
    Changed,
    /// It disappears.
    Removed,
}

/// Something odd about an entry that is about to be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishWarning {
    /// The entry.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// One sentence in the reader's language.
    pub message: String,
}

/// Asks for a publication.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// A word on what changed, at most [`limits::NOTE`] characters.
    #[serde(default)]
    pub note: String,
    /// Why it is done although pinned questions break ([`super::pinned`]), at most [`super::pinned::limits::REASON`] characters. Empty:
    /// then it is refused, with [`super::problem::Fault::Pinned`] on `force`.
    #[serde(default)]
    pub force: String,
    /// Only this of what waits; `None`: all of it.
    #[serde(default)]
    pub only: Option<super::publishing::PublishPart>,
}

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// 1, 2, 3, ... in the workspace.
    pub number: u32,
    /// When.
    pub at: i64,
    /// By whom.
    pub by: String,
    /// The note.
    pub note: String,
    /// How many entries it has.
    pub entries: u32,
    /// The pack's hash.
    pub pack: String,
    /// The pack's size in bytes, brotli.
    pub pack_bytes: u32,
    /// The publication whose entries it brought back.
    #[serde(default)]
    pub restores: Option<u32>,
    /// How many entries it changed; `None` for one that was made before this was counted.
    #[serde(default)]
    pub changes: Option<ChangeCounts>,
    /// Why it was made.
    #[serde(default)]
    pub cause: PublicationCause,
}

/// Why a publication was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicationCause {
    /// Somebody published everything, or went back.
    #[default]
    Person,
    /// Somebody published some of the changes.
    Part,
    /// The time of entries began or ended.
    Window,
    /// Somebody had set a time for it.
    Schedule,
}

impl PublicationCause {
    /// What the screens call it.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Person => lang.pick("公開", "Publication"),
            Self::Part => lang.pick("一部の公開", "Some of the changes"),
            Self::Window => lang.pick("公開期間により自動", "By the times of entries"),
            Self::Schedule => lang.pick("予約により", "As scheduled"),
        }
    }
}

/// Which questions to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionQuery {
    /// Which ones.
    pub filter: QuestionFilter,
    /// Words that the question contains, folded.
    pub q: String,
    /// Only older than this place ([`QuestionPage::next`]).
    pub before: Option<String>,
    /// How many to return, 1 to [`limits::PAGE`]; 0 means 50.
    pub limit: u32,
}

/// A filter of the questions log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionFilter {
    /// Every question.
    #[default]
    All,
    /// Nothing was found.
    NotFound,
    /// "Not solved" was pressed.
    NotSolved,
    /// "Solved" was pressed.
    Solved,
}

/// A part of the questions log, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionPage {
    /// This part.
    pub items: Vec<QuestionRow>,
    /// Give as `before` for the next part; `None` at the end.
    pub next: Option<String>,
    /// How many there are of each filter in all, in the order all, not found, not solved, solved.
    pub counts: [u32; 4],
}

/// A question in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionRow {
    /// The question's id.
    pub id: Uuid,
    /// When it came in.
    pub at: i64,
    /// As typed.
    pub text: String,
    /// What the matcher made of it.
    pub outcome: Outcome,
    /// What was offered, best first.
    pub candidates: Vec<CandidateRow>,
    /// The entry whose answer was read last after it.
    pub read: Option<EntryName>,
    /// What the visitor said; `None`: nothing.
    pub solved: Option<bool>,
    /// Why the answer did not help, in the visitor's words; empty: nothing was said.
    pub reason: String,
    /// What is known of the visitor.
    pub values: Vec<VisitorValue>,
    /// The page that the widget was on.
    pub page: String,
    /// The widget's key.
    pub widget: String,
    /// The conversation.
    pub conversation: Uuid,
}

/// A candidate that was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateRow {
    /// The entry.
    pub entry: EntryName,
    /// 0 to 1000.
    pub score: u16,
}

/// An entry by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryName {
    /// The entry's internal id.
    pub id: Uuid,
    /// Its code; empty when it is gone.
    pub code: String,
    /// Its title.
    pub title: String,
}

/// A widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Widget {
    /// The widget's id.
    pub id: Uuid,
    /// The key in the script tag.
    pub key: String,
    /// Its settings.
    pub settings: WidgetSettings,
    /// Raised by each change; sent back with an edit.
    pub version: u32,
}

/// A change of a widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WidgetEdit {
    /// Its settings.
    pub settings: WidgetSettings,
    /// The version that was edited; another one now is a conflict.
    pub version: u32,
}

/// Limits that the server enforces and the screens show; counted in characters unless said otherwise.
pub mod limits {
    /// A code: letters, digits, `-`, `_`, `.`.
    pub const CODE: usize = 40;
    /// A title.
    pub const TITLE: usize = 200;
    /// A phrasing or a keyword.
    pub const PHRASE: usize = 200;
    /// Phrasings, and keywords, of an entry.
    pub const PHRASES: usize = 100;
    /// Entries that an entry leads to.
    pub const RELATED: usize = 10;
    /// An answer.
    pub const ANSWER: usize = 20_000;
    /// A category's name.
    pub const CATEGORY: usize = 60;
    /// Levels of categories.
    pub const CATEGORY_DEPTH: usize = 5;
    /// Categories of a workspace.
    pub const CATEGORIES: usize = 2_000;
    /// Entries of a workspace.
    pub const ENTRIES: usize = 100_000;
    /// Entries in a bulk change.
    pub const BULK: usize = 10_000;
    /// Rows in a reply.
    pub const PAGE: u32 = 200;
    /// A search.
    pub const SEARCH: usize = 200;
    /// A note.
    pub const NOTE: usize = 500;
    /// A person's name.
    pub const PERSON: usize = 100;
    /// A mail address.
    pub const MAIL: usize = 254;
    /// The name of a host, as DNS allows.
    pub const HOST: usize = 253;
    /// The name and the password for the mail server.
    pub const MAIL_SIGN_IN: usize = 256;
    /// Users of a workspace.
    pub const USERS: usize = 2_000;
    /// A time zone's name.
    pub const TIME_ZONE: usize = 60;
    /// The least length of a password.
    pub const PASSWORD_MIN: usize = 12;
    /// A password that is found strong may be as short as this.
    pub const PASSWORD_STRONG_MIN: usize = 8;
    /// The greatest length of a password.
    pub const PASSWORD_MAX: usize = 256;
    /// An import file, in bytes.
    pub const IMPORT_BYTES: usize = 100 * 1024 * 1024;
    /// Errors listed by an import.
    pub const IMPORT_ERRORS: usize = 200;
    /// Rows listed by an import.
    pub const IMPORT_ROWS: usize = 200;
    /// Columns of an import file.
    pub const IMPORT_COLUMNS: usize = 200;
    /// Sets of headers whose meaning is remembered.
    pub const IMPORT_MAPPINGS: usize = 200;
    /// The name of an import file.
    pub const FILE_NAME: usize = 200;
    /// Changes listed by a publication's preview.
    pub const PUBLISH_CHANGES: usize = 500;
}
