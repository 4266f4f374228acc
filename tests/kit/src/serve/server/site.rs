use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use http::HeaderValue;
use http::uri::Authority;
use outrigger::rt::BoxFuture;
use outrigger::transport::HttpTransport;
use tokio::sync::watch;

use super::authenticate::Authenticator;

/// What all connections share.
pub(super) struct Site {
    pub(super) transport: Arc<dyn HttpTransport>,
    pub(super) tls: bool,
    /// Stands in for a `Host` that a request does not have.
    pub(super) authority: Authority,
    pub(super) authenticator: Authenticator,
    pub(super) origins: Vec<String>,
    stopping: watch::Receiver<bool>,
    started: u64,
    requests: AtomicU64,
}

impl Site {
    pub(super) fn new(
        transport: Arc<dyn HttpTransport>,
        tls: bool,
        address: SocketAddr,
        authenticator: Authenticator,
        origins: Vec<String>,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            transport,
            tls,
            authority: Authority::try_from(address.to_string())
                .expect("an address and port are an authority"),
            authenticator,
            origins,
            stopping,
            started: since_epoch.unwrap_or_default().as_micros() as u64,
            requests: AtomicU64::new(0),
        }
    }

    /// Ready when the server is to stop. One that is dropped does not stop, it is aborted.
    pub(super) fn stopped(&self) -> BoxFuture<'static, ()> {
        let mut stopping = self.stopping.clone();
        Box::pin(async move {
            if stopping.wait_for(|stopping| *stopping).await.is_err() {
                std::future::pending().await
            }
        })
    }

    /// An id that no other request of this server has: when it started, and a count, in the
    /// shape of a UUID.
    pub(super) fn audit_id(&self) -> HeaderValue {
        let count = self.requests.fetch_add(1, Ordering::Relaxed);
        let (high, low) = ((self.started >> 28) as u32, self.started & 0x0fff_ffff);
        let text = format!(
            "{high:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            low >> 12,
            low & 0xfff,
            (count >> 48) & 0xfff,
            count & 0xffff_ffff_ffff,
        );
        HeaderValue::try_from(text).expect("hexadecimal digits and dashes")
    }
}
