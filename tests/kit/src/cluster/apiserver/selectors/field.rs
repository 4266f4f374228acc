//! Field selectors: `metadata.name=web,status.phase!=Running`.

use serde_json::Value;

use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::kinds::fields;

/// What fields must be. An empty one matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldSelector {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    field: String,
    equal: bool,
    value: String,
}

impl FieldSelector {
    /// Reads a request's parameter for a resource; fails with the message of a 400 if the
    /// syntax is wrong, or the resource has no such field.
    pub(crate) fn parse(resource: &ResourceType, selector: &str) -> Result<Self, String> {
        let mut terms = Self::terms(selector)?;
        // A term of nothing at all asks for nothing.
        terms.retain(|term| !(term.field.is_empty() && term.value.is_empty()));
        for term in &mut terms {
            term.field = fields::supported(resource, &term.field)?;
        }
        Ok(Self { terms })
    }

    /// Fails as `parse` does if the syntax is wrong, whatever the resource.
    pub(crate) fn check_syntax(selector: &str) -> Result<(), String> {
        Self::terms(selector).map(|_| ())
    }

    fn terms(selector: &str) -> Result<Vec<Term>, String> {
        let mut parts = split(selector);
        parts.sort_unstable();
        let mut terms = Vec::new();
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            terms.push(term(selector, part)?);
        }
        Ok(terms)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub(crate) fn matches(&self, resource: &ResourceType, object: &Value) -> bool {
        self.terms.iter().all(|term| {
            let value = fields::value(resource, object, &term.field);
            (value == term.value) == term.equal
        })
    }

    /// The value that the field must have, if the selector says so.
    pub(crate) fn required(&self, field: &str) -> Option<&str> {
        let term = self
            .terms
            .iter()
            .find(|term| term.equal && term.field == field)?;
        Some(&term.value)
    }
}

/// At commas that no backslash escapes.
fn split(selector: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (index, c) in selector.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == ',' {
            parts.push(&selector[start..index]);
            start = index + 1;
        }
    }
    parts.push(&selector[start..]);
    parts
}

fn term(selector: &str, part: &str) -> Result<Term, String> {
    let operator = part.char_indices().find_map(|(index, _)| {
        let operators = ["!=", "==", "="];
        let operator = operators
            .into_iter()
            .find(|op| part[index..].starts_with(op))?;
        Some((index, operator))
    });
    let Some((index, operator)) = operator else {
        return Err(format!(
            "invalid selector: '{selector}'; can't understand '{part}'"
        ));
    };
    Ok(Term {
        field: part[..index].to_owned(),
        equal: operator != "!=",
        value: unescape(&part[index + operator.len()..])?,
    })
}

/// `\\`, `\,` and `\=` stand for themselves; bare, the latter two are wrong.
fn unescape(value: &str) -> Result<String, String> {
    let wrong = |what: String| Err(format!("invalid field selector: {what}"));
    let mut plain = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(c @ ('\\' | ',' | '=')) => plain.push(c),
                Some(c) => return wrong(format!("invalid escape sequence: \\{c}")),
                None => return wrong("invalid escape sequence: \\".to_owned()),
            },
            ',' | '=' => {
                return wrong(format!("unescaped character in value: {}", u32::from(c)));
            }
            c => plain.push(c),
        }
    }
    Ok(plain)
}
