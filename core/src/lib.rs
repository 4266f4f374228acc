//! placeholder
#![forbid(unsafe_code)]

pub mod rt;
mod secret;
pub mod transport;

pub use self::secret::Secret;
