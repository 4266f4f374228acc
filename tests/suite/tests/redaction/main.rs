//! No secret is printed: a seed stands in every credential, and everything public is printed.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod decoding;
mod exchanges;
mod kubeconfigs;
mod values;

use std::error::Error;
use std::fmt::{Debug, Write as _};
use std::pin::pin;

use base64::Engine as _;
use futures_util::future::{Either, select};
use outrigger::Driver;
use outrigger_test::MockTransport;

const SEED: &str = "s33ded";

/// A secret that says where it was put.
fn secret(place: &str) -> String {
    format!("{SEED}-{place}")
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The seed as it may be printed: as it is, as the base64 of whatever holds it, as a list of bytes.
fn forms() -> Vec<String> {
    let encoded = (0..3).map(|before: usize| {
        let text = base64(format!("{}{SEED}", " ".repeat(before)));
        // Only the characters that the seed alone decides.
        let (from, to) = ((before * 8).div_ceil(6), (before + SEED.len()) * 8 / 6);
        text[from..to].to_owned()
    });
    let bytes = format!("{:?}", SEED.as_bytes());
    let bytes = bytes.trim_matches(['[', ']']).to_owned();
    encoded.chain([SEED.to_owned(), bytes]).collect()
}

#[track_caller]
fn clean(shown: &str) {
    for form in forms() {
        assert!(!shown.contains(&form), "{form:?} is in {shown}");
    }
}

/// `Debug`, both ways.
#[track_caller]
fn clean_debug(value: &dyn Debug) {
    clean(&format!("{value:?}"));
    // One byte to a line.
    clean(&format!("{value:#?}").replace(",\n", ", ").replace("  ", ""));
}

/// An error and all behind it, in every way that it prints.
#[track_caller]
fn clean_error(error: &(dyn Error + 'static)) -> String {
    let (mut all, mut next) = (String::new(), Some(error));
    while let Some(error) = next {
        clean_debug(error.as_debug());
        write!(all, "{error} {error:#} ").unwrap();
        next = error.source();
    }
    clean(&all);
    all
}

/// Runs `test` beside an informer's driver, in virtual time.
#[track_caller]
fn beside<T>(mock: &MockTransport, driver: Driver, test: impl Future<Output = T>) -> T {
    mock.timer().run(async {
        match select(pin!(test), driver).await {
            Either::Left((output, _)) => output,
            Either::Right(_) => panic!("the driver ended"),
        }
    })
}

trait AsDebug {
    fn as_debug(&self) -> &dyn Debug;
}

impl AsDebug for &(dyn Error + 'static) {
    fn as_debug(&self) -> &dyn Debug {
        self
    }
}

#[test]
fn the_check_finds_the_seed() {
    let text = format!("x {}", secret("anywhere"));
    let printed = [
        text.clone(),
        base64(&text),
        base64(&text[1..]),
        base64(&text[2..]),
        format!("{:?}", text.as_bytes()),
    ];
    for shown in printed {
        assert!(
            std::panic::catch_unwind(|| clean(&shown)).is_err(),
            "{shown}"
        );
    }
    let lines = std::panic::catch_unwind(|| clean_debug(&text.into_bytes()));
    assert!(lines.is_err());
}
