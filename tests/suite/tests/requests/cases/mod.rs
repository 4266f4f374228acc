//! Calls of client-go's clients, as data.

mod builder;
mod names;
mod options;
mod parts;
mod retry;
mod subresources;
mod verbs;

use outrigger_suite::asked::Question;
use serde_json::Value;

/// Calls whose requests are compared.
pub(crate) fn requests() -> Vec<Question> {
    let mut cases = Vec::new();
    for (name, calls) in [
        ("dynamic", verbs::dynamic()),
        ("typed", verbs::typed()),
        ("metadata", verbs::metadata()),
        ("name", names::names()),
        ("prefix", names::prefixes()),
        ("scale", subresources::scale()),
        ("subresource", subresources::expansions()),
        ("builder", builder::calls()),
    ] {
        cases.extend(Question::series(name, "request", calls));
    }
    cases
}

/// Requests to servers that do not just answer them.
pub(crate) fn retries() -> Vec<Question> {
    Question::series("retry", "retry", retry::calls())
}

/// An object with the entries of another one, which win.
pub(crate) fn merged(mut base: Value, over: &Value) -> Value {
    if let (Some(base), Some(over)) = (base.as_object_mut(), over.as_object()) {
        base.extend(over.clone());
    }
    base
}
