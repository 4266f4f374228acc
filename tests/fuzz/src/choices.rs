//! Decisions out of a fuzzer's bytes.

use arbitrary::Unstructured;

/// Decides by bytes; once they are used up, everything is the first choice, so that whatever is
/// generated comes to an end.
pub(crate) struct Choices<'a>(Unstructured<'a>);

impl<'a> Choices<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self(Unstructured::new(data))
    }

    /// A number below `bound`, which is not zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0.int_in_range(0..=bound - 1).unwrap_or_default()
    }

    /// True once in `times`, and never when there are no bytes left.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    pub(crate) fn pick<'c, T: ?Sized>(&mut self, choices: &[&'c T]) -> &'c T {
        choices[self.below(choices.len())]
    }

    pub(crate) fn number(&mut self) -> i64 {
        self.0.arbitrary().unwrap_or_default()
    }

    pub(crate) fn text(&mut self) -> String {
        self.0.arbitrary().unwrap_or_default()
    }

    /// Whether all bytes are used up.
    pub(crate) fn done(&self) -> bool {
        self.0.is_empty()
    }
}
