use super::violation::Violation;

/// What validating one value against one schema came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    violations: Vec<Violation>,
    /// How many checks were passed through: of several alternatives that all fail, the one with
    /// most of them speaks.
    pub(super) matches: u32,
}

impl Outcome {
    pub(super) fn of(violation: Violation) -> Self {
        Self {
            violations: vec![violation],
            matches: 0,
        }
    }

    pub(super) fn add(&mut self, violation: Violation) {
        let reported = self
            .violations
            .iter()
            .any(|known| known.message() == violation.message());
        if !reported {
            self.violations.push(violation);
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.matches += other.matches;
        for violation in other.violations {
            self.add(violation);
        }
    }

    pub(super) fn counted(mut self) -> Self {
        self.matches += 1;
        self
    }

    pub(super) fn is_valid(&self) -> bool {
        self.violations.is_empty()
    }

    /// Forgives everything, as for a value that was so before.
    pub(super) fn forgiven(mut self) -> Self {
        self.violations.clear();
        self
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.violations
    }
}
