//! How the names of the API's enums stand in the database.

use kotae_shared::Lang;
use kotae_shared::api::{
    admin::{MessageKind, MessageState, PublicationCause, Status},
    approval::ReviewAct,
    forms::{FormState, SubmissionState},
    improve::ImproveState,
    notices::Tone,
    widget::Outcome,
    words::PhraseState,
};
use kotae_shared::form::Purpose;

macro_rules! names {
    ($($write:ident, $read:ident: $type:ty { $($variant:path => $name:literal),* $(,)? })*) => {
        $(
            /// The name in the database.
            pub(super) const fn $write(value: $type) -> &'static str {
                match value {
                    $($variant => $name),*
                }
            }

            /// The value of a name.
            pub(super) fn $read(name: &str) -> Option<$type> {
                match name {
                    $($name => Some($variant),)*
                    _ => None,
                }
            }
        )*
    };
}

names! {
    status_name, status: Status {
        Status::Draft => "draft",
        Status::InReview => "in_review",
        Status::Published => "published",
        Status::Archived => "archived",
    }
    act_name, act: ReviewAct {
        ReviewAct::Asked => "asked",
        ReviewAct::Approved => "approved",
        ReviewAct::SentBack => "sent_back",
    }
    outcome_name, outcome: Outcome {
        Outcome::Answer => "answer",
        Outcome::Candidates => "candidates",
        Outcome::NotFound => "not_found",
    }
    tone_name, tone: Tone {
        Tone::Info => "info",
        Tone::Warning => "warning",
    }
    phrase_state_name, phrase_state: PhraseState {
        PhraseState::Proposed => "proposed",
        PhraseState::Accepted => "accepted",
        PhraseState::Refused => "refused",
    }
    improve_state_name, improve_state: ImproveState {
        ImproveState::New => "new",
        ImproveState::InProgress => "in_progress",
        ImproveState::Waiting => "waiting",
        ImproveState::Done => "done",
        ImproveState::Ignored => "ignored",
    }
    message_kind_name, message_kind: MessageKind {
        MessageKind::Mail => "mail",
        MessageKind::Webhook => "webhook",
    }
    message_state_name, message_state: MessageState {
        MessageState::Queued => "queued",
        MessageState::Sending => "sending",
        MessageState::Sent => "sent",
        MessageState::Failed => "failed",
        MessageState::Cancelled => "cancelled",
    }
    purpose_name, purpose: Purpose {
        Purpose::Inquiry => "inquiry",
        Purpose::Survey => "survey",
    }
    form_state_name, form_state: FormState {
        FormState::Draft => "draft",
        FormState::Open => "open",
        FormState::Archived => "archived",
    }
    submission_state_name, submission_state: SubmissionState {
        SubmissionState::New => "new",
        SubmissionState::InProgress => "in_progress",
        SubmissionState::Done => "done",
        SubmissionState::Spam => "spam",
    }
    cause_name, cause: PublicationCause {
        PublicationCause::Person => "person",
        PublicationCause::Part => "part",
        PublicationCause::Window => "window",
        PublicationCause::Schedule => "schedule",
    }
    lang_name, lang: Lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    }
}
