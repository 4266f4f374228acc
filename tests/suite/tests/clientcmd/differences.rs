//! Where Outrigger is not to do what clientcmd does.

use serde_json::Value;

use crate::case::Case;
use crate::compare::Mismatch;

/// A deliberate difference.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    /// Whether it explains a mismatch.
    explains: fn(&Situation<'_>) -> bool,
}

#[derive(Debug)]
#[allow(dead_code)]
struct Situation<'a> {
    case: &'a Case,
    theirs: &'a Value,
    ours: &'a Value,
    mismatch: &'a Mismatch,
}

/// The deliberate differences; each is needed by a case.
pub(crate) const DIFFERENCES: &[Difference] = &[];

/// The name of the difference that explains a mismatch.
pub(crate) fn excuse(
    case: &Case,
    theirs: &Value,
    ours: &Value,
    mismatch: &Mismatch,
) -> Option<&'static str> {
    let situation = Situation {
        case,
        theirs,
        ours,
        mismatch,
    };
    let difference = DIFFERENCES.iter().find(|difference| (difference.explains)(&situation))?;
    Some(difference.name)
}
