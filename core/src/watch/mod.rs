//! Bytes at any chunk border in, list items and watch events out.
//!
//! Sans-IO: [`ListSplitter`] and [`EventFramer`] are fed chunks and call back with whole JSON
//! values; they hold at most one value at a time, and that is bounded.

mod event;
mod framer;
mod scan;
mod splitter;
mod table;

pub(crate) use self::event::{EventType, RawEvent};
pub(crate) use self::framer::EventFramer;
pub(crate) use self::splitter::{ListHead, ListSplitter, Sink};

/// The longest single object or event that is read; client-go's watch framer has the same bound.
pub(crate) const FRAME_LIMIT: usize = 16 << 20;

/// How deep JSON may nest; serde_json's own bound.
const DEPTH_LIMIT: u32 = 127;

/// Why bytes are not what they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FrameError {
    /// The stream does not begin or go on as JSON must.
    #[error("expected {expected}, found {}", describe(*found))]
    Unexpected {
        /// What would have been right.
        expected: &'static str,
        /// What was there.
        found: u8,
    },
    /// One value is over the bound.
    #[error("an object is longer than the limit of {limit} bytes")]
    TooLarge {
        /// The bound.
        limit: usize,
    },
    /// Too many brackets open.
    #[error("JSON nested deeper than {DEPTH_LIMIT} levels")]
    TooDeep,
    /// The stream ended inside a value.
    #[error("the answer ends in the middle of an object")]
    Truncated,
    /// The document is no list.
    #[error("not a list: no \"items\" in a document of kind {kind:?}")]
    NotAList {
        /// What it says to be.
        kind: String,
    },
    /// A part of the list that is not an item does not parse.
    #[error("malformed {part} of a list")]
    Malformed {
        /// Which part.
        part: &'static str,
    },
}

/// Names the character without quoting what follows it.
fn describe(byte: u8) -> String {
    match byte {
        b'<' => "'<' (HTML? is there a proxy in front of the API server?)".to_owned(),
        0x1f => "byte 0x1f (compressed data?)".to_owned(),
        byte if byte.is_ascii_graphic() => format!("{:?}", byte as char),
        byte => format!("byte 0x{byte:02x}"),
    }
}

#[cfg(test)]
mod tests;
