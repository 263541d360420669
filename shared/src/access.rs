//! Who may do what: the roles, the permissions, and the one table between them. The server enforces it at each route;
//! the admin screens show what it allows.

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// What somebody is in a workspace. In the order of the screens, the most powerful first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, and the only one who makes owners and signs off the access review. There is always one.
    Owner,
    /// Everything but that.
    Administrator,
    /// Writes the knowledge, all of it or some categories.
    Editor,
    /// Writes the knowledge and publishes it.
    Approver,
    /// Answers people: reads the knowledge and the log of questions.
    Agent,
    /// Looks at what is asked, and takes it out as a file.
    Analyst,
    /// Looks at the knowledge.
    #[default]
    Viewer,
}

/// Something that one may or may not do. Each admin route names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See and change one's own account, password and sessions.
    OwnAccount,
    /// Read entries and categories, and what a publication would change.
    ReadKnowledge,
    /// Write entries and categories, one by one or by a file.
    EditKnowledge,
    /// Take the knowledge out as a file.
    ExportKnowledge,
    /// Let visitors see what was written.
    Publish,
    /// Read what visitors asked.
    ReadQuestions,
    /// Take that out as a file.
    ExportQuestions,
    /// See widgets and their settings.
    ReadWidgets,
    /// Change them.
    EditWidgets,
    /// Invite, change, suspend and delete users, and end their sessions.
    ManageUsers,
    /// Sign off the review of who has access.
    ReviewAccess,
    /// Say by which identity providers one signs in, and who can without.
    ManageSignIn,
    /// Operate the installation, where the workspace is the operators'.
    Operators,
    /// Take the whole workspace out as a file.
    ExportWorkspace,
    /// Change the workspace's settings: mail, security.
    EditSettings,
    /// See outgoing mail and scheduled jobs, and start them by hand.
    Operate,
    /// See forms and surveys.
    ReadForms,
    /// Change them: visitors have the change at once.
    EditForms,
    /// Read what people sent by them, which is personal.
    ReadSubmissions,
    /// Deal with that: state, assignee, notes, replies.
    HandleSubmissions,
    /// Take that out as a file.
    ExportSubmissions,
    /// See what visitor fields have that are personal; for others it is masked.
    ReadPersonal,
}

use Permission as P;
use Role::{Administrator, Agent, Analyst, Approver, Editor, Owner, Viewer};

/// The table. A role that does not stand in a line may not.
#[rustfmt::skip]
pub const TABLE: &[(Permission, &[Role])] = &[
    (P::OwnAccount,      &[Owner, Administrator, Editor, Approver, Agent, Analyst, Viewer]),
    (P::ReadKnowledge,   &[Owner, Administrator, Editor, Approver, Agent, Analyst, Viewer]),
    (P::EditKnowledge,   &[Owner, Administrator, Editor, Approver]),
    (P::ExportKnowledge, &[Owner, Administrator, Editor, Approver, Analyst]),
    (P::Publish,         &[Owner, Administrator, Approver]),
    (P::ReadQuestions,   &[Owner, Administrator, Editor, Approver, Agent, Analyst]),
    (P::ExportQuestions, &[Owner, Administrator, Analyst]),
    (P::ReadWidgets,     &[Owner, Administrator, Editor, Approver]),
    (P::EditWidgets,     &[Owner, Administrator]),
    (P::ManageUsers,     &[Owner, Administrator]),
    (P::ReviewAccess,    &[Owner]),
    // Whoever may do this can let somebody in as an owner.
    (P::ManageSignIn,    &[Owner]),
    (P::ExportWorkspace, &[Owner]),
    (P::Operators,       &[Owner]),
    (P::EditSettings,    &[Owner, Administrator]),
    (P::Operate,         &[Owner, Administrator]),
    (P::ReadForms,       &[Owner, Administrator, Editor, Approver, Agent, Analyst]),
    (P::EditForms,       &[Owner, Administrator]),
    (P::ReadSubmissions, &[Owner, Administrator, Agent, Analyst]),
    (P::HandleSubmissions, &[Owner, Administrator, Agent]),
    (P::ExportSubmissions, &[Owner, Administrator, Analyst]),
    (P::ReadPersonal,    &[Owner, Administrator, Agent]),
];

impl Role {
    /// All roles, the most powerful first.
    pub const ALL: [Self; 7] = [Owner, Administrator, Editor, Approver, Agent, Analyst, Viewer];

    /// Whether the table allows it.
    pub fn may(self, permission: Permission) -> bool {
        TABLE
            .iter()
            .any(|(line, roles)| *line == permission && roles.contains(&self))
    }

    /// Whether one with this role may make, change, suspend or delete a user who has the role `other` or shall get it.
    /// Nobody lifts himself or others above himself.
    pub fn may_manage(self, other: Self) -> bool {
        self.may(Permission::ManageUsers) && (self == Owner || other != Owner)
    }

    /// Whether a user with this role can be limited to some categories: where it writes the knowledge and no more.
    pub const fn can_be_limited(self) -> bool {
        matches!(self, Editor)
    }

    /// As it stands in the API, in the database and on the command line.
    pub const fn tag(self) -> &'static str {
        match self {
            Owner => "owner",
            Administrator => "administrator",
            Editor => "editor",
            Approver => "approver",
            Agent => "agent",
            Analyst => "analyst",
            Viewer => "viewer",
        }
    }

    /// The role of a tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.tag() == tag)
    }

    /// What the screens call it.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Owner => lang.pick("オーナー", "Owner"),
            Administrator => lang.pick("管理者", "Administrator"),
            Editor => lang.pick("編集者", "Editor"),
            Approver => lang.pick("承認者", "Approver"),
            Agent => lang.pick("対応担当", "Agent"),
            Analyst => lang.pick("分析担当", "Analyst"),
            Viewer => lang.pick("閲覧者", "Viewer"),
        }
    }

    /// One sentence on what it can do.
    pub const fn explanation(self, lang: Lang) -> &'static str {
        match self {
            Owner => lang.pick(
                "すべての操作ができます。オーナーの追加と、利用者の定期確認もできます。",
                "Can do everything, also add owners and sign off the access review.",
            ),
            Administrator => lang.pick(
                "FAQ・ウィジェット・利用者・設定を管理できます。オーナーは変更できません。",
                "Manages the FAQ, widgets, users and settings, but not owners.",
            ),
            Editor => lang.pick(
                "FAQ を書いて直せます。公開はできません。担当カテゴリーを決められます。",
                "Writes and corrects entries, but does not publish. Can be limited to some categories.",
            ),
            Approver => lang.pick(
                "FAQ を書いて直し、公開できます。",
                "Writes entries and publishes them.",
            ),
            Agent => lang.pick(
                "FAQ と質問ログを見て、問い合わせに対応します。",
                "Answers people: reads the FAQ and the questions.",
            ),
            Analyst => lang.pick(
                "FAQ と質問ログを見て、ファイルに書き出せます。",
                "Reads the FAQ and the questions, and exports both.",
            ),
            Viewer => lang.pick("FAQ を見るだけです。", "Reads the FAQ, nothing else."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_each_permission_once_and_the_owner_everywhere() {
        for (index, (permission, roles)) in TABLE.iter().enumerate() {
            assert!(roles.contains(&Owner), "{permission:?}");
            assert!(
                TABLE[index + 1..].iter().all(|(other, _)| other != permission),
                "{permission:?} stands twice"
            );
        }
        for role in Role::ALL {
            assert!(role.may(P::OwnAccount) && role.may(P::ReadKnowledge));
            assert_eq!(Role::from_tag(role.tag()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.tag());
        }
        assert_eq!(Role::from_tag("root"), None);
    }

    #[test]
    fn nobody_lifts_above_himself() {
        assert!(Owner.may_manage(Owner) && Owner.may_manage(Viewer));
        assert!(Administrator.may_manage(Administrator) && !Administrator.may_manage(Owner));
        for role in [Editor, Approver, Agent, Analyst, Viewer] {
            assert!(!role.may_manage(Viewer), "{role:?}");
        }
    }
}
