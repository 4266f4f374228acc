//! Cases written by hand.

use crate::case::Case;

/// All of them.
pub(crate) fn all() -> Vec<Case> {
    Vec::new()
}
