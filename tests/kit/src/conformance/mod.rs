//! The contract of [`HttpTransport`](outrigger::transport::HttpTransport), one function to a
//! clause.
//!
//! A backend makes a [`Target`] of itself and a server, and asks for one test per clause:
//!
//! ```
//! # #[cfg(all(feature = "server", not(target_family = "wasm")))]
//! # mod example {
//! use std::sync::LazyLock;
//!
//! use outrigger_test::conformance::Clause;
//! use outrigger_test::conformance::server::Server;
//!
//! static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start().unwrap());
//!
//! fn over_http1(clause: Clause) {
//!     # let _ = (clause, SERVER.http1());
//!     // let target = Target::new(link, timer, SERVER.http1()).misbehaving(SERVER.misbehaving());
//!     // let outcome = runtime.block_on(clause.check(&target)).unwrap();
//!     // println!("{outcome}");
//! }
//!
//! outrigger_test::conformance_tests!(mod http1, over_http1);
//! # }
//! ```
//!
//! A clause answers [`Outcome::Passed`], or [`Outcome::NotApplicable`] with the reason when the
//! backend's [capabilities](outrigger::transport::Capabilities) or the target's servers leave
//! nothing to check, or a [`Violation`] that says what the transport did. None of them waits for
//! longer than [`Target::deadline`], and none of them judges by the wall clock how fast
//! something was: where the order of events matters, the server waits to be told.
//!
//! The servers are in the module `server` (native, feature `server`). What the well-behaved one
//! answers is [`Endpoints`], which needs no socket, so that transports without a network pass
//! the suite too.

mod clause_list;
mod clauses;
mod endpoints;
mod outcome;
#[cfg(all(feature = "server", not(target_family = "wasm")))]
pub mod server;
mod target;

pub use self::clause_list::CLAUSES;
pub use self::clauses::*;
pub use self::endpoints::Endpoints;
pub use self::outcome::{Clause, Outcome, Report, Verdict, Violation};
pub use self::target::Target;

/// Checks every clause, one after another.
///
/// # Examples
/// ```no_run
/// # async fn example(target: outrigger_test::conformance::Target) {
/// let report = outrigger_test::conformance::check_all(&target).await;
/// assert!(report.is_conformant(), "{report}");
/// # }
/// ```
pub async fn check_all(target: &Target) -> Report {
    let mut verdicts = Vec::with_capacity(CLAUSES.len());
    for clause in CLAUSES {
        verdicts.push((clause.name, clause.check(target).await));
    }
    Report::new(verdicts)
}
