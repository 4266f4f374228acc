use outrigger::kubeconfig::yaml::from_slice;
use serde_json::{Map, Value};

use crate::choices::Choices;
use crate::document::weight;

/// A JSON value that the bytes decide, compact and pretty: it is read as it was.
///
/// # Panics
/// When that does not hold.
pub fn values(data: &[u8]) -> usize {
    let value = value(&mut Choices::new(data), 4);
    let compact = value.to_string();
    assert_eq!(from_slice(compact.as_bytes()).as_ref(), Ok(&value));
    let pretty = format!("{value:#}");
    assert_eq!(from_slice(pretty.as_bytes()).as_ref(), Ok(&value));
    data.len() + weight(&value)
}

/// Any value; of `levels` levels at most.
pub(crate) fn value(choices: &mut Choices<'_>, levels: usize) -> Value {
    match choices.below(if levels == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => choices.once_in(2).into(),
        2 => choices.number().into(),
        3 => choices.number().cast_unsigned().into(),
        // Halves are exact in binary.
        4 => ((choices.number() >> 32) as f64 + 0.5).into(),
        5 => text(choices).into(),
        6 => items(choices, |choices| value(choices, levels - 1)).collect(),
        _ => items(choices, |choices| {
            (text(choices), value(choices, levels - 1))
        })
        .collect::<Map<_, _>>()
        .into(),
    }
}

fn items<'c, 'a, T: 'c>(
    choices: &'c mut Choices<'a>,
    mut item: impl FnMut(&mut Choices<'a>) -> T + 'c,
) -> impl Iterator<Item = T> + 'c {
    let count = choices.below(7);
    (0..count).map(move |_| item(choices))
}

/// A text of characters that YAML has, which are all that go-yaml accepts.
fn text(choices: &mut Choices<'_>) -> String {
    choices
        .text()
        .chars()
        .filter(|c| is_yaml(*c))
        .take(12)
        .collect()
}

/// Whether a text of YAML may hold this as it is.
pub(crate) fn is_yaml(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}'
        | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
