use super::{DEPTH_LIMIT, FrameError};
use crate::object::plain;

/// Finds where one JSON value ends, chunk by chunk, by following brackets and strings.
///
/// It does not check the grammar inside: whoever parses the value does.
#[derive(Debug, Default)]
pub(super) struct ValueScanner {
    depth: u32,
    in_string: bool,
    escaped: bool,
    in_scalar: bool,
}

/// How far a value reaches into a chunk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The value ends before this index.
    Until(usize),
    /// The whole chunk belongs to the value, which goes on.
    Beyond,
}

impl ValueScanner {
    /// Scans `chunk`; the first byte ever given must be the value's first.
    pub(super) fn scan(&mut self, chunk: &[u8]) -> Result<Reach, FrameError> {
        let mut at = 0;
        while at < chunk.len() {
            if self.in_string {
                at = self.skip_string(chunk, at);
                if !self.in_string && self.depth == 0 {
                    return Ok(Reach::Until(at));
                }
                continue;
            }
            match chunk[at] {
                // A scalar at the top ends where something else begins.
                b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' if self.in_scalar => {
                    return Ok(Reach::Until(at));
                }
                b'"' => self.in_string = true,
                b'{' | b'[' => {
                    self.depth += 1;
                    if self.depth > DEPTH_LIMIT {
                        return Err(FrameError::TooDeep);
                    }
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Ok(Reach::Until(at + 1));
                    }
                }
                _ if self.depth == 0 => self.in_scalar = true,
                _ => {}
            }
            at += 1;
        }
        Ok(Reach::Beyond)
    }

    /// Goes on behind the end of the string, or to the chunk's end.
    fn skip_string(&mut self, chunk: &[u8], from: usize) -> usize {
        let mut at = from;
        while at < chunk.len() {
            if !self.escaped {
                at = chunk.len() - plain(&chunk[at..]).len();
            }
            match chunk.get(at) {
                _ if self.escaped => self.escaped = false,
                Some(b'\\') => self.escaped = true,
                Some(b'"') => {
                    self.in_string = false;
                    return at + 1;
                }
                // A control character, which is for the parser to refuse.
                _ => {}
            }
            at += 1;
        }
        chunk.len()
    }
}

/// Collects one value over as many chunks as it takes, within a bound. A value that lies in one
/// chunk is not copied.
#[derive(Debug)]
pub(super) struct ValueReader {
    scanner: ValueScanner,
    partial: Vec<u8>,
    limit: usize,
}

impl ValueReader {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            scanner: ValueScanner::default(),
            partial: Vec::new(),
            limit,
        }
    }

    /// Reads on. When the value is complete, `done` gets it, and the number of bytes of `chunk`
    /// that were its own comes back.
    pub(super) fn read<T>(
        &mut self,
        chunk: &[u8],
        done: impl FnOnce(&[u8]) -> T,
    ) -> Result<Option<(usize, T)>, FrameError> {
        let reach = self.scanner.scan(chunk)?;
        let end = match reach {
            Reach::Until(end) => end,
            Reach::Beyond => chunk.len(),
        };
        if self.partial.len() + end > self.limit {
            return Err(FrameError::TooLarge { limit: self.limit });
        }
        if reach == Reach::Beyond {
            self.partial.extend_from_slice(chunk);
            return Ok(None);
        }
        let result = if self.partial.is_empty() {
            done(&chunk[..end])
        } else {
            self.partial.extend_from_slice(&chunk[..end]);
            done(&self.partial)
        };
        self.partial.clear();
        self.scanner = ValueScanner::default();
        Ok(Some((end, result)))
    }
}

/// The index of the first byte at or after `from` that is not JSON white space.
pub(super) fn skip_space(chunk: &[u8], from: usize) -> usize {
    let space = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    from + chunk[from..].iter().take_while(space).count()
}
