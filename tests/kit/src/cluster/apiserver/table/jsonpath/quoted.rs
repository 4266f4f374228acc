use super::Invalid;

/// What a quoted text says, its quotes and Go's escapes undone.
pub(super) fn unquote(text: &str) -> Result<String, Invalid> {
    let quote = text.chars().next().ok_or(Invalid)?;
    let inner = text[quote.len_utf8()..]
        .strip_suffix(quote)
        .ok_or(Invalid)?;
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(char) = rest.next() {
        match char {
            '\\' => escape(&mut rest, quote, &mut out)?,
            char if char == quote => return Err(Invalid),
            char => push(char, &mut out),
        }
    }
    // A byte escape may make what is no UTF-8; Go prints it replaced.
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn push(char: char, out: &mut Vec<u8>) {
    out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
}

fn escape(rest: &mut std::str::Chars<'_>, quote: char, out: &mut Vec<u8>) -> Result<(), Invalid> {
    let byte = match rest.next().ok_or(Invalid)? {
        'a' => 0x07,
        'b' => 0x08,
        'f' => 0x0c,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 0x0b,
        '\\' => b'\\',
        '\'' if quote == '\'' => b'\'',
        '"' if quote == '"' => b'"',
        'x' => u8::try_from(code(rest, 2, 16, 0)?).map_err(|_| Invalid)?,
        digit @ '0'..='7' => {
            let first = digit.to_digit(8).ok_or(Invalid)?;
            u8::try_from(code(rest, 2, 8, first)?).map_err(|_| Invalid)?
        }
        letter @ ('u' | 'U') => {
            let length = if letter == 'u' { 4 } else { 8 };
            let char = char::from_u32(code(rest, length, 16, 0)?).ok_or(Invalid)?;
            push(char, out);
            return Ok(());
        }
        _ => return Err(Invalid),
    };
    out.push(byte);
    Ok(())
}

/// A number of so many more digits.
fn code(
    rest: &mut std::str::Chars<'_>,
    length: usize,
    radix: u32,
    first: u32,
) -> Result<u32, Invalid> {
    (0..length).try_fold(first, |sum, _| {
        let digit = rest.next().and_then(|char| char.to_digit(radix));
        let sum = sum.checked_mul(radix).ok_or(Invalid)?;
        Ok(sum + digit.ok_or(Invalid)?)
    })
}
