//! Base64 as Go's standard encoding reads it.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// Padding is required, line breaks are ignored, bits behind the last byte may be set.
const GO: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// The bytes of `text`, `None` when it is no base64.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let joined: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    GO.decode(joined).ok()
}

/// `bytes` as base64 with padding, on one line.
pub(super) fn encode(bytes: &[u8]) -> String {
    GO.encode(bytes)
}
