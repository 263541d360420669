//! The schemas of the three kinds of databases. A released step is never edited: a change is a new step.

use super::audit;
use super::engine::{Migration, Schema};

/// The audit log becomes a chain, in every database that has one.
const AUDIT_CHAIN: Migration = Migration {
    fill: Some(audit::chain_what_is_there),
    sqlite: include_str!("migrations/both/audit_chain.sqlite.sql"),
    postgres: include_str!("migrations/both/audit_chain.postgres.sql"),
    ..Migration::new("audit chain", include_str!("migrations/both/audit_chain.sql"))
};

/// The installation.
pub(super) const CONTROL: Schema = Schema {
    name: "control",
    migrations: &[
        Migration::new("start", include_str!("migrations/control/0001_start.sql")),
        Migration::new("standing", include_str!("migrations/control/0002_standing.sql")),
        Migration::new("limits", include_str!("migrations/control/0003_limits.sql")),
        AUDIT_CHAIN,
        Migration::new(
            "audit anchor",
            include_str!("migrations/control/0004_audit_anchor.sql"),
        ),
    ],
};

/// The knowledge and administration of a workspace.
pub(super) const MAIN: Schema = Schema {
    name: "main",
    migrations: &[
        Migration::new("start", include_str!("migrations/main/0001_start.sql")),
        Migration::new("uploads", include_str!("migrations/main/0002_uploads.sql")),
        Migration::new("notices", include_str!("migrations/main/0003_notices.sql")),
        Migration::new("accounts", include_str!("migrations/main/0004_accounts.sql")),
        Migration::new(
            "access reviews",
            include_str!("migrations/main/0005_access_reviews.sql"),
        ),
        Migration::new("words", include_str!("migrations/main/0006_words.sql")),
        Migration::new(
            "second factor",
            include_str!("migrations/main/0007_second_factor.sql"),
        ),
        Migration::new("identity", include_str!("migrations/main/0008_identity.sql")),
        Migration::new("audience", include_str!("migrations/main/0009_audience.sql")),
        Migration::new("outbox", include_str!("migrations/main/0010_outbox.sql")),
        Migration::new("scenarios", include_str!("migrations/main/0011_scenarios.sql")),
        Migration::new("single sign-on", include_str!("migrations/main/0012_sso.sql")),
        Migration::new("jobs", include_str!("migrations/main/0013_jobs.sql")),
        Migration::new(
            "related entries",
            include_str!("migrations/main/0014_related.sql"),
        ),
        Migration::new("rollback", include_str!("migrations/main/0015_rollback.sql")),
        Migration::new("improve", include_str!("migrations/main/0016_improve.sql")),
        Migration::new("pinned", include_str!("migrations/main/0017_pinned.sql")),
        Migration::new("owners", include_str!("migrations/main/0018_owners.sql")),
        Migration::new("approval", include_str!("migrations/main/0019_approval.sql")),
        Migration::new(
            "entry drafts",
            include_str!("migrations/main/0020_entry_drafts.sql"),
        ),
        Migration::new("batches", include_str!("migrations/main/0021_batches.sql")),
        Migration::new("follow-up", include_str!("migrations/main/0022_follow_up.sql")),
        Migration::new("pins", include_str!("migrations/main/0023_pins.sql")),
        Migration::new("health", include_str!("migrations/main/0024_health.sql")),
        Migration::new("handling", include_str!("migrations/main/0025_handling.sql")),
        Migration::new("publishing", include_str!("migrations/main/0026_publishing.sql")),
        Migration::new("imports", include_str!("migrations/main/0027_imports.sql")),
        Migration::new("forms", include_str!("migrations/main/0028_forms.sql")),
        Migration::new(
            "files of forms",
            include_str!("migrations/main/0029_form_files.sql"),
        ),
        Migration::new("webhooks", include_str!("migrations/main/0030_webhooks.sql")),
        Migration::new(
            "entries of submissions",
            include_str!("migrations/main/0031_submission_entry.sql"),
        ),
        AUDIT_CHAIN,
        Migration::new(
            "visitor fields",
            include_str!("migrations/main/0033_visitor_fields.sql"),
        ),
        Migration::new(
            "values of submissions",
            include_str!("migrations/main/0034_submission_values.sql"),
        ),
        Migration::new("letters", include_str!("migrations/main/0035_letters.sql")),
        Migration::new(
            "submissions of entries",
            include_str!("migrations/main/0036_submissions_of_entries.sql"),
        ),
    ],
};

/// The visitor events of a workspace.
pub(super) const EVENTS: Schema = Schema {
    name: "events",
    migrations: &[
        Migration::new("start", include_str!("migrations/events/0001_start.sql")),
        Migration::new("solved", include_str!("migrations/events/0002_solved.sql")),
        Migration::new("visitors", include_str!("migrations/events/0003_visitors.sql")),
        Migration::new("reasons", include_str!("migrations/events/0004_reasons.sql")),
        Migration::new("scenarios", include_str!("migrations/events/0005_scenarios.sql")),
        Migration::new(
            "page views",
            include_str!("migrations/events/0006_page_views.sql"),
        ),
        Migration::new("improve", include_str!("migrations/events/0007_improve.sql")),
        Migration::new(
            "visitor sign-ins",
            include_str!("migrations/events/0008_visitor_sign_ins.sql"),
        ),
        Migration::new(
            "entry days",
            include_str!("migrations/events/0009_entry_days.sql"),
        ),
        Migration {
            sqlite: include_str!("migrations/events/0010_question_text.sqlite.sql"),
            postgres: include_str!("migrations/events/0010_question_text.postgres.sql"),
            ..Migration::new(
                "question text",
                include_str!("migrations/events/0010_question_text.sql"),
            )
        },
        Migration::new(
            "conversations",
            include_str!("migrations/events/0011_conversations.sql"),
        ),
        Migration::new("rollup", include_str!("migrations/events/0012_rollup.sql")),
        Migration::new(
            "values of visits",
            include_str!("migrations/events/0013_visit_values.sql"),
        ),
    ],
};
