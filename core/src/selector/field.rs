use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::InvalidSelector;

/// What an object's fields must be; an empty one is met by all.
///
/// Which fields an object can be selected by, the server knows: of any, `metadata.name` and
/// `metadata.namespace`.
///
/// ```
/// use outrigger::selector::FieldSelector;
///
/// let selector: FieldSelector = "status.phase!=Running,metadata.name=a".parse()?;
/// let built = FieldSelector::default().equal("metadata.name", "a").not_equal("status.phase", "Running");
/// assert_eq!(built, selector);
/// assert!(built.matches_by(|field| match field {
///     "metadata.name" => "a".into(),
///     _ => "Pending".into(),
/// }));
/// assert_eq!(FieldSelector::default().equal("a", "b,c=d").to_string(), r"a=b\,c\=d");
/// # Ok::<(), outrigger::selector::InvalidSelector>(())
/// ```
///
/// serde has it as its text. Text is read up to [`MAX_SELECTOR`](super::MAX_SELECTOR) bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldSelector {
    terms: Vec<FieldTerm>,
}

/// What one field must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct FieldTerm {
    /// The field, such as `spec.nodeName`.
    pub field: String,
    /// Whether it must have the value (`=`), or must not (`!=`).
    pub equal: bool,
    /// The value. A field that is absent has the empty one.
    pub value: String,
}

impl FieldSelector {
    /// Requires besides that a field has this value.
    #[must_use]
    pub fn equal(self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.with(field.into(), true, value.into())
    }

    /// Requires besides that a field does not have this value.
    #[must_use]
    pub fn not_equal(self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.with(field.into(), false, value.into())
    }

    fn with(mut self, field: String, equal: bool, value: String) -> Self {
        self.terms.push(FieldTerm {
            field,
            equal,
            value,
        });
        self
    }

    /// What is required.
    pub fn terms(&self) -> &[FieldTerm] {
        &self.terms
    }

    /// Whether all objects meet it.
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether an object meets it whose fields have the values that `get` finds, the empty one where
    /// there is no field.
    pub fn matches_by<'a>(&self, get: impl Fn(&str) -> Cow<'a, str>) -> bool {
        self.terms
            .iter()
            .all(|term| (get(&term.field) == term.value.as_str()) == term.equal)
    }

    /// The value that a field must have, if it must have one.
    pub fn exact_value(&self, field: &str) -> Option<&str> {
        let mut terms = self.terms.iter();
        terms
            .find(|term| term.equal && term.field == field)
            .map(|term| term.value.as_str())
    }
}

/// Separated by commas; `\`, `,` and `=` in values have a `\` before them.
impl fmt::Display for FieldSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let sign = if term.equal { "=" } else { "!=" };
            write!(f, "{comma}{}{sign}{}", term.field, escape(&term.value))?;
        }
        Ok(())
    }
}

fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        if matches!(c, '\\' | ',' | '=') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The terms in the order of their texts. Source: `ParseSelector` of apimachinery's `fields`, whose
/// messages these are.
impl FromStr for FieldSelector {
    type Err = InvalidSelector;

    fn from_str(text: &str) -> Result<Self, InvalidSelector> {
        super::check_length(text)?;
        let mut parts = split_terms(text);
        parts.sort();
        let mut terms = Vec::new();
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            let (field, equal, value) = split_term(part).ok_or_else(|| {
                InvalidSelector(format!(
                    "invalid selector: '{text}'; can't understand '{part}'"
                ))
            })?;
            let value = unescape(value)?;
            if !(field.is_empty() && value.is_empty()) {
                terms.push(FieldTerm {
                    field: field.to_owned(),
                    equal,
                    value,
                });
            }
        }
        Ok(Self { terms })
    }
}

/// At the commas that have no `\` before them.
fn split_terms(text: &str) -> Vec<&str> {
    let mut escaped = false;
    text.split(|c| {
        let splits = c == ',' && !escaped;
        escaped = c == '\\' && !escaped;
        splits
    })
    .collect()
}

/// At the first operator.
fn split_term(term: &str) -> Option<(&str, bool, &str)> {
    let equals = term.find('=')?;
    let value = &term[equals + 1..];
    match term[..equals].strip_suffix('!') {
        Some(field) => Some((field, false, value)),
        None => Some((
            &term[..equals],
            true,
            value.strip_prefix('=').unwrap_or(value),
        )),
    }
}

fn unescape(value: &str) -> Result<String, InvalidSelector> {
    let mut plain = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(c @ ('\\' | ',' | '=')) => plain.push(c),
                other => {
                    let after = other.map(String::from).unwrap_or_default();
                    return Err(InvalidSelector(format!(
                        "invalid field selector: invalid escape sequence: \\{after}"
                    )));
                }
            },
            // Go prints the number of the character.
            ',' | '=' => {
                return Err(InvalidSelector(format!(
                    "invalid field selector: unescaped character in value: {}",
                    u32::from(c)
                )));
            }
            c => plain.push(c),
        }
    }
    Ok(plain)
}

impl From<FieldSelector> for String {
    fn from(selector: FieldSelector) -> Self {
        selector.to_string()
    }
}

impl From<&FieldSelector> for String {
    fn from(selector: &FieldSelector) -> Self {
        selector.to_string()
    }
}

impl Serialize for FieldSelector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FieldSelector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
