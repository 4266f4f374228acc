//! The tokio runtime that connections run on.

use outrigger::transport::{TransportError, TransportErrorKind};
use tokio::runtime::Handle;

/// The runtime of the caller.
pub(crate) fn current() -> Result<Handle, TransportError> {
    Handle::try_current().map_err(|_| {
        TransportError::new(
            TransportErrorKind::Unsupported,
            "no tokio runtime is running here; connections need one with IO and time enabled",
        )
    })
}
