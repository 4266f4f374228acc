//! What Outrigger makes of a case, as the Go program says it.

mod nested;
mod status;
mod texts;
mod values;

use serde_json::{Value, json};

pub(crate) fn answer(given: &Value) -> Value {
    match text(given, "about") {
        "labels" => texts::labels(given),
        "fields" => texts::fields(given),
        "warnings" => texts::warnings(given),
        "gvk" => texts::kinds(given),
        "name" => texts::name(given),
        "nested" => nested::accessed(given),
        "value" => values::read(given),
        "status" => status::answered(given),
        other => panic!("nothing answers what is about {other}"),
    }
}

/// A member that is text, or "".
fn text<'a>(given: &'a Value, name: &str) -> &'a str {
    given[name].as_str().unwrap_or_default()
}

fn refused(error: impl std::fmt::Display) -> Value {
    json!({ "error": error.to_string() })
}
