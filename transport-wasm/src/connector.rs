use std::sync::Arc;

use outrigger::transport::{
    Capabilities, ConnectionSettings, Connector, Link, Roots, TransportError,
};

use crate::FetchTransport;
use crate::error::unsupported;
use crate::platform;

/// How many exchanges browsers allow to an origin over HTTP/1.1, in all tabs together.
const HTTP1_STREAMS: usize = 6;
/// How many exchanges an API server allows to an HTTP/2 connection, of which browsers open one.
const HTTP2_STREAMS: usize = 100;

/// Makes links over `fetch`.
///
/// A browser takes no settings, so any that are given are an error of kind
/// [`Unsupported`](outrigger::transport::TransportErrorKind::Unsupported).
///
/// # Examples
/// ```
/// use outrigger::transport::{ConnectionSettings, Connector, TransportErrorKind};
/// use outrigger_wasm::FetchConnector;
///
/// let mut settings = ConnectionSettings::default();
/// settings.insecure = true;
/// let error = FetchConnector::new().connect(&settings).unwrap_err();
/// assert_eq!(error.kind(), TransportErrorKind::Unsupported);
/// ```
#[derive(Clone, Debug)]
pub struct FetchConnector {
    capabilities: Capabilities,
}

impl FetchConnector {
    /// A connector to servers of which nothing is known: of another origin, over HTTP/1.1.
    pub const fn new() -> Self {
        Self {
            capabilities: Capabilities::minimal(HTTP1_STREAMS),
        }
    }

    /// A connector to the server at `origin`, such as `https://10.0.0.1:6443`. If it is the page's
    /// own, all headers can be read; if anything came from there over HTTP/2 already, a hundred
    /// exchanges can be open.
    ///
    /// # Errors
    /// Outside of a browser.
    pub fn to(origin: &str) -> Result<Self, TransportError> {
        platform::require_browser()?;
        let mut this = Self::new();
        this.capabilities.read_any_header = platform::origin().as_deref() == Some(origin);
        if platform::multiplexes(origin) {
            this.capabilities.parallel_streams = Some(HTTP2_STREAMS);
        }
        Ok(this)
    }

    /// How many exchanges can be open at once, when more is known than the browser tells: a
    /// hundred with an API server over HTTP/2.
    #[must_use]
    pub const fn parallel_streams(mut self, streams: usize) -> Self {
        self.capabilities.parallel_streams = Some(streams);
        self
    }

    /// Whether all response headers can be read: a server of another origin may expose them
    /// (`Access-Control-Expose-Headers`), though no API server does.
    #[must_use]
    pub const fn exposes_headers(mut self, exposes: bool) -> Self {
        self.capabilities.read_any_header = exposes;
        self
    }
}

impl Default for FetchConnector {
    fn default() -> Self {
        Self::new()
    }
}

impl Connector for FetchConnector {
    fn connect(&self, settings: &ConnectionSettings) -> Result<Link, TransportError> {
        refuse(settings)?;
        let transport = FetchTransport::new()?;
        Ok(Link::new(Arc::new(transport), self.capabilities))
    }
}

/// An error if the settings ask for what a browser leaves to nobody.
fn refuse(settings: &ConnectionSettings) -> Result<(), TransportError> {
    let asked = [
        (
            settings.identity.is_some(),
            "a client certificate cannot be given to a browser by a page",
        ),
        (
            settings.roots != Roots::System,
            "a browser takes no certificate authority from a page",
        ),
        (
            settings.server_name.is_some(),
            "a browser checks a certificate against the URL's host, and no other name",
        ),
        (
            settings.insecure,
            "a browser accepts no untrusted certificate at a page's request",
        ),
        (
            settings.proxy.is_some(),
            "a browser's proxies are its own affair",
        ),
        (
            settings.connect_timeout.is_some(),
            "a browser does not say when it has connected, so that cannot be timed",
        ),
    ];
    match asked.into_iter().find(|(asked, _)| *asked) {
        Some((_, why)) => Err(unsupported(why)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use outrigger::Secret;
    use outrigger::transport::{ClientIdentity, TransportErrorKind};

    use super::*;

    #[test]
    fn settings_that_a_browser_cannot_honour_are_refused() {
        let changes: [fn(&mut ConnectionSettings); 6] = [
            |settings| {
                settings.identity = Some(ClientIdentity {
                    certificate: "certificate".into(),
                    key: Secret::new("key"),
                });
            },
            |settings| settings.roots = Roots::Pem("roots".into()),
            |settings| settings.server_name = Some("kubernetes".to_owned()),
            |settings| settings.insecure = true,
            |settings| settings.proxy = Some(Secret::new("http://user:password@proxy")),
            |settings| settings.connect_timeout = Some(Duration::from_secs(1)),
        ];
        for change in changes {
            let mut settings = ConnectionSettings::default();
            change(&mut settings);
            let error = refuse(&settings).expect_err("a browser cannot do that");
            assert_eq!(error.kind(), TransportErrorKind::Unsupported);
        }
        assert!(refuse(&ConnectionSettings::default()).is_ok());
    }
}
