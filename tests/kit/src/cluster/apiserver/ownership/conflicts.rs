//! What stands against an apply: fields that others own.

use super::managed_fields::{Manager, Operation};
use super::path_element::{PathElement, path_text};
use crate::cluster::apiserver::failure::{Cause, Failure};
use crate::cluster::apiserver::go_text::quote;

/// A field that somebody else owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Conflict {
    pub(super) manager: Manager,
    pub(super) path: Vec<PathElement>,
}

/// The 409 that names them all, by manager.
pub(super) fn refusal(conflicts: &[Conflict]) -> Failure {
    let mut conflicts: Vec<_> = conflicts.iter().collect();
    conflicts.sort_by_key(|conflict| conflict.manager.identifier());
    let mut failure = Failure::about(409, "Conflict", message(&conflicts), "", "", "");
    if let Some(details) = &mut failure.details {
        details.causes = conflicts
            .iter()
            .map(|conflict| Cause {
                reason: "FieldManagerConflict",
                message: format!("conflict with {}", describe(&conflict.manager)),
                field: path_text(&conflict.path),
            })
            .collect();
    }
    failure
}

fn message(conflicts: &[&Conflict]) -> String {
    if let [one] = conflicts {
        return format!(
            "Apply failed with 1 conflict: conflict with {}: {}",
            describe(&one.manager),
            path_text(&one.path)
        );
    }
    let mut lines = Vec::new();
    let mut last = None;
    for conflict in conflicts {
        if last != Some(&conflict.manager) {
            lines.push(format!("conflicts with {}:", describe(&conflict.manager)));
            last = Some(&conflict.manager);
        }
        lines.push(format!("- {}", path_text(&conflict.path)));
    }
    format!(
        "Apply failed with {} conflicts: {}",
        conflicts.len(),
        lines.join("\n")
    )
}

fn describe(manager: &Manager) -> String {
    let mut text = quote(&manager.name);
    if !manager.subresource.is_empty() {
        text += &format!(" with subresource {}", quote(&manager.subresource));
    }
    if manager.operation == Operation::Update {
        text += &format!(" using {}", manager.api_version);
    }
    text
}
