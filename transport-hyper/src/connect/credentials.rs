//! Credentials from a resolved kubeconfig.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use http::request::Parts;
use outrigger::auth::{BasicAuth, BearerToken, Credentials, Impersonating, OnRejected, Version};
use outrigger::kubeconfig::{AuthProvider, ExecConfig, Resolved};
use outrigger::rt::Timer;
use outrigger::{Error, Result, Secret};

use super::{Shared, blocking};
use crate::files::{FileError, TokenFile};

/// Whom to be: the token's file before the token, then basic authentication, as client-go.
pub(super) async fn of(resolved: &Resolved, timer: &Arc<dyn Timer>) -> Result<Option<Shared>> {
    let own = own(resolved, timer).await?;
    match &resolved.impersonate {
        Some(impersonate) => {
            let credentials = Impersonating::new(impersonate, own)?;
            Ok(Some(Arc::new(credentials)))
        }
        None => Ok(own),
    }
}

async fn own(resolved: &Resolved, timer: &Arc<dyn Timer>) -> Result<Option<Shared>> {
    if let Some(path) = &resolved.token_file {
        match (FileToken::read(path, timer.clone()).await, &resolved.token) {
            (Ok(token), _) => return Ok(Some(Arc::new(token))),
            (Err(error), None) => return Err(error),
            // The token that stands beside the file is good until the file is.
            (Err(_), Some(_)) => {}
        }
    }
    if let Some(token) = &resolved.token {
        return Ok(Some(Arc::new(BearerToken::new(token)?)));
    }
    if let Some(basic) = &resolved.basic {
        return Ok(Some(Arc::new(BasicAuth::new(
            &basic.username,
            &basic.password,
        )?)));
    }
    if resolved.client_certificate.is_some() {
        return Ok(None);
    }
    match (&resolved.exec, &resolved.auth_provider) {
        (Some(exec), _) => Err(unsupported_exec(exec)),
        (None, Some(provider)) => Err(unsupported_provider(provider)),
        (None, None) => Ok(None),
    }
}

fn unsupported_exec(exec: &ExecConfig) -> Error {
    let command = exec.command.as_deref().unwrap_or_default();
    let message = format!("exec credential plugins ({command:?}) are not supported yet");
    Error::config(message, None)
}

fn unsupported_provider(provider: &AuthProvider) -> Error {
    let message = format!("the auth-provider {:?} is not supported", provider.name);
    Error::config(message, None)
}

/// A bearer token in a file that something else renews, such as a service account's. It is read
/// again every 50 seconds, and at once when the server refuses it.
#[derive(Debug)]
pub(super) struct FileToken {
    state: Arc<Mutex<State>>,
    timer: Arc<dyn Timer>,
}

#[derive(Debug)]
struct State {
    file: TokenFile,
    token: Secret,
    version: Version,
}

impl State {
    /// Notes what a read has given.
    fn note(&mut self, token: &Secret) {
        if *token != self.token {
            self.token = token.clone();
            self.version.0 += 1;
        }
    }
}

impl FileToken {
    /// Reads the token for the first time.
    pub(super) async fn read(path: impl Into<PathBuf>, timer: Arc<dyn Timer>) -> Result<Self> {
        let now = timer.now();
        let path = path.into();
        let read = move || {
            let mut file = TokenFile::new(path);
            file.token(now).map(|token| State {
                file,
                token,
                version: Version::default(),
            })
        };
        let state = blocking(read).await?.map_err(unreadable)?;
        Ok(Self {
            state: Arc::new(Mutex::new(state)),
            timer,
        })
    }

    /// The token, read again if it is old, or in any case.
    async fn token(&self, in_any_case: bool) -> Result<(Secret, Version)> {
        let now = self.timer.now();
        let state = self.state.clone();
        if !in_any_case {
            let state = state.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(token) = state.file.fresh(now) {
                return Ok((token, state.version));
            }
        }
        let read = move || {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            let read = if in_any_case {
                state.file.reread(now)
            } else {
                state.file.token(now)
            };
            read.map(|token| {
                state.note(&token);
                (token, state.version)
            })
        };
        blocking(read).await?.map_err(unreadable)
    }
}

fn unreadable(source: FileError) -> Error {
    Error::credentials("cannot read the token file", Some(source.into()))
}

#[async_trait]
impl Credentials for FileToken {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        let (token, version) = self.token(false).await?;
        BearerToken::new(&token)?.authorize(request).await?;
        Ok(version)
    }

    async fn rejected(&self, version: Version) -> OnRejected {
        match self.token(true).await {
            Ok((_, now)) if now != version => OnRejected::Retry,
            _ => OnRejected::GiveUp,
        }
    }
}
