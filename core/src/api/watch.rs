use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::object::{ApiResource, ColumnDefinition, Object, TableRow, read, read_item};
use crate::request::{Form, Request, Verb};
use crate::transport::Body;
use crate::watch::{EventFramer, EventType, FRAME_LIMIT, RawEvent};

/// A change as the server reports it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WatchEvent<K> {
    /// The object came into view.
    Added(K),
    /// The object changed.
    Modified(K),
    /// The object went out of view; its last state.
    Deleted(K),
    /// Nothing happened up to this resourceVersion.
    Bookmark(String),
}

/// The events of one watch. It ends when the server ends the watch; after an error it is over.
///
/// An `ERROR` event comes as an [`Error`] with the [status](Error::status) in it; an expired
/// resourceVersion is [`Error::is_expired`].
///
/// # Cancel safety
/// Dropping it ends the watch. Dropping a [`next`](Self::next) loses no event.
pub struct WatchStream<K> {
    body: Option<Body>,
    framer: EventFramer,
    ready: VecDeque<Result<WatchEvent<K>>>,
    /// What objects without a type are of; `None` leaves them as they are.
    resource: Option<Arc<ApiResource>>,
    form: Form,
    columns: Arc<[ColumnDefinition]>,
    path: String,
}

impl<K: Object> WatchStream<K> {
    pub(crate) async fn open(
        client: &Client,
        request: Request,
        resource: Option<Arc<ApiResource>>,
        form: Form,
    ) -> Result<Self> {
        let path = request.path().to_owned();
        let body = client.open(request).await?.into_body();
        let framer = EventFramer::new(FRAME_LIMIT);
        Ok(Self {
            body: Some(body),
            framer,
            ready: VecDeque::new(),
            resource,
            form,
            columns: Arc::default(),
            path,
        })
    }

    /// The next event; `None` when the server has ended the watch.
    ///
    /// # Errors
    /// When the exchange broke, the stream is not a watch's, or the server sent an `ERROR`.
    pub async fn next(&mut self) -> Option<Result<WatchEvent<K>>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    fn feed(&mut self, chunk: &[u8]) -> Result<()> {
        let (ready, columns) = (&mut self.ready, &mut self.columns);
        let (resource, form) = (self.resource.as_deref(), self.form);
        self.framer.feed(chunk, |frame| {
            ready.push_back(Ok(decode_event(frame, resource, form, columns)?));
            Ok(())
        })
    }

    fn fail(&mut self, error: Error) {
        self.body = None;
        self.ready
            .push_back(Err(error.asked(Verb::Watch, &self.path)));
    }
}

impl WatchStream<TableRow> {
    /// The columns of which the rows have the cells: what the events that have arrived say, which
    /// is the first one's part. None before it, and if the server makes no Tables.
    pub const fn columns(&self) -> &Arc<[ColumnDefinition]> {
        &self.columns
    }
}

fn decode_event<K: Object>(
    frame: &[u8],
    resource: Option<&ApiResource>,
    form: Form,
    columns: &mut Arc<[ColumnDefinition]>,
) -> Result<WatchEvent<K>> {
    let malformed = || Error::new(ErrorKind::Decode, "cannot decode a watch event");
    let event = RawEvent::parse(frame).map_err(|source| malformed().with_source(source))?;
    let mut object = || {
        let single = form.single(event.object);
        let object = single.and_then(|single| {
            if let Some(found) = single.columns {
                *columns = found;
            }
            match resource {
                Some(resource) => read_item(&single.object, resource),
                None => read(&single.object),
            }
        });
        object.map_err(|source| malformed().with_source(source))
    };
    Ok(match event.event_type {
        EventType::Added => WatchEvent::Added(object()?),
        EventType::Modified => WatchEvent::Modified(object()?),
        EventType::Deleted => WatchEvent::Deleted(object()?),
        EventType::Bookmark => {
            let (version, found) = form.bookmark(event.object);
            if let Some(found) = found {
                *columns = found;
            }
            WatchEvent::Bookmark(version)
        }
        EventType::Error => return Err(Error::from_event(event.object)),
    })
}

impl<K: Object> Stream for WatchStream<K> {
    type Item = Result<WatchEvent<K>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Poll::Ready(Some(event));
            }
            let Some(body) = &mut self.body else {
                return Poll::Ready(None);
            };
            match std::task::ready!(Pin::new(body).poll_next(cx)) {
                Some(Ok(chunk)) => {
                    if let Err(error) = self.feed(&chunk) {
                        self.fail(error);
                    }
                }
                Some(Err(error)) => self.fail(Error::from_transport(error)),
                None => {
                    self.body = None;
                    if let Err(error) = self.framer.finish() {
                        self.fail(error.into());
                    }
                }
            }
        }
    }
}

impl<K> Unpin for WatchStream<K> {}

impl<K> fmt::Debug for WatchStream<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchStream")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
