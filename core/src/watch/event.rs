use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::misfit::Misfit;

/// What a watch event says has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventType {
    Added,
    Modified,
    Deleted,
    Bookmark,
    Error,
}

/// One event of a watch, its object still JSON.
#[derive(Debug)]
pub(crate) struct RawEvent<'a> {
    pub(crate) event_type: EventType,
    pub(crate) object: &'a [u8],
}

/// Why bytes are not a watch event.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidEvent {
    #[error("malformed watch event: {0}")]
    Malformed(Misfit),
    #[error("unknown type of watch event: {0:?}")]
    UnknownType(String),
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, rename = "type")]
    event_type: Cow<'a, str>,
    #[serde(borrow)]
    object: &'a RawValue,
}

impl<'a> RawEvent<'a> {
    /// Reads an event's envelope; the whole frame is checked to be JSON.
    pub(crate) fn parse(frame: &'a [u8]) -> Result<Self, InvalidEvent> {
        let text =
            std::str::from_utf8(frame).map_err(|error| InvalidEvent::Malformed(error.into()))?;
        let Envelope { event_type, object } =
            serde_json::from_str(text).map_err(|error| InvalidEvent::Malformed(error.into()))?;
        let event_type = match &*event_type {
            "ADDED" => EventType::Added,
            "MODIFIED" => EventType::Modified,
            "DELETED" => EventType::Deleted,
            "BOOKMARK" => EventType::Bookmark,
            "ERROR" => EventType::Error,
            // Only the beginning: an unknown type may be anything at all.
            other => return Err(InvalidEvent::UnknownType(other.chars().take(32).collect())),
        };
        Ok(Self {
            event_type,
            object: object.get().as_bytes(),
        })
    }
}
