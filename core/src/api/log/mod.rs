mod lines;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use http::Method;

use self::lines::Lines;
use super::Api;
use super::kinds::PodKind;
use super::pods::of_pods;
use crate::error::{Error, Result};
use crate::request::{LogOptions, Verb};
use crate::rest::RestRequest;
use crate::transport::Body;

/// What only pods have: what their containers write.
impl<K: PodKind> Api<K> {
    /// Reads a container's log as one text, up to the client's limit of an answer. Bytes that are
    /// no UTF-8 become U+FFFD.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) with [`follow`](LogOptions::follow), since such a log does not
    /// end: that is for [`log_stream`](Self::log_stream).
    pub async fn log(&self, name: &str, options: &LogOptions) -> Result<String> {
        let mut request = self.log_request(name, options);
        if options.follow {
            request = request.wrong("a log that is followed has no end; log_stream reads it");
        }
        let text = request.raw().await?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Reads a container's log line by line, as it arrives; with [`follow`](LogOptions::follow)
    /// also what is written from now on, until the container ends.
    ///
    /// ```
    /// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
    /// use outrigger::request::LogOptions;
    ///
    /// let pods = client.resource("pods").await?.within("shop");
    /// let mut lines = pods.log_stream("web-0", &LogOptions::new().follow().tail(10)).await?;
    /// while let Some(line) = lines.next().await {
    ///     println!("{}", line?);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn log_stream(&self, name: &str, options: &LogOptions) -> Result<LogStream> {
        let (client, request) = self.log_request(name, options).into_request();
        let request = request?;
        let path = request.path().to_owned();
        let body = client.open(request).await?.into_body();
        Ok(LogStream {
            body: Some(body),
            lines: Lines::new(LINE_LIMIT),
            ready: VecDeque::new(),
            path,
        })
    }

    fn log_request(&self, name: &str, options: &LogOptions) -> RestRequest {
        let builder = self.path().object(Method::GET, name).subresource("log");
        let builder = match self.wrong_kind(of_pods("logs")) {
            Some(message) => builder.wrong(message),
            None => builder,
        };
        let builder = builder.accept("application/json, */*").params(options);
        builder.with_sender(self.client.clone())
    }
}

const LINE_LIMIT: usize = 1 << 20;

/// The lines of a container's log, without the `\n` at their ends. It ends when the log does; after
/// an error it is over.
///
/// What comes is the text as it was written: a `\r` in front of the `\n` stays. A last line without
/// `\n` is a line like others, also when the connection breaks after it; the error follows. Bytes
/// that are no UTF-8 become U+FFFD. For the bytes themselves ask for the subresource `log` by
/// [`Subresource::request`](super::Subresource::request) and
/// [`stream`](crate::rest::RestRequest::stream).
///
/// Without [`follow`](LogOptions::follow) a log that breaks off cannot be told from one that ends:
/// the server says nothing at its end.
///
/// # Cancel safety
/// Dropping it ends the exchange. Dropping a [`next`](Self::next) loses no line.
pub struct LogStream {
    body: Option<Body>,
    lines: Lines,
    ready: VecDeque<Result<String>>,
    path: String,
}

impl LogStream {
    /// The next line; `None` when the log has ended.
    ///
    /// # Errors
    /// When the exchange broke.
    pub async fn next(&mut self) -> Option<Result<String>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Sets how many bytes a line may have; 1 MiB by default, at least 4. A longer line comes in
    /// pieces of at most that length, not cut within a character.
    #[must_use]
    pub fn line_limit(mut self, bytes: usize) -> Self {
        self.lines.set_limit(bytes.max(4));
        self
    }
}

impl Stream for LogStream {
    type Item = Result<String>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(line) = this.ready.pop_front() {
                return Poll::Ready(Some(line));
            }
            let Some(body) = &mut this.body else {
                return Poll::Ready(None);
            };
            let ready = &mut this.ready;
            match std::task::ready!(Pin::new(body).poll_next(cx)) {
                Some(Ok(chunk)) => this.lines.feed(&chunk, |line| ready.push_back(Ok(line))),
                end => {
                    this.body = None;
                    this.lines.finish(|line| ready.push_back(Ok(line)));
                    if let Some(Err(error)) = end {
                        let error = Error::from_transport(error).asked(Verb::Get, &this.path);
                        ready.push_back(Err(error));
                    }
                }
            }
        }
    }
}

/// Prints no line.
impl fmt::Debug for LogStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogStream")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
