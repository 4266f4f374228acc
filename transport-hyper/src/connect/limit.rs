//! A limit to how long whole requests take.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::stream;
use http::{Request, Response};
use outrigger::rt::{BoxFuture, Timer};
use outrigger::transport::{
    Backend, Body, ConnectionSettings, Connector, HttpTransport, Link, LongLived, TransportError,
    TransportErrorKind,
};

/// The same backend, whose requests fail when they are not over, answer and all, within `limit`.
/// Those that are [`LongLived`] are left alone: a watch is open for as long as it likes.
pub(super) fn limited(backend: Backend, limit: Duration) -> Backend {
    let connector = Arc::new(Limited {
        inner: backend.connector,
        timer: backend.timer.clone(),
        limit,
    });
    Backend::new(connector, backend.timer, backend.seed)
}

/// Something that is reached through `inner`, for `limit` at a time.
struct Limited<T: ?Sized> {
    inner: Arc<T>,
    timer: Arc<dyn Timer>,
    limit: Duration,
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Limited<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limited")
            .field("inner", &self.inner)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl Connector for Limited<dyn Connector> {
    fn connect(&self, settings: &ConnectionSettings) -> Result<Link, TransportError> {
        let mut link = self.inner.connect(settings)?;
        link.http = Arc::new(Limited {
            inner: link.http,
            timer: self.timer.clone(),
            limit: self.limit,
        });
        Ok(link)
    }
}

#[async_trait]
impl HttpTransport for Limited<dyn HttpTransport> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        if request.extensions().get::<LongLived>().is_some() {
            return self.inner.send(request).await;
        }
        let limit = self.limit;
        let over = self.timer.sleep(limit);
        match select(self.inner.send(request), over).await {
            Either::Left((response, over)) => Ok(response?.map(|body| until(over, body, limit))),
            Either::Right(_) => Err(too_long(limit)),
        }
    }
}

/// The body, which breaks when it is `over`.
fn until(over: BoxFuture<'static, ()>, body: Body, limit: Duration) -> Body {
    let next = move |rest: Option<(Body, BoxFuture<'static, ()>)>| async move {
        let (mut body, mut over) = rest?;
        let outcome = match select(pin!(body.next()), &mut over).await {
            Either::Left((chunk, _)) => chunk?,
            Either::Right(_) => Err(too_long(limit)),
        };
        // Dropping what is left of it ends the exchange.
        let rest = outcome.is_ok().then_some((body, over));
        Some((outcome, rest))
    };
    Body::new(stream::unfold(Some((body, over)), next))
}

fn too_long(limit: Duration) -> TransportError {
    let why = format!("the request is not over after {limit:?}");
    TransportError::new(TransportErrorKind::Timeout, why)
}

#[cfg(test)]
mod tests {
    use outrigger_test::{Answer, MockTransport};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    fn link(mock: &MockTransport) -> Arc<dyn HttpTransport> {
        let backend = limited(mock.backend(), LIMIT);
        let link = backend.connector.connect(&ConnectionSettings::default());
        link.unwrap().http
    }

    fn get() -> Request<Bytes> {
        let request = Request::get("http://cluster/x").body(Bytes::new());
        request.unwrap()
    }

    #[test]
    fn neither_head_nor_body_may_take_longer() {
        let mock = MockTransport::new();
        let http = link(&mock);
        mock.get("/x").answer(Answer::never());
        let error = mock.timer().run(http.send(get())).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Timeout);

        let (answer, body) = Answer::open();
        mock.get("/x").answer(answer);
        body.send("begun");
        let reading = async {
            let answer = http.send(get()).await.unwrap().into_body();
            answer.collect(1024).await
        };
        let error = mock.timer().run(reading).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Timeout);
        assert_eq!(body.readers(), 0);

        mock.get("/x").answer(Answer::bytes("in time"));
        let whole = mock.timer().run(async {
            let answer = http.send(get()).await.unwrap().into_body();
            answer.collect(1024).await
        });
        assert_eq!(whole.unwrap(), "in time");
    }

    #[test]
    fn a_watch_is_not_cut() {
        let mock = MockTransport::new();
        let http = link(&mock);
        let (answer, events) = Answer::open();
        mock.get("/x").answer(answer);
        let mut request = get();
        request.extensions_mut().insert(LongLived);
        let timer = mock.timer();
        let read = timer.run(async {
            let mut answer = http.send(request).await.unwrap().into_body();
            timer.sleep(10 * LIMIT).await;
            events.send("late");
            answer.next().await
        });
        assert_eq!(read.unwrap().unwrap(), "late");
    }
}
