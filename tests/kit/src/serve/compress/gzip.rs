use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_core::Stream;
use outrigger::transport::{Body, TransportError};

/// Compressed bytes are handed on once there are so many.
const CHUNK: usize = 16 << 10;

/// Into how many gzip members a body goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Members {
    One,
    /// One for what is there, whenever the source pauses.
    OnePerFlush,
}

/// A body, compressed as it comes.
pub(super) struct Gzip {
    /// `None` after its end.
    source: Option<Body>,
    members: Members,
    /// The member that is being written.
    member: Option<GzEncoder<Vec<u8>>>,
    /// Comes after what was compressed before it.
    failure: Option<TransportError>,
}

impl Gzip {
    pub(super) const fn new(source: Body, members: Members) -> Self {
        Self {
            source: Some(source),
            members,
            member: None,
            failure: None,
        }
    }

    /// Adds a chunk; what is ready to go out, once it is enough.
    fn write(&mut self, chunk: &[u8]) -> Option<Bytes> {
        let member = self
            .member
            .get_or_insert_with(|| GzEncoder::new(Vec::new(), Compression::fast()));
        member.write_all(chunk).expect("memory takes every byte");
        (member.get_ref().len() >= CHUNK).then(|| std::mem::take(member.get_mut()).into())
    }

    /// Ends the member, if there is one.
    fn finish(&mut self) -> Option<Bytes> {
        let mut member = self.member.take()?;
        // The server flushes and then closes.
        let flushed = match self.members {
            Members::One => Ok(()),
            Members::OnePerFlush => member.flush(),
        };
        let bytes = flushed.and_then(|()| member.finish());
        Some(bytes.expect("memory takes every byte").into())
    }

    /// What can be read of the member so far, which will not be finished.
    fn cut(&mut self) -> Option<Bytes> {
        let mut member = self.member.take()?;
        member.flush().expect("memory takes every byte");
        Some(std::mem::take(member.get_mut()).into())
    }
}

impl Stream for Gzip {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(source) = &mut self.source else {
                return Poll::Ready(self.failure.take().map(Err));
            };
            match Pin::new(source).poll_next(cx) {
                Poll::Ready(Some(Ok(chunk))) => {
                    if let Some(ready) = self.write(&chunk) {
                        return Poll::Ready(Some(Ok(ready)));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    self.source = None;
                    self.failure = Some(error);
                    let rest = match self.members {
                        Members::One => self.cut(),
                        Members::OnePerFlush => self.finish(),
                    };
                    if let Some(rest) = rest {
                        return Poll::Ready(Some(Ok(rest)));
                    }
                }
                Poll::Ready(None) => {
                    self.source = None;
                    return Poll::Ready(self.finish().map(Ok));
                }
                Poll::Pending => {
                    let flushed = match self.members {
                        Members::One => None,
                        Members::OnePerFlush => self.finish(),
                    };
                    return flushed.map_or(Poll::Pending, |bytes| Poll::Ready(Some(Ok(bytes))));
                }
            }
        }
    }
}
