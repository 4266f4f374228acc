//! An object as the text it came in.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::in_map;
use super::index::Index;

/// Values that are decoded one by one, until the next one has the whole object decoded.
const FOUND_MAX: usize = 8;

/// A JSON object as text, known to decode, and what has been decoded of it.
pub(super) struct Text {
    json: Box<str>,
    index: Index,
    found: OnceLock<Box<Found>>,
    whole: OnceLock<Map<String, Value>>,
}

/// A value that somebody asked for, and what was asked for after it. Nothing is ever taken out, so
/// that a reference to a value lives as long as the object.
struct Found {
    pointer: Box<str>,
    value: Value,
    next: OnceLock<Box<Self>>,
}

impl Text {
    /// `json`, if it is an object that decodes and is not too long for an [`Index`].
    pub(super) fn new(json: &str) -> Option<Self> {
        Some(Self::indexed(json, Index::of(json)?))
    }

    /// `json`, of which this is the index.
    pub(super) fn indexed(json: impl Into<Box<str>>, index: Index) -> Self {
        Self {
            json: json.into(),
            index,
            found: OnceLock::new(),
            whole: OnceLock::new(),
        }
    }

    /// The value at a JSON pointer; it is decoded once.
    pub(super) fn path(&self, pointer: &str) -> Option<&Value> {
        if let Some(whole) = self.whole.get() {
            return in_map(whole, pointer);
        }
        let (mut slot, mut count) = (&self.found, 0);
        while let Some(found) = slot.get() {
            if *found.pointer == *pointer {
                return Some(&found.value);
            }
            (slot, count) = (&found.next, count + 1);
        }
        if count >= FOUND_MAX {
            return in_map(self.whole(), pointer);
        }
        let json = self.index.find(&self.json, pointer)?;
        let found = Found {
            pointer: pointer.into(),
            value: decoded(json),
            next: OnceLock::new(),
        };
        match slot.set(Box::new(found)) {
            Ok(()) => slot.get().map(|found| &found.value),
            // Another thread has added to the chain, maybe this very value.
            Err(_) => self.path(pointer),
        }
    }

    /// How the value at a JSON pointer begins, which says its type. Nothing is decoded for it.
    pub(super) fn first_byte(&self, pointer: &str) -> Option<u8> {
        self.index.find(&self.json, pointer)?.bytes().next()
    }

    /// The text at a JSON pointer, if there is one.
    pub(super) fn text(&self, pointer: &str) -> Option<&str> {
        if let Some(whole) = self.whole.get() {
            return in_map(whole, pointer)?.as_str();
        }
        let json = self.index.find(&self.json, pointer)?;
        let text = json.strip_prefix('"')?.strip_suffix('"')?;
        match text.as_bytes().contains(&b'\\') {
            true => self.path(pointer)?.as_str(),
            false => Some(text),
        }
    }

    /// The whole object; it is decoded once.
    pub(super) fn whole(&self) -> &Map<String, Value> {
        self.whole.get_or_init(|| self.decoded())
    }

    /// The whole object, of which nothing more is kept than before.
    pub(super) fn map(&self) -> Cow<'_, Map<String, Value>> {
        match self.whole.get() {
            Some(whole) => Cow::Borrowed(whole),
            None => Cow::Owned(self.decoded()),
        }
    }

    /// Takes out the whole object.
    pub(super) fn take_map(&mut self) -> Map<String, Value> {
        self.whole.take().unwrap_or_else(|| self.decoded())
    }

    #[cfg(test)]
    pub(super) fn is_decoded(&self) -> bool {
        self.whole.get().is_some()
    }

    /// Whether both are the same text, and so the same object.
    pub(super) fn is_same_text(&self, other: &Self) -> bool {
        self.json == other.json
    }

    fn decoded(&self) -> Map<String, Value> {
        // It was checked to decode when it came. Should serde_json ever see it otherwise, what it
        // does not decode is kept as text: an object that is empty might be taken for the object.
        serde_json::from_str(&self.json).unwrap_or_else(|_| {
            let mut map = Map::new();
            for (key, value) in self.index.members(&self.json) {
                map.insert(key, decoded(value));
            }
            map
        })
    }
}

/// A value, or its text where it cannot be decoded.
fn decoded(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|_| Value::from(json))
}

#[cfg(test)]
mod tests;
