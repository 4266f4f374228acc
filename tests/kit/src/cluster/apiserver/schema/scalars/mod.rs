//! The strings that Go reads into something else, and how it writes them again.

pub(crate) mod base64;
pub(crate) mod quantity;
pub(crate) mod time;
