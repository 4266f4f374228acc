//! The ways through proxies, and what is said when there is none.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod environment;
mod forwarded;
mod refusals;
mod refused;
mod server;
mod socks;
#[path = "../support/mod.rs"]
mod support;
mod tunnels;

use outrigger::Secret;
use outrigger::transport::{ConnectionSettings, HttpTransport, TransportError};
use outrigger_hyper::{HttpVersions, HyperTransport};

use support::{get, transport, within};

const ALPN: [&str; 2] = ["h2", "http/1.1"];
/// A name that no resolver has; the proxies of these tests know every `.test`.
const NAME: &str = "kubernetes.test";

/// `settings` through the proxy at `url`.
fn through(settings: &ConnectionSettings, url: impl Into<String>) -> ConnectionSettings {
    let mut settings = settings.clone();
    settings.proxy = Some(Secret::new(url));
    settings
}

fn any(settings: &ConnectionSettings) -> HyperTransport {
    transport(HttpVersions::Any, settings)
}

/// The version that the answer to a GET came in.
async fn ask(transport: &HyperTransport, url: &str) -> Result<http::Version, TransportError> {
    let response = within(transport.send(get(url))).await?;
    let version = response.version();
    assert_eq!(within(response.into_body().collect(9)).await?, "ok");
    Ok(version)
}
