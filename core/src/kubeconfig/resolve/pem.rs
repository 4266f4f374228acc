//! As much of PEM as it takes to say that there is none.

use crate::kubeconfig::base64;

/// Whether `text` holds a certificate. Go skips all other blocks in a list of authorities.
pub(super) fn has_certificate(text: &[u8]) -> bool {
    has_block(text, |label| label == "CERTIFICATE")
}

/// Whether `text` holds a private key of any kind.
pub(super) fn has_key(text: &[u8]) -> bool {
    has_block(text, |label| label.ends_with("PRIVATE KEY"))
}

fn has_block(text: &[u8], wanted: fn(&str) -> bool) -> bool {
    let text = String::from_utf8_lossy(text);
    let mut rest = &*text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        rest = after;
        let Some((label, body)) = after.split_once("-----") else {
            return false;
        };
        // What is between the lines holds no dashes: whatever else follows, each byte is looked at
        // a few times only.
        let Some((data, end)) = body.split_once("-----") else {
            return false;
        };
        let end = end
            .strip_prefix("END ")
            .and_then(|end| end.strip_prefix(label));
        let ends = end.is_some_and(|end| end.starts_with("-----"));
        if wanted(label) && ends && is_data(data) {
            return true;
        }
    }
    false
}

/// Whether this is base64 behind what headers there may be.
fn is_data(body: &str) -> bool {
    let lines = body.lines().filter(|line| !line.as_bytes().contains(&b':'));
    let data: String = lines.flat_map(str::split_whitespace).collect();
    base64::decode(&data).is_some_and(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: &str = "-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n";
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----\n";

    #[test]
    fn a_certificate_is_found_behind_anything() {
        let other = BLOCK.replace("CERTIFICATE", "EC PRIVATE KEY");
        for before in [
            "",
            "text\n",
            BEGIN,
            "-----BEGIN -----",
            &other,
            "-----END CERTIFICATE-----",
        ] {
            let text = format!("{before}{BLOCK}");
            assert!(has_certificate(text.as_bytes()), "{text}");
        }
        assert!(has_key(format!("{BLOCK}{other}").as_bytes()));
        for none in [
            BEGIN,
            "QQ==",
            &other,
            &BLOCK.replace("QQ", "?"),
            &BLOCK.replace("END ", ""),
        ] {
            assert!(!has_certificate(none.as_bytes()), "{none}");
        }
    }

    /// Quadratic work would take hours.
    #[test]
    fn many_beginnings_are_read_once() {
        let text = format!("{}-----END CERTIFICATE-----\n", BEGIN.repeat(150_000));
        assert!(!has_certificate(
            text.replace("-----END", "!-----END").as_bytes()
        ));
    }
}
