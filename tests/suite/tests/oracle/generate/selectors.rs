//! What selectors of labels and of fields have in common.

use outrigger_suite::random::Random;
use serde_json::{Map, Value, json};

/// How selectors are made up.
pub(super) struct Grammar {
    pub(super) term: fn(&mut Random) -> String,
    /// A label, or a field with its value, that selectors may match.
    pub(super) pair: fn(&mut Random) -> (&'static str, &'static str),
    /// What makes a text wrong.
    pub(super) flaws: &'static [&'static str],
}

pub(super) fn asked(text: impl Into<String>, sets: &[Value]) -> Value {
    json!({ "text": text.into(), "sets": sets })
}

/// Changes a text in one place.
pub(super) fn spoiled(random: &mut Random, text: &str, with: &[&str]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    if !characters.is_empty() && random.once_in(2) {
        characters.remove(random.below(characters.len()));
    }
    let at = random.below(characters.len() + 1);
    let (before, after) = characters.split_at(at);
    let before: String = before.iter().collect();
    let after: String = after.iter().collect();
    format!("{before}{}{after}", random.pick(with))
}

/// A selector, one in six spoiled, and what it may match.
pub(super) fn made_up(random: &mut Random, grammar: &Grammar) -> Value {
    let count = random.weighted(&[(5, 1), (4, 2), (2, 3), (1, 0)]);
    let terms: Vec<_> = (0..count).map(|_| (grammar.term)(random)).collect();
    let mut text = terms.join(random.weighted(&[(6, ","), (1, ", "), (1, ",,")]));
    if random.once_in(6) {
        text = spoiled(random, &text, grammar.flaws);
    }
    let sets: Vec<_> = (0..4).map(|_| set(random, grammar.pair)).collect();
    asked(text, &sets)
}

fn set(random: &mut Random, pair: fn(&mut Random) -> (&'static str, &'static str)) -> Value {
    let count = random.below(4);
    let pairs = (0..count).map(|_| {
        let (key, value) = pair(random);
        (key.to_owned(), Value::from(value))
    });
    Value::Object(pairs.collect::<Map<_, _>>())
}
