//! Cases from a seed: the same on every machine.

mod corners;
mod document;
mod encode;
mod fields;
mod flags;
mod load;
mod node;
mod pools;
mod user;
mod write;

use outrigger_suite::random::Random;

use crate::case::Case;

/// A kind of case, how many there are of it, and how one is made.
type Kind = (&'static str, usize, fn(&mut Random, Case) -> Case);

const KINDS: &[Kind] = &[
    ("merge", 700, load::merge),
    ("resolve", 500, load::resolve),
    ("override", 400, load::overridden),
    ("yaml", 450, load::styled),
    ("corner", 250, load::corner),
    ("mutated", 150, load::mutated),
];

/// The cases of a seed.
pub(crate) fn cases(seed: u64) -> Vec<Case> {
    let mut random = Random::seeded(seed);
    let mut cases = Vec::new();
    for (kind, count, make) in KINDS {
        for number in 0..*count {
            let case = Case::new(format!("{kind}-{number:03}"));
            cases.push(make(&mut random, case));
        }
    }
    cases
}
