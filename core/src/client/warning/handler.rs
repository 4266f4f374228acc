use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::Warning;

/// How many texts [`EachWarningOnce`] remembers.
const REMEMBERED: usize = 1000;

/// Is told of the warnings that API servers send with their answers. Functions are some:
///
/// ```
/// # fn example(builder: outrigger::ClientBuilder) -> outrigger::ClientBuilder {
/// use outrigger::{EachWarningOnce, Warning};
///
/// builder.warnings(EachWarningOnce::new(|warning: &Warning| eprintln!("Warning: {warning}")))
/// # }
/// ```
///
/// It sees those of code 299 that have a text, and those of an answer that is an error too; of
/// answers after which the request is sent again it does not. It is called inline, so it must be
/// quick and must not block. Their texts may quote what was sent: a field of an object, not a
/// credential.
pub trait WarningHandler: Send + Sync + 'static {
    /// The server warns.
    fn warn(&self, warning: &Warning);
}

impl<F: Fn(&Warning) + Send + Sync + 'static> WarningHandler for F {
    fn warn(&self, warning: &Warning) {
        self(warning);
    }
}

/// Tells another handler each text once, and again when a thousand others have come since.
pub struct EachWarningOnce<H> {
    inner: H,
    told: Mutex<Told>,
}

/// Texts in the order in which they came.
#[derive(Default)]
struct Told(VecDeque<String>);

impl<H: WarningHandler> EachWarningOnce<H> {
    /// Tells `inner`.
    pub const fn new(inner: H) -> Self {
        Self {
            inner,
            told: Mutex::new(Told(VecDeque::new())),
        }
    }
}

impl Told {
    /// Whether nobody has been told of it.
    fn is_news(&mut self, text: &str) -> bool {
        if self.0.iter().any(|told| told == text) {
            return false;
        }
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(text.to_owned());
        true
    }
}

impl<H: WarningHandler> WarningHandler for EachWarningOnce<H> {
    fn warn(&self, warning: &Warning) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let news = told.is_news(&warning.text);
        drop(told);
        if news {
            self.inner.warn(warning);
        }
    }
}

impl<H> fmt::Debug for EachWarningOnce<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EachWarningOnce")
    }
}
