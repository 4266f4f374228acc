//! Numbers as Go reads and writes them.

/// A number as go-yaml v2 resolves it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Int(i64),
    Uint(u64),
    Float(f64),
}

/// Reads a plain scalar that begins with a digit or a sign. Underscores may stand anywhere.
pub(super) fn parse(text: &str) -> Option<Number> {
    let plain = text.replace('_', "");
    let (negative, digits) = match plain.as_bytes().first()? {
        b'-' => (true, &plain[1..]),
        b'+' => (false, &plain[1..]),
        _ => (false, plain.as_str()),
    };
    let signed = digits.len() != plain.len();
    let (radix, digits) = radix(digits);
    if let Ok(magnitude) = unsigned(digits, radix) {
        let value = i128::from(magnitude) * if negative { -1 } else { 1 };
        if let Ok(int) = i64::try_from(value) {
            return Some(Number::Int(int));
        }
        if !signed {
            return Some(Number::Uint(magnitude));
        }
    }
    if is_float(&plain) {
        return finite(&plain).map(Number::Float);
    }
    // go-yaml reads a sign behind the prefix too: `0b-101` is -5.
    let rest = plain.strip_prefix("0b")?;
    rest.starts_with(['+', '-'])
        .then(|| i64::from_str_radix(rest, 2).ok().map(Number::Int))?
}

/// Reads a plain scalar that begins with a dot.
pub(super) fn parse_fraction(text: &str) -> Option<f64> {
    let (mantissa, exponent) = split_exponent(text);
    let digits = mantissa.strip_prefix('.')?;
    let grouped = |text: &str| {
        text.split('_')
            .all(|group| !group.is_empty() && all_digits(group))
    };
    let exponent = exponent.map(unsign);
    (grouped(digits) && exponent.is_none_or(grouped)).then(|| finite(&text.replace('_', "")))?
}

fn radix(digits: &str) -> (u32, &str) {
    match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    }
}

/// Like `u64::from_str_radix`, without a sign.
fn unsigned(digits: &str, radix: u32) -> Result<u64, ()> {
    if digits.starts_with(['+', '-']) {
        return Err(());
    }
    u64::from_str_radix(digits, radix).map_err(drop)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = split_exponent(unsign(text));
    let good = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && all_digits(fraction),
        Some((whole, fraction)) => all_digits(whole) && all_digits(fraction),
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    good && exponent
        .map(unsign)
        .is_none_or(|digits| !digits.is_empty() && all_digits(digits))
}

fn split_exponent(text: &str) -> (&str, Option<&str>) {
    match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    }
}

fn unsign(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Go answers an error, and go-yaml a text, where Rust answers infinity.
fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// A float as a map key: Go's shortest form of it as a 32-bit number, `%g`.
pub(super) fn float_key(value: f64) -> String {
    let value = value as f32;
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        return format!("{value}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// A finite float as JSON: a whole number that fits is an integer, since Go writes it as one.
pub(super) fn to_json(value: f64) -> serde_json::Value {
    let text = format!("{value}");
    if let Ok(int) = text.parse::<i64>() {
        if int != 0 || value.is_sign_positive() {
            return int.into();
        }
    } else if let Ok(uint) = text.parse::<u64>() {
        return uint.into();
    }
    value.into()
}
