use std::fmt;

use http::Method;

use super::Api;
use super::kinds::{ProxiedKind, Special};
use crate::rest::RestRequest;

const PROXIED: Special = Special {
    what: "a proxy",
    group: "",
    plurals: &["pods", "services", "nodes"],
};

/// Which server of a pod, service or node is meant: `scheme:name:port`.
///
/// ```
/// use outrigger::api::ProxyTarget;
///
/// assert_eq!(ProxyTarget::new("web").to_string(), "web");
/// assert_eq!(ProxyTarget::new("web").port(8080).to_string(), "web:8080");
/// assert_eq!(ProxyTarget::new("web").https().port("admin").to_string(), "https:web:admin");
/// assert_eq!(ProxyTarget::new("web").https().to_string(), "https:web:");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyTarget {
    scheme: &'static str,
    name: String,
    port: String,
}

impl ProxyTarget {
    /// The pod, service or node of that name: its first port, by HTTP; of a node its kubelet.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            scheme: "",
            name: name.into(),
            port: String::new(),
        }
    }

    /// By HTTPS. The API server does not check the certificate.
    #[must_use]
    pub const fn https(mut self) -> Self {
        self.scheme = "https";
        self
    }

    /// Its port, by number or name.
    #[must_use]
    pub fn port(mut self, port: impl fmt::Display) -> Self {
        self.port = port.to_string();
        self
    }
}

/// As the API server reads it (client-go's `JoinSchemeNamePort`).
impl fmt::Display for ProxyTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, name, port } = self;
        match (scheme.is_empty(), port.is_empty()) {
            (true, true) => f.write_str(name),
            (true, false) => write!(f, "{name}:{port}"),
            (false, _) => write!(f, "{scheme}:{name}:{port}"),
        }
    }
}

impl From<&str> for ProxyTarget {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

/// What only pods, services and nodes have.
impl<K: ProxiedKind> Api<K> {
    /// A request that the API server passes on to a pod, service or node, and its answer back. It
    /// is yet to be completed: body, headers and query are passed on too.
    ///
    /// The answer to a request that was not passed on, since the target cannot be reached (503)
    /// for example, is an [`Error`](crate::Error) like what the target itself answers outside 2xx.
    ///
    /// ```
    /// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
    /// use http::Method;
    /// use outrigger::api::ProxyTarget;
    ///
    /// let services = client.resource("services").await?.within("shop");
    /// let web = ProxyTarget::new("web").port("http");
    /// let answer = services.proxy(Method::GET, web, "/search").param("q", "boat").send().await?;
    /// println!("{}: {}", answer.content_type(), answer.text()?);
    /// # Ok(()) }
    /// ```
    pub fn proxy(&self, method: Method, target: impl Into<ProxyTarget>, path: &str) -> RestRequest {
        let target = target.into().to_string();
        let builder = self.path().object(method, &target).subresource("proxy");
        let builder = match self.wrong_kind(PROXIED) {
            Some(message) => builder.wrong(message),
            None => builder,
        };
        let builder = builder.accept("application/json, */*").proxied_path(path);
        builder.with_sender(self.client.clone())
    }
}
