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
//! [`connect`] finds the cluster as kubectl does; [`connect_with`] takes a context or a file;
//! [`in_cluster`] is for pods. For anything else, [`backend`] gives the parts that
//! [`Client::builder`](outrigger::Client::builder) takes.
//!
//! # How connections are used
//! - **HTTP/1.1**: one exchange at a time. At most 25 idle connections are kept.
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
//! - Connections run as tasks on the tokio runtime that the backend was made on, which needs its
//!   IO and time drivers.
//!
//! # Proxies
//! A cluster's `proxy-url` ([`ConnectionSettings::proxy`]) is always used: `http`, `https` or
//! `socks5`, with the user and password of its URL. Where it is missing, [`connect`],
//! [`connect_with`], [`resolve_with`] and [`in_cluster`] take the environment's, by the rules of
//! Go: `HTTPS_PROXY` or `HTTP_PROXY` by the server's scheme, unless `NO_PROXY` lists the server.
//! A [`HyperConnector`] itself looks at no variable.
//! - Servers with TLS are reached through a tunnel that the proxy cannot look into. To servers
//!   without TLS an HTTP proxy hands on one request after the other, and what it answers itself
//!   is an answer like the server's.
//! - Names are resolved by the proxy.
//! - An `https` proxy must have a certificate of its own name that the cluster's settings trust:
//!   authority, `insecure` and client certificate are for both, as in Go. `server_name` is for
//!   the cluster alone.
//! - A proxy that gives no way through is an error that names it, and never its user.
//! - Names in `NO_PROXY` must be ASCII, international ones in their `xn--` form.
//!
//! [`ConnectionSettings::proxy`]: outrigger::transport::ConnectionSettings::proxy
//!
//! # Bounds
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
//! - `ring` (default): [`CryptoProvider::Ring`].
//! - `aws-lc-rs`: `CryptoProvider::AwsLcRs`.
//!
//! Both only add a variant. Which one runs is said where the connector is made, never by which
//! features happen to be on.
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

pub use self::connect::{
    ConnectOptions, KubeconfigCluster, config_for_context, config_from_bytes, config_from_flags,
    config_with, connect, connect_to, connect_to_with, connect_with, in_cluster, in_cluster_config,
    in_cluster_with, load_kubeconfig, resolve_with,
};
pub use self::connector::{HttpVersions, HyperConnector, backend};
pub use self::crypto::CryptoProvider;
pub use self::exec::{ExecCredentials, ExecError, ExecErrorKind, ExecOptions};
pub use self::files::{FileError, FileErrorKind};
pub use self::timer::TokioTimer;
pub use self::transport::HyperTransport;
