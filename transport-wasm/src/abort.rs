use outrigger::transport::{TransportError, TransportErrorKind};
use web_sys::{AbortController, AbortSignal};

use crate::error::text_of;

/// Ends an exchange when dropped, unless the exchange is over.
#[derive(Debug)]
pub(crate) struct AbortGuard {
    controller: AbortController,
    over: bool,
}

impl AbortGuard {
    pub(crate) fn new() -> Result<Self, TransportError> {
        let controller = AbortController::new().map_err(|error| {
            TransportError::new(TransportErrorKind::Unsupported, text_of(&error))
        })?;
        Ok(Self {
            controller,
            over: false,
        })
    }

    pub(crate) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// The exchange has ended by itself.
    pub(crate) const fn disarm(&mut self) {
        self.over = true;
    }
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if !self.over {
            self.controller.abort();
        }
    }
}
