//! Numbers with a check digit.

use std::sync::LazyLock;

use regex::Regex;

static CREDIT_CARD: LazyLock<Regex> = LazyLock::new(|| {
    super::regex(concat!(
        "^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}",
        "|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35[0-9]{3})[0-9]{11})$"
    ))
});

pub(super) fn is_credit_card(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| {
            if place % 2 == 1 {
                doubled(digit)
            } else {
                digit
            }
        })
        .sum();
    CREDIT_CARD.is_match(&digits) && sum.is_multiple_of(10)
}

fn isbn_digits(text: &str) -> Option<Vec<u32>> {
    let kept = text
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '\t' | '\n' | '\u{c}' | '\r'));
    let digits: Vec<_> = kept.collect();
    let last = digits.len().checked_sub(1)?;
    digits
        .into_iter()
        .enumerate()
        .map(|(place, c)| match c {
            'X' if place == last && last == 9 => Some(10),
            c => c.to_digit(10),
        })
        .collect()
}

pub(super) fn is_isbn10(text: &str) -> bool {
    let Some(digits) = isbn_digits(text).filter(|digits| digits.len() == 10) else {
        return false;
    };
    let sum: u32 = (1..)
        .zip(digits)
        .map(|(weight, digit)| weight * digit)
        .sum();
    sum.is_multiple_of(11)
}

pub(super) fn is_isbn13(text: &str) -> bool {
    let Some(digits) = isbn_digits(text).filter(|digits| digits.len() == 13) else {
        return false;
    };
    let sum: u32 = [1, 3]
        .into_iter()
        .cycle()
        .zip(digits)
        .map(|(weight, digit)| weight * digit)
        .sum();
    sum.is_multiple_of(10)
}
