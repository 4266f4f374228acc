use std::sync::{Arc, Mutex, PoisonError};

use super::{Credentials, Version};
use crate::error::{Error, Result};
use crate::transport::{Link, Reconfigure};

/// Has a link connect as credentials say, when they come to say something else.
///
/// [`Client`](crate::Client) holds one. It is for programs that send over a [`Link`] themselves.
#[derive(Debug)]
pub struct SettingsFollower {
    link: Option<Arc<dyn Reconfigure>>,
    /// What the link connects by. Held while the backend is told, which does no IO and does not
    /// call back.
    seen: Mutex<Option<Version>>,
}

impl SettingsFollower {
    /// Follows from `version` on: that of the settings the link was made with, if they came from
    /// credentials.
    pub fn new(link: &Link, version: Option<Version>) -> Self {
        Self {
            link: link.reconfigure.clone(),
            seen: Mutex::new(version),
        }
    }

    /// To be called behind [`Credentials::authorize`]: reconfigures the link if `credentials`
    /// have newer settings than it uses.
    ///
    /// # Errors
    /// When the link cannot use them. It then connects as before, and the next call tries again.
    pub fn follow(&self, credentials: &dyn Credentials) -> Result<()> {
        let Some(newest) = credentials.settings() else {
            return Ok(());
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_some_and(|seen| seen >= newest.version) {
            return Ok(());
        }
        let Some(link) = &self.link else {
            let message = "the transport cannot change the certificate it presents";
            return Err(Error::credentials(message, None));
        };
        link.reconfigure(&newest.settings).map_err(|source| {
            let message = "the new certificate or connection settings cannot be used";
            Error::credentials(message, Some(source.into()))
        })?;
        *seen = Some(newest.version);
        Ok(())
    }
}
