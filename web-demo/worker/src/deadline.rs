use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use outrigger::rt::{BoxFuture, Timer};
use outrigger::{Error, Result};

use crate::words::words;

/// How long one request may take.
const LIMIT: Duration = Duration::from_secs(30);

/// An error of a request.
#[derive(Debug)]
pub(crate) struct Failure {
    /// In words for a person, to be read after "because".
    pub(crate) cause: String,
    /// How long the server wants to be left alone.
    pub(crate) retry_after: Option<Duration>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            cause: words(&error),
            retry_after: error.retry_after(),
        }
    }
}

/// The answer, or that there was none in time: a connection may die without a word.
pub(crate) fn within_limit<T: Send + 'static>(
    timer: &Arc<dyn Timer>,
    request: impl Future<Output = Result<T>> + Send + 'static,
) -> BoxFuture<'static, Result<T, Failure>> {
    let limit = timer.sleep(LIMIT);
    Box::pin(async move {
        match select(Box::pin(request), limit).await {
            Either::Left((answer, _)) => answer.map_err(Failure::from),
            Either::Right(((), _)) => Err(Failure {
                cause: format!("the API server did not answer in {} s", LIMIT.as_secs()),
                retry_after: None,
            }),
        }
    })
}
