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

fn has_block(text: &[u8], wanted: impl Fn(&str) -> bool) -> bool {
    let text = String::from_utf8_lossy(text);
    let mut rest = &*text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        rest = after;
        let Some((label, body)) = after.split_once("-----") else {
            return false;
        };
        let end = format!("-----END {label}-----");
        if wanted(label) && body.split_once(&end).is_some_and(|(body, _)| is_data(body)) {
            return true;
        }
    }
    false
}

/// Whether this is base64 behind what headers there may be.
fn is_data(body: &str) -> bool {
    let lines = body.lines().filter(|line| !line.contains(':'));
    let data: String = lines.flat_map(str::split_whitespace).collect();
    base64::decode(&data).is_some_and(|bytes| !bytes.is_empty())
}
