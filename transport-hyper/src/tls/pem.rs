//! PEM in, DER out. The reasons read after "… PEM data" and never quote the text.

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// All certificates in `text`, at least one.
pub(super) fn certificates(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, &'static str> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(text)
        .collect::<Result<_, _>>()
        .map_err(|error| reason(&error))?;
    if found.is_empty() {
        return Err("holds no certificate");
    }
    Ok(found)
}

/// The first private key in `text`: PKCS#8, PKCS#1 or SEC1.
pub(super) fn private_key(text: &[u8]) -> Result<PrivateKeyDer<'static>, &'static str> {
    PrivateKeyDer::from_pem_slice(text).map_err(|error| match error {
        pem::Error::NoItemsFound if contains(text, b"ENCRYPTED") => {
            "holds an encrypted private key, which is not supported"
        }
        pem::Error::NoItemsFound => "holds no private key (PKCS#8, PKCS#1 or SEC1)",
        other => reason(&other),
    })
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window == word)
}

fn reason(error: &pem::Error) -> &'static str {
    match error {
        pem::Error::MissingSectionEnd { .. } => "has a section without its END line",
        pem::Error::IllegalSectionStart { .. } => "has a malformed BEGIN line",
        pem::Error::Base64Decode(_) => "has a section that is not base64",
        pem::Error::SectionTooLarge => "has a section that is too large",
        _ => "cannot be read",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_say_what_is_missing() {
        for (text, reason) in [
            ("", "holds no certificate"),
            ("hello", "holds no certificate"),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n",
                "has a section without its END line",
            ),
            (
                "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
                "has a section that is not base64",
            ),
        ] {
            assert_eq!(certificates(text.as_bytes()), Err(reason), "{text:?}");
        }
        let encrypted =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        for (text, reason) in [
            ("", "holds no private key (PKCS#8, PKCS#1 or SEC1)"),
            (
                encrypted,
                "holds an encrypted private key, which is not supported",
            ),
        ] {
            assert_eq!(private_key(text.as_bytes()).unwrap_err(), reason);
        }
    }
}
