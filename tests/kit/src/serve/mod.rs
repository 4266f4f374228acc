//! A transport, served over real HTTP.
//!
//! [`Server`] puts any [`HttpTransport`](outrigger::transport::HttpTransport) behind a port, so
//! that kubectl, client-go and browsers can talk to it: HTTP/1.1 and HTTP/2, in clear text or
//! over TLS, with the authentication, limits and headers of a kube-apiserver.
//! [`Compressed`] compresses as one, in process as well.
//!
//! The server needs the feature `server` and is native only.

mod compress;
mod user;

#[cfg(all(feature = "server", not(target_family = "wasm")))]
mod server;

pub use self::compress::Compressed;
#[cfg(all(feature = "server", not(target_family = "wasm")))]
pub use self::server::{ServeOptions, Server};
pub use self::user::User;

#[cfg(all(feature = "server", not(target_family = "wasm")))]
pub(crate) use self::server::connection;
