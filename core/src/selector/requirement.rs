use std::fmt;

use super::InvalidSelector;
use crate::go_text::{json_list, quote};
use crate::validation;

/// How the value of a label is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Operator {
    /// `=`: the label is there and has this value.
    Equals,
    /// `==`, the same as `=`.
    DoubleEquals,
    /// `!=`: the label has another value, or is not there.
    NotEquals,
    /// `in`: the label is there and has one of these values.
    In,
    /// `notin`: the label has none of these values, or is not there.
    NotIn,
    /// The label is there.
    Exists,
    /// `!`: the label is not there.
    DoesNotExist,
    /// `>`: the label is there and is a larger integer.
    GreaterThan,
    /// `<`: the label is there and is a smaller integer.
    LessThan,
}

/// What one label must be.
///
/// ```
/// use outrigger::selector::{Operator, Requirement};
///
/// let tier = Requirement::new("tier", Operator::In, ["front", "back"])?;
/// assert_eq!(tier.to_string(), "tier in (back,front)");
/// # Ok::<(), outrigger::selector::InvalidSelector>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

impl Requirement {
    /// What the label `key` must be.
    ///
    /// # Errors
    /// The key or a value is none that a label can have; or there are values with
    /// [`Exists`](Operator::Exists) or [`DoesNotExist`](Operator::DoesNotExist), none with
    /// [`In`](Operator::In) or [`NotIn`](Operator::NotIn), or not exactly one with another
    /// operator; or it is no integer of 64 bits with [`GreaterThan`](Operator::GreaterThan) or
    /// [`LessThan`](Operator::LessThan).
    pub fn new<V: Into<String>>(
        key: impl Into<String>,
        operator: Operator,
        values: impl IntoIterator<Item = V>,
    ) -> Result<Self, InvalidSelector> {
        let requirement = Self {
            key: key.into(),
            operator,
            values: values.into_iter().map(Into::into).collect(),
        };
        requirement.checked()
    }

    fn checked(self) -> Result<Self, InvalidSelector> {
        match self.complaints().as_slice() {
            [] => Ok(self),
            [one] => Err(InvalidSelector(one.clone())),
            many => Err(InvalidSelector(format!("[{}]", many.join(", ")))),
        }
    }

    /// The label's key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// How its value is compared.
    pub const fn operator(&self) -> Operator {
        self.operator
    }

    /// The values that it is compared with.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Whether a label of this value, `None` if there is none, meets it.
    pub fn matches(&self, value: Option<&str>) -> bool {
        let among = value.is_some_and(|value| self.values.iter().any(|one| one == value));
        match self.operator {
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::Equals | Operator::DoubleEquals | Operator::In => among,
            Operator::NotEquals | Operator::NotIn => !among,
            Operator::GreaterThan => self.compares(value, |value, bound| value > bound),
            Operator::LessThan => self.compares(value, |value, bound| value < bound),
        }
    }

    fn compares(&self, value: Option<&str>, holds: fn(i64, i64) -> bool) -> bool {
        let value = value.and_then(|value| value.parse().ok());
        let bound = self.values.first().and_then(|bound| bound.parse().ok());
        value
            .zip(bound)
            .is_some_and(|(value, bound)| holds(value, bound))
    }

    /// Source: `NewRequirement` of apimachinery's `labels`.
    fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        if let Err(error) = validation::label_key(&self.key) {
            complaints.push(invalid("key", &self.key, &error.to_string()));
        }
        if let Some(complaint) = self.wrong_count() {
            let values = match self.values.is_empty() {
                true => "null".to_owned(),
                false => json_list(&self.values),
            };
            complaints.push(format!("values: Invalid value: {values}: {complaint}"));
        }
        for (index, value) in self.values.iter().enumerate() {
            if self.operator.is_ordered() && value.parse::<i64>().is_err() {
                let detail = "for 'Gt', 'Lt' operators, the value must be an integer";
                complaints.push(invalid(&format!("values[{index}]"), value, detail));
            }
        }
        for (index, value) in self.values.iter().enumerate() {
            if let Err(error) = validation::label_value(value) {
                let path = format!("values[{index}][{}]", self.key);
                complaints.push(invalid(&path, value, &error.to_string()));
            }
        }
        complaints
    }

    fn wrong_count(&self) -> Option<&'static str> {
        let count = self.values.len();
        match self.operator {
            Operator::In | Operator::NotIn => {
                (count == 0).then_some("for 'in', 'notin' operators, values set can't be empty")
            }
            Operator::Exists | Operator::DoesNotExist => {
                (count != 0).then_some("values set must be empty for exists and does not exist")
            }
            Operator::GreaterThan | Operator::LessThan => {
                (count != 1).then_some("for 'Gt', 'Lt' operators, exactly one value is required")
            }
            Operator::Equals | Operator::DoubleEquals | Operator::NotEquals => {
                (count != 1).then_some("exact-match compatibility requires one single value")
            }
        }
    }
}

impl Operator {
    const fn is_ordered(self) -> bool {
        matches!(self, Self::GreaterThan | Self::LessThan)
    }
}

pub(super) fn invalid(path: &str, value: &str, detail: &str) -> String {
    format!("{path}: Invalid value: {}: {detail}", quote(value))
}

/// As it stands in a selector, the values of `in` and `notin` in order.
impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        let first = self.values.first().map(String::as_str).unwrap_or_default();
        match self.operator {
            Operator::Exists => f.write_str(key),
            Operator::DoesNotExist => write!(f, "!{key}"),
            Operator::Equals => write!(f, "{key}={first}"),
            Operator::DoubleEquals => write!(f, "{key}=={first}"),
            Operator::NotEquals => write!(f, "{key}!={first}"),
            Operator::GreaterThan => write!(f, "{key}>{first}"),
            Operator::LessThan => write!(f, "{key}<{first}"),
            Operator::In | Operator::NotIn => {
                let mut values: Vec<_> = self.values.iter().map(String::as_str).collect();
                values.sort();
                let word = match self.operator {
                    Operator::In => "in",
                    _ => "notin",
                };
                write!(f, "{key} {word} ({})", values.join(","))
            }
        }
    }
}
