//! Selectors: which objects of a resource are meant, by their labels or by their fields.
//!
//! They are parsed, printed and matched as apimachinery does it, so that what a program selects
//! locally is what the server selects.
//!
//! ```
//! use outrigger::ListOptions;
//! use outrigger::selector::{FieldSelector, LabelSelector};
//!
//! let labels: LabelSelector = "app=web,tier in (front, back)".parse()?;
//! let fields = FieldSelector::default().equal("status.phase", "Running");
//! let options = ListOptions::new().labels(labels).fields(fields);
//! assert_eq!(options.label_selector, "app=web,tier in (back,front)");
//! # Ok::<(), outrigger::selector::InvalidSelector>(())
//! ```

mod field;
mod label;
mod lexer;
mod parser;
mod requirement;
mod spec;
#[cfg(test)]
mod tests;

use std::fmt;

pub use self::field::{FieldSelector, FieldTerm};
pub use self::label::LabelSelector;
pub use self::requirement::{Operator, Requirement};
pub use self::spec::{LabelSelectorRequirement, LabelSelectorSpec};

/// How long a selector's text may be, in bytes: 1 MiB, which is also the most that an API server
/// reads of a request's head.
pub const MAX_SELECTOR: usize = 1 << 20;

/// Why something is no selector, in apimachinery's words; they quote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSelector(String);

impl fmt::Display for InvalidSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidSelector {}

fn check_length(text: &str) -> Result<(), InvalidSelector> {
    match text.len() > MAX_SELECTOR {
        true => Err(InvalidSelector(format!(
            "a selector may not be longer than {MAX_SELECTOR} bytes"
        ))),
        false => Ok(()),
    }
}
