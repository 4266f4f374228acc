//! A token in a file that something else renews.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use http::header::AUTHORIZATION;
use http::request::Parts;
use outrigger::auth::{BearerToken, Credentials, OnRejected, Version};
use outrigger::rt::Timer;
use outrigger::{Error, Result, Secret};

use super::schedule::Schedule;
use crate::files::{FileError, TokenFile};
use crate::runtime;
use crate::warning::{OnWarning, Problems};

/// How long a token that was read stays good: client-go trusts it for a minute, less ten seconds.
const TOKEN_AGE_MAX: Duration = Duration::from_secs(50);

/// A bearer token in a file that something else renews, such as a service account's. It is read
/// again every 50 seconds, and at once when the server refuses it. As long as there is no token in
/// the file, the one from before stays good.
pub(crate) struct FileToken {
    shared: Arc<Shared>,
    schedule: Schedule,
}

struct Shared {
    file: TokenFile,
    problems: Problems,
    current: Mutex<Current>,
}

struct Current {
    token: Secret,
    version: Version,
}

impl FileToken {
    /// Reads the token for the first time. `fallback` stands in until the file can be read.
    ///
    /// # Errors
    /// Outside of a tokio runtime, or when there is no token.
    pub(crate) async fn read(
        path: impl Into<PathBuf>,
        fallback: Option<Secret>,
        timer: Arc<dyn Timer>,
        on_warning: Option<OnWarning>,
    ) -> Result<Self> {
        let runtime = runtime::current().map_err(runtime::outside)?;
        let file = TokenFile::new(path);
        let (first, file) = runtime::blocking(move || (read(&file), file)).await?;
        let sound = first.is_ok();
        let problem = first.as_ref().err().map(problem);
        let token = match (first, fallback) {
            (Ok(token), _) => token,
            (Err(_), Some(fallback)) => fallback,
            (Err(error), None) => return Err(error),
        };
        // The fallback, too, must be one that can be sent.
        BearerToken::new(&token)?;
        let current = Mutex::new(Current {
            token,
            version: Version::default(),
        });
        let problems = Problems::new(on_warning);
        problems.found(problem.into_iter().collect());
        let shared = Shared {
            file,
            problems,
            current,
        };
        Ok(Self {
            shared: Arc::new(shared),
            schedule: Schedule::new(TOKEN_AGE_MAX, sound, timer, runtime),
        })
    }
}

impl Shared {
    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the file, and says whether there is a token in it. Blocks.
    fn look(&self) -> bool {
        let read = read(&self.file);
        let problem = read.as_ref().err().map(problem);
        if let Ok(token) = read {
            let mut current = self.current();
            if token != current.token {
                current.token = token;
                current.version.0 += 1;
            }
        }
        let sound = problem.is_none();
        self.problems.found(problem.into_iter().collect());
        sound
    }
}

/// A token that can be sent. Blocks.
fn read(file: &TokenFile) -> Result<Secret> {
    let unreadable =
        |source: FileError| Error::credentials("cannot read the token file", Some(source.into()));
    let token = file.read().map_err(unreadable)?;
    BearerToken::new(&token).map_err(|source| {
        let message = format!("cannot use the token in {}", file.path().display());
        Error::credentials(message, Some(source.into()))
    })?;
    Ok(token)
}

fn problem(error: &Error) -> String {
    format!("{}; another token stays in use", error.chain())
}

#[async_trait]
impl Credentials for FileToken {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        if request.headers.contains_key(AUTHORIZATION) {
            return Ok(self.shared.current().version);
        }
        let shared = Arc::clone(&self.shared);
        let look = Box::new(move || shared.look());
        self.schedule.look_if_due(look).await;
        let (token, version) = {
            let current = self.shared.current();
            (current.token.clone(), current.version)
        };
        BearerToken::new(&token)?.authorize(request).await?;
        Ok(version)
    }

    async fn rejected(&self, version: Version) -> OnRejected {
        // Another exchange may have brought the newer token already.
        if self.shared.current().version == version {
            let shared = Arc::clone(&self.shared);
            self.schedule.look(Box::new(move || shared.look())).await;
        }
        match self.shared.current().version == version {
            true => OnRejected::GiveUp,
            false => OnRejected::Retry,
        }
    }
}

impl fmt::Debug for FileToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FileToken").field(&self.shared.file).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::schedule::INTERVAL_UNUSABLE;
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
    async fn who_brings_an_authorization_has_nothing_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "one").unwrap();
        let timer: Arc<dyn Timer> = Arc::new(TokioTimer::new().unwrap());
        let token = FileToken::read(&path, None, timer, None).await.unwrap();
        std::fs::write(&path, "two").unwrap();
        tokio::time::advance(TOKEN_AGE_MAX).await;
        let request = http::Request::builder().header(AUTHORIZATION, "Own x");
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        assert_eq!(token.authorize(&mut parts).await.unwrap(), Version(0));
        assert_eq!(parts.headers[AUTHORIZATION], "Own x");
        assert_eq!(sent(&token).await, ("Bearer two".to_owned(), Version(1)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_read_again_when_it_is_old_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let timer: Arc<dyn Timer> = Arc::new(TokioTimer::new().unwrap());
        assert!(
            FileToken::read(&path, None, timer.clone(), None)
                .await
                .is_err()
        );
        let fallback = Some(Secret::new("fallback"));
        let token = FileToken::read(&path, fallback, timer, None).await.unwrap();
        assert_eq!(sent(&token).await.0, "Bearer fallback");

        std::fs::write(&path, "one\n").unwrap();
        assert_eq!(sent(&token).await.0, "Bearer fallback");
        tokio::time::advance(INTERVAL_UNUSABLE).await;
        let (text, version) = sent(&token).await;
        assert_eq!(text, "Bearer one");

        assert_eq!(token.rejected(version).await, OnRejected::GiveUp);
        std::fs::write(&path, "two").unwrap();
        assert_eq!(token.rejected(version).await, OnRejected::Retry);
        assert_eq!(token.rejected(version).await, OnRejected::Retry);
        assert_eq!(sent(&token).await.0, "Bearer two");

        std::fs::write(&path, "three").unwrap();
        tokio::time::advance(TOKEN_AGE_MAX / 2).await;
        assert_eq!(sent(&token).await.0, "Bearer two");
        tokio::time::advance(TOKEN_AGE_MAX / 2).await;
        assert_eq!(sent(&token).await.0, "Bearer three");

        for unusable in [" ", "a\nb"] {
            std::fs::write(&path, unusable).unwrap();
            tokio::time::advance(TOKEN_AGE_MAX).await;
            assert_eq!(sent(&token).await.0, "Bearer three");
        }
        std::fs::remove_file(&path).unwrap();
        tokio::time::advance(TOKEN_AGE_MAX).await;
        assert_eq!(sent(&token).await.0, "Bearer three");
        assert!(!format!("{token:?}").contains("three"));
    }
}
