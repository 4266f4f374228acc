//! Credentials from a resolved kubeconfig.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use http::request::Parts;
use outrigger::auth::{
    BasicAuth, BearerToken, Credentials, Impersonating, OidcIdToken, OnRejected, Version,
};
use outrigger::kubeconfig::Config;
use outrigger::rt::{Instant, Timer};
use outrigger::transport::ConnectionSettings;
use outrigger::{Error, Result, Secret};

use super::{ConnectOptions, Shared, blocking};
use crate::ExecCredentials;
use crate::files::{FileError, TokenFile};

/// How long a token that was read stays good: client-go trusts it for a minute, less ten seconds.
const TOKEN_AGE_MAX: Duration = Duration::from_secs(50);

/// Whom to be: the token's file before the token, then basic authentication, then a client
/// certificate alone, an exec plugin and an auth-provider, as client-go. `settings` are how the
/// cluster is reached.
pub(super) async fn of(
    config: &Config,
    settings: &ConnectionSettings,
    options: &ConnectOptions,
    timer: &Arc<dyn Timer>,
) -> Result<Option<Shared>> {
    let own = own(config, settings, options, timer).await?;
    match &config.impersonate {
        Some(impersonate) => {
            let credentials = Impersonating::new(impersonate, own)?;
            Ok(Some(Arc::new(credentials)))
        }
        None => Ok(own),
    }
}

async fn own(
    config: &Config,
    settings: &ConnectionSettings,
    options: &ConnectOptions,
    timer: &Arc<dyn Timer>,
) -> Result<Option<Shared>> {
    let timer = timer.clone();
    if let Some(path) = &config.token_file {
        let token = FileToken::read(path, config.token.clone(), timer).await?;
        return Ok(Some(Arc::new(token)));
    }
    if let Some(token) = &config.token {
        return Ok(Some(Arc::new(BearerToken::new(token)?)));
    }
    if let Some(basic) = &config.basic {
        let basic = BasicAuth::new(&basic.username, &basic.password)?;
        return Ok(Some(Arc::new(basic)));
    }
    if config.client_certificate.is_some() {
        return Ok(None);
    }
    if config.exec.is_some() {
        let options = options.exec.clone().crypto_provider(options.provider);
        let plugin = ExecCredentials::new(config, settings.clone(), options, timer)?;
        return Ok(Some(Arc::new(plugin)));
    }
    match &config.auth_provider {
        Some(provider) => Ok(Some(Arc::new(OidcIdToken::new(provider, timer)?))),
        None => Ok(None),
    }
}

/// A bearer token in a file that something else renews, such as a service account's. It is read
/// again every 50 seconds, and at once when the server refuses it.
#[derive(Debug)]
pub(super) struct FileToken {
    /// Held while the file is read, which blocks nobody but those who want the file read.
    file: Arc<Mutex<TokenFile>>,
    current: Mutex<Current>,
    timer: Arc<dyn Timer>,
}

#[derive(Debug)]
struct Current {
    token: Secret,
    version: Version,
    good_until: Instant,
}

impl FileToken {
    /// Reads the token for the first time. `fallback` stands in until the file can be read.
    pub(super) async fn read(
        path: impl Into<PathBuf>,
        fallback: Option<Secret>,
        timer: Arc<dyn Timer>,
    ) -> Result<Self> {
        let file = Arc::new(Mutex::new(TokenFile::new(path)));
        let token = match (read(&file).await, fallback) {
            (Ok(token), _) => token,
            (Err(_), Some(fallback)) => fallback,
            (Err(error), None) => return Err(error),
        };
        // The fallback, too, must be one that can be sent.
        BearerToken::new(&token)?;
        let good_until = timer.now() + TOKEN_AGE_MAX;
        let current = Mutex::new(Current {
            token,
            version: Version::default(),
            good_until,
        });
        Ok(Self {
            file,
            current,
            timer,
        })
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the file. When that fails, the old token stays good for as long again.
    async fn reread(&self) {
        let token = read(&self.file).await;
        let mut current = self.current();
        current.good_until = self.timer.now() + TOKEN_AGE_MAX;
        if let Ok(token) = token
            && token != current.token
        {
            current.token = token;
            current.version.0 += 1;
        }
    }
}

/// A token that can be sent.
async fn read(file: &Arc<Mutex<TokenFile>>) -> Result<Secret> {
    let file = file.clone();
    let read = move || file.lock().unwrap_or_else(PoisonError::into_inner).read();
    let token = blocking(read).await?.map_err(unreadable)?;
    BearerToken::new(&token)?;
    Ok(token)
}

fn unreadable(source: FileError) -> Error {
    Error::credentials("cannot read the token file", Some(source.into()))
}

#[async_trait]
impl Credentials for FileToken {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        let now = self.timer.now();
        if self.current().good_until <= now {
            self.reread().await;
        }
        let (token, version) = {
            let current = self.current();
            (current.token.clone(), current.version)
        };
        BearerToken::new(&token)?.authorize(request).await?;
        Ok(version)
    }

    async fn rejected(&self, version: Version) -> OnRejected {
        // Another exchange may have brought the newer token already.
        if self.current().version == version {
            self.reread().await;
        }
        match self.current().version == version {
            true => OnRejected::GiveUp,
            false => OnRejected::Retry,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TokioTimer;

    async fn sent(token: &FileToken) -> (String, Version) {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        let version = token.authorize(&mut parts).await.unwrap();
        (
            parts.headers["authorization"].to_str().unwrap().to_owned(),
            version,
        )
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_read_again_when_it_is_old_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let timer: Arc<dyn Timer> = Arc::new(TokioTimer::new().unwrap());
        assert!(FileToken::read(&path, None, timer.clone()).await.is_err());
        let fallback = Some(Secret::new("fallback"));
        let token = FileToken::read(&path, fallback, timer).await.unwrap();
        assert_eq!(sent(&token).await.0, "Bearer fallback");

        std::fs::write(&path, "one\n").unwrap();
        assert_eq!(sent(&token).await.0, "Bearer fallback");
        tokio::time::advance(TOKEN_AGE_MAX).await;
        let (text, version) = sent(&token).await;
        assert_eq!(text, "Bearer one");

        assert_eq!(token.rejected(version).await, OnRejected::GiveUp);
        std::fs::write(&path, "two").unwrap();
        assert_eq!(token.rejected(version).await, OnRejected::Retry);
        assert_eq!(token.rejected(version).await, OnRejected::Retry);
        assert_eq!(sent(&token).await.0, "Bearer two");

        for unusable in [" ", "a\nb"] {
            std::fs::write(&path, unusable).unwrap();
            tokio::time::advance(TOKEN_AGE_MAX).await;
            assert_eq!(sent(&token).await.0, "Bearer two");
        }
        std::fs::remove_file(&path).unwrap();
        tokio::time::advance(TOKEN_AGE_MAX).await;
        assert_eq!(sent(&token).await.0, "Bearer two");
    }
}
