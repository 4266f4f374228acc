//! `kubectl_config`, the example, prints what `kubectl config view` prints.
//!
//! kubectl's answers are in `answers.txt`; where there is a kubectl, it is asked again. To take
//! its new answers over, run the test `kubectl_answers_as_it_did` with
//! `OUTRIGGER_TAKE_ANSWERS=1`.
#![allow(clippy::unwrap_used)]

mod case;
mod differences;
mod generate;
#[cfg(feature = "control-plane")]
mod kubectl;
mod ours;
mod printed;
mod views;

use self::case::{Case, by_hand};

/// How many kubeconfigs are made up.
const GENERATED: u64 = 50;

fn cases() -> Vec<Case> {
    let made_up = (0..GENERATED).map(generate::case);
    by_hand().into_iter().chain(made_up).collect()
}
