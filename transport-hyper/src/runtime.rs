//! The tokio runtime that connections run on.

use std::any::Any;
use std::net::{Ipv4Addr, UdpSocket};
use std::panic::catch_unwind;
use std::time::Duration;

use outrigger::rt::BoxFuture;
use outrigger::transport::{TransportError, TransportErrorKind};
use outrigger::{Error, Result};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// The runtime of the caller.
pub(crate) fn current() -> Result<Handle, TransportError> {
    Handle::try_current().map_err(|_| {
        unsupported(
            "no tokio runtime is running here; connections need one with IO and time enabled",
        )
    })
}

/// The runtime of the caller, which can tell the time.
pub(crate) fn with_time() -> Result<Handle, TransportError> {
    let runtime = current()?;
    // That it panics is the one way in which tokio tells, and better here than at a request.
    catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO)))
        .map_err(|_| unsupported("the tokio runtime has no time; enable_all() of its builder"))?;
    Ok(runtime)
}

/// The runtime of the caller, which has IO and time.
pub(crate) fn with_io() -> Result<Handle, TransportError> {
    let runtime = with_time()?;
    let probe = || {
        // Nothing is sent on it, and where it cannot be had nothing is learned.
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_nonblocking(true)?;
        tokio::net::UdpSocket::from_std(socket).map(drop)
    };
    let _learned = catch_unwind(probe)
        .map_err(|_| unsupported("the tokio runtime has no IO; enable_all() of its builder"))?;
    Ok(runtime)
}

/// What a front door says where there is no such runtime.
pub(crate) fn outside(source: TransportError) -> Error {
    Error::config("cannot connect from here", Some(source.into()))
}

/// Runs what reads files where it blocks nobody.
///
/// # Errors
/// Outside of a runtime, and when that shuts down meanwhile.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let answer = answer(Box::new(move || Box::new(work()))).await?;
    Ok(*answer.downcast().expect("the answer of this work"))
}

/// Work for a thread that may block. tokio's part of a task is compiled for each type of one, and
/// boxed there is but one type.
type Work = Box<dyn FnOnce() -> Answer + Send>;
type Answer = Box<dyn Any + Send>;

fn answer(work: Work) -> BoxFuture<'static, Result<Answer>> {
    Box::pin(async {
        let running = current().map_err(outside)?.spawn_blocking(work);
        running
            .await
            .map_err(|source| Error::config("the runtime shut down", Some(source.into())))
    })
}

/// Has work done where it blocks nobody, and waits for nothing.
pub(crate) fn work(runtime: &Handle, work: impl FnOnce() + Send + 'static) {
    let work: Work = Box::new(move || {
        work();
        Box::new(())
    });
    drop(runtime.spawn_blocking(work));
}

/// Runs a task, boxed for the same reason.
pub(crate) fn spawn(
    runtime: &Handle,
    task: impl Future<Output = ()> + Send + 'static,
) -> JoinHandle<()> {
    let task: BoxFuture<'static, ()> = Box::pin(task);
    runtime.spawn(task)
}

fn unsupported(why: &'static str) -> TransportError {
    TransportError::new(TransportErrorKind::Unsupported, why)
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use tokio::runtime::Builder;

    use crate::{CryptoProvider, TokioTimer, backend};

    #[test]
    fn a_runtime_without_io_or_time_is_an_error() {
        let refused = |mut builder: Builder, lacks: &str| {
            let runtime = builder.build().unwrap();
            let _entered = runtime.enter();
            let error = backend(CryptoProvider::default()).err().unwrap();
            let why = error.source().unwrap().to_string();
            assert!(why.contains(lacks), "{why}");
            TokioTimer::new().is_ok()
        };
        let mut timed = Builder::new_current_thread();
        timed.enable_time();
        assert!(refused(timed, "has no IO"));
        let mut io = Builder::new_current_thread();
        io.enable_io();
        assert!(!refused(io, "has no time"));
        let mut all = Builder::new_current_thread();
        let all = all.enable_all().build().unwrap();
        let _entered = all.enter();
        assert!(backend(CryptoProvider::default()).is_ok());
    }
}
