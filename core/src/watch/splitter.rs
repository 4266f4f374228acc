use std::sync::Arc;

use serde::Deserialize;

use super::FrameError;
use super::scan::{ValueReader, skip_space};
use crate::json;
use crate::object::{ColumnDefinition, ListMeta};
use crate::request::Form;

/// The longest part of a list that is not an item: `metadata`, `kind` and so on.
const PART_LIMIT: usize = 1 << 20;

/// Cuts a list's body into its items as it arrives, or a Table's into its rows, whichever order
/// the server puts `metadata` and `items` in. It holds at most one item.
#[derive(Debug)]
pub(crate) struct ListSplitter {
    state: State,
    reader: ValueReader,
    item_limit: usize,
    /// Whether it may be a Table.
    form: Form,
    head: ListHead,
    saw_items: bool,
    saw_item: bool,
}

/// What a list says besides its items, as far as it has been read.
#[derive(Debug, Default)]
pub(crate) struct ListHead {
    pub(crate) kind: String,
    pub(crate) metadata: ListMeta,
    /// Whether its items are the rows of a Table.
    pub(crate) in_rows: bool,
    /// The columns of a Table.
    pub(crate) columns: Option<Arc<[ColumnDefinition]>>,
}

#[derive(Debug)]
enum State {
    /// Before the document's `{`.
    Start,
    /// Behind `{` or `,`: a key, or the end right behind `{`.
    Key { first: bool },
    /// Inside a key.
    InKey,
    /// Behind a key.
    Colon(Part),
    /// Behind the colon.
    Value(Part),
    /// Inside a value.
    InValue(Part),
    /// Behind a value: `,` or the end.
    Comma,
    /// Inside `items`, behind `[` or `,`.
    Item { first: bool },
    /// Inside an item.
    InItem,
    /// Behind an item: `,` or `]`.
    ItemComma,
    /// Behind the document.
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Items,
    Rows,
    Columns,
    Kind,
    Metadata,
    Other,
}

/// Takes the items of a list.
pub(crate) type Sink<'a, E> = dyn FnMut(&ListHead, &[u8]) -> Result<(), E> + Send + 'a;

impl ListSplitter {
    /// A splitter that refuses items longer than `item_limit` bytes, of what was asked for in
    /// `form`.
    pub(crate) fn new(item_limit: usize, form: Form) -> Self {
        Self {
            state: State::Start,
            reader: ValueReader::new(PART_LIMIT),
            item_limit,
            form,
            head: ListHead::default(),
            saw_items: false,
            saw_item: false,
        }
    }

    /// What the list has said so far. `remainingItemCount` may already be known.
    #[cfg(feature = "informer")]
    pub(crate) const fn head(&self) -> &ListHead {
        &self.head
    }

    /// Whether an item has been complete.
    pub(crate) const fn saw_item(&self) -> bool {
        self.saw_item
    }

    /// Reads a chunk and calls `sink` with each item that it completes, and with what the list
    /// has said before, until one fails.
    ///
    /// After an error the splitter is of no more use.
    pub(crate) fn feed<E: From<FrameError>>(
        &mut self,
        chunk: &[u8],
        sink: &mut Sink<'_, E>,
    ) -> Result<(), E> {
        let mut at = 0;
        while at < chunk.len() {
            at = match self.state {
                State::InKey | State::InValue(_) => match self.read_part(&chunk[at..])? {
                    Some(used) => at + used,
                    None => return Ok(()),
                },
                State::InItem => {
                    let head = &self.head;
                    match self.reader.read(&chunk[at..], |item| sink(head, item))? {
                        Some((used, result)) => {
                            result?;
                            self.saw_item = true;
                            self.state = State::ItemComma;
                            at + used
                        }
                        None => return Ok(()),
                    }
                }
                _ => {
                    let next = skip_space(chunk, at);
                    match chunk.get(next) {
                        Some(&byte) => next + self.step(byte)?,
                        None => return Ok(()),
                    }
                }
            };
        }
        Ok(())
    }

    /// The body has ended: what the list said besides its items.
    pub(crate) fn finish(self) -> Result<ListHead, FrameError> {
        match self.state {
            State::Done if self.saw_items => Ok(self.head),
            State::Done => Err(FrameError::NotAList {
                kind: self.head.kind,
            }),
            _ => Err(FrameError::Truncated),
        }
    }

    /// Acts on a byte between values; returns how many bytes it used up (a value's first byte
    /// belongs to the value).
    fn step(&mut self, byte: u8) -> Result<usize, FrameError> {
        let (state, used) = match (&self.state, byte) {
            (State::Start, b'{') => (State::Key { first: true }, 1),
            (State::Key { .. }, b'"') => (self.begin(State::InKey, PART_LIMIT), 0),
            (State::Key { first: true }, b'}') | (State::Comma, b'}') => (State::Done, 1),
            (State::Colon(part), b':') => (State::Value(*part), 1),
            (State::Value(part @ (Part::Items | Part::Rows)), b'[' | b'n') => {
                self.saw_items = true;
                self.head.in_rows = *part == Part::Rows;
                match byte {
                    b'[' => (State::Item { first: true }, 1),
                    // Go writes an empty list as `null` at times.
                    _ => {
                        let part = *part;
                        (self.begin(State::InValue(part), PART_LIMIT), 0)
                    }
                }
            }
            (State::Value(part), _) => (self.begin(State::InValue(*part), PART_LIMIT), 0),
            (State::Comma, b',') => (State::Key { first: false }, 1),
            (State::Item { first: true } | State::ItemComma, b']') => (State::Comma, 1),
            (State::Item { .. }, b'{') => (self.begin(State::InItem, self.item_limit), 0),
            (State::ItemComma, b',') => (State::Item { first: false }, 1),
            (state, found) => {
                return Err(FrameError::Unexpected {
                    expected: expected(state),
                    found,
                });
            }
        };
        self.state = state;
        Ok(used)
    }

    fn begin(&mut self, state: State, limit: usize) -> State {
        self.reader = ValueReader::new(limit);
        state
    }

    /// Reads on in a key or in a value that is not an item.
    fn read_part(&mut self, chunk: &[u8]) -> Result<Option<usize>, FrameError> {
        let (state, form) = (&self.state, self.form);
        let head = &mut self.head;
        let next = |text: &[u8]| match state {
            State::InValue(part) => store(head, *part, text).map(|()| State::Comma),
            _ => key(text, form).map(State::Colon),
        };
        match self.reader.read(chunk, next)? {
            Some((used, next)) => {
                self.state = next?;
                Ok(Some(used))
            }
            None => Ok(None),
        }
    }
}

fn key(text: &[u8], form: Form) -> Result<Part, FrameError> {
    let key: String = json::from_slice(text).map_err(|_| FrameError::Malformed { part: "key" })?;
    Ok(match (key.as_str(), form.is_table()) {
        ("items", _) => Part::Items,
        ("rows", true) => Part::Rows,
        ("columnDefinitions", true) => Part::Columns,
        ("kind", _) => Part::Kind,
        ("metadata", _) => Part::Metadata,
        _ => Part::Other,
    })
}

fn store(head: &mut ListHead, part: Part, text: &[u8]) -> Result<(), FrameError> {
    fn parse<'a, T: Deserialize<'a>>(text: &'a [u8], part: &'static str) -> Result<T, FrameError> {
        json::from_slice(text).map_err(|_| FrameError::Malformed { part })
    }
    match part {
        Part::Items => parse::<()>(text, "items")?,
        Part::Rows => parse::<()>(text, "rows")?,
        Part::Columns => {
            let columns: Option<Vec<_>> = parse(text, "columnDefinitions")?;
            head.columns = columns.map(Into::into);
        }
        Part::Kind => head.kind = parse(text, "kind")?,
        Part::Metadata => head.metadata = parse(text, "metadata")?,
        // Whether its texts are UTF-8 does not matter.
        Part::Other => {
            let text = String::from_utf8_lossy(text);
            parse::<serde::de::IgnoredAny>(text.as_bytes(), "field").map(drop)?;
        }
    }
    Ok(())
}

const fn expected(state: &State) -> &'static str {
    match state {
        State::Start => "a list",
        State::Key { .. } | State::InKey => "a key",
        State::Colon(_) => "\":\"",
        State::Value(_) | State::InValue(_) => "a value",
        State::Comma => "\",\" or \"}\"",
        State::Item { .. } | State::InItem => "an object in \"items\"",
        State::ItemComma => "\",\" or \"]\"",
        State::Done => "the end of the answer",
    }
}
