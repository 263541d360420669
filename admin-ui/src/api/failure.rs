//! What can go wrong with a request.

use crate::lang::{self, t};
use kotae_shared::api::problem::{FieldProblem, Problem, ProblemCode};

/// Why a request did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The server said why.
    Problem(Problem),
    /// The server was not reached.
    Offline,
    /// Something answered that is not our server, with this status.
    Strange(u16),
}

impl Failure {
    /// One sentence for the reader.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Problem(problem) if problem.message.is_empty() => {
                problem.code.message(lang::current()).to_owned()
            }
            Self::Problem(problem) => problem.message.clone(),
            Self::Offline => t(
                "サーバーに接続できません。ネットワークを確認して、もう一度お試しください。",
                "The server cannot be reached. Please check the network and try again.",
            )
            .to_owned(),
            Self::Strange(status) => match lang::current() {
                kotae_shared::Lang::Ja => {
                    format!("予期しない応答がありました（{status}）。もう一度お試しください。")
                }
                kotae_shared::Lang::En => {
                    format!("There was an unexpected reply ({status}). Please try again.")
                }
            },
        }
    }

    /// What kind of problem the server reported.
    pub(crate) fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            Self::Offline | Self::Strange(_) => None,
        }
    }

    /// The fields at fault.
    pub(crate) fn fields(&self) -> &[FieldProblem] {
        match self {
            Self::Problem(problem) => &problem.fields,
            Self::Offline | Self::Strange(_) => &[],
        }
    }
}
