//! The text form of a recording.

mod read;
mod write;

use outrigger::transport::TransportErrorKind;

pub(super) use self::read::read;
pub(super) use self::write::write;

/// The first line's only key, and the version it names.
const HEADER: (&str, u64) = ("outrigger-recording", 1);

/// Every kind of error that can be recorded, spelled as `Debug` spells it.
const KINDS: &[TransportErrorKind] = &[
    TransportErrorKind::Aborted,
    TransportErrorKind::Interrupted,
    TransportErrorKind::InvalidRequest,
    TransportErrorKind::Network,
    TransportErrorKind::Protocol,
    TransportErrorKind::Redirect,
    TransportErrorKind::Refused,
    TransportErrorKind::Reset,
    TransportErrorKind::Resolve,
    TransportErrorKind::Timeout,
    TransportErrorKind::Tls,
    TransportErrorKind::TooLarge,
    TransportErrorKind::Unprocessed,
    TransportErrorKind::Unsupported,
];
