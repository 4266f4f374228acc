//! The clauses, by what they are about.

mod abort;
mod broken;
mod broken_http2;
mod request;
mod response;
mod settings;
mod streaming;
mod together;

pub use self::abort::*;
pub use self::broken::*;
pub use self::broken_http2::*;
pub use self::request::*;
pub use self::response::*;
pub use self::settings::*;
pub use self::streaming::*;
pub use self::together::*;
