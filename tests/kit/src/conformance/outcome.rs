use std::fmt;

use outrigger::rt::BoxFuture;

use super::Target;

/// What a clause that the transport does not break has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There was nothing to check, because of this.
    NotApplicable(String),
    /// The transport keeps the clause.
    Passed,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotApplicable(reason) => write!(f, "not applicable: {reason}"),
            Self::Passed => f.write_str("passed"),
        }
    }
}

/// What the transport did that the contract does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation(String);

impl Violation {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Violation {}

/// The answer of a clause.
pub type Verdict = Result<Outcome, Violation>;

/// One clause of the contract, as a value.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Clause {
    /// The name of its function.
    pub name: &'static str,
    check: fn(&Target) -> BoxFuture<'_, Verdict>,
}

impl Clause {
    pub(super) const fn new(
        name: &'static str,
        check: fn(&Target) -> BoxFuture<'_, Verdict>,
    ) -> Self {
        Self { name, check }
    }

    /// Checks the clause on `target`.
    ///
    /// # Errors
    /// When the transport breaks the clause, or takes longer than the target's deadline.
    pub fn check<'a>(&self, target: &'a Target) -> BoxFuture<'a, Verdict> {
        (self.check)(target)
    }
}

/// The verdicts of all clauses on one target.
#[derive(Clone, Debug)]
pub struct Report(Vec<(&'static str, Verdict)>);

impl Report {
    pub(super) const fn new(verdicts: Vec<(&'static str, Verdict)>) -> Self {
        Self(verdicts)
    }

    /// Each clause's name and verdict, in the suite's order.
    pub fn verdicts(&self) -> &[(&'static str, Verdict)] {
        &self.0
    }

    /// Whether no clause is broken.
    pub fn is_conformant(&self) -> bool {
        self.0.iter().all(|(_, verdict)| verdict.is_ok())
    }

    /// The clauses that did not apply, with the reasons.
    pub fn not_applicable(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().filter_map(|(name, verdict)| match verdict {
            Ok(Outcome::NotApplicable(reason)) => Some((*name, reason.as_str())),
            _ => None,
        })
    }
}

/// One line to a clause.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, verdict) in &self.0 {
            match verdict {
                Ok(outcome) => writeln!(f, "{name}: {outcome}")?,
                Err(violation) => writeln!(f, "{name}: BROKEN: {violation}")?,
            }
        }
        Ok(())
    }
}
