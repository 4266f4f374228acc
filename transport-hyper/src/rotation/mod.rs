//! Credentials in files that something else renews: certificates here, tokens in `token`.
//!
//! The files are read again when a request is about to go out and they have not been looked at for
//! [`INTERVAL`], and at once when the server answers 401, which is what an API server says to a
//! client certificate that has expired. What is open stays on its connection: a watch is not cut,
//! and while nothing but watches is open nobody looks.
//!
//! A change is taken when it is whole. Until a new key is there that fits the new certificate, and
//! as long as a file is empty, missing or no PEM, what was read before stays good, and a warning
//! says so.
//!
//! Source: `transport/cert_rotation.go` and `transport/ca_rotation.go` of client-go, which look
//! each five minutes, cut all connections for a new client certificate, and do not look on a 401.

mod files;
mod looks;
mod schedule;
mod token;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use http::request::Parts;
use outrigger::Result;
use outrigger::auth::{Credentials, LiveSettings, OnRejected, Version};
use outrigger::kubeconfig::Config;
use outrigger::rt::Timer;
use outrigger::transport::ConnectionSettings;

use self::files::Files;
use self::schedule::Schedule;
pub(crate) use self::token::FileToken;
use crate::warning::{OnWarning, Problems};
use crate::{CryptoProvider, runtime};

/// How often the files are looked at, while there are requests.
const INTERVAL: Duration = Duration::from_secs(10);

/// The credentials `inner`, and beside them `settings` that follow the files of `config` they were
/// made from. Where no file is to be followed, that is `inner`.
///
/// Followed are the certificate authority, unless it is given as data, and client certificate and
/// key when both are files, as client-go does it.
///
/// # Errors
/// Outside of a tokio runtime, where there is something to follow.
pub(crate) fn follow(
    config: &Config,
    settings: &ConnectionSettings,
    inner: Option<Arc<dyn Credentials>>,
    timer: &Arc<dyn Timer>,
    provider: CryptoProvider,
    on_warning: Option<OnWarning>,
) -> Result<Option<Arc<dyn Credentials>>> {
    let Some(files) = Files::of(config, provider) else {
        return Ok(inner);
    };
    let runtime = runtime::current().map_err(runtime::outside)?;
    Ok(Some(Arc::new(Rotated {
        inner,
        shared: Arc::new(Shared {
            files,
            problems: Problems::new(on_warning),
            state: Mutex::new(State {
                settings: Arc::new(settings.clone()),
                version: 0,
            }),
        }),
        schedule: Schedule::new(INTERVAL, true, Arc::clone(timer), runtime),
    })))
}

/// Credentials whose certificates are in files.
struct Rotated {
    inner: Option<Arc<dyn Credentials>>,
    schedule: Schedule,
    shared: Arc<Shared>,
}

struct Shared {
    files: Files,
    problems: Problems,
    state: Mutex<State>,
}

struct State {
    settings: Arc<ConnectionSettings>,
    /// Grows with each change of `settings`.
    version: u64,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the files, and says whether all of it can be used. Blocks.
    fn look(&self) -> bool {
        let before = Arc::clone(&self.state().settings);
        let found = self.files.read(&before);
        if let Some(settings) = found.changed {
            let mut state = self.state();
            state.settings = Arc::new(settings);
            state.version += 1;
        }
        let sound = found.problems.is_empty();
        self.problems.found(found.problems);
        sound
    }
}

#[async_trait]
impl Credentials for Rotated {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        let shared = Arc::clone(&self.shared);
        let look = Box::new(move || shared.look());
        self.schedule.look_if_due(look).await;
        let own = self.shared.state().version;
        let inner = match &self.inner {
            Some(inner) => inner.authorize(request).await?,
            None => Version::default(),
        };
        Ok(joint(own, inner))
    }

    async fn rejected(&self, version: Version) -> OnRejected {
        let (own, inner) = parts(version);
        // Another exchange may have brought newer certificates already.
        if self.shared.state().version == own {
            let shared = Arc::clone(&self.shared);
            self.schedule.look(Box::new(move || shared.look())).await;
        }
        let inner = match &self.inner {
            Some(credentials) => credentials.rejected(inner).await,
            None => OnRejected::GiveUp,
        };
        match self.shared.state().version == own {
            true => inner,
            false => OnRejected::Retry,
        }
    }

    fn settings(&self) -> Option<LiveSettings> {
        let state = self.shared.state();
        let (own, settings) = (state.version, Arc::clone(&state.settings));
        drop(state);
        let Some(live) = self.inner.as_ref().and_then(|inner| inner.settings()) else {
            let version = joint(own, Version::default());
            return Some(LiveSettings { version, settings });
        };
        let version = joint(own, live.version);
        let settings = self.shared.files.put(&settings, &live.settings);
        let settings = Arc::new(settings);
        Some(LiveSettings { version, settings })
    }
}

impl fmt::Debug for Rotated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rotated")
            .field("files", &self.shared.files)
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}

/// Bits of a version that are the inner credentials'. Neither they nor files change more often.
const INNER_BITS: u32 = 32;

/// Grows when either does.
fn joint(own: u64, inner: Version) -> Version {
    let Version(inner) = inner;
    Version((own << INNER_BITS) | (inner & u64::from(u32::MAX)))
}

fn parts(Version(joint): Version) -> (u64, Version) {
    let inner = joint & u64::from(u32::MAX);
    (joint >> INNER_BITS, Version(inner))
}

#[cfg(test)]
mod tests;
