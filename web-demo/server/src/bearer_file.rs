//! A bearer token in a file that something else renews, as outrigger-hyper has it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use http::request::Parts;
use outrigger::auth::{BearerToken, Credentials, OnRejected, Version};
use outrigger::{Error, Result, Secret};
use tokio::time::Instant;

use crate::kubeconfig;

/// How long a token that was read stays good: client-go trusts it for a minute, less ten seconds.
const AGE_MAX: Duration = Duration::from_secs(50);

/// The token, read again every 50 seconds, and at once when the API server refuses it.
#[derive(Debug)]
pub(crate) struct BearerFile {
    path: Arc<Path>,
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    token: Secret,
    version: Version,
    good_until: Instant,
}

impl BearerFile {
    /// Reads the token for the first time, which blocks. `fallback` stands in until the file can
    /// be read.
    ///
    /// # Errors
    /// When there is no token in the file, and no fallback.
    pub(crate) fn open(path: PathBuf, fallback: Option<&Secret>) -> Result<Self> {
        let token = match (read(&path), fallback) {
            (Ok(token), _) => token,
            (Err(_), Some(fallback)) => fallback.clone(),
            (Err(error), None) => return Err(error),
        };
        // The fallback, too, must be one that can be sent.
        BearerToken::new(&token)?;
        Ok(Self {
            path: path.into(),
            current: Mutex::new(Current {
                token,
                version: Version::default(),
                good_until: Instant::now() + AGE_MAX,
            }),
        })
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the file. When that fails, the old token stays good for as long again.
    async fn reread(&self) {
        let path = self.path.clone();
        let read = tokio::task::spawn_blocking(move || read(&path)).await;
        let mut current = self.current();
        current.good_until = Instant::now() + AGE_MAX;
        if let Ok(Ok(token)) = read
            && token != current.token
        {
            current.token = token;
            current.version.0 += 1;
        }
    }
}

#[async_trait]
impl Credentials for BearerFile {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        let is_old = self.current().good_until <= Instant::now();
        if is_old {
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
        let is_newest = self.current().version == version;
        if is_newest {
            self.reread().await;
        }
        match self.current().version == version {
            true => OnRejected::GiveUp,
            false => OnRejected::Retry,
        }
    }
}

/// A token that can be sent. Blocks.
fn read(path: &Path) -> Result<Secret> {
    let wrong = |reason| Error::credentials("cannot read the token file", Some(reason));
    let bytes = kubeconfig::read(path).map_err(|error| wrong(error.into()))?;
    let text = String::from_utf8(bytes).map_err(|_| wrong("it is no text".into()))?;
    let token = match text.trim() {
        "" => return Err(wrong("it is empty".into())),
        token => Secret::new(token),
    };
    BearerToken::new(&token)?;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(file: &BearerFile) -> (String, Version) {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        let version = file.authorize(&mut parts).await.unwrap();
        let header = parts.headers["authorization"].to_str().unwrap();
        (header.to_owned(), version)
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_read_again_when_it_is_old_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        assert!(BearerFile::open(path.clone(), None).is_err());
        let fallback = Secret::new("fallback");
        let file = BearerFile::open(path.clone(), Some(&fallback)).unwrap();
        assert_eq!(sent(&file).await.0, "Bearer fallback");

        std::fs::write(&path, "one\n").unwrap();
        assert_eq!(sent(&file).await.0, "Bearer fallback");
        tokio::time::advance(AGE_MAX).await;
        let (text, version) = sent(&file).await;
        assert_eq!(text, "Bearer one");

        assert_eq!(file.rejected(version).await, OnRejected::GiveUp);
        std::fs::write(&path, "two").unwrap();
        assert_eq!(file.rejected(version).await, OnRejected::Retry);
        assert_eq!(file.rejected(version).await, OnRejected::Retry);
        assert_eq!(sent(&file).await.0, "Bearer two");

        for unusable in [" ", "a\nb"] {
            std::fs::write(&path, unusable).unwrap();
            tokio::time::advance(AGE_MAX).await;
            assert_eq!(sent(&file).await.0, "Bearer two");
        }
        std::fs::remove_file(&path).unwrap();
        tokio::time::advance(AGE_MAX).await;
        assert_eq!(sent(&file).await.0, "Bearer two");
    }
}
