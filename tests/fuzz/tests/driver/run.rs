//! One run of a body, and what it may take.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use outrigger_fuzz::Body;

/// What a run may allocate: so much for each byte of what the input stands for, and so much anyway.
///
/// The most that is held at once bounds memory. How often something is allocated, and how much in
/// all, bounds work, and is the same on every machine, which time is not.
#[derive(Debug)]
pub(crate) struct Limits {
    pub(crate) bytes: (u64, u64),
    pub(crate) allocations: (u64, u64),
    pub(crate) copies: (u64, u64),
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: (600, 1 << 20),
            allocations: (50, 10_000),
            copies: (10_000, 10 << 20),
        }
    }
}

/// What a run allocated, with the size that its input stands for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    pub(crate) size: u64,
    /// The most that was held at once.
    pub(crate) bytes: u64,
    pub(crate) allocations: u64,
    /// How many bytes were allocated in all.
    pub(crate) copies: u64,
}

impl Spent {
    /// The most of each.
    pub(crate) fn max(self, other: Self) -> Self {
        Self {
            size: self.size.max(other.size),
            bytes: self.bytes.max(other.bytes),
            allocations: self.allocations.max(other.allocations),
            copies: self.copies.max(other.copies),
        }
    }

    fn within(self, limits: &Limits) -> Result<Self, String> {
        let most = |(each, base): (u64, u64)| base + each * self.size;
        if self.bytes > most(limits.bytes) {
            return Err(format!("holds too much memory: {self:?}"));
        }
        if self.allocations > most(limits.allocations) {
            return Err(format!("works too long: {self:?}"));
        }
        if self.copies > most(limits.copies) {
            return Err(format!("copies too much: {self:?}"));
        }
        Ok(self)
    }
}

thread_local! {
    /// What the panic that is caught says; `None` when panics are not to be caught.
    static CAUGHT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls a body; the error says why it panicked or what it took too much of.
pub(crate) fn run(body: Body, input: &[u8], limits: &Limits) -> Result<Spent, String> {
    catch_messages();
    CAUGHT.set(Some(String::new()));
    let mut outcome = None;
    let info = allocation_counter::measure(|| {
        outcome = catch_unwind(AssertUnwindSafe(|| body(input))).ok();
    });
    let message = CAUGHT.take().unwrap_or_default();
    let size = outcome.ok_or(message)?;
    let spent = Spent {
        size: size as u64,
        bytes: info.bytes_max,
        allocations: info.count_total,
        copies: info.bytes_total,
    };
    spent.within(limits)
}

/// A smaller input that fails too, and how. Cuts pieces out, for a limited number of times.
pub(crate) fn smaller(
    body: Body,
    input: &[u8],
    limits: &Limits,
    problem: String,
) -> (Vec<u8>, String) {
    let (mut best, mut problem) = (input.to_vec(), problem);
    let mut piece = best.len() / 2;
    let mut tries = 0;
    while piece > 0 {
        let mut at = 0;
        while at + piece <= best.len() && tries < 2_000 {
            tries += 1;
            let candidate = [&best[..at], &best[at + piece..]].concat();
            match run(body, &candidate, limits) {
                Ok(_) => at += piece,
                Err(other) => (best, problem) = (candidate, other),
            }
        }
        piece /= 2;
    }
    (best, problem)
}

/// Panics of a run are told by its test, not by the panic itself.
fn catch_messages() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |info| {
            let caught = CAUGHT.with_borrow_mut(|caught| {
                let caught = caught.as_mut()?;
                *caught = message(info);
                Some(())
            });
            if caught.is_none() {
                usual(info);
            }
        }));
    });
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let text = info.payload_as_str().unwrap_or("a panic");
    match info.location() {
        Some(place) => format!("{text} ({}:{})", place.file(), place.line()),
        None => text.to_owned(),
    }
}
