//! placeholder
#![forbid(unsafe_code)]

pub mod kubeconfig;
pub mod rt;
mod secret;
pub mod transport;

pub use self::secret::Secret;
