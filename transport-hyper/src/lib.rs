//! The native backend of [Outrigger](outrigger): hyper, rustls, tokio, files and environment.
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod body;
mod connector;
mod crypto;
mod dial;
pub mod environment;
mod error;
mod files;
mod io;
mod pool;
mod request;
mod runtime;
mod timer;
mod tls;
mod transport;

pub use self::connector::{HttpVersions, HyperConnector, backend};
pub use self::crypto::CryptoProvider;
pub use self::files::{FileError, FileErrorKind, TokenFile, read_text};
pub use self::timer::TokioTimer;
pub use self::transport::HyperTransport;
