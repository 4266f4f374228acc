use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Encodes bytes as Go does.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Decodes as Go does: line ends are skipped, the bits left over are not looked at, and the error
/// tells how far it came.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, String> {
    let bytes = text.as_bytes();
    let corrupt = |at: usize| format!("illegal base64 data at input byte {at}");
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3);
    let mut quantum = [0; 4];
    let mut filled = 0;
    let mut at = 0;
    while let Some(byte) = next(bytes, &mut at) {
        match sextet(byte) {
            Some(sextet) => {
                quantum[filled] = sextet;
                filled += 1;
            }
            None if byte == b'=' && filled >= 2 => {
                padding(bytes, at, filled).map_err(corrupt)?;
                decoded.extend_from_slice(&whole(quantum)[..filled - 1]);
                return Ok(decoded);
            }
            None => return Err(corrupt(at - 1)),
        }
        if filled == 4 {
            decoded.extend_from_slice(&whole(quantum));
            (filled, quantum) = (0, [0; 4]);
        }
    }
    if filled > 0 {
        return Err(corrupt(at - filled));
    }
    Ok(decoded)
}

/// The next byte that is no line end.
fn next(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if byte != b'\n' && byte != b'\r' {
            return Some(byte);
        }
    }
}

/// Checks what follows the first `=`; else where it goes wrong.
fn padding(bytes: &[u8], mut at: usize, filled: usize) -> Result<(), usize> {
    if filled == 2 {
        match next(bytes, &mut at) {
            None => return Err(bytes.len()),
            Some(b'=') => {}
            Some(_) => return Err(at - 2),
        }
    }
    match next(bytes, &mut at) {
        None => Ok(()),
        Some(_) => Err(at - 1),
    }
}

fn whole(quantum: [u8; 4]) -> [u8; 3] {
    let [a, b, c, d] = quantum;
    [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn decodes_what_go_decodes() {
        let cases = [
            ("", ""),
            ("YWJj", "YWJj"),
            ("YQ==", "YQ=="),
            ("YR==", "YQ=="),
            ("YWI=", "YWI="),
            ("YWJ=", "YWI="),
            ("Y\nQ\r\n=\n=\n", "YQ=="),
            ("+/+/", "+/+/"),
        ];
        for (text, expected) in cases {
            let decoded = decode(text).expect(text);
            assert_eq!(encode(&decoded), expected, "{text}");
        }
    }

    #[test]
    fn tells_where_it_went_wrong() {
        // From Go.
        let cases = [
            ("x", 0),
            ("YQ", 0),
            ("YWJjYQ", 4),
            ("YWJjYQ=", 7),
            ("=", 0),
            ("Y===", 1),
            ("YQ=a", 2),
            ("YQ==YQ==", 4),
            ("YWI=\nx", 5),
            ("YW J", 2),
            ("Y\nW", 1),
            ("-_-_", 0),
        ];
        for (text, at) in cases {
            let message = format!("illegal base64 data at input byte {at}");
            assert_eq!(decode(text), Err(message), "{text}");
        }
    }
}
