//! Secrets that can be found again.

use std::error::Error;
use std::fmt::{Debug, Display, Write as _};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What every secret holds.
pub const SEED: &str = "s33ded";

/// A secret that says where it was put.
pub fn secret(place: &str) -> String {
    format!("{SEED}-{place}-{SEED}")
}

/// The seed as it may be shown: as it is, as base64 of whatever holds it, as a list of bytes.
static FORMS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let encoded = (0..3).map(|before: usize| {
        let text = STANDARD.encode(format!("{}{SEED}", " ".repeat(before)));
        // Only the characters that the seed alone decides.
        let (from, to) = ((before * 8).div_ceil(6), (before + SEED.len()) * 8 / 6);
        text[from..to].to_owned()
    });
    let bytes = format!("{:?}", SEED.as_bytes());
    let bytes = bytes.trim_matches(['[', ']']).to_owned();
    encoded.chain([SEED.to_owned(), bytes]).collect()
});

/// The form in which the seed is in `text`.
pub fn found(text: &str) -> Option<&'static str> {
    FORMS
        .iter()
        .map(String::as_str)
        .find(|form| text.contains(form))
}

/// All that the library showed while a body ran.
#[derive(Default)]
pub struct Shown(String);

impl Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

impl Shown {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what is shown of a value to programmers.
    pub fn debug(&mut self, value: &dyn Debug) {
        self.add(format_args!("{value:?}"));
    }

    /// Adds what is shown of a value to users.
    pub fn display(&mut self, value: &dyn Display) {
        self.add(format_args!("{value}"));
    }

    /// Adds an error and all behind it.
    pub fn error<E: Error + 'static>(&mut self, error: &E) {
        let mut next: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = next {
            self.add(format_args!("{error} {error:#} {error:?}"));
            next = error.source();
        }
    }

    fn add(&mut self, shown: std::fmt::Arguments<'_>) {
        // A text takes whatever is written.
        let _ = writeln!(self.0, "{shown}");
    }

    /// Panics if a secret was shown.
    ///
    /// # Panics
    /// See above; the message quotes the line.
    pub fn check(&self) {
        let Some(form) = found(&self.0) else {
            return;
        };
        let line = self.0.lines().find(|line| line.contains(form));
        panic!("a secret is shown ({form:?}): {}", line.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn every_form_is_found() {
        let text = format!("x {}", secret("anywhere"));
        for shown in [
            text.clone(),
            STANDARD.encode(&text),
            STANDARD.encode(&text[1..]),
            STANDARD.encode(&text[2..]),
            format!("{:?}", text.as_bytes()),
        ] {
            let told = catch_unwind(|| {
                let mut all = Shown::new();
                all.display(&"nothing here");
                all.display(&shown);
                all.check();
            });
            assert!(told.is_err(), "{shown}");
        }
        let mut all = Shown::new();
        all.debug(&"seed, s33de d, czMzZGU=");
        all.check();
    }
}
