//! What must hold for any input at all, as functions that any fuzzer can call.
//!
//! A [`Body`] takes bytes, gives them to the library as everything they could be, and panics where
//! something does not hold. `tests/driver` calls the bodies with inputs that a seed decides, in
//! every run of the tests; the targets in `fuzz/` call them under cargo-fuzz, which watches what
//! code an input reaches:
//!
//! ```console
//! RUNS=100000 cargo test --release -p outrigger-fuzz --test driver
//! cd tests/fuzz && cargo +nightly fuzz run kubeconfigs fuzz/corpus/kubeconfigs corpus
//! ```
//!
//! No secret may be shown: [`SEED`] stands in the credentials of the corpus and of generated
//! kubeconfigs, and whatever the library prints is searched for it. Where an input has it in a
//! name, that input is not searched: [`seed`] says which places those are.
#![allow(clippy::panic, reason = "a body tells by panicking")]

mod answers;
mod case;
mod choices;
mod document;
mod exec;
mod generate;
mod kubeconfigs;
mod paths;
mod requests;
pub mod seed;
mod structured;
mod urls;
mod values;
mod views;
mod yaml;

pub use self::answers::answers;
pub use self::exec::exec;
pub use self::kubeconfigs::{SEPARATOR, kubeconfigs};
pub use self::paths::paths;
pub use self::requests::requests;
pub use self::seed::SEED;
pub use self::structured::structured;
pub use self::urls::urls;
pub use self::values::values;
pub use self::yaml::yaml;

/// A function that panics when something does not hold for these bytes.
///
/// It answers the size of what the bytes stand for: their number, and what aliases in them expand
/// to. The driver bounds by it what a body may allocate.
pub type Body = fn(&[u8]) -> usize;

/// All bodies by name.
pub const BODIES: [(&str, Body); 9] = [
    ("yaml", yaml),
    ("values", values),
    ("kubeconfigs", kubeconfigs),
    ("structured", structured),
    ("paths", paths),
    ("urls", urls),
    ("exec", exec),
    ("answers", answers),
    ("requests", requests),
];
