//! Scheduled jobs: a part of [`super::admin`].

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// The jobs of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobName {
    /// Looks for phrases among solved questions.
    Learn,
    /// Deletes what has ended: old packs, sessions, visits.
    Sweep,
    /// Deletes what sent messages said, and old history of jobs.
    Retention,
    /// Reminds owners of the access review.
    AccessReview,
    /// Tells owners of quotas that are nearly used up.
    Quotas,
    /// Tells the owners of entries which of them should be looked at again.
    EntryReview,
    /// Makes the publications that are due by themselves.
    Publish,
    /// Looks whether somebody has changed the audit log.
    Audit,
    /// Mails the report of the last week or month.
    Report,
}

impl JobName {
    /// All jobs, in the order of the screen.
    pub const ALL: [Self; 9] = [
        Self::Learn,
        Self::Sweep,
        Self::Retention,
        Self::AccessReview,
        Self::Quotas,
        Self::EntryReview,
        Self::Publish,
        Self::Audit,
        Self::Report,
    ];

    /// As it stands in the API and the database.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Learn => "learn",
            Self::Sweep => "sweep",
            Self::Retention => "retention",
            Self::AccessReview => "access_review",
            Self::Quotas => "quotas",
            Self::EntryReview => "entry_review",
            Self::Publish => "publish",
            Self::Audit => "audit",
            Self::Report => "report",
        }
    }

    /// The job of a tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.tag() == tag)
    }

    /// What the screen calls it.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Learn => lang.pick("言い回しの学習", "Learn phrases"),
            Self::Sweep => lang.pick("期限切れの整理", "Clear what has ended"),
            Self::Retention => lang.pick("保存期間の過ぎた内容の削除", "Delete what was kept long enough"),
            Self::AccessReview => lang.pick("利用者の定期確認のお知らせ", "Remind of the access review"),
            Self::Quotas => lang.pick("契約の上限のお知らせ", "Tell of quotas nearly used up"),
            Self::EntryReview => lang.pick("FAQ の見直しのお知らせ", "Remind of entries to review"),
            Self::Publish => lang.pick("予約した公開", "Publish at set times"),
            Self::Audit => lang.pick("操作ログの検証", "Verify the audit log"),
            Self::Report => lang.pick("レポートのメール", "Mail the report"),
        }
    }

    /// One sentence on what it does, with what its count counts.
    pub const fn explanation(self, lang: Lang) -> &'static str {
        match self {
            Self::Learn => lang.pick(
                "解決した質問から、FAQ の言い回しの候補を作ります（件数: 見た質問）。",
                "Proposes phrases from solved questions (counted: questions).",
            ),
            Self::Sweep => lang.pick(
                "終わったログインや古い配信データを削除します（件数: 削除した数）。",
                "Deletes ended sessions, visits and old packs (counted: things deleted).",
            ),
            Self::Retention => lang.pick(
                "送信から 30 日を過ぎたメールの本文、古い実行記録、保存期間を過ぎた操作ログを削除します（件数: 削除した数）。",
                "Deletes the content of mail sent 30 days ago, old history of jobs, and audit records that were kept long enough (counted: things deleted).",
            ),
            Self::Report => lang.pick(
                "終わった週または月の利用状況を、選んだ人にメールで送ります（件数: 送ったメール）。",
                "Mails what visitors did in the week or month that is over to whom was chosen (counted: mails).",
            ),
            Self::Quotas => lang.pick(
                "契約の上限の 80% と 100% に達したら、オーナーにメールで知らせます（件数: 送ったメール）。",
                "Sends mail to the owners at 80% and at 100% of a quota (counted: mails).",
            ),
            Self::EntryReview => lang.pick(
                "見直し日が来た FAQ を、担当者にメールで知らせます。同じ人には 7 日に 1 回までです（件数: 送ったメール）。",
                "Sends mail to the owners of entries whose review date has come, to each at most once in 7 days (counted: mails).",
            ),
            Self::Publish => lang.pick(
                "公開開始・公開終了の日時が来た FAQ と、予約した公開を、その時刻に反映します（件数: 公開の数）。",
                "Publishes at its minute what was scheduled, and entries whose time begins or ends (counted: publications).",
            ),
            Self::Audit => lang.pick(
                "操作ログが書き換えられていないかを確かめます。合わない記録があれば失敗となり、オーナーにメールで知らせます（件数: 確かめた記録）。",
                "Looks whether a record of the audit log was changed. If one was, it fails and sends mail to the owners (counted: records).",
            ),
            Self::AccessReview => lang.pick(
                "定期確認の期限が来たら、オーナーにメールで知らせます（件数: 送ったメール）。",
                "Sends mail to the owners when the review is due (counted: mails).",
            ),
        }
    }
}

/// The jobs and how they went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jobs {
    /// The workspace's time zone, in which schedules are meant.
    pub time_zone: String,
    /// All jobs.
    pub jobs: Vec<JobRow>,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    /// Which.
    pub job: JobName,
    /// When it runs, as a cron expression (minute, hour, day, month, day of the week); empty: when something is due.
    pub schedule: String,
    /// When it runs next; `None`: not planned yet, or nothing lies ahead.
    pub next_at: Option<i64>,
    /// Somebody has asked for a run that has not begun.
    pub requested: bool,
    /// The last runs, newest first.
    pub runs: Vec<JobRun>,
}

/// A run of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRun {
    /// When it was due.
    pub due_at: i64,
    /// Somebody asked for it.
    pub by_hand: bool,
    /// When it began.
    pub started_at: i64,
    /// When it ended; `None`: it runs.
    pub ended_at: Option<i64>,
    /// How many things it dealt with.
    pub done: u32,
    /// Why it failed; empty when it did not.
    pub error: String,
}

/// Changes in which time zone schedules are meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobsEdit {
    /// The time zone's name, for example `Asia/Tokyo`.
    pub time_zone: String,
}

/// Asks for a run now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunJob {
    /// Which.
    pub job: JobName,
}
