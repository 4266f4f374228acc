//! A transport, served over real HTTP.
mod compress;

pub use self::compress::Compressed;
