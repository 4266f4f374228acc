//! What client-go is asked about: the same for the same seed.

mod fields;
mod kinds;
mod labels;
mod names;
mod nested;
mod selectors;
mod status;
mod values;
mod warnings;

use outrigger_suite::asked::Question;
use outrigger_suite::random::Random;
use serde_json::Value;

type Generate = fn(&mut Random) -> Value;

/// How many cases there are of each thing, besides those that are always asked.
const EACH: [(&str, Generate, usize); 8] = [
    ("labels", labels::selector, 800),
    ("fields", fields::selector, 400),
    ("status", status::answered, 500),
    ("warnings", warnings::headers, 300),
    ("gvk", kinds::text, 400),
    ("nested", nested::access, 500),
    ("value", values::value, 600),
    ("name", names::name, 500),
];

/// Cases that are always asked.
fn fixed(about: &str) -> Vec<Value> {
    match about {
        "labels" => labels::fixed(),
        "fields" => fields::fixed(),
        "status" => status::fixed(),
        "warnings" => warnings::fixed(),
        "gvk" => kinds::fixed(),
        "value" => values::fixed(),
        "name" => names::fixed(),
        _ => Vec::new(),
    }
}

pub(crate) fn cases(seed: u64) -> Vec<Question> {
    let mut cases = Vec::new();
    for (number, (about, generate, count)) in EACH.into_iter().enumerate() {
        let mut random = Random::seeded(seed.wrapping_mul(100) + number as u64);
        let mut given = fixed(about);
        given.extend((0..count).map(|_| generate(&mut random)));
        cases.extend(Question::series(about, about, given));
    }
    cases
}
