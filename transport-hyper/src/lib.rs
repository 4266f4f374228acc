//! The native backend of Outrigger: HTTP over hyper and rustls, on tokio.
//!
//! ```no_run
//! # async fn example() -> outrigger::Result<()> {
//! use outrigger::ListOptions;
//!
//! let client = outrigger_hyper::connect().await?;
//! for pod in client.resource("pods").await?.list(&ListOptions::new()).await? {
//!     println!("{}", pod.name());
//! }
//! # Ok(()) }
//! ```
//!
//! # Which cluster
//!
//! | what there is | one line |
//! | --- | --- |
//! | what kubectl has: `$KUBECONFIG`, `~/.kube/config`, a pod | [`connect()`](connect) |
//! | kubectl's flags | [`connect_with(ConnectOptions::new().context("staging"))`](connect_with) |
//! | a pod, whatever kubeconfigs there are | [`in_cluster()`](in_cluster) |
//! | several clusters | [`connect_to(config_for_context("staging").await?)`](config_for_context) |
//! | the flags of a component, `--master` and `--kubeconfig` | [`connect_to(config_from_flags(url, path).await?)`](config_from_flags) |
//! | a kubeconfig's text | [`connect_to(config_from_bytes(text)?)`](config_from_bytes) |
//! | requests to hand on, without a client | [`resolve_cluster(&options)`](resolve_cluster), or of a `Config` [`resolve_config`] |
//!
//! All of them settle on a [`Config`](outrigger::kubeconfig::Config) first, which a program can
//! look at and change: [`config_with`], [`in_cluster_config`], [`connect_to`]. For anything else,
//! [`backend`] gives the parts that [`Client::builder`](outrigger::Client::builder) takes.
//! [`load_kubeconfig`] reads the files and no more.
//!
//! # Whom to be there
//! Of several credentials in one user the first of these is sent, as by client-go:
//!
//! 1. an `Authorization` header that the request has already;
//! 2. user and password in the server's URL;
//! 3. `tokenFile`, read again every 50 s and on a 401; `token` stands in until it can be read;
//! 4. `token`;
//! 5. `username` and `password`; together with a token they are an error;
//! 6. `exec`, unless there is a client certificate ([`ExecCredentials`]);
//! 7. `auth-provider`, if its name is `oidc`, as long as its id-token is valid. Any other name is
//!    an error, whatever else there is.
//!
//! A client certificate is presented beside any of them. It and the certificate authority, where
//! they are files, are followed as they change. `as`, `as-uid`, `as-groups` and `as-user-extra`
//! come on top, whichever it is. To a server without TLS nothing of this is sent but 1, 2 and whom to act as; a
//! warning says so.
//!
//! `disable-compression` has nothing to switch off: no request asks for a compressed answer yet.
//!
//! # How connections are used
//! - **HTTP/1.1**: one exchange at a time. At most 64 idle connections are kept.
//! - **HTTP/2**: at most 64 exchanges to a connection, fewer if the server says so. Requests
//!   marked [`LongLived`](outrigger::transport::LongLived) share connections of their own, so
//!   that no number of open watches blocks a `GET`.
//! - An exchange whose connection had closed while idle begins on another one, if hyper hands
//!   the request back unsent. Nothing that may have been sent is ever sent again.
//! - Dropping a response, or the future before it, closes the HTTP/1.1 connection or resets the
//!   HTTP/2 stream.
//! - When certificates change
//!   ([`Reconfigure`](outrigger::transport::Reconfigure)), new exchanges are on new connections.
//!   Old ones close when their last exchange ends, idle ones at once; nothing open is cut.
//! - [`ConnectOptions::http_versions`] and [`HyperConnector::versions`] say which versions are
//!   spoken. client-go's `DISABLE_HTTP2`, `HTTP2_READ_IDLE_TIMEOUT_SECONDS` and
//!   `HTTP2_PING_TIMEOUT_SECONDS` are not read.
//! - Connections run as tasks on the tokio runtime that the backend was made on, which needs its
//!   IO and time drivers.
//!
//! # Proxies
//! A cluster's `proxy-url` ([`ConnectionSettings::proxy`]) is always used: `http`, `https` or
//! `socks5`, with the user and password of its URL. Where it is missing, whatever connects by a
//! [`Config`](outrigger::kubeconfig::Config), wherever that is from, takes the environment's, by
//! the rules of Go: `HTTPS_PROXY` or `HTTP_PROXY` by the server's scheme, unless `NO_PROXY` lists
//! the server. That is settled once, for the server. A [`HyperConnector`] itself looks at no
//! variable.
//! - Servers with TLS are reached through a tunnel that the proxy cannot look into. To servers
//!   without TLS an HTTP proxy hands on one request after the other, and what it answers itself
//!   is an answer like the server's. A request's own `Proxy-Authorization` goes to such a proxy,
//!   unless the proxy's URL names a user, and to nobody else.
//! - Names are resolved by the proxy.
//! - An `https` proxy must have a certificate of its own name that the cluster's settings trust:
//!   authority, `insecure` and client certificate are for both, as in Go. `server_name` is for
//!   the cluster alone; Go takes it for the proxy as well, where it is no name of that.
//! - A proxy that gives no way through is an error that names it, and never its user.
//! - Names in `NO_PROXY` must be ASCII, international ones in their `xn--` form.
//!
//! [`ConnectionSettings::proxy`]: outrigger::transport::ConnectionSettings::proxy
//!
//! # Bounds
//! A time limit of zero is as good as none given.
//!
//! | what | bound |
//! | --- | --- |
//! | connecting: name, all addresses, the way through a proxy | 30 s, or `connect_timeout` |
//! | head of a proxy's answer | 64 KiB |
//! | TLS handshake | 10 s, or what `connect_timeout` leaves |
//! | waiting for a response's head, unless `LongLived` | 2 min, or `head_timeout` |
//! | a connection without an exchange | 90 s, or `idle_timeout` |
//! | response head | 64 KiB, 512 lines |
//! | 1xx responses before the head (HTTP/1.1) | 32 |
//! | unread body, HTTP/1.1 | 256 KiB and the socket's buffer |
//! | unread body, HTTP/2 | 2 MiB, 1 MiB if long-lived |
//! | unread bodies of an HTTP/2 connection | 64 times that |
//! | a run of an exec plugin | 5 min, or [`ExecOptions::time_limit`]; 1 MiB of output |
//! | silence on a busy HTTP/2 connection | a ping after 30 s, 15 s for its answer |
//!
//! # This crate does not
//! retry, follow redirects, decompress, add headers other than `Host` (and `Content-Length` to a
//! request with a body), or limit the time of an exchange beyond its head.
//!
//! # Features
//! - `ring` (default): [`CryptoProvider::Ring`], and what needs no provider to be named:
//!   [`connect()`](connect), [`connect_to`], [`in_cluster()`](in_cluster), [`ConnectOptions::new`],
//!   [`ExecOptions::new`].
//! - `aws-lc-rs`: `CryptoProvider::AwsLcRs`. A program without ring says
//!   `connect_with(ConnectOptions::with_provider(CryptoProvider::AwsLcRs))`.
//!
//! Both only add. Which one runs is said where the connector is made, never by which features
//! happen to be on. With neither there is no provider, and so no connection.
#![forbid(unsafe_code)]

mod body;
mod connect;
mod connector;
mod crypto;
mod dial;
mod environment;
mod error;
mod exec;
mod files;
mod io;
mod pool;
mod proxy;
mod request;
mod rotation;
mod runtime;
mod timer;
mod tls;
mod transport;
mod warning;

pub use self::connect::{
    ConnectOptions, ResolvedCluster, config_for_context, config_from_bytes, config_from_flags,
    config_with, connect_to_with, connect_with, flatten_kubeconfig, in_cluster_config,
    in_cluster_with, load_kubeconfig, load_kubeconfig_as_written, resolve_cluster, resolve_config,
};
#[cfg(feature = "ring")]
pub use self::connect::{connect, connect_to, in_cluster};
pub use self::connector::{HttpVersions, HyperConnector, backend};
pub use self::crypto::CryptoProvider;
pub use self::exec::{ExecCredentials, ExecError, ExecErrorKind, ExecOptions, PluginPolicy};
pub use self::files::{FileError, FileErrorKind};
pub use self::timer::TokioTimer;
pub use self::transport::HyperTransport;
