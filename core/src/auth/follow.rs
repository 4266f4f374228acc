use std::error::Error as StdError;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Credentials, LiveSettings, Version};
use crate::error::{Error, Result};
use crate::transport::{Link, Reconfigure, TransportError};

/// Has a link connect as credentials say, when they come to say something else.
///
/// [`Client`](crate::Client) holds one. It is for programs that send over a [`Link`] themselves.
///
/// # Locks
/// While the link is told of a change, other calls that have seen it wait, and block the thread
/// they are on: nothing is to be sent by settings that are outdated, and two changes are not to
/// overtake each other. [`Reconfigure`] does no IO and is not to call back. A call that finds
/// nothing changed takes no lock of its own.
#[derive(Debug)]
pub struct SettingsFollower {
    link: Option<Arc<dyn Reconfigure>>,
    /// The version that the link connects by plus one; zero where it has none.
    used: AtomicU64,
    /// The version that the link could not use last, and why. Unlike other locks it is held across
    /// the code of others.
    refused: Mutex<Option<(Version, Refused)>>,
}

type Refused = Arc<TransportError>;

impl SettingsFollower {
    /// Follows from `version` on: that of the settings the link was made with, if they came from
    /// credentials.
    pub fn new(link: &Link, version: Option<Version>) -> Self {
        Self {
            link: link.reconfigure.clone(),
            used: AtomicU64::new(version.map_or(0, after)),
            refused: Mutex::default(),
        }
    }

    /// To be called behind [`Credentials::authorize`]: reconfigures the link if `credentials`
    /// have newer settings than it uses.
    ///
    /// # Errors
    /// When the link cannot use them. It then connects as before, and each call is that error until
    /// there are newer ones: the link is not asked about the same twice.
    pub fn follow(&self, credentials: &dyn Credentials) -> Result<()> {
        match credentials.settings() {
            Some(newest) if !self.uses(newest.version) => self.change(&newest),
            _ => Ok(()),
        }
    }

    /// Whether the link connects by `version` or a newer one.
    fn uses(&self, version: Version) -> bool {
        self.used.load(Ordering::Acquire) >= after(version)
    }

    fn change(&self, newest: &LiveSettings) -> Result<()> {
        let Some(link) = &self.link else {
            let message = "the transport cannot change the certificate it presents";
            return Err(Error::credentials(message, None));
        };
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have been first.
        if self.uses(newest.version) {
            return Ok(());
        }
        if let Some((version, source)) = &*refused
            && *version >= newest.version
        {
            return Err(unusable(source));
        }
        if let Err(source) = link.reconfigure(&newest.settings) {
            let source = Arc::new(source);
            *refused = Some((newest.version, Arc::clone(&source)));
            return Err(unusable(&source));
        }
        self.used.store(after(newest.version), Ordering::Release);
        Ok(())
    }
}

fn after(version: Version) -> u64 {
    version.0.saturating_add(1)
}

fn unusable(source: &Refused) -> Error {
    let message = "the new certificate or connection settings cannot be used";
    let source = TransportError::new(source.kind(), Cause(Arc::clone(source)));
    Error::credentials(message, Some(source.into()))
}

/// What a refusal was for, each time that it is told.
#[derive(Debug)]
struct Cause(Refused);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.source() {
            Some(source) => fmt::Display::fmt(source, f),
            None => fmt::Display::fmt(&self.0, f),
        }
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()?.source()
    }
}
