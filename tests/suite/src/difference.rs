//! Comparing ours with somebody else's, but for what differs on purpose.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::asked::Question;

/// One difference: where, and what each side has there; null for nothing.
#[derive(Debug)]
pub struct Mismatch {
    /// What differs, such as `header Accept`.
    pub place: String,
    /// What they have there.
    pub theirs: Value,
    /// What we have there.
    pub ours: Value,
}

impl Mismatch {
    /// A mismatch, if the two are not the same.
    pub fn of(place: impl Into<String>, theirs: &Value, ours: &Value) -> Option<Self> {
        (theirs != ours).then(|| Self {
            place: place.into(),
            theirs: theirs.clone(),
            ours: ours.clone(),
        })
    }

    /// Whether it is at one of these places.
    #[must_use]
    pub fn is_at(&self, places: &[&str]) -> bool {
        places.contains(&&*self.place)
    }

    /// Whether these are the two sides.
    #[must_use]
    pub fn is(&self, theirs: &Value, ours: &Value) -> bool {
        self.theirs == *theirs && self.ours == *ours
    }
}

/// Three lines, so that the two sides can be held against each other.
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            theirs,
            ours,
        } = self;
        write!(f, "{place}\n    theirs {theirs}\n    ours   {ours}")
    }
}

/// A deliberate difference, and how a mismatch is told to be one.
#[derive(Debug)]
pub struct Difference<E = fn(&Value, &Mismatch) -> bool> {
    /// What it is called in reports.
    pub name: &'static str,
    /// Why it is meant.
    pub reason: &'static str,
    /// How many mismatches of the committed cases it explains. Another number is either a new case
    /// or something that is not meant.
    pub count: usize,
    /// Whether it explains a mismatch: a function of the case and the mismatch, unless a test needs
    /// more.
    pub explains: E,
}

const MISMATCHES_SHOWN: usize = 3_000;

/// What was found so far.
#[derive(Debug)]
pub struct Tally<E: 'static = fn(&Value, &Mismatch) -> bool> {
    differences: &'static [Difference<E>],
    failures: Vec<String>,
    met: BTreeMap<&'static str, usize>,
    compared: usize,
}

impl Tally {
    /// Adds the mismatches of a case.
    pub fn add(&mut self, case: &Question, mismatches: Vec<Mismatch>) {
        let explains = |explains: &fn(&Value, &Mismatch) -> bool, mismatch: &Mismatch| {
            explains(&case.given, mismatch)
        };
        let report =
            |mismatch: &Mismatch| format!("{}: {mismatch}\n    of {}\n", case.name, case.given);
        self.add_explained(mismatches, explains, report);
    }
}

impl<E> Tally<E> {
    /// Nothing found, and what may be found.
    #[must_use]
    pub const fn new(differences: &'static [Difference<E>]) -> Self {
        Self {
            differences,
            failures: Vec::new(),
            met: BTreeMap::new(),
            compared: 0,
        }
    }

    /// Adds the mismatches of a case, given how to ask a difference whether it explains one, and
    /// how to tell of one that none explains.
    pub fn add_explained(
        &mut self,
        mismatches: Vec<Mismatch>,
        explains: impl Fn(&E, &Mismatch) -> bool,
        report: impl Fn(&Mismatch) -> String,
    ) {
        self.compared += 1;
        for mismatch in mismatches {
            let mut differences = self.differences.iter();
            match differences.find(|difference| explains(&difference.explains, &mismatch)) {
                Some(difference) => *self.met.entry(difference.name).or_default() += 1,
                None => self.failures.push(report(&mismatch)),
            }
        }
    }

    /// Counts a case that cannot be compared under the name of a difference.
    pub fn leave_out(&mut self, difference: &'static str) {
        *self.met.entry(difference).or_default() += 1;
    }

    /// How many mismatches nothing explains.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.failures.len()
    }

    /// Fails when there are mismatches that nothing explains.
    ///
    /// # Panics
    /// When there are.
    #[track_caller]
    pub fn nothing_failed(&self) {
        let shown = self.failures.iter().take(MISMATCHES_SHOWN);
        let shown: String = shown.map(String::as_str).collect();
        let count = self.failures.len();
        assert!(count == 0, "{count} mismatches\n{shown}");
    }

    /// Fails when there are mismatches, or when a difference explains another number of them than
    /// it says.
    ///
    /// # Panics
    /// When one of these is.
    #[track_caller]
    #[allow(clippy::print_stderr, reason = "what a run covered is worth seeing")]
    pub fn finish(&self) {
        eprintln!("{} cases compared; deliberate differences:", self.compared);
        let mut differ = Vec::new();
        for difference in self.differences {
            let Difference {
                name,
                reason,
                count: expected,
                ..
            } = difference;
            let count = self.met.get(name).copied().unwrap_or_default();
            eprintln!("{count} times: {name} ({reason})");
            if count != *expected || *expected == 0 {
                differ.push(format!("{name}: {count} times, not {expected}"));
            }
        }
        self.nothing_failed();
        assert!(differ.is_empty(), "{differ:#?}");
    }
}
