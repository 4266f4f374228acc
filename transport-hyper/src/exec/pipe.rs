//! What a plugin writes, as it comes.

use std::io;

#[cfg(not(unix))]
pub(super) use self::threaded::Pipe;
#[cfg(unix)]
pub(super) use self::unix::Pipe;

/// Bytes that are read at once.
const CHUNK: usize = 8 * 1024;

impl Pipe {
    /// Reads to the end, or beyond `max` bytes, which is an error.
    pub(super) async fn read_all(&mut self, into: &mut Vec<u8>, max: usize) -> io::Result<()> {
        loop {
            let chunk = self.chunk().await?;
            if chunk.is_empty() {
                return Ok(());
            }
            into.extend_from_slice(&chunk);
            if into.len() > max {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::io;
    use std::os::fd::OwnedFd;

    use tokio::io::AsyncReadExt;
    use tokio::net::unix::pipe::Receiver;

    use super::CHUNK;

    /// The end to read from. Only this end does not block; the plugin has the other.
    pub(in super::super) struct Pipe(Receiver);

    impl Pipe {
        pub(in super::super) fn new(end: impl Into<OwnedFd>) -> io::Result<Self> {
            Receiver::from_owned_fd(end.into()).map(Self)
        }

        /// What is there, once there is something; nothing at the end.
        pub(in super::super) async fn chunk(&mut self) -> io::Result<Vec<u8>> {
            let mut chunk = vec![0; CHUNK];
            let count = self.0.read(&mut chunk).await?;
            chunk.truncate(count);
            Ok(chunk)
        }
    }
}

#[cfg(not(unix))]
mod threaded {
    use std::io::{self, Read};
    use std::thread;

    use tokio::sync::mpsc::{Receiver, Sender, channel};

    use super::CHUNK;

    /// The end to read from, by a thread that ends with the pipe. It is none of the runtime's, which
    /// would wait for it when it shuts down.
    pub(in super::super) struct Pipe(Receiver<io::Result<Vec<u8>>>);

    impl Pipe {
        pub(in super::super) fn new(end: impl Read + Send + 'static) -> io::Result<Self> {
            let (sender, receiver) = channel(1);
            thread::Builder::new().spawn(move || read(Box::new(end), &sender))?;
            Ok(Self(receiver))
        }

        /// What is there, once there is something; nothing at the end.
        pub(in super::super) async fn chunk(&mut self) -> io::Result<Vec<u8>> {
            self.0.recv().await.unwrap_or_else(|| Ok(Vec::new()))
        }
    }

    /// Hands on what there is until there is no more, or nobody who wants it.
    fn read(mut end: Box<dyn Read>, sender: &Sender<io::Result<Vec<u8>>>) {
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = end.read(&mut chunk).map(|count| chunk[..count].to_vec());
            let more = read.as_ref().is_ok_and(|chunk| !chunk.is_empty());
            if sender.blocking_send(read).is_err() || !more {
                return;
            }
        }
    }
}
