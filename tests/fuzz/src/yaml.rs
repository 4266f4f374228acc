use outrigger::kubeconfig::yaml::{
    MAX_ALIAS_EXPANSION, MAX_BYTES, MAX_DEPTH, MAX_VALUES, from_slice,
};

use crate::document::{depth, weight};
use crate::seed::Shown;

/// Any bytes as YAML: the bounds hold, the place of an error is in the text, no error quotes the
/// text, and what was read is read again from JSON.
///
/// # Panics
/// When one of these does not hold.
pub fn yaml(data: &[u8]) -> usize {
    match from_slice(data) {
        Ok(value) => {
            assert!(data.len() <= MAX_BYTES, "more is read than may be");
            assert!(depth(&value) <= MAX_DEPTH, "deeper than may be");
            let weight = weight(&value);
            // What a text of `n` bytes says itself is at most a value and a byte for each.
            let most = 2 * data.len() + 1 + MAX_ALIAS_EXPANSION;
            assert!(weight <= most, "{weight} of {} bytes", data.len());
            let json = value.to_string();
            // What was expanded may be longer than a text may be. Of punctuation each value has three
            // characters at most, beside its texts.
            if json.len() <= MAX_BYTES && 3 * weight <= 2 * MAX_VALUES {
                assert_eq!(from_slice(json.as_bytes()), Ok(value), "as JSON");
            }
            data.len() + weight
        }
        Err(error) => {
            let lines = 1 + data.iter().filter(|byte| **byte == b'\n').count();
            let breaks = data.iter().filter(|byte| **byte == b'\r').count();
            // The end of the text is on a line of its own.
            assert!((1..=lines + breaks + 1).contains(&error.line()), "{error}");
            assert!((1..=data.len() + 2).contains(&error.column()), "{error}");
            assert!(error.message().len() <= 200, "{error}");
            let mut shown = Shown::new();
            shown.error(&error);
            shown.check();
            data.len()
        }
    }
}
