//! What happened in a run, for whoever reads its failure.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use outrigger::rt::{Instant, Timer};

/// How many lines a trace keeps unless told.
const LINES: usize = 10_000;

/// How many bytes of a line a trace keeps.
const LINE_LENGTH: usize = 500;

/// A log of what happened when: bounded, readable, and the same for the same seed.
///
/// Clones are the same trace. It keeps the latest lines, 10,000 unless told, and the first 500
/// bytes of each. [`Display`](fmt::Display) prints them, one to a line. What is logged is
/// printed when a test fails, so no secret belongs into it.
///
/// # Examples
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
/// use outrigger_test::{ManualTimer, Trace};
///
/// let timer = ManualTimer::new();
/// let trace = Trace::new(Arc::new(timer.clone()));
/// trace.log("controller", "began");
/// timer.advance(Duration::from_millis(1500));
/// trace.log("controller", format_args!("{} objects", 3));
/// assert_eq!(
///     trace.to_string(),
///     "    0.000s controller: began\n    1.500s controller: 3 objects\n",
/// );
/// ```
#[derive(Clone)]
pub struct Trace(Arc<Shared>);

struct Shared {
    timer: Arc<dyn Timer>,
    capacity: usize,
    lines: Mutex<Lines>,
}

#[derive(Default)]
struct Lines {
    latest: VecDeque<Line>,
    /// How many were logged and are no longer kept.
    lost: u64,
}

struct Line {
    at: Duration,
    text: String,
}

impl Trace {
    /// An empty trace that tells the time by `timer`.
    pub fn new(timer: Arc<dyn Timer>) -> Self {
        Self::with_capacity(timer, LINES)
    }

    /// An empty trace that keeps that many lines.
    pub fn with_capacity(timer: Arc<dyn Timer>, capacity: usize) -> Self {
        Self(Arc::new(Shared {
            timer,
            capacity,
            lines: Mutex::default(),
        }))
    }

    /// Logs what `who` did or met. Control characters are escaped.
    pub fn log(&self, who: impl fmt::Display, what: impl fmt::Display) {
        // Formatting is user code and runs outside the lock.
        let text = one_line(&format!("{who}: {what}"));
        let at = self.0.timer.now() - Instant::default();
        let mut lines = self.lock();
        lines.latest.push_back(Line { at, text });
        while lines.latest.len() > self.0.capacity {
            lines.latest.pop_front();
            lines.lost += 1;
        }
    }

    /// The latest `count` lines, one to a line, and how many came before.
    pub fn tail(&self, count: usize) -> String {
        let lines = self.lock();
        let skipped = lines.latest.len().saturating_sub(count);
        let mut text = match lines.lost + skipped as u64 {
            0 => String::new(),
            lost => format!("… {lost} lines before\n"),
        };
        for Line { at, text: line } in lines.latest.iter().skip(skipped) {
            let (seconds, milliseconds) = (at.as_secs(), at.subsec_millis());
            text.push_str(&format!("{seconds:5}.{milliseconds:03}s {line}\n"));
        }
        text
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The whole of it.
impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tail(usize::MAX))
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.lock();
        f.debug_struct("Trace")
            .field("lines", &lines.latest.len())
            .field("lost", &lines.lost)
            .finish()
    }
}

fn one_line(text: &str) -> String {
    let mut line = String::new();
    for character in text.chars() {
        if line.len() >= LINE_LENGTH {
            line.push('…');
            break;
        }
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ManualTimer;

    #[test]
    fn a_trace_is_bounded() {
        let trace = Trace::with_capacity(Arc::new(ManualTimer::new()), 3);
        for n in 0..5 {
            trace.log("who", n);
        }
        assert_eq!(
            trace.to_string(),
            "… 2 lines before\n    0.000s who: 2\n    0.000s who: 3\n    0.000s who: 4\n"
        );
        assert_eq!(trace.tail(1), "… 4 lines before\n    0.000s who: 4\n");
        trace.log("who", "ä".repeat(1000));
        let last = trace.tail(1);
        assert!(last.len() < 550 && last.ends_with("ä…\n"), "{last}");
    }

    #[test]
    fn a_line_stays_one() {
        let trace = Trace::new(Arc::new(ManualTimer::new()));
        trace.log("a\nb", "c\r\n\u{1b}[31md");
        assert_eq!(trace.to_string(), "    0.000s a\\nb: c\\r\\n\\u{1b}[31md\n");
    }
}
