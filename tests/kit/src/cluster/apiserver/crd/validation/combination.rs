//! `anyOf`, `oneOf`, `allOf` and `not`.
//!
//! Within them nothing is forgiven for being unchanged.

use serde_json::Value;

use super::outcome::Outcome;
use super::validator::Validator;
use super::violation::Violation;
use crate::cluster::apiserver::crd::json_schema::JsonSchema;
use crate::cluster::apiserver::go_text::quote;

fn validate(schema: &JsonSchema, path: &str, value: &Value) -> Outcome {
    Validator::alone().validate(schema, path, value)
}

pub(super) fn check(schema: &JsonSchema, path: &str, value: &Value) -> Outcome {
    let mut outcome = Outcome::default();
    let quoted = quote(path);
    check_any_of(schema, path, value, &quoted, &mut outcome);
    check_one_of(schema, path, value, &quoted, &mut outcome);
    let mut valid = 0;
    for part in &schema.all_of {
        let part = validate(part, path, value);
        valid += usize::from(part.is_valid());
        outcome.merge(part);
    }
    if valid != schema.all_of.len() {
        let none = if valid == 0 { ". None validated" } else { "" };
        outcome.add(Violation::overall(format!(
            "{quoted} must validate all the schemas (allOf){none}"
        )));
    }
    let negated = schema.not.as_ref().map(|not| validate(not, path, value));
    if negated.is_some_and(|negated| negated.is_valid()) {
        outcome.add(Violation::overall(format!(
            "{quoted} must not validate the schema (not)"
        )));
    }
    outcome.counted()
}

fn check_any_of(
    schema: &JsonSchema,
    path: &str,
    value: &Value,
    quoted: &str,
    outcome: &mut Outcome,
) {
    if schema.any_of.is_empty() {
        return;
    }
    let mut best: Option<Outcome> = None;
    for alternative in &schema.any_of {
        let tried = validate(alternative, path, value);
        if tried.is_valid() {
            outcome.merge(tried);
            return;
        }
        if best
            .as_ref()
            .is_none_or(|best| tried.matches > best.matches)
        {
            best = Some(tried);
        }
    }
    outcome.add(Violation::overall(format!(
        "{quoted} must validate at least one schema (anyOf)"
    )));
    outcome.merge(best.unwrap_or_default());
}

fn check_one_of(
    schema: &JsonSchema,
    path: &str,
    value: &Value,
    quoted: &str,
    outcome: &mut Outcome,
) {
    if schema.one_of.is_empty() {
        return;
    }
    let tried: Vec<_> = schema
        .one_of
        .iter()
        .map(|one| validate(one, path, value))
        .collect();
    let (valid, failed): (Vec<_>, Vec<_>) = tried.into_iter().partition(Outcome::is_valid);
    let found = match valid.len() {
        1 => {
            outcome.merge(valid.into_iter().next().unwrap_or_default());
            return;
        }
        0 => "Found none valid".to_owned(),
        count => format!("Found {count} valid alternatives"),
    };
    let rule = "must validate one and only one schema (oneOf)";
    outcome.add(Violation::overall(format!("{quoted} {rule}. {found}")));
    if valid.is_empty() {
        let first_best = |best: Outcome, next: Outcome| {
            if next.matches > best.matches {
                next
            } else {
                best
            }
        };
        outcome.merge(failed.into_iter().reduce(first_best).unwrap_or_default());
    }
}
