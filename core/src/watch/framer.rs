use super::FrameError;
use super::scan::{ValueReader, skip_space};

/// Cuts a watch's body into its events: concatenated JSON objects, with or without white space
/// between or inside them.
#[derive(Debug)]
pub(crate) struct EventFramer {
    reader: ValueReader,
    inside: bool,
}

impl EventFramer {
    /// A framer that refuses events longer than `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            reader: ValueReader::new(limit),
            inside: false,
        }
    }

    /// Reads a chunk and calls `sink` with each event that it completes, until one fails.
    ///
    /// After an error the framer is of no more use.
    pub(crate) fn feed<E: From<FrameError>>(
        &mut self,
        chunk: &[u8],
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut at = 0;
        loop {
            if !self.inside {
                at = skip_space(chunk, at);
                match chunk.get(at) {
                    None => return Ok(()),
                    Some(b'{') => self.inside = true,
                    Some(&found) => {
                        return Err(FrameError::Unexpected {
                            expected: "a watch event",
                            found,
                        }
                        .into());
                    }
                }
            }
            let Some((used, result)) = self.reader.read(&chunk[at..], &mut sink)? else {
                return Ok(());
            };
            result?;
            at += used;
            self.inside = false;
        }
    }

    /// The stream has ended.
    pub(crate) const fn finish(&self) -> Result<(), FrameError> {
        if self.inside {
            Err(FrameError::Truncated)
        } else {
            Ok(())
        }
    }
}
